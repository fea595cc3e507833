/* A scenario: who holds what, who needs what and when, how it can move.
 *
 * Plain data as read, in arrays of structs that refer to each other by index
 * (-1 = none). Strings live in the scenario's arena and are never NULL unless
 * said so. Quantities are int64 in the item's smallest unit (10^-decimals of
 * its unit), money int64 in the smallest currency unit (fen), mass int64 in
 * grams. Periods are 0..nperiods-1 here and 1..nperiods in every text; a range
 * of periods is first..last, both included. */
#ifndef SHECANG_MODELS_SCENARIO_H
#define SHECANG_MODELS_SCENARIO_H

#include "base/date.h"
#include "base/diag.h"
#include "base/map.h"
#include "base/memory.h"
#include "base/number.h"

#include <stdbool.h>
#include <stdint.h>

#define ID_MAX 64 /* bytes of an id: ASCII letters, digits, . _ - or CJK; starts with letter, digit or CJK */
#define PERIODS_MAX 10000
#define DECIMALS_MAX 6
#define INSTANT_NONE INT64_MIN /* seconds of an instant that is not stated */

/* A text in the languages of the program; either may be NULL. */
struct label {
	const char *zh;
	const char *en;
};

/* How sure a fact is; worst of what it rests on is shown on every page. */
enum quality { QUALITY_RECORDED, QUALITY_ESTIMATED, QUALITY_SYNTHETIC };

struct periods {
	int32_t first, last; /* 0.., both included */
};

struct code { /* an external code of a thing */
	const char *scheme; /* e.g. "GB/T 2260" */
	const char *value;
};

/* --- items --- */

struct pack {
	const char *id;
	struct label name;
	int64_t contains; /* smallest units, >= 1 */
	struct where where;
};

struct item {
	const char *id;
	const char *class_id; /* item class for norms, NULL */
	struct label name;
	struct label spec; /* 规格, may be empty */
	const char *unit; /* UN/ECE Rec 20 code of the base unit */
	int32_t decimals; /* 0..DECIMALS_MAX: smallest unit = 10^-decimals of the unit */
	int64_t mass; /* grams per base unit (not smallest), -1 unknown */
	struct duration shelf_life; /* 0,0 = none stated */
	int64_t value; /* smallest currency units per base unit, -1 = none stated */
	int32_t issue_pack; /* index into packs, -1 = one smallest unit */
	int64_t issue_unit; /* u: smallest units, >= 1 */
	struct pack *packs; /* [npacks] */
	int32_t npacks, packs_room;
	struct code *codes;
	int32_t ncodes, codes_room;
	struct where where;
};

/* A substitute or a kit: `give` of item from `take` of each part. */
struct part {
	int32_t item;
	int64_t take; /* smallest units, >= 1 */
};
struct substitute {
	int32_t item; /* what it serves for */
	int64_t give; /* smallest units, >= 1 */
	struct part *parts; /* [nparts]; one = a substitute, several = a kit */
	int32_t nparts, parts_room;
	int64_t penalty; /* >= 0; weight of the substitution level per batch */
	struct where where;
};

/* --- people --- */

struct group {
	const char *id;
	struct label name;
	bool door; /* served at the door */
	int64_t visit_minutes; /* minutes a door visit, >= 0 */
	struct where where;
};

/* Tier rules; -1 = any. demand > rate > item x group > group > item > default. */
struct tier_rule {
	int32_t item, group;
	int32_t level; /* 1.. */
	struct where where;
};

/* --- places --- */

enum place_kind {
	PLACE_PROVINCE, PLACE_CITY, PLACE_DISTRICT, PLACE_STREET, PLACE_COMMUNITY, PLACE_VILLAGE,
	PLACE_ESTATE, PLACE_GRID, PLACE_BUILDING, PLACE_UNIT, /* the administrative tree */
	PLACE_DEPOT, PLACE_SHELTER, PLACE_CHECKPOINT, PLACE_PICKUP, PLACE_SITE, /* sites */
	PLACE_KINDS
};

