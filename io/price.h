/* What `price` says: the scenario under the three rules of fairness, and under
 * other shares that stay in their own community. */
#ifndef SHECANG_IO_PRICE_H
#define SHECANG_IO_PRICE_H

#include "io/printer.h"
#include "models/price.h"

enum { PRICE_RULES = 3 };

struct price_fairness {
	const struct price_frame *frame;
	struct price_rule rules[PRICE_RULES]; /* in the order of enum fairness */
	char *proofs[PRICE_RULES]; /* a sentence each, translated; mem_free */
	int nrules; /* that are in */
};
/* Takes the next rule's figures from its plan: report->scenario states that rule. */
void price_fairness_add(struct price_fairness *p, const struct report *report);
void price_fairness_release(struct price_fairness *p);

/* All that is to be printed. */
struct prices {
	const struct price_frame *frame;
	const struct price_fairness *fairness; /* NULL = not asked for */
	const struct price_autonomy *autonomy; /* NULL = not asked for */
};
/* report is the scenario as it stands, with its plan; width: terminal columns. */
void price_print(const struct report *report, const struct prices *p, FILE *out, int width);
/* Writes fairness.csv, fairness_items.csv, fairness_rules.csv; autonomy.csv,
 * autonomy_turns.csv, autonomy_alone.csv into the directory (made when absent);
 * false with the reason in why. */
bool price_write(const struct report *report, const struct prices *p, const char *directory, char *why,
	size_t why_size);

#endif
