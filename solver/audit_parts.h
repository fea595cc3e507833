/* Inside of the audit: what its parts (solver/audit_*.c) share. */
#ifndef SHECANG_SOLVER_AUDIT_PARTS_H
#define SHECANG_SOLVER_AUDIT_PARTS_H

#include "models/travel.h"
#include "solver/audit.h"

#define NEVER INT64_MAX
enum { EVIDENCE_MOST = 12 /* lines listed with a finding; the rest are counted */ };

struct auditing {
	const struct scenario *s;
	const struct cells *cells;
	const struct supply *supply;
	struct audit *out;
	int64_t now; /* the as-of, seconds */
	day today; /* its local day */
	int32_t period; /* the one it falls into */
	int32_t root;
	int64_t *quantity; /* [nlines] at the as-of, smallest units; 0 for lines not believed */
	int64_t *left; /* [nlines] seconds until its last day ends, <= 0 past, NEVER */
	int32_t *norms; /* [nnorms] by id */
};

void auditing_init(struct auditing *a, const struct scenario *s, const struct cells *cells,
	const struct supply *supply, struct audit *out);
void auditing_release(struct auditing *a);
/* Is the line believed at all (not set aside, in conflict or superseded)? */
static inline bool line_on_books(const struct stock_line *l)
{
	return l->state == LINE_USED || l->state == LINE_STALE;
}
/* On the books, undamaged, not reserved, in date, confirmed. */
bool line_counts(const struct auditing *a, int32_t line);
/* Does the norm speak of this line's goods, holder and mode, and hold where they
 * are? The place's level is not looked at. */
bool norm_counts_line(const struct scenario *s, const struct norm *n, int32_t line); /* wherever it is */
bool norm_meets_line(const struct auditing *a, const struct norm *n, int32_t line);
/* The exception that spares the place, item (-1 = as a whole) and holder; -1. */
int32_t norm_exception(const struct auditing *a, const struct norm *n, int32_t place, int32_t item,
	int32_t holder);
/* The place that a norm's stock at `place` counts for; -1 = none. */
int32_t norm_place(const struct auditing *a, const struct norm *n, int32_t place);
/* Seconds from the as-of to the end of that length of time. */
int64_t length_seconds(const struct auditing *a, struct duration length);
bool agreement_in_force(const struct auditing *a, const struct agreement *agreement);
/* Value of an amount of the item, rounded down; -1 when it has no value. */
int64_t item_money(const struct scenario *s, int32_t item, int64_t quantity);
int64_t power10(int32_t decimals);
struct evidence agreement_evidence(const struct auditing *a, int32_t holder, int32_t agreement, int64_t quantity);
struct evidence line_evidence(const struct auditing *a, int32_t line, int64_t quantity);

void audit_cover(struct auditing *a, int32_t norm); /* audit_cover.c: amounts and shares */
void audit_lines(struct auditing *a); /* audit_lines.c: expiry, life left, counts, agreements */
void audit_promises(struct auditing *a); /* audit_promises.c: floors, promised and reported twice */
void audit_counts(struct auditing *a); /* audit_counts.c: declared against counted */
void audit_arrival(struct auditing *a, int32_t norm); /* audit_arrival.c */
void audit_plan(struct auditing *a); /* audit_plan.c: what the plan takes; then the next two */
void audit_plan_claims(struct auditing *a); /* audit_plan_claims.c: minima and tiers */
void audit_plan_norms(struct auditing *a); /* audit_plan_norms.c: what is left when it is carried out */
/* Adds a line of the plan to the evidence of the finding added last. */
void audit_add_planned(const struct auditing *a, int32_t line, int64_t quantity);
/* Numbers of lines of a struct planned (context) by time, then as they stand; for qsort_r. */
int planned_compare(const void *left, const void *right, void *plan);
void audit_untested(struct auditing *a, int32_t norm, enum untested_why why, int32_t places);

/* Every pair of holder and item with something on the books, by ids (audit_sample.c). */
void audit_list_pairs(const struct scenario *s, const struct audit *a, struct sample *out);

#endif
