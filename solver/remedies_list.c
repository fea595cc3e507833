#include "solver/remedies_list.h"

#include "solver/dosed.h"

#include <stdlib.h>
#include <string.h>

struct list {
	const struct remedies_request *q;
	const struct scenario *s;
	const struct supply *supply;
	const struct explanation *e;
	struct remedy *remedies;
	int32_t n, room;
};

static struct remedy *add(struct list *l, enum remedy_kind kind, int64_t most, int64_t potential)
{
	int32_t k;

	k = ARRAY_ADD(&l->remedies, &l->n, &l->room);
	l->remedies[k] = (struct remedy){.kind = kind, .holder = -1, .place = -1, .limit = -1, .route = -1,
		.segment = -1, .most = most, .potential = potential};
	return &l->remedies[k];
}

/* --- goods --- */

/* Smallest units that claims still open lack: of those explained, or of all for the item. */
static int64_t still_needed(const struct list *l, bool all)
{
	const struct ground *g = l->q->components->ground;
	int32_t rank = g->item_rank[l->e->item];
	int64_t sum = 0;

	for (int32_t c = g->cell_start[rank]; c < g->cell_start[rank + 1]; c++)
		if (g->cells->cells[c].when.last >= g->first_period && (all || explains(l->e, c)))
			sum += g->cells->cells[c].demand - g->cells->cells[c].household;
	return sum;
}

static bool goods_listed(const struct list *l, int32_t place, int32_t region)
{
	for (int32_t k = 0; k < l->n; k++)
		if (l->remedies[k].kind == REMEDY_GOODS && l->remedies[k].holder >= 0
			&& place_stand(l->s, l->remedies[k].place) == place_stand(l->s, place)
			&& l->remedies[k].when.first == region)
			return true;
	return false;
}

/* To the place itself, to stay there; and to every place from which the item comes. */
static void list_goods(struct list *l)
{
	int64_t u = l->s->items[l->e->item].issue_unit;
	int64_t own = int_ceil_div(still_needed(l, false), u), all = int_ceil_div(still_needed(l, true), u);

	if (own <= 0)
		return;
	add(l, REMEDY_GOODS, own, INT64_MAX)->place = l->e->place;
	for (int32_t k = 0; k < l->e->nholders; k++) {
		const struct explained_holder *h = &l->e->holders[k];
		const struct callable *c = h->callable >= 0 ? &l->supply->callable[h->callable] : NULL;
		struct remedy *r;
		int32_t place;
		if (!c || h->reaching == 0 || c->reach == REACH_ABSENT || c->reach == REACH_OWN)
			continue;
		place = l->s->holders[h->holder].place;
		if (goods_listed(l, place, c->region))
			continue;
		r = add(l, REMEDY_GOODS, all, h->here > 0 ? h->here : 0);
		r->holder = h->holder;
		r->place = place;
		r->when.first = c->region; /* only told apart by it */
	}
	for (int32_t k = 0; k < l->n; k++)
		l->remedies[k].when.first = 0;
}

/* --- terms --- */

static bool region_has(const struct list *l, const struct callable *c)
{
	int32_t own = place_stand(l->s, l->s->holders[c->holder].place);

	if (c->reach == REACH_ABSENT || c->reach == REACH_OWN)
		return own == l->e->place;
	return place_within(l->s, l->e->place, c->region);
}

static int64_t released(const struct callable *c)
{
	return c->has_release ? int_mul_div_floor(c->good, c->release.num, c->release.den) : c->government;
}

