/* The stage file. */
#include "io/stage.h"

#include "io/checked.h"

#include "base/text.h"
#include "models/scenario_words.h"

#include <string.h>

#define PRICE_MAX (INT64_C(1) << 40) /* smallest currency units of a base unit */

struct stage_reading {
	struct stage *st;
	const struct scenario *s;
	struct checked c;
	bool has_budget, has_curve;
};

/* ---- values ---- */

/* An absent one leaves *out. */
static void read_amount_of_money(struct stage_reading *r, int32_t element, const char *name, int64_t *out)
{
	const char *value = document_attribute(&r->c.in.doc, element, name);
	struct value_place at = script_place(&r->c.in, element);

	if (!value)
		return;
	if (!read_money(r->c.in.d, &at, value, strlen(value), out))
		r->c.in.good = false;
	else if (*out >= PRICE_MAX)
		CHECKED_FAULT(&r->c, element, 205, _("%s is too large: less than %lld is possible"), name,
			(long long)(PRICE_MAX / 100));
}

static void read_amount(struct stage_reading *r, int32_t element, const char *name, int32_t item, int64_t *out)
{
	const char *value = document_attribute(&r->c.in.doc, element, name);
	struct value_place at = script_place(&r->c.in, element);

	if (value && !read_quantity(r->c.in.d, &at, value, strlen(value), &r->s->items[item], NULL, out))
		r->c.in.good = false;
}

/* ---- who ---- */

struct selection {
	int32_t holder, place; /* -1 = any */
	int kind; /* -1 = any */
};

static struct selection read_selection(struct stage_reading *r, int32_t element)
{
	const char *holder = document_attribute(&r->c.in.doc, element, "holder");
	const char *kind = document_attribute(&r->c.in.doc, element, "kind");
	const char *place = document_attribute(&r->c.in.doc, element, "place");
	struct selection w = {-1, -1, -1};

	if (holder)
		w.holder = checked_find(&r->c, element, THING_HOLDER, holder);
	if (kind)
		w.kind = checked_word(&r->c, element, kind, ALIAS_HOLDER_KIND);
	if (place)
		w.place = checked_find(&r->c, element, THING_PLACE, place);
	return w;
}

/* Households keep nothing for others, nor do holders that are goods kept by another one. */
static bool selects(const struct stage_reading *r, const struct selection *w, int32_t holder)
{
	const struct holder *h = &r->s->holders[holder];

	return h->kind != HOLDER_HOUSEHOLD && !h->host && h->place >= 0 && (w->holder < 0 || w->holder == holder) &&
		(w->kind < 0 || (int)h->kind == w->kind) && (w->place < 0 || place_within(r->s, h->place, w->place));
}

static void nobody(struct stage_reading *r, int32_t element)
{
	struct diag *item = CHECKED_FAULT(&r->c, element, 303, _("<%s> names no holder of this scenario"),
		r->c.in.doc.elements[element].name);

	diag_remedy(r->c.in.d, item, _("name another holder, kind or place, or leave them out; households keep no quotas"));
}

/* ---- what may be kept ---- */

static const struct terms *terms_of(const struct holder *h, int32_t item)
{
	for (int32_t k = 0; k < h->nterms; k++)
		if (h->terms[k].item == item)
			return &h->terms[k];
	return NULL;
}

/* What the element does not say is as for the holder's own stock of the item. */
static void fill_terms(const struct holder *h, struct candidate *c)
{
	const struct terms *const from[] = {terms_of(h, c->item), terms_of(h, -1)};

	for (int k = 0; k < 2; k++) {
		if (from[k] && c->notice < 0)
			c->notice = from[k]->notice;
		if (from[k] && c->reach == REACH_ABSENT) {
			c->reach = from[k]->reach;
			c->reach_place = from[k]->reach_place;
		}
	}
}

