/* Overlays: XML and a sheet that say the same make the same scenario; each change
 * does what its words say and nothing else; what is wrong is said where it is. */
#include "base/text.h"
#include "io/overlay.h"
#include "models/scenario_check.h"
#include "tests/io/support_cmocka.h"
#include "tests/io/support_scenario.h"

#include <stdlib.h>
#include <string.h>

static const char base[] =
	"<scenario xmlns=\"urn:shecang:scenario:1\" version=\"1.0\" id=\"t\" as-of=\"2026-12-01T08:00:00+08:00\">\n"
	"<horizon start=\"2026-12-01T00:00:00+08:00\" period=\"PT12H\" count=\"6\"/>\n"
	"<items><item id=\"water\" unit=\"LTR\"><name>饮用水</name><pack id=\"ctn\" contains=\"12\"/></item>"
	"<item id=\"rice\" unit=\"KGM\" decimals=\"1\"/></items>\n"
	"<groups><group id=\"general\"/><group id=\"alone\"/></groups>\n"
	"<places><place id=\"fx\" kind=\"district\"/><place id=\"st\" in=\"fx\" kind=\"street\"><name>和平街道</name></place>"
	"<place id=\"a\" in=\"st\" kind=\"community\"><people group=\"general\" count=\"101\" households=\"40\"/></place>"
	"<place id=\"b\" in=\"st\" kind=\"community\"><people group=\"general\" count=\"50\"/></place>"
	"<place id=\"c\" in=\"fx\" kind=\"community\"><people group=\"general\" count=\"70\"/></place>"
	"<place id=\"depot\" in=\"fx\" kind=\"depot\"/><place id=\"hall\" in=\"fx\" kind=\"shelter\"/></places>\n"
	"<holders><holder id=\"d\" kind=\"government\" place=\"depot\"><terms notice=\"PT1H\" reach=\"anywhere\"/></holder>"
	"<holder id=\"m\" kind=\"supermarket\" place=\"a\"><agreement id=\"A1\" number=\"1\"/>"
	"<terms notice=\"PT1H\" reach=\"anywhere\" release=\"50%\"/></holder></holders>\n"
	"<stock holder=\"d\" as-of=\"2026-12-01T07:00:00+08:00\"><line item=\"water\" lot=\"L1\" quantity=\"905\"/>"
	"<line item=\"rice\" quantity=\"10.5\"><movement issued=\"0.2\" at=\"2026-12-01T07:30:00+08:00\"/></line></stock>\n"
	"<stock holder=\"m\" as-of=\"2026-12-01T07:00:00+08:00\"><line item=\"water\" quantity=\"40\"/></stock>\n"
	"<routes><segment id=\"bridge\"><name>大桥</name></segment>"
	"<route from=\"depot\" to=\"a\" via=\"bridge\" lead=\"PT1H\"/>"
	"<route from=\"depot\" to=\"b\" via=\"bridge\" lead=\"PT2H\"/><route from=\"depot\" to=\"c\" lead=\"PT1H\"/>"
	"<route from=\"a\" to=\"c\" lead=\"PT3H\"/><route from=\"a\" to=\"b\" lead=\"PT1H\"/></routes>\n"
	"<limits><vehicles place=\"depot\" kg=\"1000\"/></limits>\n"
	"<demand><rate item=\"water\" per-person=\"3\"/><rate item=\"rice\" group=\"general\" per-person=\"0.4\"/>"
	"<rate item=\"water\" place=\"b\" from=\"2\" to=\"3\" per-person=\"4\"/>"
	"<need place=\"c\" item=\"rice\" group=\"alone\" quantity=\"7.5\"/></demand>\n"
	"</scenario>\n";

#define OVERLAY(changes) \
	"<overlay xmlns=\"urn:shecang:overlay:1\" xmlns:s=\"urn:shecang:scenario:1\" version=\"1.0\" id=\"o\">\n" \
	changes "\n</overlay>\n"

/* The base with an overlay on it. */
struct changed {
	struct reading_of base;
	struct effects effects;
	bool good;
};

static void apply(struct changed *x, const char *text, const char *name)
{
	effects_init(&x->effects);
	reading_of(&x->base, base);
	assert_int_equal(x->base.d.nerrors, 0);
	x->good = overlay_read_text(&x->base.s, text, strlen(text), name, INT32_MAX, &x->effects, &x->base.d);
	alterations_end(&x->base.s);
}

