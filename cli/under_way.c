#include "cli/cli.h"
#include "cli/verification.h"

#include "base/text.h"
#include "io/plan_head.h"
#include "io/plan_read.h"
#include "io/receipts.h"
#include "io/xml_parser.h"
#include "models/previous.h"

#include <string.h>

int cli_run_option(const struct command *command, int option, const char *argument, struct run_options *o)
{
	switch (option) {
	case 'p':
		o->previous = argument;
		return 1;
	case 'd':
		o->receipts = argument;
		return 1;
	case 'E':
		o->receipts_encoding = argument;
		if (csv_encoding_parse(argument) >= 0)
			return 1;
		cli_usage(command, _("--done-encoding takes UTF-8, GB18030 or GBK, not \"%s\""), argument);
		return -1;
	case 't':
		return cli_take_as_of(command, argument, &o->has_as_of, &o->as_of);
	case 'j':
		return cli_take_jobs(command, argument, &o->jobs);
	default:
		return 0;
	}
}

bool cli_run_complete(const struct command *command, const struct run_options *o, bool as_of_known)
{
	if (o->receipts && !o->previous)
		cli_usage(command, "%s", _("--done goes with --previous"));
	else if (o->receipts_encoding && !o->receipts)
		cli_usage(command, "%s", _("--done-encoding goes with --done"));
	else if (o->previous && !o->has_as_of && !as_of_known)
		cli_usage(command, "%s", _("--previous needs --as-of: from when on is it planned again?"));
	else
		return true;
	return false;
}

bool read_previous(const struct run_options *o, struct scenario *s, const struct cells *cells, struct supply *supply,
	struct previous *p, struct diags *diags)
{
	enum csv_encoding encoding = (enum csv_encoding)csv_encoding_parse(o->receipts_encoding);

	if (!previous_read(p, s, o->previous, xml_parse_file, diags)
		|| (o->receipts && !receipts_read(p, s, o->receipts, encoding, diags)))
		return false;
	previous_supply(p, s, cells, supply);
	return true;
}

bool load_previous(const struct run_options *o, const struct plan_head *head, struct loaded *l,
	struct previous *p, struct diags *diags, struct statuses *statuses)
{
	bool good;

	if (!o->previous && head && (head->nfacts > 0 || head->goes_on)) {
		plan_needs_earlier(statuses);
		return false;
	}
	if (!o->previous)
		return true;
	if (head && !head->goes_on) {
		diag_add(diags, DIAG_ERROR, 822, head->where,
			_("the plan does not say that it goes on from an earlier one"));
		cli_diagnose(diags);
		status_add(statuses, STATUS_REFUSED);
		return false;
	}
	good = read_previous(o, &l->scenario, &l->cells, &l->supply, p, diags);
	cli_diagnose(diags); /* warnings too */
	if (!good)
		status_add(statuses, STATUS_INPUT);
	return good;
}
