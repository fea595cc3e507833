/* A plan against the ledgers: does it take only what may be called up, in date
 * when it is used, and leave what is kept back?
 *
 * For a holder and item the goods of the plan are found again by lot, else by last
 * day (what is made to order, by the day it is made; what comes under way, by its
 * id). With q, H and callable of the one formula of terms (models/supply.h), for
 * each such pile of stock b (on the books), g (good, in date, confirmed), c
 * (callable) and x (what the plan takes):
 *   unknown    x - b: nothing of it is on the books;
 *   consent    min(x, b) where the goods are good and no line of the pile has consent;
 *   else       over = max(0, min(x, b) - c - what is used past its day);
 *   hold back  of the sum of over: what all piles with consent lose beyond q - H;
 *   drawn      the rest of it.
 * So every unit taken wrongly is in one finding. Time runs with the plan: the
 * finding about what is kept back says from when on it is touched. */
#define _GNU_SOURCE /* qsort_r */

#include "models/order.h"
#include "models/supply.h"
#include "solver/audit_parts.h"

#include <stdlib.h>
#include <string.h>

struct pile {
	int32_t holder, item; /* holder -1: none */
	const char *lot; /* name, or id of what comes under way, NULL */
	day expires; /* tells unnamed lots apart, else DAY_NONE */
	int64_t made; /* made to order: when it may be called up, else INSTANT_NONE */
	int64_t books, good, callable; /* of the ledgers */
	int64_t taken, late; /* by the plan; of it handed out past its day */
	bool consented, under_way;
	day last_day; /* the latest of its lines; DAY_NONE = good for ever */
	bool dated; /* last_day holds */
};
struct piles {
	struct pile *piles;
	int32_t n, room;
	int32_t *of_lot; /* [plan->nlots] -1: it names what the ledgers do not have */
};

/* ---- the piles ---- */

static int compare_names(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) : (a != NULL) - (b != NULL);
}

static int compare_piles(const void *left, const void *right)
{
	const struct pile *a = left, *b = right;
	int names;

	if (a->holder != b->holder)
		return a->holder < b->holder ? -1 : 1;
	if (a->item != b->item)
		return a->item < b->item ? -1 : 1;
	if (a->under_way != b->under_way)
		return a->under_way ? 1 : -1;
	if (a->made != b->made)
		return a->made < b->made ? -1 : 1;
	names = compare_names(a->lot, b->lot);
	return names ? names : (a->expires > b->expires) - (a->expires < b->expires);
}

static struct pile *add_pile(struct piles *all, int32_t holder, int32_t item, const char *lot, day expires)
{
	int32_t k = ARRAY_ADD(&all->piles, &all->n, &all->room);

	all->piles[k] = (struct pile){.holder = holder, .item = item, .lot = lot,
		.expires = lot ? DAY_NONE : expires, .made = INSTANT_NONE, .last_day = expires};
	return &all->piles[k];
}

static void add_stock(const struct auditing *a, struct piles *all)
{
	for (int32_t i = 0; i < a->s->nlines; i++) {
		const struct stock_line *l = &a->s->lines[i];
		struct pile *p;

		if (l->mode == MODE_CAPACITY || !line_on_books(l) || a->quantity[i] == 0)
			continue;
		p = add_pile(all, l->holder, l->item, l->lot, l->expires);
		p->books = a->quantity[i];
		p->last_day = line_last_day(a->s, i);
		p->dated = true;
		if (line_counts(a, i)) {
			p->good = p->books;
			p->consented = line_consented(a->s, i);
		}
	}
}

static void add_supply(const struct auditing *a, struct piles *all)
{
	const struct scenario *s = a->s;

	for (int32_t k = 0; k < a->supply->nlots; k++) {
		const struct supply_lot *x = &a->supply->lots[k];
		bool capacity = x->line >= 0 && s->lines[x->line].mode == MODE_CAPACITY;
		struct pile *p = add_pile(all, x->holder, x->item,
			x->transit >= 0 ? s->transits[x->transit].id : x->lot, x->expires);

		p->callable = x->units * s->items[x->item].issue_unit;
		p->under_way = x->transit >= 0;
		if (capacity)
			p->made = s->start.seconds + x->release;
		if (capacity || p->under_way) { /* it is all that there is of them */
			p->books = p->good = p->callable;
			p->consented = p->dated = true;
			p->last_day = x->expires;
		}
	}
}

