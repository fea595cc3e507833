/* The cheapest cure: what to buy, move and rotate (audit_rotation.c) so that every
 * amount, share, greatest amount and promise is kept, as one linear program over whole
 * smallest units.
 *
 *   least  sum of price x bought + cost of way x moved + twice the way x rotated
 *   for each norm at each place:
 *     tested + bought there + moved in - moved out + rotated there >= required
 *     book   + the same                            <= the most
 *     part   + the same of those who share         within its bounds of the total
 *   for each holder and item whose promises, or own word, are not kept:
 *     bought for the holder + moved in for it      >= the least rise that keeps them
 *
 * Goods past their last day are off the books here: they have to be taken off.
 * Bought goods are fresh, so they count whole in every view. Moved are only goods
 * of the government that outlast every cover of their item: they too count whole,
 * here and there, so that the rows are linear. Bought is in the name of the first
 * kind of holder and mode that the norm counts, or for the holder whose promise is
 * not kept, where it is: that counts for norms as well. Government holders give away
 * nothing that an agreement asks of them or that they keep back. Items without value
 * cannot be bought, ways without cost not used. */
#define _GNU_SOURCE /* qsort_r */

#include "models/order.h"
#include "solver/audit_cure_parts.h"

#include <stdlib.h>
#include <string.h>

const struct norm *row_norm(const struct curing *c, const struct cure_row *r)
{
	return r->kind == ROW_PROMISE ? NULL : &c->s->norms[c->a->coverage[r->coverage].norm];
}

static bool row_is_least(const struct cure_row *r)
{
	return r->kind == ROW_LEAST || r->kind == ROW_SHARE_LEAST || r->kind == ROW_PROMISE;
}

/* ---- rows ---- */

static void add_row(struct curing *c, enum row_kind kind, int32_t coverage, wide bound)
{
	int32_t i = ARRAY_ADD(&c->rows, &c->nrows, &c->rows_room);

	c->rows[i] = (struct cure_row){kind, coverage, -1, bound, 0, false};
}

static void add_promise_rows(struct curing *c)
{
	for (int32_t k = 0; k < c->a->nkept; k++) {
		if (c->a->kept[k].rise <= 0)
			continue;
		add_row(c, ROW_PROMISE, -1, c->a->kept[k].rise);
		c->rows[c->nrows - 1].kept = k;
	}
}

static void add_rows(struct curing *c)
{
	for (int32_t k = 0; k < c->a->ncoverage; k++) {
		const struct coverage *v = &c->a->coverage[k];
		const struct norm *n = &c->s->norms[v->norm];
		bool by_books = n->tests == VIEW_BOOK;
		int64_t tested = coverage_tested(v, n->tests) - (by_books ? v->expired : 0);
		int64_t shared = v->shared - (by_books ? v->expired_shared : 0);

		if (v->exception >= 0)
			continue;
		if (v->required >= 0)
			add_row(c, ROW_LEAST, k, (wide)v->required - tested);
		if (v->most >= 0)
			add_row(c, ROW_MOST, k, (wide)v->most - (v->book - v->expired));
		/* part + x >= m (total + y): den part - num total bound the weighted sum */
		if (n->share_min.num >= 0 && tested > 0)
			add_row(c, ROW_SHARE_LEAST, k,
				(wide)n->share_min.num * tested - (wide)n->share_min.den * shared);
		if (n->share_max.num >= 0 && tested > 0)
			add_row(c, ROW_SHARE_MOST, k,
				(wide)n->share_max.num * tested - (wide)n->share_max.den * shared);
	}
}

bool row_broken(const struct cure_row *r)
{
	return row_is_least(r) ? r->bound > 0 : r->bound < 0;
}

/* ---- columns ---- */

