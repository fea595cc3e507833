/* Decisions that a person can take today. About goods that are not counted as
 * things stand: a source or a line was set aside, two sources report the same
 * goods, a count is too old, the holder has not consented, has stated no release
 * share or one below all, or holds goods back. About goods that come late: the
 * holder's notice. And about what goods share: more of a limit, more room on a
 * road, a closed road opened, or all of them.
 *
 * What a decision would change is found by solving again (solver/gains.h) with
 * a what-if: a copy of the scenario (of the struct alone) that is read as if
 * decisions had been taken. cells_build, supply_build and previous_settle
 * then count its goods. All terms but consent keep applying: hold-back, stated
 * release share, notice, reach, dates. Where nothing is stated all but the
 * hold-back is released, without notice, and only for the own place. */
#ifndef SHECANG_MODELS_DECISIONS_H
#define SHECANG_MODELS_DECISIONS_H

#include "models/cells.h"
#include "models/supply.h"
#include "models/supposed.h"

enum decision_kind {
	DECISION_SOURCE, /* correct a source: its lines set aside count as far as they can be read */
	DECISION_CONFLICT, /* of goods reported twice, this source's lines hold */
	DECISION_STALE, /* count again, and find what the old count says */
	DECISION_CONSENT, /* requisition, or an agreement */
	DECISION_RELEASE, /* the holder states no release share: it releases all but the hold-back */
	DECISION_SHARE, /* the holder raises its release share to all; its hold-back stays */
	DECISION_HOLD_BACK, /* the holder gives up its hold-back; its release share stays */
	DECISION_NOTICE, /* what the holder gives can leave at once, what an earlier plan called up too */
	DECISION_LIMIT, /* more vehicles, helpers or budget */
	DECISION_CAPACITY, /* more may leave in a period by a route or segment */
	DECISION_ROAD, /* a closed route or segment is open, all the time */
	DECISION_ROADS, /* all of them are, together */
	DECISION_KINDS
};
struct decision {
	enum decision_kind kind;
	int32_t source; /* DECISION_SOURCE, DECISION_CONFLICT: -1 = the scenario's own lines; else -1 */
	int32_t holder; /* STALE to NOTICE; else -1 */
	int32_t limit; /* LIMIT: index into scenario.limits; else -1 */
	int32_t route, segment; /* CAPACITY, ROAD: one of them; else -1 */
	int32_t item; /* of limits and roads: the item that it helps most of those it was solved for */
	int64_t stock; /* smallest units that are not counted, of a notice that may be waiting for it,
	                * > 0; of limits and roads 0 */
	int64_t freed; /* at most so many smallest units more may be called up or used by the people
	                * who keep them, of a notice called up sooner; not below 0 */
	bool households; /* some of them are the stock of people for themselves */
	int64_t more; /* LIMIT, CAPACITY: grams or minutes more in every period in which it counts, of a
	               * budget smallest currency units in all; else 0 */
};
/* Terms of one holder for one item as if they were otherwise. */
struct supposed_terms {
	int32_t holder, item;
	int64_t hold_back; /* smallest units, -1 = as stated */
	struct ratio release; /* den = 0: as stated */
	int64_t notice; /* seconds, -1 = as stated */
	enum reach_kind reach; /* REACH_ABSENT = as stated */
	enum place_kind reach_place; /* REACH_REGION */
};
struct what_if {
	struct supposition reading; /* by scenario_suppose */
	const struct decision *decisions; /* [ndecisions] all taken */
	int32_t ndecisions;
	const struct supposed_terms *terms; /* [nterms]; of one holder and item field by field, the last one counts */
	int32_t nterms;
	const bool *items; /* [nitems]: stock of other items is left out; NULL = none is */
	/* Terms of all holders as if they said so (solver/lift.h). */
	bool no_notice; /* what is called up can leave at once */
	bool anywhere; /* it may go anywhere */
	bool all_released; /* no hold-back, all of it may be called up */
	bool all_consent; /* everyone agrees */
	bool stays; /* all of it stays in its own place, and nothing is under way */
	bool no_expiry; /* goods that are called up are good for ever; lots keep their dates */
};

/* What a decision would change, found by solving again. */
struct gain_part { /* of one item and tier */
	int32_t item, tier;
	int64_t gain; /* served more, smallest units; below 0 = less */
	int32_t losers; /* communities that would get less of it */
	int32_t claims; /* claims that would get more of it */
	int64_t people; /* persons of the groups and places of these claims, each counted once; groups
	                 * without persons count none */
	int64_t lost; /* what they would get less, smallest units */
};
struct gain {
	struct decision decision; /* freed: as it is when proven, for households too */
	bool proven; /* solved again; else gain is only a bound, and the rest is 0 */
	int64_t gain; /* served more of the decision's item, all tiers together, smallest units */
	int32_t losers; /* communities that would get less of it, all tiers together */
	int64_t lost; /* what they would get less */
	struct gain_part *parts; /* [nparts] that are not all 0, by item id (the decision's first), tier */
	int32_t nparts;
};

/* All decisions about goods that are open, by freed / demand of the item, largest
 * first; the caller frees. freed is exact for release shares and hold-backs of
 * stock and for notices before whose end nothing expires and no consent ends, of
 * other notices for the first 200 (by stock / demand), and of the others for the
 * first 200 but for household stock; for the rest it is the stock. */
struct decision *decisions_list(const struct scenario *s, const struct cells *cells,
	const struct supply *supply, int32_t *n);
const char *decision_kind_word(enum decision_kind kind); /* "source" ... */
/* Where the input states what it is about: the source, a line of the goods, the
 * holder's terms, the limit, the road; WHERE_NONE where it does not. */
struct where decision_where(const struct scenario *s, const struct decision *d);

/* Can a line that is not counted be counted at all: holder, item, terms and
 * amount are known and in their ranges? */
bool line_readable(const struct scenario *s, int32_t line);
bool transit_readable(const struct scenario *s, const struct transit *t);
/* The source whose fault set the line aside: without its holder's terms no
 * line can be used. */
int32_t line_faulty_source(const struct scenario *s, const struct stock_line *line);

/* s, a copy of the struct alone, is read by the what-if, which stays the caller's (models/what_if.c). */
void scenario_suppose(struct scenario *s, struct what_if *w);
bool decides_line(const struct scenario *s, const struct decision *d, int32_t line); /* counts it */

#endif
