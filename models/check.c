#include "models/check.h"

#include "base/text.h"
#include "models/order.h"
#include "models/scenario_check.h"

#include <stdlib.h>
#include <string.h>

/* ---- Faults ---- */

struct diags *check_error(struct check *k, int32_t source, unsigned char *state)
{
	bool may_go = state && k->options->set_aside_lines && !k->options->strict;

	k->d->current_source = source;
	if (source < 0 ? !may_go : k->options->strict || k->s->sources[source].kind != SOURCE_SUPPLY)
		k->refuse = true;
	else if (source < 0)
		; /* goods of the scenario itself: the line alone */
	else if ((!k->options->set_aside_lines || !state) &&
		k->s->sources[source].state == SOURCE_USED)
		k->s->sources[source].state = SOURCE_SET_ASIDE;
	if (state)
		*state = LINE_SET_ASIDE;
	return k->d;
}

struct diags *check_warning(struct check *k, int32_t source)
{
	k->d->current_source = source;
	return k->d;
}

static int compare_where(const void *left, const void *right)
{
	const struct where *a = left, *b = right;
	int order = int_compare(a->file, b->file);

	return order ? order : int_compare(a->line, b->line);
}

bool check_reported(const struct check *k, struct where where)
{
	return where.file >= 0 && k->nreported > 0 &&
		bsearch(&where, k->reported, (size_t)k->nreported, sizeof where, compare_where);
}

char *check_place_text(const struct check *k, char *buf, struct where where)
{
	if (where.file < 0)
		snprintf(buf, 160, "-");
	else
		snprintf(buf, 160, "%.120s:%d", diags_file_name(k->d, where.file), (int)where.line);
	return buf;
}

void check_periods(struct check *k, struct periods *when, bool claim, int32_t source,
	struct where where, const char *name)
{
	int32_t end = k->s->nperiods - 1;
	struct diag *item;

	if (!k->horizon)
		return;
	if (when->first < 0 || when->first > when->last) {
		/* what was cut away by an earlier pass stays as it is */
		if (when->first == end + 1 && when->last == end)
			return;
		item = diag_add(check_error(k, source, NULL), DIAG_ERROR, CHECK_PERIODS_REVERSED,
			where, _("%s: the periods %d..%d end before they begin"), name,
			(int)when->first + 1, (int)when->last + 1);
		item->about = "from|periods";
		diag_remedy(k->d, item, _("write the first period first, as in 3..5"));
		return;
	}
	if (when->first > end) {
		if (claim)
			item = diag_add(check_error(k, source, NULL), DIAG_ERROR,
				CHECK_PERIODS_BEYOND, where,
				_("%s: from period %d on, but the horizon has only %d periods"),
				name, (int)when->first + 1, (int)end + 1);
		else
			item = diag_add(check_warning(k, source), DIAG_WARNING, WARN_PERIODS_BEYOND,
				where,
				_("%s: from period %d on, but the horizon has only %d periods; "
				  "it has no effect"),
				name, (int)when->first + 1, (int)end + 1);
		item->about = "from|periods";
		diag_remedy(k->d, item, _("lengthen the horizon or correct the periods"));
		when->first = end + 1;
	} else if (claim && when->last > end && when->last != INT32_MAX) {
		item = diag_add(check_warning(k, source), DIAG_WARNING, WARN_WINDOW_CUT, where,
			_("%s: the periods %d..%d are cut to the horizon's %d"), name,
			(int)when->first + 1, (int)when->last + 1, (int)end + 1);
		item->about = "to|periods";
		diag_remedy(k->d, item,
			_("lengthen the horizon, or state the quantity that is needed within it"));
	}
	if (when->last > end)
		when->last = end;
}

/* ---- What the reading found ---- */

/* Faults of form or of the file itself: what else the source says cannot be
 * relied on. */
static bool spoils_whole_source(int32_t code)
{
	return code < 200 || code >= 600;
}

