/* What the plan says of its levels is what the check of its proof shows of them. */
#include "solver/verify/portion.h"

/* Fill rates of which nothing is shown may be all that the lowest lacks from the best. */
static void tell_unshown(struct level *level)
{
	struct ratio lacks = ratio_make(level->value.den - level->value.num, level->value.den);

	if (level->gap.num == 0 && lacks.num > 0) {
		level->gap = lacks;
		level->bound = (struct ratio){1, 1};
	}
}

static void tell_level(struct level *level, enum fairness rule, enum verdict verdict, struct ratio gap, struct ratio bound)
{
	level->proven = verdict_is_proven(verdict);
	if (verdict == VERDICT_BEST) {
		level->gap = (struct ratio){0, 1};
		level->bound = level->value;
	} else if (verdict == VERDICT_UNITS || verdict == VERDICT_WITHIN) {
		level->gap = gap;
		level->bound = verdict == VERDICT_UNITS ? level->value : bound;
	} else if (verdict == VERDICT_NONE && could_be_nothing(level)) {
		level->gap = level->value;
		level->bound = (struct ratio){0, 1};
	} else if (verdict == VERDICT_NONE && level->kind == LEVEL_FAIR && rule != FAIRNESS_TOTAL) {
		tell_unshown(level);
	}
}

static void tell_status(struct plan *plan)
{
	bool proven = !plan->stopped;

	for (int32_t n = 0; n < plan->nlevels && proven; n++)
		proven = plan->levels[n].proven || plan->levels[n].kind == LEVEL_CANONICAL;
	plan->status = proven ? PLAN_PROVEN : PLAN_UNPROVEN;
}

bool plan_judge(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	struct plan *plan, const struct previous *previous, struct text *findings)
{
	struct proved proved;
	bool holds, any = false;

	for (int32_t n = 0; n < plan->ncomponents; n++)
		any |= part_is_judged(s, plan, n);
	if (!any || plan->status == PLAN_CONTRADICTION)
		return true;
	proved_init(&proved, plan);
	holds = levels_prove(s, cells, supply, plan, previous, true, &proved, findings);
	for (int32_t n = 0; n < plan->nlevels && holds; n++)
		if (part_is_judged(s, plan, plan->levels[n].component) && plan->levels[n].kind != LEVEL_CANONICAL)
			tell_level(&plan->levels[n], s->policy.fairness, proved.levels[n], proved.gaps[n], proved.bounds[n]);
	if (holds)
		tell_status(plan);
	proved_release(&proved);
	return holds;
}
