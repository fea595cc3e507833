/* Hard cells and the fairness tiers of the coupled engine.
 *
 * Exact leximin, round k: largest rate with s_c >= rate D_c for every cell that
 * is still open; cells with a positive price at s_c = rate D_c cannot rise
 * without another falling below, so exactly they are frozen there.
 *
 * Steps, for tau = step, 2 step, ..., 1: least sum of w_c z_c with
 * s_c + z_c >= ceil(tau D_c). The weight w_c is 2^40 / D_c to the nearest whole
 * number: litres are not added to pieces (DESIGN section 2), so a shortfall
 * counts as a part of its own demand. On the optimal face of one tau a cell is
 *   covered, when its row has no price: it keeps ceil(tau D_c) and goes on;
 *   settled otherwise: its row stays an equation, its later shortfalls are
 *   constant on the face and need no row of their own.
 * The costs are the same at every tau and only bounds get tighter, so that the
 * basis stays dual feasible from one tau to the next. */
#include "solver/coupled.h"

#include "base/memory.h"
#include "solver/rounds.h"

#include <assert.h>
#include <string.h>

static const int64_t RATE_ONE = (int64_t)1 << 20; /* cost of the rate column */
static const double SHARE_NOISE = 1e-6; /* of prices that add up to 1 */
static const double UNIT_NOISE = 1e-6; /* issue units */
static const double RATE_NOISE = 1e-10;

/* --- bounds of one cell --- */

static void set_inflow(struct coupled *c, int32_t i, double lower, double upper)
{
	lp_set_column(c->session, c->first_inflow + i, lower, upper);
}

static void set_short(struct coupled *c, int32_t i, double upper)
{
	lp_set_column(c->session, c->first_short + i, 0.0, upper);
}

/* The cell's row binds no more, whatever the rate. */
static void open_row(struct coupled *c, int32_t i)
{
	lp_set_row(c->session, c->first_cell + i, -(double)c->p->cell_fact[i], LP_INFINITY);
	set_short(c, i, (double)c->p->cell_demand[i]);
}

static void fix_cell(struct coupled *c, int32_t i, double inflow)
{
	c->goal[i] = inflow;
	inflow = coupled_grid(inflow);
	set_inflow(c, i, inflow, inflow);
	coupled_count_rounded(c, i);
	open_row(c, i);
}

/* --- hard cells --- */

/* What the least values lack at the last optimum. */
static double missing_least(const struct coupled *c)
{
	double sum = 0.0;

	for (int32_t i = 0; i < c->p->ncells; i++)
		if (c->p->cell_least[i] > 0)
			sum += c->x[c->first_short + i];
	return sum;
}

void coupled_loosen_links(struct coupled *c)
{
	const struct problem *p = c->p;

	for (int32_t l = 0; l < p->nlinks; l++) {
		int64_t households = p->visit_households[p->link_visit[l]];

		lp_set_row(c->session, c->first_link + l, -LP_INFINITY,
			(double)(households / int_gcd(households, p->link_demand[l]) - 1));
	}
}

/* Solves; true when no plan keeps all least values, by an exact bound. */
static bool hard_rules_clash(struct coupled *c, enum lp_status *status)
{
	struct exact bound;

	*status = coupled_solve(c, LP_DUAL);
	return *status == LP_OPTIMAL && coupled_bound(c, &bound) && exact_sign(&bound) > 0;
}

enum answer coupled_hard(struct coupled *c)
{
	const struct problem *p = c->p;
	enum lp_status status;
	double missing;
	bool any = false, clash;