static bool counts(const struct curing *c, const struct norm *n, const struct cure_step *t)
{
	if (t->line >= 0)
		return norm_counts_line(c->s, n, t->line);
	return norm_speaks_of(c->s, n, t->item) && (n->holders == 0 || n->holders >> t->kind & 1) &&
		(n->modes == 0 || n->modes >> t->mode & 1) && (n->owners == 0 || n->owners >> t->government & 1) &&
		(!n->holder || (t->holder >= 0 && norm_names_holder(c->s, n, t->holder)));
}

static bool shares(const struct norm *n, enum holder_kind kind, enum reserve_mode mode)
{
	return (n->share_of == 0 || n->share_of >> kind & 1) &&
		(n->share_modes == 0 || n->share_modes >> mode & 1);
}

static bool fills_up(const struct curing *c, const struct cure_row *r, const struct cure_step *t)
{
	const struct kept *kept = &c->a->kept[r->kept];

	/* what the government has somebody keep is no part of what that one promised */
	return t->holder == kept->holder && t->item == kept->item && (!t->government || t->kind == HOLDER_GOVERNMENT);
}

/* What one smallest unit of the step adds to the weighted sum of a norm's row. */
static int64_t norm_coefficient(const struct curing *c, const struct cure_row *r,
	const struct cure_column *column)
{
	const struct coverage *v = &c->a->coverage[r->coverage];
	const struct norm *n = row_norm(c, r);
	const struct cure_step *t = &column->step;
	int64_t sign = t->line >= 0 ? rotation_counts(c, r, column) : place_within(c->s, t->to, v->place) -
		(t->from >= 0 && place_within(c->s, t->from, v->place));
	int64_t unit;

	if (sign == 0 || !counts(c, n, t) ||
		(t->holder >= 0 && t->from < 0 && norm_exception(c->lines, n, t->to, t->item, t->holder) >= 0))
		return 0;
	unit = sign * power10(v->decimals - c->s->items[t->item].decimals);
	if (r->kind == ROW_SHARE_LEAST)
		return unit * (shares(n, t->kind, t->mode) * n->share_min.den - n->share_min.num);
	if (r->kind == ROW_SHARE_MOST)
		return unit * (shares(n, t->kind, t->mode) * n->share_max.den - n->share_max.num);
	return unit;
}

static int64_t coefficient(const struct curing *c, const struct cure_row *r, const struct cure_column *column)
{
	return r->kind == ROW_PROMISE ? fills_up(c, r, &column->step) : norm_coefficient(c, r, column);
}

bool cure_helps(const struct curing *c, const struct cure_row *r, const struct cure_column *t)
{
	int64_t value = coefficient(c, r, t);

	return row_is_least(r) ? value > 0 : value < 0;
}

void cure_add_column(struct curing *c, struct cure_step step, int64_t cost, int64_t upper)
{
	int32_t i;

	for (i = 0; step.from < 0 && i < c->ncolumns; i++) {
		const struct cure_step *t = &c->columns[i].step;

		if (t->from < 0 && t->item == step.item && t->to == step.to && t->kind == step.kind &&
			t->mode == step.mode && t->holder == step.holder && t->government == step.government)
			return;
	}
	i = ARRAY_ADD(&c->columns, &c->ncolumns, &c->columns_room);
	c->columns[i] = (struct cure_column){step, cost, upper, 0};
}

/* In whose name goods may be bought for a norm, one after the other; false when there is none left. */
static bool next_buyer(const struct curing *c, const struct norm *n, int turn, struct cure_step *step)
{
	int32_t holder = n->holder ? map_get(&c->s->holder_ids, n->holder) : -1;

	if (turn >= HOLDER_KINDS * (MODE_AGREEMENT + 1) * 2)
		return false;
	step->mode = (enum reserve_mode)(turn % (MODE_AGREEMENT + 1));
	step->kind = (enum holder_kind)(turn / (MODE_AGREEMENT + 1) % HOLDER_KINDS);
	if (holder >= 0) {
		step->holder = holder;
		step->to = c->s->holders[holder].place;
		step->kind = c->s->holders[holder].kind;
	}
	step->government = step->kind == HOLDER_GOVERNMENT || turn >= HOLDER_KINDS * (MODE_AGREEMENT + 1);
	return true;
}

