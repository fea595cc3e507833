/* What overlays changed, change by change: which elements, from what to what, and
 * where that is written. */
#include "io/overlay_row.h"
#include "io/printer.h"
#include "io/section.h"
#include "models/scenario_words.h"

#include <string.h>

enum { SHOWN = 12 }; /* effects of a change, unless all are asked for */

const char *verb_title(enum alteration_verb verb)
{
	static const char *const titles[ALTER_VERBS + 1] = {N_("set"), N_("multiplied"), N_("removed"),
		N_("sealed"), N_("flooded"), N_("closed"), N_("moved"), N_("added")};

	return _(titles[verb]);
}

void put_place_written(struct columns *c, const struct diags *names, struct where where)
{
	const char *name = diags_file_name(names, where.file), *slash = strrchr(name, '/');

	columns_printf(c, "%s:%d", slash ? slash + 1 : name, (int)where.line);
}

static void put_effect(struct columns *c, const struct diags *names, const struct effect *e)
{
	put_place_written(c, names, e->where);
	columns_put(c, verb_title(e->verb));
	columns_put(c, altered_title(e->what));
	columns_put(c, e->thing);
	columns_put(c, e->field ? e->field : "");
	columns_put(c, e->before ? e->before : "");
	columns_put(c, e->after ? e->after : "");
}

/* The effects of one change, from number k on; where the next one begins. */
static int32_t put_change(struct columns *c, const struct effects *e, const struct diags *names, int32_t k,
	bool full, bool *cut)
{
	int32_t first = k, end = k;

	while (end < e->nitems && e->items[end].change == e->items[first].change)
		end++;
	for (; k < end && (full || k - first < SHOWN); k++)
		put_effect(c, names, &e->items[k]);
	if (k < end) {
		*cut = true;
		put_place_written(c, names, e->items[k].where);
		columns_put(c, "");
		columns_put(c, "");
		columns_printf(c, ngettext("and %d more", "and %d more", (unsigned long)(end - k)), (int)(end - k));
		for (int i = 0; i < 3; i++)
			columns_put(c, "");
	}
	return end;
}

static void put_files(const struct effects *e, const char *language, struct text *out)
{
	for (int32_t k = 0; k < e->nfiles; k++) {
		const struct overlay_file *file = &e->files[k];
		const char *title = label_text(file->title, language, file->id);

		text_printf(out, ngettext("Changed by %s%s%s: %d change", "Changed by %s%s%s: %d changes",
			(unsigned long)file->nchanges), file->name, *title ? C_("title", ", ") : "", title, (int)file->nchanges);
		text_putc(out, '\n');
	}
}

void alterations_print(const struct effects *e, const struct diags *names, const char *language, FILE *out,
	int width, bool full)
{
	struct section section;
	struct text text, files;
	bool cut = false;

	if (e->nfiles == 0)
		return;
	text_init(&text);
	text_init(&files);
	put_files(e, language, &files);
	text_wrap(&text, text_str(&files), width, 0);
	text_release(&files);
	section_init(&section);
	section.title = _("What the overlays change");
	columns_add(&section.table, _("Written in"), ALIGN_WHOLE);
	columns_add(&section.table, _("Change"), ALIGN_WHOLE);
	columns_add(&section.table, C_("overlay", "What"), ALIGN_WHOLE);
	columns_add(&section.table, C_("overlay", "Which"), ALIGN_LEFT);
	columns_add_optional(&section.table, _("Field"), ALIGN_WHOLE);
	columns_add_optional(&section.table, C_("overlay", "Before"), ALIGN_RIGHT);
	columns_add_optional(&section.table, C_("overlay", "After"), ALIGN_RIGHT);
	for (int32_t k = 0; k < e->nitems;)
		k = put_change(&section.table, e, names, k, full, &cut);
	if (cut)
		text_printf(&section.after, _("Of each change the first %d effects are shown; all of them with --full.\n"), SHOWN);
	section_text(&section, &text, width, false);
	text_putc(&text, '\n');
	fwrite(text_str(&text), 1, text.length, out);
	section_release(&section);
	text_release(&text);
}
