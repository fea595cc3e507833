/* Changes of a scenario in memory: what an overlay 情景变更 says, one after the
 * other. They are applied to a scenario as it was read, before scenario_check
 * and everything that is derived, so that all that follows sees one scenario.
 *
 * A change selects elements of one sort by id, item, group, place (and what lies
 * in it), holder, kind and periods, and sets, scales or removes them; verbs
 * (seal, flood, close, move) are several such changes made as one. Where only
 * some periods of an element are selected it is split; where only a part of the
 * region or people of a rate is, a narrower rate is added, which then counts for
 * them (models/cells.h). Other elements stay as they are.
 *
 * Rounding: needs, people, times up; stock, limits down; rates and costs are
 * exact. Estimated routes are made before the first change of a route; those
 * that are changed stay, marked as estimated, all others are made again by
 * scenario_check.
 *
 * The interface is for many calls: copy a scenario as read, apply, check, plan.
 * What was changed is only described when asked for. */
#ifndef SHECANG_MODELS_ALTERATION_H
#define SHECANG_MODELS_ALTERATION_H

#include "models/scenario.h"

/* A scenario of its own with the same content; its texts are those of s, which
 * must stay until the copy is released. */
void scenario_copy(const struct scenario *s, struct scenario *out);

enum alteration_verb {
	ALTER_SET, ALTER_SCALE, ALTER_REMOVE,
	ALTER_SEAL, ALTER_FLOOD, ALTER_CLOSE, ALTER_MOVE,
	ALTER_VERBS
};
enum altered { /* sorts of elements */
	ALTERED_RATE, ALTERED_NEED, ALTERED_PEOPLE, ALTERED_STOCK, ALTERED_TRANSIT, ALTERED_HOLDER,
	ALTERED_TERMS, ALTERED_AGREEMENT, ALTERED_ROUTE, ALTERED_SEGMENT, ALTERED_VEHICLES,
	ALTERED_HELPERS, ALTERED_BUDGET, ALTERED_MINIMUM, ALTERED_END_STOCK, ALTERED_TIER,
	ALTERED_GROUP, ALTERED_ITEM, ALTERED_POLICY, ALTERED_HORIZON, ALTERED_PLACE,
	ALTERED_SORTS
};
const char *altered_word(enum altered what); /* "rate" */
const char *altered_title(enum altered what); /* translated, for people */

/* How the value of a field is written and kept in struct alteration. */
enum field_kind {
	FIELD_QUANTITY, /* number: base units */
	FIELD_RATE, /* number: base units in 24 hours; the same as cost: kept exactly */
	FIELD_COST, /* number: money per kg */
	FIELD_COUNT, /* number: whole, >= 0 */
	FIELD_COUNT32, /* the same, up to INT32_MAX */
	FIELD_KG, /* number */
	FIELD_MONEY, /* number */
	FIELD_SHARE, /* number 0..1 */
	FIELD_HOLD_BACK, /* number: share, or base units when the change names an item and share is false */
	FIELD_SECONDS, /* whole: seconds */
	FIELD_DURATION,
	FIELD_DAY, /* whole */
	FIELD_INSTANT,
	FIELD_WORD, /* whole: position in words */
	FIELD_TRUTH, /* whole: 0, 1 */
	FIELD_REACH, /* reach, reach_place */
	FIELD_CLOSED /* ranges: closed in these periods, and no others */
};
struct field {
	enum altered what;
	const char *name; /* as in a scenario file, for example "per-person" */
	enum field_kind kind;
	size_t offset; /* in the struct of the element */
	bool up; /* rounded up when scaled, else down */
	const char *const *words; /* FIELD_WORD: by value, NULL at the end */
};
/* The fields of a sort: [*n]. The first one is the one meant when none is named;
 * n = 0: it can only be removed. */
const struct field *altered_fields(enum altered what, int *n);
const struct field *altered_field(enum altered what, const char *name, size_t n); /* NULL: unknown */
/* Others may refer to the rest, which can only be changed. */
bool altered_removable(enum altered what);
bool field_scales(const struct field *field); /* a number that may be multiplied */
const char *field_title(const struct field *field); /* translated, for people */

