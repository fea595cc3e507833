#include "base/memory.h"

#include <assert.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	STATUS_INTERNAL = 70,
	ARRAY_FIRST_ROOM = 8,
	ARENA_FIRST_BLOCK = 4096,
	ARENA_LARGEST_BLOCK = 1 << 20
};

struct arena_block {
	struct arena_block *older;
	size_t used; /* bytes of data */
	size_t room;
	alignas(max_align_t) unsigned char data[];
};

/* _Exit, because other threads may be at work and nothing that runs at exit
 * may be trusted to do without memory. */
_Noreturn void mem_exhausted(void)
{
	fputs("shecang: out of memory\n", stderr);
	_Exit(STATUS_INTERNAL);
}

void *mem_calloc(size_t n, size_t size)
{
	void *p = n == 0 || size == 0 ? calloc(1, 1) : calloc(n, size);

	if (!p)
		mem_exhausted();
	return p;
}

void *mem_resize(void *old, size_t n, size_t size)
{
	size_t bytes;
	void *p;

	if (__builtin_mul_overflow(n, size, &bytes))
		mem_exhausted();
	/* realloc(p, 0) means different things to different libraries */
	p = realloc(old, bytes ? bytes : 1);
	if (!p)
		mem_exhausted();
	return p;
}

char *mem_strdup(const char *text)
{
	size_t n = strlen(text) + 1;
	char *copy = mem_calloc(n, 1);

	memcpy(copy, text, n);
	return copy;
}

void mem_free(void *p)
{
	free(p);
}

int32_t array_add(void **items, int32_t *count, int32_t *room, size_t size)
{
	void *array;

	assert(*count >= 0 && *count <= *room);
	/* The caller's pointer has its own type; copied, not dereferenced. */
	memcpy(&array, items, sizeof array);
	if (*count == *room) {
		int32_t larger;

		if (*room == INT32_MAX)
			mem_exhausted();
		if (*room < ARRAY_FIRST_ROOM)
			larger = ARRAY_FIRST_ROOM;
		else
			larger = *room > INT32_MAX / 2 ? INT32_MAX : *room * 2;
		array = mem_resize(array, (size_t)larger, size);
		memcpy(items, &array, sizeof array);
		*room = larger;
	}
	memset((char *)array + (size_t)*count * size, 0, size);
	return (*count)++;
}

void arena_init(struct arena *arena)
{
	arena->newest = NULL;
}

void arena_release(struct arena *arena)
{
	struct arena_block *block = arena->newest;

	while (block) {
		struct arena_block *older = block->older;

		free(block);
		block = older;
	}
	arena->newest = NULL;
}

static struct arena_block *arena_block_new(size_t room)
{
	struct arena_block *block;

	if (room > SIZE_MAX - sizeof *block)
		mem_exhausted();
	block = calloc(1, sizeof *block + room);
	if (!block)
		mem_exhausted();
	block->room = room;
	return block;
}

/* A block that has at least `bytes` free. A large request gets a block of its
 * own behind the newest one, whose rest stays in use. */
static struct arena_block *arena_block_for(struct arena *arena, size_t bytes)
{
	struct arena_block *newest = arena->newest;
	struct arena_block *block;
	size_t room = ARENA_FIRST_BLOCK;

	if (newest && newest->room - newest->used >= bytes)
		return newest;
	if (newest && newest->room >= ARENA_FIRST_BLOCK)
		room = newest->room < ARENA_LARGEST_BLOCK ? newest->room * 2 : ARENA_LARGEST_BLOCK;
	if (room > ARENA_LARGEST_BLOCK)
		room = ARENA_LARGEST_BLOCK;
	if (newest && bytes > room / 2) {
		block = arena_block_new(bytes);
		block->older = newest->older;
		newest->older = block;
		return block;
	}
	block = arena_block_new(bytes > room ? bytes : room);
	block->older = newest;
	arena->newest = block;
	return block;
}

void *arena_calloc(struct arena *arena, size_t n, size_t size)
{
	const size_t align = alignof(max_align_t);
	struct arena_block *block;
	size_t bytes;
	void *p;

	if (__builtin_mul_overflow(n, size, &bytes) || bytes > SIZE_MAX - align)
		mem_exhausted();
	bytes = (bytes + align - 1) / align * align;
	if (bytes == 0)
		bytes = align;
	block = arena_block_for(arena, bytes);
	p = block->data + block->used;
	block->used += bytes;
	return p;
}

char *arena_text(struct arena *arena, const char *text, size_t n)
{
	char *copy;

	if (n == SIZE_MAX)
		mem_exhausted();
	copy = arena_calloc(arena, n + 1, 1);
	if (n)
		memcpy(copy, text, n);
	return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
	return arena_text(arena, text, strlen(text));
}
