#include "solver/changes.h"

#include "base/text.h"
#include "models/previous.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* A line that is only planned: of the previous plan, or of the new one. */
struct entry {
	const char *number;
	int32_t depart, item, from, to, route; /* where it stands in the notice */
	int32_t holder;
	int32_t goods; /* number of the lot among the ground's goods, -1 = gone */
	int64_t seconds, quantity; /* of all parts of the lot */
	bool announced; /* of the previous plan */
	int32_t version, line; /* of the previous plan, or as numbered anew */
	int32_t index; /* of the previous line, or shipment: the first part */
	int32_t nparts; /* shipments index .. index + nparts - 1 */
	bool split; /* announced: other parts of the line are other goods now */
};

/* What is known of an order's number from the previous plan. */
struct known {
	const char *number;
	int32_t newest; /* highest version */
	int32_t planned; /* version of its planned lines, 0 = none, -1 = several */
	bool empty; /* the newest version says that nothing is to be sent any more */
	bool planned_now;
	int32_t holder, place; /* as in struct order; both -1 = unknown now */
	enum legal_form form;
};

struct notice {
	struct plan *plan;
	const struct ground *g;
	const struct facts *facts;
	const struct previous *p;
	struct known *known; int32_t nknown, known_room;
	struct map numbers; /* -> known */
	struct entry *entries; int32_t nentries, entries_room;
};

