/* What the plan says has happened, against the earlier plan and the receipts. */
#include "solver/verify/verify.h"

#include "base/map.h"
#include "base/text.h"
#include "solver/verify/checker.h"

#include <string.h>

/* Lines of orders by number, version and line. */
struct happened {
	struct checker *k;
	const struct previous *previous;
	struct arena arena; /* of the map's keys */
	struct map first; /* key -> first line of the earlier plan */
	int32_t *next; /* [previous->nlines] of the same key, -1 = last */
	struct map told; /* key -> first fact of the plan */
	int32_t *next_told; /* [plan->nshipments] */
};

static void make_key(struct text *key, const char *order, int32_t version, int32_t line)
{
	text_clear(key);
	text_printf(key, "%s\n%d\n%d", order, version, line);
}

/* Puts index in front of its key's list. */
static void enlist(struct happened *p, struct map *map, int32_t *next, const char *key, int32_t index)
{
	int32_t before = map_get(map, key);

	next[index] = -1;
	if (before < 0) {
		map_add(map, arena_strdup(&p->arena, key), index);
		return;
	}
	next[index] = next[before];
	next[before] = index;
}

static void list_lines(struct happened *p)
{
	const struct plan *plan = p->k->plan;
	struct text key;

	text_init(&key);
	for (int32_t n = 0; n < p->previous->nlines; n++) {
		const struct announced *a = &p->previous->lines[n];
		make_key(&key, a->order, a->version, a->line);
		enlist(p, &p->first, p->next, text_str(&key), n);
	}
	for (int32_t n = 0; n < plan->nshipments; n++) {
		const struct shipment *h = &plan->shipments[n];
		if (!h->fact || h->order < 0)
			continue;
		make_key(&key, plan->orders[h->order].number, plan->orders[h->order].version, h->line);
		enlist(p, &p->told, p->next_told, text_str(&key), n);
	}
	text_release(&key);
}

/* Is the fact that line of the earlier plan, as it really went? */
static bool is_line(const struct happened *p, const struct shipment *h, int32_t n)
{
	const struct announced *a = &p->previous->lines[n];
	const struct outcome *out = &p->previous->outcomes[n];
	const struct scenario *s = p->k->s;

	return out->fact && h->item == a->item && h->route == a->route && h->first_leg == a->first_leg
		&& h->from == place_stand(s, a->from) && h->to == place_stand(s, a->to) && h->state == out->state
		&& h->depart == out->depart && h->arrive == out->arrive
		&& h->depart_seconds == out->depart_seconds && h->arrive_seconds == out->arrive_seconds
		&& (!a->first_leg || h->lot == out->lot);
}

/* Of nothing is told but what the earlier plan and the receipts say. */
static void check_told(struct happened *p)
{
	const struct plan *plan = p->k->plan;
	struct text key;

	text_init(&key);
	for (int32_t n = 0; n < plan->nshipments; n++) {
		const struct shipment *h = &plan->shipments[n];
		bool known = false;
		if (!h->fact)
			continue;
		if (h->order >= 0) {
			make_key(&key, plan->orders[h->order].number, plan->orders[h->order].version, h->line);
			for (int32_t i = map_get(&p->first, text_str(&key)); i >= 0 && !known; i = p->next[i])
				known = is_line(p, h, i);
		}
		if (!known)
			finding(p->k, _("shipment %d: by the earlier plan and the receipts it did not happen so"), n + 1);
	}
	text_release(&key);
}

/* All that left is told of, each lot in full; onward legs carry what was there,
 * no more than was ordered. */
static void check_left(struct happened *p)
{
	const struct previous *previous = p->previous;
	struct text key;

	text_init(&key);
	for (int32_t n = 0; n < previous->nlines; n++) {
		const struct announced *a = &previous->lines[n];
		const struct outcome *out = &previous->outcomes[n];
		int64_t said = 0, told = 0;
		if (!out->fact)
			continue;
		make_key(&key, a->order, a->version, a->line);
		for (int32_t i = map_get(&p->first, text_str(&key)); i >= 0; i = p->next[i])
			if (previous->outcomes[i].fact && (!a->first_leg || previous->outcomes[i].lot == out->lot)
				&& previous->outcomes[i].state != SHIPMENT_CANCELLED)
				said += previous->outcomes[i].quantity;
		for (int32_t i = map_get(&p->told, text_str(&key)); i >= 0; i = p->next_told[i])
			if ((!a->first_leg || p->k->plan->shipments[i].lot == out->lot)
				&& p->k->plan->shipments[i].state != SHIPMENT_CANCELLED)
				told += p->k->plan->shipments[i].quantity;
		if (a->first_leg ? told != said : told > said)
			finding(p->k, _("order %s, line %d: by the earlier plan and the receipts %lld smallest units left, "
				"the plan says %lld"), a->order, a->line, (long long)said, (long long)told);
	}
	text_release(&key);
}

bool plan_check_happened(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	const struct plan *plan, const struct previous *previous, struct text *findings)
{
	struct checker k = {s, cells, supply, plan, findings, 0};
	struct happened p = {.k = &k, .previous = previous};

	arena_init(&p.arena);
	map_init(&p.first);
	map_init(&p.told);
	p.next = mem_calloc((size_t)previous->nlines, sizeof *p.next);
	p.next_told = mem_calloc((size_t)plan->nshipments, sizeof *p.next_told);
	list_lines(&p);
	check_told(&p);
	check_left(&p);
	mem_free(p.next_told);
	mem_free(p.next);
	map_release(&p.told);
	map_release(&p.first);
	arena_release(&p.arena);
	return k.nfindings == 0;
}
