#include "io/explain_parts.h"

#include "io/show.h"

#include "base/memory.h"
#include "models/travel.h"

/* --- words --- */

void put_amount(const struct explaining *x, struct text *out, int32_t item, int64_t quantity)
{
	show_quantity(x->r, out, item, quantity);
	text_putc(out, ' ');
	text_puts(out, item_unit(x->r, item));
}

void say_amount(const struct explaining *x, const char *sentence, int64_t quantity)
{
	struct text t;

	text_init(&t);
	put_amount(x, &t, x->e->item, quantity);
	text_printf(x->said, sentence, text_str(&t));
	text_release(&t);
}

static void put_where(const struct report *r, struct text *out, struct where where)
{
	if (!r->names || where.line <= 0)
		return;
	if (out->length > 0)
		text_puts(out, list_comma());
	text_printf(out, "%s:%d", diags_file_name(r->names, where.file), (int)where.line);
}

void put_said(const struct explaining *x)
{
	text_wrap(x->out, text_str(x->said), x->width, 2);
	text_clear(x->said);
}

void finish(const struct explaining *x, struct section *s)
{
	put_said(x);
	section_text(s, x->out, x->width, false);
	section_release(s);
}

void put_text(struct columns *c, struct text *t)
{
	columns_put(c, text_str(t));
	text_clear(t);
}

void put_unit(const struct explaining *x, struct section *s)
{
	text_printf(&s->before, _("Quantities in %s.\n"), item_unit(x->r, x->e->item));
}

/* --- what is asked for --- */

static struct where claim_where(const struct report *r, const struct cell *cell)
{
	return cell->need >= 0 ? r->scenario->needs[cell->need].where :
		cell->rate >= 0 ? r->scenario->rates[cell->rate].where : WHERE_NONE;
}

static bool same_window(const struct explaining *x, int32_t a, int32_t b)
{
	const struct cell *cells = x->r->cells->cells;

	return cells[x->e->claims[a]].when.first == cells[x->e->claims[b]].when.first
		&& cells[x->e->claims[a]].when.last == cells[x->e->claims[b]].when.last;
}

static void put_window(const struct explaining *x, struct columns *c, int32_t k)
{
	const struct periods when = x->r->cells->cells[x->e->claims[k]].when;
	struct sums { int64_t demand, household, served; } sum = {0, 0, 0};
	struct text t;

	for (int32_t j = k; j < x->e->nclaims; j++)
		if (same_window(x, j, k)) {
			int32_t cell = x->e->claims[j];
			sum.demand += x->r->cells->cells[cell].demand;
			sum.household += x->r->cells->cells[cell].household;
			sum.served += x->r->plan->served[cell].quantity;
		}
	text_init(&t);
	show_period(x->r, &t, when.first);
	if (when.last > when.first) {
		text_puts(&t, " - ");
		show_period(x->r, &t, when.last);
	}
	put_text(c, &t);
	put_quantity(&x->page, c, x->e->item, sum.demand);
	put_quantity(&x->page, c, x->e->item, sum.household);
	put_quantity(&x->page, c, x->e->item, sum.served);
	show_fill(&t, sum.served, sum.demand);
	put_text(c, &t);
	put_quantity(&x->page, c, x->e->item, sum.demand - sum.served);
	text_release(&t);
}

/* Each place of the data once. */
static void put_claim_places(const struct explaining *x, struct text *out)
{
	struct text places;

	text_init(&places);
	for (int32_t k = 0; k < x->e->nclaims; k++) {
		struct where where = claim_where(x->r, &x->r->cells->cells[x->e->claims[k]]);
		bool seen = false;
		for (int32_t j = 0; j < k && !seen; j++) {
			struct where before = claim_where(x->r, &x->r->cells->cells[x->e->claims[j]]);
			seen = before.file == where.file && before.line == where.line;
		}
		if (!seen)
			put_where(x->r, &places, where);
	}
	text_printf(out, _("Stated at: %s\n"), text_str(&places));
	text_release(&places);
}

/* Other items that the claims get in its place: goods are told as they are. */
static void put_substitutes(const struct explaining *x, struct text *out)
{
	const struct plan *plan = x->r->plan;
	int64_t *instead = mem_calloc((size_t)x->r->scenario->nitems, sizeof *instead);
	struct text goods;

	text_init(&goods);
	for (int32_t k = 0; k < plan->nhandouts; k++)
		if (plan->handouts[k].substitute >= 0 && explains(x->e, plan->handouts[k].cell))
			instead[x->r->supply->lots[plan->handouts[k].lot].item] += plan->handouts[k].quantity;
	for (int32_t k = 0; k < x->r->scenario->nitems; k++) {
		int32_t item = x->page.u->items[k];
		if (instead[item] == 0)
			continue;
		text_puts(&goods, goods.length > 0 ? list_comma() : "");
		text_printf(&goods, "%s ", item_title(x->r, item));
		put_amount(x, &goods, item, instead[item]);
	}
	if (goods.length > 0)
		text_printf(out, _("Part of it is served by other items: %s\n"), text_str(&goods));
	text_release(&goods);
	mem_free(instead);
}

