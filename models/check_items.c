#include "models/check.h"

#include "base/text.h"
#include "models/order.h"
#include "models/scenario_words.h"

#include <stdlib.h>

/* Items, packs, substitutes and tiers. */

static const char *item_id(const struct scenario *s, int32_t item)
{
	return check_has(item, s->nitems) ? s->items[item].id : "?";
}

/* ---- Items ---- */

static bool in_range(int64_t value, int64_t least)
{
	return value >= least && value < QUANTITY_MAX;
}

static void check_item_numbers(struct check *k, const struct item *item)
{
	struct diag *d;
	int32_t i;

	if (item->decimals < 0 || item->decimals > DECIMALS_MAX || !in_range(item->mass, -1) ||
		!in_range(item->value, -1) || item->shelf_life.months < 0 ||
		item->shelf_life.seconds < 0) {
		d = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_ITEM_NUMBER, item->where,
			_("item %s: decimals, mass, value or shelf life is out of range"),
			item->id);
		d->about = "mass-kg";
		diag_remedy(k->d, d, _("state 0 to %d decimals, and numbers of 0 or more"),
			DECIMALS_MAX);
	}
	for (i = 0; i < item->npacks; i++) {
		if (in_range(item->packs[i].contains, 1))
			continue;
		d = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_ITEM_NUMBER,
			item->packs[i].where, _("item %s: pack %s holds nothing"), item->id,
			item->packs[i].id);
		d->about = "contains|packs";
		diag_remedy(k->d, d, _("state how much one pack contains"));
	}
}

static void check_item(struct check *k, struct item *item)
{
	struct diag *d;

	if (!unit_known(item->unit) && !check_reported(k, item->where)) {
		d = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_UNIT, item->where,
			_("item %s: unit \"%s\" is not a code of UN/ECE Recommendation 20"),
			item->id, item->unit);
		d->about = "unit";
		diag_remedy(k->d, d, _("use a code such as LTR, KGM or H87"));
	}
	check_item_numbers(k, item);
	if (item->issue_pack < 0) {
		item->issue_unit = 1;
	} else if (item->issue_pack < item->npacks) {
		item->issue_unit = item->packs[item->issue_pack].contains;
	} else {
		d = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_REFERENCE, item->where,
			_("item %s is issued by a pack that it does not have"), item->id);
		d->about = "issue-by";
		diag_remedy(k->d, d, _("name one of its packs"));
	}
}

/* ---- Substitutes and kits ---- */

static bool replaced(const struct scenario *s, int32_t item)
{
	int32_t i;

	for (i = 0; i < s->nsubstitutes; i++) {
		if (s->substitutes[i].item == item)
			return true;
	}
	return false;
}

static void check_part(
	struct check *k, const struct substitute *substitute, const struct part *part)
{
	const struct scenario *s = k->s;
	const struct item *used = &s->items[part->item];
	struct diag *d;

	if (part->item == substitute->item) {
		d = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_SUBSTITUTE,
			substitute->where, _("item %s is a substitute for itself"), used->id);
		d->about = "by";
		diag_remedy(k->d, d, _("name another item"));
		return;
	}
	if (replaced(s, part->item)) {
		d = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_SUBSTITUTE_CHAIN,
			substitute->where,
			_("%s may stand in for %s, but has a substitute itself: there are no "
			  "chains"),
			used->id, item_id(s, substitute->item));
		d->about = "by";
		diag_remedy(k->d, d, _("state directly what may stand in for %s"),
			item_id(s, substitute->item));
	}
	if (part->take < 1 || part->take >= QUANTITY_MAX || part->take % used->issue_unit != 0) {
		d = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_BATCH, substitute->where,
			_("substitute for %s: what is taken of %s is not a whole number of issue "
			  "units"),
			item_id(s, substitute->item), used->id);
		d->about = "take";
		diag_remedy(k->d, d, _("take whole packs of %s"), used->id);
	}
}

static void check_substitute(struct check *k, const struct substitute *substitute)
{
	const struct scenario *s = k->s;
	bool known = check_has(substitute->item, s->nitems) && substitute->nparts > 0;
	struct diag *d;
	int32_t i, j;

	for (i = 0; i < substitute->nparts; i++)
		known = known && check_has(substitute->parts[i].item, s->nitems);
	if (!known) {
		check_error(k, -1, NULL);
		if (check_reported(k, substitute->where))
			return;
		d = diag_add(k->d, DIAG_ERROR, CHECK_REFERENCE, substitute->where,
			_("a substitute for %s names no item that is known"),
			item_id(s, substitute->item));
		diag_remedy(k->d, d, _("name the item that stands in"));
		return;
	}
	for (i = 0; i < substitute->nparts; i++) {
		check_part(k, substitute, &substitute->parts[i]);
		for (j = 0; j < i; j++) {
			if (substitute->parts[j].item != substitute->parts[i].item)
				continue;
			d = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_SUBSTITUTE,
				substitute->where, _("a kit for %s names %s twice"),
				item_id(s, substitute->item),
				item_id(s, substitute->parts[i].item));
			diag_remedy(k->d, d, _("add the quantities in one part"));
		}
	}
	if (substitute->give < 1 || substitute->give >= QUANTITY_MAX || substitute->penalty < 0 ||
		substitute->give % s->items[substitute->item].issue_unit != 0) {
		d = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_BATCH, substitute->where,
			_("substitute for %s: what it gives is not a whole number of issue units"),
			item_id(s, substitute->item));
		d->about = "give";
		diag_remedy(k->d, d, _("give whole packs of %s, with a penalty of 0 or more"),
			item_id(s, substitute->item));
	}
}

