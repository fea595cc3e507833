/* Drills: the script, the decisions of the teams, and the two trees of pages. */
#ifndef SHECANG_IO_DRILL_H
#define SHECANG_IO_DRILL_H

#include "io/printer.h"
#include "io/save.h"
#include "models/drill.h"

#define DRILL_NAMESPACE "urn:shecang:drill:1"
/* Stands on every page and in every row of what is written of an exercise, in any language. */
#define DRILL_MARK "演练 EXERCISE"

/* Reads a script (XML, root <drill>). Paths are those of its folder. False with
 * diagnostics when something is faulty; d comes from drill_init. */
bool drill_read(struct drill *d, const char *path, struct diags *diags);
/* The same from n bytes of memory, as if they were the file of that path. */
bool drill_read_text(struct drill *d, const char *text, size_t n, const char *path, struct diags *diags);
/* Does the script go with its base, as read and checked? Steps begin periods, times lie
 * within the horizon, nothing is a hard minimum. Fills the steps' periods. */
bool drill_fit(struct drill *d, const struct scenario *base, struct diags *diags);
/* Has a world made of it the same periods, and no hard minima either? */
bool drill_fits_world(const struct drill *d, const struct scenario *base, const struct scenario *world,
	struct diags *diags);

/* Reads a team's decision (allocation.csv; period, item, from, to and quantity are needed,
 * the rest may be absent; English or Chinese headings), against the scenario that the team
 * believes in, whose arena takes texts too. out comes from drill_decision_init. False when
 * anything is faulty; all faults are located. */
bool drill_decision_read(struct drill_decision *out, struct scenario *s, const char *path, struct diags *diags);
/* The same from n bytes of memory; name is what diagnostics call it. */
bool drill_decision_read_text(struct drill_decision *out, struct scenario *s, const char *text, size_t n,
	const char *name, struct diags *diags);

/* A warning of each row of the step's decision whose period was over (CUT_OVER). */
void drill_late_rows(const struct drill *d, const struct drill_state *state, int32_t step, struct diags *diags);
/* A warning of each folder below that of decisions which nobody reads: of no team or step of
 * the script, of a team that follows the plan, or without its file. */
void drill_unread_decisions(const struct drill *d, struct diags *diags);
/* Diagnostics of one decision, in order of discovery: diags->items[first .. first + n - 1]. */
struct drill_notices {
	int32_t first, n;
};
/* A text to be printed, in parts with blank lines between: pages of A4, each marked. Write to
 * file in between. */
struct drill_pages {
	FILE *file;
	char *bytes; size_t size;
};
void drill_pages_open(struct drill_pages *pages);
/* False when it cannot be written; the folder says why. Releases the pages. */
bool drill_pages_save(struct drill_pages *pages, struct folder *f, const char *name);
/* notices.txt with those of the n parts; none is there when they are empty. False when it
 * cannot be written; the folder says why. */
bool drill_notices_save(const struct diags *diags, const struct drill_notices *parts, int32_t n, struct folder *f);

/* Writes a script into a folder that is there: the base and overlays named from it, faithfully
 * but for what belongs to an exercise that was played: decisions are to lie beside it, there
 * are no observations. Read and written again it is the same bytes. False when it cannot be
 * written, or a file not be named; the folder says why. */
bool drill_write(const struct drill *d, struct folder *f, const char *name);

/* What a team may know at a step. */
struct drill_sight {
	const struct drill *drill;
	int32_t team, step;
	const struct drill_state *state; /* the team's at the step */
	const struct report *report; /* of what it believes, and what the program proposes on it */
};
/* told.txt, scenario.xml, record.csv and, if the script shows proposals, plan.txt and
 * allocation.csv, into the folder of the team's step. False when something cannot be written;
 * the folder says why. */
bool drill_trainee_save(const struct drill_sight *x, struct folder *f);
/* script.txt, cards.txt (a page an inject), truth.xml, rows.csv (what became of all decisions).
 * names: of the base, for language and dates; states [nteams] in the end. */
bool drill_controller_save(const struct report *names, const struct drill *d, const struct scenario *truth,
	const struct drill_state *states, struct folder *f);

#endif
