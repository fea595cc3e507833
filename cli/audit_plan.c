#include "cli/audit_plan.h"

#include "base/text.h"
#include "io/audit_plan_read.h"
#include "io/plan_files.h"
#include "solver/verify/verify.h"

#include <string.h>

/* All that was said, a line each. */
static void put_messages(const struct diags *d, struct text *out)
{
	for (int32_t k = 0; k < d->nitems; k++)
		if (d->items[k].severity == DIAG_ERROR)
			text_printf(out, _("line %d: %s\n"), (int)d->items[k].where.line, d->items[k].message);
}

/* Every tier is proven; without levels there is nothing to share out. */
static bool tiers_proven(const struct plan *p, const struct proved *proved)
{
	for (int32_t n = 0; n < p->nlevels; n++)
		if (p->levels[n].kind == LEVEL_FAIR && proved->levels[n] != VERDICT_BEST &&
			proved->levels[n] != VERDICT_UNITS)
			return false;
	return p->status != PLAN_UNPROVEN || p->nlevels > 0;
}

/* By the scenario that it was made from; what it says becomes findings. */
static enum planned_verdict ask_checker(const struct scenario *s, const struct loaded *l, const char *path,
	bool canonical, struct text *findings)
{
	struct diags diags;
	struct plan plan;
	struct plan_places places;
	struct proved proved;
	enum planned_verdict verdict = PLANNED_REFUSED;

	diags_init(&diags);
	plan_init(&plan);
	plan_places_init(&places);
	if (plan_load_by_files(&plan, &places, s, &l->cells, &l->supply, path, &l->diags, canonical, &diags) != PLAN_LOADED) {
		put_messages(&diags, findings);
	} else if (plan_check(s, &l->cells, &l->supply, &plan, findings)) {
		proved_init(&proved, &plan);
		if (plan_prove(s, &l->cells, &l->supply, &plan, NULL, &proved, findings))
			verdict = tiers_proven(&plan, &proved) ? PLANNED_HOLDS : PLANNED_UNPROVEN;
		proved_release(&proved);
	}
	plan_places_release(&places);
	plan_release(&plan);
	diags_release(&diags);
	return verdict;
}

static void compare_files(const struct plan_head *head, const struct scenario *s, struct diags *diags,
	struct planned *out)
{
	int32_t before = diags->nitems;

	if (plan_head_canonical(head, s))
		out->files = PLANNED_CANONICAL;
	else if (plan_head_compare(head, s, diags))
		out->files = PLANNED_SAME;
	else
		out->files = PLANNED_OTHER;
	out->differs = out->files == PLANNED_OTHER ? arena_strdup(&out->arena, diags->items[before].message) : "";
}

static void add_input(struct scenario *s, const struct planned *plan)
{
	int32_t k = ARRAY_ADD(&s->inputs, &s->ninputs, &s->inputs_room);

	s->inputs[k].name = arena_strdup(&s->arena, plan->file);
	s->inputs[k].bytes = plan->bytes;
	memcpy(s->inputs[k].sha256, plan->sha256, sizeof s->inputs[k].sha256);
}

bool audit_take_plan(struct loaded *l, const struct plan_head *head, struct diags *diags, const char *path,
	struct planned *out)
{
	struct scenario own = l->scenario; /* without the norms of other files; it owns nothing */
	struct text findings;

	if (!planned_read(out, &l->scenario, path, &l->diags)) {
		cli_diagnose(&l->diags);
		return false;
	}
	own.nnorms = l->own_norms;
	own.ninputs = l->own_inputs;
	compare_files(head, &own, diags, out);
	text_init(&findings);
	if (out->files != PLANNED_OTHER && head->nfacts == 0 && head->as_of.seconds == own.as_of.seconds)
		out->verdict = ask_checker(&own, l, path, out->files == PLANNED_CANONICAL, &findings);
	out->refusal = arena_strdup(&out->arena, text_str(&findings));
	text_release(&findings);
	add_input(&l->scenario, out);
	return true;
}
