#include "models/scenario.h"

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
