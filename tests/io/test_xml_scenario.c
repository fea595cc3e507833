/* Scenarios and sources from XML: what is read, in which order it may stand,
 * and each fault of content by its code and place. */
#include "tests/io/support_cmocka.h"
#include "tests/io/support_scenario.h"
#include "models/estimates.h"
#include "models/norm.h"
#include "models/scenario_words.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- what is read ---- */

static void test_items_and_people(void **state)
{
	struct reading_of r;
	const struct item *item;

	(void)state;
	reading_of(&r, SMALL_SCENARIO);
	diags_print(&r.d, stderr);
	assert_true(r.whole);
	assert_int_equal(r.d.nitems, 0);
	assert_string_equal(r.s.id, "small");
	assert_string_equal(r.s.title.zh, "\xe5\xb0\x8f");
	assert_null(r.s.title.en);
	assert_int_equal(r.s.period, 24 * 3600);
	assert_int_equal(r.s.nperiods, 4);
	assert_true(r.s.as_of.seconds == INSTANT_NONE);
	item = &r.s.items[0];
	assert_string_equal(item->id, "water");
	assert_string_equal(item->name.zh, "\xe6\xb0\xb4");
	assert_int_equal(item->mass, 1000);
	assert_int_equal(item->issue_pack, 0);
	assert_int_equal(item->issue_unit, 12);
	assert_int_equal(item->value, -1);
	assert_int_equal(r.s.items[1].decimals, 1);
	assert_int_equal(r.s.items[1].shelf_life.months, 12);
	assert_int_equal(r.s.nsubstitutes, 2);
	assert_int_equal(r.s.substitutes[0].parts[0].take, 5);
	assert_int_equal(r.s.substitutes[0].give, 1);
	assert_int_equal(r.s.substitutes[1].nparts, 2);
	assert_int_equal(r.s.substitutes[1].parts[0].take, 2);
	assert_int_equal(r.s.substitutes[1].parts[1].take, 10); /* one kilogram */
	assert_true(r.s.groups[1].door);
	assert_int_equal(r.s.groups[1].visit_minutes, 6);
	assert_int_equal(r.s.default_tier, 3);
	assert_int_equal(r.s.tier_rules[0].level, 1);
	assert_int_equal(r.s.places[1].in, 0);
	assert_true(r.s.places[1].has_point);
	assert_int_equal(r.s.places[1].lon, 114450000);
	assert_string_equal(r.s.places[2].phone, "110");
	assert_string_equal(r.s.places[2].contact.zh, "Li");
	assert_int_equal(r.s.people[0].place, 1);
	assert_int_equal(r.s.people[0].households, 8);
	assert_int_equal(r.s.people[0].when.last, INT32_MAX);
	reading_of_release(&r);
}

static void test_holders_and_stock(void **state)
{
	struct reading_of r;
	const struct holder *holder;
	const struct stock_line *line;

	(void)state;
	reading_of(&r, SMALL_SCENARIO);
	holder = &r.s.holders[1];
	assert_int_equal(holder->kind, HOLDER_SUPERMARKET);
	assert_int_equal(holder->place, 1);
	assert_int_equal(holder->agreements[0].promises[0].quantity, 25);
	assert_int_equal(holder->agreements[0].promises[0].price, 310);
	assert_int_equal(holder->terms[0].hold_back, 10);
	assert_false(holder->terms[0].hold_back_is_share);
	assert_true(r.s.holders[0].terms[0].hold_back_is_share);
	assert_int_equal(r.s.holders[0].terms[0].hold_back_share.den, 5);
	assert_int_equal(r.s.holders[0].terms[0].notice, 7200);
	assert_int_equal(r.s.holders[0].terms[0].reach, REACH_ANYWHERE);
	assert_int_equal(r.s.holders[2].covers[0].people, 3);
	line = &r.s.lines[0];
	assert_int_equal(line->holder, 0);
	assert_int_equal(line->declared, 960);
	assert_int_equal(line->counted, -1);
	assert_int_equal(line->pack, 0);
	assert_string_equal(line->lot, "L1");
	assert_int_equal(line->expires, DAY_NONE); /* water keeps for ever here */
	assert_true(line->government_owned);
	assert_int_equal(line->mode, MODE_PHYSICAL);
	assert_int_equal(line->where.line, 25);
	assert_int_equal(line->where.column, 5);
	line = &r.s.lines[1];
	assert_int_equal(line->holder, 1);
	assert_int_equal(line->counted, 75);
	assert_int_equal(line->mode, MODE_AGREEMENT);
	assert_int_equal(line->agreement, 0);
	assert_false(line->government_owned);
	assert_int_equal(line->expires, day_add(line->made, (struct duration){12, 0}));
	assert_true(line->counted_at.seconds == r.s.lines[0].declared_at.seconds);
	assert_int_equal(r.s.movements[0].line, 1);
	assert_int_equal(r.s.movements[0].quantity, -15);
	assert_int_equal(r.s.transits[0].quantity, 24);
	assert_null(r.s.transits[0].donor);
	assert_string_equal(r.s.transits[1].donor, "Red Cross");
	assert_int_equal(r.s.transits[1].reach, REACH_REGION);
	assert_int_equal(r.s.transits[1].reach_place, PLACE_DISTRICT);
	reading_of_release(&r);
}

