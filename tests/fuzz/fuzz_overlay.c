/* Any bytes as an overlay (the first byte says: XML or a sheet) on a small case:
 * what is refused has a diagnostic, what is taken can be checked, built and
 * written, and its canonical form is read again. */
#include "io/overlay.h"
#include "io/printer.h"
#include "models/cells.h"
#include "models/scenario_check.h"
#include "models/supply.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char base[] =
	"<scenario xmlns=\"urn:shecang:scenario:1\" version=\"1.0\" id=\"t\" as-of=\"2026-12-01T08:00:00+08:00\">"
	"<horizon start=\"2026-12-01T00:00:00+08:00\" period=\"PT12H\" count=\"6\"/>"
	"<items><item id=\"water\" unit=\"LTR\"><name>饮用水</name><pack id=\"ctn\" contains=\"12\"/></item>"
	"<item id=\"rice\" unit=\"KGM\" decimals=\"1\"/></items><groups><group id=\"general\"/><group id=\"alone\"/></groups>"
	"<places><place id=\"fx\" kind=\"district\"/><place id=\"st\" in=\"fx\" kind=\"street\"/>"
	"<place id=\"a\" in=\"st\" kind=\"community\"><point lon=\"114.4\" lat=\"36.6\" datum=\"WGS84\"/>"
	"<people group=\"general\" count=\"101\" households=\"40\"/></place>"
	"<place id=\"b\" in=\"st\" kind=\"community\"><people group=\"alone\" count=\"50\"/></place>"
	"<place id=\"depot\" in=\"fx\" kind=\"depot\"><point lon=\"114.5\" lat=\"36.6\" datum=\"WGS84\"/></place>"
	"<place id=\"hall\" in=\"fx\" kind=\"shelter\"/></places>"
	"<holders><holder id=\"d\" kind=\"government\" place=\"depot\"><terms notice=\"PT1H\" reach=\"anywhere\"/></holder>"
	"<holder id=\"m\" kind=\"supermarket\" place=\"a\"><agreement id=\"A1\" number=\"1\"/>"
	"<terms notice=\"PT1H\" reach=\"anywhere\" release=\"50%\"/></holder></holders>"
	"<stock holder=\"d\" as-of=\"2026-12-01T07:00:00+08:00\"><line item=\"water\" lot=\"L1\" quantity=\"905\"/>"
	"<line item=\"rice\" quantity=\"10.5\"><movement issued=\"0.2\" at=\"2026-12-01T07:30:00+08:00\"/></line></stock>"
	"<stock holder=\"m\" as-of=\"2026-12-01T07:00:00+08:00\"><line item=\"water\" quantity=\"40\" agreement=\"A1\"/></stock>"
	"<routes><segment id=\"bridge\"/><estimate max-km=\"20\" speed-kmh=\"25\"/>"
	"<route from=\"depot\" to=\"b\" via=\"bridge\" lead=\"PT2H\"/><route from=\"a\" to=\"b\" lead=\"PT1H\"/></routes>"
	"<limits><vehicles place=\"depot\" kg=\"1000\"/></limits>"
	"<demand><rate item=\"water\" per-person=\"3\"/><rate item=\"rice\" place=\"st\" from=\"2\" to=\"3\" per-person=\"0.4\"/>"
	"<need place=\"a\" item=\"rice\" group=\"alone\" quantity=\"7.5\"/></demand></scenario>";

/* What was taken is a scenario like any other. */
static void use(struct scenario *s, struct diags *d)
{
	struct check_options options = {false, true, false};
	struct scenario again;
	struct diags none;
	struct supply supply;
	struct cells cells;
	char *bytes = NULL;
	size_t n = 0;
	FILE *out;

	if (!scenario_check(s, &options, d))
		return;
	cells_build(s, &cells);
	supply_build(s, &cells, &supply);
	supply_release(&supply);
	cells_release(&cells);
	out = open_memstream(&bytes, &n);
	if (!out)
		return;
	scenario_write(s, out);
	fclose(out);
	scenario_init(&again);
	diags_init(&none);
	if (!scenario_read_xml_text(&again, bytes, n, "again.xml", &none) || none.nerrors > 0)
		abort();
	diags_release(&none);
	scenario_release(&again);
	free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct effects effects;
	struct scenario s;
	struct diags d;
	char *text;
	bool good;

	if (size == 0)
		return 0;
	text = malloc(size); /* of just its length, so that reading on is found */
	if (!text)
		return 0;
	memcpy(text, data + 1, size - 1);
	scenario_init(&s);
	diags_init(&d);
	effects_init(&effects);
	scenario_read_xml_text(&s, base, sizeof base - 1, "base.xml", &d);
	good = overlay_read_text(&s, text, size - 1, data[0] & 1 ? "o.csv" : "o.xml", INT32_MAX, &effects, &d);
	alterations_end(&s);
	if (good != (d.nerrors == 0))
		abort();
	if (good)
		use(&s, &d);
	effects_release(&effects);
	diags_release(&d);
	scenario_release(&s);
	free(text);
	return 0;
}
