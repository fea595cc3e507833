#include "solver/drill_worlds.h"

#include "base/map.h"
#include "base/memory.h"
#include "base/text.h"
#include "models/travel.h"

#include <stdlib.h>
#include <string.h>

/* ---- building ---- */

void design_world_build(struct design_world *world, const int64_t *weights, int32_t tiers)
{
	struct scenario *s = &world->scenario;
	struct policy *p = &s->policy;

	mem_free(p->weights);
	p->weights = mem_calloc((size_t)s->nitems, sizeof *p->weights);
	p->nweights = p->weights_room = s->nitems;
	for (int32_t i = 0; i < s->nitems; i++)
		p->weights[i] = (struct weight){.item = i, .group = -1, .value = weights ? weights[i] : 1};
	p->fairness = FAIRNESS_TOTAL;
	p->has_spread = false;
	p->look_ahead = 0;
	cells_build(s, &world->cells);
	for (int32_t c = 0; c < world->cells.ncells; c++)
		world->cells.cells[c].tier = world->cells.cells[c].tier <= tiers ? 1 : 2;
	supply_build(s, &world->cells, &world->supply);
}

void design_world_release(struct design_world *world)
{
	supply_release(&world->supply);
	cells_release(&world->cells);
	scenario_release(&world->scenario);
}

static bool counts(const struct cell *cell)
{
	return cell->tier == 1;
}

void design_demand(const struct design_world *world, int64_t *units)
{
	memset(units, 0, (size_t)world->scenario.nitems * sizeof *units);
	for (int32_t c = 0; c < world->cells.ncells; c++)
		if (counts(&world->cells.cells[c]))
			units[world->cells.cells[c].item] += world->cells.cells[c].units;
}

void design_short(const struct design_world *world, const struct plan *plan, int64_t *units)
{
	memset(units, 0, (size_t)world->scenario.nitems * sizeof *units);
	for (int32_t c = 0; c < world->cells.ncells; c++)
		if (counts(&world->cells.cells[c]))
			units[world->cells.cells[c].item] += world->cells.cells[c].units - plan->served[c].units;
}

/* ---- can they be compared? ---- */

static bool same_things(const struct scenario *a, const struct scenario *b)
{
	bool same = a->nitems == b->nitems && a->nplaces == b->nplaces && a->ngroups == b->ngroups &&
		a->nperiods == b->nperiods && a->period == b->period && a->start.seconds == b->start.seconds &&
		a->as_of.seconds == b->as_of.seconds && a->nsubstitutes == 0 && b->nsubstitutes == 0 &&
		a->nminima == 0 && b->nminima == 0;

	for (int32_t i = 0; same && i < a->nitems; i++)
		same = strcmp(a->items[i].id, b->items[i].id) == 0 && a->items[i].issue_unit == b->items[i].issue_unit &&
			issue_mass(a, i) == issue_mass(b, i);
	for (int32_t k = 0; same && k < a->nplaces; k++)
		same = strcmp(a->places[k].id, b->places[k].id) == 0 && a->places[k].in == b->places[k].in &&
			a->places[k].kind == b->places[k].kind;
	return same;
}

static bool has_limit(const struct scenario *s, enum limit_kind kind)
{
	for (int32_t k = 0; k < s->nlimits; k++)
		if (s->limits[k].kind == kind)
			return true;
	return false;
}

static bool same_periods(struct periods a, struct periods b)
{
	return a.first == b.first && a.last == b.last;
}

/* Those of b leave room for whatever keeps those of a. */
static bool limits_no_smaller(const struct scenario *a, const struct scenario *b)
{
	bool good = a->nlimits == b->nlimits;

	for (int32_t k = 0; good && k < a->nlimits; k++) {
		const struct limit *x = &a->limits[k], *y = &b->limits[k];

		good = x->kind == y->kind && x->place == y->place && x->amount <= y->amount &&
			same_periods(x->when, y->when) && x->nitems == y->nitems &&
			(x->nitems == 0 || memcmp(x->items, y->items, (size_t)x->nitems * sizeof *x->items) == 0);
	}
	return good;
}

static bool same_people(const struct scenario *a, const struct scenario *b)
{
	bool same = a->npeople == b->npeople;

	for (int32_t g = 0; same && g < a->ngroups; g++)
		same = strcmp(a->groups[g].id, b->groups[g].id) == 0 && a->groups[g].door == b->groups[g].door &&
			a->groups[g].visit_minutes == b->groups[g].visit_minutes;
	for (int32_t k = 0; same && k < a->npeople; k++) {
		const struct people *x = &a->people[k], *y = &b->people[k];

		same = x->place == y->place && x->group == y->group && x->count == y->count &&
			x->households == y->households && same_periods(x->when, y->when);
	}
	return same;
}

/* A visit brings a household's part of what its claim asks for: of less it would take
 * more visits. */