static void merge_pile(struct pile *into, const struct pile *p)
{
	into->books += p->books;
	into->good += p->good;
	into->callable += p->callable;
	into->consented |= p->consented;
	if (p->dated && (!into->dated || (into->last_day != DAY_NONE &&
		(p->last_day == DAY_NONE || p->last_day > into->last_day))))
		into->last_day = p->last_day;
	into->dated |= p->dated;
}

static void merge_piles(struct piles *all)
{
	int32_t n = 0;

	if (all->n > 0)
		qsort(all->piles, (size_t)all->n, sizeof *all->piles, compare_piles);
	for (int32_t k = 0; k < all->n; k++) {
		if (n > 0 && compare_piles(&all->piles[n - 1], &all->piles[k]) == 0)
			merge_pile(&all->piles[n - 1], &all->piles[k]);
		else
			all->piles[n++] = all->piles[k];
	}
	for (int32_t k = 0; k < n; k++) /* a pack that is called up may reach into the next lot */
		if (all->piles[k].books < all->piles[k].callable)
			all->piles[k].books = all->piles[k].callable;
	all->n = n;
}

static int32_t find_pile(const struct piles *all, const struct planned_lot *lot)
{
	const struct pile key = {.holder = lot->holder, .item = lot->item,
		.lot = lot->transit ? lot->transit : lot->name,
		.expires = lot->transit || lot->name ? DAY_NONE : lot->expires,
		.made = lot->capacity ? lot->release : INSTANT_NONE, .under_way = lot->transit != NULL};
	const struct pile *found = all->n == 0 ? NULL :
		bsearch(&key, all->piles, (size_t)all->n, sizeof key, compare_piles);

	return found ? (int32_t)(found - all->piles) : -1;
}

/* So that what the ledgers do not show is a pile of theirs with nothing in it. */
static void add_planned(const struct planned *plan, struct piles *all)
{
	for (int32_t k = 0; k < plan->nlots; k++) {
		const struct planned_lot *lot = &plan->lots[k];
		struct pile *p;

		if (!lot->known)
			continue;
		p = add_pile(all, lot->holder, lot->item, lot->transit ? lot->transit : lot->name, lot->expires);
		p->made = lot->capacity ? lot->release : INSTANT_NONE;
		p->under_way = lot->transit != NULL;
	}
}

/* Handed out of this pile after its last day. A lot that stands in the ledgers with
 * several dates is held against the plan's own, if that is sooner. */
static bool is_late(const struct auditing *a, const struct pile *p, const struct planned_line *x)
{
	const struct planned *plan = a->out->plan;
	const struct planned_lot *lot = &plan->lots[x->lot];
	day last = p->dated ? p->last_day : lot->expires;

	if (last == DAY_NONE || (lot->expires != DAY_NONE && lot->expires < last))
		last = lot->expires;
	return x->handout && !x->past && last != DAY_NONE &&
		day_end(last, a->s->start.offset) < plan->start + ((int64_t)x->period + 1) * plan->period;
}

static void piles_init(const struct auditing *a, struct piles *all)
{
	const struct planned *plan = a->out->plan;

	*all = (struct piles){0};
	add_stock(a, all);
	add_supply(a, all);
	add_planned(plan, all);
	merge_piles(all);
	all->of_lot = mem_calloc((size_t)plan->nlots + 1, sizeof *all->of_lot);
	for (int32_t k = 0; k < plan->nlots; k++)
		all->of_lot[k] = plan->lots[k].known ? find_pile(all, &plan->lots[k]) : -1;
	for (int32_t k = 0; k < plan->nlines; k++) {
		const struct planned_line *x = &plan->lines[k];
		struct pile *p = all->of_lot[x->lot] < 0 ? NULL : &all->piles[all->of_lot[x->lot]];

		if (p && x->takes && !x->past)
			p->taken += x->quantity;
		if (p && is_late(a, p, x))
			p->late += x->quantity;
	}
}

static void piles_release(struct piles *all)
{
	mem_free(all->piles);
	mem_free(all->of_lot);
}

