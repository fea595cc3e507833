/* Promises: what agreements in force promise of one holder's item against what
 * may be called up of it, and goods that two sources report.
 *
 * Callable here: min(q - hold-back, release * q) of good stock in date, q without
 * a stated release. Goods: a line that names an agreement serves only that one;
 * another serves all. Lines of one lot under several agreements are taken for
 * the same goods: the lot is as large as its largest claim. The most that can be
 * honoured at once is the max flow callable -> lots -> agreements. */
#define _GNU_SOURCE /* qsort_r */

#include "solver/audit_parts.h"

#include "base/map.h"
#include "models/order.h"
#include "solver/maxflow.h"

#include <stdlib.h>
#include <string.h>

struct asked { /* by one agreement */
	int32_t agreement;
	int64_t quantity;
};
struct lot {
	int32_t line; /* the first one */
	int64_t quantity;
	int32_t claim; /* the last of its claims, -1 */
	bool serves_all;
};
struct claim { /* of a lot by an agreement */
	int32_t lot, agreement;
	int32_t before; /* of the same lot, -1 */
	int64_t quantity;
};
struct goods { /* of one holder and item */
	int32_t holder, item;
	const int32_t *lines; /* [nlines] */
	int32_t nlines;
	struct asked *asked; int32_t nasked, asked_room;
	struct lot *lots; int32_t nlots, lots_room;
	struct map names; /* of lots */
	struct claim *claims; int32_t nclaims, claims_room;
	int64_t stock, callable;
	bool by_period; /* made to order: not tested here */
};

/* Good and in date; a count that is too old is a finding of its own. */
static bool in_stock(const struct auditing *a, int32_t line)
{
	const struct stock_line *l = &a->s->lines[line];

	return line_on_books(l) && l->status == STATUS_GOOD && a->left[line] > 0;
}

static void add_to_lot(const struct auditing *a, struct goods *g, int32_t line)
{
	const struct stock_line *l = &a->s->lines[line];
	int32_t lot = l->lot ? map_get(&g->names, l->lot) : -1, claim;

	if (lot < 0) {
		lot = ARRAY_ADD(&g->lots, &g->nlots, &g->lots_room);
		g->lots[lot] = (struct lot){line, 0, -1, false};
		if (l->lot)
			map_add(&g->names, l->lot, lot);
	}
	for (claim = g->lots[lot].claim; claim >= 0 && g->claims[claim].agreement != l->agreement;)
		claim = g->claims[claim].before;
	if (claim < 0) {
		claim = ARRAY_ADD(&g->claims, &g->nclaims, &g->claims_room);
		g->claims[claim] = (struct claim){lot, l->agreement, g->lots[lot].claim, 0};
		g->lots[lot].claim = claim;
	}
	g->claims[claim].quantity += a->quantity[line];
	g->lots[lot].serves_all |= l->agreement < 0;
}

/* The amounts that it lists; without any, what may be called up of goods that name it. */
static int64_t promised(const struct auditing *a, const struct goods *g, int32_t agreement)
{
	const struct agreement *of = &a->s->holders[g->holder].agreements[agreement];
	int64_t sum = 0, named = 0;

	for (int32_t p = 0; p < of->npromises; p++)
		if (of->promises[p].item == g->item)
			sum += of->promises[p].quantity;
	for (int32_t k = 0; of->npromises == 0 && k < g->nclaims; k++)
		if (g->claims[k].agreement == agreement)
			named += g->claims[k].quantity;
	return sum > 0 || named == 0 ? sum : int_mul_div_floor(named, g->callable, g->stock);
}

/* Terms of the item before those of all. */
static void find_terms(const struct auditing *a, const struct goods *g, const struct terms **hold,
	const struct terms **release)
{
	const struct holder *h = &a->s->holders[g->holder];

	*hold = *release = NULL;
	for (int32_t k = 0; k < h->nterms; k++) {
		const struct terms *t = &h->terms[k];

		if (t->item != g->item && t->item >= 0)
			continue;
		if (t->has_hold_back && (!*hold || t->item >= 0))
			*hold = t;
		if (t->has_release && (!*release || t->item >= 0))
			*release = t;
	}
}

