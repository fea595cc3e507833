/* The head of a plan.xml: what must be known before the scenario can be read as it was then. */
#ifndef SHECANG_IO_PLAN_HEAD_H
#define SHECANG_IO_PLAN_HEAD_H

#include "base/date.h"
#include "base/diag.h"
#include "base/memory.h"
#include "base/text.h"
#include "io/xml_events.h"

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
/* Reads that file. False when it cannot be
 * read; every fault is in diags. */
bool plan_head_read(struct plan_head *h, const char *path, xml_parse *parse, struct diags *diags);

#endif