static void add_candidate(struct stage_reading *r, int32_t element, const struct candidate *of, int32_t holder)
{
	const struct holder *h = &r->s->holders[holder];
	struct candidate c = *of;
	int32_t k;

	c.holder = holder;
	fill_terms(h, &c);
	if (c.notice < 0 || c.reach == REACH_ABSENT) {
		struct diag *item = CHECKED_FAULT(&r->c, element, 125,
			_("nothing says at what notice and how far goods kept by %s could be called up"), h->id);

		diag_remedy(r->c.in.d, item, _("write notice and reach here, or terms of the holder"));
		return;
	}
	if (c.reach == REACH_REGION && place_ancestor(r->s, h->place, c.reach_place) < 0) {
		CHECKED_FAULT(&r->c, element, 206, _("the place of %s lies in no %s"), h->id, place_kind_title(c.reach_place));
		return;
	}
	for (k = 0; k < r->st->ncandidates; k++)
		if (r->st->candidates[k].holder == holder && r->st->candidates[k].item == c.item) {
			CHECKED_FAULT(&r->c, element, 301, _("%s and %s are named twice"), h->id, r->s->items[c.item].id);
			return;
		}
	k = ARRAY_ADD(&r->st->candidates, &r->st->ncandidates, &r->st->candidates_room);
	r->st->candidates[k] = c;
}

static void read_pack(struct stage_reading *r, int32_t element, struct candidate *c)
{
	const char *pack = document_attribute(&r->c.in.doc, element, "pack");
	const struct item *item = &r->s->items[c->item];
	struct value_place at = script_place(&r->c.in, element);

	c->pack = item->issue_pack;
	c->lot = item->issue_unit;
	if (!pack)
		return;
	if (!read_unit(r->c.in.d, &at, pack, strlen(pack), item, &c->pack))
		r->c.in.good = false;
	else if (c->pack >= 0)
		c->lot = item->packs[c->pack].contains;
	if (c->lot % item->issue_unit != 0)
		CHECKED_FAULT(&r->c, element, 206, _("pack %s is no whole multiple of the issue unit"), pack);
}

static void read_terms(struct stage_reading *r, int32_t element, struct candidate *c)
{
	const char *notice = document_attribute(&r->c.in.doc, element, "notice");
	const char *reach = document_attribute(&r->c.in.doc, element, "reach");
	struct value_place at = script_place(&r->c.in, element);
	struct duration length;
	int word;

	c->notice = -1;
	c->reach = REACH_ABSENT;
	if (notice && !value_duration(r->c.in.d, &at, notice, strlen(notice), &length))
		r->c.in.good = false;
	else if (notice && length.months > 0)
		CHECKED_FAULT(&r->c, element, 206, _("a notice has no months: write it in days or hours"));
	else if (notice)
		c->notice = length.seconds;
	if (!reach)
		return;
	word = checked_word(&r->c, element, reach, ALIAS_REACH);
	c->reach = word >= ALIAS_REACH_KIND ? REACH_REGION : (enum reach_kind)word;
	c->reach_place = word >= ALIAS_REACH_KIND ? (enum place_kind)(word - ALIAS_REACH_KIND) : PLACE_PROVINCE;
}

static void read_keep(struct stage_reading *r, int32_t element)
{
	const char *id = script_need(&r->c.in, element, "item");
	struct candidate c = {.pack = -1, .where = r->c.in.doc.elements[element].where};
	struct selection who = read_selection(r, element);
	int64_t least = 0, most = 0;
	int32_t found = 0;

	script_attributes(&r->c.in, element, "item|holder|kind|place|price|keeping|pack|least|most|notice|reach");
	c.item = id ? checked_find(&r->c, element, THING_ITEM, id) : -1;
	if (c.item < 0 || !script_need(&r->c.in, element, "price") || !script_need(&r->c.in, element, "most"))
		return;
	read_amount_of_money(r, element, "price", &c.price);
	read_amount_of_money(r, element, "keeping", &c.keeping);
	read_amount(r, element, "least", c.item, &least);
	read_amount(r, element, "most", c.item, &most);
	read_pack(r, element, &c);
	read_terms(r, element, &c);
	if (!r->c.in.good)
		return;
	c.least = int_ceil_div(least, c.lot);
	c.most = most / c.lot;
	if (c.least > c.most) {
		CHECKED_FAULT(&r->c, element, 206, _("no whole number of packs lies between least and most"));
		return;
	}
	for (int32_t h = 0; h < r->s->nholders; h++)
		if (selects(r, &who, h)) {
			add_candidate(r, element, &c, h);
			found++;
		}
	if (found == 0)
		nobody(r, element);
}

