/* A trial: one part of a plan solved again by a variant of the scenario, and
 * what it would change. Nothing of the plan is kept: fair plans move goods, so
 * some claims may get less. */
#ifndef SHECANG_SOLVER_TRIAL_H
#define SHECANG_SOLVER_TRIAL_H

#include "solver/components.h"
#include "solver/variant.h"

struct solve_options;
struct gain_part;
struct previous;
enum trial_answer {
	TRIAL_VALID, /* solved: the flows keep all rules, proven best or not */
	TRIAL_LARGE, /* limits would join too much */
	TRIAL_CONTRADICTION, /* the hard rules contradict */
	TRIAL_NOT_WHOLE, /* they do not in fractions, but no plan in whole units was found */
	TRIAL_STOPPED
};
struct trial {
	const struct scenario *scenario; /* the variant */
	const struct cells *cells;
	struct variant variant;
	struct bounds bounds; /* without those lifted; arrays but its own are borrowed */
	struct components components; /* borrows all but what is solved again */
	int32_t most_arcs; /* of what limits join */
	enum trial_answer answer;
};
/* Parts of what it changes, while they are summed. */
struct trial_parts {
	struct gain_part *parts; /* [n] mem_free by the caller */
	int32_t n, room;
};

/* Of which items a trial of c->bundles[at] needs the stock: [nitems], mem_free by
 * the caller; NULL = of all, since limits or substitutes may join others to it. */
bool *trial_stock(const struct components *c, int32_t at);
/* The items of c->bundles[at] (-1 = of all) by the variant s with these claims;
 * causes: those of which the bounds are taken away. All must outlive t. */
void trial_init(struct trial *t, const struct components *c, int32_t at, const struct scenario *s,
	const struct cells *cells, const struct previous *previous, uint32_t causes);
/* A bound of c->bounds with another most; above all bounds: it is taken away. */
void trial_set_bound(struct trial *t, int32_t bound, wide most);
void trial_release(struct trial *t);
/* Who gets how much; true when it is proven and keeps every limit together with
 * the other parts of the plan. Those that a limit then joins to it are solved with
 * it, unless they are large and were apart in the plan. */
bool trial_solve(struct trial *t, const struct solve_options *options, const struct stop *stop);
/* Smallest units that each claim gets more than by the plan, below 0 = less, 0
 * where nothing was solved again: [cells->ncells], mem_free by the caller. */
int64_t *trial_differences(const struct trial *t, const struct plan *plan);
/* Does every claim get what it gets by the plan? */
bool trial_changes_nothing(const struct trial *t, const struct plan *plan);
/* Does a change that allows more, and itself changes nothing of c->bundles[at], tell the
 * same of each of its steps? One step alone allows more than the plan and less than all
 * of them, so the plan, the best of the most, is the best then. Not where the rule looks
 * at whom goods could reach (proportional, spread, minima over several claims). */
bool trial_tells_of_steps(const struct components *c, int32_t at);
/* Adds what it changes of every item and tier that was solved again, where that is not 0;
 * losers are communities. */
void trial_book(const struct trial *t, const struct plan *plan, struct trial_parts *parts);
/* The same for one item, all its tiers together: gain, losers and lost of `all`. */
void trial_item(const struct trial *t, const struct plan *plan, int32_t item, struct gain_part *all);
/* The largest excess over a bound of the plan in a period of its own, 0 = it is kept. */
wide trial_excess(const struct trial *t, const struct bound *of, int32_t bound);
/* Its size, for what is done again and again: an arc that meets limits or ratios
 * costs about fifty others. */
int64_t bundle_work(const struct bundle *bundle);
/* How much may be solved again for one purpose: twice the plan, and what takes less
 * than a second anyhow. */
int64_t components_work(const struct components *c);
/* The bundle of the item, -1 = none. */
int32_t bundle_with(const struct components *c, int32_t item);

#endif
