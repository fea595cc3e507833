#include "models/check.h"

#include "base/text.h"
#include "models/order.h"
#include "models/scenario_words.h"

#include <stdlib.h>

/* People: where they may be stated, and each only once. */

static const char *place_title(const struct scenario *s, int32_t place)
{
	if (!check_has(place, s->nplaces))
		return "?";
	return label_text(s->places[place].name, s->language, s->places[place].id);
}

static const char *group_title(const struct scenario *s, int32_t group)
{
	if (!check_has(group, s->ngroups))
		return "?";
	return label_text(s->groups[group].name, s->language, s->groups[group].id);
}

static bool sound(const struct scenario *s, const struct people *p)
{
	return check_has(p->place, s->nplaces) && check_has(p->group, s->ngroups);
}

static void check_entry(struct check *k, struct people *p)
{
	const struct scenario *s = k->s;
	char name[320];
	struct diag *item;

	if (!sound(s, p)) {
		check_error(k, -1, NULL);
		if (check_reported(k, p->where))
			return;
		item = diag_add(k->d, DIAG_ERROR, CHECK_REFERENCE, p->where,
			_("people of group %s at place %s: the place or group is not known"),
			group_title(s, p->group), place_title(s, p->place));
		diag_remedy(k->d, item, _("state the place and the group"));
		return;
	}
	snprintf(name, sizeof name, "%s / %s", place_title(s, p->place), group_title(s, p->group));
	check_periods(k, &p->when, false, -1, p->where, name);
	if (p->count < 0 || p->count > PEOPLE_MAX || p->households > PEOPLE_MAX) {
		item = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_PEOPLE_NUMBER, p->where,
			_("%s: the number of people is out of range"), name);
		item->about = "count|people";
		diag_remedy(k->d, item, _("state 0 to %lld persons"), (long long)PEOPLE_MAX);
	}
	if (p->households > p->count) {
		item = diag_add(check_warning(k, -1), DIAG_WARNING, WARN_HOUSEHOLDS_MORE, p->where,
			_("%s: %lld households, but only %lld persons"), name,
			(long long)p->households, (long long)p->count);
		item->about = "households";
		diag_remedy(k->d, item, _("check both numbers; perhaps they are exchanged"));
	}
}

static void check_where_people_are(struct check *k, const struct people *p)
{
	const struct scenario *s = k->s;
	int32_t stand = place_stand(s, p->place);
	enum place_kind kind = s->places[stand].kind;
	struct diag *item;

	if (place_kind_is_community(kind) || place_kind_is_site(kind))
		return;
	item = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_PEOPLE_PLACE, p->where,
		_("people of group %s are stated at %s (%s), which is in no community"),
		group_title(s, p->group), place_title(s, p->place), place_kind_title(kind));
	item->about = "place|kind";
	diag_remedy(k->d, item, _("state them for each community or village, or at a site"));
}

/* ---- Twice ---- */

static int compare_people(const void *left, const void *right)
{
	const struct people *a = *(const struct people *const *)left;
	const struct people *b = *(const struct people *const *)right;
	int order = int_compare(a->place, b->place);

	if (order == 0)
		order = int_compare(a->group, b->group);
	if (order == 0)
		order = int_compare(a->when.first, b->when.first);
	return order ? order : (a > b) - (a < b);
}

static void report_overlap(struct check *k, const struct people *a, const struct people *b)
{
	const struct scenario *s = k->s;
	char first[160];
	struct diag *item;

	item = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_PEOPLE_OVERLAP, b->where,
		_("people of group %s at %s are stated twice for period %d, also at %s"),
		group_title(s, b->group), place_title(s, b->place), (int)b->when.first + 1,
		check_place_text(k, first, a->where));
	item->about = "group";
	diag_remedy(k->d, item, _("state other periods, or add the numbers in one entry"));
}

static void check_overlaps(struct check *k)
{
	const struct scenario *s = k->s;
	const struct people **sorted = mem_calloc((size_t)s->npeople, sizeof *sorted);
	const struct people *longest = NULL;
	int32_t i, n = 0;

	for (i = 0; i < s->npeople; i++) {
		if (sound(s, &s->people[i]) && s->people[i].when.first <= s->people[i].when.last)
			sorted[n++] = &s->people[i];
	}
	if (n > 0)
		qsort(sorted, (size_t)n, sizeof *sorted, compare_people);
	for (i = 0; i < n; i++) {
		const struct people *p = sorted[i];

		if (!longest || longest->place != p->place || longest->group != p->group) {
			longest = p;
			continue;
		}
		if (p->when.first <= longest->when.last)
			report_overlap(k, longest, p);
		if (p->when.last > longest->when.last)
			longest = p;
	}
	mem_free(sorted);
}

/* The same group at a place and at one inside it: perhaps the outer number
 * already holds the inner one. One warning for each group. */
static void check_nested(struct check *k)
{
	const struct scenario *s = k->s;
	char *stated = mem_calloc((size_t)s->nplaces * (size_t)s->ngroups, 1);
	char *warned = mem_calloc((size_t)s->ngroups, 1);
	int32_t i;

	for (i = 0; i < s->npeople; i++) {
		const struct people *p = &s->people[i];

		if (sound(s, p) && p->count > 0)
			stated[(size_t)p->place * (size_t)s->ngroups + (size_t)p->group] = 1;
	}
	for (i = 0; i < s->npeople; i++) {
		const struct people *p = &s->people[i];
		int32_t at;
		struct diag *item;

		if (!sound(s, p) || p->count <= 0 || warned[p->group])
			continue;
		for (at = s->places[p->place].in; at >= 0; at = s->places[at].in) {
			if (stated[(size_t)at * (size_t)s->ngroups + (size_t)p->group])
				break;
		}
		if (at < 0)
			continue;
		warned[p->group] = 1;
		item = diag_add(check_warning(k, -1), DIAG_WARNING, WARN_PEOPLE_NESTED, p->where,
			_("people of group %s are stated at %s and at %s, which lies in it: they "
			  "are "
			  "added up"),
			group_title(s, p->group), place_title(s, at), place_title(s, p->place));
		item->about = "group";
		diag_remedy(k->d, item,
			_("take those of the inner place out of the outer number, if they are in "
			  "it"));
	}
	mem_free(stated);
	mem_free(warned);
}