	coupled_clear_costs(c);
	for (int32_t i = 0; i < p->ncells; i++) {
		open_row(c, i);
		/* a first plan keeps all least values: nothing to find out */
		if (p->cell_least[i] == 0 || c->first)
			continue;
		any = true;
		set_inflow(c, i, 0.0, (double)p->cell_least[i]);
		lp_set_row(c->session, c->first_cell + i, (double)p->cell_least[i], LP_INFINITY);
		set_short(c, i, (double)p->cell_least[i]);
		c->cost[c->first_short + i] = 1;
	}
	if (!any)
		return ANSWER_OPTIMAL;
	clash = hard_rules_clash(c, &status);
	if (clash && p->nlinks > 0) {
		coupled_loosen_links(c);
		clash = hard_rules_clash(c, &status);
	}
	if (status != LP_OPTIMAL)
		return c->stopped ? ANSWER_LIMIT : ANSWER_GAP;
	if (clash) {
		coupled_keep_round(c, 0, false);
		return ANSWER_INFEASIBLE;
	}
	missing = missing_least(c);
	for (int32_t i = 0; i < p->ncells; i++)
		if (p->cell_least[i] > 0) {
			set_inflow(c, i, (double)p->cell_least[i], (double)p->cell_least[i]);
			open_row(c, i);
		}
	coupled_clear_costs(c);
	return missing > UNIT_NOISE ? ANSWER_GAP : ANSWER_OPTIMAL;
}

/* --- exact leximin --- */

/* The simplest fraction within RATE_NOISE / 100 of value, 0 <= value <= 1;
 * false when its denominator is so large that it may be chance. */
static bool simple_ratio(double value, struct ratio *out)
{
	int64_t num0 = 0, den0 = 1, num1 = 1, den1 = 0;
	double rest = value;

	for (int k = 0; k < 40; k++) {
		double whole = floor(rest);
		int64_t part, num, den;

		if (whole > 1e9)
			return false;
		part = (int64_t)whole;
		num = part * num1 + num0;
		den = part * den1 + den0;
		if (den > 100000)
			return false;
		if (fabs(value - (double)num / (double)den) <= RATE_NOISE / 100) {
			*out = ratio_make(num, den);
			return true;
		}
		num0 = num1;
		den0 = den1;
		num1 = num;
		den1 = den;
		rest = 1.0 / (rest - whole);
	}
	return false;
}

/* Inflow that brings cell i to the rate; exact where the rate is a fraction. */
static double inflow_at(const struct coupled *c, int32_t i, double rate, const struct ratio *exact)
{
	double demand = (double)c->p->cell_demand[i], inflow;

	if (exact) {
		wide units = (wide)exact->num * c->p->cell_demand[i];
		wide whole = wide_floor_div(units, exact->den);

		inflow = (double)whole +
			(double)(units - whole * exact->den) / (double)exact->den;
	} else {
		inflow = rate * demand - demand * RATE_NOISE / 100;
	}
	inflow -= (double)c->p->cell_fact[i];
	if (inflow < (double)c->p->cell_least[i])
		return (double)c->p->cell_least[i];
	return inflow > (double)c->most[i] ? (double)c->most[i] : inflow;
}

/* Opens the rows of the cells that still take part in the common rate. */
static void open_rate(struct coupled *c, const char *taking_part)
{
	coupled_clear_costs(c);
	c->cost[c->rate] = -RATE_ONE;
	lp_set_column(c->session, c->rate, 0.0, 1.0);
	for (int32_t i = 0; i < c->p->ncells; i++)
		if (taking_part[i])
			set_short(c, i, 0.0);
}

/* Largest common rate; *proven falls when its bound is not met. Negative when
 * the LP could not be solved. */
static double largest_rate(struct coupled *c, bool *proven)
{
	struct exact bound;
	double rate;
	wide least;

	if (coupled_solve(c, LP_DUAL) != LP_OPTIMAL) {
		*proven = false;
		return -1.0;
	}
	rate = c->x[c->rate];
	/* -rate RATE_ONE >= bound > ceil(bound) - 1 */
	if (coupled_bound(c, &bound) && exact_ceil(&bound, &least) && least <= 0 && -least < RATE_ONE)
		coupled_bound_rate(&c->levels[c->nlevels - 1], ratio_make((int64_t)(1 - least), RATE_ONE));
	if (!coupled_bound(c, &bound) ||
		!coupled_meets(-rate * (double)RATE_ONE, &bound, (double)RATE_ONE))
		*proven = false;
	return rate < 0.0 ? 0.0 : rate;
}

/* --- spread: nobody of an item far ahead of its poorest --- */

static int32_t item_of(const struct coupled *c, int32_t i)
{
	return c->options.item ? c->options.item[i] : 0;
}

/* The spread is what keeps the cell from rising above the rate. */
static bool is_capped(const struct coupled *c, int32_t i, double rate)
{
	return c->capped[i] && rate * (double)c->p->cell_demand[i] >=
		(double)(c->p->cell_fact[i] + c->most[i]) - UNIT_NOISE;
}

