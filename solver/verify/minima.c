/* Minima over several claims: the plan shares them out, claim by claim. */
#include "solver/verify/portion.h"

#include "base/text.h"

/* Smallest units that a claim has got with x units beside facts. */
static int64_t quantity(const struct portion *p, const struct claim *c, int64_t x)
{
	const struct cell *cell = &p->k->cells->cells[c->cell];
	wide got = cell->household + (wide)(p->past->done[c->cell] + x) * checker_unit(p->k, cell->item);

	return got < cell->demand ? (int64_t)got : cell->demand;
}

bool minimum_is_about(const struct portion *p, const struct minimum *m, const struct claim *c)
{
	const struct cell *cell = c->cell >= 0 ? &p->k->cells->cells[c->cell] : NULL;

	return cell && !m->end_stock && m->item == cell->item && place_stand(p->k->s, m->place) == cell->place
		&& (m->group < 0 || m->group == cell->group) && cell->when.first >= m->when.first
		&& cell->when.last <= m->when.last;
}

/* Claims that are over count as asking for what they got. */
int64_t minimum_missing(const struct portion *p, const struct minimum *m)
{
	int64_t got = 0, asked = 0;

	for (int32_t n = 0; n < p->net.nclaims; n++) {
		const struct claim *c = &p->net.claims[n];
		if (!minimum_is_about(p, m, c))
			continue;
		got += quantity(p, c, c->least);
		asked += p->k->cells->cells[c->cell].when.last < checker_present(p->k) ? quantity(p, c, 0)
			: p->k->cells->cells[c->cell].demand;
	}
	return (m->quantity < asked ? m->quantity : asked) - got;
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
