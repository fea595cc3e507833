/* Decisions about goods that are not counted as things stand: a source or a
 * line was set aside, two sources report the same goods, a count is too old,
 * the holder has not consented or has stated no release share.
 *
 * What a decision would change is found by solving again (solver/gains.h) with
 * a what-if: a copy of the scenario (of the struct alone) that is read as if
 * one decision had been taken. cells_build, supply_build and previous_settle
 * then count its goods. All terms but consent keep applying: hold-back, stated
 * release share, notice, reach, dates. Where nothing is stated all but the
 * hold-back is released, without notice, and only for the own place. */
#ifndef SHECANG_MODELS_DECISIONS_H
#define SHECANG_MODELS_DECISIONS_H

#include "models/cells.h"
#include "models/supply.h"

enum decision_kind {
	DECISION_SOURCE, /* correct a source: its lines set aside count as far as they can be read */
	DECISION_CONFLICT, /* of goods reported twice, this source's lines hold */
	DECISION_STALE, /* count again, and find what the old count says */
	DECISION_CONSENT, /* requisition, or an agreement */
	DECISION_RELEASE, /* the holder releases all but the hold-back */
	DECISION_KINDS
};
struct decision {
	enum decision_kind kind;
	int32_t source; /* DECISION_SOURCE, DECISION_CONFLICT: -1 = the scenario's own lines; else -1 */
	int32_t holder; /* the other kinds; else -1 */
	int32_t item;
	int64_t stock; /* smallest units that are not counted, > 0 */
	int64_t freed; /* at most so many smallest units more may be called up or used by the people
	                * who keep them; not below 0 */
	bool households; /* some of them are the stock of people for themselves */
};
struct what_if {
	const struct decision *decision; /* NULL = none */
	const bool *items; /* [nitems]: stock of other items is left out; NULL = none is */
	/* Terms of all holders as if they said so (solver/lift.h). */
	bool no_notice; /* what is called up can leave at once */
	bool anywhere; /* it may go anywhere */
	bool all_released; /* no hold-back, all of it may be called up */
	bool all_consent; /* everyone agrees */
	bool no_expiry; /* goods that are called up are good for ever; lots keep their dates */
};

/* All decisions that are open, by freed / demand of the item, largest first;
 * the caller frees. freed is exact for the first 200 (by stock / demand) but
 * for household stock; for the others it is the stock. */
struct decision *decisions_list(const struct scenario *s, const struct cells *cells,
	const struct supply *supply, int32_t *n);
const char *decision_kind_word(enum decision_kind kind); /* "source" ... */

/* Can a line that is not counted be counted at all: holder, item, terms and
 * amount are known and in their ranges? */
bool line_readable(const struct scenario *s, int32_t line);
bool transit_readable(const struct scenario *s, const struct transit *t);

/* What a what-if changes in reading a scenario; s->what_if may be NULL. */
bool line_counted(const struct scenario *s, int32_t line);
bool transit_counted(const struct scenario *s, int32_t transit);
bool line_left_out(const struct scenario *s, int32_t line); /* by items */
bool consent_decided(const struct scenario *s, int32_t holder, int32_t item);
bool release_decided(const struct scenario *s, int32_t holder, int32_t item);

#endif
