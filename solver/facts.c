#include "solver/facts.h"

#include <string.h>

void facts_build(struct facts *f, const struct ground *g, const struct previous *previous)
{
	(void)previous;
	memset(f, 0, sizeof *f);
	f->drawn = mem_calloc((size_t)g->supply->nlots, sizeof(int64_t));
	f->done = mem_calloc((size_t)g->cells->ncells, sizeof(int64_t));
}

void facts_release(struct facts *f)
{
	mem_free(f->drawn);
	mem_free(f->done);
	mem_free(f->shipments);
	mem_free(f->handouts);
	mem_free(f->arrivals);
	mem_free(f->announced);
}

int32_t facts_find_announced(const struct facts *f, int32_t item, int32_t route, int32_t depart,
	day last_day, int32_t layer)
{
	for (int32_t k = 0; k < f->nannounced; k++) {
		const struct announced_flow *a = &f->announced[k];
		if (a->item == item && a->route == route && a->depart == depart && a->last_day == last_day
			&& a->layer == layer)
			return k;
	}
	return -1;
}
