#include "solver/turns.h"

#include "base/memory.h"

#include <assert.h>
#include <string.h>

/* More entries that differ are not tried: every corner is solved. */
enum { ENTRIES_MOST = 3, CORNERS_MOST = 1 << ENTRIES_MOST };

static void add_stretch(struct turns *t, int32_t first, int32_t last)
{
	int32_t k = ARRAY_ADD(&t->open, &t->nopen, &t->open_room);

	t->open[k] = (struct stretch){first, last};
}

void turns_init(struct turns *t, int32_t npoints, const struct cells *cells, const struct follow *follow)
{
	assert(npoints >= 2);
	memset(t, 0, sizeof *t);
	t->npoints = npoints;
	t->cells = cells;
	t->follow = follow;
	t->at = mem_calloc((size_t)npoints, sizeof *t->at);
	t->solved = mem_calloc((size_t)npoints, 1);
	for (int32_t k = 1, last = 0; k < npoints; k++) {
		if (k < npoints - 1 && !(follow && follow->bends[k]))
			continue;
		add_stretch(t, last, k);
		last = k;
	}
}

void turns_release(struct turns *t)
{
	for (int32_t k = 0; k < t->npoints; k++)
		rates_release(&t->at[k]);
	mem_free(t->at);
	mem_free(t->solved);
	mem_free(t->open);
	memset(t, 0, sizeof *t);
}

void turns_take(struct turns *t, int32_t point, struct rates *rates)
{
	rates_release(&t->at[point]);
	t->at[point] = *rates;
	rates_init(rates);
	t->solved[point] = 1;
}

/* --- boxes --- */

struct box {
	int32_t nentries; /* those that differ */
	int32_t entry[ENTRIES_MOST];
	int64_t low[FOLLOW_ENTRIES], high[FOLLOW_ENTRIES];
};

static const int64_t *units_at(const struct turns *t, int32_t point)
{
	return t->follow->units + (size_t)point * FOLLOW_ENTRIES;
}

/* The box around all points of the stretch; false when too many entries differ. */
static bool box_around(const struct turns *t, struct stretch of, struct box *b)
{
	b->nentries = 0;
	memcpy(b->low, units_at(t, of.first), sizeof b->low);
	memcpy(b->high, b->low, sizeof b->high);
	for (int32_t k = of.first + 1; k <= of.last; k++) {
		for (int e = 0; e < FOLLOW_ENTRIES; e++) {
			int64_t units = units_at(t, k)[e];

			b->low[e] = units < b->low[e] ? units : b->low[e];
			b->high[e] = units > b->high[e] ? units : b->high[e];
		}
	}
	for (int e = 0; e < FOLLOW_ENTRIES; e++) {
		if (b->low[e] == b->high[e])
			continue;
		if (b->nentries == ENTRIES_MOST)
			return false;
		b->entry[b->nentries++] = e;
	}
	return true;
}

/* Corner k has the most of entry[i] when bit i of k is set. */
static void corner_units(const struct box *b, int corner, int64_t *units)
{
	memcpy(units, b->low, sizeof b->low);
	for (int i = 0; i < b->nentries; i++)
		if (corner >> i & 1)
			units[b->entry[i]] = b->high[b->entry[i]];
}

/* --- rates at the corners --- */

struct corners {
	const struct turns *t;
	const struct rates *form; /* whose classes are tried */
	struct box box;
	int ncorners;
	struct ratio *rate[CORNERS_MOST]; /* [nclasses] */
	wide *demand; /* [nclasses] units of the claims in the class */
};

static bool same_units(const struct turns *t, int32_t point, const int64_t *units)
{
	return memcmp(units_at(t, point), units, sizeof(int64_t) * FOLLOW_ENTRIES) == 0;
}

/* Rates of the classes from those of claims; false when a class has several. */
static bool take_cells(const struct corners *c, const struct ratio *of_cell, struct ratio *out)
{
	const struct rates *form = c->form;
	char *known = mem_calloc((size_t)form->nclasses, 1);
	bool one = true;

	for (int32_t k = 0; k < form->ncells && one; k++) {
		int32_t class = form->class_of[k];

		if (c->t->cells->cells[k].item != c->t->follow->item)
			continue;
		one = !known[class] || ratio_compare(out[class], of_cell[k]) == 0;
		out[class] = of_cell[k];
		known[class] = 1;
	}
	mem_free(known);
	return one;
}