static int64_t least_of(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Whole thousandths that are released now, rounded down. */
static int64_t thousandths(const struct callable *c)
{
	return c->has_release ? int_mul_div_floor(1000, c->release.num, c->release.den)
		: int_mul_div_floor(1000, c->government, c->good);
}

static void list_terms(struct list *l, const struct callable *c)
{
	int64_t u = l->s->items[c->item].issue_unit, has = c->units * u;
	int64_t unheld = least_of(released(c), c->consented), all = least_of(c->good - c->hold_back, c->consented);
	struct remedy *r;

	if (c->good > 0 && c->hold_back > 0 && !c->by_period && unheld / u > c->units) {
		r = add(l, REMEDY_HOLD_BACK, c->hold_back, unheld - has);
		r->holder = c->holder;
		r->before = c->hold_back;
	}
	if (c->good > 0 && released(c) < c->good && all > 0 && all / u > c->units) {
		r = add(l, REMEDY_RELEASE, 1000 - thousandths(c), all - has);
		r->holder = c->holder;
		r->before = thousandths(c);
	}
	if (c->units > 0 && c->notice > 0) {
		r = add(l, REMEDY_NOTICE, int_ceil_div(c->notice, 3600), has);
		r->holder = c->holder;
		r->before = c->notice;
	}
}

/* The nearest place above the holder's that has the claims' place in it too; -1 =
 * none, or another of its kind lies nearer to the holder. */
static int32_t meeting_place(const struct list *l, int32_t holder)
{
	int32_t own = l->s->holders[holder].place, p = own;

	while (p >= 0 && !place_within(l->s, l->e->place, p))
		p = l->s->places[p].in;
	return p >= 0 && place_ancestor(l->s, own, l->s->places[p].kind) == p ? p : -1;
}

static void list_reach(struct list *l, const struct callable *c)
{
	int32_t meeting = meeting_place(l, c->holder);
	struct remedy *r;

	if (c->units == 0 || meeting < 0)
		return;
	r = add(l, REMEDY_REACH, 1, c->units * l->s->items[c->item].issue_unit);
	r->holder = c->holder;
	r->reach_place = l->s->places[meeting].kind;
}

static void list_holders(struct list *l)
{
	for (int32_t k = 0; k < l->supply->ncallable; k++) {
		const struct callable *c = &l->supply->callable[k];
		if (c->item != l->e->item || l->s->holders[c->holder].kind == HOLDER_HOUSEHOLD)
			continue;
		if (region_has(l, c))
			list_terms(l, c);
		else
			list_reach(l, c);
	}
}

/* --- decisions --- */

/* Not those of goods that may not go to the place anyhow. */
static void list_decisions(struct list *l)
{
	const struct ground *g = l->q->components->ground;
	int32_t n;
	struct decision *all = decisions_list(l->s, g->cells, g->supply, &n);

	for (int32_t k = 0; k < n; k++) {
		bool near = all[k].kind == DECISION_SOURCE || all[k].kind == DECISION_CONFLICT;
		for (int32_t i = 0; i < l->supply->ncallable && !near; i++)
			near = l->supply->callable[i].item == all[k].item
				&& l->supply->callable[i].holder == all[k].holder && region_has(l, &l->supply->callable[i]);
		/* What is released and held back are remedies of their own, in any amount. */
		if (all[k].item == l->e->item && all[k].freed > 0 && near && all[k].kind <= DECISION_CONSENT)
			add(l, REMEDY_DECISION, 1, all[k].freed)->decision = all[k];
	}
	mem_free(all);
}

/* --- roads and limits --- */

/* From the first closed period that is not over to the last one. */
static bool closed_when(const struct list *l, const struct periods *closed, int32_t n, struct periods *when)
{
	int32_t now = l->q->components->ground->first_period;

	*when = (struct periods){l->s->nperiods, -1};
	for (int32_t k = 0; k < n; k++) {
		if (closed[k].last < now)
			continue;
		when->first = closed[k].first < when->first ? closed[k].first : when->first;
		when->last = closed[k].last > when->last ? closed[k].last : when->last;
	}
	if (when->first < now)
		when->first = now;
	if (when->last >= l->s->nperiods)
		when->last = l->s->nperiods - 1;
	return when->first <= when->last;
}

static void list_roads(struct list *l)
{
	struct periods when;

	for (int32_t k = 0; k < l->s->nsegments; k++)
		if (closed_when(l, l->s->segments[k].closed, l->s->segments[k].nclosed, &when)) {
			struct remedy *r = add(l, REMEDY_SEGMENT, 1, 1);
			r->segment = k;
			r->when = when;
		}
	for (int32_t k = 0; k < l->s->nroutes; k++)
		if (closed_when(l, l->s->routes[k].closed, l->s->routes[k].nclosed, &when)) {
			/* one that leads there first */
			bool there = place_stand(l->s, l->s->routes[k].to) == l->e->place;
			struct remedy *r = add(l, REMEDY_ROUTE, 1, there);
			r->route = k;
			r->when = when;
		}
}

/* Only what is a row of the part: all others stop nobody. What is needed at most is
 * known only when it is solved without the limit. Roads that lead to the place come
 * before others. */
static void list_limits(struct list *l)
{
	const struct components *c = l->q->components;
	const struct bundle *bundle = &c->bundles[l->q->bundle];

	for (int32_t k = 0; k < bundle->nactive; k++) {
		const struct bound *b = &c->bounds.bounds[bundle->active[k]];
		bool there = b->kind == BOUND_ROUTE && place_stand(l->s, l->s->routes[b->index].to) == l->e->place;
		struct remedy *r = add(l, REMEDY_LIMIT, 1, b->kind == BOUND_LIMIT || there);
		r->limit = b->kind == BOUND_LIMIT ? b->index : -1;
		r->route = b->kind == BOUND_ROUTE ? b->index : -1;
		r->segment = b->kind == BOUND_SEGMENT ? b->index : -1;
		r->when = b->when;
		r->before = (int64_t)(b->most / bound_step(l->s, &c->bounds, b));
	}
}

/* --- those that are tried --- */

/* Limits that stop somebody are few, and what each would do cannot be told beforehand. */
static int32_t most_of(const struct list *l, enum remedy_kind kind)
{
	return kind == REMEDY_LIMIT ? 4 * l->q->most_of_kind : l->q->most_of_kind;
}

struct ranked {
	struct remedy remedy;
	int32_t rank[2]; /* in the order of ids */
};

static int ranked_compare(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->remedy.kind != y->remedy.kind)
		return x->remedy.kind < y->remedy.kind ? -1 : 1;
	if (x->remedy.decision.kind != y->remedy.decision.kind)
		return x->remedy.decision.kind < y->remedy.decision.kind ? -1 : 1;
	if (x->remedy.potential != y->remedy.potential)
		return x->remedy.potential > y->remedy.potential ? -1 : 1;
	for (int k = 0; k < 2; k++)
		if (x->rank[k] != y->rank[k])
			return x->rank[k] < y->rank[k] ? -1 : 1;
	return 0;
}