static void changed_release(struct changed *x)
{
	effects_release(&x->effects);
	reading_of_release(&x->base);
}

static char *result(const char *text, const char *name)
{
	struct changed x;
	char *bytes;

	apply(&x, text, name);
	if (x.base.d.nitems > 0)
		diags_print(&x.base.d, stderr);
	assert_true(x.good);
	bytes = canonical(&x.base.s);
	changed_release(&x);
	return bytes;
}

/* Says which line differs: the whole is too long to be shown. */
static void assert_same(const char *got, const char *expected)
{
	size_t line = 0, k;

	for (k = 0; got[k] && got[k] == expected[k]; k++) {
		if (got[k] == '\n')
			line = k + 1;
	}
	if (got[k] != expected[k])
		fprintf(stderr, "got      %.*s\nexpected %.*s\n", (int)strcspn(got + line, "\n"), got + line,
			(int)strcspn(expected + line, "\n"), expected + line);
	assert_true(got[k] == expected[k]);
}

/* The changes make of the base what these replacements make of its canonical form. */
static void check_becomes(const char *changes, const char *const (*replacements)[2], int n)
{
	struct reading_of r;
	char *expected, *got = result(changes, "o.xml");

	reading_of(&r, base);
	expected = canonical(&r.s);
	for (int k = 0; k < n; k++) {
		char *next = replaced(expected, replacements[k][0], replacements[k][1]);

		mem_free(expected);
		expected = next;
	}
	assert_same(got, expected);
	mem_free(expected);
	mem_free(got);
	reading_of_release(&r);
}

#define BECOMES(changes, ...)                                                                      \
	do {                                                                                       \
		static const char *const pairs[][2] = {__VA_ARGS__};                               \
		check_becomes(OVERLAY(changes), pairs, (int)(sizeof pairs / sizeof *pairs));       \
	} while (0)

static void test_values(void **state)
{
	(void)state;
	BECOMES("<scale what='rate' item='rice' by='1.25'/>", {"per-person=\"0.4\"", "per-person=\"0.5\""});
	BECOMES("<set what='need' place='fx' item='rice' value='9'/>", {"quantity=\"7.5\"", "quantity=\"9\""});
	BECOMES("<scale what='need' by='1/3'/>", {"quantity=\"7.5\"", "quantity=\"2.5\""});
	BECOMES("<scale what='need' by='33%'/>", {"quantity=\"7.5\"", "quantity=\"2.5\""}); /* 2.475, up */
	BECOMES("<scale what='stock' id='L1' by='0.5'/>", {"declared=\"905\"", "declared=\"452\""}); /* down */
	BECOMES("<set what='stock' holder='d' item='water' value='3' unit='ctn'/>", {"declared=\"905\"", "declared=\"36\""});
	/* 10.5 less what was issued by the as-of; the rest of the line's history is in it */
	BECOMES("<scale what='stock' item='rice' by='0.5'/>",
		{"declared=\"10.5\" declared-at=\"2026-12-01T07:00:00+08:00\">\n"
		 "      <movement at=\"2026-12-01T07:30:00+08:00\" issued=\"0.2\"/>\n    </line>",
			"declared=\"5.1\" declared-at=\"2026-12-01T07:30:00+08:00\"/>"});
	BECOMES("<set what='terms' holder='m' field='release' value='80%'/>", {"release=\"50%\"", "release=\"80%\""});
	BECOMES("<set what='vehicles' place='depot' value='0.5'/>", {"kg=\"1000\"", "kg=\"0.5\""});
	BECOMES("<set what='route' id='depot&gt;c' field='lead' value='PT9H'/>",
		{"to=\"c\" lead=\"PT1H\"", "to=\"c\" lead=\"PT9H\""});
	BECOMES("<remove what='vehicles'/>", {"    <vehicles place=\"depot\" kg=\"1000\"/>\n", ""},
		{"  <limits>\n  </limits>\n", "  <limits/>\n"});
}

