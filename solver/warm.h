/* Prices of the linear levels of a network that was solved, for the network of the same item in
 * a neighbouring scenario: it has mostly the same nodes, and near its optimum they are worth
 * much the same (priced_flow.h). */
#ifndef SHECANG_SOLVER_WARM_H
#define SHECANG_SOLVER_WARM_H

#include "solver/formulate.h"
#include "solver/levels_pure.h"

/* Prices by what the nodes mean. */
struct warm {
	int32_t nnodes;
	struct node_meaning *nodes; /* [nnodes] */
	uint32_t room; /* a power of 2, or 0 */
	int32_t *slots; /* [room] nodes by hash, -1 = free */
	int32_t nlevels;
	enum objective_kind kind[LEVEL_PRICES_MOST]; /* [nlevels] */
	wide *price; /* [nlevels][nnodes] */
};
void warm_init(struct warm *w);
void warm_release(struct warm *w);
/* Keeps prices [nlevels][problem.nnodes] of the first levels of a pure problem of one item,
 * instead of those kept before; they move here. */
void warm_keep(struct warm *w, const struct formulation *f, struct level_prices *prices);
/* The prices kept for the nodes of f, as far as its first levels are of the same kinds; of
 * nodes without any, known is 0. False: none are. level_prices_release by the caller. */
bool warm_guess(const struct warm *w, const struct formulation *f, struct level_prices *out);

#endif
