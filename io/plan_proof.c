#include "io/plan_proof.h"

#include "base/memory.h"

#include <assert.h>
#include <string.h>

static const char *const level_words[] = {
	[LEVEL_HARD] = "hard",
	[LEVEL_FAIR] = "fair",
	[LEVEL_CHANGE] = "change",
	[LEVEL_SUBSTITUTION] = "substitution",
	[LEVEL_WASTE] = "waste",
	[LEVEL_COST] = "cost",
	[LEVEL_DEPARTURE] = "departure",
	[LEVEL_ARRIVAL] = "arrival",
	[LEVEL_CANONICAL] = "canonical",
};
enum { LEVEL_KINDS = sizeof level_words / sizeof *level_words };

const char *level_word(enum level_kind kind)
{
	assert((unsigned)kind < LEVEL_KINDS);
	return level_words[kind];
}

/* The index of the id that an attribute names; -1 when it is absent. */
static void names_nothing(struct plan_element *in, const struct xml_attribute *a)
{
	plan_differs(in, 821, a, _("neither the scenario nor the plan has this"));
}

/* Of things that must all be different, one stands right behind itself. */
static void stands_twice(struct plan_element *in, bool twice)
{
	if (twice)
		plan_differs(in, 823, NULL, _("this stands twice in the plan"));
}

static bool load_id(struct plan_element *in, const char *name, const struct map *ids, int32_t *out)
{
	const struct xml_attribute *a = plan_attribute(in, name);
	struct text id;

	*out = -1;
	if (!a)
		return true;
	text_init(&id);
	text_add(&id, a->value, a->length);
	*out = map_get(ids, text_str(&id));
	text_release(&id);
	if (*out < 0)
		names_nothing(in, a);
	return *out >= 0;
}

/* A printed number 1..n as an index; -1 when it is absent. */
static bool load_index(struct plan_element *in, const char *name, int32_t n, int32_t *out)
{
	*out = -1;
	if (!plan_attribute(in, name))
		return true;
	if (!plan_number(in, name, out))
		return false;
	if (*out < 1 || *out > n) {
		names_nothing(in, plan_attribute(in, name));
		return false;
	}
	--*out;
	return true;
}

static bool load_flag(struct plan_element *in, const char *name)
{
	const struct xml_attribute *a = plan_attribute(in, name);

	if (a && !plan_word_is(a, "true") && !plan_word_is(a, "false"))
		plan_bad_value(in, a);
	return a && plan_word_is(a, "true");
}

/* The position of a needed word among n; -1 after a fault. */
static int load_word(struct plan_element *in, const char *name, const char *const *words, int n)
{
	const struct xml_attribute *a = plan_need(in, name);

	for (int k = 0; a && k < n; k++)
		if (plan_word_is(a, words[k]))
			return k;
	if (a)
		plan_bad_value(in, a);
	return -1;
}

void load_level(struct plan_element *in, struct plan *p)
{
	int32_t k = ARRAY_ADD(&p->levels, &p->nlevels, &p->levels_room);
	struct level *level = &p->levels[k];
	int kind = load_word(in, "kind", level_words, LEVEL_KINDS);

	level->step.den = level->gap.den = level->scale = 1;
	level->kind = kind < 0 ? LEVEL_HARD : (enum level_kind)kind;
	/* One plan among equals is no matter of proof. */
	if (level->kind != LEVEL_CANONICAL)
		plan_need(in, "proven");
	level->proven = load_flag(in, "proven");
	if (plan_number(in, "component", &level->component))
		level->component--;
	load_id(in, "item", &in->s->item_ids, &level->item);
	plan_ratio(in, "value", &level->value);
	level->bound = level->value;
	if (level->kind != LEVEL_CANONICAL)
		plan_ratio(in, "bound", &level->bound);
	if (plan_attribute(in, "gap"))
		plan_ratio(in, "gap", &level->gap);
	if (plan_attribute(in, "step"))
		plan_ratio(in, "step", &level->step);
	if (plan_attribute(in, "scale"))
		plan_integer(in, "scale", 1, &level->scale);
	if (level->kind == LEVEL_FAIR)
		plan_number(in, "tier", &level->tier);
	if (plan_attribute(in, "stage"))
		plan_number(in, "stage", &level->stage);
}

void load_stratum(struct plan_element *in, struct plan *p)
{
	struct level *level = p->nlevels > 0 ? &p->levels[p->nlevels - 1] : NULL;
	struct ratio rate;

	if (!level || !plan_ratio(in, "rate", &rate))
		return;
	/* Room is a power of two. */
	if ((level->nstrata & (level->nstrata - 1)) == 0) {
		size_t room = level->nstrata > 0 ? 2 * (size_t)level->nstrata : 1;
		struct ratio *rates = arena_calloc(&p->arena, room, sizeof *rates);

		if (level->nstrata > 0)
			memcpy(rates, level->rates, (size_t)level->nstrata * sizeof *rates);
		level->rates = rates;
	}
	level->rates[level->nstrata++] = rate;
}

