#include "models/alteration_parts.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

/* What can be changed of what: names as in a scenario file. */

static const char *const fairness_words[] = {"leximin", "total", "proportional", NULL};
static const char *const status_words[] = {"good", "damaged", "reserved", NULL};

#define FIELD(what, name, kind, type, member, ...) \
	{what, name, kind, offsetof(struct type, member), __VA_ARGS__}
#define UP true, NULL
#define DOWN false, NULL
static const struct field fields[] = {
	FIELD(ALTERED_RATE, "amount", FIELD_RATE, rate, amount, UP),
	FIELD(ALTERED_RATE, "tier", FIELD_COUNT32, rate, tier, DOWN),
	FIELD(ALTERED_RATE, "rank", FIELD_COUNT32, rate, rank, DOWN),
	FIELD(ALTERED_NEED, "quantity", FIELD_QUANTITY, need, quantity, UP),
	FIELD(ALTERED_NEED, "tier", FIELD_COUNT32, need, tier, DOWN),
	FIELD(ALTERED_NEED, "rank", FIELD_COUNT32, need, rank, DOWN),
	FIELD(ALTERED_PEOPLE, "count", FIELD_COUNT, people, count, UP),
	FIELD(ALTERED_PEOPLE, "households", FIELD_COUNT, people, households, UP),
	FIELD(ALTERED_STOCK, "quantity", FIELD_QUANTITY, stock_line, declared, DOWN),
	FIELD(ALTERED_STOCK, "status", FIELD_WORD, stock_line, status, false, status_words),
	FIELD(ALTERED_STOCK, "expires", FIELD_DAY, stock_line, expires, DOWN),
	FIELD(ALTERED_TRANSIT, "quantity", FIELD_QUANTITY, transit, quantity, DOWN),
	FIELD(ALTERED_TRANSIT, "arrives", FIELD_INSTANT, transit, arrives, UP),
	FIELD(ALTERED_TERMS, "release", FIELD_SHARE, terms, release, DOWN),
	FIELD(ALTERED_TERMS, "hold-back", FIELD_HOLD_BACK, terms, hold_back, UP),
	FIELD(ALTERED_TERMS, "notice", FIELD_SECONDS, terms, notice, UP),
	FIELD(ALTERED_TERMS, "reach", FIELD_REACH, terms, reach, DOWN),
	FIELD(ALTERED_AGREEMENT, "from", FIELD_DAY, agreement, from, DOWN),
	FIELD(ALTERED_AGREEMENT, "to", FIELD_DAY, agreement, to, DOWN),
	FIELD(ALTERED_ROUTE, "lead", FIELD_SECONDS, route, lead, UP),
	FIELD(ALTERED_ROUTE, "cost-per-kg", FIELD_COST, route, cost_per_kg, UP),
	FIELD(ALTERED_ROUTE, "capacity-kg", FIELD_KG, route, capacity, DOWN),
	FIELD(ALTERED_ROUTE, "closed", FIELD_CLOSED, route, closed, DOWN),
	FIELD(ALTERED_SEGMENT, "capacity-kg", FIELD_KG, segment, capacity, DOWN),
	FIELD(ALTERED_SEGMENT, "closed", FIELD_CLOSED, segment, closed, DOWN),
	FIELD(ALTERED_VEHICLES, "kg", FIELD_KG, limit, amount, DOWN),
	FIELD(ALTERED_HELPERS, "minutes", FIELD_COUNT, limit, amount, DOWN),
	FIELD(ALTERED_BUDGET, "amount", FIELD_MONEY, limit, amount, DOWN),
	FIELD(ALTERED_MINIMUM, "quantity", FIELD_QUANTITY, minimum, quantity, UP),
	FIELD(ALTERED_END_STOCK, "quantity", FIELD_QUANTITY, minimum, quantity, UP),
	FIELD(ALTERED_TIER, "level", FIELD_COUNT32, tier_rule, level, DOWN),
	FIELD(ALTERED_GROUP, "visit-minutes", FIELD_COUNT, group, visit_minutes, UP),
	FIELD(ALTERED_GROUP, "door", FIELD_TRUTH, group, door, DOWN),
	FIELD(ALTERED_ITEM, "value", FIELD_MONEY, item, value, DOWN),
	FIELD(ALTERED_ITEM, "mass-kg", FIELD_KG, item, mass, UP),
	FIELD(ALTERED_POLICY, "fairness", FIELD_WORD, policy, fairness, false, fairness_words),
	FIELD(ALTERED_POLICY, "autonomy", FIELD_SHARE, policy, autonomy, DOWN),
	FIELD(ALTERED_POLICY, "spread", FIELD_SHARE, policy, spread, DOWN),
	FIELD(ALTERED_POLICY, "look-ahead", FIELD_COUNT32, policy, look_ahead, DOWN),
	FIELD(ALTERED_POLICY, "stale-after", FIELD_DURATION, policy, stale_after, DOWN),
	FIELD(ALTERED_POLICY, "step", FIELD_SHARE, policy, step, DOWN),
	FIELD(ALTERED_HORIZON, "count", FIELD_COUNT32, scenario, nperiods, DOWN),
	FIELD(ALTERED_HORIZON, "period", FIELD_SECONDS, scenario, period, DOWN),
	FIELD(ALTERED_HORIZON, "start", FIELD_INSTANT, scenario, start, DOWN),
};
enum { FIELDS = sizeof fields / sizeof *fields };

