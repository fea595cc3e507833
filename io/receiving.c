/* Receiving lists: what arrives at a place, what goes on from there, and how
 * it is handed out, down to buildings and doors. Counts only: nobody is named.
 * What has been received or handed out is on an earlier list.
 *
 * What a group gets is split over the places below the community by their
 * people, in whole issue units, over the whole horizon: what has come to each
 * place by the end of a period is the apportionment (Webster, Sainte-Lague) of
 * all that the group has been handed until then. A small building that gets
 * nothing on one day is first in line on a later one. */
#define _GNU_SOURCE /* qsort_r */

#include "io/paper.h"
#include "io/papers.h"
#include "io/show.h"

#include "base/memory.h"
#include "models/order.h"
#include "models/scenario_words.h"

#include <stdlib.h>
#include <string.h>

enum { HANGING = 4 }; /* blanks before what goes on in a further line */

/* Everything by place, so that a file is written from one run of each list. */
struct lists {
	const struct report *r;
	const struct rollup *u;
	int32_t *item_rank, *group_rank, *place_rank;
	int32_t *people_of, *people; /* [nplaces + 1] runs; records of people by stand, place id */
	int32_t *arrivals_of, *arrivals; /* lines of the rollup by `to` */
	int32_t *onward_of, *onward; /* lines of forwarding orders by `from` */
	int32_t *handouts_of, *handouts; /* by the cell's place, period, item, group */
	int64_t *handed; /* [nitems][ngroups + 1] handed out at the place at hand in earlier periods */
};

/* Runs of a list by place: place_at(i) of element i, -1 = not listed. */
static int32_t *runs(const struct lists *l, int32_t n, int32_t (*place_at)(const struct lists *,
	int32_t), int32_t **list)
{
	int32_t nplaces = l->r->scenario->nplaces;
	int32_t *start = mem_calloc((size_t)nplaces + 2, sizeof *start);

	*list = mem_calloc((size_t)n, sizeof **list);
	for (int32_t i = 0; i < n; i++) {
		int32_t p = place_at(l, i);

		if (p >= 0)
			start[p + 2]++;
	}
	for (int32_t p = 2; p <= nplaces + 1; p++)
		start[p] += start[p - 1];
	for (int32_t i = 0; i < n; i++) {
		int32_t p = place_at(l, i);

		if (p >= 0)
			(*list)[start[p + 1]++] = i;
	}
	return start;
}

static int32_t people_stand(const struct lists *l, int32_t i)
{
	return place_stand(l->r->scenario, l->r->scenario->people[i].place);
}

/* Is it still on its way? */
static bool is_open(const struct shipment *x)
{
	return x->state != SHIPMENT_CANCELLED && x->state != SHIPMENT_RECEIVED && x->quantity > 0;
}

/* Handed over on the spot is no transport, but it is received all the same. */
static int32_t arrival_at(const struct lists *l, int32_t i)
{
	return is_open(&l->u->lines[i]) ? l->u->lines[i].to : -1;
}

static int32_t onward_from(const struct lists *l, int32_t i)
{
	const struct shipment *x = &l->u->lines[i];

	return l->r->plan->orders[x->order].place >= 0 && is_open(x) ? x->from : -1;
}

static int32_t handout_at(const struct lists *l, int32_t i)
{
	const struct report *r = l->r;
	const struct handout *h = &r->plan->handouts[i];

	return h->fact ? -1 : r->cells->cells[h->cell].place;
}

static int compare_people(const void *a, const void *b, void *context)
{
	const struct lists *l = context;
	const struct people *people = l->r->scenario->people;
	int32_t i = *(const int32_t *)a, j = *(const int32_t *)b;
	int order = int_compare(l->place_rank[people[i].place], l->place_rank[people[j].place]);

	return order ? order : int_compare(i, j);
}

/* 0: they come together. */
static int compare_loads(const struct shipment *x, const struct shipment *y)
{
	int order = int_compare(x->arrive_seconds, y->arrive_seconds);

	if (order == 0)
		order = int_compare(x->order, y->order);
	return order ? order : int_compare(x->from, y->from);
}

static int compare_arrivals(const void *a, const void *b, void *context)
{
	const struct lists *l = context;
	int32_t i = *(const int32_t *)a, j = *(const int32_t *)b;
	const struct shipment *x = &l->u->lines[i], *y = &l->u->lines[j];
	int order = compare_loads(x, y);

	if (order == 0)
		order = int_compare(x->line, y->line);
	return order ? order : int_compare(i, j);
}