struct place {
	const char *id;
	int32_t in; /* parent place, -1 = root; one root only */
	enum place_kind kind;
	struct label name;
	bool has_point;
	int32_t lon, lat; /* 1e-6 degrees, WGS84 */
	struct code *codes;
	int32_t ncodes, codes_room;
	enum quality quality;
	int32_t lost; /* from this period on nothing is there any more, nor in it; INT32_MAX = never.
	               * scenario_check hands it down to what lies in it */
	struct label contact; /* receiver: person or post */
	const char *phone, *address; /* NULL */
	struct where where;
};

/* People of a group at a place in some periods (a place below a community
 * counts for its community). */
struct people {
	int32_t place, group;
	int64_t count, households; /* persons, households >= 0; households -1 unknown */
	struct periods when;
	enum quality quality;
	struct where where;
};

/* --- holders --- */

enum holder_kind {
	HOLDER_GOVERNMENT, HOLDER_ENTERPRISE, HOLDER_INSTITUTION, HOLDER_SUPERMARKET,
	HOLDER_HOUSEHOLD, HOLDER_CHARITY, HOLDER_KINDS
};
enum reserve_mode { MODE_PHYSICAL, MODE_AGREEMENT, MODE_CAPACITY };

struct promise { /* what an agreement promises of an item */
	int32_t item;
	int64_t quantity; /* smallest units */
	int64_t price; /* smallest currency units per base unit, -1 */
};
struct agreement {
	const char *id;
	const char *number; /* 协议编号 */
	day from, to; /* in force on both days; DAY_NONE = open */
	const char *with; /* with whom, NULL = the scenario's office */
	struct promise *promises;
	int32_t npromises, promises_room;
	struct where where;
};

enum reach_kind { REACH_ABSENT, REACH_OWN, REACH_REGION, REACH_ANYWHERE };

struct terms {
	int32_t item; /* -1 = all items of the holder */
	bool has_hold_back, hold_back_is_share;
	int64_t hold_back; /* smallest units, when not a share (item >= 0 then) */
	struct ratio hold_back_share;
	bool has_release;
	struct ratio release; /* 0..1 */
	int64_t notice; /* seconds >= 0, -1 = absent */
	struct ratio sales; /* normal sales or use of the item, smallest units in 24 hours; num -1 = not stated */
	enum reach_kind reach;
	enum place_kind reach_place; /* REACH_REGION: kind of an ancestor of the holder's place */
	struct where where;
};

struct covers { /* household holders: people living from this stock */
	int32_t group; /* -1 = all groups of the place alike */
	int64_t people; /* persons */
	int64_t households;
};

struct holder {
	const char *id;
	enum holder_kind kind;
	int32_t place;
	struct label name;
	const char *contact, *phone, *address; /* NULL */
	struct agreement *agreements;
	int32_t nagreements, agreements_room;
	struct terms *terms;
	int32_t nterms, terms_room;
	struct covers *covers;
	int32_t ncovers, covers_room;
	const char *host; /* id of the holder that keeps these goods for the government (代储), and whose
	                   * fate they share in futures; NULL = a holder of its own */
	bool refuses; /* in a future: agreements or not, it does not consent. Never written */
	int32_t source; /* source it came from, -1 = the scenario */
	enum quality quality;
	struct where where;
};

/* --- sources and stock --- */

enum source_state { SOURCE_USED, SOURCE_SET_ASIDE, SOURCE_LEFT_OUT, SOURCE_MISSING };
enum source_kind { SOURCE_SUPPLY, SOURCE_DEMAND, SOURCE_REGISTER /* places, holders, ... */ };