/* Purchases that could mend a broken row: of each item, in the name of the first
 * kind and mode that help. */
static void add_purchases(struct curing *c, const struct cure_row *r)
{
	const struct coverage *v = &c->a->coverage[r->coverage];

	for (int32_t o = 0; o < c->s->nitems; o++) {
		int32_t i = c->items[o];
		const struct item *item = &c->s->items[i];
		struct cure_column column = {.step = {.item = i, .from = -1, .to = v->place, .route = -1, .line = -1,
			.seller = -1, .holder = -1}};

		if (item->value < 0 || !norm_speaks_of(c->s, row_norm(c, r), i))
			continue;
		for (int turn = 0; next_buyer(c, row_norm(c, r), turn, &column.step); turn++) {
			if (!cure_helps(c, r, &column))
				continue;
			cure_add_column(c, column.step, item->value * (COST_SCALE / power10(item->decimals)),
				QUANTITY_MAX / 1024);
			break;
		}
	}
}

/* A holder fills up what it promised: under its agreement, or, as the government and
 * by its own word, as plain stock. */
static void add_filling(struct curing *c, const struct kept *kept)
{
	const struct holder *h = &c->s->holders[kept->holder];
	const struct item *item = &c->s->items[kept->item];
	bool physical = kept->own_word || h->kind == HOLDER_GOVERNMENT;
	struct cure_step step = {kept->item, -1, h->place, -1, -1, -1, kept->holder, h->kind,
		physical ? MODE_PHYSICAL : MODE_AGREEMENT, 0, 0, h->kind == HOLDER_GOVERNMENT};

	if (item->value >= 0)
		cure_add_column(c, step, item->value * (COST_SCALE / power10(item->decimals)), QUANTITY_MAX / 1024);
}

/* The longest cover of any norm that speaks of the item. */
static int64_t longest_cover(const struct curing *c, int32_t item)
{
	int64_t longest = 1;

	for (int32_t k = 0; k < c->s->nnorms; k++) {
		int64_t seconds = length_seconds(c->lines, c->s->norms[k].cover);

		if (norm_speaks_of(c->s, &c->s->norms[k], item) && seconds > longest)
			longest = seconds;
	}
	return longest;
}

static bool has_norm_of_its_own(const struct curing *c, int32_t holder, int32_t item)
{
	for (int32_t k = 0; k < c->s->nnorms; k++) {
		const struct norm *n = &c->s->norms[k];

		if (n->holder && norm_speaks_of(c->s, n, item) && norm_names_holder(c->s, n, holder))
			return true;
	}
	return false;
}

/* Goods of the government at each place that outlast every cover, and that no promise and no
 * norm of one holder asks for. */
static int64_t *movable(const struct curing *c, int32_t item)
{
	int64_t *amount = mem_calloc((size_t)c->s->nplaces, sizeof *amount);
	int64_t *held = mem_calloc((size_t)c->s->nholders + 1, sizeof *held);
	int64_t longest = longest_cover(c, item);

	for (int32_t k = 0; k < c->s->nlines; k++) {
		const struct stock_line *l = &c->s->lines[k];

		if (line_counts(c->lines, k) && l->item == item && l->mode == MODE_PHYSICAL &&
			c->s->holders[l->holder].kind == HOLDER_GOVERNMENT && c->lines->left[k] >= longest &&
			!has_norm_of_its_own(c, l->holder, item))
			held[l->holder] += c->lines->quantity[k];
	}
	for (int32_t k = 0; k < c->a->nkept; k++) {
		const struct kept *kept = &c->a->kept[k];

		if (kept->item == item && held[kept->holder] > kept->spare)
			held[kept->holder] = kept->spare;
	}
	for (int32_t h = 0; h < c->s->nholders; h++)
		if (held[h] > 0)
			amount[c->s->holders[h].place] += held[h];
	mem_free(held);
	return amount;
}

