/* Reading back what was announced, to plan on from it. */
#ifndef SHECANG_IO_PLAN_READ_H
#define SHECANG_IO_PLAN_READ_H

#include "io/xml_events.h"
#include "models/plan.h"

struct previous;
/* Reads a previous plan's directory (its plan.xml) into p, which comes fresh from previous_init
 * and is the caller's to release. Its receipts are read by receipts_read. False when anything is
 * faulty; all faults are located in diags. */
bool previous_read(struct previous *p, const struct scenario *s, const char *directory,
	xml_parse *parse, struct diags *diags);

#endif
