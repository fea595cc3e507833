/* An audit: what the ledgers show against the norms 储备要求, as findings with
 * their evidence. Plain data; solver/audit.h makes it, io prints it.
 *
 * A finding begins as a doubt 疑点; what the office notes of it (status, reply)
 * is carried by its id from run to run. Its id is made of its kind, norm, place,
 * item, holder and agreement, so it is the same whatever the order of input. */
#ifndef SHECANG_MODELS_AUDIT_H
#define SHECANG_MODELS_AUDIT_H

#include "models/audit_plan.h"
#include "models/norm.h"
#include "models/scenario.h"

/* Is the class one of the norm's? class_id may be NULL. */
bool norm_names_class(const struct norm *norm, const char *class_id);
/* Does the norm speak of this item (by name, class and unit, or of all)? */
bool norm_speaks_of(const struct scenario *s, const struct norm *norm, int32_t item);
/* Is it the norm's holder, or kept at it? Any when the norm names none. */
bool norm_names_holder(const struct scenario *s, const struct norm *norm, int32_t holder);

enum grade { GRADE_NONE, GRADE_LOW, GRADE_MEDIUM, GRADE_HIGH }; /* 一般 较重 严重 */
enum finding_status { FINDING_DOUBT, FINDING_VERIFYING, FINDING_PROBLEM, FINDING_EXPLAINED };

enum finding_kind {
	FINDING_COVER, /* less than required */
	FINDING_SURPLUS, /* more than the greatest amount or cover */
	FINDING_SHARE, /* a share of the stock out of its bounds */
	FINDING_ARRIVAL, /* later than demanded, or never */
	FINDING_EXPIRED, /* past its date, still on the books */
	FINDING_SHELF_LIFE, /* too little of its life left */
	FINDING_ROTATION, /* normal sales do not turn a lot over before it expires */
	FINDING_STALE, /* not counted in time */
	FINDING_AGREEMENT, /* none, or none in force */
	FINDING_FLOOR, /* less in stock than one agreement promises */
	FINDING_PROMISED_TWICE, /* several agreements promise more than can be called up */
	FINDING_REPORTED_TWICE, /* the same goods from two sources */
	FINDING_DIFFERENCE, /* declared and counted disagree */
	/* of a plan that is audited (struct planned) */
	FINDING_PLAN_UNKNOWN, /* it names, or takes, what the ledgers do not have */
	FINDING_PLAN_CONSENT, /* it takes goods that nobody agreed to give */
	FINDING_PLAN_EXPIRED, /* it uses goods past their last day */
	FINDING_PLAN_HOLD_BACK, /* it leaves a holder less than that keeps back */
	FINDING_PLAN_DRAWN, /* it takes more than may be called up */
	FINDING_PLAN_FLOOR, /* it keeps a minimum of the scenario not */
	FINDING_PLAN_TIER, /* it serves a lower tier first */
	FINDING_PLAN_NORM, /* what is left when it is carried out breaks a norm */
	FINDING_PLAN_REFUSED, /* the checker refuses it */
	FINDING_KINDS
};

struct evidence { /* where it stands in the input; see evidence_at */
	struct where where;
	int32_t line; /* stock line, -1 */
	int32_t route; /* -1 */
	int32_t agreement; /* of the finding's holder, -1 */
	int64_t quantity; /* smallest units of the finding, -1 = none */
	/* of a plan, else 0 and NULL */
	int32_t plan_line, plan_claim; /* 1.. in planned.lines, planned.claims */
	const char *said; /* what stands there: an id, a sentence of the checker */
};

/* Nothing but a place and an amount (-1 = none). */
struct evidence evidence_at(struct where where, int64_t quantity);

/* Amounts are smallest units: 10^-decimals of `unit`; -1 = does not apply. */
struct finding {
	const char *id; /* "cover:N1:fx" */
	enum finding_kind kind;
	int32_t norm; /* -1: a rule of the program */
	int32_t broken; /* FINDING_PLAN_NORM: the kind of finding that it would be */
	int32_t place, item, holder, agreement; /* -1; item -1: the norm's classes, or all */
	const char *unit; /* UN/ECE code, NULL without amounts */
	int32_t decimals;
	int64_t required; /* what must be there, or the most that may be */
	int64_t book, strict, usable; /* what is there, three ways */
	int64_t gap; /* what is short, or in question */
	int64_t days; /* tenths of days covered, as the norm counts; -1 */
	int64_t limit, actual; /* seconds: demanded and found (arrival: INT64_MAX = never); -1 */
	int64_t at; /* instant from which on it is so, INSTANT_NONE = the as-of */
	int32_t tier; /* of the claim that stays short, 0 */
	struct ratio share; /* of the stock; num -1 */
	int64_t money; /* smallest currency units of the gap, rounded down; -1 = not priced */
	bool no_movements; /* a difference that movements may explain: stays a doubt */
	bool apart; /* no_movements, and other lots of the holder and item differ with movements */
	unsigned char grade; /* enum grade */
	int32_t evidence, nevidence; /* its run in audit.evidence */
	int64_t more; /* further lines, not listed */
	/* noted by people */
	unsigned char status; /* enum finding_status */
	const char *reply, *by, *date; /* NULL */
	bool changed; /* its figures are not those that were replied to: a doubt again */
};