static int compare_int(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* --- what the previous plan says of its orders --- */

static struct known *learn_number(struct notice *n, const char *number, int32_t version)
{
	int32_t at = map_get(&n->numbers, number);

	if (at < 0) {
		at = ARRAY_ADD(&n->known, &n->nknown, &n->known_room);
		n->known[at].number = number;
		n->known[at].holder = n->known[at].place = -1;
		map_add(&n->numbers, number, at);
	}
	if (version > n->known[at].newest) {
		n->known[at].newest = version;
		n->known[at].empty = false;
	}
	return &n->known[at];
}

static void learn_numbers(struct notice *n)
{
	for (int32_t k = 0; k < n->p->norders; k++) {
		const struct announced_order *order = &n->p->orders[k];
		struct known *known = learn_number(n, order->number, order->version);
		if (order->version == known->newest)
			known->empty = order->nlines == 0;
		known->holder = order->holder;
		known->place = order->place < 0 ? -1 : n->g->stand[order->place];
		known->form = order->form;
	}
	for (int32_t k = 0; k < n->p->nlines; k++) {
		const struct announced *line = &n->p->lines[k];
		struct known *known = learn_number(n, line->order, line->version);
		if (line->first_leg) {
			known->holder = line->holder;
			known->form = n->p->lots[line->of].form;
		} else {
			known->place = n->g->stand[line->from];
		}
		if (n->p->outcomes[k].fact)
			continue;
		known->planned = known->planned == 0 || known->planned == line->version ? line->version : -1;
	}
}

/* --- lines that are only planned --- */

/* 0: the same row of the notice. */
static int compare_rows(const struct entry *x, const struct entry *y)
{
	int order = strcmp(x->number, y->number);

	if (order == 0)
		order = compare_int(x->depart, y->depart);
	if (order == 0)
		order = compare_int(x->item, y->item);
	if (order == 0)
		order = compare_int(x->from, y->from);
	if (order == 0)
		order = compare_int(x->to, y->to);
	return order ? order : compare_int(x->route, y->route);
}

static int compare_goods(const struct entry *x, const struct entry *y)
{
	int order = compare_int(x->goods, y->goods);

	return order ? order : compare_int(x->seconds, y->seconds);
}

/* A line of the previous plan is one entry. When its parts are no longer of one lot,
 * they are entries of their own: no single line can have its number. */
static void list_announced(struct notice *n)
{
	for (int32_t k = 0; k < n->p->nlines; k++) {
		const struct announced *line = &n->p->lines[k];
		const struct outcome *out = &n->p->outcomes[k];
		struct entry e = {line->order, out->depart, line->item, n->g->stand[line->from],
			n->g->stand[line->to], line->route, line->holder,
			out->lot >= 0 ? n->g->goods_order[out->lot] : -1, out->depart_seconds, out->quantity, true,
			line->version, line->line, k, 1, false};
		int32_t at;
		if (out->fact)
			continue;
		if (k > 0 && previous_same_line(n->p, k) && !n->p->outcomes[k - 1].fact) {
			struct entry *last = &n->entries[n->nentries - 1];
			if (compare_rows(last, &e) == 0 && compare_goods(last, &e) == 0) {
				last->quantity += e.quantity;
				continue;
			}
			last->split = e.split = true;
		}
		at = ARRAY_ADD(&n->entries, &n->nentries, &n->entries_room);
		n->entries[at] = e;
	}
}

static void list_shipments(struct notice *n)
{
	const struct plan *plan = n->plan;

	for (int32_t k = 0; k < plan->nshipments; k++) {
		const struct shipment *h = &plan->shipments[k];
		int32_t at;
		if (h->fact)
			continue;
		if (k > 0 && plan_same_line(plan, n->g->supply, k)) {
			n->entries[n->nentries - 1].quantity += h->quantity;
			n->entries[n->nentries - 1].nparts++;
			continue;
		}
		at = ARRAY_ADD(&n->entries, &n->nentries, &n->entries_room);
		n->entries[at] = (struct entry){plan->orders[h->order].number, h->depart, h->item, h->from, h->to,
			h->route, h->holder, n->g->goods_order[h->lot], h->depart_seconds, h->quantity, false,
			plan->orders[h->order].version, h->line, k, 1, false};
	}
}

/* Rows together, in each the previous lines first. */
static int entry_compare(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = compare_rows(x, y);

	if (order == 0)
		order = compare_int(y->announced, x->announced);
	if (order == 0)
		order = compare_goods(x, y);
	if (order == 0)
		order = compare_int(x->version, y->version);
	if (order == 0)
		order = compare_int(x->line, y->line);
	return order ? order : compare_int(x->index, y->index);
}

/* Are the entries [first, end) of a row the same before and after, each line one line? */
static bool row_kept(const struct entry *e, int32_t first, int32_t end)
{
	int32_t half = (end - first) / 2;

	if ((end - first) % 2 != 0)
		return false;
	for (int32_t k = first; k < first + half; k++)
		if (!e[k].announced || e[k].split || e[k + half].announced || compare_goods(&e[k], &e[k + half]) != 0
			|| e[k].quantity != e[k + half].quantity)
			return false;
	return true;
}

static int32_t row_end(const struct notice *n, int32_t first)
{
	int32_t end = first + 1;

	while (end < n->nentries && compare_rows(&n->entries[first], &n->entries[end]) == 0)
		end++;
	return end;
}

static struct change *add_change(struct notice *n, const char *number)
{
	struct plan *plan = n->plan;
	int32_t k = ARRAY_ADD(&plan->changes, &plan->nchanges, &plan->changes_room);

	plan->changes[k].order = arena_strdup(&plan->arena, number);
	return &plan->changes[k];
}

static void tell_row(struct notice *n, int32_t first, int32_t end, int32_t before, int32_t after)
{
	const struct entry *e = n->entries;
	struct change *c = add_change(n, e[first].number);

	c->version_before = before;
	c->version = after;
	c->period = e[first].depart;
	c->item = e[first].item;
	c->from = e[first].from;
	c->to = e[first].to;
	c->holder = e[first].holder;
	for (int32_t k = first; k < end; k++)
		*(e[k].announced ? &c->before : &c->after) += e[k].quantity;
	if (c->after == 0)
		c->kind = CHANGE_CANCEL;
	else if (c->before == 0)
		c->kind = CHANGE_NEW;
	else if (row_kept(e, first, end))
		c->kind = CHANGE_KEEP;
	else
		c->kind = CHANGE_ALTER;
	if (c->kind == CHANGE_ALTER && c->before == c->after)
		c->why = _("another lot or another time of departure");
}

/* All rows of one number: [first, end). */
static void tell_number(struct notice *n, int32_t first, int32_t end)
{
	struct entry *e = n->entries;
	int32_t at = map_get(&n->numbers, e[first].number);
	struct known *known = at >= 0 ? &n->known[at] : NULL;
	bool kept = known && known->planned > 0, any = false;
	int32_t before = known && known->planned != 0 ? known->newest : 0, version;

	for (int32_t k = first; k < end; k = row_end(n, k))
		kept = kept && row_kept(e, k, row_end(n, k));
	for (int32_t k = first; k < end; k++)
		any |= !e[k].announced;
	if (known)
		known->planned_now = any;
	version = kept ? known->planned : known ? known->newest + 1 : 1;
	if (kept)
		before = known->planned;
	for (int32_t k = first; k < end; k++) {
		struct shipment *h = &n->plan->shipments[e[k].index];
		if (e[k].announced)
			continue;
		n->plan->orders[h->order].version = version;
	}
	for (int32_t k = first; k < end; k = row_end(n, k)) {
		int32_t half = (row_end(n, k) - k) / 2;
		for (int32_t j = k; kept && j < k + half; j++)
			for (int32_t part = 0; part < e[j + half].nparts; part++)
				n->plan->shipments[e[j + half].index + part].line = n->p->lines[e[j].index].line;
		tell_row(n, k, row_end(n, k), before, version);
	}
}

static void tell_planned(struct notice *n)
{
	int32_t end;

	if (n->nentries > 0)
		qsort(n->entries, (size_t)n->nentries, sizeof *n->entries, entry_compare);
	for (int32_t first = 0; first < n->nentries; first = end) {
		end = first + 1;
		while (end < n->nentries && strcmp(n->entries[first].number, n->entries[end].number) == 0)
			end++;
		tell_number(n, first, end);
	}
}

/* Orders of which nothing is planned any more: an empty version says so, and
 * keeps its number from being given to something else. */
static void add_empty_orders(struct notice *n)
{
	for (int32_t k = 0; k < n->nknown; k++) {
		const struct known *known = &n->known[k];
		struct order *order;
		int32_t at;
		if (known->planned_now || (known->holder < 0 && known->place < 0)
			|| (known->planned == 0 && !known->empty))
			continue;
		at = ARRAY_ADD(&n->plan->orders, &n->plan->norders, &n->plan->orders_room);
		order = &n->plan->orders[at];
		order->number = arena_strdup(&n->plan->arena, known->number);
		order->version = known->planned != 0 ? known->newest + 1 : known->newest;
		order->holder = known->holder;
		order->place = known->place;
		order->form = known->form;
		order->agreement = known->holder < 0 ? -1
			: order_agreement(&n->g->scenario->holders[known->holder], known->form, known->number);
	}
}

/* --- facts --- */

/* The line whose first part is k; out: what became of all its parts. */
static void tell_fact(struct notice *n, int32_t k, const struct outcome *out, int64_t before, int64_t moved)
{
	const struct announced *line = &n->p->lines[k];
	struct change *c;

	if (line->state == SHIPMENT_CANCELLED)
		return;
	c = add_change(n, line->order);
	c->version_before = c->version = line->version;
	c->period = out->depart;
	c->item = line->item;
	c->from = n->g->stand[line->from];
	c->to = n->g->stand[line->to];
	c->holder = line->holder;
	c->before = before;
	c->after = out->quantity;
	if (out->state == SHIPMENT_CANCELLED) {
		c->kind = CHANGE_CANCEL;
		c->why = _("cancelled by the receipts");
	} else if (out->stuck) {
		c->kind = CHANGE_DECIDE;
		c->after = out->arrive < n->g->scenario->nperiods ? out->quantity : 0;
		c->why = out->state == SHIPMENT_DEPARTED
			? _("truck under way on a closed road: decide to turn back, wait or reroute")
			: _("issued, but its road is closed: decide to wait, reroute or cancel");
	} else if (out->beyond > 0) {
		c->kind = CHANGE_DECIDE;
		if (moved < out->units)
			c->after = moved * n->g->scenario->items[line->item].issue_unit;
		c->why = _("more is reported than was ordered and the stock shows: what is beyond does not count");
	} else if (out->quantity > out->ordered && out->quantity > before) {
		c->kind = CHANGE_DECIDE;
		c->why = _("more than ordered: the rest is taken out of the holder's stock; have it counted");
	} else if (!line->first_leg && out->missing > 0 && out->quantity != before) {
		c->kind = CHANGE_DECIDE;
		c->why = _("less was received than was sent on: the rest is not counted until it is found");
	} else if (!line->first_leg && moved < out->units) {
		c->kind = moved == 0 ? CHANGE_CANCEL : CHANGE_ALTER;
		c->after = moved * n->g->scenario->items[line->item].issue_unit;
		c->why = _("its goods had not come in full");
	} else if (out->missing > 0 && out->quantity != before) {
		c->kind = CHANGE_DECIDE;
		c->why = _("less than ordered: the rest is not counted until the holder's stock is counted again");
	} else {
		c->kind = out->quantity == before ? CHANGE_KEEP : CHANGE_ALTER;
		if (c->kind == CHANGE_ALTER)
			c->why = _("not the quantity that was ordered");
	}
}

/* Those caught on a road, or all others. */
static void tell_facts(struct notice *n, bool caught)
{
	int64_t *moved = mem_calloc((size_t)n->p->nlines, sizeof *moved);

	for (int32_t k = 0; k < n->facts->nshipments; k++)
		moved[n->facts->line_of[k]] += n->facts->shipments[k].units;
	for (int32_t k = 0, end; k < n->p->nlines; k = end) {
		struct outcome all = n->p->outcomes[k];
		int64_t before = n->p->lines[k].quantity;
		for (end = k + 1; end < n->p->nlines && previous_same_line(n->p, end); end++) {
			all.quantity += n->p->outcomes[end].quantity;
			all.units += n->p->outcomes[end].units;
			all.missing += n->p->outcomes[end].missing;
			all.ordered += n->p->outcomes[end].ordered;
			all.beyond += n->p->outcomes[end].beyond;
			before += n->p->lines[end].quantity;
			moved[k] += moved[end];
		}
		if (all.fact && all.stuck == caught)
			tell_fact(n, k, &all, before, moved[k]);
	}
	mem_free(moved);
}

/* --- order of orders and of the notice --- */

struct sorted_order {
	struct order order;
	int32_t holder_rank, place_rank, number; /* ranks: INT32_MAX = none */
};

static int order_compare(const void *a, const void *b)
{
	const struct sorted_order *x = a, *y = b;
	int order = compare_int(x->holder_rank, y->holder_rank);

	if (order == 0)
		order = compare_int(x->order.form, y->order.form);
	if (order == 0)
		order = compare_int(x->place_rank, y->place_rank);
	if (order == 0)
		order = strcmp(x->order.number, y->order.number);
	if (order == 0)
		order = compare_int(x->order.version, y->order.version);
	return order ? order : compare_int(x->number, y->number);
}

/* Facts and planned lines of one version are one order. */
static void sort_orders(struct plan *plan, const struct ground *g)
{
	int32_t n = plan->norders, kept = 0;
	struct sorted_order *all = mem_calloc((size_t)n, sizeof *all);
	int32_t *moved = mem_calloc((size_t)n, sizeof *moved);

	for (int32_t k = 0; k < n; k++) {
		const struct order *order = &plan->orders[k];
		all[k] = (struct sorted_order){*order,
			order->holder < 0 ? INT32_MAX : g->holder_rank[order->holder],
			order->place < 0 ? INT32_MAX : g->place_rank[order->place], k};
	}
	if (n > 0)
		qsort(all, (size_t)n, sizeof *all, order_compare);
	for (int32_t k = 0; k < n; k++) {
		if (kept > 0 && plan->orders[kept - 1].version == all[k].order.version
			&& strcmp(plan->orders[kept - 1].number, all[k].order.number) == 0)
			plan->orders[kept - 1].nlines += all[k].order.nlines;
		else
			plan->orders[kept++] = all[k].order;
		moved[all[k].number] = kept - 1;
	}
	plan->norders = kept;
	for (int32_t k = 0; k < plan->nshipments; k++)
		plan->shipments[k].order = moved[plan->shipments[k].order];
	mem_free(moved);
	mem_free(all);
}

struct sorted_change {
	const struct ground *g;
	struct change change;
	bool caught;
};

static int kind_rank(enum change_kind kind)
{
	static const int rank[] = {[CHANGE_DECIDE] = 0, [CHANGE_CANCEL] = 1, [CHANGE_ALTER] = 2,
		[CHANGE_NEW] = 3, [CHANGE_KEEP] = 4};

	return rank[kind];
}

static int change_compare(const void *a, const void *b)
{
	const struct sorted_change *p = a, *q = b;
	const struct change *x = &p->change, *y = &q->change;
	const struct ground *g = p->g;
	int order = compare_int(kind_rank(x->kind), kind_rank(y->kind));

	if (order == 0)
		order = compare_int(q->caught, p->caught);
	if (order == 0)
		order = strcmp(x->order, y->order);
	if (order == 0)
		order = compare_int(x->period, y->period);
	if (order == 0)
		order = compare_int(g->item_rank[x->item], g->item_rank[y->item]);
	if (order == 0)
		order = compare_int(g->place_rank[x->from], g->place_rank[y->from]);
	if (order == 0)
		order = compare_int(g->place_rank[x->to], g->place_rank[y->to]);
	if (order == 0)
		order = compare_int(x->version_before, y->version_before);
	if (order == 0)
		order = compare_int(x->before, y->before);
	return order ? order : compare_int(x->after, y->after);
}

/* The first ncaught changes are shipments caught on a road. */
static void sort_changes(struct plan *plan, const struct ground *g, int32_t ncaught)
{
	struct sorted_change *all = mem_calloc((size_t)plan->nchanges, sizeof *all);

	for (int32_t k = 0; k < plan->nchanges; k++)
		all[k] = (struct sorted_change){g, plan->changes[k], k < ncaught};
	if (plan->nchanges > 0)
		qsort(all, (size_t)plan->nchanges, sizeof *all, change_compare);
	for (int32_t k = 0; k < plan->nchanges; k++)
		plan->changes[k] = all[k].change;
	mem_free(all);
}

void changes_fill(struct plan *plan, const struct ground *g, const struct facts *facts,
	const struct previous *previous)
{
	struct notice n = {.plan = plan, .g = g, .facts = facts, .p = previous};
	int32_t ncaught;

	if (!previous || previous->nlines + previous->norders == 0)
		return;
	assert(previous->outcomes);
	map_init(&n.numbers);
	learn_numbers(&n);
	list_announced(&n);
	list_shipments(&n);
	tell_facts(&n, true);
	ncaught = plan->nchanges;
	tell_facts(&n, false);
	tell_planned(&n);
	add_empty_orders(&n);
	sort_orders(plan, g);
	sort_changes(plan, g, ncaught);
	mem_free(n.known);
	mem_free(n.entries);
	map_release(&n.numbers);
}
