/* Plans that go on: the previous plan as it would be read back, and re-planning
 * of a story from it. */
#ifndef SHECANG_TESTS_SOLVER_SUPPORT_EVENTS_H
#define SHECANG_TESTS_SOLVER_SUPPORT_EVENTS_H

#include "tests/solver/support_random.h"
#include "tests/solver/support_scenario.h"

struct previous;
/* The story's plan as announced; p is initialised here. The scenario may be
 * changed afterwards as long as places, items, holders, routes and groups keep
 * their indices. */
void events_announce(struct previous *p, const struct story *y);
/* A receipt for the line: quantity -1 = as ordered; hour after the start, -1 =
 * not stated (the as-of, which must be set before). */
void events_receipt(struct previous *p, const struct story *y, int32_t line,
	enum shipment_state state, int64_t quantity, int64_t seconds);
/* Plans again at `now` seconds after the start from p, which is settled. The
 * plan must pass its check. */
void events_replan(struct story *y, struct previous *p, int64_t now);
/* The same; false, with what does not hold, when the plan does not pass its check. */
bool events_try(struct story *y, struct previous *p, int64_t now, struct text *findings);
/* Receipts that may come in for lines of orders. y.s.as_of must be set. */
void events_random_receipts(struct previous *p, const struct story *y, struct support_random *r);
/* What may happen between two plans to the scenario itself: a road is closed, needs
 * are other ones, stock is counted. y.s.as_of must be set. */
void events_random(struct story *y, struct support_random *r);
/* Sum of the change levels' values. */
struct ratio events_change(const struct story *y);
/* Number of changes of a kind. */
int events_count(const struct story *y, enum change_kind kind);

#endif