static void test_verbs(void **state)
{
	(void)state;
	BECOMES("<close segment='bridge' at='2026-12-02T20:00:00+08:00' until='2026-12-03T00:00:00+08:00'/>",
		{"<segment id=\"bridge\"", "<segment id=\"bridge\" closed=\"4\""});
	BECOMES("<seal place='和平街道' from='2' to='4'/>",
		{"from=\"a\" to=\"c\" lead=\"PT3H\"", "from=\"a\" to=\"c\" lead=\"PT3H\" closed=\"2..4\""});
	BECOMES("<seal place='st' gate='a' from='2'/>",
		{"from=\"a\" to=\"c\" lead=\"PT3H\"", "from=\"a\" to=\"c\" lead=\"PT3H\" closed=\"2..6\""},
		{"to=\"b\" via=\"bridge\" lead=\"PT2H\"", "to=\"b\" via=\"bridge\" lead=\"PT2H\" closed=\"2..6\""});
	BECOMES("<close place='c'/>",
		{"from=\"a\" to=\"c\" lead=\"PT3H\"", "from=\"a\" to=\"c\" lead=\"PT3H\" closed=\"1..6\""},
		{"from=\"depot\" to=\"c\" lead=\"PT1H\"", "from=\"depot\" to=\"c\" lead=\"PT1H\" closed=\"1..6\""});
	/* Lost in the middle: all the place holds is of use until then. Lost from the start, and
	 * where a part of a community is: of none. */
	BECOMES("<flood place='depot' from='4'/>", {"id=\"depot\" in=\"fx\" kind=\"depot\"",
		"id=\"depot\" in=\"fx\" kind=\"depot\" lost=\"4\""});
	BECOMES("<flood place='a'/>", {"id=\"a\" in=\"st\" kind=\"community\"",
		"id=\"a\" in=\"st\" kind=\"community\" lost=\"1\""},
		{"declared=\"40\" declared-at=\"2026-12-01T07:00:00+08:00\"",
			"declared=\"40\" declared-at=\"2026-12-01T07:00:00+08:00\" status=\"damaged\""});
	/* Of 101 people 51 go, 30 of them find room. */
	BECOMES("<move place='a' share='50%' from='3' destination='hall:30'/>",
		{"      <people group=\"general\" count=\"101\" households=\"40\"/>\n",
			"      <people group=\"general\" from=\"3\" count=\"71\" households=\"28\"/>\n"
			"      <people group=\"general\" to=\"2\" count=\"101\" households=\"40\"/>\n"},
		{"<place id=\"hall\" in=\"fx\" kind=\"shelter\"/>",
			"<place id=\"hall\" in=\"fx\" kind=\"shelter\">\n"
			"      <people group=\"general\" from=\"3\" count=\"30\" households=\"12\"/>\n    </place>"});
}

static int32_t transits_left(const char *changes)
{
	struct changed x;
	int32_t n;

	apply(&x, changes, "o.xml");
	assert_true(x.good);
	n = x.base.s.ntransits;
	changed_release(&x);
	return n;
}

static void check_after(struct changed *x)
{
	assert_true(x->good);
	scenario_check(&x->base.s, &(struct check_options){0}, &x->base.d);
}

static bool said(const struct changed *x, int code)
{
	for (int32_t k = 0; k < x->base.d.nitems; k++)
		if (x->base.d.items[k].code == code)
			return true;
	return false;
}

/* Goods under way to a site: lost when they come to it no more. A part of a community is
 * one place with it for the plan: all that lies or comes there counts as lost at once. */
