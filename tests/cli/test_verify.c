/* shecang verify: plans of the teaching scenarios pass; plans with one thing
 * changed never do. The program is run as people run it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define TEACHING "scenarios/teaching/"
enum { OK = 0, SHORTFALL = 1, USAGE = 2, INPUT = 3, CONTRADICTION = 5, UNPROVEN = 6, REFUSED = 8 };

static char folder[] = "/tmp/verify-XXXXXX";
static char output[1 << 16]; /* of the last run, both streams */

static int run_command(const char *line)
{
	char command[2200];
	FILE *in;
	size_t n;
	int status;

	snprintf(command, sizeof command, "%s 2>&1", line);
	in = popen(command, "r");
	assert_non_null(in);
	n = fread(output, 1, sizeof output - 1, in);
	output[n] = '\0';
	while (fgetc(in) != EOF)
		;
	status = pclose(in);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int run(const char *arguments)
{
	char command[2048];

	snprintf(command, sizeof command, "'%s' %s", getenv("SHECANG"), arguments);
	return run_command(command);
}

static int plan(const char *scenario, const char *name)
{
	char arguments[1024];

	snprintf(arguments, sizeof arguments, "plan -o %s/%s %s", folder, name, scenario);
	return run(arguments);
}

static int verify(const char *scenario, const char *name)
{
	char arguments[1024];

	snprintf(arguments, sizeof arguments, "verify %s %s/%s", scenario, folder, name);
	return run(arguments);
}

/* The text of a plan.xml; free by the caller. */
static char *read_plan(const char *name)
{
	char path[512];
	FILE *in;
	char *text = calloc(1 << 20, 1);

	snprintf(path, sizeof path, "%s/%s/plan.xml", folder, name);
	in = fopen(path, "rb");
	assert_non_null(in);
	assert_true(fread(text, 1, (1 << 20) - 1, in) > 0);
	fclose(in);
	return text;
}

static void write_plan(const char *name, const char *text, size_t n)
{
	char path[512];
	FILE *out;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	out = fopen(path, "wb");
	assert_non_null(out);
	assert_int_equal(fwrite(text, 1, n, out), n);
	assert_int_equal(fclose(out), 0);
}

/* Verifies the text with the first `from` after `after` replaced by `to`. */
static int verify_with(const char *scenario, const char *text, const char *after, const char *from,
	const char *to)
{
	const char *start = strstr(text, after);
	const char *at = start ? strstr(start, from) : NULL;
	char *changed = calloc(strlen(text) + strlen(to) + 1, 1);

	if (!at)
		fail_msg("no %s after %s", from, after);
	snprintf(changed, strlen(text) + strlen(to) + 1, "%.*s%s%s", (int)(at - text), text, to,
		at + strlen(from));
	write_plan("changed.xml", changed, strlen(changed));
	free(changed);
	return verify(scenario, "changed.xml");
}

/* Every level of a plan is proven again, or said not to be. */
static void test_plans_hold(void **state)
{
	static const char *const all[] = {
		"01-one-road", "02-equal-rates", "03-cheapest-road", "04-use-before-expiry",
		"05-tiers", "06-reach", "07-terms", "08-autonomy", "09-household-stock",
		"10-lead-and-closure", "11-vehicles", "12-door-visits", "13-substitute",
		"14-whole-packs", "16-waits", "17-budget", "18-far-and-near",
	};


	(void)state;
	for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
		char scenario[256];
		int status;
		snprintf(scenario, sizeof scenario, TEACHING "%s.xml", all[k]);
		status = plan(scenario, all[k]);
		assert_true(status == OK || status == SHORTFALL);
		assert_int_equal(verify(scenario, all[k]), status);
		assert_non_null(strstr(output, "goods, routes, dates, limits, terms and accounts hold"));
		assert_non_null(strstr(output, ": nothing better under the data and rules listed"));
		assert_null(strstr(output, "within"));
		assert_null(strstr(output, "no proof"));
	}
}

