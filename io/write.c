/* The folder of a plan (-o DIR). */
#include "io/papers.h"
#include "io/section.h"
#include "io/tables.h"

#include <string.h>

enum { TEXT_ROWS = 200, TEXT_COLUMNS = 160 };

static void text_file(const struct report *r, const struct rollup *u, struct text *out)
{
	struct page page = {.r = r, .u = u, .limit = r->full ? SIZE_MAX : TEXT_ROWS};

	page_text(&page, out, TEXT_COLUMNS, false);
	text_printf(out, "\n%s\n", r->program);
}

static bool has_plan(const struct report *r)
{
	return r->plan->status != PLAN_CONTRADICTION;
}

static bool save_texts(const struct report *r, const struct rollup *u, struct folder *f)
{
	static const struct {
		const char *name;
		void (*make)(const struct report *, const struct rollup *, struct text *);
		bool always; /* also where there is no plan */
	} files[] = {
		{"plan.txt", text_file, true},
		{"daily.txt", daily_text, false},
		{"report.html", html_text, true},
		{"changes.txt", changes_text, false},
		{"requisition.txt", requisition_text, false},
	};

	for (size_t i = 0; i < sizeof files / sizeof *files && !f->failed; i++) {
		struct text t;

		if (!has_plan(r) && !files[i].always) {
			folder_drop(f, files[i].name);
			continue;
		}
		text_init(&t);
		files[i].make(r, u, &t);
		save_text(f, files[i].name, &t);
		text_release(&t);
	}
	return !f->failed;
}

static bool save_tables(const struct report *r, const struct rollup *u, struct folder *f)
{
	static const struct {
		const char *name;
		bool (*make)(const struct report *, const struct rollup *, FILE *);
	} files[] = {
		{"allocation.csv", table_allocation},
		{"served.csv", table_served},
		{"shortfall.csv", table_shortfall},
		{"causes.csv", table_causes},
		{"stock.csv", table_stock},
		{"limits.csv", table_limits},
		{"support.csv", table_support},
		{"changes.csv", table_changes},
		{"receipts.csv", table_receipts},
	};

	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		struct save s;

		if (!has_plan(r)) {
			folder_drop(f, files[i].name);
			continue;
		}
		if (!save_open(&s, f, files[i].name) || !save_close(&s, files[i].make(r, u, s.file)))
			return false;
	}
	return !f->failed;
}

/* Orders and receiving lists; without a plan there are none. */
static bool save_papers(const struct report *r, const struct rollup *u, struct folder *f)
{
	if (has_plan(r))
		return orders_save(r, u, f) && receiving_save(r, u, f);
	folder_empty(f, "orders");
	folder_empty(f, "receiving");
	return !f->failed;
}

static bool save_xml(const struct report *r, struct folder *f)
{
	struct save s;

	if (!save_open(&s, f, "scenario.xml") || !save_close(&s, scenario_write_planned(r->scenario, s.file)))
		return false;
	return save_open(&s, f, "plan.xml") && save_close(&s, plan_write(r, s.file));
}

/* The native plan comes last: a folder with a plan.xml is a whole one. */
bool report_write(const struct report *r, const char *directory, char *why, size_t why_size)
{
	struct folder folder = {directory, why, why_size, false};
	struct rollup rollup;

	rollup_build(&rollup, r);
	if (folder_make(&folder, NULL) && save_texts(r, &rollup, &folder) &&
			save_tables(r, &rollup, &folder) && save_papers(r, &rollup, &folder))
		save_xml(r, &folder);
	rollup_release(&rollup);
	return !folder.failed;
}