/* Limits come in the order of the bounds, sources in that of decisions_list. */
static void rank(const struct list *l, int32_t k, struct ranked *out)
{
	const struct ground *g = l->q->components->ground;
	const struct remedy *r = &l->remedies[k];
	int32_t holder = r->kind == REMEDY_DECISION ? r->decision.holder : r->holder, at = k;

	if (r->kind == REMEDY_ROUTE)
		at = g->route_rank[r->route];
	for (int32_t v = 0; r->kind == REMEDY_SEGMENT && v < l->s->nsegments; v++)
		if (g->segment_at[v] == r->segment)
			at = v;
	*out = (struct ranked){*r, {holder >= 0 ? g->holder_rank[holder] : -1, at}};
	if (holder >= 0 && r->kind != REMEDY_DECISION)
		out->rank[1] = 0;
}

static void keep_largest(struct list *l, int32_t untried[REMEDY_KINDS])
{
	struct ranked *all = mem_calloc((size_t)l->n, sizeof *all);
	int32_t n = l->n, of_kind = 0;

	memset(untried, 0, REMEDY_KINDS * sizeof *untried);
	for (int32_t k = 0; k < n; k++)
		rank(l, k, &all[k]);
	if (n > 0)
		qsort(all, (size_t)n, sizeof *all, ranked_compare);
	l->n = 0;
	for (int32_t k = 0; k < n; k++) {
		of_kind = k > 0 && all[k - 1].remedy.kind == all[k].remedy.kind
			&& all[k - 1].remedy.decision.kind == all[k].remedy.decision.kind ? of_kind + 1 : 0;
		if (of_kind < most_of(l, all[k].remedy.kind))
			l->remedies[l->n++] = all[k].remedy;
		else
			untried[all[k].remedy.kind]++;
	}
	mem_free(all);
}

struct remedy *remedies_list(const struct remedies_request *q, int32_t *n, int32_t untried[REMEDY_KINDS])
{
	struct list l = {.q = q, .s = q->components->ground->scenario, .supply = q->components->ground->supply,
		.e = q->e};

	list_goods(&l);
	list_decisions(&l);
	list_holders(&l);
	list_roads(&l);
	list_limits(&l);
	keep_largest(&l, untried);
	*n = l.n;
	return l.remedies;
}
