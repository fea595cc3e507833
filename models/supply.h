/* Supply: what may be called up, when, how far it may go, by which
 * arithmetic. The one formula of terms (DESIGN, Numbers and time), exact.
 *
 * For each holder and item over all its good, in-date, used lines
 * (quantity q in smallest units; q_consent = government-owned + under an
 * agreement in force):
 *   released = has_release ? release * q : q_government
 *   callable = floor(max(0, min(q - hold_back, released, q_consent)) / u).
 * The hold-back is met from the latest-expiring lots, so lots are called in
 * the order of expiry, then lot, then line: issue unit k is the smallest units
 * k u .. (k + 1) u - 1 of the eligible lines (consented; without a release
 * government-owned) laid end to end in that order, and belongs to the line of
 * its first one.
 * Consent: government-owned, or under the line's agreement (the holder's only
 * one when the line names none) that is in force on every local day from the
 * as-of to the end of the notice, and promises the item when it lists any.
 * Terms of the item come before those of all items, field by field.
 * Autonomy keeps the latest-expiring part at home (what expires early may
 * travel): own_units = min(ceil(autonomy * units), need of the holder's stand
 * for the item over the horizon, D - fact (while it is not lost), less what holders of
 * smaller ids reserved there).
 * What an earlier plan has called up (scenario.calls) may be usable, or under an
 * agreement in force, when its own notice ends, though it would not be so at the end
 * of a notice from the as-of on. Then that part of the line is good, and consented; what
 * else is in date today is not, yet the formula is applied to all of it too: as much of
 * that part may be called up as it gives. Of capacity what was called up is there when the period
 * that it is made in is over.
 * A household's good stock less what its people use is q; without a stated
 * release none of it is callable. Capacity: each period of `when` not yet over
 * at the as-of is a quantity of its own.
 * in_stock = not_good + expired + too_late + set_aside + household + good. */
#ifndef SHECANG_MODELS_SUPPLY_H
#define SHECANG_MODELS_SUPPLY_H

#include "models/scenario.h"

/* Units of a stock line, as it stands today, that an earlier plan has called up. */
struct call_up {
	int32_t line;
	int32_t born; /* capacity: the period that they are made in, else -1 */
	int64_t units; /* issue units, > 0 */
	int64_t from; /* since when their notice runs, seconds after the start */
};

/* Current quantity of a line at the scenario's as-of: counted at its date plus
 * later movements, else declared (plus later movements), never below 0. What
 * is dated after the as-of is not known yet. Capacity: per period. Movements
 * must be sorted by line and instant, as scenario_check leaves them. */
int64_t line_quantity(const struct scenario *s, int32_t line);
/* When that amount was counted or declared, seconds; INSTANT_NONE = no date. */
int64_t line_dated(const struct scenario *s, int32_t line);
/* The first of the line's movements (they lie together, by time), or where it would be. */
int32_t line_first_movement(const struct scenario *s, int32_t line);
/* Last local day on which the line may still be used at the scenario's offset;
 * DAY_NONE = no expiry. */
day line_last_day(const struct scenario *s, int32_t line);
/* The same of what a capacity line makes in the period (from it on, by shelf life). */
day line_birth_last_day(const struct scenario *s, int32_t line, int32_t period);
/* In date at the end of the period; last_day DAY_NONE = always. */
bool usable_in(const struct scenario *s, day last_day, int32_t period);
/* Do the goods count: used as they stand, or by what is supposed? */
bool line_counted(const struct scenario *s, int32_t line);
bool transit_counted(const struct scenario *s, int32_t transit);
/* Is it owned by the government, or under an agreement in force from the as-of (not
 * before the start) to the end of the notice that promises the item? */
bool line_consented(const struct scenario *s, int32_t line);
/* The holder's notice for the item, seconds; 0 when none is stated. */
int64_t supply_notice(const struct scenario *s, int32_t holder, int32_t item);
/* The agreement that covers the line: its own, or the holder's only one when
 * it names none; -1 when there is none. Whether it is in force is not said. */
int32_t line_agreement(const struct scenario *s, int32_t line);

enum legal_form { LEGAL_TRANSFER /* 调拨 */, LEGAL_AGREEMENT /* 协议调用 */, LEGAL_REQUISITION /* 征用决定 */ };
const char *form_word(enum legal_form form); /* "transfer", "agreement", "requisition" */

