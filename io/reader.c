/* Reading a scenario with all its sources. */
#include "io/reader.h"

#include "base/text.h"
#include "io/things.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- paths ---- */

static bool is_folder(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* The folder of a file: "a/b.xml" -> "a/", "b.xml" -> "". */
static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t n = slash ? (size_t)(slash - path) + 1 : 0;
	char *folder = mem_calloc(n + 1, 1);

	memcpy(folder, path, n);
	return folder;
}

/* Relative, without "..", with plain separators. */
static bool is_safe_href(const char *href)
{
	const char *part = href;

	if (*href == '\0' || *href == '/' || strchr(href, '\\') || strchr(href, ':'))
		return false;
	for (;;) {
		size_t n = strcspn(part, "/");

		if (n == 0 || (n == 2 && part[0] == '.' && part[1] == '.'))
			return false;
		if (part[n] == '\0')
			return true;
		part += n + 1;
	}
}

/* Does the existing path lie below the folder once all links are followed? A
 * path that does not exist passes: it cannot be opened either. */
static bool lies_below(const char *folder, const char *path)
{
	char *base = realpath(*folder ? folder : ".", NULL);
	char *real = realpath(path, NULL);
	bool below = true;

	if (base && real) {
		size_t n = strlen(base);

		below = strncmp(real, base, n) == 0 &&
			(real[n] == '/' || (n > 0 && base[n - 1] == '/'));
	}
	free(real);
	free(base);
	return below;
}

/* ---- sources ---- */

static bool is_left_out(const struct source *source, const char *const *leave_out, int nleave_out)
{
	int i;

	for (i = 0; i < nleave_out; i++) {
		if (strcmp(leave_out[i], source->id) == 0 ||
			strcmp(leave_out[i], source->href) == 0)
			return true;
	}
	return false;
}

static void report_unknown_names(
	const struct scenario *s, const char *const *leave_out, int nleave_out, struct diags *diags)
{
	struct nearest nearest;
	struct diag *item;
	int32_t i;
	int k;

	for (k = 0; k < nleave_out; k++) {
		for (i = 0; i < s->nsources; i++) {
			if (is_left_out(&s->sources[i], &leave_out[k], 1))
				break;
		}
		if (i < s->nsources)
			continue;
		item = diag_add(diags, DIAG_ERROR, 604, WHERE_NONE,
			_("there is no source \"%s\" to leave out"), leave_out[k]);
		nearest_init(&nearest, leave_out[k], strlen(leave_out[k]));
		things_offer(s, THING_SOURCE, &nearest);
		nearest_remedy(&nearest, diags, item, _("name a source by its id or href"));
	}
}

static bool check_href(
	const struct source *source, const char *folder, const char *path, struct diags *diags)
{
	struct diag *item;

	if (is_safe_href(source->href) && lies_below(folder, path))
		return true;
	item = diag_add(diags, DIAG_ERROR, 602, source->where,
		_("the source %s lies outside the folder of the scenario"), source->href);
	diag_remedy(diags, item, _("copy it below that folder and name it relative to it"));
	return false;
}

/* The first fault that was found in the source, as the reason. */
static const char *first_fault(struct scenario *s, int32_t source, const struct diags *diags)
{
	int32_t i;

	for (i = 0; i < diags->nitems; i++) {
		if (diags->items[i].severity == DIAG_ERROR && diags->items[i].source == source)
			return arena_strdup(&s->arena, diags->items[i].message);
	}
	return arena_strdup(&s->arena, _("it has errors"));
}

static void read_source(struct scenario *s, int32_t i, const char *folder, struct diags *diags)
{
	struct source *source = &s->sources[i];
	struct text path;
	bool good;

	text_init(&path);
	text_printf(&path, "%s%s", folder, source->href);
	diags->current_source = i;
	if (!check_href(source, folder, text_str(&path), diags))
		good = false;
	else if (strcmp(source->format, "csv") == 0)
		good = source_read_csv(s, i, text_str(&path), diags);
	else
		good = source_read_xml(s, i, text_str(&path), diags);
	diags->current_source = -1;
	text_release(&path);
	source = &s->sources[i];
	/* What faults in its content do to it is for scenario_check to say. */
	if (!good && !source->sha256[0]) {
		source->state = SOURCE_MISSING;
		source->why = first_fault(s, i, diags);
	}
}

/* What is merged in cannot be told apart again. */
static void report_merged(const struct source *source, struct diags *diags)
{
	struct diag *item = diag_add(diags, DIAG_ERROR, 605, source->where,
		_("the source %s is merged into this scenario and cannot be left out"), source->id);

	diag_remedy(diags, item, _("leave it out of the scenario that it was merged into"));
}

/* Registers come first: the others refer to what they define. */
static void read_sources(struct scenario *s, const char *folder, const char *const *leave_out,
	int nleave_out, struct diags *diags)
{
	static const enum source_kind order[] = {SOURCE_REGISTER, SOURCE_SUPPLY, SOURCE_DEMAND};
	size_t k;
	int32_t i;

	for (k = 0; k < sizeof order / sizeof *order; k++) {
		for (i = 0; i < s->nsources; i++) {
			struct source *source = &s->sources[i];

			if (source->kind != order[k])
				continue;
			/* A canonical scenario has its sources merged in already. */
			if (source->state != SOURCE_USED)
				continue;
			if (source->sha256[0]) {
				if (is_left_out(source, leave_out, nleave_out))
					report_merged(source, diags);
				continue;
			}
			if (is_left_out(source, leave_out, nleave_out)) {
				source->state = SOURCE_LEFT_OUT;
				source->why = arena_strdup(&s->arena, _("left out by name"));
				continue;
			}
			read_source(s, i, folder, diags);
		}
	}
}

/* ---- scenarios ---- */

bool scenario_read(struct scenario *s, const char *path, const char *const *leave_out,
	int nleave_out, struct diags *diags)
{
	bool sheets = is_folder(path);
	char *folder;
	bool good;

	if (sheets) {
		struct text name;

		text_init(&name);
		text_printf(&name, "%s/", path);
		folder = mem_strdup(text_str(&name));
		text_release(&name);
		good = scenario_read_sheets(s, path, diags);
	} else {
		folder = folder_of(path);
		good = scenario_read_xml(s, path, diags);
	}
	if (s->nsources > 0)
		read_sources(s, folder, leave_out, nleave_out, diags);
	report_unknown_names(s, leave_out, nleave_out, diags);
	mem_free(folder);
	return good;
}

bool norms_read(struct scenario *s, const char *path, struct diags *diags)
{
	size_t n = strlen(path);
	bool sheet = n > 4 && (strcmp(path + n - 4, ".csv") == 0 || strcmp(path + n - 4, ".CSV") == 0);

	return sheet ? norms_read_csv(s, path, diags) : norms_read_xml(s, path, diags);
}
