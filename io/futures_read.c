/* The sweep file. */
#include "io/futures_parts.h"

#include "io/aliases.h"

#include "base/text.h"

#include <string.h>

/* ---- values ---- */

/* ---- what is uncertain ---- */

/* Which elements, and who has a draw of its own. */
static void read_selection(struct futures_reading *r, int32_t element, struct uncertainty *q)
{
	const char *item = document_attribute(&r->c.in.doc, element, "item");
	const char *place = document_attribute(&r->c.in.doc, element, "place");
	const char *holder = document_attribute(&r->c.in.doc, element, "holder");
	const char *kind = document_attribute(&r->c.in.doc, element, "holder-kind");
	const char *by = document_attribute(&r->c.in.doc, element, "by");
	int word;

	if (item)
		q->item = checked_find(&r->c, element, THING_ITEM, item);
	if (place)
		q->place = checked_find(&r->c, element, THING_PLACE, place);
	if (holder)
		q->holder = checked_find(&r->c, element, THING_HOLDER, holder);
	if (kind)
		q->holder_kind = checked_word(&r->c, element, kind, ALIAS_HOLDER_KIND);
	if (!by)
		return;
	if (strcmp(by, "holder") == 0) {
		q->by = BY_HOLDER;
		if (q->what == UNCERTAIN_DEMAND || q->what == UNCERTAIN_LEAD)
			FUTURE_FAULT(r, element, 206, _("demand and lead times are not of holders: by=\"holder\" fits stock and consent"));
		return;
	}
	word = checked_word(&r->c, element, by, ALIAS_PLACE_KIND);
	if (word >= 0) {
		q->by = BY_PLACE;
		q->kind = (enum place_kind)word;
	}
}

static void read_shape(struct futures_reading *r, int32_t element, struct uncertainty *q)
{
	static const char *const shapes[DRAW_SHAPES] = {"uniform", "triangular", "normal", "chance"};
	static const char *const needed[DRAW_SHAPES][3] = {
		{"low", NULL, "high"}, {"low", "mode", "high"}, {NULL, "mean", "deviation"}, {"chance", NULL, NULL}};
	enum { FACTOR_MAX = 100 };
	bool good = true;
	const char *shape = q->what == UNCERTAIN_CONSENT ? "chance" : script_need(&r->c.in, element, "shape");
	int64_t *const values[] = {&q->low, &q->mode, &q->high};
	int64_t most = q->what == UNCERTAIN_CONSENT ? MILLION : FACTOR_MAX * MILLION;
	int k = 0;

	if (!shape)
		return;
	while (k < DRAW_SHAPES && strcmp(shape, shapes[k]) != 0)
		k++;
	if (k == DRAW_SHAPES) {
		struct diag *item = FUTURE_FAULT(r, element, 216, _("\"%.40s\" is no distribution"), shape);

		diag_remedy(r->c.in.d, item, _("write one of: %s"), "uniform, triangular, normal, chance");
		return;
	}
	q->shape = (enum draw_shape)k;
	if (q->shape == DRAW_CHANCE)
		most = MILLION;
	for (int v = 0; v < 3; v++) {
		const char *value = needed[k][v] ? script_need(&r->c.in, element, needed[k][v]) : NULL;

		good &= !needed[k][v] || (value && checked_millionths(&r->c, element, needed[k][v], value, most, values[v]));
	}
	if (good && ((q->shape == DRAW_UNIFORM && q->low > q->high) ||
		(q->shape == DRAW_TRIANGULAR && (q->low > q->mode || q->mode > q->high))))
		FUTURE_FAULT(r, element, 219, _("low, mode and high are not in this order"));
}

static void read_uncertainty(struct futures_reading *r, int32_t element, enum uncertain what)
{
	static const char *const attributes[UNCERTAINS] = {
		"shape|low|mode|high|mean|deviation|common|by|item|place",
		"shape|low|mode|high|mean|deviation|common|by|item|place|holder|holder-kind|chance",
		"chance|common|by|place|holder|holder-kind",
		"shape|low|mode|high|mean|deviation|common|by|place"};
	struct uncertainty q = {.what = what, .item = -1, .place = -1, .holder = -1, .holder_kind = -1,
		.where = r->c.in.doc.elements[element].where};
	const char *common = document_attribute(&r->c.in.doc, element, "common");
	int32_t added;

	script_attributes(&r->c.in, element, attributes[what]);
	read_selection(r, element, &q);
	read_shape(r, element, &q);
	if (common)
		checked_millionths(&r->c, element, "common", common, MILLION, &q.common);
	added = ARRAY_ADD(&r->f->uncertain, &r->f->nuncertain, &r->f->uncertain_room);
	r->f->uncertain[added] = q;
}

