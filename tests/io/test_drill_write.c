/* Scripts of drills written into another folder: read again they say the same, and files
 * are the same ones. */
#include "base/text.h"
#include "io/drill.h"
#include "tests/io/support_cmocka.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct spot { /* a folder of its own, with folders and files in it */
	char path[64];
	char file[128]; /* scratch */
};

static const char *in(struct spot *p, const char *name)
{
	snprintf(p->file, sizeof p->file, "%s/%s", p->path, name);
	return p->file;
}

static void put_file(struct spot *p, const char *name, const char *text)
{
	FILE *file = fopen(in(p, name), "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0 && fclose(file) == 0);
}

static void spot_init(struct spot *p)
{
	static const char *const folders[] = {"base", "base/o", "out", "out/deep", "ba", "two words"};
	static const char *const files[] = {"base/s.xml", "base/o/x.xml", "base/o/y.csv", "out/deep/z.xml", "ba/w.xml",
		"two words/v.xml"};

	snprintf(p->path, sizeof p->path, "/tmp/script-XXXXXX");
	assert_non_null(mkdtemp(p->path));
	for (size_t k = 0; k < sizeof folders / sizeof *folders; k++)
		assert_int_equal(mkdir(in(p, folders[k]), 0777), 0);
	for (size_t k = 0; k < sizeof files / sizeof *files; k++)
		put_file(p, files[k], "");
}

static void spot_release(struct spot *p)
{
	char command[128];

	snprintf(command, sizeof command, "rm -r %s", p->path);
	assert_int_equal(system(command), 0);
}

static void read_script(struct drill *d, const char *path)
{
	struct diags diags;
	bool good;

	diags_init(&diags);
	drill_init(d);
	good = drill_read(d, path, &diags);
	if (!good)
		diags_print(&diags, stderr);
	assert_true(good);
	diags_release(&diags);
}

/* The script in base/ is written into a folder; d gets what is read there. */
static bool write_into(struct spot *p, const char *script, const char *folder, struct drill *d, char *why, size_t size)
{
	struct drill from;
	char directory[128], name[160];
	struct folder f = {directory, why, size, false};
	bool good;

	put_file(p, "base/script.xml", script);
	read_script(&from, in(p, "base/script.xml"));
	snprintf(directory, sizeof directory, "%s", in(p, folder));
	good = drill_write(&from, &f, "drill.xml");
	assert_int_equal(good, !f.failed);
	drill_release(&from);
	if (good) {
		snprintf(name, sizeof name, "%s/drill.xml", directory);
		read_script(d, name);
	}
	return good;
}

static void assert_label(struct label a, struct label b)
{
	assert_string_equal(a.zh ? a.zh : "", b.zh ? b.zh : "");
	assert_string_equal(a.en ? a.en : "", b.en ? b.en : "");
}

/* Both name the same file. */
static void assert_file(const char *a, const char *b)
{
	char *x = realpath(a, NULL), *y = realpath(b, NULL);

	assert_true(x && y);
	assert_string_equal(x, y);
	free(x);
	free(y);
}

static void assert_overlay(const struct drill *a, int32_t of_a, const struct drill *b, int32_t of_b)
{
	assert_int_equal(of_a < 0, of_b < 0);
	if (of_a < 0)
		return;
	assert_int_equal(a->overlays[of_a].nwith, b->overlays[of_b].nwith);
	for (int32_t k = 0; k < a->overlays[of_a].nwith; k++)
		assert_file(a->overlays[of_a].with[k], b->overlays[of_b].with[k]);
}

static void assert_inject(const struct drill *a, const struct drill *b, int32_t i)
{
	const struct drill_inject *x = &a->injects[i], *y = &b->injects[i];

	assert_string_equal(x->id, y->id);
	assert_true(x->at == y->at && x->effort == y->effort && x->ntells == y->ntells);
	assert_label(x->title, y->title);
	assert_overlay(a, x->truth, b, y->truth);
	for (int32_t k = 0; k < x->ntells; k++) {
		assert_true(x->tells[k].team == y->tells[k].team && x->tells[k].at == y->tells[k].at);
		assert_label(x->tells[k].text, y->tells[k].text);
		assert_overlay(a, x->tells[k].overlay, b, y->tells[k].overlay);
	}
}

static void assert_same(const struct drill *a, const struct drill *b)
{
	assert_string_equal(a->id, b->id);
	assert_label(a->title, b->title);
	assert_file(a->scenario, b->scenario);
	assert_true(a->proposals == b->proposals && a->nsteps == b->nsteps && a->nteams == b->nteams &&
		a->ninjects == b->ninjects);
	for (int32_t k = 0; k < a->nsteps; k++)
		assert_int_equal(a->steps[k].at, b->steps[k].at);
	for (int32_t j = 0; j < a->nteams; j++) {
		assert_string_equal(a->teams[j].id, b->teams[j].id);
		assert_label(a->teams[j].name, b->teams[j].name);
		assert_int_equal(a->teams[j].follows, b->teams[j].follows);
	}
	for (int32_t i = 0; i < a->ninjects; i++)
		assert_inject(a, b, i);
	for (int m = 0; m < DRILL_MEASURES; m++) {
		assert_int_equal(a->thresholds[m].stated, b->thresholds[m].stated);
		for (int k = 0; k < 3; k++)
			assert_int_equal(a->thresholds[m].most[k], b->thresholds[m].most[k]);
	}
}

#define HEAD "<drill xmlns=\"urn:shecang:drill:1\" version=\"1.0\" id=\"d1\" scenario=\"s.xml\" proposals=\"false\">\n"
#define STEPS "<step at=\"T+0\"/><step at=\"T+6:30\"/>\n"
#define TEAMS "<team id=\"a\" follow=\"plan\"><name>甲队</name><name xml:lang=\"en\">A &amp; co</name></team>\n" \
	"<team id=\"b\"/><team id=\"c\"/>\n"

static const char whole[] = HEAD "<title>演练 &lt;一&gt;</title><title xml:lang=\"en\">\"One\"</title>\n" STEPS TEAMS
	"<inject id=\"late\" at=\"T+30\" effort=\"3\"><title>t</title><truth with=\"o/x.xml o/y.csv\"/>"
	"<tell at=\"T+47\">晚到</tell></inject>\n"
	"<inject id=\"first\" at=\"T+6:30\"><tell at=\"T+8\" team=\"b c\" with=\"../out/deep/z.xml\"><text>假</text>"
	"<text xml:lang=\"en\">false</text></tell><tell at=\"T+7\" team=\"c\" with=\"../ba/w.xml\">早</tell>"
	"<tell at=\"T+8\" team=\"a\">早</tell><tell at=\"T+48\">更正</tell></inject>\n"
	"<threshold measure=\"unmet\" performed=\"0.01\" some=\"0.05\" major=\"0.2\"/>\n"
	"<threshold measure=\"wasted\" performed=\"0\" some=\"2.5%\" major=\"0.5\"/>"
	"<threshold measure=\"cost\" performed=\"10\" some=\"20.5\" major=\"20.5\"/>"
	"<threshold measure=\"breaches\" performed=\"0\" some=\"2\" major=\"30\"/></drill>\n";

static char *bytes_of(const char *path)
{
	struct text t;
	char line[1024];
	FILE *file = fopen(path, "r");
	char *bytes;

	assert_non_null(file);
	text_init(&t);
	while (fgets(line, sizeof line, file))
		text_puts(&t, line);
	fclose(file);
	bytes = mem_strdup(text_str(&t));
	text_release(&t);
	return bytes;
}

static void test_round_trip(void **state)
{
	static const char *const folders[] = {"out", "out/deep", "base", "base/o", "ba"};
	struct spot p;
	struct drill from, to;
	char why[256], *first, *second;

	(void)state;
	spot_init(&p);
	put_file(&p, "base/script.xml", whole);
	read_script(&from, in(&p, "base/script.xml"));
	for (size_t k = 0; k < sizeof folders / sizeof *folders; k++) {
		char directory[128], name[160];
		struct folder f = {directory, why, sizeof why, false};

		assert_true(write_into(&p, whole, folders[k], &to, why, sizeof why));
		assert_same(&from, &to);
		snprintf(directory, sizeof directory, "%s", in(&p, folders[k]));
		snprintf(name, sizeof name, "%s/drill.xml", directory);
		first = bytes_of(name);
		assert_true(drill_write(&to, &f, "drill.xml"));
		second = bytes_of(name);
		assert_string_equal(first, second);
		assert_null(strstr(first, p.path)); /* files are named from the folder */
		mem_free(first);
		mem_free(second);
		drill_release(&to);
	}
	drill_release(&from);
	spot_release(&p);
}

/* As editors see it. */
static void test_schema(void **state)
{
	struct spot p;
	struct drill to;
	char why[256], command[256];

	(void)state;
	if (system("command -v xmllint >/dev/null 2>&1") != 0)
		skip();
	spot_init(&p);
	assert_true(write_into(&p, whole, "out", &to, why, sizeof why));
	drill_release(&to);
	snprintf(command, sizeof command, "xmllint --noout --nonet --schema io/schema/drill.xsd %s/out/drill.xml 2>/dev/null",
		p.path);
	assert_int_equal(system(command), 0);
	spot_release(&p);
}

/* A blank ends a path in a script, so some files cannot be named; and a file that is gone. */
static void test_unfit(void **state)
{
	struct spot p;
	struct drill to;
	char why[256] = "";

	(void)state;
	spot_init(&p);
	assert_true(write_into(&p, whole, "two words", &to, why, sizeof why)); /* named from there it has none */
	drill_release(&to);
	assert_int_equal(symlink("../two words/v.xml", in(&p, "base/link.xml")), 0);
	assert_false(write_into(&p, HEAD STEPS TEAMS "<inject id=\"i\" at=\"T+5\"><truth with=\"link.xml\"/></inject></drill>",
		"out", &to, why, sizeof why));
	assert_non_null(strstr(why, "link.xml"));
	assert_false(write_into(&p, HEAD STEPS TEAMS "<inject id=\"i\" at=\"T+5\"><truth with=\"gone.xml\"/></inject></drill>",
		"out", &to, why, sizeof why));
	assert_non_null(strstr(why, "gone.xml"));
	assert_int_not_equal(access(in(&p, "out/drill.xml"), F_OK), 0);
	spot_release(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_round_trip), cmocka_unit_test(test_schema),
		cmocka_unit_test(test_unfit)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
