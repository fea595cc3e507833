#include "solver/follow.h"

#include "base/memory.h"
#include "models/order.h"
#include "solver/components.h"
#include "solver/unbreakable.h"

#include <stdlib.h>
#include <string.h>

/* --- one item, by networks alone --- */

struct alone_item {
	struct facts facts;
	struct components components;
	bool good; /* bundles[0] has strata on all tiers */
};

static void alone_release(struct alone_item *a)
{
	components_release(&a->components);
	facts_release(&a->facts);
}

static void alone_solve(struct alone_item *a, const struct ground *g, int32_t item)
{
	bool *only = mem_calloc((size_t)g->scenario->nitems, sizeof *only);
	struct bundle *bundle;

	only[item] = true;
	facts_build(&a->facts, g, NULL);
	components_init(&a->components, g, &a->facts);
	components_only(&a->components, only);
	mem_free(only);
	a->good = false;
	if (a->components.nbundles != 1)
		return;
	bundle = &a->components.bundles[0];
	bundle_serve(bundle, &a->components, NULL);
	a->good = problem_is_pure(&bundle->formulation.problem) && bundle->solution.answer == ANSWER_OPTIMAL;
	for (int32_t k = 0; k < bundle->solution.nlevels; k++)
		if (bundle->solution.levels[k].tier > TIER_HARD && !bundle->solution.levels[k].strata.label)
			a->good = false;
}

bool follow_rates(const struct follow *f, const int64_t *units, struct ratio *rate)
{
	struct supply supply = {0};
	struct alone_item a;
	struct ground g;
	bool good;

	arena_init(&supply.arena);
	for (int32_t k = 0; k < f->supply.nlots; k++) {
		const struct supply_lot *lot = &f->supply.lots[k];

		int32_t at;

		if (lot->item == f->item && lot->place == f->stand && lot->line >= 0)
			continue;
		at = ARRAY_ADD(&supply.lots, &supply.nlots, &supply.lots_room);
		supply.lots[at] = *lot;
	}
	for (int32_t e = 0; e < f->nentries; e++) {
		int32_t at;

		if (units[e] == 0)
			continue;
		at = ARRAY_ADD(&supply.lots, &supply.nlots, &supply.lots_room);
		supply.lots[at] = f->kinds[e];
		supply.lots[at].units = units[e];
	}
	supply_sort(f->s, &supply, NULL);
	ground_init(&g, f->s, f->cells, &supply);
	alone_solve(&a, &g, f->item);
	good = a.good;
	if (good) {
		const struct bundle *bundle = &a.components.bundles[0];
		const struct problem *p = &bundle->formulation.problem;

		for (int32_t k = 0; k < bundle->solution.nlevels; k++) {
			const struct level_result *level = &bundle->solution.levels[k];

			for (int32_t c = 0; level->tier > TIER_HARD && c < p->ncells; c++) {
				int32_t label = level->strata.label[p->cell_node[c]];

				if (p->cell_tier[c] == level->tier && bundle->formulation.cell_of[c] >= 0)
					rate[bundle->formulation.cell_of[c]] = label <= level->strata.count ?
						level->strata.rate[label - 1] : (struct ratio){1, 1};
			}
		}
	}
	alone_release(&a);
	ground_release(&g);
	supply_release(&supply);
	return good;
}

/* --- every point --- */

static bool lots_alike(const struct supply_lot *a, const struct supply_lot *b)
{
	return a->last_day == b->last_day && a->release == b->release && a->arrives == b->arrives &&
		a->region == b->region && a->own == b->own;
}

/* The entry of the lot; -1: no room for another one. */
static int32_t entry_of(struct follow *f, const struct supply_lot *lot)
{
	for (int32_t e = 0; e < f->nentries; e++)
		if (lots_alike(&f->kinds[e], lot))
			return e;
	if (f->nentries == FOLLOW_ENTRIES)
		return -1;
	f->kinds[f->nentries] = *lot;
	return f->nentries++;
}

