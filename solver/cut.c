#include "solver/cut.h"

#include "base/memory.h"

#include <string.h>

bool cut_is_deficient(const struct problem *p, const char *cut)
{
	wide least = 0, capacity = 0;

	for (int32_t c = 0; c < p->ncells; c++)
		least += cut[p->cell_node[c]] ? p->cell_least[c] : 0;
	for (int32_t a = 0; a < p->narcs; a++)
		if (cut[p->head[a]] && !cut[p->tail[a]])
			capacity += p->capacity[a];
	return !cut[0] && least > capacity;
}

/* The nodes from which arcs without limit lead to the cells marked. */
static void close_up(const struct problem *p, char *inside)
{
	bool more = true;

	/* arcs go forward in time: one sweep from the end nearly always is enough */
	while (more) {
		more = false;
		for (int32_t a = p->narcs - 1; a >= 0; a--)
			if (p->capacity[a] >= ARC_UNLIMITED && inside[p->head[a]] && !inside[p->tail[a]])
				inside[p->tail[a]] = more = 1;
	}
}

/* What the rule says of each node when the others are as in the cut. */
static void by_rule(const struct problem *p, const char *cut, char *rule)
{
	memset(rule, 0, (size_t)p->nnodes);
	for (int32_t a = 0; a < p->narcs; a++)
		if (p->capacity[a] >= ARC_UNLIMITED && cut[p->head[a]])
			rule[p->tail[a]] = 1;
}

void cut_reduce(const struct problem *p, char *cut, char *written)
{
	char *inside = mem_calloc((size_t)p->nnodes, 1), *rule = mem_calloc((size_t)p->nnodes, 1);

	for (int32_t c = 0; c < p->ncells; c++)
		inside[p->cell_node[c]] = cut[p->cell_node[c]] && p->cell_least[c] > 0;
	close_up(p, inside);
	if (cut_is_deficient(p, inside))
		memcpy(cut, inside, (size_t)p->nnodes);
	by_rule(p, cut, rule);
	for (int32_t v = 0; v < p->nnodes; v++)
		written[v] = v != 0 && cut[v] != rule[v];
	mem_free(inside);
	mem_free(rule);
}
