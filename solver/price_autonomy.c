#include "solver/price_autonomy.h"

#include "models/decisions.h"
#include "solver/components.h"
#include "solver/options.h"
#include "solver/variant.h"

#include <string.h>

enum {
	SHARE_STEPS = 10, /* scanned */
	SHARE_PARTS = 1000 /* how finely turns are found */
};

/* A share that was looked at, for some items. */
struct probe {
	struct price_point point;
	bool *known; /* [nitems] */
};
/* A statement that holds at one share and fails at the next; kind -1 = of all. */
struct hunt {
	bool is_drop;
	int32_t kind;
	struct price_turn *turn;
};
struct autonomy_run {
	const struct price_frame *f;
	const struct solve_options *options;
	const struct stop *stop;
	struct ground ground; /* of the scenario as it stands */
	bool apart; /* nothing couples items */
	struct price_autonomy *a;
	int64_t *rows; /* [nrows] what rows get at share 0 */
	int64_t *alone; /* [ncells] what claims get from their own place alone */
	struct probe *probes; int32_t nprobes, probes_room; /* as they came; the first is share 0 */
	struct hunt *hunts; int32_t nhunts; /* [2 nkinds + 1] */
};

/* --- one variant of the scenario --- */

enum found { FOUND_PROVEN, FOUND_UNPROVEN, FOUND_CONTRADICTION };

static enum found answer_of(const struct components *c)
{
	enum found found = FOUND_PROVEN;

	for (int32_t k = 0; k < c->nbundles; k++) {
		if (c->bundles[k].solution.answer == ANSWER_INFEASIBLE)
			return FOUND_CONTRADICTION;
		if (c->bundles[k].solution.answer != ANSWER_OPTIMAL)
			found = FOUND_UNPROVEN;
	}
	return found;
}

static void take_served(const struct autonomy_run *w, const struct components *c, int64_t *served)
{
	const struct scenario *s = w->f->scenario;

	for (int32_t k = 0; k < c->nbundles; k++) {
		const struct formulation *f = &c->bundles[k].formulation;
		int64_t *got = mem_calloc((size_t)f->problem.ncells, sizeof *got);

		problem_cell_inflow(&f->problem, c->bundles[k].solution.x, got);
		for (int32_t j = 0; j < f->problem.ncells; j++) {
			int32_t cell = f->cell_of[j];
			const struct cell *claim = cell < 0 ? NULL : &w->f->cells->cells[cell];
			int64_t amount = claim ? claim->household + got[j] * s->items[claim->item].issue_unit : 0;
			if (claim)
				served[cell] = amount < claim->demand ? amount : claim->demand;
		}
		mem_free(got);
	}
}

/* What every claim of the items gets by the variant: [ncells], the caller frees;
 * NULL when the hard rules contradict. All items where they are coupled. */
static int64_t *solve_variant(struct autonomy_run *w, struct scenario *s, const bool *items, bool *proven)
{
	int64_t *served = mem_calloc((size_t)w->f->cells->ncells, sizeof *served);
	struct solve_options options = {.jobs = w->options->jobs, .interrupted = w->options->interrupted};
	struct components components;
	struct variant variant;
	enum found found;

	for (int32_t c = 0; c < w->f->cells->ncells; c++)
		served[c] = w->f->cells->cells[c].household;
	variant_init(&variant, &w->ground, s, w->f->cells, NULL);
	components_init(&components, &variant.ground, &variant.facts);
	if (w->apart)
		components_only(&components, items);
	/* Of the largest totals the levels after fairness choose one. */
	if (w->apart && s->policy.fairness != FAIRNESS_TOTAL)
		components_serve(&components, options.jobs, INT32_MAX, w->stop);
	else
		components_solve(&components, &options);
	found = answer_of(&components);
	*proven = found == FOUND_PROVEN;
	if (found == FOUND_CONTRADICTION) {
		mem_free(served);
		served = NULL;
	} else {
		take_served(w, &components, served);
	}
	components_release(&components);
	variant_release(&variant);
	return served;
}

/* --- shares --- */

static struct probe *add_probe(struct autonomy_run *w, struct ratio share)
{
	int32_t at = ARRAY_ADD(&w->probes, &w->nprobes, &w->probes_room);
	struct probe *p = &w->probes[at];

