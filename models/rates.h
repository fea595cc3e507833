/* The fill rates that fairness decided, exactly: every claim stands in a class of its
 * level (item, tier, look-ahead stage), and all claims of a class have one rate.
 *
 * Where the item shares no limit the classes of a level are its strata, lowest first,
 * then those that are full; the rates are those of the rational optimum, before whole
 * units. Else (exact is false) all claims of the item are one class with the lowest
 * fill rate of what they really get. Plans whose claims stand in the same classes have
 * the same bottlenecks among claims. */
#ifndef SHECANG_MODELS_RATES_H
#define SHECANG_MODELS_RATES_H

#include "models/cells.h"
#include "models/plan.h"

struct rate_class {
	int32_t item, tier, stage;
	bool exact;
	int32_t nclaims;
	struct ratio rate; /* 0..1 */
};
struct rates {
	int32_t nclasses, ncells;
	struct rate_class *classes; /* [nclasses], those of a level together, ascending by rate */
	int32_t *class_of; /* [ncells] */
};
void rates_init(struct rates *r); /* of nothing */
void rates_release(struct rates *r);
/* Of a plan that serves; of a contradiction there is nothing. */
void rates_take(const struct scenario *s, const struct cells *cells, const struct plan *plan, struct rates *out);
/* Counts the claims of the classes. */
void rates_count(struct rates *r);
bool rate_same_level(const struct rate_class *a, const struct rate_class *b);
/* The same classes, whatever their rates? */
bool rates_alike(const struct rates *a, const struct rates *b);

#endif