static int compare_onward(const void *a, const void *b, void *context)
{
	const struct lists *l = context;
	int32_t i = *(const int32_t *)a, j = *(const int32_t *)b;
	const struct shipment *x = &l->u->lines[i], *y = &l->u->lines[j];
	int order = int_compare(x->order, y->order);

	if (order == 0)
		order = int_compare(x->line, y->line);
	return order ? order : int_compare(i, j);
}

static int compare_handouts(const void *a, const void *b, void *context)
{
	const struct lists *l = context;
	const struct report *r = l->r;
	int32_t i = *(const int32_t *)a, j = *(const int32_t *)b;
	const struct handout *x = &r->plan->handouts[i], *y = &r->plan->handouts[j];
	const struct cell *p = &r->cells->cells[x->cell], *q = &r->cells->cells[y->cell];
	int order = int_compare(x->period, y->period);

	if (order == 0)
		order = int_compare(l->item_rank[r->supply->lots[x->lot].item],
			l->item_rank[r->supply->lots[y->lot].item]);
	if (order == 0)
		order = int_compare(p->group < 0 ? -1 : l->group_rank[p->group],
			q->group < 0 ? -1 : l->group_rank[q->group]);
	if (order == 0)
		order = int_compare(x->substitute, y->substitute);
	if (order == 0)
		order = int_compare(l->item_rank[p->item], l->item_rank[q->item]);
	return order ? order : int_compare(i, j);
}

static void sort_runs(struct lists *l, const int32_t *start, int32_t *list,
	int (*compare)(const void *, const void *, void *))
{
	for (int32_t p = 0; p < l->r->scenario->nplaces; p++) {
		if (start[p + 1] - start[p] > 1)
			qsort_r(list + start[p], (size_t)(start[p + 1] - start[p]), sizeof *list, compare, l);
	}
}

static void lists_build(struct lists *l, const struct report *r, const struct rollup *u)
{
	const struct scenario *s = r->scenario;

	l->r = r;
	l->u = u;
	l->item_rank = id_ranks(s->items, s->nitems, sizeof *s->items);
	l->group_rank = id_ranks(s->groups, s->ngroups, sizeof *s->groups);
	l->place_rank = id_ranks(s->places, s->nplaces, sizeof *s->places);
	l->people_of = runs(l, s->npeople, people_stand, &l->people);
	l->arrivals_of = runs(l, l->u->nlines, arrival_at, &l->arrivals);
	l->onward_of = runs(l, l->u->nlines, onward_from, &l->onward);
	l->handouts_of = runs(l, r->plan->nhandouts, handout_at, &l->handouts);
	l->handed = mem_calloc((size_t)s->nitems * ((size_t)s->ngroups + 1), sizeof *l->handed);
	sort_runs(l, l->people_of, l->people, compare_people);
	sort_runs(l, l->arrivals_of, l->arrivals, compare_arrivals);
	sort_runs(l, l->onward_of, l->onward, compare_onward);
	sort_runs(l, l->handouts_of, l->handouts, compare_handouts);
}

static void lists_release(struct lists *l)
{
	mem_free(l->item_rank);
	mem_free(l->group_rank);
	mem_free(l->place_rank);
	mem_free(l->people_of);
	mem_free(l->people);
	mem_free(l->arrivals_of);
	mem_free(l->arrivals);
	mem_free(l->onward_of);
	mem_free(l->onward);
	mem_free(l->handouts_of);
	mem_free(l->handouts);
	mem_free(l->handed);
}

/* --- splitting over buildings --- */

struct share { /* one place below the community, or the community itself */
	int32_t place;
	int64_t people, households; /* households -1 = unknown for some */
	int64_t units;
};

/* Who is there in a group and period, one entry a place, in id order. */
static int32_t count_shares(const struct lists *l, int32_t place, int32_t group, int32_t period,
	struct share *shares)
{
	const struct scenario *s = l->r->scenario;
	int32_t n = 0;

	for (int32_t k = l->people_of[place]; k < l->people_of[place + 1]; k++) {
		const struct people *record = &s->people[l->people[k]];

		if ((group >= 0 && record->group != group) || record->when.first > period ||
				record->when.last < period || record->count <= 0)
			continue;
		if (n == 0 || shares[n - 1].place != record->place)
			shares[n++] = (struct share){record->place, 0, 0, 0};
		shares[n - 1].people += record->count;
		if (record->households < 0 || shares[n - 1].households < 0)
			shares[n - 1].households = -1;
		else
			shares[n - 1].households += record->households;
	}
	return n;
}