/* Cell i, which gets more than its least value, was stopped at a rate: when it is the first
 * of its item in the tier, all claims of the item get at most ceil((rate + spread) D)
 * from now on. In steps the rate is that of the step before, and the spread a step at least. */
static void note_lowest(struct coupled *c, char *taking_part, int32_t i, double rate, struct ratio step)
{
	const struct problem *p = c->p;
	double spread = fmax((double)c->options.spread.num / (double)c->options.spread.den,
		(double)step.num / (double)step.den);

	if (c->options.spread.den == 0 || c->has_lowest[item_of(c, i)])
		return;
	c->has_lowest[item_of(c, i)] = 1;
	for (int32_t k = 0; k < p->ncells; k++) {
		int64_t most;

		if (p->cell_tier[k] != p->cell_tier[i] || item_of(c, k) != item_of(c, i))
			continue;
		most = (int64_t)ceil((rate + spread) * (double)p->cell_demand[k] - UNIT_NOISE) - p->cell_fact[k];
		most = most < (int64_t)c->lp.column_lower[c->first_inflow + k]
			? (int64_t)c->lp.column_lower[c->first_inflow + k] : most;
		if (most >= c->most[k])
			continue;
		c->most[k] = most;
		if (!taking_part[k])
			continue; /* stopped before: only whole packs could take it further */
		c->capped[k] = 1;
		set_inflow(c, k, c->lp.column_lower[c->first_inflow + k], (double)most);
	}
}

/* --- exact leximin, round by round --- */

/* Does a claim that could get something have a price? In exact arithmetic one has, and of
 * those that nothing can reach none need. */
static bool has_price(const struct coupled *c, const char *taking_part)
{
	bool any = false;

	for (int32_t i = 0; i < c->p->ncells; i++) {
		if (!taking_part[i] || c->most[i] == c->p->cell_least[i])
			continue;
		any = true;
		if (c->y[c->first_cell + i] * (double)c->p->cell_demand[i] / (double)RATE_ONE > SHARE_NOISE)
			return true;
	}
	return !any;
}

/* Marks the cells that cannot rise above the rate: tight [ncells]. The prices of
 * their rows, times D_c, add up to 1 (the cost of the rate). False when the spread
 * alone stops them: they have all that they may get, and need no round. */
static bool mark_tight(struct coupled *c, const char *taking_part, double rate, char *tight)
{
	int32_t best = -1;
	double best_share = -1.0;
	bool any = false;

	memset(tight, 0, (size_t)c->p->ncells);
	for (int32_t i = 0; i < c->p->ncells; i++) {
		double share = c->y[c->first_cell + i] * (double)c->p->cell_demand[i] /
			(double)RATE_ONE;

		if (!taking_part[i])
			continue;
		if (share > SHARE_NOISE)
			tight[is_capped(c, i, rate) ? i : c->twin[i]] = tight[i] = 1;
		if (share > best_share) {
			best_share = share;
			best = i;
		}
	}
	/* there always is one in exact arithmetic; go on with the likeliest */
	if (best >= 0 && best_share <= SHARE_NOISE)
		tight[best] = 1;
	/* a twin is the smallest of its kind: the last first */
	for (int32_t i = c->p->ncells - 1; i >= 0; i--) {
		tight[i] = taking_part[i] && (tight[i] || (tight[c->twin[i]] && !is_capped(c, c->twin[i], rate)));
		any = any || (tight[i] && !is_capped(c, i, rate));
	}
	return any;
}

/* Freezes the tight cells, in this round of the tier; returns how many. */
static int32_t freeze_tight(struct coupled *c, char *taking_part, const char *tight, double rate,
	int32_t round)
{
	struct ratio exact;
	bool is_exact = simple_ratio(rate, &exact);
	int32_t n = 0;

	for (int32_t i = 0; i < c->p->ncells; i++) {
		if (!tight[i])
			continue;
		taking_part[i] = 0;
		if (!is_capped(c, i, rate))
			c->round_of[i] = round;
		fix_cell(c, i, inflow_at(c, i, rate, is_exact ? &exact : NULL));
		n++;
	}
	for (int32_t i = 0; i < c->p->ncells; i++)
		if (tight[i] && !c->capped[i] && c->goal[i] > (double)c->p->cell_least[i] + UNIT_NOISE)
			note_lowest(c, taking_part, i, rate, (struct ratio){0, 1});
	return n;
}

