/* The script of a drill, decisions and states as data. */
#include "models/drill.h"

#include "base/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { MINUTE = 60, HOUR = 3600 };

void drill_init(struct drill *d)
{
	memset(d, 0, sizeof *d);
	arena_init(&d->arena);
}

void drill_release(struct drill *d)
{
	for (int32_t i = 0; i < d->ninjects; i++)
		mem_free(d->injects[i].tells);
	for (int32_t k = 0; k < d->noverlays; k++)
		mem_free(d->overlays[k].with);
	for (int32_t j = 0; j < d->nteams; j++)
		mem_free(d->teams[j].decisions);
	mem_free(d->steps);
	mem_free(d->teams);
	mem_free(d->injects);
	mem_free(d->overlays);
	arena_release(&d->arena);
	drill_init(d);
}

const char *drill_measure_word(enum drill_measure measure)
{
	static const char *const words[DRILL_MEASURES] = {
		"unmet", "unfair", "late", "wasted", "cost", "breaches"};

	return words[measure];
}

int drill_measure_decimals(enum drill_measure measure)
{
	return measure == MEASURE_COST ? 2 : measure == MEASURE_BREACHES ? 0 : 6;
}

/* ---- time ---- */

const char *drill_step_name(const struct drill *d, int32_t step, char *out)
{
	int64_t at = d->steps[step].at;

	if (at % HOUR)
		snprintf(out, 32, "T%02lld-%02lld", (long long)(at / HOUR), (long long)(at % HOUR / MINUTE));
	else
		snprintf(out, 32, "T%02lld", (long long)(at / HOUR));
	return out;
}

const char *drill_time_format(char *out, int64_t at)
{
	if (at % HOUR)
		snprintf(out, 32, "T+%lld:%02lld", (long long)(at / HOUR), (long long)(at % HOUR / MINUTE));
	else
		snprintf(out, 32, "T+%lld", (long long)(at / HOUR));
	return out;
}

bool drill_time_parse(const char *text, size_t n, int64_t *at)
{
	enum { HOURS_MAX = 366 * 24 * 20 };
	const char *colon;
	int64_t hours, minutes = 0;
	size_t length;

	if (n < 3 || memcmp(text, "T+", 2) != 0)
		return false;
	colon = memchr(text, ':', n);
	length = colon ? (size_t)(colon - text) : n;
	if (decimal_parse(text + 2, length - 2, 0, &hours) != NUMBER_OK || hours > HOURS_MAX)
		return false;
	if (colon && (n - length != 3 || decimal_parse(colon + 1, 2, 0, &minutes) != NUMBER_OK || minutes > 59))
		return false;
	*at = hours * HOUR + minutes * MINUTE;
	return true;
}

int64_t drill_step_end(const struct drill *d, int32_t step)
{
	return step + 1 < d->nsteps ? d->steps[step + 1].at : INT64_MAX;
}

/* ---- truth and belief ---- */

void drill_truth(const struct drill *d, int64_t before, int32_t *overlay)
{
	for (int32_t i = 0; i < d->ninjects; i++)
		overlay[i] = d->injects[i].at < before ? d->injects[i].truth : -1;
}

void drill_belief(const struct drill *d, int32_t team, int64_t by, int32_t *overlay, bool *heard)
{
	for (int32_t i = 0; i < d->ninjects; i++) {
		const struct drill_inject *inject = &d->injects[i];

		overlay[i] = -1;
		if (heard)
			heard[i] = false;
		for (int32_t k = 0; k < inject->ntells; k++) {
			const struct drill_tell *tell = &inject->tells[k];

			if (tell->at > by || (tell->team >= 0 && tell->team != team))
				continue;
			overlay[i] = tell->overlay;
			if (heard)
				heard[i] = true;
		}
	}
}

/* ---- decisions ---- */

const char *drill_text(struct arena *arena, const char *text)
{
	return text ? arena_strdup(arena, text) : NULL;
}

void drill_decision_init(struct drill_decision *d)
{
	memset(d, 0, sizeof *d);
	arena_init(&d->arena);
}

void drill_decision_release(struct drill_decision *d)
{
	mem_free(d->lines);
	arena_release(&d->arena);
	drill_decision_init(d);
}

int drill_order_form(const char *number, const char *holder)
{
	size_t n = holder ? strlen(holder) : 0;

	if (!number || !holder || strncmp(number, holder, n) != 0)
		return -1;
	if (strcmp(number + n, "-D") == 0)
		return LEGAL_TRANSFER;
	return strcmp(number + n, "-X") == 0 || strncmp(number + n, "-X-", 3) == 0 ? LEGAL_AGREEMENT : -1;
}

/* ---- words ---- */

const char *drill_cut_word(enum drill_cut cut)
{
	static const char *const words[DRILL_CUTS] = {
		"unknown", "goods", "expired", "no-road", "vehicles", "tonnage", "units", "over"};

	return words[cut];
}

const char *drill_cut_title(enum drill_cut cut)
{
	switch (cut) {
	case CUT_UNKNOWN: return _("nothing of that name is there");
	case CUT_GOODS: return _("the goods are not there");
	case CUT_EXPIRED: return _("the goods are not in date or not fit for use");
	case CUT_NO_ROAD: return _("the road is closed, or there is none");
	case CUT_VEHICLES: return _("not enough vehicles");
	case CUT_TONNAGE: return _("more than the road carries");
	case CUT_UNITS: return _("no whole issue unit");
	default: return _("the period was over");
	}
}

const char *drill_breach_word(enum drill_breach_kind kind)
{
	static const char *const words[DRILL_BREACHES] = {"consent", "household", "release", "hold-back",
		"not-counted", "reach", "notice", "autonomy", "form", "budget"};

	return words[kind];
}

const char *drill_breach_title(enum drill_breach_kind kind)
{
	switch (kind) {
	case BREACH_CONSENT: return _("taken without consent: needs a requisition decision");
	case BREACH_HOUSEHOLD: return _("household stock that was not released");
	case BREACH_RELEASE: return _("beyond the release share");
	case BREACH_HOLD_BACK: return _("of what the holder keeps back");
	case BREACH_STALE: return _("of stock that does not count as confirmed");
	case BREACH_REACH: return _("sent to where it may not go");
	case BREACH_NOTICE: return _("before the notice was over");
	case BREACH_AUTONOMY: return _("of the local share");
	case BREACH_FORM: return _("ordered in the wrong legal form");
	default: return _("beyond the budget");
	}
}
