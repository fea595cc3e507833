/* The reader of canonical scenarios and its rules, for the program that only checks plans: it
 * makes of every canonical form what the reader of all forms makes, and refuses what that one
 * refuses. */
#include "tests/io/support_cmocka.h"
#include "tests/io/support_scenario.h"

#include "io/canonical.h"
#include "io/printer.h"
#include "io/receipts_plain.h"
#include "models/previous.h"
#include "models/scenario_check.h"
#include "models/sound.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char path[] = "/tmp/shecang-canonical-XXXXXX";

static void save(const char *bytes, size_t n)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, n, file), n);
	assert_int_equal(fclose(file), 0);
}

/* A scenario as one of the two programs has it. */
struct taken {
	struct scenario s;
	struct cells cells;
	struct supply supply;
	struct diags d;
	bool good; /* cells and supply are made */
};

static void take_small(struct taken *t)
{
	scenario_init(&t->s);
	diags_init(&t->d);
	t->good = canonical_read(&t->s, path, &t->d) && scenario_sound(&t->s, &t->cells, &t->supply, &t->d);
	assert_true(t->good == (t->d.nerrors == 0));
}

static void take_full(struct taken *t, const char *file)
{
	const struct check_options options = {false, false, false};

	scenario_init(&t->s);
	diags_init(&t->d);
	t->good = scenario_read(&t->s, file, NULL, 0, &t->d) && scenario_check(&t->s, &options, &t->d);
	if (t->good) {
		cells_build(&t->s, &t->cells);
		supply_build(&t->s, &t->cells, &t->supply);
	}
}

static void release(struct taken *t)
{
	if (t->good) {
		supply_release(&t->supply);
		cells_release(&t->cells);
	}
	scenario_release(&t->s);
	diags_release(&t->d);
}

/* --- the same of the two --- */

/* What no proof rests on, and the small reader leaves out. */
static void forget(struct scenario *s)
{
	const struct label none = {NULL, NULL};

	s->title = s->office = none;
	s->language = "zh-CN";
	s->extension = NULL;
	s->nnorms = s->nestimates = 0;
	for (int32_t i = 0; i < s->nitems; i++) {
		s->items[i].name = s->items[i].spec = none;
		s->items[i].class_id = NULL;
		s->items[i].ncodes = 0;
		for (int32_t k = 0; k < s->items[i].npacks; k++)
			s->items[i].packs[k].name = none;
	}
	for (int32_t i = 0; i < s->ngroups; i++)
		s->groups[i].name = none;
	for (int32_t i = 0; i < s->nsegments; i++)
		s->segments[i].name = none;
	for (int32_t i = 0; i < s->nplaces; i++) {
		s->places[i].name = s->places[i].contact = none;
		s->places[i].phone = s->places[i].address = NULL;
		s->places[i].has_point = false;
		s->places[i].ncodes = 0;
	}
	for (int32_t i = 0; i < s->nholders; i++) {
		s->holders[i].name = none;
		s->holders[i].contact = s->holders[i].phone = s->holders[i].address = NULL;
		for (int32_t k = 0; k < s->holders[i].nagreements; k++) {
			s->holders[i].agreements[k].number = "";
			s->holders[i].agreements[k].with = NULL;
		}
	}
	for (int32_t i = 0; i < s->nsources; i++) {
		struct source *source = &s->sources[i];

		source->format = "";
		source->encoding = "UTF-8";
		source->has_as_of = false;
		source->bytes = 0;
		source->why = NULL;
		source->sha256[0] = '\0';
	}
}

static void assert_same_goods(const struct taken *a, const struct taken *b)
{
	assert_int_equal(a->s.nroutes, b->s.nroutes);
	for (int32_t i = 0; i < a->s.nroutes; i++)
		assert_string_equal(a->s.routes[i].id, b->s.routes[i].id);
	assert_int_equal(a->cells.ncells, b->cells.ncells);
	for (int32_t i = 0; i < a->cells.ncells; i++) {
		assert_int_equal(a->cells.cells[i].demand, b->cells.cells[i].demand);
		assert_int_equal(a->cells.cells[i].household, b->cells.cells[i].household);
		assert_int_equal(a->cells.cells[i].tier, b->cells.cells[i].tier);
		assert_int_equal(a->cells.cells[i].when.last, b->cells.cells[i].when.last);
	}
	assert_int_equal(a->supply.nlots, b->supply.nlots);
	for (int32_t i = 0; i < a->supply.nlots; i++) {
		assert_int_equal(a->supply.lots[i].units, b->supply.lots[i].units);
		assert_int_equal(a->supply.lots[i].last_day, b->supply.lots[i].last_day);
		assert_int_equal(a->supply.lots[i].release, b->supply.lots[i].release);
		assert_int_equal(a->supply.lots[i].region, b->supply.lots[i].region);
		assert_int_equal(a->supply.lots[i].form, b->supply.lots[i].form);
	}
}

