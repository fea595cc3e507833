/* The price of autonomy: other local shares, and standing alone. */
#include "io/price_parts.h"

#include "io/csv_write.h"
#include "io/show.h"

#include "base/memory.h"

/* --- words --- */

/* "12.5%", exact: shares are written with few decimals. */
static void show_share(struct text *out, struct ratio share)
{
	char number[48];

	text_printf(out, "%s%%", decimal_format(number, int_mul_div_floor(1000000, share.num, share.den), 4));
}

static void put_share(struct columns *c, struct ratio share)
{
	struct text t;

	text_init(&t);
	show_share(&t, share);
	columns_put(c, text_str(&t));
	text_release(&t);
}

/* What is lost of an amount, in percent, rounded up: no loss looks smaller than it is. */
static void put_loss(struct columns *c, int64_t from, int64_t to)
{
	int tenths = (int)int_mul_div_ceil(1000, from - to, from);

	columns_printf(c, "%d.%d%%", tenths / 10, tenths % 10);
}

static bool same_share(struct ratio a, struct ratio b)
{
	return ratio_compare(a, b) == 0;
}

static bool is_touched(const struct price_frame *f, const struct price_autonomy *a, int32_t kind)
{
	return a->touched[f->kinds[kind].item];
}

static bool any_touched(const struct price_frame *f, const struct price_autonomy *a)
{
	for (int32_t k = 0; k < f->nkinds; k++)
		if (is_touched(f, a, k))
			return true;
	return false;
}

/* --- the lowest fill rates --- */

static void add_share_columns(struct columns *c, const struct price_autonomy *a, struct ratio stated)
{
	struct text t;

	text_init(&t);
	for (int32_t k = 0; k < a->npoints; k++) {
		text_clear(&t);
		show_share(&t, a->points[k].share);
		if (same_share(a->points[k].share, stated))
			text_puts(&t, "*");
		columns_add(c, text_str(&t), ALIGN_RIGHT);
		if (k > 0 && k + 1 < a->npoints && !same_share(a->points[k].share, stated))
			columns_spare(c);
	}
	text_release(&t);
}

/* Items in which the share has no say, a list. */
static void list_untouched(const struct page *page, const struct price_frame *f, const struct price_autonomy *a,
	struct text *out)
{
	for (int32_t i = 0; i < page->r->scenario->nitems; i++) {
		int32_t item = page->u->items[i], kind = 0;
		while (kind < f->nkinds && f->kinds[kind].item != item)
			kind++;
		if (kind == f->nkinds || a->touched[item])
			continue;
		text_puts(out, out->length > 0 ? list_comma() : "");
		text_puts(out, item_title(page->r, item));
	}
}

static void print_lowest(const struct page *page, const struct price_frame *f, const struct price_autonomy *a,
	struct text *out, int width)
{
	struct section s;
	struct columns *c = &s.table;
	struct text untouched;

	section_init(&s);
	text_init(&untouched);
	s.title = _("The price of autonomy: the lowest fill rate of a community, by local share");
	columns_add(c, _("Tier"), ALIGN_RIGHT);
	columns_add(c, _("Item"), ALIGN_LEFT);
	add_share_columns(c, a, page->r->scenario->policy.autonomy);
	for (int32_t kind = 0; kind < f->nkinds; kind++) {
		if (!is_touched(f, a, kind))
			continue;
		columns_int(c, f->kinds[kind].tier);
		put_item(page, c, f->kinds[kind].item);
		for (int32_t k = 0; k < a->npoints; k++)
			if (a->points[k].possible)
				price_percent(c, a->points[k].at[kind].worst_row);
			else
				columns_put(c, "-");
	}
	text_puts(&s.after, _("*: the share as stated. All of a community's claims of the item and tier together.\n"));
	for (int32_t k = 0; k < a->npoints; k++)
		if (!a->points[k].possible) {
			text_puts(&s.after, _("-: at this share the hard rules contradict.\n"));
			break;
		}
	list_untouched(page, f, a, &untouched);
	if (untouched.length > 0)
		text_printf(&s.after, _("No holder in a community may give these beyond it, so the share changes nothing: %s.\n"),
			text_str(&untouched));
	text_release(&untouched);
	price_section(&s, out, width);
}

/* --- who loses --- */

struct losses { /* at a share, all kinds together */
	int32_t nlosers, nbeyond, nworse;
	int32_t kind; /* of the largest loss, -1 = none */
};

