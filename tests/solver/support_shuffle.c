#include "tests/solver/support_stories.h"

#include <stdlib.h>
#include <string.h>

/* moved[k] = new index of element k; the array is put into that order. */
static int32_t *shuffle_array(void *items, int32_t n, size_t size, struct support_random *r)
{
	int32_t *moved = mem_calloc((size_t)n, sizeof *moved);
	char *copy = mem_calloc((size_t)n, size);

	for (int32_t k = 0; k < n; k++) {
		int32_t j = (int32_t)support_between(r, 0, k);

		moved[k] = k;
		for (int32_t i = 0; i < k; i++)
			if (moved[i] == j) {
				moved[i] = k;
				moved[k] = j;
			}
	}
	if (n > 0)
		memcpy(copy, items, (size_t)n * size);
	for (int32_t k = 0; k < n; k++)
		memcpy((char *)items + (size_t)moved[k] * size, copy + (size_t)k * size, size);
	mem_free(copy);
	return moved;
}

#define SHUFFLE(name) shuffle_array(s->name, s->n##name, sizeof *s->name, r)

static void follow(int32_t *index, const int32_t *moved)
{
	if (*index >= 0)
		*index = moved[*index];
}

static void follow_items(struct scenario *s, const int32_t *moved)
{
	for (int32_t k = 0; k < s->nsubstitutes; k++) {
		follow(&s->substitutes[k].item, moved);
		for (int32_t j = 0; j < s->substitutes[k].nparts; j++)
			follow(&s->substitutes[k].parts[j].item, moved);
	}
	for (int32_t k = 0; k < s->nlines; k++)
		follow(&s->lines[k].item, moved);
	for (int32_t k = 0; k < s->ntransits; k++)
		follow(&s->transits[k].item, moved);
	for (int32_t k = 0; k < s->nneeds; k++)
		follow(&s->needs[k].item, moved);
	for (int32_t k = 0; k < s->nminima; k++)
		follow(&s->minima[k].item, moved);
	for (int32_t k = 0; k < s->nlimits; k++)
		for (int32_t j = 0; j < s->limits[k].nitems; j++)
			follow(&s->limits[k].items[j], moved);
}

static void follow_places(struct scenario *s, const int32_t *moved)
{
	for (int32_t k = 0; k < s->nplaces; k++)
		follow(&s->places[k].in, moved);
	for (int32_t k = 0; k < s->npeople; k++)
		follow(&s->people[k].place, moved);
	for (int32_t k = 0; k < s->nholders; k++)
		follow(&s->holders[k].place, moved);
	for (int32_t k = 0; k < s->ntransits; k++)
		follow(&s->transits[k].to, moved);
	for (int32_t k = 0; k < s->nroutes; k++) {
		follow(&s->routes[k].from, moved);
		follow(&s->routes[k].to, moved);
	}
	for (int32_t k = 0; k < s->nneeds; k++)
		follow(&s->needs[k].place, moved);
	for (int32_t k = 0; k < s->nminima; k++)
		follow(&s->minima[k].place, moved);
	for (int32_t k = 0; k < s->nlimits; k++)
		follow(&s->limits[k].place, moved);
}

static void follow_groups(struct scenario *s, const int32_t *moved)
{
	for (int32_t k = 0; k < s->npeople; k++)
		follow(&s->people[k].group, moved);
	for (int32_t k = 0; k < s->nneeds; k++)
		follow(&s->needs[k].group, moved);
	for (int32_t k = 0; k < s->nminima; k++)
		follow(&s->minima[k].group, moved);
	for (int32_t k = 0; k < s->nholders; k++)
		for (int32_t j = 0; j < s->holders[k].ncovers; j++)
			follow(&s->holders[k].covers[j].group, moved);
}

void story_shuffle(struct story *y, struct support_random *r)
{
	struct scenario *s = &y->s;
	int32_t *moved;

	moved = SHUFFLE(items);
	follow_items(s, moved);
	mem_free(moved);
	moved = SHUFFLE(places);
	follow_places(s, moved);
	mem_free(moved);
	moved = SHUFFLE(groups);
	follow_groups(s, moved);
	mem_free(moved);
	moved = SHUFFLE(holders);
	for (int32_t k = 0; k < s->nlines; k++)
		follow(&s->lines[k].holder, moved);
	mem_free(moved);
	moved = SHUFFLE(segments);
	for (int32_t k = 0; k < s->nroutes; k++)
		for (int32_t j = 0; j < s->routes[k].nvia; j++)
			follow(&s->routes[k].via[j], moved);
	mem_free(moved);
	mem_free(SHUFFLE(lines));
	mem_free(SHUFFLE(transits));
	mem_free(SHUFFLE(routes));
	mem_free(SHUFFLE(needs));
	mem_free(SHUFFLE(people));
	mem_free(SHUFFLE(limits));
	mem_free(SHUFFLE(minima));
	mem_free(SHUFFLE(substitutes));
	for (int32_t k = 0; k < s->nsubstitutes; k++) {
		struct substitute *u = &s->substitutes[k];

		mem_free(shuffle_array(u->parts, u->nparts, sizeof *u->parts, r));
	}
	for (int32_t k = 0; k < s->nroutes; k++) {
		struct route *route = &s->routes[k];

		mem_free(shuffle_array(route->via, route->nvia, sizeof *route->via, r));
		mem_free(shuffle_array(route->closed, route->nclosed, sizeof *route->closed, r));
	}
}

static const char *renamed(struct scenario *s, const char *before, const char *id)
{
	struct text text;
	const char *name;

	text_init(&text);
	text_printf(&text, "%s%s", before, id);
	name = arena_strdup(&s->arena, text_str(&text));
	text_release(&text);
	return name;
}

#define RENAME(name)                                                        \
	for (int32_t k_ = 0; k_ < s->n##name; k_++)                         \
		s->name[k_].id = renamed(s, before, s->name[k_].id)

void story_rename(struct story *y, const char *before)
{
	struct scenario *s = &y->s;

	RENAME(items);
	RENAME(places);
	RENAME(groups);
	RENAME(holders);
	RENAME(segments);
	RENAME(routes);
	RENAME(transits);
}

#define SAME(name)                                                          \
	for (int32_t k_ = 0; k_ < s->n##name; k_++)                         \
		s->name[k_].id = z->s.name[k_].id

void story_same_names(struct story *y, const struct story *z)
{
	struct scenario *s = &y->s;

	SAME(items);
	SAME(places);
	SAME(groups);
	SAME(holders);
	SAME(segments);
	SAME(routes);
	SAME(transits);
}
