/* What fairness and the local share cost: the same scenario under the three
 * rules of fairness, and under other shares that stay in their own community.
 *
 * A kind is a tier and an item; sums are never taken over items. A community's
 * claims of one kind together are a row. Quantities are smallest units, people's
 * own stock included; fill rates are served / demand. */
#ifndef SHECANG_MODELS_PRICE_H
#define SHECANG_MODELS_PRICE_H

#include "models/plan.h"

struct price_kind {
	int32_t tier, item;
};
struct price_row {
	int32_t kind, place; /* place: a network stand */
	int64_t demand;
};
/* What figures are summed by. */
struct price_frame {
	const struct scenario *scenario;
	const struct cells *cells;
	struct price_kind *kinds; /* [nkinds] by tier, then item id */
	int32_t nkinds;
	struct price_row *rows; int32_t nrows, rows_room; /* by item id, place id, then as they first come */
	int32_t *row_of; /* [ncells] */
};
void price_frame_init(struct price_frame *f, const struct scenario *s, const struct cells *cells);
void price_frame_release(struct price_frame *f);
/* What every row gets of what every claim gets: [nrows], the caller frees. */
int64_t *price_rows(const struct price_frame *f, const int64_t *served);

/* --- the price of fairness --- */

enum { PRICE_BELOWS = 3 };
extern const int price_below[PRICE_BELOWS]; /* percent: 50, 80, 100 */

struct price_sum { /* of a kind */
	int64_t demand, served;
	int64_t units; /* issue units s_c of all claims, their own stock included */
	int32_t nclaims;
	int32_t nnothing; /* claims that get nothing */
	int32_t nbelow[PRICE_BELOWS]; /* claims served less than so many percent */
	struct ratio worst; /* lowest fill rate of a claim */
	struct ratio worst_row; /* lowest fill rate of a row */
	int32_t worst_place; /* its place; of equal ones the first id */
	/* Mean of the claims' fill rates. The sum of the rates is taken in parts of
	 * 10^-12, each rounded up; 1 only where all are full. */
	struct ratio average;
};
/* Sums what every claim gets into sums [nkinds]. */
void price_sums(const struct price_frame *f, const struct served *served, struct price_sum *sums);

struct price_times { /* of an item, in smallest units; periods count from 1 */
	int64_t moved; /* sum over all legs, and what is handed over on the spot */
	int64_t transported; /* the legs of it */
	wide departs, arrives; /* sums of moved x period */
	int64_t handed; /* handed out */
	wide handed_in; /* sum of quantity x period of hand-out */
	int64_t waste; /* may be called up or comes, its date inside the horizon, not handed out */
	bool coupled; /* limits or substitutes have a say, so that it is no network alone */
};
struct price_rule {
	enum fairness fairness;
	enum plan_status status;
	struct ratio cost; /* as in struct plan */
	bool cost_complete;
	struct price_sum *sums; /* [nkinds] */
	struct price_times *times; /* [nitems] */
};
/* Takes the figures from a plan that stands, made by this rule. */
void price_rule_init(struct price_rule *r, const struct price_frame *f, const struct supply *supply,
	const struct plan *plan, enum fairness fairness);
void price_rule_release(struct price_rule *r);

/* In a network the fair amounts have the largest possible total (docs/method.md).
 * Does one rule serve as many issue units of the item as the other, tier by tier? */
bool price_same_total(const struct price_frame *f, const struct price_rule *a, const struct price_rule *b,
	int32_t item);

#endif
