/* Memory: checked allocation, growable arrays, and an arena for everything
 * that lives as long as one scenario, problem or plan.
 *
 * There is no half-working state after memory has run out: every function
 * here either succeeds or prints one line to stderr and ends the process
 * with status 70 (the program's "internal" status). Nothing here returns
 * NULL for a size above 0. */
#ifndef SHECANG_BASE_MEMORY_H
#define SHECANG_BASE_MEMORY_H

#include <stddef.h>
#include <stdint.h>

/* n zeroed elements of size bytes; n = 0 gives a pointer that may be freed. */
void *mem_calloc(size_t n, size_t size);
/* Resizes to n elements of size bytes; new space is not initialised. */
void *mem_resize(void *old, size_t n, size_t size);
char *mem_strdup(const char *text);
void mem_free(void *p);
/* Ends the process as above, where a library has run out of memory. */
_Noreturn void mem_exhausted(void);

/* Makes room for one more element in a growable array and returns the index
 * of the new, zeroed element. items is the address of the array pointer:
 *   i = ARRAY_ADD(&s->items, &s->nitems, &s->items_room); */
#define ARRAY_ADD(items, count, room) \
	array_add((void **)(items), (count), (room), sizeof **(items))
int32_t array_add(void **items, int32_t *count, int32_t *room, size_t size);

/* An arena: allocations are freed together. */
struct arena {
	struct arena_block *newest; /* NULL when nothing was allocated */
};
void arena_init(struct arena *arena);
void arena_release(struct arena *arena);
/* n zeroed elements of size bytes, aligned for any type. */
void *arena_calloc(struct arena *arena, size_t n, size_t size);
/* A NUL-terminated copy of the n bytes at text. */
char *arena_text(struct arena *arena, const char *text, size_t n);
char *arena_strdup(struct arena *arena, const char *text);

#endif
