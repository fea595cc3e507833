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

/* --- the price of autonomy --- */

struct price_at { /* a kind at one share */
	int64_t served;
	struct ratio worst; /* lowest fill rate of a claim */
	struct ratio worst_row; /* lowest fill rate of a row */
	int32_t worst_place; /* its place; of equal ones the first id */
	int32_t nlosers; /* rows that get less than at share 0 */
	int32_t nbeyond; /* of them those that lose more than the allowed part of it */
	int32_t lost_place; /* of the row that loses the largest part; -1 = none loses */
	int64_t lost_from, lost_to; /* what it gets at share 0, and here */
};
struct price_point {
	struct ratio share; /* 0..1 */
	bool possible; /* else the hard rules contradict at this share, and there are no figures */
	bool proven;
	struct price_at *at; /* [nkinds] */
	int32_t *nworse; /* [nitems] communities that get less than they would alone */
};
/* Between which shares a statement ceases to hold. */
struct price_turn {
	struct ratio holds; /* the largest share found at which it holds */
	struct ratio fails; /* the next share looked at, where it does not; 0/1 = it holds at 100% */
};
struct price_worse { /* a community that would get more of an item alone */
	int32_t place, item;
	int64_t demand, alone, plan;
};
struct price_autonomy {
	struct ratio drop; /* allowed part of what a row gets at share 0 */
	bool *touched; /* [nitems] a share may change who gets the item */
	struct price_point *points; int32_t npoints, points_room; /* ascending: 0, 10 .. 100%, the stated one */
	int32_t nshares; /* looked at in all, those between included */
	bool proven; /* at all of them */
	/* NULL where the hard rules contradict at share 0: */
	struct price_turn *lowest; /* [nkinds] the row served worst is served no worse than at share 0 */
	struct price_turn *drops; /* [nkinds] nobody loses more than `drop` */
	struct price_turn drop_all; /* the same for all kinds together */
	struct price_worse *worse; int32_t nworse, worse_room; /* by the part of the demand that is missing,
	                                                        * largest first */
	int32_t nalone; /* communities and items for which there is something alone */
	bool alone_proven;
};
void price_autonomy_init(struct price_autonomy *a);
void price_autonomy_release(struct price_autonomy *a);
/* Figures of all kinds of the items (NULL = all), from what every claim gets
 * (served [ncells]), what every row gets at share 0 (rows [nrows]) and what every
 * claim would get alone (alone [ncells]). */
void price_point_fill(struct price_point *p, const struct price_frame *f, const bool *items,
	const int64_t *served, const int64_t *rows, const int64_t *alone, struct ratio drop);
/* Who is worse off than alone. */
void price_compare_alone(struct price_autonomy *a, const struct price_frame *f, const int64_t *served,
	const int64_t *alone);

#endif