/* A move that mends a broken row; one for a government holder under its promise fills it up. */
static void add_move(struct curing *c, struct cure_step step, int64_t cost, int64_t amount)
{
	bool useful = false;

	for (int32_t k = 0; k < c->nrows; k++) {
		const struct cure_row *r = &c->rows[k];
		const struct kept *kept;

		if (r->kind != ROW_PROMISE) {
			useful |= row_broken(r) && cure_helps(c, r, &(struct cure_column){.step = step});
			continue;
		}
		kept = &c->a->kept[r->kept];
		if (kept->item == step.item && c->s->holders[kept->holder].kind == HOLDER_GOVERNMENT &&
			c->s->holders[kept->holder].place == step.to) {
			struct cure_step filling = step;

			filling.holder = kept->holder;
			cure_add_column(c, filling, cost, amount);
		}
	}
	if (useful)
		cure_add_column(c, step, cost, amount);
}

static void add_moves(struct curing *c)
{
	for (int32_t o = 0; o < c->s->nitems; o++) {
		int32_t i = c->items[o];
		int64_t *amount = movable(c, i);

		for (int32_t q = 0; q < c->s->nroutes; q++) {
			int32_t r = c->routes[q];
			const struct route *way = &c->s->routes[r];
			struct ratio cost = route_unit_cost(c->s, r, i);
			struct cure_step step = {i, way->from, way->to, r, -1, -1, -1, HOLDER_GOVERNMENT, MODE_PHYSICAL, 0, 0,
				true};

			if (cost.num >= 0 && amount[way->from] > 0)
				add_move(c, step, int_mul_div_ceil(cost.num, COST_SCALE,
					cost.den * c->s->items[i].issue_unit), amount[way->from]);
		}
		mem_free(amount);
	}
}

/* ---- the linear program ---- */

static double lower_of(const struct cure_row *r)
{
	return !r->dropped && row_is_least(r) ? (double)r->bound : -LP_INFINITY;
}

static double upper_of(const struct cure_row *r)
{
	return !r->dropped && !row_is_least(r) ? (double)r->bound : LP_INFINITY;
}

/* Are all numbers within what the linear program and its proof can hold? */
static bool fits(const struct curing *c)
{
	for (int32_t k = 0; k < c->nrows; k++) {
		const struct norm *n = row_norm(c, &c->rows[k]);
		wide bound = c->rows[k].bound < 0 ? -c->rows[k].bound : c->rows[k].bound;

		if (bound >= LP_VALUE_MAX ||
			(n && (n->share_min.den > COST_SCALE || n->share_max.den > COST_SCALE)))
			return false;
	}
	return true;
}

/* Rows of the norms and promises first, then what each place has to give. */
static void build(struct curing *c)
{
	struct lp_builder b;

	lp_builder_init(&b);
	for (int32_t j = 0; j < c->ncolumns; j++)
		lp_add_column(&b, 0.0, (double)c->columns[j].upper, c->columns[j].cost);
	for (int32_t k = 0; k < c->nrows; k++) {
		struct cure_row *r = &c->rows[k];

		for (int32_t j = 0; j < c->ncolumns; j++)
			r->ncolumns += cure_helps(c, r, &c->columns[j]);
		r->dropped = row_broken(r) && r->ncolumns == 0;
		lp_add_row(&b, lower_of(r), upper_of(r));
		for (int32_t j = 0; j < c->ncolumns; j++) {
			int64_t value = coefficient(c, r, &c->columns[j]);

			if (value != 0)
				lp_add_entry(&b, k, j, value);
		}
	}
	for (int32_t j = 0; j < c->ncolumns; j++) {
		const struct cure_step *t = &c->columns[j].step;
		bool first = t->from >= 0 && t->line < 0;
		int32_t row;

		for (int32_t i = 0; i < j; i++)
			first &= c->columns[i].step.line >= 0 || c->columns[i].step.from != t->from ||
				c->columns[i].step.item != t->item;
		if (!first)
			continue;
		row = lp_add_row(&b, -LP_INFINITY, (double)c->columns[j].upper);
		for (int32_t i = j; i < c->ncolumns; i++)
			if (c->columns[i].step.line < 0 && c->columns[i].step.from == t->from &&
				c->columns[i].step.item == t->item)
				lp_add_entry(&b, row, i, 1);
	}
	rotation_rows(c, &b);
	lp_finish(&b, &c->lp);
}