static struct losses losses_at(const struct price_frame *f, const struct price_point *p)
{
	struct losses sum = {0, 0, 0, -1};

	for (int32_t k = 0; k < f->nkinds; k++) {
		const struct price_at *at = &p->at[k], *most = sum.kind < 0 ? NULL : &p->at[sum.kind];
		sum.nlosers += at->nlosers;
		sum.nbeyond += at->nbeyond;
		if (at->lost_place >= 0 && (!most || (wide)(at->lost_from - at->lost_to) * most->lost_from
				> (wide)(most->lost_from - most->lost_to) * at->lost_from))
			sum.kind = k;
	}
	for (int32_t i = 0; i < f->scenario->nitems; i++)
		sum.nworse += p->nworse[i];
	return sum;
}

static void put_point(const struct page *page, struct columns *c, const struct price_frame *f,
	const struct price_point *p)
{
	struct losses sum = losses_at(f, p);

	columns_int(c, sum.nlosers);
	columns_int(c, sum.nbeyond);
	if (sum.kind >= 0) {
		const struct price_at *at = &p->at[sum.kind];
		int32_t item = f->kinds[sum.kind].item;
		put_loss(c, at->lost_from, at->lost_to);
		columns_put(c, place_title(page->r, at->lost_place));
		put_item(page, c, item);
		put_quantity(page, c, item, at->lost_from);
		put_quantity(page, c, item, at->lost_to);
	} else {
		for (int k = 0; k < 5; k++)
			columns_put(c, "-");
	}
	columns_int(c, sum.nworse);
}

static void print_losses(const struct page *page, const struct price_frame *f, const struct price_autonomy *a,
	struct text *out, int width)
{
	struct section s;
	struct columns *c = &s.table;
	struct text drop, title;

	section_init(&s);
	text_init(&drop);
	text_init(&title);
	show_share(&drop, a->drop);
	text_printf(&title, ">%s", text_str(&drop));
	s.title = _("Who gets less than at a share of 0%");
	columns_add(c, C_("local", "Share"), ALIGN_RIGHT);
	columns_add(c, C_("communities", "Get less"), ALIGN_RIGHT);
	columns_add(c, text_str(&title), ALIGN_RIGHT);
	columns_add(c, _("Largest loss"), ALIGN_RIGHT);
	columns_add(c, _("Community"), ALIGN_LEFT);
	columns_add(c, _("Item"), ALIGN_LEFT);
	columns_add(c, _("At 0%"), ALIGN_RIGHT);
	columns_add(c, _("Then"), ALIGN_RIGHT);
	columns_add(c, _("Worse than alone"), ALIGN_RIGHT);
	for (int32_t k = 0; k < a->npoints; k++) {
		put_share(c, a->points[k].share);
		if (a->points[k].possible)
			put_point(page, c, f, &a->points[k]);
		else
			for (int j = 0; j < 8; j++)
				columns_put(c, "-");
	}
	text_printf(&s.after, _("Get less, >%s: communities, counted for every tier and item, that get less, or lose more than that\n"
		"part of what they get at 0%%; losses rounded up. Worse than alone: communities and items, see below.\n"),
		text_str(&drop));
	text_release(&drop);
	text_release(&title);
	price_section(&s, out, width);
}

/* --- up to which share --- */

static void put_turn(struct columns *c, const struct price_turn *t)
{
	put_share(c, t->holds);
	if (t->fails.num == 0)
		columns_put(c, "-");
	else
		put_share(c, t->fails);
}

static void say_drop(const struct price_autonomy *a, struct text *out)
{
	struct text drop, holds, fails;

	text_init(&drop);
	text_init(&holds);
	text_init(&fails);
	show_share(&drop, a->drop);
	show_share(&holds, a->drop_all.holds);
	show_share(&fails, a->drop_all.fails);
	if (a->drop_all.fails.num == 0)
		text_printf(out, _("Nobody loses more than %s of anything at a share of 100%%.\n"), text_str(&drop));
	else
		text_printf(out, _("The largest share found at which nobody loses more than %s of anything: %s (at %s somebody does).\n"),
			text_str(&drop), text_str(&holds), text_str(&fails));
	text_release(&drop);
	text_release(&holds);
	text_release(&fails);
}

static void print_turns(const struct page *page, const struct price_frame *f, const struct price_autonomy *a,
	struct text *out, int width)
{
	struct section s;
	struct columns *c = &s.table;
	struct text drop, title;

