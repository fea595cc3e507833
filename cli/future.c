/* Futures of a scenario, for commands that look at many. */
#include "cli/cli.h"

#include "base/text.h"
#include "io/overlay.h"
#include "io/sweep.h"
#include "models/futures.h"
#include "models/scenario_check.h"

/* The overlays of a given future. */
static bool apply_given(const struct given *given, struct scenario *s, struct diags *d)
{
	struct effects effects;
	bool good = true;

	effects_init(&effects);
	for (int32_t k = 0; k < given->nwith; k++)
		good &= overlay_read(s, given->with[k], INT32_MAX, &effects, d);
	effects_release(&effects);
	return good;
}

/* The overlay of a point along a quantity. */
static bool apply_along(const struct along *along, int32_t point, struct scenario *s, struct diags *d)
{
	struct effects effects;
	struct text overlay;
	bool good;

	effects_init(&effects);
	text_init(&overlay);
	text_puts(&overlay, along->head);
	along_value(along, point, &overlay);
	text_puts(&overlay, along->tail);
	good = overlay_read_text(s, text_str(&overlay), overlay.length, along->file, INT32_MAX, &effects, d);
	text_release(&overlay);
	effects_release(&effects);
	return good;
}

bool future_change(const struct futures *f, int32_t future, struct scenario *s, struct diags *d)
{
	return f->kind == FUTURES_GIVEN ? apply_given(&f->given[future], s, d) :
		f->kind == FUTURES_ALONG ? apply_along(&f->along, future, s, d) : futures_apply(f, future, s);
}

bool future_make(struct scenario *s, const struct futures *f, int32_t future, const struct load_options *options,
	struct diags *d)
{
	struct check_options check = {options->strict, options->set_aside_lines, false};
	bool good = future_change(f, future, s, d);

	alterations_end(s);
	return good && scenario_check(s, &check, d);
}

bool futures_load(struct futures *f, struct scenario *base, const char *path, struct diags *d)
{
	bool good = futures_read(f, base, path, d);

	for (int32_t k = 0; good && k < f->nuncertain; k++) {
		struct diag *item;

		if (futures_fits(f, k, base))
			continue;
		item = diag_add(d, DIAG_ERROR, 303, f->uncertain[k].where,
			_("nothing in the scenario is what this is about"));
		diag_remedy(d, item, _("name another place, item or holder, or leave them out"));
		good = false;
	}
	return good;
}
