#include "models/causes.h"

#include <assert.h>

static const char *const words[CAUSES] = {"past", "sharing", "packs", "budget", "vehicles", "helpers",
	"capacity", "late", "roads", "reach", "autonomy", "terms", "consent", "sources", "expired", "later",
	"tier", "not-enough"};

const char *cause_word(enum cause cause)
{
	assert(cause < CAUSES);
	return words[cause];
}
