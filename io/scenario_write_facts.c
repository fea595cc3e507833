/* Canonical form of sources, stock, routes, limits, demand and policy. */
#include "io/scenario_write.h"

#include "models/estimates.h"
#include "models/order.h"
#include "models/scenario_words.h"

#include <stdlib.h>
#include <string.h>

/* ---- sources ---- */

static const char *const source_states[] = {"used", "set-aside", "left-out", "missing"};
static const char *const source_kinds[] = {"supply", "demand", "register"};
static const char *const line_states[] = {"used", "set-aside", "conflict", "superseded", "stale"};

static void write_source_element(struct writer *w, const struct source *source)
{
	const struct scenario *s = w->s;

	write_open(w, 2, "source");
	write_text_attribute(w, "id", strcmp(source->id, source->href) ? source->id : NULL);
	write_text_attribute(w, "href", source->href);
	write_text_attribute(w, "format", source->format);
	if (strcmp(source->encoding, "UTF-8") != 0)
		write_text_attribute(w, "encoding", source->encoding);
	if (source->kind != SOURCE_SUPPLY)
		write_text_attribute(w, "kind", source_kinds[source->kind]);
	if (source->holder >= 0)
		write_text_attribute(w, "holder", s->holders[source->holder].id);
	if (source->has_as_of)
		write_instant(w, "as-of", source->as_of);
	if (source->supersedes >= 0)
		write_text_attribute(w, "supersedes", s->sources[source->supersedes].id);
	if (source->rank > 0)
		write_count(w, "rank", source->rank);
	write_quality(w, source->quality, s->quality);
	/* A source that was not merged in is still to be read. */
	if (source->sha256[0] || source->state != SOURCE_USED) {
		write_text_attribute(w, "state", source_states[source->state]);
		write_text_attribute(w, "why", source->why);
		write_count(w, "lines", source->lines);
		write_count(w, "bytes", source->bytes);
		write_text_attribute(w, "sha256", source->sha256[0] ? source->sha256 : NULL);
	}
	write_empty(w);
}

void write_sources(struct writer *w)
{
	const struct scenario *s = w->s;
	int32_t *order;
	int32_t k;

	if (s->nsources == 0)
		return;
	order = id_order(s->sources, s->nsources, sizeof *s->sources);
	write_open(w, 1, "sources");
	write_children(w);
	for (k = 0; k < s->nsources; k++)
		write_source_element(w, &s->sources[order[k]]);
	write_close(w, 1, "sources");
	mem_free(order);
}

/* ---- stock ---- */

/* Movements by line: numbers[first[line]] .. numbers[first[line + 1] - 1]. */
struct movements_by_line {
	int32_t *first; /* [nlines + 1]; NULL: there are none */
	int32_t *numbers; /* [nmovements] */
};

static void sort_movements(const struct scenario *s, struct movements_by_line *by)
{
	int32_t i;

	by->first = NULL;
	by->numbers = NULL;
	if (s->nmovements == 0)
		return;
	by->first = mem_calloc((size_t)s->nlines + 2, sizeof *by->first);
	by->numbers = mem_calloc((size_t)s->nmovements, sizeof *by->numbers);
	for (i = 0; i < s->nmovements; i++)
		by->first[s->movements[i].line + 2]++;
	for (i = 0; i < s->nlines; i++)
		by->first[i + 2] += by->first[i + 1];
	for (i = 0; i < s->nmovements; i++)
		by->numbers[by->first[s->movements[i].line + 1]++] = i;
}

static void write_movement(
	struct writer *w, const struct movement *movement, const char *unit, int32_t decimals)
{
	bool issued = movement->quantity < 0;

	write_open(w, 3, "movement");
	write_instant(w, "at", movement->at);
	write_decimal(w, issued ? "issued" : "received",
		issued ? -movement->quantity : movement->quantity, decimals);
	write_text_attribute(w, "unit", unit);
	write_empty(w);
}

