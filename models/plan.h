/* A plan: what was decided, complete enough to be printed, issued, re-planned
 * and checked without solving again.
 *
 * Indices refer to the scenario, cells and supply it was made from. Quantities
 * are smallest units unless "issue units" is said. Arrays are sorted so that
 * the same plan is always the same bytes. Texts and the arrays inside clashes,
 * levels, components and gains (rules, rates, items, parts) lie in the plan's arena; the
 * plan's own arrays come from mem_calloc or ARRAY_ADD and are freed by
 * plan_release. */
#ifndef SHECANG_MODELS_PLAN_H
#define SHECANG_MODELS_PLAN_H

#include "models/causes.h"
#include "models/cells.h"
#include "models/proof.h"
#include "models/scenario.h"
#include "models/supply.h"

/* What the mathematics found. */
enum plan_status {
	PLAN_PROVEN,
	PLAN_UNPROVEN, /* valid; stopped by limit or signal, or a level has a gap */
	PLAN_CONTRADICTION /* hard rules contradict: no shipments, see clashes */
};

/* States of a shipment. What has happened follows from the receipts, the
 * previous plan and the as-of (previous_settle). */
enum shipment_state {
	SHIPMENT_PLANNED, SHIPMENT_ISSUED, SHIPMENT_LOADED, SHIPMENT_DEPARTED, SHIPMENT_RECEIVED,
	SHIPMENT_CANCELLED
};
const char *shipment_state_word(enum shipment_state state); /* "planned" ... */
int shipment_state_parse(const char *word); /* -1 */
const char *shipment_state_title(enum shipment_state state); /* translated */

/* Goods of one lot on one leg. */
struct shipment {
	int32_t depart; /* departure period */
	int32_t arrive; /* arrival period */
	int64_t depart_seconds, arrive_seconds; /* real times after the horizon's start */
	int64_t rest; /* a fact caught on a closed road: seconds that it travels once it goes on; else 0 */
	int32_t item, from, to; /* places (network stands) */
	int32_t route;
	int32_t holder; /* who gave it, -1 donation */
	int32_t lot; /* index into supply.lots */
	int64_t units; /* issue units */
	int64_t quantity; /* smallest units = units * u (a fact: the real quantity, units = floor) */
	int64_t ordered; /* a fact: what the order said, smallest units; 0 = the same */
	bool first_leg; /* leaves the holder's place */
	enum shipment_state state;
	bool fact; /* happened: departed or later in the previous plan */
	int32_t order; /* index into orders: the holder's for first legs, else the place's */
	int32_t line; /* line within the order, 1..; the same for all parts (plan_same_line) */
};
/* Goods of one lot handed to a cell. */
struct handout {
	int32_t period;
	int32_t cell;
	int32_t lot; /* index into supply.lots */
	int64_t units;
	int64_t quantity; /* smallest units */
	int32_t shipment; /* the last leg it came by, -1 = from stock at the place */
	int32_t substitute; /* it stands in for the cell's item: index into scenario.substitutes, else -1 */
	bool fact;
};
/* What each cell gets. */
struct served {
	int64_t units; /* s_c in issue units, household part included */
	int64_t quantity; /* min(household + u x_c, d), smallest units */
	int64_t over; /* delivered beyond d by whole packs */
	int64_t baseline; /* proportional baseline, smallest units, household included */
};
/* An order, one version of it: a dispatch order to a holder, for one legal form
 * and agreement; or a forwarding order (转运单) to a place, for all that goes on
 * from there: onward legs, and goods that came in from outside. Every shipment
 * is a line of one. */
struct order {
	const char *number; /* "holder-D", "holder-X-agreement", "place-Z": stable from plan to plan */
	int32_t version; /* 1.. */
	int32_t holder; /* -1 = a forwarding order */
	int32_t place; /* of a forwarding order (network stand), else -1 */
	enum legal_form form; /* of a dispatch order; else LEGAL_TRANSFER */
	int32_t agreement; /* index into the holder's agreements, -1 */
	int32_t nlines; /* lines, not parts of them; 0 = nothing of it is to be sent any more */
};
/* Change against the announced plan. */
enum change_kind { CHANGE_KEEP, CHANGE_CANCEL, CHANGE_ALTER, CHANGE_NEW, CHANGE_DECIDE };
const char *change_word(enum change_kind kind); /* "keep" ... */
int change_parse(const char *word); /* -1 */
struct change {
	enum change_kind kind;
	const char *order; /* number */
	int32_t version_before, version; /* 0 = none */
	int32_t period; /* departure */
	int32_t item, from, to, holder;
	int64_t before, after; /* smallest units */
	const char *why; /* NULL; for CHANGE_DECIDE what must be decided */
};
/* Use of a limit in a period. */
struct limit_use {
	int32_t limit; /* index into scenario.limits, -1 = a route's or segment's own capacity */
	int32_t route, segment; /* else -1 */
	int32_t period; /* -1 = the whole horizon (budget) */
	int64_t used, most; /* grams, minutes or money */
};
/* As it is printed: grams as kg, minutes, money in major units. */
int limit_decimals(const struct scenario *s, const struct limit_use *use);
const char *limit_unit(const struct scenario *s, const struct limit_use *use);
/* Balance of one supply lot: units drawn from it. Its parts (served, left at
 * places, expired) follow from handouts and shipments. */
struct drawn {
	int64_t units; /* of supply.lots[i], issue units that entered the network */
};
/* Where goods that were moved but not handed out stay at the end. */
struct leftover {
	int32_t lot, place, period; /* last period it was usable there */
	int64_t units;
	bool expired; /* its date lies inside the horizon */
};

