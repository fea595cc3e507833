/* The state of a team's world: copies of it, and what it says as facts of a scenario. */
#include "models/drill.h"

#include "base/text.h"
#include "models/previous.h"

#include <stdio.h>
#include <string.h>

void drill_state_init(struct drill_state *state)
{
	memset(state, 0, sizeof *state);
	arena_init(&state->arena);
}

void drill_state_release(struct drill_state *state)
{
	mem_free(state->rows);
	mem_free(state->lots);
	mem_free(state->sent);
	mem_free(state->handed);
	mem_free(state->called);
	arena_release(&state->arena);
	drill_state_init(state);
}

/* ---- copies ---- */

static void *copied(const void *from, int32_t n, size_t size, int32_t *count, int32_t *room)
{
	void *to = n > 0 ? mem_calloc((size_t)n, size) : NULL;

	if (n > 0)
		memcpy(to, from, (size_t)n * size);
	*count = *room = n;
	return to;
}
#define COPIED(from, to, name) \
	((to)->name = copied((from)->name, (from)->n##name, sizeof *(from)->name, &(to)->n##name, &(to)->name##_room))

static void own(struct arena *arena, const char **text)
{
	*text = drill_text(arena, *text);
}

void drill_state_copy(const struct drill_state *state, struct drill_state *out)
{
	struct arena *arena = &out->arena;

	drill_state_init(out);
	out->step = state->step;
	COPIED(state, out, rows);
	COPIED(state, out, lots);
	COPIED(state, out, sent);
	COPIED(state, out, handed);
	COPIED(state, out, called);
	for (int32_t k = 0; k < out->nrows; k++) {
		struct drill_line *l = &out->rows[k].line;
		const char **texts[] = {&l->item, &l->from, &l->to, &l->route, &l->holder, &l->lot, &l->order,
			&out->rows[k].route};

		for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
			own(arena, texts[i]);
	}
	for (int32_t k = 0; k < out->nlots; k++) {
		struct drill_lot *l = &out->lots[k];
		const char **texts[] = {&l->item, &l->holder, &l->lot, &l->transit, &l->place, &l->region};

		for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
			own(arena, texts[i]);
	}
	for (int32_t k = 0; k < out->nsent; k++) {
		own(arena, &out->sent[k].from);
		own(arena, &out->sent[k].to);
		own(arena, &out->sent[k].route);
	}
	for (int32_t k = 0; k < out->nhanded; k++) {
		own(arena, &out->handed[k].place);
		own(arena, &out->handed[k].item);
		own(arena, &out->handed[k].group);
	}
}

/* ---- lots ---- */

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

bool drill_same_goods(const struct drill_lot *a, const struct drill_lot *b)
{
	return same_text(a->item, b->item) && same_text(a->holder, b->holder) && same_text(a->lot, b->lot) &&
		same_text(a->transit, b->transit) && same_text(a->place, b->place) && a->expires == b->expires;
}

int32_t drill_state_lot(struct drill_state *state, const struct drill_lot *lot)
{
	struct drill_lot l = *lot;
	const char **texts[] = {&l.item, &l.holder, &l.lot, &l.transit, &l.place, &l.region};
	int32_t k;

	for (k = 0; k < state->nlots; k++) {
		const struct drill_lot *had = &state->lots[k];

		if (drill_same_goods(had, &l) && same_text(had->region, l.region) && had->own == l.own &&
			had->capacity == l.capacity && had->form == l.form && had->release == l.release)
			return k;
	}
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		own(&state->arena, texts[i]);
	k = ARRAY_ADD(&state->lots, &state->nlots, &state->lots_room);
	state->lots[k] = l;
	return k;
}

/* ---- facts of a scenario ---- */

static int32_t find(const struct map *ids, const char *id)
{
	return id ? map_get(ids, id) : -1;
}

static void add_lots(const struct drill_state *state, const struct scenario *s, struct previous *out)
{
	for (int32_t k = 0; k < state->nlots; k++) {
		const struct drill_lot *l = &state->lots[k];
		int32_t i = ARRAY_ADD(&out->lots, &out->nlots, &out->lots_room);

		out->lots[i] = (struct announced_lot){.item = find(&s->item_ids, l->item),
			.holder = find(&s->holder_ids, l->holder), .lot = drill_text(&out->arena, l->lot),
			.transit = drill_text(&out->arena, l->transit), .expires = l->expires,
			.place = find(&s->place_ids, l->place), .region = find(&s->place_ids, l->region), .own = l->own,
			.capacity = l->capacity, .form = l->form, .release = l->release};
	}
}

/* "mkt1-X-A17" and the like, as orders are numbered. */
static const char *order_number(struct arena *arena, const struct drill_state *state, const struct drill_sent *x,
	int32_t of)
{
	const struct drill_lot *lot = &state->lots[of];
	const char *stated = state->rows[x->row].line.order;
	struct text number;
	const char *kept;

	text_init(&number);
	if (!x->first_leg || !lot->holder)
		text_printf(&number, "%s-Z", x->from);
	else if (stated && state->rows[x->row].breach[BREACH_FORM] == 0)
		text_puts(&number, stated);
	else
		text_printf(&number, "%s-%s", lot->holder, lot->form == LEGAL_TRANSFER ? "D" : "X");
	kept = arena_text(arena, text_str(&number), number.length);
	text_release(&number);
	return kept;
}

/* What is known of the arrival: the world knows when things really come. A team
 * sees what has come by now; what is not due it expects as it was to be; what is
 * overdue may come any time. */
static void set_arrival(const struct scenario *s, enum drill_eyes eyes, const struct drill_sent *x,
	struct announced *line)
{
	int64_t now = present_seconds(s);

	line->arrive = x->arrive;
	line->arrive_seconds = x->arrive_seconds;
	if (eyes == EYES_TRUTH || (x->arrive_seconds < now && x->arrive < s->nperiods)) /* caught: it never came */
		return;
	line->arrive_seconds = x->due > now ? x->due : now;
	line->arrive = (int32_t)int_floor_div(line->arrive_seconds, s->period);
	if (line->arrive > s->nperiods)
		line->arrive = s->nperiods;
}

static int32_t booked_as(enum drill_eyes eyes, int32_t lot, int32_t seen)
{
	return eyes == EYES_TEAM ? seen : lot;
}

/* Parts of a row that differ in nothing that is asked for are one line. */
static bool same_part(const struct announced *a, const struct announced *b)
{
	return a->of == b->of && a->version == b->version && a->line == b->line && a->depart == b->depart &&
		a->depart_seconds == b->depart_seconds && a->arrive == b->arrive &&
		a->arrive_seconds == b->arrive_seconds && a->route == b->route && a->first_leg == b->first_leg;
}

static int32_t add_part(struct previous *out, const struct announced *line)
{
	int32_t k = out->nlines - 1;

	if (k >= 0 && same_part(&out->lines[k], line)) {
		out->lines[k].quantity += line->quantity;
		return k;
	}
	k = ARRAY_ADD(&out->lines, &out->nlines, &out->lines_room);
	out->lines[k] = *line;
	return k;
}

static void add_sent(const struct drill_state *state, const struct scenario *s, enum drill_eyes eyes,
	struct previous *out, int32_t *line_of)
{
	for (int32_t k = 0; k < state->nsent; k++) {
		const struct drill_sent *x = &state->sent[k];
		const struct drill_row *row = &state->rows[x->row];
		int32_t of = booked_as(eyes, x->lot, x->seen);
		struct announced line = {.of = of, .version = row->step + 1, .line = row->number,
			.depart = x->depart, .depart_seconds = x->depart_seconds, .item = out->lots[of].item,
			.from = find(&s->place_ids, x->from), .to = find(&s->place_ids, x->to),
			.route = find(&s->route_ids, x->route), .holder = out->lots[of].holder,
			.lot = out->lots[of].lot, .expires = out->lots[of].expires, .quantity = x->quantity,
			.state = SHIPMENT_ISSUED, .first_leg = x->first_leg};
		bool known = line.item >= 0 && line.from >= 0 && line.to >= 0;

		if (line_of)
			line_of[k] = -1;
		if (!known)
			continue;
		line.order = order_number(&out->arena, state, x, of);
		set_arrival(s, eyes, x, &line);
		of = add_part(out, &line);
		if (line_of)
			line_of[k] = of;
	}
}

static void add_handed(const struct drill_state *state, const struct scenario *s, enum drill_eyes eyes,
	struct previous *out)
{
	for (int32_t k = 0; k < state->nhanded; k++) {
		const struct drill_handed *h = &state->handed[k];
		int32_t of = booked_as(eyes, h->lot, h->seen);
		struct handed handed = {.period = h->period, .place = find(&s->place_ids, h->place),
			.item = find(&s->item_ids, h->item), .group = find(&s->group_ids, h->group),
			.first = h->when.first, .last = h->when.last, .quantity = h->quantity, .of = of,
			.goods = h->goods, .substitute = h->substitute, .lot = -1};
		int32_t i;

		if (handed.place < 0 || handed.item < 0 || out->lots[of].item < 0 || (h->group && handed.group < 0))
			continue;
		i = ARRAY_ADD(&out->handed, &out->nhanded, &out->handed_room);
		out->handed[i] = handed;
	}
}

/* Units of every lot that have left it: [supply->nlots], the caller frees. */
static int64_t *booked_units(const struct previous *p, const struct supply *supply)
{
	int64_t *booked = mem_calloc((size_t)supply->nlots, sizeof *booked);

	for (int32_t k = 0; k < p->nlines; k++)
		if (p->lines[k].first_leg && p->outcomes[k].lot >= 0)
			booked[p->outcomes[k].lot] += p->outcomes[k].units;
	return booked;
}

/* Kept at home or not may be otherwise than it was then: the notice has run all the same. */
static bool is_called(const struct scenario *s, const struct drill_lot *called, const struct supply_lot *lot)
{
	return lot->line >= 0 && s->lines[lot->line].mode != MODE_CAPACITY &&
		lot->expires == called->expires && lot->form == called->form && same_text(lot->lot, called->lot) &&
		strcmp(s->items[lot->item].id, called->item) == 0 && same_text(s->holders[lot->holder].id, called->holder);
}

/* Goods that are called up, and what of them is ready already. */
struct calling {
	const struct scenario *s;
	int64_t release, left; /* left: smallest units that are still to be found */
};

static void make_ready(struct calling *c, struct supply *supply, int32_t k, int64_t booked)
{
	struct supply_lot *lot = &supply->lots[k], ready;
	int64_t u = c->s->items[lot->item].issue_unit, part = lot->units - booked;
	int32_t added;

	part = part < c->left / u ? part : c->left / u;
	if (part <= 0)
		return;
	ready = *lot;
	ready.units = part;
	ready.release = c->release;
	lot->units -= part;
	c->left -= part * u;
	added = ARRAY_ADD(&supply->lots, &supply->nlots, &supply->lots_room);
	supply->lots[added] = ready;
}

/* Goods called up before keep the release that they had then; only what is drawn beyond
 * them waits for a notice from now on. First of those that are kept at home or not as they
 * were then, then of the others. */
static void keep_calls(const struct drill_state *state, const struct scenario *s, const struct previous *p,
	struct supply *supply)
{
	int64_t *booked = booked_units(p, supply), *left = mem_calloc((size_t)state->ncalled, sizeof *left);
	int64_t now = present_seconds(s);
	int32_t n = supply->nlots;

	for (int32_t i = 0; i < state->ncalled; i++)
		left[i] = state->called[i].quantity;
	for (int other = 0; other < 2; other++)
		for (int32_t i = 0; i < state->ncalled; i++) {
			const struct drill_lot *lot = &state->lots[state->called[i].lot];
			struct calling c = {s, lot->release > now ? lot->release : now, left[i]};

			for (int32_t k = 0; k < n && c.left > 0; k++)
				if (supply->lots[k].release > c.release && (supply->lots[k].own != lot->own) == other
					&& is_called(s, lot, &supply->lots[k]))
					make_ready(&c, supply, k, booked[k]);
			left[i] = c.left;
		}
	mem_free(booked);
	mem_free(left);
}

static void sort_supply(const struct scenario *s, struct previous *p, struct supply *supply)
{
	int32_t *moved = mem_calloc((size_t)supply->nlots, sizeof *moved);

	supply_sort(s, supply, moved);
	for (int32_t k = 0; k < p->nlines; k++)
		if (p->outcomes[k].lot >= 0)
			p->outcomes[k].lot = moved[p->outcomes[k].lot];
	for (int32_t k = 0; k < p->nhanded; k++)
		if (p->handed[k].lot >= 0)
			p->handed[k].lot = moved[p->handed[k].lot];
	mem_free(moved);
}

/* Goods that a holder was found not to have: of them only what left is there. */
static void forget(const struct scenario *s, const struct drill_row *row, const int64_t *booked,
	struct supply *supply)
{
	int32_t holder = find(&s->holder_ids, row->line.holder), item = find(&s->item_ids, row->line.item);

	for (int32_t k = 0; k < supply->nlots; k++) {
		struct supply_lot *lot = &supply->lots[k];
		int64_t dated;

		if (holder < 0 || lot->holder != holder || lot->item != item || lot->line < 0 ||
			(row->line.lot && (!lot->lot || strcmp(lot->lot, row->line.lot) != 0)) ||
			(row->line.expires != DAY_NONE && lot->expires != row->line.expires))
			continue;
		dated = line_dated(s, lot->line);
		if (dated == INSTANT_NONE || dated <= s->start.seconds + (int64_t)row->line.period * s->period)
			lot->units = booked[k];
	}
}

static void forget_missing(const struct drill_state *state, const struct scenario *s,
	const struct previous *p, struct supply *supply)
{
	int64_t *booked = booked_units(p, supply);

	for (int32_t k = 0; k < state->nrows; k++)
		if (state->rows[k].cut[CUT_GOODS] + state->rows[k].cut[CUT_EXPIRED] > 0)
			forget(s, &state->rows[k], booked, supply);
	mem_free(booked);
}

/* Goods that were called up and wait at their holder's, or are to be made there. */
static void add_called(const struct drill_state *state, const struct scenario *s, struct previous *out)
{
	int64_t now = present_seconds(s);

	for (int32_t k = 0; k < state->ncalled; k++) {
		const struct drill_called *x = &state->called[k];
		const struct announced_lot *lot = &out->lots[x->lot];
		struct announced line = {.of = x->lot, .order = "", .depart_seconds = lot->release > now ? lot->release : now,
			.item = lot->item, .from = lot->place, .to = lot->place, .route = -1, .holder = lot->holder,
			.quantity = x->quantity, .state = SHIPMENT_PLANNED, .first_leg = true};
		int32_t i;

		if (line.item < 0 || line.from < 0)
			continue;
		line.arrive_seconds = line.depart_seconds;
		i = ARRAY_ADD(&out->lines, &out->nlines, &out->lines_room);
		out->lines[i] = line;
	}
}

void drill_call(const struct drill_state *state, enum drill_eyes eyes, struct scenario *s)
{
	struct previous p;

	previous_init(&p);
	add_lots(state, s, &p);
	add_sent(state, s, eyes, &p, NULL);
	add_called(state, s, &p);
	previous_call(&p, s);
	previous_release(&p);
}

void drill_settle(const struct drill_state *state, const struct scenario *s, enum drill_eyes eyes,
	struct supply *supply, struct previous *out, int32_t *line_of)
{
	add_lots(state, s, out);
	add_sent(state, s, eyes, out, line_of);
	add_handed(state, s, eyes, out);
	previous_settle(out, s, supply);
	if (eyes == EYES_TEAM)
		forget_missing(state, s, out, supply);
	keep_calls(state, s, out, supply);
	sort_supply(s, out, supply);
}
