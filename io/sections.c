#include "io/sections.h"

#include "io/web.h"

void sections_text(const struct sections *x, struct text *out, int width, bool colour)
{
	struct text head;

	text_init(&head);
	x->head(x->page, &head);
	text_wrap(out, text_str(&head), width, 0);
	text_release(&head);
	for (int k = 0; k < x->n; k++) {
		struct section s;

		section_init(&s);
		x->build(x->page, k, &s);
		if (s.title)
			section_text(&s, out, width, colour);
		section_release(&s);
	}
}

void sections_print(const struct sections *x, FILE *out, int width, bool colour)
{
	struct text text;

	text_init(&text);
	sections_text(x, &text, width, colour);
	fwrite(text_str(&text), 1, text.length, out);
	text_release(&text);
}

bool sections_save(const struct sections *x, struct folder *f, const char *name)
{
	struct text text;
	bool good;

	text_init(&text);
	sections_text(x, &text, 0, false);
	good = save_text(f, name, &text);
	text_release(&text);
	return good;
}

static void put_web(const struct sections *x, const struct sections_web *web, struct text *out)
{
	struct text head;

	text_init(&head);
	x->head(x->page, &head);
	web_open(out, web->language, web->title);
	text_puts(out, "<header>\n");
	web_line(out, "p", "kind", web->kind);
	web_line(out, "h1", NULL, web->title);
	web_paragraphs(out, &head, NULL);
	text_puts(out, "</header>\n<main>\n");
	for (int k = 0; k < x->n; k++) {
		struct section s;
		char name[32];

		section_init(&s);
		x->build(x->page, k, &s);
		snprintf(name, sizeof name, "s%d", k + 1);
		if (s.title)
			web_section(out, &s, name, NULL, NULL);
		section_release(&s);
	}
	text_puts(out, "</main>\n");
	web_close(out, web->foot);
	text_release(&head);
}

bool sections_save_web(const struct sections *x, const struct sections_web *web, struct folder *f, const char *name)
{
	struct text text;
	bool good;

	text_init(&text);
	put_web(x, web, &text);
	good = save_text(f, name, &text);
	text_release(&text);
	return good;
}

bool tables_save(const void *page, const char *const *names, int n, bool (*write)(const void *page, int k, FILE *file),
	struct folder *f)
{
	for (int k = 0; k < n; k++) {
		struct save save;

		if (save_open(&save, f, names[k]))
			save_close(&save, write(page, k, save.file));
	}
	return !f->failed;
}
