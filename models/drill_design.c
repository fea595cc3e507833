#include "models/drill_design.h"

#include "base/memory.h"

#include <string.h>

const char *design_how_word(enum design_how how)
{
	static const char *const words[DESIGN_WAYS] = {"planned", "bounded", "impossible"};

	return words[how];
}

void design_init(struct design *design)
{
	memset(design, 0, sizeof *design);
	design->found = -1;
}

void design_release(struct design *design)
{
	mem_free(design->candidates);
	mem_free(design->sets);
	mem_free(design->items);
	design_init(design);
}
