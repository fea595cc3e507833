/* The two notices that go with a plan: what changes against the announced plan,
 * and what would need a requisition decision. */
#include "io/paper.h"
#include "io/papers.h"
#include "io/show.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static bool same_why(const struct change *a, const struct change *b)
{
	return strcmp(a->why ? a->why : "", b->why ? b->why : "") == 0;
}

static void add_change_columns(struct columns *c)
{
	columns_add(c, _("Order"), ALIGN_WHOLE);
	columns_add(c, _("Version"), ALIGN_WHOLE);
	columns_add(c, _("Leaves"), ALIGN_WHOLE);
	columns_add(c, _("To"), ALIGN_LEFT);
	columns_add(c, _("Item"), ALIGN_LEFT);
	columns_add(c, _("Before"), ALIGN_RIGHT);
	columns_add(c, _("Now"), ALIGN_RIGHT);
}

static void put_versions(struct columns *c, const struct change *x)
{
	if (x->version_before > 0 && x->version > 0 && x->version != x->version_before)
		/* Translators: from one version of an order to another. */
		columns_printf(c, _("%d > %d"), x->version_before, x->version);
	else
		columns_int(c, x->version > 0 ? x->version : x->version_before);
}

/* Changes of one kind and reason; `done` marks what has been told. */
static void tell_reason(const struct page *p, struct paper *out, const int32_t *order, int32_t first,
	char *done)
{
	const struct change *changes = p->r->plan->changes, *lead = &changes[order[first]];
	struct columns c;

	columns_init(&c);
	add_change_columns(&c);
	for (int32_t k = first; k < p->r->plan->nchanges; k++) {
		const struct change *x = &changes[order[k]];

		if (done[k] || x->kind != lead->kind || !same_why(x, lead))
			continue;
		done[k] = 1;
		columns_put(&c, x->order);
		put_versions(&c, x);
		put_period(p, &c, x->period);
		columns_printf(&c, x->from == x->to ? _("%s (on the spot)") : "%s", place_title(p->r, x->to));
		put_item(p, &c, x->item);
		put_quantity(p, &c, x->item, x->before);
		put_quantity(p, &c, x->item, x->after);
	}
	text_putc(&out->part, '\n');
	if (lead->why)
		/* Translators: a heading, and what it is about. */
		text_printf(&out->part, _("%s: %s"), change_title(lead->kind), lead->why);
	else
		text_puts(&out->part, change_title(lead->kind));
	text_putc(&out->part, '\n');
	paper_table(out, &c);
	columns_release(&c);
}

static int compare_kept(const void *a, const void *b)
{
	const struct change *x = *(const struct change *const *)a, *y = *(const struct change *const *)b;
	int order = strcmp(x->order, y->order);

	if (order == 0)
		order = (x->version_before > y->version_before) - (x->version_before < y->version_before);
	return order ? order : (x->version > y->version) - (x->version < y->version);
}

/* What is kept, a version of an order a row: the lines stand on its paper. */
static void tell_kept(const struct page *p, struct paper *out)
{
	const struct plan *plan = p->r->plan;
	const struct change **kept = mem_calloc((size_t)plan->nchanges, sizeof *kept);
	size_t nkept = 0, next;
	struct columns c;

	for (int32_t k = 0; k < plan->nchanges; k++)
		if (plan->changes[k].kind == CHANGE_KEEP)
			kept[nkept++] = &plan->changes[k];
	if (nkept > 0)
		qsort(kept, nkept, sizeof *kept, compare_kept);
	columns_init(&c);
	columns_add(&c, _("Order"), ALIGN_WHOLE);
	columns_add(&c, _("Version"), ALIGN_WHOLE);
	columns_add(&c, _("Lines kept"), ALIGN_RIGHT);
	for (size_t k = 0; k < nkept; k = next) {
		for (next = k + 1; next < nkept && compare_kept(&kept[k], &kept[next]) == 0;)
			next++;
		columns_put(&c, kept[k]->order);
		put_versions(&c, kept[k]);
		columns_int(&c, (int64_t)(next - k));
	}
	if (nkept > 0) {
		text_printf(&out->part, "\n%s\n", change_title(CHANGE_KEEP));
		paper_table(out, &c);
	}
	columns_release(&c);
	mem_free(kept);
}

static void print_notice(const struct page *p, const struct paper *paper, struct text *out, const char *title)
{
	struct text name;

	text_init(&name);
	text_puts(&name, title);
	basis_mark(p->u, &name);
	paper_print(paper, out, text_str(&name));
	text_release(&name);
}

void changes_text(const struct report *r, const struct rollup *u, struct text *out)
{
	struct page page = {.r = r, .u = u, .limit = SIZE_MAX};
	int32_t *order = changes_sorted(r->plan);
	char *done = mem_calloc((size_t)r->plan->nchanges, 1);
	struct section section;
	struct paper paper;

	paper_init(&paper);
	section_init(&section);
	text_printf(&paper.part, "%s\n", _("Change notice"));
	page_head(&page, &paper.part);
	text_putc(&paper.part, '\n');
	section_changes(&page, &section);
	if (!section.title) {
		text_printf(&paper.part, "%s\n", _("No change against an earlier plan."));
	} else {
		text_add(&paper.part, section.before.bytes, section.before.length);
		for (int32_t k = 0; k < r->plan->nchanges; k++)
			if (!done[k] && r->plan->changes[order[k]].kind != CHANGE_KEEP)
				tell_reason(&page, &paper, order, k, done);
		tell_kept(&page, &paper);
		text_putc(&paper.part, '\n');
		show_signatures(&paper.part);
	}
	paper_part(&paper);
	print_notice(&page, &paper, out, _("Change notice"));
	section_release(&section);
	paper_release(&paper);
	mem_free(done);
	mem_free(order);
}

void requisition_text(const struct report *r, const struct rollup *u, struct text *out)
{
	struct page page = {.r = r, .u = u, .limit = SIZE_MAX};
	struct section section;
	struct paper paper;

	paper_init(&paper);
	section_init(&section);
	section_requisition(&page, &section);
	text_printf(&paper.part, "%s\n", _("Needs a requisition decision"));
	page_head(&page, &paper.part);
	text_putc(&paper.part, '\n');
	if (!section.title) {
		text_printf(&paper.part, "%s\n", _("No goods are without the consent of their holder."));
	} else {
		text_add(&paper.part, text_str(&section.before), section.before.length);
		paper_table(&paper, &section.table);
		text_putc(&paper.part, '\n');
		show_signatures(&paper.part);
	}
	paper_part(&paper);
	print_notice(&page, &paper, out, _("Needs a requisition decision"));
	section_release(&section);
	paper_release(&paper);
}