/* Would the next unit go to x before y? */
static bool comes_before(const struct share *x, const struct share *y)
{
	return (wide)x->people * (2 * y->units + 1) > (wide)y->people * (2 * x->units + 1);
}

/* Webster's apportionment of so many units by people: each next unit goes where
 * people / (2 x units there + 1) is largest, ties by id. The first ones are put
 * down at once: with the divisor people / (units - n / 2) no place gets more
 * than its due. */
static void apportion(struct share *shares, int32_t n, int64_t units)
{
	wide people = 0;
	int64_t left = units;

	for (int32_t i = 0; i < n; i++)
		people += shares[i].people;
	for (int32_t i = 0; i < n; i++) {
		/* round(people_i (2 units - n) / (2 people)), a half down */
		wide part = shares[i].people * (2 * (wide)units - n) - people;

		shares[i].units = part > 0 ? (int64_t)wide_ceil_div(part, 2 * people) : 0;
		left -= shares[i].units;
	}
	for (; left > 0; left--) {
		struct share *next = shares;

		for (int32_t i = 1; i < n; i++)
			if (comes_before(&shares[i], next))
				next = &shares[i];
		next->units++;
	}
}

/* Units of this period: what is due to each after it less what was before. */
static void split_units(struct share *shares, int32_t n, int64_t before, int64_t units)
{
	int64_t *earlier = mem_calloc((size_t)n, sizeof *earlier);

	apportion(shares, n, before);
	for (int32_t i = 0; i < n; i++)
		earlier[i] = shares[i].units;
	apportion(shares, n, before + units);
	for (int32_t i = 0; i < n; i++)
		shares[i].units -= earlier[i];
	mem_free(earlier);
}

/* --- tables --- */

/* What a group gets of an item in a period at a place. */
struct handing {
	int32_t place, group; /* group -1 = all */
	int64_t people, households; /* who is there; households -1 = unknown */
	const struct handout *h; /* the first of them: item, what it stands in for, packs of its lot */
	int64_t quantity; /* smallest units */
	int32_t at; /* in the list, by item */
};
struct handings {
	struct handing *all; /* [n] */
	int32_t n, room;
};

/* The same item for the same group in a period is one handing out, whatever
 * the lots. */
static bool same_handing(const struct report *r, const struct handout *x, const struct handout *y)
{
	const struct cell *p = &r->cells->cells[x->cell], *q = &r->cells->cells[y->cell];

	return x->period == y->period && p->group == q->group && p->item == q->item &&
		x->substitute == y->substitute &&
		r->supply->lots[x->lot].item == r->supply->lots[y->lot].item;
}

/* What was handed out of the item of h to its group at the place in earlier periods. */
static int64_t *handed_before(const struct lists *l, const struct handout *h)
{
	const struct report *r = l->r;

	return &l->handed[(size_t)r->supply->lots[h->lot].item * ((size_t)r->scenario->ngroups + 1)
		+ (size_t)(r->cells->cells[h->cell].group + 1)];
}

static void add_handing(const struct lists *l, struct handings *list, const struct handout *h,
	const struct share *share, int64_t quantity)
{
	int32_t i = ARRAY_ADD(&list->all, &list->n, &list->room);

	list->all[i] = (struct handing){share->place, l->r->cells->cells[h->cell].group, share->people,
		share->households, h, quantity, i};
}

static void hand_out(const struct lists *l, struct handings *list, const struct handout *h,
	int64_t quantity, struct share *shares)
{
	const struct report *r = l->r;
	const struct cell *cell = &r->cells->cells[h->cell];
	int64_t issue = r->scenario->items[r->supply->lots[h->lot].item].issue_unit;
	int32_t n = count_shares(l, cell->place, cell->group, h->period, shares);

	if (quantity % issue != 0)
		issue = 1;
	if (n == 0) {
		struct share whole = {cell->place, 0, 0, 0};

		add_handing(l, list, h, &whole, quantity);
		return;
	}
	split_units(shares, n, *handed_before(l, h) / issue, quantity / issue);
	for (int32_t i = 0; i < n; i++) {
		if (shares[i].units > 0)
			add_handing(l, list, h, &shares[i], shares[i].units * issue);
	}
}

