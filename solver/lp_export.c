#include "solver/lp_export.h"

#include "base/memory.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

static const char OBJECTIVE[] = "total";

/* --- numbers --- */

/* Exactly: a bound is a whole number or a multiple of 2^-LP_SHIFT. */
static void put_number(FILE *out, double value)
{
	int64_t part = (int64_t)1 << LP_SHIFT;
	double whole = floor(fabs(value));
	int64_t rest = (int64_t)ldexp(fabs(value) - whole, LP_SHIFT);

	assert(whole < 0x1p62);
	assert(ldexp((double)rest, -LP_SHIFT) == fabs(value) - whole);
	fprintf(out, "%s%" PRId64, value < 0.0 ? "-" : "", (int64_t)whole);
	if (rest == 0)
		return;
	fputc('.', out);
	while (rest > 0) {
		rest *= 10;
		fputc((int)('0' + rest / part), out);
		rest %= part;
	}
}

static void put_comment(FILE *out, const char *mark, const char *comment)
{
	while (comment && *comment) {
		size_t n = strcspn(comment, "\n");

		fprintf(out, "%s %.*s\n", mark, (int)n, comment);
		comment += n + (comment[n] == '\n');
	}
}

/* --- names --- */

static bool same_word(const char *a, const char *b)
{
	for (; *a && *b; a++, b++)
		if ((*a | 0x20) != (*b | 0x20))
			return false;
	return *a == *b;
}

