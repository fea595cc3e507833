/* What a staging says: on the page. */
#include "io/stage_parts.h"

#include "io/section.h"
#include "io/sweep.h"
#include "models/scenario_words.h"

#include <stdlib.h>
#include <string.h>

enum { BRIEF_ROWS = 15 };
static const struct ratio everything = {1, 1}, tail = {1, TAIL_PARTS};

void stage_claims(struct text *out, wide measure, wide scale, enum rounding rounding)
{
	wide unit = scale * (STAGE_CLAIM / 1000);
	wide more = rounding == ROUND_UP ? unit - 1 : rounding == ROUND_NEAR ? unit / 2 : 0;
	char number[48];

	if (scale == 0)
		text_putc(out, '-');
	else
		text_puts(out, decimal_format(number, (int64_t)wide_floor_div(measure + more, unit), 3));
}

void stage_tier_title(struct text *out, int32_t tier)
{
	if (tier == 0)
		text_puts(out, _("hard rules"));
	else if (tier >= STAGE_LATER)
		text_printf(out, _("%d, later periods"), (int)(tier - STAGE_LATER));
	else
		text_int(out, tier);
}

wide stage_state_measure(const struct stage_futures_state *state, const wide *losses, int32_t t, int32_t ntiers,
	struct ratio share)
{
	int32_t n = state->before.nfutures;
	wide *loss = mem_calloc((size_t)n, sizeof *loss), sum;

	for (int32_t w = 0; w < n; w++)
		loss[w] = losses[(size_t)w * (size_t)ntiers + (size_t)t];
	sum = stage_measure(loss, state->weight, n, share);
	mem_free(loss);
	return sum;
}

int64_t stage_state_weight(const struct stage_futures_state *state)
{
	int64_t sum = 0;

	for (int32_t w = 0; w < state->before.nfutures; w++)
		sum += state->weight[w];
	return sum;
}

const struct stage_point *stage_chosen(const struct stage_page *p)
{
	return &p->result->points[p->result->chosen];
}

static int32_t limit_of(const struct stage_page *p)
{
	return p->report->full ? INT32_MAX : BRIEF_ROWS;
}

static void put_claims(struct columns *c, wide measure, wide scale, enum rounding rounding)
{
	struct text t;

	text_init(&t);
	stage_claims(&t, measure, scale, rounding);
	columns_put(c, text_str(&t));
	text_release(&t);
}

static void put_tier(struct columns *c, int32_t tier)
{
	struct text t;

	text_init(&t);
	stage_tier_title(&t, tier);
	columns_put(c, text_str(&t));
	text_release(&t);
}

static void put_money(struct columns *c, int64_t amount)
{
	char number[48];

	columns_put(c, decimal_format(number, amount, 2));
}

static void put_amount(const struct stage_page *p, struct columns *c, int32_t item, int64_t quantity)
{
	struct text t;

	text_init(&t);
	show_quantity(p->report, &t, item, quantity);
	columns_put(c, text_str(&t));
	text_release(&t);
}

static void put_item_of(const struct stage_page *p, struct columns *c, int32_t item)
{
	columns_printf(c, _("%s (%s)"), item_title(p->report, item), item_unit(p->report, item));
}

static void put_rest(struct section *s, int32_t n, int32_t limit, const char *file)
{
	if (n <= limit)
		return;
	text_printf(&s->after, _("%d more: see %s."), (int)(n - limit), file);
	text_putc(&s->after, '\n');
}

/* ---- head ---- */

static void put_objective(const struct stage_page *p, struct text *out)
{
	struct ratio share = p->stage->share;
	char percent[48];

	if (share.num == share.den)
		text_puts(out, _("Made small, tier by tier: the expected unmet claims."));
	else
		text_printf(out, _("Made small, tier by tier: the mean of the unmet claims in the worst %s%% of the futures."),
			percent_format(percent, share.num, share.den, share.num * 100 % share.den == 0 ? 0 : 1));
	text_putc(out, '\n');
	text_printf(out, "%s\n", _("It is their sum that is made small, whoever they are of; what places get is by the plan of each future, as sweep makes it."));
}

