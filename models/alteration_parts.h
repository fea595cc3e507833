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