/* The stock line of a sheet's row. lines: by where. -1 = none. */
static int32_t line_at(const struct scenario *s, const int32_t *lines, int32_t n, struct where where)
{
	int32_t low = 0, high = n;

	while (low < high) {
		int32_t middle = low + (high - low) / 2;

		if (compare_where(&s->lines[lines[middle]].where, &where) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0)
		return -1;
	if (s->lines[lines[low - 1]].where.file != where.file ||
		s->lines[lines[low - 1]].where.line != where.line)
		return -1;
	return lines[low - 1];
}

struct line_place {
	struct where where;
	int32_t line;
};

/* Begins with where, so that compare_where serves. */
static int32_t *lines_by_place(const struct scenario *s)
{
	struct line_place *keys = mem_calloc((size_t)s->nlines, sizeof *keys);
	int32_t *order = mem_calloc((size_t)s->nlines, sizeof *order);
	int32_t i;

	for (i = 0; i < s->nlines; i++)
		keys[i] = (struct line_place){s->lines[i].where, i};
	if (s->nlines > 0)
		qsort(keys, (size_t)s->nlines, sizeof *keys, compare_where);
	for (i = 0; i < s->nlines; i++)
		order[i] = keys[i].line;
	mem_free(keys);
	return order;
}

/* Goods of the scenario itself, of its sheet of stock or its own lines. */
static void book_own_goods(struct check *k, const struct diag *error, const int32_t *lines)
{
	unsigned char dropped = LINE_SET_ASIDE;
	int32_t line = line_at(k->s, lines, k->s->nlines, error->where);

	if (line < 0 && error->heading) /* a row that its reader has left out */
		k->s->lines_lost = true;
	check_error(k, -1, line >= 0 ? &k->s->lines[line].state : &dropped);
}

static void book_read_error(struct check *k, const struct diag *error, const int32_t *lines)
{
	struct scenario *s = k->s;
	unsigned char *state = NULL;
	int32_t line;
	unsigned char dropped = LINE_SET_ASIDE;

	if (error->source < 0 && error->of_goods && !spoils_whole_source(error->code)) {
		book_own_goods(k, error, lines);
		return;
	}
	if (error->source >= 0 && !spoils_whole_source(error->code) && error->where.file >= 0) {
		bool sheet = strcmp(s->sources[error->source].format, "csv") == 0;

		/* no such line: its reader has left it out already */
		line = sheet ? line_at(s, lines, s->nlines, error->where) : -1;
		if (line >= 0 && s->lines[line].source == error->source)
			state = &s->lines[line].state;
		else if (sheet || error->of_goods)
			state = &dropped;
		if (sheet && line < 0)
			s->sources[error->source].lines_lost = true;
	}
	check_error(k, error->source, state);
}

static void book_read_errors(struct check *k)
{
	int32_t nread = k->d->nitems;
	int32_t *lines = k->d->nerrors > 0 ? lines_by_place(k->s) : NULL;
	int32_t i;

	k->reported = mem_calloc((size_t)nread, sizeof *k->reported);
	for (i = 0; i < nread; i++) {
		const struct diag *item = &k->d->items[i];

		if (item->severity != DIAG_ERROR)
			continue;
		k->reported[k->nreported++] = item->where;
		book_read_error(k, item, lines);
	}
	for (i = 0; i < k->d->nspoiled; i++)
		check_error(k, k->d->spoiled[i], NULL);
	if (k->nreported > 0)
		qsort(k->reported, (size_t)k->nreported, sizeof *k->reported, compare_where);
	mem_free(lines);
}

/* ---- Sources ---- */

static const char *first_error(const struct check *k, int32_t source)
{
	int32_t i;

	for (i = 0; i < k->d->nitems; i++) {
		const struct diag *item = &k->d->items[i];

		if (item->severity == DIAG_ERROR && item->source == source)
			return item->message;
	}
	return _("it has errors");
}

static void set_source_aside(struct check *k, int32_t source)
{
	struct scenario *s = k->s;
	int32_t i;

	if (!s->sources[source].why)
		s->sources[source].why = arena_strdup(&s->arena, first_error(k, source));
	for (i = 0; i < s->nlines; i++) {
		int32_t holder = s->lines[i].holder;

		/* without its holder's terms no line can be used */
		if (s->lines[i].source == source ||
			(check_has(holder, s->nholders) && s->holders[holder].source == source))
			s->lines[i].state = LINE_SET_ASIDE;
	}
	for (i = 0; i < s->ntransits; i++) {
		if (s->transits[i].source == source)
			s->transits[i].state = LINE_SET_ASIDE;
	}
}

/* Everything of a source set aside goes with it. */
static void settle_sources(struct check *k)
{
	int32_t i;

	for (i = 0; i < k->s->nsources; i++) {
		if (k->s->sources[i].state == SOURCE_SET_ASIDE)
			set_source_aside(k, i);
	}
}

/* A source that could not be used, by the reading's word. Demand cannot go
 * missing silently: only who leaves it out by name may do without. */
static void check_sources(struct check *k)
{
	struct scenario *s = k->s;
	int32_t i;

	for (i = 0; i < s->nsources; i++) {
		const struct source *source = &s->sources[i];
		struct diag *item;

		if (source->state == SOURCE_USED || source->state == SOURCE_LEFT_OUT)
			continue;
		if (source->kind != SOURCE_SUPPLY && !k->refuse) {
			item = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_SOURCE_NEEDED,
				source->where,
				_("source %s cannot be used, and what it says cannot be done "
				  "without"),
				source->id);
			item->about = "href|file";
			diag_remedy(k->d, item,
				_("correct it, or leave it out by name if that is meant"));
		} else if (source->kind == SOURCE_SUPPLY && k->options->strict && !k->refuse) {
			item = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_SOURCE_ASIDE,
				source->where, _("source %s cannot be used"), source->id);
			item->about = "href|file";
			diag_remedy(k->d, item,
				_("correct it, leave it out by name, or do without --strict"));
		}
	}
}

/* ---- Horizon ---- */