static int compare_handings(const void *a, const void *b, void *context)
{
	const struct lists *l = context;
	const struct handing *x = a, *y = b;
	int order = int_compare(l->place_rank[x->place], l->place_rank[y->place]);

	if (order == 0)
		order = int_compare(x->group < 0 ? -1 : l->group_rank[x->group],
			y->group < 0 ? -1 : l->group_rank[y->group]);
	return order ? order : int_compare(x->at, y->at);
}

/* Hand-outs [k, end) of the list, a period, by place and group. */
static void list_handings(const struct lists *l, struct handings *list, int32_t k, int32_t end,
	struct share *shares)
{
	const struct report *r = l->r;

	while (k < end) {
		const struct handout *h = &r->plan->handouts[l->handouts[k]];
		int64_t quantity = 0;

		for (; k < end && same_handing(r, h, &r->plan->handouts[l->handouts[k]]); k++)
			quantity += r->plan->handouts[l->handouts[k]].quantity;
		if (quantity > 0)
			hand_out(l, list, h, quantity, shares);
	}
	if (list->n > 1)
		qsort_r(list->all, (size_t)list->n, sizeof *list->all, compare_handings, (void *)l);
}

/* "Rice 5 bag", "Noodles 3 box (instead of Rice)". */
static void put_goods(const struct report *r, struct text *out, const struct handing *x)
{
	int32_t item = r->supply->lots[x->h->lot].item, instead = r->cells->cells[x->h->cell].item;

	if (item != instead)
		text_printf(out, _("%s (instead of %s)"), item_title(r, item), item_title(r, instead));
	else
		text_puts(out, item_title(r, item));
	text_putc(out, ' ');
	show_packs(r, out, item, x->h->lot, x->quantity);
}

/* "General residents, 60 people, 20 homes, at the door". */
static void put_group(const struct report *r, struct text *out, const struct handing *x)
{
	text_puts(out, group_title(r, x->group));
	if (x->people > 0)
		text_printf(out, _(", %lld people"), (long long)x->people);
	if (x->people > 0 && x->households > 0)
		text_printf(out, _(", %lld homes"), (long long)x->households);
	if (x->group >= 0 && r->scenario->groups[x->group].door)
		text_puts(out, _(", at the door"));
}

/* What must not be torn, behind what stands in the line or in the next one. */
static void put_piece(struct text *out, int *used, const char *piece)
{
	int width = text_width(piece);

	if (*used + 1 + width > PAPER_COLUMNS && *used > HANGING) {
		text_printf(out, "\n%*s", HANGING, "");
		*used = HANGING;
	} else if (*used > 0 && (unsigned char)out->bytes[out->length - 1] < 0x80) {
		text_putc(out, ' '); /* not behind Chinese punctuation */
		++*used;
	}
	text_puts(out, piece);
	*used += width;
}

/* Who they are, all that they get, and where they sign: [from, end) of the list. */
static void put_handings(const struct report *r, struct text *out, const struct handing *from,
	const struct handing *end)
{
	struct text piece;
	int used = 0;

	text_init(&piece);
	put_group(r, &piece, from);
	for (const struct handing *x = from; x < end; x++) {
		text_puts(&piece, x == from ? _(":") : _(";"));
		put_piece(out, &used, text_str(&piece));
		text_clear(&piece);
		put_goods(r, &piece, x);
	}
	put_piece(out, &used, text_str(&piece));
	text_clear(&piece);
	text_printf(&piece, "  %s", _("Signed: ______"));
	put_piece(out, &used, text_str(&piece));
	text_putc(out, '\n');
	text_release(&piece);
}

/* A part of the page for every place, and its name where there are several. */
static void show_handings(const struct report *r, struct paper *out, const struct handings *list,
	bool named)
{
	const struct handing *end = list->all + list->n, *next;

	for (const struct handing *x = list->all; x < end; x = next) {
		if (x == list->all || x[-1].place != x->place) {
			if (x > list->all)
				paper_part(out);
			if (named)
				text_printf(&out->part, "[%s]\n", place_title(r, x->place));
		}
		for (next = x + 1; next < end && next->place == x->place && next->group == x->group;)
			next++;
		put_handings(r, &out->part, x, next);
	}
}

/* One period: hand-outs [k, end) of the list. Where to is told only where
 * places below take part. */
static void show_period_of(const struct lists *l, struct paper *out, int32_t k, int32_t end,
	struct share *shares)
{
	const struct report *r = l->r;
	const struct handout *h = &r->plan->handouts[l->handouts[k]];
	int64_t start = (int64_t)h->period * r->scenario->period;
	struct handings list = {0};
	struct text t, until;
	bool down = false;

