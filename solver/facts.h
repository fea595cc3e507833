/* Facts: what has already happened when a plan under way is made again.
 *
 * Issued, departed and received shipments of the previous plan are facts with
 * their real quantities; what was handed out in periods before the present
 * stays handed out, as far as the goods had really come: where less came, the
 * later hand-outs are cut. The network then starts from what is left: lots
 * less what was drawn, goods under way or at their destination as supply
 * there, claims with what they already got. The rest of the previous plan is
 * only announced; deviating from it counts in the change level. */
#ifndef SHECANG_SOLVER_FACTS_H
#define SHECANG_SOLVER_FACTS_H

#include "solver/ground.h"

struct previous;
/* Goods of a lot that are at (or will reach) a stand and are not handed out. */
struct arrival {
	int32_t lot; /* index into supply.lots */
	int32_t stand;
	int32_t period; /* from when they can be used there; may lie in the past, -1 = before the horizon */
	int64_t units; /* >= 1 */
	int32_t shipment; /* index into facts.shipments that brought them */
};
/* Announced, and not a fact: sorted by item, departure, route, arrival, last
 * day, layer; one entry each. Goods no longer known have layer INT32_MIN. */
struct announced_flow {
	int32_t item, depart, route, arrive;
	day last_day;
	int32_t layer; /* region place, or -1 - stand for an own-place layer */
	int64_t units;
};
/* Announced, and not a fact: goods to be handed out in the present period or
 * later. One entry a row of the previous plan. */
struct announced_handout {
	int32_t period, cell;
	int32_t lot; /* index into supply.lots: the goods */
	int64_t units; /* issue units of the cell's item; 0 = another part of a kit */
	int64_t goods; /* issue units of the lot's item */
	int32_t substitute; /* index into scenario.substitutes, -1 = the item itself */
};
/* What substitution takes of an item, or gives, at a stand in a period, where
 * that is not to be decided again. */
struct stand_in {
	int32_t item, stand, period;
	int64_t taken, given; /* smallest units */
};
struct facts {
	int64_t *drawn; /* [supply.nlots] issue units that have left the lot */
	int64_t *done; /* [cells.ncells] issue units already handed out */
	struct shipment *shipments; int32_t nshipments, shipments_room; /* with fact = true; order: index
	                                                                  * into orders below, or -1 */
	int32_t *line_of; int32_t line_room, nline_of; /* [nshipments] line of the previous plan */
	struct order *orders; int32_t norders, orders_room; /* number and version of facts; nlines counted */
	struct handout *handouts; int32_t nhandouts, handouts_room; /* with fact = true */
	struct leftover *lost; int32_t nlost, lost_room; /* handed out, but no claim asks for it now; sent
	                                                  * on and not received */
	struct arrival *arrivals; int32_t narrivals, arrivals_room;
	struct announced_flow *announced; int32_t nannounced, announced_room;
	struct announced_handout *handed; int32_t nhanded, handed_room;
	int64_t *served; /* [cells.ncells] issue units announced for the claim (previous_served); NULL = no plan */
	int64_t *called; /* [supply.nlots] issue units of announced first legs and hand-overs, facts not among them */
	bool known; /* nothing announced is of goods or claims that are gone */
	/* Of a plan that stands and is only looked into (solver/causes.h); borrowed: */
	const int64_t *kept; /* [cells.ncells] issue units x_c that every claim keeps; NULL = none */
	const struct stand_in *stand_ins; int32_t nstand_ins; /* one an item, stand and period */
};
/* previous may be NULL: nothing has happened; else previous_settle was called
 * for it and the ground's supply. */
void facts_build(struct facts *f, const struct ground *g, const struct previous *previous);
void facts_release(struct facts *f);
/* The agreement of a holder that an order's number names, -1 = none. */
int32_t order_agreement(const struct holder *h, enum legal_form form, const char *number);
/* The announced flow of a leg: index into announced, -1 when there is none. */
int32_t facts_find_announced(const struct facts *f, int32_t item, int32_t depart, int32_t route,
	int32_t arrive, day last_day, int32_t layer);
/* The first announced flow of the item in that period or later; nannounced when
 * there is none of the item. */
int32_t facts_first_announced(const struct facts *f, int32_t item, int32_t depart);

#endif
