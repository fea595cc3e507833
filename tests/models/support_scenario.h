/* Small scenarios for the tests of models/: a district d with communities c1
 * and c2, a depot dep, an item water (litres, u = 1), a group general, four
 * periods of a day from 2026-12-01 08:00 +08:00. */
#ifndef SHECANG_TESTS_MODELS_SUPPORT_SCENARIO_H
#define SHECANG_TESTS_MODELS_SUPPORT_SCENARIO_H

#include "models/cells.h"
#include "models/scenario.h"
#include "models/supply.h"

enum { D, C1, C2, DEP }; /* places of small_scenario */
enum { WATER };
enum { GENERAL };

void small_scenario(struct scenario *s);
struct instant at(const char *text);
day on(const char *text);

/* Each adds one element with its id and returns its index. */
int32_t add_place(struct scenario *s, const char *id, int32_t in, enum place_kind kind);
int32_t add_item(struct scenario *s, const char *id);
int32_t add_pack(struct scenario *s, int32_t item, const char *id, int64_t contains);
int32_t add_group(struct scenario *s, const char *id);
void add_people(struct scenario *s, int32_t place, int32_t group, int64_t count, int64_t households,
	int32_t first, int32_t last);
int32_t add_holder(struct scenario *s, const char *id, enum holder_kind kind, int32_t place);
/* A good physical line of the quantity, declared on 2026-12-01 at 06:00. */
struct stock_line *add_line(struct scenario *s, int32_t holder, int32_t item, int64_t quantity);
struct terms *add_terms(struct scenario *s, int32_t holder, int32_t item);
/* Terms for all items: release num/den, notice, anywhere. */
struct terms *add_release(struct scenario *s, int32_t holder, int64_t num, int64_t den);
struct agreement *add_agreement(
	struct scenario *s, int32_t holder, const char *id, const char *from, const char *to);
void add_cover(struct scenario *s, int32_t holder, int32_t group, int64_t people);
struct rate *add_rate(
	struct scenario *s, int32_t item, int32_t place, int32_t group, int64_t num, int64_t den);
struct need *add_need(struct scenario *s, int32_t place, int32_t item, int32_t group,
	int64_t quantity, int32_t first, int32_t last);
struct route *add_route(struct scenario *s, const char *id, int32_t from, int32_t to, int64_t lead);
struct source *add_source(struct scenario *s, const char *id, enum source_kind kind);
void add_movement(struct scenario *s, int32_t line, int64_t quantity, const char *when);
struct transit *add_transit(struct scenario *s, const char *id, int32_t item, int32_t to,
	int64_t quantity, const char *when);

/* Cells and supply of a scenario, built and released together. */
struct built {
	struct cells cells;
	struct supply supply;
};
void built_init(struct built *b, const struct scenario *s);
void built_release(struct built *b);
/* The only callable record of holder and item. */
const struct callable *callable_of(const struct built *b, int32_t holder, int32_t item);

/* A seeded generator: 0..bound - 1. */
uint64_t random_below(uint64_t *state, uint64_t bound);

#endif