static int64_t held_back(const struct terms *hold, int64_t stock)
{
	if (!hold)
		return 0;
	return hold->hold_back_is_share ?
		int_mul_div_ceil(stock, hold->hold_back_share.num, hold->hold_back_share.den) : hold->hold_back;
}

static void find_callable(const struct auditing *a, struct goods *g)
{
	const struct terms *hold, *release;

	find_terms(a, g, &hold, &release);
	g->callable = g->stock - held_back(hold, g->stock);
	if (release) {
		int64_t most = int_mul_div_floor(g->stock, release->release.num, release->release.den);

		g->callable = most < g->callable ? most : g->callable;
	}
	g->callable = g->callable < 0 ? 0 : g->callable;
}

static void find_goods(const struct auditing *a, struct goods *g)
{
	const struct holder *h = &a->s->holders[g->holder];

	for (int32_t k = 0; k < g->nlines; k++) {
		g->by_period |= a->s->lines[g->lines[k]].mode == MODE_CAPACITY;
		if (in_stock(a, g->lines[k]) && a->quantity[g->lines[k]] > 0)
			add_to_lot(a, g, g->lines[k]);
	}
	for (int32_t k = 0; k < g->nclaims; k++) {
		struct lot *lot = &g->lots[g->claims[k].lot];

		if (g->claims[k].quantity > lot->quantity)
			lot->quantity = g->claims[k].quantity;
	}
	for (int32_t k = 0; k < g->nlots; k++)
		g->stock += g->lots[k].quantity;
	find_callable(a, g);
	for (int32_t k = 0; k < h->nagreements; k++) {
		int64_t quantity = agreement_in_force(a, &h->agreements[k]) ? promised(a, g, k) : 0;

		if (quantity > 0) {
			int32_t added = ARRAY_ADD(&g->asked, &g->nasked, &g->asked_room);
			g->asked[added] = (struct asked){k, quantity};
		}
	}
}

/* ---- the most that can be honoured ---- */

struct net {
	int32_t *tail, *head;
	int64_t *capacity;
	int32_t n;
};

static void add_arc(struct net *net, int32_t tail, int32_t head, int64_t capacity)
{
	net->tail[net->n] = tail;
	net->head[net->n] = head;
	net->capacity[net->n++] = capacity;
}

/* Places: 0 the callable stock, 1.. lots, then agreements. */
static void build_net(const struct goods *g, struct net *net)
{
	for (int32_t l = 0; l < g->nlots; l++)
		add_arc(net, 0, 1 + l, g->lots[l].quantity);
	for (int32_t k = 0; k < g->nasked; k++) {
		for (int32_t l = 0; l < g->nlots; l++)
			if (g->lots[l].serves_all)
				add_arc(net, 1 + l, 1 + g->nlots + k, g->lots[l].quantity);
		for (int32_t c = 0; c < g->nclaims; c++)
			if (g->claims[c].agreement == g->asked[k].agreement &&
				!g->lots[g->claims[c].lot].serves_all)
				add_arc(net, 1 + g->claims[c].lot, 1 + g->nlots + k, g->claims[c].quantity);
	}
}

/* given [nasked]: what each agreement gets. Returns the sum. */
static int64_t honour(const struct goods *g, int64_t *given)
{
	int32_t nplaces = 1 + g->nlots + g->nasked;
	size_t room = (size_t)(g->nlots + g->nasked * (g->nlots + g->nclaims)) + 1;
	struct net net = {mem_calloc(room, sizeof *net.tail), mem_calloc(room, sizeof *net.head),
		mem_calloc(room, sizeof *net.capacity), 0};
	int64_t *got = mem_calloc((size_t)nplaces, sizeof *got), sum = 0;
	struct flow flow;

	build_net(g, &net);
	flow_init(&flow);
	flow_load(&flow, nplaces, net.n, net.tail, net.head, net.capacity, QUANTITY_MAX, 1);
	flow_supply(&flow, 0, g->callable);
	for (int32_t k = 0; k < g->nasked; k++) {
		got[1 + g->nlots + k] = g->asked[k].quantity;
		flow_ask(&flow, 1 + g->nlots + k, g->asked[k].quantity);
	}
	flow_run(&flow, NULL);
	flow_take_back(&flow, got);
	for (int32_t k = 0; k < g->nasked; k++) {
		given[k] = got[1 + g->nlots + k];
		sum += given[k];
	}
	flow_release(&flow);
	mem_free(got);
	mem_free(net.tail);
	mem_free(net.head);
	mem_free(net.capacity);
	return sum;
}