void coupled_note_rate(struct level_result *level, struct ratio rate)
{
	struct strata *strata = &level->strata;
	int32_t at = 0;

	if (rate.num >= rate.den)
		return;
	while (at < strata->count && ratio_compare(strata->rate[at], rate) < 0)
		at++;
	if (at < strata->count && ratio_compare(strata->rate[at], rate) == 0)
		return;
	strata->rate = mem_resize(strata->rate, (size_t)strata->count + 1, sizeof *strata->rate);
	memmove(strata->rate + at + 1, strata->rate + at,
		(size_t)(strata->count - at) * sizeof *strata->rate);
	strata->rate[at] = rate;
	strata->count++;
}

void coupled_bound_rate(struct level_result *level, struct ratio rate)
{
	if (level->most.den == 0 || ratio_compare(rate, level->most) < 0)
		level->most = rate;
}

void coupled_clear_rates(struct level_result *level)
{
	strata_release(&level->strata);
	memset(&level->strata, 0, sizeof level->strata);
}

static void note_rate(struct coupled *c, struct ratio rate)
{
	coupled_note_rate(&c->levels[c->nlevels - 1], rate);
}

struct ratio coupled_rate(double rate)
{
	struct ratio exact;

	return simple_ratio(rate, &exact) ? exact : ratio_make((int64_t)floor(rate * 1e9), 1000000000);
}

static void note_number(struct coupled *c, double rate)
{
	note_rate(c, coupled_rate(rate));
}

static void fix_full(struct coupled *c, char *taking_part)
{
	for (int32_t i = 0; i < c->p->ncells; i++)
		if (taking_part[i]) {
			taking_part[i] = 0;
			fix_cell(c, i, (double)c->most[i]);
		}
}

static void tier_exact(struct coupled *c, char *taking_part, int32_t nleft, bool *proven)
{
	char *tight = mem_calloc((size_t)c->p->ncells, 1);
	int32_t round = 0;

	while (nleft > 0) {
		double rate;
		int32_t frozen;

		open_rate(c, taking_part);
		rate = largest_rate(c, proven);
		if (rate < 0.0)
			break;
		if (rate >= 1.0 - RATE_NOISE) {
			fix_full(c, taking_part);
			break;
		}
		if (!has_price(c, taking_part)) {
			*proven = false; /* as good as not solved: such a round would show nothing */
			break;
		}
		if (mark_tight(c, taking_part, rate, tight)) {
			note_number(c, rate);
			coupled_keep_round(c, ++round, false);
		}
		frozen = freeze_tight(c, taking_part, tight, rate, round);
		assert(frozen > 0);
		nleft -= frozen;
	}
	mem_free(tight);
	lp_set_column(c->session, c->rate, 0.0, 0.0);
}

/* --- steps --- */

/* What cell i should get at tau = k * step: inflow, within what it may get. */
static int64_t target_at(const struct coupled *c, int32_t i, int64_t k)
{
	int64_t inflow = step_target(c->p, i, k, c->options.step);

	return inflow < c->most[i] ? inflow : c->most[i];
}

/* True when the last flow already gives every open cell its target. */
static bool already_met(const struct coupled *c, const char *open, int64_t k)
{
	if (!c->have_flow)
		return false;
	for (int32_t i = 0; i < c->p->ncells; i++)
		if (open[i] && c->flow[c->first_inflow + i] <
			(double)target_at(c, i, k) - UNIT_NOISE / 10)
			return false;
	return true;
}

static void aim_at(struct coupled *c, const char *open, int64_t k)
{
	for (int32_t i = 0; i < c->p->ncells; i++) {
		double target;

		if (!open[i])
			continue;
		target = (double)target_at(c, i, k);
		lp_set_row(c->session, c->first_cell + i, target, LP_INFINITY);
		set_short(c, i, target);
	}
}

/* What the open cells lack at the last optimum, in issue units. */
static double lacking(const struct coupled *c, const char *open)
{
	double sum = 0.0;

	for (int32_t i = 0; i < c->p->ncells; i++)
		if (open[i])
			sum += c->x[c->first_short + i];
	return sum;
}

