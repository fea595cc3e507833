/* What many futures of a scenario came to, and what that says: exact sums and
 * quantiles of integers, so that nothing hangs on the order in which futures were
 * solved.
 *
 * A row is a community (or another place with claims) and an item that it asks for
 * in the scenario as it stands or in one of the futures. Fill rates are in millionths, rounded down; a row
 * without demand in a future is full there. A quantile q is the least value that
 * at least q of the weight does not exceed. The tail is the mean of the worst
 * twentieth of the weight, the future at its edge counting in part. */
#ifndef SHECANG_MODELS_ENSEMBLE_H
#define SHECANG_MODELS_ENSEMBLE_H

#include "models/cells.h"
#include "models/plan.h"
#include "models/rates.h"

enum { TAIL_PARTS = 20 }; /* the tail is one of so many parts of the weight */

struct asked { /* who asks for what */
	char *of; /* [nplaces x nitems] of the scenario as read, and of what became known since: 1 = asked for */
	int32_t nplaces, nitems;
};
void asked_init(struct asked *a, const struct scenario *s);
void asked_release(struct asked *a);
/* What these cells of the scenario ask for. */
void asked_add(struct asked *a, const struct cells *cells);
/* The same of a future s, checked, of what the scenario `known` was; what known does not have,
 * by its id, is left out. */
void asked_add_scenario(struct asked *a, const struct scenario *known, const struct scenario *s);
/* Adds the places and items of a future that known does not have, by their names alone: for
 * tables over all futures. */
void ensemble_know(struct scenario *known, const struct scenario *s);

struct ensemble_row {
	int32_t place, item; /* of the scenario as read */
};
struct row_outcome { /* of a row in a future, smallest units */
	int64_t demand, served;
};
enum future_state { FUTURE_MISSING, FUTURE_PROVEN, FUTURE_UNPROVEN, FUTURE_CONTRADICTION, FUTURE_REFUSED };
struct future_outcome {
	enum future_state state;
	struct row_outcome *rows; /* [nrows]; NULL when missing or refused */
	int64_t cost; /* smallest currency units, rounded down; -1 = some way is not costed */
	struct rates rates; /* only along a quantity, else of nothing */
};
void outcome_release(struct future_outcome *o);
struct ensemble {
	struct ensemble_row *rows; /* [nrows] by place id, item id */
	int32_t nrows;
	int32_t *row_of; /* [nplaces x nitems], -1 */
	int32_t nplaces, nitems;
	struct future_outcome *futures; /* [nfutures] */
	int64_t *weights; /* [nfutures] >= 1 */
	int32_t nfutures;
};
/* The rows are those asked for. */
void ensemble_init(struct ensemble *e, const struct scenario *s, const struct asked *asked, int32_t nfutures);
void ensemble_release(struct ensemble *e);
/* What the plan of a future s comes to; rows is allocated. What has no row does not count.
 * known: the scenario of the rows. */
void ensemble_take(const struct ensemble *e, const struct scenario *known, const struct scenario *s,
	const struct cells *cells, const struct plan *plan, struct future_outcome *out);

struct row_summary {
	int64_t mean; /* fill, millionths, rounded down */
	int64_t low, middle, high; /* quantiles 5, 50, 95% of the fill */
	int64_t below; /* weight of the futures below the threshold */
	int64_t shortfall, tail; /* expected, and of the tail; smallest units, rounded up */
};
struct future_summary {
	int64_t unmet; /* sum over rows of shortfall / demand, millionths */
	int32_t below; /* rows below the threshold */
};
struct mark { /* how far the results had settled after so many futures */
	int32_t n;
	int64_t mean; /* of the rows' fill rates over those futures, millionths */
	int64_t error; /* standard error of that mean, millionths; 0 for fewer than two */
	int64_t largest; /* largest difference of a row's mean to that of all futures */
};
enum { MARKS = 5 }; /* at a sixteenth, eighth, quarter, half and all */
struct ensemble_summary {
	struct row_summary *rows; /* [nrows] */
	struct future_summary *futures; /* [nfutures] */
	struct mark marks[MARKS]; int32_t nmarks;
	int64_t weight; /* of all that counts */
	int32_t counted, refused, missing; /* futures */
};
/* threshold: fill, millionths. Futures that are missing or refused do not count. */
void ensemble_sum(const struct ensemble *e, int64_t threshold, struct ensemble_summary *out);
void ensemble_summary_release(struct ensemble_summary *sum);

#endif
