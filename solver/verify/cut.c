/* Hard rules that contradict each other: what must be served or left behind a cut
 * is more than can ever come through it (Hoffman 1960). */
#include "solver/verify/names.h"
#include "solver/verify/portion.h"

#include "base/text.h"

/* inside [npoints]: as the proof lists them; what it does not list is inside when
 * a way without limit leads from it inside. False: a side is of no point. */
static bool find_inside(struct portion *p, char *inside)
{
	const struct proof_cut *cut = &p->proof->cut;
	char *listed = mem_calloc((size_t)p->net.npoints, 1);
	struct names names;
	bool known = true;

	names_build(&names, &p->net);
	for (int32_t n = 0; n < cut->nsides && known; n++) {
		int32_t v = names_find(&names, &cut->sides[n].node);
		known = v > 0;
		if (known) {
			listed[v] = 1;
			inside[v] = cut->sides[n].inside;
		} else {
			finding(p->k, _("part %d: its cut has a side, number %d, for nothing that is in its network"),
				p->number + 1, n + 1);
		}
	}
	names_release(&names);
	for (int32_t a = p->net.nways - 1; a >= 0; a--) {
		const struct way *w = &p->net.ways[a];
		if (w->tail != 0 && !listed[w->tail] && inside[w->head] && w->most >= UNLIMITED)
			inside[w->tail] = 1;
	}
	mem_free(listed);
	return known;
}

/* What can come in at most; below 0: anything. */
static wide capacity(const struct portion *p, const char *inside)
{
	wide sum = 0;

	for (int32_t a = 0; a < p->net.nways; a++) {
		const struct way *w = &p->net.ways[a];
		if (!inside[w->head] || inside[w->tail])
			continue;
		if (w->most >= UNLIMITED)
			return -1;
		sum += w->most;
	}
	return sum;
}

/* Are all claims of the minimum inside, and none of them taken yet? */
static bool counts_whole(const struct portion *p, const struct minimum *m, const char *inside,
	const char *taken)
{
	int32_t n = 0;

	for (int32_t c = 0; c < p->net.nclaims; c++) {
		if (!minimum_is_about(p, m, &p->net.claims[c]))
			continue;
		if (!inside[p->net.claims[c].point] || taken[c])
			return false;
		n++;
	}
	return n > 1;
}

/* What must come in: least values of single claims, stock to be left, and what
 * minima over several claims, all of them inside, ask for beyond that. */
static wide needed(const struct portion *p, const char *inside)
{
	char *taken = mem_calloc((size_t)p->net.nclaims, 1);
	wide sum = 0;

	for (int32_t c = 0; c < p->net.nclaims; c++)
		if (inside[p->net.claims[c].point])
			sum += p->net.claims[c].least;
	for (int32_t i = 0; i < p->k->s->nminima; i++) {
		const struct minimum *m = &p->k->s->minima[i];
		int64_t missing = minimum_missing(p, m);
		if (missing <= 0 || !counts_whole(p, m, inside, taken))
			continue;
		sum += int_ceil_div(missing, checker_unit(p->k, m->item));
		for (int32_t c = 0; c < p->net.nclaims; c++)
			taken[c] |= minimum_is_about(p, m, &p->net.claims[c]);
	}
	mem_free(taken);
	return sum;
}

/* Where the proof has no cut: what nothing more can come to when as much as
 * possible of what must come has been sent. */
static void find_cut(struct portion *p, char *inside)
{
	const struct network *net = &p->net;
	const int64_t one = 1;
	wide *excess = mem_calloc((size_t)net->npoints, sizeof *excess);
	int32_t *group = mem_calloc((size_t)net->npoints, sizeof *group);
	int32_t *layer = mem_calloc((size_t)net->npoints, sizeof *layer);

	excess[0] = (wide)1 << 120;
	for (int32_t n = 0; n < net->nclaims; n++) {
		const struct claim *c = &net->claims[n];
		int64_t least = c->least;
		for (int32_t i = 0; c->cell >= 0 && i < p->proof->nleast; i++)
			if (p->proof->least[i].claim == c->cell && p->proof->least[i].units > least)
				least = p->proof->least[i].units;
		excess[c->point] = c->drawn - least;
	}
	send_excess(&p->graph, group, &one, excess, layer);
	for (int32_t v = 1; v < net->npoints; v++)
		inside[v] = layer[v] < 0;
	mem_free(layer);
	mem_free(group);
	mem_free(excess);
}

static bool is_too_much(const struct portion *p, const char *inside)
{
	wide most = capacity(p, inside);

	return most >= 0 && needed(p, inside) > most;
}

bool check_cut(struct portion *p)
{
	bool given = p->proof->cut.nsides > 0, shown = false;
	char *inside = mem_calloc((size_t)p->net.npoints, 1);

	if (!given || find_inside(p, inside)) {
		shown = given && is_too_much(p, inside);
		/* How minima over several claims are shared out proves nothing: only what
		 * they ask for as a whole does. */
		if (given && !shown && !p->proof->shared_minima)
			finding(p->k, _("part %d: its cut does not show that the hard rules contradict each other"),
				p->number + 1);
		if (!shown && (!given || p->proof->shared_minima)) {
			find_cut(p, inside);
			shown = is_too_much(p, inside);
		}
	}
	mem_free(inside);
	return shown;
}