static void read_sampled(struct futures_reading *r, int32_t element)
{
	static const char *const names[UNCERTAINS] = {"demand", "stock", "consent", "lead"};
	int64_t count = 0, seed = 0;

	script_attributes(&r->c.in, element, "count|seed");
	r->f->kind = FUTURES_SAMPLED;
	if (script_whole(&r->c.in, element, "count", 1, FUTURES_MAX, &count))
		r->f->n = (int32_t)count;
	if (script_whole(&r->c.in, element, "seed", 0, INT64_MAX, &seed))
		r->f->seed = (uint64_t)seed;
	for (int32_t k = r->c.in.doc.elements[element].first; k >= 0; k = r->c.in.doc.elements[k].next) {
		int what = 0;

		while (what < UNCERTAINS && strcmp(r->c.in.doc.elements[k].name, names[what]) != 0)
			what++;
		if (what < UNCERTAINS)
			read_uncertainty(r, k, (enum uncertain)what);
		else
			script_unknown(&r->c.in, k, "demand, stock, consent, lead");
	}
	if (r->f->nuncertain == 0)
		FUTURE_FAULT(r, element, 125, _("nothing is uncertain: all futures would be the same"));
}

/* ---- what may be lost ---- */

static void add_loss(struct futures_reading *r, enum lost what, int32_t index)
{
	struct futures *f = r->f;
	int32_t added;

	for (int32_t k = 0; k < f->nlosses; k++)
		if (f->losses[k].what == what && f->losses[k].index == index)
			return; /* named twice is lost once */
	added = ARRAY_ADD(&f->losses, &f->nlosses, &f->losses_room);
	f->losses[added] = (struct loss){what, index};
}

static void lose_holders(struct futures_reading *r, int32_t element)
{
	const char *id = document_attribute(&r->c.in.doc, element, "id");
	const char *kind = document_attribute(&r->c.in.doc, element, "kind");
	const char *place = document_attribute(&r->c.in.doc, element, "place");
	int32_t region = place ? checked_find(&r->c, element, THING_PLACE, place) : -1;
	int word = kind ? checked_word(&r->c, element, kind, ALIAS_HOLDER_KIND) : -1;
	int32_t one = id ? checked_find(&r->c, element, THING_HOLDER, id) : -1;

	script_attributes(&r->c.in, element, "id|kind|place");
	for (int32_t h = 0; r->c.in.good && h < r->s->nholders; h++) {
		const struct holder *holder = &r->s->holders[h];

		if ((!id || h == one) && (!kind || (int)holder->kind == word) &&
			(!place || place_within(r->s, holder->place, region)))
			add_loss(r, LOST_HOLDER, h);
	}
}

static void lose_segments(struct futures_reading *r, int32_t element)
{
	const char *id = document_attribute(&r->c.in.doc, element, "id");
	int32_t one = id ? checked_find(&r->c, element, THING_SEGMENT, id) : -1;

	script_attributes(&r->c.in, element, "id");
	for (int32_t g = 0; r->c.in.good && g < r->s->nsegments; g++)
		if (!id || g == one)
			add_loss(r, LOST_SEGMENT, g);
}

static void lose_vehicles(struct futures_reading *r, int32_t element)
{
	const char *place = document_attribute(&r->c.in.doc, element, "place");
	int32_t region = place ? checked_find(&r->c, element, THING_PLACE, place) : -1;

	script_attributes(&r->c.in, element, "place");
	for (int32_t k = 0; r->c.in.good && k < r->s->nlimits; k++)
		if (r->s->limits[k].kind == LIMIT_VEHICLES && (!place || place_within(r->s, r->s->limits[k].place, region)))
			add_loss(r, LOST_VEHICLES, k);
}

/* Nothing of the scenario is meant. */
static void report_no_loss(struct futures_reading *r, int32_t element, enum lost what)
{
	static const char *const faults[] = {
		N_("no holder of this scenario is of that kind and place: there is nothing to lose"),
		N_("this scenario has no segments: there is none to lose"),
		N_("this scenario limits no vehicles there: there is no fleet to lose")};
	static const char *const remedies[] = {
		N_("leave <holders> out, or name others: by id, kind or place"),
		N_("leave <segments> out, or state in the scenario what routes lead over: <segment id=...>, and via=... of the routes"),
		N_("leave <vehicles> out, or state in the scenario what its fleets carry: <vehicles place=... kg=.../> in <limits>")};
	struct diag *item = FUTURE_FAULT(r, element, 303, "%s", _(faults[what]));

	diag_remedy(r->c.in.d, item, "%s", _(remedies[what]));
}

