/* Along a quantity: points are planned where the result may turn, round by round. */
#include "cli/sweep.h"

#include "base/text.h"
#include "solver/turns.h"

#include <string.h>

struct along_run {
	struct sweeping *w;
	struct scenario first; /* the first point, and after it any: its goods are followed */
	struct cells cells; /* of the first point */
	struct diags diags;
	struct follow follow;
	bool followed;
	struct turns turns;
};

/* ---- the goods of every point ---- */

static bool set_point(void *context, int32_t point, struct scenario *s)
{
	struct along_run *r = context;

	return future_change(&r->w->futures, point, s, &r->diags);
}

static bool begin(struct along_run *r)
{
	const struct along *a = &r->w->futures.along;

	if (!sweep_scenario(r->w, 0, &r->first, &r->diags))
		return false;
	cells_build(&r->first, &r->cells);
	r->followed = a->holder >= 0 &&
		follow_init(&r->follow, &r->first, &r->cells, a->holder, a->item, r->w->futures.n, set_point, r);
	turns_init(&r->turns, r->w->futures.n, &r->cells, r->followed ? &r->follow : NULL);
	return true;
}

static void end(struct along_run *r)
{
	if (r->turns.npoints > 0)
		turns_release(&r->turns);
	if (r->followed)
		follow_release(&r->follow);
	cells_release(&r->cells);
	scenario_release(&r->first);
	diags_release(&r->diags);
}

/* ---- rounds ---- */

/* False when some point could not be planned. */
static bool take_points(struct along_run *r, const int32_t *wanted, int32_t n)
{
	struct ensemble *e = &r->w->ensemble;
	bool all = true;

	for (int32_t k = 0; k < n; k++) {
		struct future_outcome *o = &e->futures[wanted[k]];

		if (o->state == FUTURE_MISSING && !outcome_load(r->w->o->directory, r->w->key, wanted[k], e)) {
			all = false;
			continue;
		}
		turns_take(&r->turns, wanted[k], &o->rates);
	}
	return all;
}

static bool plan_points(struct along_run *r, struct statuses *statuses)
{
	int32_t *wanted = mem_calloc((size_t)r->w->futures.n, sizeof *wanted), n;
	bool all = true;

	while (all && (n = turns_next(&r->turns, wanted)) > 0) {
		sweep_plan(r->w, wanted, n, statuses);
		statuses->bits = ranks_join(statuses->bits);
		all = take_points(r, wanted, n);
	}
	mem_free(wanted);
	return all;
}

/* ---- what holds it down ---- */

static void find_bottlenecks(struct along_run *r, struct run *runs, int32_t n, int32_t point)
{
	struct scenario s;
	struct cells cells;
	struct supply supply;

	if (sweep_scenario(r->w, point, &s, &r->diags)) {
		cells_build(&s, &cells);
		supply_build(&s, &cells, &supply);
		for (int32_t k = 0; k < n; k++)
			if (runs[k].inside == point && runs[k].planned && runs[k].level.exact &&
				level_turns(runs, n, &runs[k].level))
				bottleneck_find(&s, &cells, &supply, &runs[k].level, &runs[k].bottleneck);
		supply_release(&supply);
		cells_release(&cells);
	}
	scenario_release(&s);
}

static void find_all_bottlenecks(struct along_run *r, struct run *runs, int32_t n)
{
	char *wanted = mem_calloc((size_t)r->w->futures.n, 1);

	for (int32_t k = 0; k < n; k++)
		wanted[runs[k].inside] |= level_turns(runs, n, &runs[k].level);
	for (int32_t point = 0; point < r->w->futures.n; point++)
		if (wanted[point])
			find_bottlenecks(r, runs, n, point);
	mem_free(wanted);
}

/* ---- the whole ---- */

static void note_states(const struct sweeping *w, struct statuses *statuses)
{
	for (int32_t k = 0; k < w->futures.n; k++) {
		const struct future_outcome *o = &w->ensemble.futures[k];
		bool is_short = false;

		if (o->state == FUTURE_UNPROVEN)
			status_add(statuses, STATUS_UNPROVEN);
		if (o->state == FUTURE_CONTRADICTION)
			status_add(statuses, STATUS_CONTRADICTION);
		for (int32_t i = 0; o->rows && i < w->ensemble.nrows; i++)
			is_short |= o->rows[i].served < o->rows[i].demand;
		if (is_short)
			status_add(statuses, STATUS_SHORTFALL);
	}
}

static void print(struct along_run *r, struct statuses *statuses)
{
	const struct sweeping *w = r->w;
	struct report report = {.scenario = &w->loaded.scenario, .cells = &w->loaded.cells,
		.supply = &w->loaded.supply, .language = cli_language(), .program = "shecang " SHECANG_VERSION,
		.full = w->o->full, .directory = w->o->directory};
	struct along_page page = {.report = &report, .futures = &w->futures, .ensemble = &w->ensemble,
		.followed = r->followed};
	struct run *runs = turns_runs(&r->turns, &page.nruns);
	char why[512];

	find_all_bottlenecks(r, runs, page.nruns);
	page.runs = runs;
	if (!along_write(&page, w->o->directory, why, sizeof why)) {
		fprintf(stderr, "shecang: %s\n", why);
		status_add(statuses, STATUS_OUTPUT);
	}
	along_print(&page, stdout, cli_width(), cli_colour());
	printf(_("The tables are in %s.\n"), w->o->directory);
	runs_release(runs, page.nruns);
}

void sweep_along(struct sweeping *w, struct statuses *statuses)
{
	struct along_run r = {.w = w};

	diags_init_unseen(&r.diags);
	if (!begin(&r)) { /* it was sound when it was read */
		status_add(statuses, STATUS_INPUT);
	} else if (!plan_points(&r, statuses)) {
		status_add(statuses, STATUS_UNPROVEN);
	} else if (w->ranks.rank == 0) {
		print(&r, statuses);
		note_states(w, statuses);
	}
	end(&r);
}
