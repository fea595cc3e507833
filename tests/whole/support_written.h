/* Plans of stories as files: plan.xml as it is written, and read back. */
#ifndef SHECANG_TESTS_WHOLE_SUPPORT_WRITTEN_H
#define SHECANG_TESTS_WHOLE_SUPPORT_WRITTEN_H

#include "tests/solver/support_scenario.h"

/* Things of a story can be found by their ids then, as those of a scenario that was
 * read: needed once before anything is read back. */
void written_names(struct scenario *s);
/* Makes a folder of its own for what is written; its name, which ends in XXXXXX, becomes
 * that of the folder. False when there is none. */
bool written_folder(char *folder);
bool written_clear(const char *folder); /* the plan and the folder are gone */
/* Writes plan.xml into the folder and reads it: the plan that comes back takes the
 * place of the one that was made. False, and every fault on stderr, when it does not; or when of
 * the canonical scenario, written there too, the reader of the program that only checks plans
 * makes other claims or lots than the reader of all forms. */
bool written_read_back(struct story *y, const char *folder);

#endif