static int compare_movements(const void *left, const void *right, const struct movement *movements)
{
	const struct movement *a = &movements[*(const int32_t *)left];
	const struct movement *b = &movements[*(const int32_t *)right];

	if (a->at.seconds != b->at.seconds)
		return a->at.seconds < b->at.seconds ? -1 : 1;
	if (a->quantity != b->quantity)
		return a->quantity < b->quantity ? -1 : 1;
	return (a->at.offset > b->at.offset) - (a->at.offset < b->at.offset);
}

/* Few of one line: by insertion. */
static void order_numbers(int32_t *numbers, int32_t n, const struct movement *movements)
{
	int32_t i, k;

	for (i = 1; i < n; i++) {
		for (k = i; k > 0 && compare_movements(&numbers[k], &numbers[k - 1], movements) < 0;
			k--) {
			int32_t other = numbers[k];

			numbers[k] = numbers[k - 1];
			numbers[k - 1] = other;
		}
	}
}

static void write_line_attributes(
	struct writer *w, const struct stock_line *line, const struct item *item, const char *unit)
{
	const struct scenario *s = w->s;
	const struct holder *holder = &s->holders[line->holder];
	enum reserve_mode mode = line->agreement >= 0 ? MODE_AGREEMENT : MODE_PHYSICAL;
	bool government = holder->kind == HOLDER_GOVERNMENT;

	write_text_attribute(w, "item", item->id);
	if (line->declared >= 0) {
		write_decimal(w, "declared", line->declared, item->decimals);
		write_instant(w, "declared-at", line->declared_at);
	}
	if (line->counted >= 0) {
		write_decimal(w, "counted", line->counted, item->decimals);
		write_instant(w, "counted-at", line->counted_at);
	}
	write_text_attribute(w, "unit", unit);
	write_text_attribute(w, "pack", line->pack >= 0 ? item->packs[line->pack].id : NULL);
	write_text_attribute(w, "lot", line->lot);
	write_text_attribute(w, "spec", line->spec);
	write_day(w, "made", line->made);
	write_day(w, "expires", line->expires);
	if (line->status != STATUS_GOOD)
		write_text_attribute(w, "status", line_status_word(line->status));
	if (line->government_owned != government)
		write_text_attribute(w, "owner", line->government_owned ? "government" : "holder");
	if (line->mode != mode)
		write_text_attribute(w, "mode", reserve_mode_word(line->mode));
	if (line->agreement >= 0)
		write_text_attribute(w, "agreement", holder->agreements[line->agreement].id);
	write_optional(w, "price", line->price, 2);
	write_periods(w, line->when);
	if (line->state != LINE_USED)
		write_text_attribute(w, "state", line_states[line->state]);
	write_source(w, line->source);
	write_quality(w, line->quality, s->quality);
}

static void write_line(struct writer *w, int32_t number, const struct movements_by_line *by)
{
	const struct scenario *s = w->s;
	const struct stock_line *line = &s->lines[number];
	const struct item *item = &s->items[line->item];
	/* Amounts are in base units; a pack would make them packs. */
	const char *unit = line->pack >= 0 ? item->unit : NULL;
	int32_t first = by->first ? by->first[number] : 0;
	int32_t end = by->first ? by->first[number + 1] : 0;
	int32_t i;

	write_open(w, 2, "line");
	write_line_attributes(w, line, item, unit);
	write_children(w);
	if (first < end)
		order_numbers(&by->numbers[first], end - first, s->movements);
	for (i = first; i < end; i++)
		write_movement(w, &s->movements[by->numbers[i]], unit, item->decimals);
	write_close(w, 2, "line");
}

/* One list a holder. */
void write_stock(struct writer *w)
{
	const struct scenario *s = w->s;
	struct movements_by_line by;
	int32_t nlines, i, end;
	int32_t *order = lines_ordered(s, &nlines);

	sort_movements(s, &by);
	for (i = 0; i < nlines; i = end) {
		int32_t holder = s->lines[order[i]].holder;

		write_open(w, 1, "stock");
		write_text_attribute(w, "holder", s->holders[holder].id);
		write_children(w);
		pieces_begin(w);
		for (end = i; end < nlines && s->lines[order[end]].holder == holder; end++) {
			write_line(w, order[end], &by);
			piece_end(w);
		}
		pieces_sorted(w);
		write_close(w, 1, "stock");
	}
	mem_free(by.numbers);
	mem_free(by.first);
	mem_free(order);
}

