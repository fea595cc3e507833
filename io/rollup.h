/* Roll-ups: the plan summed for people, computed once and shared by every
 * printer, so that the terminal, the 17:00 page, the web page and the CSV
 * files can never disagree.
 *
 * Sums are never taken over items: everything is kept by kind, a kind being a
 * tier and an item. Quantities are smallest units of the item. */
#ifndef SHECANG_IO_ROLLUP_H
#define SHECANG_IO_ROLLUP_H

#include "base/text.h"
#include "io/printer.h"
#include "models/basis.h"

struct gain;
struct kind {
	int32_t tier; /* 1.. */
	int32_t item;
};

struct sums {
	int64_t demand, served; /* served has the household part in it */
	int64_t household; /* served from the people's own stock */
	int64_t baseline; /* the proportional baseline's served, household included */
	int64_t over; /* handed out beyond the demand by whole packs */
	int32_t ncells, nshort; /* cells; cells served less than their demand */
	int32_t since; /* first period of the earliest claim that is short, -1 = none */
};

/* The worst kind of a community, for the list of the worst-off. */
struct worst {
	int32_t place; /* network stand with cells */
	int32_t kind;
	int32_t others; /* further kinds of it that are short */
};

/* One item: what came in and where it is. in = the sum of the parts. */
struct balance {
	/* in */
	int64_t stock; /* all stock lines at the as-of, whatever their state; what capacity makes */
	int64_t arriving; /* in transit, donations, and sent earlier so that stock shows it no more */
	/* parts */
	int64_t handed; /* handed out to cells */
	int64_t household; /* used by the households that keep it */
	int64_t left; /* moved, still usable at the end */
	int64_t left_expired; /* moved, expired where it was left */
	int64_t under_way; /* still on the road at the end */
	int64_t held; /* callable, stayed with the holder, usable at the end */
	int64_t kept; /* of held: kept there as end stock; no part of its own */
	int64_t lost; /* callable or moved, usable when the place that they are at is lost */
	int64_t held_expired; /* callable, stayed with the holder, expires in the horizon */
	int64_t retained; /* not callable: hold-back, release, reach, no consent, broken packs */
	int64_t too_late; /* in date, but expires before a call of now could be met and used */
	int64_t not_good, expired, set_aside; /* not counted as stock */
};

/* Stock that is not counted, by reason, in smallest units by item. */
enum uncounted {
	UNCOUNTED_STALE, UNCOUNTED_CONFLICT, UNCOUNTED_SET_ASIDE, UNCOUNTED_EXPIRED,
	UNCOUNTED_TOO_LATE, UNCOUNTED_NOT_GOOD, UNCOUNTED_NO_AGREEMENT, UNCOUNTED_DEFAULT, UNCOUNTED_REASONS
};

struct rollup {
	struct kind *kinds; /* [nkinds], by tier, then item id */
	int32_t nkinds;
	int32_t *kind_of; /* [cells.ncells] */
	struct sums *total; /* [nkinds] */
	int32_t *rows; /* [nrows] places with demand at or below them, tree order (parents first) */
	int32_t *row_of; /* [nplaces], -1 = no demand at or below */
	int32_t *depth; /* [nrows], 0 = root */
	int32_t nrows;
	struct sums *by_place; /* [nrows][nkinds] */
	int32_t *items, *groups, *sources; /* [nitems], [ngroups], [nsources] by id, whatever the file's order */
	int64_t *why; /* [CAUSES][nkinds] booked for the causes, smallest units */
	int64_t *why_by_place; /* [nrows][CAUSES][nkinds] at or below the place */
	struct sums *by_group; /* [ngroups][nkinds], in the order of groups */
	struct sums *by_period; /* [nperiods][nkinds], by the first period of the claim */
	int32_t *first_cell; /* [nrows][nkinds] first cell of the place itself, -1 = none */
	struct worst *worst; /* [nworst] worst first: tier, then fill rate, then shortfall */
	int32_t nworst;
	struct balance *balances; /* [nitems] */
	struct gain *gains; /* [ngains] the plan's; where it has none, bounds for what is open */
	int32_t ngains;
	int64_t *uncounted; /* [UNCOUNTED_REASONS][nitems] */
	int64_t *lot_left; /* [supply.nlots] issue units that stayed with the holder */
	int64_t *lot_kept; /* [supply.nlots] of them those that end stock keeps there */
	struct shipment *lines; /* [nlines] the plan's shipments, parts of one lot put together (plan_lines) */
	int32_t nlines;
	int32_t *lines_of; /* [norders + 1] start of each order's run in by_order */
	int32_t *by_order; /* lines by order, line */
	enum quality basis[BASIS_PARTS]; /* the worst of each */
	enum quality quality; /* the worst of all */
	int32_t nsources_used, nsources; /* registers included */
	bool short_of_demand; /* some cell is not full */
};

void rollup_build(struct rollup *u, const struct report *r);
void rollup_release(struct rollup *u);

/* Persons of the groups that are short in a worst row, in the period since. */
int64_t worst_people(const struct rollup *u, const struct report *r, const struct worst *w);
/* What came in, and the sum of what became of it; if they differ, something is
 * wrong with the plan. */
int64_t balance_in(const struct balance *b);
int64_t balance_out(const struct balance *b);
/* Goods of the lot that stay at the place (a stand) are lost with it before they expire. */
bool lot_lost(const struct report *r, int32_t lot, int32_t place);
/* One line for "rests on synthetic data: stock, people"; empty text when all
 * is recorded. */
void basis_text(const struct rollup *u, struct text *out);
/* The same in brief, for the heading of a page: " (synthetic data)"; nothing when all is recorded. */
void basis_mark(const struct rollup *u, struct text *out);
const char *uncounted_title(enum uncounted reason); /* translated */

/* Compares fill rates exactly: <0 when a is served worse than b. */
int fill_compare(const struct sums *a, const struct sums *b);

#endif