/* One thing of each kind; the reason names it, with the line of the plan. */
static void test_corruptions(void **state)
{
	static const struct {
		const char *after, *from, *to, *reason;
	} all[] = {
		{"<shipment ", "units=\"30\"", "units=\"31\"", "shipment 1:"},
		{"<shipment ", "quantity=\"30\"", "quantity=\"29\"", "shipment 1:"},
		{"<shipment ", " lot=\"1\"", " lot=\"2\"", "shipment 1:"},
		{"<shipment ", " lot=\"1\"", " lot=\"3\"", "E821"},
		{"<shipment ", "to=\"a\"", "to=\"depot\"", "shipment 1:"},
		{"<shipment ", "to=\"a\"", "to=\"nowhere\"", "E821"},
		{"<shipment ", "T08:00:00", "T07:00:00", "shipment 1:"},
		{"<shipment ", "planned", "departed", "shipment 1:"},
		{"<handout ", "units=\"30\"", "units=\"20\"", ":"},
		{"<cell ", "served=\"30\"", "served=\"40\"", "claim 1:"},
		{"<cell ", "served-units=\"30\"", "served-units=\"100\"", "claim 1:"},
		{"<cell ", "demand=\"100\"", "demand=\"30\"", "E822"},
		{"<lot ", "units=\"100\"", "units=\"900\"", "E822"},
		{"<lot ", "drawn=\"30\"", "drawn=\"31\"", "lot 1:"},
		{"<lot ", "place=\"depot\"", "place=\"a\"", "E822"},
		{"<input ", "sha256=\"b", "sha256=\"a", "E825"},
		{"<input ", "bytes=\"", "bytes=\"1", "E825"},
		{"<canonical ", "sha256=\"", "sha256=\"f", "E822"},
		{"<canonical ", "bytes=\"", "bytes=\"1", "E822"},
		{"<canonical ", "<canonical ", "<canonicla ", "E824"},
		{"<order ", "lines=\"2\"", "lines=\"1\"", "order gov-D"},
		{"<order ", "form=\"transfer\"", "form=\"agreement\"", "shipment 1:"},
		{"<policy ", "leximin", "total", "E822"},
		{"<plan", "cost=\"0\"", "cost=\"1\"", "transport cost"},
		{"<plan", "count=\"1\"", "count=\"2\"", "E822"},
		{"<plan", "quality=\"", "quality=\"x", "E822"},
		{"<plan", "program=\"shecang ", "program=\"sheqang ", "E822"},
		{"<options ", "libraries=\"", "libraries=\"; ", "E822"},
		{"<options ", "baseline=\"true\"", "baseline=\"false\"", "though none was asked for"},
		{"<level ", "proven=\"true\"", "proven=\"false\"", "level 1"},
		{"<cell ", "why=\"vehicles:70\"", "why=\"vehicles:35 vehicles:35\"", "its causes are not in order"},
		{"<cell ", "why=\"vehicles:70\"", "why=\"vehicles:69\"", "claim 1: its causes sum to 69, it is short of 70"},
		{"<leftovers>", "<leftovers>", "<leftovers><leftover lot=\"1\" place=\"depot\" period=\"1\" "
			"units=\"5\"/>", "lot 1"},
		{"<item ", "id=\"rice\"", "id=\"rise\"", "E821"},
		{"<item ", "id=\"rice\"", "id=\"water\"", "E823"},
		{"<cell ", " tier=", " teir=", "E824"},
	};
	const char *scenario = TEACHING "11-vehicles.xml";
	char *text, arguments[1024];

	(void)state;
	plan(scenario, "named");
	text = read_plan("named");
	for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
		int status = verify_with(scenario, text, all[k].after, all[k].from, all[k].to);
		if (status != REFUSED || !strstr(output, all[k].reason))
			fail_msg("%s -> %s: status %d\n%s", all[k].from, all[k].to, status, output);
	}
	/* A plan that says it goes on is not checked without the earlier one, nor any other with one. */
	assert_int_equal(verify_with(scenario, text, "<options ", "set-aside=\"source\"",
		"set-aside=\"source\" previous=\"true\""), USAGE);
	assert_non_null(strstr(output, "--previous"));
	snprintf(arguments, sizeof arguments, "verify --previous %s/named %s %s/named", folder, scenario, folder);
	assert_int_equal(run(arguments), REFUSED);
	assert_non_null(strstr(output, "does not say that it goes on"));
	/* Other versions are told. */
	assert_int_equal(verify_with(scenario, text, "<options ", "GLPK ", "GLPK 99."), SHORTFALL);
	assert_non_null(strstr(output, "It was made by shecang "));
	/* Both places. */
	assert_int_equal(verify_with(scenario, text, "<cell ", "served=\"30\"", "served=\"40\""), REFUSED);
	assert_non_null(strstr(output, "changed.xml:28:7: claim 1:"));
	assert_non_null(strstr(output, "see scenarios/teaching/11-vehicles.xml, line "));
	free(text);
}

/* What cannot be read is input refused. */
static void test_unreadable(void **state)
{
	const char *scenario = TEACHING "11-vehicles.xml";
	char *text;

	(void)state;
	plan(scenario, "unreadable");
	text = read_plan("unreadable");
	assert_int_equal(verify_with(scenario, text, "<shipment ", "units=\"30\"", "units=\"3x\""), INPUT);
	assert_int_equal(verify_with(scenario, text, "<shipment ", " units=\"30\"", ""), INPUT);
	assert_int_equal(verify_with(scenario, text, "<plan", "urn:shecang:plan:1", "urn:other"), INPUT);
	assert_int_equal(verify_with(scenario, text, "</plan>", "</plan>", ""), INPUT);
	assert_int_equal(verify(scenario, "nothing-here.xml"), INPUT);
	assert_int_equal(verify(scenario, ""), INPUT);
	assert_int_equal(run("verify " TEACHING "11-vehicles.xml"), USAGE);
	free(text);
}

/* Lines of the parts that are checked, from <policy to </components>. */
static void checked_part(const char *text, const char **from, const char **end)
{
	*from = strstr(text, "  <policy");
	*end = strstr(text, "  </components>");
	assert_non_null(*from);
	assert_non_null(*end);
}

/* Each line of an element dropped, then doubled: none is taken. */
static void test_lines(void **state)
{
	const char *scenario = TEACHING "06-reach.xml", *from, *end;
	char *text, *changed;

	(void)state;
	plan(scenario, "lines");
	text = read_plan("lines");
	changed = calloc(2 * strlen(text) + 1, 1);
	checked_part(text, &from, &end);
	for (const char *line = from; line < end; line = strchr(line, '\n') + 1) {
		size_t before = (size_t)(line - text), n = (size_t)(strchr(line, '\n') + 1 - line);
		for (int times = 0; times <= 2; times += 2) {
			size_t length = before;
			int status;
			memcpy(changed, text, before);
			for (int k = 0; k < times; k++, length += n)
				memcpy(changed + length, line, n);
			memcpy(changed + length, line + n, strlen(line + n));
			length += strlen(line + n);
			write_plan("changed.xml", changed, length);
			status = verify(scenario, "changed.xml");
			if (strncmp(line, "    <level kind=\"canonical\"", 26) == 0)
				continue;
			if (status != REFUSED && status != INPUT)
				fail_msg("%d times: %.*s\nstatus %d\n%s", times, (int)n, line, status, output);
		}
	}
	free(changed);
	free(text);
}

static uint64_t next(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return *seed >> 33;
}

/* The folder of a file is not compared; which of equally good plans it is, is no
 * matter of proof; other versions of libraries are told. */
static int is_not_checked(const char *text, const char *at)
{
	const char *name = at, *line = at;
	int quotes = 0;

	while (name > text && (quotes == 0 || *name != ' ')) {
		quotes += *name == '"';
		name--;
	}
	while (line > text && line[-1] != '\n')
		line--;
	return strncmp(name, " name=", 6) == 0 || strncmp(name, " libraries=", 11) == 0
		|| strncmp(line, "    <level kind=\"canonical\"", 26) == 0;
}

