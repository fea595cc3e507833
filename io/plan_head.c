#include "io/plan_head.h"

#include "io/plan_element.h"

#include "base/text.h"

#include <string.h>

void plan_head_init(struct plan_head *h)
{
	memset(h, 0, sizeof *h);
	arena_init(&h->arena);
}

void plan_head_release(struct plan_head *h)
{
	mem_free(h->inputs);
	mem_free(h->sources);
	arena_release(&h->arena);
	plan_head_init(h);
}

struct head_reader {
	struct plan_element in;
	struct plan_head *head;
	int depth;
};

static const char *head_text(struct head_reader *r, const char *name)
{
	const struct xml_attribute *a = plan_need(&r->in, name);

	return a ? arena_text(&r->head->arena, a->value, a->length) : "";
}

static void head_root(struct head_reader *r, struct xml_parser *parser)
{
	const struct xml_element *e = r->in.e;

	if (strcmp(e->name, "plan") != 0 || !e->uri || strcmp(e->uri, PLAN_URI) != 0) {
		plan_not_one(&r->in, parser);
		return;
	}
	r->head->where = e->tag.where;
	r->head->program = head_text(r, "program");
	r->head->quality = head_text(r, "quality");
	plan_time(&r->in, "as-of", &r->head->as_of);
}

static void head_start(void *user, struct xml_parser *parser, const struct xml_element *e)
{
	struct head_reader *r = user;
	struct plan_head *h = r->head;
	const struct xml_attribute *a;
	int32_t k;

	r->in.e = e;
	if (r->depth++ == 0) {
		head_root(r, parser);
	} else if (strcmp(e->name, "input") == 0) {
		k = ARRAY_ADD(&h->inputs, &h->ninputs, &h->inputs_room);
		h->inputs[k] = (struct plan_input){head_text(r, "name"), 0, head_text(r, "sha256"), e->tag.where};
		plan_integer(&r->in, "bytes", 0, &h->inputs[k].bytes);
	} else if (strcmp(e->name, "canonical") == 0) {
		h->canonical = (struct plan_input){"scenario.xml", 0, head_text(r, "sha256"), e->tag.where};
		plan_integer(&r->in, "bytes", 0, &h->canonical.bytes);
	} else if (strcmp(e->name, "options") == 0 && r->depth == 2) {
		a = plan_attribute(&r->in, "set-aside");
		h->set_aside_lines = a && plan_word_is(a, "line");
		a = plan_attribute(&r->in, "strict");
		h->strict = a && plan_word_is(a, "true");
		a = plan_attribute(&r->in, "previous");
		h->goes_on = a && plan_word_is(a, "true");
	} else if (strcmp(e->name, "source") == 0) {
		k = ARRAY_ADD(&h->sources, &h->nsources, &h->sources_room);
		h->sources[k] = (struct plan_source){head_text(r, "id"), head_text(r, "state"), e->tag.where};
	} else if (strcmp(e->name, "shipment") == 0 || strcmp(e->name, "handout") == 0) {
		a = plan_attribute(&r->in, "fact");
		h->nfacts += a && plan_word_is(a, "true");
	}
}

static void head_end(void *user, struct xml_parser *parser)
{
	struct head_reader *r = user;

	(void)parser;
	r->depth--;
}

bool plan_head_read(struct plan_head *h, const char *path, xml_parse *parse, struct diags *d)
{
	static const struct xml_events events = {head_start, head_end, NULL};
	struct head_reader r = {.in = {.d = d, .ok = true}, .head = h};
	struct text file;
	char sha256[65];
	int64_t bytes;

	text_init(&file);
	plan_file(&file, path);
	if (!parse(text_str(&file), PLAN_BYTES_MAX, &events, &r, d,
			diags_file(d, text_str(&file)), sha256, &bytes))
		r.in.ok = false;
	text_release(&file);
	return r.in.ok;
}
