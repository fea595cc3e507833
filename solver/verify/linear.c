/* Linear levels: exact prices of all points show that no plan is better, level
 * by level. docs/method.md, "Checks". */
#include "solver/verify/portion.h"

#include "base/text.h"
#include "solver/verify/names.h"

#include <string.h>

/* Everything that can change in a plan: ways, and with the rule "total" what
 * claims get. A column goes from tail to head within least..most. */
struct column {
	int32_t tail, head;
	int64_t least, most, flow;
};
struct linear {
	struct portion *p;
	int32_t first, n; /* levels first .. first + n - 1 of the plan */
	int32_t ncolumns, room;
	struct column *columns;
	int64_t *cost; /* [n][ncolumns] */
	wide *price; /* [npoints][n] */
	char *priced; /* [npoints] 0 = nothing ever comes there */
	char *written; /* [npoints] its price stands in the plan */
};

static wide *price_of(const struct linear *l, int32_t point)
{
	return l->price + (size_t)point * (size_t)l->n;
}

static int64_t cost_of(const struct linear *l, int32_t level, int32_t column)
{
	return l->cost[(size_t)level * (size_t)l->ncolumns + (size_t)column];
}

static void set_columns(struct linear *l)
{
	const struct network *net = &l->p->net;

	l->columns = mem_calloc((size_t)net->nways + (size_t)net->nclaims, sizeof *l->columns);
	for (int32_t a = 0; a < net->nways; a++)
		l->columns[l->ncolumns++] = (struct column){net->ways[a].tail, net->ways[a].head, 0,
			net->ways[a].most, net->ways[a].flow};
	if (l->p->k->s->policy.fairness != FAIRNESS_TOTAL)
		return;
	for (int32_t n = 0; n < net->nclaims; n++) {
		const struct claim *c = &net->claims[n];
		l->columns[l->ncolumns++] = (struct column){c->point, 0, c->least, claim_need(c), c->drawn};
	}
}

/* --- what the levels come to --- */

/* The more the claims of the tier (for the item, -1 = all) get, weighed, the
 * better: for the rule "total". */
static void weigh_claims(const struct linear *l, const struct level *level, int32_t item, int64_t *cost)
{
	const struct network *net = &l->p->net;

	for (int32_t n = 0; n < net->nclaims; n++)
		if (net->claims[n].cell >= 0 && net->claims[n].tier == level->tier
			&& net->claims[n].stage == level->stage && (item < 0 || net->claims[n].item == item))
			cost[net->nways + n] = -claim_weight(l->p, &net->claims[n]);
}

/* Costs of a level, and the value that it has in the plan: that of its flow.
 * (A fair one has its lowest fill rate, see fill_holds.) */
static void set_level(struct linear *l, int32_t at, int32_t item, int64_t *cost)
{
	const struct level *level = &l->p->k->plan->levels[at];
	int64_t scale = 1;
	wide value = 0;
	struct ratio exact;

	if (level->kind == LEVEL_FAIR) {
		weigh_claims(l, level, item, cost);
		return;
	}
	level_costs(l->p, at, item, cost, &scale, &value);
	if (level->scale != scale)
		finding(l->p->k, _("level %d: its prices are on another scale than its costs"), at + 1);
	for (int32_t a = 0; a < l->ncolumns; a++)
		value += (wide)cost[a] * l->columns[a].flow;
	for (int32_t n = 0; n < l->p->nbatches && level->kind == LEVEL_SUBSTITUTION; n++)
		value += (wide)l->p->k->s->substitutes[l->p->batches[n].substitute].penalty * l->p->batches[n].made;
	if (ratio_make_wide(value, scale, &exact) && ratio_compare(exact, level->value) != 0)
		finding(l->p->k, _("level %d: it says %lld/%lld, its shipments and hand-outs come to %lld/%lld"),
			at + 1, (long long)level->value.num, (long long)level->value.den, (long long)exact.num,
			(long long)exact.den);
}

/* Of levels first..end-1; only the first n are proven. */
static void set_costs(struct linear *l, int32_t end, const int32_t *items)
{
	int64_t *rest = mem_calloc((size_t)l->ncolumns, sizeof *rest);

	l->cost = mem_calloc((size_t)l->n * (size_t)l->ncolumns, sizeof *l->cost);
	for (int32_t n = 0; l->first + n < end; n++) {
		memset(rest, 0, (size_t)l->ncolumns * sizeof *rest);
		set_level(l, l->first + n, items[n], n < l->n ? l->cost + (size_t)n * (size_t)l->ncolumns : rest);
	}
	mem_free(rest);
}

