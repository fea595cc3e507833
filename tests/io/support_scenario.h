/* A small scenario as XML, and variants of it. */
#ifndef SHECANG_TESTS_IO_SUPPORT_SCENARIO_H
#define SHECANG_TESTS_IO_SUPPORT_SCENARIO_H

#include "io/reader.h"

extern const char SMALL_SCENARIO[];

/* The text with the first `old` replaced (asserted to be there); mem_free. */
char *replaced(const char *text, const char *old, const char *new);

/* Something read from memory. */
struct reading_of {
	struct scenario s;
	struct diags d;
	bool whole;
};
void reading_of(struct reading_of *r, const char *text); /* as "x.xml" */
void reading_of_bytes(struct reading_of *r, const char *bytes, size_t n);
void reading_of_release(struct reading_of *r);
/* Asserts that there is one error, of this code and at this place. */
void assert_fault(const struct reading_of *r, int code, int line, int column);

/* The canonical form of a scenario; mem_free. */
char *canonical(const struct scenario *s);
char *canonical_of_plan(const struct scenario *s); /* the same as it stands beside a plan */

#endif
