#include "tests/solver/support_events.h"

#include "models/previous.h"
#include "solver/options.h"
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
			.depart_seconds = h->depart_seconds, .arrive_seconds = h->arrive_seconds, .rest = h->rest,
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

bool events_try(struct story *y, struct previous *p, int64_t now, struct text *findings)
{
	struct solve_options options = {.jobs = 1, .baseline = true, .previous = p};

	y->s.as_of = y->s.start;
	y->s.as_of.seconds += now;
	previous_call(p, &y->s);
	story_build(y);
	previous_settle(p, &y->s, &y->supply);
	plan_init(&y->plan);
	y->plan.request.goes_on = y->plan.request.baseline = true;
	plan_solve(&y->s, &y->cells, &y->supply, &options, &y->plan);
	y->solved = true;
	return y->plan.status == PLAN_CONTRADICTION
		|| (story_holds(y, findings) && plan_judge(&y->s, &y->cells, &y->supply, &y->plan, p, findings));
}

void events_replan(struct story *y, struct previous *p, int64_t now)
{
	struct text findings, dump;

	text_init(&findings);
	if (!events_try(y, p, now, &findings)) {
		text_init(&dump);
		story_dump(y, &dump);
		fprintf(stderr, "%s\n%s\n", text_str(&findings), text_str(&dump));
		text_release(&dump);
		assert(!"the plan made again does not pass its check");
	}
	text_release(&findings);
}

void events_random_receipts(struct previous *p, const struct story *y, struct support_random *r)
{
	for (int32_t k = 0; k < p->nlines; k++) {
		const struct announced *line = &p->lines[k];
		int64_t now = y->s.as_of.seconds - y->s.start.seconds;
		int64_t quantity = -1, choice = support_between(r, 0, 9);

		if (line->state == SHIPMENT_CANCELLED)
			continue;
		if (support_between(r, 0, 1))
			quantity = support_between(r, 0, line->quantity + (choice == 0));
		if (choice == 0)
			events_receipt(p, y, k, SHIPMENT_CANCELLED, -1, -1);
		else if (choice < 3)
			events_receipt(p, y, k, choice == 1 ? SHIPMENT_ISSUED : SHIPMENT_LOADED, quantity, -1);
		else if (choice == 3)
			events_receipt(p, y, k, SHIPMENT_DEPARTED, quantity,
				support_between(r, 0, 1) && now > 0 ? support_between(r, 0, now - 1) : -1);
		else if (choice == 4)
			events_receipt(p, y, k, SHIPMENT_RECEIVED, quantity,
				support_between(r, 0, 1) && now > 0 ? support_between(r, 0, now - 1) : -1);
	}
}

void events_random(struct story *y, struct support_random *r)
{
	if (y->s.nroutes > 0 && support_between(r, 0, 1)) {
		struct route *route = &y->s.routes[support_between(r, 0, y->s.nroutes - 1)];
		int32_t first = (int32_t)support_between(r, 0, y->s.nperiods - 1);

		story_close(route, first, (int32_t)support_between(r, first, y->s.nperiods - 1));
	}
	for (int32_t k = 0; k < y->s.nneeds; k++)
		if (support_between(r, 0, 4) == 0)
			y->s.needs[k].quantity = support_between(r, 1, 9);
	for (int32_t k = 0; k < y->s.nlines; k++)
		if (support_between(r, 0, 4) == 0) {
			y->s.lines[k].counted = support_between(r, 0, 9);
			y->s.lines[k].counted_at = y->s.start;
			y->s.lines[k].counted_at.seconds +=
				support_between(r, 0, y->s.as_of.seconds - y->s.start.seconds);
		}
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
