/* The known names nearest to a mistyped one, for remedies. */
#ifndef SHECANG_IO_NEAREST_H
#define SHECANG_IO_NEAREST_H

#include <stddef.h>

struct diag;
struct diags;

/* A search over any number of candidates. */
enum { NEAREST_MOST = 3 };
struct nearest {
	const char *text; /* what was written, n bytes */
	size_t n;
	int best; /* least edit distance so far */
	const char *name; /* the candidate that has it; NULL: none is near */
	struct near_thing { /* of things, the nearest first */
		const char *id, *name;
		int distance;
	} things[NEAREST_MOST];
	int nthings;
};
/* Only candidates that differ in at most a third of the characters count. */
void nearest_init(struct nearest *search, const char *text, size_t n);
void nearest_offer(struct nearest *search, const char *candidate);
/* A thing by its id or one of its names (NULL: none); those that contain what was written, or
 * are contained in it, count too, after all that are near. */
void nearest_offer_thing(struct nearest *search, const char *id, const char *name);
/* The remedy of the fault: the things that are near, or else. */
void nearest_remedy(const struct nearest *search, struct diags *d, struct diag *item, const char *otherwise);

#endif