static bool name_fits(const char *name)
{
	static const char *const words[] = {"min", "max", "minimize", "maximize", "minimum",
		"maximum", "subject", "such", "st", "s.t.", "st.", "bound", "bounds", "free",
		"general", "generals", "gen", "integer", "integers", "int", "binary", "binaries",
		"bin", "end", "inf", "infinity", "sos", "to", "that", OBJECTIVE};
	static const char others[] = "!#$%&(),.;?@_'`{}|~";
	size_t n = strlen(name);

	if (n == 0 || n >= LP_NAME_SIZE || (name[0] >= '0' && name[0] <= '9') || name[0] == '.')
		return false;
	/* e5 reads as a number in some LP readers, $ starts a comment in MPS */
	if ((name[0] | 0x20) == 'e' && (name[1] == '\0' || (name[1] >= '0' && name[1] <= '9')))
		return false;
	if (name[0] == '$' || name[0] == '*' || name[0] == '\'')
		return false;
	for (size_t i = 0; i < n; i++) {
		char c = name[i];

		if (!((c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
			strchr(others, c)))
			return false;
	}
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (same_word(name, words[i]))
			return false;
	return true;
}

struct writer {
	const struct lp *lp;
	lp_namer *namer;
	void *context;
	FILE *out;
	char name[LP_NAME_SIZE];
	int32_t *start, *row; /* columns of the matrix: [ncolumns + 1], [start[ncolumns]] */
	int64_t *value;
};

static const char *name_of(struct writer *w, bool row, int32_t index)
{
	w->name[0] = '\0';
	if (w->namer)
		w->namer(w->context, row, index, w->name);
	if (!name_fits(w->name))
		snprintf(w->name, sizeof w->name, "%s_%" PRId32, row ? "row" : "column", index);
	return w->name;
}

static bool row_binds(const struct lp *lp, int32_t i)
{
	return !isinf(lp->row_lower[i]) || !isinf(lp->row_upper[i]);
}

/* --- MPS --- */

static void make_columns(struct writer *w)
{
	const struct lp *lp = w->lp;
	int32_t n = lp->row_start[lp->nrows];
	int32_t *next = mem_calloc((size_t)lp->ncolumns + 1, sizeof *next);

	w->start = mem_calloc((size_t)lp->ncolumns + 1, sizeof *w->start);
	w->row = mem_calloc((size_t)n, sizeof *w->row);
	w->value = mem_calloc((size_t)n, sizeof *w->value);
	for (int32_t k = 0; k < n; k++)
		w->start[lp->row_column[k] + 1]++;
	for (int32_t j = 0; j < lp->ncolumns; j++)
		w->start[j + 1] += w->start[j];
	memcpy(next, w->start, (size_t)lp->ncolumns * sizeof *next);
	for (int32_t i = 0; i < lp->nrows; i++)
		for (int32_t k = lp->row_start[i]; k < lp->row_start[i + 1]; k++) {
			int32_t at = next[lp->row_column[k]]++;

			w->row[at] = i;
			w->value[at] = lp->row_value[k];
		}
	mem_free(next);
}

static void mps_rows(struct writer *w)
{
	fprintf(w->out, "ROWS\n N %s\n", OBJECTIVE);
	for (int32_t i = 0; i < w->lp->nrows; i++) {
		double lower = w->lp->row_lower[i], upper = w->lp->row_upper[i];

		if (row_binds(w->lp, i))
			fprintf(w->out, " %c %s\n", lower == upper ? 'E' : isinf(lower) ? 'L' : 'G',
				name_of(w, true, i));
	}
}

static void mps_columns(struct writer *w)
{
	fputs("COLUMNS\n", w->out);
	for (int32_t j = 0; j < w->lp->ncolumns; j++) {
		/* the cost is written even when 0, so that every column is known */
		fprintf(w->out, " %s %s %" PRId64 "\n", name_of(w, false, j), OBJECTIVE,
			w->lp->cost[j]);
		for (int32_t k = w->start[j]; k < w->start[j + 1]; k++) {
			if (!row_binds(w->lp, w->row[k]))
				continue;
			fprintf(w->out, " %s", name_of(w, false, j));
			fprintf(w->out, " %s %" PRId64 "\n", name_of(w, true, w->row[k]),
				w->value[k]);
		}
	}
}

static void mps_sides(struct writer *w)
{
	fputs("RHS\n", w->out);
	for (int32_t i = 0; i < w->lp->nrows; i++) {
		double lower = w->lp->row_lower[i];
		double side = isinf(lower) ? w->lp->row_upper[i] : lower;

		if (!row_binds(w->lp, i) || side == 0.0)
			continue;
		fprintf(w->out, " RHS %s ", name_of(w, true, i));
		put_number(w->out, side);
		fputc('\n', w->out);
	}
	fputs("RANGES\n", w->out);
	for (int32_t i = 0; i < w->lp->nrows; i++) {
		double lower = w->lp->row_lower[i], upper = w->lp->row_upper[i];

		if (isinf(lower) || isinf(upper) || lower == upper)
			continue;
		fprintf(w->out, " RANGE %s ", name_of(w, true, i));
		put_number(w->out, upper - lower);
		fputc('\n', w->out);
	}
}

static void mps_bound(struct writer *w, const char *kind, int32_t j, double value)
{
	fprintf(w->out, " %s BOUND %s", kind, name_of(w, false, j));
	if (!isinf(value)) {
		fputc(' ', w->out);
		put_number(w->out, value);
	}
	fputc('\n', w->out);
}

static void mps_bounds(struct writer *w)
{
	fputs("BOUNDS\n", w->out);
	for (int32_t j = 0; j < w->lp->ncolumns; j++) {
		double lower = w->lp->column_lower[j], upper = w->lp->column_upper[j];

		if (lower == upper) {
			mps_bound(w, "FX", j, lower);
		} else if (isinf(lower) && isinf(upper)) {
			mps_bound(w, "FR", j, LP_INFINITY);
		} else {
			/* before UP, because a negative upper bound alone moves the lower */
			if (isinf(lower))
				mps_bound(w, "MI", j, LP_INFINITY);
			else if (lower != 0.0 || upper < 0.0)
				mps_bound(w, "LO", j, lower);
			if (!isinf(upper))
				mps_bound(w, "UP", j, upper);
		}
	}
}

bool lp_export_mps(const struct lp *lp, lp_namer *namer, void *context, const char *comment,
	FILE *out)
{
	struct writer w = {lp, namer, context, out, "", NULL, NULL, NULL};

	make_columns(&w);
	put_comment(out, "*", comment);
	fputs("NAME shecang\n", out);
	mps_rows(&w);
	mps_columns(&w);
	mps_sides(&w);
	mps_bounds(&w);
	fputs("ENDATA\n", out);
	mem_free(w.start);
	mem_free(w.row);
	mem_free(w.value);
	return !ferror(out);
}

/* --- CPLEX LP --- */

/* One term a line: readers have line limits, people have diff. */
static void cplex_term(struct writer *w, int64_t value, int32_t j)
{
	uint64_t size = value < 0 ? -(uint64_t)value : (uint64_t)value;

	fprintf(w->out, "\n %c %" PRIu64 " %s", value < 0 ? '-' : '+', size, name_of(w, false, j));
}

static void cplex_row(struct writer *w, int32_t i, const char *suffix, const char *sign,
	double side)
{
	const struct lp *lp = w->lp;

	fprintf(w->out, " %s%s:", name_of(w, true, i), suffix);
	for (int32_t k = lp->row_start[i]; k < lp->row_start[i + 1]; k++)
		cplex_term(w, lp->row_value[k], lp->row_column[k]);
	if (lp->row_start[i] == lp->row_start[i + 1])
		cplex_term(w, 0, 0);
	fprintf(w->out, "\n %s ", sign);
	put_number(w->out, side);
	fputc('\n', w->out);
}

static void cplex_rows(struct writer *w)
{
	const struct lp *lp = w->lp;

	fputs("Subject To\n", w->out);
	for (int32_t i = 0; i < lp->nrows; i++) {
		double lower = lp->row_lower[i], upper = lp->row_upper[i];
		bool range = !isinf(lower) && !isinf(upper);

		if (lower == upper) {
			cplex_row(w, i, "", "=", lower);
			continue;
		}
		/* ranges are not part of the format everywhere: two rows */
		if (!isinf(lower))
			cplex_row(w, i, range ? "_lower" : "", ">=", lower);
		if (!isinf(upper))
			cplex_row(w, i, range ? "_upper" : "", "<=", upper);
	}
}

static void cplex_bounds(struct writer *w)
{
	fputs("Bounds\n", w->out);
	for (int32_t j = 0; j < w->lp->ncolumns; j++) {
		double lower = w->lp->column_lower[j], upper = w->lp->column_upper[j];
		const char *name = name_of(w, false, j);

		if (isinf(lower) && isinf(upper)) {
			fprintf(w->out, " %s free\n", name);
			continue;
		}
		if (lower == upper) {
			fprintf(w->out, " %s = ", name);
			put_number(w->out, lower);
			fputc('\n', w->out);
			continue;
		}
		fputc(' ', w->out);
		if (isinf(lower))
			fputs("-inf", w->out);
		else
			put_number(w->out, lower);
		fprintf(w->out, " <= %s", name);
		if (!isinf(upper)) {
			fputs(" <= ", w->out);
			put_number(w->out, upper);
		}
		fputc('\n', w->out);
	}
}

bool lp_export_cplex(const struct lp *lp, lp_namer *namer, void *context, const char *comment,
	FILE *out)
{
	struct writer w = {lp, namer, context, out, "", NULL, NULL, NULL};
	bool any = false;

	put_comment(out, "\\", comment);
	fprintf(out, "Minimize\n %s:", OBJECTIVE);
	for (int32_t j = 0; j < lp->ncolumns; j++)
		if (lp->cost[j]) {
			cplex_term(&w, lp->cost[j], j);
			any = true;
		}
	if (!any && lp->ncolumns)
		cplex_term(&w, 0, 0);
	fputc('\n', out);
	cplex_rows(&w);
	cplex_bounds(&w);
	fputs("End\n", out);
	return !ferror(out);
}
