#include "solver/stage_master.h"

#include "base/memory.h"

#include <assert.h>
#include <string.h>

enum { LOSS_BITS = 40, /* losses of a part, as the library sees them */
	CUTS_KEPT = 1500, CUT_IDLE = 5 };

/* ---- money and rooms ---- */

/* Numbers that an LP holds: divided by what they have in common, then halved, rounded to
 * the side that forbids less; what they are in. */
static wide make_fit(const wide *exact, wide most, int32_t n, int64_t *coefficient, int64_t *fitting)
{
	wide divisor = 0;
	int halvings = 0;

	for (int32_t k = 0; k < n; k++)
		divisor = wide_gcd(divisor, exact[k]);
	divisor = divisor > 0 ? divisor : 1;
	for (int32_t k = 0; k < n; k++)
		while (!stage_fits((exact[k] / divisor) >> halvings))
			halvings++;
	while (!stage_fits((most / divisor) >> halvings))
		halvings++;
	for (int32_t k = 0; k < n; k++)
		coefficient[k] = (int64_t)((exact[k] / divisor) >> halvings);
	*fitting = (int64_t)((most / divisor) >> halvings) + (halvings > 0);
	return divisor << halvings;
}

static wide mass_of(const struct scenario *s, const struct candidate *k)
{
	wide grams = (wide)s->items[k->item].mass * k->lot;

	for (int d = s->items[k->item].decimals; d < DECIMALS_MAX; d++)
		grams *= 10;
	return grams;
}

static void make_rows(struct stage_master *m)
{
	const struct stage *st = m->stage;
	struct stage_rows *r = &m->rows;
	size_t n = (size_t)st->ncandidates;

	r->nrows = 1 + st->ncapacities;
	r->coefficient = mem_calloc((size_t)r->nrows * n, sizeof *r->coefficient);
	r->exact = mem_calloc((size_t)r->nrows * n, sizeof *r->exact);
	r->most = mem_calloc((size_t)r->nrows, sizeof *r->most);
	r->exact_most = mem_calloc((size_t)r->nrows, sizeof *r->exact_most);
	for (int32_t k = 0; k < st->ncandidates; k++)
		r->exact[k] = candidate_money(m->scenario, &st->candidates[k]);
	for (int32_t i = 1; i < r->nrows; i++) {
		const struct capacity *c = &st->capacities[i - 1];

		r->exact_most[i] = (wide)c->grams * STAGE_MONEY;
		for (int32_t k = 0; k < st->ncandidates; k++)
			if (st->candidates[k].holder == c->holder)
				r->exact[(size_t)i * n + (size_t)k] = mass_of(m->scenario, &st->candidates[k]);
		make_fit(r->exact + (size_t)i * n, r->exact_most[i], st->ncandidates, r->coefficient + (size_t)i * n,
			&r->most[i]);
	}
}

void stage_master_budget(struct stage_master *m, int64_t budget)
{
	m->rows.exact_most[0] = (wide)budget * STAGE_MONEY;
	m->rows.unit = make_fit(m->rows.exact, m->rows.exact_most[0], m->stage->ncandidates, m->rows.coefficient,
		&m->rows.most[0]);
}

bool stage_master_keeps(const struct stage_master *m, const int64_t *lots)
{
	const struct stage_rows *r = &m->rows;

	for (int32_t i = 0; i < r->nrows; i++) {
		wide sum = 0;

		for (int32_t k = 0; k < m->stage->ncandidates; k++)
			sum += r->exact[(size_t)i * (size_t)m->stage->ncandidates + (size_t)k] * lots[k];
		if (sum > r->exact_most[i])
			return false;
	}
	return true;
}

/* ---- columns ---- */

static int32_t loss_column(const struct stage_master *m, int32_t slot, int32_t part)
{
	return m->stage->ncandidates + slot * m->nparts + part;
}

static int32_t eta_column(const struct stage_master *m, int32_t tier)
{
	return m->stage->ncandidates + m->nslots * m->nparts + tier * (m->nparts + 1);
}

static int32_t columns(const struct stage_master *m)
{
	return m->tail ? eta_column(m, m->ntiers) : loss_column(m, m->nslots, 0);
}

/* value / 2^shift, rounded up, with a little more. */
static double above(const struct stage_master *m, wide value)
{
	return (double)(int64_t)((value >> m->shift) + 1);
}

static void add_columns(const struct stage_master *m, struct lp_builder *b)
{
	const struct stage *st = m->stage;
	wide worst = 0;

	for (int32_t k = 0; k < st->ncandidates; k++)
		lp_add_column(b, (double)st->candidates[k].least, (double)st->candidates[k].most, 0);
	for (int32_t i = 0; i < m->nslots * m->nparts; i++) {
		lp_add_column(b, 0.0, above(m, m->most[i]), 0);
		worst += m->most[i];
	}
	for (int32_t i = 0; m->tail && i < m->ntiers * (m->nparts + 1); i++)
		lp_add_column(b, 0.0, above(m, worst), 0);
}

