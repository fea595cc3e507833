/* What a plan that goes on does to the orders of the earlier one: their versions,
 * lines and numbers, and the list of changes, made anew from both (docs/method.md,
 * "Planning again"). The words beside a change are not compared. */
#include "solver/verify/course.h"

#include "base/map.h"
#include "base/text.h"
#include "models/order.h"
#include "models/previous.h"

#include <stdlib.h>
#include <string.h>

/* A line that is only planned, of the earlier plan or of this one: all parts of a lot
 * that leave together. */
struct planned {
	const char *number;
	int32_t depart, item, from, to, route; /* these make a row of the list */
	bool now; /* of this plan */
	int32_t goods; /* as lots_rank, -1 = no longer known */
	int64_t seconds; /* of departure */
	int64_t quantity;
	int32_t holder, version, line;
	bool split; /* of the earlier plan: its line is of several lots now */
};
/* What the earlier plan says of an order's number. */
struct known {
	const char *number;
	int32_t newest; /* version */
	int32_t planned; /* version of its lines that are only planned, 0 = none, -1 = several */
	bool empty; /* the newest version has no lines */
	bool goes_on; /* it has lines in this plan */
	bool anybodys; /* its holder or place is known */
};
struct notice {
	struct checker *k;
	const struct previous *previous;
	const struct course *course;
	struct planned *lines; int32_t nlines, lines_room;
	struct known *known; int32_t nknown, known_room;
	struct map numbers; /* -> known */
	struct change *expected; int32_t nexpected, expected_room;
	int32_t *goods; /* [nlots] */
};

/* --- numbers --- */

static struct known *know(struct notice *n, const char *number, int32_t version)
{
	int32_t at = map_get(&n->numbers, number);

	if (at < 0) {
		at = ARRAY_ADD(&n->known, &n->nknown, &n->known_room);
		n->known[at].number = number;
		map_add(&n->numbers, number, at);
	}
	if (version > n->known[at].newest) {
		n->known[at].newest = version;
		n->known[at].empty = false;
	}
	return &n->known[at];
}

static void list_known(struct notice *n)
{
	for (int32_t i = 0; i < n->previous->norders; i++) {
		const struct announced_order *o = &n->previous->orders[i];
		struct known *known = know(n, o->number, o->version);
		if (o->version == known->newest)
			known->empty = o->nlines == 0;
		known->anybodys |= o->holder >= 0 || o->place >= 0;
	}
	for (int32_t i = 0; i < n->previous->nlines; i++) {
		const struct announced *a = &n->previous->lines[i];
		struct known *known = know(n, a->order, a->version);
		known->anybodys |= !a->first_leg || a->holder >= 0;
		if (!n->previous->outcomes[i].fact)
			known->planned = known->planned == 0 || known->planned == a->version ? a->version : -1;
	}
}

/* --- rows --- */

static int row_compare(const struct planned *x, const struct planned *y)
{
	const int64_t p[] = {x->depart, x->item, x->from, x->to, x->route};
	const int64_t q[] = {y->depart, y->item, y->from, y->to, y->route};
	int order = strcmp(x->number, y->number);

	return order ? order : keys_compare(p, q, sizeof p / sizeof *p);
}

static bool same_lot_together(const struct planned *x, const struct planned *y)
{
	return row_compare(x, y) == 0 && x->goods == y->goods && x->seconds == y->seconds;
}

