/* Causes of shortfall: why a claim gets less than it asks for.
 *
 * Booked one after the other in this order: starting from the plan, one cause
 * after the other is lifted, every claim keeping what it has so far, and what
 * the claims get more is that cause's booking (docs/method.md has the table of
 * what lifting means; solver/lift.h and solver/causes.h do it). Bookings are
 * therefore never negative, and those of a claim sum to its shortfall. */
#ifndef SHECANG_MODELS_CAUSES_H
#define SHECANG_MODELS_CAUSES_H

#include "base/number.h"

#include <stdbool.h>
#include <stdint.h>

enum cause {
	CAUSE_PAST, /* the claim's time was over when the plan was made */
	CAUSE_SHARING, /* the rule of sharing keeps goods back (spread, proportional) */
	CAUSE_PACKS, /* whole packs */
	CAUSE_BUDGET,
	CAUSE_VEHICLES,
	CAUSE_HELPERS,
	CAUSE_CAPACITY, /* of routes and segments */
	CAUSE_LATE, /* lead times, notice, arrival of what is under way */
	CAUSE_ROADS, /* no open route */
	CAUSE_REACH,
	CAUSE_AUTONOMY,
	CAUSE_TERMS, /* hold-back, release share */
	CAUSE_CONSENT, /* agreement or consent missing */
	CAUSE_SOURCES, /* set aside, reported twice, count too old */
	CAUSE_EXPIRED,
	CAUSE_LATER, /* kept for claims that begin later, or to be left at the end */
	CAUSE_TIER, /* given to claims that come first */
	CAUSE_NOT_ENOUGH, /* not enough in the whole area */
	CAUSES
};
const char *cause_word(enum cause cause); /* "vehicles" */
const char *cause_title(enum cause cause); /* translated, for people */

/* A part of a cell's shortfall. */
struct booking {
	int32_t cell;
	enum cause cause;
	int64_t quantity; /* smallest units, > 0 */
};

/* What lifting one cause alone would change for an item and tier. */
struct alone {
	enum cause cause; /* CAUSE_PACKS..CAUSE_EXPIRED */
	int32_t item, tier;
	int64_t gain; /* served more, smallest units; below 0 = less */
	int32_t losers; /* communities that would get less of it */
	int64_t lost; /* what they would get less, smallest units */
};

#endif
