/* What a drill is scored by: how far a plan is from having met everybody's need,
 * fairly, in time, with nothing spoilt, cheaply and by the rules. Whole numbers, so
 * that differences add up to the last digit.
 *
 * Quantities of different items cannot be added; what is missing of a claim is, in
 * parts of what it asks for. For claim c with demand d_c, served q_c, first period f_c:
 *   unmet   sum over c of ceil(10^6 (d_c - q_c) / d_c): millionths of a claim
 *   unfair  sum over c of ceil(10^6 |q_c / d_c - Q / D|), Q / D the fill rate of all
 *           claims of c's item and tier together: 0 when all have the same
 *   late    sum over hand-outs of ceil(10^6 (t - f_c) quantity / d_c): millionths of a
 *           claim times periods
 *   wasted  sum over items i of ceil(10^6 w_i / D_i): w_i of the goods that expire in the
 *           horizon and could have been used, less what is handed out of them; D_i the
 *           demand of the item: millionths of an item's demand. Of items that nobody asks
 *           for nothing can be missed
 *   cost    of transport, smallest currency units, rounded down
 *   breaches of rules by the decisions so far: how many.
 * All of the whole horizon: what has happened, and what the plan goes on with. */
#ifndef SHECANG_MODELS_DRILL_MEASURES_H
#define SHECANG_MODELS_DRILL_MEASURES_H

#include "models/drill.h"

enum { MEASURE_TIERS = 8 }; /* tiers told apart, in their order; the last one takes all that follow */
struct drill_measures {
	int64_t of[DRILL_MEASURES];
	int64_t unmet[MEASURE_TIERS], unfair[MEASURE_TIERS]; /* their parts by tier */
	int64_t breached; /* how much the breaches came to: millionths of the items' demand */
};

/* What the measures are taken against: the truth as of the start. */
struct drill_ground {
	int32_t nclaims;
	int32_t tiers[MEASURE_TIERS]; int32_t ntiers; /* levels that claims have, ascending */
	int64_t *demand; /* [nitems] smallest units, all claims together */
	int64_t *expiring; /* [nitems] smallest units that may be called up and expire in the horizon */
};
void drill_ground_init(struct drill_ground *g, const struct scenario *s, const struct cells *cells,
	const struct supply *supply);
void drill_ground_release(struct drill_ground *g);

/* Measures of a plan that is none of a contradiction; breaches are left at 0. cells and
 * supply are those it was made with. */
void drill_measures_take(struct drill_measures *m, const struct drill_ground *g, const struct scenario *s,
	const struct cells *cells, const struct supply *supply, const struct plan *plan);
/* Millionths of the item's demand, rounded up; 0 for an item nobody asks for. */
int64_t drill_part_of_demand(const struct drill_ground *g, int32_t item, int64_t quantity);
void drill_measures_add(struct drill_measures *sum, const struct drill_measures *m);
void drill_measures_subtract(struct drill_measures *sum, const struct drill_measures *m);

#endif
