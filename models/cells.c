#include "models/cells.h"

#include "models/order.h"
#include "models/supply.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define SECONDS_OF_RATE 86400 /* a rate is per 24 hours */

/* ---- People ---- */

static bool covers_period(struct periods when, int32_t period)
{
	return when.first <= period && period <= when.last;
}

static int64_t people_sum(
	const struct scenario *s, int32_t place, int32_t group, int32_t period, bool households)
{
	int64_t sum = 0;
	int32_t i;

	for (i = 0; i < s->npeople; i++) {
		const struct people *p = &s->people[i];
		int64_t heads = households ? p->households : p->count;

		if (heads > 0 && (group < 0 || p->group == group) &&
			covers_period(p->when, period) && place_within(s, p->place, place))
			sum += heads;
	}
	return sum;
}

int64_t people_count(const struct scenario *s, int32_t place, int32_t group, int32_t period)
{
	return people_sum(s, place, group, period, false);
}

int64_t people_households(const struct scenario *s, int32_t place, int32_t group, int32_t period)
{
	return people_sum(s, place, group, period, true);
}

/* ---- Tiers ---- */

int32_t tier_of(const struct scenario *s, int32_t item, int32_t group)
{
	/* of both, of the group, of the item */
	int32_t both = 0, of_group = 0, of_item = 0, i;

	for (i = 0; i < s->ntier_rules; i++) {
		const struct tier_rule *rule = &s->tier_rules[i];

		if (rule->item == item && rule->group == group)
			both = rule->level;
		else if (rule->item < 0 && rule->group == group)
			of_group = rule->level;
		else if (rule->item == item && rule->group < 0)
			of_item = rule->level;
	}
	if (both > 0)
		return both;
	if (of_group > 0)
		return of_group;
	return of_item > 0 ? of_item : s->default_tier;
}

/* ---- Minima ---- */

bool minimum_counts(const struct scenario *s, const struct minimum *m, const struct cell *c)
{
	return !m->end_stock && m->item == c->item && place_stand(s, m->place) == c->place
		&& (m->group < 0 || m->group == c->group) && c->when.first >= m->when.first
		&& c->when.last <= m->when.last;
}

/* ---- Building ---- */

/* Element numbers by place: numbers[start[k]..start[k + 1]) of place k. */
struct by_place {
	int32_t *start; /* [nplaces + 2]; the last bucket holds what has no place */
	int32_t *numbers;
};

struct build {
	const struct scenario *s;
	struct cells *out;
	int32_t *tier; /* [nitems][ngroups] */
	struct by_place people; /* by stand */
	struct by_place rates;
	/* heads at the place in hand: [ngroups][nperiods] */
	int64_t *persons, *households;
	int32_t *chosen; /* [nperiods] rate that counts, -1 */
};

static int32_t people_stand(const struct scenario *s, int32_t i)
{
	return place_stand(s, s->people[i].place);
}

static int32_t rate_place(const struct scenario *s, int32_t i)
{
	return s->rates[i].place;
}

static struct by_place by_place_build(const struct scenario *s, int32_t n,
	int32_t (*place_of)(const struct scenario *s, int32_t i))
{
	struct by_place index;
	int32_t i, *at;

	index.start = mem_calloc((size_t)s->nplaces + 2, sizeof *index.start);
	index.numbers = mem_calloc((size_t)n, sizeof *index.numbers);
	for (i = 0; i < n; i++) {
		int32_t place = place_of(s, i);

		index.start[(place < 0 ? s->nplaces : place) + 1]++;
	}
	for (i = 0; i <= s->nplaces; i++)
		index.start[i + 1] += index.start[i];
	at = mem_calloc((size_t)s->nplaces + 1, sizeof *at);
	for (i = 0; i < n; i++) {
		int32_t place = place_of(s, i);

		place = place < 0 ? s->nplaces : place;
		index.numbers[index.start[place] + at[place]++] = i;
	}
	mem_free(at);
	return index;
}

static void by_place_release(struct by_place *index)
{
	mem_free(index->start);
	mem_free(index->numbers);
}

