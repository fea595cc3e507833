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
	p->batches[n] = (struct batch){substitute, first, p->nbatch_ends - first, 0, 0, 0};
}

/* How many were made: by what was handed out in place of the item, the rest of the last one
 * being left. */
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
		b->given = units;
		b->made = int_ceil_div(units, p->batch_ends[b->first].amount);
	}
}

/* Whole batches that could ever be of use: all that is asked for, in them. */
static void limit_by_need(struct portion *p)
{
	int64_t *units = mem_calloc((size_t)p->k->s->nitems, sizeof *units);

	for (int32_t n = 0; n < p->net.nclaims; n++)
		if (p->net.claims[n].cell >= 0)
			units[p->net.claims[n].item] += p->net.claims[n].demand;
	for (int32_t n = 0; n < p->nbatches; n++)
		p->batches[n].most = int_ceil_div(units[p->k->s->substitutes[p->batches[n].substitute].item],
			p->batch_ends[p->batches[n].first].amount);
	mem_free(units);
}

/* from [npoints]: which of 64 ways out of the outside, number first and on, lead to a point;
 * here [npoints] becomes the larger by what these may carry. */
static void count_goods(const struct network *net, int32_t first, uint64_t *from, int64_t *here)
{
	int64_t carries[64] = {0};
	int32_t n = 0;

	for (int32_t v = 0; v < net->npoints; v++)
		from[v] = 0;
	for (int32_t a = 0; a < net->nways; a++) {
		const struct way *w = &net->ways[a];
		int32_t bit = n - first;
		if (w->tail == 0 && bit >= 0 && bit < 64) {
			carries[bit] = w->most;
			from[w->head] |= (uint64_t)1 << bit;
		}
		n += w->tail == 0;
		from[w->head] |= w->tail != 0 ? from[w->tail] : 0;
	}
	for (int32_t v = 1; v < net->npoints; v++)
		for (int bit = 0; net->points[v].kind == POINT_COUNTER && bit < 64; bit++)
			if (from[v] >> bit & 1)
				here[v] += carries[bit];
}

/* No more than what can come to the counters of the parts makes. */
static void limit_by_goods(struct portion *p)
{
	const struct network *net = &p->net;
	uint64_t *from = mem_calloc((size_t)net->npoints, sizeof *from);
	int64_t *here = mem_calloc((size_t)net->npoints, sizeof *here);
	int32_t n = 0;

	for (int32_t a = 0; a < net->nways; a++)
		n += net->ways[a].tail == 0;
	for (int32_t first = 0; first < n && p->nbatches > 0; first += 64)
		count_goods(net, first, from, here);
	for (int32_t i = 0; i < p->nbatches; i++) {
		struct batch *b = &p->batches[i];
		for (int32_t j = 1; j < b->count; j++) {
			const struct batch_end *end = &p->batch_ends[b->first + j];
			int64_t most = here[end->point] / -end->amount;
			b->most = most < b->most ? most : b->most;
		}
	}
	mem_free(from);
	mem_free(here);
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
	limit_by_need(p);
	limit_by_goods(p);
	count_batches(p);
}
