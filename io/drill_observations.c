/* What evaluators wrote down during a drill: a sheet. */
#include "io/drill_review.h"

#include "io/aliases.h"
#include "io/sheets.h"

#include <string.h>

enum { OBSERVED_TIME, OBSERVED_TEAM, OBSERVED_KIND, OBSERVED_MEASURE, OBSERVED_TEXT, OBSERVED_BY };
static const struct sheet_column columns[] = {
	[OBSERVED_TIME] = {"time", "时间", SHEET_REQUIRED},
	[OBSERVED_TEAM] = {"team", "队伍|参演队伍", 0},
	[OBSERVED_KIND] = {"kind", "类别", SHEET_REQUIRED},
	[OBSERVED_MEASURE] = {"measure", "指标", 0},
	[OBSERVED_TEXT] = {"text|observation", "观察|观察内容", SHEET_REQUIRED},
	[OBSERVED_BY] = {"by", "评估员", 0},
};
static const struct sheet_form form = {
	"observations", "评估观察", columns, sizeof columns / sizeof *columns, true};

static void read_time(struct sheet *sheet, const struct drill *d, struct drill_observation *o)
{
	struct entry cell;

	if (!sheet_cell(sheet, OBSERVED_TIME, &cell))
		return;
	if (!drill_time_parse(cell.text, cell.n, &o->at)) {
		struct diag *item = SHEET_FAULT(sheet, OBSERVED_TIME, 841, _("\"%.*s\" is no time of a drill"),
			(int)cell.n, cell.text);

		diag_remedy(sheet->r->diags, item, _("write it as hours after the start: T+6, T+6:30"));
		return;
	}
	for (int32_t k = 0; k < d->nsteps; k++)
		if (d->steps[k].at <= o->at)
			o->step = k;
}

static void read_team(struct sheet *sheet, const struct drill *d, struct drill_observation *o)
{
	struct entry cell;

	if (!sheet_cell(sheet, OBSERVED_TEAM, &cell))
		return;
	for (int32_t j = 0; j < d->nteams; j++) {
		const struct drill_team *team = &d->teams[j];
		const char *names[] = {team->id, team->name.zh, team->name.en};

		for (size_t k = 0; k < sizeof names / sizeof *names; k++)
			if (names[k] && strlen(names[k]) == cell.n && memcmp(names[k], cell.text, cell.n) == 0)
				o->team = j;
	}
	if (o->team < 0) {
		struct diag *item = SHEET_FAULT(sheet, OBSERVED_TEAM, 303, _("the script has no team \"%.*s\""),
			(int)cell.n, cell.text);

		diag_remedy(sheet->r->diags, item, _("write a team's id or name; leave the cell empty for all teams"));
	}
}

static void read_row(struct sheet *sheet, const struct drill *d, struct drill_observations *out)
{
	struct drill_observation o = {.team = -1, .measure = -1, .where = sheet_where(sheet)};
	int kind = ALIAS_OBSERVED_STRENGTH;

	if (!sheet_require(sheet, OBSERVED_TIME) || !sheet_require(sheet, OBSERVED_TEXT) ||
		!sheet_require(sheet, OBSERVED_KIND))
		return;
	read_time(sheet, d, &o);
	read_team(sheet, d, &o);
	cell_word(sheet, OBSERVED_KIND, ALIAS_OBSERVED, &kind);
	cell_word(sheet, OBSERVED_MEASURE, ALIAS_MEASURE, &o.measure);
	cell_text(sheet, OBSERVED_TEXT, &o.text);
	cell_text(sheet, OBSERVED_BY, &o.by);
	o.strength = kind == ALIAS_OBSERVED_STRENGTH;
	if (sheet->row_ok) {
		int32_t k = ARRAY_ADD(&out->items, &out->nitems, &out->room);

		out->items[k] = o;
	}
}

/* From the file, or from memory. */
static bool read_rows(struct drill_observations *out, const struct drill *d, struct scenario *s, const char *path,
	const struct memory_sheet *memory, struct diags *diags)
{
	struct reading r;
	struct sheet sheet;
	bool good;

	reading_init(&r, s, diags);
	if (memory)
		sheet_open_memory(&sheet, &r, &form, memory);
	else
		sheet_open_path(&sheet, &r, &form, path, path);
	while (sheet_next(&sheet))
		read_row(&sheet, d, out);
	good = sheet_close(&sheet);
	reading_release(&r);
	drill_observations_sort(out);
	return good;
}

bool drill_observations_read(struct drill_observations *out, const struct drill *d, struct scenario *s,
	const char *path, struct diags *diags)
{
	return read_rows(out, d, s, path, NULL, diags);
}

bool drill_observations_read_text(struct drill_observations *out, const struct drill *d, struct scenario *s,
	const char *text, size_t n, const char *name, struct diags *diags)
{
	struct memory_sheet memory = {name, text, n};

	return read_rows(out, d, s, NULL, &memory, diags);
}
