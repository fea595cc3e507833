#include "models/check.h"

#include "base/map.h"
#include "base/text.h"
#include "models/audit.h"
#include "models/scenario_words.h"

#include <string.h>

/* Norms: what one demands must be something that can be tested. */

static bool has_amount(const struct norm *n)
{
	return n->per_person.num >= 0 || n->per_household.num >= 0 || n->quantity.num >= 0 ||
		n->quantity_max.num >= 0;
}

static bool has_cover(const struct norm *n)
{
	return n->cover.months || n->cover.seconds || n->cover_max.months || n->cover_max.seconds;
}

static struct diag *fault(struct check *k, const struct norm *n, int code, const char *what)
{
	return diag_add(check_error(k, -1, NULL), DIAG_ERROR, code, n->where, "%s: %s", n->id, what);
}

static void check_goods(struct check *k, const struct norm *n)
{
	struct diag *d;

	if (n->item >= 0 && n->classes) {
		d = fault(k, n, CHECK_NORM_GOODS, _("the norm names an item and a class"));
		diag_remedy(k->d, d, _("keep one of them"));
	} else if (n->item < 0 && !n->classes &&
		(has_amount(n) || has_cover(n) || n->share_min.num >= 0 || n->share_max.num >= 0)) {
		d = fault(k, n, CHECK_NORM_GOODS, _("an amount, a cover or a share is of an item or a class"));
		diag_remedy(k->d, d, _("name the item or the class of items"));
	}
}

/* Items of its classes that are counted in another unit are not added. */
static void check_class_units(struct check *k, const struct norm *n)
{
	const struct scenario *s = k->s;
	struct diag *d;

	for (int32_t i = 0; i < s->nitems; i++) {
		const struct item *item = &s->items[i];

		if (!norm_names_class(n, item->class_id) || strcmp(item->unit, n->unit) == 0)
			continue;
		d = diag_add(check_warning(k, -1), DIAG_WARNING, WARN_NORM_UNIT, n->where,
			_("%s: item %s is counted in %s, the norm in %s; its stock is not added"), n->id,
			item->id, unit_title(item->unit), unit_title(n->unit));
		diag_remedy(k->d, d,
			_("count the item in the norm's unit, or write a norm for it alone"));
	}
}

static void check_unit(struct check *k, const struct norm *n)
{
	const struct scenario *s = k->s;
	struct diag *d;

	if (n->unit && !unit_known(n->unit)) {
		d = fault(k, n, CHECK_NORM_UNIT, _("its unit is not known"));
		diag_remedy(k->d, d, _("use a code of UN/ECE Recommendation 20, as LTR, KGM, C62"));
	} else if (n->unit && n->item >= 0 && strcmp(n->unit, s->items[n->item].unit) != 0) {
		d = fault(k, n, CHECK_NORM_UNIT, _("its unit is not the item's"));
		diag_remedy(k->d, d, _("state the amounts in %s"), unit_title(s->items[n->item].unit));
	} else if (!n->unit && n->classes && (has_amount(n) || has_cover(n))) {
		d = fault(k, n, CHECK_NORM_UNIT, _("amounts of a class need a unit"));
		diag_remedy(k->d, d, _("add the unit, as in unit=\"LTR\""));
	} else if (n->classes && n->unit) {
		check_class_units(k, n);
	}
}

static void check_shares(struct check *k, const struct norm *n)
{
	bool share = n->share_min.num >= 0 || n->share_max.num >= 0;
	struct diag *d;

	if (n->share_min.num >= 0 && n->share_max.num >= 0 &&
		ratio_compare(n->share_min, n->share_max) > 0) {
		d = fault(k, n, CHECK_NORM_SHARE, _("the least share is above the greatest"));
		diag_remedy(k->d, d, _("exchange them"));
	} else if (share && n->share_of == 0 && n->share_modes == 0) {
		d = fault(k, n, CHECK_NORM_SHARE, _("it is not said whose share is meant"));
		diag_remedy(k->d, d, _("add share-of, as in share-of=\"household\", or share-modes"));
	}
}

static void check_norm_level(struct check *k, const struct norm *n)
{
	enum place_kind kind = (enum place_kind)n->level;
	struct diag *d;

	if (n->arrival < 0 || n->level < 0 || place_kind_is_community(kind) || place_kind_is_site(kind))
		return;
	d = fault(k, n, CHECK_NORM_LEVEL, _("arrival is tested where goods arrive"));
	diag_remedy(k->d, d,
		_("use level=\"community\", and within=\"district\" for stock of the same district"));
}

/* Nothing but blanks, the wide one of Chinese too. */
static bool blank(const char *text)
{
	for (; *text; text++) {
		if (strncmp(text, "\xe3\x80\x80", 3) == 0)
			text += 2;
		else if (!strchr(" \t\r\n", *text))
			return false;
	}
	return true;
}

static void check_exceptions(struct check *k, const struct norm *n)
{
	struct diag *d;

	for (int32_t i = 0; i < n->nexceptions; i++) {
		if (!blank(n->exceptions[i].reason))
			continue;
		d = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_NORM_REASON, n->exceptions[i].where,
			_("%s: an exception gives no reason"), n->id);
		diag_remedy(k->d, d, _("write down why it is spared, or delete the exception"));
	}
}

void check_norms(struct check *k)
{
	const struct scenario *s = k->s;
	struct map ids;
	struct diag *d;

	map_init(&ids);
	for (int32_t i = 0; i < s->nnorms; i++) {
		const struct norm *n = &s->norms[i];

		if (map_add(&ids, n->id, i) >= 0) {
			d = fault(k, n, CHECK_ID_TWICE, _("two norms have this id"));
			diag_remedy(k->d, d, _("give each an id of its own"));
		}
		check_goods(k, n);
		check_unit(k, n);
		check_shares(k, n);
		check_norm_level(k, n);
		check_exceptions(k, n);
	}
	map_release(&ids);
}
