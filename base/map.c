#include "base/map.h"

#include "base/memory.h"

#include <assert.h>
#include <string.h>

enum { MAP_FIRST_ROOM = 16 };

struct map_slot {
	const char *key; /* NULL = free */
	uint32_t hash; /* kept, so that growing and most misses touch no key */
	int32_t value;
};

uint64_t splitmix64(uint64_t x)
{
	x += 0x9e3779b97f4a7c15u;
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
	return x ^ (x >> 31);
}

static uint32_t hash_key(const char *key)
{
	size_t n = strlen(key);
	uint64_t h = n;

	for (; n >= 8; n -= 8, key += 8) {
		uint64_t word;

		memcpy(&word, key, 8);
		h = splitmix64(h ^ word);
	}
	if (n) {
		uint64_t word = 0;

		memcpy(&word, key, n);
		h = splitmix64(h ^ word);
	}
	return (uint32_t)(h >> 32);
}

void map_init(struct map *m)
{
	m->slots = NULL;
	m->room = 0;
	m->count = 0;
}

void map_release(struct map *m)
{
	mem_free(m->slots);
	map_init(m);
}

void map_copy(struct map *m)
{
	struct map_slot *slots = mem_calloc(m->room, sizeof *slots);

	if (m->room > 0)
		memcpy(slots, m->slots, m->room * sizeof *slots);
	m->slots = slots;
}

/* The slot that holds key, or the free one where it belongs; room > 0. */
static struct map_slot *map_find(const struct map *m, const char *key, uint32_t hash)
{
	uint32_t i = hash & (m->room - 1);

	while (m->slots[i].key) {
		if (m->slots[i].hash == hash && strcmp(m->slots[i].key, key) == 0)
			break;
		i = (i + 1) & (m->room - 1);
	}
	return &m->slots[i];
}

static void map_grow(struct map *m)
{
	struct map larger;
	uint32_t i;

	assert(m->room < (uint32_t)1 << 31);
	larger.room = m->room ? m->room * 2 : MAP_FIRST_ROOM;
	larger.count = m->count;
	larger.slots = mem_calloc(larger.room, sizeof *larger.slots);
	for (i = 0; i < m->room; i++) {
		const struct map_slot *slot = &m->slots[i];

		if (slot->key)
			*map_find(&larger, slot->key, slot->hash) = *slot;
	}
	mem_free(m->slots);
	*m = larger;
}

int32_t map_get(const struct map *m, const char *key)
{
	const struct map_slot *slot;

	if (m->count == 0)
		return -1;
	slot = map_find(m, key, hash_key(key));
	return slot->key ? slot->value : -1;
}

int32_t map_add(struct map *m, const char *key, int32_t value)
{
	uint32_t hash = hash_key(key);
	struct map_slot *slot;

	assert(value >= 0);
	/* At most three quarters full, so a search always meets a free slot. */
	if (m->room == 0 || m->count >= m->room / 4 * 3)
		map_grow(m);
	slot = map_find(m, key, hash);
	if (slot->key)
		return slot->value;
	slot->key = key;
	slot->hash = hash;
	slot->value = value;
	m->count++;
	return -1;
}