static void build_init(struct build *b, const struct scenario *s, struct cells *out)
{
	size_t heads = (size_t)s->ngroups * (size_t)s->nperiods;
	int32_t i, g;

	b->s = s;
	b->out = out;
	b->tier = mem_calloc((size_t)s->nitems * (size_t)s->ngroups, sizeof *b->tier);
	for (i = 0; i < s->nitems; i++) {
		for (g = 0; g < s->ngroups; g++)
			b->tier[(size_t)i * (size_t)s->ngroups + (size_t)g] = tier_of(s, i, g);
	}
	b->people = by_place_build(s, s->npeople, people_stand);
	b->rates = by_place_build(s, s->nrates, rate_place);
	b->persons = mem_calloc(heads, sizeof *b->persons);
	b->households = mem_calloc(heads, sizeof *b->households);
	b->chosen = mem_calloc((size_t)s->nperiods, sizeof *b->chosen);
}

static void build_release(struct build *b)
{
	mem_free(b->tier);
	by_place_release(&b->people);
	by_place_release(&b->rates);
	mem_free(b->persons);
	mem_free(b->households);
	mem_free(b->chosen);
}

/* Fills persons and households for everyone who stands at the place. */
static void count_heads(struct build *b, int32_t stand)
{
	const struct scenario *s = b->s;
	size_t heads = (size_t)s->ngroups * (size_t)s->nperiods;
	int32_t k, t;

	memset(b->persons, 0, heads * sizeof *b->persons);
	memset(b->households, 0, heads * sizeof *b->households);
	for (k = b->people.start[stand]; k < b->people.start[stand + 1]; k++) {
		const struct people *p = &s->people[b->people.numbers[k]];
		size_t row = (size_t)p->group * (size_t)s->nperiods;

		for (t = p->when.first; t <= p->when.last && t < s->nperiods; t++) {
			b->persons[row + (size_t)t] += p->count;
			if (p->households > 0)
				b->households[row + (size_t)t] += p->households;
		}
	}
}

static struct cell *add_cell(struct build *b)
{
	struct cells *out = b->out;
	int32_t c = ARRAY_ADD(&out->cells, &out->ncells, &out->cells_room);

	out->cells[c].rate = -1;
	out->cells[c].need = -1;
	return &out->cells[c];
}

/* What rates and needs have in common. */
static void finish_cell(
	struct build *b, struct cell *cell, struct periods when, enum unmet unmet, int32_t waits)
{
	const struct scenario *s = b->s;
	int32_t end = s->nperiods - 1;

	cell->when = when;
	cell->wanted_last = when.last;
	if (unmet == UNMET_WAITS && waits > 0)
		cell->when.last = waits < end - when.last ? when.last + waits : end;
	if (cell->tier == 0)
		cell->tier = b->tier[(size_t)cell->item * (size_t)s->ngroups + (size_t)cell->group];
	cell->stage = s->policy.look_ahead > 0 && when.first >= s->policy.look_ahead;
	cell->units = int_ceil_div(cell->demand, s->items[cell->item].issue_unit);
}

/* ---- Rates ---- */

/* A rate that holds at the place in hand; small distance = narrow region. */
struct candidate {
	const struct scenario *s;
	int32_t rate, distance;
};

static int compare_candidates(const void *left, const void *right)
{
	const struct candidate *a = left, *b = right;
	const struct rate *p = &a->s->rates[a->rate], *q = &b->s->rates[b->rate];
	int order = int_compare(p->item, q->item);

	if (order == 0)
		order = int_compare(a->distance, b->distance);
	if (order == 0) /* the one that names the group first */
		order = int_compare(p->group < 0, q->group < 0);
	return order ? order : int_compare(a->rate, b->rate);
}

/* All rates that hold at the place, by item, then as they count: [*n]. */
static struct candidate *collect_candidates(const struct build *b, int32_t stand, int32_t *n)
{
	const struct scenario *s = b->s;
	struct candidate *found = NULL;
	int32_t count = 0, room = 0, distance = 0, at = stand, k;

	for (;;) {
		int32_t bucket = at < 0 ? s->nplaces : at;

		for (k = b->rates.start[bucket]; k < b->rates.start[bucket + 1]; k++) {
			int32_t i = ARRAY_ADD(&found, &count, &room);

			found[i] = (struct candidate){s, b->rates.numbers[k], distance};
		}
		if (at < 0)
			break;
		at = s->places[at].in;
		distance++;
	}
	if (count > 0)
		qsort(found, (size_t)count, sizeof *found, compare_candidates);
	*n = count;
	return found;
}