static void list_lines(struct notice *n)
{
	const struct plan *plan = n->k->plan;
	const struct scenario *s = n->k->s;

	for (int32_t i = 0; i < n->previous->nlines; i++) {
		const struct announced *a = &n->previous->lines[i];
		const struct outcome *out = &n->previous->outcomes[i];
		int32_t at;
		if (out->fact)
			continue;
		at = ARRAY_ADD(&n->lines, &n->nlines, &n->lines_room);
		n->lines[at] = (struct planned){a->order, out->depart, a->item, place_stand(s, a->from), place_stand(s, a->to),
			a->route, false, out->lot >= 0 ? n->goods[out->lot] : -1, out->depart_seconds, out->quantity, a->holder,
			a->version, a->line, false};
		if (i > 0 && previous_same_line(n->previous, i) && !n->previous->outcomes[i - 1].fact
			&& !same_lot_together(&n->lines[at - 1], &n->lines[at]))
			n->lines[at - 1].split = n->lines[at].split = true;
	}
	for (int32_t i = 0; i < plan->nshipments; i++) {
		const struct shipment *h = &plan->shipments[i];
		const struct order *o = &plan->orders[h->order];
		int32_t at;
		if (h->fact)
			continue;
		at = ARRAY_ADD(&n->lines, &n->nlines, &n->lines_room);
		n->lines[at] = (struct planned){o->number, h->depart, h->item, h->from, h->to, h->route, true, n->goods[h->lot],
			h->depart_seconds, h->quantity, h->holder, o->version, h->line, false};
	}
}

/* Within a row: the earlier lines first, then by goods and time. */
static int planned_compare(const void *a, const void *b)
{
	const struct planned *x = a, *y = b;
	const int64_t p[] = {x->now, x->goods, x->seconds, x->version, x->line};
	const int64_t q[] = {y->now, y->goods, y->seconds, y->version, y->line};
	int order = row_compare(x, y);

	return order ? order : keys_compare(p, q, sizeof p / sizeof *p);
}

static void join_parts(struct notice *n)
{
	int32_t kept = 0;

	if (n->nlines > 0)
		qsort(n->lines, (size_t)n->nlines, sizeof *n->lines, planned_compare);
	for (int32_t i = 0; i < n->nlines; i++) {
		struct planned *last = kept > 0 ? &n->lines[kept - 1] : NULL;
		const struct planned *x = &n->lines[i];
		if (last && last->now == x->now && same_lot_together(last, x) && last->version == x->version
			&& last->line == x->line) {
			last->quantity += x->quantity;
			last->split |= x->split;
		} else {
			n->lines[kept++] = *x;
		}
	}
	n->nlines = kept;
}

static int32_t row_end(const struct notice *n, int32_t first)
{
	int32_t end = first + 1;

	while (end < n->nlines && row_compare(&n->lines[first], &n->lines[end]) == 0)
		end++;
	return end;
}

/* The same goods at the same time in the same amounts as before, each line one line? */
static bool is_kept(const struct planned *x, int32_t n)
{
	bool kept = n % 2 == 0;

	for (int32_t i = 0; i < n / 2 && kept; i++)
		kept = !x[i].now && !x[i].split && x[n / 2 + i].now && x[i].goods == x[n / 2 + i].goods
			&& x[i].seconds == x[n / 2 + i].seconds && x[i].quantity == x[n / 2 + i].quantity;
	return kept;
}

static void expect(struct notice *n, struct change change)
{
	int32_t at = ARRAY_ADD(&n->expected, &n->nexpected, &n->expected_room);

	n->expected[at] = change;
}

static void expect_row(struct notice *n, const struct planned *x, int32_t count, int32_t before, int32_t version)
{
	struct change c = {.order = x->number, .version_before = before, .version = version, .period = x->depart,
		.item = x->item, .from = x->from, .to = x->to, .holder = x->holder};

	for (int32_t i = 0; i < count; i++)
		*(x[i].now ? &c.after : &c.before) += x[i].quantity;
	c.kind = c.after == 0 ? CHANGE_CANCEL : c.before == 0 ? CHANGE_NEW : is_kept(x, count) ? CHANGE_KEEP : CHANGE_ALTER;
	expect(n, c);
}

/* An order keeps version and line numbers when no line of it has changed; else what is
 * planned of it is the next version. */