/* ---- whole amounts ---- */

static wide row_sum(const struct curing *c, const struct cure_row *r)
{
	wide sum = 0;

	for (int32_t j = 0; j < c->ncolumns; j++)
		sum += (wide)coefficient(c, r, &c->columns[j]) * c->columns[j].step.quantity;
	return sum;
}

static bool row_kept(const struct curing *c, const struct cure_row *r)
{
	wide sum = row_sum(c, r);

	return r->dropped || (row_is_least(r) ? sum >= r->bound : sum <= r->bound);
}

/* Buys what rounding left short of a bound that purchases can reach. */
static void mend(struct curing *c, const struct cure_row *r)
{
	bool least = row_is_least(r);
	wide lack = least ? r->bound - row_sum(c, r) : row_sum(c, r) - r->bound;

	for (int32_t j = 0; j < c->ncolumns && lack > 0; j++) {
		int64_t value = coefficient(c, r, &c->columns[j]);

		value = least ? value : -value;
		if (c->columns[j].step.from >= 0 || value <= 0)
			continue;
		c->columns[j].step.quantity += (int64_t)wide_ceil_div(lack, value);
		lack = 0;
	}
}

/* Bought amounts up, moved ones down to whole units; exact from there on. */
static bool round_whole(struct curing *c, const double *x)
{
	bool kept = true;

	for (int32_t j = 0; j < c->ncolumns; j++) {
		struct cure_step *t = &c->columns[j].step;

		t->quantity = (int64_t)(t->from < 0 ? ceil(x[j] - 1e-6) : floor(x[j] + 1e-6));
		if (t->quantity < 0)
			t->quantity = 0;
	}
	for (int32_t k = 0; k < c->nrows; k++)
		if (!c->rows[k].dropped)
			mend(c, &c->rows[k]);
	for (int32_t k = 0; k < c->nrows; k++)
		kept &= row_kept(c, &c->rows[k]);
	return kept;
}

/* ---- results ---- */

static wide total_cost(const struct curing *c)
{
	wide sum = 0;

	for (int32_t j = 0; j < c->ncolumns; j++)
		sum += (wide)c->columns[j].cost * c->columns[j].step.quantity;
	return sum;
}

static int compare_steps(const void *left, const void *right, void *context)
{
	const struct cure_step *a = left, *b = right;
	const struct scenario *s = context;
	int order = strcmp(s->items[a->item].id, s->items[b->item].id);

	if (order == 0)
		order = strcmp(s->places[a->to].id, s->places[b->to].id);
	if (order == 0)
		order = (a->from < 0) - (b->from < 0);
	if (order == 0)
		order = (a->line >= 0) - (b->line >= 0);
	if (order == 0)
		order = (a->holder >= 0) - (b->holder >= 0);
	if (order == 0 && a->holder >= 0)
		order = strcmp(s->holders[a->holder].id, s->holders[b->holder].id);
	if (order == 0 && a->line >= 0)
		order = strcmp(s->holders[a->seller].id, s->holders[b->seller].id);
	if (order == 0 && a->line >= 0)
		return (a->line > b->line) - (a->line < b->line);
	if (order == 0 && a->from >= 0)
		order = strcmp(s->routes[a->route].id, s->routes[b->route].id);
	return order ? order : ((int)a->kind - (int)b->kind) * 4 + (int)a->mode - (int)b->mode;
}

