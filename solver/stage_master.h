/* The first stage of staging as a linear program with cuts (the L-shaped method), on
 * GLPK; its lower bound is exact.
 *
 * Columns: lots x_k of every candidate; losses theta[slot][part] >= 0, a slot being an
 * item's claims of one tier, a part some futures; for a tail also eta[tier] and
 * u[tier][future] >= 0 (Rockafellar and Uryasev): with futures of weight p, in all W, and a
 * tail of num / den, the measure of a tier times W num (models/stage.h) is the least of
 *   W num eta + den sum_w p_w u_w,  u_w >= sum_slots theta[slot][w] - eta;
 * without a tail it is the sum of theta, which then is weighted. Rows: money, rooms, the u's,
 * tiers that are kept, and the cuts
 *   sum over slots of the item up to this one of factor theta >= a - sum_k b_k x_k.
 * Losses are counted in 2^shift here. */
#ifndef SHECANG_SOLVER_STAGE_MASTER_H
#define SHECANG_SOLVER_STAGE_MASTER_H

#include "models/stage.h"
#include "solver/lp.h"

struct stage_slot { /* an item's claims of one tier; by item, tier */
	int32_t item;
	int32_t tier; /* index into stage_result.tiers */
	int32_t first; /* the item's first slot */
};
struct stage_term {
	int32_t candidate;
	int64_t b; /* per lot, >= 0 */
};
struct stage_cut {
	int32_t part, slot;
	int64_t *factor; /* [slot - first + 1] of the slots from the item's first on, the last one >= 1 */
	int64_t a;
	struct stage_term *terms; int32_t nterms;
	int32_t idle; /* masters in which it did not bind */
	enum lp_place place;
};
struct stage_rows { /* sum of coefficient x <= most; of money, and of each room */
	int64_t *coefficient; /* [nrows][ncandidates] */
	int64_t *most; /* [nrows]; the first one is of the present budget */
	wide unit; /* of the first one: its coefficients in this, rounded down, are the money of a lot */
	wide *exact; /* [nrows][ncandidates] the same before they were made to fit */
	wide *exact_most; /* [nrows] */
	int32_t nrows;
};
struct stage_master {
	const struct stage *stage;
	const struct scenario *scenario;
	const struct stage_slot *slots; int32_t nslots;
	int32_t ntiers, nparts;
	bool tail;
	const int64_t *weight; /* [nparts] of the futures, of a tail */
	int64_t total; /* W */
	const wide *most; /* [nslots][nparts] a loss is at most: that of the least quotas */
	int shift;
	struct stage_rows rows;
	struct stage_cut *cuts; int32_t ncuts, cuts_room;
	enum lp_place *column_place, *row_place; /* of the last master; NULL before */
	/* of the last master */
	double *x; /* [columns] */
	wide bound; /* no staging is below it (money: in 1 / STAGE_MONEY); -1 = nothing known */
};
void stage_master_init(struct stage_master *m, const struct stage *stage, const struct scenario *s);
void stage_master_ready(struct stage_master *m); /* after its fields up to most are set */
void stage_master_release(struct stage_master *m);
void stage_master_budget(struct stage_master *m, int64_t budget);
/* Takes over factor and terms. Numbers of it fit, see stage_fits. */
void stage_master_add(struct stage_master *m, const struct stage_cut *cut);
/* Is the cut broken by the last master's point? */
bool stage_master_breaks(const struct stage_master *m, const struct stage_cut *cut);
/* Least measure of the tier while the tiers before it are at most kept [tier]. False when
 * it could not be solved. */
bool stage_master_solve(struct stage_master *m, int32_t tier, const wide *kept, const struct stop *stop);
/* The same of the money: the least of what is within kept [ntiers]. */
bool stage_master_least(struct stage_master *m, const wide *kept, const struct stop *stop);
/* Do these lots keep money and rooms, exactly? */
bool stage_master_keeps(const struct stage_master *m, const int64_t *lots);
/* A number of a row. */
static inline bool stage_fits(wide value)
{
	return value > -((wide)1 << 52) && value < (wide)1 << 52;
}

#endif
