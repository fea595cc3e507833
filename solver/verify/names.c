#include "solver/verify/names.h"

#include <string.h>

/* What tells points apart; the rest of a point follows from it. */
struct key {
	int64_t release;
	int32_t kind, item, place, period, last_day, layer, arrives, route, depart, cell;
};

/* A claim is told by its number alone. */
static struct key key_of_claim(int32_t cell)
{
	return (struct key){.kind = POINT_CLAIM, .cell = cell};
}

static struct key key_of_point(const struct point *p)
{
	if (p->kind == POINT_CLAIM)
		return key_of_claim(p->cell);
	return (struct key){p->release, p->kind, p->item, p->place, p->period,
		p->kind == POINT_COUNTER ? DAY_NONE : p->last_day, p->layer, p->arrives, p->route, p->depart, 0};
}

static struct key key_of_node(const struct proof_node *n)
{
	static const enum point_kind kinds[PROOF_NODE_KINDS] = {POINT_SOURCE, POINT_PLACE, POINT_MEETING,
		POINT_COUNTER, POINT_CLAIM, POINT_CLAIM};
	bool counter = n->kind == PROOF_COUNTER;

	if (kinds[n->kind] == POINT_CLAIM)
		return key_of_claim(n->kind == PROOF_CLAIM ? n->claim : -1 - n->claim);
	return (struct key){n->release, kinds[n->kind], n->item, n->place, n->period,
		counter ? DAY_NONE : n->last_day, counter ? 0 : n->region >= 0 ? n->region : -1 - n->place,
		n->arrives, n->route, n->depart, 0};
}

static bool same_key(const struct key *a, const struct key *b)
{
	return a->release == b->release && a->kind == b->kind && a->item == b->item && a->place == b->place
		&& a->period == b->period && a->last_day == b->last_day && a->layer == b->layer
		&& a->arrives == b->arrives && a->route == b->route && a->depart == b->depart
		&& a->cell == b->cell;
}

static uint32_t hash(const struct key *k)
{
	const int32_t parts[] = {k->kind, k->item, k->place, k->period, k->last_day, k->layer, k->arrives,
		k->route, k->depart, k->cell};
	uint64_t h = splitmix64((uint64_t)k->release);

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		h = splitmix64(h ^ (uint32_t)parts[i]);
	return (uint32_t)h;
}

void names_build(struct names *n, const struct network *net)
{
	n->net = net;
	n->room = 16;
	while (n->room < 2 * (uint32_t)net->npoints)
		n->room *= 2;
	n->slots = mem_calloc(n->room, sizeof *n->slots);
	for (int32_t v = 1; v < net->npoints; v++) {
		struct key key = key_of_point(&net->points[v]);
		uint32_t at = hash(&key) & (n->room - 1);
		while (n->slots[at] != 0)
			at = (at + 1) & (n->room - 1);
		n->slots[at] = v;
	}
}

void names_release(struct names *n)
{
	mem_free(n->slots);
}

int32_t names_find(const struct names *n, const struct proof_node *node)
{
	struct key key = key_of_node(node);

	for (uint32_t at = hash(&key) & (n->room - 1); n->slots[at] != 0; at = (at + 1) & (n->room - 1)) {
		struct key other = key_of_point(&n->net->points[n->slots[at]]);
		if (same_key(&key, &other))
			return n->slots[at];
	}
	return -1;
}
