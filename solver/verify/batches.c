/* Substitutes of a part, batch by batch: made at the counter of the item, of
 * what comes to the counters of its parts. */
#include "solver/verify/names.h"
#include "solver/verify/portion.h"

bool portion_has(const struct portion *p, int32_t item)
{
	for (int32_t n = 0; n < p->net.nitems; n++)
		if (p->net.items[n] == item)
			return true;
	return false;
}

bool substitute_counts(const struct portion *p, const struct substitute *u)
{
	bool inside = p->proof->substitutes && portion_has(p, u->item);

	for (int32_t j = 0; j < u->nparts; j++)
		inside &= portion_has(p, u->parts[j].item);
	return inside;
}

static int32_t counter_of(const struct names *names, int32_t item, const struct point *at)
{
	struct proof_node node = {PROOF_COUNTER, item, at->place, at->period, DAY_NONE, -1, 0, false, -1, -1, -1};

	return names_find(names, &node);
}

static void add_batch(struct portion *p, const struct names *names, int32_t substitute, int32_t counter)
{
	const struct substitute *u = &p->k->s->substitutes[substitute];
	int32_t n, first = p->nbatch_ends;

	for (int32_t j = -1; j < u->nparts; j++) {
		int32_t item = j < 0 ? u->item : u->parts[j].item;
		int64_t amount = (j < 0 ? u->give : -u->parts[j].take) / checker_unit(p->k, item);
		int32_t v = counter_of(names, item, &p->net.points[counter]);
		int32_t at = ARRAY_ADD(&p->batch_ends, &p->nbatch_ends, &p->batch_ends_room);
		p->batch_ends[at] = (struct batch_end){v, amount};
		if (v < 0) {
			p->nbatch_ends = first;
			return;
		}
	}
	n = ARRAY_ADD(&p->batches, &p->nbatches, &p->batches_room);
	p->batches[n] = (struct batch){substitute, first, p->nbatch_ends - first, 0};
}

/* How many were made: by what was handed out in place of the item. */
static void count_batches(struct portion *p)
{
	const struct plan *plan = p->k->plan;

	for (int32_t n = 0; n < p->nbatches; n++) {
		struct batch *b = &p->batches[n];
		const struct point *at = &p->net.points[p->batch_ends[b->first].point];
		int64_t units = 0;
		for (int32_t i = 0; i < plan->nhandouts; i++) {
			const struct handout *h = &plan->handouts[i];
			if (!h->fact && h->substitute == b->substitute && h->period == at->period
				&& p->k->cells->cells[h->cell].place == at->place)
				units += h->units;
		}
		b->made = units / p->batch_ends[b->first].amount;
	}
}

void portion_list_batches(struct portion *p)
{
	struct names names;

	if (!p->proof->substitutes)
		return;
	names_build(&names, &p->net);
	for (int32_t n = 0; n < p->k->s->nsubstitutes; n++)
		for (int32_t v = 1; substitute_counts(p, &p->k->s->substitutes[n]) && v < p->net.npoints; v++)
			if (p->net.points[v].kind == POINT_COUNTER
				&& p->net.points[v].item == p->k->s->substitutes[n].item)
				add_batch(p, &names, n, v);
	names_release(&names);
	count_batches(p);
}
