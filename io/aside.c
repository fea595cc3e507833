#include "io/aside.h"

#include "base/memory.h"

#include <stdlib.h>

static int compare_asides(const void *a, const void *b)
{
	const struct aside *x = a, *y = b;

	if (x->where.file != y->where.file)
		return x->where.file < y->where.file ? -1 : 1;
	if (x->where.line != y->where.line)
		return x->where.line < y->where.line ? -1 : 1;
	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return (x->code > y->code) - (x->code < y->code);
}

/* A line that is out while its source is not, or that stands twice. */
static bool line_is_aside(const struct scenario *s, const struct stock_line *line)
{
	if (line->state == LINE_CONFLICT)
		return true;
	return line->state == LINE_SET_ASIDE && (line->source < 0 || s->sources[line->source].state == SOURCE_USED);
}

/* An error that did not make its source go; those of no source are of goods of
 * the scenario itself, or it would have been refused. */
static bool fault_is_aside(const struct scenario *s, const struct diag *fault)
{
	return fault->severity == DIAG_ERROR && fault->where.line > 0 && fault->source < s->nsources &&
		(fault->source < 0 || s->sources[fault->source].state == SOURCE_USED);
}

struct aside *aside_list(const struct scenario *s, const struct diags *d, int32_t *n)
{
	int32_t nfaults = d ? d->nitems : 0;
	struct aside *all = mem_calloc((size_t)s->nlines + (size_t)nfaults, sizeof *all);
	int32_t nlines;

	*n = 0;
	for (int32_t k = 0; k < s->nlines; k++)
		if (line_is_aside(s, &s->lines[k]))
			all[(*n)++] = (struct aside){s->lines[k].where, k, 0, s->lines[k].source};
	nlines = *n;
	for (int32_t k = 0; k < nfaults; k++) {
		const struct diag *fault = &d->items[k];
		int32_t at = 0;

		if (!fault_is_aside(s, fault))
			continue;
		while (at < nlines && (all[at].where.file != fault->where.file ||
				all[at].where.line != fault->where.line))
			at++;
		if (at < nlines && all[at].code == 0)
			all[at].code = fault->code;
		else
			all[(*n)++] = (struct aside){fault->where, -1, fault->code, fault->source};
	}
	if (*n > 0)
		qsort(all, (size_t)*n, sizeof *all, compare_asides);
	return all;
}
