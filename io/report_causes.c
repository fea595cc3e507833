/* Why claims are short, cause by cause: in all, and place by place. */
#include "io/section.h"
#include "io/show.h"

#include "base/memory.h"
#include "models/previous.h"
#include "models/scenario_words.h"
#include "models/travel.h"

#include <stdlib.h>

static int64_t booked(const struct rollup *u, const int64_t *why, enum cause cause, int32_t kind)
{
	return why[(size_t)cause * (size_t)u->nkinds + (size_t)kind];
}

static const struct alone *find_alone(const struct page *p, enum cause cause, int32_t kind)
{
	const struct plan *plan = p->r->plan;

	for (int32_t k = 0; k < plan->nalones; k++)
		if (plan->alones[k].cause == cause && plan->alones[k].item == p->u->kinds[kind].item
			&& plan->alones[k].tier == p->u->kinds[kind].tier)
			return &plan->alones[k];
	return NULL;
}

static void put_share(struct columns *c, int64_t part, int64_t whole)
{
	struct text t;

	text_init(&t);
	show_fill(&t, part, whole);
	columns_put(c, text_str(&t));
	text_release(&t);
}

static void put_alone(const struct page *p, struct columns *c, int32_t kind, const struct alone *a)
{
	const struct sums *all = &p->u->total[kind];

	if (!a) {
		columns_put(c, "-");
		columns_put(c, "-");
		return;
	}
	put_share(c, all->served + a->gain, all->demand);
	put_losers(p, c, p->u->kinds[kind].item, a->losers, a->lost);
}

struct row {
	int32_t kind;
	enum cause cause;
	int64_t quantity;
	const struct alone *alone; /* NULL = not known */
};

static struct row *list_rows(const struct page *p, size_t *n)
{
	const struct rollup *u = p->u;
	struct row *rows = mem_calloc((size_t)u->nkinds * CAUSES, sizeof *rows);

	*n = 0;
	for (int32_t k = 0; k < u->nkinds; k++)
		for (enum cause cause = CAUSE_PAST; cause < CAUSES; cause++) {
			int64_t quantity = booked(u, u->why, cause, k);
			const struct alone *a = find_alone(p, cause, k);

			if (quantity > 0 || (a && (a->gain != 0 || a->losers > 0)))
				rows[(*n)++] = (struct row){k, cause, quantity, a};
		}
	return rows;
}

/* [nplaces] Where goods lie, or can come by some road from now on; mem_free by the caller. */
static char *places_reached(const struct report *r)
{
	const struct scenario *s = r->scenario;
	char *reached = mem_calloc((size_t)s->nplaces, 1);
	int32_t present = present_period(s);

	for (int32_t k = 0; k < r->supply->nlots; k++)
		reached[r->supply->lots[k].place] = 1;
	for (int32_t k = 0; k < s->nroutes; k++) {
		int32_t to = place_stand(s, s->routes[k].to);

		for (int32_t t = present; t < s->nperiods && !reached[to]; t++)
			reached[to] = route_arrival(s, k, t * s->period) >= 0;
	}
	return reached;
}

/* Causes are booked in an order that says nothing of it. */
static void tell_unreached(const struct page *p, struct text *out)
{
	enum { NAMED = 5 };
	const struct report *r = p->r;
	char *reached = places_reached(r);
	struct text names;
	int32_t n = 0;

	text_init(&names);
	for (int32_t c = 0; c < r->cells->ncells; c++) {
		const struct cell *cell = &r->cells->cells[c];

		if (reached[cell->place] || r->plan->served[c].quantity >= cell->demand)
			continue;
		reached[cell->place] = 1; /* said once */
		if (n++ < NAMED)
			text_printf(&names, "%s%s", n > 1 ? list_comma() : "", place_title(r, cell->place));
	}
	if (n > NAMED)
		text_printf(&names, _("; and %d more"), n - NAMED);
	if (n > 0)
		text_printf(out, _("By no road of the data can anything come here, whatever the cause booked: %s.\n"), text_str(&names));
	text_release(&names);
	mem_free(reached);
}

/* What was not told apart, and what only moves the shortfall. */
static void explain(const struct page *p, const struct row *rows, size_t n, struct text *out)
{
	const struct plan *plan = p->r->plan;
	bool moves = false, together = false;

	for (size_t i = 0; i < n; i++) {
		moves |= rows[i].cause == CAUSE_LATER || rows[i].cause == CAUSE_TIER;
		together |= rows[i].quantity > 0 && rows[i].alone && rows[i].alone->gain == 0;
	}
	if (together)
		text_puts(out, _("Where a cause alone would lift nothing, one that is lifted before it must go, too: "
			"goods set free that come too late, say.\n"));
	if (moves)
		text_puts(out, _("What is kept for later periods or given to a higher tier decides who is short, "
			"not how much: together with the last line it is what the whole area lacks over all periods.\n"));
	if (plan->causes_skipped)
		text_puts(out, _("Some causes were not told apart; the lines after them hold their share.\n"));
	if (plan->causes_unproven)
		text_puts(out, _("Not proven for limits that several goods share: a cause may stand for more.\n"));
}

