/* The sweep file. */
#include "io/sweep.h"

#include "io/aliases.h"
#include "io/document.h"
#include "io/sheets.h"

#include "base/text.h"

#include <string.h>

struct futures_reading {
	struct futures *f;
	const struct scenario *s;
	struct document doc;
	struct diags *d;
	const char *folder; /* of the file, with its slash, or "" */
	struct reading reading; /* for references to things of the scenario */
	bool good;
};

/* ---- faults ---- */

static struct diag *fault(struct futures_reading *r, int32_t element, struct diag *item)
{
	item->span = r->doc.elements[element].span;
	r->good = false;
	return item;
}
#define FUTURE_FAULT(r, element, code, ...) \
	fault(r, element, diag_add((r)->d, DIAG_ERROR, code, (r)->doc.elements[element].where, __VA_ARGS__))

static bool is_listed(const char *name, const char *list)
{
	size_t n = strlen(name);

	while (*list) {
		size_t length = strcspn(list, "|");

		if (length == n && memcmp(list, name, n) == 0)
			return true;
		list += length + (list[length] == '|');
	}
	return false;
}

/* Unknown elements and attributes are slips of the pen that would change the result. */
static void known_attributes(struct futures_reading *r, int32_t element, const char *names)
{
	const struct document_element *e = &r->doc.elements[element];

	for (int32_t k = 0; k < e->nattributes; k++) {
		const char *name = r->doc.attributes[e->attributes + k].name;

		if (!is_listed(name, names))
			FUTURE_FAULT(r, element, 124, _("<%s> has no attribute \"%.60s\""), e->name, name);
	}
}

static void unknown_element(struct futures_reading *r, int32_t element, const char *allowed)
{
	struct diag *item = FUTURE_FAULT(r, element, 123, _("<%.60s> is not known here"), r->doc.elements[element].name);

	diag_remedy(r->d, item, _("known here: %s"), allowed);
}

/* NULL after a fault when it is needed and absent. */
static const char *need(struct futures_reading *r, int32_t element, const char *name)
{
	const char *value = document_attribute(&r->doc, element, name);

	if (!value)
		FUTURE_FAULT(r, element, 125, _("<%s> needs the attribute %s"), r->doc.elements[element].name, name);
	return value;
}

static struct value_place place_of(const struct futures_reading *r, int32_t element)
{
	const struct document_element *e = &r->doc.elements[element];
	struct value_place at = {.where = e->where, .span = e->span};

	return at;
}

/* ---- values ---- */

/* "0.85", "85%" in millionths. */
static bool read_millionths(struct futures_reading *r, int32_t element, const char *name, const char *value,
	int64_t most, int64_t *out)
{
	struct value_place at = place_of(r, element);
	size_t n = strlen(value);
	int decimals = 6;
	int64_t number;
	struct diag *item;

	if (n > 1 && value[n - 1] == '%') {
		n--;
		decimals = 4;
	}
	if (decimal_parse(value, n, decimals, &number) == NUMBER_OK && number <= most) {
		*out = number;
		return true;
	}
	item = FUTURE_FAULT(r, element, 202, _("%s=\"%.40s\" is not a number from 0 to %d with at most %d decimals"), name,
		value, (int)(most / MILLION), decimals);
	item->span = at.span;
	diag_remedy(r->d, item, _("write for example 0.85 or 85%%"));
	return false;
}

static bool read_whole(struct futures_reading *r, int32_t element, const char *name, int64_t least, int64_t most,
	int64_t *out)
{
	const char *value = need(r, element, name);
	struct value_place at = place_of(r, element);

	if (!value)
		return false;
	if (read_count(r->d, &at, value, strlen(value), least, most, out))
		return true;
	r->good = false;
	return false;
}

/* The index of what the attribute names; -1 after a fault. */
static int32_t find(struct futures_reading *r, int32_t element, enum thing thing, const char *id)
{
	struct value_place at = place_of(r, element);
	int32_t i = -1;

	if (!value_thing(&r->reading, &at, id, strlen(id), thing, &i))
		r->good = false;
	return i;
}