void write_transits(struct writer *w)
{
	const struct scenario *s = w->s;
	int32_t *order = id_order(s->transits, s->ntransits, sizeof *s->transits);
	int32_t k;

	for (k = 0; k < s->ntransits; k++) {
		const struct transit *transit = &s->transits[order[k]];

		write_open(w, 1, transit->donor ? "donation" : "transit");
		write_text_attribute(w, "id", transit->id);
		write_text_attribute(w, "item", s->items[transit->item].id);
		write_text_attribute(w, "to", s->places[transit->to].id);
		if (transit->holder >= 0)
			write_text_attribute(w, "holder", s->holders[transit->holder].id);
		write_decimal(w, "quantity", transit->quantity, s->items[transit->item].decimals);
		write_instant(w, "arrives", transit->arrives);
		write_text_attribute(w, "lot", transit->lot);
		write_day(w, "expires", transit->expires);
		write_reach(w, transit->reach, transit->reach_place);
		if (transit->state != LINE_USED)
			write_text_attribute(w, "state", line_states[transit->state]);
		write_source(w, transit->source);
		write_quality(w, transit->quality, s->quality);
		write_text_attribute(w, "donor", transit->donor);
		write_empty(w);
	}
	mem_free(order);
}

/* ---- routes ---- */

static void write_segments(struct writer *w)
{
	const struct scenario *s = w->s;
	int32_t *order = id_order(s->segments, s->nsegments, sizeof *s->segments);
	int32_t k;

	for (k = 0; k < s->nsegments; k++) {
		const struct segment *segment = &s->segments[order[k]];

		write_open(w, 2, "segment");
		write_text_attribute(w, "id", segment->id);
		write_ranges(w, "closed", segment->closed, segment->nclosed);
		write_optional(w, "capacity-kg", segment->capacity, 3);
		write_children(w);
		write_label(w, 3, "name", segment->name);
		write_close(w, 2, "segment");
	}
	mem_free(order);
}

static void write_kinds(struct writer *w, const char *name, uint32_t kinds)
{
	struct text words;
	int k;

	if (kinds == 0)
		return;
	text_init(&words);
	for (k = 0; k < PLACE_KINDS; k++) {
		if (kinds >> k & 1)
			text_printf(&words, words.length ? " %s" : "%s",
				place_kind_word((enum place_kind)k));
	}
	write_text_attribute(w, name, text_str(&words));
	text_release(&words);
}

static void write_estimates(struct writer *w)
{
	const struct scenario *s = w->s;
	int32_t k;

	pieces_begin(w);
	for (k = 0; k < s->nestimates; k++) {
		const struct estimate *estimate = &s->estimates[k];

		write_open(w, 2, "estimate");
		write_decimal(w, "max-km", estimate->max_metres, 3);
		write_decimal(w, "speed-kmh", estimate->speed, 3);
		write_ratio(w, "cost-per-km-tonne", estimate->cost_per_km_tonne, 100);
		write_ratio(w, "detour", estimate->detour, 1);
		write_kinds(w, "from", estimate->from_kinds);
		write_kinds(w, "to", estimate->to_kinds);
		write_empty(w);
		piece_end(w);
	}
	pieces_sorted(w);
}

/* Is the id the one that the reader would give? */
static bool has_made_id(const struct scenario *s, const struct route *route)
{
	const char *from = s->places[route->from].id, *to = s->places[route->to].id;
	size_t n = strlen(from);

	return strncmp(route->id, from, n) == 0 && route->id[n] == (route->estimated ? '~' : '>') &&
		strcmp(route->id + n + 1, to) == 0;
}

