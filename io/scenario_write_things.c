/* Canonical form of items, groups, tiers, places and holders. */
#include "io/scenario_write.h"

#include "models/order.h"
#include "models/scenario_words.h"

#include <stdlib.h>
#include <string.h>

/* ---- items ---- */

static void write_packs(struct writer *w, const struct item *item)
{
	int32_t *order = id_order(item->packs, item->npacks, sizeof *item->packs);
	int32_t k;

	for (k = 0; k < item->npacks; k++) {
		const struct pack *pack = &item->packs[order[k]];

		write_open(w, 3, "pack");
		write_text_attribute(w, "id", pack->id);
		write_decimal(w, "contains", pack->contains, item->decimals);
		write_children(w);
		write_label(w, 4, "name", pack->name);
		write_close(w, 3, "pack");
	}
	mem_free(order);
}

static void write_item(struct writer *w, const struct item *item)
{
	int32_t k;

	write_open(w, 2, "item");
	write_text_attribute(w, "id", item->id);
	write_text_attribute(w, "class", item->class_id);
	write_text_attribute(w, "unit", item->unit);
	if (item->decimals > 0)
		write_count(w, "decimals", item->decimals);
	write_optional(w, "mass-kg", item->mass, 3);
	if (item->shelf_life.months || item->shelf_life.seconds)
		write_duration(w, "shelf-life", item->shelf_life);
	if (item->issue_pack >= 0)
		write_text_attribute(w, "issue-by", item->packs[item->issue_pack].id);
	write_optional(w, "value", item->value, 2);
	write_children(w);
	write_label(w, 3, "name", item->name);
	write_label(w, 3, "spec", item->spec);
	write_packs(w, item);
	for (k = 0; k < item->ncodes; k++)
		write_code(w, 3, &item->codes[k]);
	write_close(w, 2, "item");
}

struct sorted_part {
	const char *id;
	const struct part *part;
};

static int compare_parts(const void *left, const void *right)
{
	const struct sorted_part *a = left, *b = right;
	int order = strcmp(a->id, b->id);

	return order ? order : (a->part->take > b->part->take) - (a->part->take < b->part->take);
}

static void write_substitute(struct writer *w, const struct substitute *sub)
{
	const struct scenario *s = w->s;
	const struct item *item = &s->items[sub->item];
	bool kit = sub->nparts > 1;
	struct sorted_part *parts;
	int32_t k;

	write_open(w, 2, kit ? "kit" : "substitute");
	write_text_attribute(w, "item", item->id);
	if (!kit) {
		write_text_attribute(w, "by", s->items[sub->parts[0].item].id);
		write_decimal(w, "take", sub->parts[0].take, s->items[sub->parts[0].item].decimals);
	}
	write_decimal(w, "give", sub->give, item->decimals);
	if (sub->penalty > 0)
		write_count(w, "penalty", sub->penalty);
	if (!kit) {
		write_empty(w);
		return;
	}
	write_children(w);
	parts = mem_calloc((size_t)sub->nparts, sizeof *parts);
	for (k = 0; k < sub->nparts; k++)
		parts[k] = (struct sorted_part){s->items[sub->parts[k].item].id, &sub->parts[k]};
	qsort(parts, (size_t)sub->nparts, sizeof *parts, compare_parts);
	for (k = 0; k < sub->nparts; k++) {
		write_open(w, 3, "part");
		write_text_attribute(w, "item", parts[k].id);
		write_decimal(
			w, "take", parts[k].part->take, s->items[parts[k].part->item].decimals);
		write_empty(w);
	}
	mem_free(parts);
	write_close(w, 2, "kit");
}

void write_items(struct writer *w)
{
	const struct scenario *s = w->s;
	int32_t *order = id_order(s->items, s->nitems, sizeof *s->items);
	int32_t k;

	write_open(w, 1, "items");
	write_children(w);
	for (k = 0; k < s->nitems; k++)
		write_item(w, &s->items[order[k]]);
	pieces_begin(w);
	for (k = 0; k < s->nsubstitutes; k++) {
		if (s->substitutes[k].nparts == 0) /* has been refused */
			continue;
		write_substitute(w, &s->substitutes[k]);
		piece_end(w);
	}
	pieces_sorted(w);
	write_close(w, 1, "items");
	mem_free(order);
}

/* ---- groups and tiers ---- */