	p->known = mem_calloc((size_t)w->f->scenario->nitems, sizeof *p->known);
	p->point = (struct price_point){.share = share, .possible = true, .proven = true};
	p->point.at = mem_calloc((size_t)w->f->nkinds, sizeof *p->point.at);
	p->point.nworse = mem_calloc((size_t)w->f->scenario->nitems, sizeof *p->point.nworse);
	return p;
}

static void fill_probe(struct autonomy_run *w, struct probe *p, const bool *items, const int64_t *served)
{
	price_point_fill(&p->point, w->f, items, served, w->rows, w->alone, w->a->drop);
	for (int32_t i = 0; i < w->f->scenario->nitems; i++)
		p->known[i] |= !items || items[i];
}

/* Items in which a share has no say are as at share 0. */
static void copy_untouched(struct autonomy_run *w, struct probe *p)
{
	const struct price_point *first = &w->probes[0].point;

	for (int32_t k = 0; k < w->f->nkinds; k++)
		if (!w->a->touched[w->f->kinds[k].item])
			p->point.at[k] = first->at[k];
	for (int32_t i = 0; i < w->f->scenario->nitems; i++)
		if (!w->a->touched[i]) {
			p->point.nworse[i] = first->nworse[i];
			p->known[i] = true;
		}
}

static struct probe *probe_of(struct autonomy_run *w, struct ratio share)
{
	struct probe *p;

	for (int32_t k = 0; k < w->nprobes; k++)
		if (ratio_compare(w->probes[k].point.share, share) == 0)
			return &w->probes[k];
	p = add_probe(w, share);
	if (w->apart)
		copy_untouched(w, p);
	return p;
}

static struct scenario with_share(const struct autonomy_run *w, struct ratio share)
{
	struct scenario s = *w->f->scenario;

	s.policy.autonomy = share;
	return s;
}

/* Looks at a share, as far as its figures for these items are not known. */
static void look(struct autonomy_run *w, struct ratio share, const bool *items)
{
	struct scenario s = with_share(w, share);
	struct probe *p = probe_of(w, share);
	bool *missing = mem_calloc((size_t)s.nitems, sizeof *missing), any = false, proven;
	struct what_if what_if = {.items = missing};
	int64_t *served;

	for (int32_t i = 0; i < s.nitems; i++) {
		missing[i] = p->point.possible && !p->known[i] && (!w->apart || items[i]);
		any |= missing[i];
	}
	if (any) {
		if (w->apart)
			scenario_suppose(&s, &what_if);
		served = solve_variant(w, &s, missing, &proven);
		p->point.possible = served != NULL;
		p->point.proven &= proven;
		if (served)
			fill_probe(w, p, missing, served);
		mem_free(served);
	}
	mem_free(missing);
}

/* --- where statements cease to hold --- */

static bool drop_allowed(const struct price_frame *f, const struct price_point *p, int32_t kind)
{
	for (int32_t k = 0; k < f->nkinds; k++)
		if ((kind < 0 || k == kind) && p->at[k].nbeyond > 0)
			return false;
	return true;
}

static bool holds(const struct autonomy_run *w, const struct hunt *h, const struct price_point *p)
{
	if (!p->possible)
		return false;
	if (h->is_drop)
		return drop_allowed(w->f, p, h->kind);
	return ratio_compare(p->at[h->kind].worst_row, w->probes[0].point.at[h->kind].worst_row) >= 0;
}

/* The largest share scanned at which it holds; it does at 0. */
static void begin_hunt(struct autonomy_run *w, bool is_drop, int32_t kind, struct price_turn *turn)
{
	const struct price_autonomy *a = w->a;
	struct hunt *h = &w->hunts[w->nhunts++];
	int32_t k = a->npoints - 1;

	*h = (struct hunt){is_drop, kind, turn};
	while (k > 0 && !holds(w, h, &a->points[k]))
		k--;
	turn->holds = a->points[k].share;
	turn->fails = k + 1 < a->npoints ? a->points[k + 1].share : (struct ratio){0, 1};
}