struct source {
	const char *id; /* href when none was given */
	const char *href;
	const char *format; /* "xml", "csv" */
	const char *encoding; /* "UTF-8", "GB18030", "GBK" */
	enum source_kind kind;
	int32_t holder; /* holder of all its lines, -1 = each line says */
	bool has_as_of;
	struct instant as_of;
	int32_t supersedes; /* source whose lines for the same goods give way, -1 */
	int32_t rank; /* stated order, 1 = most trusted; 0 = none stated */
	enum quality quality;
	enum source_state state;
	const char *why; /* state other than used: one line, else NULL */
	int64_t lines; /* stock or demand lines read */
	int64_t bytes;
	char sha256[65]; /* hex; "" when the file could not be read */
	struct where where;
	bool lines_lost; /* some of its goods could not be read at all */
};

enum line_status { STATUS_GOOD, STATUS_DAMAGED, STATUS_RESERVED };
enum line_state { /* what reading and checking made of a line */
	LINE_USED,
	LINE_SET_ASIDE, /* faulty, or of a source set aside */
	LINE_CONFLICT, /* same goods from two sources, unresolved */
	LINE_SUPERSEDED, /* gave way to another source's line */
	LINE_STALE /* count or declaration too old */
};

struct stock_line {
	int32_t holder, item;
	int32_t agreement; /* index into the holder's agreements, -1 */
	int32_t source; /* -1 = the scenario */
	const char *lot; /* NULL */
	const char *spec; /* NULL = the item's */
	int32_t pack; /* pack it is held in, -1 = loose */
	int64_t declared; /* smallest units, -1 = not declared */
	int64_t counted; /* smallest units, -1 = not counted */
	struct instant declared_at, counted_at; /* valid when the amount is >= 0; INSTANT_NONE: no date */
	day made, expires; /* DAY_NONE; expires is made + shelf life when only made is given */
	int64_t price; /* smallest currency units per base unit, -1 */
	struct periods when; /* MODE_CAPACITY: quantity is per period in these */
	unsigned char status; /* enum line_status */
	unsigned char mode; /* enum reserve_mode */
	unsigned char government_owned; /* owner="government" (default for government holders) */
	unsigned char state; /* enum line_state */
	unsigned char quality; /* enum quality */
	bool declared_as_of, counted_as_of; /* the date of the amount is the one stated at as_of_where */
	struct where as_of_where; /* the list, source or setting that dates what states no date, else WHERE_NONE */
	struct where where;
};
struct movement { /* after a count or declaration */
	int32_t line;
	int64_t quantity; /* smallest units, negative = issued */
	struct instant at;
	struct where where;
};
/* Goods under way to a place, or announced donations: supply at arrival. */
struct transit {
	const char *id;
	int32_t item, to; /* place */
	int32_t holder; /* -1 = none named */
	const char *donor; /* NULL unless a donation */
	int64_t quantity; /* smallest units */
	struct instant arrives;
	const char *lot; /* NULL */
	day expires;
	enum reach_kind reach; /* ABSENT = stays at `to` (own) */
	enum place_kind reach_place;
	unsigned char state; /* enum line_state */
	int32_t source;
	enum quality quality;
	struct where where;
};

/* --- moving --- */

struct segment {
	const char *id;
	struct label name;
	struct periods *closed; /* [nclosed] */
	int32_t nclosed, closed_room;
	int64_t capacity; /* grams per departure period, -1 = no limit (tonnage) */
	struct where where;
};
struct route {
	const char *id; /* "from>to" when none given; unique */
	int32_t from, to; /* places */
	int32_t *via; /* [nvia] segments */
	int32_t nvia, via_room;
	int64_t lead; /* seconds >= 0 */
	struct ratio cost_per_kg; /* smallest currency units per kg; num = -1: not costed */
	int64_t capacity; /* grams per departure period, -1 = no limit */
	struct periods *closed; /* [nclosed] */
	int32_t nclosed, closed_room;
	const char *mode; /* NULL */
	bool estimated; /* made from coordinates */
	bool altered; /* estimated, but a change (models/alteration.h) says otherwise: it is kept, not made again */
	int32_t metres; /* length when estimated or stated, else -1 */
	enum quality quality;
	struct where where;
};