static void test_routes_and_demand(void **state)
{
	struct reading_of r;
	const struct route *route;

	(void)state;
	reading_of(&r, SMALL_SCENARIO);
	route = &r.s.routes[0];
	assert_string_equal(route->id, "w>c");
	assert_int_equal(route->via[0], 0);
	assert_int_equal(route->lead, 7200);
	assert_int_equal(route->cost_per_kg.num, 2);
	assert_int_equal(route->cost_per_kg.den, 1);
	assert_int_equal(route->capacity, 500000);
	assert_int_equal(route->nclosed, 2);
	assert_int_equal(route->closed[0].first, 3);
	assert_int_equal(route->metres, 7250);
	assert_int_equal(r.s.segments[0].closed[0].first, 1);
	assert_int_equal(r.s.segments[0].closed[0].last, 2);
	assert_int_equal(r.s.estimates[0].speed, 25000);
	assert_int_equal(r.s.estimates[0].from_kinds, 1u << PLACE_DEPOT);
	assert_int_equal(r.s.estimates[0].cost_per_km_tonne.num, 320);
	assert_int_equal(r.s.limits[0].amount, 900000);
	assert_int_equal(r.s.limits[0].when.last, 1);
	assert_int_equal(r.s.limits[2].amount, 9950);
	assert_int_equal(r.s.limits[2].nitems, 2);
	assert_int_equal(r.s.rates[0].amount.num, 20); /* 2/7 kg of 0.1 kg */
	assert_int_equal(r.s.rates[0].amount.den, 7);
	assert_int_equal(r.s.rates[0].unmet, UNMET_WAITS);
	assert_int_equal(r.s.rates[0].waits, 2);
	assert_int_equal(r.s.needs[0].when.last, 2);
	assert_int_equal(r.s.policy.fairness, FAIRNESS_TOTAL);
	assert_int_equal(r.s.policy.autonomy.den, 8);
	assert_true(r.s.policy.change_last);
	assert_int_equal(r.s.policy.weights[0].value, 3);
	assert_int_equal(r.s.nminima, 2);
	assert_true(r.s.minima[1].end_stock);
	assert_int_equal(r.s.minima[1].quantity, 12);
	assert_int_equal(r.s.norms[0].item, 0);
	assert_int_equal(r.s.norms[0].cover.seconds, 3 * 86400);
	assert_string_equal(r.s.extension, "<a xmlns=\"urn:x\" b=\"&lt;\" z=\"1\"> t <c></c></a>");
	reading_of_release(&r);
}

/* The words of the tables are those of the models, in the order of the enums. */
static void test_words_are_those_of_the_models(void **state)
{
	static const char *const lines[] = {
		"<line item=\"water\" quantity=\"1\" status=\"%s\"/>",
		"<line item=\"water\" quantity=\"1\" mode=\"%s\"/>",
		"<line item=\"water\" quantity=\"1\" quality=\"%s\"/>",
	};
	char text[200];
	int k, i;

	(void)state;
	for (k = 0; k < 3; k++) {
		for (i = 0; i < 3; i++) {
			const char *word = k == 0 ? line_status_word((enum line_status)i)
				: k == 1          ? reserve_mode_word((enum reserve_mode)i)
						  : quality_word((enum quality)i);
			struct reading_of r;
			char *changed;

			snprintf(text, sizeof text, lines[k], word);
			changed = replaced(SMALL_SCENARIO,
				"<line item=\"water\" quantity=\"80\" pack=\"ctn\" lot=\"L1\" "
				"made=\"2026-10-01\"/>",
				text);
			reading_of(&r, changed);
			assert_int_equal(r.d.nerrors, 0);
			assert_int_equal(k == 0  ? r.s.lines[0].status
					: k == 1 ? r.s.lines[0].mode
						 : r.s.lines[0].quality,
				i);
			reading_of_release(&r);
			mem_free(changed);
		}
	}
	for (i = 0; i < PLACE_KINDS; i++) {
		struct reading_of r;
		char *changed;

		snprintf(text, sizeof text, "id=\"w\" in=\"d\" kind=\"%s\"",
			place_kind_word((enum place_kind)i));
		changed = replaced(SMALL_SCENARIO, "id=\"w\" in=\"d\" kind=\"depot\"", text);
		reading_of(&r, changed);
		assert_int_equal(r.s.places[2].kind, i);
		reading_of_release(&r);
		mem_free(changed);
	}
	for (i = 0; i < HOLDER_KINDS; i++) {
		struct reading_of r;
		char *changed;

		snprintf(text, sizeof text, "id=\"h\" kind=\"%s\"",
			holder_kind_word((enum holder_kind)i));
		changed = replaced(SMALL_SCENARIO, "id=\"h\" kind=\"household\"", text);
		reading_of(&r, changed);
		assert_int_equal(r.s.holders[2].kind, i);
		reading_of_release(&r);
		mem_free(changed);
	}
}

