/* Rotations in the cheapest cure: a lot of the government that a broken norm does not
 * count, because it expires too soon, goes to a holder who sells the item; that one
 * sells it instead of what it would have bought anew, and hands over as much of its
 * fresh purchases. Price is value both ways; what it costs is the way there and back.
 *
 *   x[lot, part, seller]   part j of the lot lies between its (j-1)-th and j-th amount
 *                          that some norm does not count, so that it counts anew as a
 *                          whole for those norms, and for no others
 *   sum over sellers of x[lot, part, .]                    <= length of the part
 *   for each seller and day D on which a lot ends, its own or one that it may take:
 *     sum of x of lots that end by D <= floor(sales x D) - own stock that ends by D
 *
 * so that, sold first-expired first-out, nothing of it or its own expires unsold. */
#include "models/travel.h"
#include "solver/audit_cure_parts.h"

#include <stdlib.h>

/* What the norm of the row does not count of the line, smallest units of its item. */
static int64_t uncounted(const struct curing *c, const struct cure_row *r, int32_t line)
{
	const struct coverage *v = &c->a->coverage[r->coverage];

	for (int32_t k = 0; k < c->a->nexpiring; k++) {
		const struct expiring *u = &c->a->expiring[k];

		if (u->line == line && u->norm == v->norm && u->place == v->place)
			return u->quantity / power10(v->decimals - c->s->items[c->s->lines[line].item].decimals);
	}
	return 0;
}

int64_t rotation_counts(const struct curing *c, const struct cure_row *r, const struct cure_column *column)
{
	if (r->kind == ROW_MOST) /* the books stay as they are */
		return 0;
	return uncounted(c, r, column->step.line) >= column->upto;
}

/* ---- sellers ---- */

static struct ratio sales_of(const struct scenario *s, int32_t holder, int32_t item)
{
	const struct holder *h = &s->holders[holder];

	for (int32_t k = 0; k < h->nterms; k++)
		if (h->terms[k].item == item && h->terms[k].sales.num > 0)
			return h->terms[k].sales;
	return (struct ratio){-1, 1};
}

/* Their good stock that is in date and will expire. */
static void find_sold(struct curing *c)
{
	for (int32_t k = 0; k < c->s->nlines; k++) {
		const struct stock_line *l = &c->s->lines[k];
		int32_t i;

		if (l->mode == MODE_CAPACITY || !line_on_books(l) || l->status != STATUS_GOOD || c->lines->left[k] <= 0 ||
			c->lines->left[k] == NEVER || sales_of(c->s, l->holder, l->item).num < 0)
			continue;
		i = ARRAY_ADD(&c->sold, &c->nsold, &c->sold_room);
		c->sold[i] = k;
	}
}

/* What a seller can take of lots that end within so many seconds, >= 0. */
static int64_t sold_within(const struct curing *c, int32_t seller, int32_t item, int64_t seconds)
{
	struct ratio sales = sales_of(c->s, seller, item);
	wide sold = wide_floor_div((wide)sales.num * seconds, (wide)sales.den * 86400);

	for (int32_t k = 0; k < c->nsold; k++) {
		const struct stock_line *l = &c->s->lines[c->sold[k]];

		if (l->holder == seller && l->item == item && c->lines->left[c->sold[k]] <= seconds)
			sold -= c->lines->quantity[c->sold[k]];
	}
	return sold < 0 ? 0 : sold > QUANTITY_MAX ? QUANTITY_MAX : (int64_t)sold;
}

/* The cheapest costed way between the two, either direction; -1 and cost 0 in one place,
 * -2 when there is none. Cost of a smallest unit there and back, in COST_SCALE. */
static int32_t way_between(const struct curing *c, int32_t a, int32_t b, int32_t item, int64_t *cost)
{
	const struct scenario *s = c->s;
	int32_t best = -2;

	a = place_stand(s, a);
	b = place_stand(s, b);
	*cost = 0;
	if (a == b)
		return -1;
	for (int32_t q = 0; q < s->nroutes; q++) {
		int32_t r = c->routes[q], from = place_stand(s, s->routes[r].from), to = place_stand(s, s->routes[r].to);
		struct ratio unit;
		int64_t both;

		if (!((from == a && to == b) || (from == b && to == a)))
			continue;
		unit = route_unit_cost(s, r, item);
		if (unit.num < 0)
			continue;
		both = 2 * int_mul_div_ceil(unit.num, COST_SCALE, unit.den * s->items[item].issue_unit);
		if (best < 0 || both < *cost) {
			best = r;
			*cost = both;
		}
	}
	return best;
}

/* ---- columns ---- */

