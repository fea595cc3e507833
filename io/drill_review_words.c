/* Names and numbers of the after-action report. */
#include "io/drill_review_parts.h"

#include "io/show.h"
#include "models/scenario_words.h"

const char *measure_title(enum drill_measure m)
{
	switch (m) {
	case MEASURE_UNMET:
		return _("Unmet");
	case MEASURE_UNFAIR:
		return _("Unfair");
	case MEASURE_LATE:
		return C_("measure", "Late");
	case MEASURE_WASTED:
		return _("Wasted");
	case MEASURE_COST:
		return C_("measure", "Cost");
	case MEASURE_BREACHES:
	case DRILL_MEASURES:
		break;
	}
	return _("Breaches");
}

const char *measure_unit(const struct review_page *p, enum drill_measure m)
{
	switch (m) {
	case MEASURE_UNMET:
	case MEASURE_UNFAIR:
		return C_("measure", "claims");
	case MEASURE_LATE:
		return _("claims x periods");
	case MEASURE_WASTED:
		return _("of demand");
	case MEASURE_COST:
		return p->r->scenario->currency;
	case MEASURE_BREACHES:
	case DRILL_MEASURES:
		break;
	}
	return C_("measure", "number");
}

const char *drill_grade_letter(enum drill_grade g)
{
	static const char *const letters[] = {"P", "S", "M", "U"};

	return letters[g];
}

const char *drill_grade_title(enum drill_grade g)
{
	switch (g) {
	case GRADE_PERFORMED:
		return _("performed without challenges");
	case GRADE_SOME:
		return _("performed with some challenges");
	case GRADE_MAJOR:
		return _("performed with major challenges");
	case GRADE_UNABLE:
		break;
	}
	return _("unable to be performed");
}

const char *team_title(const struct review_page *p, int32_t team)
{
	const struct drill_team *t = &p->r->drill->teams[team];

	return label_text(t->name, p->r->language, t->id);
}

/* ---- Numbers ---- */

/* value / 10^4 to the nearest whole number, halves away from 0. */
static int64_t hundredths(int64_t value)
{
	return value < 0 ? -((-value + 5000) / 10000) : (value + 5000) / 10000;
}

/* "-0.05" */
static void put_fixed(struct text *out, int64_t value)
{
	int64_t size = value < 0 ? -value : value;

	text_printf(out, "%s%lld.%02d", value < 0 ? "-" : "", (long long)(size / 100), (int)(size % 100));
}

void show_measure(struct text *out, enum drill_measure m, int64_t value)
{
	switch (m) {
	case MEASURE_UNMET:
	case MEASURE_UNFAIR:
	case MEASURE_LATE:
		put_fixed(out, hundredths(value));
		break;
	case MEASURE_WASTED:
		put_fixed(out, hundredths(value * 100));
		text_putc(out, '%');
		break;
	case MEASURE_COST:
		put_fixed(out, value);
		break;
	case MEASURE_BREACHES:
	case DRILL_MEASURES:
		text_int(out, value);
		break;
	}
}

void put_measure(struct columns *c, enum drill_measure m, int64_t value)
{
	struct text t;

	text_init(&t);
	show_measure(&t, m, value);
	columns_put(c, text_str(&t));
	text_release(&t);
}

void add_measures(struct columns *c)
{
	for (int m = 0; m < DRILL_MEASURES; m++)
		columns_add(c, measure_title((enum drill_measure)m), ALIGN_RIGHT);
}

void put_measures(struct columns *c, const struct drill_measures *m)
{
	for (int k = 0; k < DRILL_MEASURES; k++)
		put_measure(c, (enum drill_measure)k, m->of[k]);
}

void put_time(struct columns *c, int64_t at)
{
	char time[32];

	columns_put(c, drill_time_format(time, at));
}

/* ---- Things by their ids, which the base may not have ---- */

const char *item_named(const struct review_page *p, const char *id)
{
	int32_t item = map_get(&p->r->scenario->item_ids, id);

	return item >= 0 ? item_title(&p->names, item) : id;
}

const char *place_named(const struct review_page *p, const char *id)
{
	int32_t place = map_get(&p->r->scenario->place_ids, id);

	return place >= 0 ? place_title(&p->names, place) : id;
}

const char *holder_named(const struct review_page *p, const char *id)
{
	int32_t holder = id ? map_get(&p->r->scenario->holder_ids, id) : -1;

	return holder >= 0 ? holder_title(&p->names, holder) : id ? id : "";
}

void show_drill_amount(const struct review_page *p, struct text *out, const char *item, int64_t quantity)
{
	int32_t i = map_get(&p->r->scenario->item_ids, item);

	if (i < 0) {
		text_int(out, quantity);
		return;
	}
	show_quantity(&p->names, out, i, quantity);
	text_printf(out, " %s", item_unit(&p->names, i));
}

void show_deviation(const struct review_page *p, struct text *out, const struct drill_worst *w)
{
	const struct drill_deviation *v = &w->deviation;
	struct text decided, best;
	char time[32];

	text_init(&decided);
	text_init(&best);
	show_drill_amount(p, &decided, v->item, v->decided);
	show_drill_amount(p, &best, v->item, v->best);
	text_printf(out, v->decided == v->best ?
			_("%s: %s, %s to %s in period %d: %s by another road than the %s proposed") :
			_("%s: %s, %s to %s in period %d: %s instead of %s"),
		drill_time_format(time, p->r->drill->steps[w->step].at), item_named(p, v->item),
		place_named(p, v->from), place_named(p, v->to), (int)v->period + 1, text_str(&decided),
		text_str(&best));
	if (v->breach)
		text_puts(out, _("; it breaks a rule"));
	text_release(&decided);
	text_release(&best);
}