/* ---- order ---- */

/* The sections in reverse order are the same scenario. */
static void test_order_of_elements_does_not_matter(void **state)
{
	static const char *const ends[] = {"</items>\n", "</groups>\n", "</tiers>\n", "</places>\n",
		"</holders>\n", "</stock>\n", "reach=\"district\"/>\n", "</routes>\n",
		"</limits>\n", "</demand>\n", "</policy>\n", "</norms>\n", "</extension>\n"};
	const char *begin = strstr(SMALL_SCENARIO, "  <items>"), *at = begin;
	size_t n = strlen(SMALL_SCENARIO), done = 0, head = (size_t)(begin - SMALL_SCENARIO);
	char *reversed = mem_calloc(n + 1, 1), *expected, *found;
	struct reading_of r;
	size_t i, tail = strlen("</scenario>\n");

	(void)state;
	memcpy(reversed, SMALL_SCENARIO, head);
	memcpy(reversed + n - tail, "</scenario>\n", tail);
	for (i = 0; i < sizeof ends / sizeof *ends; i++) {
		const char *end = strstr(at, ends[i]) + strlen(ends[i]);
		size_t length = (size_t)(end - at);

		done += length;
		memcpy(reversed + n - tail - done, at, length);
		at = end;
	}
	assert_int_equal(head + done + tail, n);
	reading_of(&r, SMALL_SCENARIO);
	expected = canonical(&r.s);
	reading_of_release(&r);
	reading_of(&r, reversed);
	diags_print(&r.d, stderr);
	assert_int_equal(r.d.nerrors, 0);
	found = canonical(&r.s);
	assert_string_equal(found, expected);
	reading_of_release(&r);
	mem_free(found);
	mem_free(expected);
	mem_free(reversed);
}

/* A fault in an element that had to wait is reported where it stands. */
static void test_faults_of_waiting_elements(void **state)
{
	static const char text[] =
		"<scenario xmlns=\"urn:shecang:scenario:1\" version=\"1.0\" id=\"x\">\n"
		"<horizon start=\"2026-12-01T08:00:00+08:00\" period=\"P1D\" count=\"4\"/>\n"
		"\t<stock holder=\"h\"><line\r\n"
		"  item=\"water\"\r\n"
		"  \xe6\xb0\xb4=\"\" quantity=\"8o\"/></stock>\n"
		"<holders><holder id=\"h\" kind=\"charity\" place=\"p\"/></holders>\n"
		"<places><place id=\"p\" kind=\"city\"/></places><items><item id=\"water\" "
		"unit=\"LTR\"/></items>\n"
		"</scenario>\n";
	struct reading_of r;

	(void)state;
	reading_of(&r, text);
	assert_int_equal(r.d.nitems, 2);
	assert_int_equal(r.d.items[0].code, 124);
	assert_int_equal(r.d.items[0].where.line, 5);
	assert_int_equal(r.d.items[0].where.column, 3);
	assert_int_equal(r.d.items[1].code, 202);
	assert_int_equal(r.d.items[1].where.line, 5);
	assert_int_equal(r.d.items[1].where.column, 20);
	assert_int_equal(r.d.items[1].span, 2);
	assert_string_equal(
		r.d.items[1].source_line, "  \xe6\xb0\xb4=\"\" quantity=\"8o\"/></stock>");
	assert_int_equal(r.s.nholders, 1);
	assert_int_equal(r.s.nlines, 0);
	reading_of_release(&r);
}

/* ---- faults of content ---- */