struct shelter { /* ALTER_MOVE: where people go */
	int32_t place;
	int64_t capacity; /* persons in all, those there already too; -1 = no bound */
};
struct alteration {
	enum alteration_verb verb;
	enum altered what; /* set, scale, remove */
	const struct field *field; /* set, scale */
	/* which elements; all that is given must fit */
	const char *id; /* of transit, holder, route, segment, agreement; lot of stock; NULL = any */
	int32_t item, group; /* -1 = any */
	int32_t place; /* it or in it: of demand, holder, either end of a route; -1 = any */
	int32_t to; /* route: its end; -1 = any. seal: the gate, -1 = each place is its own */
	int32_t holder, segment; /* -1 = any */
	int holder_kind, place_kind; /* of the element's holder; of its place; -1 = any */
	struct periods when; /* {0, INT32_MAX} = the whole horizon */
	/* what becomes of them */
	struct ratio number; /* scale: the factor, >= 0. seal: part of their need that people
	                      * got by themselves, 0..1. move: part of the people that goes, 0..1 */
	int64_t whole;
	bool share; /* FIELD_HOLD_BACK */
	struct instant instant;
	struct duration duration;
	enum reach_kind reach;
	enum place_kind reach_place;
	const struct periods *ranges; /* [nranges] */
	int32_t nranges;
	const struct shelter *shelters; /* [nshelters] filled in this order */
	int32_t nshelters;
	struct where where; /* where it was written: what it changes is of there */
};
void alteration_init(struct alteration *c); /* set, selects everything, factor 1 */

/* What a change did: "rate water / c001: 3 -> 3.6". */
struct effect {
	int32_t change; /* number in the order of application, from 0 */
	struct where where; /* of the change */
	enum alteration_verb verb; /* ALTER_VERBS = added */
	enum altered what;
	const char *thing; /* ids, and periods of a part */
	const char *field; /* translated title; NULL: the whole element */
	const char *before, *after; /* NULL: was not there, is gone */
};
struct effects {
	struct arena arena;
	struct effect *items; int32_t nitems, room;
	struct change_note { /* the changes, in their order */
		struct where where;
		enum alteration_verb verb; /* ALTER_VERBS = added */
		enum altered what; /* ALTERED_SORTS: several (a verb such as seal) */
		const char *about; /* what it selects or adds, by ids: "s01 / water (3..9) x 1.2" */
	} *changes; int32_t nchanges, changes_room;
	struct overlay_file { /* the files, in their order */
		const char *name;
		const char *id;
		struct label title;
		int32_t first, nchanges;
	} *files; int32_t nfiles, files_room;
};
void effects_init(struct effects *e);
void effects_release(struct effects *e);
/* Ends a change whose effects have been noted. */
void effects_change(struct effects *e, struct where where, enum alteration_verb verb, enum altered what,
	const char *about);

/* Elements of the sort; of those that share an array all of it. */
int32_t altered_count(const struct scenario *s, enum altered what);
/* Notes the elements of the sort from number `first` on as added at `where`. */
void alterations_note_added(struct scenario *s, enum altered what, int32_t first, struct where where,
	struct effects *e);

enum alteration_result {
	ALTER_DONE,
	ALTER_NOTHING, /* no element fits: nothing was changed */
	ALTER_BEYOND /* a value would be out of range or no whole number of smallest units: the
	               * scenario must not be used */
};
struct alteration_outcome {
	enum alteration_result result;
	int64_t matched; /* elements */
	int64_t left_over; /* move: persons that found no room */
	int64_t remaining; /* flood: persons who are still there from then on */
};
/* Applies one change. e may be NULL: nobody asks. */
struct alteration_outcome alteration_apply(struct scenario *s, const struct alteration *c, struct effects *e);
/* After the last change of a scenario, before scenario_check: once. */
void alterations_end(struct scenario *s);

#endif
