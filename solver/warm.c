#include "solver/warm.h"

#include "base/map.h"
#include "base/memory.h"

#include <assert.h>
#include <string.h>

void warm_init(struct warm *w)
{
	memset(w, 0, sizeof *w);
}

void warm_release(struct warm *w)
{
	mem_free(w->nodes);
	mem_free(w->slots);
	mem_free(w->price);
	warm_init(w);
}

/* Cells have no name of their own; their prices follow from those of the arcs into them. */
static bool has_name(const struct node_meaning *n)
{
	return n->kind != NODE_OUTSIDE && n->kind != NODE_CELL;
}

static uint64_t name_hash(const struct node_meaning *n)
{
	uint64_t h = splitmix64((uint64_t)(uint32_t)n->place << 32 | (uint32_t)n->period);

	h = splitmix64(h ^ ((uint64_t)(uint32_t)n->last_day << 32 | (uint32_t)n->layer));
	return splitmix64(h ^ (uint64_t)n->release ^ (uint64_t)n->kind << 56 ^ (uint64_t)n->arrives << 60);
}

static bool same_name(const struct node_meaning *a, const struct node_meaning *b)
{
	return a->kind == b->kind && a->place == b->place && a->period == b->period && a->last_day == b->last_day
		&& a->layer == b->layer && a->release == b->release && a->arrives == b->arrives;
}

/* Where the node of that name is or would be. */
static int32_t *find_slot(const struct warm *w, const struct node_meaning *n)
{
	uint32_t at = (uint32_t)name_hash(n) & (w->room - 1);

	while (w->slots[at] >= 0 && !same_name(&w->nodes[w->slots[at]], n))
		at = (at + 1) & (w->room - 1);
	return &w->slots[at];
}

void warm_keep(struct warm *w, const struct formulation *f, struct level_prices *prices)
{
	const struct problem *p = &f->problem;

	warm_release(w);
	w->nnodes = p->nnodes;
	w->nodes = mem_calloc((size_t)p->nnodes, sizeof *w->nodes);
	memcpy(w->nodes, f->nodes, (size_t)p->nnodes * sizeof *w->nodes);
	for (w->room = 2; w->room < 2 * (uint32_t)p->nnodes;)
		w->room *= 2;
	w->slots = mem_calloc(w->room, sizeof *w->slots);
	memset(w->slots, -1, w->room * sizeof *w->slots);
	for (int32_t v = 0; v < p->nnodes; v++)
		if (has_name(&w->nodes[v]))
			*find_slot(w, &w->nodes[v]) = v;
	w->nlevels = prices->nlevels;
	for (int32_t k = 0; k < w->nlevels; k++)
		w->kind[k] = p->objectives[k].kind;
	w->price = prices->price;
	prices->price = NULL;
	level_prices_release(prices);
}

bool warm_guess(const struct warm *w, const struct formulation *f, struct level_prices *out)
{
	const struct problem *p = &f->problem;
	size_t n = (size_t)p->nnodes;

	*out = (struct level_prices){0, NULL, NULL};
	if (w->room == 0)
		return false;
	while (out->nlevels < w->nlevels && out->nlevels < p->nobjectives
			&& p->objectives[out->nlevels].kind == w->kind[out->nlevels])
		out->nlevels++;
	if (out->nlevels == 0)
		return false;
	out->price = mem_calloc((size_t)out->nlevels * n, sizeof *out->price);
	out->known = mem_calloc(n, 1);
	for (int32_t v = 0; v < p->nnodes; v++) {
		int32_t from = has_name(&f->nodes[v]) ? *find_slot(w, &f->nodes[v]) : -1;

		for (int32_t k = 0; k < out->nlevels && from >= 0; k++)
			out->price[(size_t)k * n + (size_t)v] = w->price[(size_t)k * (size_t)w->nnodes + (size_t)from];
		out->known[v] = from >= 0 || f->nodes[v].kind == NODE_OUTSIDE;
	}
	return true;
}