/* Each replaces `old` by `new` and must be found, alone, where the '^' in `at`
 * stands. */
static const struct {
	const char *old, *new;
	int code;
	const char *at;
} faults[] = {
	/* structure */
	{"<scenario xmlns", "<scenari xmlns", 121, "^<scenari xmlns"},
	{"urn:shecang:scenario:1", "urn:other", 122, "^<scenario"},
	{"<items>", "<items><x:y xmlns:x=\"urn:x\"/>", 122, "^<x:y"},
	{"<items>", "<itmes/><items>", 123, "^<itmes"},
	{"<title>", "<title><b/>", 123, "^<b/>"},
	{"lot=\"L1\"", "lott=\"L1\"", 124, "^lott="},
	{"lot=\"L1\"", "xml:space=\"preserve\"", 124, "^xml:space"},
	{"<item id=\"set\" unit=\"H87\"/>", "<item id=\"set2\"/><item id=\"set\" unit=\"H87\"/>",
		125, "^<item id=\"set2\""},
	{" level=\"1\"", "", 125, "^<tier item"},
	{"<tier item=\"water\" group=\"old\" level", "<tier level", 125, "^<tier level"},
	{"holder=\"g\" as-of", "as-of", 125, "^<line item=\"water\""},
	{"quantity=\"80\"", "", 125, "^<line item=\"water\""},
	{"<groups>", "<groups>text", 126, "<groups>^text"},
	{"  <tiers", "  <tiers/><tiers", 127, "^<tiers default"},
	{"<text>x</text>", "<text>x</text><text>y</text>", 127, "^<text>y"},
	{"  <horizon start=\"2026-12-01T08:00:00+08:00\" period=\"P1D\" count=\"4\"/>\n", "", 128,
		NULL},
	{"<kit item=\"set\">", "<kit item=\"set\"/><kit item=\"set\">", 128,
		"^<kit item=\"set\"/>"},
	{"counted=\"7.5\"", "quantity=\"1\" declared=\"7\"", 129, "quantity=\"^1\" declared"},
	{"issued=\"1.5\"", "issued=\"1.5\" received=\"1\"", 129, "^<movement"},
	{"issued=\"1.5\"", "", 129, "^<movement"},
	{"waits=\"2\"", "unmet=\"waits\"", 129, "unmet=\"^waits"},
	{"per-person=\"2/7\"", "", 129, "^<rate"},
	{"per-person=\"2/7\"", "per-person=\"2\" per-place=\"2\"", 129, "^<rate"},
	{"version=\"1.0\" id", "version=\"1.1\" id", 131, "version=\"^1.1"},
	/* values */
	{"count=\"4\"", "count=\"0\"", 206, "count=\"^0"},
	{"period=\"P1D\"", "period=\"PT1S\"", 206, "period=\"^PT1S"},
	{"step=\"5%\"", "step=\"0%\"", 206, "step=\"^0%"},
	{"detour=\"1.3\"", "detour=\"0.9\"", 206, "detour=\"^0.9"},
	{"speed-kmh=\"25\"", "speed-kmh=\"0\"", 206, "speed-kmh=\"^0"},
	{"take=\"0.5\"", "take=\"0\"", 206, "take=\"^0"},
	{"<pack id=\"ctn\"", "<pack id=\"p\" contains=\"0\"/><pack id=\"ctn\"", 206,
		"contains=\"^0"},
	{"quantity=\"80\"", "quantity=\"\"", 201, "quantity=\"^\""},
	{"id=\"N1\"", "id=\"\"", 201, "id=\"^\""},
	{"quantity=\"80\"", "quantity=\"8e1\"", 202, "^8e1"},
	{"quantity=\"2\" unit=\"ctn\"", "quantity=\"2\" unit=\"ctx\"", 203, "^ctx"},
	{"quantity=\"80\"", "quantity=\"8.5\"", 204, "quantity=\"^8.5"},
	{"quantity=\"80\"", "quantity=\"9007199254740992\"", 205, "^9007199254740992"},
	{"autonomy=\"12.5%\"", "autonomy=\"12.5\"", 207, "^12.5\""},
	{"from=\"2026-01-01\"", "from=\"2026-13-01\"", 208, "^2026-13-01"},
	{"start=\"2026-12-01T08", "start=\"2026-12-01T24", 209, "^2026-12-01T24"},
	{"lead=\"PT2H\"", "lead=\"2h\"", 210, "^2h"},
	{"closed=\"4 1\"", "closed=\"4 x\"", 211, "4 ^x"},
	{"lot=\"L1\"", "lot=\"&#x202e;\"", 213, "^&#x202e;"},
	{"clause=\"12\"", "clause=\"\xe2\x80\xae\"", 213, "^\xe2\x80\xae"},
	{"clause=\"12\"", "holders=\"shop\"", 216, "^shop"},
	{"clause=\"12\"", "household-share-max=\"5%\" share-max=\"6%\"", 227, "household-share-max=\"^5%"},
	{"id=\"N1\"", "id=\"N 1\"", 214, "^N 1"},
	{"id=\"N1\"", "id=\"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\"",
		215, "id=\"^bbbb"},
	{"reach=\"anywhere\"", "reach=\"everywhere\"", 216, "^everywhere"},
	{"from=\"depot\"", "from=\"community depots\"", 216, "^depots"},
	{"xml:lang=\"zh-CN\"", "xml:lang=\"fr\"", 218, "^fr\""},
	{"<name>", "<name xml:lang=\"fr\">", 218, "^fr\""},
	{"from=\"1\" to=\"3\"", "from=\"3\" to=\"2\"", 219, "from=\"3\" to=\"^2"},
	{"lat=\"36.62\"", "lat=\"96.62\"", 220, "^96.62"},
	{"unit=\"H87\"", "unit=\"BOX1\"", 221, "^BOX1"},
	{"datum=\"WGS84\"", "datum=\"GCJ02\"", 222, "^GCJ02"},
	{"hold-back=\"20%\"", "hold-back=\"20\"", 223, "hold-back=\"^20\""},
	{"lead=\"PT2H\"", "lead=\"P1M\"", 224, "^P1M"},
	{"id=\"small\"", "id=\"small\" currency=\"yuan\"", 225, "^yuan"},
	{"id=\"small\"", "id=\"small\" currency=\"RMB\"", 225, "^RMB"},
	{"  <stock",
		"  <sources><source href=\"x.csv\" state=\"missing\" sha256=\"00\"/></sources>\n  "
		"<stock",
		226, "sha256=\"^00\""},
	{"  <stock", "  <sources><source href=\"x\"/></sources>\n  <stock", 125, "href=\"^x\""},
	{"  <stock", "  <sources><source href=\"x.csv\" state=\"used\"/></sources>\n  <stock", 125,
		"state=\"^used"},
	/* ids and references */
	{"<group id=\"old\"", "<group id=\"general\"/><group id=\"old\"", 301,
		"<group id=\"general\"/><group id=\"^general"},
	{"id=\"t2\"", "id=\"t1\"", 301, "<donation id=\"^t1\""},
	{"<pack id=\"ctn\"", "<pack id=\"LTR\" contains=\"2\"/><pack id=\"ctn\"", 301,
		"<pack id=\"^LTR"},
	{"<pack id=\"ctn\"", "<pack id=\"ctn\" contains=\"2\"/><pack id=\"ctn\"", 301,
		"/><pack id=\"^ctn"},
	{"</routes>", "<route from=\"w\" to=\"c\" lead=\"PT1H\"/></routes>", 301,
		"^<route from=\"w\" to=\"c\" lead"},
	{"items=\"water rice\"", "items=\"water water\"", 301, "items=\"water ^water"},
	{"<terms item=\"rice\"", "<agreement id=\"A\"/><terms item=\"rice\"", 301,
		"<agreement id=\"^A\"/>"},
	{"</norms>", "<norm id=\"N1\"/></norms>", 301, "<norm id=\"^N1\"/>"},
	{"  <stock",
		"  <sources><source href=\"x.csv\"/><source id=\"y\" href=\"y.csv\"/>"
		"<source id=\"y\" href=\"x.csv\"/></sources>\n  <stock",
		301, "id=\"^y\" href=\"x.csv\""},
	{"by=\"rice\"", "by=\"rise\"", 303, "^rise"},
	{"group=\"old\" level", "group=\"olt\" level", 303, "^olt"},
	{"id=\"w\" in=\"d\"", "id=\"w\" in=\"dd\"", 303, "^dd"},
	{"via=\"b1\"", "via=\"b1 b2\"", 303, "^b2"},
	{"<stock holder=\"g\"", "<stock holder=\"g\" source=\"s\"", 303, "source=\"^s\""},
	{"items=\"water rice\"", "items=\"water rise\"", 303, "^rise"},
	{"  <stock", "  <sources><source href=\"x.csv\" supersedes=\"y\"/></sources>\n  <stock",
		303, "supersedes=\"^y"},
	{"issue-by=\"ctn\"", "issue-by=\"box\"", 304, "^box"},
	{"agreement=\"A\"", "agreement=\"B\"", 304, "agreement=\"^B"},
	{"to=\"c\" via", "to=\"w\" via", 305, "to=\"^w\" via"},
};