static void test_flood(void **state)
{
#define UNDER_WAY \
	"<add><s:transit id='t1' item='water' to='depot' quantity='5' arrives='2026-12-02T11:00:00+08:00'/>" \
	"<s:transit id='t2' item='water' to='depot' quantity='5' arrives='2026-12-02T12:00:00+08:00'/></add>"
#define BUILDING \
	"<add><s:places><s:place id='b1' in='a' kind='building'/></s:places></add>" \
	"<add><s:transit id='t1' item='water' to='b1' quantity='5' arrives='2026-12-01T11:00:00+08:00'/></add>"
	struct changed x;

	(void)state;
	assert_int_equal(transits_left(OVERLAY(UNDER_WAY)), 2);
	assert_int_equal(transits_left(OVERLAY(UNDER_WAY "<flood place='depot' from='4'/>")), 1);
	assert_int_equal(transits_left(OVERLAY(UNDER_WAY "<flood place='depot' from='3'/>")), 0);
	assert_int_equal(transits_left(OVERLAY(UNDER_WAY "<flood place='depot'/>")), 0);
	assert_int_equal(transits_left(OVERLAY(BUILDING "<flood place='a' from='4'/>")), 1);
	assert_int_equal(transits_left(OVERLAY(BUILDING "<flood place='b1' from='4'/>")), 0);
	/* who lies in what is lost is lost; a site alone cannot be, in a community */
	apply(&x, OVERLAY("<flood place='st' from='4'/><flood place='a' from='3'/><flood place='b' from='5'/>"), "o.xml");
	check_after(&x);
	assert_int_equal(x.base.s.places[map_get(&x.base.s.place_ids, "st")].lost, 3);
	assert_int_equal(x.base.s.places[map_get(&x.base.s.place_ids, "a")].lost, 2);
	assert_int_equal(x.base.s.places[map_get(&x.base.s.place_ids, "b")].lost, 3);
	assert_int_equal(x.base.s.places[map_get(&x.base.s.place_ids, "c")].lost, INT32_MAX);
	changed_release(&x);
	apply(&x, OVERLAY("<add><s:places><s:place id='b1' in='a' kind='building' lost='2'/></s:places></add>"), "o.xml");
	check_after(&x);
	assert_true(said(&x, 379));
	changed_release(&x);
	apply(&x, OVERLAY("<add><s:places><s:place id='far' in='fx' kind='depot' lost='7'/></s:places></add>"), "o.xml");
	check_after(&x);
	assert_int_equal(x.base.s.places[map_get(&x.base.s.place_ids, "far")].lost, INT32_MAX);
	assert_true(said(&x, 722));
	changed_release(&x);
}

/* A part of a rate's region or periods: all the others keep theirs. */
static void test_parts_of_rates(void **state)
{
	struct changed x;

	(void)state;
	apply(&x, OVERLAY("<scale what='rate' item='water' place='st' from='3' by='2'/>"), "o.xml");
	assert_true(x.good);
	/* everywhere 3; b 4 in 2, 8 in 3; a new one for the street from 3, 6 */
	assert_int_equal(x.base.s.nrates, 5);
	for (int32_t k = 0; k < x.base.s.nrates; k++) {
		const struct rate *r = &x.base.s.rates[k];
		const char *place = r->place >= 0 ? x.base.s.places[r->place].id : "";
		int64_t expected = strcmp(place, "") == 0 ? 3 : strcmp(place, "st") == 0 ? 6 : r->when.first == 1 ? 4 : 8;

		if (strcmp(x.base.s.items[r->item].id, "water") != 0)
			continue;
		assert_int_equal(r->amount.num, expected);
		if (strcmp(place, "st") == 0)
			assert_int_equal(r->when.first, 2);
	}
	changed_release(&x);
}

static const char xml[] = OVERLAY(
	"<scale what='rate' item='water' place='st' from='2' to='5' by='6/5'/>"
	"<set what='terms' holder='m' item='water' field='hold-back' value='20%'/>"
	"<set what='policy' field='fairness' value='proportional'/>"
	"<remove what='stock' kind='supermarket'/>"
	"<add><in-place id='c'><s:people group='alone' count='9'/></in-place></add>"
	"<add><s:demand><s:need place='a' item='rice' group='general' quantity='3.5' from='1' to='3' tier='1'/></s:demand></add>"
	"<add><s:routes><s:route from='c' to='a' via='bridge' lead='PT4H' cost-per-kg='0.3'/></s:routes></add>"
	"<add><s:stock><s:line holder='m' item='rice' quantity='8' declared-at='2026-12-01T07:00:00+08:00'/></s:stock></add>"
	"<add><of-holder id='m'><s:terms item='rice' release='10%'/></of-holder></add>"
	"<add><s:limits><s:budget amount='500' items='water'/></s:limits></add>"
	"<add><s:minimum place='a' item='water' quantity='3'/></add>"
	"<flood place='depot' from='4'/>"
	"<seal place='a' from='2' self-supply='50%'/>"
	"<close id='a&gt;b' from='3' to='3'/>"
	"<move place='b' destination='hall'/>");
