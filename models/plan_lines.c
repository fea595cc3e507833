/* The lines of orders, and states of shipments for people. */
#include "models/plan.h"

#include "base/memory.h"
#include "base/text.h"

#include <assert.h>

static int64_t ordered_amount(const struct shipment *h)
{
	return h->ordered > 0 ? h->ordered : h->quantity;
}

struct shipment *plan_lines(const struct plan *p, const struct supply *v, int32_t *n)
{
	struct shipment *lines = mem_calloc((size_t)p->nshipments, sizeof *lines);
	int32_t k;

	*n = 0;
	for (k = 0; k < p->nshipments; k++) {
		const struct shipment *part = &p->shipments[k];
		struct shipment *line;
		int64_t ordered;

		if (k == 0 || !plan_same_line(p, v, k)) {
			lines[(*n)++] = *part;
			continue;
		}
		line = &lines[*n - 1];
		ordered = ordered_amount(line) + ordered_amount(part);
		line->units += part->units;
		line->quantity += part->quantity;
		line->ordered = ordered != line->quantity ? ordered : 0;
	}
	return lines;
}

static const char *const state_titles[] = {
	[SHIPMENT_PLANNED] = N_("Planned"),
	[SHIPMENT_ISSUED] = N_("Issued"),
	[SHIPMENT_LOADED] = N_("Loaded"),
	[SHIPMENT_DEPARTED] = N_("Departed"),
	[SHIPMENT_RECEIVED] = N_("Received"),
	[SHIPMENT_CANCELLED] = N_("Cancelled"),
};

const char *shipment_state_title(enum shipment_state state)
{
	assert((unsigned)state <= SHIPMENT_CANCELLED);
	return _(state_titles[state]);
}
