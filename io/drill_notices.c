/* What of decisions is not carried out, and would otherwise be passed over without a word. */
#include "io/drill.h"

#include "io/save.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- rows that come too late ---- */

void drill_late_rows(const struct drill *d, const struct drill_state *state, int32_t step, struct diags *diags)
{
	char time[32];

	for (int32_t k = 0; k < state->nrows; k++) {
		const struct drill_row *row = &state->rows[k];
		struct diag *item;

		if (row->step != step || row->cut[CUT_OVER] == 0)
			continue;
		item = diag_add(diags, DIAG_WARNING, 849, row->line.where,
			_("period %d is over at %s: the row sends nothing"), (int)row->line.period + 1,
			drill_time_format(time, d->steps[step].at));
		item->about = "period";
		diag_remedy(diags, item, _("write a period from %d on; what has left already need not be written again"),
			(int)d->steps[step].period + 1);
	}
}

/* ---- folders that nobody reads ---- */

static int compare_names(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* Names in a folder by bytes, hidden ones left out; none when it cannot be read. The array is the caller's. */
static const char **list_folder(struct arena *arena, const char *path, int32_t *n)
{
	DIR *folder = opendir(path);
	const char **names = NULL;
	int32_t room = 0;
	struct dirent *entry;

	*n = 0;
	while (folder && (entry = readdir(folder)) != NULL) {
		int32_t k;

		if (entry->d_name[0] == '.')
			continue;
		k = ARRAY_ADD(&names, n, &room);
		names[k] = arena_strdup(arena, entry->d_name);
	}
	if (folder)
		closedir(folder);
	if (*n > 1)
		qsort(names, (size_t)*n, sizeof *names, compare_names);
	return names;
}

static bool is_folder(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static void add_unread(struct diags *diags, const char *path, const char *message, const char *remedy)
{
	struct where where = {diags_file(diags, path), 0, 0};

	diag_remedy(diags, diag_add(diags, DIAG_WARNING, 850, where, "%s", message), "%s", remedy);
}

static int32_t find_step(const struct drill *d, const char *name)
{
	char step[32];

	for (int32_t k = 0; k < d->nsteps; k++)
		if (strcmp(drill_step_name(d, k, step), name) == 0)
			return k;
	return -1;
}

/* A folder of the team's, at path: is it read? */
static void look_at_step(const struct drill *d, const struct drill_team *team, const char *path, const char *name,
	struct diags *diags)
{
	int32_t step = find_step(d, name);
	struct text file;

	text_init(&file);
	text_printf(&file, "%s/allocation.csv", path);
	if (step < 0)
		add_unread(diags, path, _("the script has no step of this name: what lies here is not read"),
			_("name the folder for a step: T00, T06, T24-30 for T+24:30"));
	else if (team->decisions[step])
		add_unread(diags, path, _("the script names another file for this decision: what lies here is not read"),
			_("take it away, or take <decision> out of the script"));
	else if (access(text_str(&file), F_OK) != 0)
		add_unread(diags, path, _("there is no allocation.csv here: nothing new is sent at this step"),
			_("name the file allocation.csv"));
	text_release(&file);
}

static void look_at_team(const struct drill *d, const char *path, const char *name, struct arena *arena,
	struct diags *diags)
{
	const struct drill_team *team = NULL;
	const char **names;
	struct text below;
	int32_t n;

	for (int32_t j = 0; j < d->nteams; j++)
		if (strcmp(d->teams[j].id, name) == 0)
			team = &d->teams[j];
	if (!team || team->follows) {
		add_unread(diags, path, team ? _("the team decides as the program proposes: its decisions are not read") :
			_("the script has no team of this name: what lies here is not read"),
			team ? _("take follow=\"plan\" out of the script, or the decisions away") :
			_("name the folder by the id of a team"));
		return;
	}
	names = list_folder(arena, path, &n);
	text_init(&below);
	for (int32_t k = 0; k < n; k++) {
		text_clear(&below);
		text_printf(&below, "%s/%s", path, names[k]);
		if (is_folder(text_str(&below)))
			look_at_step(d, team, text_str(&below), names[k], diags);
	}
	text_release(&below);
	mem_free(names);
}

void drill_unread_decisions(const struct drill *d, struct diags *diags)
{
	struct arena arena;
	struct text path;
	const char **names;
	int32_t n;

	arena_init(&arena);
	text_init(&path);
	names = list_folder(&arena, d->decisions, &n);
	for (int32_t k = 0; k < n; k++) {
		text_clear(&path);
		text_printf(&path, "%s/%s", d->decisions, names[k]);
		if (is_folder(text_str(&path)))
			look_at_team(d, text_str(&path), names[k], &arena, diags);
	}
	text_release(&path);
	mem_free(names);
	arena_release(&arena);
}

/* ---- in the trees ---- */

bool drill_notices_save(const struct diags *diags, const struct drill_notices *parts, int32_t n, struct folder *f)
{
	int32_t all = 0;
	struct drill_pages pages;

	for (int32_t k = 0; k < n; k++)
		all += parts[k].n;
	if (all == 0) {
		folder_drop(f, "notices.txt");
		return !f->failed;
	}
	drill_pages_open(&pages);
	for (int32_t k = 0; k < n; k++) {
		struct diags part = *diags; /* a look at some of them */

		part.nprinted = parts[k].first;
		part.nitems = parts[k].first + parts[k].n;
		part.columns = 0;
		part.dropped = 0;
		diags_print(&part, pages.file);
	}
	return drill_pages_save(&pages, f, "notices.txt");
}
