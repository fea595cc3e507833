#define _GNU_SOURCE /* qsort_r */

#include "io/rollup.h"
#include "io/show.h"

#include "base/memory.h"
#include "models/decisions.h"
#include "models/order.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* --- kinds --- */

static int compare_kinds(const void *a, const void *b, void *context)
{
	const struct kind *x = a, *y = b;
	const struct scenario *s = context;

	if (x->tier != y->tier)
		return x->tier < y->tier ? -1 : 1;
	return strcmp(s->items[x->item].id, s->items[y->item].id);
}

static int32_t find_kind(const struct rollup *u, int32_t tier, int32_t item)
{
	int32_t k = u->nkinds - 1;

	while (k >= 0 && (u->kinds[k].tier != tier || u->kinds[k].item != item))
		k--;
	return k;
}

static void add_kind(struct rollup *u, int32_t tier, int32_t item, int32_t *room)
{
	int32_t k;

	if (find_kind(u, tier, item) >= 0)
		return;
	k = ARRAY_ADD(&u->kinds, &u->nkinds, room);
	u->kinds[k] = (struct kind){tier, item};
}

/* Items of which nothing at all is asked although needs or rates are stated. */
static void add_zero_kinds(struct rollup *u, const struct report *r, int32_t *room)
{
	const struct scenario *s = r->scenario;
	bool *claimed = mem_calloc((size_t)s->nitems, sizeof *claimed);

	for (int32_t c = 0; c < r->cells->ncells; c++)
		claimed[r->cells->cells[c].item] = true;
	for (int32_t k = 0; k < s->nneeds; k++) {
		const struct need *n = &s->needs[k];

		if (!claimed[n->item])
			add_kind(u, n->tier > 0 ? n->tier : tier_of(s, n->item, n->group), n->item, room);
	}
	for (int32_t k = 0; k < s->nrates; k++) {
		const struct rate *rate = &s->rates[k];

		if (!claimed[rate->item])
			add_kind(u, rate->tier > 0 ? rate->tier : tier_of(s, rate->item, rate->group), rate->item,
				room);
	}
	mem_free(claimed);
}

/* Cells are sorted by item, so a kind is nearly always the last one's. */
static void build_kinds(struct rollup *u, const struct report *r)
{
	const struct cells *cells = r->cells;
	int32_t room = 0, *order;

	u->kind_of = mem_calloc((size_t)cells->ncells, sizeof *u->kind_of);
	for (int32_t c = 0; c < cells->ncells; c++) {
		const struct cell *cell = &cells->cells[c];
		int32_t k = c > 0 ? u->kind_of[c - 1] : 0;

		if (k >= u->nkinds || u->kinds[k].tier != cell->tier || u->kinds[k].item != cell->item) {
			k = find_kind(u, cell->tier, cell->item);
		}
		if (k < 0) {
			k = ARRAY_ADD(&u->kinds, &u->nkinds, &room);
			u->kinds[k] = (struct kind){cell->tier, cell->item};
		}
		u->kind_of[c] = k;
	}
	add_zero_kinds(u, r, &room);
	/* sorted, and the cells renumbered */
	order = mem_calloc((size_t)u->nkinds, sizeof *order);
	{
		struct kind *before = mem_calloc((size_t)u->nkinds, sizeof *before);

		if (u->nkinds > 0) {
			memcpy(before, u->kinds, (size_t)u->nkinds * sizeof *before);
			qsort_r(u->kinds, (size_t)u->nkinds, sizeof *u->kinds, compare_kinds,
				(void *)(uintptr_t)r->scenario);
		}
		for (int32_t k = 0; k < u->nkinds; k++) {
			for (int32_t j = 0; j < u->nkinds; j++) {
				if (before[k].tier == u->kinds[j].tier && before[k].item == u->kinds[j].item)
					order[k] = j;
			}
		}
		mem_free(before);
	}
	for (int32_t c = 0; c < cells->ncells; c++)
		u->kind_of[c] = order[u->kind_of[c]];
	mem_free(order);
}

