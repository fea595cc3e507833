#include "models/plan.h"

#include "base/text.h"
#include "models/order.h"

#include <assert.h>
#include <string.h>

void plan_init(struct plan *p)
{
	memset(p, 0, sizeof *p);
	arena_init(&p->arena);
	p->status = PLAN_UNPROVEN;
	p->cost = (struct ratio){0, 1};
	p->cost_complete = true;
}

void plan_release(struct plan *p)
{
	mem_free(p->clashes);
	mem_free(p->served);
	mem_free(p->drawn);
	mem_free(p->bookings);
	mem_free(p->alones);
	mem_free(p->shipments);
	mem_free(p->handouts);
	mem_free(p->leftovers);
	mem_free(p->orders);
	mem_free(p->changes);
	mem_free(p->uses);
	mem_free(p->levels);
	mem_free(p->proof.strata);
	for (int32_t k = 0; p->proof.components && k < p->ncomponents; k++)
		proof_component_release(&p->proof.components[k]);
	mem_free(p->proof.components);
	mem_free(p->components);
	mem_free(p->gains);
	arena_release(&p->arena);
	plan_init(p);
}

/* ---- lines ---- */

static bool same_lot(const struct supply_lot *a, const struct supply_lot *b)
{
	if (a->expires != b->expires || a->line != b->line || a->transit != b->transit)
		return false;
	return a->line >= 0 || a->transit >= 0 || (a->holder == b->holder && a->form == b->form &&
		text_compare(a->lot, b->lot) == 0);
}

bool plan_same_line(const struct plan *p, const struct supply *v, int32_t k)
{
	const struct shipment *a, *b;

	assert(k >= 1 && k < p->nshipments);
	a = &p->shipments[k - 1];
	b = &p->shipments[k];
	/* Facts are lines of the order that sent them, whatever lot they are booked on. */
	if (a->fact && b->fact)
		return a->order == b->order && a->line == b->line;
	return a->lot < b->lot && a->fact == b->fact && a->state == b->state && a->item == b->item &&
		a->from == b->from && a->to == b->to && a->route == b->route &&
		a->depart_seconds == b->depart_seconds && a->arrive_seconds == b->arrive_seconds &&
		a->first_leg == b->first_leg && same_lot(&v->lots[a->lot], &v->lots[b->lot]);
}

enum { SHIPMENT_STATES = SHIPMENT_CANCELLED + 1 };

static const char *const state_words[SHIPMENT_STATES] = {
	[SHIPMENT_PLANNED] = "planned",
	[SHIPMENT_ISSUED] = "issued",
	[SHIPMENT_LOADED] = "loaded",
	[SHIPMENT_DEPARTED] = "departed",
	[SHIPMENT_RECEIVED] = "received",
	[SHIPMENT_CANCELLED] = "cancelled",
};
const char *shipment_state_word(enum shipment_state state)
{
	assert((unsigned)state < SHIPMENT_STATES);
	return state_words[state];
}

int shipment_state_parse(const char *word)
{
	int i;

	for (i = 0; i < SHIPMENT_STATES; i++) {
		if (strcmp(state_words[i], word) == 0)
			return i;
	}
	return -1;
}

static const char *const change_words[] = {
	[CHANGE_KEEP] = "keep", [CHANGE_CANCEL] = "cancel", [CHANGE_ALTER] = "alter", [CHANGE_NEW] = "new",
	[CHANGE_DECIDE] = "decide",
};

const char *change_word(enum change_kind kind)
{
	assert((unsigned)kind <= CHANGE_DECIDE);
	return change_words[kind];
}

int change_parse(const char *word)
{
	for (int i = 0; i <= CHANGE_DECIDE; i++)
		if (strcmp(change_words[i], word) == 0)
			return i;
	return -1;
}

int limit_decimals(const struct scenario *s, const struct limit_use *use)
{
	if (use->limit < 0 || s->limits[use->limit].kind == LIMIT_VEHICLES)
		return 3;
	return s->limits[use->limit].kind == LIMIT_BUDGET ? 2 : 0;
}

const char *limit_unit(const struct scenario *s, const struct limit_use *use)
{
	if (use->limit < 0 || s->limits[use->limit].kind == LIMIT_VEHICLES)
		return "kg";
	return s->limits[use->limit].kind == LIMIT_BUDGET ? (s->currency ? s->currency : "") : "min";
}