static bool solve_corner(const struct corners *c, const int64_t *units, struct ratio *out)
{
	struct ratio *of_cell = mem_calloc((size_t)c->form->ncells, sizeof *of_cell);
	bool good = follow_rates(c->t->follow, units, of_cell) && take_cells(c, of_cell, out);

	mem_free(of_cell);
	return good;
}

static bool corners_solve(struct corners *c, struct stretch of)
{
	for (int k = 0; k < c->ncorners; k++) {
		int64_t units[FOLLOW_ENTRIES];
		const struct rates *end;

		corner_units(&c->box, k, units);
		end = same_units(c->t, of.first, units) ? &c->t->at[of.first] :
			same_units(c->t, of.last, units) ? &c->t->at[of.last] : NULL;
		for (int32_t i = 0; end && i < end->nclasses; i++)
			c->rate[k][i] = end->classes[i].rate;
		if (!end && !solve_corner(c, units, c->rate[k]))
			return false;
	}
	return true;
}

static void corners_init(struct corners *c, const struct turns *t, const struct rates *form)
{
	c->t = t;
	c->form = form;
	c->ncorners = 1 << c->box.nentries;
	c->demand = mem_calloc((size_t)form->nclasses, sizeof *c->demand);
	for (int32_t k = 0; k < form->ncells; k++)
		c->demand[form->class_of[k]] += t->cells->cells[k].units;
	for (int k = 0; k < c->ncorners; k++)
		c->rate[k] = mem_calloc((size_t)form->nclasses, sizeof *c->rate[k]);
}

static void corners_release(struct corners *c)
{
	for (int k = 0; k < c->ncorners; k++)
		mem_free(c->rate[k]);
	mem_free(c->demand);
}

/* --- is it proven? --- */

/* What the first classes get changes from corner to corner as it must: f [ncorners]. */
static bool rises_by_entries(const struct corners *c, const wide *f)
{
	for (int k = 1; k < c->ncorners; k++) {
		wide sum = 0;

		for (int i = 0; i < c->box.nentries; i++) {
			wide more = c->box.high[c->box.entry[i]] - c->box.low[c->box.entry[i]];
			wide rise = f[1 << i] - f[0];

			if (rise != 0 && rise != more)
				return false;
			if (k >> i & 1)
				sum += rise;
		}
		if (f[k] - f[0] != sum)
			return false;
	}
	return true;
}

/* Classes first..end - 1 are a level. */
static bool level_proven(const struct corners *c, int32_t first, int32_t end)
{
	wide f[CORNERS_MOST] = {0};

	for (int32_t k = first; k < end; k++) {
		bool full = k == end - 1;

		for (int corner = 0; corner < c->ncorners && c->demand[k] > 0; corner++) {
			struct ratio rate = c->rate[corner][k];

			if (full ? rate.num != rate.den : rate.num >= rate.den ||
					(k > first && ratio_compare(c->rate[corner][k - 1], rate) >= 0))
				return false;
			if (rate.num * c->demand[k] % rate.den != 0)
				return false;
			f[corner] += rate.num * c->demand[k] / rate.den;
		}
		if (!full && !rises_by_entries(c, f))
			return false;
	}
	return true;
}

/* Do its claims get the same whole units at every corner? */
static bool level_fixed(const struct corners *c, int32_t first, int32_t end)
{
	for (int corner = 1; corner < c->ncorners; corner++)
		for (int32_t k = first; k < end; k++)
			if (c->demand[k] > 0 && ratio_compare(c->rate[corner][k], c->rate[0][k]) != 0)
				return false;
	for (int32_t k = 0; k < c->form->ncells; k++) {
		int32_t class = c->form->class_of[k];
		struct ratio rate = c->rate[0][class];

		if (class >= first && class < end && (wide)rate.num * c->t->cells->cells[k].units % rate.den != 0)
			return false;
	}
	return true;
}

static int32_t level_end(const struct rates *r, int32_t first)
{
	int32_t end = first + 1;

	while (end < r->nclasses && rate_same_level(&r->classes[first], &r->classes[end]))
		end++;
	return end;
}

static bool levels_proven(const struct corners *c)
{
	bool fixed = true; /* all levels of the item so far */

	for (int32_t first = 0, end; first < c->form->nclasses; first = end) {
		end = level_end(c->form, first);
		if (c->form->classes[first].item != c->t->follow->item)
			continue;
		if (!c->form->classes[first].exact || !fixed || !level_proven(c, first, end))
			return false;
		fixed = level_fixed(c, first, end);
	}
	return true;
}

