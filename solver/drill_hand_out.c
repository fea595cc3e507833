/* The hand-outs of a step's periods. The team's plan of them is made again when something
 * was not as expected: by what it was told, with the goods that left and came by then, and for
 * later periods what its rows would send in the world that it believes in. */
#include "solver/drill_parts.h"

#include "models/previous.h"
#include "models/travel.h"
#include "solver/facts.h"

#include <assert.h>
#include <string.h>

struct handing {
	struct drill_turn *turn;
	struct drill_state seen; /* what the team's plan goes by; its first lots are those of turn->out */
	struct drill_world world; /* its plan */
	struct ground ground; /* of world */
	struct facts facts; /* of world */
	int64_t *open; /* [truth.cells.ncells] issue units that are still asked for */
	bool stale; /* the plan is to be made again */
};

/* ---- what the team goes by ---- */

static bool is_later(const struct handing *h, const struct drill_state *state, const struct drill_sent *x, int32_t t)
{
	return state->rows[x->row].step == h->turn->step && state->rows[x->row].line.period > t;
}

/* Rows of later periods have found nothing missing yet. */
static void forget_later(struct handing *h, int32_t t)
{
	int32_t n = 0;

	for (int32_t k = 0; k < h->seen.nrows; k++) {
		struct drill_row *row = &h->seen.rows[k];

		if (row->step == h->turn->step && row->line.period > t)
			memset(row->cut, 0, sizeof row->cut);
	}
	for (int32_t k = 0; k < h->seen.nsent; k++)
		if (!is_later(h, &h->seen, &h->seen.sent[k], t))
			h->seen.sent[n++] = h->seen.sent[k];
	h->seen.nsent = n;
}

static void expect_later(struct handing *h, int32_t t)
{
	const struct drill_state *e = &h->turn->expected;
	int32_t shift = h->seen.nrows - e->nrows;

	for (int32_t k = h->turn->nbefore; k < e->nsent; k++) {
		int32_t i, lot;

		if (!is_later(h, e, &e->sent[k], t))
			continue;
		lot = drill_state_lot(&h->seen, &e->lots[e->sent[k].lot]);
		i = ARRAY_ADD(&h->seen.sent, &h->seen.nsent, &h->seen.sent_room);
		h->seen.sent[i] = e->sent[k];
		h->seen.sent[i].row += shift;
		h->seen.sent[i].lot = h->seen.sent[i].seen = lot;
	}
}

/* By the end of period t: what came has come, what has not comes later. As long as all is
 * as expected nothing need be told apart. */
static void see(struct handing *h, int32_t t)
{
	int64_t start = (int64_t)t * h->turn->truth.scenario.period, end = start + h->turn->truth.scenario.period;

	drill_state_release(&h->seen);
	drill_state_copy(h->turn->out, &h->seen);
	if (!h->turn->surprised)
		return;
	forget_later(h, t);
	for (int32_t k = 0; k < h->seen.nsent; k++) {
		struct drill_sent *x = &h->seen.sent[k];
		int64_t there = x->depart_seconds > start ? x->depart_seconds : start;

		if (x->arrive <= t)
			x->due = x->arrive_seconds = x->arrive_seconds < there ? x->arrive_seconds : there;
		else if (x->due < end)
			x->due = end;
	}
	expect_later(h, t);
}

static bool has_claims(const struct drill_turn *turn, int32_t stand)
{
	const struct cells *c = &turn->truth.cells;

	for (int32_t k = 0; k < c->ncells; k++)
		if (c->cells[k].place == stand)
			return true;
	return false;
}

static const struct transit *find_transit(const struct scenario *s, const char *id)
{
	for (int32_t k = 0; k < s->ntransits; k++)
		if (strcmp(s->transits[k].id, id) == 0)
			return &s->transits[k];
	return NULL;
}

/* Goods from outside that were to be at people's own place by the end of period t are there as
 * they really came, or may come any time. True: they are not as told. */
