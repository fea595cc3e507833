#include "solver/stage_futures.h"

#include "base/memory.h"
#include "solver/components.h"
#include "solver/tasks.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

_Static_assert((int)STAGE_LATER == (int)STAGE_TIERS, "tiers are numbered alike");

/* ---- futures reduced ---- */

void stage_formulate(struct formulation *f, const struct ground *g, const struct bounds *bounds, int32_t item)
{
	formulate(f, g, NULL, bounds, &item, 1, NULL, 0, false);
	problem_drop_objectives(&f->problem);
}

int32_t *stage_lots_of(const struct stage *stage, const struct supply *supply, const int32_t *keeper)
{
	int32_t *of = mem_calloc((size_t)supply->nlots, sizeof *of);

	for (int32_t l = 0; l < supply->nlots; l++) {
		of[l] = -1;
		for (int32_t k = 0; k < stage->ncandidates; k++)
			if (keeper[k] >= 0 && keeper[k] == supply->lots[l].holder &&
				stage->candidates[k].item == supply->lots[l].item)
				of[l] = k;
	}
	return of;
}

static struct stage_piece *piece_at(const struct stage_ensemble *e, int32_t future, int32_t item)
{
	return &e->pieces[(size_t)future * (size_t)e->scenario->nitems + (size_t)item];
}

static void reduce_item(struct stage_ensemble *e, struct stage_piece *piece, const struct ground *g,
	const struct bounds *bounds, int32_t item, const int32_t *candidate_of)
{
	const struct stage *st = e->stage;
	int64_t *most;
	struct formulation f;

	stage_formulate(&f, g, bounds, item);
	stage_network_init(&piece->net, &f, g, candidate_of, e->probe);
	formulation_release(&f);
	piece->there = true;
	piece->price = mem_calloc((size_t)piece->net.nsources * (size_t)piece->net.ntiers, sizeof *piece->price);
	piece->reach = mem_calloc((size_t)piece->net.noffers, sizeof *piece->reach);
	most = mem_calloc((size_t)st->ncandidates, sizeof *most);
	for (int32_t k = 0; k < st->ncandidates; k++)
		if (st->candidates[k].item == item)
			most[k] = st->candidates[k].most * (st->candidates[k].lot / e->scenario->items[item].issue_unit);
	stage_network_parts(&piece->net, most, piece->reach);
	mem_free(most);
}

static void reduce_scenario(struct stage_ensemble *e, int32_t future, const struct scenario *s,
	const int32_t *keeper)
{
	struct cells cells;
	struct supply supply;
	struct ground g;
	struct components components; /* for the items that are wanted, one each */
	int32_t *candidate_of;

	cells_build(s, &cells);
	supply_build(s, &cells, &supply);
	ground_init(&g, s, &cells, &supply);
	components_init(&components, &g, NULL);
	candidate_of = stage_lots_of(e->stage, &supply, keeper);
	for (int32_t k = 0; k < components.nbundles; k++) {
		int32_t i = components.bundles[k].items[0];

		reduce_item(e, piece_at(e, future, i), &g, &components.bounds, i, candidate_of);
	}
	mem_free(candidate_of);
	components_release(&components);
	ground_release(&g);
	supply_release(&supply);
	cells_release(&cells);
}

static void reduce_future(void *context, int k)
{
	struct stage_ensemble *e = context;
	size_t n = (size_t)e->stage->ncandidates;
	int64_t *quantity = mem_calloc(n, sizeof *quantity);
	int32_t *keeper = mem_calloc(n, sizeof *keeper);
	struct scenario s;

	for (size_t c = 0; c < n; c++)
		quantity[c] = e->probe[c] * e->scenario->items[e->stage->candidates[c].item].issue_unit;
	if (e->futures->make(e->futures->context, k, quantity, &s, keeper)) {
		e->weight[k] = e->futures->weight[k];
		reduce_scenario(e, k, &s, keeper);
	}
	scenario_release(&s);
	mem_free(quantity);
	mem_free(keeper);
}

/* So many that shares are exact and the item's total stays in range. */
static void make_probes(struct stage_ensemble *e)
{
	const struct stage *st = e->stage;

	for (int32_t k = 0; k < st->ncandidates; k++) {
		int64_t unit = e->scenario->items[st->candidates[k].item].issue_unit;
		int64_t room = (QUANTITY_MAX >> 2) / st->ncandidates / unit;

		e->probe[k] = room < STAGE_CLAIM ? room > 0 ? room : 1 : STAGE_CLAIM;
	}
}

/* ---- tiers and slots ---- */

