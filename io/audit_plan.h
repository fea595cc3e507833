/* The words of findings about a plan (FINDING_PLAN_UNKNOWN and later), as in
 * io/audit_words.h; and the section that says what was audited. */
#ifndef SHECANG_IO_AUDIT_PLAN_H
#define SHECANG_IO_AUDIT_PLAN_H

#include "io/audit_sections.h"

bool finding_of_plan(const struct finding *f);
const char *plan_finding_title(enum finding_kind kind); /* translated */
const char *plan_finding_rule(enum finding_kind kind); /* the criterion; "" for a norm's */
const char *plan_finding_remedy(enum finding_kind kind);
void plan_condition(const struct audit_report *r, struct text *out, const struct finding *f);
void plan_cause(const struct audit_report *r, struct text *out, const struct finding *f);
void plan_effect(const struct audit_report *r, struct text *out, const struct finding *f);
/* What stands in the plan there; false when the evidence is not of a plan. */
bool plan_evidence(const struct audit_report *r, struct text *out, const struct evidence *e, const struct finding *f);

#endif