static void add_room(struct stage_reading *r, int32_t element, int32_t holder, int64_t grams)
{
	int32_t k;

	for (k = 0; k < r->st->ncapacities; k++)
		if (r->st->capacities[k].holder == holder) {
			CHECKED_FAULT(&r->c, element, 301, _("the room of %s is stated twice"), r->s->holders[holder].id);
			return;
		}
	k = ARRAY_ADD(&r->st->capacities, &r->st->ncapacities, &r->st->capacities_room);
	r->st->capacities[k] = (struct capacity){holder, grams, r->c.in.doc.elements[element].where};
}

static void read_room(struct stage_reading *r, int32_t element)
{
	const char *kg = script_need(&r->c.in, element, "kg");
	struct selection who = read_selection(r, element);
	struct value_place at = script_place(&r->c.in, element);
	int64_t grams = 0;
	int32_t found = 0;

	script_attributes(&r->c.in, element, "holder|kind|place|kg");
	if (kg && !read_mass(r->c.in.d, &at, kg, strlen(kg), &grams))
		r->c.in.good = false;
	for (int32_t h = 0; r->c.in.good && h < r->s->nholders; h++)
		if (selects(r, &who, h)) {
			add_room(r, element, h, grams);
			found++;
		}
	if (r->c.in.good && found == 0)
		nobody(r, element);
}

/* ---- money, and what is to be small ---- */

static void add_budget(struct stage *st, int64_t amount)
{
	int32_t k = st->nbudgets;

	for (int32_t i = 0; i < st->nbudgets; i++)
		if (st->budgets[i] == amount)
			return;
	for (; k > 0 && st->budgets[k - 1] > amount; k--)
		st->budgets[k] = st->budgets[k - 1];
	st->budgets[k] = amount;
	st->nbudgets++;
}

static void read_curve(struct stage_reading *r, int32_t element, const char *list)
{
	struct value_place at = script_place(&r->c.in, element);

	while (*list) {
		size_t n = strcspn(list, " ");
		int64_t amount;

		if (n > 0 && !read_money(r->c.in.d, &at, list, n, &amount)) {
			r->c.in.good = false;
		} else if (n > 0 && r->st->nbudgets == STAGE_BUDGETS_MAX) {
			CHECKED_FAULT(&r->c, element, 206, _("more than %d budgets"), (int)STAGE_BUDGETS_MAX);
			return;
		} else if (n > 0) {
			add_budget(r->st, amount);
		}
		list += n + (list[n] == ' ');
	}
}

/* Without a curve of its own: half, all, a hundredth more, twice. */
static void read_budget(struct stage_reading *r, int32_t element)
{
	const char *money = script_need(&r->c.in, element, "money");
	const char *curve = document_attribute(&r->c.in.doc, element, "curve");
	struct value_place at = script_place(&r->c.in, element);
	struct stage *st = r->st;

	script_attributes(&r->c.in, element, "money|curve");
	if (r->has_budget)
		CHECKED_FAULT(&r->c, element, 127, _("<%s> may be written only once"), "budget");
	r->has_budget = true;
	st->budget_where = r->c.in.doc.elements[element].where;
	if (!money)
		return;
	if (!read_money(r->c.in.d, &at, money, strlen(money), &st->budget)) {
		r->c.in.good = false;
		return;
	}
	if (st->budget >= QUANTITY_MAX) {
		CHECKED_FAULT(&r->c, element, 205, _("%s is too large: less than %lld is possible"), "money",
			(long long)(QUANTITY_MAX / 100));
		return;
	}
	add_budget(st, st->budget);
	if (curve) {
		read_curve(r, element, curve);
		return;
	}
	add_budget(st, st->budget / 2);
	add_budget(st, st->budget + st->budget / 100);
	add_budget(st, 2 * st->budget);
}

static void read_objective(struct stage_reading *r, int32_t element)
{
	const char *of = script_need(&r->c.in, element, "of");
	const char *share = document_attribute(&r->c.in.doc, element, "share");
	const char *gap = document_attribute(&r->c.in.doc, element, "gap");
	int64_t part = MILLION / TAIL_PARTS, within;

	script_attributes(&r->c.in, element, "of|share|gap");
	if (of && strcmp(of, "expected") != 0 && strcmp(of, "tail") != 0) {
		struct diag *item = CHECKED_FAULT(&r->c, element, 216, _("\"%.40s\" is not one of the words of this attribute"),
			of);

		diag_remedy(r->c.in.d, item, _("write one of: %s"), "expected, tail");
	}
	if (share && checked_millionths(&r->c, element, "share", share, MILLION, &part) && part == 0)
		CHECKED_FAULT(&r->c, element, 206, _("a tail of nothing has no mean"));
	if (share && of && strcmp(of, "expected") == 0)
		CHECKED_FAULT(&r->c, element, 206, _("only a tail has a share"));
	if (gap && checked_millionths(&r->c, element, "gap", gap, MILLION, &within))
		r->st->gap = ratio_make(within, MILLION);
	if (of && strcmp(of, "tail") == 0 && part > 0)
		r->st->share = ratio_make(part, MILLION);
}