/* The canonical form stands at `path`. */
static void assert_two_readers_agree(const char *name)
{
	struct taken full, small;
	char *first, *second;

	take_full(&full, path);
	take_small(&small);
	diags_print(&small.d, stderr);
	if (!full.good || !small.good)
		fail_msg("%s: %s", name, full.good ? "refused by the small reader alone" : "its canonical form is refused");
	assert_same_goods(&full, &small);
	forget(&full.s);
	forget(&small.s);
	first = canonical_of_plan(&full.s);
	second = canonical_of_plan(&small.s);
	assert_string_equal(first, second);
	mem_free(second);
	mem_free(first);
	release(&small);
	release(&full);
}

static void test_canonical_forms_of_the_tree(void **state)
{
	glob_t found;

	(void)state;
	if (glob("scenarios/teaching/*.xml", 0, NULL, &found) != 0)
		skip();
	glob("scenarios/fuxing/scenario.xml", GLOB_APPEND, NULL, &found);
	glob("scenarios/storms/scenario.xml", GLOB_APPEND, NULL, &found);
	glob("tests/golden/*/scenario.xml", GLOB_APPEND, NULL, &found);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct taken full;
		char *text;

		take_full(&full, found.gl_pathv[i]);
		text = full.good ? canonical_of_plan(&full.s) : NULL;
		release(&full);
		if (text) {
			save(text, strlen(text));
			assert_two_readers_agree(found.gl_pathv[i]);
		}
		mem_free(text);
	}
	globfree(&found);
}

/* --- what is refused --- */

/* A canonical scenario with everything in it. */
static char *rich(void)
{
	static const char *const changes[][2] = {
		{"<donation id=\"t2\"", "<transit id=\"t3\" item=\"rice\" to=\"w\" quantity=\"3.5\" arrives=\"2026-12-03T08:00:00+08:00\""
			" lot=\"x\" expires=\"2027-01-01\" quality=\"estimated\"/>\n<donation id=\"t2\""},
		{"<terms item=\"rice\" hold-back=\"1\" unit=\"KGM\" release=\"50%\"/>",
			"<terms item=\"rice\" hold-back=\"1\" unit=\"KGM\" release=\"50%\" notice=\"PT1H\" reach=\"district\" sales=\"2\"/>"},
		{"<item id=\"rice\" unit=\"KGM\" decimals=\"1\" shelf-life=\"P1Y\"/>",
			"<item id=\"rice\" unit=\"KGM\" decimals=\"1\" mass-kg=\"1\" shelf-life=\"P1Y\" value=\"4.5\"/>"},
		{"<item id=\"set\" unit=\"H87\"/>", "<item id=\"set\" unit=\"H87\" mass-kg=\"2\"/>"},
		{"take=\"2\"/>", "take=\"24\"/>"},
		{"<rate item=\"rice\"", "<rate item=\"rice\" per-place=\"3\" group=\"general\" from=\"2\" to=\"3\" rank=\"4\"/>\n<rate item=\"rice\""},
	};
	char *text = mem_strdup(SMALL_SCENARIO), *next;
	struct taken full;

	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		next = replaced(text, changes[i][0], changes[i][1]);
		mem_free(text);
		text = next;
	}
	save(text, strlen(text));
	mem_free(text);
	take_full(&full, path);
	diags_print(&full.d, stderr);
	assert_true(full.good);
	text = canonical_of_plan(&full.s);
	release(&full);
	return text;
}

struct fault {
	const char *old, *new;
	int code; /* of the small reader: 132 form, 599 rule */
	bool alone; /* the reader of all forms takes it: it is only not canonical */
};

