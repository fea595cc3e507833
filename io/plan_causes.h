/* The causes of shortfall in a plan.xml (models/causes.h): the attribute `why` of
 * a cell, "terms:12 later:5" in base units, and the element <causes>. Faults are
 * those of plan_element.h. */
#ifndef SHECANG_IO_PLAN_CAUSES_H
#define SHECANG_IO_PLAN_CAUSES_H

#include "io/plan_element.h"

#include "base/text.h"

/* Writing (plan_causes_write.c). The attribute of the cell c when something is booked for it; next: the first
 * booking that is not written. Returns the next one after that. */
int32_t why_write(struct text *out, const struct scenario *s, const struct cell *cell,
	const struct plan *p, int32_t c, int32_t next);
/* <causes>; nothing when they were not asked for. */
void causes_write(struct text *out, const struct scenario *s, const struct plan *p);

/* The attribute of the present cell, into p->bookings. */
void load_why(struct plan_element *in, struct plan *p, int32_t c, int32_t item);
/* <causes>, but for what lifting one alone would change. */
void load_causes(struct plan_element *in, struct plan *p);

#endif
