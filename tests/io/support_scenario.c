#include "tests/io/support_scenario.h"

#include "io/printer.h"
#include "tests/io/support_cmocka.h"

#include <stdlib.h>
#include <string.h>

const char
	SMALL_SCENARIO
		[] =
			"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" /* 1 */
			"<scenario xmlns=\"urn:shecang:scenario:1\" version=\"1.0\" id=\"small\" "
			"xml:lang=\"zh-CN\">\n"
			"  <title>\xe5\xb0\x8f</title>\n"
			"  <horizon start=\"2026-12-01T08:00:00+08:00\" period=\"P1D\" "
			"count=\"4\"/>\n" /* 4 */
			"  <items>\n"
			"    <item id=\"water\" unit=\"LTR\" mass-kg=\"1\" "
			"issue-by=\"ctn\"><name>\xe6\xb0\xb4</name>"
			"<pack id=\"ctn\" contains=\"12\"/></item>\n" /* 6 */
			"    <item id=\"rice\" unit=\"KGM\" decimals=\"1\" shelf-life=\"P1Y\"/>\n" /* 7 */
			"    <item id=\"set\" unit=\"H87\"/>\n" /* 8 */
			"    <substitute item=\"set\" by=\"rice\" take=\"0.5\" give=\"1\"/>\n" /* 9 */
			"    <kit item=\"set\"><part item=\"water\" take=\"2\"/><part "
			"item=\"rice\"/></kit>\n" /* 10 */
			"  </items>\n"
			"  <groups><group id=\"general\"/><group id=\"old\" door=\"true\" "
			"visit-minutes=\"6\"/></groups>\n"
			"  <tiers default=\"3\"><tier item=\"water\" group=\"old\" "
			"level=\"1\"/></tiers>\n" /* 13 */
			"  <places>\n"
			"    <place id=\"d\" kind=\"district\"/>\n" /* 15 */
			"    <place id=\"c\" in=\"d\" kind=\"community\"><point lon=\"114.45\" "
			"lat=\"36.62\""
			" datum=\"WGS84\"/><people group=\"old\" count=\"9\" "
			"households=\"8\"/></place>\n" /* 16 */
			"    <place id=\"w\" in=\"d\" kind=\"depot\"><contact "
			"phone=\"110\">Li</contact></place>\n" /* 17 */
			"  </places>\n"
			"  <holders>\n"
			"    <holder id=\"g\" kind=\"government\" place=\"w\"><terms "
			"hold-back=\"20%\""
			" notice=\"PT2H\" reach=\"anywhere\"/></holder>\n" /* 20 */
			"    <holder id=\"m\" kind=\"supermarket\" place=\"c\"><agreement id=\"A\" "
			"from=\"2026-01-01\""
			" to=\"2026-12-31\"><promise item=\"rice\" quantity=\"2.5\" "
			"price=\"3.1\"/></agreement>"
			"<terms item=\"rice\" hold-back=\"1\" unit=\"KGM\" "
			"release=\"50%\"/></holder>\n" /* 21 */
			"    <holder id=\"h\" kind=\"household\" place=\"c\"><covers group=\"old\" "
			"people=\"3\"/></holder>\n"
			"  </holders>\n"
			"  <stock holder=\"g\" as-of=\"2026-11-30T20:00:00+08:00\">\n" /* 24 */
			"    <line item=\"water\" quantity=\"80\" pack=\"ctn\" lot=\"L1\" "
			"made=\"2026-10-01\"/>\n" /* 25 */
			"    <line item=\"rice\" holder=\"m\" counted=\"7.5\" agreement=\"A\" "
			"made=\"2026-10-01\">"
			"<movement issued=\"1.5\" at=\"2026-12-01T00:00:00+08:00\"/></line>\n" /* 26 */
			"  </stock>\n"
			"  <transit id=\"t1\" item=\"water\" to=\"w\" quantity=\"2\" unit=\"ctn\""
			" arrives=\"2026-12-02T08:00:00+08:00\"/>\n" /* 28 */
			"  <donation id=\"t2\" item=\"rice\" to=\"c\" quantity=\"2\""
			" arrives=\"2026-12-02T08:00:00+08:00\" donor=\"Red Cross\" "
			"reach=\"district\"/>\n" /* 29 */
			"  <routes>\n"
			"    <segment id=\"b1\" closed=\"2..3\"/>\n" /* 31 */
			"    <estimate max-km=\"8\" speed-kmh=\"25\" cost-per-km-tonne=\"3.2\" "
			"detour=\"1.3\""
			" from=\"depot\" to=\"community\"/>\n" /* 32 */
			"    <route from=\"w\" to=\"c\" via=\"b1\" lead=\"PT2H\" "
			"cost-per-kg=\"0.02\""
			" closed=\"4 1\" capacity-kg=\"500\" km=\"7.25\"/>\n" /* 33 */
			"  </routes>\n"
			"  <limits><vehicles place=\"d\" kg=\"900\" to=\"2\"/><helpers place=\"c\" "
			"minutes=\"60\"/>"
			"<budget amount=\"99.5\" items=\"water rice\"/></limits>\n" /* 35 */
			"  <demand>\n"
			"    <rate item=\"rice\" group=\"old\" per-person=\"2/7\" waits=\"2\" "
			"tier=\"1\"/>\n" /* 37 */
			"    <need place=\"c\" item=\"water\" group=\"old\" quantity=\"96\" "
			"from=\"1\" to=\"3\"/>\n" /* 38 */
			"  </demand>\n"
			"  <policy fairness=\"total\" autonomy=\"12.5%\" spread=\"10%\" "
			"look-ahead=\"2\""
			" stale-after=\"P7D\" step=\"5%\" change=\"last\"><weight item=\"water\" "
			"value=\"3\"/>"
			"<minimum place=\"c\" item=\"water\" quantity=\"12\" to=\"2\"/>"
			"<end-stock place=\"w\" item=\"water\" quantity=\"1\" "
			"unit=\"ctn\"/></policy>\n" /* 40 */
			"  <norms><norm id=\"N1\" clause=\"12\" item=\"water\" "
			"cover=\"P3D\"><text>x</text></norm></norms>\n"
			"  <extension><a xmlns=\"urn:x\" z=\"1\" b=\"&lt;\"> t "
			"<c/></a></extension>\n" /* 42 */
			"</scenario>\n";

