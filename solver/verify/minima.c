/* Minima over several claims: the plan shares them out, claim by claim. */
#include "solver/verify/portion.h"

#include "base/text.h"

#include <stdlib.h>

/* Smallest units that a claim has got with x units beside facts. */
static int64_t quantity(const struct portion *p, const struct claim *c, int64_t x)
{
	const struct cell *cell = &p->k->cells->cells[c->cell];
	wide got = cell->household + (wide)(p->past->done[c->cell] + x) * checker_unit(p->k, cell->item);

	return got < cell->demand ? (int64_t)got : cell->demand;
}

bool minimum_is_about(const struct portion *p, const struct minimum *m, const struct claim *c)
{
	return c->cell >= 0 && minimum_counts(p->k->s, m, &p->k->cells->cells[c->cell]);
}

/* Claims that are over count as asking for what they got. */
static int64_t minimum_asks(const struct portion *p, const struct minimum *m)
{
	int64_t asked = 0;

	for (int32_t n = 0; n < p->net.nclaims; n++) {
		const struct claim *c = &p->net.claims[n];
		if (minimum_is_about(p, m, c))
			asked += p->k->cells->cells[c->cell].when.last < checker_present(p->k) ? quantity(p, c, 0)
				: p->k->cells->cells[c->cell].demand;
	}
	return m->quantity < asked ? m->quantity : asked;
}

int64_t minimum_missing(const struct portion *p, const struct minimum *m)
{
	int64_t got = 0;

	for (int32_t n = 0; n < p->net.nclaims; n++)
		if (minimum_is_about(p, m, &p->net.claims[n]))
			got += quantity(p, &p->net.claims[n], p->net.claims[n].least);
	return minimum_asks(p, m) - got;
}

/* Does some minimum need the last unit of the claim's least value? */
static bool is_needed(const struct portion *p, const struct claim *c)
{
	for (int32_t i = 0; i < p->k->s->nminima; i++) {
		const struct minimum *m = &p->k->s->minima[i];
		if (minimum_is_about(p, m, c)
			&& minimum_missing(p, m) + quantity(p, c, c->least) - quantity(p, c, c->least - 1) > 0)
			return true;
	}
	return false;
}

bool portion_share_minima(struct portion *p)
{
	const struct proof_component *proof = p->proof;

	if (!proof->shared_minima)
		return true;
	for (int32_t n = 0; n < p->net.nclaims; n++) {
		struct claim *c = &p->net.claims[n];
		int64_t before = c->least;
		for (int32_t i = 0; c->cell >= 0 && i < proof->nleast; i++)
			if (proof->least[i].claim == c->cell && proof->least[i].units > c->least)
				c->least = proof->least[i].units;
		c->shared = c->least > before;
		if (c->least > c->demand - c->fact) {
			finding(p->k, _("claim %d: the minimum that the proof says it has is more than it needs"),
				c->cell + 1);
			return false;
		}
	}
	for (int32_t i = 0; i < p->k->s->nminima; i++) {
		if (!portion_has(p, p->k->s->minima[i].item) || minimum_missing(p, &p->k->s->minima[i]) <= 0)
			continue;
		finding(p->k, _("part %d: the minima of its proof do not keep minimum %d of the scenario"),
			p->number + 1, i + 1);
		return false;
	}
	for (int32_t n = 0; n < p->net.nclaims; n++) {
		if (!p->net.claims[n].shared || is_needed(p, &p->net.claims[n]))
			continue;
		finding(p->k, _("claim %d: no minimum of the scenario asks for what the proof says it must get"),
			p->net.claims[n].cell + 1);
		return false;
	}
	return true;
}

/* --- however they are shared --- */

/* While multipliers of minima are looked for. */
struct sharing {
	const struct portion *p;
	const wide *worth;
	const int64_t *low, *high;
	wide *price; /* [nclaims] sum of the multipliers of the minima about the claim */
	const struct minimum *m; /* the one at hand */
	int64_t asks; /* its quantity */
	const int32_t *claims; /* [n] claims that it is about */
	int32_t n;
};

static wide worth_of(const struct sharing *s, int32_t c, int64_t x, wide price, bool *fits)
{
	wide a = 0, b = 0;

	if (__builtin_mul_overflow(s->worth[c], (wide)x, &a)
		|| __builtin_mul_overflow(price, (wide)quantity(s->p, &s->p->net.claims[c], x), &b)
		|| __builtin_add_overflow(a, b, &a))
		*fits = false;
	return a;
}

/* Whole units of the claim that count in full. */
static int64_t full_units(const struct sharing *s, int32_t c)
{
	const struct claim *claim = &s->p->net.claims[c];
	int64_t left = s->p->k->cells->cells[claim->cell].demand - quantity(s->p, claim, 0);

	return left / checker_unit(s->p->k, claim->item);
}

/* The highest worth x + price q(x) of a claim: it is concave, and bends where a unit does not count
 * in full. */