static void put_proof(const struct stage_page *p, struct text *out)
{
	const struct stage_point *point = stage_chosen(p);
	char percent[48];

	if (point->proven)
		text_printf(out, _("Proven: no quotas within the budget are better by more than %s%% of what is unmet without any."),
			percent_format(percent, p->stage->gap.num, p->stage->gap.den, 3));
	else
		text_puts(out, _("Not proven as closely as was asked for: see how far from the best it may be."));
	text_putc(out, '\n');
}

/* What the figures do not know of. */
static void put_reserves(const struct stage_page *p, struct text *out)
{
	const struct stage_futures_state *state = &p->result->state;

	if (state->refused > 0) {
		text_printf(out, _("Futures that are refused and do not count: %d."), (int)state->refused);
		text_putc(out, '\n');
	}
	if (state->contradicting > 0) {
		text_printf(out, _("Futures in which hard least amounts cannot be met: %d."), (int)state->contradicting);
		text_putc(out, '\n');
	}
	if (state->limited > 0) {
		text_printf(out, _("Futures in which the plan leaves more unmet than is reckoned here, for vehicles, helpers, roads, money or its rule of sharing: %d. "
			"That no quotas are better is proven without these."), (int)state->limited);
		text_putc(out, '\n');
	}
	if (state->unproven > 0) {
		text_printf(out, _("Futures whose plans are not proven: %d."), (int)state->unproven);
		text_putc(out, '\n');
	}
	if (state->unlike > 0) {
		text_printf(out, _("Futures that do more to quotas than take a share of them: %d. There the proof does not hold."),
			(int)state->unlike);
		text_putc(out, '\n');
	}
	if (p->report->scenario->nsubstitutes > 0)
		text_printf(out, "%s\n", _("Substitutes are not counted on; a plan may do better by them."));
	if (p->report->scenario->quality == QUALITY_SYNTHETIC)
		text_printf(out, "%s\n", _("Rests on synthetic data."));
}

/* Could more of something be paid for? */
static bool money_is_left(const struct stage_page *p)
{
	const struct stage *st = p->stage;
	const struct stage_point *point = stage_chosen(p);
	wide left = (wide)(st->budget - point->spent) * STAGE_MONEY;

	for (int32_t k = 0; k < st->ncandidates; k++)
		if (point->lots[k] < st->candidates[k].most &&
			candidate_money(p->report->scenario, &st->candidates[k]) <= left)
			return true;
	return false;
}

static void put_money_lines(const struct stage_page *p, struct text *out)
{
	const struct stage_point *point = stage_chosen(p);
	struct text budget, money, least;

	text_init(&budget);
	text_init(&money);
	text_init(&least);
	show_money(p->report, &budget, ratio_make(p->stage->budget, 1));
	show_money(p->report, &money, ratio_make(point->spent, 1));
	show_money(p->report, &least, ratio_make(point->least, 1));
	text_printf(out, _("Budget: %s; spent: %s. No quotas that leave as little unmet cost less than %s."), text_str(&budget),
		text_str(&money), text_str(&least));
	text_putc(out, '\n');
	if (money_is_left(p))
		text_printf(out, "%s\n", _("The rest of the budget would leave less unmet by no more than the gaps below."));
	text_release(&budget);
	text_release(&money);
	text_release(&least);
}

static void head(const void *page, struct text *out)
{
	const struct stage_page *p = page;
	const struct scenario *s = p->report->scenario;

	text_printf(out, "%s\n", label_text(p->stage->title, p->report->language, p->stage->id));
	text_printf(out, _("Scenario: %s"), label_text(s->title, p->report->language, s->id));
	text_putc(out, '\n');
	sweep_kind(p->futures, p->result->weight, out);
	put_objective(p, out);
	put_money_lines(p, out);
	put_proof(p, out);
	put_reserves(p, out);
}

/* ---- by tier ---- */

