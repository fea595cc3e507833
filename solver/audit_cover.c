/* Cover: what must be there against what is there, three ways.
 *
 * For a norm at a place: r = what is used in 24 hours (its amounts by heads, or
 * the demand), N the cover in seconds, required = ceil(r N / 24 h); without a
 * cover, required is the amounts themselves. Stock, line by line with q and the
 * seconds d until its last day ends:
 *   book    all that the books show
 *   strict  good and confirmed, d >= N
 *   usable  good and confirmed; first-expired-first-out, what is eaten in time:
 *           e_k = min(e_{k-1} + q_k, floor(r d_k / 24 h)) in the order of d while
 *           d_k < N, later lines whole.
 * Days are stock / r; usable days go on beyond N by the same rule. What is made
 * to order (capacity) counts as what can be made within the cover. */
#define _GNU_SOURCE /* qsort_r */

#include "solver/audit_parts.h"

#include <stdlib.h>
#include <string.h>

struct portion { /* of the stock that counts for a place */
	int32_t place, line;
	int64_t left; /* seconds in date, <= 0 past, NEVER */
	int64_t quantity; /* 10^-decimals of the norm's unit */
	bool shared; /* of those whose share is tested */
	int64_t lost; /* of good stock: not counted by the view that the norm tests */
	int64_t counts; /* by that view */
};

struct cover {
	const struct norm *norm;
	int32_t number; /* of the norm */
	int32_t decimals; /* most of its items */
	int64_t seconds; /* N, 0 = no cover */
	bool by_demand; /* r is the demand */
	bool has_least; /* some amount or a cover: something is required */
	int64_t *people, *households; /* [nplaces] with all that lies in them, NULL */
	bool *no_households; /* [nplaces] some are not known */
	wide *demand; /* [nplaces] of the whole horizon, NULL */
	struct portion *parts; /* [nparts] by place, left, shared, line */
	int32_t nparts, room;
};

static bool demands_cover(const struct norm *n)
{
	return n->per_person.num >= 0 || n->per_household.num >= 0 || n->quantity.num >= 0 ||
		n->quantity_max.num >= 0 || n->share_min.num >= 0 || n->share_max.num >= 0 ||
		n->cover.months || n->cover.seconds || n->cover_max.months || n->cover_max.seconds;
}

/* ---- heads and demand ---- */

static void count_heads(const struct auditing *a, struct cover *c)
{
	const struct scenario *s = a->s;
	int32_t group = c->norm->group ? map_get(&s->group_ids, c->norm->group) : -1;

	c->people = mem_calloc((size_t)s->nplaces, sizeof *c->people);
	c->households = mem_calloc((size_t)s->nplaces, sizeof *c->households);
	c->no_households = mem_calloc((size_t)s->nplaces, sizeof *c->no_households);
	for (int32_t k = 0; k < s->npeople; k++) {
		const struct people *p = &s->people[k];

		if ((group >= 0 && p->group != group) || p->when.first > a->period ||
			p->when.last < a->period)
			continue;
		for (int32_t place = p->place; place >= 0; place = s->places[place].in) {
			c->people[place] += p->count;
			c->households[place] += p->households < 0 ? 0 : p->households;
			c->no_households[place] |= p->households < 0;
		}
	}
}

static void count_demand(const struct auditing *a, struct cover *c)
{
	const struct scenario *s = a->s;

	c->demand = mem_calloc((size_t)s->nplaces, sizeof *c->demand);
	for (int32_t k = 0; k < a->cells->ncells; k++) {
		const struct cell *cell = &a->cells->cells[k];
		wide quantity = cell->demand;

		if (!norm_speaks_of(s, c->norm, cell->item))
			continue;
		quantity *= power10(c->decimals - s->items[cell->item].decimals);
		for (int32_t place = cell->place; place >= 0; place = s->places[place].in)
			c->demand[place] += quantity;
	}
}

/* ---- stock ---- */