static void write_route(struct writer *w, const struct route *route)
{
	const struct scenario *s = w->s;
	struct text via;
	int32_t k;

	write_open(w, 2, "route");
	if (!has_made_id(s, route))
		write_text_attribute(w, "id", route->id);
	write_text_attribute(w, "from", s->places[route->from].id);
	write_text_attribute(w, "to", s->places[route->to].id);
	text_init(&via);
	for (k = 0; k < route->nvia; k++)
		text_printf(&via, k ? " %s" : "%s", s->segments[route->via[k]].id);
	write_text_attribute(w, "via", route->nvia ? text_str(&via) : NULL);
	text_release(&via);
	write_seconds(w, "lead", route->lead);
	write_ratio(w, "cost-per-kg", route->cost_per_kg, 100);
	write_optional(w, "capacity-kg", route->capacity, 3);
	write_ranges(w, "closed", route->closed, route->nclosed);
	write_text_attribute(w, "mode", route->mode);
	write_optional(w, "km", route->metres, 3);
	write_quality(w, route->quality, s->quality);
	write_text_attribute(w, "estimated", route->estimated ? "true" : NULL);
	write_empty(w);
}

void write_routes(struct writer *w)
{
	const struct scenario *s = w->s;
	int32_t *order = id_order(s->routes, s->nroutes, sizeof *s->routes);
	int32_t k;

	write_open(w, 1, "routes");
	write_children(w);
	write_segments(w);
	write_estimates(w);
	for (k = 0; k < s->nroutes; k++) {
		/* Where only rules are stated, routes made by them are made again, but for what has changed. */
		if (w->made_routes || !s->routes[order[k]].estimated || s->routes[order[k]].altered || s->nestimates == 0)
			write_route(w, &s->routes[order[k]]);
	}
	write_close(w, 1, "routes");
	mem_free(order);
}

/* ---- limits ---- */

