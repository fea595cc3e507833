/* The LP of one level for other solvers. */
#include "solver/options.h"
#include "solver/solve.h"

#include "base/text.h"
#include "solver/components.h"
#include "solver/engines.h"
#include "solver/lp_export.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* --- names that say what a row or column is --- */

struct names {
	const struct ground *g;
	const struct formulation *f;
	const struct level_lp *level;
	struct level_names plain;
};

static void name_node(const struct names *n, int32_t node, char *out, size_t size)
{
	static const char *const kinds[] = {"outside", "source", "stock", "counter", "cell", "made"};
	const struct node_meaning *m = &n->f->nodes[node];
	const struct scenario *s = n->g->scenario;
	char date[40] = "later";

	if (m->kind == NODE_OUTSIDE || m->kind == NODE_CELL) {
		snprintf(out, size, "%s_%d", kinds[m->kind], node);
		return;
	}
	if (m->last_day != DAY_NONE)
		day_format(date, m->last_day);
	/* The number keeps sources with different release instants apart. */
	snprintf(out, size, "%s_%s_%s_p%d_%s_%d", kinds[m->kind], s->items[m->item].id,
		s->places[m->place].id, m->period + 1, m->kind == NODE_COUNTER ? "any" : date, node);
}

static void name_arc(const struct names *n, int32_t arc, char *out, size_t size)
{
	static const char *const kinds[] = {"draw", "stay", "ship", "carry", "serve", "hand", "", "made", "left"};
	const struct arc_meaning *m = &n->f->arcs[arc];
	const struct scenario *s = n->g->scenario;

	if (m->route >= 0)
		snprintf(out, size, "ship_%s_%s_p%d_%d", s->items[m->item].id, s->routes[m->route].id,
			m->depart + 1, arc);
	else if (m->kind == ARC_LEG)
		snprintf(out, size, "%s_%s_p%d_%d", m->announced ? "announced" : "beyond", s->items[m->item].id,
			m->arrive + 1, arc);
	else
		snprintf(out, size, "%s_%s_p%d_%d", kinds[m->kind], s->items[m->item].id, m->arrive + 1, arc);
}

/* Estimated routes are called a~b, stated ones without an id a>b: characters
 * that the formats cannot carry. The number keeps names apart. */
static void make_plain(char *name)
{
	for (; *name; name++)
		if (*name == '~' || *name == '>' || *name == '-')
			*name = '_';
}

static void name_part(void *context, bool row, int32_t index, char *name)
{
	const struct names *n = context;

	if (row && index < n->f->problem.nnodes - 1)
		name_node(n, index + 1, name, LP_NAME_SIZE);
	else if (!row && index < n->f->problem.narcs)
		name_arc(n, index, name, LP_NAME_SIZE);
	else if (row && index >= n->level->lp.nrows)
		snprintf(name, LP_NAME_SIZE, "kept_%d", index - n->level->lp.nrows);
	else
		level_lp_name((void *)&n->plain, row, index, name);
	make_plain(name);
}

/* --- what earlier levels have frozen --- */

struct frozen {
	int64_t *served; /* [ncells] */
	int64_t *lower, *upper; /* [ncolumns] */
};

/* Pure problems: the levels before are solved again and every column with a
 * nonzero reduced cost is fixed, as the simplex itself does. */
static void freeze_box(const struct problem *p, const struct solution *solution, int32_t level,
	struct frozen *z)
{
	struct simplex *simplex = simplex_open(p, z->served, solution->x);
	wide *price = mem_calloc((size_t)p->nnodes, sizeof *price);
	int64_t *x = mem_calloc((size_t)problem_columns(p), sizeof *x);

	for (int32_t k = 0; k < level; k++) {
		const struct objective *o;
		wide value;
		if (solution->levels[k].objective < 0)
			continue;
		o = &p->objectives[solution->levels[k].objective];
		simplex_level(simplex, o->cost, NULL, &value, price, NULL);
		simplex_flow(simplex, x, NULL);
		for (int32_t a = 0; a < p->narcs; a++)
			if ((wide)o->cost[a] - price[p->head[a]] + price[p->tail[a]] != 0 && z->lower[a] < z->upper[a])
				z->lower[a] = z->upper[a] = x[a];
	}
	simplex_close(simplex);
	mem_free(price);
	mem_free(x);
}

static void freeze(const struct problem *p, const struct solution *solution, int32_t level,
	struct frozen *z)
{
	int32_t columns = problem_columns(p), tier = solution->levels[level].tier;