/* Line and column of the '^' in `at`, the rest of which is found in the text. */
static void find_place(const char *text, const char *at, int *line, int *column)
{
	char wanted[200];
	const char *mark = strchr(at, '^'), *found, *c;

	assert_non_null(mark);
	snprintf(wanted, sizeof wanted, "%.*s%s", (int)(mark - at), at, mark + 1);
	found = strstr(text, wanted);
	assert_non_null(found);
	found += mark - at;
	*line = 1;
	*column = 1;
	for (c = text; c < found; c++) {
		*line += *c == '\n';
		*column = *c == '\n' ? 1 : *column + 1;
	}
}

static void test_faults_of_content(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof faults / sizeof *faults; i++) {
		char *changed = replaced(SMALL_SCENARIO, faults[i].old, faults[i].new);
		struct reading_of r;
		int line = 0, column = 0;

		if (faults[i].at)
			find_place(changed, faults[i].at, &line, &column);
		reading_of(&r, changed);
		assert_fault(&r, faults[i].code, line, column);
		reading_of_release(&r);
		mem_free(changed);
	}
}

/* What follows from a fault that was reported is not reported again. */
static void test_a_faulty_holder_is_said_once(void **state)
{
	char *changed = replaced(
		SMALL_SCENARIO, "id=\"g\" kind=\"government\"", "id=\"g\" kind=\"goverment\"");
	struct reading_of r;

	(void)state;
	reading_of(&r, changed);
	assert_fault(&r, 216, 20, 26);
	assert_string_equal(r.d.items[0].remedy, "did you mean \"government\"?");
	assert_int_equal(r.s.nholders, 2);
	assert_int_equal(r.s.nlines, 0);
	reading_of_release(&r);
	mem_free(changed);
}

