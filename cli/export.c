#include "cli/cli.h"

#include "base/text.h"
#include "models/previous.h"
#include "solver/options.h"
#include "solver/solve.h"

#include <errno.h>
#include <getopt.h>
#include <string.h>

struct export_options {
	struct load_options load;
	struct run_options run;
	const char *item, *format, *path;
	int64_t level; /* -1 = list them */
	int64_t round; /* 1.., or EXPORT_UNITS */
};

/* previous, settled: NULL. */
static void export_level(const struct loaded *l, const struct previous *previous, const struct export_options *o,
	int32_t item, struct statuses *statuses)
{
	struct solve_options solve = {.jobs = 1, .previous = previous};
	FILE *out = o->path ? fopen(o->path, "wx") : stdout;
	struct text list;
	bool written;

	if (!out) {
		fprintf(stderr, _("shecang: %s: %s\n"), o->path, strerror(errno));
		status_add(statuses, STATUS_OUTPUT);
		return;
	}
	text_init(&list);
	written = level_export(&l->scenario, &l->cells, &l->supply, &solve, item, (int32_t)o->level,
		(int32_t)o->round, o->format, out, &list);
	written &= (o->path ? fclose(out) : fflush(out)) == 0;
	if (!written) {
		fprintf(stderr, _("shecang: %s could not be written\n"), o->path ? o->path : _("the output"));
		status_add(statuses, STATUS_OUTPUT);
	}
	if (list.length > 0 && o->level < 0) {
		fputs(text_str(&list), stdout);
	} else if (list.length > 0) {
		fprintf(stderr, o->round == 1 ? _("shecang: there is no level %lld; these are there:\n%s")
			: _("shecang: level %lld has no such round; these are there:\n%s"), (long long)o->level,
			text_str(&list));
		if (o->path)
			remove(o->path);
		status_add(statuses, STATUS_USAGE);
	}
	text_release(&list);
}

static bool parse_round(const char *word, int64_t *round)
{
	if (strcmp(word, "whole") == 0) {
		*round = EXPORT_UNITS;
		return true;
	}
	return decimal_parse(word, strlen(word), 0, round) == NUMBER_OK && *round >= 1 && *round <= INT32_MAX;
}

static int take_option(void *context, int option, const char *argument)
{
	struct export_options *o = context;

	switch (option) {
	case 'i':
		o->item = argument;
		return 1;
	case 'f':
		o->format = argument;
		return 1;
	case 'o':
		o->path = argument;
		return 1;
	case 'r':
		if (parse_round(argument, &o->round))
			return 1;
		cli_usage(&command_export, _("--round takes a number from 1 or whole, not \"%s\""), argument);
		return -1;
	case 'l':
		if (decimal_parse(argument, strlen(argument), 0, &o->level) == NUMBER_OK && o->level <= INT32_MAX)
			return 1;
		cli_usage(&command_export, _("--level takes a number, not \"%s\""), argument);
		return -1;
	default:
		return cli_run_option(&command_export, option, argument, &o->run);
	}
}

/* As cli_options. */
static int parse_options(int argc, char **argv, struct export_options *o)
{
	static const struct option options[] = {
		COMMON_OPTIONS, WITH_OPTION,
		PREVIOUS_OPTIONS,
		AS_OF_OPTION,
		{"level", required_argument, NULL, 'l'},
		{"round", required_argument, NULL, 'r'},
		{"item", required_argument, NULL, 'i'},
		{"format", required_argument, NULL, 'f'},
		{"output", required_argument, NULL, 'o'},
		{NULL, 0, NULL, 0},
	};
	int ended = cli_load_options(&command_export, argc, argv, "o:h", options, &o->load, take_option, o);

	if (ended != 0)
		return ended;
	if (strcmp(o->format, "mps") != 0 && strcmp(o->format, "lp") != 0)
		return cli_usage(&command_export, _("--format takes mps or lp, not \"%s\""), o->format);
	if (argc - optind != 1)
		return cli_usage(&command_export, "%s", _("exactly one scenario is needed"));
	if (o->level < 0 && o->path)
		return cli_usage(&command_export, "%s", _("-o needs --level: which level is to be written?"));
	return cli_run_complete(&command_export, &o->run, false) ? 0 : STATUS_USAGE;
}

/* The earlier plan is read when one is named. */
static void export_loaded(struct loaded *l, const struct export_options *o, struct statuses *statuses)
{
	int32_t item = o->item ? map_get(&l->scenario.item_ids, o->item) : -1;
	struct previous previous;

	if (o->item && item < 0) {
		status_add(statuses, cli_usage(&command_export, _("there is no item \"%s\""), o->item));
		return;
	}
	previous_init(&previous);
	if (load_previous(&o->run, NULL, l, &previous, &l->diags, statuses))
		export_level(l, o->run.previous ? &previous : NULL, o, item, statuses);
	previous_release(&previous);
}

static enum status run(int argc, char **argv)
{
	struct export_options o = {.format = "mps", .level = -1, .round = 1};
	struct statuses statuses = {0};
	struct loaded loaded;
	int ended = parse_options(argc, argv, &o);

	if (ended != 0) {
		load_options_release(&o.load);
		return cli_result(ended, NULL);
	}
	if (load(&loaded, argv[optind], &o.load, o.run.has_as_of ? &o.run.as_of : NULL, &statuses))
		export_loaded(&loaded, &o, &statuses);
	loaded_release(&loaded);
	load_options_release(&o.load);
	status_print(&statuses);
	return status_final(&statuses);
}

const struct command command_export = {
	"export",
	N_("Write the linear program of a level for other solvers; without --level, list the levels"),
	N_("export [OPTIONS] SCENARIO"),
	N_("  --previous DIR    of a plan that goes on from an earlier plan's folder; needs --as-of\n"
	   "  --as-of TIME      the present: 2026-12-01T20:00:00+08:00\n"
	   "  --done FILE       receipts.csv as returned\n"
	   "  --done-encoding E its encoding: UTF-8 (default), GB18030 or GBK\n"
	   "  --item ID         the part of the problem that decides this item (default: the first)\n"
	   "  --level N         which level; without it the levels are listed\n"
	   "  --round K|whole   which round of a tier (default: the first), or its whole units\n"
	   "  --format mps|lp   free MPS (default) or CPLEX LP\n"
	   "  -o FILE           write into FILE, which must not exist\n"
	   "  --strict          refuse instead of setting faulty sources aside\n"
	   "  --set-aside line  set aside single faulty lines instead of whole sources\n"
	   "  --leave-out ID    leave a source out (may be repeated)\n"
	   "  --with FILE       change the scenario by an overlay (may be repeated, in order)\n"),
	run,
	false,
};