void write_groups(struct writer *w)
{
	const struct scenario *s = w->s;
	int32_t *order = id_order(s->groups, s->ngroups, sizeof *s->groups);
	int32_t k;

	write_open(w, 1, "groups");
	write_children(w);
	for (k = 0; k < s->ngroups; k++) {
		const struct group *group = &s->groups[order[k]];

		write_open(w, 2, "group");
		write_text_attribute(w, "id", group->id);
		if (group->door)
			write_text_attribute(w, "door", "true");
		if (group->visit_minutes > 0)
			write_count(w, "visit-minutes", group->visit_minutes);
		write_children(w);
		write_label(w, 3, "name", group->name);
		write_close(w, 2, "group");
	}
	write_close(w, 1, "groups");
	mem_free(order);
}

static void write_item_and_group(struct writer *w, int32_t item, int32_t group)
{
	if (item >= 0)
		write_text_attribute(w, "item", w->s->items[item].id);
	if (group >= 0)
		write_text_attribute(w, "group", w->s->groups[group].id);
}

void write_tiers(struct writer *w)
{
	const struct scenario *s = w->s;
	int32_t k;

	write_open(w, 1, "tiers");
	write_count(w, "default", s->default_tier);
	write_children(w);
	pieces_begin(w);
	for (k = 0; k < s->ntier_rules; k++) {
		write_open(w, 2, "tier");
		write_item_and_group(w, s->tier_rules[k].item, s->tier_rules[k].group);
		write_count(w, "level", s->tier_rules[k].level);
		write_empty(w);
		piece_end(w);
	}
	pieces_sorted(w);
	write_close(w, 1, "tiers");
}

/* ---- places ---- */

static void write_contact(
	struct writer *w, int depth, struct label contact, const char *phone, const char *address)
{
	struct label rest = contact;

	if (!contact.zh && !contact.en && !phone && !address)
		return;
	write_open(w, depth, "contact");
	if (contact.zh)
		rest.zh = NULL;
	else
		rest.en = NULL;
	if (contact.zh || contact.en)
		write_text_attribute(w, "xml:lang", contact.zh ? "zh-CN" : "en");
	write_text_attribute(w, "phone", phone);
	write_text_attribute(w, "address", address);
	text_putc(&w->text, '>');
	if (contact.zh || contact.en) {
		const char *text = contact.zh ? contact.zh : contact.en;

		xml_escape(&w->text, text, strlen(text), false);
	}
	text_puts(&w->text, "</contact>\n");
	write_label(w, depth, "contact", rest);
}

static void write_point(struct writer *w, const struct place *place)
{
	if (!place->has_point)
		return;
	write_open(w, 3, "point");
	write_decimal(w, "lon", place->lon, 6);
	write_decimal(w, "lat", place->lat, 6);
	write_text_attribute(w, "datum", "WGS84");
	write_empty(w);
}

static void write_people(struct writer *w, const struct people *people, const struct place *place)
{
	write_open(w, 3, "people");
	write_text_attribute(w, "group", w->s->groups[people->group].id);
	write_periods(w, people->when);
	write_count(w, "count", people->count);
	write_optional(w, "households", people->households, 0);
	write_quality(w, people->quality, place->quality);
	write_empty(w);
}

/* heads[place]: first of its people; next[]: the one after; -1 ends. */
static void write_place(
	struct writer *w, const struct place *place, int32_t head, const int32_t *next)
{
	const struct scenario *s = w->s;
	int32_t k;

	write_open(w, 2, "place");
	write_text_attribute(w, "id", place->id);
	if (place->in >= 0)
		write_text_attribute(w, "in", s->places[place->in].id);
	write_text_attribute(w, "kind", place_kind_word(place->kind));
	if (place->lost != INT32_MAX)
		write_count(w, "lost", (int64_t)place->lost + 1);
	write_quality(w, place->quality, s->quality);
	write_children(w);
	write_label(w, 3, "name", place->name);
	for (k = 0; k < place->ncodes; k++)
		write_code(w, 3, &place->codes[k]);
	write_point(w, place);
	pieces_begin(w);
	for (k = head; k >= 0; k = next[k]) {
		write_people(w, &s->people[k], place);
		piece_end(w);
	}
	pieces_sorted(w);
	write_contact(w, 3, place->contact, place->phone, place->address);
	write_close(w, 2, "place");
}

void write_places(struct writer *w)
{
	const struct scenario *s = w->s;
	int32_t *order = id_order(s->places, s->nplaces, sizeof *s->places);
	int32_t *heads = mem_calloc((size_t)s->nplaces, sizeof *heads);
	int32_t *next = mem_calloc((size_t)s->npeople, sizeof *next);
	int32_t k;

	for (k = 0; k < s->nplaces; k++)
		heads[k] = -1;
	for (k = 0; k < s->npeople; k++) {
		next[k] = heads[s->people[k].place];
		heads[s->people[k].place] = k;
	}
	write_open(w, 1, "places");
	write_children(w);
	for (k = 0; k < s->nplaces; k++)
		write_place(w, &s->places[order[k]], heads[order[k]], next);
	write_close(w, 1, "places");
	mem_free(next);
	mem_free(heads);
	mem_free(order);
}

