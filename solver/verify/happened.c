/* What the plan says has happened, against the earlier plan and the receipts. */
#include "solver/verify/verify.h"

#include "base/map.h"
#include "base/text.h"
#include "solver/verify/course.h"
#include "models/previous.h"

#include <string.h>

/* What must be told of one thing, less what the plan has told of it. */
struct account {
	int64_t units, quantity, ordered;
	bool told;
	int32_t line; /* of the earlier plan, or index of a hand-out in the course */
};
struct accounts {
	struct arena arena; /* of the keys */
	struct map keys;
	struct account *all; int32_t n, room;
};

static void accounts_init(struct accounts *a)
{
	*a = (struct accounts){0};
	arena_init(&a->arena);
	map_init(&a->keys);
}

static void accounts_release(struct accounts *a)
{
	mem_free(a->all);
	map_release(&a->keys);
	arena_release(&a->arena);
}

static struct account *find_account(struct accounts *a, const struct text *key)
{
	int32_t at = map_get(&a->keys, text_str(key));

	return at >= 0 ? &a->all[at] : NULL;
}

static struct account *open_account(struct accounts *a, const struct text *key, int32_t line)
{
	struct account *found = find_account(a, key);
	int32_t at;

	if (found)
		return found;
	at = ARRAY_ADD(&a->all, &a->n, &a->room);
	a->all[at].line = line;
	map_add(&a->keys, arena_strdup(&a->arena, text_str(key)), at);
	return &a->all[at];
}

/* --- legs: line by line and lot by lot as they really went --- */

static void leg_key(struct text *key, const char *order, int32_t version, const struct shipment *h)
{
	text_clear(key);
	text_printf(key, "%d %d %d %d %d %d %d %d %d %lld %lld %lld %d %d %s", version, h->line, h->lot, h->item, h->from, h->to,
		h->route, h->depart, h->arrive, (long long)h->depart_seconds, (long long)h->arrive_seconds,
		(long long)h->rest, (int)h->state, h->first_leg, order);
}

static void list_legs(struct accounts *a, const struct checker *k, const struct previous *previous,
	const struct course *course)
{
	struct text key;

	text_init(&key);
	for (int32_t n = 0; n < course->nlegs; n++) {
		const struct course_leg *leg = &course->legs[n];
		const struct announced *line = &previous->lines[leg->line];
		const struct outcome *out = &previous->outcomes[leg->line];
		struct shipment h = {.line = line->line, .lot = leg->lot, .item = line->item,
			.from = place_stand(k->s, line->from), .to = place_stand(k->s, line->to), .route = line->route,
			.depart = out->depart, .arrive = out->arrive, .depart_seconds = out->depart_seconds,
			.arrive_seconds = out->arrive_seconds, .rest = out->rest, .state = out->state, .first_leg = line->first_leg};
		struct account *account;
		leg_key(&key, line->order, line->version, &h);
		account = open_account(a, &key, leg->line);
		account->units += leg->units;
		account->quantity += leg->quantity;
		account->ordered += leg->ordered;
	}
	text_release(&key);
}

static void check_legs(struct checker *k, const struct previous *previous, const struct course *course)
{
	struct accounts all;
	struct text key;

	text_init(&key);
	accounts_init(&all);
	list_legs(&all, k, previous, course);
	for (int32_t n = 0; n < k->plan->nshipments; n++) {
		const struct shipment *h = &k->plan->shipments[n];
		struct account *account;
		if (!h->fact)
			continue;
		leg_key(&key, k->plan->orders[h->order].number, k->plan->orders[h->order].version, h);
		account = find_account(&all, &key);
		if (account) {
			account->units -= h->units;
			account->quantity -= h->quantity;
			account->ordered -= h->ordered > 0 ? h->ordered : h->quantity;
			account->told = true;
		} else {
			finding(k, _("shipment %d: by the earlier plan and the receipts it did not happen so"), n + 1);
		}
	}
	for (int32_t n = 0; n < all.n; n++) {
		const struct announced *line = &previous->lines[all.all[n].line];
		if (!all.all[n].told || all.all[n].units != 0 || all.all[n].quantity != 0 || all.all[n].ordered != 0)
			finding(k, _("order %s, line %d: what the plan says has left is not what left by the earlier plan and "
				"the receipts"), line->order, line->line);
	}
	accounts_release(&all);
	text_release(&key);
}

/* --- hand-outs of periods that are over --- */

static void handout_key(struct text *key, const struct course_handout *h)
{
	text_clear(key);
	text_printf(key, "%d %d %d %d", h->period, h->cell, h->lot, h->substitute);
}

static void check_handed(struct checker *k, const struct course *course)
{
	struct accounts all;
	struct text key;

	text_init(&key);
	accounts_init(&all);
	for (int32_t n = 0; n < course->nhandouts; n++) {
		struct account *account;
		handout_key(&key, &course->handouts[n]);
		account = open_account(&all, &key, n);
		account->units += course->handouts[n].units;
		account->quantity += course->handouts[n].quantity;
	}
	for (int32_t n = 0; n < k->plan->nhandouts; n++) {
		const struct handout *h = &k->plan->handouts[n];
		struct course_handout as = {h->period, h->cell, h->lot, h->units, h->quantity, h->substitute >= 0};
		struct account *account;
		if (!h->fact)
			continue;
		handout_key(&key, &as);
		account = find_account(&all, &key);
		if (!account) {
			finding(k, _("hand-out %d: by the earlier plan and the receipts it did not happen so"), n + 1);
			continue;
		}
		account->units -= h->units;
		account->quantity -= h->quantity;
		account->told = true;
	}
	for (int32_t n = 0; n < all.n; n++)
		if (!all.all[n].told || all.all[n].units != 0 || all.all[n].quantity != 0)
			finding(k, _("claim %d: what was handed out in period %d is not what the earlier plan and the receipts say"),
				course->handouts[all.all[n].line].cell + 1, course->handouts[all.all[n].line].period + 1);
	accounts_release(&all);
	text_release(&key);
}

bool plan_check_happened(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	const struct plan *plan, const struct previous *previous, struct text *findings)
{
	struct checker k = {s, cells, supply, plan, findings, 0};
	struct course course;

	course_build(&course, &k, previous);
	check_legs(&k, previous, &course);
	check_handed(&k, &course);
	if (k.nfindings == 0)
		check_changes(&k, previous, &course);
	course_release(&course);
	return k.nfindings == 0;
}
