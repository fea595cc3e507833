/* How far a plan may be from the best possible, in words: level by level, each
 * in its own unit. Always rounded up. */
#include "io/section.h"
#include "io/show.h"

static int64_t whole_up(struct ratio gap)
{
	return int_ceil_div(gap.num, gap.den);
}

static void money_gap(const struct report *r, struct ratio gap, struct text *out)
{
	show_money(r, out, (struct ratio){whole_up(gap), 1});
}

/* Change and waste count issue units of one item, or the value of several. */
static void goods_gap(const struct report *r, const struct level *level, struct text *out)
{
	const struct item *item = level->item >= 0 ? &r->scenario->items[level->item] : NULL;
	char number[48];
	int64_t quantity;

	if (!item || !int_mul(whole_up(level->gap), item->issue_unit, &quantity)) {
		money_gap(r, level->gap, out);
		return;
	}
	text_printf(out, _("%s %s"), decimal_format(number, quantity, item->decimals), item_unit(r, level->item));
}

void gap_text(const struct report *r, const struct level *level, struct text *out)
{
	char number[48];

	switch (level->kind) {
	case LEVEL_FAIR:
		if (r->scenario->policy.fairness == FAIRNESS_TOTAL)
			return; /* it is not about fill rates */
		text_printf(out, _("%s percentage points"),
			decimal_format(number, int_mul_div_ceil(1000, level->gap.num, level->gap.den), 1));
		return;
	case LEVEL_CHANGE:
	case LEVEL_WASTE:
		goods_gap(r, level, out);
		return;
	case LEVEL_SUBSTITUTION:
		/* Translators: penalty x quantity, the sum that substitution keeps least. */
		text_printf(out, _("%lld points of penalty"), (long long)whole_up(level->gap));
		return;
	case LEVEL_COST:
		money_gap(r, level->gap, out);
		return;
	case LEVEL_DEPARTURE:
	case LEVEL_ARRIVAL:
		/* Translators: issue units times periods waited. */
		text_printf(out, _("%lld units x periods"), (long long)whole_up(level->gap));
		return;
	case LEVEL_HARD:
	case LEVEL_CANONICAL:
		break;
	}
}