static const char sheet_zh[] =
	"动作,对象,编号,物资,人群,地点,去向,储备主体,路段,类别,起始时段,截止时段,属性,值,倍数,自给比例,时间,其他属性\n"
	"乘以,定额,,饮用水,,和平街道,,,,,2,5,,,6/5,,,\n"
	"设为,调用条件,,饮用水,,,,m,,,,,自留底线,20%,,,,\n"
	"设为,规则,,,,,,,,,,,公平规则,按比例,,,,\n"
	"删除,库存,,,,,,,,超市,,,,,,,,\n"
	"增加,人口,,,alone,c,,,,,,,,9,,,,\n"
	"增加,需求,,rice,general,a,,,,,1,3,,3.5,,,,tier=1\n"
	"增加,线路,,,,c,a,,大桥,,,,,PT4H,,,,cost-per-kg=0.3\n"
	"增加,库存,,rice,,,,m,,,,,,8,,,2026-12-01T07:00:00+08:00,\n"
	"增加,调用条件,,rice,,,,m,,,,,,10%,,,,\n"
	"增加,预算,,water,,,,,,,,,,500,,,,\n"
	"增加,最低保障,,water,,a,,,,,,,,3,,,,\n"
	"淹没,,,,,depot,,,,,4,,,,,,,\n"
	"封控,,,,,a,,,,,2,,,,,50%,,\n"
	"中断,,a>b,,,,,,,,3,3,,,,,,\n"
	"转移,,,,,b,hall,,,,,,,,,,,\n";
static const char sheet_en[] =
	"what,action,id,item,group,place,destination,holder,segment,kind,from,to,field,value,by,self-supply,at,more\n"
	"rate,scale,,water,,st,,,,,2,5,,,1.2,,,\n"
	"terms,set,,water,,,,m,,,,,hold-back,20%,,,,\n"
	"policy,set,,,,,,,,,,,fairness,proportional,,,,\n"
	"stock,remove,,,,,,,,supermarket,,,,,,,,\n"
	"people,add,,,alone,c,,,,,,,,9,,,,\n"
	"need,add,,rice,general,a,,,,,1,3,,3.5,,,,tier=1\n"
	"route,add,,,,c,a,,bridge,,,,,PT4H,,,,cost-per-kg=0.3\n"
	"stock,add,,rice,,,,m,,,,,,8,,,2026-12-01T07:00:00+08:00,\n"
	"terms,add,,rice,,,,m,,,,,,10%,,,,\n"
	"budget,add,,water,,,,,,,,,,500,,,,\n"
	"minimum,add,,water,,a,,,,,,,,3,,,,\n"
	",flood,,,,depot,,,,,4,,,,,,,\n"
	",seal,,,,a,,,,,2,,,,,50%,,\n"
	",close,a>b,,,,,,,,3,3,,,,,,\n"
	",move,,,,b,hall,,,,,,,,,,,\n";

static void test_sheets_say_the_same(void **state)
{
	char *of_xml = result(xml, "o.xml"), *zh = result(sheet_zh, "o.csv"), *en = result(sheet_en, "o.CSV");
	struct reading_of again;
	char *twice;

	(void)state;
	assert_same(zh, of_xml);
	assert_same(en, of_xml);
	/* and the canonical form is read as it was written */
	reading_of(&again, of_xml);
	twice = canonical(&again.s);
	assert_same(twice, of_xml);
	mem_free(twice);
	reading_of_release(&again);
	mem_free(of_xml);
	mem_free(zh);
	mem_free(en);
}

/* The first k changes of a file, then the rest by another, are all of it. */
static void test_parts_of_a_file(void **state)
{
	struct changed x;

	(void)state;
	effects_init(&x.effects);
	reading_of(&x.base, base);
	assert_true(overlay_read_text(&x.base.s, xml, strlen(xml), "o.xml", 3, &x.effects, &x.base.d));
	alterations_end(&x.base.s);
	assert_int_equal(x.effects.nchanges, 3);
	assert_int_equal(x.base.s.nlines, 3); /* the fourth would remove one */
	assert_int_equal(x.base.s.policy.fairness, FAIRNESS_PROPORTIONAL);
	changed_release(&x);
}