static bool check_horizon(struct check *k)
{
	struct scenario *s = k->s;
	struct diag *item;
	bool good = true;

	if (s->ledger) {
		s->start = s->as_of;
		s->period = 86400;
		s->nperiods = 1;
	}
	if (s->ledger && !k->options->ledger) {
		item = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_NO_HORIZON, WHERE_NONE,
			_("there is no horizon: these ledgers can be audited, not planned"));
		diag_remedy(k->d, item,
			_("audit them, or state when the plan begins and how many periods it has"));
	}
	/* what could not be read has been reported */
	if (k->refuse && (s->start.seconds == INSTANT_NONE || s->nperiods == 0)) {
		if (s->start.seconds == INSTANT_NONE)
			s->start.seconds = 0;
		return false;
	}
	if (s->as_of.seconds == INSTANT_NONE)
		s->as_of = s->start;
	if (s->nperiods < 1 || s->nperiods > PERIODS_MAX) {
		item = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_PERIOD_COUNT,
			s->horizon_where, _("the horizon has %d periods"), (int)s->nperiods);
		item->about = "count";
		diag_remedy(k->d, item, _("state 1 to %d periods"), PERIODS_MAX);
		good = false;
	}
	if (s->period < 60 || s->period > PERIOD_MAX) {
		item = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_PERIOD_LENGTH,
			s->horizon_where, _("a period of %lld seconds is not possible"),
			(long long)s->period);
		item->about = "period";
		diag_remedy(
			k->d, item, _("state a period between one minute and 366 days, as in P1D"));
		good = false;
	}
	if (good && s->as_of.seconds > s->start.seconds + s->nperiods * s->period) {
		char as_of[40], end[40];

		item = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_AS_OF,
			s->as_of_where,
			_("as-of time %s is after the horizon's end, %s"),
			instant_format(as_of, s->as_of.seconds, s->start.offset),
			instant_format(
				end, s->start.seconds + s->nperiods * s->period, s->start.offset));
		item->about = "as-of";
		diag_remedy(k->d, item, _("plan from a time within the horizon, or lengthen it"));
	}
	return good;
}

static void check_emptiness(struct check *k)
{
	const struct scenario *s = k->s;
	struct diag *item;
	int32_t i, communities = 0;

	if (s->ledger)
		return;
	for (i = 0; i < s->nplaces; i++)
		communities += place_kind_is_community(s->places[i].kind);
	if (communities == 0) {
		item = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_NO_COMMUNITY,
			s->where, _("there is no community or village"));
		diag_remedy(k->d, item, _("add the places where people need goods"));
	}
	if (s->nitems == 0) {
		item = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_NO_ITEM, s->where,
			_("there is no item"));
		diag_remedy(k->d, item, _("add the goods that are planned"));
	}
	/* claims that could not be read have been reported, and refused */
	if (s->nrates == 0 && s->nneeds == 0 && !(k->nreported > 0 && k->refuse)) {
		item = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_NO_DEMAND, s->where,
			_("there is no demand: no rate and no need"));
		diag_remedy(k->d, item, _("state what people need, per person or as quantities"));
	}
}

/* ---- Order ---- */

static int compare_movements(const void *left, const void *right)
{
	const struct movement *a = left, *b = right;
	int order = int_compare(a->line, b->line);

	if (order == 0)
		order = int_compare(a->at.seconds, b->at.seconds);
	if (order == 0) /* what comes in counts before what goes out */
		order = int_compare(b->quantity, a->quantity);
	return order;
}

static void sort_movements(struct scenario *s)
{
	if (s->nmovements > 0)
		qsort(s->movements, (size_t)s->nmovements, sizeof *s->movements, compare_movements);
}

/* ---- All ---- */

static void check_elements(struct check *k)
{
	check_items(k);
	check_people(k);
	check_holders(k);
	check_stock(k);
	check_travel(k);
	check_demand(k);
	check_norms(k);
	check_emptiness(k);
}

/* What can only be asked of a scenario that is sound so far. */
static void check_wholes(struct check *k)
{
	if (!k->refuse)
		check_demand_totals(k);
	if (!k->refuse)
		check_estimates(k);
	if (!k->refuse) {
		check_masses(k);
		check_stock_totals(k);
	}
	if (!k->refuse) {
		check_consent(k);
		limits_order(k->s);
	}
}

bool scenario_check(struct scenario *s, const struct check_options *options, struct diags *diags)
{
	struct check k = {.s = s, .options = options, .d = diags, .dated_later = WHERE_NONE};

	sort_movements(s);
	book_read_errors(&k);
	check_sources(&k);
	check_ids(&k);
	check_tree(&k);
	k.horizon = check_horizon(&k);
	check_lost(&k);
	check_elements(&k);
	settle_sources(&k);
	check_same_goods(&k);
	if (k.horizon) /* else there is no present that a date could be too old for */
		check_stale(&k);
	check_wholes(&k);
	settle_sources(&k);
	mem_free(k.reported);
	diags->current_source = -1;
	return !k.refuse;
}
