#include "models/plan.h"

#include "base/text.h"

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
	mem_free(p->served);
	mem_free(p->drawn);
	mem_free(p->shipments);
	mem_free(p->handouts);
	mem_free(p->leftovers);
	mem_free(p->orders);
	mem_free(p->changes);
	mem_free(p->uses);
	mem_free(p->levels);
	mem_free(p->components);
	mem_free(p->gains);
	arena_release(&p->arena);
	plan_init(p);
}

void previous_init(struct previous *p)
{
	memset(p, 0, sizeof *p);
	arena_init(&p->arena);
}

void previous_release(struct previous *p)
{
	mem_free(p->lines);
	mem_free(p->lots);
	mem_free(p->orders);
	mem_free(p->done);
	mem_free(p->handed);
	mem_free(p->outcomes);
	arena_release(&p->arena);
	previous_init(p);
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
static const char *const state_titles[SHIPMENT_STATES] = {
	[SHIPMENT_PLANNED] = N_("Planned"),
	[SHIPMENT_ISSUED] = N_("Issued"),
	[SHIPMENT_LOADED] = N_("Loaded"),
	[SHIPMENT_DEPARTED] = N_("Departed"),
	[SHIPMENT_RECEIVED] = N_("Received"),
	[SHIPMENT_CANCELLED] = N_("Cancelled"),
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

const char *shipment_state_title(enum shipment_state state)
{
	assert((unsigned)state < SHIPMENT_STATES);
	return _(state_titles[state]);
}