/* Only that it refuses, and where: each is one thing changed of a good file. */
static const struct fault changes[] = {
	{"version=\"1.0\" id", "version=\"2.0\" id", 132, false},
	{"<title>", "<titel/><title>", 132, false},
	{"  <items>", "  <items x=\"1\">", 132, false},
	{"urn:shecang:scenario:1", "urn:shecang:scenario:2", 132, false},
	{"<scenario ", "<plan ", 132, false},
	{" currency=\"CNY\"", " currency=\"C NY\"", 132, false},
	{"period=\"P1D\"", "period=\"P1M\"", 132, false},
	{"period=\"P1D\"", "period=\"PT59S\"", 599, false},
	{"count=\"4\"", "count=\"0\"", 132, false},
	{"count=\"4\"", "count=\"10001\"", 132, false},
	{"start=\"2026-12-01T08:00:00+08:00\"", "start=\"2026-12-01\"", 132, false},
	{"currency=", "as-of=\"2027-12-01T08:00:00+08:00\" currency=", 599, false},
	{"issue-by=\"ctn\"", "issue-by=\"box\"", 599, false},
	{"contains=\"12\"", "contains=\"0\"", 599, false},
	{"contains=\"12\"", "contains=\"12.5\"", 132, false},
	{"<pack id=\"ctn\" contains=\"12\"/>", "<pack id=\"ctn\" contains=\"12\"/><pack id=\"ctn\" contains=\"24\"/>", 132, false},
	{"decimals=\"1\"", "decimals=\"7\"", 132, false},
	{"mass-kg=\"1\"", "mass-kg=\"1e3\"", 132, false},
	{" mass-kg=\"1\"", "", 599, false},
	{"mass-kg=\"1\"", "mass-kg=\"9007199254740.992\"", 132, false},
	{"value=\"4.5\"", "value=\"9007199254740.99\"", 599, false},
	{"id=\"set\" unit", "id=\"rice\" unit", 132, false},
	{"by=\"rice\" take=\"0.5\"", "by=\"set\" take=\"1\"", 599, false},
	{"<kit item=\"set\"", "<kit item=\"rice\"", 599, false},
	{"by=\"rice\"", "by=\"nothing\"", 132, false},
	{"give=\"1\"", "give=\"0\"", 599, false},
	{"take=\"24\"", "take=\"23\"", 599, false},
	{"<part item=\"water\" take=\"24\"/>", "<part item=\"rice\" take=\"24\"/>", 599, false},
	{"visit-minutes=\"6\"", "visit-minutes=\"1441\"", 132, false},
	{"tiers default=\"3\"", "tiers default=\"1001\"", 599, false},
	{"group=\"old\" level=\"1\"", "level=\"1001\"", 599, false},
	{"<tier item=\"water\" group=\"old\" level=\"1\"/>", "<tier level=\"1\"/>", 599, false},
	{"<tier item=\"water\" group=\"old\" level=\"1\"/>",
		"<tier item=\"water\" level=\"1\"/><tier item=\"water\" level=\"2\"/>", 599, false},
	{"<place id=\"d\" kind=\"district\"/>", "<place id=\"d\" in=\"w\" kind=\"district\"/>", 599, false},
	{"<place id=\"d\" kind=\"district\"/>", "<place id=\"d\" kind=\"district\"/><place id=\"e\" kind=\"city\"/>", 599, false},
	{"id=\"w\" in=\"d\"", "id=\"w\" in=\"q\"", 132, false},
	{"id=\"c\" in=\"d\" kind=\"community\"", "id=\"c\" in=\"d\" kind=\"city\"", 599, false},
	{" households=\"8\"", "", 599, false},
	{"count=\"9\" households", "count=\"99999999999999\" households", 599, false},
	{"<people group=\"old\" count=\"9\" households=\"8\"/>",
		"<people group=\"old\" count=\"9\" households=\"8\"/><people group=\"old\" from=\"4\" count=\"9\" households=\"8\"/>", 599, false},
	{"kind=\"government\"", "kind=\"goverment\"", 132, false},
	{"hold-back=\"20%\"", "hold-back=\"120%\"", 132, false},
	{"hold-back=\"20%\"", "hold-back=\"20\"", 132, false},
	{" notice=\"PT2H\"", "", 599, false},
	{" reach=\"anywhere\"", "", 599, false},
	{"reach=\"anywhere\"", "reach=\"street\"", 599, false},
	{"<terms hold-back", "<terms release=\"1%\"/><terms hold-back", 599, false},
	{"kind=\"household\"", "kind=\"charity\"", 599, false},
	{"<covers group=\"old\" people=\"3\"/>", "<covers group=\"old\" people=\"3\"/><covers group=\"old\" people=\"3\"/>", 599, false},
	{"from=\"2026-01-01\"", "from=\"2027-01-01\"", 599, false},
	{"declared=\"960\"", "declared=\"-960\"", 132, false},
	{"declared=\"960\"", "declared=\"9007199254740992\"", 132, false},
	{"declared=\"960\"", "declared=\"9007199254740991\"", 599, false},
	{" declared=\"960\" declared-at=\"2026-11-30T20:00:00+08:00\"", "", 599, false},
	{"declared-at=\"2026-11-30T20:00:00+08:00\"", "declared-at=\"2026-12-30T20:00:00+08:00\"", 599, false},
	{"declared-at=\"2026-11-30T20:00:00+08:00\"", "declared-at=\"2026-10-30T20:00:00+08:00\"", 599, true},
	{"unit=\"LTR\" pack=\"ctn\"", "unit=\"ctn\" pack=\"ctn\"", 132, true},
	{"unit=\"LTR\" pack=\"ctn\"", "unit=\"LTR\" pack=\"box\"", 132, false},
	{"made=\"2026-10-01\" expires=\"2027-10-01\"", "made=\"2026-10-01\" expires=\"2026-09-01\"", 599, false},
	{"agreement=\"A\"", "agreement=\"B\"", 132, false},
	{"movement at=\"2026-12-01", "movement at=\"2026-11-01", 599, false},
	{"issued=\"1.5\"", "issued=\"15\"", 599, false},
	{"issued=\"1.5\"", "issued=\"1.5\" received=\"1.5\"", 132, false},
	{"id=\"t3\"", "id=\"t1\"", 132, false},
	{"quantity=\"24\" arrives", "quantity=\"0\" arrives", 599, false},
	{"reach=\"district\" donor", "reach=\"street\" donor", 599, false},
	{"to=\"c\" via=\"b1\"", "to=\"w\" via=\"b1\"", 599, false},
	{"via=\"b1\"", "via=\"b1 b1\"", 599, false},
	{"via=\"b1\"", "via=\"b2\"", 132, false},
	{"closed=\"1 4\"", "closed=\"4..1\"", 132, false},
	{" cost-per-kg=\"0.02\"", "", 599, false},
	{"lead=\"PT2H\"", "lead=\"P500Y\"", 132, false},
	{"lead=\"PT2H\"", "lead=\"P200000D\"", 599, false},
	{"amount=\"99.5\"", "amount=\"99.555\"", 132, false},
	{"items=\"rice water\"", "items=\"rice rice\"", 599, false},
	{"<vehicles place=\"d\" kg", "<vehicles kg", 132, false},
	{"quantity=\"96\"", "quantity=\"9007199254740991\" each=\"true\"", 599, false},
	{"<need place=\"c\"", "<need place=\"d\"", 599, false},
	{"<need place=\"c\" item=\"water\" group=\"old\" to=\"3\"", "<need place=\"c\" item=\"water\" group=\"old\" from=\"5\"", 599, false},
	{"per-person=\"2/7\"", "per-person=\"2/7\" per-place=\"1\"", 132, false},
	{"per-person=\"2/7\"", "per-person=\"9007199254740990/9223372036854775807\"", 599, false},
	{" waits=\"2\"", "", 599, false},
	{"rank=\"4\"", "tier=\"1001\"", 599, false},
	{"per-place=\"3\"", "per-place=\"3\" from=\"1\"", 101, false},
	{" fairness=\"total\"", "", 132, true},
	{"autonomy=\"12.5%\"", "autonomy=\"12.5\"", 132, false},
	{"step=\"5%\"", "step=\"0%\"", 599, false},
	{"<weight item=\"water\" value=\"3\"/>", "<weight item=\"water\" value=\"3\"/><weight item=\"water\" value=\"4\"/>", 599, false},
	{"value=\"3\"", "value=\"0\"", 599, false},
	{"<minimum place=\"c\"", "<minimum place=\"d\"", 599, false},
	{"<end-stock place=\"w\" item", "<end-stock place=\"w\" group=\"old\" item", 132, false},
};