/* ---- findings ---- */

static struct finding *new_finding(const struct auditing *a, enum finding_kind kind, int32_t holder, int32_t item,
	int32_t place, int64_t gap)
{
	struct finding *f = audit_add_finding(a->out, kind);

	f->holder = holder;
	f->item = item;
	f->place = holder >= 0 ? a->s->holders[holder].place : place >= 0 ? place : a->root;
	f->unit = a->s->items[item].unit;
	f->decimals = a->s->items[item].decimals;
	f->gap = gap;
	f->money = item_money(a->s, item, gap);
	f->grade = GRADE_HIGH;
	return f;
}

void audit_add_planned(const struct auditing *a, int32_t line, int64_t quantity)
{
	struct finding *f = &a->out->findings[a->out->nfindings - 1];
	const struct planned_line *x = &a->out->plan->lines[line];
	struct evidence e;

	if (f->nevidence >= EVIDENCE_MOST) {
		f->more++;
		return;
	}
	e = evidence_at(x->where, quantity);
	e.plan_line = line + 1;
	audit_add_evidence(a->out, e);
}

/* Its goods: up to a few lines of the ledgers, and the agreement that they lack. */
static void add_ledger(const struct auditing *a, int32_t holder, int32_t item)
{
	struct finding *f = &a->out->findings[a->out->nfindings - 1];
	int32_t agreement = -1, shown = 0;

	for (int32_t i = 0; i < a->s->nlines && shown < EVIDENCE_MOST; i++) {
		const struct stock_line *l = &a->s->lines[i];

		if (l->holder != holder || l->item != item || !line_on_books(l))
			continue;
		audit_add_evidence(a->out, line_evidence(a, i, a->quantity[i]));
		shown++;
		if (agreement < 0)
			agreement = line_agreement(a->s, i);
	}
	if (f->kind != FINDING_PLAN_CONSENT || agreement < 0)
		return;
	f->agreement = agreement;
	audit_add_evidence(a->out, agreement_evidence(a, holder, agreement, -1));
}

/* Lines of the plan that take of the piles from .. to that are so. */
static void add_lines(const struct auditing *a, const struct piles *all, int32_t from, int32_t to,
	bool (*is_so)(const struct pile *p))
{
	const struct planned *plan = a->out->plan;

	for (int32_t k = 0; k < plan->nlines; k++) {
		const struct planned_line *x = &plan->lines[k];
		int32_t pile = all->of_lot[x->lot];

		if (x->takes && !x->past && pile >= from && pile < to && is_so(&all->piles[pile]))
			audit_add_planned(a, k, x->quantity);
	}
}

/* ---- one holder and item ---- */

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static bool lacks_consent(const struct pile *p)
{
	return p->good > 0 && !p->consented;
}

static bool beyond_books(const struct pile *p)
{
	return p->taken > p->books;
}

static int64_t beyond(const struct pile *p)
{
	int64_t over = least(p->taken, p->books) - p->callable - p->late;

	return lacks_consent(p) || over < 0 ? 0 : over;
}

static bool beyond_callable(const struct pile *p)
{
	return beyond(p) > 0;
}

static bool any_pile(const struct pile *p)
{
	return p->taken > 0;
}

