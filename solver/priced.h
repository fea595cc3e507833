/* Limits as prices: an exact lower bound of a linear level of a network with
 * limits, and a plan in whole units near it.
 *
 * With a price m_r >= 0 on every limit, least c x under the limits is at least
 *   L(m) = least over network and box of (c + sum_r m_r u_r) x  -  sum_r m_r U_r,
 * which the network simplex solves in exact integers; the largest L is the
 * value of the linear program (Lagrangian duality; Geoffrion 1974). Prices are
 * improved by cutting planes: every flow found bounds L from above everywhere,
 * for each part of the network by itself (Kelley 1960), in a box around the best
 * prices so far (Marsten, Hogan, Blankenship 1975). A limit's values may be of any
 * sign: it may be an earlier level that must not get worse. The weights of the flows in
 * the last master program mix them into a plan that keeps the limits (Dantzig,
 * Wolfe 1960); the mix is made cycle by cycle in whole units. How much is solved
 * depends on the size of the problem alone, never on time. */
#ifndef SHECANG_SOLVER_PRICED_H
#define SHECANG_SOLVER_PRICED_H

#include "solver/engines.h"

#define PRICED_COST_MAX ((int64_t)1 << 50)
struct priced_task {
	const struct problem *p; /* network, cells and limits of it are used */
	const int64_t *served; /* [ncells] what every cell gets */
	const int64_t *low, *high; /* [narcs] box left by earlier levels: low = high, or 0 and the capacity */
	const int64_t *flow; /* [narcs] in the box, delivers served, keeps the limits */
	const int64_t *row_left; /* [nrows] bounds less what other columns than arcs take; rows about no arc have no price */
	/* [nrows] >= 0, a plan need not use less than row_left less this; NULL: it may use as little as it wants */
	const int64_t *row_spare;
	const int64_t *cost; /* [narcs] |cost| < PRICED_COST_MAX */
	const int64_t *start; /* [nrows] prices * 2^start_shift that are perhaps good; NULL = none */
	int start_shift;
	/* for levels of which less will do: */
	bool positive; /* only whether the bound is above 0 is asked: the rest may be left out when it is */
	double within; /* bound and plan need not be nearer, relative; 0 = 1e-7 */
	int32_t flows_most; /* 0 = as many as the size allows */
};
struct priced {
	wide bound; /* no flow of the box that delivers served and keeps the limits costs less */
	int64_t *price; /* [nrows] m_r * 2^shift, the best ones found */
	int shift;
	wide *y; /* [nnodes] exact prices * 2^shift of the network at these: of cost + sum_r m_r u_r over the box */
	int64_t *flow; /* [narcs] like the task's, and no dearer */
	int64_t nflows; /* network flows solved; for bench */
};
/* False when stopped before the first flow: nothing is set. Where the task's flow
 * is the best without limits, all prices are 0 and it stays. */
bool priced_solve(const struct priced_task *task, const struct stop *stop, struct priced *out);
void priced_release(struct priced *r);
/* y [nnodes] returns exact prices of the network over the box at the task's cost, which may be
 * up to 2^58 here; limits do not count. False when stopped. */
bool priced_nodes(const struct priced_task *task, const struct stop *stop, wide *y);

#endif
