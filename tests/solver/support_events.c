#include "tests/solver/support_events.h"

#include "models/previous.h"
#include "solver/solve.h"
#include "solver/verify/verify.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static const char *copy(struct previous *p, const char *text)
{
	return text ? arena_strdup(&p->arena, text) : NULL;
}

static void announce_lots(struct previous *p, const struct story *y)
{
	for (int32_t k = 0; k < y->supply.nlots; k++) {
		const struct supply_lot *lot = &y->supply.lots[k];
		int32_t at = ARRAY_ADD(&p->lots, &p->nlots, &p->lots_room);

		p->lots[at] = (struct announced_lot){.item = lot->item, .holder = lot->holder,
			.lot = copy(p, lot->lot), .expires = lot->expires, .place = lot->place,
			.region = lot->region, .own = lot->own,
			.capacity = lot->line >= 0 && y->s.lines[lot->line].mode == MODE_CAPACITY, .form = lot->form, .release = lot->release};
		if (lot->transit >= 0)
			p->lots[at].transit = copy(p, y->s.transits[lot->transit].id);
	}
}

static void announce_lines(struct previous *p, const struct story *y)
{
	for (int32_t k = 0; k < y->plan.nshipments; k++) {
		const struct shipment *h = &y->plan.shipments[k];
		int32_t at = ARRAY_ADD(&p->lines, &p->nlines, &p->lines_room);

		p->lines[at] = (struct announced){.depart = h->depart, .arrive = h->arrive,
			.depart_seconds = h->depart_seconds, .arrive_seconds = h->arrive_seconds,
			.item = h->item, .from = h->from, .to = h->to, .route = h->route, .holder = h->holder,
			.quantity = h->quantity, .state = h->state, .ordered = h->ordered,
			.first_leg = h->first_leg, .of = h->lot};
		p->lines[at].order = copy(p, y->plan.orders[h->order].number);
		p->lines[at].version = y->plan.orders[h->order].version;
		p->lines[at].line = h->line;
	}
}

static void announce_orders(struct previous *p, const struct story *y)
{
	for (int32_t k = 0; k < y->plan.norders; k++) {
		const struct order *order = &y->plan.orders[k];
		int32_t at = ARRAY_ADD(&p->orders, &p->norders, &p->orders_room);

		p->orders[at] = (struct announced_order){copy(p, order->number), order->version, order->holder,
			order->place, order->form, order->nlines};
	}
}

void events_announce(struct previous *p, const struct story *y)
{
	previous_init(p);
	announce_lots(p, y);
	announce_lines(p, y);
	announce_orders(p, y);
	for (int32_t k = 0; k < y->plan.nhandouts; k++) {
		const struct handout *h = &y->plan.handouts[k];
		const struct cell *c = &y->cells.cells[h->cell];
		int32_t at = ARRAY_ADD(&p->handed, &p->nhanded, &p->handed_room);

		p->handed[at] = (struct handed){.period = h->period, .place = c->place, .item = c->item,
			.group = c->group, .first = c->when.first, .last = c->when.last,
			.quantity = h->units * y->s.items[c->item].issue_unit, .of = h->lot,
			.goods = h->quantity, .substitute = h->substitute >= 0};
	}
}

void events_receipt(struct previous *p, const struct story *y, int32_t line,
	enum shipment_state state, int64_t quantity, int64_t seconds)
{
	int32_t at = ARRAY_ADD(&p->done, &p->ndone, &p->done_room);

	p->done[at] = (struct done){.order = p->lines[line].order, .version = p->lines[line].version,
		.line = p->lines[line].line, .state = state, .quantity = quantity, .at = y->s.as_of};
	if (seconds >= 0)
		p->done[at].at.seconds = y->s.start.seconds + seconds;
}

void events_replan(struct story *y, struct previous *p, int64_t now)
{
	struct solve_options options = {.jobs = 1, .baseline = true, .previous = p};
	struct text findings;

	y->s.as_of = y->s.start;
	y->s.as_of.seconds += now;
	story_build(y);
	previous_settle(p, &y->s, &y->supply);
	plan_init(&y->plan);
	y->plan.request.goes_on = y->plan.request.baseline = true;
	plan_solve(&y->s, &y->cells, &y->supply, &options, &y->plan);
	y->solved = true;
	if (y->plan.status == PLAN_CONTRADICTION)
		return;
	text_init(&findings);
	if (!story_holds(y, &findings)
		|| !plan_judge(&y->s, &y->cells, &y->supply, &y->plan, p, &findings)) {
		struct text dump;

		text_init(&dump);
		story_dump(y, &dump);
		fprintf(stderr, "%s\n%s\n", text_str(&findings), text_str(&dump));
		text_release(&dump);
		assert(!"the plan made again does not pass its check");
	}
	text_release(&findings);
}

struct ratio events_change(const struct story *y)
{
	struct ratio sum = {0, 1};

	for (int32_t k = 0; k < y->plan.nlevels; k++)
		if (y->plan.levels[k].kind == LEVEL_CHANGE) {
			bool fits = ratio_add(sum, y->plan.levels[k].value, &sum);

			assert(fits);
			(void)fits;
		}
	return sum;
}

int events_count(const struct story *y, enum change_kind kind)
{
	int n = 0;

	for (int32_t k = 0; k < y->plan.nchanges; k++)
		n += y->plan.changes[k].kind == kind;
	return n;
}