/* One norm at one place. */
struct coverage {
	int32_t norm, place;
	const char *unit;
	int32_t decimals;
	int64_t heads; /* people or households counted, -1 */
	int64_t required; /* -1 = no least amount */
	int64_t book, strict, usable; /* the tested stock three ways */
	int64_t gap; /* required less the tested one, >= 0 */
	int64_t most; /* the books may show, -1 = any */
	int64_t shared; /* part of the tested stock whose share is tested */
	int64_t expired, expired_shared; /* of book, and of the part of it whose share is tested: past the last day */
	int64_t days[STOCK_VIEWS]; /* tenths of days, -1 = no rate */
	int32_t exception; /* of the norm, -1: not tested for its reason */
	/* when audit.fail holders fail, or audit.fail_share of the books, whichever
	 * they are: strict stock left, the largest holder, and how many there are
	 * without whose stock alone the requirement is not met, though it is with all */
	int64_t left; /* -1 = not asked */
	int32_t largest; /* -1 */
	int32_t ncritical;
};

/* Good stock that a norm does not count at a place, because it expires too soon. */
struct expiring {
	int32_t norm, place, line;
	int64_t quantity; /* 10^-decimals of the norm's unit, > 0 */
};

/* What a holder is to have of an item, by its agreements or by its own word. */
struct kept {
	int32_t holder, item;
	enum finding_kind broken; /* FINDING_FLOOR, FINDING_PROMISED_TWICE, FINDING_KINDS = it is kept */
	bool own_word; /* no agreement asks for it */
	int64_t rise; /* the least that its good stock must rise by, whole issue units; -1 = no rise will do */
	int64_t spare; /* of its stock it can give away and still keep it, >= 0 */
};

/* What one holder's line counts for a norm at a place where something is required. */
struct weighed {
	int32_t norm, place, holder, item;
	int64_t quantity; /* 10^-decimals of the norm's unit, as the norm counts, > 0 */
};

/* A norm, or part of one, that could not be tested. */
enum untested_why { UNTESTED_NOTHING, UNTESTED_NO_PLACE, UNTESTED_NO_GROUP, UNTESTED_NO_HEADS,
	UNTESTED_NO_RATE, UNTESTED_NO_REGION };
struct untested {
	int32_t norm;
	enum untested_why why;
	int32_t places; /* how many of its places, 0 = all */
};

int64_t coverage_tested(const struct coverage *c, enum stock_view tests);

struct audit {
	struct arena arena;
	struct finding *findings; int32_t nfindings, findings_room; /* by grade, kind, id */
	struct evidence *evidence; int32_t nevidence, evidence_room;
	struct coverage *coverage; int32_t ncoverage, coverage_room; /* by norm id, place id */
	struct expiring *expiring; int32_t nexpiring, expiring_room; /* where more is required, or a share is tested */
	struct kept *kept; int32_t nkept, kept_room; /* by holder id, item id */
	struct untested *untested; int32_t nuntested, untested_room;
	/* What may fail, set before the audit runs; at most one of the two. */
	int32_t fail; /* holders, 0 = not asked */
	struct ratio fail_share; /* of what the books show at a place, 0..1; num 0 = not asked */
	bool weigh; /* keep what each line counts: for sample_smallest; set before the audit runs */
	struct weighed *weighed; int32_t nweighed, weighed_room;
	const struct planned *plan; /* that is audited, NULL; set before the audit runs */
	int64_t lines, holders; /* examined */
};
void audit_init(struct audit *a);
void audit_release(struct audit *a);
/* A new one, all else absent; the pointer holds until the next is added. */
struct finding *audit_add_finding(struct audit *a, enum finding_kind kind);
/* Evidence of the finding added last. */
void audit_add_evidence(struct audit *a, struct evidence evidence);
/* Gives findings their ids and order. */
void audit_finish(struct audit *a, const struct scenario *s);
/* What a reply was given to: the figures in one word, hexadecimal. */
char *finding_figures(const struct finding *f, char buf[17]);
bool finding_open(const struct finding *f); /* everything but what is explained */

