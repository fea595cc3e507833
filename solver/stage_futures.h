/* All futures of a staging, reduced; what quotas come to in them, and the cuts that says. */
#ifndef SHECANG_SOLVER_STAGE_FUTURES_H
#define SHECANG_SOLVER_STAGE_FUTURES_H

#include "solver/stage.h"
#include "solver/stage_master.h"
#include "solver/stage_network.h"

struct stage_piece { /* an item in a future */
	struct stage_network net;
	bool there; /* somebody asks for it */
	int64_t *price; /* [nsources][net.ntiers] at the last lots */
	struct ratio *reach; /* [noffers] as stage_network_parts */
};
struct stage_ensemble {
	const struct stage *stage;
	const struct scenario *scenario;
	const struct stage_futures *futures;
	int jobs;
	int64_t *probe; /* [ncandidates] issue units */
	int64_t *weight; /* [n] 0 = refused */
	struct stage_piece *pieces; /* [n][nitems] */
	int32_t ntiers;
	int32_t *tiers; /* [ntiers] ascending */
	struct stage_slot *slots; int32_t nslots, slots_room;
	wide *loss; /* [n][nslots] at the last lots */
	int64_t *lots; /* [ncandidates] the last ones; -1 = none yet */
	char *stale; /* [nitems] of the last lots: loss and prices are to be computed */
};
void stage_ensemble_init(struct stage_ensemble *e, const struct stage *stage, const struct scenario *s,
	const struct stage_futures *futures, int jobs);
void stage_ensemble_release(struct stage_ensemble *e);
/* Serves all futures with these lots; only items whose lots are others than the last time.
 * changed [nitems], may be NULL, returns which. */
void stage_ensemble_serve(struct stage_ensemble *e, const int64_t *lots, char *changed);
/* Losses [n][ntiers] at the last lots. */
void stage_ensemble_losses(const struct stage_ensemble *e, wide *losses);
/* The cut of a slot in some futures together (part [npart]), weighted or not, with these
 * factors [slot - first + 1], at the last lots. False when its numbers do not fit. */
bool stage_ensemble_cut(const struct stage_ensemble *e, const int32_t *part, int32_t npart, bool weighted,
	int32_t slot, const int64_t *factor, int shift, struct stage_cut *cut);
/* The formulation of one item of a future's scenario, without limits and later levels. */
void stage_formulate(struct formulation *f, const struct ground *g, const struct bounds *bounds, int32_t item);
/* candidate_of [supply->nlots] by keeper [ncandidates]; mem_free by the caller. */
int32_t *stage_lots_of(const struct stage *stage, const struct supply *supply, const int32_t *keeper);

#endif
