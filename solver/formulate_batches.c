#include "solver/formulate_parts.h"

#include <string.h>

enum { BITS = 64 };

/* Adds to at[node] the capacity of those of the arcs from the outside number first,
 * first + 1, ..., BITS of them, whose goods can come to a node that is wanted. */
static void add_reaching(const struct problem *p, int32_t first, const char *wanted, uint64_t *from, int64_t *at)
{
	int64_t capacity[BITS] = {0};
	int32_t n = 0;

	memset(from, 0, (size_t)p->nnodes * sizeof *from);
	/* All arcs into its tail stand before an arc. */
	for (int32_t a = 0; a < p->narcs; a++) {
		if (p->tail[a] != 0) {
			from[p->head[a]] |= from[p->tail[a]];
			continue;
		}
		if (n >= first && n < first + BITS) {
			capacity[n - first] = p->capacity[a];
			from[p->head[a]] |= (uint64_t)1 << (n - first);
		}
		n++;
	}
	for (int32_t v = 1; v < p->nnodes; v++)
		for (int32_t k = 0; wanted[v] && k < BITS; k++)
			at[v] += from[v] >> k & 1 ? capacity[k] : 0;
}

/* No more batches than all goods that can come to the counter of a part make. */
void formulate_batch_most(struct formulation *f)
{
	struct problem *p = &f->problem;
	size_t nnodes = (size_t)p->nnodes;
	int32_t ndraws = 0;
	char *wanted;
	uint64_t *from;
	int64_t *at;

	if (p->nbatches == 0)
		return;
	wanted = mem_calloc(nnodes, 1);
	from = mem_calloc(nnodes, sizeof *from);
	at = mem_calloc(nnodes, sizeof *at);
	for (int32_t k = 0; k < p->batch_start[p->nbatches]; k++)
		wanted[p->batch_node[k]] |= p->batch_amount[k] < 0;
	for (int32_t a = 0; a < p->narcs; a++)
		ndraws += p->tail[a] == 0;
	for (int32_t first = 0; first < ndraws; first += BITS)
		add_reaching(p, first, wanted, from, at);
	for (int32_t b = 0; b < p->nbatches; b++)
		for (int32_t k = p->batch_start[b]; k < p->batch_start[b + 1]; k++) {
			int64_t take = -p->batch_amount[k];
			if (take > 0 && at[p->batch_node[k]] / take < p->batch_most[b])
				p->batch_most[b] = at[p->batch_node[k]] / take;
		}
	mem_free(wanted);
	mem_free(from);
	mem_free(at);
}
