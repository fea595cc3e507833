#include "cli/verify_causes.h"

#include "base/text.h"
#include "io/plan_said.h"
#include "solver/causes_check.h"
#include "solver/lp.h"
#include "solver/options.h"
#include "solver/solve.h"
#include "models/previous.h"

#include <string.h>

enum { FINDINGS_MOST = 100 };

const char *solver_library(char *buffer)
{
	return lp_library(buffer);
}

static const char *amount(char *buffer, const struct scenario *s, const struct cells *cells, int32_t cell,
	int64_t quantity)
{
	return decimal_format(buffer, quantity, s->items[cells->cells[cell].item].decimals);
}

/* The bookings of the plan, solved again, into again (fresh from plan_init). */
static void solve_again(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	const struct plan *plan, const struct previous *previous, struct plan *again)
{
	struct solve_options options = {.jobs = 1, .previous = previous, .why = true};

	again->served = plan->served;
	again->handouts = plan->handouts;
	again->nhandouts = plan->nhandouts;
	plan_causes(s, cells, supply, &options, again);
	again->served = NULL;
	again->handouts = NULL;
	again->nhandouts = 0;
}

static int64_t booked(const struct plan *plan, int32_t *next, int32_t cell, enum cause cause)
{
	const struct booking *b = &plan->bookings[*next];

	if (*next == plan->nbookings || b->cell != cell || b->cause != cause)
		return 0;
	(*next)++;
	return b->quantity;
}

static bool compare(const struct scenario *s, const struct cells *cells, const struct plan *plan,
	const struct plan *again, struct text *findings)
{
	int32_t mine = 0, theirs = 0, n = 0;

	for (int32_t c = 0; c < cells->ncells; c++)
		for (enum cause cause = CAUSE_PAST; cause < CAUSES; cause++) {
			int64_t stated = booked(plan, &theirs, c, cause), solved = booked(again, &mine, c, cause);
			char number[2][48];

			if (stated == solved || n == FINDINGS_MOST)
				continue;
			text_printf(findings, _("claim %d: \"%s\" is booked with %s; solved again it is %s\n"), (int)c + 1,
				cause_title(cause), amount(number[0], s, cells, c, stated),
				amount(number[1], s, cells, c, solved));
			n++;
		}
	return n == 0;
}

bool causes_solved_again(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	const struct plan *plan, const struct previous *previous, struct text *findings)
{
	struct plan again;
	bool hold;

	if (!causes_check(s, cells, plan, supply, findings))
		return false;
	if (plan->causes_skipped)
		return true;
	plan_init(&again);
	solve_again(s, cells, supply, plan, previous, &again);
	hold = compare(s, cells, plan, &again, findings);
	plan_release(&again);
	return hold;
}

/* --- the rest --- */

static bool baselines_same(const struct report *r, const struct plan *again, struct text *findings)
{
	const struct plan *plan = r->plan;
	char number[2][48];

	for (int32_t c = 0; c < r->cells->ncells; c++) {
		if (plan->served[c].baseline == again->served[c].baseline)
			continue;
		text_printf(findings, _("claim %d: the baseline is %s; solved again it is %s\n"), (int)c + 1,
			amount(number[0], r->scenario, r->cells, c, plan->served[c].baseline),
			amount(number[1], r->scenario, r->cells, c, again->served[c].baseline));
		return false;
	}
	return true;
}

/* The first line that is another one. */
static bool lines_same(const char *said, const char *right, struct text *findings)
{
	while (*said || *right) {
		size_t n = strcspn(said, "\n"), m = strcspn(right, "\n");
		if (n != m || memcmp(said, right, n) != 0) {
			text_printf(findings, _("what decisions would gain, or what a cause alone would change: the plan says %.*s; "
				"solved again it is %.*s\n"), n > 0 ? (int)n : 1, n > 0 ? said : "-", m > 0 ? (int)m : 1, m > 0 ? right : "-");
			return false;
		}
		said += n + (said[n] == '\n');
		right += m + (right[m] == '\n');
	}
	return true;
}

bool rest_solved_again(const struct report *r, const struct previous *previous, const struct text *said,
	struct text *findings)
{
	const struct plan_request *q = &r->plan->request;
	struct solve_options options = {.jobs = 1, .previous = previous, .baseline = q->baseline, .gains = true,
		.why = r->plan->why};
	struct report solved = *r;
	struct plan again;
	struct text lines;
	bool same;

	plan_init(&again);
	again.request = *q;
	plan_solve(r->scenario, r->cells, r->supply, &options, &again);
	solved.plan = &again;
	text_init(&lines);
	same = baselines_same(r, &again, findings) && plan_said_write(&solved, &lines)
		&& lines_same(text_str(said), text_str(&lines), findings);
	text_release(&lines);
	plan_release(&again);
	return same;
}
