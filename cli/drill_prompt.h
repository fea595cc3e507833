/* Decisions typed at the terminal. */
#ifndef SHECANG_CLI_DRILL_PROMPT_H
#define SHECANG_CLI_DRILL_PROMPT_H

#include "base/text.h"
#include "models/drill.h"

#include <stdio.h>

enum drill_answer {
	ANSWER_ROWS, /* as allocation.csv, in *rows with its headings */
	ANSWER_ACCEPT, /* what the program proposes */
	ANSWER_NONE /* nothing new is sent */
};
/* Says on stderr who decides, and what the team has been told since its last step, and
 * reads lines from `in` up to a blank one after rows, `accept`, `none` or the end. A blank
 * line before any row decides nothing: it asks again. */
enum drill_answer drill_ask(const struct drill *d, int32_t team, int32_t step, const char *language, FILE *in,
	struct text *rows);

#endif