/* Made to order: periods of the line's own that begin within the cover. */
static int64_t made_within(const struct auditing *a, const struct cover *c, const struct stock_line *l)
{
	int64_t periods = c->seconds / a->s->period;

	if (!a->s->ledger && periods > l->when.last - a->period + 1)
		periods = l->when.last - a->period + 1;
	return periods < 0 ? 0 : periods;
}

static int compare_parts(const void *left, const void *right)
{
	const struct portion *a = left, *b = right;

	if (a->place != b->place)
		return a->place < b->place ? -1 : 1;
	if (a->left != b->left)
		return a->left < b->left ? -1 : 1;
	if (a->shared != b->shared) /* who eats first among equals must not depend on the file */
		return a->shared ? 1 : -1;
	return (a->line > b->line) - (a->line < b->line);
}

static bool is_shared(const struct auditing *a, const struct norm *n, int32_t line)
{
	const struct stock_line *l = &a->s->lines[line];

	return (n->share_of == 0 || n->share_of >> a->s->holders[l->holder].kind & 1) &&
		(n->share_modes == 0 || n->share_modes >> l->mode & 1);
}

/* A product that nobody holds is cut to the most that is ever counted. */
static int64_t scaled(int64_t quantity, int64_t factor)
{
	wide product = (wide)quantity * factor;

	return product > QUANTITY_MAX ? QUANTITY_MAX : (int64_t)product;
}

static void gather(const struct auditing *a, struct cover *c)
{
	const struct scenario *s = a->s;

	for (int32_t i = 0; i < s->nlines; i++) {
		const struct stock_line *l = &s->lines[i];
		int64_t quantity = a->quantity[i];
		int32_t place;

		if (quantity == 0 || !norm_meets_line(a, c->norm, i))
			continue;
		place = norm_place(a, c->norm, s->holders[l->holder].place);
		if (l->mode == MODE_CAPACITY)
			quantity = scaled(quantity, made_within(a, c, l));
		if (place < 0 || quantity == 0 || norm_exception(a, c->norm, place, l->item, l->holder) >= 0)
			continue;
		int32_t added = ARRAY_ADD(&c->parts, &c->nparts, &c->room);
		c->parts[added] = (struct portion){place, i, a->left[i],
			scaled(quantity, power10(c->decimals - s->items[l->item].decimals)), is_shared(a, c->norm, i), 0, 0};
	}
	if (c->nparts > 0)
		qsort(c->parts, (size_t)c->nparts, sizeof *c->parts, compare_parts);
}

/* ---- one place ---- */

struct totals {
	struct ratio rate; /* 10^-decimals a day; num 0 = none */
	int64_t required, most; /* -1 */
	int64_t heads;
	wide stock[STOCK_VIEWS], shared[STOCK_VIEWS]; /* shared: by those whose share is tested */
	wide lasting; /* eaten in time beyond the cover too */
	wide expired, expired_shared; /* still on the books */
};

/* amount * heads, in 10^-decimals; sums are exact rationals. */
static bool add_amount(struct ratio *sum, struct ratio amount, int64_t heads, int32_t decimals)
{
	struct ratio product;

	if (amount.num < 0)
		return true;
	return ratio_mul(amount, ratio_make(heads, 1), &product) &&
		ratio_mul(product, ratio_make(power10(decimals), 1), &product) &&
		ratio_add(*sum, product, sum);
}

static int64_t times_days(struct ratio rate, int64_t seconds, bool up)
{
	wide over = (wide)rate.den * 86400;
	wide product = (wide)rate.num * seconds;
	wide result = up ? wide_ceil_div(product, over) : wide_floor_div(product, over);

	return result > QUANTITY_MAX ? QUANTITY_MAX : (int64_t)result;
}