/* A copy is changed, the scenario is not. */
static void test_copy(void **state)
{
	struct reading_of r;
	struct scenario copy;
	struct effects effects;
	char *before, *after, *same;

	(void)state;
	reading_of(&r, base);
	before = canonical(&r.s);
	scenario_copy(&r.s, &copy);
	same = canonical(&copy);
	assert_same(same, before);
	effects_init(&effects);
	assert_true(overlay_read_text(&copy, xml, strlen(xml), "o.xml", INT32_MAX, &effects, &r.d));
	alterations_end(&copy);
	effects_release(&effects);
	scenario_release(&copy);
	after = canonical(&r.s);
	assert_same(after, before);
	mem_free(same);
	mem_free(after);
	mem_free(before);
	reading_of_release(&r);
}

struct fault {
	const char *change;
	int code;
	const char *remedy; /* part of it, or NULL */
};

static void test_faults(void **state)
{
	static const struct fault faults[] = {
		{"<scale what='rate' item='watr' by='2'/>", 351, "water"},
		{"<scale what='rate' item='water' by='-2'/>", 202, NULL},
		{"<scale what='rate' item='water' by='1e3'/>", 202, NULL},
		{"<scale what='rate' by='9223372036854775807'/>", 385, NULL},
		{"<scale what='policy' field='fairness' by='2'/>", 383, NULL},
		{"<scale what='need' item='water' by='2'/>", 384, "without \"item\" it would fit 1 times (c / rice / alone"},
		{"<scale what='need' item='water' group='general' by='2'/>", 384, "none with all that is asked for: c / rice"},
		{"<remove what='transit' id='t'/>", 384, "nothing of the kind"},
		{"<close segment='brigde'/>", 351, "did you mean \"bridge\"?"},
		{"<close segment='bri'/>", 351, "did you mean \"bridge\"?"},
		{"<close segment='桥'/>", 351, "did you mean \"bridge\" (大桥)?"},
		{"<close segment='ring-road-7'/>", 351, "add it to its sheet"},
		{"<close id='depot&gt;d'/>", 384, "did you mean \"depot>a\", \"depot>b\", \"depot>c\"?"},
		{"<set what='segment' id='大' field='closed' value='1'/>", 384, "did you mean \"bridge\" (大桥)?"},
		{"<scale what='rate' item='饮用' by='2'/>", 351, "did you mean \"water\" (饮用水)?"},
		{"<seal place='和平街'/>", 351, "did you mean \"st\" (和平街道)?"},
		{"<set what='stock' id='L2' value='9'/>", 384, "did you mean \"L1\"?"},
		{"<set what='agreement' id='A' field='to' value='2026-12-31'/>", 384, "did you mean \"A1\"?"},
		{"<set what='terms' kind='supermarkt' field='release' value='1%'/>", 383, "supermarket"},
		{"<set what='group' id='alon' field='visit-minutes' value='3'/>", 384, "did you mean \"alone\"?"},
		{"<set what='item' id='watr' field='mass-kg' value='1'/>", 384, "did you mean \"water\"?"},
		{"<set what='route' id='depot&gt;cc' field='lead' value='PT1H'/>", 384, "depot>c"},
		{"<set what='route' field='led' value='PT1H'/>", 383, "lead"},
		{"<set what='route' field='lead' value='P1M'/>", 224, NULL},
		{"<set what='stock' item='water' value='1.5'/>", 385, NULL},
		{"<set what='stock' value='1' unit='ctn'/>", 381, NULL},
		{"<set what='stock' item='water' value='1' unit='box'/>", 203, NULL},
		{"<set what='horizon' value='0'/>", 206, NULL},
		{"<set what='terms' holder='m' field='hold-back' value='9'/>", 223, NULL},
		{"<set what='stock'/>", 382, NULL},
		{"<set what='cake' value='1'/>", 383, "rate"},
		{"<remove what='item' id='water'/>", 383, NULL},
		{"<remove what='stock' from='3' to='2'/>", 219, NULL},
		{"<remove what='stock' from='3' at='2026-12-01T00:00:00+08:00'/>", 381, NULL},
		{"<close at='2026-12-09T00:00:00+08:00' segment='bridge'/>", 386, NULL},
		{"<close/>", 382, NULL},
		{"<seal place='st' item='water'/>", 381, NULL},
		{"<seal place='st' gate='c'/>", 386, NULL},
		{"<seal place='st' self-supply='100%'/>", 206, NULL},
		{"<move place='a'/>", 382, NULL},
		{"<move place='a' destination='hall:x'/>", 202, NULL},
		{"<move place='a' group='alone' destination='hall'/>", 384, "group"},
		{"<melt place='a'/>", 123, NULL},
		{"<seal plaice='a' place='a'/>", 124, "place"},
		{"<add><s:demand><s:need place='a' item='watr' group='general' quantity='1'/></s:demand></add>", 303,
			"water"},
		{"<add><demand/></add>", 122, NULL},
		{"<add><in-place id='z'/></add>", 351, NULL},
	};

	(void)state;
	for (size_t k = 0; k < sizeof faults / sizeof *faults; k++) {
		struct changed x;
		struct text text;

		text_init(&text);
		text_printf(&text, OVERLAY("%s"), faults[k].change);
		apply(&x, text_str(&text), "o.xml");
		assert_false(x.good);
		if (x.base.d.nerrors != 1 || x.base.d.items[0].code != faults[k].code) {
			fprintf(stderr, "%s\n", faults[k].change);
			diags_print(&x.base.d, stderr);
		}
		assert_int_equal(x.base.d.items[0].code, faults[k].code);
		assert_int_equal(x.base.d.nerrors, 1);
		assert_int_equal(x.base.d.items[0].where.line, 2);
		if (faults[k].remedy && !strstr(x.base.d.items[0].remedy, faults[k].remedy))
			diags_print(&x.base.d, stderr);
		if (faults[k].remedy)
			assert_non_null(strstr(x.base.d.items[0].remedy, faults[k].remedy));
		changed_release(&x);
		text_release(&text);
	}
}

