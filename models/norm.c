#include "models/norm.h"

#include <string.h>

int32_t scenario_add_norm(struct scenario *s)
{
	static const struct ratio absent = {-1, 1};
	int32_t i = ARRAY_ADD(&s->norms, &s->nnorms, &s->norms_room);
	struct norm *norm = &s->norms[i];

	norm->id = "";
	norm->item = -1;
	norm->place = -1;
	norm->level = -1;
	norm->within = -1;
	norm->tests = VIEW_USABLE;
	norm->per_person = absent;
	norm->per_household = absent;
	norm->quantity = absent;
	norm->quantity_max = absent;
	norm->share_min = absent;
	norm->share_max = absent;
	norm->count_tolerance = absent;
	norm->at = DAY_NONE;
	norm->arrival = -1;
	norm->where = WHERE_NONE;
	return i;
}

struct norm_exception *norm_add_exception(struct scenario *s, struct norm *norm)
{
	int32_t n = norm->nexceptions;

	if ((n & (n - 1)) == 0) { /* room is a power of two */
		struct norm_exception *more = arena_calloc(&s->arena, n > 0 ? 2 * (size_t)n : 1, sizeof *more);

		if (n > 0)
			memcpy(more, norm->exceptions, (size_t)n * sizeof *more);
		norm->exceptions = more;
	}
	norm->nexceptions++;
	return &norm->exceptions[n];
}
