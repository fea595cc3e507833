/* The semantic pass, split by concern; only models/check*.c include this.
 *
 * Every fault has a number of its own here; docs/diagnostics.md explains them.
 * An error that lies in a supply source spoils that source (or, when lines are
 * set aside, only the line); when lines are set aside, one in goods that the
 * scenario itself states spoils the line; any other error refuses the scenario. Faults that
 * follow from one already reported at the same place are not reported again. */
#ifndef SHECANG_MODELS_CHECK_H
#define SHECANG_MODELS_CHECK_H

#include "models/cells.h"
#include "models/ranges.h"
#include "models/scenario_check.h"

enum check_code {
	/* ids and references */
	CHECK_ID_TWICE = 371,
	CHECK_ID_ALIKE = 372,
	CHECK_REFERENCE = 373,
	CHECK_PLACE_CYCLE = 374,
	CHECK_ROOT = 375,
	CHECK_PLACE_KIND = 376,
	CHECK_SUPERSEDES_CYCLE = 377,
	CHECK_PLACE_POINT = 378,
	CHECK_PLACE_LOST = 379,
	/* horizon */
	CHECK_PERIOD_COUNT = 501,
	CHECK_PERIOD_LENGTH = 502,
	CHECK_AS_OF = 503,
	CHECK_PERIODS_BEYOND = 504,
	CHECK_PERIODS_REVERSED = 505,
	CHECK_NO_COMMUNITY = 506,
	CHECK_NO_ITEM = 507,
	CHECK_NO_DEMAND = 508,
	CHECK_NO_HORIZON = 509,
	/* items */
	CHECK_UNIT = 510,
	CHECK_ITEM_NUMBER = 511,
	CHECK_PACK_MULTIPLE = 512,
	CHECK_SUBSTITUTE = 513,
	CHECK_SUBSTITUTE_CHAIN = 514,
	CHECK_BATCH = 515,
	CHECK_SUBSTITUTE_TWICE = 516,
	CHECK_NO_MASS = 517,
	CHECK_TIER = 518,
	CHECK_TIER_TWICE = 519,
	/* people */
	CHECK_PEOPLE_PLACE = 520,
	CHECK_PEOPLE_OVERLAP = 521,
	CHECK_NO_HOUSEHOLDS = 522,
	CHECK_COVERS = 523,
	CHECK_PEOPLE_NUMBER = 524,
	/* holders */
	CHECK_AGREEMENT_DATES = 530,
	CHECK_TERMS_TWICE = 531,
	CHECK_HOLD_BACK_ITEM = 532,
	CHECK_SHARE = 533,
	CHECK_REACH = 534,
	CHECK_NO_NOTICE = 535,
	CHECK_NO_REACH = 536,
	CHECK_HOST = 537,
	/* stock */
	CHECK_NO_QUANTITY = 540,
	CHECK_EXPIRES_BEFORE_MADE = 541,
	CHECK_NOT_YET_KNOWN = 542,
	CHECK_MOVEMENT_BEFORE = 543,
	CHECK_MOVEMENT_BELOW_ZERO = 544,
	CHECK_STOCK_TOTAL = 547,
	/* moving */
	CHECK_ROUTE_ENDS = 560,
	CHECK_ROUTE_NUMBER = 561,
	CHECK_SEGMENT_TWICE = 562,
	CHECK_ESTIMATE = 563,
	CHECK_ROUTES_MANY = 564,
	CHECK_COST = 565,
	CHECK_LIMIT = 567,
	CHECK_NOT_COSTED = 568,
	/* demand and policy */
	CHECK_RATES_TIE = 580,
	CHECK_NEED_PLACE = 581,
	CHECK_RATE_PLACE = 582,
	CHECK_AMOUNT = 583,
	CHECK_WAITS = 584,
	CHECK_TIER_RANK = 585,
	CHECK_RATE_GROUP = 586,
	CHECK_DEMAND_TOTAL = 587,
	CHECK_RATE_FINE = 588,
	CHECK_MINIMUM = 589,
	CHECK_POLICY = 591,
	CHECK_WEIGHT_TWICE = 592,
	/* norms */
	CHECK_NORM_GOODS = 593,
	CHECK_NORM_UNIT = 594,
	CHECK_NORM_SHARE = 595,
	CHECK_NORM_LEVEL = 596,
	CHECK_NORM_REASON = 597,
	/* sources */
	CHECK_SOURCE_NEEDED = 671,
	CHECK_SAME_GOODS = 672,
	CHECK_SOURCE_ASIDE = 673,
	/* warnings */
	WARN_ID_CASE = 721,
	WARN_PERIODS_BEYOND = 722,
	WARN_WINDOW_CUT = 723,
	WARN_PEOPLE_NESTED = 724,
	WARN_COVERS_MORE = 725,
	WARN_NO_COVERS = 726,
	WARN_HOUSEHOLDS_MORE = 727,
	WARN_AGREEMENT_OVER = 728,
	WARN_NOT_PROMISED = 729,
	WARN_LINE_TWICE = 730,
	WARN_SAME_GOODS = 731,
	WARN_STALE = 732,
	WARN_NO_STALE_AFTER = 733,
	WARN_MOVEMENT_LATER = 735,
	WARN_TRANSIT_LATE = 736,
	WARN_ROUTE_LATE = 738,
	WARN_NO_ROUTES_MADE = 740,
	WARN_ZERO_NEED = 741,
	WARN_NORM_UNIT = 742,
	WARN_MINIMUM_OVER = 743,
	WARN_LOT_TWICE = 744,
	WARN_NEED_TWICE = 745,
	WARN_TIME_UNSERVED = 760,
	WARN_TIME_WAITS = 761,
	WARN_TIME_LATE = 762,
	WARN_TIME_EXPIRY = 763
};