/* A share half-way between, on the fine scale; false when there is none. */
static bool between(const struct price_turn *t, struct ratio *out)
{
	struct ratio sum;
	int64_t parts;

	if (t->fails.num == 0 || !ratio_add(t->holds, t->fails, &sum))
		return false;
	parts = int_mul_div_floor(SHARE_PARTS, sum.num, sum.den) / 2;
	if (ratio_compare(ratio_make(parts, SHARE_PARTS), t->holds) <= 0)
		parts++;
	*out = ratio_make(parts, SHARE_PARTS);
	return ratio_compare(*out, t->fails) < 0;
}

static void add_items(const struct autonomy_run *w, const struct hunt *h, bool *items)
{
	for (int32_t i = 0; i < w->f->scenario->nitems; i++)
		items[i] |= w->a->touched[i] && (h->kind < 0 || w->f->kinds[h->kind].item == i);
}

/* All hunts that want the same share look at it at once. */
static void look_for(struct autonomy_run *w, struct ratio share, int32_t first)
{
	bool *items = mem_calloc((size_t)w->f->scenario->nitems, sizeof *items);
	struct ratio other;

	for (int32_t k = first; k < w->nhunts; k++)
		if (between(w->hunts[k].turn, &other) && ratio_compare(other, share) == 0)
			add_items(w, &w->hunts[k], items);
	look(w, share, items);
	mem_free(items);
}

static void hunt_turns(struct autonomy_run *w)
{
	struct ratio share;
	bool any;

	do {
		any = false;
		for (int32_t k = 0; k < w->nhunts; k++) {
			struct hunt *h = &w->hunts[k];
			if (!between(h->turn, &share))
				continue;
			any = true;
			look_for(w, share, k);
			if (holds(w, h, &probe_of(w, share)->point))
				h->turn->holds = share;
			else
				h->turn->fails = share;
		}
	} while (any);
}

static void find_turns(struct autonomy_run *w)
{
	struct price_autonomy *a = w->a;

	a->lowest = mem_calloc((size_t)w->f->nkinds, sizeof *a->lowest);
	a->drops = mem_calloc((size_t)w->f->nkinds, sizeof *a->drops);
	w->hunts = mem_calloc(2 * (size_t)w->f->nkinds + 1, sizeof *w->hunts);
	for (int32_t k = 0; k < w->f->nkinds; k++) {
		begin_hunt(w, false, k, &a->lowest[k]);
		begin_hunt(w, true, k, &a->drops[k]);
	}
	begin_hunt(w, true, -1, &a->drop_all);
	hunt_turns(w);
	mem_free(w->hunts);
}

/* --- the steps --- */

/* Does anything couple items, so that they cannot be solved apart? */
static bool items_apart(const struct autonomy_run *w)
{
	const struct scenario *s = w->f->scenario;
	struct components components;
	bool apart = s->nsubstitutes == 0;

	for (int32_t k = 0; k < s->nminima; k++)
		apart &= s->minima[k].end_stock;
	components_init(&components, &w->ground, NULL);
	apart &= components.bounds.nbounds == 0;
	components_release(&components);
	return apart;
}

static void find_touched(struct autonomy_run *w)
{
	struct scenario s = with_share(w, (struct ratio){1, 1});
	struct supply supply;

	supply_build(&s, w->f->cells, &supply);
	w->a->touched = mem_calloc((size_t)s.nitems, sizeof *w->a->touched);
	for (int32_t k = 0; k < supply.ncallable; k++) {
		const struct callable *c = &supply.callable[k];
		w->a->touched[c->item] |= c->own_units > 0 && c->reach != REACH_OWN && c->reach != REACH_ABSENT;
	}
	supply_release(&supply);
}

/* By the fair rule, whatever the stated one; without what must be left or served. */
static void solve_alone(struct autonomy_run *w)
{
	struct scenario s = *w->f->scenario;
	bool *items = mem_calloc((size_t)s.nitems, sizeof *items);
	struct what_if what_if = {.stays = true};

	memset(items, true, (size_t)s.nitems * sizeof *items);
	scenario_suppose(&s, &what_if);
	s.policy.fairness = FAIRNESS_LEXIMIN;
	s.policy.has_spread = false;
	s.nminima = 0;
	w->alone = solve_variant(w, &s, items, &w->a->alone_proven);
	mem_free(items);
}

