/* Remedies: single things that somebody can decide so that a place gets more of
 * an item, and how much of each is the least that lifts it to a given rate.
 *
 * A dose is a remedy in an amount of 1..most steps, in periods where that matters:
 *
 *   kind      amount k is                         when
 *   goods     k issue units more at `place`       the period in which they come (.last);
 *             they stay there, or may go as far as what `holder` keeps there
 *   segment, route                                opened in these periods
 *   limit     k more of what the limit allows: kg, helpers' minutes, smallest
 *             units of money; kg of a road's capacity, each period
 *   hold-back k smallest units less               -
 *   release   k thousandths more of what is good, from the whole thousandth below
 *             what is released now; at most all of it
 *   notice    k hours less, at least none         -
 *   reach     1: as far as the region of kind reach_place round the holder
 *   decision  1: taken (models/decisions.h)
 *
 * Found by solving again, with everyone sharing by the rules as before
 * (solver/remedies.h). */
#ifndef SHECANG_MODELS_REMEDIES_H
#define SHECANG_MODELS_REMEDIES_H

#include "models/decisions.h"
#include "models/explain.h"

enum remedy_kind {
	REMEDY_DECISION, REMEDY_NOTICE, REMEDY_REACH, REMEDY_HOLD_BACK, REMEDY_RELEASE,
	REMEDY_SEGMENT, REMEDY_ROUTE, REMEDY_LIMIT, REMEDY_GOODS, REMEDY_KINDS
};
const char *remedy_kind_word(enum remedy_kind kind); /* "decision" ... */

struct remedy {
	enum remedy_kind kind;
	int32_t holder; /* of terms; of goods: whose reach they have, -1 = they stay at `place`; else -1 */
	int32_t place; /* REMEDY_GOODS, else -1 */
	int32_t limit, route, segment; /* REMEDY_LIMIT: one of them; roads; else -1 */
	struct periods when; /* REMEDY_LIMIT: in which it counts; roads: the first and the last closed one */
	enum place_kind reach_place; /* REMEDY_REACH */
	struct decision decision; /* REMEDY_DECISION */
	int64_t before; /* hold-back (smallest units), released thousandths, notice (seconds), limit (in
	                 * steps), as they are */
	int64_t most; /* >= 1 */
	int64_t potential; /* what it could bring at most, for choosing: smallest units */
};
struct dose {
	const struct remedy *remedy;
	int64_t amount; /* 1..most; of goods beyond it too */
	struct periods when;
};
int64_t dose_hold_back(const struct dose *d); /* smallest units left of it */
int64_t dose_release(const struct dose *d); /* thousandths */
int64_t dose_notice(const struct dose *d); /* seconds */

/* Everyone that gets less: claims of one place, item and tier. */
struct loser {
	int32_t place, item, tier;
	int64_t lost, demand; /* smallest units */
};
struct losers {
	struct loser *losers; /* [n] largest part of their demand first; mem_free */
	int32_t n, room;
};
enum remedy_answer {
	REMEDY_REACHES, /* the rate is reached: amount is the least */
	REMEDY_TOO_LITTLE, /* gains something, not enough: amount is the most there is of it */
	REMEDY_NO_GAIN,
	REMEDY_UNSOLVED /* enum unsolved says why */
};
enum unsolved {
	UNSOLVED_LARGE, /* limits would join parts of the plan that are too large together */
	UNSOLVED_CONTRADICTION, /* the hard rules contradict each other with it */
	UNSOLVED_NOT_WHOLE, /* no plan in whole units that keeps the hard rules was found */
	UNSOLVED_STOPPED, /* interrupted */
	UNSOLVED_REASONS
};
struct remedy_result {
	struct remedy remedy;
	enum remedy_answer answer;
	enum unsolved unsolved; /* REMEDY_UNSOLVED: why the first amount that was not solved was not */
	int64_t amount;
	struct periods when; /* goods: the latest period in which this amount still reaches it; all else is said
	                      * of goods that come at once */
	bool least; /* all smaller amounts were solved too, not only the one before */
	bool proven; /* these plans are all proven best; else one that reaches it may be missed, for limits
	              * that several goods share */
	int64_t served; /* of the claims, with this amount, smallest units */
	int64_t served_half, served_double; /* with half and twice the amount; below 0 = not solved */
	struct losers losers; /* with this amount */
};
/* Remedies taken together, one after the other. */
struct remedy_set {
	int32_t n;
	int32_t *results; /* [n] index into results */
	int64_t *amounts; /* [n] */
	int64_t served; /* with all of them, smallest units */
	bool reaches;
	bool proven; /* the plan with all of them is */
	struct losers losers;
};
struct remedies {
	struct ratio to; /* 0..1 of the demand */
	int64_t target; /* ceil(to x demand), smallest units */
	struct remedy_result *results; int32_t nresults, room; /* best first */
	int32_t untried[REMEDY_KINDS]; /* there are so many more of the kind */
	bool set_solved; /* no decision alone reaches it: `set` is what several do */
	struct remedy_set set;
	int32_t *items; int32_t nitems; /* solved again each time: the part of the plan with the item, by id */
	int64_t missing; /* of the item, "not enough in the whole area" by the plan's bookings */
};
void remedies_init(struct remedies *r);
void remedies_release(struct remedies *r);
void losers_release(struct losers *l);
/* Money that it costs, smallest currency units, as far as it is known: the value
 * of goods brought, what is added to a budget; 0 for what brings nothing new; -1
 * where it is not known. */
int64_t remedy_cost(const struct scenario *s, int32_t item, const struct remedy_result *r);
/* Best first: those that reach it; then by how many places, items and tiers would
 * lose; then what brings nothing new before what costs money, that before what
 * costs is not known of; by cost; by kind and id. Of those that do not reach it the
 * one that gives most comes first. */
void remedies_sort(const struct scenario *s, int32_t item, struct remedies *r);

#endif