static void check_number(struct notice *n, int32_t first, int32_t end)
{
	const struct planned *x = n->lines;
	int32_t at = map_get(&n->numbers, x[first].number), version, before;
	struct known *known = at >= 0 ? &n->known[at] : NULL;
	bool kept = known && known->planned > 0, right = true;

	for (int32_t i = first; i < end; i = row_end(n, i))
		kept = kept && is_kept(&x[i], row_end(n, i) - i);
	version = kept ? known->planned : known ? known->newest + 1 : 1;
	before = kept ? known->planned : known && known->planned != 0 ? known->newest : 0;
	for (int32_t i = first; i < end; i = row_end(n, i)) {
		int32_t half = (row_end(n, i) - i) / 2;
		expect_row(n, &x[i], row_end(n, i) - i, before, version);
		for (int32_t j = i; kept && j < i + half; j++)
			right &= x[j].line == x[j + half].line;
	}
	for (int32_t i = first; i < end; i++) {
		right &= !x[i].now || x[i].version == version;
		if (known)
			known->goes_on |= x[i].now;
	}
	if (!right)
		finding(n->k, _("order %s: by what has changed in it, it is version %d, with the line numbers that it had if "
			"nothing has"), x[first].number, version);
}

static void check_numbers(struct notice *n)
{
	for (int32_t first = 0, end; first < n->nlines; first = end) {
		end = first + 1;
		while (end < n->nlines && strcmp(n->lines[first].number, n->lines[end].number) == 0)
			end++;
		check_number(n, first, end);
	}
}

/* Of an order of which nothing is planned any more an empty version says so. */
static void check_empty(struct notice *n)
{
	const struct plan *plan = n->k->plan;

	for (int32_t i = 0; i < plan->norders; i++) {
		const struct order *o = &plan->orders[i];
		int32_t at = map_get(&n->numbers, o->number);
		const struct known *known = at >= 0 ? &n->known[at] : NULL;
		if (o->nlines == 0 && (!known || known->goes_on || (known->planned == 0 && !known->empty)
			|| o->version != known->newest + (known->planned != 0)))
			finding(n->k, _("order %s: it has no lines, and the earlier plan gives no reason for that"), o->number);
	}
	for (int32_t i = 0; i < n->nknown; i++) {
		const struct known *known = &n->known[i];
		bool there = known->goes_on || !known->anybodys || (known->planned == 0 && !known->empty);
		for (int32_t j = 0; j < plan->norders && !there; j++)
			there = plan->orders[j].nlines == 0 && strcmp(plan->orders[j].number, known->number) == 0;
		if (!there)
			finding(n->k, _("order %s: nothing of it is planned any more, and no empty version says so"), known->number);
	}
}

/* --- facts --- */

/* All parts of one line: sums; moved: issue units that really went on. */
static void expect_fact(struct notice *n, const struct announced *a, const struct outcome *out, int64_t before,
	int64_t moved)
{
	const struct scenario *s = n->k->s;
	struct change c = {.kind = CHANGE_KEEP, .order = a->order, .version_before = a->version, .version = a->version,
		.period = out->depart, .item = a->item, .from = place_stand(s, a->from), .to = place_stand(s, a->to),
		.holder = a->holder, .before = before, .after = out->quantity};

	if (out->state == SHIPMENT_CANCELLED) {
		c.kind = CHANGE_CANCEL;
	} else if (out->stuck) {
		c.kind = CHANGE_DECIDE;
		c.after = out->arrive < s->nperiods ? out->quantity : 0;
	} else if (out->beyond > 0) {
		c.kind = CHANGE_DECIDE;
		if (moved < out->units)
			c.after = moved * checker_unit(n->k, a->item);
	} else if (out->quantity > out->ordered && out->quantity > before) {
		c.kind = CHANGE_DECIDE;
	} else if (out->missing > 0 && out->quantity != before) {
		c.kind = CHANGE_DECIDE;
	} else if (!a->first_leg && moved < out->units) {
		c.kind = moved == 0 ? CHANGE_CANCEL : CHANGE_ALTER;
		c.after = moved * checker_unit(n->k, a->item);
	} else if (out->quantity != before) {
		c.kind = CHANGE_ALTER;
	}
	expect(n, c);
}

