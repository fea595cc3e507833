/* What carrying out a decision is made of (drill_execute): its rows in a world, how the
 * team books what left, and what is handed out. */
#ifndef SHECANG_SOLVER_DRILL_PARTS_H
#define SHECANG_SOLVER_DRILL_PARTS_H

#include "solver/drill.h"

/* A step of a team while it is carried out. */
struct drill_turn {
	const struct drill_game *game;
	const int32_t *belief; /* [ninjects] what the team was told */
	int32_t step;
	int32_t first, next; /* periods that it rules: first..next - 1 */
	int32_t nbefore; /* parts that had left before */
	struct drill_world truth, believed; /* as of the step; of believed only the scenario */
	struct drill_state expected; /* what the rows would have done in the world that is believed */
	struct drill_state *out; /* what they did */
	bool surprised; /* not all was as expected */
};

/* Carries out the rows that are due at the step, and notes those that come too late, in a
 * world s as of the step: in truth, or as the team thinks it is. What is announced for after
 * the step is called up. Nothing is handed out, arrivals are as they look at departure, and
 * seen is the lot itself. out comes from drill_state_init. */
void drill_carry_out(const struct drill *d, struct scenario *s, enum drill_eyes eyes,
	const struct drill_state *state, const struct drill_decision *decision, int32_t step,
	struct drill_state *out);

/* Books what left as the team sees it: the goods are those that it gets; what they may do,
 * and when they are due, is what it was told. Goods beyond what its books show may do anything.
 * Of what was called up it knows its own books. */
void drill_book(struct drill_turn *turn);

/* Hands out what the step's periods bring, once it is booked, period by period: as the team
 * would by what it was told and what has shown itself by then, which is what left, what came,
 * and who asks where goods lie. truth is open. What is handed out is the least of what the
 * team's best plan gives, what lies there and what is asked for; then what lies idle there by
 * that plan goes to those whom the team did not know of, tier by tier, in proportion to what
 * they ask for. */
void drill_hand_out(struct drill_turn *turn);

/* A lot of a supply of s in the words of a state. What is made by capacity is known by the
 * period it is made in: its release is that period's start and the notice, whatever the supply
 * supposes of notices. Texts are those of s and of the lot. */
struct drill_lot drill_describe(const struct scenario *s, const struct supply_lot *lot);

#endif