/* The rate, what is required, what is the most. False: heads or rate unknown. */
static bool find_required(const struct auditing *a, struct cover *c, int32_t place, struct totals *t)
{
	const struct norm *n = c->norm;
	int64_t most = length_seconds(a, n->cover_max);

	t->rate = (struct ratio){0, 1};
	t->heads = n->per_household.num >= 0 && n->per_person.num < 0 ? c->households[place] :
		n->per_person.num >= 0 ? c->people[place] : -1;
	if (n->per_household.num >= 0 && c->no_households[place])
		return false;
	if (c->by_demand) {
		if (c->demand[place] == 0 ||
			!ratio_make_wide(c->demand[place] * 86400, (wide)a->s->nperiods * a->s->period, &t->rate))
			return c->demand[place] == 0 && !c->has_least;
	} else if (!add_amount(&t->rate, n->per_person, c->people[place], c->decimals) ||
		!add_amount(&t->rate, n->per_household, c->households[place], c->decimals) ||
		!add_amount(&t->rate, n->quantity, 1, c->decimals)) {
		return false;
	}
	t->required = !c->has_least ? -1 : times_days(t->rate, c->seconds > 0 ? c->seconds : 86400, true);
	t->most = -1;
	if (most > 0)
		t->most = times_days(t->rate, most, false);
	if (n->quantity_max.num >= 0) {
		struct ratio limit = {0, 1};

		if (add_amount(&limit, n->quantity_max, 1, c->decimals) &&
			(t->most < 0 || limit.num / limit.den < t->most))
			t->most = limit.num / limit.den;
	}
	return true;
}

static void add_part(struct totals *t, enum stock_view view, int64_t quantity, bool shared)
{
	t->stock[view] += quantity;
	if (shared)
		t->shared[view] += quantity;
}

/* Parts from .. to of one place, in the order in which they expire. */
static void add_stock(const struct auditing *a, struct cover *c, int32_t from, int32_t to, struct totals *t)
{
	for (int32_t k = from; k < to; k++) {
		struct portion *p = &c->parts[k];
		int64_t eaten = p->quantity, lasting = p->quantity;

		add_part(t, VIEW_BOOK, p->quantity, p->shared);
		if (p->left <= 0) {
			t->expired += p->quantity;
			t->expired_shared += p->shared ? p->quantity : 0;
		}
		p->counts = c->norm->tests == VIEW_BOOK ? p->quantity : 0;
		if (!line_counts(a, p->line))
			continue;
		if (p->left >= c->seconds)
			add_part(t, VIEW_STRICT, p->quantity, p->shared);
		if (p->left != NEVER && t->rate.num > 0) {
			wide room = times_days(t->rate, p->left, false) - t->lasting;

			lasting = room < 0 ? 0 : room < lasting ? (int64_t)room : lasting;
		}
		if (p->left < c->seconds && c->seconds > 0)
			eaten = t->rate.num > 0 ? lasting : 0;
		t->lasting += lasting;
		p->lost = c->norm->tests == VIEW_USABLE ? p->quantity - eaten :
			c->norm->tests == VIEW_STRICT && p->left < c->seconds ? p->quantity : 0;
		add_part(t, VIEW_USABLE, eaten, p->shared);
		p->counts = c->norm->tests == VIEW_USABLE ? eaten : p->quantity - p->lost;
	}
}

static int64_t tenths_of_days(wide stock, struct ratio rate)
{
	wide tenths;

	if (rate.num <= 0)
		return -1;
	tenths = wide_floor_div(stock * 10 * rate.den, rate.num);
	return tenths > INT32_MAX ? INT32_MAX : (int64_t)tenths;
}

/* ---- findings ---- */

static enum grade grade_of_gap(const struct norm *n, int64_t gap, int64_t required)
{
	if (n->severity)
		return (enum grade)n->severity;
	return gap >= required / 2 ? GRADE_HIGH : gap >= required / 10 ? GRADE_MEDIUM : GRADE_LOW;
}

/* At the least price of the norm's items. */
static int64_t gap_money(const struct auditing *a, const struct cover *c, int64_t gap)
{
	int64_t least = -1;

	for (int32_t i = 0; i < a->s->nitems; i++) {
		int64_t value = a->s->items[i].value;

		if (norm_speaks_of(a->s, c->norm, i) && value >= 0 && (least < 0 || value < least))
			least = value;
	}
	return least < 0 || gap < 0 ? -1 : int_mul_div_floor(gap, least, power10(c->decimals));
}