/* One letter or digit of one value changed, anywhere in what is checked. */
static void corrupt(const char *file, int times, uint64_t seed)
{
	char scenario[256], *text;
	const char *from, *end;

	snprintf(scenario, sizeof scenario, TEACHING "%s.xml", file);
	plan(scenario, "seeded");
	text = read_plan("seeded");
	checked_part(text, &from, &end);
	for (int k = 0; k < times;) {
		char *at = text + (from - text) + next(&seed) % (uint64_t)(end - from), old = *at;
		int quotes = 0, status;
		for (const char *c = at; c > text && *c != '\n'; c--)
			quotes += *c == '"';
		if (quotes % 2 == 0 || old == '"' || is_not_checked(text, at))
			continue;
		if (old >= '0' && old <= '9')
			*at = (char)('0' + (old - '0' + 1 + (int)(next(&seed) % 9)) % 10);
		else
			*at = old == 'q' ? 'p' : 'q';
		write_plan("changed.xml", text, strlen(text));
		status = verify(scenario, "changed.xml");
		if (status != REFUSED && status != INPUT)
			fail_msg("%s byte %d: '%c' -> '%c': status %d\n%s", file, (int)(at - text), old, *at, status,
				output);
		*at = old;
		k++;
	}
	free(text);
}

static void test_seeded(void **state)
{
	const char *more = getenv("STORIES");
	int times = more ? (int)strtol(more, NULL, 10) / 10 : 12;

	(void)state;
	corrupt("01-one-road", times, 1);
	corrupt("09-household-stock", times, 2);
	corrupt("10-lead-and-closure", times, 3);
	corrupt("05-tiers", times, 4);
	corrupt("14-whole-packs", times, 5);
}

/* --- kinds of corruption, each with the right reason --- */

/* A plan of a scenario, the options to verify it with, and its text. */
static struct sample {
	const char *scenario, *options;
	char *text;
} samples[8];
enum { SAMPLES_MOST = sizeof samples / sizeof *samples };
static int nsamples;

static void add_sample(const char *scenario, const char *name, const char *options)
{
	samples[nsamples++] = (struct sample){scenario, options, read_plan(name)};
}

/* Plans a teaching scenario, then again at the as-of; "" = not again. */
static void make_sample(const char *name, const char *as_of)
{
	static char texts[16][256];
	static int ntexts;
	char *scenario = texts[ntexts++], *options = texts[ntexts++], first[64], again[64], arguments[1024];

	snprintf(scenario, sizeof texts[0], TEACHING "%s.xml", name);
	snprintf(first, sizeof first, "kinds-%s", name);
	snprintf(again, sizeof again, "kinds-again-%s", name);
	plan(scenario, first);
	if (*as_of == '\0') {
		add_sample(scenario, first, options);
		return;
	}
	snprintf(options, sizeof texts[0], "--previous %s/%s", folder, first);
	snprintf(arguments, sizeof arguments, "plan %s --as-of %s -o %s/%s %s", options, as_of, folder, again, scenario);
	run(arguments);
	add_sample(scenario, again, options);
}

static void make_samples(void)
{
	make_sample("05-tiers", "");
	make_sample("11-vehicles", "");
	make_sample("12-door-visits", "");
	make_sample("14-whole-packs", "");
	make_sample("18-far-and-near", "");
	make_sample("04-use-before-expiry", "2026-12-02T09:00:00+08:00");
	make_sample("10-lead-and-closure", "2026-12-04T09:00:00+08:00");
}