	z->served = mem_calloc((size_t)p->ncells, sizeof(int64_t));
	z->lower = mem_calloc((size_t)columns, sizeof(int64_t));
	z->upper = mem_calloc((size_t)columns, sizeof(int64_t));
	problem_cell_inflow(p, solution->x, z->served);
	for (int32_t c = 0; c < p->ncells; c++)
		if (tier >= 1 && p->cell_tier[c] >= tier)
			z->served[c] = -1;
	memcpy(z->upper, p->capacity, (size_t)p->narcs * sizeof(int64_t));
	for (int32_t b = 0; b < p->nbatches; b++)
		z->upper[p->narcs + b] = p->batch_most[b];
	for (int32_t v = 0; v < p->nvisits; v++)
		z->upper[p->narcs + p->nbatches + v] = p->visit_households[v];
	if (tier < 1 && problem_is_pure(p))
		freeze_box(p, solution, level, z);
}

static void frozen_release(struct frozen *z)
{
	mem_free(z->served);
	mem_free(z->lower);
	mem_free(z->upper);
}

/* Coupled problems: earlier objectives are kept by a row each. */
static void keep_objectives(struct lp *lp, const struct problem *p, const struct solution *solution,
	int32_t level)
{
	struct lp_builder b;
	struct lp wider;
	int32_t columns = problem_columns(p);

	lp_builder_copy(&b, lp);
	for (int32_t k = 0; k < level; k++) {
		const struct level_result *r = &solution->levels[k];
		const struct objective *o = r->objective >= 0 ? &p->objectives[r->objective] : NULL;
		int32_t row;
		if (!o || o->kind == OBJECTIVE_CANONICAL)
			continue;
		row = lp_add_row(&b, -LP_INFINITY, (double)(int64_t)(r->value - o->constant));
		for (int32_t j = 0; j < columns; j++)
			if (o->cost[j] != 0)
				lp_add_entry(&b, row, j, o->cost[j]);
	}
	lp_finish(&b, &wider);
	lp_release(lp);
	*lp = wider;
}

/* --- the rounds of a tier --- */

/* Its rounds are known by cuts: networks alone decide it, by leximin. */
static bool has_cuts(const struct scenario *s, const struct bundle *b, int32_t level)
{
	const struct level_result *r = &b->solution.levels[level];

	return r->tier >= 1 && r->proven && r->nth == 0 && r->strata.label && s->policy.fairness == FAIRNESS_LEXIMIN
		&& !s->policy.has_spread;
}

/* The last one lifts those that are full to 1. */
static int32_t count_rounds(const struct scenario *s, const struct bundle *b, int32_t level)
{
	const struct problem *p = &b->formulation.problem;
	const struct level_result *r = &b->solution.levels[level];
	int32_t n;

	if (!has_cuts(s, b, level))
		return r->nlps > 1 && s->policy.fairness == FAIRNESS_LEXIMIN ? r->nlps : 1;
	n = r->strata.count;
	for (int32_t c = 0; c < p->ncells; c++)
		if (p->cell_tier[c] == r->tier && r->strata.label[p->cell_node[c]] > r->strata.count)
			return n + 1;
	return n > 0 ? n : 1;
}

/* [ncells] at which rate earlier rounds have frozen the cell; mem_free by the caller. */
static struct ratio *fill_before(const struct problem *p, const struct level_result *r, int32_t round)
{
	struct ratio *fill = mem_calloc((size_t)p->ncells, sizeof *fill);

	for (int32_t c = 0; c < p->ncells; c++) {
		int32_t k = r->strata.label[p->cell_node[c]];
		if (p->cell_tier[c] == r->tier && k < round)
			fill[c] = r->strata.rate[k - 1];
	}
	return fill;
}

/* --- the optimum that others must reach --- */

static void print_wide(struct text *out, wide value)
{
	char digits[48];
	int n = 0;
	uwide rest = value < 0 ? -(uwide)value : (uwide)value;

	do {
		digits[n++] = (char)('0' + (int)(rest % 10));
		rest /= 10;
	} while (rest > 0);
	if (value < 0)
		text_putc(out, '-');
	while (n > 0)
		text_putc(out, digits[--n]);
}