/* One level, in the order decided. */
enum level_kind {
	LEVEL_HARD, LEVEL_FAIR, LEVEL_CHANGE, LEVEL_SUBSTITUTION, LEVEL_WASTE, LEVEL_COST,
	LEVEL_DEPARTURE, LEVEL_ARRIVAL, LEVEL_CANONICAL
};
struct level {
	enum level_kind kind;
	int32_t tier; /* LEVEL_FAIR: the tier, 1.. */
	int32_t stage; /* LEVEL_FAIR: look-ahead stage, 0 or 1 */
	int32_t item; /* the item it is about, -1 = several */
	int32_t component; /* 0.. */
	bool proven; /* its proof shows that no plan is better (plan_judge); LEVEL_CANONICAL: false, no matter of it */
	struct ratio value; /* linear levels: true value; fair: smallest fill rate of a stratum below 1, else 1 */
	struct ratio bound; /* proven bound on it */
	/* How far the plan may be from the best on this level: linear levels value - bound, 0 when
	 * proven; fair: no claim's fill rate could be higher by more. Proven fair levels: that is
	 * what whole units cost at most. */
	struct ratio gap;
	int32_t nstrata; /* fair: number of bottlenecks */
	struct ratio *rates; /* [nstrata] ascending */
	struct ratio step; /* coupled, stepped fairness: the step, else 0/1 */
	int64_t scale; /* linear levels: prices of the proof are true prices x scale; fair: 1 */
};
struct component {
	int32_t nitems;
	int32_t *items; /* [nitems] ascending by id */
	bool pure;
	int32_t nodes, arcs, cells, rows; /* size, for reports and bench */
	int64_t build_ns, solve_ns; /* timings: on stderr and in bench only, never in files */
};

/* What was asked of the program, as far as it shapes the plan. */
struct plan_request {
	int64_t time_limit; /* nanoseconds, 0 = none */
	bool baseline;
	bool strict; /* faulty sources refuse the scenario */
	bool set_aside_lines; /* faulty lines are set aside, not whole sources */
	bool goes_on; /* with an earlier plan */
	const char *program; /* that made it, "shecang 0.1.0"; of a plan that was loaded */
	const char *libraries; /* that read and solved: "GLPK 5.0; libxml2 2.9.14"; NULL, "" = not said */
};

struct clash; /* models/contradiction.h */
struct gain; /* models/decisions.h */
struct plan {
	struct arena arena;
	struct plan_request request; /* the caller's; plan_solve leaves it alone */
	enum plan_status status;
	bool stopped; /* by time limit or signal */
	struct clash *clashes; int32_t nclashes, clashes_room; /* PLAN_CONTRADICTION: why, at least one */
	struct served *served; /* [cells.ncells] */
	struct drawn *drawn; /* [supply.nlots] */
	struct shipment *shipments; int32_t nshipments, shipments_room; /* by departure, item, from, to, fact, holder, lot */
	struct handout *handouts; int32_t nhandouts, handouts_room; /* by period, cell, lot */
	struct leftover *leftovers; int32_t nleftovers, leftovers_room;
	struct order *orders; int32_t norders, orders_room; /* by holder id, form, agreement; then by place id */
	struct change *changes; int32_t nchanges, changes_room; /* only with a previous plan */
	struct limit_use *uses; int32_t nuses, uses_room; /* only rows with use or a bound in reach */
	struct level *levels; int32_t nlevels, levels_room;
	struct component *components; int32_t ncomponents, components_room;
	struct gain *gains; int32_t ngains, gains_room; /* as decisions_list, then limits and roads; none
	                                                 * when not asked for */
	int32_t notices_left_out; /* of those that could matter, that were not solved */
	int32_t roads_left_out; /* closed roads, and all of them together, part by part of the plan, that
	                         * were not solved */
	int32_t roads_idle; /* parts of the plan in which all closed roads together would change nothing */
	int64_t gains_ns; /* timing, as in components */
	struct proof proof;
	bool why; /* the causes of shortfall were asked for: the next fields */
	struct booking *bookings; int32_t nbookings, bookings_room; /* by cell, cause; those of a cell sum to
	                                                             * its shortfall */
	uint32_t causes_unproven; /* bit 1 << cause: solved, but not proven to be all that it is */
	uint32_t causes_skipped; /* bit: not solved (stopped, or too large); later causes have it too */
	struct alone *alones; int32_t nalones, alones_room; /* by item id, tier, cause; none where lifting the
	                                                     * cause was not solved */
	int64_t causes_ns, alones_ns; /* timings */
	struct ratio cost; /* transport cost in smallest currency units */
	bool cost_complete; /* false: some used route is not costed */
};
void plan_init(struct plan *p);
void plan_release(struct plan *p);
/* Parts of one lot (kept at home or not, called up already or not) that leave
 * together by the same way are one line of an order and one row of any list; so
 * is what went on of several lots by one line, once it has happened.
 * Such parts stand one after the other: is shipments[k] (k >= 1) a further part of the
 * line of shipments[k - 1]? */
bool plan_same_line(const struct plan *p, const struct supply *v, int32_t k);
/* The shipments with such parts put together: units, quantity and what was
 * ordered are sums, all else is that of the first part. [*n], in the same
 * order; the caller frees. */
struct shipment *plan_lines(const struct plan *p, const struct supply *v, int32_t *n);

#endif