static void load_items(struct plan_element *in, struct plan *p, struct component *c)
{
	const struct xml_attribute *a = plan_need(in, "items");
	struct text id;

	if (!a)
		return;
	c->items = arena_calloc(&p->arena, a->length / 2 + 1, sizeof *c->items);
	text_init(&id);
	for (size_t at = 0, end; at < a->length; at = end + 1) {
		for (end = at; end < a->length && a->value[end] != ' '; end++)
			;
		text_clear(&id);
		text_add(&id, a->value + at, end - at);
		c->items[c->nitems] = map_get(&in->s->item_ids, text_str(&id));
		if (end == at || c->items[c->nitems++] < 0) {
			names_nothing(in, a);
			c->nitems--;
			break;
		}
	}
	text_release(&id);
}

void load_component(struct plan_element *in, struct plan *p)
{
	int32_t k = ARRAY_ADD(&p->components, &p->ncomponents, &p->components_room), n;
	struct component *c = &p->components[k];

	if (plan_number(in, "n", &n) && n != p->ncomponents)
		plan_differs(in, 823, plan_attribute(in, "n"),
			_("a component is missing here, or stands twice: they are numbered 1, 2, 3 ..."));
	load_items(in, p, c);
	c->pure = plan_need(in, "pure") && load_flag(in, "pure");
	plan_number(in, "nodes", &c->nodes);
	plan_number(in, "arcs", &c->arcs);
	plan_number(in, "cells", &c->cells);
	plan_number(in, "rows", &c->rows);
}

void load_stratum_of(struct plan_element *in, struct proof *proof, int32_t cell)
{
	int64_t stratum;

	if (plan_attribute(in, "stratum") && plan_integer(in, "stratum", 1, &stratum)) {
		if (stratum < INT32_MAX)
			proof->strata[cell] = (int32_t)stratum;
		else
			plan_bad_value(in, plan_attribute(in, "stratum"));
	}
}

static bool load_goods_node(struct plan_element *in, struct proof_node *n)
{
	const struct scenario *s = in->s;
	const struct xml_attribute *last = plan_attribute(in, "last-day");
	struct instant release;

	if (last && !day_parse(last->value, last->length, &n->last_day)) {
		plan_bad_value(in, last);
		return false;
	}
	if (!load_id(in, "reach", &s->place_ids, &n->region))
		return false;
	if (n->kind == PROOF_SOURCE) {
		if (!plan_time(in, "release", &release))
			return false;
		n->release = release.seconds - s->start.seconds;
		n->arrives = load_flag(in, "arrives");
	}
	if (n->kind != PROOF_MEETING)
		return true;
	return plan_need(in, "route") && load_id(in, "route", &s->route_ids, &n->route)
		&& plan_need(in, "depart") && load_index(in, "depart", s->nperiods, &n->depart);
}

static bool load_node(struct plan_element *in, int32_t ncells, struct proof_node *n)
{
	const struct scenario *s = in->s;
	const char *words[PROOF_NODE_KINDS];
	int kind;

	for (kind = 0; kind < PROOF_NODE_KINDS; kind++)
		words[kind] = proof_node_word((enum proof_node_kind)kind);
	kind = load_word(in, "kind", words, PROOF_NODE_KINDS);
	if (kind < 0)
		return false;
	*n = (struct proof_node){(enum proof_node_kind)kind, -1, -1, -1, DAY_NONE, -1, 0, false, -1, -1, -1};
	if (kind == PROOF_CLAIM)
		return plan_need(in, "claim") && load_index(in, "claim", ncells, &n->claim);
	if (kind == PROOF_END)
		return plan_need(in, "minimum") && load_index(in, "minimum", s->nminima, &n->claim);
	if (!plan_need(in, "item") || !load_id(in, "item", &s->item_ids, &n->item)
		|| !plan_need(in, "place") || !load_id(in, "place", &s->place_ids, &n->place)
		|| !plan_need(in, "period") || !load_index(in, "period", s->nperiods, &n->period))
		return false;
	return kind == PROOF_COUNTER || load_goods_node(in, n);
}

static bool counts_numbers(const struct xml_attribute *a, int32_t n)
{
	int32_t found = 1;

	for (size_t k = 0; k < a->length; k++)
		found += a->value[k] == ' ';
	return found == n;
}

