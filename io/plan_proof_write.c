/* The proof of a plan as plan.xml has it. */
#include "io/plan_proof.h"

#include <string.h>

static void put(struct text *out, const char *name, const char *value)
{
	text_printf(out, " %s=\"", name);
	text_escape(out, value);
	text_putc(out, '"');
}

static void put_int(struct text *out, const char *name, int64_t value)
{
	text_printf(out, " %s=\"", name);
	text_int(out, value);
	text_putc(out, '"');
}

static void put_node(struct text *out, const struct scenario *s, const struct proof_node *n)
{
	char buffer[48];

	put(out, "kind", proof_node_word(n->kind));
	if (n->kind == PROOF_CLAIM || n->kind == PROOF_END) {
		put_int(out, n->kind == PROOF_CLAIM ? "claim" : "minimum", (int64_t)n->claim + 1);
		return;
	}
	put(out, "item", s->items[n->item].id);
	put(out, "place", s->places[n->place].id);
	put_int(out, "period", (int64_t)n->period + 1);
	if (n->kind == PROOF_COUNTER)
		return;
	if (n->last_day != DAY_NONE)
		put(out, "last-day", day_format(buffer, n->last_day));
	if (n->region >= 0)
		put(out, "reach", s->places[n->region].id);
	if (n->kind == PROOF_SOURCE)
		put(out, "release", instant_format(buffer, s->start.seconds + n->release, s->start.offset));
	if (n->arrives)
		put(out, "arrives", "true");
	if (n->kind == PROOF_MEETING) {
		put(out, "route", s->routes[n->route].id);
		put_int(out, "depart", (int64_t)n->depart + 1);
	}
}

static void put_bound(struct text *out, const struct scenario *s, const struct proof_bound *b)
{
	text_puts(out, "      <bound");
	if (b->limit >= 0)
		put_int(out, "limit", (int64_t)b->limit + 1);
	if (b->route >= 0)
		put(out, "route", s->routes[b->route].id);
	if (b->segment >= 0)
		put(out, "segment", s->segments[b->segment].id);
	text_puts(out, "/>\n");
}

static void put_vector(struct text *out, const char *name, const wide *values, int32_t n)
{
	char number[48];

	text_printf(out, " %s=\"", name);
	for (int32_t k = 0; k < n; k++) {
		if (k > 0)
			text_putc(out, ' ');
		text_puts(out, wide_format(number, values[k]));
	}
	text_putc(out, '"');
}

static void put_price(struct text *out, const struct scenario *s, const char *name,
	const struct proof_price *price, int32_t n)
{
	text_printf(out, "      <%s", name);
	put_node(out, s, &price->node);
	put_vector(out, "y", price->price, n);
	text_puts(out, "/>\n");
}

static void put_rounds(struct text *out, const struct scenario *s, const struct proof_component *c)
{
	for (int32_t k = 0; k < c->nrounds; k++) {
		const struct proof_round *round = &c->rounds[k];

		text_puts(out, "      <round");
		put_int(out, "level", (int64_t)round->level + 1);
		if (round->stratum > 0)
			put_int(out, "stratum", round->stratum);
		put_int(out, "shift", round->shift);
		if (round->derived)
			put(out, "derived", "true");
		if (round->nmu > 0)
			put_vector(out, "mu", round->mu, round->nmu);
		text_puts(out, "/>\n");
	}
	for (int32_t k = 0; k < c->nbalances; k++)
		put_price(out, s, "balance", &c->balances[k], c->nrounds);
	for (int32_t k = 0; k < c->nrows; k++) {
		text_puts(out, "      <row");
		put_int(out, "bound", (int64_t)c->rows[k].bound + 1);
		if (c->rows[k].period >= 0)
			put_int(out, "period", (int64_t)c->rows[k].period + 1);
		put_vector(out, "pi", c->rows[k].pi, c->nrounds);
		text_puts(out, "/>\n");
	}
	for (int32_t k = 0; k < c->nvisits; k++) {
		text_puts(out, "      <visit");
		put_int(out, "claim", (int64_t)c->visits[k].claim + 1);
		put_int(out, "period", (int64_t)c->visits[k].period + 1);
		put_vector(out, "rho", c->visits[k].rho, c->nrounds);
		text_puts(out, "/>\n");
	}
	for (int32_t k = 0; k < c->nweights; k++) {
		text_puts(out, "      <weight");
		put_int(out, "claim", (int64_t)c->weights[k].claim + 1);
		put_vector(out, "w", c->weights[k].w, c->nrounds);
		text_puts(out, "/>\n");
	}
}

static bool is_empty(const struct proof_component *c)
{
	return c->nbounds == 0 && !c->substitutes && !c->relaxed && !c->shared_minima && c->nprices == 0 && c->nrounds == 0
		&& c->cut.nsides == 0;
}

static void put_part(struct text *out, const struct scenario *s, const struct proof_component *c,
	int32_t component)
{
	text_puts(out, "    <part");
	put_int(out, "component", (int64_t)component + 1);
	if (c->substitutes)
		put(out, "substitutes", "true");
	if (c->relaxed)
		put(out, "relaxed", "true");
	if (c->shared_minima)
		put(out, "shared-minima", "true");
	if (c->nprices > 0)
		put_int(out, "prices", c->nprices);
	if (c->nbounds + c->nleast + c->nwritten + c->nrounds + c->cut.nsides == 0) {
		text_puts(out, "/>\n");
		return;
	}
	text_puts(out, ">\n");
	for (int32_t k = 0; k < c->nbounds; k++)
		put_bound(out, s, &c->bounds[k]);
	for (int32_t k = 0; k < c->nleast; k++) {
		text_puts(out, "      <least");
		put_int(out, "claim", (int64_t)c->least[k].claim + 1);
		put_int(out, "units", c->least[k].units);
		text_puts(out, "/>\n");
	}
	for (int32_t k = 0; k < c->nwritten; k++)
		put_price(out, s, "price", &c->prices[k], c->nprices);
	put_rounds(out, s, c);
	for (int32_t k = 0; k < c->cut.nsides; k++) {
		text_puts(out, "      <side");
		put_node(out, s, &c->cut.sides[k].node);
		put(out, "inside", c->cut.sides[k].inside ? "true" : "false");
		text_puts(out, "/>\n");
	}
	text_puts(out, "    </part>\n");
}

void proof_write(struct text *out, const struct scenario *s, const struct plan *p)
{
	if (!p->proof.components)
		return;
	text_puts(out, "  <proof>\n");
	for (int32_t k = 0; k < p->ncomponents; k++)
		if (!is_empty(&p->proof.components[k]))
			put_part(out, s, &p->proof.components[k], k);
	text_puts(out, "  </proof>\n");
}