struct check {
	struct scenario *s;
	const struct check_options *options;
	struct diags *d;
	bool refuse;
	bool tree; /* the places form one tree: ancestry may be asked */
	bool horizon; /* periods may be counted */
	struct where *reported; /* [nreported] errors of the reading, by file and line */
	int32_t nreported;
	struct where dated_later; /* the last date of many lines that was found to be later than the as-of */
};

/* Books an error of a source (-1 = the scenario) and, when not NULL, of the
 * line or transit whose state this is. Returns where to add it. */
struct diags *check_error(struct check *k, int32_t source, unsigned char *state);
/* Where to add a warning about something of a source. */
struct diags *check_warning(struct check *k, int32_t source);
/* The reading has already complained about this place. */
bool check_reported(const struct check *k, struct where where);
static inline bool check_has(int32_t index, int32_t count)
{
	return index >= 0 && index < count;
}
/* Cuts a range of periods to the horizon. What lies behind it becomes empty:
 * for a claim an error, else a warning. name: ids of the thing. */
void check_periods(struct check *k, struct periods *when, bool claim, int32_t source,
	struct where where, const char *name);
/* "file:line" of a place for use inside another message, in buf of 160 bytes. */
char *check_place_text(const struct check *k, char *buf, struct where where);

void check_ids(struct check *k); /* check_ids.c */
void check_tree(struct check *k); /* check_places.c: sets tree */
void check_lost(struct check *k); /* places: after the horizon */
void check_people(struct check *k); /* check_people.c */
void check_items(struct check *k); /* check_items.c */
void check_holders(struct check *k); /* check_holders.c */
void check_consent(struct check *k); /* check_holders.c: needs a sound scenario */
void check_stock(struct check *k); /* check_stock.c */
void check_stock_totals(struct check *k); /* check_stock.c: needs sound lines */
void check_same_goods(struct check *k); /* check_same.c: conflicts between sources */
void check_stale(struct check *k); /* check_same.c */
void check_travel(struct check *k); /* check_travel.c: segments, routes, limits */
void check_estimates(struct check *k); /* check_estimates.c: makes routes */
void check_masses(struct check *k); /* check_travel.c */
void check_demand(struct check *k); /* check_demand.c: rates, needs, minima, policy */
void check_demand_totals(struct check *k); /* check_demand.c */
void check_norms(struct check *k); /* check_norms.c */

/* check_minima.c: warns of minima that ask for more than the claims that they are
 * about; of a sound scenario, with its cells. */
void check_minima(const struct scenario *s, const struct cells *cells, struct diags *d);

#endif