static wide highest(const struct sharing *s, int32_t c, wide price, bool *fits)
{
	wide best = worth_of(s, c, s->low[c], price, fits), other = worth_of(s, c, s->high[c], price, fits);

	best = other > best ? other : best;
	for (int64_t x = full_units(s, c), end = x + 1; price > 0 && x <= end; x++) {
		if (x < s->low[c] || x > s->high[c])
			continue;
		other = worth_of(s, c, x, price, fits);
		best = other > best ? other : best;
	}
	return best;
}

/* What the minimum's claims can come to at most, at its multiplier beside the others. */
static wide most_at(const struct sharing *s, wide multiplier, bool *fits)
{
	wide sum = 0;

	if (__builtin_mul_overflow(multiplier, -(wide)s->asks, &sum))
		*fits = false;
	for (int32_t i = 0; i < s->n; i++)
		if (__builtin_add_overflow(sum, highest(s, s->claims[i], s->price[s->claims[i]] + multiplier, fits), &sum))
			*fits = false;
	return sum;
}

static int compare_wide(const void *a, const void *b)
{
	wide x = *(const wide *)a, y = *(const wide *)b;

	return (x > y) - (x < y);
}

/* Multipliers at which a claim of the minimum would rather have more: [2 n + 1], ascending. */
static void list_multipliers(const struct sharing *s, wide *list)
{
	int32_t n = 0;

	list[n++] = 0;
	for (int32_t i = 0; i < s->n; i++) {
		int32_t c = s->claims[i];
		const struct claim *claim = &s->p->net.claims[c];
		int64_t u = checker_unit(s->p->k, claim->item), x = full_units(s, c);
		int64_t last = quantity(s->p, claim, x + 1) - quantity(s->p, claim, x);
		wide loss = s->worth[c] < 0 ? -s->worth[c] : 0, at = wide_ceil_div(loss, u) - s->price[c];
		list[n++] = at > 0 ? at : 0;
		at = last > 0 ? wide_ceil_div(loss, last) - s->price[c] : 0;
		list[n++] = at > 0 ? at : 0;
	}
	qsort(list, (size_t)n, sizeof *list, compare_wide);
}

/* The multiplier at which the bound is lowest, and how far it then is below that at 0: the bound is
 * convex in it. */
static wide best_multiplier(const struct sharing *s, wide *gained)
{
	wide *list = mem_calloc(2 * (size_t)s->n + 1, sizeof *list), best;
	int32_t low = 0, high = 2 * s->n;
	bool fits = true;

	list_multipliers(s, list);
	while (low < high) {
		int32_t middle = low + (high - low) / 2, next = middle + 1;
		bool falls;
		while (next < high && list[next] == list[middle])
			next++;
		falls = most_at(s, list[next], &fits) < most_at(s, list[middle], &fits) && fits;
		if (falls)
			low = next;
		else
			high = middle;
		fits = true;
	}
	best = list[low];
	*gained = most_at(s, 0, &fits) - most_at(s, best, &fits);
	mem_free(list);
	if (!fits || *gained < 0)
		best = *gained = 0;
	return best;
}

/* One minimum after the other, until none helps any more. */
static wide gain_of_minima(struct sharing *s)
{
	enum { TURNS = 8 };
	const struct scenario *scenario = s->p->k->s;
	int32_t *claims = mem_calloc((size_t)s->p->net.nclaims, sizeof *claims);
	wide sum = 0, gained = 1;

	s->claims = claims;
	for (int turn = 0; turn < TURNS && gained > 0; turn++) {
		gained = 0;
		for (int32_t i = 0; i < scenario->nminima; i++) {
			wide more, multiplier;
			s->m = &scenario->minima[i];
			s->n = 0;
			for (int32_t c = 0; c < s->p->net.nclaims; c++)
				if (minimum_is_about(s->p, s->m, &s->p->net.claims[c]))
					claims[s->n++] = c;
			if (s->n < 2)
				continue;
			s->asks = minimum_asks(s->p, s->m);
			multiplier = best_multiplier(s, &more);
			for (int32_t k = 0; k < s->n; k++)
				s->price[claims[k]] += multiplier;
			gained += more;
		}
		sum += gained;
	}
	mem_free(claims);
	return sum;
}

wide claims_most(const struct portion *p, const wide *worth, const int64_t *low, const int64_t *high,
	bool *fits)
{
	struct sharing s = {.p = p, .worth = worth, .low = low, .high = high};
	wide sum = 0;

	for (int32_t c = 0; c < p->net.nclaims; c++) {
		wide most = 0;
		if (__builtin_mul_overflow(worth[c], (wide)(worth[c] > 0 ? high[c] : low[c]), &most)
			|| __builtin_add_overflow(sum, most, &sum))
			*fits = false;
	}
	if (!p->proof->shared_minima || !*fits)
		return sum;
	s.price = mem_calloc((size_t)p->net.nclaims, sizeof *s.price);
	sum -= gain_of_minima(&s);
	mem_free(s.price);
	return sum;
}
