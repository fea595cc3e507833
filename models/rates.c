#include "models/rates.h"

#include "base/memory.h"

#include <string.h>

void rates_init(struct rates *r)
{
	memset(r, 0, sizeof *r);
}

void rates_release(struct rates *r)
{
	mem_free(r->classes);
	mem_free(r->class_of);
	rates_init(r);
}

void rates_count(struct rates *r)
{
	for (int32_t k = 0; k < r->nclasses; k++)
		r->classes[k].nclaims = 0;
	for (int32_t c = 0; c < r->ncells; c++)
		r->classes[r->class_of[c]].nclaims++;
}

bool rate_same_level(const struct rate_class *a, const struct rate_class *b)
{
	return a->item == b->item && a->tier == b->tier && a->stage == b->stage;
}

bool rates_alike(const struct rates *a, const struct rates *b)
{
	if (a->ncells != b->ncells || a->nclasses != b->nclasses)
		return false;
	for (int32_t k = 0; k < a->nclasses; k++)
		if (!rate_same_level(&a->classes[k], &b->classes[k]) || a->classes[k].exact != b->classes[k].exact)
			return false;
	return a->ncells == 0 || memcmp(a->class_of, b->class_of, (size_t)a->ncells * sizeof *a->class_of) == 0;
}

/* --- of a plan --- */

struct taking {
	const struct cells *cells;
	const struct plan *plan;
	struct rates *out;
	int32_t room;
};

static int32_t add_class(struct taking *t, const struct level *level, int32_t item, bool exact, struct ratio rate)
{
	int32_t k = ARRAY_ADD(&t->out->classes, &t->out->nclasses, &t->room);

	t->out->classes[k] = (struct rate_class){item, level->tier, level->stage, exact, 0, rate};
	return k;
}

static bool cell_of_level(const struct cell *cell, const struct level *level, int32_t item)
{
	return cell->item == item && cell->tier == level->tier && cell->stage == level->stage;
}

/* The strata of an item that is decided alone; false when some claim has none. */
static bool take_strata(struct taking *t, const struct level *level, int32_t item, int32_t first, int32_t end)
{
	const int32_t *strata = t->plan->proof.strata;
	int32_t base = t->out->nclasses;

	if (!strata || !level->proven || !t->plan->components[level->component].pure)
		return false;
	for (int32_t c = first; c < end; c++)
		if (cell_of_level(&t->cells->cells[c], level, item) && strata[c] == 0)
			return false;
	for (int32_t k = 0; k < level->nstrata; k++)
		add_class(t, level, item, true, level->rates[k]);
	add_class(t, level, item, true, (struct ratio){1, 1});
	for (int32_t c = first; c < end; c++)
		if (cell_of_level(&t->cells->cells[c], level, item))
			t->out->class_of[c] = base + strata[c] - 1;
	return true;
}

static void take_lowest(struct taking *t, const struct level *level, int32_t item, int32_t first, int32_t end)
{
	int32_t k = add_class(t, level, item, false, (struct ratio){1, 1});

	for (int32_t c = first; c < end; c++) {
		const struct cell *cell = &t->cells->cells[c];
		struct ratio fill;

		if (!cell_of_level(cell, level, item))
			continue;
		fill = ratio_make(t->plan->served[c].units, cell->units);
		if (ratio_compare(fill, t->out->classes[k].rate) < 0)
			t->out->classes[k].rate = fill;
		t->out->class_of[c] = k;
	}
}

void rates_take(const struct scenario *s, const struct cells *cells, const struct plan *plan, struct rates *out)
{
	struct taking t = {cells, plan, out, 0};
	int32_t *start = mem_calloc((size_t)s->nitems, sizeof *start), *end = mem_calloc((size_t)s->nitems, sizeof *end);

	rates_init(out);
	for (int32_t c = 0; c < cells->ncells; c++) { /* those of an item lie together */
		int32_t i = cells->cells[c].item;

		if (end[i] == 0)
			start[i] = c;
		end[i] = c + 1;
	}
	if (plan->status != PLAN_CONTRADICTION) {
		out->ncells = cells->ncells;
		out->class_of = mem_calloc((size_t)cells->ncells, sizeof *out->class_of);
	}
	for (int32_t k = 0; k < plan->nlevels && out->class_of; k++) {
		const struct level *level = &plan->levels[k];
		const struct component *part = &plan->components[level->component];

		for (int32_t i = 0; level->kind == LEVEL_FAIR && i < part->nitems; i++) {
			int32_t item = part->items[i];

			if ((level->item < 0 || level->item == item) &&
				!(part->nitems == 1 && take_strata(&t, level, item, start[item], end[item])))
				take_lowest(&t, level, item, start[item], end[item]);
		}
	}
	rates_count(out);
	mem_free(start);
	mem_free(end);
}