/* --- rows: the part of the place tree that has demand --- */

/* Parents before children, siblings by id. The tree is walked with the lists
 * first[] and next[] that hold the children of each place in id order. */
static void build_rows(struct rollup *u, const struct report *r)
{
	const struct scenario *s = r->scenario;
	size_t n = (size_t)s->nplaces;
	int32_t *sorted = id_order(s->places, s->nplaces, sizeof *s->places);
	int32_t *first = mem_calloc(n + 1, sizeof *first), *next = mem_calloc(n, sizeof *next);
	int32_t *stack = mem_calloc(n, sizeof *stack), *level = mem_calloc(n, sizeof *level);
	bool *wanted = mem_calloc(n, sizeof *wanted);
	int32_t nstack = 0;

	for (int32_t c = 0; c < r->cells->ncells; c++) {
		for (int32_t p = r->cells->cells[c].place; p >= 0 && !wanted[p]; p = s->places[p].in)
			wanted[p] = true;
	}
	for (size_t p = 0; p <= n; p++)
		first[p] = -1;
	/* Pushed to the front in ascending order, the lists are descending; taken
	 * from a stack they come out ascending. */
	for (int32_t k = 0; k < s->nplaces; k++) {
		int32_t p = sorted[k], in = s->places[p].in < 0 ? s->nplaces : s->places[p].in;

		next[p] = first[in];
		first[in] = p;
	}
	u->rows = mem_calloc(n, sizeof *u->rows);
	u->depth = mem_calloc(n, sizeof *u->depth);
	u->row_of = mem_calloc(n, sizeof *u->row_of);
	for (int32_t p = 0; p < s->nplaces; p++)
		u->row_of[p] = -1;
	for (int32_t p = first[s->nplaces]; p >= 0; p = next[p])
		stack[nstack++] = p;
	while (nstack > 0) {
		int32_t p = stack[--nstack];

		if (!wanted[p])
			continue;
		u->row_of[p] = u->nrows;
		u->depth[u->nrows] = level[p];
		u->rows[u->nrows++] = p;
		for (int32_t q = first[p]; q >= 0; q = next[q]) {
			level[q] = level[p] + 1;
			stack[nstack++] = q;
		}
	}
	mem_free(sorted);
	mem_free(first);
	mem_free(next);
	mem_free(stack);
	mem_free(level);
	mem_free(wanted);
}

/* --- sums --- */

static void sums_clear(struct sums *a, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		memset(&a[i], 0, sizeof a[i]);
		a[i].since = -1;
	}
}

static struct sums *sums_new(size_t rows, size_t nkinds)
{
	struct sums *a = mem_calloc(rows * nkinds, sizeof *a);

	sums_clear(a, rows * nkinds);
	return a;
}

static void sums_add(struct sums *a, const struct sums *b)
{
	a->demand += b->demand;
	a->served += b->served;
	a->household += b->household;
	a->baseline += b->baseline;
	a->over += b->over;
	a->ncells += b->ncells;
	a->nshort += b->nshort;
	if (b->since >= 0 && (a->since < 0 || b->since < a->since))
		a->since = b->since;
}