static bool same_parts(const struct substitute *a, const struct substitute *b)
{
	int32_t i, j;

	if (a->item != b->item || a->nparts != b->nparts)
		return false;
	for (i = 0; i < a->nparts; i++) {
		for (j = 0; j < b->nparts; j++) {
			if (a->parts[i].item == b->parts[j].item)
				break;
		}
		if (j == b->nparts)
			return false;
	}
	return true;
}

static void check_substitutes(struct check *k)
{
	const struct scenario *s = k->s;
	int32_t i, j;

	if (s->nsubstitutes > SUBSTITUTES_MAX) {
		struct diag *d = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_SUBSTITUTE,
			s->substitutes[SUBSTITUTES_MAX].where,
			_("there are more than %d substitutes"), SUBSTITUTES_MAX);

		diag_remedy(k->d, d, _("keep those that matter"));
		return;
	}
	for (i = 0; i < s->nsubstitutes; i++) {
		check_substitute(k, &s->substitutes[i]);
		for (j = 0; j < i; j++) {
			struct diag *d;

			if (!same_parts(&s->substitutes[i], &s->substitutes[j]))
				continue;
			d = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_SUBSTITUTE_TWICE,
				s->substitutes[i].where,
				_("the same substitute for %s is stated twice"),
				item_id(s, s->substitutes[i].item));
			d->about = "by";
			diag_remedy(k->d, d, _("keep one of them"));
		}
	}
}

/* ---- Tiers ---- */

static int compare_rules(const void *left, const void *right)
{
	const struct tier_rule *a = *(const struct tier_rule *const *)left;
	const struct tier_rule *b = *(const struct tier_rule *const *)right;
	int order = int_compare(a->item, b->item);

	if (order == 0)
		order = int_compare(a->group, b->group);
	return order ? order : (a > b) - (a < b);
}

static void check_rule(struct check *k, const struct tier_rule *rule)
{
	const struct scenario *s = k->s;
	struct diag *d;

	if (rule->item >= s->nitems || rule->group >= s->ngroups || rule->level < 1 ||
		rule->level > TIER_MAX || (rule->item < 0 && rule->group < 0)) {
		check_error(k, -1, NULL);
		if (check_reported(k, rule->where))
			return;
		d = diag_add(k->d, DIAG_ERROR, CHECK_TIER, rule->where,
			_("a tier rule names no item or group, or its level %d is out of range"),
			(int)rule->level);
		d->about = "level|tier";
		diag_remedy(k->d, d,
			_("name an item, a group or both, and a level of 1 to %d; use the default "
			  "for all others"),
			TIER_MAX);
	}
}

static void check_tiers(struct check *k)
{
	const struct scenario *s = k->s;
	const struct tier_rule **sorted = mem_calloc((size_t)s->ntier_rules, sizeof *sorted);
	struct diag *d;
	int32_t i;

	for (i = 0; i < s->ntier_rules; i++) {
		sorted[i] = &s->tier_rules[i];
		check_rule(k, sorted[i]);
	}
	if (s->ntier_rules > 0)
		qsort(sorted, (size_t)s->ntier_rules, sizeof *sorted, compare_rules);
	for (i = 1; i < s->ntier_rules; i++) {
		if (sorted[i - 1]->item != sorted[i]->item ||
			sorted[i - 1]->group != sorted[i]->group ||
			check_reported(k, sorted[i]->where))
			continue;
		d = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_TIER_TWICE,
			sorted[i]->where, _("the tier of the same item and group is stated twice"));
		d->about = "level|tier";
		diag_remedy(k->d, d, _("keep one of the rules"));
	}
	if (s->default_tier < 1 || s->default_tier > TIER_MAX) {
		d = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_TIER, WHERE_NONE,
			_("the default tier %d is out of range"), (int)s->default_tier);
		diag_remedy(k->d, d, _("state a level of 1 to %d"), TIER_MAX);
	}
	mem_free(sorted);
}

void check_items(struct check *k)
{
	int32_t i;

	for (i = 0; i < k->s->nitems; i++)
		check_item(k, &k->s->items[i]);
	check_substitutes(k);
	check_tiers(k);
}
