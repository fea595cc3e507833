#include "models/previous.h"

#include "base/memory.h"

#include <string.h>

static void *copied(const void *from, int32_t n, size_t size)
{
	void *to = mem_calloc((size_t)n, size);

	if (n > 0)
		memcpy(to, from, (size_t)n * size);
	return to;
}

void previous_copy(const struct previous *p, struct previous *out)
{
	previous_init(out);
	out->lines = copied(p->lines, p->nlines, sizeof *p->lines);
	out->lots = copied(p->lots, p->nlots, sizeof *p->lots);
	out->done = copied(p->done, p->ndone, sizeof *p->done);
	out->handed = copied(p->handed, p->nhanded, sizeof *p->handed);
	out->nlines = out->lines_room = p->nlines;
	out->nlots = out->lots_room = p->nlots;
	out->ndone = out->done_room = p->ndone;
	out->nhanded = out->handed_room = p->nhanded;
}