static void build_sums(struct rollup *u, const struct report *r)
{
	const struct scenario *s = r->scenario;
	size_t nkinds = (size_t)u->nkinds;

	int32_t *ranks = id_ranks(s->groups, s->ngroups, sizeof *s->groups);

	u->total = sums_new(1, nkinds);
	u->by_place = sums_new((size_t)u->nrows, nkinds);
	u->by_group = sums_new((size_t)s->ngroups, nkinds);
	u->by_period = sums_new((size_t)s->nperiods, nkinds);
	u->why = mem_calloc(CAUSES * nkinds, sizeof *u->why);
	u->why_by_place = mem_calloc((size_t)u->nrows * CAUSES * nkinds, sizeof *u->why_by_place);
	for (int32_t k = 0; k < r->plan->nbookings; k++) {
		const struct booking *b = &r->plan->bookings[k];
		size_t at = (size_t)b->cause * nkinds + (size_t)u->kind_of[b->cell];

		u->why[at] += b->quantity;
		u->why_by_place[(size_t)u->row_of[r->cells->cells[b->cell].place] * CAUSES * nkinds + at]
			+= b->quantity;
	}
	u->first_cell = mem_calloc((size_t)u->nrows * nkinds, sizeof *u->first_cell);
	for (size_t i = 0; i < (size_t)u->nrows * nkinds; i++)
		u->first_cell[i] = -1;
	for (int32_t c = 0; c < r->cells->ncells; c++) {
		const struct cell *cell = &r->cells->cells[c];
		const struct served *served = &r->plan->served[c];
		bool is_short = served->quantity < cell->demand;
		struct sums one = {cell->demand, served->quantity, cell->household, served->baseline,
			served->over, 1, is_short, is_short ? cell->when.first : -1};
		size_t kind = (size_t)u->kind_of[c];
		size_t at = (size_t)u->row_of[cell->place] * nkinds + kind;

		sums_add(&u->total[kind], &one);
		sums_add(&u->by_place[at], &one);
		sums_add(&u->by_period[(size_t)cell->when.first * nkinds + kind], &one);
		if (cell->group >= 0)
			sums_add(&u->by_group[(size_t)ranks[cell->group] * nkinds + kind], &one);
		if (u->first_cell[at] < 0)
			u->first_cell[at] = c;
		u->short_of_demand |= is_short;
	}
	mem_free(ranks);
}

int fill_compare(const struct sums *a, const struct sums *b)
{
	wide left = (wide)a->served * b->demand, right = (wide)b->served * a->demand;

	return left < right ? -1 : left > right;
}

struct worst_context {
	const struct rollup *u;
	const struct scenario *s;
};

static int compare_worst(const void *a, const void *b, void *context)
{
	const struct worst *x = a, *y = b;
	const struct worst_context *wc = context;
	const struct rollup *u = wc->u;
	const struct sums *p, *q;
	int order;

	if (u->kinds[x->kind].tier != u->kinds[y->kind].tier)
		return u->kinds[x->kind].tier < u->kinds[y->kind].tier ? -1 : 1;
	p = &u->by_place[(size_t)u->row_of[x->place] * (size_t)u->nkinds + (size_t)x->kind];
	q = &u->by_place[(size_t)u->row_of[y->place] * (size_t)u->nkinds + (size_t)y->kind];
	order = fill_compare(p, q);
	if (order != 0)
		return order;
	if (x->kind == y->kind && p->demand - p->served != q->demand - q->served)
		return p->demand - p->served > q->demand - q->served ? -1 : 1;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return strcmp(wc->s->places[x->place].id, wc->s->places[y->place].id);
}

/* Per stand the short kind of the lowest tier with the lowest fill rate; then
 * the by_place rows are summed up the tree, children before parents. */
static void build_worst(struct rollup *u, const struct report *r)
{
	struct worst_context context = {u, r->scenario};
	int32_t room = 0;

	for (int32_t row = 0; row < u->nrows; row++) {
		const struct sums *at = &u->by_place[(size_t)row * (size_t)u->nkinds];
		int32_t worst = -1, nshort = 0;

		for (int32_t k = 0; k < u->nkinds; k++) {
			if (at[k].nshort == 0)
				continue;
			nshort++;
			if (worst < 0 || (u->kinds[k].tier == u->kinds[worst].tier &&
					fill_compare(&at[k], &at[worst]) < 0))
				worst = k;
		}
		if (worst >= 0) {
			int32_t i = ARRAY_ADD(&u->worst, &u->nworst, &room);

			u->worst[i] = (struct worst){u->rows[row], worst, nshort - 1};
		}
	}
	if (u->nworst > 0)
		qsort_r(u->worst, (size_t)u->nworst, sizeof *u->worst, compare_worst, &context);
	for (int32_t row = u->nrows - 1; row > 0; row--) {
		int32_t in = r->scenario->places[u->rows[row]].in;

		if (in < 0)
			continue;
		for (int32_t k = 0; k < u->nkinds; k++) {
			size_t nkinds = (size_t)u->nkinds;

			sums_add(&u->by_place[(size_t)u->row_of[in] * nkinds + (size_t)k],
				&u->by_place[(size_t)row * nkinds + (size_t)k]);
		}
		for (size_t k = 0; k < CAUSES * (size_t)u->nkinds; k++)
			u->why_by_place[(size_t)u->row_of[in] * CAUSES * (size_t)u->nkinds + k]
				+= u->why_by_place[(size_t)row * CAUSES * (size_t)u->nkinds + k];
	}
}

