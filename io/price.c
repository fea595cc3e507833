#include "io/price.h"

#include "io/price_parts.h"
#include "io/save.h"
#include "io/show.h"

void price_percent(struct columns *c, struct ratio rate)
{
	struct text t;

	text_init(&t);
	show_fill(&t, rate.num, rate.den);
	columns_put(c, text_str(&t));
	text_release(&t);
}

void price_section(struct section *s, struct text *out, int width)
{
	section_text(s, out, width, false);
	section_release(s);
}

void price_print(const struct report *report, const struct prices *p, FILE *out, int width)
{
	enum { ROWS = 20 };
	struct rollup rollup;
	struct text text, head;
	struct page page = {.r = report, .u = &rollup, .limit = report->full ? SIZE_MAX : ROWS};

	rollup_build(&rollup, report);
	text_init(&text);
	text_init(&head);
	page_head(&page, &head);
	text_wrap(&text, text_str(&head), width, 0);
	text_release(&head);
	if (p->fairness)
		price_fairness_text(&page, p->fairness, &text, width);
	if (p->autonomy)
		price_autonomy_text(&page, p->frame, p->autonomy, &text, width);
	fwrite(text_str(&text), 1, text.length, out);
	text_release(&text);
	rollup_release(&rollup);
}

/* --- CSV --- */

static bool write_fairness(const struct report *r, const struct rollup *u, const struct price_fairness *p,
	struct folder *folder)
{
	static const struct {
		const char *name;
		bool (*make)(const struct report *, const struct rollup *, const struct price_fairness *, FILE *);
	} files[] = {
		{"fairness.csv", price_table_kinds},
		{"fairness_items.csv", price_table_items},
		{"fairness_rules.csv", price_table_rules},
	};

	for (size_t k = 0; k < sizeof files / sizeof *files; k++) {
		struct save s;
		if (!save_open(&s, folder, files[k].name) || !save_close(&s, files[k].make(r, u, p, s.file)))
			return false;
	}
	return true;
}

static bool write_autonomy(const struct report *r, const struct rollup *u, const struct price_frame *f,
	const struct price_autonomy *a, struct folder *folder)
{
	static const struct {
		const char *name;
		bool (*make)(const struct report *, const struct rollup *, const struct price_frame *,
			const struct price_autonomy *, FILE *);
	} files[] = {
		{"autonomy.csv", price_table_shares},
		{"autonomy_turns.csv", price_table_turns},
		{"autonomy_alone.csv", price_table_worse},
	};

	for (size_t k = 0; k < sizeof files / sizeof *files; k++) {
		struct save s;
		if (!save_open(&s, folder, files[k].name) || !save_close(&s, files[k].make(r, u, f, a, s.file)))
			return false;
	}
	return true;
}

bool price_write(const struct report *report, const struct prices *p, const char *directory, char *why,
	size_t why_size)
{
	struct folder folder = {directory, why, why_size, false};
	struct rollup rollup;
	bool ok = folder_make(&folder, NULL);

	rollup_build(&rollup, report);
	if (ok && p->fairness)
		ok = write_fairness(report, &rollup, p->fairness, &folder);
	if (ok && p->autonomy)
		ok = write_autonomy(report, &rollup, p->frame, p->autonomy, &folder);
	rollup_release(&rollup);
	return ok;
}
