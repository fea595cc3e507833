#include "models/check.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* Ids: each once, and no two that a reader takes for the same. */

/* The id with full-width letters, digits and marks (U+FF01..U+FF5E) made
 * half-width, and small letters when `fold_case`. */
static const char *fold(struct arena *arena, const char *id, bool fold_case)
{
	size_t n = strlen(id), i, length = 0;
	char *copy = arena_calloc(arena, n + 1, 1);

	for (i = 0; i < n; i++) {
		unsigned char c = (unsigned char)id[i];

		if (c == 0xef && i + 2 < n) {
			unsigned char second = (unsigned char)id[i + 1];
			unsigned char third = (unsigned char)id[i + 2];

			if ((second == 0xbc && third >= 0x81) ||
				(second == 0xbd && third <= 0x9e)) {
				c = (unsigned char)(((second & 3) << 6 | (third & 0x3f)) + 0x20);
				i += 2;
			}
		}
		if (fold_case && c >= 'A' && c <= 'Z')
			c = (unsigned char)(c - 'A' + 'a');
		copy[length++] = (char)c;
	}
	return copy;
}

/* One set of ids that must differ. */
struct id_set {
	struct check *k;
	struct arena arena;
	struct map exact, by_width, by_case;
	const char **ids; /* [n] */
	struct where *wheres; /* [nwheres], the same number */
	int32_t n, ids_room, nwheres, wheres_room;
};

static void id_set_init(struct id_set *set, struct check *k)
{
	memset(set, 0, sizeof *set);
	set->k = k;
	arena_init(&set->arena);
	map_init(&set->exact);
	map_init(&set->by_width);
	map_init(&set->by_case);
}

static void id_set_release(struct id_set *set)
{
	map_release(&set->exact);
	map_release(&set->by_width);
	map_release(&set->by_case);
	mem_free(set->ids);
	mem_free(set->wheres);
	arena_release(&set->arena);
}

static void report_twice(struct id_set *set, int32_t other, const char *kind, const char *id,
	struct where where, int32_t source)
{
	struct check *k = set->k;
	char first[160];
	struct diag *item;

	if (check_reported(k, where)) {
		check_error(k, source, NULL);
		return;
	}
	item = diag_add(check_error(k, source, NULL), DIAG_ERROR, CHECK_ID_TWICE, where,
		_("%s %s is stated twice, first at %s"), kind, id,
		check_place_text(k, first, set->wheres[other]));
	item->about = "id|name";
	diag_remedy(k->d, item, _("give each an id of its own, or remove one"));
}

static void report_alike(struct id_set *set, int32_t other, const char *kind, const char *id,
	struct where where, int32_t source, bool error)
{
	struct check *k = set->k;
	char first[160];
	struct diag *item;

	check_place_text(k, first, set->wheres[other]);
	if (error)
		item = diag_add(check_error(k, source, NULL), DIAG_ERROR, CHECK_ID_ALIKE, where,
			_("%s %s looks like %s at %s: only full-width and half-width characters "
			  "differ"),
			kind, id, set->ids[other], first);
	else
		item = diag_add(check_warning(k, source), DIAG_WARNING, WARN_ID_CASE, where,
			_("%s %s and %s at %s differ only in capital letters"), kind, id,
			set->ids[other], first);
	item->about = "id|name";
	diag_remedy(k->d, item, _("write one id in one way everywhere, or choose another"));
}

static void id_set_add(
	struct id_set *set, const char *kind, const char *id, struct where where, int32_t source)
{
	int32_t number = set->n, other;

	ARRAY_ADD(&set->ids, &set->n, &set->ids_room);
	ARRAY_ADD(&set->wheres, &set->nwheres, &set->wheres_room);
	set->ids[number] = id;
	set->wheres[number] = where;
	other = map_add(&set->exact, id, number);
	if (other >= 0) {
		report_twice(set, other, kind, id, where, source);
		return;
	}
	other = map_add(&set->by_width, fold(&set->arena, id, false), number);
	if (other >= 0) {
		report_alike(set, other, kind, id, where, source, true);
		return;
	}
	other = map_add(&set->by_case, fold(&set->arena, id, true), number);
	if (other >= 0)
		report_alike(set, other, kind, id, where, source, false);
}

