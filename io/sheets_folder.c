/* A folder of sheets as a scenario, and one CSV file as a source. */
#include "io/sheets.h"

#include "base/text.h"
#include "io/aliases.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

/* Every sheet that a folder may have, in the order of reading: what is referred
 * to before what refers to it. */
static const struct {
	bool (*read)(struct reading *r);
	const char *en, *zh;
} sheets[] = {
	{sheets_settings, "settings", "设置"},
	{sheets_groups, "groups", "人群"},
	{sheets_items, "items", "物资"},
	{sheets_substitutes, "substitutes", "替代"},
	{sheets_tiers, "tiers", "优先级"},
	{sheets_places, "places", "地点"},
	{NULL, "people", "人口"}, /* with the places */
	{sheets_holders, "holders", "储备主体"},
	{sheets_stock, "stock", "库存"},
	{sheets_transit, "transit", "在途"},
	{sheets_roads, "roads", "线路"},
	{sheets_needs, "needs", "需求"},
	{sheets_norms, "norms", "储备要求"},
	{sheets_exceptions, "exceptions", "例外"},
	{sheets_sources, "sources", "数据来源"},
};
#define NSHEETS (sizeof sheets / sizeof *sheets)

/* ---- files that nobody reads ---- */

static bool is_csv(const char *name)
{
	size_t n = strlen(name);

	return n > 4 && (strcmp(name + n - 4, ".csv") == 0 || strcmp(name + n - 4, ".CSV") == 0);
}

static bool is_known(const struct scenario *s, const char *name)
{
	struct text text;
	bool known = false;
	int32_t i;
	size_t k;

	text_init(&text);
	for (k = 0; k < NSHEETS && !known; k++) {
		text_clear(&text);
		text_printf(&text, "%s.csv", sheets[k].en);
		known = strcmp(text_str(&text), name) == 0;
		text_clear(&text);
		text_printf(&text, "%s.csv", sheets[k].zh);
		known = known || strcmp(text_str(&text), name) == 0;
	}
	text_release(&text);
	for (i = 0; i < s->nsources && !known; i++)
		known = strcmp(s->sources[i].href, name) == 0;
	return known;
}

static int compare_names(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* A misspelt name would leave a sheet out without a word. */
static void warn_unread(const struct reading *r)
{
	DIR *folder = opendir(r->folder);
	const char **names = NULL;
	int32_t n = 0, room = 0, i;
	struct dirent *entry;

	if (!folder)
		return;
	while ((entry = readdir(folder)) != NULL) {
		if (entry->d_name[0] == '.' || !is_csv(entry->d_name) ||
			is_known(r->s, entry->d_name))
			continue;
		i = ARRAY_ADD(&names, &n, &room);
		names[i] = arena_strdup(&r->diags->arena, entry->d_name);
	}
	closedir(folder);
	if (n > 1)
		qsort(names, (size_t)n, sizeof *names, compare_names);
	for (i = 0; i < n; i++) {
		struct diag *item = diag_add(r->diags, DIAG_WARNING, 755, WHERE_NONE,
			_("%s/%s is neither a sheet of this folder nor a source: it is not read"),
			r->folder, names[i]);

		diag_remedy(r->diags, item,
			_("correct its name, name it in the sheet of sources (sources.csv "
			  "数据来源.csv), or take it out of the folder"));
	}
	mem_free(names);
}

/* ---- scenarios ---- */

static bool read_all(struct reading *r)
{
	bool good = true;
	size_t k;

	for (k = 0; k < NSHEETS; k++) {
		if (sheets[k].read && !sheets[k].read(r))
			good = false;
		if (k == 0 && r->s->ninputs == 0 && r->folder)
			break; /* no settings: this is no folder of sheets */
	}
	return good && r->ok;
}

bool scenario_read_sheets(struct scenario *s, const char *folder, struct diags *diags)
{
	struct reading r;
	bool good;

	reading_init(&r, s, diags);
	r.folder = folder;
	good = read_all(&r);
	warn_unread(&r);
	reading_release(&r);
	return good;
}

bool scenario_read_memory(
	struct scenario *s, const struct memory_sheet *memory, int32_t nmemory, struct diags *diags)
{
	struct reading r;
	bool good;

	reading_init(&r, s, diags);
	r.memory = memory;
	r.nmemory = nmemory;
	good = read_all(&r);
	reading_release(&r);
	return good;
}

/* ---- norms of their own ---- */

bool norms_read_csv(struct scenario *s, const char *path, struct diags *diags)
{
	struct reading r;
	bool good;

	reading_init(&r, s, diags);
	r.offset = s->start.offset;
	r.offset_stated = true;
	good = sheets_norms_file(&r, path);
	reading_release(&r);
	return good;
}

/* ---- sources ---- */

bool source_read_csv(struct scenario *s, int32_t source, const char *path, struct diags *diags)
{
	const struct source *of = &s->sources[source];
	int encoding = csv_encoding_parse(of->encoding);
	int32_t before = diags->current_source;
	struct reading r;
	struct diag *item;
	bool good;

	diags->current_source = source;
	if (encoding < 0) {
		item = diag_add(diags, DIAG_ERROR, 157, of->where,
			_("the encoding \"%s\" of source %s is not known"), of->encoding, of->id);
		diag_remedy(diags, item, _("write UTF-8, GB18030 or GBK"));
		diags->current_source = before;
		return false;
	}
	reading_init(&r, s, diags);
	r.source = source;
	r.encoding = (enum csv_encoding)encoding;
	r.offset = s->start.offset;
	r.offset_stated = true; /* by the scenario's own start */
	if (of->kind == SOURCE_DEMAND)
		good = sheets_needs_file(&r, path, of->href);
	else
		good = sheets_stock_file(&r, path, of->href);
	reading_release(&r);
	diags->current_source = before;
	return good;
}
