#include "cli/verify_causes.h"

#include "base/text.h"
#include "solver/causes_check.h"
#include "solver/lp.h"
#include "solver/solve.h"

const bool causes_solvable = true;

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
