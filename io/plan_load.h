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
#include "models/plan.h"

/* What must be known before the scenario can be read as it was then. */
struct plan_input { /* a file that the plan was made from */
	const char *name;
	int64_t bytes;
	const char *sha256; /* hex */
	struct where where;
};
struct plan_source {
	const char *id;
	const char *state; /* "used", "set-aside", "left-out", "missing" */
	struct where where;
};
struct plan_head {
	struct arena arena; /* owns the texts */
	const char *program; /* that made it, "" when not said */
	const char *quality; /* of the data it rests on, the word */
	struct where where; /* of the root's tag */
	struct instant as_of;
	bool strict, set_aside_lines; /* as the scenario was read then */
	bool goes_on; /* it was made with an earlier plan */
	struct plan_input *inputs; int32_t ninputs, inputs_room;
	struct plan_input canonical; /* the scenario.xml beside it; sha256 NULL: not said */
	struct plan_source *sources; int32_t nsources, sources_room;
	int32_t nfacts; /* shipments and hand-outs that are facts of an earlier plan */
};
void plan_head_init(struct plan_head *h);
void plan_head_release(struct plan_head *h);
struct text;
/* The file at path, or plan.xml in the folder at path: its name is added to out. */
void plan_file(struct text *out, const char *path);
/* Reads that file. False when it cannot be
 * read; every fault is in diags. */
bool plan_head_read(struct plan_head *h, const char *path, struct diags *diags);
/* The one file that the scenario was read from is the canonical scenario that was
 * written beside the plan: sources are merged in and not read again, and of lines
 * set aside only those that could be understood are there. */
bool plan_head_canonical(const struct plan_head *h, const struct scenario *s);
/* E825 for each file that is not as the plan says it was. Nothing when the
 * scenario is the canonical one. */
bool plan_head_compare(const struct plan_head *h, const struct scenario *s, struct diags *diags);

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
	PLAN_DIFFERS, /* E82x: readable, but not a plan of this scenario; may not be checked further */
	PLAN_UNREADABLE /* E1xx, E801, E803 */
};
/* p and w are initialised and empty. names: the files that the scenario's
 * places belong to, for remedies. canonical: s is the canonical scenario
 * (plan_head_canonical), by which lines set aside are not compared. */
enum plan_loading plan_load(struct plan *p, struct plan_places *w, const struct scenario *s,
	const struct cells *cells, const struct supply *supply, const char *path,
	const struct diags *names, bool canonical, struct diags *diags);

#endif