/* Just n numbers with blanks between; NULL after a fault. */
static wide *load_vector(struct plan_element *in, struct plan *p, const char *name, int32_t n)
{
	const struct xml_attribute *a = plan_need(in, name);
	wide *values = arena_calloc(&p->arena, (size_t)n, sizeof *values);
	int32_t found = 0;
	size_t at = 0;

	if (!a)
		return NULL;
	if (!counts_numbers(a, n)) {
		plan_differs(in, 823, a, _("these are not as many numbers as its part has rounds or prices"));
		return NULL;
	}
	while (found < n && at <= a->length) {
		size_t end = at;

		while (end < a->length && a->value[end] != ' ')
			end++;
		if (!wide_parse(a->value + at, end - at, &values[found]))
			break;
		found++;
		at = end + 1;
	}
	if (found == n && at == a->length + 1)
		return values;
	plan_bad_value(in, a);
	return NULL;
}

static bool same_node(const struct proof_node *x, const struct proof_node *y)
{
	return x->kind == y->kind && x->item == y->item && x->place == y->place && x->period == y->period
		&& x->last_day == y->last_day && x->region == y->region && x->release == y->release
		&& x->arrives == y->arrives && x->route == y->route && x->depart == y->depart && x->claim == y->claim;
}

/* One more of the nodes with a vector of n prices. */
static void load_price(struct plan_element *in, struct plan *p, int32_t ncells, int32_t n, struct proof_price **all,
	int32_t *count, int32_t *room)
{
	struct proof_price price = {0};
	int32_t k;

	if (!load_node(in, ncells, &price.node))
		return;
	price.price = load_vector(in, p, "y", n);
	if (!price.price)
		return;
	stands_twice(in, *count > 0 && same_node(&(*all)[*count - 1].node, &price.node));
	k = ARRAY_ADD(all, count, room);
	(*all)[k] = price;
}

/* Linear levels of the component before this one; by the rule total the fair ones are. */
static int32_t linear_before(const struct plan *p, const struct scenario *s, int32_t level)
{
	enum level_kind first = s->policy.fairness == FAIRNESS_TOTAL ? LEVEL_FAIR : LEVEL_CHANGE;
	int32_t n = 0;

	for (int32_t k = 0; k < level; k++)
		n += p->levels[k].component == p->levels[level].component && p->levels[k].kind >= first;
	return n;
}

static void load_round(struct plan_element *in, struct plan *p, struct proof_component *c)
{
	struct proof_round round = {0};
	int32_t k;

	if (!plan_need(in, "level") || !load_index(in, "level", p->nlevels, &round.level)
		|| !plan_number(in, "shift", &round.shift))
		return;
	if (plan_attribute(in, "stratum") && !plan_number(in, "stratum", &round.stratum))
		return;
	round.derived = load_flag(in, "derived");
	if (round.shift < 0 || round.shift > 100 || round.stratum < 0) {
		plan_bad_value(in, plan_attribute(in, round.stratum < 0 ? "stratum" : "shift"));
		return;
	}
	round.nmu = round.stratum == 0 ? linear_before(p, in->s, round.level) : 0;
	if (round.nmu > 0)
		round.mu = load_vector(in, p, "mu", round.nmu);
	if (round.nmu > 0 && !round.mu)
		return;
	k = ARRAY_ADD(&c->rounds, &c->nrounds, &c->rounds_room);
	c->rounds[k] = round;
}

static void load_row(struct plan_element *in, struct plan *p, struct proof_component *c)
{
	struct proof_row row;
	int32_t k;

	if (!plan_need(in, "bound") || !load_index(in, "bound", c->nbounds, &row.bound)
		|| !load_index(in, "period", in->s->nperiods, &row.period))
		return;
	row.pi = load_vector(in, p, "pi", c->nrounds);
	if (!row.pi)
		return;
	stands_twice(in, c->nrows > 0 && c->rows[c->nrows - 1].bound == row.bound
		&& c->rows[c->nrows - 1].period == row.period);
	k = ARRAY_ADD(&c->rows, &c->nrows, &c->rows_room);
	c->rows[k] = row;
}

static void load_visit(struct plan_element *in, struct plan *p, struct proof_component *c, int32_t ncells)
{
	struct proof_visit visit;
	int32_t k;

	if (!plan_need(in, "claim") || !load_index(in, "claim", ncells, &visit.claim)
		|| !plan_need(in, "period") || !load_index(in, "period", in->s->nperiods, &visit.period))
		return;
	visit.rho = load_vector(in, p, "rho", c->nrounds);
	if (!visit.rho)
		return;
	stands_twice(in, c->nvisits > 0 && c->visits[c->nvisits - 1].claim == visit.claim
		&& c->visits[c->nvisits - 1].period == visit.period);
	k = ARRAY_ADD(&c->visits, &c->nvisits, &c->visits_room);
	c->visits[k] = visit;
}