enum limit_kind { LIMIT_VEHICLES, LIMIT_HELPERS, LIMIT_BUDGET };
struct limit {
	enum limit_kind kind;
	int32_t place; /* it and its region; budget: -1 = everywhere */
	int64_t amount; /* vehicles: grams per period; helpers: minutes per period; budget: money */
	struct periods when; /* budget: departures in these periods, in all */
	int32_t *items; /* [nitems]: counts only these; NULL = all */
	int32_t nitems, items_room;
	struct where where;
};

/* --- demand --- */

enum unmet { UNMET_LAPSES, UNMET_WAITS };
enum rate_per { RATE_PERSON, RATE_HOUSEHOLD, RATE_PLACE };

struct rate {
	int32_t item;
	int32_t group; /* -1 = every group */
	int32_t place; /* region it holds in, -1 = everywhere */
	enum rate_per per;
	struct ratio amount; /* smallest units per person (household, place) and 24 hours */
	struct periods when;
	enum unmet unmet;
	int32_t waits; /* periods, UNMET_WAITS */
	int32_t tier; /* 0 = by the rules */
	int32_t rank; /* order among equals, 0 = none */
	const char *basis; /* source of the figure, NULL */
	int32_t source;
	enum quality quality;
	struct where where;
};
struct need {
	int32_t place, item, group;
	int64_t quantity; /* smallest units */
	struct periods when;
	bool each; /* one claim a period, else one for the window */
	enum unmet unmet;
	int32_t waits;
	int32_t tier, rank; /* as in rate */
	const char *basis;
	int32_t source;
	enum quality quality;
	struct where where;
};
struct minimum { /* hard: at least this much is served; or left at the end */
	bool end_stock; /* true: left at the place after the last period */
	int32_t place, item;
	int32_t group; /* served: group, -1 = any; end stock: -1 */
	int64_t quantity; /* smallest units */
	struct periods when; /* served: within these periods */
	struct where where;
};

/* --- policy --- */

enum fairness { FAIRNESS_LEXIMIN, FAIRNESS_TOTAL, FAIRNESS_PROPORTIONAL };

struct weight { /* FAIRNESS_TOTAL */
	int32_t item, group; /* -1 = any */
	int64_t value; /* >= 1 */
	struct where where;
};
struct policy {
	enum fairness fairness;
	struct ratio autonomy; /* 0..1 */
	bool has_spread;
	struct ratio spread;
	int32_t look_ahead; /* periods, 0 = the whole horizon */
	bool has_stale_after;
	struct duration stale_after;
	struct ratio step; /* coupled fairness step, default 1/100 */
	bool change_last; /* change from the announced plan after cost instead of first */
	struct weight *weights;
	int32_t nweights, weights_room;
	struct where where;
};
struct input_file { /* every file read, with its fingerprint */
	const char *name;
	int64_t bytes;
	char sha256[65];
	bool overlay; /* it changed what the others say (models/alteration.h) */
};

struct estimate; /* models/estimates.h */
struct norm; /* models/norm.h */
struct call_up; /* models/supply.h */
struct supposition; /* models/supposed.h */
struct scenario {
	struct arena arena;
	const char *id;
	const char *version; /* of the schema: "1.0" */
	const char *language; /* of the file's untagged text, "zh-CN" */
	const char *currency; /* ISO 4217 */
	struct label title, office; /* office 单位: who issues the orders */
	enum quality quality; /* default for what says nothing */
	bool lines_lost; /* some of its own goods (of no source) could not be read at all */
	const char *extension; /* canonical XML of <extension>'s content, NULL */

