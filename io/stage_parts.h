/* Inside of io/stage*.c. */
#ifndef SHECANG_IO_STAGE_PARTS_H
#define SHECANG_IO_STAGE_PARTS_H

#include "io/sections.h"
#include "io/show.h"
#include "io/stage.h"

struct sections stage_sections(const struct stage_page *p); /* p is to stay */
/* A measure in claims with three decimals; "-" for scale 0. */
enum rounding { ROUND_DOWN, ROUND_NEAR, ROUND_UP };
void stage_claims(struct text *out, wide measure, wide scale, enum rounding rounding);
void stage_tier_title(struct text *out, int32_t tier);
/* The measure of the t-th tier's losses [nfutures][ntiers], and the weight of what counts. */
wide stage_state_measure(const struct stage_futures_state *state, const wide *losses, int32_t t, int32_t ntiers,
	struct ratio share);
int64_t stage_state_weight(const struct stage_futures_state *state);
const struct stage_point *stage_chosen(const struct stage_page *p);
/* Of the k-th candidate's quota, smallest currency units, rounded up. */
int64_t stage_quota_money(const struct stage_page *p, int32_t k);

#endif
