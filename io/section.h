/* Sections of a report: built once as title, lines, table and a closing word,
 * then rendered for the terminal, for plan.txt or as HTML. */
#ifndef SHECANG_IO_SECTION_H
#define SHECANG_IO_SECTION_H

#include "base/text.h"
#include "io/columns.h"
#include "io/printer.h"
#include "io/rollup.h"
#include "models/decisions.h"

/* What a section is built from and how much of it is wanted. */
struct page {
	const struct report *r;
	const struct rollup *u;
	size_t limit; /* rows of a long table; SIZE_MAX = all */
	bool brief; /* the terminal: the arithmetic and the rules are left to the files */
	bool unsaved; /* the command has no -o: there are no files to look into */
};

struct section {
	const char *title; /* translated */
	struct text before; /* lines, each ending in \n */
	struct columns table; /* no columns = no table */
	bool whole; /* in text, cells too long for their column go on below instead of being cut */
	struct text after; /* lines below the table */
};
void section_init(struct section *s);
void section_release(struct section *s);

/* A builder fills an empty section; one that has nothing to say leaves the
 * title NULL and the section out. */
typedef void section_builder(const struct page *p, struct section *s);

section_builder section_headline, section_worst, section_uncounted, section_sources;
section_builder section_holders, section_shipments, section_shortfall, section_groups;
section_builder section_periods, section_over, section_remaining, section_expiring;
section_builder section_limits, section_requisition, section_balance, section_arithmetic;
section_builder section_tiers, section_levels, section_support, section_decisions;
section_builder section_changes, section_why, section_why_places;

/* Renders a filled section as text. */
void section_text(const struct section *s, struct text *out, int width, bool colour);

/* All of them in the order of the report. */
extern section_builder *const report_sections[];
extern const int report_nsections;

/* Office, as-of, horizon, sources, proof, quality: the lines above the first
 * section, on every page. */
void page_head(const struct page *p, struct text *out);
/* The same without the title and what the data rest on. */
void page_facts(const struct page *p, struct text *out);
/* Why there is no plan, in names and figures, a line each; only for a plan whose
 * hard rules contradict. */
void contradiction_text(const struct report *r, struct text *out);
/* Does a section say anything of this plan? Of none: what does not hang on it. */
bool section_fits(const struct report *r, section_builder *build);
/* What the plan is proven to be, one sentence. */
void proof_text(const struct report *r, struct text *out);
/* What a level is about ("lowest fill rate first, tier 1: water"). */
void level_text(const struct report *r, const struct level *level, struct text *out);
/* How far an unproven level may be from the best possible, with its unit; nothing
 * for levels without one (io/gap.c). */
void gap_text(const struct report *r, const struct level *level, struct text *out);

/* The whole text of a page. */
void page_text(const struct page *p, struct text *out, int width, bool colour);

/* --- shared by builders --- */

/* Says in `after` that n rows are left out, and where all of them are. */
void section_rest(const struct page *p, struct section *s, size_t n, const char *file);
/* How many of n rows are shown; says in `after` where the rest is. */
size_t section_cut(const struct page *p, struct section *s, size_t n, const char *file);
/* "item (unit)". */
void put_item(const struct page *p, struct columns *c, int32_t item);
void put_quantity(const struct page *p, struct columns *c, int32_t item, int64_t quantity);
void put_period(const struct page *p, struct columns *c, int32_t period); /* -1: "-" */
/* Columns and cells for sums of a kind: tier, item, demand, served, fill, fill
 * without household stock, baseline's fill, shortfall. */
void add_sums_columns(struct columns *c);
void put_sums(const struct page *p, struct columns *c, int32_t kind, const struct sums *a);
/* The demand of an item, for weighing quantities of different items: >= 1. */
int64_t item_weight(const struct rollup *u, const struct report *r, int32_t item);

/* Changes: what is to be decided first, then cancelled, altered, new, kept. */
int32_t *changes_sorted(const struct plan *plan); /* [nchanges], the caller frees it */
void changes_table(const struct page *p, struct columns *c, const int32_t *order, size_t n);
const char *change_title(enum change_kind kind); /* translated */

/* Who would get less: "2 (35.5)", communities and quantity; "-" = nobody. */
void put_losers(const struct page *p, struct columns *c, int32_t item, int32_t losers, int64_t lost);

/* What waits for a decision, all of it: shipments that an event caught, then what
 * serves most; one row for all of a subject unless p->limit is SIZE_MAX. "-" where
 * a row says nothing. Into an empty table. How many rows are shipments is returned. */
enum { DECISION_TITLE, DECISION_ABOUT, DECISION_AMOUNT, DECISION_ITEM, DECISION_TIER, DECISION_GAIN,
	DECISION_CLAIMS, DECISION_PEOPLE, DECISION_LOSERS, DECISION_OTHERS, DECISION_WHERE, DECISION_COLUMNS };
size_t decisions_table(const struct page *p, struct columns *c);
const char *decision_title(const struct scenario *s, const struct decision *d); /* "count again", translated */

/* Limits: grams are shown as kg, minutes as they are, money in major units. */
const char *limit_unit_title(const struct scenario *s, const struct limit_use *use); /* for reading */
/* "vehicles of Fuxing district". */
void limit_name(const struct report *r, struct text *out, const struct limit_use *use);

/* Support to request from above: what is short, by item, district, tier and when it must be there. */
struct support {
	int32_t kind;
	int32_t place; /* district, or the largest place below the root that has it */
	int64_t quantity; /* smallest units short of claims that have not lapsed by the as-of */
	int32_t by; /* last period in which these claims can still be met */
	int32_t nplaces; /* communities short of it */
};
/* By tier, period, item, place; the caller frees it. */
struct support *support_list(const struct rollup *u, const struct report *r, int32_t *n);
/* By kind, place, period: for qsort. */
int support_compare(const void *a, const void *b);
/* From when on it helps, seconds after the start: when its period begins, at the as-of at the earliest. */
int64_t support_seconds(const struct scenario *s, const struct support *x);

/* What a source that is out holds and nobody counts, and what it would change. */
void source_change(const struct page *p, struct text *out, int32_t source);
/* The same for single lines set aside and goods reported twice. */
void lines_change(const struct page *p, struct text *out);

#endif