static bool visits_no_more(const struct design_world *now, const struct design_world *then)
{
	const struct cells *a = &now->cells, *b = &then->cells;
	bool good = !has_limit(&then->scenario, LIMIT_HELPERS);

	if (good)
		return true;
	good = same_people(&now->scenario, &then->scenario) && a->ncells == b->ncells;
	for (int32_t c = 0; good && c < a->ncells; c++)
		good = a->cells[c].item == b->cells[c].item && a->cells[c].place == b->cells[c].place &&
			a->cells[c].group == b->cells[c].group && same_periods(a->cells[c].when, b->cells[c].when) &&
			a->cells[c].units <= b->cells[c].units;
	return good;
}

/* ---- what is still possible ---- */

struct remains {
	const struct design_world *now, *then;
	const struct plan *plan;
	struct arena arena; /* keys */
	struct map keys;
	int64_t *kept, *room; /* [nkeys] of goods, or of claims: what the plan keeps, what there is then */
	int32_t nkeys;
	bool *gone; /* [nlots x nplaces] of now: goods of the lot that came there cannot any more */
	int32_t *route; /* [now.nroutes] the same one then; -1 = not there, or not as good */
};

static int32_t key_of(struct remains *r, const struct text *key, bool add)
{
	int32_t at = map_get(&r->keys, text_str(key));

	if (at < 0 && add) {
		at = r->nkeys++;
		map_add(&r->keys, arena_strdup(&r->arena, text_str(key)), at);
	}
	return at;
}

static void lot_key(const struct scenario *s, const struct supply_lot *lot, struct text *key)
{
	text_clear(key);
	text_printf(key, "%d|%d|%d|%d|%d|%lld|%d|%lld|%s|%s", (int)lot->item, (int)lot->place, (int)lot->region,
		(int)lot->own, (int)lot->arrives, (long long)lot->release, (int)lot->form, (long long)lot->last_day,
		lot->holder >= 0 ? s->holders[lot->holder].id : "", lot->lot ? lot->lot : "");
}

static void cell_key(const struct scenario *s, const struct cell *cell, struct text *key)
{
	text_clear(key);
	text_printf(key, "%d|%d|%s|%d|%d", (int)cell->item, (int)cell->place,
		cell->group >= 0 ? s->groups[cell->group].id : "", (int)cell->when.first, (int)cell->when.last);
}

static bool no_less(int64_t now, int64_t then)
{
	return then < 0 || (now >= 0 && then >= now);
}

/* The same road, no slower or faster, that carries no less. */
static bool road_as_good(const struct remains *r, const struct route *now, const struct route *then)
{
	const struct scenario *a = &r->now->scenario, *b = &r->then->scenario;
	bool good = now->from == then->from && now->to == then->to && now->lead == then->lead && now->nvia == then->nvia &&
		no_less(now->capacity, then->capacity) &&
		(!has_limit(b, LIMIT_BUDGET) || ratio_compare(now->cost_per_kg, then->cost_per_kg) == 0);

	for (int32_t k = 0; good && k < now->nvia; k++) {
		const struct segment *x = &a->segments[now->via[k]], *y = &b->segments[then->via[k]];

		good = strcmp(x->id, y->id) == 0 && no_less(x->capacity, y->capacity);
	}
	return good;
}

static void match_routes(struct remains *r)
{
	const struct scenario *a = &r->now->scenario, *b = &r->then->scenario;

	r->route = mem_calloc((size_t)a->nroutes, sizeof *r->route);
	for (int32_t k = 0; k < a->nroutes; k++) {
		int32_t then = map_get(&b->route_ids, a->routes[k].id);

		r->route[k] = then >= 0 && road_as_good(r, &a->routes[k], &b->routes[then]) ? then : -1;
	}
}

/* Goods of a lot that came to a place by a road that is not there any more, or from such a
 * place, count as gone with all that the lot gave there. */
static void find_gone(struct remains *r)
{
	const struct plan *p = r->plan;
	int32_t nplaces = r->now->scenario.nplaces;
	bool more = true;

	r->gone = mem_calloc((size_t)r->now->supply.nlots * (size_t)nplaces, sizeof *r->gone);
	while (more) {
		more = false;
		for (int32_t k = 0; k < p->nshipments; k++) {
			const struct shipment *m = &p->shipments[k];
			bool *gone = r->gone + (size_t)m->lot * (size_t)nplaces;

			if (gone[m->to] || m->route < 0) /* handed over on the spot */
				continue;
			if (gone[m->from] || r->route[m->route] < 0 ||
				!route_usable(&r->then->scenario, r->route[m->route], m->depart, m->arrive))
				gone[m->to] = more = true;
		}
	}
}

/* Of what is kept the part that there is no room for. */
static int64_t *excess_by_item(const struct remains *r, const int32_t *item_of_key)
{
	int64_t *excess = mem_calloc((size_t)r->now->scenario.nitems, sizeof *excess);

	for (int32_t k = 0; k < r->nkeys; k++)
		if (r->kept[k] > r->room[k])
			excess[item_of_key[k]] += r->kept[k] - r->room[k];
	return excess;
}

struct tally { /* of one sort of keys */
	int32_t most;
	int32_t *item; /* [most] of a key */
};

