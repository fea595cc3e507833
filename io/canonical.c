#include "io/canonical.h"

#include "io/canonical_values.h"
#include "io/file.h"
#include "io/xml_plain.h"

#include "base/text.h"

#include <string.h>
#include <sys/stat.h>

#define SCENARIO_URI "urn:shecang:scenario:1"

/* --- which element may stand where --- */

struct canonical_kind {
	const char *name, *parent; /* parent "" of the root */
	bool once;
	void (*read)(struct canonical *r); /* NULL: nothing to read */
	const char *attributes; /* " a b ": no others; NULL: what it holds is not read at all */
};
static const struct canonical_kind kinds[] = {
	{"scenario", "", true, canonical_scenario, " version id currency lang quality as-of "},
	{"title", "scenario", false, NULL, NULL},
	{"office", "scenario", false, NULL, NULL},
	{"horizon", "scenario", true, canonical_horizon, " start period count "},
	{"items", "scenario", true, NULL, " "},
	{"item", "items", false, canonical_item, " id class unit decimals mass-kg shelf-life issue-by value "},
	{"name", "item", false, NULL, NULL},
	{"spec", "item", false, NULL, NULL},
	{"code", "item", false, NULL, NULL},
	{"pack", "item", false, canonical_pack, " id contains "},
	{"name", "pack", false, NULL, NULL},
	{"substitute", "items", false, canonical_substitute, " item by take give penalty "},
	{"kit", "items", false, canonical_kit, " item give penalty "},
	{"part", "kit", false, canonical_part, " item take "},
	{"groups", "scenario", true, NULL, " "},
	{"group", "groups", false, canonical_group, " id door visit-minutes "},
	{"name", "group", false, NULL, NULL},
	{"tiers", "scenario", true, canonical_tiers, " default "},
	{"tier", "tiers", false, canonical_tier, " item group level "},
	{"places", "scenario", true, NULL, " "},
	{"place", "places", false, canonical_place, " id in kind lost quality "},
	{"name", "place", false, NULL, NULL},
	{"code", "place", false, NULL, NULL},
	{"point", "place", false, NULL, NULL},
	{"people", "place", false, canonical_people, " group from to count households quality "},
	{"contact", "place", false, NULL, NULL},
	{"holders", "scenario", true, NULL, " "},
	{"holder", "holders", false, canonical_holder, " id kind place host source quality "},
	{"name", "holder", false, NULL, NULL},
	{"covers", "holder", false, canonical_covers, " group people households "},
	{"contact", "holder", false, NULL, NULL},
	{"agreement", "holder", false, canonical_agreement, " id number from to with "},
	{"promise", "agreement", false, canonical_promise, " item quantity price "},
	{"terms", "holder", false, canonical_terms, " item hold-back release notice sales reach "},
	{"sources", "scenario", true, NULL, " "},
	{"source", "sources", false, canonical_source, " id href format encoding kind holder as-of supersedes rank "
		"quality state why lines bytes sha256 "},
	{"stock", "scenario", false, canonical_stock, " holder "},
	{"line", "stock", false, canonical_line, " item declared declared-at counted counted-at unit pack lot spec made "
		"expires status owner mode agreement price from to state source quality "},
	{"movement", "line", false, canonical_movement, " at issued received unit "},
	{"transit", "scenario", false, canonical_transit, " id item to holder quantity arrives lot expires reach state "
		"source quality "},
	{"donation", "scenario", false, canonical_transit, " id item to holder quantity arrives lot expires reach state "
		"source quality donor "},
	{"routes", "scenario", true, NULL, " "},
	{"segment", "routes", false, canonical_segment, " id closed capacity-kg "},
	{"name", "segment", false, NULL, NULL},
	{"estimate", "routes", false, NULL, NULL}, /* the routes that it made are stated */
	{"route", "routes", false, canonical_route, " id from to via lead cost-per-kg capacity-kg closed mode km quality "
		"estimated "},
	{"limits", "scenario", true, NULL, " "},
	{"vehicles", "limits", false, canonical_limit, " place kg from to "},
	{"helpers", "limits", false, canonical_limit, " place minutes from to "},
	{"budget", "limits", false, canonical_limit, " place amount items from to "},
	{"demand", "scenario", true, NULL, " "},
	{"rate", "demand", false, canonical_rate, " item group place per-person per-household per-place from to unmet "
		"waits tier rank basis source quality "},
	{"need", "demand", false, canonical_need, " place item group from to quantity each unmet waits tier rank basis "
		"source quality "},
	{"policy", "scenario", true, canonical_policy, " fairness autonomy spread look-ahead stale-after step change "},
	{"weight", "policy", false, canonical_weight, " item group value "},
	{"minimum", "policy", false, canonical_minimum, " place item group quantity from to "},
	{"end-stock", "policy", false, canonical_minimum, " place item quantity "},
	{"norms", "scenario", true, NULL, NULL},
	{"extension", "scenario", true, NULL, NULL},
};
enum { NKINDS = sizeof kinds / sizeof *kinds };
_Static_assert((int)NKINDS <= 64, "canonical.seen has a bit for each");