static void print_claims(const struct explaining *x)
{
	struct section s;
	struct columns *c = &s.table;

	section_init(&s);
	s.title = _("What is asked for, and what it gets");
	put_unit(x, &s);
	columns_add(c, _("Periods"), ALIGN_WHOLE);
	columns_add(c, _("Demand"), ALIGN_RIGHT);
	columns_add_optional(c, _("Own stock"), ALIGN_RIGHT);
	columns_add(c, _("Served"), ALIGN_RIGHT);
	columns_add(c, _("Fill"), ALIGN_RIGHT);
	columns_add(c, _("Short"), ALIGN_RIGHT);
	for (int32_t k = 0; k < x->e->nclaims; k++) {
		bool seen = false;
		for (int32_t j = 0; j < k && !seen; j++)
			seen = same_window(x, j, k);
		if (!seen)
			put_window(x, c, k);
	}
	put_substitutes(x, &s.after);
	put_claim_places(x, &s.after);
	finish(x, &s);
}

/* --- who holds it --- */

static void put_holder_name(const struct explaining *x, const struct explained_holder *h, struct text *out)
{
	const struct scenario *s = x->r->scenario;

	if (h->transit >= 0) {
		const struct transit *t = &s->transits[h->transit];
		text_printf(out, _("Goods under way %s to %s"), t->id, place_title(x->r, t->to));
		if (t->donor || h->holder >= 0)
			text_printf(out, " (%s)", t->donor ? t->donor : holder_title(x->r, h->holder));
		return;
	}
	text_printf(out, _("%s (%s) in %s"), holder_title(x->r, h->holder), s->holders[h->holder].id,
		place_title(x->r, s->holders[h->holder].place));
}

static void put_lines(const struct explaining *x, const struct explained_holder *h, struct text *out)
{
	const struct scenario *s = x->r->scenario;

	if (h->transit >= 0)
		put_where(x->r, out, s->transits[h->transit].where);
	for (int32_t k = 0; h->transit < 0 && k < s->nlines; k++)
		if (s->lines[k].holder == h->holder && s->lines[k].item == x->e->item)
			put_where(x->r, out, s->lines[k].where);
}

/* The terms for the item and those for all: both may have a say. */
static void put_terms_lines(const struct explaining *x, const struct explained_holder *h, struct text *out)
{
	const struct holder *holder = &x->r->scenario->holders[h->holder];

	for (int32_t k = 0; k < holder->nterms; k++)
		if (holder->terms[k].item < 0 || holder->terms[k].item == x->e->item)
			put_where(x->r, out, holder->terms[k].where);
	if (out->length == 0)
		put_where(x->r, out, holder->where);
}

static void say_release(const struct explaining *x, const struct callable *c)
{
	int64_t released = c->has_release ? int_mul_div_floor(c->good, c->release.num, c->release.den)
		: c->government;
	struct text amount;
	char number[48];

	if (!c->has_release) {
		say_amount(x, _("    no release share is stated, so what the government owns: %s\n"), released);
		return;
	}
	text_init(&amount);
	put_amount(x, &amount, x->e->item, released);
	text_printf(x->said, _("    release of %s%% of the good: %s\n"),
		percent_format(number, c->release.num, c->release.den, 1), text_str(&amount));
	text_release(&amount);
}

static void say_hold_back(const struct explaining *x, const struct callable *c)
{
	struct text held, left;

	text_init(&held);
	text_init(&left);
	put_amount(x, &held, x->e->item, c->hold_back);
	put_amount(x, &left, x->e->item, c->good > c->hold_back ? c->good - c->hold_back : 0);
	text_printf(x->said, _("    good less hold-back of %s: %s\n"), text_str(&held), text_str(&left));
	text_release(&held);
	text_release(&left);
}

