/* What a plan.xml says that follows from nothing but solving again: what open decisions
 * would gain, and what each cause alone would change. A line an element, as it is
 * written, without the indent and the end of the tag; to be compared as text. */
#ifndef SHECANG_IO_PLAN_SAID_H
#define SHECANG_IO_PLAN_SAID_H

#include "io/printer.h"

#include "base/text.h"

/* All lines of r->plan, as plan_load reads them. False when there is no memory for them. */
bool plan_said_write(const struct report *r, struct text *said);

#endif
