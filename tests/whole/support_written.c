#include "tests/whole/support_written.h"

#include "io/plan_files.h"
#include "io/printer.h"

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
	struct report r = {&y->s, &y->cells, &y->supply, &y->plan, "en", "shecang test", false, NULL, NULL};
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

bool written_read_back(struct story *y, const char *folder)
{
	struct plan_places places;
	struct diags diags;
	struct plan plan;
	bool loaded;

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