static int read_word(struct futures_reading *r, int32_t element, const char *value, enum alias_kind kind)
{
	int word = alias_parse(kind, value, strlen(value));
	struct text words;
	struct diag *item;

	if (word >= 0)
		return word;
	item = FUTURE_FAULT(r, element, 216, _("\"%.40s\" is not one of the words of this attribute"), value);
	text_init(&words);
	alias_list(kind, &words);
	diag_remedy(r->d, item, _("write one of: %s"), text_str(&words));
	text_release(&words);
	return -1;
}

/* ---- what is uncertain ---- */

/* Which elements, and who has a draw of its own. */
static void read_selection(struct futures_reading *r, int32_t element, struct uncertainty *q)
{
	const char *item = document_attribute(&r->doc, element, "item");
	const char *place = document_attribute(&r->doc, element, "place");
	const char *holder = document_attribute(&r->doc, element, "holder");
	const char *kind = document_attribute(&r->doc, element, "holder-kind");
	const char *by = document_attribute(&r->doc, element, "by");
	int word;

	if (item)
		q->item = find(r, element, THING_ITEM, item);
	if (place)
		q->place = find(r, element, THING_PLACE, place);
	if (holder)
		q->holder = find(r, element, THING_HOLDER, holder);
	if (kind)
		q->holder_kind = read_word(r, element, kind, ALIAS_HOLDER_KIND);
	if (!by)
		return;
	if (strcmp(by, "holder") == 0) {
		q->by = BY_HOLDER;
		if (q->what == UNCERTAIN_DEMAND || q->what == UNCERTAIN_LEAD)
			FUTURE_FAULT(r, element, 206, _("demand and lead times are not of holders: by=\"holder\" fits stock and consent"));
		return;
	}
	word = read_word(r, element, by, ALIAS_PLACE_KIND);
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
	const char *shape = q->what == UNCERTAIN_CONSENT ? "chance" : need(r, element, "shape");
	int64_t *const values[] = {&q->low, &q->mode, &q->high};
	int64_t most = q->what == UNCERTAIN_CONSENT ? MILLION : FACTOR_MAX * MILLION;
	int k = 0;

	if (!shape)
		return;
	while (k < DRAW_SHAPES && strcmp(shape, shapes[k]) != 0)
		k++;
	if (k == DRAW_SHAPES) {
		struct diag *item = FUTURE_FAULT(r, element, 216, _("\"%.40s\" is no distribution"), shape);

		diag_remedy(r->d, item, _("write one of: %s"), "uniform, triangular, normal, chance");
		return;
	}
	q->shape = (enum draw_shape)k;
	if (q->shape == DRAW_CHANCE)
		most = MILLION;
	for (int v = 0; v < 3; v++) {
		const char *value = needed[k][v] ? need(r, element, needed[k][v]) : NULL;

		good &= !needed[k][v] || (value && read_millionths(r, element, needed[k][v], value, most, values[v]));
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
		.where = r->doc.elements[element].where};
	const char *common = document_attribute(&r->doc, element, "common");
	int32_t added;

	known_attributes(r, element, attributes[what]);
	read_selection(r, element, &q);
	read_shape(r, element, &q);
	if (common)
		read_millionths(r, element, "common", common, MILLION, &q.common);
	added = ARRAY_ADD(&r->f->uncertain, &r->f->nuncertain, &r->f->uncertain_room);
	r->f->uncertain[added] = q;
}