/* Heads that the rate counts for group g in period t. A rate per place holds
 * once at every community, at a site only where the group is or the site is
 * named. */
static int64_t rate_heads(
	const struct build *b, const struct rate *rate, int32_t stand, int32_t g, int32_t t)
{
	size_t at = (size_t)g * (size_t)b->s->nperiods + (size_t)t;

	if (rate->per == RATE_PERSON)
		return b->persons[at];
	if (rate->per == RATE_HOUSEHOLD)
		return b->households[at];
	return place_kind_is_community(b->s->places[stand].kind) || rate->place == stand ||
		b->persons[at] > 0;
}

/* Cells of the periods in which this rate is the chosen one:
 *   need(t) = ceil(sum to t) - ceil(sum to t - 1), sum of amount heads P / 24 h. */
static void add_rate_cells(struct build *b, int32_t rate_number, int32_t stand, int32_t g)
{
	const struct scenario *s = b->s;
	const struct rate *rate = &s->rates[rate_number];
	struct ratio per_head = {0, 1};
	wide heads = 0;
	int64_t before = 0;
	int32_t t;
	bool fits = ratio_make_wide((wide)rate->amount.num * s->period,
		(wide)rate->amount.den * SECONDS_OF_RATE, &per_head);

	assert(fits); /* scenario_check refuses what does not */
	for (t = 0; t < s->nperiods; t++) {
		int64_t total;
		struct cell *cell;

		if (b->chosen[t] != rate_number)
			continue;
		heads += rate_heads(b, rate, stand, g, t);
		total = (int64_t)wide_ceil_div(heads * per_head.num, per_head.den);
		if (total == before)
			continue;
		cell = add_cell(b);
		cell->place = stand;
		cell->item = rate->item;
		cell->group = g;
		cell->tier = rate->tier;
		cell->rank = rate->rank;
		cell->rate = rate_number;
		cell->demand = total - before;
		finish_cell(b, cell, (struct periods){t, t}, rate->unmet, rate->waits);
		before = total;
	}
}

static void choose_rates(struct build *b, const struct candidate *candidates, int32_t n, int32_t g)
{
	int32_t t, k;

	for (t = 0; t < b->s->nperiods; t++) {
		b->chosen[t] = -1;
		for (k = 0; k < n && b->chosen[t] < 0; k++) {
			const struct rate *rate = &b->s->rates[candidates[k].rate];

			if ((rate->group < 0 || rate->group == g) && covers_period(rate->when, t))
				b->chosen[t] = candidates[k].rate;
		}
	}
}

static void add_place_rates(struct build *b, int32_t stand)
{
	const struct scenario *s = b->s;
	int32_t n, from, to, g, k;
	struct candidate *candidates = collect_candidates(b, stand, &n);

	if (n > 0)
		count_heads(b, stand);
	for (from = 0; from < n; from = to) {
		for (to = from; to < n; to++) {
			if (s->rates[candidates[to].rate].item !=
				s->rates[candidates[from].rate].item)
				break;
		}
		for (g = 0; g < s->ngroups; g++) {
			choose_rates(b, candidates + from, to - from, g);
			for (k = from; k < to; k++) {
				int32_t group = s->rates[candidates[k].rate].group;

				if (group < 0 || group == g)
					add_rate_cells(b, candidates[k].rate, stand, g);
			}
		}
	}
	mem_free(candidates);
}

static void add_rates(struct build *b)
{
	const struct scenario *s = b->s;
	int32_t p;

	if (s->nrates == 0)
		return;
	for (p = 0; p < s->nplaces; p++) {
		enum place_kind kind = s->places[p].kind;

		if ((place_kind_is_community(kind) || place_kind_is_site(kind)) &&
			place_stand(s, p) == p)
			add_place_rates(b, p);
	}
}

/* ---- Needs ---- */

static void add_need(struct build *b, int32_t number, struct periods when)
{
	const struct need *need = &b->s->needs[number];
	struct cell *cell = add_cell(b);

	cell->place = place_stand(b->s, need->place);
	cell->item = need->item;
	cell->group = need->group;
	cell->tier = need->tier;
	cell->rank = need->rank;
	cell->need = number;
	cell->demand = need->quantity;
	finish_cell(b, cell, when, need->unmet, need->waits);
}