static void tier_rows(const struct stage_page *p, const struct stage_futures_state *state, struct columns *c)
{
	const struct stage_result *r = p->result;
	int64_t weight = stage_state_weight(state);

	columns_add(c, _("Tier"), ALIGN_RIGHT);
	columns_add(c, _("Expected, without"), ALIGN_RIGHT);
	columns_add(c, _("With quotas"), ALIGN_RIGHT);
	columns_add(c, _("Worst 5%, without"), ALIGN_RIGHT);
	columns_add(c, _("With quotas"), ALIGN_RIGHT);
	for (int32_t t = 0; t < r->ntiers; t++) {
		put_tier(c, r->tiers[t]);
		for (int k = 0; k < 4; k++) {
			struct ratio share = k < 2 ? everything : tail;

			put_claims(c, stage_state_measure(state, k % 2 ? state->loss_after : state->loss_before, t, r->ntiers,
				share), stage_scale(weight, share), ROUND_NEAR);
		}
	}
}

static void tiers_section(const struct stage_page *p, struct section *s)
{
	s->title = _("Unmet claims by tier");
	tier_rows(p, &p->result->state, &s->table);
	text_printf(&s->after, "%s\n", _("Unmet claims: shortfall / need, summed over the claims of a future (1 = all that one claim asks for)."));
}

static void check_section(const struct stage_page *p, struct section *s)
{
	if (!p->result->has_check)
		return;
	s->title = _("The same quotas in other futures");
	sweep_kind(p->check, stage_state_weight(&p->result->check), &s->before);
	tier_rows(p, &p->result->check, &s->table);
}

static void proof_section(const struct stage_page *p, struct section *s)
{
	const struct stage_point *point = stage_chosen(p);
	wide scale = stage_scale(p->result->weight, p->stage->share);
	struct columns *c = &s->table;

	s->title = _("How far from the best");
	columns_add(c, _("Tier"), ALIGN_RIGHT);
	columns_add(c, _("Unmet"), ALIGN_RIGHT);
	columns_add(c, _("Never below"), ALIGN_RIGHT);
	columns_add(c, _("Gap"), ALIGN_RIGHT);
	for (int32_t t = 0; t < p->result->ntiers; t++) {
		const struct stage_tier *tier = &point->tiers[t];

		put_tier(c, tier->tier);
		put_claims(c, tier->value, scale, ROUND_NEAR);
		put_claims(c, tier->bound, scale, ROUND_DOWN);
		put_claims(c, tier->value - tier->bound, scale, ROUND_UP);
	}
	text_printf(&s->after, "%s\n", _("Never below: no quotas within the budget that are as good in the tiers before leave less unmet, by exact arithmetic."));
}

/* ---- quotas ---- */

struct ranked_quota {
	int64_t money;
	int32_t candidate;
};

static int dearest_first(const void *a, const void *b)
{
	const struct ranked_quota *x = a, *y = b;

	if (x->money != y->money)
		return x->money > y->money ? -1 : 1;
	return x->candidate - y->candidate;
}

int64_t stage_quota_money(const struct stage_page *p, int32_t k)
{
	return (int64_t)wide_ceil_div(candidate_money(p->report->scenario, &p->stage->candidates[k]) *
		stage_chosen(p)->lots[k], STAGE_MONEY);
}

static void put_quota(const struct stage_page *p, struct columns *c, int32_t k, int64_t money)
{
	const struct candidate *q = &p->stage->candidates[k];
	struct text t;

	text_init(&t);
	columns_put(c, holder_title(p->report, q->holder));
	put_item_of(p, c, q->item);
	put_amount(p, c, q->item, stage_chosen(p)->lots[k] * q->lot);
	show_packs(p->report, &t, q->item, -1, stage_chosen(p)->lots[k] * q->lot);
	columns_put(c, text_str(&t));
	put_money(c, money);
	text_clear(&t);
	show_fill(&t, money, p->stage->budget);
	columns_put(c, text_str(&t));
	text_release(&t);
}