/* callable = floor(least of (good - hold-back, release x good, consented) / u). */
static void print_arithmetic(const struct explaining *x, const struct explained_holder *h,
	const struct callable *c)
{
	struct text where, good;
	char number[48];

	text_init(&where);
	text_init(&good);
	put_lines(x, h, &where);
	put_amount(x, &good, x->e->item, c->in_stock);
	text_printf(x->said, _("  In stock: %s, stated at %s\n"), text_str(&good), text_str(&where));
	say_amount(x, _("  Good and in date: %s\n"), c->good);
	say_amount(x, _("  May be called up: %s, the least of these in whole issue units:\n"), h->may);
	say_hold_back(x, c);
	say_release(x, c);
	say_amount(x, _("    owned by the government or with consent: %s\n"), c->consented);
	if (c->by_period)
		text_puts(x->said, _("    (made to order: so for each period alone, these are sums over all)\n"));
	text_clear(&where);
	put_terms_lines(x, h, &where);
	text_printf(x->said, _("  Terms stated at: %s\n"), text_str(&where));
	if (c->notice >= 0)
		text_printf(x->said, _("  Notice: %s h; may go anywhere within %s\n"),
			decimal_format(number, int_ceil_div(c->notice, 360), 1), place_title(x->r, c->region));
	text_release(&good);
	text_release(&where);
}

static void print_use(const struct explaining *x, const struct explained_holder *h)
{
	struct text others, sum;

	say_amount(x, _("  In the plan: %s here\n"), h->here);
	if (h->nothers == 0)
		return;
	text_init(&others);
	text_init(&sum);
	for (int32_t k = 0; k < h->nothers && k < EXPLAINED_MOST; k++) {
		text_puts(&others, k > 0 ? list_comma() : "");
		text_printf(&others, "%s ", place_title(x->r, h->others[k].place));
		put_amount(x, &others, h->others[k].item, h->others[k].quantity);
	}
	put_amount(x, &sum, x->e->item, h->elsewhere);
	if (h->nothers > EXPLAINED_MOST)
		text_printf(x->said, _("  Elsewhere: %s to %d places, most to %s\n"), text_str(&sum), (int)h->nothers,
			text_str(&others));
	else
		text_printf(x->said, _("  Elsewhere: %s, to %s\n"), text_str(&sum), text_str(&others));
	text_release(&sum);
	text_release(&others);
}

static void print_reaching(const struct explaining *x, const struct explained_holder *h)
{
	struct text name;

	text_init(&name);
	put_holder_name(x, h, &name);
	text_printf(x->said, "%s\n", text_str(&name));
	text_clear(&name);
	if (h->callable >= 0) {
		print_arithmetic(x, h, &x->r->supply->callable[h->callable]);
	} else {
		put_lines(x, h, &name);
		text_printf(x->said, _("  Stated at: %s\n"), text_str(&name));
		text_clear(&name);
	}
	show_date(x->r, &name, h->seconds);
	text_printf(x->said, _("  First there: %s, in period %d\n"), text_str(&name),
		(int)period_of(x->r->scenario, h->seconds) + 1);
	say_amount(x, _("  Can be there in time: %s\n"), h->reaching);
	print_use(x, h);
	text_release(&name);
}

/* What stands above and below a list of which only the first are shown. */
static void print_rest(const struct explaining *x, int32_t n, int32_t shown)
{
	if (n > shown)
		text_printf(x->said, _("And %d more holders: --full prints them.\n"), (int)(n - shown));
}

static int32_t reaching(const struct explanation *e)
{
	int32_t n = 0;

	while (n < e->nholders && e->holders[n].reaching > 0)
		n++;
	return n;
}

static int32_t shown_of(const struct explaining *x, int32_t n)
{
	return (size_t)n > x->page.limit ? (int32_t)x->page.limit : n;
}

static void print_holders(const struct explaining *x)
{
	int32_t n = reaching(x->e), shown = shown_of(x, n);
	struct section s;

	section_init(&s);
	s.title = _("Holders that reach it");
	if (n == 0)
		text_puts(&s.before, _("Nothing that may be called up can be there in time.\n"));
	finish(x, &s);
	for (int32_t k = 0; k < shown; k++)
		print_reaching(x, &x->e->holders[k]);
	print_rest(x, n, shown);
}

/* --- who does not reach it --- */

static const char *arrival_title(enum arriving arrival)
{
	switch (arrival) {
	case ARRIVAL_REACH:
		return _("may not go there by its terms");
	case ARRIVAL_NO_ROAD:
		return _("no road leads there");
	case ARRIVAL_EXPIRED:
		return _("expires before it could be there");
	case ARRIVAL_CLOSED:
		return _("the roads are closed when it could go");
	case ARRIVAL_LOST:
		return _("its place or that one is lost by then");
	case ARRIVAL_LATE:
		return _("would come too late: notice or lead time");
	case ARRIVAL_IN_TIME:
		break;
	}
	return "";
}