static int compare_texts(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static void write_limit_items(struct writer *w, const struct limit *limit)
{
	const char **ids;
	struct text words;
	int32_t k;

	if (limit->nitems == 0)
		return;
	ids = mem_calloc((size_t)limit->nitems, sizeof *ids);
	for (k = 0; k < limit->nitems; k++)
		ids[k] = w->s->items[limit->items[k]].id;
	qsort(ids, (size_t)limit->nitems, sizeof *ids, compare_texts);
	text_init(&words);
	for (k = 0; k < limit->nitems; k++)
		text_printf(&words, k ? " %s" : "%s", ids[k]);
	write_text_attribute(w, "items", text_str(&words));
	text_release(&words);
	mem_free(ids);
}

static void write_limit(struct writer *w, const struct limit *limit)
{
	static const char *const names[] = {"vehicles", "helpers", "budget"};
	const char *place = limit->place >= 0 ? w->s->places[limit->place].id : NULL;

	write_open(w, 2, names[limit->kind]);
	write_text_attribute(w, "place", place);
	switch (limit->kind) {
	case LIMIT_VEHICLES:
		write_decimal(w, "kg", limit->amount, 3);
		break;
	case LIMIT_HELPERS:
		write_count(w, "minutes", limit->amount);
		break;
	case LIMIT_BUDGET:
		write_decimal(w, "amount", limit->amount, 2);
		write_limit_items(w, limit);
		break;
	}
	write_periods(w, limit->when);
	write_empty(w);
}

void write_limits(struct writer *w)
{
	const struct scenario *s = w->s;
	int32_t k;

	write_open(w, 1, "limits");
	write_children(w);
	for (k = 0; k < s->nlimits; k++) /* as limits_order has them: plans name their numbers */
		write_limit(w, &s->limits[k]);
	write_close(w, 1, "limits");
}

/* ---- demand ---- */

static void write_claim(struct writer *w, enum unmet unmet, int32_t waits, int32_t tier,
	int32_t rank, const char *basis)
{
	if (unmet == UNMET_WAITS) {
		write_text_attribute(w, "unmet", "waits");
		write_count(w, "waits", waits);
	}
	if (tier > 0)
		write_count(w, "tier", tier);
	if (rank > 0)
		write_count(w, "rank", rank);
	write_text_attribute(w, "basis", basis);
}

static void write_rate(struct writer *w, const struct rate *rate)
{
	static const char *const names[] = {"per-person", "per-household", "per-place"};
	const struct scenario *s = w->s;
	int64_t scale = 1;
	int32_t k;

	for (k = 0; k < s->items[rate->item].decimals; k++)
		scale *= 10;
	write_open(w, 2, "rate");
	write_text_attribute(w, "item", s->items[rate->item].id);
	write_text_attribute(w, "group", rate->group >= 0 ? s->groups[rate->group].id : NULL);
	write_text_attribute(w, "place", rate->place >= 0 ? s->places[rate->place].id : NULL);
	write_ratio(w, names[rate->per], rate->amount, scale);
	write_periods(w, rate->when);
	write_claim(w, rate->unmet, rate->waits, rate->tier, rate->rank, rate->basis);
	write_source(w, rate->source);
	write_quality(w, rate->quality, s->quality);
	write_empty(w);
}

static void write_need(struct writer *w, const struct need *need)
{
	const struct scenario *s = w->s;

	write_open(w, 2, "need");
	write_text_attribute(w, "place", s->places[need->place].id);
	write_text_attribute(w, "item", s->items[need->item].id);
	write_text_attribute(w, "group", s->groups[need->group].id);
	write_periods(w, need->when);
	write_decimal(w, "quantity", need->quantity, s->items[need->item].decimals);
	if (need->each)
		write_text_attribute(w, "each", "true");
	write_claim(w, need->unmet, need->waits, need->tier, need->rank, need->basis);
	write_source(w, need->source);
	write_quality(w, need->quality, s->quality);
	write_empty(w);
}

void write_demand(struct writer *w)
{
	const struct scenario *s = w->s;
	int32_t k;

	write_open(w, 1, "demand");
	write_children(w);
	pieces_begin(w);
	for (k = 0; k < s->nrates; k++) {
		write_rate(w, &s->rates[k]);
		piece_end(w);
	}
	for (k = 0; k < s->nneeds; k++) {
		write_need(w, &s->needs[k]);
		piece_end(w);
	}
	pieces_sorted(w);
	write_close(w, 1, "demand");
}

/* ---- policy ---- */

static void write_minimum(struct writer *w, const struct minimum *minimum)
{
	const struct scenario *s = w->s;

	write_open(w, 2, minimum->end_stock ? "end-stock" : "minimum");
	write_text_attribute(w, "place", s->places[minimum->place].id);
	write_text_attribute(w, "item", s->items[minimum->item].id);
	write_text_attribute(w, "group", minimum->group >= 0 ? s->groups[minimum->group].id : NULL);
	write_decimal(w, "quantity", minimum->quantity, s->items[minimum->item].decimals);
	if (!minimum->end_stock)
		write_periods(w, minimum->when);
	write_empty(w);
}

static void write_weight(struct writer *w, const struct weight *weight)
{
	const struct scenario *s = w->s;

	write_open(w, 2, "weight");
	write_text_attribute(w, "item", weight->item >= 0 ? s->items[weight->item].id : NULL);
	write_text_attribute(w, "group", weight->group >= 0 ? s->groups[weight->group].id : NULL);
	write_count(w, "value", weight->value);
	write_empty(w);
}

void write_policy(struct writer *w)
{
	static const char *const fairness[] = {"leximin", "total", "proportional"};
	const struct policy *policy = &w->s->policy;
	int32_t k;

	write_open(w, 1, "policy");
	write_text_attribute(w, "fairness", fairness[policy->fairness]);
	if (policy->autonomy.num > 0)
		write_share(w, "autonomy", policy->autonomy);
	if (policy->has_spread)
		write_share(w, "spread", policy->spread);
	if (policy->look_ahead > 0)
		write_count(w, "look-ahead", policy->look_ahead);
	if (policy->has_stale_after)
		write_duration(w, "stale-after", policy->stale_after);
	if (ratio_compare(policy->step, (struct ratio){1, 100}) != 0)
		write_share(w, "step", policy->step);
	if (policy->change_last)
		write_text_attribute(w, "change", "last");
	write_children(w);
	pieces_begin(w);
	for (k = 0; k < policy->nweights; k++) {
		write_weight(w, &policy->weights[k]);
		piece_end(w);
	}
	pieces_sorted(w);
	for (k = 0; k < w->s->nminima; k++) /* as limits_order has them */
		write_minimum(w, &w->s->minima[k]);
	write_close(w, 1, "policy");
}
