/* Drills 演练: a script (情景事件清单) of injects over a base scenario, teams that
 * decide at steps, and what has happened in a team's world.
 *
 * T = 0 is the start of the base scenario's horizon; times are seconds after it,
 * written T+h or T+h:mm. A step is the start of a period. What holds in truth: the
 * base and the truth of every inject, in order of the injects' times (then of the
 * script). What a team believes at a step: the base and of every inject what it was
 * told of it last by then. Either is an array overlay [ninjects]: index into
 * overlays, -1 = nothing of that inject.
 *
 * Every team plays in a world of its own. Its state is what really left and was
 * handed out so far, with the rows of all its decisions and what became of them.
 * States name things by their ids: scenarios of one drill differ in their elements.
 * Texts lie in the arena of the struct they stand in unless said otherwise. */
#ifndef SHECANG_MODELS_DRILL_H
#define SHECANG_MODELS_DRILL_H

#include "models/plan.h"

struct previous;
/* ---- the script ---- */

enum { DRILL_STEPS_MAX = 200, DRILL_TEAMS_MAX = 50, DRILL_INJECTS_MAX = 500 };

struct drill_overlay { /* overlays of the scenario, applied one after the other */
	const char **with; /* [nwith] paths that can be opened */
	int32_t nwith, with_room;
};
struct drill_tell { /* what is said of an inject */
	int32_t team; /* index into teams, -1 = to all */
	int64_t at; /* >= that of the inject */
	struct label text;
	int32_t overlay; /* what the hearers take to be true; -1 = words only, or nothing is the matter */
	struct where where;
};
struct drill_inject {
	const char *id;
	int64_t at; /* 0.. before the end of the horizon */
	struct label title;
	int32_t truth; /* overlay; -1 = a false alarm */
	int32_t effort; /* what it costs to bring it about, 1..1000, for a drill to be designed; 0 = it always happens */
	struct drill_tell *tells; /* [ntells] by time, then as in the script */
	int32_t ntells, tells_room;
	struct where where;
};
struct drill_step {
	int64_t at;
	int32_t period; /* that begins then */
	struct where where;
};
struct drill_team {
	const char *id;
	struct label name;
	bool follows; /* decides as the program proposes */
	const char **decisions; /* [nsteps] paths; NULL = TEAM/Tnn/allocation.csv below the folder of decisions */
	struct where where;
};

enum drill_measure {
	MEASURE_UNMET, MEASURE_UNFAIR, MEASURE_LATE, MEASURE_WASTED, MEASURE_COST, MEASURE_BREACHES,
	DRILL_MEASURES
};
const char *drill_measure_word(enum drill_measure measure); /* "unmet" ... */
/* Of its bounds: money has two, breaches are counted, all else is in millionths. */
int drill_measure_decimals(enum drill_measure measure);
enum drill_grade { GRADE_PERFORMED, GRADE_SOME, GRADE_MAJOR, GRADE_UNABLE };
struct drill_threshold {
	bool stated;
	int64_t most[3]; /* for P, S, M, ascending, in the measure's unit (models/drill_score.h); above: U */
};

struct drill {
	struct arena arena;
	const char *id;
	struct label title;
	const char *scenario; /* path of the base */
	const char *decisions; /* path of the folder of decisions */
	const char *observations; /* path of the evaluators' observations; NULL */
	bool proposals; /* teams see what the program proposes */
	struct drill_step *steps; int32_t nsteps, steps_room; /* by time */
	struct drill_team *teams; int32_t nteams, teams_room;
	struct drill_inject *injects; int32_t ninjects, injects_room; /* by time, then as in the script */
	struct drill_overlay *overlays; int32_t noverlays, overlays_room;
	struct drill_threshold thresholds[DRILL_MEASURES];
	char sha256[65]; /* of the script */
	struct where where;
};
void drill_init(struct drill *d);
void drill_release(struct drill *d);