static bool see_outside(const struct drill_turn *turn, struct scenario *s, int32_t t)
{
	const struct scenario *truth = &turn->truth.scenario;
	int64_t end = s->start.seconds + (int64_t)(t + 1) * s->period;
	bool differs = false;

	for (int32_t k = 0; k < s->ntransits; k++) {
		struct transit *x = &s->transits[k];
		const struct transit *real = find_transit(truth, x->id);
		int32_t stand = map_get(&truth->place_ids, s->places[place_stand(s, x->to)].id);

		if (x->arrives.seconds >= end || stand < 0 || !has_claims(turn, stand))
			continue;
		if (real && real->arrives.seconds < end && strcmp(truth->places[real->to].id, s->places[x->to].id) == 0) {
			differs |= real->quantity != x->quantity;
			x->quantity = real->quantity;
		} else {
			differs = true;
			x->arrives.seconds = end;
		}
	}
	return differs;
}

static void plan_forget(struct handing *h)
{
	if (h->world.planned) {
		facts_release(&h->facts);
		ground_release(&h->ground);
	}
	drill_world_release(&h->world);
}

static void plan_once(struct handing *h, int32_t t)
{
	const struct drill_turn *turn = h->turn;
	struct scenario *s = &h->world.scenario;
	bool made;

	plan_forget(h);
	see(h, t);
	made = turn->game->make(turn->game->context, turn->belief, turn->step, s);
	assert(made);
	/* right after the decision: what it does not call up is called up at the next one */
	s->as_of.seconds = s->start.seconds + (int64_t)t * s->period + 1;
	see_outside(turn, s, t);
	drill_world_open(&h->world, &h->seen, EYES_TEAM);
	drill_world_plan(&h->world, turn->next, turn->game->jobs, false);
	assert(h->world.plan.status != PLAN_CONTRADICTION);
	ground_init(&h->ground, s, &h->world.cells, &h->world.supply);
	facts_build(&h->facts, &h->ground, &h->world.previous);
}

/* Does all that is under way really come when the team expects it? */
static bool comes_as_expected(const struct handing *h)
{
	for (int32_t k = 0; k < h->seen.nsent; k++) {
		int32_t line = h->world.line_of[k];

		if (line >= 0 && h->world.previous.outcomes[line].arrive != h->seen.sent[k].arrive)
			return false;
	}
	return true;
}

static void plan_hand_outs(struct handing *h, int32_t t)
{
	plan_once(h, t);
	if (!h->turn->surprised && !comes_as_expected(h)) {
		h->turn->surprised = true;
		plan_once(h, t);
	}
	h->stale = h->turn->surprised;
}

/* ---- handing out ---- */

/* What brought goods of the plan's lot to a stand by the end of period t: a part that was sent;
 * NULL = they came from outside. by: the shipment of the plan that did, which says which row it
 * was of; else the first one by which such goods came. */
static const struct drill_sent *brought_by(const struct handing *h, int32_t lot, int32_t by, int32_t stand, int32_t t)
{
	const struct drill_world *w = &h->world;
	const struct drill_lot goods = drill_describe(&w->scenario, &w->supply.lots[lot]);
	const struct shipment *shipment = by < 0 ? NULL : &w->plan.shipments[by];
	const struct drill_sent *best = NULL;
	int best_fit = 0;

	for (int32_t k = 0; k < h->seen.nsent; k++) {
		const struct drill_sent *x = &h->seen.sent[k];
		const struct drill_row *row = &h->seen.rows[x->row];
		int32_t line = w->line_of[k];
		int fit;

		if (line < 0 || h->ground.stand[w->previous.lines[line].to] != stand ||
			w->previous.outcomes[line].arrive > t || !drill_same_goods(&goods, &h->seen.lots[x->seen]))
			continue;
		fit = 1 + (w->previous.outcomes[line].lot == lot) + 2 * (shipment && shipment->line == row->number &&
			w->plan.orders[shipment->order].version == row->step + 1);
		if (fit > best_fit) {
			best = x;
			best_fit = fit;
		}
	}
	return best;
}

