/* The script of a drill: what it says is read, and every slip is said where it is. */
#include "base/text.h"
#include "io/drill.h"
#include "tests/io/support_cmocka.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HEAD "<drill xmlns=\"urn:shecang:drill:1\" version=\"1.0\" id=\"d1\" scenario=\"base/s.xml\">\n"
#define STEPS "<step at=\"T+0\"/><step at=\"T+24\"/><step at=\"T+48:00\"/>\n"
#define TEAMS "<team id=\"a\" follow=\"plan\"><name>甲队</name><name lang=\"en\">Team A</name></team>\n" \
	"<team id=\"b\"><decision at=\"T+24\" href=\"b2.csv\"/></team>\n"

struct script_of {
	char path[64];
	struct drill drill;
	struct diags d;
	bool good;
};

static void script_of(struct script_of *x, const char *text)
{
	FILE *file;
	int handle;

	snprintf(x->path, sizeof x->path, "/tmp/drill-XXXXXX");
	handle = mkstemp(x->path);
	assert_true(handle >= 0);
	file = fdopen(handle, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0 && fclose(file) == 0);
	diags_init(&x->d);
	drill_init(&x->drill);
	x->good = drill_read(&x->drill, x->path, &x->d);
}

static void script_release(struct script_of *x)
{
	unlink(x->path);
	drill_release(&x->drill);
	diags_release(&x->d);
}

/* The codes of all faults, in order: "841 842". */
static void assert_faults(const char *text, const char *expected)
{
	struct script_of x;
	struct text codes;

	script_of(&x, text);
	text_init(&codes);
	for (int32_t k = 0; k < x.d.nitems; k++)
		text_printf(&codes, k ? " %d" : "%d", x.d.items[k].code);
	assert_string_equal(text_str(&codes), expected);
	assert_int_equal(x.good, *expected == '\0');
	text_release(&codes);
	script_release(&x);
}

static void test_whole(void **state)
{
	struct script_of x;
	const struct drill *d = &x.drill;
	int32_t overlay[3];
	bool heard[3];

	(void)state;
	script_of(&x, HEAD "<title>演练</title>\n" STEPS TEAMS
		"<inject id=\"late\" at=\"T+30\" effort=\"3\"><title>t</title><truth with=\"o/x.xml o/y.csv\"/>"
		"<tell at=\"T+47\">晚到</tell></inject>\n"
		"<inject id=\"first\" at=\"T+6:30\"><tell at=\"T+8\" team=\"b\" with=\"/abs.xml\"><text>假</text>"
		"<text lang=\"en\">false</text></tell><tell at=\"T+7\" with=\"w.xml\">早</tell>"
		"<tell at=\"T+48\">更正</tell></inject>\n"
		"<threshold measure=\"unmet\" performed=\"0.01\" some=\"0.05\" major=\"0.2\"/>\n"
		"<threshold measure=\"wasted\" performed=\"0\" some=\"2.5%\" major=\"0.5\"/>"
		"<threshold measure=\"cost\" performed=\"10\" some=\"20.5\" major=\"20.5\"/></drill>\n");
	if (x.d.nitems > 0)
		diags_print(&x.d, stderr);
	assert_true(x.good);
	assert_string_equal(d->scenario, "/tmp/base/s.xml");
	assert_string_equal(d->decisions, "/tmp/decisions");
	assert_true(d->proposals && d->nsteps == 3 && d->nteams == 2 && d->ninjects == 2);
	assert_int_equal(d->steps[2].at, 48 * 3600);
	assert_true(d->teams[0].follows && !d->teams[1].follows);
	assert_string_equal(d->teams[1].decisions[1], "/tmp/b2.csv");
	assert_null(d->teams[1].decisions[0]);
	assert_string_equal(d->injects[0].id, "first");
	assert_true(d->injects[0].effort == 0 && d->injects[1].effort == 3);
	assert_int_equal(d->injects[0].truth, -1);
	assert_int_equal(d->overlays[d->injects[1].truth].nwith, 2);
	assert_string_equal(d->overlays[d->injects[1].truth].with[1], "/tmp/o/y.csv");
	assert_int_equal(d->injects[0].ntells, 3);
	assert_int_equal(d->injects[0].tells[0].at, 7 * 3600);
	assert_string_equal(d->injects[0].tells[1].text.en, "false");
	assert_int_equal(d->thresholds[MEASURE_UNMET].most[2], 200000);
	assert_int_equal(d->thresholds[MEASURE_COST].most[1], 2050);
	assert_int_equal(d->thresholds[MEASURE_WASTED].most[1], 25000);
	assert_false(d->thresholds[MEASURE_LATE].stated);
	/* at T+24 both were told something of the first, b something else; nobody of the other */
	drill_belief(d, 0, 24 * 3600, overlay, heard);
	assert_true(overlay[0] == d->injects[0].tells[0].overlay && overlay[1] == -1 && heard[0] && !heard[1]);
	drill_belief(d, 1, 24 * 3600, overlay, NULL);
	assert_string_equal(d->overlays[overlay[0]].with[0], "/abs.xml");
	/* at T+48 the correction has been heard, to the second */
	drill_belief(d, 1, 48 * 3600, overlay, NULL);
	assert_true(overlay[0] == -1 && overlay[1] == -1);
	drill_belief(d, 0, 48 * 3600 - 1, overlay, heard);
	assert_true(overlay[0] >= 0 && heard[1]);
	drill_truth(d, 30 * 3600, overlay);
	assert_true(overlay[0] == -1 && overlay[1] == -1);
	drill_truth(d, INT64_MAX, overlay);
	assert_int_equal(overlay[1], d->injects[1].truth);
	script_release(&x);
}

