#include "cli/cli.h"

#include "base/text.h"
#include "solver/verify/verify.h"
#include "models/previous.h"

bool cli_plan_holds(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	const struct previous *previous, struct plan *plan)
{
	struct text findings;
	bool holds;

	if (plan->status == PLAN_CONTRADICTION)
		return true;
	text_init(&findings);
	holds = plan_check(s, cells, supply, plan, &findings) && plan_judge(s, cells, supply, plan, previous, &findings);
	if (!holds)
		fprintf(stderr, _("shecang: the plan does not pass its own check; it is not printed:\n%s"),
			text_str(&findings));
	text_release(&findings);
	return holds;
}