static const struct canonical_kind *find_kind(const struct canonical *r)
{
	const char *parent = r->depth > 0 ? r->path[r->depth - 1]->name : "";
	const struct xml_element *e = r->in.e;

	for (int k = 0; k < NKINDS; k++)
		if (strcmp(kinds[k].name, e->name) == 0 && strcmp(kinds[k].parent, parent) == 0 && e->uri
			&& strcmp(e->uri, SCENARIO_URI) == 0)
			return &kinds[k];
	return NULL;
}

static void check_attributes(struct canonical *r, const struct canonical_kind *kind)
{
	struct text name;

	text_init(&name);
	for (int32_t i = 0; i < r->in.e->nattributes; i++) {
		const struct xml_attribute *a = &r->in.e->attributes[i];

		text_clear(&name);
		text_printf(&name, " %s ", a->name);
		if (!strstr(kind->attributes, text_str(&name)))
			canonical_fault(r, a, _("a canonical scenario has no such attribute here"));
	}
	text_release(&name);
}

/* --- events --- */

static void on_start(void *user, struct xml_parser *parser, const struct xml_element *e)
{
	struct canonical *r = user;
	const struct canonical_kind *kind;

	r->last = e->tag.where;
	if (r->skipped > 0) {
		r->skipped++;
		return;
	}
	r->in.e = e;
	kind = find_kind(r);
	if (!kind || (kind->once && r->seen >> (kind - kinds) & 1)) {
		canonical_fault(r, NULL, kind ? _("this stands twice") :
			r->depth == 0 ? _("this is not a scenario") : _("a canonical scenario has no such element here"));
		xml_stop(parser);
		return;
	}
	r->seen |= (uint64_t)1 << (kind - kinds);
	if (!kind->attributes) {
		r->skipped = 1;
		return;
	}
	r->path[r->depth++] = kind;
	check_attributes(r, kind);
	if (kind->read)
		kind->read(r);
	if (!r->in.ok) /* what follows may rest on it */
		xml_stop(parser);
}

static void on_end(void *user, struct xml_parser *parser)
{
	struct canonical *r = user;

	(void)parser;
	if (r->skipped > 0)
		r->skipped--;
	else
		r->depth--;
}

/* Only blanks between elements, where anything is read. */
static void on_text(void *user, struct xml_parser *parser, const char *bytes, size_t n)
{
	struct canonical *r = user;
	size_t blanks = 0;

	while (blanks < n && memchr(" \n", bytes[blanks], 2))
		blanks++;
	if (r->skipped > 0 || blanks == n)
		return;
	diag_remedy(r->in.d, diag_add(r->in.d, DIAG_ERROR, 132, r->last, _("a canonical scenario has no text behind this tag")), "%s",
		plan_remedy(&r->in));
	r->in.ok = false;
	xml_stop(parser);
}

/* --- the end of the file --- */

static bool find_late(struct canonical *r)
{
	struct scenario *s = r->s;

	for (int32_t k = 0; k < r->nlate; k++) {
		const struct late *late = &r->late[k];
		int32_t found = map_get(late->kind == LATE_PLACE_IN ? &s->place_ids : &s->source_ids, late->id);

		if (found < 0) {
			diag_remedy(r->in.d, diag_add(r->in.d, DIAG_ERROR, 132, late->where, _("\"%s\" is not stated"), late->id),
				"%s", plan_remedy(&r->in));
			return false;
		}
		if (late->kind == LATE_PLACE_IN)
			s->places[late->object].in = found;
		else if (late->kind == LATE_HOLDER_SOURCE)
			s->holders[late->object].source = found;
		else
			s->sources[late->object].supersedes = found;
	}
	return true;
}

static void keep_input(struct scenario *s, const char *path, int64_t bytes, const char *sha256)
{
	struct input_file *input = ADD(s->inputs, s->ninputs, s->inputs_room);

	input->name = arena_strdup(&s->arena, path);
	input->bytes = bytes;
	memcpy(input->sha256, sha256, sizeof input->sha256);
}

static bool is_folder(struct canonical *r, const char *path, int32_t file)
{
	struct stat status;

	if (stat(path, &status) != 0 || !S_ISDIR(status.st_mode))
		return false;
	diag_remedy(r->in.d, diag_add(r->in.d, DIAG_ERROR, 132, (struct where){file, 0, 0},
		_("this is a folder, not a canonical scenario")), "%s", plan_remedy(&r->in));
	return true;
}

bool canonical_read(struct scenario *s, const char *path, struct diags *diags)
{
	static const struct xml_events events = {on_start, on_end, on_text};
	struct canonical r = {.in = {.s = s, .d = diags, .canonical = true, .ok = true}, .s = s, .stock_holder = -1};
	int32_t file = diags_file(diags, path);
	char sha256[65];
	int64_t bytes;
	bool whole;

	if (is_folder(&r, path, file))
		return false;
	map_init(&r.transit_ids);
	whole = xml_parse_plain(path, SCENARIO_BYTES_MAX, &events, &r, diags, file, sha256, &bytes);

	if (whole)
		keep_input(s, path, bytes, sha256);
	whole = whole && r.in.ok && find_late(&r);
	map_release(&r.transit_ids);
	mem_free(r.late);
	return whole;
}
