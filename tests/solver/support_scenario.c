#include "tests/solver/support_scenario.h"

#include "solver/options.h"
#include "solver/solve.h"
#include "solver/verify/verify.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define START_DAY 20788 /* 2026-12-01 */
#define OFFSET HOURS(8)

/* --- building --- */

void story_init(struct story *y, int32_t nperiods)
{
	struct scenario *s = &y->s;

	memset(y, 0, sizeof *y);
	scenario_init(s);
	s->id = "story";
	s->start.offset = (int32_t)OFFSET;
	s->start.seconds = day_start(START_DAY, s->start.offset);
	s->period = HOURS(24);
	s->nperiods = nperiods;
	s->as_of = s->start;
	story_place(y, "d", -1, PLACE_DISTRICT);
	story_group(y, "all", false, 0);
}

static void story_clear(struct story *y)
{
	if (y->solved)
		plan_release(&y->plan);
	if (y->built) {
		supply_release(&y->supply);
		cells_release(&y->cells);
	}
	y->solved = y->built = false;
}

void story_release(struct story *y)
{
	story_clear(y);
	scenario_release(&y->s);
}

int32_t story_place(struct story *y, const char *id, int32_t in, enum place_kind kind)
{
	int32_t i = scenario_add_place(&y->s);

	y->s.places[i].id = arena_strdup(&y->s.arena, id);
	y->s.places[i].in = in;
	y->s.places[i].kind = kind;
	return i;
}

int32_t story_community(struct story *y, const char *id)
{
	return story_place(y, id, STORY_DISTRICT, PLACE_COMMUNITY);
}

int32_t story_item(struct story *y, const char *id)
{
	int32_t i = scenario_add_item(&y->s);

	y->s.items[i].id = arena_strdup(&y->s.arena, id);
	y->s.items[i].unit = "KGM";
	y->s.items[i].mass = 1000;
	return i;
}

int32_t story_group(struct story *y, const char *id, bool door, int64_t minutes)
{
	int32_t i = ARRAY_ADD(&y->s.groups, &y->s.ngroups, &y->s.groups_room);

	y->s.groups[i].id = arena_strdup(&y->s.arena, id);
	y->s.groups[i].door = door;
	y->s.groups[i].visit_minutes = minutes;
	y->s.groups[i].where = WHERE_NONE;
	return i;
}

void story_people(struct story *y, int32_t place, int32_t group, int64_t count, int64_t households)
{
	int32_t i = ARRAY_ADD(&y->s.people, &y->s.npeople, &y->s.people_room);

	y->s.people[i] = (struct people){.place = place, .group = group, .count = count,
		.households = households, .when = {0, y->s.nperiods - 1}, .where = WHERE_NONE};
}

int32_t story_holder(struct story *y, const char *id, int32_t place)
{
	int32_t i = scenario_add_holder(&y->s), k;
	struct terms *terms;

	y->s.holders[i].id = arena_strdup(&y->s.arena, id);
	y->s.holders[i].kind = HOLDER_GOVERNMENT;
	y->s.holders[i].place = place;
	k = scenario_add_terms(&y->s.holders[i]);
	terms = &y->s.holders[i].terms[k];
	terms->notice = 0;
	terms->reach = REACH_ANYWHERE;
	return i;
}

struct terms *story_terms(struct story *y, int32_t holder)
{
	return &y->s.holders[holder].terms[0];
}

struct stock_line *story_stock(struct story *y, int32_t holder, int32_t item, int64_t quantity,
	int32_t last)
{
	int32_t i = scenario_add_line(&y->s);
	struct stock_line *line = &y->s.lines[i];

	line->holder = holder;
	line->item = item;
	line->declared = quantity;
	line->declared_at = y->s.start;
	line->government_owned = y->s.holders[holder].kind == HOLDER_GOVERNMENT;
	line->expires = last < 0 ? DAY_NONE : story_day(y, last);
	line->when = (struct periods){0, y->s.nperiods - 1};
	return line;
}

struct transit *story_transit(struct story *y, const char *id, int32_t item, int32_t to,
	int64_t quantity, int64_t arrives)
{
	int32_t i = scenario_add_transit(&y->s);
	struct transit *transit = &y->s.transits[i];

	transit->id = arena_strdup(&y->s.arena, id);
	transit->item = item;
	transit->to = to;
	transit->quantity = quantity;
	transit->arrives = y->s.start;
	transit->arrives.seconds += arrives;
	return transit;
}

struct route *story_route(struct story *y, int32_t from, int32_t to, int64_t lead, int64_t capacity)
{
	struct scenario *s = &y->s;
	int32_t i = scenario_add_route(s);
	char id[2 * ID_MAX + 24];

	snprintf(id, sizeof id, "%s>%s", s->places[from].id, s->places[to].id);
	for (int32_t k = 0, n = 1; k < i; k++)
		if (strcmp(s->routes[k].id, id) == 0)
			snprintf(id, sizeof id, "%s>%s#%d", s->places[from].id, s->places[to].id, ++n);
	s->routes[i].id = arena_strdup(&s->arena, id);
	s->routes[i].from = from;
	s->routes[i].to = to;
	s->routes[i].lead = lead;
	s->routes[i].capacity = capacity;
	s->routes[i].cost_per_kg = (struct ratio){0, 1};
	return &s->routes[i];
}