void section_why(const struct page *p, struct section *s)
{
	struct columns *c = &s->table;
	size_t n, shown;
	struct row *rows = list_rows(p, &n);

	if (n > 0) {
		s->title = _("Why short: causes lifted one after the other");
		columns_add(c, _("Tier"), ALIGN_RIGHT);
		columns_add(c, _("Item"), ALIGN_LEFT);
		columns_add(c, _("Cause"), ALIGN_LEFT);
		columns_add(c, _("Short"), ALIGN_RIGHT);
		columns_add(c, _("Share"), ALIGN_RIGHT);
		columns_add_optional(c, _("Fill without it"), ALIGN_RIGHT);
		columns_add_optional(c, _("Would lose"), ALIGN_RIGHT);
		shown = section_cut(p, s, n, "causes.csv");
		for (size_t i = 0; i < shown; i++) {
			int32_t item = p->u->kinds[rows[i].kind].item;
			const struct sums *all = &p->u->total[rows[i].kind];

			columns_int(c, p->u->kinds[rows[i].kind].tier);
			put_item(p, c, item);
			columns_put(c, cause_title(rows[i].cause));
			put_quantity(p, c, item, rows[i].quantity);
			put_share(c, rows[i].quantity, all->demand - all->served);
			put_alone(p, c, rows[i].kind, rows[i].alone);
		}
		if (p->r->plan->nalones > 0)
			text_puts(&s->after, _("Fill without it: if this cause alone were lifted; communities that "
				"would lose by it, and how much together.\n"));
		tell_unreached(p, &s->after);
		explain(p, rows, n, &s->after);
	}
	mem_free(rows);
}

/* One place: a row for every cause of every kind; what goes beyond the limit of
 * its level is counted in hidden. */
static void put_place(const struct page *p, struct columns *c, int32_t row, size_t *shown, size_t *hidden)
{
	const struct rollup *u = p->u;
	const int64_t *why = u->why_by_place + (size_t)row * CAUSES * (size_t)u->nkinds;

	for (int32_t k = 0; k < u->nkinds; k++) {
		const struct sums *a = &u->by_place[(size_t)row * (size_t)u->nkinds + (size_t)k];

		for (enum cause cause = CAUSE_PAST; cause < CAUSES; cause++) {
			int64_t quantity = booked(u, why, cause, k);

			if (quantity == 0)
				continue;
			if ((*shown)++ >= p->limit) {
				(*hidden)++;
				continue;
			}
			columns_put(c, place_kind_title(p->r->scenario->places[u->rows[row]].kind));
			columns_put(c, place_title(p->r, u->rows[row]));
			columns_int(c, u->kinds[k].tier);
			put_item(p, c, u->kinds[k].item);
			columns_put(c, cause_title(cause));
			put_quantity(p, c, u->kinds[k].item, quantity);
			put_share(c, quantity, a->demand - a->served);
		}
	}
}

/* Level by level in the order of the tree; the terminal is left the sums. */
void section_why_places(const struct page *p, struct section *s)
{
	const struct rollup *u = p->u;
	struct columns *c = &s->table;
	size_t hidden = 0;

	if (p->brief || p->r->plan->nbookings == 0)
		return;
	s->title = _("Why short, by place");
	columns_add(c, _("Level"), ALIGN_LEFT);
	columns_add(c, _("Place"), ALIGN_LEFT);
	columns_add(c, _("Tier"), ALIGN_RIGHT);
	columns_add(c, _("Item"), ALIGN_LEFT);
	columns_add(c, _("Cause"), ALIGN_LEFT);
	columns_add(c, _("Short"), ALIGN_RIGHT);
	columns_add(c, _("Share"), ALIGN_RIGHT);
	for (enum place_kind level = PLACE_PROVINCE; level < PLACE_KINDS; level++) {
		size_t shown = 0;

		for (int32_t row = 0; row < u->nrows; row++)
			if (p->r->scenario->places[u->rows[row]].kind == level)
				put_place(p, c, row, &shown, &hidden);
	}
	if (hidden > 0)
		section_rest(p, s, hidden, "causes.csv");
}