/* What is done to a line of the plan. */
enum deed { UNIT_MORE, UNIT_LESS, OTHER_NUMBER, OTHER_LOT, BELOW_ZERO, OTHER_DIGIT, OTHER_WORD, DROPPED, DOUBLED };
static const struct corruption {
	const char *line, *with; /* how the line begins; what else stands in it, or NULL */
	enum deed deed;
	const char *attribute; /* of what is changed, with = and quote; NULL: the whole line */
	const char *word; /* OTHER_WORD: what comes instead */
	const char *reasons[6]; /* one of these is said */
} kinds[] = {
	/* a unit moved */
	{"<shipment ", "state=\"planned\"", UNIT_MORE, NULL, NULL, {"more leaves its place than is drawn",
		"too many leave or are handed out"}},
	{"<shipment ", "state=\"planned\"", UNIT_LESS, NULL, NULL, {"are drawn and not accounted for",
		"are not accounted for"}},
	{"<handout ", NULL, UNIT_MORE, NULL, NULL, {"too many leave or are handed out"}},
	{"<handout ", NULL, UNIT_LESS, NULL, NULL, {"are not accounted for"}},
	{"<cell ", NULL, OTHER_NUMBER, " served-units=\"", NULL, {"the hand-outs give"}},
	{"<lot ", " drawn=", OTHER_NUMBER, " drawn=\"", NULL, {"may be called up", "are drawn and not accounted for"}},
	{"<use ", NULL, OTHER_NUMBER, " used=\"", NULL, {"the stated use of limits is not that"}},
	/* a label or price changed */
	{"<cell ", " stratum=", OTHER_NUMBER, " stratum=\"", NULL, {"its stratum of level", "it has no stratum of level",
		"no round of level", "its proof does not show it", "it does not weigh in the round"}},
	{"<stratum ", NULL, OTHER_NUMBER, " rate=\"", NULL, {"its lowest rate is", "is no rate below 1", "in ascending order"}},
	{"<level ", " kind=\"cost\"", OTHER_NUMBER, " value=\"", NULL, {"its shipments and hand-outs come to",
		"are not those of a level that is proven so"}},
	{"<price ", NULL, BELOW_ZERO, " y=\"", NULL, {"by its prices a better plan sends"}},
	{"<weight ", " w=", BELOW_ZERO, " w=\"", NULL, {"is below 0"}},
	{"<row ", NULL, BELOW_ZERO, " pi=\"", NULL, {"is below 0"}},
	{"<visit ", NULL, BELOW_ZERO, " rho=\"", NULL, {"is below 0"}},
	{"<balance ", NULL, OTHER_WORD, " place=\"", "nowhere", {"E821"}},
	/* a lot swapped */
	{"<shipment ", NULL, OTHER_LOT, " lot=\"", NULL, {"does not bring its goods", "are drawn and not accounted for",
		"more leaves its place than is drawn", "too many leave or are handed out", "are not accounted for"}},
	{"<handout ", NULL, OTHER_LOT, " lot=\"", NULL, {"does not bring its goods", "too many leave or are handed out",
		"are not accounted for"}},
	/* a hash altered */
	{"<input ", NULL, OTHER_DIGIT, " sha256=\"", NULL, {"is not the file that the plan was made from"}},
	{"<canonical ", NULL, OTHER_DIGIT, " sha256=\"", NULL, {"by the scenario it is"}},
	/* a line dropped or doubled */
	{"<shipment ", NULL, DROPPED, NULL, NULL, {"a shipment is missing here", "shipment: the plan has no number"}},
	{"<shipment ", NULL, DOUBLED, NULL, NULL, {"a shipment is missing here, or stands twice"}},
	{"<handout ", NULL, DROPPED, NULL, NULL, {"are not accounted for"}},
	{"<handout ", NULL, DOUBLED, NULL, NULL, {"too many leave or are handed out"}},
	{"<cell ", NULL, DROPPED, NULL, NULL, {"elements cell, by the scenario there are"}},
	{"<cell ", NULL, DOUBLED, NULL, NULL, {"elements cell, by the scenario there are"}},
	{"<lot ", NULL, DROPPED, NULL, NULL, {"elements lot, by the scenario there are"}},
	{"<lot ", NULL, DOUBLED, NULL, NULL, {"elements lot, by the scenario there are"}},
	{"<order ", NULL, DROPPED, NULL, NULL, {"the plan has no such order and version"}},
	{"<order ", NULL, DOUBLED, NULL, NULL, {"this order stands twice"}},
	{"<level ", " proven=", DROPPED, NULL, NULL, {"by the rules another level comes here",
		"a level of it is missing at the end", "as many numbers as"}},
	{"<level ", " proven=", DOUBLED, NULL, NULL, {"by the rules another level comes here", "as many numbers as"}},
	{"<use ", NULL, DROPPED, NULL, NULL, {"the stated use of limits is not that"}},
	{"<use ", NULL, DOUBLED, NULL, NULL, {"the stated use of limits is not that"}},
	{"<input ", NULL, DROPPED, NULL, NULL, {"the plan does not list"}},
	{"<input ", NULL, DOUBLED, NULL, NULL, {"which the scenario does not read"}},
	{"<component ", NULL, DROPPED, NULL, NULL, {"E821", "a component is missing here"}},
	{"<component ", NULL, DOUBLED, NULL, NULL, {"a component is missing here, or stands twice"}},
	{"<row ", NULL, DOUBLED, NULL, NULL, {"this stands twice"}},
	{"<balance ", NULL, DOUBLED, NULL, NULL, {"this stands twice"}},
	{"<weight ", " w=", DOUBLED, NULL, NULL, {"this stands twice"}},
	{"<visit ", NULL, DOUBLED, NULL, NULL, {"this stands twice"}},
	{"<price ", NULL, DOUBLED, NULL, NULL, {"this stands twice"}},
	{"<round ", NULL, DROPPED, NULL, NULL, {"as many numbers as"}},
	{"<round ", NULL, DOUBLED, NULL, NULL, {"as many numbers as"}},
	/* a departed fact changed */
	{"<shipment ", " fact=", UNIT_MORE, NULL, NULL, {"more leaves its place than is drawn"}},
	{"<shipment ", " fact=", UNIT_LESS, NULL, NULL, {"are drawn and not accounted for", "too many leave or are handed out"}},
	{"<shipment ", " fact=", OTHER_WORD, " state=\"", "loaded", {"it did not happen so"}},
	{"<shipment ", " fact=", OTHER_WORD, " departs=\"", "2026-12-01T08:01:00+08:00", {"it did not happen so"}},
	{"<shipment ", " fact=", OTHER_NUMBER, " line=\"", NULL, {"it did not happen so"}},
	{"<shipment ", " fact=", DROPPED, NULL, NULL, {"shipment: the plan has no number", "a shipment is missing here"}},
	{"<handout ", " fact=", UNIT_MORE, NULL, NULL, {"too many leave or are handed out"}},
	{"<handout ", " fact=", UNIT_LESS, NULL, NULL, {"are not accounted for"}},
	{"<handout ", " fact=", OTHER_NUMBER, " period=\"", NULL, {"outside the window", "it did not happen so",
		"an index, period or amount is out of range"}},
	/* the list of changes, and what changed in orders */
	{"<change ", NULL, OTHER_NUMBER, " before=\"", NULL, {"did not change so", "changed is not said"}},
	{"<change ", NULL, OTHER_NUMBER, " after=\"", NULL, {"did not change so", "changed is not said"}},
	{"<change ", NULL, OTHER_NUMBER, " version=\"", NULL, {"did not change so", "changed is not said"}},
	{"<change ", " kind=\"keep\"", OTHER_WORD, " kind=\"", "alter", {"did not change so", "changed is not said"}},
	{"<change ", NULL, DROPPED, NULL, NULL, {"changed is not said"}},
	{"<change ", NULL, DOUBLED, NULL, NULL, {"did not change so"}},
	{"<shipment ", NULL, OTHER_NUMBER, " order-version=\"", NULL, {"the plan has no such order and version"}},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

enum { LINE_MOST = 4096, LINE_ROOM = 2 * LINE_MOST + 64 };

/* Where a line of the kind begins, by chance; *n: its bytes. NULL = the plan has none. */
static char *any_line(const struct corruption *k, const char *text, uint64_t *seed, size_t *n)
{
	const char *found = NULL;
	uint64_t seen = 0;

	for (const char *line = text; *line; line = strchr(line, '\n') + 1) {
		size_t length = (size_t)(strchr(line, '\n') + 1 - line), indent = strspn(line, " ");
		char copy[LINE_MOST];
		if (length >= sizeof copy || strncmp(line + indent, k->line, strlen(k->line)) != 0)
			continue;
		memcpy(copy, line, length);
		copy[length] = '\0';
		if ((k->with && !strstr(copy, k->with)) || (k->attribute && !strstr(copy, k->attribute))
			|| strstr(copy, "kind=\"canonical\"")
			|| ((k->deed == DROPPED || k->deed == DOUBLED) && !strstr(copy, "/>")))
			continue;
		if (next(seed) % ++seen == 0) {
			found = line;
			*n = length;
		}
	}
	return (char *)(uintptr_t)found;
}

/* The line written anew; the arguments may be parts of it. */
static void put_line(char *line, const char *format, ...)
{
	char made[LINE_ROOM];
	va_list arguments;
	int n;

	va_start(arguments, format);
	n = vsnprintf(made, sizeof made, format, arguments);
	va_end(arguments);
	assert_in_range(n, 0, sizeof made - 1);
	memcpy(line, made, (size_t)n + 1);
}

/* The value of an attribute in the line replaced. */
static void replace(char *line, const char *attribute, const char *value)
{
	char *at = strstr(line, attribute);

	assert_non_null(at);
	at += strlen(attribute);
	put_line(line, "%.*s%s%s", (int)(at - line), line, value, strchr(at, '"'));
}

static long number_in(const char *line, const char *attribute)
{
	const char *at = strstr(line, attribute);

	return at ? strtol(at + strlen(attribute), NULL, 10) : 0;
}

static void set_number(char *line, const char *attribute, long value)
{
	char digits[32];

	snprintf(digits, sizeof digits, "%ld", value);
	replace(line, attribute, digits);
}

/* The line as it is after the deed; false: it cannot be done to it. */
static int change_line(const struct corruption *k, char *line, long nlots, uint64_t *seed)
{
	char keep[LINE_ROOM], *at;
	long units, by;

	put_line(keep, "%s", line);
	switch (k->deed) {
	case UNIT_MORE:
	case UNIT_LESS:
		units = number_in(line, " units=\"");
		by = k->deed == UNIT_MORE ? 1 : -1;
		if (units + by < 1)
			return 0;
		set_number(line, " quantity=\"", number_in(line, " quantity=\"") / units * (units + by));
		set_number(line, " units=\"", units + by);
		return 1;
	case OTHER_NUMBER:
		set_number(line, k->attribute, number_in(line, k->attribute) + 1 + (long)(next(seed) % 3));
		return 1;
	case OTHER_LOT:
		units = number_in(line, k->attribute);
		by = 1 + (long)(next(seed) % (uint64_t)(nlots > 0 ? nlots : 1));
		set_number(line, k->attribute, by);
		return by != units && nlots > 1;
	case BELOW_ZERO:
		at = strstr(line, k->attribute) + strlen(k->attribute); /* the first of several numbers */
		put_line(line, "%.*s-%ld%s", (int)(at - line), line, 1000000 + (long)(next(seed) % 1000),
			at + strspn(at, "-0123456789"));
		return 1;
	case OTHER_DIGIT:
		at = strstr(line, k->attribute) + strlen(k->attribute) + next(seed) % 64;
		*at = *at == '0' ? '1' : '0';
		return 1;
	case OTHER_WORD:
		replace(line, k->attribute, k->word);
		return strcmp(line, keep) != 0;
	case DROPPED:
		*line = '\0';
		return 1;
	case DOUBLED:
		put_line(line, "%s%s", keep, keep);
		return 1;
	}
	return 0;
}

/* Status, or -1 when the plan has nothing of the kind. */
static int verify_corrupted(const struct corruption *k, const struct sample *sample, uint64_t *seed)
{
	char line[LINE_ROOM], arguments[1024], *changed;
	size_t n = 0, before, room;
	long nlots = 0;
	char *at = any_line(k, sample->text, seed, &n);

	if (!at)
		return -1;
	before = (size_t)(at - sample->text);
	memcpy(line, at, n);
	line[n] = '\0';
	for (const char *lot = sample->text; (lot = strstr(lot, "<lot ")); lot++)
		nlots++;
	if (!change_line(k, line, nlots, seed))
		return -1;
	room = strlen(sample->text) + sizeof line;
	changed = calloc(room, 1);
	snprintf(changed, room, "%.*s%s%s", (int)before, sample->text, line, at + n);
	write_plan("changed.xml", changed, strlen(changed));
	free(changed);
	snprintf(arguments, sizeof arguments, "verify %s %s %s/changed.xml", sample->options, sample->scenario, folder);
	return run(arguments);
}

/* Refused, status 8, and for what is wrong. */
static void test_kinds(void **state)
{
	const char *more = getenv("STORIES");
	long all = more ? strtol(more, NULL, 10) : KINDS, done = 0, turns = 10L * KINDS * SAMPLES_MOST + 10 * all;
	long count[KINDS] = {0};
	uint64_t seed = 4711;

	(void)state;
	make_samples();
	for (long turn = 0; done < all && turn < turns; turn++) {
		const struct corruption *k = &kinds[turn % KINDS];
		int status, named = 0;
		if (!more && count[k - kinds] > 0)
			continue;
		status = verify_corrupted(k, &samples[turn / KINDS % nsamples], &seed);
		if (status < 0)
			continue;
		for (int r = 0; r < 6 && k->reasons[r]; r++)
			named |= strstr(output, k->reasons[r]) != NULL;
		if (status != REFUSED || !named)
			fail_msg("%s, deed %d, %s, plan of %s %s: status %d\n%s", k->line, (int)k->deed,
				k->attribute ? k->attribute : "", samples[turn / KINDS % nsamples].scenario,
				samples[turn / KINDS % nsamples].options, status, output);
		count[k - kinds]++;
		done++;
	}
	for (int k = 0; k < KINDS; k++)
		if (count[k] == 0)
			fail_msg("kind %d never came about", k);
	printf("%ld corruptions refused, status 8\n", done);
	for (int k = 0; k < nsamples; k++)
		free(samples[k].text);
}

/* Another scenario's plan, and a scenario that has changed since. */
static void test_other_scenario(void **state)
{
	char arguments[512];

	(void)state;
	plan(TEACHING "07-terms.xml", "other");
	assert_int_equal(verify(TEACHING "06-reach.xml", "other"), REFUSED);
	snprintf(arguments, sizeof arguments, "cp " TEACHING "07-terms.xml %s/ && echo '<!-- -->' >>%s/07-terms.xml",
		folder, folder);
	assert_int_equal(system(arguments), 0);
	snprintf(arguments, sizeof arguments, "verify %s/07-terms.xml %s/other", folder, folder);
	assert_int_equal(run(arguments), REFUSED);
	assert_non_null(strstr(output, "07-terms.xml is not the file that the plan was made from"));
	/* The same bytes elsewhere are the same scenario. */
	snprintf(arguments, sizeof arguments, "cp " TEACHING "07-terms.xml %s/", folder);
	assert_int_equal(system(arguments), 0);
	snprintf(arguments, sizeof arguments, "verify %s/07-terms.xml %s/other", folder, folder);
	assert_int_equal(run(arguments), SHORTFALL);
}

/* A folder is checked from itself: the canonical scenario stands for the files,
 * sources, what was set aside and all, with the same verdicts. */
static void checks_itself(const char *scenario, const char *options, const char *name)
{
	static char said[sizeof output];
	char arguments[1024];
	const char *levels, *again;
	int status;

	snprintf(arguments, sizeof arguments, "plan %s -o %s/%s %s", options, folder, name, scenario);
	run(arguments);
	status = verify(scenario, name);
	memcpy(said, output, sizeof said);
	snprintf(arguments, sizeof arguments, "verify %s/%s/scenario.xml %s/%s/plan.xml", folder, name, folder, name);
	if (run(arguments) != status || !strstr(output, "the SHA-256 of the canonical scenario"))
		fail_msg("%s: status %d, not %d\n%s", name, run(arguments), status, output);
	levels = strstr(said, "Part 1 (");
	again = strstr(output, "Part 1 (");
	assert_non_null(levels);
	assert_non_null(again);
	assert_string_equal(again, levels);
}

static void test_checks_itself(void **state)
{
	char arguments[1024], sheets[256];

	(void)state;
	checks_itself("scenarios/fuxing/scenario.xml", "", "itself-fuxing");
	for (int k = 0; k < 2; k++) {
		const char *template = k == 0 ? "sealed" : "flood";
		snprintf(sheets, sizeof sheets, "%s/sheets-%s", folder, template);
		snprintf(arguments, sizeof arguments, "init --template %s %s", template, sheets);
		assert_int_equal(run(arguments), OK);
		checks_itself(sheets, "", k == 0 ? "itself-sealed" : "itself-flood");
	}
	checks_itself("tests/golden/set-aside/scenario.xml", "", "itself-aside");
	checks_itself("tests/golden/set-aside/scenario.xml", "--set-aside line", "itself-lines");
	checks_itself("tests/golden/set-aside/scenario.xml", "--leave-out markets --leave-out stock/works.csv",
		"itself-out");
	checks_itself("tests/golden/set-aside-line-xml/scenario.xml", "--set-aside line", "itself-xml");
	checks_itself("tests/golden/same-goods/scenario.xml", "", "itself-same");
	/* One byte more, or another plan's. */
	snprintf(arguments, sizeof arguments, "echo '<!-- -->' >>%s/itself-fuxing/scenario.xml", folder);
	assert_int_equal(system(arguments), 0);
	snprintf(arguments, sizeof arguments, "verify %s/itself-fuxing/scenario.xml %s/itself-fuxing", folder, folder);
	assert_int_equal(run(arguments), REFUSED);
	assert_non_null(strstr(output, "E825"));
	assert_non_null(strstr(output, "nor its canonical scenario"));
	snprintf(arguments, sizeof arguments, "verify %s/itself-same/scenario.xml %s/itself-aside", folder, folder);
	assert_int_equal(run(arguments), REFUSED);
	assert_non_null(strstr(output, "nor its canonical scenario"));
}

/* Refused with --causes, which solves again, and for what is wrong. */
static void refused_again(const char *scenario, const char *text, const char *after, const char *from, const char *to,
	const char *reason)
{
	char arguments[512];

	verify_with(scenario, text, after, from, to);
	snprintf(arguments, sizeof arguments, "verify --causes %s %s/changed.xml", scenario, folder);
	if (run(arguments) != REFUSED || !strstr(output, reason))
		fail_msg("%s -> %s\n%s", from, to, output);
}

/* What only solving again can tell: baselines where limits count, gains, causes alone. */
static void test_solved_again(void **state)
{
	char arguments[512], *text;

	(void)state;
	plan(TEACHING "07-terms.xml", "again-terms");
	snprintf(arguments, sizeof arguments, "verify --causes " TEACHING "07-terms.xml %s/again-terms", folder);
	assert_int_equal(run(arguments), SHORTFALL);
	assert_non_null(strstr(output, "The baseline, what decisions would gain and what each cause alone would change are"));
	assert_null(strstr(output, "Not checked"));
	text = read_plan("again-terms");
	refused_again(TEACHING "07-terms.xml", text, "<gain ", " gain=\"", " gain=\"1", "what decisions would gain");
	refused_again(TEACHING "07-terms.xml", text, "<gain ", "<gain ", "<gain kind=\"consent\"/><gain ",
		"what decisions would gain");
	refused_again(TEACHING "07-terms.xml", text, "<alone ", " gain=\"", " gain=\"1", "what a cause alone would change");
	free(text);
	plan(TEACHING "11-vehicles.xml", "again-vehicles");
	text = read_plan("again-vehicles");
	assert_int_equal(verify_with(TEACHING "11-vehicles.xml", text, "<cell ", " baseline=\"30\"", " baseline=\"29\""),
		SHORTFALL);
	assert_non_null(strstr(output, "Not checked: the baseline of parts with limits"));
	refused_again(TEACHING "11-vehicles.xml", text, "<cell ", " baseline=\"30\"", " baseline=\"29\"",
		"claim 1: the baseline is 29; solved again it is 30");
	free(text);
}

/* The as-of is the plan's; facts want the earlier plan. */
static void test_under_way(void **state)
{
	const char *scenario = TEACHING "01-one-road.xml";
	char arguments[1024];
	int status;

	(void)state;
	plan(scenario, "first");
	snprintf(arguments, sizeof arguments,
		"plan --previous %s/first --as-of 2026-12-02T08:00:00+08:00 -o %s/second %s", folder, folder,
		scenario);
	status = run(arguments);
	assert_true(status == OK || status == SHORTFALL);
	assert_int_equal(verify(scenario, "second"), USAGE);
	assert_non_null(strstr(output, "--previous"));
	snprintf(arguments, sizeof arguments, "verify --previous %s/first %s %s/second", folder, scenario, folder);
	assert_int_equal(run(arguments), status);
	assert_non_null(strstr(output, "What has happened and the list of changes ("));
	snprintf(arguments, sizeof arguments, "verify --previous %s/first %s/second/scenario.xml %s/second", folder,
		folder, folder);
	assert_int_equal(run(arguments), status);
}

/* The places of findings are found in Chinese, too. */
static void test_chinese(void **state)
{
	const char *scenario = TEACHING "11-vehicles.xml";
	char arguments[512];
	char *text;

	(void)state;
	plan(scenario, "chinese");
	text = read_plan("chinese");
	assert_int_equal(verify_with(scenario, text, "<cell ", "served=\"30\"", "served=\"40\""), REFUSED);
	free(text);
	snprintf(arguments, sizeof arguments, "verify --lang zh %s %s/changed.xml", scenario, folder);
	assert_int_equal(run(arguments), REFUSED);
	assert_non_null(strstr(output, "changed.xml:28:7: 需求单元1："));
}

/* A file with sed's edits, in the folder under a name of its own. */
static void edit(const char *from, const char *edits, const char *name)
{
	char command[1024];

	snprintf(command, sizeof command, "sed '%s' %s >%s/%s", edits, from, folder, name);
	assert_int_equal(system(command), 0);
}

/* Plans a scenario with edits and verifies the plan. */
static void says(const char *scenario, const char *edits, const char *name, int status, const char *words)
{
	char file[256], path[512];

	snprintf(file, sizeof file, "%s.xml", name);
	edit(scenario, edits, file);
	snprintf(path, sizeof path, "%s/%s", folder, file);
	plan(path, name);
	if (verify(path, name) != status || !strstr(output, words))
		fail_msg("%s: \"%s\", status %d is not:\n%s", name, words, status, output);
}

/* How near to the best each level is, in the words of its rule. */
static void test_verdicts(void **state)
{
	char path[512];

	(void)state;
	says(TEACHING "11-vehicles.xml", "s/kg=\"60\"/kg=\"61\"/", "units", SHORTFALL,
		 "  fair shares, tier 2: among plans at least as good on the levels before, none lifts it by a "
		"whole unit; whole units cost at most 0.5% of fill rate\n");
	says(TEACHING "02-equal-rates.xml", "s/<policy /&look-ahead=\"1\" /; s/count=\"1\"/count=\"2\"/; "
		"s/quantity=\"120\"/& from=\"2\" to=\"2\"/", "ahead", SHORTFALL,
		"  fair shares, first periods, tier 2, fair shares, later periods, tier 2, transport cost,");
	says(TEACHING "11-vehicles.xml", "s/<policy /&fairness=\"total\" /", "total", SHORTFALL,
		"  fair shares, tier 2, transport cost, early departure, early arrival: nothing better under");
	/* Without its round nothing shows that 60 of 200 are all that can come. */
	snprintf(path, sizeof path, "%s/total/plan.xml", folder);
	edit(path, "/<round /d; /<balance /d; /<row /d; s/ status=\"proven\"/ status=\"unproven\"/; "
		"/\"fair\"/s/\"true\" value=\"0\" bound=\"0\"/\"false\" value=\"0\" bound=\"7\\/10\" gap=\"7\\/10\"/",
		"changed.xml");
	snprintf(path, sizeof path, "%s/total.xml", folder);
	assert_int_equal(verify(path, "changed.xml"), UNPROVEN);
	assert_non_null(strstr(output, "  fair shares, tier 2: within 70% of the weighted demand of the best possible\n"));
}

/* A plan need not have a proof, nor all its causes: it is said. */
static void test_left_out(void **state)
{
	char path[512], arguments[1024];

	(void)state;
	plan(TEACHING "05-tiers.xml", "whole");
	snprintf(path, sizeof path, "%s/whole/plan.xml", folder);
	edit(path, "/<proof>/,/<.proof>/d", "changed.xml");
	assert_int_equal(verify(TEACHING "05-tiers.xml", "changed.xml"), UNPROVEN);
	assert_non_null(strstr(output, "early arrival: no proof that could be checked here\n"));
	edit(path, "s/^  <causes/& skipped=\"not-enough\"/", "changed.xml");
	snprintf(arguments, sizeof arguments, "verify --causes " TEACHING "05-tiers.xml %s/changed.xml", folder);
	assert_int_equal(run(arguments), SHORTFALL);
	assert_non_null(strstr(output, "not solved again, because they\nwere not told apart to the end.\n"));
	plan(TEACHING "15-contradiction.xml", "never");
	snprintf(path, sizeof path, "%s/never/plan.xml", folder);
	edit(path, "/<proof>/,/<.proof>/d", "changed.xml");
	assert_int_equal(verify(TEACHING "15-contradiction.xml", "changed.xml"), CONTRADICTION);
	assert_non_null(strstr(output, "The plan says that the hard rules of scenario 15-contradiction contradict "
		"each other.\nNo proof of that could be checked here.\n"));
}

/* The folder of the programs. */
static void beside(char *path, size_t room, const char *name)
{
	const char *program = getenv("SHECANG"), *slash = strrchr(program, '/');

	snprintf(path, room, "%.*s/%s", slash ? (int)(slash - program) : 1, slash ? program : ".", name);
}

static int check_alone(const char *arguments)
{
	char checker[512], command[2048];

	beside(checker, sizeof checker, "shecang-verify");
	snprintf(command, sizeof command, "cd %s && '%s' %s", folder, checker, arguments);
	return run_command(command);
}

/* The program of its own says the same of the canonical scenario, and nothing in it can solve: neither
 * the library nor a function of the solver; nor does it read what people write. */
static void test_checker_alone(void **state)
{
	char checker[512], command[2048], said[sizeof output], scenario[256];
	int status;

	(void)state;
	beside(checker, sizeof checker, "shecang-verify");
	plan(TEACHING "05-tiers.xml", "alone");
	snprintf(scenario, sizeof scenario, "%s/alone/scenario.xml", folder);
	status = verify(scenario, "alone");
	memcpy(said, output, sizeof said);
	assert_int_equal(check_alone("alone/scenario.xml alone"), status);
	assert_string_equal(output, said);
	snprintf(command, sizeof command, "nm '%s' | grep -iE ' (glp_|_glp_|simplex_|plan_solve|formulate|fairness_pure|csv_|sheets_|"
		"scenario_read|scenario_check|scenario_write)'", checker);
	assert_int_equal(run_command(command), 1); /* grep finds none */
	snprintf(command, sizeof command, "nm '%s' | grep -c ' T plan_prove$'", checker);
	assert_int_equal(run_command(command), 0); /* and does look */
	snprintf(command, sizeof command, "ldd '%s' | grep -iE 'glpk|xml'", checker);
	assert_int_equal(run_command(command), 1);
	snprintf(command, sizeof command, "'%s' --version", checker);
	assert_int_equal(run_command(command), 0);
	assert_int_equal(strncmp(output, "shecang-verify ", 15), 0);
	snprintf(command, sizeof command, "'%s'", checker);
	assert_int_equal(run_command(command), USAGE);
	assert_non_null(strstr(output, "Usage: shecang-verify [OPTIONS] SCENARIO PLAN\nMore: shecang-verify --help"));
	assert_int_equal(check_alone("--causes alone/scenario.xml alone"), USAGE);
	assert_non_null(strstr(output, "--causes solves: shecang verify does it, not this program\n"));
	assert_int_equal(check_alone("--done alone/receipts.csv alone/scenario.xml alone"), USAGE);
	assert_int_equal(check_alone("--help"), OK);
	assert_non_null(strstr(output, "use shecang verify"));
}

/* It takes the canonical scenario of the plan, byte by byte, and says what to do with others. */
static void test_checker_takes_one_scenario(void **state)
{
	(void)state;
	plan(TEACHING "05-tiers.xml", "alone");
	plan(TEACHING "06-reach.xml", "other");
	assert_int_equal(check_alone("other/scenario.xml alone"), REFUSED);
	assert_non_null(strstr(output, "alone/plan.xml:"));
	assert_non_null(strstr(output, "error E825: other/scenario.xml is not the canonical scenario of the plan"));
	assert_int_equal(check_alone("\"$OLDPWD\"/" TEACHING "05-tiers.xml alone"), INPUT);
	assert_non_null(strstr(output, "error E101: this is not XML as this program writes it"));
	assert_non_null(strstr(output, "remedy: take plan.xml and scenario.xml as plan -o wrote them; shecang verify reads"));
	assert_int_equal(check_alone("\"$OLDPWD\"/scenarios/fuxing/scenario.xml alone"), INPUT);
	assert_non_null(strstr(output, "E101"));
	assert_int_equal(check_alone(". alone"), INPUT); /* a folder */
	assert_non_null(strstr(output, ".: error E132: this is a folder, not a canonical scenario"));
	assert_non_null(strstr(output, "shecang verify reads all others"));
	assert_int_equal(check_alone("alone/plan.xml alone"), INPUT);
	assert_int_equal(check_alone("alone/scenario.xml alone/scenario.xml"), INPUT);
	assert_int_equal(check_alone("alone/nothing.xml alone"), INPUT);
}

/* Of a plan under way it proves what has happened, too, by the earlier plan and plain receipts. */
static void test_checker_under_way(void **state)
{
	static const char done[] = "order,version,line,status,quantity,unit,time\ngov-D,1,1,departed,,,2026-12-01T09:00:00+08:00\n";
	char arguments[1024], path[256], said[sizeof output];
	FILE *file;
	int status;

	(void)state;
	plan(TEACHING "05-tiers.xml", "day1");
	snprintf(path, sizeof path, "%s/done.csv", folder);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(done, file) >= 0 && fclose(file) == 0);
	snprintf(arguments, sizeof arguments, "plan --previous %s/day1 --done %s --as-of 2026-12-01T17:00:00+08:00 -o %s/day2 "
		TEACHING "05-tiers.xml", folder, path, folder);
	status = run(arguments);
	assert_true(status == OK || status == SHORTFALL);
	snprintf(arguments, sizeof arguments, "verify --previous %s/day1 --done %s %s/day2/scenario.xml %s/day2", folder, path,
		folder, folder);
	status = run(arguments);
	assert_true(status == OK || status == SHORTFALL);
	memcpy(said, output, sizeof said);
	assert_int_equal(check_alone("--previous day1 --done done.csv day2/scenario.xml day2"), status);
	assert_string_equal(output, said);
	assert_int_equal(check_alone("day2/scenario.xml day2"), USAGE);
	assert_non_null(strstr(output, "goes on from an earlier one"));
	assert_int_equal(check_alone("--previous day1 day2/scenario.xml day2"), REFUSED); /* without what was received */
	assert_int_equal(check_alone("--previous day1 day1/scenario.xml day1"), REFUSED);
	assert_int_equal(check_alone("--previous day1 --done day2/allocation.csv day2/scenario.xml day2"), INPUT);
	assert_non_null(strstr(output, "allocation.csv:1: error E815: "));
}

static int start(void **state)
{
	(void)state;
	unsetenv("LANGUAGE");
	setenv("LC_ALL", "C", 1);
	return getenv("SHECANG") && mkdtemp(folder) ? 0 : -1;
}

static int finish(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof command, "rm -rf '%s'", folder);
	return system(command);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plans_hold),
		cmocka_unit_test(test_corruptions),
		cmocka_unit_test(test_unreadable),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_seeded),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_other_scenario),
		cmocka_unit_test(test_checks_itself),
		cmocka_unit_test(test_solved_again),
		cmocka_unit_test(test_under_way),
		cmocka_unit_test(test_chinese),
		cmocka_unit_test(test_verdicts),
		cmocka_unit_test(test_left_out),
		cmocka_unit_test(test_checker_alone),
		cmocka_unit_test(test_checker_takes_one_scenario),
		cmocka_unit_test(test_checker_under_way),
	};

	return cmocka_run_group_tests_name("verify", tests, start, finish);
}