/* ---- holders ---- */

static void write_agreements(struct writer *w, const struct holder *holder)
{
	const struct scenario *s = w->s;
	int32_t *order =
		id_order(holder->agreements, holder->nagreements, sizeof *holder->agreements);
	int32_t k, i;

	for (k = 0; k < holder->nagreements; k++) {
		const struct agreement *agreement = &holder->agreements[order[k]];

		write_open(w, 3, "agreement");
		write_text_attribute(w, "id", agreement->id);
		write_text_attribute(w, "number", *agreement->number ? agreement->number : NULL);
		write_day(w, "from", agreement->from);
		write_day(w, "to", agreement->to);
		write_text_attribute(w, "with", agreement->with);
		write_children(w);
		pieces_begin(w);
		for (i = 0; i < agreement->npromises; i++) {
			const struct promise *promise = &agreement->promises[i];

			write_open(w, 4, "promise");
			write_text_attribute(w, "item", s->items[promise->item].id);
			write_decimal(
				w, "quantity", promise->quantity, s->items[promise->item].decimals);
			write_optional(w, "price", promise->price, 2);
			write_empty(w);
			piece_end(w);
		}
		pieces_sorted(w);
		write_close(w, 3, "agreement");
	}
	mem_free(order);
}

static void write_terms(struct writer *w, const struct holder *holder)
{
	int32_t k;

	pieces_begin(w);
	for (k = 0; k < holder->nterms; k++) {
		const struct terms *terms = &holder->terms[k];

		write_open(w, 3, "terms");
		write_item_and_group(w, terms->item, -1);
		if (terms->has_hold_back && terms->hold_back_is_share)
			write_share(w, "hold-back", terms->hold_back_share);
		else if (terms->has_hold_back)
			write_decimal(w, "hold-back", terms->hold_back,
				w->s->items[terms->item].decimals);
		if (terms->has_release)
			write_share(w, "release", terms->release);
		write_seconds(w, "notice", terms->notice);
		if (terms->item >= 0 && terms->sales.num >= 0) {
			int64_t scale = 1;

			for (int32_t d = 0; d < w->s->items[terms->item].decimals; d++)
				scale *= 10;
			write_ratio(w, "sales", terms->sales, scale);
		}
		write_reach(w, terms->reach, terms->reach_place);
		write_empty(w);
		piece_end(w);
	}
	pieces_sorted(w);
}

static void write_covers(struct writer *w, const struct holder *holder)
{
	int32_t k;

	pieces_begin(w);
	for (k = 0; k < holder->ncovers; k++) {
		const struct covers *covers = &holder->covers[k];

		write_open(w, 3, "covers");
		write_item_and_group(w, -1, covers->group);
		write_count(w, "people", covers->people);
		if (covers->households > 0)
			write_count(w, "households", covers->households);
		write_empty(w);
		piece_end(w);
	}
	pieces_sorted(w);
}

static void write_holder(struct writer *w, const struct holder *holder)
{
	const struct scenario *s = w->s;
	bool english = s->language[0] == 'e';
	struct label contact = {english ? NULL : holder->contact, english ? holder->contact : NULL};

	write_open(w, 2, "holder");
	write_text_attribute(w, "id", holder->id);
	write_text_attribute(w, "kind", holder_kind_word(holder->kind));
	write_text_attribute(w, "place", s->places[holder->place].id);
	write_text_attribute(w, "host", holder->host);
	write_source(w, holder->source);
	write_quality(w, holder->quality, s->quality);
	write_children(w);
	write_label(w, 3, "name", holder->name);
	write_covers(w, holder);
	write_contact(w, 3, contact, holder->phone, holder->address);
	write_agreements(w, holder);
	write_terms(w, holder);
	write_close(w, 2, "holder");
}

void write_holders(struct writer *w)
{
	const struct scenario *s = w->s;
	int32_t *order = id_order(s->holders, s->nholders, sizeof *s->holders);
	int32_t k;

	write_open(w, 1, "holders");
	write_children(w);
	for (k = 0; k < s->nholders; k++) {
		if (s->holders[order[k]].place >= 0)
			write_holder(w, &s->holders[order[k]]);
	}
	write_close(w, 1, "holders");
	mem_free(order);
}
