/* What the parts of a scenario are called, in files and for people. */
#ifndef SHECANG_MODELS_SCENARIO_WORDS_H
#define SHECANG_MODELS_SCENARIO_WORDS_H

#include "models/scenario.h"

/* The words of the file format. The readers' tables in io hold the same words,
 * each in the order of its enum (CSV adds Chinese ones). */
const char *place_kind_word(enum place_kind kind); /* "community" */
const char *place_kind_title(enum place_kind kind); /* translated, for people */
const char *holder_kind_word(enum holder_kind kind);
const char *reserve_mode_word(enum reserve_mode mode); /* "physical" */
const char *quality_title(enum quality q);
const char *line_status_word(enum line_status s);

/* UN/ECE Rec 20: is the code known, and what to print for it (升, L). */
bool unit_known(const char *code);
const char *unit_title(const char *code); /* translated; the code itself when unknown */

/* The label in the language "zh" or "en" (falls back to the other, then id). */
const char *label_text(struct label l, const char *language, const char *id);
/* Three capital letters, as in ISO 4217, and not RMB, which many write and ISO 4217 does not know. */
bool currency_is_code(const char *text, size_t n);

#endif
