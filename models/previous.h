/* What became of an announced plan: which of its shipments have happened, with
 * which real quantity, and of which goods of today's supply they were.
 *
 * A line is a fact when it has departed (its time lies before the as-of), or
 * the receipts or the previous plan mark it issued, loaded, departed, received
 * or cancelled. Receipts: the row with the latest time counts (rows without a
 * time are of the as-of), later rows of the file among equal ones; a quantity
 * stays until another is stated. A row of the time of departure or later that
 * says planned, issued or loaded goes before that time: planned has not left
 * and is planned again; issued or loaded leaves at the as-of. What the receipts
 * cancel has not left, its goods may be planned again. A departure or receipt
 * that is dated (before the as-of) and differs from the announced time is the
 * real one. More than was ordered is real where the holder's stock of today
 * still shows as much beside all else that left of it; else, and of what went
 * on from another place, only what was ordered.
 *
 * Goods that left are taken out of today's supply unless the stock was counted
 * (or declared) after they left: then its figure is without them already.
 * Where more was ordered than was received, the rest is not counted either
 * until the stock is counted again (nobody knows where it is). Goods that the
 * supply does not show any more, or not enough of, get a lot of their own with
 * line and transit -1, just as large as what left, so that nothing under way
 * is lost and nothing is counted twice. Movements in the stock files are taken
 * to be other goods than those of the orders. */
#ifndef SHECANG_MODELS_PREVIOUS_H
#define SHECANG_MODELS_PREVIOUS_H

#include "models/plan.h"

/* What a previous plan and its receipts say (read by io, used by solver). */
struct done { /* one line of receipts.csv */
	const char *order;
	int32_t version, line;
	enum shipment_state state;
	int64_t quantity; /* smallest units, -1 = as ordered */
	struct instant at;
	struct where where;
};
struct announced { /* one line of the previous allocation, or a part of it (previous_same_line) */
	const char *order;
	int32_t version, line;
	int32_t depart, arrive; /* periods of this scenario's horizon */
	int64_t depart_seconds, arrive_seconds; /* after this scenario's start */
	int64_t rest; /* as in struct shipment */
	int32_t item, from, to, route, holder; /* -1 where unknown now */
	const char *lot; /* NULL */
	day expires;
	int64_t quantity;
	enum shipment_state state;
	int64_t ordered; /* as in struct shipment */
	bool first_leg;
	int32_t of; /* index into previous.lots */
};
struct announced_lot { /* a lot of the previous plan, in its order */
	int32_t item, holder; /* holder -1 = none, or unknown now */
	const char *lot, *transit; /* NULL; transit: id of what came under way */
	day expires;
	int32_t place, region; /* where it lay, how far it may go; -1 = unknown now */
	bool own; /* only for its own place */
	bool capacity; /* made in a period, by capacity */
	enum legal_form form;
	int64_t release; /* after this scenario's start */
};
struct announced_order {
	const char *number;
	int32_t version;
	int32_t holder, place; /* as in struct order; both -1 = unknown now */
	enum legal_form form;
	int32_t nlines;
};
/* What became of an announced line by the as-of (previous_settle). */
struct outcome {
	enum shipment_state state;
	bool fact; /* it happened (or was issued): not planned again */
	bool stuck; /* under way or issued, but its road is closed on the way still to go */
	int64_t quantity; /* real, smallest units; 0 for what was cancelled */
	int64_t ordered; /* smallest units */
	int64_t beyond; /* smallest units that receipts say beyond quantity: they do not count */
	int64_t units; /* floor(quantity / u) */
	int64_t missing; /* units ordered, not moved, not counted: still in the stock's figure, or
	                  * gone from the place that sent them on */
	int32_t depart, arrive; /* periods; depart 0..nperiods - 1; arrive nperiods = not within the horizon */
	int64_t depart_seconds, arrive_seconds;
	int64_t rest; /* as in struct shipment */
	int32_t lot; /* supply lot that it is of; a fact always has one, else -1 = gone */
};
struct previous {
	struct arena arena;
	struct announced *lines; int32_t nlines, lines_room;
	struct announced_lot *lots; int32_t nlots, lots_room;
	struct announced_order *orders; int32_t norders, orders_room;
	struct done *done; int32_t ndone, done_room;
	struct handed { /* what previous handouts already gave, for facts */
		int32_t period, place, item, group, first, last;
		int64_t quantity; /* smallest units of the item asked for; 0 = another part of a kit */
		int32_t of; /* index into lots: what was handed out */
		int64_t goods; /* smallest units of that lot's item */
		bool substitute; /* it stood in for the item */
		int32_t lot; /* previous_settle: supply lot of what is still to be handed out, of what
		              * was handed out where it had come in from outside; else -1 */
	} *handed; int32_t nhanded, handed_room;
	struct outcome *outcomes; /* [nlines], NULL before previous_settle */
};
void previous_init(struct previous *p);
void previous_release(struct previous *p);
/* Is lines[k] (k >= 1) a further part of the order line that lines[k - 1] is of? */
bool previous_same_line(const struct previous *p, int32_t k);

/* What the plan has called up of stock lines, for s->calls, in the arena of s: what has not
 * left, and what has, but for what stock lines do not show any more. Before supply_build of
 * s and its copies. */
void previous_call(struct previous *p, struct scenario *s);

/* Fills p->outcomes and changes supply as said above (units, added lots, its
 * order). Once per supply, built with previous_call's s->calls, before plan_solve. */
void previous_settle(struct previous *p, const struct scenario *s, struct supply *supply);

/* Both, with the supply of s built again in between. */
void previous_supply(struct previous *p, struct scenario *s, const struct cells *cells, struct supply *supply);

/* The same previous plan, not settled: to settle it for another supply. Its
 * texts stay those of p. previous_release by the caller. */
void previous_copy(const struct previous *p, struct previous *out);

/* Issue units that the plan announced for each claim of today, household stock and
 * what has been handed out among them: served [cells.ncells]. Of claims that are
 * alike (place, item, group, window) nobody knows which got what: household stock. */
void previous_served(const struct previous *p, const struct scenario *s, const struct cells *cells,
	int64_t *served);

/* Seconds from the start to the as-of; negative before the start. */
int64_t present_seconds(const struct scenario *s);
/* The period of the as-of, 0 before the start; may be >= nperiods. */
int32_t present_period(const struct scenario *s);

#endif