/* Other items are as they are, whatever becomes of this one. */
static bool others_same(const struct turns *t, const struct rates *a, const struct rates *b)
{
	for (int32_t k = 0; k < a->nclasses; k++)
		if (a->classes[k].item != t->follow->item && ratio_compare(a->classes[k].rate, b->classes[k].rate) != 0)
			return false;
	return true;
}

static bool stretch_proven(const struct turns *t, struct stretch of)
{
	const struct rates *a = &t->at[of.first], *b = &t->at[of.last];
	struct corners c;
	bool proven;

	if (!t->follow || a->ncells == 0 || !rates_alike(a, b) || !others_same(t, a, b) ||
		!box_around(t, of, &c.box))
		return false;
	corners_init(&c, t, a);
	proven = corners_solve(&c, of) && levels_proven(&c);
	corners_release(&c);
	return proven;
}

/* --- the search --- */

static int32_t want_all(struct turns *t, int32_t *wanted)
{
	int32_t n = 0;

	for (int32_t k = 0; k < t->npoints; k++)
		if (!t->solved[k])
			wanted[n++] = k;
	return n;
}

int32_t turns_next(struct turns *t, int32_t *wanted)
{
	struct stretch *before = t->open;
	int32_t nbefore = t->nopen, n = 0;

	if (!t->follow)
		return want_all(t, wanted);
	for (int32_t k = 0; k < nbefore; k++) { /* first of all their ends */
		if (k == 0 && !t->solved[before[k].first])
			wanted[n++] = before[k].first;
		if (!t->solved[before[k].last])
			wanted[n++] = before[k].last;
	}
	if (n > 0)
		return n;
	t->open = NULL;
	t->nopen = t->open_room = 0;
	for (int32_t k = 0; k < nbefore; k++) {
		struct stretch of = before[k];
		int32_t middle = of.first + (of.last - of.first) / 2;

		if (of.last == of.first + 1 || stretch_proven(t, of))
			continue;
		add_stretch(t, of.first, middle);
		add_stretch(t, middle, of.last);
		wanted[n++] = middle;
	}
	mem_free(before);
	return n;
}

/* --- runs --- */

/* Where the level's classes are at a point: false when it has none. */
static bool find_level(const struct rates *r, const struct rate_class *level, int32_t *first, int32_t *end)
{
	for (*first = 0; *first < r->nclasses; *first = *end) {
		*end = level_end(r, *first);
		if (rate_same_level(&r->classes[*first], level))
			return true;
	}
	return false;
}

static struct ratio lowest_rate(const struct turns *t, int32_t point, const struct rate_class *level)
{
	const struct rates *r = &t->at[point];
	int32_t first, end;

	if (!find_level(r, level, &first, &end))
		return (struct ratio){1, 1};
	while (first < end - 1 && r->classes[first].nclaims == 0)
		first++;
	return r->classes[first].rate;
}

/* The same claims in the same classes? */
static bool level_alike(const struct rates *a, const struct rates *b, const struct rate_class *level)
{
	int32_t first_a, end_a, first_b, end_b;
	bool in_a = find_level(a, level, &first_a, &end_a), in_b = find_level(b, level, &first_b, &end_b);

	if (!in_a || !in_b || end_a - first_a != end_b - first_b || a->ncells != b->ncells ||
		a->classes[first_a].exact != b->classes[first_b].exact)
		return !in_a && !in_b;
	for (int32_t c = 0; c < a->ncells; c++) {
		bool of_a = a->class_of[c] >= first_a && a->class_of[c] < end_a;
		bool of_b = b->class_of[c] >= first_b && b->class_of[c] < end_b;

		if (of_a != of_b || (of_a && a->class_of[c] - first_a != b->class_of[c] - first_b))
			return false;
	}
	return true;
}

/* Does a point lie where the last one does, for all that is followed? */
static bool stands_still(const struct turns *t, int32_t from, int32_t to)
{
	struct box box;

	return t->follow && box_around(t, (struct stretch){from, to}, &box) && box.nentries == 0;
}

/* Which way every class's rate goes: way [nclasses of the level]; true when some does. */
static bool ways(const struct rates *a, const struct rates *b, const struct rate_class *level, signed char *way)
{
	int32_t first_a, end_a, first_b, end_b;
	bool any = false;

	if (!find_level(a, level, &first_a, &end_a) || !find_level(b, level, &first_b, &end_b))
		return false;
	for (int32_t k = 0; k < end_a - first_a; k++) {
		int order = ratio_compare(b->classes[first_b + k].rate, a->classes[first_a + k].rate);

		way[k] = (signed char)((order > 0) - (order < 0));
		any |= way[k] != 0;
	}
	return any;
}