/* The parts of one lot that one seller takes are one step. */
static int32_t step_of(struct cure *out, const struct cure_step *step)
{
	int32_t i;

	for (i = 0; step->line >= 0 && i < out->nsteps; i++)
		if (out->steps[i].line == step->line && out->steps[i].seller == step->seller)
			return i;
	i = ARRAY_ADD(&out->steps, &out->nsteps, &out->steps_room);
	out->steps[i] = *step;
	out->steps[i].quantity = 0;
	return i;
}

static void keep_steps(const struct curing *c, struct cure *out)
{
	for (int32_t j = 0; j < c->ncolumns; j++) {
		int32_t i;

		if (c->columns[j].step.quantity == 0)
			continue;
		i = step_of(out, &c->columns[j].step);
		out->steps[i].quantity += c->columns[j].step.quantity;
		out->steps[i].money = (int64_t)((wide)c->columns[j].cost * out->steps[i].quantity / COST_SCALE);
	}
	if (out->nsteps > 0)
		qsort_r(out->steps, (size_t)out->nsteps, sizeof *out->steps, compare_steps,
			(void *)(uintptr_t)c->s);
}

/* Millionths in money, at least / at most. */
static int64_t in_money(wide cost, bool up)
{
	return (int64_t)(up ? wide_ceil_div(cost, COST_SCALE) : wide_floor_div(cost, COST_SCALE));
}

static enum lp_status solve(struct lp_session *session, double *x, double *y)
{
	enum lp_status status = lp_solve(session, LP_DUAL, NULL);

	if (status == LP_FAILED)
		status = lp_solve(session, LP_PRIMAL, NULL);
	if (status == LP_OPTIMAL)
		lp_values(session, x, y, NULL);
	return status;
}

/* No cure is cheaper than this; -1 = not known. */
static int64_t proven_least(const struct curing *c, const double *y)
{
	struct exact bound;
	wide least;

	if (!lp_bound(&c->lp, y, &bound) || !exact_ceil(&bound, &least))
		return -1;
	return least < 0 ? 0 : in_money(least, true);
}

static double optimum(const struct curing *c, struct lp_session *session, double *x, double *y, bool *solved)
{
	double sum = 0.0;

	*solved = solve(session, x, y) == LP_OPTIMAL;
	for (int32_t j = 0; *solved && j < c->ncolumns; j++)
		sum += x[j] * (double)c->columns[j].cost;
	return sum;
}

static bool of_price(const struct curing *c, const struct cure_row *r, const struct norm_price *p)
{
	return r->kind == ROW_PROMISE ? r->kept == p->kept :
		p->norm >= 0 && row_norm(c, r) == &c->s->norms[p->norm];
}

/* What the cure would cost less without one norm or promise, by its least bounds. */
static void add_price(struct curing *c, struct lp_session *session, struct cure *out, struct norm_price p, double best,
	double *x, double *y)
{
	bool broken = false, solved = false;
	double without = 0.0;

	for (int32_t k = 0; k < c->nrows; k++) {
		if (!of_price(c, &c->rows[k], &p))
			continue;
		broken |= row_broken(&c->rows[k]) && !c->rows[k].dropped;
		lp_set_row(session, k, -LP_INFINITY, LP_INFINITY);
	}
	if (broken)
		without = optimum(c, session, x, y, &solved);
	if (solved) {
		int32_t i = ARRAY_ADD(&out->prices, &out->nprices, &out->prices_room);

		p.money = (int64_t)rint((best - without) / (double)COST_SCALE);
		out->prices[i] = p;
	}
	for (int32_t k = 0; k < c->nrows; k++)
		if (of_price(c, &c->rows[k], &p))
			lp_set_row(session, k, lower_of(&c->rows[k]), upper_of(&c->rows[k]));
}