/* Goods that are given to a claim of truth. */
struct gift {
	int32_t lot, shipment; /* of the plan; shipment -1 = not known */
	int32_t cell; /* of truth */
	int32_t period;
	int64_t units, goods; /* issue units of the claim's item and of the lot's */
	bool substitute;
};

static void give(struct handing *h, const struct gift *x)
{
	struct drill_state *out = h->turn->out;
	const struct scenario *s = &h->turn->truth.scenario, *b = &h->world.scenario;
	const struct cell *c = &h->turn->truth.cells.cells[x->cell];
	const struct supply_lot *lot = &h->world.supply.lots[x->lot];
	const struct drill_sent *by = brought_by(h, x->lot, x->shipment,
		map_get(&b->place_ids, s->places[c->place].id), x->period);
	struct drill_handed handed = {.period = x->period, .place = drill_text(&out->arena, s->places[c->place].id),
		.item = drill_text(&out->arena, s->items[c->item].id),
		.group = c->group < 0 ? NULL : drill_text(&out->arena, s->groups[c->group].id), .when = c->when,
		.quantity = x->units * s->items[c->item].issue_unit, .goods = x->goods * b->items[lot->item].issue_unit,
		.substitute = x->substitute};
	int32_t k;

	if (by) {
		handed.lot = by->lot;
		handed.seen = by->seen;
	} else {
		struct drill_lot l = drill_describe(b, lot);

		handed.lot = handed.seen = drill_state_lot(out, &l);
	}
	k = ARRAY_ADD(&out->handed, &out->nhanded, &out->handed_room);
	out->handed[k] = handed;
	h->open[x->cell] -= x->units;
}

/* Does the claim ask in period t, still in need? */
static bool asks(const struct handing *h, int32_t c, int32_t t)
{
	const struct cell *cell = &h->turn->truth.cells.cells[c];

	return h->open[c] > 0 && cell->when.first <= t && t <= cell->when.last;
}

/* The claims of truth for the same at the same place, first..*end - 1; their group. */
static int32_t find_claims(const struct handing *h, const struct cell *believed, int32_t *end, int32_t *group)
{
	const struct scenario *b = &h->world.scenario, *s = &h->turn->truth.scenario;
	int32_t item = map_get(&s->item_ids, b->items[believed->item].id);
	int32_t place = map_get(&s->place_ids, b->places[believed->place].id);

	*end = 0;
	*group = believed->group < 0 ? -1 : map_get(&s->group_ids, b->groups[believed->group].id);
	if (item < 0 || place < 0 || (*group < 0 && believed->group >= 0))
		return 0;
	return cells_find(s, &h->turn->truth.cells, item, place_stand(s, place), end);
}

/* Who really asks for what the claim of the plan was to get in period t: the claim of that window
 * if it does, else another of the group; -1 = nobody (any more). Another part of a kit goes where
 * the first went. */
static int32_t who_asks(const struct handing *h, const struct cell *believed, int32_t t, bool part)
{
	int32_t best = -1, end, group;

	for (int32_t c = find_claims(h, believed, &end, &group); c < end; c++) {
		const struct cell *cell = &h->turn->truth.cells.cells[c];
		bool same = cell->when.first == believed->when.first && cell->when.last == believed->when.last;

		if (cell->group == group && (asks(h, c, t) || (part && same)) && (best < 0 || same))
			best = c;
	}
	return best;
}

/* What the plan gives in its period, as far as it is asked for; what counts for nothing is
 * another part of a kit. */
