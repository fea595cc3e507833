/* Points of a network by what the proof calls them. */
#ifndef SHECANG_SOLVER_VERIFY_NAMES_H
#define SHECANG_SOLVER_VERIFY_NAMES_H

#include "solver/verify/network.h"

struct names {
	const struct network *net;
	int32_t *slots; /* [room] point, 0 = free */
	uint32_t room; /* power of two */
};
void names_build(struct names *n, const struct network *net);
void names_release(struct names *n);
/* The point, or -1. */
int32_t names_find(const struct names *n, const struct proof_node *node);

#endif