int32_t story_segment(struct story *y, const char *id, int64_t capacity)
{
	int32_t i = ARRAY_ADD(&y->s.segments, &y->s.nsegments, &y->s.segments_room);

	y->s.segments[i].id = arena_strdup(&y->s.arena, id);
	y->s.segments[i].capacity = capacity;
	y->s.segments[i].where = WHERE_NONE;
	return i;
}

void story_via(struct route *route, int32_t segment)
{
	int32_t k = ARRAY_ADD(&route->via, &route->nvia, &route->via_room);

	route->via[k] = segment;
}

void story_close(struct route *route, int32_t first, int32_t last)
{
	int32_t k = ARRAY_ADD(&route->closed, &route->nclosed, &route->closed_room);

	route->closed[k] = (struct periods){first, last};
}

struct need *story_need(struct story *y, int32_t place, int32_t item, int64_t quantity,
	int32_t first, int32_t last)
{
	int32_t i = scenario_add_need(&y->s);
	struct need *need = &y->s.needs[i];

	need->place = place;
	need->item = item;
	need->group = STORY_ALL;
	need->quantity = quantity;
	need->when = (struct periods){first, last};
	return need;
}

struct limit *story_limit(struct story *y, enum limit_kind kind, int32_t place, int64_t amount)
{
	int32_t i = ARRAY_ADD(&y->s.limits, &y->s.nlimits, &y->s.limits_room);

	y->s.limits[i] = (struct limit){.kind = kind, .place = place, .amount = amount,
		.when = {0, y->s.nperiods - 1}, .where = WHERE_NONE};
	return &y->s.limits[i];
}

struct minimum *story_minimum(struct story *y, bool end_stock, int32_t place, int32_t item,
	int64_t quantity)
{
	int32_t i = ARRAY_ADD(&y->s.minima, &y->s.nminima, &y->s.minima_room);

	y->s.minima[i] = (struct minimum){.end_stock = end_stock, .place = place, .item = item,
		.group = -1, .quantity = quantity, .when = {0, y->s.nperiods - 1}, .where = WHERE_NONE};
	return &y->s.minima[i];
}

struct substitute *story_substitute(struct story *y, int32_t item, int64_t give, int32_t part,
	int64_t take)
{
	int32_t i = ARRAY_ADD(&y->s.substitutes, &y->s.nsubstitutes, &y->s.substitutes_room);
	struct substitute *u = &y->s.substitutes[i];

	u->item = item;
	u->give = give;
	u->penalty = 1;
	u->where = WHERE_NONE;
	story_add_part(u, part, take);
	return u;
}

void story_add_part(struct substitute *u, int32_t part, int64_t take)
{
	int32_t i = ARRAY_ADD(&u->parts, &u->nparts, &u->parts_room);

	u->parts[i].item = part;
	u->parts[i].take = take;
}

day story_day(const struct story *y, int32_t period)
{
	return day_of(y->s.start.seconds + (int64_t)(period + 1) * y->s.period - 1, y->s.start.offset);
}

/* --- solving --- */

void story_build(struct story *y)
{
	story_clear(y);
	cells_build(&y->s, &y->cells);
	supply_build(&y->s, &y->cells, &y->supply);
	y->built = true;
}

bool story_holds(const struct story *y, struct text *out)
{
	return plan_check(&y->s, &y->cells, &y->supply, &y->plan, out);
}

void story_solve(struct story *y, int jobs)
{
	struct solve_options options = {.jobs = jobs, .baseline = true, .time_limit = y->time_limit,
		.interrupted = y->interrupted, .steps = y->steps, .prices = y->prices};
	struct text findings;

	story_build(y);
	plan_init(&y->plan);
	y->plan.request.baseline = true;
	plan_solve(&y->s, &y->cells, &y->supply, &options, &y->plan);
	y->solved = true;
	if (y->plan.status == PLAN_CONTRADICTION)
		return;
	text_init(&findings);
	if (!story_holds(y, &findings)
		|| !plan_judge(&y->s, &y->cells, &y->supply, &y->plan, NULL, &findings)) {
		struct text dump;

		text_init(&dump);
		story_dump(y, &dump);
		fprintf(stderr, "%s\n%s\n", text_str(&findings), text_str(&dump));
		text_release(&dump);
		assert(!"the plan does not pass its check");
	}
	text_release(&findings);
}

/* --- reading the plan --- */

int64_t story_served(const struct story *y, int32_t place, int32_t item, int32_t first,
	int32_t last)
{
	int64_t sum = 0;

	for (int32_t c = 0; c < y->cells.ncells; c++) {
		const struct cell *cell = &y->cells.cells[c];

		if (cell->place == place && cell->item == item && cell->when.first >= first &&
			cell->when.first <= last)
			sum += y->plan.served[c].quantity;
	}
	return sum;
}