static const struct callable *callable_of(const struct auditing *a, int32_t holder, int32_t item)
{
	int32_t low = 0, high = a->supply->ncallable;
	const struct scenario *s = a->s;

	while (holder >= 0 && low < high) { /* sorted by holder id, item id */
		int32_t middle = low + (high - low) / 2;
		const struct callable *c = &a->supply->callable[middle];
		int order = strcmp(s->holders[c->holder].id, s->holders[holder].id);

		if (order == 0)
			order = strcmp(s->items[c->item].id, s->items[item].id);
		if (order == 0)
			return c;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

int planned_compare(const void *left, const void *right, void *context)
{
	const struct planned *plan = context;
	const struct planned_line *a = &plan->lines[*(const int32_t *)left];
	const struct planned_line *b = &plan->lines[*(const int32_t *)right];

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return (a > b) - (a < b);
}

/* When the sum of what the plan takes of the piles first is more than `most`. */
static int64_t first_beyond(const struct auditing *a, const struct piles *all, int32_t from, int32_t to,
	int64_t most)
{
	const struct planned *plan = a->out->plan;
	int32_t *lines = mem_calloc((size_t)plan->nlines + 1, sizeof *lines), n = 0;
	int64_t at = INSTANT_NONE, sum = 0;

	for (int32_t k = 0; k < plan->nlines; k++) {
		int32_t pile = all->of_lot[plan->lines[k].lot];

		if (plan->lines[k].takes && !plan->lines[k].past && pile >= from && pile < to &&
			all->piles[pile].made == INSTANT_NONE && !all->piles[pile].under_way)
			lines[n++] = k;
	}
	qsort_r(lines, (size_t)n, sizeof *lines, planned_compare,
		(void *)(uintptr_t)plan);
	for (int32_t k = 0; k < n && at == INSTANT_NONE; k++) {
		sum += plan->lines[lines[k]].quantity;
		if (sum > most)
			at = plan->lines[lines[k]].at;
	}
	mem_free(lines);
	return at;
}

static void judge_hold_back(const struct auditing *a, const struct piles *all, int32_t from, int32_t to,
	const struct callable *c, int64_t gap)
{
	const struct pile *first = &all->piles[from];
	struct finding *f = new_finding(a, FINDING_PLAN_HOLD_BACK, first->holder, first->item, -1, gap);

	f->required = c->hold_back;
	f->book = c->good;
	f->usable = c->hold_back - gap;
	f->at = first_beyond(a, all, from, to, c->good - c->hold_back);
	add_lines(a, all, from, to, any_pile);
	add_ledger(a, first->holder, first->item);
}

/* Piles from .. to are of one holder and item. */
static void judge_goods(const struct auditing *a, const struct piles *all, int32_t from, int32_t to)
{
	const struct pile *first = &all->piles[from];
	const struct callable *c = callable_of(a, first->holder, first->item);
	int64_t unknown = 0, refused = 0, over = 0, taken = 0, callable = 0, stock = 0, held;
	struct finding *f;

	for (int32_t k = from; k < to; k++) {
		const struct pile *p = &all->piles[k];

		unknown += p->taken - least(p->taken, p->books);
		if (lacks_consent(p)) {
			refused += least(p->taken, p->books);
			continue;
		}
		over += beyond(p);
		taken += least(p->taken, p->books);
		callable += p->callable;
		stock += p->made == INSTANT_NONE && !p->under_way ? least(p->taken, p->books) : 0;
	}
	held = c && !c->by_period && c->hold_back > 0 ? least(over, stock - (c->good - c->hold_back)) : 0;
	held = held < 0 ? 0 : held;
	if (unknown > 0) {
		new_finding(a, FINDING_PLAN_UNKNOWN, first->holder, first->item, -1, unknown);
		add_lines(a, all, from, to, beyond_books);
		add_ledger(a, first->holder, first->item);
	}
	if (refused > 0) {
		new_finding(a, FINDING_PLAN_CONSENT, first->holder, first->item, -1, refused);
		add_lines(a, all, from, to, lacks_consent);
		add_ledger(a, first->holder, first->item);
	}
	if (held > 0)
		judge_hold_back(a, all, from, to, c, held);
	if (over > held) {
		f = new_finding(a, FINDING_PLAN_DRAWN, first->holder, first->item, -1, over - held);
		f->required = callable;
		f->book = taken;
		add_lines(a, all, from, to, beyond_callable);
		add_ledger(a, first->holder, first->item);
	}
}

/* ---- what is used when it is past its day ---- */

struct late {
	int32_t holder, item, line;
};

static int compare_late(const void *left, const void *right)
{
	const struct late *a = left, *b = right;

	if (a->holder != b->holder)
		return a->holder < b->holder ? -1 : 1;
	if (a->item != b->item)
		return a->item < b->item ? -1 : 1;
	return (a->line > b->line) - (a->line < b->line);
}

static void judge_dates(const struct auditing *a, const struct piles *all)
{
	const struct planned *plan = a->out->plan;
	struct late *late = mem_calloc((size_t)plan->nlines + 1, sizeof *late);
	int32_t n = 0, from, to;
	struct finding *f;

	for (int32_t k = 0; k < plan->nlines; k++) {
		int32_t pile = all->of_lot[plan->lines[k].lot];

		if (pile >= 0 && is_late(a, &all->piles[pile], &plan->lines[k]))
			late[n++] = (struct late){all->piles[pile].holder, all->piles[pile].item, k};
	}
	qsort(late, (size_t)n, sizeof *late, compare_late);
	for (from = 0; from < n; from = to) {
		int64_t sum = 0, first = INT64_MAX;

		for (to = from; to < n && late[to].holder == late[from].holder && late[to].item == late[from].item; to++) {
			sum += plan->lines[late[to].line].quantity;
			first = least(first, plan->lines[late[to].line].at);
		}
		f = new_finding(a, FINDING_PLAN_EXPIRED, late[from].holder, late[from].item,
			plan->lots[plan->lines[late[from].line].lot].place, sum);
		f->at = first;
		for (int32_t k = from; k < to; k++)
			audit_add_planned(a, late[k].line, plan->lines[late[k].line].quantity);
		if (late[from].holder >= 0)
			add_ledger(a, late[from].holder, late[from].item);
	}
	mem_free(late);
}

/* ---- what the ledgers do not have ---- */

static void add_said(const struct auditing *a, struct where where, const char *said)
{
	struct evidence e = evidence_at(where, -1);

	e.said = said;
	audit_add_evidence(a->out, e);
}

static void judge_ids(const struct auditing *a)
{
	const struct planned *plan = a->out->plan;
	struct finding *f;

	if (plan->nunknown == 0)
		return;
	f = audit_add_finding(a->out, FINDING_PLAN_UNKNOWN);
	f->place = a->root;
	f->grade = GRADE_HIGH;
	for (int32_t k = 0; k < plan->nunknown; k++) {
		const struct planned_unknown *u = &plan->unknown[k];
		size_t n = strlen(u->what) + strlen(u->id) + 2;
		char *said;

		if (f->nevidence >= EVIDENCE_MOST) {
			f->more++;
			continue;
		}
		said = arena_calloc(&a->out->arena, n, 1);
		snprintf(said, n, "%s %s", u->what, u->id);
		add_said(a, u->where, said);
	}
}

/* Orders that need a decision first, whoever holds the goods. */
static void judge_orders(const struct auditing *a)
{
	const struct planned *plan = a->out->plan;
	struct finding *f = NULL;

	for (int32_t k = 0; k < plan->norders; k++) {
		if (!plan->orders[k].requisition)
			continue;
		if (!f) {
			f = audit_add_finding(a->out, FINDING_PLAN_CONSENT);
			f->place = a->root;
			f->grade = GRADE_HIGH;
		}
		if (f->nevidence < EVIDENCE_MOST)
			add_said(a, plan->orders[k].where, plan->orders[k].number);
		else
			f->more++;
	}
}

/* What the checker says of it by the files that it was made from. */
static void judge_refusal(const struct auditing *a)
{
	const struct planned *plan = a->out->plan;
	struct finding *f;

	if (plan->verdict != PLANNED_REFUSED)
		return;
	f = audit_add_finding(a->out, FINDING_PLAN_REFUSED);
	f->place = a->root;
	f->grade = GRADE_HIGH;
	for (const char *at = plan->refusal; *at;) {
		size_t n = strcspn(at, "\n");

		if (f->nevidence < EVIDENCE_MOST)
			add_said(a, plan->where, arena_text(&a->out->arena, at, n));
		else
			f->more++;
		at += n + (at[n] == '\n');
	}
}

void audit_plan(struct auditing *a)
{
	struct piles all;
	int32_t from, to;

	if (!a->out->plan)
		return;
	piles_init(a, &all);
	judge_dates(a, &all);
	for (from = 0; from < all.n; from = to) {
		for (to = from + 1; to < all.n && all.piles[to].holder == all.piles[from].holder &&
			all.piles[to].item == all.piles[from].item; to++)
			;
		judge_goods(a, &all, from, to);
	}
	judge_ids(a);
	judge_orders(a);
	judge_refusal(a);
	piles_release(&all);
	audit_plan_claims(a);
	audit_plan_norms(a);
}