/* A line whose goods are known but that is faulty otherwise is kept, set aside. */
static void test_a_faulty_line_is_set_aside(void **state)
{
	char *changed = replaced(SMALL_SCENARIO, "made=\"2026-10-01\"/>", "made=\"yesterday\"/>");
	struct reading_of r;

	(void)state;
	reading_of(&r, changed);
	assert_fault(&r, 208, 25, 64);
	assert_int_equal(r.s.nlines, 2);
	assert_int_equal(r.s.lines[0].state, LINE_SET_ASIDE);
	assert_int_equal(r.s.lines[0].declared, 960);
	reading_of_release(&r);
	mem_free(changed);
}

/* How much there is of a line cannot be said when a movement of it is faulty. */
static void test_a_faulty_movement_sets_its_line_aside(void **state)
{
	char *changed = replaced(SMALL_SCENARIO, "<movement issued=\"", "<movement issued=\"x");
	struct reading_of r;
	int32_t i, aside = 0;

	(void)state;
	reading_of(&r, changed);
	assert_int_equal(r.d.nerrors, 1);
	assert_true(r.d.items[0].of_goods);
	for (i = 0; i < r.s.nlines; i++)
		aside += r.s.lines[i].state == LINE_SET_ASIDE;
	assert_int_equal(aside, 1);
	reading_of_release(&r);
	mem_free(changed);
}

static void test_remedies_name_the_nearest(void **state)
{
	static const struct {
		const char *old, *new, *remedy;
	} cases[] = {
		{"<items>", "<itmes/><items>", "did you mean <items>?"},
		{"lot=\"L1\"", "lto=\"L1\"", "did you mean \"lot\"?"},
		{"by=\"rice\"", "by=\"rcie\"", "did you mean \"rice\"?"},
		{"fairness=\"total\"", "fairness=\"totl\"", "did you mean \"total\"?"},
		{"by=\"rice\"", "by=\"extinguisher\"", "define it, or correct the id"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *changed = replaced(SMALL_SCENARIO, cases[i].old, cases[i].new);
		struct reading_of r;

		reading_of(&r, changed);
		assert_int_equal(r.d.nitems, 1);
		assert_string_equal(r.d.items[0].remedy, cases[i].remedy);
		reading_of_release(&r);
		mem_free(changed);
	}
}

static void test_both_of_two_ids_are_named(void **state)
{
	char *changed = replaced(
		SMALL_SCENARIO, "<group id=\"old\"", "<group id=\"general\"/><group id=\"old\"");
	struct reading_of r;

	(void)state;
	reading_of(&r, changed);
	assert_string_equal(r.d.items[0].message, "the id \"general\" is already used in x.xml:12");
	reading_of_release(&r);
	mem_free(changed);
}

/* ---- sources ---- */

static char *folder_new(void)
{
	char name[] = "/tmp/shecang.XXXXXX";

	assert_non_null(mkdtemp(name));
	return mem_strdup(name);
}

static char *path_of(const char *folder, const char *name)
{
	char path[200];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	return mem_strdup(path);
}

static void file_write(const char *folder, const char *name, const char *text)
{
	char *path = path_of(folder, name);
	FILE *out = fopen(path, "w");

	assert_non_null(out);
	assert_true(fputs(text, out) >= 0);
	assert_int_equal(fclose(out), 0);
	mem_free(path);
}

static void folder_free(char *folder)
{
	static const char *const names[] = {"x.xml", "s.xml", "d.xml"};
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++) {
		char *path = path_of(folder, names[i]);

		unlink(path);
		mem_free(path);
	}
	assert_int_equal(rmdir(folder), 0);
	mem_free(folder);
}