static void solved_optimum(struct text *out, struct lp *lp)
{
	struct lp_session *session = lp_open(lp);
	double *x = mem_calloc((size_t)lp->ncolumns, sizeof *x), value = 0;

	if (lp_solve(session, LP_DUAL, NULL) == LP_OPTIMAL) {
		lp_values(session, x, NULL, NULL);
		for (int32_t j = 0; j < lp->ncolumns; j++)
			value += (double)lp->cost[j] * x[j];
		text_printf(out, "%.12g (by GLPK, in floating point)", value);
	} else {
		text_puts(out, "not known");
	}
	lp_close(session);
	mem_free(x);
}

/* Coupled levels are rational LPs whose optimum may lie below that of the whole
 * units: the solver says it. */
static void expected_optimum(struct text *out, const struct problem *p, const struct level_result *r,
	int32_t round, bool cuts, struct lp *lp)
{
	struct ratio rate = r->strata.count >= round ? r->strata.rate[round - 1] : (struct ratio){1, 1};

	if (problem_is_pure(p) && r->objective >= 0)
		print_wide(out, r->value - p->objectives[r->objective].constant);
	else if ((problem_is_pure(p) || cuts) && rate.num >= 0)
		text_printf(out, "-%lld/%lld", (long long)rate.num, (long long)rate.den);
	else
		solved_optimum(out, lp);
}

/* For a person in the language in force; in a file always the same. round 0: of the list. */
static void describe_level(const struct scenario *s, const struct bundle *b, int32_t level, int32_t round,
	bool translated, struct text *out)
{
	static const char *const objectives[] = {N_("change from the announced plan"), N_("substitution"),
		N_("waste"), N_("transport cost"), N_("early departure"), N_("early arrival"), N_("tie-break")};
	static const char one[] = N_("fair shares, tier %d, stage %d: largest common rate"),
		one_then_units[] = N_("fair shares, tier %d, stage %d: largest common rate, then whole units"),
		then_units[] = N_("fair shares, tier %d, stage %d: largest common rate in rounds 1 to %d, then whole units"),
		programs[] = N_("fair shares, tier %d, stage %d: linear programs 1 to %d, one after the other"),
		this_round[] = N_("fair shares, tier %d, stage %d: largest common rate, round %d"),
		this_program[] = N_("fair shares, tier %d, stage %d: linear program %d"),
		units[] = N_("fair shares, tier %d, stage %d: whole units");
	const struct level_result *r = &b->solution.levels[level];
	bool cuts = has_cuts(s, b, level);
	int32_t n = count_rounds(s, b, level);
	const char *name;

	for (int32_t k = 0; k < b->nitems; k++)
		text_printf(out, "%s%s", k ? "+" : "", s->items[b->items[k]].id);
	text_puts(out, ": ");
	if (r->tier >= 1) {
		if (round == EXPORT_UNITS)
			name = units;
		else if (round > 0)
			name = n == 1 ? one : cuts ? this_round : this_program;
		else if (n == 1)
			name = cuts && r->strata.count > 0 ? one_then_units : one;
		else
			name = cuts ? then_units : programs;
		text_printf(out, translated ? _(name) : name, r->tier % STAGE_TIERS, r->tier / STAGE_TIERS + 1,
			round > 0 ? round : n);
		return;
	}
	name = objectives[b->formulation.problem.objectives[r->objective].kind];
	text_puts(out, translated ? _(name) : name);
}

static bool write_lp(const struct lp *lp, const struct names *names, const char *format, const char *comment,
	FILE *out)
{
	return strcmp(format, "mps") == 0 ? lp_export_mps(lp, name_part, (void *)names, comment, out)
		: lp_export_cplex(lp, name_part, (void *)names, comment, out);
}