static void add_needs(struct build *b)
{
	const struct scenario *s = b->s;
	int32_t i, t;

	for (i = 0; i < s->nneeds; i++) {
		struct periods when = s->needs[i].when;

		if (when.last >= s->nperiods)
			when.last = s->nperiods - 1;
		if (s->needs[i].quantity <= 0 || when.first > when.last)
			continue;
		if (!s->needs[i].each) {
			add_need(b, i, when);
			continue;
		}
		for (t = when.first; t <= when.last; t++)
			add_need(b, i, (struct periods){t, t});
	}
}

/* ---- Order ---- */

struct cell_key {
	const struct scenario *s;
	int32_t item, place, group; /* ranks of the ids */
	struct cell cell;
};

/* Two cells of everything alike come from different needs, or from a rate and
 * a need; needs are told apart by what they say, not by where they stand. */
static int compare_claims(const struct scenario *s, const struct cell *a, const struct cell *b)
{
	const struct need *p, *q;
	int order = int_compare(a->rate < 0, b->rate < 0);

	if (order == 0)
		order = int_compare(a->rank, b->rank);
	if (order == 0)
		order = int_compare(a->demand, b->demand);
	if (order == 0)
		order = int_compare(a->wanted_last, b->wanted_last);
	if (order || a->need < 0)
		return order;
	p = &s->needs[a->need];
	q = &s->needs[b->need];
	order = strcmp(s->places[p->place].id, s->places[q->place].id);
	if (order == 0)
		order = text_compare(p->basis, q->basis);
	if (order == 0)
		order = int_compare(p->each, q->each);
	if (order == 0)
		order = int_compare(p->quality, q->quality);
	return order ? order : int_compare(a->need, b->need);
}

static int compare_cells(const void *left, const void *right)
{
	const struct cell_key *a = left, *b = right;
	int order = int_compare(a->item, b->item);

	if (order == 0)
		order = int_compare(a->place, b->place);
	if (order == 0)
		order = int_compare(a->group, b->group);
	if (order == 0)
		order = int_compare(a->cell.when.first, b->cell.when.first);
	if (order == 0)
		order = int_compare(a->cell.when.last, b->cell.when.last);
	if (order == 0)
		order = int_compare(a->cell.tier, b->cell.tier);
	return order ? order : compare_claims(a->s, &a->cell, &b->cell);
}

static void sort_cells(const struct scenario *s, struct cells *out)
{
	int32_t *item_rank = id_ranks(s->items, s->nitems, sizeof *s->items);
	int32_t *place_rank = id_ranks(s->places, s->nplaces, sizeof *s->places);
	int32_t *group_rank = id_ranks(s->groups, s->ngroups, sizeof *s->groups);
	struct cell_key *keys = mem_calloc((size_t)out->ncells, sizeof *keys);
	int32_t c;

	for (c = 0; c < out->ncells; c++) {
		const struct cell *cell = &out->cells[c];

		keys[c] = (struct cell_key){s, item_rank[cell->item], place_rank[cell->place],
			group_rank[cell->group], *cell};
	}
	if (out->ncells > 0)
		qsort(keys, (size_t)out->ncells, sizeof *keys, compare_cells);
	for (c = 0; c < out->ncells; c++)
		out->cells[c] = keys[c].cell;
	mem_free(keys);
	mem_free(group_rank);
	mem_free(place_rank);
	mem_free(item_rank);
}

/* ---- Household stock ---- */

/* One household holder's lines of one item, and the cells they may serve. */
struct shelf {
	int32_t line;
	int32_t first; /* period in which its amount exists */
	day last_day;
	int64_t left; /* smallest units */
};
struct pantry {
	int32_t holder;
	struct shelf *shelves; /* [nshelves] in the order of expiry */
	int32_t nshelves;
	const int32_t *cells; /* [ncells] earliest first */
	int32_t ncells;
};

/* floor(d * covered people / people of the group), at most d. Covers of the
 * whole place share in proportion, the same share for every group. */