/* The arithmetic for one holder and item; printed by reports. */
struct callable {
	int32_t holder, item;
	int64_t in_stock; /* all lines that are used or set aside, smallest units */
	int64_t not_good; /* damaged, reserved */
	int64_t expired; /* on the day of the as-of; of capacity, of the day that it is made on */
	int64_t too_late; /* in date then, but not to the end of the period in which a call of now is met */
	int64_t set_aside; /* faulty, in conflict, stale */
	int64_t good; /* q */
	int64_t government; /* part of q owned by the government */
	int64_t consented; /* q_consent */
	int64_t no_agreement; /* q - q_consent: needs a requisition decision */
	int64_t hold_back; /* smallest units */
	bool has_release;
	struct ratio release;
	int64_t units; /* callable, issue units */
	int64_t own_units; /* of them reserved for the own community by autonomy */
	int64_t notice; /* seconds; -1 when units = 0 and none stated */
	enum reach_kind reach;
	int32_t region; /* place: own community stand, ancestor, or the root */
	int32_t terms; /* index into the holder's terms that decided the release, -1 = defaults */
	bool default_used; /* no release is stated, so goods that the government does not own are not
	                    * counted (never for households): heads the report */
	int64_t household; /* part of in_stock that the holder's own people use, smallest units */
	bool by_period; /* capacity lines: the formula is applied to each period alone, and the
	                 * amounts here are sums */
};

/* A quantity that may enter the network: one holder, item, lot(s), class. */
struct supply_lot {
	int32_t holder; /* -1: donation or transit without holder */
	int32_t item;
	int32_t line; /* stock line, -1 for transit */
	int32_t born; /* of a capacity line: the period that it is made in; else not asked for */
	int32_t transit; /* transit, -1 for stock; both -1: goods of the previous plan that the
	                  * stock no longer shows (previous_settle) */
	const char *lot; /* its name, NULL */
	day expires; /* its own date, whatever the horizon; DAY_NONE */
	int32_t place; /* network stand */
	int64_t units; /* issue units, >= 1; after previous_settle >= 0 */
	day last_day; /* usable through this local day; DAY_NONE = not in the horizon */
	int64_t release; /* seconds after the horizon's start: as-of + notice; capacity mode: start
	                  * of the period it is born in (not before the as-of) + notice; transit:
	                  * arrival; may lie behind the horizon */
	bool arrives; /* transit: available in period floor(release / P), cannot leave before the next */
	int32_t region; /* layer: may only be in this place's region */
	bool own; /* only for its own place: carry and serve */
	enum legal_form form;
};

/* The layer of goods of the lot that are at a stand: what they may still do there.
 * A region (index of its place, >= 0): they may go where both ends of a route lie in it.
 * -1 - stand, of goods for their own place: they are kept and handed out where they are.
 * That is their holder's place, or where an earlier plan has really sent them, or will
 * bring them, whatever the rule says: what has happened is a fact, and the rule holds
 * from there on. */
int32_t lot_layer(const struct supply_lot *lot, int32_t stand);

struct supply {
	struct arena arena;
	struct callable *callable; int32_t ncallable, callable_room; /* sorted by holder id, item id */
	struct supply_lot *lots; int32_t nlots, lots_room; /* sorted: item id, place id, last day, holder id, lot */
};

struct cells;
/* Computes everything above at s->as_of; cells give the own community's need
 * for autonomy. What a previous plan already took out is taken off afterwards
 * (models/previous.h: previous_settle). */
void supply_build(const struct scenario *s, const struct cells *cells, struct supply *out);
/* The same of some stock lines alone, all of their holders and items, in the order of
 * lines_ordered: one callable for each holder and item; lots in no particular order. */
void supply_build_lines(const struct scenario *s, const struct cells *cells, const int32_t *lines,
	int32_t nlines, struct supply *out);
void supply_release(struct supply *v);
/* The order that lots promise, after lots were added; moved [nlots], may be
 * NULL, returns where each one went. */
void supply_sort(const struct scenario *s, struct supply *out, int32_t *moved);

/* Has it all units that the other has, of these items [nitems] (NULL = all), each at the same
 * place for the same use and dates and no later, whoever gives them? */
bool supply_covers(const struct supply *v, const struct supply *other, const bool *items);

#endif