static void assert_refused(const char *text, const struct fault *c)
{
	struct taken full, small;

	save(text, strlen(text));
	take_small(&small);
	if (small.good || small.d.items[0].code != c->code)
		fail_msg("%s -> %s: %s", c->old, c->new, small.good ? "taken" : small.d.items[0].message);
	assert_true(small.d.items[0].where.line > 0);
	assert_non_null(c->code == 132 || c->code == 599 ? small.d.items[0].remedy : c->new);
	release(&small);
	take_full(&full, path);
	if (full.good != c->alone)
		fail_msg("%s -> %s: refused by %s", c->old, c->new, full.good ? "the small reader alone" : "both");
	release(&full);
}

static void test_what_is_refused(void **state)
{
	char *text = rich();

	(void)state;
	save(text, strlen(text));
	assert_two_readers_agree("the rich one");
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		char *changed = replaced(text, changes[i].old, changes[i].new);

		assert_refused(changed, &changes[i]);
		mem_free(changed);
	}
	mem_free(text);
}

/* A source that is still to be read is told with its place. */
static void test_sources_are_merged_in(void **state)
{
	char *text = rich(), *with = replaced(text, "  <stock ", "  <sources>\n    <source href=\"a.csv\" format=\"csv\"/>\n"
		"  </sources>\n  <stock ");
	struct taken small;

	(void)state;
	save(with, strlen(with));
	take_small(&small);
	assert_false(small.good);
	assert_int_equal(small.d.items[0].code, 132);
	assert_int_equal(small.d.items[0].where.column, 19);
	assert_non_null(strstr(small.d.items[0].message, "not merged in"));
	assert_non_null(strstr(small.d.items[0].remedy, "shecang verify"));
	release(&small);
	mem_free(with);
	mem_free(text);
}

