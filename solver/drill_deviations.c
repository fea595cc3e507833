#include "solver/drill_deviations.h"

#include "models/order.h"

#include <stdlib.h>
#include <string.h>

/* ---- Keys ---- */

static int key_compare(const struct drill_deviation *a, const struct drill_deviation *b)
{
	int order = int_compare(a->period, b->period);

	if (order == 0)
		order = text_compare(a->item, b->item);
	if (order == 0)
		order = text_compare(a->holder, b->holder);
	if (order == 0)
		order = text_compare(a->from, b->from);
	return order ? order : text_compare(a->to, b->to);
}

static struct drill_deviation key_of(const struct drill_line *line)
{
	return (struct drill_deviation){.period = line->period, .item = line->item, .from = line->from,
		.to = line->to, .holder = line->holder};
}

/* ---- Rows of either side, by key and road ---- */

struct side { /* a row of one of the two decisions */
	struct drill_deviation key;
	const char *route; /* NULL = none named */
	int64_t decided, best, sent;
	bool breach;
};

static int side_compare(const void *left, const void *right)
{
	const struct side *a = left, *b = right;
	int order = key_compare(&a->key, &b->key);

	return order ? order : text_compare(a->route, b->route);
}

static bool breaks_rule(const struct drill_row *row)
{
	for (int b = 0; b < DRILL_BREACHES; b++)
		if (row->breach[b] > 0)
			return true;
	return false;
}

/* Does it count at the step, or is it only announced by it? */
static bool is_due(const struct drill *d, int32_t step, const struct drill_line *line)
{
	return line->period >= d->steps[step].period &&
		(step + 1 == d->nsteps || line->period < d->steps[step + 1].period);
}

static struct side *list_sides(const struct drill *d, const struct drill_state *state, int32_t step,
	const struct drill_decision *best, int32_t *n)
{
	struct side *all = mem_calloc((size_t)state->nrows + (size_t)best->nlines, sizeof *all);

	*n = 0;
	for (int32_t k = 0; k < state->nrows; k++) {
		const struct drill_row *row = &state->rows[k];

		if (row->step == step && is_due(d, step, &row->line))
			all[(*n)++] = (struct side){key_of(&row->line), row->line.route ? row->line.route : row->route,
				row->line.quantity, 0, row->sent, breaks_rule(row)};
	}
	for (int32_t k = 0; k < best->nlines; k++)
		if (is_due(d, step, &best->lines[k]))
			all[(*n)++] = (struct side){key_of(&best->lines[k]), best->lines[k].route, 0,
				best->lines[k].quantity, 0, false};
	if (*n > 0)
		qsort(all, (size_t)*n, sizeof *all, side_compare);
	return all;
}

/* ---- Deviations ---- */

struct sized {
	struct drill_deviation deviation;
	int64_t size; /* millionths of the item's demand */
};

static int compare_sizes(const void *left, const void *right)
{
	const struct sized *a = left, *b = right;

	if (a->deviation.breach != b->deviation.breach)
		return a->deviation.breach ? -1 : 1;
	if (a->size != b->size)
		return int_compare(b->size, a->size);
	return key_compare(&a->deviation, &b->deviation);
}

static int64_t size_of(const struct drill_deviation *v, int64_t rerouted, const struct drill_ground *g,
	const struct scenario *s)
{
	int32_t item = map_get(&s->item_ids, v->item);
	int64_t apart = v->decided > v->best ? v->decided - v->best : v->best - v->decided;

	return item < 0 ? 0 : drill_part_of_demand(g, item, apart > rerouted ? apart : rerouted);
}

void deviations_find(struct deviations *v, const struct drill *d, const struct drill_state *state, int32_t step,
	const struct drill_decision *best, const struct drill_ground *g, const struct scenario *s)
{
	int32_t n, end, i;
	struct side *all = list_sides(d, state, step, best, &n);
	struct sized *found = mem_calloc((size_t)n, sizeof *found);

	*v = (struct deviations){0};
	for (int32_t first = 0; first < n; first = end) {
		struct drill_deviation sum = all[first].key;
		int64_t rerouted = 0, on_road = 0;

		for (end = first; end < n && key_compare(&all[end].key, &sum) == 0; end++) {
			const struct side *x = &all[end];

			if (end > first && text_compare(x->route, x[-1].route) != 0)
				on_road = 0;
			on_road += x->decided - x->best;
			if (end + 1 == n || side_compare(x, x + 1) != 0)
				rerouted += on_road > 0 ? on_road : 0;
			sum.decided += x->decided;
			sum.best += x->best;
			sum.sent += x->sent;
			sum.breach |= x->breach;
		}
		if (sum.decided != sum.best || rerouted > 0)
			found[v->nitems++] = (struct sized){sum, size_of(&sum, rerouted, g, s)};
	}
	if (v->nitems > 0)
		qsort(found, (size_t)v->nitems, sizeof *found, compare_sizes);
	v->items = mem_calloc((size_t)v->nitems, sizeof *v->items);
	for (i = 0; i < v->nitems; i++)
		v->items[i] = found[i].deviation;
	mem_free(found);
	mem_free(all);
}

void deviations_release(struct deviations *v)
{
	mem_free(v->items);
	*v = (struct deviations){0};
}

/* ---- Put right ---- */

static void add_line(struct drill_decision *d, const struct drill_line *line)
{
	int32_t k = ARRAY_ADD(&d->lines, &d->nlines, &d->lines_room);

	d->lines[k] = *line;
	d->lines[k].number = 0;
}

static bool is_about(const struct drill_line *line, const struct drill_deviation *what)
{
	struct drill_deviation key = key_of(line);

	return what && key_compare(&key, what) == 0;
}

void decision_put_right(struct drill_decision *out, const struct drill_state *state, int32_t step,
	const struct drill_decision *best, const struct drill_deviation *what)
{
	drill_decision_init(out);
	for (int32_t k = 0; k < state->nrows; k++)
		if (state->rows[k].step == step && !is_about(&state->rows[k].line, what))
			add_line(out, &state->rows[k].line);
	for (int32_t k = 0; k < best->nlines; k++)
		if (is_about(&best->lines[k], what))
			add_line(out, &best->lines[k]);
}