static void read_enumerated(struct futures_reading *r, int32_t element)
{
	int64_t any = 0;

	script_attributes(&r->c.in, element, "any");
	r->f->kind = FUTURES_ENUMERATED;
	for (int32_t k = r->c.in.doc.elements[element].first; k >= 0; k = r->c.in.doc.elements[k].next) {
		static const struct {
			const char *name;
			void (*read)(struct futures_reading *r, int32_t element);
		} losses[] = {{"holders", lose_holders}, {"segments", lose_segments}, {"vehicles", lose_vehicles}};
		int32_t before = r->f->nlosses;
		int what = 0;

		while (what <= LOST_VEHICLES && strcmp(r->c.in.doc.elements[k].name, losses[what].name) != 0)
			what++;
		if (what > LOST_VEHICLES) {
			script_unknown(&r->c.in, k, "holders, segments, vehicles");
			continue;
		}
		losses[what].read(r, k);
		if (r->c.in.good && r->f->nlosses == before)
			report_no_loss(r, k, (enum lost)what);
	}
	if (!script_whole(&r->c.in, element, "any", 1, INT32_MAX, &any) || !r->c.in.good)
		return;
	r->f->any = (int32_t)any;
	r->f->n = any <= r->f->nlosses ? futures_choices(r->f->nlosses, (int32_t)any) : 0;
	if (r->f->n == 0)
		FUTURE_FAULT(r, element, 206, _("any %d of %d cannot be lost"), (int)any, (int)r->f->nlosses);
	else if (r->f->n > FUTURES_MAX)
		FUTURE_FAULT(r, element, 206, _("any %d of %d are more than %d futures"), (int)any, (int)r->f->nlosses,
			(int)FUTURES_MAX);
}

/* ---- what others have thought of ---- */

static void read_case(struct futures_reading *r, int32_t element)
{
	enum { WEIGHT_MAX = 1000000 };
	const char *with = document_attribute(&r->c.in.doc, element, "with");
	const char *name = document_attribute(&r->c.in.doc, element, "name");
	int32_t i = ARRAY_ADD(&r->f->given, &r->f->ngiven, &r->f->given_room);
	struct given *g = &r->f->given[i];

	script_attributes(&r->c.in, element, "weight|with|name");
	g->where = r->c.in.doc.elements[element].where;
	g->weight = 1;
	if (document_attribute(&r->c.in.doc, element, "weight"))
		script_whole(&r->c.in, element, "weight", 1, WEIGHT_MAX, &g->weight);
	g->name = name || with ? arena_strdup(&r->f->arena, name ? name : with) : NULL;
	script_paths(&r->c.in, &r->f->arena, with, &g->with, &g->nwith, &g->with_room);
}

static void read_given(struct futures_reading *r, int32_t element)
{
	script_attributes(&r->c.in, element, "");
	r->f->kind = FUTURES_GIVEN;
	for (int32_t k = r->c.in.doc.elements[element].first; k >= 0; k = r->c.in.doc.elements[k].next) {
		if (strcmp(r->c.in.doc.elements[k].name, "case") == 0)
			read_case(r, k);
		else
			script_unknown(&r->c.in, k, "case");
	}
	r->f->n = r->f->ngiven;
	if (r->f->n == 0)
		FUTURE_FAULT(r, element, 125, _("<%s> has no future"), "given");
}

/* ---- the file ---- */

static void read_root(struct futures_reading *r)
{
	const struct document_element *root = &r->c.in.doc.elements[0];
	const char *id = script_need(&r->c.in, 0, "id"), *fill;
	int kinds = 0;

	script_attributes(&r->c.in, 0, "version|id");
	if (id)
		r->f->id = arena_strdup(&r->f->arena, id);
	r->f->threshold = MILLION / 2;
	for (int32_t k = root->first; k >= 0; k = r->c.in.doc.elements[k].next) {
		const char *name = r->c.in.doc.elements[k].name;

		if (strcmp(name, "title") == 0) {
			script_attributes(&r->c.in, k, "lang");
			script_label(&r->c.in, k, &r->f->arena, &r->f->title);
		} else if (strcmp(name, "threshold") == 0) {
			script_attributes(&r->c.in, k, "fill");
			fill = script_need(&r->c.in, k, "fill");
			if (fill)
				checked_millionths(&r->c, k, "fill", fill, MILLION, &r->f->threshold);
		} else if (strcmp(name, "sampled") == 0 && ++kinds == 1) {
			read_sampled(r, k);
		} else if (strcmp(name, "enumerated") == 0 && ++kinds == 1) {
			read_enumerated(r, k);
		} else if (strcmp(name, "given") == 0 && ++kinds == 1) {
			read_given(r, k);
		} else if (strcmp(name, "along") == 0 && ++kinds == 1) {
			futures_read_along(r, k);
		} else if (kinds < 2) {
			script_unknown(&r->c.in, k, "title, threshold, sampled, enumerated, given, along");
		}
	}
	if (kinds != 1)
		FUTURE_FAULT(r, 0, 129, _("a sweep has one of <sampled>, <enumerated>, <given>, <along>, and only one"));
}

bool futures_read(struct futures *f, struct scenario *s, const char *path, struct diags *d)
{
	struct futures_reading r = {.f = f, .s = s, .path = path};

	if (checked_open(&r.c, s, path, "sweep", SWEEP_NAMESPACE, &f->arena, d))
		read_root(&r);
	memcpy(f->sha256, r.c.in.doc.sha256, sizeof f->sha256);
	checked_release(&r.c);
	return r.c.in.good;
}
