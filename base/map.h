/* Maps from an id to an index: open addressing, grows as needed. Keys are not
 * copied; they must outlive the map (they live in the scenario's arena). */
#ifndef SHECANG_BASE_MAP_H
#define SHECANG_BASE_MAP_H

#include <stddef.h>
#include <stdint.h>

struct map {
	struct map_slot *slots; /* [room], NULL when room = 0 */
	uint32_t room; /* power of two, or 0 */
	uint32_t count;
};
void map_init(struct map *m);
void map_release(struct map *m);
/* m, which is a copy of the struct alone, gets slots of its own. */
void map_copy(struct map *m);
/* The index kept for key, or -1. */
int32_t map_get(const struct map *m, const char *key);
/* Keeps value for key. Returns -1 when the key is new; otherwise the value
 * already there, which stays. value is 0 or more. */
int32_t map_add(struct map *m, const char *key, int32_t value);

/* SplitMix64 (Steele, Lea, Flood 2014): one step from state x. */
uint64_t splitmix64(uint64_t x);

#endif