int64_t worst_people(const struct rollup *u, const struct report *r, const struct worst *w)
{
	size_t at = (size_t)u->row_of[w->place] * (size_t)u->nkinds + (size_t)w->kind;
	const struct cells *cells = r->cells;
	bool *counted = mem_calloc((size_t)r->scenario->ngroups + 1, sizeof *counted);
	int64_t people = 0;

	for (int32_t c = u->first_cell[at]; c >= 0 && c < cells->ncells; c++) {
		const struct cell *cell = &cells->cells[c];

		if (cell->place != w->place || cell->item != u->kinds[w->kind].item)
			break;
		if (u->kind_of[c] != w->kind || r->plan->served[c].quantity >= cell->demand ||
				counted[cell->group + 1])
			continue;
		counted[cell->group + 1] = true;
		people += people_count(r->scenario, w->place, cell->group, cell->when.first);
	}
	if (counted[0] && r->scenario->ngroups > 0)
		people = people_count(r->scenario, w->place, -1, u->by_place[at].since);
	mem_free(counted);
	return people;
}

/* --- stock --- */

static void build_uncounted(struct rollup *u, const struct report *r)
{
	const struct scenario *s = r->scenario;
	size_t nitems = (size_t)s->nitems;

	u->uncounted = mem_calloc(UNCOUNTED_REASONS * nitems, sizeof *u->uncounted);
	for (int32_t i = 0; i < s->nlines; i++) {
		const struct stock_line *line = &s->lines[i];
		enum uncounted reason;

		if (line->item < 0 || line->holder < 0)
			continue;
		if (line->state == LINE_STALE)
			reason = UNCOUNTED_STALE;
		else if (line->state == LINE_CONFLICT)
			reason = UNCOUNTED_CONFLICT;
		else if (line->state == LINE_SET_ASIDE)
			reason = UNCOUNTED_SET_ASIDE;
		else
			continue;
		u->uncounted[reason * nitems + (size_t)line->item] += line_quantity(s, i);
	}
	for (int32_t i = 0; i < r->supply->ncallable; i++) {
		const struct callable *a = &r->supply->callable[i];
		size_t item = (size_t)a->item;

		u->uncounted[UNCOUNTED_EXPIRED * nitems + item] += a->expired;
		u->uncounted[UNCOUNTED_TOO_LATE * nitems + item] += a->too_late;
		u->uncounted[UNCOUNTED_NOT_GOOD * nitems + item] += a->not_good;
		/* what households keep for themselves is used by them, not missing */
		if (s->holders[a->holder].kind == HOLDER_HOUSEHOLD)
			continue;
		u->uncounted[UNCOUNTED_NO_AGREEMENT * nitems + item] += a->no_agreement;
		if (a->default_used && a->consented > a->government)
			u->uncounted[UNCOUNTED_DEFAULT * nitems + item] += a->consented - a->government;
	}
}

const char *uncounted_title(enum uncounted reason)
{
	switch (reason) {
	case UNCOUNTED_STALE:
		return _("count too old");
	case UNCOUNTED_CONFLICT:
		return _("reported twice, unresolved");
	case UNCOUNTED_SET_ASIDE:
		return _("source or line set aside");
	case UNCOUNTED_EXPIRED:
		return _("expired");
	case UNCOUNTED_TOO_LATE:
		return _("in date, but not callable in time");
	case UNCOUNTED_NOT_GOOD:
		return _("damaged or reserved");
	case UNCOUNTED_NO_AGREEMENT:
		return _("no consent of the holder");
	case UNCOUNTED_DEFAULT:
		return _("release share not stated, counted as 0");
	case UNCOUNTED_REASONS:
		break;
	}
	assert(!"a reason");
	return "";
}