/* A round or the whole units of a tier, or a level after them. */
static bool write_level(const struct ground *g, const struct bundle *b, int32_t level, int32_t round,
	const char *format, FILE *out)
{
	const struct problem *p = &b->formulation.problem;
	const struct level_result *r = &b->solution.levels[level];
	bool cuts = has_cuts(g->scenario, b, level), widened = r->tier < 1 && !problem_is_pure(p), written;
	int64_t *got = mem_calloc((size_t)p->ncells, sizeof *got);
	struct ratio *fill = cuts && round > 1 ? fill_before(p, r, round) : NULL;
	struct frozen z;
	struct level_lp lp;
	struct level_request request = {.tier = r->tier, .objective = r->objective, .network_alone = cuts,
		.fill = fill, .got = got};
	struct names names = {g, &b->formulation, &lp, {p, &lp}};
	struct text comment;
	struct lp kept;

	freeze(p, &b->solution, level, &z);
	problem_cell_inflow(p, b->solution.x, got);
	request.served = z.served;
	request.lower = z.lower;
	request.upper = z.upper;
	request.strata = round == EXPORT_UNITS ? &r->strata : NULL;
	level_lp_build(&lp, p, &request);
	kept = lp.lp;
	text_init(&comment);
	if (widened) {
		lp_init(&lp.lp);
		keep_objectives(&kept, p, &b->solution, level);
		lp.lp.nrows = p->nnodes - 1 + p->nrows + p->nlinks;
	}
	describe_level(g->scenario, b, level, round, false, &comment);
	text_puts(&comment, "\nexpected optimum: ");
	if (round == EXPORT_UNITS)
		print_wide(&comment, -level_lp_units_value(p, &request));
	else
		expected_optimum(&comment, p, r, round, cuts, &kept);
	written = write_lp(&kept, &names, format, text_str(&comment), out);
	if (widened) {
		lp_release(&kept);
		lp.lp.nrows = 0;
	}
	text_release(&comment);
	level_lp_release(&lp);
	frozen_release(&z);
	mem_free(fill);
	mem_free(got);
	return written;
}

/* An LP of a tier that limits count in, as it was solved. */
static bool write_watched(const struct components *c, const struct bundle *b, int32_t level, int32_t number,
	const char *format, FILE *out)
{
	const struct problem *p = &b->formulation.problem;
	struct lp solved;
	struct level_watch watch = {level, number, false, &solved, 0.0};
	struct level_lp lp;
	struct names names = {c->ground, &b->formulation, &lp, {p, &lp}};
	struct text comment;
	bool written;

	if (!bundle_watch(b, c, &watch))
		return write_level(c->ground, b, level, 1, format, out);
	level_lp_take(&lp, p, &solved);
	text_init(&comment);
	describe_level(c->ground->scenario, b, level, number, false, &comment);
	text_printf(&comment, "\nexpected optimum: %.12g (by GLPK, in floating point)", watch.value);
	written = write_lp(&lp.lp, &names, format, text_str(&comment), out);
	text_release(&comment);
	level_lp_release(&lp);
	return written;
}

static void list_levels(const struct scenario *s, const struct components *c, int32_t component,
	struct text *out)
{
	for (int32_t k = 0; k < c->nbundles; k++) {
		if (component >= 0 && k != component)
			continue;
		for (int32_t j = 0; j < c->bundles[k].solution.nlevels; j++) {
			text_printf(out, "%d\t", j);
			describe_level(s, &c->bundles[k], j, 0, true, out);
			text_putc(out, '\n');
		}
	}
}

static bool has_round(const struct scenario *s, const struct bundle *b, int32_t level, int32_t round)
{
	if (level < 0 || level >= b->solution.nlevels)
		return false;
	if (round == EXPORT_UNITS)
		return has_cuts(s, b, level) && b->solution.levels[level].strata.count > 0;
	return round >= 1 && round <= (b->solution.levels[level].tier >= 1 ? count_rounds(s, b, level) : 1);
}

bool level_export(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	const struct solve_options *options, int32_t item, int32_t level, int32_t round, const char *format,
	FILE *out, struct text *list)
{
	struct ground ground;
	struct facts facts;
	struct components components;
	int32_t at = -1;
	bool written = true;

	assert(strcmp(format, "mps") == 0 || strcmp(format, "lp") == 0);
	ground_init(&ground, s, cells, supply);
	facts_build(&facts, &ground, options->previous);
	components_init(&components, &ground, &facts);
	components_solve(&components, options);
	for (int32_t k = 0; k < components.nbundles && at < 0; k++)
		for (int32_t j = 0; j < components.bundles[k].nitems; j++)
			if (item < 0 || components.bundles[k].items[j] == item)
				at = k;
	if (at < 0 || !has_round(s, &components.bundles[at], level, round))
		list_levels(s, &components, item < 0 ? -1 : at, list);
	else if ((components.bundles[at].solution.levels[level].nlps > 1 || components.bundles[at].together)
		&& !has_cuts(s, &components.bundles[at], level)
		&& components.bundles[at].solution.levels[level].tier >= 1)
		written = write_watched(&components, &components.bundles[at], level, round, format, out);
	else
		written = write_level(&ground, &components.bundles[at], level, round, format, out);
	components_release(&components);
	facts_release(&facts);
	ground_release(&ground);
	return written;
}
