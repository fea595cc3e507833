/* What every proof rests on: that a scenario says nothing that cannot be. The rules of
 * scenario_check, told again for the program that only checks plans: in few words and without
 * warnings, for a canonical scenario has passed scenario_check before it was written. */
#ifndef SHECANG_MODELS_SOUND_H
#define SHECANG_MODELS_SOUND_H

#include "models/cells.h"
#include "models/supply.h"

/* Of a scenario as canonical_read leaves it: indices are those of elements or -1 where nothing
 * need be named. Puts in what follows (issue units, windows cut to the horizon, last days) and makes cells and supply, which are the caller's
 * to release. False when a rule is broken (E599, one for each thing at fault): then neither is made. */
bool scenario_sound(struct scenario *s, struct cells *cells, struct supply *supply, struct diags *d);

#endif
