#include "models/alteration_parts.h"

#include <assert.h>
#include <string.h>

/* Removing elements, and what follows their numbers. */

static void note_removed(struct application *a, const struct element *e)
{
	struct text name;

	a->outcome.matched++;
	if (!a->effects)
		return;
	text_init(&name);
	element_name(a->s, e, &name);
	effect_add(a, e->what, text_str(&name), NULL, "", NULL);
	text_release(&name);
}

static void release_element(struct scenario *s, enum altered what, int32_t i)
{
	if (what == ALTERED_ROUTE) {
		mem_free(s->routes[i].via);
		mem_free(s->routes[i].closed);
	} else if (what == ALTERED_VEHICLES || what == ALTERED_HELPERS || what == ALTERED_BUDGET) {
		mem_free(s->limits[i].items);
	}
}

/* Puts element `from` in place `to` of its array. */
static void move_element(struct scenario *s, enum altered what, int32_t to, int32_t from)
{
	switch (what) {
	case ALTERED_RATE:
		s->rates[to] = s->rates[from];
		break;
	case ALTERED_NEED:
		s->needs[to] = s->needs[from];
		break;
	case ALTERED_PEOPLE:
		s->people[to] = s->people[from];
		break;
	case ALTERED_STOCK:
		s->lines[to] = s->lines[from];
		break;
	case ALTERED_TRANSIT:
		s->transits[to] = s->transits[from];
		break;
	case ALTERED_ROUTE:
		s->routes[to] = s->routes[from];
		break;
	case ALTERED_TIER:
		s->tier_rules[to] = s->tier_rules[from];
		break;
	case ALTERED_MINIMUM:
	case ALTERED_END_STOCK:
		s->minima[to] = s->minima[from];
		break;
	default:
		s->limits[to] = s->limits[from];
		break;
	}
}

static int32_t *sort_counter(struct scenario *s, enum altered what)
{
	assert(altered_removable(what));
	switch (what) {
	case ALTERED_RATE:
		return &s->nrates;
	case ALTERED_NEED:
		return &s->nneeds;
	case ALTERED_PEOPLE:
		return &s->npeople;
	case ALTERED_STOCK:
		return &s->nlines;
	case ALTERED_TRANSIT:
		return &s->ntransits;
	case ALTERED_ROUTE:
		return &s->nroutes;
	case ALTERED_TIER:
		return &s->ntier_rules;
	case ALTERED_MINIMUM:
	case ALTERED_END_STOCK:
		return &s->nminima;
	default:
		return &s->nlimits;
	}
}

/* Movements follow their lines; new number by old, -1 = gone. */
static void renumber_movements(struct scenario *s, const int32_t *number)
{
	int32_t kept = 0;

	for (int32_t k = 0; k < s->nmovements; k++) {
		struct movement m = s->movements[k];

		m.line = number[m.line];
		if (m.line >= 0)
			s->movements[kept++] = m;
	}
	s->nmovements = kept;
}

static void rebuild_route_ids(struct scenario *s)
{
	map_release(&s->route_ids);
	for (int32_t k = 0; k < s->nroutes; k++)
		map_add(&s->route_ids, s->routes[k].id, k);
}

/* Removes the elements that gone says, of an array of n. */
void elements_compact(struct scenario *s, enum altered what, const char *gone, int32_t n)
{
	int32_t *number = mem_calloc((size_t)n, sizeof *number);
	int32_t kept = 0;

	for (int32_t i = 0; i < n; i++) {
		number[i] = gone[i] ? -1 : kept;
		if (gone[i]) {
			release_element(s, what, i);
			continue;
		}
		if (kept < i)
			move_element(s, what, kept, i);
		kept++;
	}
	*sort_counter(s, what) = kept;
	if (what == ALTERED_STOCK)
		renumber_movements(s, number);
	if (what == ALTERED_ROUTE)
		rebuild_route_ids(s);
	mem_free(number);
}

/* An estimated route would be made again: it is closed for good. */
static bool remove_estimated(struct application *a, int32_t route)
{
	if (!a->s->routes[route].estimated)
		return false;
	route_close(a, route, WHOLE);
	a->outcome.matched++;
	return true;
}

void remove_all(struct application *a)
{
	struct scenario *s = a->s;
	enum altered what = a->c->what;
	int32_t n = altered_count(s, what);
	char *gone;

	for (int32_t i = 0; i < n; i++) { /* splits make the array longer */
		struct element e = element_at(s, what, i);

		if (element_of_sort(s, what, i) && element_selected(s, a->c, &e) && element_period_selected(a, &e))
			element_divide(s, what, i, a->c->when);
	}
	gone = mem_calloc((size_t)altered_count(s, what), 1);
	for (int32_t i = 0; i < n; i++) {
		struct element e = element_at(s, what, i);

		if (!element_of_sort(s, what, i) || !element_selected(s, a->c, &e) || !element_period_selected(a, &e))
			continue;
		if (what == ALTERED_ROUTE && remove_estimated(a, i))
			continue;
		gone[i] = 1;
		note_removed(a, &e);
	}
	elements_compact(s, what, gone, altered_count(s, what));
	mem_free(gone);
}

void remove_terms(struct application *a)
{
	struct scenario *s = a->s;

	for (int32_t h = 0; h < s->nholders; h++) {
		struct holder *holder = &s->holders[h];
		int32_t kept = 0;

		for (int32_t i = 0; i < holder->nterms; i++) {
			struct element e = element_terms(s, h, i);

			if (element_selected(s, a->c, &e))
				note_removed(a, &e);
			else
				holder->terms[kept++] = holder->terms[i];
		}
		holder->nterms = kept;
	}
}

/* Lines under an agreement that is gone have none. */
static void forget_agreement(struct scenario *s, int32_t h, const int32_t *number)
{
	for (int32_t k = 0; k < s->nlines; k++) {
		if (s->lines[k].holder == h && s->lines[k].agreement >= 0)
			s->lines[k].agreement = number[s->lines[k].agreement];
	}
}

void remove_agreements(struct application *a)
{
	struct scenario *s = a->s;

	for (int32_t h = 0; h < s->nholders; h++) {
		struct holder *holder = &s->holders[h];
		int32_t *number = mem_calloc((size_t)holder->nagreements, sizeof *number);
		int32_t kept = 0, n = holder->nagreements;

		for (int32_t i = 0; i < n; i++) {
			struct element e = element_agreement(s, h, i);

			if (element_selected(s, a->c, &e)) {
				note_removed(a, &e);
				mem_free(holder->agreements[i].promises);
				number[i] = -1;
			} else {
				number[i] = kept;
				holder->agreements[kept++] = holder->agreements[i];
			}
		}
		holder->nagreements = kept;
		if (kept < n)
			forget_agreement(s, h, number);
		mem_free(number);
	}
}

/* A holder stays known, for others may name it; what it has is gone. */
void remove_holders(struct application *a)
{
	struct alteration stock = *a->c, transit = *a->c;
	const struct alteration *own = a->c;
	struct scenario *s = a->s;
	int64_t matched = 0;

	for (int32_t h = 0; h < s->nholders; h++) {
		if (!element_holder_selected(a, h) || (own->id && strcmp(own->id, s->holders[h].id) != 0))
			continue;
		matched++;
		stock.what = ALTERED_STOCK;
		transit.what = ALTERED_TRANSIT;
		stock.id = transit.id = NULL;
		stock.holder = transit.holder = h;
		a->c = &stock;
		remove_all(a);
		a->c = &transit;
		remove_all(a);
		a->c = own;
	}
	a->outcome.matched = matched;
}
