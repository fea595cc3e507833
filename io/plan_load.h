/* A plan.xml as a whole struct plan again, to check it: what was decided is
 * read, what follows from the scenario (lots, claims, units, policy) is
 * compared with it. Nothing is believed because the plan says it.
 *
 * Read: amounts drawn, orders, shipments, hand-outs, served, left over, cost,
 * state of the whole, levels, components, proof, what is booked for the causes of
 * shortfall, the list of changes but for its words. Compared: the head, policy, items, sources, lots, claims with their
 * demand and household part. Neither: the `contradiction` in words,
 * `gains`, what lifting a cause alone would change; they are left empty, and kept as they are
 * written (plan_places.said). */
#ifndef SHECANG_IO_PLAN_LOAD_H
#define SHECANG_IO_PLAN_LOAD_H

#include "base/diag.h"
#include "base/text.h"
#include "io/xml_events.h"
#include "models/plan.h"

/* What a plan says of the files that it was made from. */
struct plan_expected {
	int64_t bytes; /* of the canonical scenario */
	char sha256[65]; /* hex */
	bool lines_aside; /* what was set aside line by line is compared, too: */
	const struct aside *asides; /* [nasides] of the scenario (io/aside.h) */
	int32_t nasides;
	/* For who knows nothing of the plan before: */
	const char *canonical; /* the file that must be the plan's canonical scenario (E825); NULL: not asked */
	bool earlier; /* an earlier plan is given, too, and the supply is settled by it */
	/* Adds an element to plan_places.said; NULL: nobody asks for it. */
	void (*said)(struct text *said, const struct xml_element *e);
};

/* Where each thing of the plan stands in the file. */
struct plan_places {
	struct where *lots; /* [supply.nlots] */
	struct where *cells; /* [cells.ncells] */
	struct where *orders; int32_t norders, orders_room;
	struct where *shipments; int32_t nshipments, shipments_room;
	struct where *handouts; int32_t nhandouts, handouts_room;
	struct where *leftovers; int32_t nleftovers, leftovers_room;
	struct where *levels; int32_t nlevels, levels_room;
	struct where *components; int32_t ncomponents, components_room;
	struct text said; /* what is neither read nor compared here (plan_said.h) */
};
void plan_places_init(struct plan_places *w);
void plan_places_release(struct plan_places *w);

enum plan_loading {
	PLAN_LOADED,
	PLAN_GOES_ON, /* from an earlier plan, which is not given (only where canonical is asked for) */
	PLAN_DIFFERS, /* E82x: readable, but not a plan of this scenario; may not be checked further */
	PLAN_UNREADABLE /* E1xx, E801, E803 */
};
/* p and w are initialised and empty. names: the files that the scenario's
 * places belong to, for remedies. */
enum plan_loading plan_load(struct plan *p, struct plan_places *w, const struct scenario *s,
	const struct cells *cells, const struct supply *supply, const char *path,
	const struct diags *names, const struct plan_expected *expected, xml_parse *parse, struct diags *diags);

#endif
