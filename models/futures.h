/* Many futures of one scenario, for sweeps: sampled (what is uncertain, drawn by a
 * seed), enumerated (any k of these are lost), given (overlays with weights), or along
 * a quantity (one value after the other).
 * A future is a number of changes to the scenario as read (models/alteration.h).
 *
 * Draws are exact integers: of a number u of 32 bits, SplitMix64 of the seed, the
 * future's number, the uncertainty's and the drawing unit's, a factor in millionths; units are
 * numbered by the order of their ids, places among places, holders among those without a host
 *   uniform     low + floor((high - low) u / 2^32)
 *   triangular  the inverse of its distribution at u / 2^32, rounded down
 *   normal      mean + floor(deviation (sum of 12 numbers as u, / 2^32, - 6)), not below 0
 *   chance      1 when u / 2^32 < chance, else 0.
 * With a common part c the factor is floor(c x drawn for all + (1 - c) x drawn for
 * the unit); of a chance, the unit takes the common draw's u where a further draw is
 * below c. So the same future is the same on every machine, and adding futures
 * leaves those before as they are. */
#ifndef SHECANG_MODELS_FUTURES_H
#define SHECANG_MODELS_FUTURES_H

#include "models/alteration.h"

#define MILLION INT64_C(1000000)
enum { FUTURES_MAX = 100000 };

enum uncertain {
	UNCERTAIN_DEMAND, /* rates and needs times the factor */
	UNCERTAIN_STOCK, /* what is really there, of what the books say: times the factor */
	UNCERTAIN_CONSENT, /* 0: nothing that the holder owns may be called up */
	UNCERTAIN_LEAD, /* lead times times the factor */
	UNCERTAINS
};
enum draw_shape { DRAW_UNIFORM, DRAW_TRIANGULAR, DRAW_NORMAL, DRAW_CHANCE, DRAW_SHAPES };
enum drawn_by { BY_ALL, BY_PLACE, BY_HOLDER }; /* who has a draw of its own */

struct uncertainty {
	enum uncertain what;
	enum draw_shape shape;
	int64_t low, mode, high; /* millionths; normal: mode = mean, high = deviation; chance: low */
	int64_t common; /* millionths, 0..1 */
	enum drawn_by by;
	enum place_kind kind; /* BY_PLACE */
	int32_t item, place, holder; /* which elements; -1 = all */
	int holder_kind; /* -1 = all */
	struct where where;
};

enum lost { LOST_HOLDER, LOST_SEGMENT, LOST_VEHICLES };
struct loss { /* what may be lost */
	enum lost what;
	int32_t index; /* into holders, segments, limits of the scenario as read */
};
struct given { /* a future that somebody else has thought of */
	int64_t weight; /* >= 1 */
	const char *name; /* as stated, else its overlays; NULL: the scenario as it stands */
	const char **with; /* [nwith] overlays, as paths that can be opened */
	int32_t nwith, with_room;
	struct where where;
};

/* One quantity that takes one value after the other: an overlay of one change with
 * the value left open. */
enum along_kind { ALONG_NUMBER, ALONG_PERCENT, ALONG_DURATION };
struct along {
	enum along_kind kind;
	int64_t from, step; /* 10^-decimals; ALONG_DURATION: seconds. step > 0 */
	int decimals;
	const char *head, *tail; /* of the overlay, before and behind the value */
	const char *file; /* whose lines it has */
	const char *about; /* what is changed, by ids: "mkt1 / water" */
	const char *unit; /* of the value as written, "" = base unit, or it has none */
	enum altered what;
	const struct field *field;
	bool scale; /* the value is a factor */
	int32_t holder, item; /* whose goods or terms alone are set (ALTERED_STOCK quantity, ALTERED_TERMS
	                       * release, hold-back); -1: something else */
	struct where where;
};

enum futures_kind { FUTURES_SAMPLED, FUTURES_ENUMERATED, FUTURES_GIVEN, FUTURES_ALONG };
struct futures {
	struct arena arena;
	enum futures_kind kind;
	const char *id;
	struct label title;
	int64_t threshold; /* fill rate in millionths; below it a community is in need */
	int32_t n; /* how many */
	uint64_t seed; /* sampled */
	struct uncertainty *uncertain; int32_t nuncertain, uncertain_room;
	struct loss *losses; int32_t nlosses, losses_room;
	int32_t any; /* enumerated: so many of them at a time */
	struct given *given; int32_t ngiven, given_room;
	struct along along;
	char sha256[65]; /* of the file */
};
void futures_init(struct futures *f);
void futures_release(struct futures *f);

/* How many sets of k out of n; FUTURES_MAX + 1 when more. */
int32_t futures_choices(int32_t n, int32_t k);
/* The elements of the number-th set of k out of n in lexicographic order. */
void futures_choose(int32_t n, int32_t k, int32_t number, int32_t *chosen);

/* The factor, millionths, that the uncertainty has for the unit in a future. */
int64_t futures_draw(const struct futures *f, int32_t uncertainty, int32_t future, int32_t unit);

int64_t futures_weight(const struct futures *f, int32_t future);
/* "future 17", "without works-1, bridge-2"; appended. */
struct text;
void futures_name(const struct futures *f, const struct scenario *s, int32_t future, struct text *out);
/* The same for other programs, in no language: "holder:works-1 segment:bridge-2"; of a given one the
 * name as stated; nothing where the number says it all. */
void futures_key(const struct futures *f, const struct scenario *s, int32_t future, struct text *out);

/* The value of a point along a quantity as it is written: "1200", "35%", "PT6H"; appended. */
void along_value(const struct along *a, int32_t point, struct text *out);

/* Makes a future of a scenario as read: all of its changes but the overlays of given
 * ones and of points along a quantity. alterations_end is the caller's. False when a value goes out of range.
 * Who has a host draws what that one draws, and is lost with it. */
bool futures_apply(const struct futures *f, int32_t future, struct scenario *s);
/* Is there anything in the scenario as read that the uncertainty is about? */
bool futures_fits(const struct futures *f, int32_t uncertainty, const struct scenario *s);

#endif
