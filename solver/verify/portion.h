/* One part of a plan (a component: items decided together) while its levels
 * are checked. Only for the files that check levels. */
#ifndef SHECANG_SOLVER_VERIFY_PORTION_H
#define SHECANG_SOLVER_VERIFY_PORTION_H

#include "solver/verify/graph.h"
#include "solver/verify/verify.h"

/* What a claim is to a fair level. */
enum role {
	ROLE_BEFORE, /* decided by an earlier level, or what must be: it keeps what it has */
	ROLE_NOW, /* of this level */
	ROLE_LATER /* of a later level: it is owed its hard least value alone */
};

/* What several ways use together: sum of value * flow <= most. */
struct row {
	int32_t first, count; /* terms */
	int32_t bound; /* index into the proof's bounds of the part */
	int32_t period; /* -1 = the whole horizon */
	wide most; /* what facts leave of it */
};
struct term {
	int32_t bound, period, way;
	int64_t value; /* > 0: grams, or money on the common denominator */
};

/* Substitutes made at one place in one period: one batch gives the amount to
 * the first of its ends, but the last one maybe less, and takes from the others (below 0). */
struct batch {
	int32_t substitute;
	int32_t first, count; /* ends */
	int64_t made; /* whole batches, by the plan */
	int64_t most; /* whole batches that could ever be of use, or made of what can come there */
	int64_t given; /* issue units handed out of them, above (made - 1) x amount */
};
struct batch_end {
	int32_t point; /* counter */
	int64_t amount; /* issue units of its item */
};

struct portion {
	struct checker *k;
	const struct past *past;
	int32_t number; /* index into plan.components */
	int32_t first, end; /* levels of the plan that are its own */
	const struct proof_component *proof;
	struct network net;
	struct graph graph;
	struct row *rows; int32_t nrows, rows_room; /* limits over more than one way */
	struct term *terms; int32_t nterms, terms_room;
	struct batch *batches; int32_t nbatches, batches_room;
	struct batch_end *batch_ends; int32_t nbatch_ends, batch_ends_room;
	bool visits; /* a limit of helpers counts in it */
	unsigned char *role; /* [net.nclaims] enum role, for the level at hand */
	int32_t *order; /* [net.nclaims] order among claims with the same fraction, small first */
};

/* Issue units that a claim still lacks beside facts. */
static inline int64_t claim_need(const struct claim *c)
{
	return c->demand - c->fact;
}

/* --- bounds.c --- */

/* Limits that the proof says count in the part: the capacity of a way where
 * they are about that one alone, else rows. */
void portion_set_bounds(struct portion *p);

/* --- minima.c --- */

/* Takes the shares that the proof gives claims of minima over several of them;
 * false, with a finding, when they do not keep these or go beyond them. */
bool portion_share_minima(struct portion *p);

/* Is the minimum, over one claim or several, about this one? */
bool minimum_is_about(const struct portion *p, const struct minimum *m, const struct claim *c);
/* Smallest units that it lacks when every claim gets its least value; 0 or less:
 * nothing. */
int64_t minimum_missing(const struct portion *p, const struct minimum *m);
/* The most that sum of worth x can come to, low <= x <= high of each claim [net.nclaims] in whole
 * units, when minima over several claims of the part are kept, however they are shared: no more than
 * sum of the highest worth x + (sum of m of its minima) q(x), less sum of m quantity, for
 * any m >= 0, q(x) smallest units of x that count; good ones are looked for here. *fits falls when
 * numbers are too large. */
wide claims_most(const struct portion *p, const wide *worth, const int64_t *low, const int64_t *high,
	bool *fits);

/* --- cut.c --- */

/* Does a cut show that the part's rules contradict each other: the proof's, else one
 * found here? A cut of the proof that does not is a finding. */
bool check_cut(struct portion *p);

/* --- batches.c --- */

bool portion_has(const struct portion *p, int32_t item); /* is the item one of its own? */
/* Is it among the substitutes that the part may use? */
bool substitute_counts(const struct portion *p, const struct substitute *u);
void portion_list_batches(struct portion *p);

/* --- costs.c --- */

/* Items that levels of change and waste are about: all with a value together
 * (-1), each other one alone. items [nitems + 1]; their number is returned. */
int32_t value_levels(const struct portion *p, int32_t *items);
/* What an issue unit of the item weighs in such a level. */
int64_t level_weight(const struct portion *p, int32_t level_item, int32_t item);
/* Costs of the ways at a level, cost [nways] zeroed before: the level's value is
 * (sum of cost * flow + constant) / scale. item as value_levels gives it. */
void level_costs(const struct portion *p, int32_t level, int32_t item, int64_t *cost, int64_t *scale,
	wide *constant);
/* Weight of a unit for a claim by the rule "total". */
int64_t claim_weight(const struct portion *p, const struct claim *c);

/* --- fair.c: levels by their index in plan.levels; a finding for the first
 * thing that does not hold --- */

void check_leximin(struct portion *p, int32_t level);
/* Proportional in a part with limits: are the level's rates those of its claims? */
void check_level_rates(struct portion *p, int32_t level);
/* The one rate of the level, or (item: roles are those of its claims alone) the one that
 * the strata of the item's claims name. */
void check_proportional(struct portion *p, int32_t level, int32_t item);
/* Order of claims for whole units: rank, turn of the community, group, window. */
void order_claims(struct portion *p);

/* --- levels.c, for judge.c too --- */

/* Where nothing is shown of a linear level, it could come to nothing: 0. */
static inline bool could_be_nothing(const struct level *level)
{
	return level->kind != LEVEL_FAIR && level->kind != LEVEL_HARD && level->kind != LEVEL_CANONICAL;
}
/* Parts of networks alone are what the engines prove, but for substitutes that
 * there was no time for. */
bool part_is_judged(const struct scenario *s, const struct plan *plan, int32_t part);
/* plan_prove; or (judging) of parts that are judged alone, and what the plan says of them is not
 * compared. */
bool levels_prove(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	const struct plan *plan, const struct previous *previous, bool judging, struct proved *proved,
	struct text *findings);

/* --- rounds.c --- */

int32_t count_rounds(const struct portion *p, int32_t level); /* that the proof has for it */

/* A level of a part with limits or substitutes by the multipliers of its rounds;
 * roles are set for a fair one. items [levels of the part]: what each is about.
 * gap, bound: as in struct proved. VERDICT_WRONG comes with a finding. */
void check_rounds(struct portion *p, int32_t level, const int32_t *items, enum verdict *verdict,
	struct ratio *gap, struct ratio *bound);

/* Do the multipliers of a hard level's round show that the part's rules
 * contradict each other? A multiplier that cannot be is a finding. */
bool check_hard_rounds(struct portion *p);

/* --- baseline.c --- */

/* The baseline of all claims of a pure part whose levels hold. */
void check_baseline(struct portion *p);

/* --- linear.c --- */

/* Levels first..proven-1 of the part together, and only the values of those
 * from there to end-1; with the rule "total" the fair ones too. items [end -
 * first]: what each is about, as value_levels gives it. */
void check_linear(struct portion *p, int32_t first, int32_t proven, int32_t end, const int32_t *items);

#endif