#define SOURCE(content)                                                                            \
	"<source xmlns=\"urn:shecang:scenario:1\" version=\"1.0\">" content "</source>\n"

/* Reads x.xml, which names the sources, from the folder. */
static bool read_folder(struct reading_of *r, const char *folder, const char *sources,
	const char *const *leave_out, int nleave_out)
{
	char *text = replaced(SMALL_SCENARIO, "  <stock holder=\"g\"", sources);
	char *changed = replaced(text, " as-of=\"2026-11-30T20:00:00+08:00\">",
		"<stock holder=\"g\" as-of=\"2026-11-30T20:00:00+08:00\">");
	char *path = path_of(folder, "x.xml");

	file_write(folder, "x.xml", changed);
	diags_init(&r->d);
	scenario_init(&r->s);
	r->whole = scenario_read(&r->s, path, leave_out, nleave_out, &r->d);
	mem_free(path);
	mem_free(changed);
	mem_free(text);
	return r->whole;
}

#define TWO_SOURCES                                                                                \
	"<sources><source id=\"s\" href=\"s.xml\" holder=\"m\" "                                   \
	"as-of=\"2026-11-29T20:00:00+08:00\"/>"                                                    \
	"<source href=\"d.xml\" kind=\"demand\"/></sources>"

static void test_sources_are_read(void **state)
{
	char *folder = folder_new();
	struct reading_of r;

	(void)state;
	file_write(folder, "s.xml", SOURCE("<stock><line item=\"water\" quantity=\"5\"/></stock>"));
	file_write(
		folder, "d.xml", SOURCE("<demand><rate item=\"set\" per-person=\"1\"/></demand>"));
	assert_true(read_folder(&r, folder, TWO_SOURCES, NULL, 0));
	assert_int_equal(r.d.nerrors, 0);
	assert_int_equal(r.s.nlines, 3);
	assert_int_equal(r.s.lines[2].source, 0);
	assert_int_equal(r.s.lines[2].holder, 1);
	assert_true(r.s.lines[2].declared_at.seconds == r.s.sources[0].as_of.seconds);
	assert_int_equal(r.s.rates[1].source, 1);
	assert_string_equal(r.s.sources[1].id, "d.xml");
	assert_int_equal(r.s.sources[0].lines, 1);
	assert_int_equal(strlen(r.s.sources[0].sha256), 64);
	assert_int_equal(r.s.ninputs, 3);
	reading_of_release(&r);
	folder_free(folder);
}

static void test_faults_of_a_source_are_its_own(void **state)
{
	char *folder = folder_new();
	struct reading_of r;

	(void)state;
	file_write(folder, "s.xml", SOURCE("<stock><line item=\"water\" quantity=\"x\"/></stock>"));
	file_write(folder, "d.xml", SOURCE("<stock><line item=\"water\" quantity=\"1\"/></stock>"));
	assert_true(read_folder(&r, folder, TWO_SOURCES, NULL, 0));
	assert_int_equal(r.d.nerrors, 2);
	assert_int_equal(r.d.items[0].code, 202);
	assert_int_equal(r.d.items[0].source, 0);
	assert_int_equal(r.d.items[1].code, 601); /* stock from a source of demand */
	assert_int_equal(r.d.items[1].source, 1);
	assert_int_equal(r.s.nlines, 2);
	reading_of_release(&r);
	folder_free(folder);
}

