/* The second stage of staging: what one item of one future can serve, reduced to who
 * reaches whom.
 *
 * In a pure formulation only the arcs from the outside have a limit. So all that counts
 * is which sources (alike in place, class, layer and release) reach which claims: an
 * assignment of sources with capacities S_j to claims with weights w_c. Served amounts
 * form a polymatroid, so serving the claims tier by tier, largest weight first, each as
 * much as the others leave possible, is the least loss of every tier in turn.
 *
 * Claims reached by the same sources are a group g with the set mask_g of sources. For
 * prices p_j >= 0 of sources and weights v_c >= 0, every assignment serves at most
 *   sum_j S_j p_j + sum_c need_c max(0, v_c - min over j in mask_g(c) of p_j),
 * which is a cut of the loss as a function of the capacities; with p_j = what one more
 * unit of j would serve it is exact where it is made.
 *
 * A quota of x lots gives, for its candidate, floor(x units share) units, as a future
 * leaves them; the local share of policy keeps some of them for the own community, where
 * that still needs some: own = min(ceil(autonomy units), left), the rest has its reach. */
#ifndef SHECANG_SOLVER_STAGE_NETWORK_H
#define SHECANG_SOLVER_STAGE_NETWORK_H

#include "models/stage.h"
#include "solver/formulate.h"

struct stage_element { /* part of a claim: its hard least amount, or the rest */
	int32_t group; /* -1: nothing reaches it */
	int32_t tier; /* index into tiers */
	int32_t cell; /* of the problem */
	int32_t weight; /* 1 .. STAGE_CLAIM, a unit */
	int64_t need; /* issue units >= 1 */
};
struct stage_offer { /* a candidate of the item */
	int32_t candidate;
	int32_t place; /* network stand */
	int32_t reach, own; /* sources, -1 = none */
	int64_t reach_units, own_units; /* what there is of the probe, issue units */
	int64_t share; /* millionths of a quota that the future leaves, rounded down */
};
struct stage_network {
	int32_t ntiers;
	int32_t *tiers; /* [ntiers] ascending: 0 hard, else as problem.cell_tier */
	int32_t nsources, nwords; /* words of a mask */
	int64_t *base; /* [nsources] issue units without quotas */
	int32_t ngroups;
	uint64_t *mask; /* [ngroups][nwords] */
	struct stage_element *elements; /* [nelements] by tier, weight descending, cell */
	int32_t nelements;
	struct stage_offer *offers; /* [noffers] by candidate */
	int32_t noffers;
	struct ratio autonomy; /* kept for the own community, where it is in need */
};
/* Reduces f, which is pure. candidate_of [supply.nlots]: whose quota a lot is of, -1;
 * probe [ncandidates] the quotas, issue units. */
void stage_network_init(struct stage_network *net, const struct formulation *f, const struct ground *g,
	const int32_t *candidate_of, const int64_t *probe);
void stage_network_release(struct stage_network *net);

/* Capacities [nsources] with quotas of so many issue units [ncandidates]; NULL: none. What
 * the own communities still need is what they took of the probes together. */
void stage_network_capacity(const struct stage_network *net, const int64_t *quota, int64_t *capacity);
/* The same with all of the probes as the scenario has them. */
void stage_network_probes(const struct stage_network *net, int64_t *capacity);
/* At most this part of what a quota of 1 .. most units gives has its reach, the rest only the
 * own place; the parts of all offers: reach [noffers]. A reach of more goods is worth no less. */
void stage_network_parts(const struct stage_network *net, const int64_t *most, struct ratio *reach);

/* The best assignment for capacities S [nsources]. loss [ntiers]: sum of weight x what is
 * not served of each tier. price [nsources][ntiers], may be NULL: weight of the best claim
 * of the tier that one more unit of the source would serve, 0 = none. served [ncells], may
 * be NULL, gets what each cell draws added. */
void stage_network_serve(const struct stage_network *net, const int64_t *capacity, wide *loss,
	int64_t *price, int64_t *served);

/* A cut by prices as above, of the tiers 0 .. last of the network with factors factor
 * [last + 1]: sum over t of factor[t] x loss[t] >= constant - sum_j S_j p_j, p [nsources]
 * is set to the largest factor[t] x price[j][t]. The base is not in the constant. */
wide stage_network_cut(const struct stage_network *net, const int64_t *price, int32_t last,
	const int64_t *factor, int64_t *p);

#endif