static void tally_begin(struct remains *r, struct tally *t, int32_t most)
{
	map_init(&r->keys);
	r->nkeys = 0;
	t->most = most;
	t->item = mem_calloc((size_t)most, sizeof *t->item);
	r->kept = mem_calloc((size_t)most, sizeof *r->kept);
	r->room = mem_calloc((size_t)most, sizeof *r->room);
}

/* Takes the excess of every item off units. */
static void tally_end(struct remains *r, struct tally *t, int64_t *units)
{
	int64_t *excess = excess_by_item(r, t->item);

	for (int32_t i = 0; i < r->now->scenario.nitems; i++)
		units[i] -= excess[i];
	mem_free(excess);
	mem_free(r->kept);
	mem_free(r->room);
	mem_free(t->item);
	map_release(&r->keys);
}

static bool is_kept(const struct remains *r, const struct handout *h)
{
	const struct cell *cell = &r->now->cells.cells[h->cell];

	return counts(cell) && h->period < r->then->scenario.places[cell->place].lost && !r->gone[(size_t)h->lot * (size_t)r->now->scenario.nplaces + (size_t)cell->place];
}

/* What is handed out of goods that are not there as they were. */
static void take_off_goods(struct remains *r, int64_t *units)
{
	const struct supply *a = &r->now->supply, *b = &r->then->supply;
	struct tally t;
	struct text key;
	int32_t *of = mem_calloc((size_t)a->nlots, sizeof *of);

	text_init(&key);
	tally_begin(r, &t, a->nlots + 1);
	for (int32_t k = 0; k < a->nlots; k++) {
		lot_key(&r->now->scenario, &a->lots[k], &key);
		of[k] = key_of(r, &key, true);
		t.item[of[k]] = a->lots[k].item;
	}
	for (int32_t k = 0; k < b->nlots; k++) {
		lot_key(&r->then->scenario, &b->lots[k], &key);
		int32_t at = key_of(r, &key, false);

		if (at >= 0)
			r->room[at] += b->lots[k].units;
	}
	for (int32_t k = 0; k < r->plan->nhandouts; k++)
		if (is_kept(r, &r->plan->handouts[k]))
			r->kept[of[r->plan->handouts[k].lot]] += r->plan->handouts[k].units;
	tally_end(r, &t, units);
	mem_free(of);
	text_release(&key);
}

/* What is handed out to claims that do not ask for so much. */
static void take_off_claims(struct remains *r, int64_t *units)
{
	const struct cells *a = &r->now->cells, *b = &r->then->cells;
	struct tally t;
	struct text key;
	int32_t *of = mem_calloc((size_t)a->ncells, sizeof *of);

	text_init(&key);
	tally_begin(r, &t, a->ncells + 1);
	for (int32_t c = 0; c < a->ncells; c++) {
		cell_key(&r->now->scenario, &a->cells[c], &key);
		of[c] = key_of(r, &key, true);
		t.item[of[c]] = a->cells[c].item;
	}
	for (int32_t c = 0; c < b->ncells; c++) {
		if (!counts(&b->cells[c]))
			continue;
		cell_key(&r->then->scenario, &b->cells[c], &key);
		int32_t at = key_of(r, &key, false);

		if (at >= 0)
			r->room[at] += b->cells[c].units - b->cells[c].fact;
	}
	for (int32_t k = 0; k < r->plan->nhandouts; k++)
		if (is_kept(r, &r->plan->handouts[k]))
			r->kept[of[r->plan->handouts[k].cell]] += r->plan->handouts[k].units;
	tally_end(r, &t, units);
	mem_free(of);
	text_release(&key);
}

bool design_still_short(const struct design_world *now, const struct plan *plan, const struct design_world *then,
	int64_t *units)
{
	const struct scenario *a = &now->scenario, *b = &then->scenario;
	struct remains r = {.now = now, .then = then, .plan = plan};
	int64_t *served;

	if (!same_things(a, b) || !limits_no_smaller(a, b) || !visits_no_more(now, then))
		return false;
	served = mem_calloc((size_t)a->nitems, sizeof *served);
	arena_init(&r.arena);
	match_routes(&r);
	find_gone(&r);
	for (int32_t k = 0; k < plan->nhandouts; k++)
		if (is_kept(&r, &plan->handouts[k]))
			served[now->cells.cells[plan->handouts[k].cell].item] += plan->handouts[k].units;
	take_off_goods(&r, served);
	take_off_claims(&r, served);
	memset(units, 0, (size_t)a->nitems * sizeof *units);
	for (int32_t c = 0; c < then->cells.ncells; c++)
		if (counts(&then->cells.cells[c]))
			units[then->cells.cells[c].item] += then->cells.cells[c].units - then->cells.cells[c].fact;
	for (int32_t i = 0; i < a->nitems; i++)
		units[i] -= served[i] > 0 ? served[i] : 0;
	mem_free(served);
	mem_free(r.gone);
	mem_free(r.route);
	arena_release(&r.arena);
	return true;
}