/* --- prices as they are written --- */

static int compare_prices(const wide *a, const wide *b, int32_t n)
{
	for (int32_t i = 0; i < n; i++)
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	return 0;
}

/* False when a price is of no point of the network. */
static bool read_prices(struct linear *l)
{
	const struct proof_component *proof = l->p->proof;
	struct names names;
	bool known = true;

	names_build(&names, &l->p->net);
	for (int32_t n = 0; n < proof->nwritten && known; n++) {
		int32_t v = names_find(&names, &proof->prices[n].node);
		known = v > 0;
		if (known) {
			memcpy(price_of(l, v), proof->prices[n].price, (size_t)l->n * sizeof(wide));
			l->written[v] = 1;
		} else {
			finding(l->p->k, _("part %d: its proof has a price, number %d, for nothing that is in its network"),
				l->p->number + 1, n + 1);
		}
	}
	names_release(&names);
	return known;
}

/* What is not written is the least price of what comes by a way that is not
 * full; 0 where all of them are. Ways stand in the order of time. */
static void derive_prices(struct linear *l)
{
	const struct network *net = &l->p->net;
	char *open = mem_calloc((size_t)net->npoints, 1); /* some way into it is not full */
	wide *sum = mem_calloc((size_t)l->n, sizeof *sum);

	l->priced[0] = 1;
	for (int32_t a = 0; a < net->nways; a++) {
		const struct way *w = &net->ways[a];
		wide *y = price_of(l, w->head);
		if (w->most == 0 || !l->priced[w->tail])
			continue;
		l->priced[w->head] = 1;
		if (l->written[w->head] || w->flow >= w->most)
			continue;
		for (int32_t i = 0; i < l->n; i++)
			sum[i] = price_of(l, w->tail)[i] + cost_of(l, i, a);
		if (!open[w->head] || compare_prices(sum, y, l->n) < 0)
			memcpy(y, sum, (size_t)l->n * sizeof *y);
		open[w->head] = 1;
	}
	mem_free(sum);
	mem_free(open);
}

/* --- prices found here, where the plan has none --- */

/* One column passes prices on: over it where there is room, back where
 * something flows. */
static bool pass_on(const struct column *c, int64_t cost, wide *y, int32_t *from)
{
	bool changed = false;

	if (c->flow < c->most && y[c->tail] + cost < y[c->head]) {
		y[c->head] = y[c->tail] + cost;
		from[c->head] = c->tail;
		changed = true;
	}
	if (c->flow > c->least && y[c->head] - cost < y[c->tail]) {
		y[c->tail] = y[c->head] - cost;
		from[c->tail] = c->head;
		changed = true;
	}
	return changed;
}

/* Do the prices go round in a circle? Then the plan can be made better. */
static bool goes_round(const int32_t *from, int32_t npoints, int32_t *seen)
{
	bool round = false;

	memset(seen, 0, (size_t)npoints * sizeof *seen);
	for (int32_t v = 0; v < npoints && !round; v++) {
		int32_t u = v;
		while (u >= 0 && seen[u] == 0) {
			seen[u] = v + 1;
			u = from[u];
		}
		round = u >= 0 && seen[u] == v + 1;
	}
	return round;
}

/* Prices of level n over the columns that are free; false: a better plan exists.
 * (Bellman 1958, in the order of time and back.) */
static bool find_level_prices(const struct linear *l, int32_t n, const char *fixed, wide *y)
{
	int32_t npoints = l->p->net.npoints;
	int32_t *from = mem_calloc((size_t)npoints, sizeof *from);
	int32_t *seen = mem_calloc((size_t)npoints, sizeof *seen);
	bool changed = true, possible = true;

	memset(y, 0, (size_t)npoints * sizeof *y);
	for (int32_t v = 0; v < npoints; v++)
		from[v] = -1;
	for (int turn = 1; changed && possible; turn++) {
		changed = false;
		for (int32_t a = 0; a < l->ncolumns; a++)
			changed |= !fixed[a] && pass_on(&l->columns[a], cost_of(l, n, a), y, from);
		for (int32_t a = l->ncolumns - 1; a >= 0 && changed; a--)
			if (!fixed[a])
				pass_on(&l->columns[a], cost_of(l, n, a), y, from);
		if (turn % 8 == 0)
			possible = !goes_round(from, npoints, seen);
	}
	mem_free(seen);
	mem_free(from);
	return possible;
}

