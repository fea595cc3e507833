/* Preloaded into a program: the allocation number FAULT_AT (1..) of the whole
 * process fails, once. Without FAULT_AT none fails. At the end their number is
 * written into the file FAULT_COUNT names. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* glibc's own, so that nothing has to be looked up in the first allocation. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *old, size_t size);

static atomic_long allocations;
static long fault_at; /* 0 = none */

__attribute__((constructor)) static void start(void)
{
	const char *at = getenv("FAULT_AT");

	/* What the loader took before is not the program's. */
	allocations = 0;
	fault_at = at ? strtol(at, NULL, 10) : 0;
}

__attribute__((destructor)) static void finish(void)
{
	const char *name = getenv("FAULT_COUNT");
	char line[32];
	int file, n;

	if (!name)
		return;
	n = snprintf(line, sizeof line, "%ld\n", (long)allocations);
	file = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (file < 0 || write(file, line, (size_t)n) != n || close(file) < 0)
		_exit(99);
}

static int fails(void)
{
	if (atomic_fetch_add(&allocations, 1) + 1 != fault_at)
		return 0;
	errno = ENOMEM;
	return 1;
}

void *malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
	return fails() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *old, size_t size)
{
	return fails() ? NULL : __libc_realloc(old, size);
}