static void quotas_section(const struct stage_page *p, struct section *s)
{
	const struct stage *st = p->stage;
	struct ranked_quota *all = mem_calloc((size_t)st->ncandidates, sizeof *all);
	int32_t n = 0, limit = limit_of(p);
	struct columns *c = &s->table;

	for (int32_t k = 0; k < st->ncandidates; k++)
		if (stage_chosen(p)->lots[k] > 0)
			all[n++] = (struct ranked_quota){stage_quota_money(p, k), k};
	s->title = _("Quotas");
	if (n == 0) {
		text_printf(&s->before, "%s\n", _("None: nothing that may be kept would serve anybody, or there is no money for it."));
	} else {
		qsort(all, (size_t)n, sizeof *all, dearest_first);
		columns_add(c, _("Holder"), ALIGN_LEFT);
		columns_add(c, _("Item"), ALIGN_LEFT);
		columns_add(c, _("Quantity"), ALIGN_RIGHT);
		columns_add(c, _("Packs"), ALIGN_WHOLE);
		columns_add(c, _("Money"), ALIGN_RIGHT);
		columns_add(c, _("Of the budget"), ALIGN_RIGHT);
	}
	for (int32_t i = 0; i < n && i < limit; i++)
		put_quota(p, c, all[i].candidate, all[i].money);
	put_rest(s, n, limit, "quotas.csv");
	mem_free(all);
}

/* ---- by item ---- */

static void put_item_row(const struct stage_page *p, struct columns *c, int32_t item)
{
	const struct ensemble *e = &p->result->state.after;
	int64_t quantity = 0;
	wide money = 0, sums[4] = {0};

	for (int32_t k = 0; k < p->stage->ncandidates; k++) {
		const struct candidate *q = &p->stage->candidates[k];

		if (q->item != item)
			continue;
		quantity += stage_chosen(p)->lots[k] * q->lot;
		money += candidate_money(p->report->scenario, q) * stage_chosen(p)->lots[k];
	}
	for (int32_t r = 0; r < e->nrows; r++) {
		if (e->rows[r].item != item)
			continue;
		sums[0] += p->before->rows[r].shortfall;
		sums[1] += p->after->rows[r].shortfall;
		sums[2] += p->before->rows[r].tail;
		sums[3] += p->after->rows[r].tail;
	}
	if (sums[0] == 0 && quantity == 0)
		return;
	put_item_of(p, c, item);
	put_amount(p, c, item, quantity);
	put_money(c, (int64_t)wide_ceil_div(money, STAGE_MONEY));
	for (int k = 0; k < 4; k++)
		put_amount(p, c, item, (int64_t)sums[k]);
}

static void items_section(const struct stage_page *p, struct section *s)
{
	struct columns *c = &s->table;

	s->title = _("By item: what is kept, and what stays short");
	columns_add(c, _("Item"), ALIGN_LEFT);
	columns_add(c, _("Quotas"), ALIGN_RIGHT);
	columns_add(c, _("Money"), ALIGN_RIGHT);
	columns_add(c, _("Expected, without"), ALIGN_RIGHT);
	columns_add(c, _("With quotas"), ALIGN_RIGHT);
	columns_add(c, _("Tails, without"), ALIGN_RIGHT);
	columns_add(c, _("With quotas"), ALIGN_RIGHT);
	for (int32_t i = 0; i < p->report->scenario->nitems; i++)
		put_item_row(p, c, i);
	text_printf(&s->after, "%s\n", _("Tails: of each community's mean shortfall in its worst twentieth of futures."));
}

/* ---- who gains ---- */

struct gain_row {
	int64_t gain; /* of the mean fill rate, millionths */
	int32_t row;
};

static int gain_compare(const void *a, const void *b)
{
	const struct gain_row *x = a, *y = b;

	if (x->gain != y->gain)
		return x->gain > y->gain ? -1 : 1;
	return x->row - y->row;
}

static void put_fill(struct columns *c, int64_t millionths)
{
	struct text t;

	text_init(&t);
	show_fill(&t, millionths, MILLION);
	columns_put(c, text_str(&t));
	text_release(&t);
}