static void hand(struct handing *h, const struct handout *x)
{
	const struct drill_world *w = &h->world;
	const struct cell *believed = &w->cells.cells[x->cell];
	int64_t u = w->scenario.items[w->supply.lots[x->lot].item].issue_unit;
	int64_t units = x->units, goods = x->quantity / u;

	do {
		int32_t cell = who_asks(h, believed, x->period, x->units == 0);
		int64_t part, share;

		if (cell < 0) {
			h->turn->surprised = h->stale = true;
			return;
		}
		part = units < h->open[cell] ? units : h->open[cell];
		share = part == units ? goods : int_mul_div_floor(goods, part, units);
		give(h, &(struct gift){x->lot, x->shipment, cell, x->period, part, share, x->substitute >= 0});
		units -= part;
		goods -= share;
	} while (units > 0);
}

/* ---- what lies idle, for those whom the team did not know of ---- */

/* Units of the item that claims of the group are believed to ask for in period t. */
static int64_t believed_units(const struct handing *h, int32_t item, int32_t stand, int32_t group, int32_t t)
{
	const struct cells *cells = &h->world.cells;
	int64_t units = 0;
	int32_t end;

	for (int32_t c = cells_find(&h->world.scenario, cells, item, stand, &end); c < end; c++)
		if (cells->cells[c].group == group && cells->cells[c].when.first <= t && t <= cells->cells[c].when.last)
			units += cells->cells[c].units;
	return units;
}

/* Units of the lot that lie at the stand in period t, and that the plan gives nobody. */
static int64_t idle_units(const struct handing *h, int32_t lot, int32_t stand, int32_t t)
{
	const struct plan *plan = &h->world.plan;
	int64_t u = h->world.scenario.items[h->world.supply.lots[lot].item].issue_unit, now = 0, ever = 0;

	for (int32_t k = 0; k < h->facts.narrivals; k++) {
		const struct arrival *a = &h->facts.arrivals[k];

		if (a->lot == lot && a->stand == stand) {
			ever += a->units;
			now += a->period <= t ? a->units : 0;
		}
	}
	for (int32_t k = 0; k < plan->nhandouts; k++) {
		const struct handout *x = &plan->handouts[k];

		if (!x->fact && x->lot == lot && h->world.cells.cells[x->cell].place == stand) {
			ever -= x->quantity / u;
			now -= x->period <= t ? x->quantity / u : 0;
		}
	}
	for (int32_t k = 0; k < plan->nshipments; k++) {
		const struct shipment *x = &plan->shipments[k];

		if (!x->fact && !x->first_leg && x->lot == lot && x->from == stand)
			ever -= x->units;
	}
	now = now < ever ? now : ever;
	return now > 0 ? now : 0;
}

/* Claims of one item at one stand whom the team did not know of, or not of all they ask for. */
struct unknown {
	int32_t first, end; /* cells of truth */
	int64_t *wants; /* [truth.cells.ncells] issue units */
	int32_t item, stand; /* of the team's scenario */
};

/* Lots of the item at the stand that have arrived, what expires first before the others;
 * -1 = none left. */
static int32_t next_lot(const struct handing *h, const struct unknown *x, int32_t after, int32_t t)
{
	int32_t best = -1;

	for (int32_t k = 0; k < h->facts.narrivals; k++) {
		const struct arrival *a = &h->facts.arrivals[k];
		const struct supply_lot *lot = &h->world.supply.lots[a->lot];
		int32_t order = h->ground.lot_order[a->lot];

		if (a->stand == x->stand && lot->item == x->item && a->period <= t &&
			usable_in(&h->world.scenario, lot->last_day, t) &&
			(after < 0 || order > h->ground.lot_order[after]) && (best < 0 || order < h->ground.lot_order[best]))
			best = a->lot;
	}
	return best;
}

