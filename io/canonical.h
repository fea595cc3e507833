/* The canonical scenario, as plan -o DIR writes it (scenario_write_planned): one file, its sources
 * merged in, each thing stated before it is referred to, every value in its one form. This is the
 * reader of the program that only checks plans: it refuses whatever is otherwise (E132) and reads
 * nothing that no proof rests on, such as names, contacts, codes, norms and extensions. All other
 * forms are read by io/reader.h. */
#ifndef SHECANG_IO_CANONICAL_H
#define SHECANG_IO_CANONICAL_H

#include "models/scenario.h"

/* Reads the file at path into s, fresh from scenario_init; s->inputs[0] is the file. Its rules are
 * checked by scenario_sound. False when it is not a canonical scenario; the first fault is in
 * diags. */
bool canonical_read(struct scenario *s, const char *path, struct diags *diags);

#endif