static void test_hostile(void **state)
{
	(void)state;
	assert_faults("", "115");
	assert_faults("<drill/>", "121");
	assert_faults("<!DOCTYPE drill [<!ENTITY x \"y\">]>" HEAD STEPS TEAMS "</drill>", "106");
	assert_faults("<drill xmlns=\"urn:shecang:drill:1\" version=\"2\" id=\"../x\"/>", "131 214 125 125 125");
	assert_faults(HEAD "</drill>", "125 125");
	assert_faults(HEAD STEPS TEAMS "<surprise/></drill>", "123");
	assert_faults(HEAD "<step at=\"T+24\"/><step at=\"T+0\"/><step at=\"T+24\"/>" TEAMS "</drill>", "842 842");
	assert_faults(HEAD STEPS TEAMS "<inject id=\"i\" at=\"24\"/></drill>", "841");
	assert_faults(HEAD STEPS TEAMS "<inject id=\"i\" at=\"T+1:60\"/></drill>", "841");
	assert_faults(HEAD STEPS TEAMS "<inject id=\"i\" at=\"T+-1\"/></drill>", "841");
	assert_faults(HEAD STEPS TEAMS "<inject id=\"i\" at=\"T+99999999999999999999\"/></drill>", "841");
	assert_faults(HEAD STEPS TEAMS "<inject id=\"i\" at=\"T+5\"><tell at=\"T+4\">x</tell></inject></drill>", "843");
	assert_faults(HEAD STEPS TEAMS "<inject id=\"i\" at=\"T+5\"><tell at=\"T+5\" team=\"z\">x</tell></inject></drill>",
		"303");
	assert_faults(HEAD STEPS TEAMS "<inject id=\"i\" at=\"T+5\"><tell at=\"T+5\"/></inject></drill>", "125");
	assert_faults(HEAD STEPS TEAMS "<inject id=\"i\" at=\"T+5\"/><inject id=\"i\" at=\"T+6\"/></drill>", "301");
	assert_faults(HEAD STEPS TEAMS "<inject id=\"i\" at=\"T+5\"><truth/></inject></drill>", "125");
	assert_faults(HEAD STEPS TEAMS "<inject id=\"i\" at=\"T+5\"><truth with=\"a\"/><truth with=\"b\"/></inject></drill>",
		"127");
	assert_faults(HEAD STEPS "<team id=\"a\"/><team id=\"A\"/></drill>", "301");
	assert_faults(HEAD STEPS "<team id=\"..\"/></drill>", "214");
	assert_faults(HEAD STEPS "<team id=\"a\" follow=\"crowd\"/></drill>", "216");
	assert_faults(HEAD STEPS "<team id=\"a\"><decision at=\"T+23\" href=\"x\"/></team></drill>", "303");
	assert_faults(HEAD STEPS TEAMS "<threshold measure=\"luck\" performed=\"0\" some=\"1\" major=\"2\"/></drill>", "216");
	assert_faults(HEAD STEPS TEAMS "<threshold measure=\"cost\" performed=\"3\" some=\"1\" major=\"2\"/></drill>", "219");
	assert_faults(HEAD STEPS TEAMS "<threshold measure=\"breaches\" performed=\"0.5\" some=\"1\" major=\"2\"/></drill>", "202");
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_whole), cmocka_unit_test(test_hostile)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