static const char *const words[ALTERED_SORTS] = {"rate", "need", "people", "stock", "transit",
	"holder", "terms", "agreement", "route", "segment", "vehicles", "helpers", "budget", "minimum",
	"end-stock", "tier", "group", "item", "policy", "horizon", "place"};
static const char *const titles[ALTERED_SORTS] = {N_("rate"), N_("need"), N_("people"), N_("stock"),
	N_("goods under way"), N_("holder"), N_("terms"), N_("agreement"), N_("route"), N_("segment"),
	N_("vehicles"), N_("helpers"), N_("budget"), N_("minimum"), N_("end stock"), N_("tier rule"),
	N_("group"), N_("item"), N_("policy"), N_("horizon"),
	N_("place")};

const char *altered_word(enum altered what)
{
	assert((unsigned)what < ALTERED_SORTS);
	return words[what];
}

const char *altered_title(enum altered what)
{
	assert((unsigned)what < ALTERED_SORTS);
	return _(titles[what]);
}

bool altered_removable(enum altered what)
{
	return what < ALTERED_MINIMUM ? what != ALTERED_SEGMENT : what <= ALTERED_TIER;
}

const struct field *altered_fields(enum altered what, int *n)
{
	const struct field *first = NULL;

	*n = 0;
	for (int k = 0; k < FIELDS; k++) {
		if (fields[k].what != what)
			continue;
		if (!first)
			first = &fields[k];
		++*n;
	}
	return first;
}

const struct field *altered_field(enum altered what, const char *name, size_t length)
{
	int n;
	const struct field *all = altered_fields(what, &n);

	for (int k = 0; k < n; k++) {
		if (strlen(all[k].name) == length && memcmp(all[k].name, name, length) == 0)
			return &all[k];
	}
	return NULL;
}

bool field_scales(const struct field *field)
{
	switch (field->kind) {
	case FIELD_QUANTITY:
	case FIELD_RATE:
	case FIELD_COST:
	case FIELD_COUNT:
	case FIELD_KG:
	case FIELD_MONEY:
	case FIELD_SHARE:
	case FIELD_HOLD_BACK:
	case FIELD_SECONDS:
		return true;
	case FIELD_COUNT32:
	case FIELD_DURATION:
	case FIELD_DAY:
	case FIELD_INSTANT:
	case FIELD_WORD:
	case FIELD_TRUTH:
	case FIELD_REACH:
	case FIELD_CLOSED:
		break;
	}
	return false;
}

const char *field_title(const struct field *field)
{
	static const struct {
		const char *name, *title;
		enum altered what; /* ALTERED_SORTS: of any */
	} names[] = {
		{"amount", N_("amount a day"), ALTERED_RATE}, {"count", N_("periods"), ALTERED_HORIZON},
		{"count", N_("persons"), ALTERED_PEOPLE}, {"amount", N_("amount"), ALTERED_SORTS},
		{"tier", N_("tier"), ALTERED_SORTS}, {"rank", N_("rank"), ALTERED_SORTS},
		{"quantity", N_("quantity"), ALTERED_SORTS}, {"households", N_("households"), ALTERED_SORTS},
		{"status", N_("status"), ALTERED_SORTS}, {"expires", N_("expires"), ALTERED_SORTS},
		{"arrives", N_("arrives"), ALTERED_SORTS}, {"release", N_("release share"), ALTERED_SORTS},
		{"hold-back", N_("hold-back"), ALTERED_SORTS}, {"notice", N_("notice"), ALTERED_SORTS},
		{"reach", N_("reach"), ALTERED_SORTS}, {"from", N_("in force from"), ALTERED_SORTS},
		{"to", N_("in force to"), ALTERED_SORTS}, {"lead", N_("lead time"), ALTERED_SORTS},
		{"cost-per-kg", N_("cost per kg"), ALTERED_SORTS},
		{"capacity-kg", N_("capacity (kg)"), ALTERED_SORTS}, {"closed", N_("closed"), ALTERED_SORTS},
		{"kg", N_("kg a period"), ALTERED_SORTS}, {"minutes", N_("minutes a period"), ALTERED_SORTS},
		{"level", N_("tier"), ALTERED_SORTS}, {"visit-minutes", N_("minutes a visit"), ALTERED_SORTS},
		{"door", N_("served at the door"), ALTERED_SORTS}, {"value", N_("value"), ALTERED_SORTS},
		{"mass-kg", N_("mass (kg)"), ALTERED_SORTS}, {"fairness", N_("fairness"), ALTERED_SORTS},
		{"autonomy", N_("autonomy"), ALTERED_SORTS}, {"spread", N_("spread"), ALTERED_SORTS},
		{"look-ahead", N_("look-ahead"), ALTERED_SORTS},
		{"stale-after", N_("stale after"), ALTERED_SORTS}, {"step", N_("step"), ALTERED_SORTS},
		{"period", N_("period"), ALTERED_SORTS}, {"start", N_("start"), ALTERED_SORTS},
	};

	for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
		if (strcmp(names[k].name, field->name) == 0 &&
			(names[k].what == field->what || names[k].what == ALTERED_SORTS))
			return _(names[k].title);
	}
	assert(!"a field has a title");
	return "";
}
