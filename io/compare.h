/* What differs between the plan of a scenario and those of its variants, for
 * people and for other programs. */
#ifndef SHECANG_IO_COMPARE_H
#define SHECANG_IO_COMPARE_H

#include "models/alteration.h"
#include "models/figures.h"

/* A variant: the scenario with overlays. Step k has the first k + 1 changes; the
 * difference that it makes is that to the step before (the first one: to the
 * base), so that the differences of all steps sum to that of the variant. */
struct compare_variant {
	const char *name; /* overlays as the user wrote them, + between */
	const char *title; /* of the overlays, "" when they have none */
	const char *own_title; /* in the scenario's own language, for other programs */
	struct figures figures;
	struct effects effects;
	struct figures *steps; /* [nsteps - 1] sums and cost; those of the last step are the variant's */
	bool *joined; /* [nsteps] so far there is nothing that can be planned: it is taken together
	               * with the next one, which has the difference of both */
	int32_t nsteps; /* effects.nchanges; 0: not asked for, or the variant has no plan */
};
struct comparison {
	const struct scenario *scenario; /* the base, for names */
	const struct diags *names; /* files of the changes */
	const char *language, *program;
	bool full; /* long tables whole */
	const char *earlier; /* the earlier plan's folder that all of them go on from, NULL */
	struct figures base;
	struct compare_variant *variants; /* [nvariants] */
	int32_t nvariants;
};
void compare_print(const struct comparison *c, FILE *out, int width, bool colour);
/* compare.txt, report.html, variants.csv, sums.csv, levels.csv, places.csv, dispatch.csv, steps.csv in the
 * directory (made when absent); as report_write. */
bool compare_write(const struct comparison *c, const char *directory, char *why, size_t why_size);

#endif
