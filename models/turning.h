/* What sweeping along a quantity found: where the result turns, and between the turns
 * how it goes and what holds it down (solver/turns.h finds it). */
#ifndef SHECANG_MODELS_TURNING_H
#define SHECANG_MODELS_TURNING_H

#include "models/rates.h"

/* What holds down the claims of a level with the lowest rate: the arcs into the lowest
 * cut. None of both: nothing can reach them. */
struct bottleneck {
	bool known; /* decided by networks alone, and some claim is not full */
	int32_t *holders; int32_t nholders, holders_room; /* all that may be called up of theirs is handed out; by id */
	int32_t *routes; int32_t nroutes, routes_room; /* full, in some period; by id */
};
void bottleneck_release(struct bottleneck *b);

/* Neighbouring points at which a level has the same classes, and the rates of each
 * rise, stay or fall alike. A point may end one run and begin the next: there the
 * result turns; else it turns between the last of one and the first of the next. */
struct run {
	struct rate_class level; /* exact and rate are those of the first point's lowest class */
	int32_t first, last; /* points */
	int32_t nsolved; /* how many of them were planned; the others are proven */
	bool planned; /* there are plans; false: hard rules contradict, or refused */
	int32_t nclasses; /* with claims, those that are full included */
	bool moves; /* some rate is not the same all over */
	struct ratio from, to; /* the lowest rate at both ends */
	int32_t inside; /* a planned point, between first and last where there is one */
	struct bottleneck bottleneck; /* at that point */
	int32_t *lowest; int32_t nlowest; /* places of the claims with the lowest rate at that point, in the
	                                   * order of claims */
};
void run_release(struct run *r);
void runs_release(struct run *runs, int32_t n); /* and the array */
/* Does anything of the level change from one run to another, or in one? */
bool level_turns(const struct run *runs, int32_t n, const struct rate_class *level);

#endif