/* --- the cheapest cure --- */

enum cure_state {
	CURE_NOTHING, /* nothing that purchases or moves could mend */
	CURE_FOUND,
	CURE_CONTRADICTION, /* the norms and promises cannot all be kept, whatever is bought or moved */
	CURE_FAILED /* no cure in whole units was found that keeps every norm and promise */
};
/* A purchase; goods of the government moved over a route; or a lot of it that
 * expires too soon exchanged for a fresh one with a holder who sells it in time. */
struct cure_step {
	int32_t item;
	int32_t from; /* place, -1 = a purchase */
	int32_t to; /* place; of a rotation the same: the goods come back fresh */
	int32_t route; /* -1; of a rotation: there and back, -1 = the seller is there */
	int32_t line, seller; /* of a rotation: stock line, holder; else -1 */
	int32_t holder; /* the one that it fills up, -1 = whoever is meant by `kind` and `to` */
	enum holder_kind kind; /* in whose name it is bought */
	enum reserve_mode mode;
	int64_t quantity; /* smallest units */
	int64_t money; /* smallest currency units, rounded down */
	bool government; /* the goods are the government's, whoever keeps them */
};
/* In whose name a purchase is. */
static inline enum holder_kind cure_buyer(const struct cure_step *step)
{
	return step->government ? HOLDER_GOVERNMENT : step->kind;
}
struct norm_price {
	int32_t norm; /* -1: of a promise */
	int32_t kept; /* in audit.kept, -1: of a norm */
	int64_t money; /* what the cure would cost less without it, nearest */
};
struct cure {
	enum cure_state state;
	struct cure_step *steps; int32_t nsteps, steps_room; /* by item id, place id */
	int64_t money; /* all steps, rounded up once */
	int64_t least; /* no cure costs less (exact bound), -1 = not known */
	struct norm_price *prices; int32_t nprices, prices_room; /* of norms and promises that are broken */
	int32_t *incurable; int32_t nincurable, incurable_room; /* coverage that no priced item can mend */
	int32_t *unkept; int32_t nunkept, unkept_room; /* audit.kept that no purchase can mend */
};
void cure_init(struct cure *c);
void cure_release(struct cure *c);

/* --- what to inspect --- */

struct inspection { /* one holder's goods of an item */
	int32_t holder, item;
	int64_t book; /* smallest units */
	int64_t money; /* their value, -1 = not priced */
	int64_t risk; /* what the ranking goes by */
	bool found; /* a finding is open about them */
	bool uncounted; /* some were never counted, or too long ago */
	bool random; /* drawn, not ranked */
	uint64_t word; /* that the drawing goes by */
};
struct sample {
	struct inspection *inspections; /* [ninspections] ranked ones first, then drawn ones by id */
	int32_t ninspections, room;
	int32_t npairs; /* it was taken from */
	uint64_t seed;
	/* The smallest one, when it was asked for; den 0 = it was not. */
	struct ratio misreport, within; /* > 0: of what any other pair shows; of what is required */
	int32_t least; /* no fewer will do */
	int32_t nbounds; /* requirements that had to be looked at: the others cannot move so far */
};
void inspections_init(struct sample *s);
void inspections_release(struct sample *s);

/* --- what people note, from run to run --- */

struct note {
	const char *finding; /* its id */
	enum finding_status status;
	const char *reply, *by, *date; /* NULL */
	const char *figures; /* finding_figures when it was noted, NULL = not asked */
	bool used; /* the finding is there again */
	struct where where;
};
struct replies {
	struct note *notes; int32_t nnotes, notes_room;
};
void replies_init(struct replies *r);
void replies_release(struct replies *r);
/* Carries the notes over by id. One whose figures differ now makes its finding a
 * doubt again (changed). A difference without movements that was noted as a
 * problem is an error (E829): it can only be a doubt. False then. */
bool audit_carry(struct audit *a, struct replies *r, struct diags *diags);

const char *finding_kind_word(enum finding_kind kind); /* "cover" */
const char *finding_status_word(enum finding_status status); /* "doubt" */
const char *grade_word(enum grade grade); /* "high" */

#endif
