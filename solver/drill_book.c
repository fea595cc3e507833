#include "solver/drill_parts.h"

#include <string.h>

/* While the parts of a step are booked. */
struct books {
	struct drill_turn *turn;
	int64_t *left; /* [out->nsent] of each real part, not booked yet */
	struct drill_sent *parts; int32_t nparts, room; /* booked */
};

/* When the team has to expect it, by the lead that it knows. */
static int64_t due(const struct scenario *believed, const struct drill_sent *real)
{
	int32_t route = real->route ? map_get(&believed->route_ids, real->route) : -1;

	return route < 0 ? real->due : real->depart_seconds + believed->routes[route].lead;
}

static void add_part(struct books *b, int32_t k, int32_t seen, int64_t quantity)
{
	int32_t i = ARRAY_ADD(&b->parts, &b->nparts, &b->room);

	b->parts[i] = b->turn->out->sent[k];
	b->parts[i].seen = seen;
	b->parts[i].due = due(&b->turn->believed.scenario, &b->parts[i]);
	b->parts[i].quantity = quantity;
	b->left[k] -= quantity;
}

/* Goods that the team's books do not show: they may do anything. */
static int32_t strange_lot(struct books *b, int32_t lot)
{
	const struct scenario *s = &b->turn->believed.scenario;
	struct drill_lot l = b->turn->out->lots[lot];

	if (l.transit)
		return lot;
	l.own = l.capacity = false;
	l.release = 0;
	for (int32_t p = 0; p < s->nplaces; p++)
		if (s->places[p].in < 0)
			l.region = s->places[p].id;
	return drill_state_lot(b->turn->out, &l);
}

static bool comes_before(const struct books *b, const struct drill_sent *x, const struct drill_sent *y)
{
	const struct drill_lot *lots = b->turn->out->lots;

	return x->first_leg != y->first_leg ? x->first_leg : lots[x->lot].form < lots[y->lot].form;
}

/* Parts of a row from `first` on that one order covers stand together. */
static void group_orders(struct books *b, int32_t first)
{
	for (int32_t k = first + 1; k < b->nparts; k++) {
		struct drill_sent part = b->parts[k];
		int32_t i = k;

		for (; i > first && comes_before(b, &part, &b->parts[i - 1]); i--)
			b->parts[i] = b->parts[i - 1];
		b->parts[i] = part;
	}
}

/* The parts first..end - 1 of one row, which is the row `expected` of the other world: in the
 * order in which the team expected its goods, then what it did not expect. */
static void book_row(struct books *b, int32_t first, int32_t end, int32_t expected, int32_t *next)
{
	const struct drill_state *e = &b->turn->expected;
	struct drill_state *out = b->turn->out;
	int32_t booked = b->nparts;

	for (; *next < e->nsent && e->sent[*next].row <= expected; (*next)++) {
		const struct drill_sent *x = &e->sent[*next];
		int64_t wanted = x->row == expected ? x->quantity : 0;

		for (int32_t k = first; k < end && wanted > 0; k++) {
			int64_t part = b->left[k] < wanted ? b->left[k] : wanted;

			if (part <= 0 || x->first_leg != out->sent[k].first_leg ||
				!drill_same_goods(&e->lots[x->lot], &out->lots[out->sent[k].lot]))
				continue;
			b->turn->surprised |= out->sent[k].depart_seconds != x->depart_seconds;
			add_part(b, k, drill_state_lot(out, &e->lots[x->lot]), part);
			wanted -= part;
		}
		b->turn->surprised |= wanted > 0 || x->row < expected;
	}
	for (int32_t k = first; k < end; k++)
		if (b->left[k] > 0) {
			add_part(b, k, strange_lot(b, out->sent[k].lot), b->left[k]);
			b->turn->surprised = true;
		}
	group_orders(b, booked);
}

static void book_calls(const struct drill_state *expected, struct drill_state *out)
{
	out->ncalled = 0;
	for (int32_t k = 0; k < expected->ncalled; k++) {
		int32_t i = ARRAY_ADD(&out->called, &out->ncalled, &out->called_room);

		out->called[i] = (struct drill_called){
			drill_state_lot(out, &expected->lots[expected->called[k].lot]), expected->called[k].quantity};
	}
}

void drill_book(struct drill_turn *turn)
{
	struct drill_state *out = turn->out;
	struct books b = {.turn = turn, .left = mem_calloc((size_t)out->nsent, sizeof *b.left)};
	int32_t shift = turn->expected.nrows - out->nrows; /* rows that are due are the same ones, and last */
	int32_t next = turn->nbefore, end;

	for (int32_t k = turn->nbefore; k < out->nsent; k++)
		b.left[k] = out->sent[k].quantity;
	for (int32_t k = turn->nbefore; k < out->nsent; k = end) {
		for (end = k + 1; end < out->nsent && out->sent[end].row == out->sent[k].row; end++)
			;
		book_row(&b, k, end, out->sent[k].row + shift, &next);
	}
	turn->surprised |= next < turn->expected.nsent;
	out->nsent = turn->nbefore;
	for (int32_t k = 0; k < b.nparts; k++) {
		int32_t i = ARRAY_ADD(&out->sent, &out->nsent, &out->sent_room);

		out->sent[i] = b.parts[k];
	}
	book_calls(&turn->expected, out);
	mem_free(b.left);
	mem_free(b.parts);
}
