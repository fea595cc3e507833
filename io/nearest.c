#include "io/nearest.h"

#include "base/diag.h"
#include "base/text.h"

#include <stdint.h>
#include <string.h>

enum {
	LENGTH_MAX = 64,
	PART_LEAST = 3, /* bytes of a part of a name that says something: one Chinese character */
	PART = 1000 /* distance of names of which one is a part of the other, and what is left over */
};

void nearest_init(struct nearest *search, const char *text, size_t n)
{
	search->text = text;
	search->n = n;
	search->best = n > LENGTH_MAX ? 0 : (int)n / 3 + 2;
	search->name = NULL;
	search->nthings = 0;
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

static bool is_part(const char *whole, size_t n, const char *part, size_t npart)
{
	for (size_t k = 0; npart >= PART_LEAST && k + npart <= n; k++)
		if (memcmp(whole + k, part, npart) == 0)
			return true;
	return false;
}

/* PART and more: the one is a part of the other; -1: they have nothing in common. */
static int thing_distance(const struct nearest *search, const char *name)
{
	size_t n = strlen(name), apart = n > search->n ? n - search->n : search->n - n;
	int limit = (int)search->n / 3 + 2, found = limit;

	if (n > LENGTH_MAX || search->n > LENGTH_MAX)
		return -1;
	if ((int)apart < limit)
		found = distance(search->text, search->n, name, n, limit);
	if (found < limit)
		return found;
	return is_part(name, n, search->text, search->n) || is_part(search->text, search->n, name, n)
		? PART + (int)apart : -1;
}

/* Keeps the nearest of a thing's names, and the nearest things, the first offered first. */
static void keep_thing(struct nearest *search, struct near_thing thing)
{
	int at = 0;

	for (int k = 0; k < search->nthings; k++) {
		if (strcmp(search->things[k].id, thing.id) != 0)
			continue;
		if (search->things[k].distance <= thing.distance)
			return;
		memmove(&search->things[k], &search->things[k + 1],
			(size_t)(search->nthings - k - 1) * sizeof *search->things);
		search->nthings--;
	}
	while (at < search->nthings && search->things[at].distance <= thing.distance)
		at++;
	if (at == NEAREST_MOST)
		return;
	if (search->nthings == NEAREST_MOST)
		search->nthings--;
	memmove(&search->things[at + 1], &search->things[at], (size_t)(search->nthings - at) * sizeof *search->things);
	search->things[at] = thing;
	search->nthings++;
}

void nearest_offer_thing(struct nearest *search, const char *id, const char *name)
{
	const char *const names[] = {id, name};

	for (int k = 0; k < 2; k++) {
		int apart = names[k] && *names[k] ? thing_distance(search, names[k]) : -1;

		if (apart >= 0)
			keep_thing(search, (struct near_thing){id, names[k], apart});
	}
}

void nearest_remedy(const struct nearest *search, struct diags *d, struct diag *item, const char *otherwise)
{
	struct text list;
	int n = search->nthings;

	/* several only where they are equally near, or all that is near are parts of names */
	while (n > 1 && search->things[0].distance < PART && search->things[n - 1].distance > search->things[0].distance)
		n--;
	text_init(&list);
	for (int k = 0; k < n; k++) {
		const struct near_thing *t = &search->things[k];

		text_puts(&list, k ? C_("list", ", ") : "");
		if (t->id == t->name)
			text_printf(&list, _("\"%s\""), t->id);
		else
			text_printf(&list, _("\"%s\" (%s)"), t->id, t->name);
	}
	if (n > 0)
		diag_remedy(d, item, _("did you mean %s?"), text_str(&list));
	else
		diag_remedy(d, item, "%s", otherwise);
	text_release(&list);
}