/* The item's lines at the stand, in order: [*n], mem_free by the caller. */
static int32_t *lines_there(const struct follow *f, int32_t *n)
{
	const struct scenario *s = f->s;
	int32_t all, kept = 0;
	int32_t *lines = lines_ordered(s, &all);

	for (int32_t k = 0; k < all; k++) {
		const struct stock_line *line = &s->lines[lines[k]];

		if (line->item == f->item && place_stand(s, s->holders[line->holder].place) == f->stand)
			lines[kept++] = lines[k];
	}
	*n = kept;
	return lines;
}

static bool follow_points(struct follow *f, follow_set *set, void *context)
{
	int32_t nlines;
	int32_t *lines = lines_there(f, &nlines);
	bool good = true;

	for (int32_t k = 0; good && k < f->npoints; k++) {
		struct supply there;

		good = set(context, k, f->s);
		if (!good)
			break;
		supply_build_lines(f->s, f->cells, lines, nlines, &there);
		for (int32_t i = 0; good && i < there.nlots; i++) {
			int32_t e = entry_of(f, &there.lots[i]);

			good = e >= 0;
			if (good)
				f->units[(size_t)k * FOLLOW_ENTRIES + (size_t)e] += there.lots[i].units;
		}
		supply_release(&there);
	}
	mem_free(lines);
	return good;
}

/* --- where the units turn --- */

/* How far the units at k are from the line between two points, times last - first. */
static wide off_line(const struct follow *f, int32_t first, int32_t last, int32_t k)
{
	wide most = 0;

	for (int32_t e = 0; e < f->nentries; e++) {
		wide a = f->units[(size_t)first * FOLLOW_ENTRIES + (size_t)e];
		wide b = f->units[(size_t)last * FOLLOW_ENTRIES + (size_t)e];
		wide off = (f->units[(size_t)k * FOLLOW_ENTRIES + (size_t)e] - a) * (last - first) - (b - a) * (k - first);

		off = off < 0 ? -off : off;
		most = off > most ? off : most;
	}
	return most;
}

/* The farthest point is a bend, and so on in both parts. */
static void find_bends(struct follow *f, int32_t first, int32_t last)
{
	enum { ROUNDING = 2 }; /* floor and ceiling, one upon the other */

	while (last - first > 1) {
		int32_t at = first;
		wide most = 0;

		for (int32_t k = first + 1; k < last; k++) {
			wide off = off_line(f, first, last, k);

			if (off > most) {
				most = off;
				at = k;
			}
		}
		if (most < (wide)ROUNDING * (last - first))
			return;
		f->bends[at] = 1;
		find_bends(f, first, at);
		first = at;
	}
}

/* --- may it be followed? --- */

static bool takes_part(const struct substitute *u, int32_t item)
{
	bool part = u->item == item;

	for (int32_t k = 0; k < u->nparts; k++)
		part |= u->parts[k].item == item;
	return part;
}

static bool rules_allow(const struct scenario *s, int32_t holder, int32_t item)
{
	if (s->policy.fairness != FAIRNESS_LEXIMIN || s->policy.has_spread || s->holders[holder].kind == HOLDER_HOUSEHOLD)
		return false;
	for (int32_t k = 0; k < s->nsubstitutes; k++)
		if (takes_part(&s->substitutes[k], item))
			return false;
	for (int32_t k = 0; k < s->nminima; k++)
		if (s->minima[k].item == item)
			return false;
	return true;
}

/* With the most of every entry at once. */
static bool limits_allow(const struct follow *f)
{
	wide more = 0;
	struct ground g;
	struct bounds bounds;
	bool all;

	for (int32_t e = 0; e < f->nentries; e++) {
		int64_t most = 0;

		for (int32_t k = 0; k < f->npoints; k++) {
			int64_t units = f->units[(size_t)k * FOLLOW_ENTRIES + (size_t)e];

			most = units > most ? units : most;
		}
		more += most;
	}
	ground_init(&g, f->s, f->cells, &f->supply);
	bounds_init(&bounds, &g);
	all = bounds_unbreakable(&bounds, &g, f->item, f->stand, more);
	bounds_release(&bounds);
	ground_release(&g);
	return all;
}