int64_t story_shipped(const struct story *y, int32_t route, int32_t depart)
{
	int64_t sum = 0;

	for (int32_t k = 0; k < y->plan.nshipments; k++) {
		const struct shipment *h = &y->plan.shipments[k];

		if (h->route == route && (depart < 0 || h->depart == depart))
			sum += h->quantity;
	}
	return sum;
}

static void dump_ratio(struct text *out, struct ratio r)
{
	text_printf(out, " %lld/%lld", (long long)r.num, (long long)r.den);
}

static void dump_shipment(const struct story *y, const struct shipment *h, struct text *out)
{
	const struct scenario *s = &y->s;

	text_printf(out, "%d>%d %lld>%lld %s %s>%s %s %s lot %d %lld %lld %d %d %d %d/%d", h->depart,
		h->arrive, (long long)h->depart_seconds, (long long)h->arrive_seconds,
		s->items[h->item].id, s->places[h->from].id, s->places[h->to].id,
		h->route < 0 ? "-" : s->routes[h->route].id, h->holder < 0 ? "-" : s->holders[h->holder].id,
		h->lot, (long long)h->units, (long long)h->quantity, h->first_leg, (int)h->state, h->fact,
		h->order, h->line);
}

static void dump_goods(const struct story *y, struct text *out)
{
	const struct scenario *s = &y->s;
	const struct plan *p = &y->plan;

	for (int32_t k = 0; k < p->nshipments; k++) {
		text_puts(out, "ship ");
		dump_shipment(y, &p->shipments[k], out);
		text_putc(out, '\n');
	}
	for (int32_t k = 0; k < p->nhandouts; k++) {
		const struct handout *h = &p->handouts[k];

		text_printf(out, "hand %d cell %d lot %d %lld %lld by %d", h->period, h->cell, h->lot,
			(long long)h->units, (long long)h->quantity, h->shipment);
		if (h->substitute >= 0)
			text_printf(out, " for %s", s->items[s->substitutes[h->substitute].item].id);
		text_putc(out, '\n');
	}
	for (int32_t k = 0; k < p->nleftovers; k++) {
		const struct leftover *l = &p->leftovers[k];

		text_printf(out, "left lot %d %s %d %lld\n", l->lot, s->places[l->place].id, l->period,
			(long long)l->units);
	}
	for (int32_t k = 0; k < p->norders; k++)
		text_printf(out, "order %d v%d %s %d %d\n", k, p->orders[k].version,
			p->orders[k].holder < 0 ? s->places[p->orders[k].place].id
				: s->holders[p->orders[k].holder].id,
			(int)p->orders[k].form, p->orders[k].nlines);
}

static void dump_levels(const struct story *y, struct text *out)
{
	const struct scenario *s = &y->s;

	for (int32_t k = 0; k < y->plan.nlevels; k++) {
		const struct level *l = &y->plan.levels[k];

		text_printf(out, "level %d tier %d stage %d %s component %d proven %d", (int)l->kind, l->tier,
			l->stage, l->item < 0 ? "-" : s->items[l->item].id, l->component, l->proven);
		dump_ratio(out, l->value);
		dump_ratio(out, l->bound);
		for (int32_t j = 0; j < l->nstrata; j++)
			dump_ratio(out, l->rates[j]);
		text_putc(out, '\n');
	}
}

static void dump_use(const struct story *y, const struct limit_use *u, struct text *out)
{
	const struct scenario *s = &y->s;

	if (u->limit >= 0)
		text_printf(out, "use limit %d %s", (int)s->limits[u->limit].kind,
			s->limits[u->limit].place < 0 ? "-" : s->places[s->limits[u->limit].place].id);
	else if (u->route >= 0)
		text_printf(out, "use route %s", s->routes[u->route].id);
	else
		text_printf(out, "use segment %s", s->segments[u->segment].id);
	text_printf(out, " %d %lld/%lld\n", u->period, (long long)u->used, (long long)u->most);
}

void story_dump(const struct story *y, struct text *out)
{
	const struct scenario *s = &y->s;
	const struct plan *p = &y->plan;

	text_printf(out, "status %d\n", (int)p->status);
	for (int32_t c = 0; c < y->cells.ncells; c++) {
		const struct cell *cell = &y->cells.cells[c];

		text_printf(out, "cell %d %s %s %s %d..%d tier %d: %lld of %lld, over %lld, baseline %lld\n", c,
			s->items[cell->item].id, s->places[cell->place].id, s->groups[cell->group].id,
			cell->when.first, cell->when.last, cell->tier, (long long)p->served[c].quantity,
			(long long)cell->demand, (long long)p->served[c].over, (long long)p->served[c].baseline);
	}
	dump_goods(y, out);
	for (int32_t k = 0; k < y->supply.nlots; k++)
		if (p->drawn[k].units > 0)
			text_printf(out, "drawn lot %d %s %s %lld\n", k, s->items[y->supply.lots[k].item].id,
				s->places[y->supply.lots[k].place].id, (long long)p->drawn[k].units);
	for (int32_t k = 0; k < p->nuses; k++)
		dump_use(y, &p->uses[k], out);
	dump_levels(y, out);
	text_puts(out, "cost");
	dump_ratio(out, p->cost);
	text_printf(out, " %d\n", p->cost_complete);
}