/* ---- Groups ---- */

static void check_groups(struct check *k)
{
	const struct scenario *s = k->s;
	int32_t g;

	for (g = 0; g < s->ngroups; g++) {
		const struct group *group = &s->groups[g];
		struct diag *item;

		if (group->visit_minutes >= 0 && group->visit_minutes <= PEOPLE_MAX)
			continue;
		item = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_PEOPLE_NUMBER,
			group->where, _("group %s: the minutes of a visit are out of range"),
			group->id);
		item->about = "visit-minutes";
		diag_remedy(k->d, item, _("state 0 or more minutes"));
	}
}

/* ---- Covers of household holders ---- */

/* Persons of each group at each stand, of all periods: [nplaces][ngroups]. */
static int64_t *count_present(const struct scenario *s)
{
	int64_t *present = mem_calloc((size_t)s->nplaces * (size_t)s->ngroups, sizeof *present);
	int32_t i;

	for (i = 0; i < s->npeople; i++) {
		const struct people *p = &s->people[i];

		if (sound(s, p) && p->count > 0 && p->count <= PEOPLE_MAX)
			present[(size_t)place_stand(s, p->place) * (size_t)s->ngroups +
				(size_t)p->group] += p->count;
	}
	return present;
}

static void check_cover(
	struct check *k, const struct holder *h, const struct covers *cover, const int64_t *present)
{
	const struct scenario *s = k->s;
	int64_t people = 0;
	int32_t g;
	struct diag *item;

	if (cover->group >= s->ngroups || cover->people < 0 || cover->people > PEOPLE_MAX ||
		cover->households > PEOPLE_MAX) {
		check_error(k, h->source, NULL);
		if (check_reported(k, h->where))
			return;
		item = diag_add(k->d, DIAG_ERROR, CHECK_COVERS, h->where,
			_("holder %s: the people covered are out of range"), h->id);
		item->about = "covers-people|people";
		diag_remedy(k->d, item, _("state the group and 0 or more persons"));
		return;
	}
	for (g = 0; g < s->ngroups; g++) {
		if (cover->group < 0 || cover->group == g)
			people += present[(size_t)place_stand(s, h->place) * (size_t)s->ngroups +
				(size_t)g];
	}
	if (cover->people <= people)
		return;
	item = diag_add(check_warning(k, h->source), DIAG_WARNING, WARN_COVERS_MORE, h->where,
		_("holder %s covers %lld persons, but only %lld are stated there"), h->id,
		(long long)cover->people, (long long)people);
	item->about = "covers-people|people";
	diag_remedy(k->d, item, _("check the number of people at the place"));
}

static void check_covers(struct check *k, const struct holder *h, const int64_t *present)
{
	const struct scenario *s = k->s;
	enum place_kind kind = s->places[place_stand(s, h->place)].kind;
	int32_t i, j;
	struct diag *item;

	if (h->kind != HOLDER_HOUSEHOLD) {
		if (h->ncovers == 0)
			return;
		item = diag_add(check_error(k, h->source, NULL), DIAG_ERROR, CHECK_COVERS, h->where,
			_("holder %s covers people, but is not a household holder"), h->id);
		item->about = "covers-people|people";
		diag_remedy(k->d, item, _("make it a household holder, or remove the people"));
		return;
	}
	if (!place_kind_is_community(kind) && !place_kind_is_site(kind)) {
		item = diag_add(check_error(k, h->source, NULL), DIAG_ERROR, CHECK_COVERS, h->where,
			_("household holder %s is at %s, which is in no community"), h->id,
			place_title(s, h->place));
		item->about = "place";
		diag_remedy(k->d, item, _("put it in a community or village, or at a site"));
	}
	if (h->ncovers == 0) {
		item = diag_add(check_warning(k, h->source), DIAG_WARNING, WARN_NO_COVERS, h->where,
			_("household holder %s covers no people: its stock feeds nobody"), h->id);
		item->about = "covers-people|people";
		diag_remedy(k->d, item, _("state the people who live from this stock"));
	}
	for (i = 0; i < h->ncovers; i++) {
		check_cover(k, h, &h->covers[i], present);
		for (j = 0; j < i; j++) {
			if (h->covers[j].group != h->covers[i].group)
				continue;
			item = diag_add(check_error(k, h->source, NULL), DIAG_ERROR, CHECK_COVERS,
				h->where, _("holder %s covers one group twice"), h->id);
			item->about = "covers-group|group";
			diag_remedy(k->d, item, _("add the numbers in one entry"));
		}
	}
}

void check_people(struct check *k)
{
	const struct scenario *s = k->s;
	int64_t *present;
	int32_t i;

	check_groups(k);
	for (i = 0; i < s->npeople; i++)
		check_entry(k, &k->s->people[i]);
	if (!k->tree)
		return;
	for (i = 0; i < s->npeople; i++) {
		if (sound(s, &s->people[i]))
			check_where_people_are(k, &s->people[i]);
	}
	check_overlaps(k);
	check_nested(k);
	present = count_present(s);
	for (i = 0; i < s->nholders; i++) {
		if (check_has(s->holders[i].place, s->nplaces))
			check_covers(k, &s->holders[i], present);
	}
	mem_free(present);
}
