/* What a way costs at a linear level: docs/method.md, "Levels". */
#include "solver/verify/portion.h"

#include "models/travel.h"

static int64_t power_of_ten(int32_t n)
{
	int64_t power = 1;

	while (n-- > 0)
		power *= 10;
	return power;
}

/* On this scale one smallest unit of every item of the part has a whole value. */
static int64_t value_scale(const struct portion *p)
{
	int32_t decimals = 0;

	for (int32_t n = 0; n < p->net.nitems; n++)
		if (p->k->s->items[p->net.items[n]].decimals > decimals)
			decimals = p->k->s->items[p->net.items[n]].decimals;
	return power_of_ten(decimals);
}

int64_t level_weight(const struct portion *p, int32_t level_item, int32_t item)
{
	const struct item *i = &p->k->s->items[item];
	const wide most = (wide)1 << 61;
	wide value;

	if (level_item >= 0)
		return item == level_item ? 1 : 0;
	if (i->value <= 0)
		return 0;
	value = (wide)i->value * i->issue_unit * (value_scale(p) / power_of_ten(i->decimals));
	return value < most ? (int64_t)value : (int64_t)most;
}

int32_t value_levels(const struct portion *p, int32_t *items)
{
	int32_t n = 0;

	if (p->net.nitems == 1) {
		items[0] = p->net.items[0];
		return 1;
	}
	for (int32_t i = 0; i < p->net.nitems && n == 0; i++)
		if (p->k->s->items[p->net.items[i]].value > 0)
			items[n++] = -1;
	for (int32_t i = 0; i < p->net.nitems; i++)
		if (p->k->s->items[p->net.items[i]].value <= 0)
			items[n++] = p->net.items[i];
	return n;
}

/* Transport costs on the coarsest scale on which they are whole. */
static int64_t set_transport(const struct portion *p, int64_t *cost)
{
	const struct scenario *s = p->k->s;
	int64_t scale = checker_money_scale(s), common = scale;
	int64_t *known = mem_calloc((size_t)s->nroutes, sizeof *known); /* cost + 1 */
	int32_t item = -1;

	for (int32_t a = 0; a < p->net.nways; a++) {
		const struct way *w = &p->net.ways[a];
		int32_t of = p->net.points[w->head].item;
		if (w->kind != WAY_LEG)
			continue;
		if (of != item)
			for (int32_t r = 0; r < s->nroutes; r++)
				known[r] = 0;
		item = of;
		if (known[w->route] == 0)
			known[w->route] = 1 + checker_scaled_cost(route_unit_cost(s, w->route, item), scale);
		cost[a] = known[w->route] - 1;
		common = int_gcd(common, cost[a]);
	}
	for (int32_t a = 0; a < p->net.nways; a++)
		cost[a] /= common;
	mem_free(known);
	return scale / common;
}

static wide set_change(const struct portion *p, int32_t level_item, int64_t *cost)
{
	wide constant = 0;

	for (int32_t a = 0; a < p->net.nways; a++) {
		const struct way *w = &p->net.ways[a];
		int64_t weight = level_weight(p, level_item, p->net.points[w->head].item);
		if (w->kind == WAY_MEETING)
			cost[a] = w->announced ? -weight : weight;
		else if (w->kind == WAY_LEG && !w->announced)
			cost[a] = weight;
	}
	for (int32_t n = 0; n < p->past->nannounced; n++)
		for (int32_t i = 0; i < p->net.nitems; i++)
			if (p->net.items[i] == p->past->announced[n].item)
				constant += (wide)level_weight(p, level_item, p->net.items[i]) * p->past->announced[n].units;
	return constant;
}

/* All that expires, less what of it is handed out. */
static wide set_waste(const struct portion *p, int32_t level_item, int64_t *cost)
{
	const struct supply *v = p->k->supply;
	wide constant = 0;

	for (int32_t a = 0; a < p->net.nways; a++) {
		const struct way *w = &p->net.ways[a];
		if (w->kind == WAY_SERVE && p->net.points[w->tail].last_day != DAY_NONE)
			cost[a] = -level_weight(p, level_item, p->net.points[w->tail].item);
	}
	for (int32_t i = 0; i < p->net.nitems; i++) {
		int64_t weight = level_weight(p, level_item, p->net.items[i]);
		for (int32_t l = 0; l < v->nlots; l++)
			if (v->lots[l].item == p->net.items[i] && v->lots[l].last_day != DAY_NONE)
				constant += (wide)weight * (v->lots[l].units - p->past->drawn[l]);
		for (int32_t n = 0; n < p->past->nbrought; n++) {
			const struct supply_lot *lot = &v->lots[p->past->brought[n].lot];
			if (lot->item == p->net.items[i] && lot->last_day != DAY_NONE)
				constant += (wide)weight * p->past->brought[n].units;
		}
	}
	return constant;
}

void level_costs(const struct portion *p, int32_t level, int32_t item, int64_t *cost, int64_t *scale,
	wide *constant)
{
	const struct level *l = &p->k->plan->levels[level];

	*scale = 1;
	*constant = 0;
	switch (l->kind) {
	case LEVEL_CHANGE:
		*constant = set_change(p, item, cost);
		*scale = item < 0 ? value_scale(p) : 1;
		return;
	case LEVEL_WASTE:
		*constant = set_waste(p, item, cost);
		*scale = item < 0 ? value_scale(p) : 1;
		return;
	case LEVEL_COST:
		*scale = set_transport(p, cost);
		return;
	case LEVEL_DEPARTURE:
	case LEVEL_ARRIVAL:
		for (int32_t a = 0; a < p->net.nways; a++) {
			const struct way *w = &p->net.ways[a];
			if (w->kind == WAY_LEG || (w->kind == WAY_SERVE && p->net.points[w->tail].layer < 0))
				cost[a] = l->kind == LEVEL_DEPARTURE ? w->depart : w->arrive;
		}
		return;
	case LEVEL_HARD:
	case LEVEL_FAIR:
	case LEVEL_SUBSTITUTION:
	case LEVEL_CANONICAL:
		return;
	}
}

int64_t claim_weight(const struct portion *p, const struct claim *c)
{
	const struct policy *policy = &p->k->s->policy;
	const struct cell *cell = c->cell >= 0 ? &p->k->cells->cells[c->cell] : NULL;
	int best = -1;
	int64_t weight = 1;

	for (int32_t n = 0; cell && n < policy->nweights; n++) {
		const struct weight *w = &policy->weights[n];
		int particular = (w->item >= 0) * 2 + (w->group >= 0);
		if ((w->item < 0 || w->item == cell->item) && (w->group < 0 || w->group == cell->group)
			&& particular > best) {
			best = particular;
			weight = w->value;
		}
	}
	return weight;
}