static void load_weight(struct plan_element *in, struct plan *p, struct proof_component *c, int32_t ncells)
{
	struct proof_weight weight;
	int32_t k;

	if (!plan_need(in, "claim") || !load_index(in, "claim", ncells, &weight.claim))
		return;
	weight.w = load_vector(in, p, "w", c->nrounds);
	if (!weight.w)
		return;
	stands_twice(in, c->nweights > 0 && c->weights[c->nweights - 1].claim == weight.claim);
	k = ARRAY_ADD(&c->weights, &c->nweights, &c->weights_room);
	c->weights[k] = weight;
}

static void load_side(struct plan_element *in, struct proof_cut *cut, int32_t ncells)
{
	struct proof_side side = {0};
	int32_t k;

	if (!plan_need(in, "inside") || !load_node(in, ncells, &side.node))
		return;
	side.inside = load_flag(in, "inside");
	stands_twice(in, cut->nsides > 0 && same_node(&cut->sides[cut->nsides - 1].node, &side.node));
	k = ARRAY_ADD(&cut->sides, &cut->nsides, &cut->sides_room);
	cut->sides[k] = side;
}

static void load_bound(struct plan_element *in, struct proof_component *c)
{
	const struct scenario *s = in->s;
	struct proof_bound bound;
	int32_t k;

	if (!load_index(in, "limit", s->nlimits, &bound.limit)
		|| !load_id(in, "route", &s->route_ids, &bound.route)
		|| !load_id(in, "segment", &s->segment_ids, &bound.segment))
		return;
	stands_twice(in, c->nbounds > 0 && c->bounds[c->nbounds - 1].limit == bound.limit
		&& c->bounds[c->nbounds - 1].route == bound.route && c->bounds[c->nbounds - 1].segment == bound.segment);
	k = ARRAY_ADD(&c->bounds, &c->nbounds, &c->bounds_room);
	c->bounds[k] = bound;
}

static void load_least(struct plan_element *in, struct proof_component *c, int32_t ncells)
{
	struct proof_least least;
	int32_t k;

	if (!plan_need(in, "claim") || !load_index(in, "claim", ncells, &least.claim)
		|| !plan_integer(in, "units", 1, &least.units))
		return;
	stands_twice(in, c->nleast > 0 && c->least[c->nleast - 1].claim == least.claim);
	k = ARRAY_ADD(&c->least, &c->nleast, &c->least_room);
	c->least[k] = least;
}

static void load_part(struct plan_element *in, struct plan *p, int32_t *part)
{
	struct proof_component *c;
	int32_t n;

	*part = -1;
	if (!plan_need(in, "component") || !load_index(in, "component", p->ncomponents, &n))
		return;
	*part = n;
	c = &p->proof.components[*part];
	c->substitutes = load_flag(in, "substitutes");
	c->relaxed = load_flag(in, "relaxed");
	c->shared_minima = load_flag(in, "shared-minima");
	if (plan_attribute(in, "prices") && plan_number(in, "prices", &c->nprices)
		&& (c->nprices < 0 || c->nprices > p->nlevels)) {
		plan_bad_value(in, plan_attribute(in, "prices"));
		c->nprices = 0;
	}
}

void load_proof(struct plan_element *in, struct plan *p, int32_t ncells, int32_t *part)
{
	const char *name = in->e->name;
	struct proof_component *c;

	if (strcmp(name, "proof") == 0) {
		p->proof.components = mem_calloc((size_t)p->ncomponents, sizeof *p->proof.components);
		return;
	}
	if (strcmp(name, "part") == 0) {
		load_part(in, p, part);
		return;
	}
	if (*part < 0)
		return;
	c = &p->proof.components[*part];
	if (strcmp(name, "bound") == 0)
		load_bound(in, c);
	else if (strcmp(name, "least") == 0)
		load_least(in, c, ncells);
	else if (strcmp(name, "price") == 0)
		load_price(in, p, ncells, c->nprices, &c->prices, &c->nwritten, &c->prices_room);
	else if (strcmp(name, "round") == 0)
		load_round(in, p, c);
	else if (strcmp(name, "balance") == 0)
		load_price(in, p, ncells, c->nrounds, &c->balances, &c->nbalances, &c->balances_room);
	else if (strcmp(name, "row") == 0)
		load_row(in, p, c);
	else if (strcmp(name, "visit") == 0)
		load_visit(in, p, c, ncells);
	else if (strcmp(name, "weight") == 0)
		load_weight(in, p, c, ncells);
	else
		load_side(in, &c->cut, ncells);
}
