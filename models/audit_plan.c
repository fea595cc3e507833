#include "models/audit_plan.h"

#include <string.h>

void planned_init(struct planned *p)
{
	memset(p, 0, sizeof *p);
	arena_init(&p->arena);
}

void planned_release(struct planned *p)
{
	mem_free(p->lots);
	mem_free(p->lines);
	mem_free(p->orders);
	mem_free(p->claims);
	mem_free(p->unknown);
	arena_release(&p->arena);
	memset(p, 0, sizeof *p);
}

bool planned_same_horizon(const struct planned *p, const struct scenario *s)
{
	return !s->ledger && p->start == s->start.seconds && p->period == s->period &&
		p->nperiods == s->nperiods;
}

bool planned_tiers_strict(const struct scenario *s)
{
	return !s->policy.has_spread && s->policy.fairness != FAIRNESS_PROPORTIONAL;
}
