/* A script written back. */
#include "io/drill.h"

#include "io/scenario_write.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- paths ---- */

/* Where the path lies, seen from the folder. NULL, or why it cannot be named: a blank stands
 * between the overlays of an inject. */
static const char *add_path(const char *folder, const char *path, struct text *out)
{
	size_t start = out->length, same = 0, k = 0;
	char *from = realpath(folder, NULL), *to = from ? realpath(path, NULL) : NULL;
	bool good = from && to;

	if (!good && errno == ENOMEM)
		mem_exhausted();
	for (; good && from[k] && from[k] == to[k]; k++)
		if (from[k] == '/')
			same = k + 1;
	if (good && !from[k] && to[k] == '/') { /* it lies in the folder itself */
		text_puts(out, to + k + 1);
	} else if (good) {
		for (const char *up = from + same; *up;) { /* a folder up for each that is left */
			text_puts(out, "../");
			up = strchr(up, '/') ? strchr(up, '/') + 1 : "";
		}
		text_puts(out, to + same);
	}
	free(from);
	free(to);
	return !good ? _("there is no such file") :
		strchr(text_str(out) + start, ' ') ? _("its name has a blank, which a script cannot say") : NULL;
}

/* ---- elements ---- */

struct script_writer {
	const struct drill *drill;
	const char *folder;
	struct text text;
	const char *unfit, *why; /* a path that cannot be named; NULL */
};

static void put_attribute(struct text *out, const char *name, const char *value)
{
	text_printf(out, " %s=\"", name);
	xml_escape(out, value, strlen(value), true);
	text_putc(out, '"');
}

static void put_time(struct text *out, int64_t at)
{
	char time[32];

	put_attribute(out, "at", drill_time_format(time, at));
}

static void put_label(struct text *out, const char *indent, const char *name, struct label label)
{
	const char *const texts[] = {label.zh, label.en}, *const languages[] = {"", " xml:lang=\"en\""};

	for (int k = 0; k < 2; k++) {
		if (!texts[k] || !*texts[k])
			continue;
		text_printf(out, "%s<%s%s>", indent, name, languages[k]);
		xml_escape(out, texts[k], strlen(texts[k]), false);
		text_printf(out, "</%s>\n", name);
	}
}

static void put_path(struct script_writer *w, const char *path, struct text *out)
{
	const char *why = add_path(w->folder, path, out);

	if (why) {
		w->unfit = path;
		w->why = why;
	}
}

static void put_with(struct script_writer *w, int32_t overlay)
{
	const struct drill_overlay *x = &w->drill->overlays[overlay];
	struct text paths;

	text_init(&paths);
	for (int32_t k = 0; k < x->nwith; k++) {
		if (k > 0)
			text_putc(&paths, ' ');
		put_path(w, x->with[k], &paths);
	}
	put_attribute(&w->text, "with", text_str(&paths));
	text_release(&paths);
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

/* Do both say the same to teams that are named? */
static bool told_together(const struct drill_tell *a, const struct drill_tell *b)
{
	return a->team >= 0 && b->team >= 0 && a->at == b->at && a->overlay == b->overlay &&
		same_text(a->text.zh, b->text.zh) && same_text(a->text.en, b->text.en);
}

/* The k-th tell of the inject and those that say the same; how many. */
static int32_t put_tell(struct script_writer *w, const struct drill_inject *inject, int32_t k)
{
	const struct drill_tell *tell = &inject->tells[k];
	int32_t n = 1;

	text_puts(&w->text, "    <tell");
	put_time(&w->text, tell->at);
	while (k + n < inject->ntells && told_together(tell, &inject->tells[k + n]))
		n++;
	if (tell->team >= 0) {
		struct text teams;

		text_init(&teams);
		for (int32_t j = 0; j < n; j++)
			text_printf(&teams, j ? " %s" : "%s", w->drill->teams[inject->tells[k + j].team].id);
		put_attribute(&w->text, "team", text_str(&teams));
		text_release(&teams);
	}
	if (tell->overlay >= 0)
		put_with(w, tell->overlay);
	text_puts(&w->text, ">\n");
	put_label(&w->text, "      ", "text", tell->text);
	text_puts(&w->text, "    </tell>\n");
	return n;
}

static void put_inject(struct script_writer *w, const struct drill_inject *inject)
{
	text_puts(&w->text, "  <inject");
	put_attribute(&w->text, "id", inject->id);
	put_time(&w->text, inject->at);
	if (inject->effort > 0)
		text_printf(&w->text, " effort=\"%d\"", (int)inject->effort);
	text_puts(&w->text, ">\n");
	put_label(&w->text, "    ", "title", inject->title);
	if (inject->truth >= 0) {
		text_puts(&w->text, "    <truth");
		put_with(w, inject->truth);
		text_puts(&w->text, "/>\n");
	}
	for (int32_t k = 0; k < inject->ntells;)
		k += put_tell(w, inject, k);
	text_puts(&w->text, "  </inject>\n");
}

static void put_team(struct text *out, const struct drill_team *team)
{
	text_puts(out, "  <team");
	put_attribute(out, "id", team->id);
	if (team->follows)
		put_attribute(out, "follow", "plan");
	text_puts(out, ">\n");
	put_label(out, "    ", "name", team->name);
	text_puts(out, "  </team>\n");
}

static void put_threshold(struct text *out, enum drill_measure measure, const struct drill_threshold *t)
{
	static const char *const names[3] = {"performed", "some", "major"};
	char number[48];

	text_puts(out, "  <threshold");
	put_attribute(out, "measure", drill_measure_word(measure));
	for (int k = 0; k < 3; k++)
		put_attribute(out, names[k], decimal_format(number, t->most[k], drill_measure_decimals(measure)));
	text_puts(out, "/>\n");
}

static void put_root(struct script_writer *w)
{
	const struct drill *d = w->drill;
	struct text scenario;

	text_init(&scenario);
	put_path(w, d->scenario, &scenario);
	text_printf(&w->text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<drill xmlns=\"%s\" version=\"1.0\"", DRILL_NAMESPACE);
	put_attribute(&w->text, "id", d->id);
	put_attribute(&w->text, "scenario", text_str(&scenario));
	if (!d->proposals)
		put_attribute(&w->text, "proposals", "false");
	text_puts(&w->text, ">\n");
	text_release(&scenario);
}

bool drill_write(const struct drill *d, struct folder *f, const char *name)
{
	struct script_writer w = {.drill = d, .folder = f->directory};
	bool good;

	text_init(&w.text);
	put_root(&w);
	put_label(&w.text, "  ", "title", d->title);
	for (int32_t k = 0; k < d->nsteps; k++) {
		text_puts(&w.text, "  <step");
		put_time(&w.text, d->steps[k].at);
		text_puts(&w.text, "/>\n");
	}
	for (int32_t j = 0; j < d->nteams; j++)
		put_team(&w.text, &d->teams[j]);
	for (int32_t i = 0; i < d->ninjects; i++)
		put_inject(&w, &d->injects[i]);
	for (int m = 0; m < DRILL_MEASURES; m++)
		if (d->thresholds[m].stated)
			put_threshold(&w.text, (enum drill_measure)m, &d->thresholds[m]);
	text_puts(&w.text, "</drill>\n");
	if (w.unfit && !f->failed) {
		f->failed = true;
		snprintf(f->why, f->why_size, "%s: %s", w.unfit, w.why);
	}
	good = !f->failed && save_text(f, name, &w.text);
	text_release(&w.text);
	return good;
}
