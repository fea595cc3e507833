#include "io/overlay_row.h"

#include <string.h>

bool overlay_wanted(struct overlay_reading *o)
{
	if (o->most <= 0)
		return false;
	o->most--;
	return true;
}

/* ---- What was added ---- */

void overlay_count(const struct scenario *s, struct overlay_counts *counts)
{
	for (int k = 0; k < ALTERED_SORTS; k++)
		counts->n[k] = altered_count(s, (enum altered)k);
	counts->estimates = s->nestimates;
}

void overlay_added(struct overlay_reading *o, const struct overlay_counts *before, struct where where)
{
	struct scenario *s = o->things.s;
	struct effects *e = o->effects;
	int32_t first = e->nitems;
	struct text about;

	for (int k = 0; k < ALTERED_SORTS; k++)
		alterations_note_added(s, (enum altered)k, before->n[k], where, e);
	text_init(&about);
	for (int32_t k = first; k < e->nitems && k < first + 2; k++)
		text_puts(&about, k > first ? " ..." : e->items[k].thing);
	effects_change(e, where, ALTER_VERBS, e->nitems > first ? e->items[first].what : ALTERED_SORTS,
		text_str(&about));
	text_release(&about);
	s->routes_made = s->routes_made && s->nestimates == before->estimates;
}

/* ---- Files ---- */

static bool is_sheet(const char *name)
{
	size_t n = strlen(name);

	return n > 4 && (strcmp(name + n - 4, ".csv") == 0 || strcmp(name + n - 4, ".CSV") == 0);
}

static bool read_file(struct scenario *s, const char *path, const char *text, size_t n, int32_t most,
	struct effects *e, struct diags *diags)
{
	struct overlay_reading o = {.effects = e, .most = most, .ok = true};
	int32_t errors = diags->nerrors, ninputs = s->ninputs;
	int32_t k = ARRAY_ADD(&e->files, &e->nfiles, &e->files_room);
	struct memory_sheet memory = {path, text, n};
	bool whole;

	e->files[k] = (struct overlay_file){arena_strdup(&e->arena, path), "", {NULL, NULL}, e->nchanges, 0};
	reading_init(&o.things, s, diags);
	o.things.folder = text ? NULL : ""; /* a file on its own: it is an input */
	o.things.offset = s->start.offset;
	o.things.offset_stated = true; /* by the scenario's own start */
	whole = is_sheet(path) ? overlay_read_sheet(&o, path, text ? &memory : NULL)
			       : overlay_read_xml(&o, path, text, n);
	reading_release(&o.things);
	for (int32_t i = ninputs; i < s->ninputs; i++)
		s->inputs[i].overlay = true;
	e->files[k].nchanges = e->nchanges - e->files[k].first;
	return whole && o.ok && diags->nerrors == errors;
}

bool overlay_read(struct scenario *s, const char *path, int32_t most, struct effects *e,
	struct diags *diags)
{
	return read_file(s, path, NULL, 0, most, e, diags);
}

bool overlay_read_text(struct scenario *s, const char *text, size_t n, const char *name, int32_t most,
	struct effects *e, struct diags *diags)
{
	return read_file(s, name, text, n, most, e, diags);
}
