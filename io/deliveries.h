/* The deliveries of an order: what leaves at one time by one way to one
 * receiver, in the order in which they leave. Only what is still to be sent is
 * delivered; lines that have been issued or have left were on an earlier paper. */
#ifndef SHECANG_IO_DELIVERIES_H
#define SHECANG_IO_DELIVERIES_H

#include "io/paper.h"
#include "io/rollup.h"

struct delivery {
	int32_t first, end; /* run of `lines` below */
	int32_t to, route; /* place; route -1 = handed over on the spot */
	int64_t leave, latest; /* loading window, seconds after the horizon's start */
};
struct deliveries {
	const struct order *order;
	int32_t *lines; /* [nlines] lines of the rollup that are still to be sent */
	int32_t nlines;
	struct delivery *all; /* [n] */
	int32_t n;
};
void deliveries_build(struct deliveries *d, const struct report *r, const struct rollup *u, int32_t order);
void deliveries_release(struct deliveries *d);

/* For the warehouse: what must be ready by which time, by item and lot, where
 * several deliveries leave at once; and the whole weight. */
void deliveries_ready(const struct deliveries *d, const struct report *r, const struct rollup *u,
	struct paper *out);
/* Every delivery in one row. */
void deliveries_list(const struct deliveries *d, const struct report *r, const struct rollup *u,
	struct paper *out);
/* A sheet for each: the load with the way and the receiver, and the return slip. */
void deliveries_sheets(const struct deliveries *d, const struct report *r, const struct rollup *u,
	struct paper *out);

#endif
