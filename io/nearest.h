/* The known name nearest to a mistyped one, for remedies. */
#ifndef SHECANG_IO_NEAREST_H
#define SHECANG_IO_NEAREST_H

#include <stddef.h>

/* A search over any number of candidates. */
struct nearest {
	const char *text; /* what was written, n bytes */
	size_t n;
	int best; /* least edit distance so far */
	const char *name; /* the candidate that has it; NULL: none is near */
};
/* Only candidates that differ in at most a third of the characters count. */
void nearest_init(struct nearest *search, const char *text, size_t n);
void nearest_offer(struct nearest *search, const char *candidate);

#endif
