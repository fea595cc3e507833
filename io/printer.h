/* Printing: everything a person or another program gets to see of a plan. */
#ifndef SHECANG_IO_PRINTER_H
#define SHECANG_IO_PRINTER_H

#include "base/diag.h"
#include "models/plan.h"

/* All a printer may look at. */
struct report {
	const struct scenario *scenario;
	const struct cells *cells;
	const struct supply *supply;
	const struct plan *plan;
	const char *language; /* "zh" or "en" */
	const char *program; /* "shecang 0.1.0 ..." with library versions */
	bool full; /* long tables whole instead of worst and largest */
	const char *directory; /* -o DIR as the user wrote it; "" in what lies in it; or NULL */
	const struct diags *names; /* files that the scenario's places belong to; NULL: places are not told */
};

/* The terminal report: headline, worst-off, allocation plan, shortfall report,
 * what remains, what expires, limits, balance. width: terminal columns. */
void report_print(const struct report *r, FILE *out, int width, bool colour);

/* What `check` says: counts, demand beside callable stock, the arithmetic of
 * terms, tiers, sources. r->plan is one with nothing decided. */
void check_print(const struct report *r, FILE *out, int width);

/* Writes everything into the directory (made when absent): plan.xml,
 * scenario.xml, plan.txt, daily.txt, report.html, changes.txt, requisition.txt,
 * allocation, served, shortfall, causes, stock, limits, support, changes and receipts as
 * CSV, orders/HOLDER.txt, receiving/PLACE.txt. Each file is whole or what stood
 * there before; orders and receiving lists of an earlier run into the same
 * directory that no longer hold are removed. Where the hard rules contradict there
 * are only plan.xml, scenario.xml, plan.txt and report.html, and what an earlier
 * run left of the rest is removed. Every write and close is checked;
 * false with errno-based message in why (exit 7). */
bool report_write(const struct report *r, const char *directory, char *why, size_t why_size);

/* Canonical XML of a scenario, sources merged in. */
bool scenario_write(const struct scenario *s, FILE *out);
/* The same as it stands beside a plan: with the routes that rules of estimates made. */
bool scenario_write_planned(const struct scenario *s, FILE *out);
/* How many bytes that is, and their SHA-256 as hex (65 bytes). False when there is
 * no memory for them. */
bool scenario_fingerprint(const struct scenario *s, int64_t *bytes, char *sha256);
/* Native plan XML. */
bool plan_write(const struct report *r, FILE *out);

#endif