/* The same goods from two sources: counted once, or neither; never both. */
static void test_same_goods(void **state)
{
	static const char sources[] = "  <sources>\n    <source href=\"a\" state=\"used\" lines=\"1\"/>\n"
		"    <source href=\"b\" state=\"used\" lines=\"1\"/>\n  </sources>\n  <stock holder=\"g\">\n"
		"    <line item=\"rice\" declared=\"2\" declared-at=\"2026-11-30T20:00:00+08:00\" lot=\"L\" source=\"a\"/>\n"
		"    <line item=\"rice\" declared=\"3\" declared-at=\"2026-11-30T20:00:00+08:00\" lot=\"L\" state=\"superseded\" source=\"b\"/>\n";
	char *text = rich(), *good = replaced(text, "  <stock holder=\"g\">\n", sources), *bad = replaced(good,
		" state=\"superseded\"", "");
	struct taken small;

	(void)state;
	save(good, strlen(good));
	take_small(&small);
	diags_print(&small.d, stderr);
	assert_true(small.good);
	release(&small);
	save(bad, strlen(bad));
	take_small(&small);
	assert_false(small.good);
	assert_non_null(strstr(small.d.items[0].message, "the same goods are counted twice"));
	release(&small);
	mem_free(bad);
	mem_free(good);
	mem_free(text);
}

/* Does the byte belong to what the small reader does not read: the code of a unit or currency? */
static bool is_unread(const char *text, size_t at)
{
	static const char *const attributes[] = {" unit=", " currency=", " xml:lang="};

	for (size_t k = 0; k < sizeof attributes / sizeof *attributes; k++) {
		size_t n = strlen(attributes[k]);

		for (size_t back = 0; back < n + 6 && back <= at; back++)
			if (strncmp(text + at - back, attributes[k], n) == 0)
				return true;
	}
	return false;
}

/* The element with all that is in it is gone. */
static char *without(char *text, const char *begin, const char *end)
{
	char *from = strstr(text, begin), *to = strstr(from, end) + strlen(end);

	memmove(from, to, strlen(to) + 1);
	return text;
}