static void expect_facts(struct notice *n)
{
	const struct previous *p = n->previous;
	int64_t *moved = mem_calloc((size_t)p->nlines, sizeof *moved);

	for (int32_t i = 0; i < n->course->nlegs; i++)
		moved[n->course->legs[i].line] += n->course->legs[i].units;
	for (int32_t i = 0, end; i < p->nlines; i = end) {
		struct outcome all = p->outcomes[i];
		int64_t before = p->lines[i].quantity, went = moved[i];
		for (end = i + 1; end < p->nlines && previous_same_line(p, end); end++) {
			all.quantity += p->outcomes[end].quantity;
			all.units += p->outcomes[end].units;
			all.missing += p->outcomes[end].missing;
			all.ordered += p->outcomes[end].ordered;
			all.beyond += p->outcomes[end].beyond;
			before += p->lines[end].quantity;
			went += moved[end];
		}
		if (all.fact && p->lines[i].state != SHIPMENT_CANCELLED)
			expect_fact(n, &p->lines[i], &all, before, went);
	}
	mem_free(moved);
}

/* --- the list --- */

static int change_compare(const void *a, const void *b)
{
	const struct change *x = a, *y = b;
	const int64_t p[] = {x->kind, x->version_before, x->version, x->period, x->item, x->from, x->to, x->holder, x->before,
		x->after};
	const int64_t q[] = {y->kind, y->version_before, y->version, y->period, y->item, y->from, y->to, y->holder, y->before,
		y->after};
	int order = strcmp(x->order, y->order);

	return order ? order : keys_compare(p, q, sizeof p / sizeof *p);
}

static void tell(struct notice *n, const struct change *c, const char *format)
{
	finding(n->k, format, c->order, n->k->s->items[c->item].id, n->k->s->places[c->from].id, n->k->s->places[c->to].id,
		c->period + 1);
}

static void compare_lists(struct notice *n)
{
	const struct plan *plan = n->k->plan;
	struct change *said = mem_calloc((size_t)plan->nchanges, sizeof *said);
	int32_t i = 0, j = 0;

	for (int32_t c = 0; c < plan->nchanges; c++)
		said[c] = plan->changes[c];
	if (plan->nchanges > 0)
		qsort(said, (size_t)plan->nchanges, sizeof *said, change_compare);
	if (n->nexpected > 0)
		qsort(n->expected, (size_t)n->nexpected, sizeof *n->expected, change_compare);
	while (i < plan->nchanges || j < n->nexpected) {
		int order = i == plan->nchanges ? 1 : j == n->nexpected ? -1 : change_compare(&said[i], &n->expected[j]);
		if (order < 0)
			tell(n, &said[i], _("changes, order %s: %s from %s to %s in period %d did not change so"));
		else if (order > 0)
			tell(n, &n->expected[j], _("changes, order %s: how %s from %s to %s in period %d changed is not said"));
		i += order <= 0;
		j += order >= 0;
	}
	mem_free(said);
}

void check_changes(struct checker *k, const struct previous *previous, const struct course *course)
{
	struct notice n = {.k = k, .previous = previous, .course = course};
	int32_t *rank;

	if (previous->nlines + previous->norders == 0) { /* there was nothing to change */
		compare_lists(&n);
		return;
	}
	rank = mem_calloc((size_t)k->supply->nlots, sizeof *rank);
	n.goods = mem_calloc((size_t)k->supply->nlots, sizeof *n.goods);
	lots_rank(k, rank, n.goods);
	map_init(&n.numbers);
	list_known(&n);
	list_lines(&n);
	join_parts(&n);
	expect_facts(&n);
	check_numbers(&n);
	check_empty(&n);
	compare_lists(&n);
	map_release(&n.numbers);
	mem_free(n.lines);
	mem_free(n.known);
	mem_free(n.expected);
	mem_free(n.goods);
	mem_free(rank);
}