/* What no file of ours is: refused, and said. */
static void test_hostile(void **state)
{
	static const struct {
		const char *name, *text;
	} files[] = {
		{"o.xml", ""},
		{"o.xml", "<!DOCTYPE overlay [<!ENTITY a \"b\">]>" OVERLAY("")},
		{"o.xml", "<overlay version=\"1.0\" id=\"o\"/>"},
		{"o.xml", "<scenario xmlns=\"urn:shecang:scenario:1\" version=\"1.0\" id=\"o\"/>"},
		{"o.xml", "<overlay xmlns=\"urn:shecang:overlay:1\" version=\"2.0\" id=\"o\"/>"},
		{"o.xml", OVERLAY("<seal place=\"a&b;\"/>")},
		{"o.xml", OVERLAY("<close segment=\"bridge\"")},
		{"o.xml", OVERLAY("<add><x><x><x><x><x><x><x><x><x><x><x><x><x><x><x><x/></x></x></x></x></x></x></x></x></x></x>"
				  "</x></x></x></x></x></add>")},
		{"o.xml", "\x1f\x8b\x08"},
		{"o.csv", ""},
		{"o.csv", "PK\x03\x04"},
		{"o.csv", "action,segment\nclose,\"bridge\n"},
		{"o.csv", "action;segment\nclose;bridge\n"},
		{"o.csv", "what,segment\nroute,bridge\n"},
		{"o.csv", "action,segment,colour\nclose,bridge,red\n"},
		{"o.csv", "action,what,more\nadd,need,tier\n"},
		{"o.csv", "action,what\nadd,policy\nadd,\n"},
	};

	(void)state;
	for (size_t k = 0; k < sizeof files / sizeof *files; k++) {
		struct changed x;

		apply(&x, files[k].text, files[k].name);
		if (x.good || x.base.d.nerrors == 0)
			fprintf(stderr, "taken: %s\n", files[k].text);
		assert_false(x.good);
		assert_true(x.base.d.nerrors > 0);
		changed_release(&x);
	}
}

static void test_warnings(void **state)
{
	struct changed x;

	(void)state;
	apply(&x, OVERLAY("<move place='a' destination='hall:30'/><flood place='c' from='2'/>"), "o.xml");
	assert_true(x.good);
	assert_int_equal(x.base.d.nitems, 2);
	assert_int_equal(x.base.d.items[0].code, 771);
	assert_int_equal(x.base.d.items[1].code, 772);
	assert_int_equal(x.effects.nchanges, 2);
	changed_release(&x);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_verbs),
		cmocka_unit_test(test_flood),
		cmocka_unit_test(test_parts_of_rates),
		cmocka_unit_test(test_sheets_say_the_same),
		cmocka_unit_test(test_parts_of_a_file),
		cmocka_unit_test(test_copy),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_warnings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
