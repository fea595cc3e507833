#include "models/turning.h"

#include "base/memory.h"

#include <string.h>

void bottleneck_release(struct bottleneck *b)
{
	mem_free(b->holders);
	mem_free(b->routes);
	memset(b, 0, sizeof *b);
}

void run_release(struct run *r)
{
	bottleneck_release(&r->bottleneck);
	mem_free(r->lowest);
	memset(r, 0, sizeof *r);
}

void runs_release(struct run *runs, int32_t n)
{
	for (int32_t k = 0; k < n; k++)
		run_release(&runs[k]);
	mem_free(runs);
}

bool level_turns(const struct run *runs, int32_t n, const struct rate_class *level)
{
	int32_t of_level = 0;

	for (int32_t k = 0; k < n; k++) {
		if (!rate_same_level(&runs[k].level, level))
			continue;
		if (runs[k].moves || ++of_level > 1)
			return true;
	}
	return false;
}