static void add_part(const struct explaining *x, struct text *out, const char *words, int64_t quantity)
{
	struct text t;

	if (quantity <= 0)
		return;
	text_init(&t);
	put_amount(x, &t, x->e->item, quantity);
	text_puts(out, out->length > 0 ? list_comma() : "");
	text_printf(out, words, text_str(&t));
	text_release(&t);
}

/* Nothing of it may be called up: by which part of the arithmetic. */
static void add_uncallable(const struct explaining *x, const struct callable *c, struct text *out)
{
	add_part(x, out, _("%s set aside, reported twice or counted too long ago"), c->set_aside);
	add_part(x, out, _("%s expired"), c->expired);
	add_part(x, out, _("%s not callable in time"), c->too_late);
	add_part(x, out, _("%s damaged or reserved"), c->not_good);
	add_part(x, out, _("%s without agreement or consent"), c->no_agreement);
	if (c->default_used)
		add_part(x, out, _("no release share stated for %s"), c->good - c->government);
	if (c->has_release && c->release.num == 0)
		add_part(x, out, _("nothing of %s is released"), c->good);
	if (c->good > 0)
		add_part(x, out, _("%s is held back"), c->hold_back < c->good ? c->hold_back : c->good);
}

static void put_missing(const struct explaining *x, struct columns *c, const struct explained_holder *h)
{
	struct text t;

	text_init(&t);
	put_holder_name(x, h, &t);
	put_text(c, &t);
	put_quantity(&x->page, c, x->e->item, h->callable >= 0 ? x->r->supply->callable[h->callable].in_stock
		: x->r->scenario->transits[h->transit].quantity);
	put_quantity(&x->page, c, x->e->item, h->may);
	if (h->may > 0)
		text_puts(&t, arrival_title(h->arrival));
	else if (h->callable >= 0)
		add_uncallable(x, &x->r->supply->callable[h->callable], &t);
	else
		text_puts(&t, _("not counted, or already handed out"));
	if (t.length == 0)
		text_puts(&t, _("less than one issue unit is left"));
	put_text(c, &t);
	put_lines(x, h, &t);
	put_text(c, &t);
	text_release(&t);
}

static void print_missing(const struct explaining *x)
{
	int32_t first = reaching(x->e), shown = shown_of(x, x->e->nholders - first);
	struct section s;
	struct columns *c = &s.table;

	if (shown == 0)
		return;
	section_init(&s);
	s.title = _("Holders that do not reach it, and why");
	put_unit(x, &s);
	columns_add(c, _("Holder"), ALIGN_WHOLE);
	columns_add(c, _("In stock"), ALIGN_RIGHT);
	columns_add(c, _("Callable"), ALIGN_RIGHT);
	columns_add(c, _("Why it does not come"), ALIGN_WHOLE);
	columns_add(c, _("Stated at"), ALIGN_WHOLE);
	for (int32_t k = first; k < first + shown; k++)
		put_missing(x, c, &x->e->holders[k]);
	finish(x, &s);
	print_rest(x, x->e->nholders - first, shown);
}

/* --- why short --- */

static void add_losers(const struct explaining *x, const struct explained_fix *fix, struct text *out)
{
	for (int32_t k = 0; k < fix->nlosers && k < EXPLAINED_MOST; k++) {
		const struct explained_share *loser = &fix->losers[k];
		text_puts(out, k > 0 ? list_comma() : "");
		text_printf(out, "%s ", place_title(x->r, loser->place));
		put_amount(x, out, loser->item, loser->quantity);
		if (loser->item != x->e->item)
			text_printf(out, " (%s)", item_title(x->r, loser->item));
		else if (loser->place == x->e->place)
			text_printf(out, " (%s)", _("other groups"));
	}
	if (fix->nlosers > EXPLAINED_MOST)
		text_printf(out, _(" and %d more"), (int)(fix->nlosers - EXPLAINED_MOST));
	if (fix->nlosers == 0)
		text_puts(out, _("nobody"));
}

static void put_cause(const struct explaining *x, struct columns *c, enum cause cause)
{
	const struct explanation *e = x->e;
	const struct explained_fix *fix = &e->fixes[cause];
	struct text t;

	text_init(&t);
	columns_put(c, cause_title(cause));
	put_quantity(&x->page, c, e->item, e->booked[cause]);
	show_fill(&t, e->booked[cause], e->demand - e->served);
	put_text(c, &t);
	if (fix->solved) {
		show_fill(&t, e->served + fix->gain, e->demand);
		put_text(c, &t);
		put_quantity(&x->page, c, e->item, e->served + fix->gain);
		add_losers(x, fix, &t);
		put_text(c, &t);
	} else {
		columns_put(c, "-");
		columns_put(c, "-");
		columns_put(c, "-");
	}
	text_release(&t);
}

