/* Things that inputs refer to, by kind: their ids, names and number. */
#ifndef SHECANG_IO_THINGS_H
#define SHECANG_IO_THINGS_H

#include "io/nearest.h"
#include "models/scenario.h"

enum thing { THING_ITEM, THING_GROUP, THING_PLACE, THING_HOLDER, THING_SEGMENT, THING_SOURCE,
	THINGS };

int32_t thing_count(const struct scenario *s, enum thing thing);
const char *thing_id(const struct scenario *s, enum thing thing, int32_t i);
/* Sources have no names. */
struct label thing_label(const struct scenario *s, enum thing thing, int32_t i);
const struct map *thing_ids(const struct scenario *s, enum thing thing);
/* Offers all of a kind, by their ids and names, sources by their files, too. */
void things_offer(const struct scenario *s, enum thing thing, struct nearest *search);

#endif
