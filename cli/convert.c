#include "cli/cli.h"

#include "base/text.h"
#include "io/convert.h"
#include "io/reader.h"
#include "models/scenario_check.h"

#include <getopt.h>
#include <string.h>

struct convert_options {
	struct load_options load;
	const char *mapping, *directory;
	bool full;
};

static int take_option(void *context, int option, const char *argument)
{
	struct convert_options *o = context;

	switch (option) {
	case 'm':
		o->mapping = argument;
		return 1;
	case 'o':
		o->directory = argument;
		return 1;
	case 'f':
		o->full = true;
		return 1;
	default:
		return 0;
	}
}

/* As cli_options. */
static int read_options(struct convert_options *o, int argc, char **argv)
{
	static const struct option options[] = {
		COMMON_OPTIONS, {"map", required_argument, NULL, 'm'}, {"output", required_argument, NULL, 'o'},
		{"full", no_argument, NULL, 'f'}, {NULL, 0, NULL, 0},
	};
	int ended = cli_load_options(&command_convert, argc, argv, "m:o:h", options, &o->load, take_option, o);

	if (ended != 0)
		return ended;
	if (!o->mapping)
		return cli_usage(&command_convert, "%s", _("a mapping is needed: --map FILE"));
	if (argc - optind < 2)
		return cli_usage(&command_convert, "%s", _("a ledger and at least one document are needed"));
	return 0;
}

/* Ledger, mapping and documents are all read before anything is refused. */
static bool read_all(struct conversion *v, struct scenario *s, struct mapping *m, const struct convert_options *o,
	char **paths, struct diags *d)
{
	struct check_options check = {o->load.strict, o->load.set_aside_lines, true};
	bool good = scenario_read(s, paths[0], o->load.leave_out, o->load.nleave_out, d);

	good &= mapping_read(m, s, o->mapping, d);
	for (int32_t k = 0; k < v->ncontents; k++)
		good &= content_read(&v->contents[k], paths[k + 1], d);
	good = good && convert_apply(v, s, m, d);
	good = scenario_check(s, &check, d) && good;
	convert_settle(v);
	return good;
}

static bool is_left_out(const struct conversion *v)
{
	for (int32_t k = 0; k < v->ncontents; k++)
		for (int32_t i = 0; i < v->contents[k].nlines; i++)
			if (v->contents[k].lines[i].state > CONVERTED_SAME)
				return true;
	for (int32_t k = 0; k < v->s->nlines; k++) /* of the ledger's own */
		if (v->s->lines[k].state == LINE_SET_ASIDE || v->s->lines[k].state == LINE_CONFLICT)
			return true;
	return false;
}

static void print(const struct conversion *v, const struct convert_options *o, struct statuses *statuses)
{
	struct report report = {.scenario = v->s, .language = cli_language(), .program = "shecang " SHECANG_VERSION,
		.full = o->full, .directory = o->directory};
	char why[512];

	if (o->directory && !convert_write(v, &report, o->directory, why, sizeof why)) {
		fprintf(stderr, "shecang: %s\n", why);
		status_add(statuses, STATUS_OUTPUT);
		report.directory = NULL;
	}
	convert_print(v, &report, stdout, cli_width(), cli_colour());
	if (report.directory)
		printf(_("The ledger is %s/ledger.xml; what became of every line is in converted.csv beside it.\n"),
			o->directory);
	if (is_left_out(v))
		status_add(statuses, STATUS_SET_ASIDE);
}

static void convert(const struct convert_options *o, char **paths, int32_t ndocuments, struct statuses *statuses)
{
	struct conversion v = {.contents = mem_calloc((size_t)ndocuments, sizeof *v.contents), .ncontents = ndocuments};
	struct scenario scenario;
	struct mapping mapping;
	struct diags diags;
	bool good;

	diags_init(&diags);
	scenario_init(&scenario);
	good = read_all(&v, &scenario, &mapping, o, paths, &diags);
	cli_diagnose(&diags);
	if (good)
		print(&v, o, statuses);
	else
		status_add(statuses, STATUS_INPUT);
	for (int32_t k = 0; k < ndocuments; k++)
		content_release(&v.contents[k]);
	mem_free(v.contents);
	mapping_release(&mapping);
	scenario_release(&scenario);
	diags_release(&diags);
}

static enum status run(int argc, char **argv)
{
	struct convert_options o = {0};
	struct statuses statuses = {0};
	int ended = read_options(&o, argc, argv);

	if (ended == 0) {
		convert(&o, argv + optind, argc - optind - 1, &statuses);
		status_print(&statuses);
	}
	load_options_release(&o.load);
	return cli_result(ended, &statuses);
}

const struct command command_convert = {
	"convert",
	N_("Bring documents of other systems (UBL, Sahana) into a ledger, by a mapping"),
	N_("convert [OPTIONS] --map MAPPING LEDGER DOCUMENT..."),
	N_("  -m, --map FILE    what the documents' words are in the ledger: a sheet (CSV)\n"
	   "  -o, --output DIR  write ledger.xml, converted.txt and converted.csv\n"
	   "  --full            print long tables whole\n"
	   "  --strict          refuse instead of setting faulty documents aside\n"
	   "  --set-aside line  set aside single faulty lines instead of whole documents\n"
	   "  --leave-out ID    leave a source of the ledger out (may be repeated)\n"),
	run,
	false,
};