static void read_sampled(struct futures_reading *r, int32_t element)
{
	static const char *const names[UNCERTAINS] = {"demand", "stock", "consent", "lead"};
	int64_t count = 0, seed = 0;

	known_attributes(r, element, "count|seed");
	r->f->kind = FUTURES_SAMPLED;
	if (read_whole(r, element, "count", 1, FUTURES_MAX, &count))
		r->f->n = (int32_t)count;
	if (read_whole(r, element, "seed", 0, INT64_MAX, &seed))
		r->f->seed = (uint64_t)seed;
	for (int32_t k = r->doc.elements[element].first; k >= 0; k = r->doc.elements[k].next) {
		int what = 0;

		while (what < UNCERTAINS && strcmp(r->doc.elements[k].name, names[what]) != 0)
			what++;
		if (what < UNCERTAINS)
			read_uncertainty(r, k, (enum uncertain)what);
		else
			unknown_element(r, k, "demand, stock, consent, lead");
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
	const char *id = document_attribute(&r->doc, element, "id");
	const char *kind = document_attribute(&r->doc, element, "kind");
	const char *place = document_attribute(&r->doc, element, "place");
	int32_t region = place ? find(r, element, THING_PLACE, place) : -1;
	int word = kind ? read_word(r, element, kind, ALIAS_HOLDER_KIND) : -1;
	int32_t one = id ? find(r, element, THING_HOLDER, id) : -1;

	known_attributes(r, element, "id|kind|place");
	for (int32_t h = 0; r->good && h < r->s->nholders; h++) {
		const struct holder *holder = &r->s->holders[h];

		if ((!id || h == one) && (!kind || (int)holder->kind == word) &&
			(!place || place_within(r->s, holder->place, region)))
			add_loss(r, LOST_HOLDER, h);
	}
}

static void lose_segments(struct futures_reading *r, int32_t element)
{
	const char *id = document_attribute(&r->doc, element, "id");
	int32_t one = id ? find(r, element, THING_SEGMENT, id) : -1;

	known_attributes(r, element, "id");
	for (int32_t g = 0; r->good && g < r->s->nsegments; g++)
		if (!id || g == one)
			add_loss(r, LOST_SEGMENT, g);
}

static void lose_vehicles(struct futures_reading *r, int32_t element)
{
	const char *place = document_attribute(&r->doc, element, "place");
	int32_t region = place ? find(r, element, THING_PLACE, place) : -1;

	known_attributes(r, element, "place");
	for (int32_t k = 0; r->good && k < r->s->nlimits; k++)
		if (r->s->limits[k].kind == LIMIT_VEHICLES && (!place || place_within(r->s, r->s->limits[k].place, region)))
			add_loss(r, LOST_VEHICLES, k);
}

static void read_enumerated(struct futures_reading *r, int32_t element)
{
	int64_t any = 0;

	known_attributes(r, element, "any");
	r->f->kind = FUTURES_ENUMERATED;
	for (int32_t k = r->doc.elements[element].first; k >= 0; k = r->doc.elements[k].next) {
		const char *name = r->doc.elements[k].name;
		int32_t before = r->f->nlosses;

		if (strcmp(name, "holders") == 0)
			lose_holders(r, k);
		else if (strcmp(name, "segments") == 0)
			lose_segments(r, k);
		else if (strcmp(name, "vehicles") == 0)
			lose_vehicles(r, k);
		else
			unknown_element(r, k, "holders, segments, vehicles");
		if (r->good && r->f->nlosses == before)
			FUTURE_FAULT(r, k, 303, _("<%s> names nothing of this scenario"), name);
	}
	if (!read_whole(r, element, "any", 1, INT32_MAX, &any) || !r->good)
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
	const char *with = document_attribute(&r->doc, element, "with");
	const char *name = document_attribute(&r->doc, element, "name");
	int32_t i = ARRAY_ADD(&r->f->given, &r->f->ngiven, &r->f->given_room);
	struct given *g = &r->f->given[i];

	known_attributes(r, element, "weight|with|name");
	g->where = r->doc.elements[element].where;
	g->weight = 1;
	if (document_attribute(&r->doc, element, "weight"))
		read_whole(r, element, "weight", 1, WEIGHT_MAX, &g->weight);
	g->name = arena_strdup(&r->f->arena, name ? name : with ? with : _("as it stands"));
	while (with && *with) {
		size_t n = strcspn(with, " ");
		struct text path;
		int32_t added;

		if (n > 0) {
			text_init(&path);
			text_printf(&path, "%s%.*s", with[0] == '/' ? "" : r->folder, (int)n, with);
			added = ARRAY_ADD(&g->with, &g->nwith, &g->with_room);
			g->with[added] = arena_text(&r->f->arena, text_str(&path), path.length);
			text_release(&path);
		}
		with += n + (with[n] == ' ');
	}
}

static void read_given(struct futures_reading *r, int32_t element)
{
	known_attributes(r, element, "");
	r->f->kind = FUTURES_GIVEN;
	for (int32_t k = r->doc.elements[element].first; k >= 0; k = r->doc.elements[k].next) {
		if (strcmp(r->doc.elements[k].name, "case") == 0)
			read_case(r, k);
		else
			unknown_element(r, k, "case");
	}
	r->f->n = r->f->ngiven;
	if (r->f->n == 0)
		FUTURE_FAULT(r, element, 125, _("<%s> has no future"), "given");
}

/* ---- the file ---- */

static void read_title(struct futures_reading *r, int32_t element)
{
	const char *language = document_attribute(&r->doc, element, "lang");
	const char *text = arena_strdup(&r->f->arena, r->doc.elements[element].text);

	known_attributes(r, element, "lang");
	if (language && strncmp(language, "en", 2) == 0)
		r->f->title.en = text;
	else
		r->f->title.zh = text;
}

static void read_root(struct futures_reading *r)
{
	const struct document_element *root = &r->doc.elements[0];
	const char *version = need(r, 0, "version"), *id = need(r, 0, "id"), *fill;
	int kinds = 0;

	known_attributes(r, 0, "version|id");
	if (version && strcmp(version, "1.0") != 0)
		FUTURE_FAULT(r, 0, 131, _("version \"%.20s\" is not known"), version);
	if (id)
		r->f->id = arena_strdup(&r->f->arena, id);
	r->f->threshold = MILLION / 2;
	for (int32_t k = root->first; k >= 0; k = r->doc.elements[k].next) {
		const char *name = r->doc.elements[k].name;

		if (strcmp(name, "title") == 0) {
			read_title(r, k);
		} else if (strcmp(name, "threshold") == 0) {
			known_attributes(r, k, "fill");
			fill = need(r, k, "fill");
			if (fill)
				read_millionths(r, k, "fill", fill, MILLION, &r->f->threshold);
		} else if (strcmp(name, "sampled") == 0 && ++kinds == 1) {
			read_sampled(r, k);
		} else if (strcmp(name, "enumerated") == 0 && ++kinds == 1) {
			read_enumerated(r, k);
		} else if (strcmp(name, "given") == 0 && ++kinds == 1) {
			read_given(r, k);
		} else if (kinds < 2) {
			unknown_element(r, k, "title, threshold, sampled, enumerated, given");
		}
	}
	if (kinds != 1)
		FUTURE_FAULT(r, 0, 129, _("a sweep has one of <sampled>, <enumerated>, <given>, and only one"));
}

bool futures_read(struct futures *f, struct scenario *s, const char *path, struct diags *d)
{
	struct futures_reading r = {.f = f, .s = s, .d = d, .good = true};
	const char *slash = strrchr(path, '/');

	r.folder = slash ? arena_text(&f->arena, path, (size_t)(slash + 1 - path)) : "";
	reading_init(&r.reading, s, d);
	r.good = document_read(&r.doc, path, d);
	memcpy(f->sha256, r.doc.sha256, sizeof f->sha256);
	if (r.good && (strcmp(r.doc.elements[0].name, "sweep") != 0 || strcmp(r.doc.elements[0].uri, SWEEP_NAMESPACE) != 0)) {
		struct diag *item = FUTURE_FAULT(&r, 0, 121, _("<%.60s> is not the root of a sweep"), r.doc.elements[0].name);

		diag_remedy(d, item, "<sweep xmlns=\"%s\" version=\"1.0\" id=\"...\">", SWEEP_NAMESPACE);
	}
	if (r.good)
		read_root(&r);
	document_release(&r.doc);
	reading_release(&r.reading);
	return r.good;
}