/* "T24", "T06", "T24-30": names of a step's folders. out [32]. */
const char *drill_step_name(const struct drill *d, int32_t step, char *out);
/* "T+24", "T+6:30". out [32]. */
const char *drill_time_format(char *out, int64_t at);
/* False when the text is no such time. */
bool drill_time_parse(const char *text, size_t n, int64_t *at);
/* When the step's decisions end to count: the next step; INT64_MAX at the last. */
int64_t drill_step_end(const struct drill *d, int32_t step);

/* overlay [ninjects]: all truth of injects before that time (INT64_MAX: of all). */
void drill_truth(const struct drill *d, int64_t before, int32_t *overlay);
/* overlay [ninjects]: what the team was told last of each inject by the time, itself
 * included; heard [ninjects] (NULL: nobody asks): was it told anything? */
void drill_belief(const struct drill *d, int32_t team, int64_t by, int32_t *overlay, bool *heard);

/* Makes a scenario of the drill: the base with these overlays, as-of the step (the
 * end of the last one: as the last one), checked. False when it does not hold, which
 * is in diagnostics that the context knows; out is to be released either way. */
typedef bool drill_make(void *context, const int32_t *overlay, int32_t step, struct scenario *out);

/* ---- decisions ---- */

/* Something to send: a row of allocation.csv. */
struct drill_line {
	int32_t period; /* departure, 0..; of a period before the step: what is done, else it comes too late */
	const char *item, *from, *to; /* ids */
	const char *route; /* NULL = the shortest open one, or handed over on the spot (from = to) */
	const char *holder; /* NULL = whose goods are there (what came from outside) */
	const char *lot; /* NULL = any, in the order in which plans draw: what expires in the horizon first, then
	                  * by lot */
	day expires; /* DAY_NONE = any */
	int64_t quantity; /* smallest units, >= 1 */
	const char *order; /* number on the order: its legal form; NULL */
	int32_t number; /* of the row in the sheet that it was read from, 1..; 0 = as it stands among the lines */
	struct where where;
};
struct drill_decision {
	struct arena arena; /* of the lines' texts */
	struct drill_line *lines; int32_t nlines, lines_room;
	int32_t nread; /* rows of the sheet, those that send nothing among them */
};
void drill_decision_init(struct drill_decision *d);
void drill_decision_release(struct drill_decision *d);
/* The legal form that an order number of the holder states, as plans number: "HOLDER-D" transfers,
 * "HOLDER-X" and "HOLDER-X-AGREEMENT" call up by agreement. -1: it states none. Either may be NULL. */
int drill_order_form(const char *number, const char *holder);
/* The text or NULL, into the arena. */
const char *drill_text(struct arena *arena, const char *text);

/* ---- what becomes of them ---- */

/* Why less was sent than decided: physics, not rules. */
enum drill_cut {
	CUT_UNKNOWN, /* nothing of that name is there in truth */
	CUT_GOODS, /* not there, not there any more, or not there yet */
	CUT_EXPIRED, /* not in date, or not fit for use */
	CUT_NO_ROAD, /* no such road, or it is closed on the way */
	CUT_VEHICLES, /* more than the vehicles carry */
	CUT_TONNAGE, /* more than the road or its bridge carries */
	CUT_UNITS, /* not a whole number of issue units */
	CUT_OVER, /* its period was over when it was decided */
	DRILL_CUTS
};
const char *drill_cut_word(enum drill_cut cut);
const char *drill_cut_title(enum drill_cut cut); /* translated */
/* Rules that a sent quantity breaks; each unit breaks the first that applies. */
enum drill_breach_kind {
	BREACH_CONSENT, /* neither government's nor under an agreement in force: needs a requisition decision */
	BREACH_HOUSEHOLD, /* household stock that is not released */
	BREACH_RELEASE, /* beyond the release share */
	BREACH_HOLD_BACK, /* of what the holder keeps back */
	BREACH_STALE, /* not counted as there: count or report too old, or set aside */
	BREACH_REACH, /* outside of where it may go */
	BREACH_NOTICE, /* before the notice is over */
	BREACH_AUTONOMY, /* of the local share */
	BREACH_FORM, /* the order is not of the legal form of the goods */
	BREACH_BUDGET, /* beyond the budget */
	DRILL_BREACHES
};
const char *drill_breach_word(enum drill_breach_kind kind);
const char *drill_breach_title(enum drill_breach_kind kind); /* translated */