/* ---- what would keep them ---- */

/* What can be honoured of the promises, as they are now, with so much more in stock
 * that serves all of them. */
static int64_t honour_with(const struct auditing *a, const struct goods *g, int64_t more, int64_t *given)
{
	struct goods with = *g;
	int64_t sum;

	with.lots = mem_calloc((size_t)g->nlots + 1, sizeof *with.lots);
	for (int32_t k = 0; k < g->nlots; k++)
		with.lots[k] = g->lots[k];
	with.lots[with.nlots++] = (struct lot){-1, more, -1, true};
	with.stock += more;
	find_callable(a, &with);
	sum = honour(&with, given);
	mem_free(with.lots);
	return sum;
}

/* The least rise, by whole issue units, with which all that is asked is honoured; more
 * never honours less. -1 = none does. */
static int64_t least_rise(const struct auditing *a, const struct goods *g, int64_t asked)
{
	int64_t unit = a->s->items[g->item].issue_unit, most = QUANTITY_MAX / 1024 / unit, low = 0, high = 1;
	int64_t *given = mem_calloc((size_t)g->nasked, sizeof *given);

	while (high <= most && honour_with(a, g, high * unit, given) < asked) {
		low = high;
		high *= 2;
	}
	while (high <= most && high - low > 1) {
		int64_t middle = low + (high - low) / 2;

		if (honour_with(a, g, middle * unit, given) < asked)
			low = middle;
		else
			high = middle;
	}
	mem_free(given);
	return high <= most ? high * unit : -1;
}

static void add_kept(const struct auditing *a, const struct goods *g, struct kept kept)
{
	int32_t i = ARRAY_ADD(&a->out->kept, &a->out->nkept, &a->out->kept_room);

	kept.holder = g->holder;
	kept.item = g->item;
	a->out->kept[i] = kept;
}

static int compare_kept(const void *left, const void *right, void *context)
{
	const struct kept *a = left, *b = right;
	const struct scenario *s = context;
	int order = strcmp(s->holders[a->holder].id, s->holders[b->holder].id);

	return order ? order : strcmp(s->items[a->item].id, s->items[b->item].id);
}

/* ---- findings ---- */

static struct finding *new_finding(const struct auditing *a, const struct goods *g,
	enum finding_kind kind, int64_t asked, int64_t honoured)
{
	struct finding *f = audit_add_finding(a->out, kind);

	f->holder = g->holder;
	f->place = a->s->holders[g->holder].place;
	f->item = g->item;
	f->unit = a->s->items[g->item].unit;
	f->decimals = a->s->items[g->item].decimals;
	f->required = asked;
	f->book = g->stock;
	f->usable = honoured;
	f->gap = asked - honoured;
	f->money = item_money(a->s, g->item, f->gap);
	return f;
}

static void add_lines(const struct auditing *a, const struct goods *g)
{
	struct finding *f = &a->out->findings[a->out->nfindings - 1];

	for (int32_t k = 0; k < g->nlines; k++) {
		if (!line_on_books(&a->s->lines[g->lines[k]]))
			continue;
		if (f->nevidence < EVIDENCE_MOST)
			audit_add_evidence(a->out, line_evidence(a, g->lines[k], a->quantity[g->lines[k]]));
		else
			f->more++;
	}
}

static void judge_promises(const struct auditing *a, const struct goods *g)
{
	struct kept kept = {.broken = FINDING_KINDS};
	int64_t asked = 0, honoured, *given;
	struct finding *f;

	if (g->nasked == 0 || g->by_period)
		return;
	given = mem_calloc((size_t)g->nasked, sizeof *given);
	honoured = honour(g, given);
	for (int32_t k = 0; k < g->nasked; k++)
		asked += g->asked[k].quantity;
	if (honoured < asked) {
		f = new_finding(a, g, g->nasked > 1 ? FINDING_PROMISED_TWICE : FINDING_FLOOR, asked, honoured);
		f->grade = g->nasked > 1 || f->gap >= asked / 2 ? GRADE_HIGH : GRADE_MEDIUM;
		if (g->nasked == 1)
			f->agreement = g->asked[0].agreement;
		for (int32_t k = 0; k < g->nasked; k++)
			audit_add_evidence(a->out, agreement_evidence(a, g->holder, g->asked[k].agreement,
				g->asked[k].quantity));
		add_lines(a, g);
		kept.broken = g->nasked > 1 ? FINDING_PROMISED_TWICE : FINDING_FLOOR;
		kept.rise = least_rise(a, g, asked);
	}
	add_kept(a, g, kept);
	mem_free(given);
}

