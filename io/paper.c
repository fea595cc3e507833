#include "io/paper.h"

#include "base/memory.h"

#include <string.h>

enum {
	NAME_LINES = 2, /* what names the page, and a blank line */
	FEW_ROWS = 3 /* no table starts with less of it on a page */
};

void paper_init(struct paper *p)
{
	memset(p, 0, sizeof *p);
	text_init(&p->part);
}

void paper_release(struct paper *p)
{
	for (int32_t k = 0; k < p->npages; k++)
		text_release(&p->pages[k]);
	mem_free(p->pages);
	text_release(&p->part);
	paper_init(p);
}

static int count_lines(const char *s)
{
	int n = 0;

	for (; (s = strchr(s, '\n')) != NULL; s++)
		n++;
	return n;
}

static void new_page(struct paper *p)
{
	int32_t k = ARRAY_ADD(&p->pages, &p->npages, &p->room);

	text_init(&p->pages[k]);
	p->lines = k > 0 ? NAME_LINES : 0;
}

void paper_break(struct paper *p)
{
	if (p->npages > 0 && p->pages[p->npages - 1].length > 0)
		new_page(p);
}

static void put_lines(struct paper *p, const char *s, size_t n, int lines)
{
	text_add(&p->pages[p->npages - 1], s, n);
	p->lines += lines;
}

/* Lines from s on, each under `heading` where it starts a page. */
static void put_each(struct paper *p, const char *s, const char *heading, size_t heading_length)
{
	int above = heading_length > 0 ? count_lines(heading) - count_lines(heading + heading_length) : 0;

	for (bool again = true; *s; again = false) {
		size_t n = strcspn(s, "\n") + 1;

		if (p->lines + (again ? above : 0) + 1 > PAPER_LINES) {
			new_page(p);
			again = true;
		}
		if (again)
			put_lines(p, heading, heading_length, above);
		put_lines(p, s, n, 1);
		s += n;
	}
}

void paper_part(struct paper *p)
{
	const char *s = text_str(&p->part);
	int lines = count_lines(s);

	if (lines == 0)
		return;
	if (p->npages == 0)
		new_page(p);
	if (p->lines + lines > PAPER_LINES && lines <= PAPER_LINES - NAME_LINES)
		paper_break(p);
	if (p->pages[p->npages - 1].length == 0)
		s += strspn(s, "\n"); /* what would part it from the part above */
	put_each(p, s, "", 0);
	text_clear(&p->part);
}

bool paper_fits(const struct paper *p, const struct text *more)
{
	return count_lines(text_str(&p->part)) + count_lines(text_str(more)) <= PAPER_LINES - NAME_LINES;
}

/* Bytes of the heading of a printed table: up to the rule. */
static size_t heading_length(const char *table)
{
	const char *s = table;

	while (*s) {
		size_t n = strcspn(s, "\n");
		bool rule = n > 0 && strspn(s, "- ") == n;

		s += s[n] ? n + 1 : n;
		if (rule)
			break;
	}
	return (size_t)(s - table);
}

void paper_table(struct paper *p, const struct columns *c)
{
	struct text table;
	size_t length;
	int above, lines;

	if (p->npages == 0)
		new_page(p);
	text_init(&table);
	columns_fold(c, &table, PAPER_COLUMNS);
	length = heading_length(text_str(&table));
	lines = count_lines(text_str(&table));
	above = count_lines(text_str(&p->part));
	if (above + lines > PAPER_LINES - NAME_LINES && lines > 2 + FEW_ROWS)
		lines = 2 + FEW_ROWS; /* of the heading and the first rows */
	if (p->lines + above + lines > PAPER_LINES)
		paper_break(p);
	paper_part(p);
	put_each(p, text_str(&table) + length, text_str(&table), length);
	text_release(&table);
}

void paper_print(const struct paper *p, struct text *out, const char *name)
{
	for (int32_t k = 0; k < p->npages; k++) {
		if (k > 0) {
			text_putc(out, '\f');
			if (name && *name)
				text_printf(out, _("%s  Page %d of %d"), name, (int)k + 1, (int)p->npages);
			text_puts(out, "\n\n");
		}
		text_add(out, text_str(&p->pages[k]), p->pages[k].length);
	}
}
