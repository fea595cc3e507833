/* The after-action report 演练评估总结报告 of a drill, as text, as a web page to print on
 * A4, and as tables; and what evaluators observed. */
#ifndef SHECANG_IO_DRILL_REVIEW_H
#define SHECANG_IO_DRILL_REVIEW_H

#include "io/save.h"
#include "models/drill_score.h"

/* Reads the evaluators' observations (CSV: time, team, kind, measure, text, by; English or
 * Chinese headings). Texts go to the scenario's arena. False when anything is faulty; all
 * faults are located. drill_observations_release is due either way. */
bool drill_observations_read(struct drill_observations *out, const struct drill *d, struct scenario *s,
	const char *path, struct diags *diags);
/* The same from n bytes of memory; name is what diagnostics call it. */
bool drill_observations_read_text(struct drill_observations *out, const struct drill *d, struct scenario *s,
	const char *text, size_t n, const char *name, struct diags *diags);

struct drill_review {
	const struct drill *drill;
	const struct scenario *scenario; /* the base, checked: names and units */
	const struct drill_score *score; /* of all teams, in the script's order */
	const struct drill_state *states; /* [nteams] in the end */
	const struct drill_observations *observations;
	const char *language; /* "zh" or "en" */
	const char *program;
	const char *directory; /* -o DIR as the user wrote it; NULL */
};
/* How the teams did, for the terminal. */
void drill_review_print(const struct drill_review *r, FILE *out, int width, bool colour);
/* review.txt, review.html, scores.csv (measures step by step), bookings.csv (what
 * information cost, inject by inject), worst.csv (the decisions that lost most). False
 * when something cannot be written; the folder says why. */
bool drill_review_save(const struct drill_review *r, struct folder *f);

#endif