bool lot_lost(const struct report *r, int32_t lot, int32_t place)
{
	int32_t lost = r->scenario->places[place].lost;

	return lost < r->scenario->nperiods &&
		(lost == 0 || usable_in(r->scenario, r->supply->lots[lot].last_day, lost - 1));
}

/* Of leftovers, what end stock keeps with its holder: it lies where the lot lay and nobody
 * was told to hand it over. */
static void find_kept(struct rollup *u, const struct report *r)
{
	const struct plan *p = r->plan;

	u->lot_kept = mem_calloc((size_t)r->supply->nlots, sizeof *u->lot_kept);
	for (int32_t i = 0; i < p->nleftovers; i++) {
		const struct leftover *left = &p->leftovers[i];
		const struct supply_lot *lot = &r->supply->lots[left->lot];

		if (lot->line >= 0 && !left->expired && left->place == place_stand(r->scenario, lot->place) &&
				!lot_lost(r, left->lot, left->place))
			u->lot_kept[left->lot] += left->units;
	}
	for (int32_t i = 0; i < p->nshipments; i++) {
		const struct shipment *x = &p->shipments[i];

		if (x->first_leg && x->from == x->to && x->state != SHIPMENT_CANCELLED)
			u->lot_kept[x->lot] = u->lot_kept[x->lot] > x->units ? u->lot_kept[x->lot] - x->units : 0;
	}
}

/* Where every unit of every lot is: drawn lots followed through handouts,
 * leftovers and the road; the rest stayed with its holder. */
static void build_balances(struct rollup *u, const struct report *r)
{
	const struct scenario *s = r->scenario;
	const struct supply *v = r->supply;
	const struct plan *p = r->plan;
	struct balance *b = mem_calloc((size_t)s->nitems, sizeof *b);

	u->balances = b;
	find_kept(u, r);
	u->lot_left = mem_calloc((size_t)v->nlots, sizeof *u->lot_left);
	for (int32_t i = 0; i < v->ncallable; i++) {
		const struct callable *a = &v->callable[i];

		b[a->item].stock += a->in_stock;
		b[a->item].not_good += a->not_good;
		b[a->item].expired += a->expired;
		b[a->item].too_late += a->too_late;
		b[a->item].set_aside += a->set_aside;
		b[a->item].retained += a->in_stock - a->not_good - a->expired - a->too_late - a->set_aside;
	}
	for (int32_t i = 0; i < s->ntransits; i++) {
		if (s->transits[i].state != LINE_USED || s->transits[i].item < 0)
			continue;
		b[s->transits[i].item].arriving += s->transits[i].quantity;
		b[s->transits[i].item].retained += s->transits[i].quantity;
	}
	for (int32_t i = 0; i < v->nlots; i++) {
		const struct supply_lot *lot = &v->lots[i];
		int64_t issue = s->items[lot->item].issue_unit;
		int64_t left = lot->units - p->drawn[i].units + u->lot_kept[i];

		u->lot_left[i] = left;
		/* goods of an earlier plan that the stock no longer shows came in by the road */
		if (lot->line < 0 && lot->transit < 0)
			b[lot->item].arriving += lot->units * issue;
		else
			b[lot->item].retained -= lot->units * issue;
		b[lot->item].kept += u->lot_kept[i] * issue;
		b[lot->item].left -= u->lot_kept[i] * issue;
		if (lot_lost(r, i, lot->place))
			b[lot->item].lost += left * issue;
		else if (lot->last_day == DAY_NONE)
			b[lot->item].held += left * issue;
		else
			b[lot->item].held_expired += left * issue;
	}
	for (int32_t i = 0; i < r->cells->nuses; i++) {
		int32_t item = s->lines[r->cells->uses[i].line].item;

		b[item].household += r->cells->uses[i].quantity;
		b[item].retained -= r->cells->uses[i].quantity;
	}
	for (int32_t i = 0; i < p->nhandouts; i++)
		b[v->lots[p->handouts[i].lot].item].handed += p->handouts[i].quantity;
	for (int32_t i = 0; i < p->nleftovers; i++) {
		const struct leftover *left = &p->leftovers[i];
		int32_t item = v->lots[left->lot].item;
		int64_t quantity = left->units * s->items[item].issue_unit;

		if (lot_lost(r, left->lot, left->place))
			b[item].lost += quantity;
		else if (left->expired)
			b[item].left_expired += quantity;
		else
			b[item].left += quantity;
	}
	for (int32_t i = 0; i < p->nshipments; i++) {
		if (p->shipments[i].arrive >= s->nperiods && p->shipments[i].state != SHIPMENT_CANCELLED)
			b[p->shipments[i].item].under_way +=
				p->shipments[i].units * s->items[p->shipments[i].item].issue_unit;
	}
}