static int compare_amounts(const void *left, const void *right)
{
	const int64_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

/* Where the parts of the line end: [*n] ascending, distinct; mem_free by the caller. */
static int64_t *find_parts(const struct curing *c, int32_t line, int32_t *n)
{
	int64_t *ends = mem_calloc((size_t)c->nrows + 1, sizeof *ends);
	int32_t distinct = 0;

	*n = 0;
	for (int32_t k = 0; k < c->nrows; k++) {
		bool gains = row_broken(&c->rows[k]) && c->rows[k].kind != ROW_MOST && c->rows[k].kind != ROW_PROMISE;
		int64_t lost = gains ? uncounted(c, &c->rows[k], line) : 0;

		if (lost > 0)
			ends[(*n)++] = lost;
	}
	qsort(ends, (size_t)*n, sizeof *ends, compare_amounts);
	for (int32_t k = 0; k < *n; k++)
		if (distinct == 0 || ends[distinct - 1] != ends[k])
			ends[distinct++] = ends[k];
	*n = distinct;
	return ends;
}

static void add_rotations(struct curing *c, int32_t line, const int64_t *ends, int32_t n)
{
	const struct stock_line *l = &c->s->lines[line];
	int32_t place = c->s->holders[l->holder].place;

	for (int32_t h = 0; h < c->s->nholders; h++) {
		int64_t cost, most;
		int32_t way;

		if (h == l->holder || sales_of(c->s, h, l->item).num < 0)
			continue;
		way = way_between(c, place, c->s->holders[h].place, l->item, &cost);
		most = sold_within(c, h, l->item, c->lines->left[line]);
		for (int32_t k = 0; way != -2 && most > 0 && k < n; k++) {
			struct cure_step step = {l->item, place, place, way, line, h, -1, c->s->holders[l->holder].kind,
				(enum reserve_mode)l->mode, 0, 0, l->government_owned};
			int64_t length = ends[k] - (k > 0 ? ends[k - 1] : 0);

			cure_add_column(c, step, cost, length < most ? length : most);
			c->columns[c->ncolumns - 1].upto = ends[k];
		}
	}
}

void rotation_columns(struct curing *c)
{
	find_sold(c);
	for (int32_t k = 0; k < c->s->nlines; k++) {
		const struct stock_line *l = &c->s->lines[k];
		int64_t *ends;
		int32_t n;

		if (!line_counts(c->lines, k) || l->mode != MODE_PHYSICAL || c->lines->left[k] == NEVER ||
			c->s->holders[l->holder].kind != HOLDER_GOVERNMENT || sales_of(c->s, l->holder, l->item).num >= 0)
			continue;
		ends = find_parts(c, k, &n);
		if (n > 0)
			add_rotations(c, k, ends, n);
		mem_free(ends);
	}
}

/* ---- rows ---- */

static bool same_part(const struct cure_column *a, const struct cure_column *b)
{
	return a->step.line == b->step.line && a->upto == b->upto;
}

static bool same_sales(const struct cure_column *a, const struct cure_column *b)
{
	return b->step.line >= 0 && a->step.seller == b->step.seller && a->step.item == b->step.item;
}

/* The first column of its kind adds the row for all of them. */
static void part_row(const struct curing *c, struct lp_builder *b, int32_t j)
{
	const struct cure_column *x = &c->columns[j];
	int64_t before = 0;
	int32_t row;

	for (int32_t i = 0; i < j; i++)
		if (same_part(&c->columns[i], x))
			return;
	for (int32_t i = 0; i < c->ncolumns; i++)
		if (c->columns[i].step.line == x->step.line && c->columns[i].upto < x->upto && c->columns[i].upto > before)
			before = c->columns[i].upto;
	row = lp_add_row(b, -LP_INFINITY, (double)(x->upto - before));
	for (int32_t i = j; i < c->ncolumns; i++)
		if (same_part(&c->columns[i], x))
			lp_add_entry(b, row, i, 1);
}

static void sales_row(const struct curing *c, struct lp_builder *b, int32_t j, int64_t end)
{
	const struct cure_column *x = &c->columns[j];
	int32_t row = lp_add_row(b, -LP_INFINITY, (double)sold_within(c, x->step.seller, x->step.item, end));

	for (int32_t i = j; i < c->ncolumns; i++)
		if (same_sales(x, &c->columns[i]) && c->lines->left[c->columns[i].step.line] <= end)
			lp_add_entry(b, row, i, 1);
}

/* For every end of a lot that the seller may take, and of its own. */
static void sales_rows(const struct curing *c, struct lp_builder *b, int32_t j)
{
	const struct cure_column *x = &c->columns[j];
	int64_t *ends = mem_calloc((size_t)c->ncolumns + (size_t)c->nsold + 1, sizeof *ends);
	int32_t n = 0;

	for (int32_t i = 0; i < c->ncolumns; i++)
		if (same_sales(x, &c->columns[i]))
			ends[n++] = c->lines->left[c->columns[i].step.line];
	for (int32_t k = 0; k < c->nsold; k++)
		if (c->s->lines[c->sold[k]].holder == x->step.seller && c->s->lines[c->sold[k]].item == x->step.item)
			ends[n++] = c->lines->left[c->sold[k]];
	qsort(ends, (size_t)n, sizeof *ends, compare_amounts);
	for (int32_t k = 0; k < n; k++)
		if (k == 0 || ends[k] != ends[k - 1])
			sales_row(c, b, j, ends[k]);
	mem_free(ends);
}

void rotation_rows(const struct curing *c, struct lp_builder *b)
{
	for (int32_t j = 0; j < c->ncolumns; j++) {
		bool first = true;

		if (c->columns[j].step.line < 0)
			continue;
		part_row(c, b, j);
		for (int32_t i = 0; i < j && first; i++)
			first = !same_sales(&c->columns[j], &c->columns[i]);
		if (first)
			sales_rows(c, b, j);
	}
}