static int compare_large(const void *left, const void *right)
{
	const struct portion *a = left, *b = right;

	if (a->quantity != b->quantity)
		return a->quantity > b->quantity ? -1 : 1;
	return (a->line > b->line) - (a->line < b->line);
}

/* The largest lines of the place, of those whose share is tested alone if so. */
static void add_evidence(const struct auditing *a, const struct cover *c, int32_t from, int32_t to,
	bool shared)
{
	struct finding *f = &a->out->findings[a->out->nfindings - 1];
	int32_t n = 0, shown;
	struct portion *sorted = mem_calloc((size_t)(to - from), sizeof *sorted);

	for (int32_t k = from; k < to; k++)
		if (!shared || c->parts[k].shared)
			sorted[n++] = c->parts[k];
	if (n > 0)
		qsort(sorted, (size_t)n, sizeof *sorted, compare_large);
	shown = n < EVIDENCE_MOST ? n : EVIDENCE_MOST;
	f->more = n - shown;
	for (int32_t k = 0; k < shown; k++)
		audit_add_evidence(a->out, line_evidence(a, sorted[k].line, sorted[k].quantity));
	mem_free(sorted);
}

static struct finding *new_finding(const struct auditing *a, const struct cover *c,
	enum finding_kind kind, const struct coverage *row)
{
	struct finding *f = audit_add_finding(a->out, kind);

	f->norm = c->number;
	f->place = row->place;
	f->holder = c->norm->holder ? map_get(&a->s->holder_ids, c->norm->holder) : -1;
	f->item = c->norm->item;
	f->unit = row->unit;
	f->decimals = row->decimals;
	f->book = row->book;
	f->strict = row->strict;
	f->usable = row->usable;
	f->days = row->days[c->norm->tests];
	f->grade = c->norm->severity ? c->norm->severity : GRADE_MEDIUM;
	return f;
}

static void judge_share(const struct auditing *a, const struct cover *c, const struct totals *t,
	const struct coverage *row, int32_t from, int32_t to)
{
	const struct norm *n = c->norm;
	int64_t total = (int64_t)t->stock[n->tests], part = (int64_t)t->shared[n->tests];
	struct finding *f;
	int64_t least, most;

	if (total == 0 || (n->share_min.num < 0 && n->share_max.num < 0))
		return;
	least = n->share_min.num < 0 ? 0 : int_mul_div_ceil(total, n->share_min.num, n->share_min.den);
	most = n->share_max.num < 0 ? total : int_mul_div_floor(total, n->share_max.num, n->share_max.den);
	if (part >= least && part <= most)
		return;
	f = new_finding(a, c, FINDING_SHARE, row);
	f->required = part < least ? least : most;
	f->gap = part < least ? least - part : part - most;
	f->share = ratio_make(part, total);
	f->money = gap_money(a, c, f->gap);
	add_evidence(a, c, from, to, true);
}

static void judge(const struct auditing *a, const struct cover *c, const struct totals *t,
	const struct coverage *row, int32_t from, int32_t to)
{
	struct finding *f;

	if (row->gap > 0) {
		f = new_finding(a, c, FINDING_COVER, row);
		f->required = row->required;
		f->gap = row->gap;
		f->money = gap_money(a, c, f->gap);
		f->grade = grade_of_gap(c->norm, f->gap, f->required);
		add_evidence(a, c, from, to, false);
	}
	if (t->most >= 0 && row->book > t->most) {
		f = new_finding(a, c, FINDING_SURPLUS, row);
		f->required = t->most;
		f->gap = row->book - t->most;
		f->money = gap_money(a, c, f->gap);
		f->grade = c->norm->severity ? c->norm->severity : GRADE_LOW;
		add_evidence(a, c, from, to, false);
	}
	judge_share(a, c, t, row, from, to);
}

struct holding { /* of one holder at the place and what it is host of, strictly counted */
	int32_t holder;
	int64_t quantity;
};

