/* The pivoting kernel of the network simplex: one strongly connected piece.
 *
 * A piece is a network of nnodes nodes, numbered from 0, and narcs arcs whose
 * residual network (arcs that can take more, and arcs reversed that can give
 * some back) under the start flow is strongly connected. Hence a strongly
 * feasible spanning tree exists (Cunningham, A network simplex method,
 * Mathematical Programming 11, 1976): from every node some flow can still be
 * sent along the tree to the root, node 0. Pivots keep it so when the last
 * blocking arc of the cycle leaves, and then no basis ever repeats, however
 * degenerate the piece is. No artificial arcs, no big numbers.
 *
 * The tree is kept as parents, subtree sizes and a thread (preorder), so that
 * a pivot costs the length of its cycle plus the smaller side of the cut. */
#ifndef SHECANG_SOLVER_SIMPLEX_TREE_H
#define SHECANG_SOLVER_SIMPLEX_TREE_H

#include "solver/problem.h"

struct tree {
	int32_t nodes_room, arcs_room; /* extents of the arrays below */

	int32_t nnodes; /* >= 2 */
	int32_t narcs;
	int32_t *tail, *head; /* [narcs] 0..nnodes-1, different */
	int64_t *cost; /* [narcs] any value */
	int64_t *flow; /* [narcs] 0..capacity; in: the start, out: the optimum */
	int64_t *capacity; /* [narcs] > 0 */
	signed char *state; /* [narcs] 0 in the tree, 1 at its lower bound, -1 at its upper */

	/* [nnodes] node prices, fixed up to a common constant; every arc of the
	 * tree has reduced cost  cost - price[head] + price[tail] = 0. */
	wide *price;

	/* The tree, rooted at node 0. */
	int32_t *parent; /* [nnodes] -1 for the root */
	int32_t *above; /* [nnodes] arc to the parent, -1 for the root */
	char *upward; /* [nnodes] 1: that arc leads to the parent; 0: from it */
	int32_t *size; /* [nnodes] nodes in the subtree, itself included */
	int32_t *last; /* [nnodes] last node of the subtree in the thread */
	int32_t *thread, *back; /* [nnodes] next and previous node in preorder, circular */

	int32_t *work; /* [2 * nodes_room + 2 * arcs_room + 1] scratch of the start */

	int32_t next; /* arc where pricing goes on */
	int64_t pivots; /* all pivots so far, over all pieces */
};

/* Makes room for pieces of up to nnodes nodes and narcs arcs. */
void tree_init(struct tree *tree, int32_t nnodes, int32_t narcs);
void tree_release(struct tree *tree);

/* Brings the flow to least sum of cost * flow. False when stopped: the flow is
 * feasible then and nothing else holds. */
bool tree_solve(struct tree *tree, const struct stop *stop);

#endif