/* A holder without any promise may still have said what it always keeps. */
static void judge_hold_back(const struct auditing *a, const struct goods *g)
{
	int64_t unit = a->s->items[g->item].issue_unit;
	const struct terms *hold, *release;
	struct finding *f;

	find_terms(a, g, &hold, &release);
	if (g->nasked > 0 || g->by_period || !hold || hold->hold_back_is_share || hold->item != g->item)
		return;
	if (g->stock >= hold->hold_back) {
		add_kept(a, g, (struct kept){.broken = FINDING_KINDS, .own_word = true,
			.spare = g->stock - hold->hold_back});
		return;
	}
	add_kept(a, g, (struct kept){.broken = FINDING_FLOOR, .own_word = true,
		.rise = (hold->hold_back - g->stock + unit - 1) / unit * unit});
	f = new_finding(a, g, FINDING_FLOOR, hold->hold_back, g->stock);
	f->grade = f->gap >= hold->hold_back / 2 ? GRADE_HIGH : GRADE_MEDIUM;
	audit_add_evidence(a->out, evidence_at(hold->where, hold->hold_back));
	add_lines(a, g);
}

/* ---- rotation ---- */

static struct ratio sales_of(const struct auditing *a, const struct goods *g)
{
	const struct holder *h = &a->s->holders[g->holder];

	for (int32_t k = 0; k < h->nterms; k++)
		if (h->terms[k].item == g->item && h->terms[k].sales.num >= 0)
			return h->terms[k].sales;
	return (struct ratio){-1, 1};
}

/* Sold first-expired first-out and bought anew: by the end of its last day a lot
 * must have been sold, after all that expires before it. What is not is lost; the
 * lines lie in the order of their last days. */
static void judge_rotation(const struct auditing *a, const struct goods *g)
{
	struct ratio sales = sales_of(a, g);
	int64_t sold = 0, lost = 0, first = NEVER;
	struct finding *f;

	if (sales.num < 0 || g->by_period)
		return;
	for (int32_t k = 0; k < g->nlines; k++) {
		int32_t line = g->lines[k];
		wide room;

		if (!in_stock(a, line) || a->left[line] == NEVER)
			continue;
		room = wide_floor_div((wide)sales.num * a->left[line], (wide)sales.den * 86400) - sold;
		room = room < 0 ? 0 : room > a->quantity[line] ? a->quantity[line] : room;
		sold += (int64_t)room;
		lost += a->quantity[line] - (int64_t)room;
		if (room < a->quantity[line] && a->left[line] < first)
			first = a->left[line];
	}
	if (lost == 0)
		return;
	f = new_finding(a, g, FINDING_ROTATION, -1, -1);
	f->usable = g->stock - lost;
	f->gap = lost;
	f->actual = first;
	f->money = item_money(a->s, g->item, lost);
	for (int32_t k = 0; k < g->nasked; k++) /* the promise can then not be kept */
		if (g->asked[k].quantity > f->usable)
			f->grade = GRADE_HIGH;
	add_lines(a, g);
}

/* ---- reported twice ---- */

static bool said_twice(const struct auditing *a, int32_t line, int32_t before)
{
	const struct stock_line *l = &a->s->lines[line];

	return l->lot && line_on_books(l) && line_on_books(&a->s->lines[before]) &&
		line_compare_content(a->s, line, before) == 0;
}

/* Lines of two sources in conflict, or one line word for word again. The amount
 * in question: all that they say less the largest that one source says. */