/* Where the hard rules contradict there is nothing to compare with: every item
 * is then solved at every share. */
static void solve_first(struct autonomy_run *w)
{
	struct scenario s = with_share(w, (struct ratio){0, 1});
	bool *items = mem_calloc((size_t)s.nitems, sizeof *items), proven;
	struct probe *p = add_probe(w, s.policy.autonomy);
	int64_t *served;

	memset(items, true, (size_t)s.nitems * sizeof *items);
	served = solve_variant(w, &s, items, &proven);
	p->point.possible = served != NULL;
	p->point.proven = proven;
	w->rows = served ? price_rows(w->f, served) : mem_calloc((size_t)w->f->nrows, sizeof *w->rows);
	if (served)
		fill_probe(w, p, NULL, served);
	else
		memset(w->a->touched, true, (size_t)s.nitems * sizeof *w->a->touched);
	mem_free(served);
	mem_free(items);
}

/* The plan's own share needs no solving. */
static void take_plan(struct autonomy_run *w, const struct plan *plan)
{
	int64_t *served = mem_calloc((size_t)w->f->cells->ncells, sizeof *served);
	struct probe *p = probe_of(w, w->f->scenario->policy.autonomy);

	for (int32_t c = 0; c < w->f->cells->ncells; c++)
		served[c] = plan->served[c].quantity;
	fill_probe(w, p, NULL, served);
	p->point.proven &= plan->status == PLAN_PROVEN;
	price_compare_alone(w->a, w->f, served, w->alone);
	mem_free(served);
}

/* A point of its own, as the probe's arrays stay with it. */
static void add_point(struct autonomy_run *w, const struct price_point *from)
{
	int32_t at = ARRAY_ADD(&w->a->points, &w->a->npoints, &w->a->points_room);
	struct price_point *p = &w->a->points[at];

	*p = *from;
	p->at = mem_calloc((size_t)w->f->nkinds, sizeof *p->at);
	p->nworse = mem_calloc((size_t)w->f->scenario->nitems, sizeof *p->nworse);
	for (int32_t k = 0; k < w->f->nkinds; k++)
		p->at[k] = from->at[k];
	for (int32_t i = 0; i < w->f->scenario->nitems; i++)
		p->nworse[i] = from->nworse[i];
}

static void scan(struct autonomy_run *w)
{
	struct ratio stated = w->f->scenario->policy.autonomy;

	for (int32_t k = 0; k <= SHARE_STEPS; k++) {
		struct ratio share = ratio_make(k, SHARE_STEPS);
		look(w, share, w->a->touched);
		add_point(w, &probe_of(w, share)->point);
		if (ratio_compare(share, stated) < 0 && ratio_compare(stated, ratio_make(k + 1, SHARE_STEPS)) < 0)
			add_point(w, &probe_of(w, stated)->point);
	}
}

static void release_run(struct autonomy_run *w)
{
	for (int32_t k = 0; k < w->nprobes; k++) {
		mem_free(w->probes[k].point.at);
		mem_free(w->probes[k].point.nworse);
		mem_free(w->probes[k].known);
	}
	mem_free(w->probes);
	mem_free(w->rows);
	mem_free(w->alone);
	ground_release(&w->ground);
}

void price_autonomy_solve(const struct price_frame *f, const struct supply *supply,
	const struct solve_options *options, const struct plan *plan, struct ratio drop, struct price_autonomy *a)
{
	struct stop stop = {options->interrupted, 0};
	struct autonomy_run w = {.f = f, .options = options, .stop = &stop, .a = a};

	a->drop = drop;
	ground_init(&w.ground, f->scenario, f->cells, supply);
	w.apart = items_apart(&w);
	find_touched(&w);
	solve_alone(&w);
	solve_first(&w);
	take_plan(&w, plan);
	scan(&w);
	if (a->points[0].possible)
		find_turns(&w);
	a->nshares = w.nprobes;
	a->proven = true;
	for (int32_t k = 0; k < w.nprobes; k++)
		a->proven &= w.probes[k].point.proven;
	release_run(&w);
}