	if (!a->lowest) {
		text_wrap(out, _("\nThe hard rules contradict when no share is kept: there is nothing to compare with.\n"),
			width, 0);
		return;
	}
	section_init(&s);
	text_init(&drop);
	text_init(&title);
	show_share(&drop, a->drop);
	text_printf(&title, _("No loss >%s"), text_str(&drop));
	s.title = _("Up to which share");
	columns_add(c, _("Tier"), ALIGN_RIGHT);
	columns_add(c, _("Item"), ALIGN_LEFT);
	columns_add(c, _("Lowest as at 0%"), ALIGN_RIGHT);
	columns_add(c, _("not at"), ALIGN_RIGHT);
	columns_add(c, text_str(&title), ALIGN_RIGHT);
	columns_add(c, _("not at"), ALIGN_RIGHT);
	for (int32_t kind = 0; kind < f->nkinds; kind++) {
		if (!is_touched(f, a, kind))
			continue;
		columns_int(c, f->kinds[kind].tier);
		put_item(page, c, f->kinds[kind].item);
		put_turn(c, &a->lowest[kind]);
		put_turn(c, &a->drops[kind]);
	}
	say_drop(a, &s.after);
	text_printf(&s.after, _("Looked at: %d shares, 0%%, 10%% ... 100%% and, where it changes, halving down to 0.1%%. A larger share\n"
		"may help one and harm another, so nothing is said of shares between them.\n"), (int)a->nshares);
	text_puts(&s.after, a->proven ? _("The amounts at all of them are proven.\n")
		: _("The amounts are not proven at all of them.\n"));
	text_release(&drop);
	text_release(&title);
	price_section(&s, out, width);
}

/* --- alone --- */

static void put_worse(const struct page *page, struct columns *c, const struct price_worse *w)
{
	columns_put(c, place_title(page->r, w->place));
	put_item(page, c, w->item);
	put_quantity(page, c, w->item, w->demand);
	put_quantity(page, c, w->item, w->alone);
	put_quantity(page, c, w->item, w->plan);
	put_quantity(page, c, w->item, w->alone - w->plan);
	put_loss(c, w->alone, w->plan);
}

static void print_alone(const struct page *page, const struct price_autonomy *a, struct text *out, int width)
{
	bool proven = a->alone_proven && page->r->plan->status == PLAN_PROVEN;
	struct section s;
	struct columns *c = &s.table;
	size_t shown;

	section_init(&s);
	s.title = _("Against standing alone: the plan, and each community with the stock of its own place only");
	if (a->nworse == 0) {
		text_puts(&s.before, proven ? _("Nobody is worse off: proved, in exact numbers.\n")
			: _("Nobody is worse off; not proven.\n"));
	} else {
		columns_add(c, _("Community"), ALIGN_LEFT);
		columns_add(c, _("Item"), ALIGN_LEFT);
		columns_add(c, _("Demand"), ALIGN_RIGHT);
		columns_add(c, _("Alone"), ALIGN_RIGHT);
		columns_add(c, _("Plan"), ALIGN_RIGHT);
		columns_add(c, _("Less"), ALIGN_RIGHT);
		columns_add(c, _("Loss"), ALIGN_RIGHT);
		shown = section_cut(page, &s, (size_t)a->nworse, "autonomy_alone.csv");
		for (size_t k = 0; k < shown; k++)
			put_worse(page, c, &a->worse[k]);
		text_printf(&s.after, proven ? _("Worse off, proved in exact numbers: %d of %d communities and items with stock of their own.\n")
			: _("Worse off, not proven: %d of %d communities and items with stock of their own.\n"),
			(int)a->nworse, (int)a->nalone);
	}
	text_puts(&s.after, _("Alone: all that holders of its own place may release, kept there; nothing from elsewhere, and nothing "
		"under way. People's own stock counts in both.\n"));
	price_section(&s, out, width);
}

void price_autonomy_text(const struct page *page, const struct price_frame *f, const struct price_autonomy *a,
	struct text *out, int width)
{
	if (any_touched(f, a)) {
		print_lowest(page, f, a, out, width);
		print_losses(page, f, a, out, width);
		print_turns(page, f, a, out, width);
	} else {
		text_wrap(out, _("\nThe price of autonomy: no holder in a community may give anything beyond it, so no local share "
			"changes anything.\n"), width, 0);
	}
	print_alone(page, a, out, width);
}