	text_init(&t);
	text_init(&until);
	list_handings(l, &list, k, end, shares);
	for (int32_t i = 0; i < list.n; i++)
		down = down || list.all[i].place != r->cells->cells[h->cell].place;
	show_moment(r, &t, start);
	show_moment(r, &until, start + r->scenario->period);
	text_putc(&out->part, '\n');
	text_printf(&out->part, _("Hand out in period %d, %s to %s"), (int)h->period + 1, text_str(&t),
		text_str(&until));
	text_putc(&out->part, '\n');
	show_handings(r, out, &list, down);
	text_puts(&out->part, _("Handed out by: ______________  Checked by: ______________  Time: ______________\n"));
	paper_part(out);
	mem_free(list.all);
	text_release(&until);
	text_release(&t);
}

static void show_handing_out(const struct lists *l, struct paper *out, int32_t place,
	struct share *shares)
{
	const struct handout *handouts = l->r->plan->handouts;
	int32_t k = l->handouts_of[place], end = l->handouts_of[place + 1], next;

	memset(l->handed, 0, (size_t)l->r->scenario->nitems
		* ((size_t)l->r->scenario->ngroups + 1) * sizeof *l->handed);
	for (; k < end; k = next) {
		for (next = k + 1; next < end
			&& handouts[l->handouts[next]].period == handouts[l->handouts[k]].period;)
			next++;
		show_period_of(l, out, k, next, shares);
		for (int32_t i = k; i < next; i++)
			*handed_before(l, &handouts[l->handouts[i]]) += handouts[l->handouts[i]].quantity;
	}
}

/* Lines of an order: what a load brings or takes. */
static void put_lines(const struct lists *l, struct paper *out, const int32_t *lines, int32_t n,
	const char *mark)
{
	const struct report *r = l->r;
	struct columns c;
	struct text t;

	text_init(&t);
	columns_init(&c);
	columns_add(&c, _("Line"), ALIGN_RIGHT);
	columns_add(&c, _("Item"), ALIGN_LEFT);
	columns_add_optional(&c, _("Specification"), ALIGN_LEFT);
	columns_add_optional(&c, _("Lot"), lot_align(r));
	columns_add_optional(&c, _("Expires"), ALIGN_WHOLE);
	columns_add(&c, _("Packs"), ALIGN_WHOLE);
	columns_add_optional(&c, _("State"), ALIGN_WHOLE);
	columns_add(&c, mark, ALIGN_WHOLE);
	for (int32_t k = 0; k < n; k++) {
		const struct shipment *x = &l->u->lines[lines[k]];

		columns_int(&c, x->line);
		columns_put(&c, item_title(r, x->item));
		columns_put(&c, item_spec(r, x->item, x->lot));
		columns_put(&c, lot_name(r, x->lot));
		text_clear(&t);
		show_day(&t, lot_expires(r, x->lot));
		columns_put(&c, text_str(&t));
		text_clear(&t);
		show_packs(r, &t, x->item, x->lot, x->quantity);
		columns_put(&c, text_str(&t));
		columns_put(&c, x->state == SHIPMENT_PLANNED ? "" : shipment_state_title(x->state));
		columns_put(&c, "____________");
	}
	paper_table(out, &c);
	columns_release(&c);
	text_release(&t);
}

/* By load: when it comes, from where, under which order. */
static void show_arrivals(const struct lists *l, struct paper *out, int32_t place)
{
	const struct report *r = l->r;
	int32_t k = l->arrivals_of[place], end = l->arrivals_of[place + 1], next;
	struct text t;

	if (k == end)
		return;
	text_init(&t);
	text_printf(&out->part, "\n%s\n", _("To be received"));
	for (; k < end; k = next) {
		const struct shipment *x = &l->u->lines[l->arrivals[k]];
		const struct order *o = &r->plan->orders[x->order];

		for (next = k + 1; next < end && compare_loads(x, &l->u->lines[l->arrivals[next]]) == 0;)
			next++;
		text_clear(&t);
		show_moment(r, &t, x->arrive_seconds);
		text_printf(&out->part, _("From %s, %s; order %s, version %d"),
			x->from == x->to ? holder_title(r, x->holder) : place_title(r, x->from), text_str(&t),
			o->number, o->version);
		text_putc(&out->part, '\n');
		put_lines(l, out, l->arrivals + k, next - k, C_("column", "Received"));
		if (next < end)
			text_putc(&out->part, '\n');
	}
	text_puts(&out->part, _("Received by: ______________  Time: ______________\n"));
	paper_part(out);
	text_release(&t);
}