static void judge_reports(const struct auditing *a, const struct goods *g)
{
	const struct scenario *s = a->s;
	int64_t *by_source = mem_calloc((size_t)s->nsources + 1, sizeof *by_source), all = 0, most = 0;
	int64_t again = 0;
	struct finding *f = NULL;

	for (int32_t k = 0; k < g->nlines; k++) {
		const struct stock_line *l = &s->lines[g->lines[k]];
		int64_t quantity = l->counted >= 0 ? l->counted : l->declared;
		bool twice = k > 0 && said_twice(a, g->lines[k], g->lines[k - 1]);
		bool first = k + 1 < g->nlines && said_twice(a, g->lines[k + 1], g->lines[k]);

		if (l->state != LINE_CONFLICT && !twice && !first)
			continue;
		if (!f)
			f = new_finding(a, g, FINDING_REPORTED_TWICE, -1, -1);
		if (twice)
			again += quantity;
		else if (l->state == LINE_CONFLICT)
			by_source[l->source + 1] += quantity;
		audit_add_evidence(a->out, line_evidence(a, g->lines[k], quantity));
	}
	for (int32_t k = 0; k <= s->nsources; k++) {
		all += by_source[k];
		most = by_source[k] > most ? by_source[k] : most;
	}
	if (f) {
		f->required = f->usable = f->book = -1;
		f->gap = all - most + again;
		f->money = item_money(s, g->item, f->gap);
		f->grade = GRADE_HIGH;
	}
	mem_free(by_source);
}

/* ---- all ---- */

static void judge_goods(const struct auditing *a, int32_t holder, int32_t item, const int32_t *lines,
	int32_t nlines)
{
	struct goods g = {.holder = holder, .item = item, .lines = lines, .nlines = nlines};

	map_init(&g.names);
	find_goods(a, &g);
	judge_promises(a, &g);
	judge_hold_back(a, &g);
	judge_rotation(a, &g);
	judge_reports(a, &g);
	map_release(&g.names);
	mem_free(g.asked);
	mem_free(g.lots);
	mem_free(g.claims);
}

/* Items promised, or kept by the holder's word, of which there is no line. */
static void judge_absent(const struct auditing *a, int32_t holder, char *seen)
{
	const struct holder *h = &a->s->holders[holder];

	for (int32_t k = 0; k < h->nagreements; k++) {
		for (int32_t p = 0; p < h->agreements[k].npromises; p++) {
			int32_t item = h->agreements[k].promises[p].item;

			if (!seen[item])
				judge_goods(a, holder, item, NULL, 0);
			seen[item] = 1;
		}
	}
	for (int32_t k = 0; k < h->nterms; k++) {
		int32_t item = h->terms[k].item;

		if (item < 0 || seen[item])
			continue;
		judge_goods(a, holder, item, NULL, 0);
		seen[item] = 1;
	}
}

static void judge_all_absent(const struct auditing *a, const int32_t *lines, int32_t nlines)
{
	const struct scenario *s = a->s;
	char *seen = mem_calloc((size_t)s->nitems + 1, 1);
	int32_t *first = mem_calloc((size_t)s->nholders + 1, sizeof *first);
	int32_t *last = mem_calloc((size_t)s->nholders + 1, sizeof *last);

	for (int32_t k = nlines - 1; k >= 0; k--)
		first[s->lines[lines[k]].holder] = k;
	for (int32_t k = 0; k < nlines; k++)
		last[s->lines[lines[k]].holder] = k + 1;
	for (int32_t h = 0; h < s->nholders; h++) {
		if (s->holders[h].nagreements == 0 && s->holders[h].nterms == 0)
			continue;
		memset(seen, 0, (size_t)s->nitems);
		for (int32_t k = first[h]; k < last[h]; k++)
			seen[s->lines[lines[k]].item] = 1;
		judge_absent(a, h, seen);
	}
	mem_free(last);
	mem_free(first);
	mem_free(seen);
}

void audit_promises(struct auditing *a)
{
	int32_t nlines, from, to;
	int32_t *lines = lines_ordered(a->s, &nlines);

	for (from = 0; from < nlines; from = to) {
		const struct stock_line *l = &a->s->lines[lines[from]];

		to = lines_run_end(a->s, lines, nlines, from);
		judge_goods(a, l->holder, l->item, lines + from, to - from);
	}
	judge_all_absent(a, lines, nlines);
	if (a->out->nkept > 0)
		qsort_r(a->out->kept, (size_t)a->out->nkept, sizeof *a->out->kept, compare_kept,
			(void *)(uintptr_t)a->s);
	mem_free(lines);
}
