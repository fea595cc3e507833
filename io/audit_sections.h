/* Inside of the audit's printing: sections that the terminal and the working
 * paper share. */
#ifndef SHECANG_IO_AUDIT_SECTIONS_H
#define SHECANG_IO_AUDIT_SECTIONS_H

#include "io/audit_printer.h"
#include "io/section.h"

struct audit_page {
	const struct audit_report *r;
	int32_t limit; /* rows of a table */
	int32_t told; /* findings told one by one */
};
/* As section_builder: one that has nothing to say leaves the title NULL. */
typedef void audit_section_builder(const struct audit_page *p, struct section *s);
audit_section_builder section_findings, section_coverage, section_sums, section_details,
	section_untested, section_settled, section_cure, section_fail, section_sample, section_plan;
extern audit_section_builder *const audit_sections[];
extern const int audit_nsections;

/* How many of n rows of a table are shown; says in `after` which file has the rest. */
int32_t audit_cut(const struct audit_page *p, struct section *s, int32_t n, const char *file);

void audit_head(const struct audit_report *r, struct text *out);
/* One finding with criterion, condition, cause, effect, evidence and reply. */
void tell_finding(const struct audit_report *r, struct text *out, int32_t number);
void audit_page_text(const struct audit_page *p, struct text *out, int width, bool colour);

#endif
