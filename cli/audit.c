#include "cli/audit_plan.h"

#include "base/text.h"
#include "io/audit_printer.h"
#include "io/audit_replies.h"
#include "io/reader.h"
#include "io/xml_parser.h"
#include "solver/audit.h"

#include <getopt.h>
#include <string.h>

struct audit_options {
	struct load_options load;
	const char *path, *directory, *replies, *plan;
	bool has_as_of, full, cure;
	int64_t fail, sample, seed; /* holders; pairs to inspect, 0 = none */
	struct ratio fail_share; /* of the books, num 0 = none */
	struct ratio misreport, within; /* num 0 = not asked for */
	struct instant as_of;
};

static void print_audit(const struct loaded *l, const struct audit *audit, const struct replies *replies,
	const struct cure *cure, const struct sample *sample, const struct audit_options *o, struct statuses *statuses)
{
	struct audit_report report = {
		{&l->scenario, &l->cells, &l->supply, NULL, cli_language(), "shecang " SHECANG_VERSION, o->full,
			o->directory, &l->diags},
		audit, replies, cure, sample};
	char why[512];

	if (o->directory && !audit_write(&report, o->directory, why, sizeof why)) {
		fprintf(stderr, "shecang: %s\n", why);
		status_add(statuses, STATUS_OUTPUT);
		report.report.directory = NULL; /* nobody shall look for it there */
	}
	audit_print(&report, stdout, cli_width(), cli_colour());
	if (report.report.directory)
		printf(_("The working paper, evidence and count sheets and tables are in %s.\n"), o->directory);
	for (int32_t k = 0; k < audit->nfindings; k++)
		if (finding_open(&audit->findings[k]))
			status_add(statuses, STATUS_SHORTFALL);
}

static int take_number(const char *name, const char *argument, int64_t least, int64_t *out)
{
	if (decimal_parse(argument, strlen(argument), 0, out) == NUMBER_OK && *out >= least &&
		*out <= 1000000000)
		return 1;
	cli_usage(&command_audit, _("%s takes a whole number from %d to 1000000000, not \"%s\""), name,
		(int)least, argument);
	return -1;
}

/* "2" holders, or "10%" of the books. */
static int take_fail(struct audit_options *o, const char *argument)
{
	size_t n = strlen(argument);

	o->fail = 0;
	o->fail_share = (struct ratio){0, 1};
	if (n == 0 || argument[n - 1] != '%')
		return take_number("--fail", argument, 1, &o->fail);
	if (percent_parse(argument, n, &o->fail_share) == NUMBER_OK && o->fail_share.num > 0 &&
		o->fail_share.num <= o->fail_share.den)
		return 1;
	cli_usage(&command_audit, _("--fail takes a whole number of holders or a share up to 100%%, not \"%s\""), argument);
	return -1;
}

/* "20%:5%" */
static int take_misreport(struct audit_options *o, const char *argument)
{
	size_t first = strcspn(argument, ":"), n = strlen(argument);

	if (first < n && percent_parse(argument, first, &o->misreport) == NUMBER_OK &&
		percent_parse(argument + first + 1, n - first - 1, &o->within) == NUMBER_OK &&
		o->misreport.num > 0 && o->within.num > 0)
		return 1;
	cli_usage(&command_audit, _("--misreport takes two shares such as 20%%:5%%, not \"%s\""), argument);
	return -1;
}

static int take_option(void *context, int option, const char *argument)
{
	struct audit_options *o = context;

	switch (option) {
	case 'f':
		o->full = true;
		return 1;
	case 'F':
		return take_fail(o, argument);
	case 'P':
		return take_number("--sample", argument, 1, &o->sample);
	case 'm':
		return take_misreport(o, argument);
	case 's':
		return take_number("--seed", argument, 0, &o->seed);
	case 'p':
		o->plan = argument;
		return 1;
	case 'C':
		o->cure = true;
		return 1;
	case 'o':
		o->directory = argument;
		return 1;
	case 'R':
		o->replies = argument;
		return 1;
	case 'N': {
		int32_t added = ARRAY_ADD(&o->load.norms, &o->load.nnorms, &o->load.norms_room);
		o->load.norms[added] = argument;
		return 1;
	}
	case 't':
		return cli_take_as_of(&command_audit, argument, &o->has_as_of, &o->as_of);
	default:
		return 0;
	}
}

/* As cli_options. */
static int read_options(struct audit_options *o, int argc, char **argv)
{
	static const struct option options[] = {
		COMMON_OPTIONS, WITH_OPTION, AS_OF_OPTION, {"full", no_argument, NULL, 'f'},
		{"norms", required_argument, NULL, 'N'}, {"replies", required_argument, NULL, 'R'},
		{"output", required_argument, NULL, 'o'}, {"cure", no_argument, NULL, 'C'},
		{"fail", required_argument, NULL, 'F'}, {"sample", required_argument, NULL, 'P'},
		{"seed", required_argument, NULL, 's'}, {"plan", required_argument, NULL, 'p'},
		{"misreport", required_argument, NULL, 'm'}, {NULL, 0, NULL, 0},
	};
	int ended;

	o->load.ledger = true;
	o->seed = 1;
	o->fail_share.den = 1;
	ended = cli_load_options(&command_audit, argc, argv, "o:h", options, &o->load, take_option, o);
	if (ended != 0)
		return ended;
	if (o->sample > 0 && o->misreport.num > 0)
		return cli_usage(&command_audit, "%s", _("--sample and --misreport are two ways to choose: name one"));
	if (argc - optind != 1)
		return cli_usage(&command_audit, "%s", _("exactly one scenario or folder of ledgers is needed"));
	o->path = argv[optind];
	return 0;
}