static void test_missing_and_left_out_sources(void **state)
{
	static const char *const leave_out[] = {"d.xml"};
	static const char *const unknown[] = {"nothing.xml"};
	char *folder = folder_new();
	struct reading_of r;

	(void)state;
	assert_true(read_folder(&r, folder, TWO_SOURCES, leave_out, 1));
	assert_int_equal(r.d.nerrors, 1);
	assert_int_equal(r.d.items[0].code, 901);
	assert_int_equal(r.d.items[0].source, 0);
	assert_int_equal(r.s.sources[0].state, SOURCE_MISSING);
	assert_non_null(r.s.sources[0].why);
	assert_int_equal(r.s.sources[1].state, SOURCE_LEFT_OUT);
	reading_of_release(&r);
	file_write(folder, "s.xml", SOURCE(""));
	file_write(folder, "d.xml", SOURCE(""));
	assert_true(read_folder(&r, folder, TWO_SOURCES, unknown, 1));
	assert_fault(&r, 604, 0, 0);
	reading_of_release(&r);
	folder_free(folder);
}

/* What a source says has the quality of the source, unless it says otherwise. */
static void test_quality_of_sources(void **state)
{
	char *folder = folder_new();
	struct reading_of r;

	(void)state;
	file_write(folder, "s.xml",
		SOURCE("<stock><line item=\"water\" quantity=\"5\"/>"
		       "<line item=\"rice\" quantity=\"5\" quality=\"recorded\"/></stock>"));
	assert_true(read_folder(&r, folder,
		"<sources><source href=\"s.xml\" holder=\"m\" quality=\"estimated\"/></sources>",
		NULL, 0));
	assert_int_equal(r.d.nerrors, 0);
	assert_int_equal(r.s.lines[0].quality, QUALITY_RECORDED);
	assert_int_equal(r.s.lines[2].quality, QUALITY_ESTIMATED);
	assert_int_equal(r.s.lines[3].quality, QUALITY_RECORDED);
	reading_of_release(&r);
	folder_free(folder);
}

static void test_merged_sources_cannot_be_left_out(void **state)
{
	static const char *const leave_out[] = {"s.xml"};
	char *folder = folder_new();
	struct reading_of r;

	(void)state;
	assert_true(read_folder(&r, folder,
		"<sources><source href=\"s.xml\" state=\"used\" "
		"sha256=\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"/></"
		"sources>",
		NULL, 0));
	assert_int_equal(r.d.nerrors, 0);
	reading_of_release(&r);
	assert_true(read_folder(&r, folder,
		"<sources><source href=\"s.xml\" state=\"used\" "
		"sha256=\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"/></"
		"sources>",
		leave_out, 1));
	assert_fault(&r, 605, 24, 10);
	reading_of_release(&r);
	folder_free(folder);
}

static void test_sources_stay_below_the_folder(void **state)
{
	static const char *const sources[] = {
		"<sources><source href=\"../s.xml\"/></sources>",
		"<sources><source href=\"/etc/hostname.csv\"/></sources>",
		"<sources><source href=\"a/../../s.xml\"/></sources>",
		"<sources><source href=\"http://x/s.xml\"/></sources>",
		"<sources><source href=\"a\\s.xml\"/></sources>",
		"<sources><source href=\"a//s.xml\"/></sources>",
	};
	char *folder = folder_new();
	size_t i;

	(void)state;
	for (i = 0; i < sizeof sources / sizeof *sources; i++) {
		struct reading_of r;

		read_folder(&r, folder, sources[i], NULL, 0);
		assert_fault(&r, 602, 24, 10);
		assert_int_equal(r.d.items[0].source, 0);
		reading_of_release(&r);
	}
	folder_free(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_items_and_people),
		cmocka_unit_test(test_holders_and_stock),
		cmocka_unit_test(test_routes_and_demand),
		cmocka_unit_test(test_words_are_those_of_the_models),
		cmocka_unit_test(test_order_of_elements_does_not_matter),
		cmocka_unit_test(test_faults_of_waiting_elements),
		cmocka_unit_test(test_faults_of_content),
		cmocka_unit_test(test_a_faulty_holder_is_said_once),
		cmocka_unit_test(test_a_faulty_line_is_set_aside),
		cmocka_unit_test(test_a_faulty_movement_sets_its_line_aside),
		cmocka_unit_test(test_remedies_name_the_nearest),
		cmocka_unit_test(test_both_of_two_ids_are_named),
		cmocka_unit_test(test_sources_are_read),
		cmocka_unit_test(test_faults_of_a_source_are_its_own),
		cmocka_unit_test(test_missing_and_left_out_sources),
		cmocka_unit_test(test_quality_of_sources),
		cmocka_unit_test(test_merged_sources_cannot_be_left_out),
		cmocka_unit_test(test_sources_stay_below_the_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