static void gains_section(const struct stage_page *p, struct section *s)
{
	const struct ensemble *e = &p->result->state.after;
	struct gain_row *all = mem_calloc((size_t)e->nrows, sizeof *all);
	int32_t n = 0, losers = 0, limit = limit_of(p);
	struct columns *c = &s->table;

	for (int32_t r = 0; r < e->nrows; r++) {
		int64_t gain = p->after->rows[r].mean - p->before->rows[r].mean;

		losers += p->after->rows[r].shortfall > p->before->rows[r].shortfall;
		if (gain > 0)
			all[n++] = (struct gain_row){gain, r};
	}
	s->title = _("Who gains most");
	if (n > 0)
		qsort(all, (size_t)n, sizeof *all, gain_compare);
	columns_add(c, _("Community"), ALIGN_LEFT);
	columns_add(c, _("Item"), ALIGN_LEFT);
	columns_add(c, _("Mean fill, without"), ALIGN_RIGHT);
	columns_add(c, _("With quotas"), ALIGN_RIGHT);
	columns_add(c, _("Expected short, without"), ALIGN_RIGHT);
	columns_add(c, _("With quotas"), ALIGN_RIGHT);
	for (int32_t i = 0; i < n && i < limit; i++) {
		const struct ensemble_row *row = &e->rows[all[i].row];

		columns_put(c, place_title(p->report, row->place));
		put_item_of(p, c, row->item);
		put_fill(c, p->before->rows[all[i].row].mean);
		put_fill(c, p->after->rows[all[i].row].mean);
		put_amount(p, c, row->item, p->before->rows[all[i].row].shortfall);
		put_amount(p, c, row->item, p->after->rows[all[i].row].shortfall);
	}
	put_rest(s, n, limit, "claims.csv");
	text_printf(&s->after, _("Communities and items that would get less: %d."), (int)losers);
	text_putc(&s->after, '\n');
	mem_free(all);
}

/* ---- what each further yuan buys ---- */

/* What 10,000 more of the major unit buy, from point to point: (first - second) / money. */
static void put_rate(struct columns *c, wide difference, int64_t money, wide scale)
{
	enum { STEP = 1000000 }; /* smallest currency units */

	put_claims(c, difference > 0 ? difference * STEP / money : 0, scale, ROUND_DOWN);
}

static void curve_rows(const struct stage_page *p, struct columns *c, int32_t t)
{
	const struct stage_result *r = p->result;
	wide scale = stage_scale(r->weight, p->stage->share);
	const struct stage_point *last = NULL;

	for (int32_t k = 0; k < r->npoints; k++) {
		const struct stage_point *point = &r->points[k];
		wide value = last ? last->tiers[t].value : r->none[t];
		int64_t more = point->budget - (last ? last->budget : 0);

		if (!point->possible)
			continue;
		put_tier(c, r->tiers[t]);
		put_money(c, point->budget);
		put_money(c, point->spent);
		put_claims(c, point->tiers[t].value, scale, ROUND_NEAR);
		put_claims(c, point->tiers[t].bound, scale, ROUND_DOWN);
		if (more > 0) {
			put_rate(c, value - point->tiers[t].value, more, scale);
			put_rate(c, value - point->tiers[t].bound, more, scale);
		} else {
			columns_put(c, "-");
			columns_put(c, "-");
		}
		last = point;
	}
}

static void curve_section(const struct stage_page *p, struct section *s)
{
	struct columns *c = &s->table;

	s->title = _("What more money buys");
	columns_add(c, _("Tier"), ALIGN_RIGHT);
	columns_add(c, _("Budget"), ALIGN_RIGHT);
	columns_add(c, _("Spent"), ALIGN_RIGHT);
	columns_add(c, _("Unmet"), ALIGN_RIGHT);
	columns_add(c, _("Never below"), ALIGN_RIGHT);
	columns_add(c, _("10,000 more bought"), ALIGN_RIGHT);
	columns_add(c, _("At most"), ALIGN_RIGHT);
	for (int32_t t = 0; t < p->result->ntiers; t++)
		if (p->result->none[t] > 0)
			curve_rows(p, c, t);
	text_printf(&s->after, "%s\n", _("10,000 more bought: how many claims fewer are unmet for each 10,000 between the budget "
		"above (or none) and this one; at most: with the best quotas for this one, by the bound."));
}

/* ---- the whole ---- */

typedef void builder(const struct stage_page *p, struct section *s);
static builder *const builders[] = {
	tiers_section, proof_section, quotas_section, items_section, curve_section, gains_section, check_section};

static void build(const void *page, int k, struct section *s)
{
	builders[k](page, s);
}

struct sections stage_sections(const struct stage_page *p)
{
	return (struct sections){p, head, sizeof builders / sizeof *builders, build};
}

void stage_print(const struct stage_page *p, FILE *out, int width, bool colour)
{
	struct sections x = stage_sections(p);

	sections_print(&x, out, width, colour);
}
