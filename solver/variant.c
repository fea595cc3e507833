#include "solver/variant.h"

#include "models/previous.h"

#include <string.h>

void variant_init(struct variant *r, const struct ground *g, const struct scenario *s,
	const struct cells *cells, const struct previous *previous)
{
	memset(r, 0, sizeof *r);
	supply_build(s, cells, &r->supply);
	r->has_previous = previous != NULL;
	if (previous) {
		previous_copy(previous, &r->previous);
		previous_settle(&r->previous, s, &r->supply);
	}
	ground_vary(&r->ground, g, s, cells, &r->supply);
	facts_build(&r->facts, &r->ground, previous ? &r->previous : NULL);
}

void variant_release(struct variant *r)
{
	facts_release(&r->facts);
	ground_release_variant(&r->ground);
	if (r->has_previous)
		previous_release(&r->previous);
	supply_release(&r->supply);
}
