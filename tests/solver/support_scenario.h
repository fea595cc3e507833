/* Small scenarios in C for the tests of solver/: a story is a scenario with
 * what is built from it and the plan made for it.
 *
 * Defaults: periods of a day from 2026-12-01T00:00 +08:00, a district "d", a
 * group "all", items of 1 kg with u = 1, government holders whose goods may be
 * called up at once and go anywhere. Days are counted as periods: last = 1 is
 * a date through the day of period 1 (0..), -1 is none. Indices returned are
 * those of the scenario's arrays. */
#ifndef SHECANG_TESTS_SOLVER_SUPPORT_SCENARIO_H
#define SHECANG_TESTS_SOLVER_SUPPORT_SCENARIO_H

#include "base/text.h"
#include "models/plan.h"

enum { STORY_DISTRICT = 0 }; /* the first place */
enum { STORY_ALL = 0 }; /* the first group */
#define HOURS(n) ((int64_t)(n) * 3600)

struct story {
	struct scenario s;
	struct cells cells;
	struct supply supply;
	struct plan plan;
	bool built, solved;
	bool steps; /* for story_solve: tiers where limits count go in steps */
	bool prices; /* for story_solve: levels after fairness go by prices of the limits */
	int64_t time_limit; /* ns for story_solve, 0 = none */
	volatile int *interrupted; /* for story_solve, may be NULL */
};
void story_init(struct story *y, int32_t nperiods);
void story_release(struct story *y);

int32_t story_place(struct story *y, const char *id, int32_t in, enum place_kind kind);
/* A community of the district. */
int32_t story_community(struct story *y, const char *id);
int32_t story_item(struct story *y, const char *id);
int32_t story_group(struct story *y, const char *id, bool door, int64_t minutes);
void story_people(struct story *y, int32_t place, int32_t group, int64_t count, int64_t households);
/* Government holder: notice 0, reach anywhere. */
int32_t story_holder(struct story *y, const char *id, int32_t place);
struct terms *story_terms(struct story *y, int32_t holder); /* its terms for all items */
struct stock_line *story_stock(struct story *y, int32_t holder, int32_t item, int64_t quantity,
	int32_t last);
struct transit *story_transit(struct story *y, const char *id, int32_t item, int32_t to,
	int64_t quantity, int64_t arrives);
/* Without limit: capacity -1 (grams per departure period). */
struct route *story_route(struct story *y, int32_t from, int32_t to, int64_t lead, int64_t capacity);
int32_t story_segment(struct story *y, const char *id, int64_t capacity);
void story_via(struct route *route, int32_t segment);
void story_close(struct route *route, int32_t first, int32_t last);
struct need *story_need(struct story *y, int32_t place, int32_t item, int64_t quantity,
	int32_t first, int32_t last);
struct limit *story_limit(struct story *y, enum limit_kind kind, int32_t place, int64_t amount);
struct minimum *story_minimum(struct story *y, bool end_stock, int32_t place, int32_t item,
	int64_t quantity);
/* give of item by take of part. */
struct substitute *story_substitute(struct story *y, int32_t item, int64_t give, int32_t part,
	int64_t take);
void story_add_part(struct substitute *u, int32_t part, int64_t take);
/* The local day of a period (0..). */
day story_day(const struct story *y, int32_t period);

/* Cells and supply; called by story_solve too. */
void story_build(struct story *y);
/* Builds, solves and checks the plan: a plan that does not pass its check
 * fails the test. Again after changes of the scenario. */
void story_solve(struct story *y, int jobs);
/* Smallest units that the claims for the item at the place get, of periods
 * first..last of their windows' first period. */
int64_t story_served(const struct story *y, int32_t place, int32_t item, int32_t first,
	int32_t last);
/* Smallest units shipped over a route, all periods together, or in one (-1 = all). */
int64_t story_shipped(const struct story *y, int32_t route, int32_t depart);
/* The plan in words that do not depend on the order of arrays: same plan, same text. */
void story_dump(const struct story *y, struct text *out);
/* The plan's findings by plan_check, into out. */
bool story_holds(const struct story *y, struct text *out);

#endif
