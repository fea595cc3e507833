/* Inside of the reader of canonical scenarios: values of the current element. Each is a fault
 * (E132) where it cannot be read, and then as if it were absent; NEEDED ones also where absent. */
#ifndef SHECANG_IO_CANONICAL_VALUES_H
#define SHECANG_IO_CANONICAL_VALUES_H

#include "io/plan_element.h"

#include "models/scenario.h"

/* A reference to what may be stated later in the file. */
enum late_kind { LATE_PLACE_IN, LATE_HOLDER_SOURCE, LATE_SUPERSEDES };
struct late {
	enum late_kind kind;
	int32_t object; /* place, holder, source */
	const char *id;
	struct where where;
};

struct canonical {
	struct plan_element in; /* the current start tag */
	struct scenario *s;
	const struct canonical_kind *path[XML_DEPTH_MAX + 1]; /* open elements */
	int depth;
	struct where last; /* the last start tag */
	int skipped; /* open elements of a part that is not read */
	uint64_t seen; /* kinds met, by bit: those that may stand once */
	struct late *late; /* [nlate] */
	int32_t nlate, late_room;
	int32_t stock_holder; /* of the open <stock> */
	struct map transit_ids;
	const char *issue_by; /* of the open <item>, NULL */
};

/* The last element of an array, to which those inside it belong; a new, zeroed one. */
#define LAST(array, count) (&(array)[(count) - 1])
#define ADD(array, count, room) ((void)ARRAY_ADD(&(array), &(count), &(room)), LAST(array, count))

/* Elements: each adds one to r->s. */
void canonical_scenario(struct canonical *r);
void canonical_horizon(struct canonical *r);
void canonical_item(struct canonical *r);
void canonical_pack(struct canonical *r);
void canonical_substitute(struct canonical *r);
void canonical_kit(struct canonical *r);
void canonical_part(struct canonical *r);
void canonical_group(struct canonical *r);
void canonical_tiers(struct canonical *r);
void canonical_tier(struct canonical *r);
void canonical_place(struct canonical *r);
void canonical_people(struct canonical *r);
void canonical_holder(struct canonical *r);
void canonical_covers(struct canonical *r);
void canonical_agreement(struct canonical *r);
void canonical_promise(struct canonical *r);
void canonical_terms(struct canonical *r);
void canonical_source(struct canonical *r);
void canonical_stock(struct canonical *r);
void canonical_line(struct canonical *r);
void canonical_movement(struct canonical *r);
void canonical_transit(struct canonical *r);
void canonical_segment(struct canonical *r);
void canonical_route(struct canonical *r);
void canonical_limit(struct canonical *r);
void canonical_rate(struct canonical *r);
void canonical_need(struct canonical *r);
void canonical_policy(struct canonical *r);
void canonical_weight(struct canonical *r);
void canonical_minimum(struct canonical *r);

/* Adds a fault at the attribute (NULL: at the tag), with the remedy. */
void canonical_fault(struct canonical *r, const struct xml_attribute *a, const char *message);

#define NEEDED INT64_MIN /* as `otherwise`: the value when absent */

bool canonical_has(const struct canonical *r, const char *name);
const char *canonical_text(struct canonical *r, const char *name); /* NULL when absent */
const char *canonical_id(struct canonical *r, const char *name); /* needed; "" after a fault */
/* Keeps the id of a new element; a fault when there is one already. */
void canonical_once(struct canonical *r, struct map *ids, const char *id, int32_t index);
/* The index of an element that is stated before; -1 when absent (and that is a fault when needed). */
int32_t canonical_index(struct canonical *r, const char *name, const struct map *ids, bool needed);
/* Keeps the reference until the end of the file, if the attribute is there. */
void canonical_late(struct canonical *r, const char *name, enum late_kind kind, int32_t object);
/* The position of the word, in a list that ends with NULL. */
int canonical_word(struct canonical *r, const char *name, const char *const *words, int64_t otherwise);
bool canonical_truth(struct canonical *r, const char *name); /* absent: false */
/* value * 10^decimals, 0 or more and below QUANTITY_MAX. */
int64_t canonical_decimal(struct canonical *r, const char *name, int decimals, int64_t otherwise);
int32_t canonical_count(struct canonical *r, const char *name, int32_t least, int32_t most, int64_t otherwise);
/* Times a factor of 1 or more; num = -1 when absent. */
struct ratio canonical_ratio(struct canonical *r, const char *name, int64_t factor);
/* "20%"; false when absent. */
bool canonical_share(struct canonical *r, const char *name, struct ratio *out);
/* Absent: as it is in *out; false. */
bool canonical_day(struct canonical *r, const char *name, day *out);
bool canonical_instant(struct canonical *r, const char *name, struct instant *out);
bool canonical_duration(struct canonical *r, const char *name, struct duration *out);
int64_t canonical_seconds(struct canonical *r, const char *name, int64_t otherwise);
struct periods canonical_periods(struct canonical *r); /* from, to; INT32_MAX: to the end */
enum quality canonical_quality(struct canonical *r, enum quality otherwise);
/* REACH_ABSENT when it is absent. */
enum reach_kind canonical_reach(struct canonical *r, enum place_kind *region);
extern const char *const CANONICAL_KINDS[PLACE_KINDS + 1]; /* of places, in the order of the enum */
/* Each word of a list, parted by blanks. */
void canonical_words(struct canonical *r, const char *name,
	void (*each)(struct canonical *r, const struct xml_attribute *a, const char *word, void *data), void *data);
int64_t canonical_scale(const struct item *item); /* smallest units of a base unit */

#endif
