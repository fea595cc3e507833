#include "models/check.h"
#include "models/scenario_words.h"

#include "base/text.h"

/* The place tree: one root, no cycles, each kind in a kind that may hold it. */

/* Levels from the root downwards; within a community the order is free. */
enum { LEVEL_COMMUNITY = 4, LEVEL_BELOW = 5, LEVEL_SITE = 6 };

static int level_of(enum place_kind kind)
{
	if (place_kind_is_site(kind))
		return LEVEL_SITE;
	if (kind > PLACE_VILLAGE)
		return LEVEL_BELOW;
	return place_kind_is_community(kind) ? LEVEL_COMMUNITY : (int)kind;
}

static bool may_hold(enum place_kind outer, enum place_kind inner)
{
	int out = level_of(outer), in = level_of(inner);

	if (out == LEVEL_SITE)
		return false;
	if (out == LEVEL_BELOW)
		return in >= LEVEL_BELOW;
	return out < in;
}

static void check_kind(struct check *k, int32_t place)
{
	const struct place *p = &k->s->places[place];
	const struct place *outer;
	struct diag *item;

	if (!check_has(p->in, k->s->nplaces))
		return;
	outer = &k->s->places[p->in];
	if (may_hold(outer->kind, p->kind))
		return;
	item = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_PLACE_KIND, p->where,
		_("place %s (%s) cannot lie in %s (%s)"), p->id, place_kind_title(p->kind),
		outer->id, place_kind_title(outer->kind));
	item->about = "in";
	if (place_kind_is_site(outer->kind))
		diag_remedy(k->d, item, _("put it in the place that the site lies in"));
	else
		diag_remedy(k->d, item,
			_("correct its kind or the place it is in: provinces hold cities, then "
			  "districts, streets, communities or villages, then estates, grids, "
			  "buildings and units; sites lie in any of them"));
}

/* Depth of every place below its root: [nplaces]; -1 in a cycle or below one. */
static int32_t *measure_depths(const struct scenario *s)
{
	enum { UNSEEN = -2, CYCLE = -1 };
	int32_t *depth = mem_calloc((size_t)s->nplaces, sizeof *depth);
	int32_t *path = mem_calloc((size_t)s->nplaces, sizeof *path);
	int32_t i, n, at, above;

	for (i = 0; i < s->nplaces; i++)
		depth[i] = UNSEEN;
	for (i = 0; i < s->nplaces; i++) {
		n = 0;
		for (at = i; check_has(at, s->nplaces) && depth[at] == UNSEEN;
			at = s->places[at].in) {
			depth[at] = CYCLE; /* until the way up is known */
			path[n++] = at;
		}
		if (!check_has(at, s->nplaces))
			above = 0;
		else
			above = depth[at] == CYCLE ? CYCLE : depth[at] + 1;
		while (n > 0) {
			depth[path[--n]] = above;
			above = above == CYCLE ? CYCLE : above + 1;
		}
	}
	mem_free(path);
	return depth;
}

static void check_cycle(struct check *k, int32_t place)
{
	const struct place *p = &k->s->places[place];
	struct diag *item;

	k->tree = false;
	item = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_PLACE_CYCLE, p->where,
		_("place %s lies in itself, or in one that does: %s"), p->id,
		k->s->places[p->in].id);
	item->about = "in";
	diag_remedy(k->d, item, _("correct the place that it is in"));
}

static void check_depth(struct check *k, int32_t place)
{
	const struct place *p = &k->s->places[place];
	struct diag *item;

	item = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_PLACE_KIND, p->where,
		_("place %s lies in more than %d places, one in another"), p->id, PLACES_DEEP);
	item->about = "in";
	diag_remedy(k->d, item, _("leave out levels that nothing is planned for"));
}

/* A place whose parent is not known is a root only because of that fault. */
static void check_root(struct check *k)
{
	const struct scenario *s = k->s;
	struct diag *item;
	int32_t i, root = -1;

	for (i = 0; i < s->nplaces; i++) {
		const struct place *p = &s->places[i];

		if (p->in >= 0 || check_reported(k, p->where))
			continue;
		if (root < 0) {
			root = i;
			continue;
		}
		k->tree = false;
		item = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_ROOT, p->where,
			_("place %s lies in no other place, nor does %s"), p->id,
			s->places[root].id);
		item->about = "in";
		diag_remedy(k->d, item,
			_("put it in another place: only one place, which holds all others, "
			  "stands alone"));
	}
	if (root < 0 && s->nplaces > 0)
		k->tree = false;
}

static void check_point(struct check *k, int32_t place)
{
	const struct place *p = &k->s->places[place];
	struct diag *item;

	if (!p->has_point)
		return;
	if (p->lon >= -180000000 && p->lon <= 180000000 && p->lat >= -90000000 &&
		p->lat <= 90000000)
		return;
	item = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_PLACE_POINT, p->where,
		_("place %s: the coordinates are not on the globe"), p->id);
	item->about = "lon";
	diag_remedy(k->d, item,
		_("longitude is -180 to 180 degrees, latitude -90 to 90; perhaps they are "
		  "exchanged"));
}

void check_tree(struct check *k)
{
	const struct scenario *s = k->s;
	int32_t *depth = measure_depths(s);
	int32_t i;

	k->tree = true;
	check_root(k);
	for (i = 0; i < s->nplaces; i++) {
		if (s->places[i].in >= s->nplaces)
			k->tree = false;
		if (depth[i] < 0)
			check_cycle(k, i);
		else
			check_kind(k, i);
		if (depth[i] == PLACES_DEEP + 1)
			check_depth(k, i);
		check_point(k, i);
	}
	mem_free(depth);
}

/* ---- Places that are lost ---- */

static void check_lost_within(struct check *k, int32_t place)
{
	struct scenario *s = k->s;
	struct place *p = &s->places[place];
	struct diag *item;

	if (p->lost < s->nperiods)
		return;
	if (p->lost != INT32_MAX) {
		item = diag_add(check_warning(k, -1), DIAG_WARNING, WARN_PERIODS_BEYOND, p->where,
			_("%s: from period %d on, but the horizon has only %d periods; it has no effect"), p->id,
			(int)p->lost + 1, (int)s->nperiods);
		item->about = "lost";
		diag_remedy(k->d, item, _("lengthen the horizon or correct the periods"));
	}
	p->lost = INT32_MAX;
}

/* What lies in a community is one place with it for the plan. */
static void check_lost_alone(struct check *k, int32_t place)
{
	const struct scenario *s = k->s;
	const struct place *p = &s->places[place], *stand = &s->places[place_stand(s, place)];
	struct diag *item;

	if (p->lost == stand->lost)
		return;
	item = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_PLACE_LOST, p->where,
		_("place %s cannot be lost alone: plans see it as one with %s, in which it lies"), p->id, stand->id);
	item->about = "lost";
	diag_remedy(k->d, item,
		_("state it of that community, or state the stock that will be lost as damaged"));
}

void check_lost(struct check *k)
{
	struct scenario *s = k->s;
	int32_t i, up;

	if (!k->horizon || !k->tree)
		return;
	for (i = 0; i < s->nplaces; i++)
		check_lost_within(k, i);
	for (i = 0; i < s->nplaces; i++)
		for (up = s->places[i].in; up >= 0; up = s->places[up].in)
			if (s->places[up].lost < s->places[i].lost)
				s->places[i].lost = s->places[up].lost;
	for (i = 0; i < s->nplaces; i++)
		check_lost_alone(k, i);
}