static int64_t covered_part(const struct build *b, int32_t holder, const struct cell *cell)
{
	const struct scenario *s = b->s;
	const struct holder *h = &s->holders[holder];
	size_t t = (size_t)cell->when.first;
	int64_t group = b->persons[(size_t)cell->group * (size_t)s->nperiods + t];
	int64_t everyone = 0, of_group = 0, of_all = 0, part = 0;
	int32_t i, g;

	for (g = 0; g < s->ngroups; g++)
		everyone += b->persons[(size_t)g * (size_t)s->nperiods + t];
	for (i = 0; i < h->ncovers; i++) {
		if (h->covers[i].group == cell->group)
			of_group += h->covers[i].people;
		else if (h->covers[i].group < 0)
			of_all += h->covers[i].people;
	}
	if (group > 0)
		part = of_group >= group ? cell->demand
					 : int_mul_div_floor(cell->demand, of_group, group);
	if (everyone > 0 && group > 0)
		part += of_all >= everyone ? cell->demand
					   : int_mul_div_floor(cell->demand, of_all, everyone);
	return part < cell->demand ? part : cell->demand;
}

/* The first period in which an amount of that date exists. */
static int32_t first_period(const struct scenario *s, int64_t dated)
{
	int64_t after;

	if (dated == INSTANT_NONE || dated <= s->start.seconds)
		return 0;
	after = (dated - s->start.seconds) / s->period;
	return after < s->nperiods ? (int32_t)after : s->nperiods;
}

static void use_pantry(struct build *b, struct pantry *pantry)
{
	const struct scenario *s = b->s;
	struct cells *out = b->out;
	int32_t k, i;

	for (k = 0; k < pantry->ncells; k++) {
		int32_t c = pantry->cells[k];
		struct cell *cell = &out->cells[c];
		int64_t want = covered_part(b, pantry->holder, cell);

		if (want > cell->demand - cell->household)
			want = cell->demand - cell->household;
		for (i = 0; i < pantry->nshelves && want > 0; i++) {
			struct shelf *shelf = &pantry->shelves[i];
			int64_t take = want < shelf->left ? want : shelf->left;
			int32_t period = shelf->first, use;

			if (period < cell->when.first)
				period = cell->when.first;
			if (take == 0 || period > cell->when.last || period >= s->places[cell->place].lost ||
				!usable_in(s, shelf->last_day, period))
				continue;
			use = ARRAY_ADD(&out->uses, &out->nuses, &out->uses_room);
			out->uses[use] = (struct household_use){c, shelf->line, take, period};
			shelf->left -= take;
			cell->household += take;
			want -= take;
		}
	}
}

struct turn { /* a cell's turn: earliest window first, then tier, then its place in the order */
	int32_t first, tier, cell;
};

static int compare_turns(const void *left, const void *right)
{
	const struct turn *a = left, *b = right;
	int order = int_compare(a->first, b->first);

	if (order == 0)
		order = int_compare(a->tier, b->tier);
	return order ? order : int_compare(a->cell, b->cell);
}