/* Every open cell keeps its target of step k. */
static void keep_targets(struct coupled *c, const char *open, int64_t k)
{
	for (int32_t i = 0; i < c->p->ncells; i++)
		if (open[i])
			set_inflow(c, i, (double)target_at(c, i, k), (double)c->most[i]);
}

/* Freezes the optimal face of step k; returns how many cells stay open. */
static int32_t freeze_step(struct coupled *c, char *open, int64_t k, bool *proven)
{
	double noise = lp_price_noise(c->session), value = 0.0;
	struct exact bound;
	int32_t nopen = 0;
	int32_t *lowest = mem_calloc((size_t)(c->options.item ? c->options.nitems : 1), sizeof *lowest); /* cell + 1 */

	for (int32_t i = 0; i < c->p->ncells; i++)
		if (c->cost[c->first_short + i])
			value += c->x[c->first_short + i] *
				(double)c->cost[c->first_short + i];
	if (!coupled_bound(c, &bound) || !coupled_meets(value, &bound, (double)STEP_WEIGHT_ONE))
		*proven = false;
	coupled_keep_round(c, (int32_t)k, true);
	coupled_freeze(c);
	for (int32_t i = 0; i < c->p->ncells; i++) {
		int32_t inflow = c->first_inflow + i;

		if (!open[i])
			continue;
		if (fabs(c->y[c->first_cell + i]) > noise) {
			open[i] = 0; /* settled */
			if (c->x[inflow] > (double)c->p->cell_least[i] + UNIT_NOISE)
				lowest[item_of(c, i)] = i + 1;
		} else if (c->lp.column_lower[inflow] == c->lp.column_upper[inflow]) {
			open[i] = 0; /* covered, and fixed for good */
			open_row(c, i);
		} else {
			double target = (double)target_at(c, i, k);

			set_inflow(c, i, target, c->lp.column_upper[inflow]);
			nopen++;
		}
	}
	/* what is short at this step has at least the one before */
	for (int32_t item = 0; item < (c->options.item ? c->options.nitems : 1); item++)
		if (lowest[item] > 0)
			note_lowest(c, open, lowest[item] - 1,
				(double)(k - 1) * (double)c->options.step.num / (double)c->options.step.den, c->options.step);
	mem_free(lowest);
	return nopen;
}

static void tier_steps(struct coupled *c, char *open, int32_t nopen, bool *proven)
{
	struct ratio step = c->options.step;
	int64_t last = (step.den + step.num - 1) / step.num;
	int64_t done = 0, stride = last;

	coupled_clear_costs(c);
	for (int32_t i = 0; i < c->p->ncells; i++)
		if (open[i])
			c->cost[c->first_short + i] = step_weight(c->p->cell_demand[i]);
	/* gallop: long strides while nothing is lacking, single steps where it is */
	while (done < last && nopen > 0) {
		int64_t k = done + stride < last ? done + stride : last;

		if (already_met(c, open, k)) {
			keep_targets(c, open, k);
			done = k;
			stride *= 2;
			continue;
		}
		aim_at(c, open, k);
		if (coupled_solve(c, LP_DUAL) != LP_OPTIMAL) {
			*proven = false;
			return;
		}
		if (lacking(c, open) <= UNIT_NOISE) {
			keep_targets(c, open, k);
			done = k;
			stride *= 2;
		} else if (k > done + 1) {
			stride = (k - done) / 2;
		} else {
			/* what settles here has at least the step before */
			note_rate(c, ratio_make(step.num * done, step.den));
			nopen = freeze_step(c, open, k, proven);
			done = k;
			stride = 1;
		}
	}
}

/* --- what the relaxation gets --- */

void coupled_relaxed_rates(const struct coupled *c, struct level_result *level)
{
	for (int32_t k = 0; k < c->relaxed->nlevels; k++) {
		const struct strata *strata = &c->relaxed->levels[k].strata;

		if (c->relaxed->levels[k].tier != level->tier)
			continue;
		for (int32_t j = 0; j < strata->count; j++)
			coupled_note_rate(level, strata->rate[j]);
	}
}

