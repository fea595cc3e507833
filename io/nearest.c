#include "io/nearest.h"

#include <stdint.h>
#include <string.h>

enum { LENGTH_MAX = 64 };

void nearest_init(struct nearest *search, const char *text, size_t n)
{
	search->text = text;
	search->n = n;
	search->best = n > LENGTH_MAX ? 0 : (int)n / 3 + 2;
	search->name = NULL;
}

static int least(int a, int b)
{
	return a < b ? a : b;
}

/* Bytes to insert, delete or replace, neighbours swapped counting one (optimal
 * string alignment); at most `limit`, which also means "more". */
static int distance(const char *a, size_t na, const char *b, size_t nb, int limit)
{
	int rows[3][LENGTH_MAX + 1];
	int *before = rows[0], *above = rows[1], *row = rows[2];
	size_t i, k;

	for (k = 0; k <= nb; k++)
		above[k] = (int)k;
	for (i = 1; i <= na; i++) {
		int smallest = row[0] = (int)i;
		int *oldest = before;

		for (k = 1; k <= nb; k++) {
			int cost = a[i - 1] != b[k - 1];

			row[k] = least(least(above[k] + 1, row[k - 1] + 1), above[k - 1] + cost);
			if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1])
				row[k] = least(row[k], before[k - 2] + 1);
			smallest = least(smallest, row[k]);
		}
		if (smallest > limit)
			return limit;
		before = above;
		above = row;
		row = oldest;
	}
	return least(above[nb], limit);
}

void nearest_offer(struct nearest *search, const char *candidate)
{
	size_t n = strlen(candidate);
	size_t apart = n > search->n ? n - search->n : search->n - n;
	int found;

	if (n > LENGTH_MAX || (int)apart >= search->best)
		return;
	found = distance(search->text, search->n, candidate, n, search->best);
	if (found < search->best) {
		search->best = found;
		search->name = candidate;
	}
}