static void add_prices(struct curing *c, struct lp_session *session, struct cure *out)
{
	double *x = mem_calloc((size_t)c->lp.ncolumns, sizeof *x);
	double *y = mem_calloc((size_t)c->lp.nrows, sizeof *y);
	bool solved;
	double best = optimum(c, session, x, y, &solved);

	for (int32_t n = 0; n < c->s->nnorms; n++)
		add_price(c, session, out, (struct norm_price){n, -1, 0}, best, x, y);
	for (int32_t k = 0; k < c->nrows; k++)
		if (c->rows[k].kind == ROW_PROMISE)
			add_price(c, session, out, (struct norm_price){-1, c->rows[k].kept, 0}, best, x, y);
	mem_free(x);
	mem_free(y);
}

static void keep_incurable(const struct curing *c, struct cure *out)
{
	for (int32_t k = 0; k < c->nrows; k++) {
		int32_t i;

		if (!c->rows[k].dropped || c->rows[k].kind == ROW_PROMISE)
			continue;
		i = ARRAY_ADD(&out->incurable, &out->nincurable, &out->incurable_room);
		out->incurable[i] = c->rows[k].coverage;
	}
}

/* No rise will do, or the item has no value. */
static void keep_unkept(const struct curing *c, struct cure *out)
{
	for (int32_t k = 0; k < c->a->nkept; k++) {
		bool dropped = c->a->kept[k].rise < 0;
		int32_t i;

		for (int32_t row = 0; row < c->nrows && c->a->kept[k].rise > 0; row++)
			dropped |= c->rows[row].kept == k && c->rows[row].dropped;
		if (!dropped)
			continue;
		i = ARRAY_ADD(&out->unkept, &out->nunkept, &out->unkept_room);
		out->unkept[i] = k;
	}
}

static void run(struct curing *c, struct cure *out)
{
	struct lp_session *session = lp_open(&c->lp);
	double *x = mem_calloc((size_t)c->lp.ncolumns + 1, sizeof *x);
	double *y = mem_calloc((size_t)c->lp.nrows + 1, sizeof *y);
	enum lp_status status = solve(session, x, y);

	out->state = status == LP_OPTIMAL ? CURE_FOUND : status == LP_INFEASIBLE ? CURE_CONTRADICTION : CURE_FAILED;
	if (out->state == CURE_FOUND && !round_whole(c, x))
		out->state = CURE_FAILED;
	if (out->state == CURE_FOUND) {
		out->money = in_money(total_cost(c), true);
		out->least = proven_least(c, y);
		keep_steps(c, out);
		add_prices(c, session, out);
	}
	mem_free(x);
	mem_free(y);
	lp_close(session);
}

void audit_cure(const struct scenario *s, const struct supply *supply, struct audit *a, struct cure *out)
{
	struct auditing lines;
	struct curing c = {.s = s, .a = a, .lines = &lines};

	auditing_init(&lines, s, NULL, supply, a);
	c.items = id_order(s->items, s->nitems, sizeof *s->items);
	c.routes = id_order(s->routes, s->nroutes, sizeof *s->routes);
	add_rows(&c);
	add_promise_rows(&c);
	for (int32_t k = 0; k < c.nrows; k++) {
		if (c.rows[k].kind == ROW_PROMISE)
			add_filling(&c, &c.a->kept[c.rows[k].kept]);
		else if (row_broken(&c.rows[k]))
			add_purchases(&c, &c.rows[k]);
	}
	add_moves(&c);
	rotation_columns(&c);
	lp_init(&c.lp);
	out->state = fits(&c) ? CURE_NOTHING : CURE_FAILED;
	if (out->state == CURE_NOTHING)
		build(&c);
	keep_incurable(&c, out);
	keep_unkept(&c, out);
	if (out->state == CURE_NOTHING && c.ncolumns > 0)
		run(&c, out);
	lp_release(&c.lp);
	mem_free(c.rows);
	mem_free(c.columns);
	mem_free(c.sold);
	mem_free(c.items);
	mem_free(c.routes);
	auditing_release(&lines);
}