int64_t balance_in(const struct balance *b)
{
	return b->stock + b->arriving;
}

int64_t balance_out(const struct balance *b)
{
	return b->handed + b->household + b->left + b->left_expired + b->under_way + b->held + b->lost +
		b->held_expired + b->retained + b->too_late + b->not_good + b->expired + b->set_aside;
}

/* --- orders --- */

static int compare_lines(const void *a, const void *b, void *context)
{
	const struct shipment *lines = context;
	const struct shipment *x = &lines[*(const int32_t *)a];
	const struct shipment *y = &lines[*(const int32_t *)b];

	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return *(const int32_t *)a < *(const int32_t *)b ? -1 : 1;
}

static void build_orders(struct rollup *u, const struct report *r)
{
	const struct plan *p = r->plan;
	int32_t *start = mem_calloc((size_t)p->norders + 2, sizeof *start);

	u->lines = plan_lines(p, r->supply, &u->nlines);
	for (int32_t i = 0; i < u->nlines; i++)
		start[u->lines[i].order + 2]++;
	for (int32_t o = 2; o <= p->norders + 1; o++)
		start[o] += start[o - 1];
	u->by_order = mem_calloc((size_t)start[p->norders + 1], sizeof *u->by_order);
	for (int32_t i = 0; i < u->nlines; i++)
		u->by_order[start[u->lines[i].order + 1]++] = i;
	u->lines_of = start;
	for (int32_t o = 0; o < p->norders; o++) {
		if (start[o + 1] > start[o])
			qsort_r(u->by_order + start[o], (size_t)(start[o + 1] - start[o]), sizeof *u->by_order,
				compare_lines, u->lines);
	}
}

/* --- what the data rest on --- */

static void build_basis(struct rollup *u, const struct scenario *s)
{
	u->quality = data_quality(s, u->basis);
	for (int32_t i = 0; i < s->nsources; i++) {
		u->nsources++;
		u->nsources_used += s->sources[i].state == SOURCE_USED;
	}
}

static void basis_list(const struct rollup *u, enum quality q, struct text *out)
{
	const char *const names[BASIS_PARTS] = {_("people"), _("stock"), _("places"), _("routes"),
		_("demand figures")};
	bool first = true;

	for (int part = 0; part < BASIS_PARTS; part++) {
		if (u->basis[part] != q)
			continue;
		if (!first)
			text_puts(out, list_comma());
		first = false;
		text_puts(out, names[part]);
	}
}