char *replaced(const char *text, const char *old, const char *new)
{
	const char *found = strstr(text, old);
	size_t before, tail, length = strlen(new);
	char *result;

	assert_non_null(found);
	before = (size_t)(found - text);
	tail = strlen(found + strlen(old));
	result = mem_calloc(before + length + tail + 1, 1);
	memcpy(result, text, before);
	memcpy(result + before, new, length);
	memcpy(result + before + length, found + strlen(old), tail);
	return result;
}

void reading_of_bytes(struct reading_of *r, const char *bytes, size_t n)
{
	diags_init(&r->d);
	scenario_init(&r->s);
	r->whole = scenario_read_xml_text(&r->s, bytes, n, "x.xml", &r->d);
}

void reading_of(struct reading_of *r, const char *text)
{
	reading_of_bytes(r, text, strlen(text));
}

void reading_of_release(struct reading_of *r)
{
	scenario_release(&r->s);
	diags_release(&r->d);
}

void assert_fault(const struct reading_of *r, int code, int line, int column)
{
	const struct diag *item = &r->d.items[0];

	if (r->d.nitems != 1 || item->code != code || item->where.line != line ||
		item->where.column != column) {
		diags_print(&r->d, stderr);
		fail_msg("expected only E%d at %d:%d", code, line, column);
	}
	assert_int_equal(item->severity, DIAG_ERROR);
	assert_non_null(item->remedy);
}

static char *written_by(bool (*write)(const struct scenario *s, FILE *out), const struct scenario *s)
{
	char *bytes, *copy;
	size_t n;
	FILE *out = open_memstream(&bytes, &n);

	assert_non_null(out);
	assert_true(write(s, out));
	fclose(out);
	copy = mem_strdup(bytes);
	free(bytes);
	return copy;
}

char *canonical(const struct scenario *s)
{
	return written_by(scenario_write, s);
}

char *canonical_of_plan(const struct scenario *s)
{
	return written_by(scenario_write_planned, s);
}
