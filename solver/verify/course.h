/* What happened before a plan that goes on from an earlier one: its lines that are
 * facts and the hand-outs of periods that are over, gone through in the order of
 * time (docs/method.md, "Planning again"): legs of a period first, then its
 * hand-outs; each takes the goods that were named, else by expiry, holder, lot; what
 * had not come does not go on and is not handed out. Rebuilt from the earlier plan
 * and the receipts (previous_settle) alone. */
#ifndef SHECANG_SOLVER_VERIFY_COURSE_H
#define SHECANG_SOLVER_VERIFY_COURSE_H

#include "solver/verify/checker.h"

struct previous;
struct course_leg { /* of one lot, on one line of the earlier plan */
	int32_t line; /* index into previous->lines */
	int32_t lot;
	int64_t units; /* issue units that went, 0.. */
	int64_t quantity; /* smallest units */
	int64_t ordered; /* what the order said of it, smallest units */
};
struct course_handout {
	int32_t period, cell, lot;
	int64_t units; /* of the claim's item; 0 = another part of a kit */
	int64_t quantity; /* smallest units of the lot's item */
	bool substitute;
};
/* Goods of a lot at a place since a period (-1 = before the horizon), issue units. */
struct course_goods {
	int32_t lot, place, since;
	int64_t units;
};
struct course {
	struct course_leg *legs; int32_t nlegs, legs_room;
	struct course_handout *handouts; int32_t nhandouts, handouts_room;
	struct course_goods *brought; int32_t nbrought, brought_room; /* by legs, or will be, and still there */
	struct course_goods *lost; int32_t nlost, lost_room; /* sent on and not received; handed out, but nobody
	                                                       * asks for them any more */
	int64_t *drawn; /* [nlots] issue units that have left the lot */
	int64_t *done; /* [ncells] issue units handed out */
};
/* previous is settled. */
void course_build(struct course *course, const struct checker *k, const struct previous *previous);
void course_release(struct course *course);

/* Lots by expiry, holder, lot and all else that is stated of them: rank [nlots], each
 * number once; goods [nlots], may be NULL: the rank of the first part of the same lot. */
void lots_rank(const struct checker *k, int32_t *rank, int32_t *goods);

/* The list of changes, versions and numbers of orders (changes.c). */
void check_changes(struct checker *k, const struct previous *previous, const struct course *course);

#endif