/* Faults of the replies are said after those of the ledgers. */
static bool take_replies(struct loaded *l, struct audit *audit, struct replies *replies, const char *path)
{
	struct diags diags;
	bool good;

	diags_init(&diags);
	good = replies_read(replies, &l->scenario, path, &diags);
	good = audit_carry(audit, replies, &diags) && good;
	cli_diagnose(&diags);
	diags_release(&diags);
	return good;
}

static void run_audit(struct loaded *l, const struct planned *plan, const struct audit_options *o,
	struct statuses *statuses)
{
	struct replies replies;
	struct audit audit;
	struct cure cure;
	struct sample sample;

	audit_init(&audit);
	cure_init(&cure);
	inspections_init(&sample);
	replies_init(&replies);
	audit.fail = (int32_t)o->fail;
	audit.fail_share = o->fail_share;
	audit.plan = plan;
	audit.weigh = o->misreport.num > 0;
	audit_run(&l->scenario, &l->cells, &l->supply, &audit);
	if (o->replies && !take_replies(l, &audit, &replies, o->replies)) {
		status_add(statuses, STATUS_INPUT);
	} else {
		if (o->cure)
			audit_cure(&l->scenario, &l->supply, &audit, &cure);
		if (o->sample > 0)
			audit_sample(&l->scenario, &audit, (int32_t)o->sample, (uint64_t)o->seed, &sample);
		if (audit.weigh)
			audit_smallest(&l->scenario, &audit, o->misreport, o->within, &sample);
		print_audit(l, &audit, &replies, o->cure ? &cure : NULL, o->sample > 0 || audit.weigh ? &sample : NULL, o,
			statuses);
	}
	inspections_release(&sample);
	cure_release(&cure);
	replies_release(&replies);
	audit_release(&audit);
}

/* The ledgers are read as the plan's scenario was, at its time unless another is asked for. */
static bool read_head(struct plan_head *head, struct audit_options *o, struct diags *diags,
	struct statuses *statuses)
{
	if (!o->plan)
		return true;
	if (!plan_head_read(head, o->plan, xml_parse_file, diags)) {
		cli_diagnose(diags);
		status_add(statuses, STATUS_INPUT);
		return false;
	}
	load_as_planned(head, &o->load);
	o->as_of = o->has_as_of ? o->as_of : head->as_of;
	o->has_as_of = true;
	return true;
}

static void audit_all(struct audit_options *o, struct statuses *statuses)
{
	struct plan_head head;
	struct planned plan;
	struct loaded loaded;
	struct diags diags; /* of the plan's head */

	diags_init(&diags);
	plan_head_init(&head);
	planned_init(&plan);
	if (read_head(&head, o, &diags, statuses)) {
		if (!load(&loaded, o->path, &o->load, o->has_as_of ? &o->as_of : NULL, statuses))
			;
		else if (o->plan && !audit_take_plan(&loaded, &head, &diags, o->plan, &plan))
			status_add(statuses, STATUS_INPUT);
		else
			run_audit(&loaded, o->plan ? &plan : NULL, o, statuses);
		loaded_release(&loaded);
	}
	planned_release(&plan);
	plan_head_release(&head);
	diags_release(&diags);
}

static enum status run(int argc, char **argv)
{
	struct audit_options o = {0};
	struct statuses statuses = {.findings = true};
	int ended = read_options(&o, argc, argv);

	if (ended == 0) {
		audit_all(&o, &statuses);
		status_print(&statuses);
	}
	load_options_release(&o.load);
	return cli_result(ended, &statuses);
}

const struct command command_audit = {
	"audit",
	N_("Audit reserves: ledgers, counts and agreements against the norms, as findings with evidence"),
	N_("audit [OPTIONS] LEDGERS"),
	N_("  --plan PLAN       audit a plan, too: the folder of plan -o, or its plan.xml\n"
	   "  --fail K|P%       what is guaranteed whichever K holders fail, or P% of what is declared,\n"
	   "                    and the critical holders\n"
	   "  --sample N        what to inspect: half of N by risk, half drawn by the seed\n"
	   "  --misreport X%:Y% instead the fewest so that X% misreported elsewhere moves nothing by\n"
	   "                    more than Y% of what is required\n"
	   "  --seed S          of the sample, a number (default 1)\n"
	   "  --cure            the cheapest purchases, moves and rotations that keep every norm and promise, proven\n"
	   "  -o, --output DIR  write the working paper, evidence and count sheets, and tables\n"
	   "  --replies FILE    what was noted of an earlier run's findings (its replies.csv)\n"
	   "  --norms FILE      norms besides the ledgers' own, XML or CSV (may be repeated)\n"
	   "  --as-of TIME      the time that is audited\n"
	   "  --full            print long tables whole\n"
	   "  --strict          refuse instead of setting faulty sources aside\n"
	   "  --set-aside line  set aside single faulty lines instead of whole sources\n"
	   "  --leave-out ID    leave a source out (may be repeated)\n"
	   "  --with FILE       change the scenario by an overlay (may be repeated, in order)\n"),
	run,
	false,
};
