/* Inside of models/alteration*.c. */
#ifndef SHECANG_MODELS_ALTERATION_PARTS_H
#define SHECANG_MODELS_ALTERATION_PARTS_H

#include "base/text.h"
#include "models/alteration.h"

/* A change being applied. */
struct application {
	struct scenario *s;
	const struct alteration *c;
	struct effects *effects; /* NULL: not described */
	struct alteration_outcome outcome;
};

/* An element as the selection sees it. */
struct element {
	enum altered what;
	void *at; /* the struct */
	int32_t number; /* in its array */
	const char *id; /* NULL: it has none */
	int32_t item, group, holder; /* -1: none, or all */
	int32_t place; /* where it is, or begins; -1: none */
	int32_t to; /* a route's end; -1 */
	const struct route *route; /* NULL */
	struct periods when; /* WHOLE when it has none */
};
#define WHOLE ((struct periods){0, INT32_MAX})

/* --- elements (alteration_elements.c) --- */

struct element element_blank(enum altered what, void *at, int32_t number);
/* The element of the sort with that number; terms and agreements have their own. */
struct element element_at(struct scenario *s, enum altered what, int32_t i);
/* Some sorts share an array: is the element with that number of this one? */
bool element_of_sort(const struct scenario *s, enum altered what, int32_t i);
struct element element_terms(struct scenario *s, int32_t h, int32_t i);
struct element element_agreement(struct scenario *s, int32_t h, int32_t i);
/* The holder of terms, agreements or stock; the item of the change is passed over. */
bool element_holder_selected(const struct application *a, int32_t h);
/* Does it fit what the change selects? */
bool element_selected(const struct scenario *s, const struct alteration *c,
	const struct element *e);
/* "c001 / water (3..5)" into out, cleared before. */
void element_name(const struct scenario *s, const struct element *e, struct text *out);
/* Adds " / part". */
void element_name_part(struct text *out, const char *part);
/* Adds " (3..5)"; nothing for the whole horizon. */
void element_name_periods(struct text *out, struct periods when);
/* Smallest units of a base unit; -1: 1. */
int64_t element_unit(const struct scenario *s, int32_t item);
bool route_over_segment(const struct route *r, int32_t segment);
/* Where it is stated; NULL for rates and holders. */
struct where *element_where(struct element *e);
/* Leaves element i with the chosen periods alone, where it says the same of each;
 * the others get elements of their own behind the last one. */
void element_divide(struct scenario *s, enum altered what, int32_t i, struct periods chosen);
/* A claim for a window as a whole is of its first period. */
bool element_period_selected(const struct application *a, const struct element *e);

/* --- values (alteration_values.c) --- */

/* Sets or scales the field of the change. */
void element_change(struct application *a, struct element *e);
/* Not stated, in this element. */
bool field_absent(const struct field *field, const struct element *e);

/* --- removing (alteration_remove.c) --- */

/* What the change selects is removed; estimated routes are closed for good. */
void remove_all(struct application *a);
void remove_terms(struct application *a);
void remove_agreements(struct application *a);
void remove_holders(struct application *a);
/* Removes the elements that gone says, of an array of n. */
void elements_compact(struct scenario *s, enum altered what, const char *gone, int32_t n);

/* --- the rest --- */

/* Notes an effect; before and after may be NULL. Only when effects are asked for. */
void effect_add(struct application *a, enum altered what, const char *thing, const char *field,
	const char *before, const char *after);
/* "3..5", "3.." for the rest of the horizon. */
void effect_periods(struct text *out, struct periods when);
/* A ratio as a decimal where that is exact, else as a fraction. */
void effect_ratio(struct text *out, struct ratio value, int64_t divisor);
/* What an element is called: "water / c001 / alone (3..5)". */
void rate_name(const struct scenario *s, const struct rate *rate, struct text *out);
void people_name(const struct scenario *s, const struct people *people, struct text *out);

/* value x factor, rounded; false when it is not below the bound of quantities. */
bool scaled_int(int64_t value, struct ratio factor, bool up, int64_t *out);

/* Sets or scales rates. */
void rates_change(struct application *a, const struct alteration *c);

/* Makes the estimated routes, if there are rules and they have not been made. */
void routes_estimate(struct scenario *s);
/* Closes it in these periods too. */
void route_close(struct application *a, int32_t route, struct periods when);
void route_altered(struct route *r);
/* Applies a part of a verb. */
void alteration_part(struct application *a, const struct alteration *part);
/* Leaves the entry with the chosen periods alone; the others get entries of their own. */
void people_divide(struct scenario *s, int32_t i, struct periods chosen);

void apply_seal(struct application *a);
void apply_flood(struct application *a);
void apply_close(struct application *a);
void apply_move(struct application *a);

#endif