int32_t cells_find(
	const struct scenario *s, const struct cells *c, int32_t item, int32_t place, int32_t *end)
{
	int32_t low = 0, high = c->ncells, last;

	while (low < high) {
		int32_t middle = low + (high - low) / 2;
		const struct cell *cell = &c->cells[middle];
		int order = strcmp(s->items[cell->item].id, s->items[item].id);

		if (order == 0)
			order = strcmp(s->places[cell->place].id, s->places[place].id);
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	last = low;
	while (last < c->ncells && c->cells[last].item == item && c->cells[last].place == place)
		last++;
	*end = last;
	return low;
}

/* The cells of item and place in their turns: [*n], mem_free by the caller. */
static int32_t *cells_in_turn(const struct build *b, int32_t item, int32_t place, int32_t *n)
{
	const struct cells *out = b->out;
	int32_t last, c;
	int32_t first = cells_find(b->s, out, item, place, &last);
	struct turn *turns;
	int32_t *order;

	*n = last - first;
	turns = mem_calloc((size_t)*n, sizeof *turns);
	order = mem_calloc((size_t)*n, sizeof *order);
	for (c = first; c < last; c++)
		turns[c - first] = (struct turn){out->cells[c].when.first, out->cells[c].tier, c};
	if (*n > 0)
		qsort(turns, (size_t)*n, sizeof *turns, compare_turns);
	for (c = 0; c < *n; c++)
		order[c] = turns[c].cell;
	mem_free(turns);
	return order;
}

static bool feeds_household(const struct scenario *s, int32_t line)
{
	const struct stock_line *l = &s->lines[line];

	return s->holders[l->holder].kind == HOLDER_HOUSEHOLD && line_counted(s, line) &&
		l->status == STATUS_GOOD && l->mode != MODE_CAPACITY;
}

/* Lines from..to are those of one holder and item. */
static void use_lines(struct build *b, const int32_t *lines, int32_t nlines)
{
	const struct scenario *s = b->s;
	const struct stock_line *first = &s->lines[lines[0]];
	int32_t stand = place_stand(s, s->holders[first->holder].place);
	struct pantry pantry = {.holder = first->holder};
	int32_t *cells;
	int32_t i;

	pantry.shelves = mem_calloc((size_t)nlines, sizeof *pantry.shelves);
	for (i = 0; i < nlines; i++) {
		if (feeds_household(s, lines[i]))
			pantry.shelves[pantry.nshelves++] =
				(struct shelf){lines[i], first_period(s, line_dated(s, lines[i])),
					line_last_day(s, lines[i]), line_quantity(s, lines[i])};
	}
	cells = cells_in_turn(b, first->item, stand, &pantry.ncells);
	pantry.cells = cells;
	if (pantry.nshelves > 0 && pantry.ncells > 0) {
		count_heads(b, stand);
		use_pantry(b, &pantry);
	}
	mem_free(cells);
	mem_free(pantry.shelves);
}

struct use_key {
	const struct scenario *s;
	struct household_use use;
};

static int compare_uses(const void *left, const void *right)
{
	const struct use_key *a = left, *b = right;
	const struct stock_line *p = &a->s->lines[a->use.line], *q = &b->s->lines[b->use.line];
	int order = int_compare(a->use.cell, b->use.cell);

	if (order == 0)
		order = int_compare(a->use.period, b->use.period);
	if (order == 0 && p->holder != q->holder)
		order = strcmp(a->s->holders[p->holder].id, a->s->holders[q->holder].id);
	return order ? order : line_compare(a->s, a->use.line, b->use.line);
}

static void sort_uses(const struct scenario *s, struct cells *out)
{
	struct use_key *keys = mem_calloc((size_t)out->nuses, sizeof *keys);
	int32_t i;

	for (i = 0; i < out->nuses; i++)
		keys[i] = (struct use_key){s, out->uses[i]};
	if (out->nuses > 0)
		qsort(keys, (size_t)out->nuses, sizeof *keys, compare_uses);
	for (i = 0; i < out->nuses; i++)
		out->uses[i] = keys[i].use;
	mem_free(keys);
}

/* Holders in the order of their ids: the earlier ones feed their people
 * first; all of one stand's people are counted for each of its holders. */
static void use_household_stock(struct build *b)
{
	const struct scenario *s = b->s;
	int32_t nlines, from, to;
	int32_t *lines = lines_ordered(s, &nlines);

	for (from = 0; from < nlines; from = to) {
		const struct holder *holder = &s->holders[s->lines[lines[from]].holder];

		to = lines_run_end(s, lines, nlines, from);
		if (holder->kind == HOLDER_HOUSEHOLD && holder->ncovers > 0)
			use_lines(b, lines + from, to - from);
	}
	mem_free(lines);
	sort_uses(s, b->out);
}

/* fact = D - ceil((d - household) / u): whole issue units that are still
 * needed fill the cell. */
static void set_facts(const struct scenario *s, struct cells *out)
{
	int32_t c;

	for (c = 0; c < out->ncells; c++) {
		struct cell *cell = &out->cells[c];

		cell->fact = cell->units -
			int_ceil_div(
				cell->demand - cell->household, s->items[cell->item].issue_unit);
	}
}

void cells_build(const struct scenario *s, struct cells *out)
{
	struct build b;

	memset(out, 0, sizeof *out);
	build_init(&b, s, out);
	add_rates(&b);
	add_needs(&b);
	sort_cells(s, out);
	use_household_stock(&b);
	set_facts(s, out);
	build_release(&b);
}

void cells_release(struct cells *c)
{
	mem_free(c->cells);
	mem_free(c->uses);
	memset(c, 0, sizeof *c);
}
