#include "tests/whole/support_written.h"

#include "io/canonical.h"
#include "io/plan_files.h"
#include "io/printer.h"
#include "io/reader.h"
#include "models/scenario_check.h"
#include "models/sound.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define NAME_ALL(things, ids) do { \
	for (int32_t i_ = 0; i_ < s->n##things; i_++) \
		map_add(&s->ids, s->things[i_].id, i_); \
} while (0)

void written_names(struct scenario *s)
{
	NAME_ALL(items, item_ids);
	NAME_ALL(groups, group_ids);
	NAME_ALL(places, place_ids);
	NAME_ALL(holders, holder_ids);
	NAME_ALL(routes, route_ids);
	NAME_ALL(segments, segment_ids);
}

bool written_folder(char *folder)
{
	return mkdtemp(folder) != NULL;
}

bool written_clear(const char *folder)
{
	struct text path;

	text_init(&path);
	text_printf(&path, "%s/plan.xml", folder);
	unlink(text_str(&path));
	text_release(&path);
	return rmdir(folder) == 0;
}

static void write_plan(const struct story *y, const char *folder)
{
	struct report r = {&y->s, &y->cells, &y->supply, &y->plan, "en", "shecang 0.0", false, NULL, NULL};
	struct text path;
	FILE *file;

	text_init(&path);
	text_printf(&path, "%s/plan.xml", folder);
	file = fopen(text_str(&path), "w");
	assert(file);
	assert(plan_write(&r, file));
	assert(fclose(file) == 0);
	text_release(&path);
}

/* Claims and lots of a scenario, as one of the two programs makes them of a file. */
struct taken {
	struct scenario s;
	struct cells cells;
	struct supply supply;
	struct diags d;
	bool good; /* not refused */
};

static void take(struct taken *t, const char *path, bool checker)
{
	const struct check_options options = {false, false, false};

	scenario_init(&t->s);
	diags_init(&t->d);
	if (checker) {
		t->good = canonical_read(&t->s, path, &t->d) && scenario_sound(&t->s, &t->cells, &t->supply, &t->d);
		return;
	}
	t->good = scenario_read(&t->s, path, NULL, 0, &t->d) && scenario_check(&t->s, &options, &t->d);
	if (!t->good)
		return;
	cells_build(&t->s, &t->cells);
	supply_build(&t->s, &t->cells, &t->supply);
}

static void take_release(struct taken *t)
{
	if (t->good) {
		supply_release(&t->supply);
		cells_release(&t->cells);
	}
	scenario_release(&t->s);
	diags_release(&t->d);
}

static bool same_lots(const struct taken *a, const struct taken *b)
{
	for (int32_t i = 0; i < a->supply.nlots; i++) {
		const struct supply_lot *x = &a->supply.lots[i], *y = &b->supply.lots[i];

		if (x->holder != y->holder || x->line != y->line || x->transit != y->transit || x->units != y->units
			|| x->last_day != y->last_day || x->release != y->release || x->region != y->region || x->form != y->form)
			return false;
	}
	return true;
}

static bool same_claims(const struct taken *a, const struct taken *b)
{
	for (int32_t i = 0; i < a->cells.ncells; i++) {
		const struct cell *x = &a->cells.cells[i], *y = &b->cells.cells[i];

		if (x->place != y->place || x->item != y->item || x->group != y->group || x->when.first != y->when.first
			|| x->when.last != y->when.last || x->tier != y->tier || x->demand != y->demand || x->household != y->household)
			return false;
	}
	return true;
}

/* Both refuse it, or both make the same claims and lots of it. */
static bool readers_agree(const struct story *y, const char *folder)
{
	struct taken full, small;
	struct text path;
	FILE *file;
	bool agree;

	text_init(&path);
	text_printf(&path, "%s/scenario.xml", folder);
	file = fopen(text_str(&path), "w");
	assert(file);
	assert(scenario_write(&y->s, file));
	assert(fclose(file) == 0);
	take(&full, text_str(&path), false);
	take(&small, text_str(&path), true);
	agree = full.good == small.good && (!full.good || (full.cells.ncells == small.cells.ncells
		&& full.supply.nlots == small.supply.nlots && same_claims(&full, &small) && same_lots(&full, &small)));
	if (!agree) {
		diags_print(&full.d, stderr);
		diags_print(&small.d, stderr);
	}
	take_release(&small);
	take_release(&full);
	unlink(text_str(&path));
	text_release(&path);
	return agree;
}

bool written_read_back(struct story *y, const char *folder)
{
	struct plan_places places;
	struct diags diags;
	struct plan plan;
	bool loaded;

	if (!readers_agree(y, folder))
		return false;
	write_plan(y, folder);
	diags_init(&diags);
	plan_init(&plan);
	plan_places_init(&places);
	loaded = plan_load_by_files(&plan, &places, &y->s, &y->cells, &y->supply, folder, &diags, true, &diags) == PLAN_LOADED;
	if (loaded) {
		plan_release(&y->plan);
		y->plan = plan;
	} else {
		diags_print(&diags, stderr);
		plan_release(&plan);
	}
	plan_places_release(&places);
	diags_release(&diags);
	return loaded;
}