/* ---- the file ---- */

static void read_root(struct stage_reading *r)
{
	const char *id = script_need(&r->c.in, 0, "id");
	struct value_place at = script_place(&r->c.in, 0);

	script_attributes(&r->c.in, 0, "version|id");
	if (id && !read_id(r->c.in.d, &at, id, strlen(id)))
		r->c.in.good = false;
	if (id)
		r->st->id = arena_strdup(&r->st->arena, id);
	for (int32_t k = r->c.in.doc.elements[0].first; k >= 0; k = r->c.in.doc.elements[k].next) {
		const char *name = r->c.in.doc.elements[k].name;

		if (strcmp(name, "title") == 0) {
			script_attributes(&r->c.in, k, "lang");
			script_label(&r->c.in, k, &r->st->arena, &r->st->title);
		} else if (strcmp(name, "budget") == 0)
			read_budget(r, k);
		else if (strcmp(name, "objective") == 0)
			read_objective(r, k);
		else if (strcmp(name, "keep") == 0)
			read_keep(r, k);
		else if (strcmp(name, "room") == 0)
			read_room(r, k);
		else
			script_unknown(&r->c.in, k, "title, budget, objective, keep, room");
	}
}

static void check_masses(struct stage_reading *r)
{
	const struct stage *st = r->st;

	for (int32_t k = 0; k < st->ncandidates; k++)
		for (int32_t i = 0; i < st->ncapacities; i++)
			if (st->capacities[i].holder == st->candidates[k].holder &&
				r->s->items[st->candidates[k].item].mass < 0)
				diag_add(r->c.in.d, DIAG_ERROR, 206, st->capacities[i].where,
					_("%s has no mass, which the room of %s needs"), r->s->items[st->candidates[k].item].id,
					r->s->holders[st->capacities[i].holder].id);
}

/* Everything that only the whole file tells. */
static void check_whole(struct stage_reading *r)
{
	struct stage *st = r->st;
	int64_t *least = mem_calloc((size_t)st->ncandidates, sizeof *least);
	int32_t before = r->c.in.d->nerrors;

	if (!r->has_budget)
		CHECKED_FAULT(&r->c, 0, 125, _("a staging needs a <budget>"));
	if (st->ncandidates == 0)
		CHECKED_FAULT(&r->c, 0, 125, _("nothing may be kept: write what by <keep>"));
	for (int32_t i = 0; i < r->s->nitems; i++) {
		int64_t sum = 0;

		for (int32_t k = 0; k < st->ncandidates; k++)
			if (st->candidates[k].item == i && sum < QUANTITY_MAX)
				sum += st->candidates[k].most * st->candidates[k].lot;
		if (sum >= QUANTITY_MAX / 4)
			CHECKED_FAULT(&r->c, 0, 205, _("together the most of %s are too much"), r->s->items[i].id);
	}
	for (int32_t k = 0; k < st->ncandidates; k++)
		least[k] = st->candidates[k].least;
	if (r->c.in.good && stage_money(st, r->s, least) > st->budget)
		diag_add(r->c.in.d, DIAG_ERROR, 206, st->budget_where, _("the least quotas cost more than the budget"));
	mem_free(least);
	check_masses(r);
	r->c.in.good &= r->c.in.d->nerrors == before;
}

bool stage_read(struct stage *st, struct scenario *s, const char *path, struct diags *d)
{
	struct stage_reading r = {.st = st, .s = s};

	if (checked_open(&r.c, s, path, "stage", STAGE_NAMESPACE, &st->arena, d))
		read_root(&r);
	memcpy(st->sha256, r.c.in.doc.sha256, sizeof st->sha256);
	if (r.c.in.good)
		check_whole(&r);
	stage_sort(st, s);
	checked_release(&r.c);
	return r.c.in.good;
}