bool follow_init(struct follow *f, struct scenario *s, const struct cells *cells, int32_t holder, int32_t item,
	int32_t npoints, follow_set *set, void *context)
{
	memset(f, 0, sizeof *f);
	if (!rules_allow(s, holder, item))
		return false;
	f->s = s;
	f->cells = cells;
	f->item = item;
	f->stand = place_stand(s, s->holders[holder].place);
	f->npoints = npoints;
	f->units = mem_calloc((size_t)npoints * FOLLOW_ENTRIES, sizeof *f->units);
	supply_build(s, cells, &f->supply);
	f->bends = mem_calloc((size_t)npoints, 1);
	if (follow_points(f, set, context) && limits_allow(f)) {
		find_bends(f, 0, npoints - 1);
		return true;
	}
	follow_release(f);
	return false;
}

void follow_release(struct follow *f)
{
	supply_release(&f->supply);
	mem_free(f->units);
	mem_free(f->bends);
	memset(f, 0, sizeof *f);
}

/* --- bottlenecks --- */

static void add_once(int32_t **list, int32_t *n, int32_t *room, int32_t value)
{
	int32_t at;

	for (int32_t k = 0; k < *n; k++)
		if ((*list)[k] == value)
			return;
	at = ARRAY_ADD(list, n, room);
	(*list)[at] = value;
}

struct named {
	const char *id;
	int32_t index;
};

static int named_compare(const void *a, const void *b)
{
	return strcmp(((const struct named *)a)->id, ((const struct named *)b)->id);
}

/* The first member of the things is their id. */
static void sort_by_id(int32_t *list, int32_t n, const void *things, size_t size)
{
	struct named *names = mem_calloc((size_t)n, sizeof *names);

	for (int32_t k = 0; k < n; k++)
		names[k] = (struct named){*(const char *const *)((const char *)things + (size_t)list[k] * size), list[k]};
	if (n > 0)
		qsort(names, (size_t)n, sizeof *names, named_compare);
	for (int32_t k = 0; k < n; k++)
		list[k] = names[k].index;
	mem_free(names);
}

static void take_arc(const struct bundle *bundle, const struct supply *supply, int32_t a, struct bottleneck *out)
{
	const struct formulation *f = &bundle->formulation;
	const struct arc_meaning *arc = &f->arcs[a];

	if (arc->kind == ARC_SHIP)
		add_once(&out->routes, &out->nroutes, &out->routes_room, arc->route);
	if (arc->kind != ARC_DRAW || arc->draw < 0)
		return;
	for (int32_t k = 0; k < f->draws[arc->draw].count; k++) {
		int32_t holder = supply->lots[f->draw_lots[f->draws[arc->draw].first + k].lot].holder;

		if (holder >= 0)
			add_once(&out->holders, &out->nholders, &out->holders_room, holder);
	}
}

static void take_cut(const struct bundle *bundle, const struct supply *supply, const struct strata *strata,
	struct bottleneck *out)
{
	const struct problem *p = &bundle->formulation.problem;

	out->known = strata->count > 0;
	for (int32_t a = 0; a < p->narcs && out->known; a++)
		if (strata->label[p->head[a]] == 1 && (p->tail[a] == 0 || strata->label[p->tail[a]] > 1) &&
			p->capacity[a] > 0)
			take_arc(bundle, supply, a, out);
}

void bottleneck_find(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	const struct rate_class *wanted, struct bottleneck *out)
{
	struct ground g;
	struct alone_item a;

	memset(out, 0, sizeof *out);
	ground_init(&g, s, cells, supply);
	alone_solve(&a, &g, wanted->item);
	for (int32_t k = 0; a.good && k < a.components.bundles[0].solution.nlevels; k++) {
		const struct level_result *level = &a.components.bundles[0].solution.levels[k];

		if (level->tier == wanted->tier + wanted->stage * STAGE_TIERS)
			take_cut(&a.components.bundles[0], supply, &level->strata, out);
	}
	sort_by_id(out->holders, out->nholders, s->holders, sizeof *s->holders);
	sort_by_id(out->routes, out->nroutes, s->routes, sizeof *s->routes);
	alone_release(&a);
	ground_release(&g);
}