/* Adds the measure of a tier to a row (row >= 0) or to the costs. */
static void add_measure(const struct stage_master *m, struct lp_builder *b, int32_t tier, int32_t row)
{
	int32_t n = m->tail ? m->nparts + 1 : m->nslots * m->nparts;

	for (int32_t i = 0; i < n; i++) {
		int32_t column = m->tail ? eta_column(m, tier) + i : m->stage->ncandidates + i;
		int64_t value = !m->tail ? 1 : i == 0 ? m->total * m->stage->share.num :
			m->stage->share.den * m->weight[i - 1];

		if (!m->tail && m->slots[i / m->nparts].tier != tier)
			continue;
		if (row >= 0)
			lp_add_entry(b, row, column, value);
		else
			b->lp.cost[column] += value;
	}
}

/* ---- rows ---- */

static void add_fixed_rows(const struct stage_master *m, struct lp_builder *b, int32_t tier, const wide *kept)
{
	const struct stage_rows *r = &m->rows;

	for (int32_t i = 0; i < r->nrows; i++) {
		int32_t row = lp_add_row(b, -LP_INFINITY, (double)r->most[i]);

		for (int32_t k = 0; k < m->stage->ncandidates; k++) {
			int64_t value = r->coefficient[(size_t)i * (size_t)m->stage->ncandidates + (size_t)k];

			if (value != 0)
				lp_add_entry(b, row, k, value);
		}
	}
	for (int32_t t = 0; t < m->ntiers; t++) {
		bool is_kept = t < tier && kept[t] >= 0;
		int32_t row = lp_add_row(b, -LP_INFINITY, is_kept ? above(m, kept[t]) : LP_INFINITY);

		add_measure(m, b, t, row);
	}
	for (int32_t t = 0; m->tail && t < m->ntiers; t++)
		for (int32_t w = 0; w < m->nparts; w++) {
			int32_t row = lp_add_row(b, 0.0, LP_INFINITY);

			lp_add_entry(b, row, eta_column(m, t), 1);
			lp_add_entry(b, row, eta_column(m, t) + 1 + w, 1);
			for (int32_t i = 0; i < m->nslots; i++)
				if (m->slots[i].tier == t)
					lp_add_entry(b, row, loss_column(m, i, w), -1);
		}
}

static void add_cut_row(const struct stage_master *m, struct lp_builder *b, const struct stage_cut *cut)
{
	int32_t row = lp_add_row(b, (double)cut->a, LP_INFINITY);
	int32_t first = m->slots[cut->slot].first;

	for (int32_t i = first; i <= cut->slot; i++)
		if (cut->factor[i - first] > 0)
			lp_add_entry(b, row, loss_column(m, i, cut->part), cut->factor[i - first] << m->shift);
	for (int32_t k = 0; k < cut->nterms; k++)
		if (cut->terms[k].b > 0)
			lp_add_entry(b, row, cut->terms[k].candidate, cut->terms[k].b);
}

/* ---- cuts ---- */

static void cut_release(struct stage_cut *cut)
{
	mem_free(cut->factor);
	mem_free(cut->terms);
}

void stage_master_add(struct stage_master *m, const struct stage_cut *cut)
{
	int32_t i = ARRAY_ADD(&m->cuts, &m->ncuts, &m->cuts_room);

	m->cuts[i] = *cut;
	m->cuts[i].idle = 0;
	m->cuts[i].place = LP_BASIC;
}

/* Those that have not bound for long go, when there are many. */
static void drop_idle(struct stage_master *m)
{
	int32_t n = 0;

	for (int32_t i = 0; i < m->ncuts; i++) {
		if (m->ncuts > CUTS_KEPT && m->cuts[i].idle >= CUT_IDLE)
			cut_release(&m->cuts[i]);
		else
			m->cuts[n++] = m->cuts[i];
	}
	m->ncuts = n;
}

bool stage_master_breaks(const struct stage_master *m, const struct stage_cut *cut)
{
	int32_t first = m->slots[cut->slot].first;
	double left = 0.0, size = 1.0 + (double)(cut->a < 0 ? -cut->a : cut->a);

	if (!m->x)
		return true;
	for (int32_t i = first; i <= cut->slot; i++)
		left += (double)(cut->factor[i - first] << m->shift) * m->x[loss_column(m, i, cut->part)];
	for (int32_t k = 0; k < cut->nterms; k++)
		left += (double)cut->terms[k].b * m->x[cut->terms[k].candidate];
	return left < (double)cut->a - 1e-9 * size;
}

/* ---- the whole ---- */

void stage_master_init(struct stage_master *m, const struct stage *stage, const struct scenario *s)
{
	memset(m, 0, sizeof *m);
	m->stage = stage;
	m->scenario = s;
	m->bound = -1;
}

