/* When the goods of a lot can first be at a place in time for claims, moved as a
 * plan may move them, and if they cannot: what keeps them away.
 *
 * A first leg leaves as soon as the lot is free, or at the start of a later
 * period; goods that came in a period serve it, or go on at the start of the
 * next; nothing leaves the region of the lot, a road is used only while it is
 * open all the way, goods are usable while in date at the end of a period.
 * Quantities and limits are not looked at. */
#ifndef SHECANG_MODELS_ARRIVAL_H
#define SHECANG_MODELS_ARRIVAL_H

#include "models/cells.h"
#include "models/supply.h"

enum arriving {
	ARRIVAL_IN_TIME,
	ARRIVAL_REACH, /* its terms keep it elsewhere */
	ARRIVAL_NO_ROAD, /* no road leads there, open or not */
	ARRIVAL_EXPIRED, /* were it in date it would be there in time */
	ARRIVAL_CLOSED, /* were all roads open it would be there in time */
	ARRIVAL_LOST, /* were no place lost it would */
	ARRIVAL_LATE /* after the last period of the claims */
};
/* For at least one of the claims [nclaims] (indices into cells, all at this
 * network stand). *seconds: after the horizon's start, when it is first there;
 * set for ARRIVAL_IN_TIME only. */
enum arriving lot_arrival(const struct scenario *s, const struct cells *cells, const struct supply_lot *lot,
	int32_t place, const int32_t *claims, int32_t nclaims, int64_t *seconds);

#endif