/* --- CSV --- */

static void csv_share(struct csv_writer *w, struct ratio share)
{
	csv_decimal(w, int_mul_div_floor(1000000, share.num, share.den), 6);
}

static void csv_at(struct csv_writer *w, const struct report *r, const struct price_frame *f,
	const struct price_point *p, int32_t kind)
{
	const struct price_at *at = &p->at[kind];
	const struct item *item = &r->scenario->items[f->kinds[kind].item];
	const struct place *places = r->scenario->places;

	csv_decimal(w, at->served, item->decimals);
	csv_percent(w, at->worst_row.num, at->worst_row.den);
	csv_text(w, places[at->worst_place].id);
	csv_percent(w, at->worst.num, at->worst.den);
	csv_int(w, at->nlosers);
	csv_int(w, at->nbeyond);
	csv_text(w, at->lost_place < 0 ? NULL : places[at->lost_place].id);
	csv_decimal(w, at->lost_from, item->decimals);
	csv_decimal(w, at->lost_to, item->decimals);
	csv_text(w, p->proven ? "proven" : "unproven");
}

bool price_table_shares(const struct report *r, const struct rollup *u, const struct price_frame *f,
	const struct price_autonomy *a, FILE *file)
{
	struct csv_writer w;

	csv_open(&w, file, "share,tier,item,served,lowest,place,lowest_claim,get_less,beyond,loser,at_zero,then,status,"
		"unit,data");
	for (int32_t k = 0; k < a->npoints; k++)
		for (int32_t kind = 0; kind < f->nkinds; kind++) {
			const struct item *item = &r->scenario->items[f->kinds[kind].item];
			csv_share(&w, a->points[k].share);
			csv_int(&w, f->kinds[kind].tier);
			csv_text(&w, item->id);
			if (a->points[k].possible) {
				csv_at(&w, r, f, &a->points[k], kind);
			} else {
				for (int j = 0; j < 9; j++)
					csv_empty(&w);
				csv_text(&w, "contradiction");
			}
			csv_text(&w, item->unit);
			csv_text(&w, quality_word(u->quality));
			csv_end(&w);
		}
	return csv_close(&w);
}

static void csv_turn(struct csv_writer *w, const struct rollup *u, const char *what, const struct scenario *s,
	const struct price_kind *kind, const struct price_turn *t)
{
	csv_text(w, what);
	if (kind) {
		csv_int(w, kind->tier);
		csv_text(w, s->items[kind->item].id);
	} else {
		csv_empty(w);
		csv_empty(w);
	}
	csv_share(w, t->holds);
	if (t->fails.num == 0)
		csv_empty(w);
	else
		csv_share(w, t->fails);
	csv_text(w, quality_word(u->quality));
	csv_end(w);
}

bool price_table_turns(const struct report *r, const struct rollup *u, const struct price_frame *f,
	const struct price_autonomy *a, FILE *file)
{
	struct csv_writer w;

	csv_open(&w, file, "what,tier,item,holds,fails,data");
	for (int32_t k = 0; a->lowest && k < f->nkinds; k++) {
		csv_turn(&w, u, "lowest", r->scenario, &f->kinds[k], &a->lowest[k]);
		csv_turn(&w, u, "drop", r->scenario, &f->kinds[k], &a->drops[k]);
	}
	if (a->lowest)
		csv_turn(&w, u, "drop", r->scenario, NULL, &a->drop_all);
	return csv_close(&w);
}

bool price_table_worse(const struct report *r, const struct rollup *u, const struct price_frame *f,
	const struct price_autonomy *a, FILE *file)
{
	struct csv_writer w;

	(void)f;
	csv_open(&w, file, "place,item,demand,alone,plan,less,unit,data");
	for (int32_t k = 0; k < a->nworse; k++) {
		const struct price_worse *x = &a->worse[k];
		const struct item *item = &r->scenario->items[x->item];
		csv_text(&w, r->scenario->places[x->place].id);
		csv_text(&w, item->id);
		csv_decimal(&w, x->demand, item->decimals);
		csv_decimal(&w, x->alone, item->decimals);
		csv_decimal(&w, x->plan, item->decimals);
		csv_decimal(&w, x->alone - x->plan, item->decimals);
		csv_text(&w, item->unit);
		csv_text(&w, quality_word(u->quality));
		csv_end(&w);
	}
	return csv_close(&w);
}