struct running {
	const struct turns *t;
	struct rate_class level;
	struct run *runs;
	int32_t nruns, room;
	signed char *way, *next; /* of the run, of the next step */
	bool way_known;
};

static void begin_run(struct running *r, int32_t point)
{
	const struct rates *at = &r->t->at[point];
	struct run run = {.level = r->level, .first = point, .last = point, .nsolved = 1};
	int32_t first, end, k;

	run.level.rate = run.from = run.to = lowest_rate(r->t, point, &r->level);
	run.planned = at->ncells > 0;
	run.inside = point;
	if (find_level(at, &r->level, &first, &end)) {
		run.level.exact = at->classes[first].exact;
		for (k = first; k < end; k++)
			run.nclasses += at->classes[k].nclaims > 0;
	}
	k = ARRAY_ADD(&r->runs, &r->nruns, &r->room);
	r->runs[k] = run;
	r->way_known = false;
}

static bool bent(const struct running *r, int32_t point)
{
	return r->t->follow && r->t->follow->bends[point] && r->runs[r->nruns - 1].first < point;
}

/* The next solved point goes on with the run, or begins one. */
static void step_run(struct running *r, int32_t point)
{
	struct run *run = &r->runs[r->nruns - 1];
	const struct rates *a = &r->t->at[run->last], *b = &r->t->at[point];
	size_t room = (size_t)a->nclasses;
	bool moves, goes;

	if (!level_alike(a, b, &r->level)) {
		begin_run(r, point);
		return;
	}
	moves = ways(a, b, &r->level, r->next);
	goes = moves || !stands_still(r->t, run->last, point);
	if ((bent(r, run->last) && (run->moves || moves)) ||
		(goes && r->way_known && memcmp(r->way, r->next, room) != 0)) {
		begin_run(r, run->last); /* it turns there */
		run = &r->runs[r->nruns - 1];
	}
	if (goes) {
		memcpy(r->way, r->next, room);
		r->way_known = true;
	}
	run->moves |= moves;
	run->inside = run->last > run->first ? run->last : point;
	run->last = point;
	run->to = lowest_rate(r->t, point, &r->level);
	run->nsolved++;
}

static void run_level(struct running *r, const struct rate_class *level)
{
	int32_t before = -1;
	size_t most = 0;

	for (int32_t k = 0; k < r->t->npoints; k++)
		most = (size_t)r->t->at[k].nclasses > most ? (size_t)r->t->at[k].nclasses : most;
	r->level = *level;
	r->way = mem_calloc(most, 1);
	r->next = mem_calloc(most, 1);
	for (int32_t k = 0; k < r->t->npoints; k++) {
		if (!r->t->solved[k])
			continue;
		memset(r->next, 0, most);
		if (before < 0)
			begin_run(r, k);
		else
			step_run(r, k);
		before = k;
	}
	mem_free(r->way);
	mem_free(r->next);
}

/* Places with a claim of the lowest class at the run's inner point. */
static void list_lowest(const struct turns *t, struct run *run)
{
	const struct rates *r = &t->at[run->inside];
	int32_t first, end, room = 0;

	if (!find_level(r, &run->level, &first, &end))
		return;
	while (first < end - 1 && r->classes[first].nclaims == 0)
		first++;
	for (int32_t c = 0; c < r->ncells && c < t->cells->ncells; c++) { /* an item's claims are in the order of places */
		int32_t place = t->cells->cells[c].place, k;

		if (r->class_of[c] != first || (run->nlowest > 0 && run->lowest[run->nlowest - 1] == place))
			continue;
		k = ARRAY_ADD(&run->lowest, &run->nlowest, &room);
		run->lowest[k] = place;
	}
}

static bool level_done(const struct running *r, const struct rate_class *level)
{
	for (int32_t k = 0; k < r->nruns; k++)
		if (rate_same_level(&r->runs[k].level, level))
			return true;
	return false;
}

struct run *turns_runs(const struct turns *t, int32_t *n)
{
	struct running r = {.t = t};

	for (int32_t k = 0; k < t->npoints; k++)
		for (int32_t i = 0; i < t->at[k].nclasses; i++)
			if (!level_done(&r, &t->at[k].classes[i]))
				run_level(&r, &t->at[k].classes[i]);
	for (int32_t k = 0; k < r.nruns; k++)
		list_lowest(t, &r.runs[k]);
	*n = r.nruns;
	return r.runs;
}