/* The units of one lot go to the claims, from the lowest tier on. */
static void share_lot(struct handing *h, struct unknown *x, int32_t lot, int64_t units, int32_t t)
{
	while (units > 0) {
		const struct cell *cells = h->turn->truth.cells.cells;
		int64_t wanted = 0, left;
		int32_t tier = INT32_MAX;

		for (int32_t c = x->first; c < x->end; c++)
			if (x->wants[c] > 0 && cells[c].tier < tier)
				tier = cells[c].tier;
		for (int32_t c = x->first; c < x->end; c++)
			wanted += cells[c].tier == tier ? x->wants[c] : 0;
		if (wanted == 0)
			return;
		left = units < wanted ? units : wanted;
		units -= left;
		for (int32_t c = x->first; c < x->end; c++) {
			int64_t part;

			if (cells[c].tier != tier || x->wants[c] == 0)
				continue;
			part = int_mul_div_floor(left, x->wants[c], wanted); /* the last one gets all that is left */
			wanted -= x->wants[c];
			left -= part;
			if (part == 0)
				continue;
			give(h, &(struct gift){lot, -1, c, t, part, part, false});
			x->wants[c] -= part;
			h->turn->surprised = h->stale = true;
		}
	}
}

static void share_idle(struct handing *h, int32_t t)
{
	const struct scenario *s = &h->turn->truth.scenario, *b = &h->world.scenario;
	const struct cells *cells = &h->turn->truth.cells;
	struct unknown x = {.wants = mem_calloc((size_t)cells->ncells, sizeof *x.wants)};

	for (; x.first < cells->ncells; x.first = x.end) {
		const struct cell *first = &cells->cells[x.first];
		int64_t wanted = 0;

		x.item = map_get(&b->item_ids, s->items[first->item].id);
		x.stand = map_get(&b->place_ids, s->places[first->place].id);
		for (x.end = x.first; x.end < cells->ncells && cells->cells[x.end].item == first->item &&
			cells->cells[x.end].place == first->place; x.end++) {
			const struct cell *cell = &cells->cells[x.end];
			int32_t group = cell->group < 0 ? -1 : map_get(&b->group_ids, s->groups[cell->group].id);
			int64_t more;

			if (x.item < 0 || x.stand < 0 || !asks(h, x.end, t))
				continue;
			more = cell->units - (group < 0 && cell->group >= 0 ? 0 : believed_units(h, x.item, x.stand, group, t));
			x.wants[x.end] = more < h->open[x.end] ? more : h->open[x.end];
			if (x.wants[x.end] < 0)
				x.wants[x.end] = 0;
			wanted += x.wants[x.end];
		}
		for (int32_t lot = -1; wanted > 0 && (lot = next_lot(h, &x, lot, t)) >= 0;)
			share_lot(h, &x, lot, idle_units(h, lot, x.stand, t), t);
	}
	mem_free(x.wants);
}

/* ---- the whole ---- */

/* Units that every claim of truth has not got so far. */
static void list_open(struct handing *h)
{
	const struct drill_world *w = &h->turn->truth;
	struct ground ground;
	struct facts facts;

	h->open = mem_calloc((size_t)w->cells.ncells, sizeof *h->open);
	ground_init(&ground, &w->scenario, &w->cells, &w->supply);
	facts_build(&facts, &ground, &w->previous);
	for (int32_t c = 0; c < w->cells.ncells; c++)
		h->open[c] = w->cells.cells[c].units - w->cells.cells[c].fact - facts.done[c];
	facts_release(&facts);
	ground_release(&ground);
}

void drill_hand_out(struct drill_turn *turn)
{
	struct handing h = {.turn = turn, .stale = true};

	turn->surprised |= see_outside(turn, &turn->believed.scenario, turn->next - 1);
	drill_state_init(&h.seen);
	list_open(&h);
	for (int32_t t = turn->first; t < turn->next; t++) {
		if (h.stale)
			plan_hand_outs(&h, t);
		for (int32_t k = 0; k < h.world.plan.nhandouts; k++)
			if (!h.world.plan.handouts[k].fact && h.world.plan.handouts[k].period == t)
				hand(&h, &h.world.plan.handouts[k]);
		share_idle(&h, t);
	}
	plan_forget(&h);
	drill_state_release(&h.seen);
	mem_free(h.open);
}