static void print_why(const struct explaining *x)
{
	const struct plan *plan = x->r->plan;
	bool besides = false;
	struct section s;
	struct columns *c = &s.table;

	if (x->e->served >= x->e->demand)
		return;
	section_init(&s);
	s.title = _("Why it is short, and what would mend it");
	put_unit(x, &s);
	columns_add(c, _("Cause"), ALIGN_WHOLE);
	columns_add(c, _("Short"), ALIGN_RIGHT);
	columns_add(c, _("Share"), ALIGN_RIGHT);
	columns_add(c, _("Fill without it"), ALIGN_RIGHT);
	columns_add(c, _("Served then"), ALIGN_RIGHT);
	columns_add(c, _("Would lose"), ALIGN_WHOLE);
	for (enum cause cause = CAUSE_PAST; cause < CAUSES; cause++)
		if (x->e->booked[cause] > 0 || x->e->fixes[cause].gain > 0) {
			put_cause(x, c, cause);
			besides |= x->e->booked[cause] == 0;
		}
	text_puts(&s.after, _("Short: causes lifted one after the other; the parts sum to the shortfall.\n"));
	if (x->e->solved_again)
		text_puts(&s.after, _("Fill without it: the plan solved again without this cause alone, nobody keeping "
			"anything; \"-\": not a cause that can be lifted alone, or no proven answer.\n"));
	else
		text_puts(&s.after, _("What one cause alone would change is not told: solved again, the plan does not "
			"serve these items as it says, or is not proven.\n"));
	if (besides)
		text_puts(&s.after, _("0 short: nothing is booked for it, but it alone would raise the fill here too.\n"));
	if (plan->causes_skipped)
		text_puts(&s.after, _("Some causes were not told apart; the lines after them hold their share.\n"));
	if (plan->causes_unproven)
		text_puts(&s.after, _("Not proven for limits that several goods share: a cause may stand for more.\n"));
	finish(x, &s);
}

/* --- the whole --- */

/* What the claims were chosen by. */
static void print_about(const struct explaining *x)
{
	const struct explained_about *about = &x->e->about;
	struct text first, last;

	if (about->tier > 0)
		text_printf(x->said, _("Only claims of tier %d.\n"), (int)about->tier);
	if (about->when.first == 0 && about->when.last >= x->r->scenario->nperiods - 1)
		return;
	text_init(&first);
	text_init(&last);
	show_period(x->r, &first, about->when.first);
	show_period(x->r, &last, about->when.last);
	if (about->when.first == about->when.last)
		text_printf(x->said, _("Only claims that begin in period %s.\n"), text_str(&first));
	else
		text_printf(x->said, _("Only claims that begin in periods %s to %s.\n"), text_str(&first), text_str(&last));
	text_release(&first);
	text_release(&last);
}

static void print_head(const struct explaining *x)
{
	const struct explanation *e = x->e;
	struct text served, demand, missing, fill;

	text_init(&served);
	text_init(&demand);
	text_init(&missing);
	text_init(&fill);
	put_amount(x, &served, e->item, e->served);
	put_amount(x, &demand, e->item, e->demand);
	put_amount(x, &missing, e->item, e->demand - e->served);
	show_fill(&fill, e->served, e->demand);
	text_printf(x->said, _("%s (%s), %s (%s), %s\n"), place_title(x->r, e->place),
		x->r->scenario->places[e->place].id, item_title(x->r, e->item), x->r->scenario->items[e->item].id,
		group_title(x->r, e->about.group));
	print_about(x);
	text_printf(x->said, _("Served %s of %s (%s), short %s.\n"), text_str(&served), text_str(&demand),
		text_str(&fill), text_str(&missing));
	text_release(&served);
	text_release(&demand);
	text_release(&missing);
	text_release(&fill);
}

void explain_text(const struct report *r, const struct explanation *e, const struct remedies *remedies,
	struct text *out, int width)
{
	struct rollup rollup;
	struct text said;
	struct explaining x = {{.r = r, .u = &rollup, .limit = r->full ? SIZE_MAX : 10}, r, e, remedies, &said, out, width};

	rollup_build(&rollup, r);
	text_init(&said);
	print_head(&x);
	basis_text(&rollup, &said);
	if (rollup.quality != QUALITY_RECORDED)
		text_putc(&said, '\n');
	print_claims(&x);
	print_holders(&x);
	print_missing(&x);
	print_why(&x);
	if (remedies)
		print_remedies(&x);
	put_said(&x);
	text_release(&said);
	rollup_release(&rollup);
}