static int tier_compare(const void *a, const void *b)
{
	const int32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void list_tiers(struct stage_ensemble *e)
{
	int32_t n = e->futures->n * e->scenario->nitems, room = 0;

	for (int32_t i = 0; i < n; i++)
		for (int32_t t = 0; t < e->pieces[i].net.ntiers; t++) {
			int32_t k = 0;

			while (k < e->ntiers && e->tiers[k] != e->pieces[i].net.tiers[t])
				k++;
			if (k == e->ntiers) {
				k = ARRAY_ADD(&e->tiers, &e->ntiers, &room);
				e->tiers[k] = e->pieces[i].net.tiers[t];
			}
		}
	if (e->ntiers > 0)
		qsort(e->tiers, (size_t)e->ntiers, sizeof *e->tiers, tier_compare);
}

/* The network's tier, -1. */
static int32_t tier_of_net(const struct stage_network *net, int32_t tier)
{
	for (int32_t t = 0; t < net->ntiers; t++)
		if (net->tiers[t] == tier)
			return t;
	return -1;
}

static void list_slots(struct stage_ensemble *e)
{
	for (int32_t i = 0; i < e->scenario->nitems; i++) {
		int32_t first = e->nslots;

		for (int32_t t = 0; t < e->ntiers; t++) {
			bool there = false;
			int32_t k;

			for (int32_t w = 0; w < e->futures->n && !there; w++)
				there = tier_of_net(&piece_at(e, w, i)->net, e->tiers[t]) >= 0;
			if (!there)
				continue;
			k = ARRAY_ADD(&e->slots, &e->nslots, &e->slots_room);
			e->slots[k] = (struct stage_slot){i, t, first};
		}
	}
}

void stage_ensemble_init(struct stage_ensemble *e, const struct stage *stage, const struct scenario *s,
	const struct stage_futures *futures, int jobs)
{
	memset(e, 0, sizeof *e);
	e->stage = stage;
	e->scenario = s;
	e->futures = futures;
	e->jobs = jobs;
	e->probe = mem_calloc((size_t)stage->ncandidates, sizeof *e->probe);
	e->weight = mem_calloc((size_t)futures->n, sizeof *e->weight);
	e->pieces = mem_calloc((size_t)futures->n * (size_t)s->nitems, sizeof *e->pieces);
	e->lots = mem_calloc((size_t)stage->ncandidates, sizeof *e->lots);
	e->stale = mem_calloc((size_t)s->nitems, 1);
	for (int32_t k = 0; k < stage->ncandidates; k++)
		e->lots[k] = -1;
	memset(e->stale, 1, (size_t)s->nitems);
	make_probes(e);
	tasks_run(jobs, futures->n, reduce_future, e);
	list_tiers(e);
	list_slots(e);
	e->loss = mem_calloc((size_t)futures->n * (size_t)e->nslots, sizeof *e->loss);
}

void stage_ensemble_release(struct stage_ensemble *e)
{
	for (int32_t i = 0; i < e->futures->n * e->scenario->nitems; i++) {
		stage_network_release(&e->pieces[i].net);
		mem_free(e->pieces[i].price);
		mem_free(e->pieces[i].reach);
	}
	mem_free(e->pieces);
	mem_free(e->probe);
	mem_free(e->weight);
	mem_free(e->tiers);
	mem_free(e->slots);
	mem_free(e->loss);
	mem_free(e->lots);
	mem_free(e->stale);
	memset(e, 0, sizeof *e);
}

/* ---- serving ---- */

/* Issue units of the lots: [ncandidates], mem_free by the caller. */
static int64_t *units_of(const struct stage_ensemble *e)
{
	const struct stage *st = e->stage;
	int64_t *units = mem_calloc((size_t)st->ncandidates, sizeof *units);

	for (int32_t k = 0; k < st->ncandidates; k++) {
		const struct candidate *c = &st->candidates[k];

		units[k] = e->lots[k] * (c->lot / e->scenario->items[c->item].issue_unit);
	}
	return units;
}

static void serve_piece(struct stage_ensemble *e, int32_t future, int32_t item, const int64_t *units)
{
	struct stage_piece *piece = piece_at(e, future, item);
	const struct stage_network *net = &piece->net;
	int64_t *capacity = mem_calloc((size_t)net->nsources, sizeof *capacity);
	wide *loss = mem_calloc((size_t)net->ntiers, sizeof *loss);

	stage_network_capacity(net, units, capacity);
	stage_network_serve(net, capacity, loss, piece->price, NULL);
	for (int32_t i = 0; i < e->nslots; i++) {
		int32_t t = e->slots[i].item == item ? tier_of_net(net, e->tiers[e->slots[i].tier]) : -1;

		if (t >= 0)
			e->loss[(size_t)future * (size_t)e->nslots + (size_t)i] = loss[t];
	}
	mem_free(capacity);
	mem_free(loss);
}

static void serve_future(void *context, int k)
{
	struct stage_ensemble *e = context;
	int64_t *units = units_of(e);

	for (int32_t i = 0; i < e->scenario->nitems; i++)
		if (e->stale[i] && piece_at(e, k, i)->there)
			serve_piece(e, k, i, units);
	mem_free(units);
}

void stage_ensemble_serve(struct stage_ensemble *e, const int64_t *lots, char *changed)
{
	for (int32_t k = 0; k < e->stage->ncandidates; k++) {
		if (e->lots[k] != lots[k])
			e->stale[e->stage->candidates[k].item] = 1;
		e->lots[k] = lots[k];
	}
	tasks_run(e->jobs, e->futures->n, serve_future, e);
	if (changed)
		memcpy(changed, e->stale, (size_t)e->scenario->nitems);
	memset(e->stale, 0, (size_t)e->scenario->nitems);
}

void stage_ensemble_losses(const struct stage_ensemble *e, wide *losses)
{
	memset(losses, 0, (size_t)e->futures->n * (size_t)e->ntiers * sizeof *losses);
	for (int32_t w = 0; w < e->futures->n; w++)
		for (int32_t i = 0; i < e->nslots; i++)
			losses[(size_t)w * (size_t)e->ntiers + (size_t)e->slots[i].tier] +=
				e->loss[(size_t)w * (size_t)e->nslots + (size_t)i];
}

/* ---- cuts ---- */

/* Per lot: what is left of it, where it may go, at the prices; rounded up. */
static wide worth_of_lot(const struct stage_ensemble *e, const struct stage_piece *piece, int32_t k,
	const int64_t *p)
{
	const struct stage_offer *o = &piece->net.offers[k];
	const struct candidate *c = &e->stage->candidates[o->candidate];
	int64_t units = c->lot / e->scenario->items[c->item].issue_unit;
	struct ratio reach = piece->reach[k];
	wide price = (wide)(o->reach >= 0 ? p[o->reach] : 0) * reach.num +
		(wide)(o->own >= 0 ? p[o->own] : 0) * (reach.den - reach.num);

	price = wide_ceil_div(price, reach.den); /* of a unit that is there */
	return wide_ceil_div(price * units * o->share, 1000000);
}

/* The tiers of a network among the item's slots up to one: the last one, and their factors. */
static int32_t last_tier(const struct stage_ensemble *e, const struct stage_network *net, int32_t slot,
	const int64_t *factor, int64_t *of_net)
{
	int32_t first = e->slots[slot].first, last = -1;

	for (int32_t i = first; i <= slot; i++) {
		int32_t t = tier_of_net(net, e->tiers[e->slots[i].tier]);

		if (t < 0)
			continue;
		of_net[t] = factor[i - first];
		last = t;
	}
	return last;
}

/* Adds one future. worth [ncandidates], constant. */
static void add_future(const struct stage_ensemble *e, int32_t future, int64_t weight, int32_t slot,
	const int64_t *factor, wide *constant, wide *worth)
{
	const struct stage_piece *piece = piece_at(e, future, e->slots[slot].item);
	const struct stage_network *net = &piece->net;
	int64_t *p = mem_calloc((size_t)net->nsources, sizeof *p);
	int64_t *of_net = mem_calloc((size_t)net->ntiers, sizeof *of_net);
	int32_t last = last_tier(e, net, slot, factor, of_net);

	if (last >= 0 && e->weight[future] > 0) {
		wide value = stage_network_cut(net, piece->price, last, of_net, p);

		for (int32_t j = 0; j < net->nsources; j++)
			value -= (wide)net->base[j] * p[j];
		*constant += weight * value;
		for (int32_t k = 0; k < net->noffers; k++)
			worth[net->offers[k].candidate] += weight * worth_of_lot(e, piece, k, p);
	}
	mem_free(p);
	mem_free(of_net);
}

bool stage_ensemble_cut(const struct stage_ensemble *e, const int32_t *part, int32_t npart, bool weighted,
	int32_t slot, const int64_t *factor, int shift, struct stage_cut *cut)
{
	int32_t n = e->stage->ncandidates, count = slot - e->slots[slot].first + 1;
	wide *worth = mem_calloc((size_t)n, sizeof *worth), constant = 0;
	bool fits = true;

	memset(cut, 0, sizeof *cut);
	for (int32_t i = 0; i < npart; i++)
		add_future(e, part[i], weighted ? e->weight[part[i]] : 1, slot, factor, &constant, worth);
	for (int32_t i = 0; i < count; i++)
		fits = fits && stage_fits((wide)factor[i] << shift);
	fits = fits && stage_fits(constant);
	for (int32_t k = 0; k < n; k++)
		fits = fits && stage_fits(worth[k]);
	if (fits) {
		cut->slot = slot;
		cut->a = (int64_t)constant;
		cut->factor = mem_calloc((size_t)count, sizeof *cut->factor);
		memcpy(cut->factor, factor, (size_t)count * sizeof *factor);
		cut->terms = mem_calloc((size_t)n, sizeof *cut->terms);
		for (int32_t k = 0; k < n; k++)
			if (worth[k] > 0)
				cut->terms[cut->nterms++] = (struct stage_term){k, (int64_t)worth[k]};
	}
	mem_free(worth);
	return fits;
}
