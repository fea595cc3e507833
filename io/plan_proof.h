/* Levels, components and the proof of a plan.xml (models/proof.h): reading them
 * back, element by element, and writing the proof. Faults are those of
 * plan_element.h. */
#ifndef SHECANG_IO_PLAN_PROOF_H
#define SHECANG_IO_PLAN_PROOF_H

#include "io/plan_element.h"

#include "base/text.h"

const char *level_word(enum level_kind kind); /* "hard" ... */

/* <level>, <stratum> of the last level, <component>: added to the plan. */
void load_level(struct plan_element *in, struct plan *p);
void load_stratum(struct plan_element *in, struct plan *p);
void load_component(struct plan_element *in, struct plan *p);
/* The attribute `stratum` of the cell; proof->strata [ncells] must be there. */
void load_stratum_of(struct plan_element *in, struct proof *proof, int32_t cell);
/* <proof>, <part> and what stands in it, behind all components; *part: the
 * component of the present <part>, -1 after a fault. */
void load_proof(struct plan_element *in, struct plan *p, int32_t ncells, int32_t *part);

/* <proof>; nothing when the plan has none (plan_proof_write.c). */
void proof_write(struct text *out, const struct scenario *s, const struct plan *p);

#endif
