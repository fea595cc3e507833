#include "solver/reuse.h"

#include "base/memory.h"

#include <assert.h>
#include <string.h>

void reuse_init(struct reuse *r, bool networks)
{
	memset(r, 0, sizeof *r);
	r->networks = networks;
}

static void entry_release(struct reuse_entry *e)
{
	if (e->used) {
		problem_release(&e->problem);
		solution_release(&e->solution);
	}
	e->used = false;
}

void reuse_release(struct reuse *r)
{
	for (int32_t i = 0; i < r->nitems; i++) {
		for (int k = 0; k < REUSE_DEPTH; k++)
			entry_release(&r->entries[i][k]);
		warm_release(&r->warms[i]);
	}
	mem_free(r->entries);
	mem_free(r->warms);
	reuse_init(r, r->networks);
}

void reuse_room(struct reuse *r, int32_t nitems)
{
	if (nitems <= r->nitems)
		return;
	r->entries = mem_resize(r->entries, (size_t)nitems, sizeof *r->entries);
	memset(r->entries + r->nitems, 0, (size_t)(nitems - r->nitems) * sizeof *r->entries);
	r->warms = mem_resize(r->warms, (size_t)nitems, sizeof *r->warms);
	for (int32_t i = r->nitems; i < nitems; i++)
		warm_init(&r->warms[i]);
	r->nitems = nitems;
}

static struct ratio spread_of(const struct policy *policy)
{
	return policy->has_spread ? policy->spread : (struct ratio){0, 0};
}

bool reuse_take(struct reuse *r, int32_t item, const struct problem *p, const struct policy *policy,
	struct solution *solution)
{
	struct ratio spread = spread_of(policy);

	assert(item < r->nitems && policy->fairness == FAIRNESS_LEXIMIN);
	for (int k = 0; k < REUSE_DEPTH; k++) {
		struct reuse_entry *e = &r->entries[item][k];

		if (!e->used || e->spread.num != spread.num || e->spread.den != spread.den ||
			!problem_same(&e->problem, p))
			continue;
		*solution = e->solution;
		problem_release(&e->problem);
		e->used = false;
		return true;
	}
	return false;
}

void reuse_keep(struct reuse *r, int32_t item, const struct policy *policy, struct problem *p,
	struct solution *solution)
{
	struct reuse_entry *entries;
	int k = 0;

	assert(item < r->nitems && policy->fairness == FAIRNESS_LEXIMIN);
	entries = r->entries[item];
	while (k < REUSE_DEPTH - 1 && entries[k].used)
		k++;
	entry_release(&entries[k]);
	for (; k > 0; k--)
		entries[k] = entries[k - 1];
	entries[0] = (struct reuse_entry){true, *p, *solution, spread_of(policy)};
	problem_init(p);
	memset(solution, 0, sizeof *solution);
}
