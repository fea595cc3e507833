/* A plan as an auditor reads it: which goods it takes from whom, when, for which
 * claims, found again in the ledgers by id. It need not be a plan that was made
 * from these ledgers, nor one that the program made: nothing else is believed.
 *
 * Amounts are smallest units of the ledgers' items, instants seconds since 1970,
 * periods 0.. of the plan's own horizon. What names something that the ledgers do
 * not have is kept apart (unknown) and counts nowhere. */
#ifndef SHECANG_MODELS_AUDIT_PLAN_H
#define SHECANG_MODELS_AUDIT_PLAN_H

#include "models/cells.h"
#include "models/scenario.h"

struct planned_lot {
	int32_t item;
	int32_t holder; /* -1 = none: donations, goods under way */
	const char *name; /* NULL */
	const char *transit; /* id of what comes under way, NULL */
	day expires; /* DAY_NONE */
	int64_t release; /* instant */
	bool capacity; /* made to order */
	bool own; /* only for its own place */
	int32_t place; /* -1 */
	bool known; /* item, holder and place are in the ledgers */
	struct where where;
};
/* A shipment or a hand-out. */
struct planned_line {
	bool handout;
	int32_t number; /* of the shipment, or of the hand-out, 1.. */
	int32_t lot; /* index into lots */
	int64_t quantity;
	int64_t at; /* instant: it leaves, or the period begins */
	int32_t period; /* of the hand-out, or of the departure */
	int32_t from, to; /* places, -1; hand-outs: to alone */
	int32_t claim; /* hand-outs: index into claims, else -1 */
	int32_t order; /* shipments: index into orders, -1 = none named */
	bool takes; /* goods leave their holder by it: a first leg, or handed out where they lie */
	bool past; /* it had happened when the plan was made */
	struct where where;
};
struct planned_order {
	const char *number;
	bool requisition; /* needs a decision: nobody consented */
	struct where where;
};
struct planned_claim {
	struct cell cell; /* place, item, group, window, tier, demand, household */
	int64_t served; /* household part included */
	struct where where;
};
struct planned_unknown { /* what it names and the ledgers do not have */
	const char *what; /* "holder", "item", "place", "group" */
	const char *id;
	struct where where;
};

enum planned_files { /* what it was made from, against what was audited */
	PLANNED_SAME, /* the same files */
	PLANNED_CANONICAL, /* the canonical scenario that lies beside it */
	PLANNED_OTHER
};
enum planned_verdict { /* of the checker, by the files that it was made from */
	PLANNED_UNCHECKED, /* other files, or it goes on from an earlier plan */
	PLANNED_HOLDS, /* feasible, and every tier proven to come before the next */
	PLANNED_UNPROVEN, /* feasible; not every tier is proven */
	PLANNED_REFUSED /* see refusal */
};

struct planned {
	struct arena arena;
	const char *file; /* plan.xml */
	int64_t bytes;
	char sha256[65]; /* of it */
	int64_t as_of, start, period; /* instants and seconds */
	int32_t nperiods;
	struct planned_lot *lots; int32_t nlots, lots_room;
	struct planned_line *lines; int32_t nlines, lines_room; /* shipments, then hand-outs */
	struct planned_order *orders; int32_t norders, orders_room;
	struct planned_claim *claims; int32_t nclaims, claims_room;
	struct planned_unknown *unknown; int32_t nunknown, unknown_room; /* each id once */
	struct where where; /* of the root */
	/* Set by the caller before the audit runs. */
	enum planned_files files;
	const char *differs; /* PLANNED_OTHER: what of them does, a sentence without its full stop */
	enum planned_verdict verdict;
	const char *refusal; /* PLANNED_REFUSED: what the checker says, a line each */
};
void planned_init(struct planned *p);
void planned_release(struct planned *p);
/* Does it have the periods of this scenario? */
bool planned_same_horizon(const struct planned *p, const struct scenario *s);
/* Does a claim only stay short for want of goods? Not with a spread, nor with common
 * rates: they leave goods to lower tiers on purpose. */
bool planned_tiers_strict(const struct scenario *s);

#endif
