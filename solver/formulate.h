/* The formulation: the time-expanded network of one or several items, with
 * the bounds they share, as a struct problem; and what its parts mean.
 *
 * Nodes: the outside (0); a source per place, class, layer and release
 * instant; stock at (place, class, period, layer); a counter per (place,
 * period) where goods in date of any class and layer are handed out; what is made
 * of each substitute there, where a batch is more than one unit; one node a cell. A class is a last usable day (one class for all beyond the horizon);
 * a layer is a region that goods must not leave, or their own place. */
#ifndef SHECANG_SOLVER_FORMULATE_H
#define SHECANG_SOLVER_FORMULATE_H

#include "solver/facts.h"
#include "solver/ground.h"
#include "solver/limits.h"
#include "solver/problem.h"

/* In cell_of: what substitution takes (struct stand_in). */
#define STAND_IN_CELL INT32_MIN

/* Tiers of the later look-ahead stage come after all tiers of the first. */
#define STAGE_TIERS 10000

enum arc_kind {
	ARC_DRAW, /* outside -> source: stock enters the network */
	ARC_STAY, /* source -> place: available where it is */
	ARC_SHIP, /* a leg, from a source or from a place */
	ARC_CARRY, /* place t -> place t + 1 */
	ARC_SERVE, /* place -> counter */
	ARC_HAND, /* counter -> cell; place -> end-stock cell */
	ARC_LEG, /* legs of an announced flow together -> where they arrive */
	ARC_MADE, /* made -> counter */
	ARC_LEFT /* made -> outside: what nobody needs of the last batch */
};
enum node_kind { NODE_OUTSIDE, NODE_SOURCE, NODE_STOCK, NODE_COUNTER, NODE_CELL, NODE_MADE };

struct arc_meaning {
	unsigned char kind; /* enum arc_kind */
	int32_t item;
	int32_t route; /* ARC_SHIP, else -1 */
	int32_t depart, arrive; /* periods; ARC_HAND, ARC_SERVE: both the period */
	int64_t leave; /* ARC_SHIP: seconds after the start, else 0 */
	int32_t draw; /* ARC_DRAW: index into draws, else -1 */
	bool announced; /* ARC_SHIP: belongs to an announced flow; ARC_LEG: the part of that flow
	                 * that was announced, the other one is what goes beyond */
};
struct node_meaning {
	unsigned char kind; /* enum node_kind */
	int32_t item, place, period; /* -1 where it has none */
	day last_day;
	int32_t layer; /* region, or -1 - stand for own place; NODE_MADE: the substitute */
	int64_t release; /* NODE_SOURCE: seconds after the start, else 0 */
	bool arrives; /* NODE_SOURCE: cannot leave before the next period */
};
/* Lots behind one draw arc: draw_lots[first .. first + count). */
struct draw {
	int32_t first, count;
};
struct draw_lot {
	int32_t lot; /* supply lot */
	int32_t arrival; /* index into facts.arrivals, -1 = fresh stock */
	int64_t units;
};

struct formulation {
	int32_t nitems;
	int32_t *items; /* [nitems] by id */
	int32_t nactive;
	int32_t *active; /* [nactive] bounds that are rows here, ascending */
	struct problem problem;
	struct arc_meaning *arcs; /* [problem.narcs] */
	struct node_meaning *nodes; /* [problem.nnodes] */
	int32_t *cell_of; /* [problem.ncells] index into cells.cells; end stock: -1 - minimum;
	                   * or STAND_IN_CELL */
	struct draw *draws; int32_t ndraws, draws_room;
	struct draw_lot *draw_lots; int32_t ndraw_lots, draw_lots_room;
	int32_t *batch_substitute, *batch_place, *batch_period; /* [problem.nbatches] */
	int32_t *visit_place, *visit_group, *visit_period; /* [problem.nvisits] */
	int32_t *row_of; /* [problem.nrows] bound */
	int32_t *row_period; /* [problem.nrows] -1 = whole horizon */
};
/* Builds the problem of items (by id order) with the given bounds as rows and,
 * when substitutes is true, all batches whose items are all among them. */
void formulate(struct formulation *f, const struct ground *g, const struct facts *facts,
	const struct bounds *bounds, const int32_t *items, int32_t nitems, const int32_t *active,
	int32_t nactive, bool substitutes);
void formulation_release(struct formulation *f);
/* The order of claims among equal fractional parts: order [ncells], small first;
 * cell_of as above. */
void formulation_order(const struct ground *g, const int32_t *cell_of, int32_t ncells, int32_t *order);

/* Adds what x uses of every bound: used[bound * (nperiods + 1) + period], the
 * last column for whole-horizon bounds. Door visits depend on all items of a
 * place at once and are counted by components_use instead. taken [nbounds], may
 * be NULL: marks the bounds of which x takes anything. */
void formulation_use(const struct formulation *f, const struct ground *g,
	const struct bounds *bounds, const int64_t *x, wide *used, char *taken);

#endif
