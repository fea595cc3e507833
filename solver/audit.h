/* The audit of reserves: compares ledgers, counts and agreements with the norms
 * and finds where they do not agree (docs/method.md, "Audit"). Exact; the same
 * findings for any order of the input. */
#ifndef SHECANG_SOLVER_AUDIT_H
#define SHECANG_SOLVER_AUDIT_H

#include "models/audit.h"
#include "models/cells.h"
#include "models/supply.h"

/* out comes fresh from audit_init. cells: the demand that a cover without
 * amounts lasts against. supply: what may be called up, for arrival. */
void audit_run(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	struct audit *out);

/* The cheapest purchases, moves and rotations that keep every norm and promise of a finished audit. out
 * comes fresh from cure_init. */
void audit_cure(const struct scenario *s, const struct supply *supply, struct audit *a, struct cure *out);

/* n pairs of holder and item to inspect: half (rounded up) by risk = value x (1 + 4
 * if a finding is open about them + 2 if not counted in time + 1 if under an
 * agreement), the rest drawn from the others by the seed; the same for any order of
 * the input. Goods without value rank as if a base unit were worth 1. out comes
 * fresh from inspections_init. */
void audit_sample(const struct scenario *s, const struct audit *a, int32_t n, uint64_t seed,
	struct sample *out);

/* The fewest pairs so that, whatever share up to `misreport` of any other pair's stock
 * is not there (or more is), what each norm counts at each place moves by no more than
 * `within` of what it requires there. Proven smallest when out->least says as many
 * (audit_smallest.c). The audit ran with weigh. out comes fresh from inspections_init. */
void audit_smallest(const struct scenario *s, const struct audit *a, struct ratio misreport, struct ratio within,
	struct sample *out);

#endif
