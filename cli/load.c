#include "cli/cli.h"

#include "io/carets.h"
#include "io/overlay.h"
#include "io/plan_head.h"
#include "io/reader.h"
#include "models/basis.h"
#include "models/check.h"
#include "models/norm.h"
#include "models/scenario_check.h"
#include "models/timing.h"

#include <string.h>

void load_note_set_aside(const struct scenario *s, struct statuses *statuses)
{
	if (data_set_aside(s))
		status_add(statuses, STATUS_SET_ASIDE);
}

void cli_diagnose(struct diags *diags)
{
	carets_find(diags);
	diags->columns = cli_error_columns();
	diags_print(diags, stderr);
	diags->nprinted = diags->nitems; /* what is found later comes alone */
}

/* Overlays change what was read, before anything is made of it. */
static bool apply_overlays(struct loaded *l, const struct load_options *options)
{
	bool good = true;

	for (int32_t k = 0; k < options->nwith; k++)
		good &= overlay_read(&l->scenario, options->with[k], INT32_MAX, &l->effects, &l->diags);
	alterations_end(&l->scenario);
	return good;
}

void load_options_release(struct load_options *o)
{
	mem_free(o->leave_out);
	mem_free(o->with);
	mem_free(o->norms);
}

static bool read_in(struct loaded *l, const char *path, const struct load_options *options,
	const struct instant *as_of)
{
	bool readable;

	memset(l, 0, sizeof *l);
	diags_init(&l->diags);
	effects_init(&l->effects);
	scenario_init(&l->scenario);
	readable = scenario_read(&l->scenario, path, options->leave_out, options->nleave_out, &l->diags);
	if (readable && as_of) {
		l->scenario.as_of = *as_of;
		l->scenario.as_of_where = WHERE_NONE;
	}
	readable = readable && apply_overlays(l, options);
	l->own_norms = l->scenario.nnorms;
	l->own_inputs = l->scenario.ninputs;
	for (int32_t k = 0; readable && k < options->nnorms; k++)
		readable = norms_read(&l->scenario, options->norms[k], &l->diags);
	return readable;
}

bool load_read(struct loaded *l, const char *path, const struct load_options *options,
	const struct instant *as_of, struct statuses *statuses)
{
	if (read_in(l, path, options, as_of))
		return true;
	cli_diagnose(&l->diags);
	status_add(statuses, STATUS_INPUT);
	return false;
}

/* readable: faults of form do not hide faults of content. */
static bool check_all(struct loaded *l, bool readable, const struct load_options *options, struct statuses *statuses)
{
	struct check_options check = {options->strict, options->set_aside_lines, options->ledger};
	bool ok = readable && scenario_check(&l->scenario, &check, &l->diags);

	if (ok) {
		cells_build(&l->scenario, &l->cells);
		supply_build(&l->scenario, &l->cells, &l->supply);
		check_minima(&l->scenario, &l->cells, &l->diags);
		if (!l->scenario.ledger)
			timing_check(&l->scenario, &l->cells, &l->supply, &l->diags);
		l->ready = true;
	}
	cli_diagnose(&l->diags);
	if (!ok) {
		status_add(statuses, STATUS_INPUT);
		return false;
	}
	load_note_set_aside(&l->scenario, statuses);
	return true;
}

bool load(struct loaded *l, const char *path, const struct load_options *options,
	const struct instant *as_of, struct statuses *statuses)
{
	return check_all(l, read_in(l, path, options, as_of), options, statuses);
}

bool load_check(struct loaded *l, const struct load_options *options, struct statuses *statuses)
{
	return check_all(l, true, options, statuses);
}

void load_as_planned(const struct plan_head *head, struct load_options *options)
{
	options->set_aside_lines = head->set_aside_lines;
	options->strict |= head->strict;
	for (int32_t i = 0; i < head->nsources; i++)
		if (strcmp(head->sources[i].state, "left-out") == 0) {
			int32_t k = ARRAY_ADD(&options->leave_out, &options->nleave_out, &options->leave_out_room);
			options->leave_out[k] = head->sources[i].id;
		}
}

void loaded_release(struct loaded *l)
{
	if (l->ready) {
		supply_release(&l->supply);
		cells_release(&l->cells);
	}
	scenario_release(&l->scenario);
	effects_release(&l->effects);
	diags_release(&l->diags);
}

/* --- options --- */

/* As a cli_take. */
static int take_load(int option, const char *argument, struct load_options *load)
{
	switch (option) {
	case 'S':
		load->strict = true;
		return 1;
	case 'A':
		if (strcmp(argument, "line") != 0 && strcmp(argument, "source") != 0) {
			fprintf(stderr, _("shecang: --set-aside takes line or source, not \"%s\"\n"), argument);
			return -1;
		}
		load->set_aside_lines = strcmp(argument, "line") == 0;
		return 1;
	case 'X': {
		int32_t k = ARRAY_ADD(&load->leave_out, &load->nleave_out, &load->leave_out_room);
		load->leave_out[k] = argument;
		return 1;
	}
	case 'W': {
		int32_t k = ARRAY_ADD(&load->with, &load->nwith, &load->with_room);
		load->with[k] = argument;
		return 1;
	}
	default:
		return 0;
	}
}

struct taking {
	struct load_options *load;
	cli_take *take;
	void *context;
};

static int take_any(void *context, int option, const char *argument)
{
	struct taking *t = context;
	int taken = take_load(option, argument, t->load);

	return taken == 0 && t->take ? t->take(t->context, option, argument) : taken;
}

int cli_load_options(const struct command *command, int argc, char **argv, const char *letters,
	const struct option *options, struct load_options *load, cli_take *take, void *context)
{
	struct taking t = {load, take, context};

	return cli_options(command, argc, argv, letters, options, take_any, &t);
}
