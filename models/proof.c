#include "models/proof.h"

#include "base/memory.h"

#include <assert.h>

const char *proof_node_word(enum proof_node_kind kind)
{
	static const char *const words[PROOF_NODE_KINDS] = {"source", "stock", "meeting", "counter",
		"claim", "end"};

	assert((unsigned)kind < PROOF_NODE_KINDS);
	return words[kind];
}

void proof_component_release(struct proof_component *c)
{
	mem_free(c->bounds);
	mem_free(c->least);
	mem_free(c->prices);
	mem_free(c->rounds);
	mem_free(c->balances);
	mem_free(c->rows);
	mem_free(c->visits);
	mem_free(c->weights);
	mem_free(c->cut.sides);
}