/* A row that was due at a step, or came too late at it, and what became of it; smallest units. */
struct drill_row {
	struct drill_line line;
	int32_t step;
	int32_t number; /* within the decision, rows that send nothing counted, 1.. */
	int64_t sent; /* quantity = sent + all cuts */
	int64_t cut[DRILL_CUTS];
	int64_t breach[DRILL_BREACHES]; /* of what was sent; FORM and BUDGET beside the others */
	const char *route; /* it went by; NULL = on the spot, or not at all */
};

/* Goods of one kind that were moved: as struct announced_lot, by ids. */
struct drill_lot {
	const char *item, *holder, *lot, *transit, *place, *region; /* all but item and place may be NULL */
	day expires;
	bool own, capacity;
	enum legal_form form;
	int64_t release;
};
struct drill_sent { /* part of a row */
	int32_t lot; /* index into lots */
	int32_t seen; /* the same in the team's books: what it takes the part for by what it was told
	               * (index into lots) */
	int32_t row; /* index into rows */
	const char *from, *to, *route; /* route NULL = on the spot */
	int32_t depart, arrive; /* periods; arrive may be nperiods */
	int64_t depart_seconds, arrive_seconds; /* as it really is or looks now */
	int64_t due; /* arrival as the team had to expect it when it left, seconds */
	int64_t quantity;
	bool first_leg;
};
struct drill_handed {
	int32_t lot; /* index into lots */
	int32_t seen; /* the same in the team's books */
	int32_t period;
	const char *place, *item, *group; /* of the claim; group NULL */
	struct periods when; /* of the claim */
	int64_t quantity; /* of the claim's item */
	int64_t goods; /* of the lot's item */
	bool substitute;
};
struct drill_called { /* announced at the last step for later: the holder has had notice */
	int32_t lot; /* index into lots, in the team's books; its release is that of the call */
	int64_t quantity;
};
struct drill_state {
	struct arena arena;
	int32_t step; /* everything before the start of this step has happened; nsteps = all */
	struct drill_row *rows; int32_t nrows, rows_room; /* due so far, as decided */
	struct drill_lot *lots; int32_t nlots, lots_room;
	struct drill_sent *sent; int32_t nsent, sent_room;
	struct drill_handed *handed; int32_t nhanded, handed_room;
	struct drill_called *called; int32_t ncalled, called_room;
};
void drill_state_init(struct drill_state *state); /* nothing has happened */
void drill_state_release(struct drill_state *state);
void drill_state_copy(const struct drill_state *state, struct drill_state *out);
/* Index of a lot like this one, added with its texts when there is none. */
int32_t drill_state_lot(struct drill_state *state, const struct drill_lot *lot);
/* Goods that nobody can tell apart, whatever the books say of what they may do. */
bool drill_same_goods(const struct drill_lot *a, const struct drill_lot *b);

/* Who asks what has happened: the world, or the team, which knows of its own
 * shipments what its depots and drivers know: how much of which goods left, and when it
 * came, booked as it sees it; of goods that were ordered and not there nothing is left
 * there unless they were counted since; what should have come and has not is due any
 * time. */
enum drill_eyes { EYES_TRUTH, EYES_TEAM };
/* Notes for supply_build of s, before it is settled, what was called up of stock
 * (previous_call). */
void drill_call(const struct drill_state *state, enum drill_eyes eyes, struct scenario *s);
/* What has happened, as facts of a scenario (checked, as-of the state's step or, at the
 * end, the last one): settled into its supply (previous_settle), by which what was
 * called up keeps its release; no plan is held to it. Things that the scenario does not
 * have are left out. Lots are those of the state, by their index. line_of [nsent] (NULL: nobody
 * asks): index of the line that a part is in, -1 = left out. out comes from previous_init. */
void drill_settle(const struct drill_state *state, const struct scenario *s, enum drill_eyes eyes,
	struct supply *supply, struct previous *out, int32_t *line_of);

#endif