/* Any one byte otherwise: taken or refused, with a diagnostic; and taken only by both readers. */
static void test_any_byte(void **state)
{
	char *text = without(without(without(without(without(rich(), "<norms>", "</norms>"), "<contact", "</contact>"),
		"<extension>", "</extension>"), "<estimate", "/>"), "<point", "/>");
	size_t n = strlen(text);
	uint64_t word = 1;

	(void)state;
	for (int turn = 0; turn < 400; turn++) {
		static const char bytes[] = "019\"<>/= .%-:az\xe6";
		struct taken small;
		char before;
		size_t at;

		word = splitmix64(word);
		at = (size_t)(word % n);
		if (is_unread(text, at))
			continue;
		before = text[at];
		text[at] = bytes[(word >> 32) % (sizeof bytes - 1)];
		save(text, n);
		take_small(&small);
		if (small.good) {
			struct taken full;

			take_full(&full, path);
			if (!full.good)
				fail_msg("byte %zu as %c: refused by the reader of all forms alone", at, text[at]);
			release(&full);
		}
		release(&small);
		text[at] = before;
	}
	mem_free(text);
}

/* --- receipts in their plain form --- */

static bool read_plain(const char *text, struct previous *p, struct diags *d)
{
	static const struct pack box = {.id = "box", .contains = 120};
	static struct item item = {.id = "rice", .unit = "KGM", .decimals = 1, .packs = (struct pack *)&box, .npacks = 1};
	struct scenario s;
	int32_t i;
	bool good;

	scenario_init(&s);
	s.as_of = (struct instant){1000, 0};
	s.items = &item;
	previous_init(p);
	i = ARRAY_ADD(&p->lines, &p->nlines, &p->lines_room);
	p->lines[i] = (struct announced){.order = "g-D", .version = 1, .line = 1};
	diags_init(d);
	save(text, strlen(text));
	good = receipts_plain_read(p, &s, path, d);
	s.items = NULL;
	scenario_release(&s);
	assert_true(good == (d->nerrors == 0));
	return good;
}

static void test_plain_receipts(void **state)
{
#define HEAD "order,version,line,status,quantity,unit,time\n"
	static const char *const refused[] = {
		"", "order,version,line\n", HEAD "g-D,1,1,received\n", HEAD "g-D,1,2,received,,,\n", HEAD "g-D,1,1,gone,,,\n",
		HEAD "g-D,1,1,received,12,LTR,\n", HEAD "g-D,1,1,received,1.25,,\n", HEAD "g-D,1,1,received,1.5,box,\n",
		HEAD "g-D,1,1,received,,,14:00\n", HEAD "\"g-D\",1,1,received,,,\n", HEAD "g-D,1,1,,12,,\n",
		HEAD "g-D,1,1,received,,,,\n", HEAD "g-D,1,1,received,9007199254740991,box,\n",
		HEAD "g-D,1,1,received,,,1970-01-01T00:17:00Z\n", HEAD "g-D,1,1,cancelled,5,,\n",
		HEAD "g-D,1,1,received,1,,\ng-D,1,1,received,2,,\n",
	};
	struct previous p;
	struct diags d;

	(void)state;
	assert_true(read_plain("\xef\xbb\xbf" HEAD "g-D,1,1,,,KGM,\r\ng-D,1,1,departed,2,box,\r\n"
		"g-D,1,1,received,23.5,KGM,1970-01-01T00:10:00Z", &p, &d));
	assert_int_equal(p.ndone, 2);
	assert_int_equal(p.done[0].state, SHIPMENT_DEPARTED);
	assert_int_equal(p.done[0].quantity, 240);
	assert_int_equal(p.done[0].at.seconds, 1000);
	assert_int_equal(p.done[1].state, SHIPMENT_RECEIVED);
	assert_int_equal(p.done[1].quantity, 235);
	assert_int_equal(p.done[1].at.seconds, 600);
	previous_release(&p);
	diags_release(&d);
	for (size_t k = 0; k < sizeof refused / sizeof *refused; k++) {
		if (read_plain(refused[k], &p, &d))
			fail_msg("%s is taken", refused[k]);
		assert_int_equal(d.items[0].code, 815);
		previous_release(&p);
		diags_release(&d);
	}
}

static int start(void **state)
{
	int file = mkstemp(path);

	(void)state;
	return file >= 0 && close(file) == 0 ? 0 : -1;
}

static int finish(void **state)
{
	(void)state;
	return unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_canonical_forms_of_the_tree),
		cmocka_unit_test(test_what_is_refused),
		cmocka_unit_test(test_sources_are_merged_in),
		cmocka_unit_test(test_same_goods),
		cmocka_unit_test(test_any_byte),
		cmocka_unit_test(test_plain_receipts),
	};

	return cmocka_run_group_tests(tests, start, finish);
}