	/* A ledger has no horizon: it can be audited, not planned. scenario_check gives
	 * it one day from its as-of. */
	bool ledger;
	struct instant start; /* INSTANT_NONE until known */
	int64_t period; /* P, seconds */
	int32_t nperiods;
	struct instant as_of; /* INSTANT_NONE until known; scenario_check puts the start then */
	struct where where; /* the root element, or the sheet of settings */
	struct where horizon_where; /* where the periods are stated */
	struct where as_of_where; /* where the as-of is stated; WHERE_NONE: it was given otherwise */

	struct item *items; int32_t nitems, items_room;
	struct substitute *substitutes; int32_t nsubstitutes, substitutes_room;
	struct group *groups; int32_t ngroups, groups_room;
	struct tier_rule *tier_rules; int32_t ntier_rules, tier_rules_room;
	int32_t default_tier; /* 2 */
	struct place *places; int32_t nplaces, places_room;
	struct people *people; int32_t npeople, people_room;
	struct holder *holders; int32_t nholders, holders_room;
	struct source *sources; int32_t nsources, sources_room;
	struct stock_line *lines; int32_t nlines, lines_room;
	struct movement *movements; int32_t nmovements, movements_room;
	struct transit *transits; int32_t ntransits, transits_room;
	struct segment *segments; int32_t nsegments, segments_room;
	struct route *routes; int32_t nroutes, routes_room;
	struct estimate *estimates; int32_t nestimates, estimates_room;
	bool routes_made; /* the estimated ones, while changes are applied */
	struct limit *limits; int32_t nlimits, limits_room;
	struct rate *rates; int32_t nrates, rates_room;
	struct need *needs; int32_t nneeds, needs_room;
	struct minimum *minima; int32_t nminima, minima_room;
	struct policy policy;
	struct norm *norms; int32_t nnorms, norms_room;
	struct input_file *inputs; int32_t ninputs, inputs_room;

	struct map item_ids, group_ids, place_ids, holder_ids, source_ids, segment_ids, route_ids;
	const struct call_up *calls; int32_t ncalls; /* what an earlier plan has called up
	                                           * (models/supply.h), by line; previous_call */
	const struct supposition *supposed; /* its goods are read otherwise than they stand (models/supposed.h); NULL */
};

void scenario_init(struct scenario *s); /* empty, with the defaults above */
void scenario_release(struct scenario *s);

/* Adds one element, zeroed but with the defaults (indices -1, days DAY_NONE,
 * amounts -1 where -1 means absent, whole horizon for `when` once the horizon
 * is known: readers fill {0, INT32_MAX} and scenario_check cuts it), and
 * returns its index. Ids and other texts that are never NULL start as "". */
int32_t scenario_add_item(struct scenario *s);
int32_t scenario_add_place(struct scenario *s);
int32_t scenario_add_holder(struct scenario *s);
int32_t holder_of_fate(const struct scenario *s, int32_t holder); /* its host, or itself */
int32_t scenario_add_line(struct scenario *s);
int32_t scenario_add_transit(struct scenario *s);
int32_t scenario_add_route(struct scenario *s);
int32_t scenario_add_source(struct scenario *s);
int32_t scenario_add_rate(struct scenario *s);
int32_t scenario_add_need(struct scenario *s);
int32_t scenario_add_agreement(struct holder *h);
int32_t scenario_add_terms(struct holder *h);

bool place_kind_is_community(enum place_kind kind); /* community, village */
bool place_kind_is_site(enum place_kind kind);
const char *quality_word(enum quality q); /* as in the file format */
const char *limit_kind_word(enum limit_kind kind); /* "vehicles" ... */

/* Ancestry. */
bool place_within(const struct scenario *s, int32_t place, int32_t region); /* reflexive */
int32_t place_ancestor(const struct scenario *s, int32_t place, enum place_kind kind); /* or itself; -1 */
/* The place that stands for it in the network: its community when it lies in
 * or is one, else itself. */
int32_t place_stand(const struct scenario *s, int32_t place);
int32_t place_root(const struct scenario *s); /* the place in no other; -1 when there are no places */

#endif