void stage_master_ready(struct stage_master *m)
{
	wide most = 1;

	for (int32_t i = 0; i < m->nslots * m->nparts; i++)
		most = m->most[i] > most ? m->most[i] : most;
	while (most >> m->shift >> LOSS_BITS)
		m->shift++;
	make_rows(m);
}

void stage_master_release(struct stage_master *m)
{
	for (int32_t i = 0; i < m->ncuts; i++)
		cut_release(&m->cuts[i]);
	mem_free(m->cuts);
	mem_free(m->rows.coefficient);
	mem_free(m->rows.exact);
	mem_free(m->rows.most);
	mem_free(m->rows.exact_most);
	mem_free(m->column_place);
	mem_free(m->row_place);
	mem_free(m->x);
	memset(m, 0, sizeof *m);
}

static int32_t fixed_rows(const struct stage_master *m)
{
	return m->rows.nrows + m->ntiers + (m->tail ? m->ntiers * m->nparts : 0);
}

static void set_basis(const struct stage_master *m, struct lp_session *session, const struct lp *lp)
{
	enum lp_place *rows;

	if (!m->column_place)
		return;
	rows = mem_calloc((size_t)lp->nrows, sizeof *rows);
	memcpy(rows, m->row_place, (size_t)fixed_rows(m) * sizeof *rows);
	for (int32_t i = 0; i < m->ncuts; i++)
		rows[fixed_rows(m) + i] = m->cuts[i].place;
	lp_set_basis(session, rows, m->column_place);
	mem_free(rows);
}

static void keep_basis(struct stage_master *m, const struct lp_session *session, const struct lp *lp)
{
	enum lp_place *rows = mem_calloc((size_t)lp->nrows, sizeof *rows);

	if (!m->column_place) {
		m->column_place = mem_calloc((size_t)lp->ncolumns, sizeof *m->column_place);
		m->row_place = mem_calloc((size_t)fixed_rows(m), sizeof *m->row_place);
	}
	lp_get_basis(session, rows, m->column_place);
	memcpy(m->row_place, rows, (size_t)fixed_rows(m) * sizeof *rows);
	for (int32_t i = 0; i < m->ncuts; i++) {
		struct stage_cut *cut = &m->cuts[i];

		cut->place = rows[fixed_rows(m) + i];
		cut->idle = cut->place == LP_BASIC ? cut->idle + 1 : 0;
	}
	mem_free(rows);
}

/* The bound of the measure: losses are counted in 2^shift; or of the money. */
static void take_bound(struct stage_master *m, const struct lp *lp, const double *y, bool money)
{
	struct exact bound;
	wide value;

	m->bound = -1;
	if (!lp_bound(lp, y, &bound))
		return;
	if (money) {
		m->bound = exact_ceil(&bound, &value) ? value * m->rows.unit : 0;
	} else if (bound.shift >= m->shift) {
		bound.shift -= m->shift;
		if (exact_ceil(&bound, &value))
			m->bound = value;
	} else if (exact_ceil(&bound, &value)) {
		m->bound = (value - 1) << m->shift;
	}
	if (m->bound < 0)
		m->bound = 0; /* no loss is below that */
}

/* Least measure of a tier, or, tier = ntiers, least money. */
static bool solve(struct stage_master *m, int32_t tier, const wide *kept, const struct stop *stop)
{
	struct lp_builder b;
	struct lp_session *session;
	struct lp lp;
	bool good;

	drop_idle(m);
	lp_builder_init(&b);
	add_columns(m, &b);
	add_fixed_rows(m, &b, tier, kept);
	for (int32_t i = 0; i < m->ncuts; i++)
		add_cut_row(m, &b, &m->cuts[i]);
	if (tier < m->ntiers)
		add_measure(m, &b, tier, -1);
	for (int32_t k = 0; tier == m->ntiers && k < m->stage->ncandidates; k++)
		b.lp.cost[k] = m->rows.coefficient[k];
	lp_finish(&b, &lp);
	assert(lp.ncolumns == columns(m));
	session = lp_open(&lp);
	set_basis(m, session, &lp);
	good = lp_solve(session, LP_DUAL, stop) == LP_OPTIMAL;
	if (good) {
		double *y = mem_calloc((size_t)lp.nrows, sizeof *y);

		if (!m->x)
			m->x = mem_calloc((size_t)lp.ncolumns, sizeof *m->x);
		lp_values(session, m->x, y, NULL);
		keep_basis(m, session, &lp);
		take_bound(m, &lp, y, tier == m->ntiers);
		mem_free(y);
	}
	lp_close(session);
	lp_release(&lp);
	return good;
}

bool stage_master_solve(struct stage_master *m, int32_t tier, const wide *kept, const struct stop *stop)
{
	assert(tier < m->ntiers);
	return solve(m, tier, kept, stop);
}

bool stage_master_least(struct stage_master *m, const wide *kept, const struct stop *stop)
{
	return solve(m, m->ntiers, kept, stop);
}