/* Level by level: what has a price at one stays as it is at the next. */
static bool find_prices(struct linear *l)
{
	const struct network *net = &l->p->net;
	char *fixed = mem_calloc((size_t)l->ncolumns, 1);
	wide *y = mem_calloc((size_t)net->npoints, sizeof *y);
	bool possible = true;

	memset(l->priced, 1, (size_t)net->npoints);
	for (int32_t n = 0; n < l->n && possible; n++) {
		possible = find_level_prices(l, n, fixed, y);
		if (!possible)
			finding(l->p->k, _("level %d: a better plan exists"), l->first + n + 1);
		for (int32_t v = 0; v < net->npoints; v++)
			price_of(l, v)[n] = y[v];
		for (int32_t a = 0; a < l->ncolumns; a++)
			fixed[a] |= cost_of(l, n, a) - y[l->columns[a].head] + y[l->columns[a].tail] != 0;
	}
	mem_free(y);
	mem_free(fixed);
	return possible;
}

/* --- the proof --- */

static void show_column(const struct linear *l, int32_t a, int32_t n, bool more)
{
	const struct scenario *s = l->p->k->s;
	const struct point *tail = &l->p->net.points[l->columns[a].tail];
	const struct point *head = &l->p->net.points[l->columns[a].head];
	const struct point *at = head->place >= 0 ? head : tail;
	const char *from = tail->place >= 0 ? s->places[tail->place].id : s->places[at->place].id;

	if (more)
		finding(l->p->k, _("level %d: by its prices a better plan sends more %s from %s to %s in period %d"),
			l->first + n + 1, s->items[at->item].id, from, s->places[at->place].id, at->period + 1);
	else
		finding(l->p->k, _("level %d: by its prices a better plan sends less %s from %s to %s in period %d"),
			l->first + n + 1, s->items[at->item].id, from, s->places[at->place].id, at->period + 1);
}

/* For the first level at which a column has a reduced cost: nothing more may
 * flow than must where it is above 0, all that can where it is below. */
static bool column_holds(const struct linear *l, int32_t a)
{
	const struct column *c = &l->columns[a];

	if (c->most == c->least || !l->priced[c->tail])
		return true;
	for (int32_t n = 0; n < l->n; n++) {
		wide d = cost_of(l, n, a) - price_of(l, c->head)[n] + price_of(l, c->tail)[n];
		if (d == 0)
			continue;
		if (d > 0 ? c->flow == c->least : c->flow == c->most)
			return true;
		show_column(l, a, n, d < 0);
		return false;
	}
	return true;
}

static void prove(struct linear *l)
{
	for (int32_t a = 0; a < l->ncolumns; a++)
		if (!column_holds(l, a))
			return;
}

/* As they stand in the plan, else found here. */
static bool set_prices(struct linear *l)
{
	if (l->p->proof->nprices == 0)
		return find_prices(l);
	if (l->p->proof->nprices != l->n) {
		finding(l->p->k, _("part %d: its proof has prices for %d levels, not for %d"), l->p->number + 1,
			l->p->proof->nprices, l->n);
		return false;
	}
	if (!read_prices(l))
		return false;
	derive_prices(l);
	return true;
}

void check_linear(struct portion *p, int32_t first, int32_t proven, int32_t end, const int32_t *items)
{
	struct linear l = {.p = p, .first = first, .n = proven - first};
	size_t npoints = (size_t)p->net.npoints;
	int before = p->k->nfindings;

	set_columns(&l);
	set_costs(&l, end, items);
	l.price = mem_calloc(npoints * (size_t)l.n, sizeof *l.price);
	l.priced = mem_calloc(npoints, 1);
	l.written = mem_calloc(npoints, 1);
	if (p->k->nfindings == before && l.n > 0 && set_prices(&l))
		prove(&l);
	mem_free(l.written);
	mem_free(l.priced);
	mem_free(l.price);
	mem_free(l.cost);
	mem_free(l.columns);
}
