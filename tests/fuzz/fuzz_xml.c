/* Any bytes as an XML file: starts and ends match, every place that the parser
 * names can be shown, and what was refused has a diagnostic. */
#include "io/values.h"
#include "io/xml_parser.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

struct watcher {
	struct diags *d;
	int depth;
};

static void show(struct watcher *w, const struct value_place *at)
{
	value_mark(w->d, at, diag_add(w->d, DIAG_NOTE, 701, at->where, "here"));
}

static void on_start(void *user, struct xml_parser *p, const struct xml_element *element)
{
	struct watcher *w = user;
	struct value_place at;
	int32_t i;

	(void)p;
	must(++w->depth <= XML_DEPTH_MAX && element->nattributes <= XML_ATTRIBUTES_MAX);
	xml_tag_place(&element->tag, &at);
	show(w, &at);
	for (i = 0; i < element->nattributes; i++) {
		xml_value_place(&element->tag, &element->attributes[i], &at);
		show(w, &at);
		xml_name_place(&element->tag, &element->attributes[i], &at);
		show(w, &at);
	}
}

static void on_end(void *user, struct xml_parser *p)
{
	struct watcher *w = user;

	(void)p;
	must(--w->depth >= 0);
}

static void on_text(void *user, struct xml_parser *p, const char *bytes, size_t n)
{
	struct watcher *w = user;
	struct value_place at;

	must(w->depth > 0);
	xml_text_place(p, &at);
	must(n == 0 || memchr(bytes, '\0', n) == NULL);
	show(w, &at);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct xml_events events = {on_start, on_end, on_text};
	static FILE *nowhere;
	struct watcher w;
	struct diags d;
	char *bytes;
	bool whole;

	if (!nowhere)
		nowhere = fopen("/dev/null", "w");
	must(nowhere != NULL);
	bytes = malloc(size ? size : 1);
	must(bytes != NULL);
	if (size)
		memcpy(bytes, data, size);
	diags_init(&d);
	w = (struct watcher){&d, 0};
	whole = xml_parse_memory(bytes, size, &events, &w, &d, diags_file(&d, "x.xml"));
	must(whole ? w.depth == 0 : d.nerrors > 0);
	diags_print(&d, nowhere);
	diags_release(&d);
	free(bytes);
	return 0;
}
