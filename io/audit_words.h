/* The words of an audit: one sentence each for criterion, condition, cause and
 * effect of a finding, and titles for tables. Everything appends to a text. */
#ifndef SHECANG_IO_AUDIT_WORDS_H
#define SHECANG_IO_AUDIT_WORDS_H

#include "base/text.h"
#include "io/audit_printer.h"

const char *finding_title(enum finding_kind kind); /* translated */
const char *status_title(enum finding_status status);
const char *grade_title(enum grade grade);
const char *holder_kind_title(enum holder_kind kind);
/* What is to be done about a finding that no goods mend. */
const char *cure_otherwise(enum finding_kind kind);
const char *view_title(enum stock_view view);
const char *untested_title(enum untested_why why); /* a sentence */

/* "F-007": its number in this run, from its place in the list. */
void show_number(struct text *out, int32_t finding);
/* "1200 L"; "-" for -1. */
void show_amount(struct text *out, int64_t quantity, int32_t decimals, const char *unit);
/* "2.5" days; "-" for -1. */
void show_days(struct text *out, int64_t tenths);
/* Hours and minutes: "6 h 30 min"; "never". */
void show_hours(struct text *out, int64_t seconds);
void show_audit_money(const struct audit_report *r, struct text *out, int64_t money); /* "-" for -1 */
/* The gap with its money, if known: "1200 L (2400 CNY)". */
void show_worth(const struct audit_report *r, struct text *out, const struct finding *f);
/* What it is about: the holder, else the place; the item, else the classes. */
void show_subject(const struct audit_report *r, struct text *out, const struct finding *f);
void show_goods(const struct audit_report *r, struct text *out, const struct finding *f);
/* The classes of a norm as the ledger names them; the norm's first name when it has
 * none of them. */
void show_classes(const struct audit_report *r, struct text *out, const struct norm *n);
/* "stock.csv:4" */
void show_where(const struct audit_report *r, struct text *out, struct where where);

void finding_criterion(const struct audit_report *r, struct text *out, const struct finding *f);
void finding_condition(const struct audit_report *r, struct text *out, const struct finding *f);
void finding_cause(const struct audit_report *r, struct text *out, const struct finding *f);
void finding_effect(const struct audit_report *r, struct text *out, const struct finding *f);
/* One piece of evidence: lot, dates and amounts as they stand in the input. */
void show_evidence(const struct audit_report *r, struct text *out, const struct finding *f,
	const struct evidence *e);

#endif
