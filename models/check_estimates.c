#include "models/check.h"

#include "base/text.h"
#include "models/estimates.h"

/* The rules for estimated routes, and the routes that they make. */

static void check_rule(struct check *k, const struct estimate *e)
{
	struct diag *item;

	if (estimate_fits(e))
		return;
	check_error(k, -1, NULL);
	if (check_reported(k, e->where))
		return;
	item = diag_add(k->d, DIAG_ERROR, CHECK_ESTIMATE, e->where,
		_("a rule for estimated routes is out of range"));
	diag_remedy(k->d, item,
		_("state the greatest distance and the speed, both above 0, and a detour of 1 or "
		  "more"));
}

static void report_result(struct check *k, const struct estimate *e, int64_t near, bool full)
{
	struct diag *item;

	if (full) {
		item = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_ROUTES_MANY, e->where,
			_("there are more than %d routes"), ROUTES_MAX);
		item->about = "max-km|estimate-max-km";
		diag_remedy(k->d, item, _("choose a smaller distance, or fewer kinds of places"));
	} else if (near == 0) {
		item = diag_add(check_warning(k, -1), DIAG_WARNING, WARN_NO_ROUTES_MADE, e->where,
			_("the rule for estimated routes makes no route"));
		item->about = "max-km|estimate-max-km";
		diag_remedy(k->d, item, _("give the places points, or allow a longer distance"));
	}
}

void check_estimates(struct check *k)
{
	struct scenario *s = k->s;
	int64_t *near = mem_calloc((size_t)s->nestimates, sizeof *near);
	int32_t i, full;

	for (i = 0; i < s->nestimates; i++)
		check_rule(k, &s->estimates[i]);
	if (!k->refuse) {
		full = estimates_expand(s, near);
		for (i = 0; i < s->nestimates; i++)
			if (full < 0 || i == full)
				report_result(k, &s->estimates[i], near[i], i == full);
	}
	mem_free(near);
}