/* ---- By kind ---- */

static void check_packs(struct check *k, const struct item *item)
{
	struct id_set set;
	int32_t i;

	id_set_init(&set, k);
	for (i = 0; i < item->npacks; i++)
		id_set_add(&set, _("pack"), item->packs[i].id, item->packs[i].where, -1);
	id_set_release(&set);
}

static void check_agreements(struct check *k, const struct holder *holder)
{
	struct id_set set;
	int32_t i;

	id_set_init(&set, k);
	for (i = 0; i < holder->nagreements; i++)
		id_set_add(&set, _("agreement"), holder->agreements[i].id,
			holder->agreements[i].where, holder->source);
	id_set_release(&set);
}

static void check_goods_ids(struct check *k)
{
	const struct scenario *s = k->s;
	struct id_set set;
	int32_t i;

	id_set_init(&set, k);
	for (i = 0; i < s->nitems; i++) {
		id_set_add(&set, _("item"), s->items[i].id, s->items[i].where, -1);
		check_packs(k, &s->items[i]);
	}
	id_set_release(&set);
	id_set_init(&set, k);
	for (i = 0; i < s->ntransits; i++) {
		const struct transit *transit = &s->transits[i];

		if (*transit->id)
			id_set_add(&set, _("goods under way"), transit->id, transit->where,
				transit->source);
	}
	id_set_release(&set);
}

static void check_people_ids(struct check *k)
{
	const struct scenario *s = k->s;
	struct id_set set;
	int32_t i;

	id_set_init(&set, k);
	for (i = 0; i < s->ngroups; i++)
		id_set_add(&set, _("group"), s->groups[i].id, s->groups[i].where, -1);
	id_set_release(&set);
	id_set_init(&set, k);
	for (i = 0; i < s->nplaces; i++)
		id_set_add(&set, _("place"), s->places[i].id, s->places[i].where, -1);
	id_set_release(&set);
	id_set_init(&set, k);
	for (i = 0; i < s->nholders; i++) {
		const struct holder *holder = &s->holders[i];

		id_set_add(&set, _("holder"), holder->id, holder->where, holder->source);
		check_agreements(k, holder);
	}
	id_set_release(&set);
}

static void check_road_ids(struct check *k)
{
	const struct scenario *s = k->s;
	struct id_set set;
	int32_t i;

	id_set_init(&set, k);
	for (i = 0; i < s->nsegments; i++)
		id_set_add(&set, _("segment"), s->segments[i].id, s->segments[i].where, -1);
	id_set_release(&set);
	id_set_init(&set, k);
	for (i = 0; i < s->nroutes; i++)
		id_set_add(&set, _("route"), s->routes[i].id, s->routes[i].where, -1);
	id_set_release(&set);
}

/* A source supersedes another, which supersedes another, and so on: never
 * itself. */
static void check_supersedes(struct check *k, int32_t source)
{
	const struct scenario *s = k->s;
	int32_t at = s->sources[source].supersedes, steps;
	struct diag *item;

	for (steps = 0; check_has(at, s->nsources) && steps < s->nsources; steps++) {
		if (at == source) {
			item = diag_add(check_error(k, -1, NULL), DIAG_ERROR,
				CHECK_SUPERSEDES_CYCLE, s->sources[source].where,
				_("source %s supersedes itself, perhaps through others"),
				s->sources[source].id);
			item->about = "supersedes";
			diag_remedy(k->d, item, _("say which source is the newer one"));
			return;
		}
		at = s->sources[at].supersedes;
	}
}

static void check_source_ids(struct check *k)
{
	const struct scenario *s = k->s;
	struct id_set set;
	int32_t i;

	id_set_init(&set, k);
	for (i = 0; i < s->nsources; i++) {
		id_set_add(&set, _("source"), s->sources[i].id, s->sources[i].where, -1);
		check_supersedes(k, i);
	}
	id_set_release(&set);
}

void check_ids(struct check *k)
{
	check_goods_ids(k);
	check_people_ids(k);
	check_road_ids(k);
	check_source_ids(k);
}
