#include "solver/explain.h"

#include "solver/lift.h"
#include "solver/options.h"
#include "solver/remedies.h"
#include "solver/tasks.h"
#include "solver/trial.h"

struct explain_run {
	const struct components *components;
	int32_t bundle;
	const struct solve_options *options;
	const struct stop *stop;
	const struct plan *plan;
	struct explanation *e;
	enum cause causes[CAUSES]; /* [ncauses] to be lifted */
	int32_t ncauses;
};

/* Does the plan serve what the solved bundle serves? */
static bool same_served(const struct explain_run *w, const struct trial *t)
{
	int64_t *more = trial_differences(t, w->plan);
	bool same = true;

	for (int32_t c = 0; c < t->cells->ncells; c++)
		same &= more[c] == 0;
	mem_free(more);
	return same;
}

/* Other places and items of the part, each with what it loses. */
static void find_losers(const struct explain_run *w, const struct trial *t, const int64_t *more,
	struct explained_fix *fix)
{
	const struct cells *cells = t->cells;

	for (int32_t c = 0, end; c < cells->ncells; c = end) {
		const struct cell *first = &cells->cells[c];
		struct explained_share share = {first->place, first->item, 0, 0};

		for (end = c; end < cells->ncells && cells->cells[end].place == first->place
				&& cells->cells[end].item == first->item; end++)
			if (!explains(w->e, end)) {
				share.quantity -= more[end];
				share.demand += cells->cells[end].demand;
			}
		if (share.quantity > 0)
			explained_largest(fix->losers, fix->nlosers++, share);
	}
}

static void solve_numbered(void *data, int number)
{
	struct explain_run *w = data;
	const struct ground *g = w->components->ground;
	uint32_t causes = cause_bit(w->causes[number]);
	struct explained_fix *fix = &w->e->fixes[w->causes[number]];
	bool *items = trial_stock(w->components, w->bundle);
	struct lift lift;
	struct trial trial;

	lift_init(&lift, g->scenario, g->cells, causes, items);
	trial_init(&trial, w->components, w->bundle, &lift.scenario, lift.cells, w->options->previous, causes);
	fix->solved = trial_solve(&trial, w->options, w->stop);
	if (fix->solved) {
		int64_t *more = trial_differences(&trial, w->plan);
		for (int32_t k = 0; k < w->e->nclaims; k++)
			fix->gain += more[w->e->claims[k]];
		find_losers(w, &trial, more, fix);
		mem_free(more);
	}
	trial_release(&trial);
	lift_release(&lift);
	mem_free(items);
}

/* The bundle as it is, compared with the plan. */
static bool stands(const struct explain_run *w)
{
	const struct ground *g = w->components->ground;
	enum answer answer = w->components->bundles[w->bundle].solution.answer;
	struct trial trial;
	bool same;

	if (answer != ANSWER_OPTIMAL && answer != ANSWER_GAP)
		return false;
	trial_init(&trial, w->components, w->bundle, g->scenario, g->cells, w->options->previous, 0);
	same = trial_solve(&trial, w->options, w->stop) && same_served(w, &trial);
	trial_release(&trial);
	return same;
}

/* Those booked, and those that may help all the same: what is booked for one
 * cause another one might mend too. Limits count issue units of all parts, so
 * packs are not taken apart where there are any. */
static void choose(struct explain_run *w)
{
	uint32_t in_data = lift_present(w->components->ground->scenario);

	for (enum cause cause = CAUSE_SHARING; cause <= CAUSE_EXPIRED; cause++)
		if ((w->e->booked[cause] > 0 || cause >= CAUSE_LATE || (in_data & cause_bit(cause)))
			&& (cause != CAUSE_PACKS || w->components->bounds.nbounds == 0))
			w->causes[w->ncauses++] = cause;
}

static void find_remedies(const struct explain_run *w, const struct explain_wish *wish, struct remedies *r)
{
	struct remedies_request request = {w->components, w->bundle, w->options, w->plan, w->e, wish->to,
		wish->most_of_kind};

	remedies_find(&request, w->stop, r);
}

void explain_solve(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	const struct solve_options *options, const struct plan *plan, const struct explain_wish *wish,
	struct explanation *e, struct remedies *r)
{
	struct ground ground;
	struct facts facts;
	struct components components;
	struct stop stop = {options->interrupted, 0};
	struct explain_run w = {.components = &components, .options = options, .stop = &stop, .plan = plan, .e = e};

	ground_init(&ground, s, cells, supply);
	facts_build(&facts, &ground, options->previous);
	components_init(&components, &ground, &facts);
	components_serve_again(&components, options, INT32_MAX, &stop);
	w.bundle = bundle_with(&components, e->item);
	e->solved_again = w.bundle >= 0 && stands(&w);
	if (e->solved_again) {
		choose(&w);
		tasks_run(options->jobs, w.ncauses, solve_numbered, &w);
		if (wish->to.den > 0)
			find_remedies(&w, wish, r);
	}
	components_release(&components);
	facts_release(&facts);
	ground_release(&ground);
}