/* In the order of the forwarding order's lines. */
static void show_onward(const struct lists *l, struct paper *out, int32_t place)
{
	const struct report *r = l->r;
	int32_t k = l->onward_of[place], end = l->onward_of[place + 1], next;
	struct text t;

	if (k == end)
		return;
	text_init(&t);
	text_printf(&out->part, "\n%s\n", _("To be sent on"));
	for (; k < end; k = next) {
		const struct shipment *x = &l->u->lines[l->onward[k]];
		const struct order *o = &r->plan->orders[x->order];

		for (next = k + 1; next < end; next++) {
			const struct shipment *y = &l->u->lines[l->onward[next]];

			if (y->depart_seconds != x->depart_seconds || y->to != x->to || y->order != x->order)
				break;
		}
		text_clear(&t);
		show_moment(r, &t, x->depart_seconds);
		text_printf(&out->part, _("To %s, %s; order %s, version %d"), place_title(r, x->to), text_str(&t),
			o->number, o->version);
		text_putc(&out->part, '\n');
		put_lines(l, out, l->onward + k, next - k, _("Handed over"));
		if (next < end)
			text_putc(&out->part, '\n');
	}
	paper_part(out);
	text_release(&t);
}

static void show_place_head(const struct lists *l, struct text *out, int32_t place)
{
	const struct report *r = l->r;
	const struct scenario *s = r->scenario;
	struct text t;

	text_printf(out, "%s\n", _("Receiving list"));
	if (s->places[place].in >= 0)
		text_printf(out, _("%s (%s)"), place_title(r, place), place_title(r, s->places[place].in));
	else
		text_puts(out, place_title(r, place));
	text_putc(out, '\n');
	text_init(&t);
	show_receiver(r, &t, place);
	text_printf(out, _("Receiver: %s"), text_str(&t));
	text_putc(out, '\n');
	text_printf(out, _("Issued by: %s"), label_text(s->office, r->language, "______________"));
	text_putc(out, '\n');
	text_printf(out, _("Event: %s"), label_text(s->title, r->language, s->id));
	text_putc(out, '\n');
	text_clear(&t);
	show_date(r, &t, s->as_of.seconds - s->start.seconds);
	text_printf(out, _("Plan as of: %s"), text_str(&t));
	text_putc(out, '\n');
	show_basis(l->u, out);
	text_release(&t);
}

static void show_place(const struct lists *l, struct text *out, int32_t place, struct share *shares)
{
	struct paper paper;
	struct text name;

	paper_init(&paper);
	text_init(&name);
	show_place_head(l, &paper.part, place);
	show_arrivals(l, &paper, place);
	show_onward(l, &paper, place);
	show_handing_out(l, &paper, place, shares);
	text_printf(&name, _("%s: %s"), _("Receiving list"), place_title(l->r, place));
	basis_mark(l->u, &name);
	paper_print(&paper, out, text_str(&name));
	text_release(&name);
	paper_release(&paper);
}

bool receiving_save(const struct report *r, const struct rollup *u, struct folder *f)
{
	const struct scenario *s = r->scenario;
	int32_t *order;
	struct share *shares;
	struct lists l;
	struct file_names names;
	struct text t, name;

	if (!folder_make(f, "receiving"))
		return false;
	lists_build(&l, r, u);
	file_names_init(&names);
	text_init(&t);
	text_init(&name);
	shares = mem_calloc((size_t)s->npeople + 1, sizeof *shares);
	order = id_order(s->places, s->nplaces, sizeof *s->places);
	for (int32_t k = 0; k < s->nplaces && !f->failed; k++) {
		int32_t p = order[k];

		if (l.arrivals_of[p] == l.arrivals_of[p + 1] && l.onward_of[p] == l.onward_of[p + 1] &&
				l.handouts_of[p] == l.handouts_of[p + 1])
			continue;
		text_clear(&t);
		show_place(&l, &t, p, shares);
		text_clear(&name);
		text_printf(&name, "receiving/%s", file_name_add(&names, s->places[p].id, ".txt"));
		save_text(f, text_str(&name), &t);
	}
	folder_tidy(f, "receiving", &names);
	mem_free(order);
	mem_free(shares);
	text_release(&name);
	text_release(&t);
	file_names_release(&names);
	lists_release(&l);
	return !f->failed;
}
