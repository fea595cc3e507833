/* What becomes of the goods of one holder and item while a quantity of theirs takes
 * one value after the other, and the fill rates for any such goods.
 *
 * Only the lots of the item at the holder's stand change (other holders there may keep
 * more or less for the stand, by autonomy). Lots alike in class, layer and release are
 * one entry; its units at a point are what enters the network there. They are computed
 * for every point, so nothing is presumed of rounding. */
#ifndef SHECANG_SOLVER_FOLLOW_H
#define SHECANG_SOLVER_FOLLOW_H

#include "models/supply.h"
#include "models/turning.h"

enum { FOLLOW_ENTRIES = 6 };

struct follow {
	struct scenario *s; /* checked; the points are made in it one after the other */
	const struct cells *cells;
	struct supply supply; /* as it was at first */
	int32_t item, stand;
	int32_t npoints, nentries;
	struct supply_lot kinds[FOLLOW_ENTRIES]; /* [nentries] one lot of each */
	int64_t *units; /* [npoints][FOLLOW_ENTRIES], those behind nentries 0 */
	/* [npoints] 1: the units themselves turn there (a hold-back is met, a share begins to
	 * count): between two such points they are on a line but for rounding, less than two units */
	char *bends;
};
/* Makes the point in the scenario; false: it cannot be made. */
typedef bool follow_set(void *context, int32_t point, struct scenario *s);

/* False, and nothing to release, when other things may change too, or more entries than
 * can be kept: households' goods, substitutes or minima of the item, a rule other than leximin
 * without spread, limits that some flow could break. s, cells must outlive f. */
bool follow_init(struct follow *f, struct scenario *s, const struct cells *cells, int32_t holder, int32_t item,
	int32_t npoints, follow_set *set, void *context);
void follow_release(struct follow *f);

/* The fill rates of the item's claims with these units in the entries: rate [ncells], others
 * untouched. False when they are not decided by networks alone. */
bool follow_rates(const struct follow *f, const int64_t *units, struct ratio *rate);

/* What holds down the claims of the level; released by the caller. */
void bottleneck_find(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	const struct rate_class *level, struct bottleneck *out);

#endif