bool coupled_take_all(struct coupled *c, const int64_t *cost)
{
	const struct problem *p = c->p;
	enum lp_status status;

	for (int32_t i = 0; i < p->ncells; i++)
		set_inflow(c, i, (double)c->guide[i], (double)c->guide[i]);
	coupled_clear_costs(c);
	if (cost)
		memcpy(c->cost, cost, (size_t)problem_columns(p) * sizeof *cost);
	status = coupled_solve(c, LP_DUAL);
	if (status != LP_OPTIMAL) {
		/* no such plan: the tiers have to be decided one by one */
		c->failed = c->failed && status != LP_INFEASIBLE;
		c->guided = !coupled_broken(c);
		for (int32_t i = 0; i < p->ncells; i++)
			set_inflow(c, i, (double)p->cell_least[i], (double)c->most[i]);
		coupled_start(c, c->relaxed->x);
		return false;
	}
	for (int32_t i = 0; i < p->ncells; i++)
		c->goal[i] = (double)c->guide[i];
	for (int32_t k = 0; k < c->relaxed->nlevels; k++) {
		struct level_result *level;

		if (c->relaxed->levels[k].tier < 1)
			continue;
		level = coupled_add_level(c);
		level->tier = c->relaxed->levels[k].tier;
		level->proven = true;
		coupled_relaxed_rates(c, level);
	}
	return true;
}

/* True when the tier's cells can have what they get without limits: nothing
 * better is possible then, and they are frozen there. The LP is the step LP
 * with these amounts as targets, so that steps can go on from its basis. */
static bool take_guide(struct coupled *c, const char *open)
{
	coupled_clear_costs(c);
	for (int32_t i = 0; i < c->p->ncells; i++) {
		if (!open[i])
			continue;
		c->cost[c->first_short + i] = step_weight(c->p->cell_demand[i]);
		lp_set_row(c->session, c->first_cell + i, (double)c->guide[i], LP_INFINITY);
		set_short(c, i, (double)c->guide[i]);
	}
	if (coupled_solve(c, LP_DUAL) != LP_OPTIMAL || lacking(c, open) > UNIT_NOISE) {
		c->guided = false;
		return false;
	}
	for (int32_t i = 0; i < c->p->ncells; i++)
		if (open[i])
			fix_cell(c, i, (double)c->guide[i]);
	coupled_relaxed_rates(c, &c->levels[c->nlevels - 1]);
	return true;
}

/* --- one tier --- */

void coupled_tier(struct coupled *c, int32_t tier)
{
	const struct problem *p = c->p;
	struct level_result *level = coupled_add_level(c);
	char *open = mem_calloc((size_t)p->ncells, 1);
	int32_t nopen = 0, nclasses = 0;
	bool proven = !coupled_broken(c);

	level->tier = tier;
	memset(c->has_lowest, 0, (size_t)(c->options.item ? c->options.nitems : 1));
	for (int32_t i = 0; i < p->ncells; i++) {
		if (p->cell_tier[i] != tier)
			continue;
		set_inflow(c, i, (double)p->cell_least[i], (double)c->most[i]);
		open[i] = cell_need(p, i) > 0;
		nopen += open[i];
	}
	if (proven && nopen && c->guided && take_guide(c, open)) {
		level->proven = true;
		mem_free(open);
		return;
	}
	for (int32_t i = 0; i < p->ncells; i++)
		if (open[i])
			open_row(c, i);
	for (int32_t i = 0; i < p->ncells; i++) {
		if (!open[i])
			continue;
		set_inflow(c, i, (double)p->cell_least[i], (double)c->most[i]);
		if (c->most[i] == p->cell_least[i]) {
			/* nothing more can come: frozen at once, no round of its own */
			open[i] = 0;
			nopen--;
			fix_cell(c, i, (double)c->most[i]);
			note_rate(c, ratio_make(p->cell_fact[i] + c->most[i], p->cell_demand[i]));
		}
		nclasses += open[i] && c->twin[i] == i;
	}
	if (proven && !coupled_broken(c) && nopen) {
		if (nclasses <= c->options.exact_cells) {
			tier_exact(c, open, nopen, &proven);
		} else {
			level->step = c->options.step;
			tier_steps(c, open, nopen, &proven);
		}
	}
	level->proven = proven && !coupled_broken(c);
	mem_free(open);
}