static int compare_holders(const void *left, const void *right)
{
	const struct holding *a = left, *b = right;

	return (a->holder > b->holder) - (a->holder < b->holder);
}

static int compare_holdings(const void *left, const void *right, void *context)
{
	const struct holding *a = left, *b = right;
	const struct scenario *s = context;

	if (a->quantity != b->quantity)
		return a->quantity > b->quantity ? -1 : 1;
	return strcmp(s->holders[a->holder].id, s->holders[b->holder].id);
}

/* Strict stock adds up over holders, so the worst that any k can do is what the
 * k largest hold; the worst of a share of the books is that all of it was good. */
static void fail_holders(const struct auditing *a, const struct cover *c, int32_t from, int32_t to,
	struct coverage *row)
{
	struct holding *all = mem_calloc((size_t)(to - from) + 1, sizeof *all);
	int32_t n = 0, merged = 0;

	for (int32_t k = from; k < to; k++)
		if (line_counts(a, c->parts[k].line) && c->parts[k].left >= c->seconds)
			all[n++] = (struct holding){holder_of_fate(a->s, a->s->lines[c->parts[k].line].holder),
				c->parts[k].quantity};
	qsort(all, (size_t)n, sizeof *all, compare_holders);
	for (int32_t k = 0; k < n; k++) {
		if (merged > 0 && all[merged - 1].holder == all[k].holder)
			all[merged - 1].quantity += all[k].quantity;
		else
			all[merged++] = all[k];
	}
	qsort_r(all, (size_t)merged, sizeof *all, compare_holdings, (void *)(uintptr_t)a->s);
	row->left = row->strict - int_mul_div_floor(row->book, a->out->fail_share.num, a->out->fail_share.den);
	row->largest = merged > 0 ? all[0].holder : -1;
	for (int32_t k = 0; k < merged; k++) {
		if (k < a->out->fail)
			row->left -= all[k].quantity;
		row->ncritical += row->strict >= row->required && row->strict - all[k].quantity < row->required;
	}
	row->left = row->left < 0 ? 0 : row->left;
	mem_free(all);
}

/* What could be rotated. */
static void keep_uncounted(struct audit *out, const struct cover *c, const struct coverage *row, int32_t from, int32_t to)
{
	if (row->gap == 0 && c->norm->share_min.num < 0 && c->norm->share_max.num < 0)
		return;
	for (int32_t k = from; k < to; k++) {
		if (c->parts[k].lost == 0)
			continue;
		int32_t i = ARRAY_ADD(&out->expiring, &out->nexpiring, &out->expiring_room);
		out->expiring[i] = (struct expiring){row->norm, row->place, c->parts[k].line, c->parts[k].lost};
	}
}

static void keep_weighed(const struct auditing *a, const struct cover *c, const struct coverage *row, int32_t from,
	int32_t to)
{
	struct audit *out = a->out;

	for (int32_t k = from; row->required > 0 && k < to; k++) {
		const struct stock_line *l = &a->s->lines[c->parts[k].line];

		if (c->parts[k].counts == 0)
			continue;
		int32_t i = ARRAY_ADD(&out->weighed, &out->nweighed, &out->weighed_room);
		out->weighed[i] = (struct weighed){row->norm, row->place, l->holder, l->item, c->parts[k].counts};
	}
}

