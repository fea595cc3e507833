/* The elements of what the program itself has written, and their attributes: a plan.xml, to plan
 * on from it (plan_read.c) and to check it (plan_load.c), and a canonical scenario (canonical.h).
 * Faults are located errors of the attribute, or of the tag when it is absent, and make `ok`
 * false. */
#ifndef SHECANG_IO_PLAN_ELEMENT_H
#define SHECANG_IO_PLAN_ELEMENT_H

#include "io/xml_events.h"

#include "models/plan.h"

#define PLAN_BYTES_MAX ((int64_t)8 << 30)
#define PLAN_URI "urn:shecang:plan:1"

struct text;
struct plan_element {
	const struct scenario *s; /* NULL: none is needed by what is read */
	struct diags *d;
	const struct xml_element *e; /* the current start tag */
	bool canonical; /* it is a canonical scenario: faults are E132, not E803 */
	bool ok; /* no errors so far */
	bool differs; /* something can be read and is not as the scenario or the rest of the plan has it */
};

/* The file at path, or plan.xml in the folder at path: its name is added to out. */
void plan_file(struct text *out, const char *path);
/* The root is that of something else than a plan (E801): nothing of it is read. */
void plan_not_one(struct plan_element *r, struct xml_parser *parser);
/* NULL when it is absent. */
const struct xml_attribute *plan_attribute(const struct plan_element *r, const char *name);
/* What to do about an element or value that cannot be read. */
const char *plan_remedy(const struct plan_element *r);
/* The same as plan_attribute; a fault when it is absent. */
const struct xml_attribute *plan_need(struct plan_element *r, const char *name);
/* Adds a diagnostic at the attribute (NULL: at the tag). */
struct diag *plan_fault(struct plan_element *r, enum severity severity, int code,
	const struct xml_attribute *a, const char *message);
/* The same as an error that leaves the plan readable: it differs. */
struct diag *plan_differs(struct plan_element *r, int code, const struct xml_attribute *a, const char *message);
/* It cannot be read. */
void plan_bad_value(struct plan_element *r, const struct xml_attribute *a);
bool plan_word_is(const struct xml_attribute *a, const char *word);

/* Needed values; false after a fault, *out is unchanged then. */
bool plan_integer(struct plan_element *r, const char *name, int64_t least, int64_t *out);
bool plan_number(struct plan_element *r, const char *name, int32_t *out);
/* Base units -> smallest units, below QUANTITY_MAX. */
bool plan_amount(struct plan_element *r, const char *name, int32_t item, int64_t *out);
bool plan_time(struct plan_element *r, const char *name, struct instant *out);
/* Above 0, without months; in seconds. */
bool plan_duration(struct plan_element *r, const char *name, int64_t *out);
/* "3", "-3/4"; with a positive denominator. */
bool plan_ratio(struct plan_element *r, const char *name, struct ratio *out);
bool plan_state(struct plan_element *r, enum shipment_state *out); /* "state" */

#endif