void basis_text(const struct rollup *u, struct text *out)
{
	struct text list, sentence, sentences;

	text_init(&list);
	text_init(&sentence);
	text_init(&sentences);
	basis_list(u, QUALITY_SYNTHETIC, &list);
	if (list.length > 0) {
		text_printf(&sentence, _("Rests on synthetic data: %s."), text_str(&list));
		add_sentence(&sentences, text_str(&sentence));
	}
	text_clear(&list);
	text_clear(&sentence);
	basis_list(u, QUALITY_ESTIMATED, &list);
	if (list.length > 0) {
		text_printf(&sentence, _("Rests on estimates: %s."), text_str(&list));
		add_sentence(&sentences, text_str(&sentence));
	}
	text_puts(out, text_str(&sentences));
	text_release(&sentences);
	text_release(&sentence);
	text_release(&list);
}

void basis_mark(const struct rollup *u, struct text *out)
{
	bool synthetic = false, estimated = false;

	for (int part = 0; part < BASIS_PARTS; part++) {
		synthetic = synthetic || u->basis[part] == QUALITY_SYNTHETIC;
		estimated = estimated || u->basis[part] == QUALITY_ESTIMATED;
	}
	if (synthetic || estimated)
		/* Translators: behind the name of a paper, on each of its pages. */
		text_puts(out, synthetic && estimated ? _(" (synthetic data, estimates)")
			: synthetic ? _(" (synthetic data)") : _(" (estimates)"));
}

/* --- what is open --- */

static int64_t missing_of(const struct rollup *u, int32_t item)
{
	int64_t missing = 0;

	for (int32_t k = 0; k < u->nkinds; k++) {
		if (u->kinds[k].item == item)
			missing += u->total[k].demand - u->total[k].served;
	}
	return missing;
}

static void build_gains(struct rollup *u, const struct report *r)
{
	struct decision *open;
	int32_t n;

	if (r->plan->ngains > 0) {
		u->ngains = r->plan->ngains;
		u->gains = mem_calloc((size_t)u->ngains, sizeof *u->gains);
		memcpy(u->gains, r->plan->gains, (size_t)u->ngains * sizeof *u->gains);
		return;
	}
	open = decisions_list(r->scenario, r->cells, r->supply, &n);
	u->gains = mem_calloc((size_t)n, sizeof *u->gains);
	for (int32_t i = 0; i < n; i++) {
		int64_t missing = missing_of(u, open[i].item);
		struct gain *gain = &u->gains[u->ngains];

		if (open[i].kind == DECISION_NOTICE)
			continue; /* their goods are counted: told only where solved */
		gain->decision = open[i];
		gain->gain = open[i].freed < missing ? open[i].freed : missing;
		gain->proven = gain->gain == 0;
		u->ngains++;
	}
	mem_free(open);
}

/* --- all of it --- */

void rollup_build(struct rollup *u, const struct report *r)
{
	const struct scenario *s = r->scenario;

	memset(u, 0, sizeof *u);
	u->items = id_order(s->items, s->nitems, sizeof *s->items);
	u->groups = id_order(s->groups, s->ngroups, sizeof *s->groups);
	u->sources = id_order(s->sources, s->nsources, sizeof *s->sources);
	build_kinds(u, r);
	build_rows(u, r);
	build_sums(u, r);
	build_worst(u, r);
	build_uncounted(u, r);
	build_gains(u, r);
	build_balances(u, r);
	build_orders(u, r);
	build_basis(u, s);
}

void rollup_release(struct rollup *u)
{
	mem_free(u->items);
	mem_free(u->groups);
	mem_free(u->sources);
	mem_free(u->kinds);
	mem_free(u->kind_of);
	mem_free(u->total);
	mem_free(u->rows);
	mem_free(u->row_of);
	mem_free(u->depth);
	mem_free(u->by_place);
	mem_free(u->why);
	mem_free(u->why_by_place);
	mem_free(u->by_group);
	mem_free(u->by_period);
	mem_free(u->first_cell);
	mem_free(u->worst);
	mem_free(u->gains);
	mem_free(u->balances);
	mem_free(u->uncounted);
	mem_free(u->lot_left);
	mem_free(u->lot_kept);
	mem_free(u->lines);
	mem_free(u->lines_of);
	mem_free(u->by_order);
	memset(u, 0, sizeof *u);
}