static bool test_place(struct auditing *a, struct cover *c, int32_t place, int32_t from, int32_t to)
{
	const struct norm *n = c->norm;
	struct audit *out = a->out;
	struct totals t = {0};
	struct coverage row = {.norm = c->number, .place = place, .decimals = c->decimals,
		.unit = n->item >= 0 ? a->s->items[n->item].unit : n->unit, .required = -1, .most = -1,
		.days = {-1, -1, -1}, .left = -1, .largest = -1, .exception = norm_exception(a, n, place, n->item, -1)};
	int64_t *days = row.days;

	if (row.exception < 0 && !find_required(a, c, place, &t))
		return false;
	add_stock(a, c, from, to, &t);
	row.heads = row.exception < 0 ? t.heads : -1;
	row.book = (int64_t)t.stock[VIEW_BOOK];
	row.strict = (int64_t)t.stock[VIEW_STRICT];
	row.usable = (int64_t)t.stock[VIEW_USABLE];
	row.shared = (int64_t)t.shared[n->tests];
	row.expired = (int64_t)t.expired;
	row.expired_shared = (int64_t)t.expired_shared;
	if (row.exception < 0) {
		row.required = t.required;
		row.most = t.most;
		row.gap = t.required - (int64_t)t.stock[n->tests];
		row.gap = row.gap < 0 || t.required < 0 ? 0 : row.gap;
	}
	if (c->seconds > 0 || n->cover_max.months || n->cover_max.seconds) {
		days[VIEW_BOOK] = tenths_of_days(t.stock[VIEW_BOOK], t.rate);
		days[VIEW_STRICT] = tenths_of_days(t.stock[VIEW_STRICT], t.rate);
		days[VIEW_USABLE] = tenths_of_days(t.lasting, t.rate);
	}
	if ((out->fail > 0 || out->fail_share.num > 0) && row.required > 0)
		fail_holders(a, c, from, to, &row);
	int32_t added = ARRAY_ADD(&out->coverage, &out->ncoverage, &out->coverage_room);
	out->coverage[added] = row;
	if (row.exception < 0) {
		judge(a, c, &t, &row, from, to);
		keep_uncounted(out, c, &row, from, to);
		if (out->weigh)
			keep_weighed(a, c, &row, from, to);
	}
	return true;
}

/* ---- all places ---- */

static int32_t places_to_test(const struct auditing *a, const struct norm *n, char *tested)
{
	int32_t count = 0;

	for (int32_t p = 0; p < a->s->nplaces; p++) {
		tested[p] = norm_place(a, n, p) == p;
		count += tested[p];
	}
	return count;
}

static void test_places(struct auditing *a, struct cover *c, const char *tested)
{
	int32_t unknown = 0, count = 0, k = 0;

	for (int32_t p = 0; p < a->s->nplaces; p++) {
		int32_t from = k;

		while (k < c->nparts && c->parts[k].place == p)
			k++;
		if (!tested[p])
			continue;
		count++;
		unknown += !test_place(a, c, p, from, k);
	}
	if (unknown > 0)
		audit_untested(a, c->number, c->by_demand ? UNTESTED_NO_RATE : UNTESTED_NO_HEADS,
			unknown == count ? 0 : unknown);
}

void audit_cover(struct auditing *a, int32_t norm)
{
	const struct norm *n = &a->s->norms[norm];
	struct cover c = {.norm = n, .number = norm, .seconds = length_seconds(a, n->cover)};
	char *tested;

	if (!demands_cover(n))
		return;
	if (n->group && map_get(&a->s->group_ids, n->group) < 0) {
		audit_untested(a, norm, UNTESTED_NO_GROUP, 0);
		return;
	}
	for (int32_t i = 0; i < a->s->nitems; i++)
		if (norm_speaks_of(a->s, n, i) && a->s->items[i].decimals > c.decimals)
			c.decimals = a->s->items[i].decimals;
	c.by_demand = n->per_person.num < 0 && n->per_household.num < 0 && n->quantity.num < 0;
	c.has_least = !c.by_demand || c.seconds > 0;
	c.by_demand = c.by_demand && (c.seconds > 0 || n->cover_max.months || n->cover_max.seconds);
	tested = mem_calloc((size_t)a->s->nplaces, 1);
	if (places_to_test(a, n, tested) == 0) {
		audit_untested(a, norm, UNTESTED_NO_PLACE, 0);
	} else {
		count_heads(a, &c);
		count_demand(a, &c);
		gather(a, &c);
		test_places(a, &c, tested);
	}
	mem_free(c.parts);
	mem_free(c.demand);
	mem_free(c.no_households);
	mem_free(c.households);
	mem_free(c.people);
	mem_free(tested);
}
