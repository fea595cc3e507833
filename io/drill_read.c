/* The script of a drill. */
#include "io/drill.h"

#include "io/script.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct drill_reading {
	struct drill *drill;
	struct script in;
};
#define DRILL_FAULT(r, element, code, ...) SCRIPT_FAULT(&(r)->in, element, code, __VA_ARGS__)

static struct where where_of(const struct drill_reading *r, int32_t element)
{
	return r->in.doc.elements[element].where;
}

/* ---- values ---- */

static bool read_time(struct drill_reading *r, int32_t element, const char *name, int64_t *out)
{
	const char *value = script_need(&r->in, element, name);

	if (!value)
		return false;
	if (drill_time_parse(value, strlen(value), out))
		return true;
	diag_remedy(r->in.d, DRILL_FAULT(r, element, 841, _("%s=\"%.40s\" is no time of a drill"), name, value),
		_("write hours, or hours and minutes, after the start of the horizon: T+24, T+6:30"));
	return false;
}

/* An id; also one that files and folders can bear. NULL after a fault. */
static const char *read_own_id(struct drill_reading *r, int32_t element)
{
	const char *id = script_need(&r->in, element, "id");
	struct value_place at = script_place(&r->in, element);

	if (!id)
		return NULL;
	if (!read_id(r->in.d, &at, id, strlen(id))) {
		r->in.good = false;
		return NULL;
	}
	return arena_strdup(&r->drill->arena, id);
}

static bool same_overlay(const struct drill_overlay *a, const struct drill_overlay *b)
{
	bool same = a->nwith == b->nwith;

	for (int32_t k = 0; same && k < a->nwith; k++)
		same = strcmp(a->with[k], b->with[k]) == 0;
	return same;
}

/* The overlays that an element names, one number for the same of them; -1 = none. */
static int32_t read_with(struct drill_reading *r, int32_t element)
{
	struct drill *d = r->drill;
	struct drill_overlay overlay = {0};
	int32_t added;

	script_paths(&r->in, &d->arena, document_attribute(&r->in.doc, element, "with"), &overlay.with, &overlay.nwith,
		&overlay.with_room);
	if (overlay.nwith == 0)
		return -1;
	for (int32_t k = 0; k < d->noverlays; k++) {
		if (same_overlay(&d->overlays[k], &overlay)) {
			mem_free(overlay.with);
			return k;
		}
	}
	added = ARRAY_ADD(&d->overlays, &d->noverlays, &d->overlays_room);
	d->overlays[added] = overlay;
	return added;
}

/* n bytes of a team's id; -1 after a fault. */
static int32_t find_team(struct drill_reading *r, int32_t element, const char *id, size_t n)
{
	const struct drill *d = r->drill;

	for (int32_t j = 0; j < d->nteams; j++)
		if (strlen(d->teams[j].id) == n && memcmp(d->teams[j].id, id, n) == 0)
			return j;
	diag_remedy(r->in.d, DRILL_FAULT(r, element, 303, _("there is no team \"%.*s\""), (int)(n < 60 ? n : 60), id),
		_("teams stand before the injects, each with its id"));
	return -1;
}

static int32_t find_step(struct drill_reading *r, int32_t element, int64_t at)
{
	const struct drill *d = r->drill;
	char time[32];

	for (int32_t k = 0; k < d->nsteps; k++)
		if (d->steps[k].at == at)
			return k;
	diag_remedy(r->in.d, DRILL_FAULT(r, element, 303, _("there is no step at %s"), drill_time_format(time, at)),
		_("steps stand before the teams: <step at=\"T+24\"/>"));
	return -1;
}

/* ---- steps and teams ---- */

static void read_step(struct drill_reading *r, int32_t element)
{
	struct drill *d = r->drill;
	int64_t at;
	int32_t k;

	script_attributes(&r->in, element, "at");
	if (!read_time(r, element, "at", &at))
		return;
	if (d->nsteps > 0 && d->steps[d->nsteps - 1].at >= at) {
		diag_remedy(r->in.d, DRILL_FAULT(r, element, 842, _("this step is not later than the one before it")),
			_("put the steps in the order of time, each once"));
		return;
	}
	if (d->nsteps == DRILL_STEPS_MAX) {
		DRILL_FAULT(r, element, 206, _("a drill has at most %d steps"), (int)DRILL_STEPS_MAX);
		return;
	}
	k = ARRAY_ADD(&d->steps, &d->nsteps, &d->steps_room);
	d->steps[k] = (struct drill_step){.at = at, .where = where_of(r, element)};
}

static void read_decision(struct drill_reading *r, int32_t element, struct drill_team *team)
{
	const char *href = script_need(&r->in, element, "href");
	int32_t step;
	int64_t at;

	script_attributes(&r->in, element, "at|href");
	if (!read_time(r, element, "at", &at))
		return;
	step = find_step(r, element, at);
	if (step < 0 || !href)
		return;
	if (team->decisions[step])
		DRILL_FAULT(r, element, 301, _("the team decides twice at this step"));
	team->decisions[step] = script_path(&r->in, &r->drill->arena, href, strlen(href));
}

static void read_team(struct drill_reading *r, int32_t element)
{
	struct drill *d = r->drill;
	const char *id = read_own_id(r, element), *follow = document_attribute(&r->in.doc, element, "follow");
	struct drill_team *team;
	int32_t j;

	script_attributes(&r->in, element, "id|follow");
	/* folders differ in more than capital letters */
	for (j = 0; id && j < d->nteams; j++)
		if (strcasecmp(d->teams[j].id, id) == 0)
			DRILL_FAULT(r, element, 301, _("there is a team \"%s\" already"), d->teams[j].id);
	if (follow && strcmp(follow, "plan") != 0)
		diag_remedy(r->in.d, DRILL_FAULT(r, element, 216, _("\"%.40s\" is not one of the words of this attribute"), follow),
			_("write one of: %s"), "plan");
	if (d->nteams == DRILL_TEAMS_MAX) {
		DRILL_FAULT(r, element, 206, _("a drill has at most %d teams"), (int)DRILL_TEAMS_MAX);
		return;
	}
	j = ARRAY_ADD(&d->teams, &d->nteams, &d->teams_room);
	team = &d->teams[j];
	*team = (struct drill_team){.id = id ? id : "", .follows = follow != NULL, .where = where_of(r, element),
		.decisions = mem_calloc(DRILL_STEPS_MAX, sizeof *team->decisions)};
	for (int32_t k = r->in.doc.elements[element].first; k >= 0; k = r->in.doc.elements[k].next) {
		const char *name = r->in.doc.elements[k].name;

		if (strcmp(name, "name") == 0) {
			script_attributes(&r->in, k, "lang");
			script_label(&r->in, k, &d->arena, &team->name);
		} else if (strcmp(name, "decision") == 0) {
			read_decision(r, k, team);
		} else {
			script_unknown(&r->in, k, "name, decision");
		}
		if (team->follows && strcmp(name, "decision") == 0)
			diag_remedy(r->in.d, diag_add(r->in.d, DIAG_WARNING, 850, where_of(r, k),
				_("the team decides as the program proposes: its decisions are not read")),
				_("take follow=\"plan\" out of the script, or the decisions away"));
	}
}

/* ---- injects ---- */

static void add_tell(struct drill_inject *inject, const struct drill_tell *tell)
{
	int32_t k = ARRAY_ADD(&inject->tells, &inject->ntells, &inject->tells_room);

	/* by time, those of one time as they come */
	for (; k > 0 && inject->tells[k - 1].at > tell->at; k--)
		inject->tells[k] = inject->tells[k - 1];
	inject->tells[k] = *tell;
}

static void read_tell(struct drill_reading *r, int32_t element, struct drill_inject *inject)
{
	const char *teams = document_attribute(&r->in.doc, element, "team");
	struct drill_tell tell = {.team = -1, .where = where_of(r, element)};

	script_attributes(&r->in, element, "at|team|with|lang");
	script_label(&r->in, element, &r->drill->arena, &tell.text);
	for (int32_t k = r->in.doc.elements[element].first; k >= 0; k = r->in.doc.elements[k].next) {
		if (strcmp(r->in.doc.elements[k].name, "text") == 0) {
			script_attributes(&r->in, k, "lang");
			script_label(&r->in, k, &r->drill->arena, &tell.text);
		} else {
			script_unknown(&r->in, k, "text");
		}
	}
	if (!(tell.text.zh && *tell.text.zh) && !(tell.text.en && *tell.text.en))
		DRILL_FAULT(r, element, 125, _("nothing is said here: the words that the team hears are missing"));
	tell.overlay = read_with(r, element);
	if (!read_time(r, element, "at", &tell.at))
		return;
	if (tell.at < inject->at)
		diag_remedy(r->in.d, DRILL_FAULT(r, element, 843, _("it is told before it happens")),
			_("a forecast is an inject of its own, at its own time"));
	if (!teams) {
		add_tell(inject, &tell);
		return;
	}
	while (*teams) {
		size_t n = strcspn(teams, " ");

		tell.team = n > 0 ? find_team(r, element, teams, n) : -1;
		if (tell.team >= 0)
			add_tell(inject, &tell);
		teams += n + (teams[n] == ' ');
	}
}

static void read_inject_parts(struct drill_reading *r, int32_t element, struct drill_inject *inject)
{
	int truths = 0;

	for (int32_t k = r->in.doc.elements[element].first; k >= 0; k = r->in.doc.elements[k].next) {
		const char *name = r->in.doc.elements[k].name;

		if (strcmp(name, "title") == 0) {
			script_attributes(&r->in, k, "lang");
			script_label(&r->in, k, &r->drill->arena, &inject->title);
		} else if (strcmp(name, "truth") == 0) {
			script_attributes(&r->in, k, "with");
			script_need(&r->in, k, "with");
			inject->truth = read_with(r, k);
			if (++truths > 1)
				DRILL_FAULT(r, k, 127, _("an inject has one truth"));
		} else if (strcmp(name, "tell") == 0) {
			read_tell(r, k, inject);
		} else {
			script_unknown(&r->in, k, "title, truth, tell");
		}
	}
}

static int32_t read_effort(struct drill_reading *r, int32_t element)
{
	enum { EFFORT_MAX = 1000 };
	int64_t effort = 0;

	if (document_attribute(&r->in.doc, element, "effort"))
		script_whole(&r->in, element, "effort", 1, EFFORT_MAX, &effort);
	return (int32_t)effort;
}

static void read_inject(struct drill_reading *r, int32_t element)
{
	struct drill *d = r->drill;
	struct drill_inject inject = {.truth = -1, .where = where_of(r, element)};
	const char *id = read_own_id(r, element);
	int32_t i;

	script_attributes(&r->in, element, "id|at|effort");
	inject.effort = read_effort(r, element);
	inject.id = id ? id : "";
	for (i = 0; id && i < d->ninjects; i++)
		if (strcmp(d->injects[i].id, id) == 0)
			DRILL_FAULT(r, element, 301, _("there is an inject \"%s\" already"), id);
	if (read_time(r, element, "at", &inject.at))
		read_inject_parts(r, element, &inject);
	if (d->ninjects == DRILL_INJECTS_MAX) {
		DRILL_FAULT(r, element, 206, _("a drill has at most %d injects"), (int)DRILL_INJECTS_MAX);
		mem_free(inject.tells);
		return;
	}
	i = ARRAY_ADD(&d->injects, &d->ninjects, &d->injects_room);
	for (; i > 0 && d->injects[i - 1].at > inject.at; i--)
		d->injects[i] = d->injects[i - 1];
	d->injects[i] = inject;
}

/* ---- thresholds ---- */

static void read_bound(struct drill_reading *r, int32_t element, int measure, const char *name, int64_t *out)
{
	const char *value = script_need(&r->in, element, name);
	int decimals = drill_measure_decimals((enum drill_measure)measure);
	size_t n;

	if (!value)
		return;
	n = strlen(value);
	if (decimals == 6 && n > 1 && value[n - 1] == '%') {
		decimals = 4;
		n--;
	}
	if (decimal_parse(value, n, decimals, out) != NUMBER_OK)
		DRILL_FAULT(r, element, 202, _("%s=\"%.40s\" is not a number with at most %d decimals"), name, value, decimals);
}

static void read_threshold(struct drill_reading *r, int32_t element)
{
	static const char *const names[3] = {"performed", "some", "major"};
	const char *word = script_need(&r->in, element, "measure");
	struct drill_threshold *t;
	int m = 0;

	script_attributes(&r->in, element, "measure|performed|some|major");
	while (word && m < DRILL_MEASURES && strcmp(word, drill_measure_word((enum drill_measure)m)) != 0)
		m++;
	if (!word || m == DRILL_MEASURES) {
		if (word)
			diag_remedy(r->in.d, DRILL_FAULT(r, element, 216, _("\"%.40s\" is no measure"), word),
				_("write one of: %s"), "unmet, unfair, late, wasted, cost, breaches");
		return;
	}
	t = &r->drill->thresholds[m];
	if (t->stated)
		DRILL_FAULT(r, element, 127, _("the measure has its bounds already"));
	t->stated = true;
	for (int k = 0; k < 3; k++)
		read_bound(r, element, m, names[k], &t->most[k]);
	if (t->most[0] > t->most[1] || t->most[1] > t->most[2])
		DRILL_FAULT(r, element, 219, _("performed, some and major are not in this order"));
}

/* ---- the file ---- */

static const char *root_path(struct drill_reading *r, const char *name, const char *otherwise)
{
	const char *value = document_attribute(&r->in.doc, 0, name);

	if (!value)
		value = otherwise;
	return value ? script_path(&r->in, &r->drill->arena, value, strlen(value)) : NULL;
}

static void read_flag(struct drill_reading *r, const char *name, bool *out)
{
	const char *value = document_attribute(&r->in.doc, 0, name);

	if (!value)
		return;
	*out = strcmp(value, "true") == 0;
	if (!*out && strcmp(value, "false") != 0)
		diag_remedy(r->in.d, DRILL_FAULT(r, 0, 216, _("\"%.40s\" is not one of the words of this attribute"), value),
			_("write one of: %s"), "true, false");
}

static void read_head(struct drill_reading *r)
{
	struct drill *d = r->drill;
	const char *id;

	script_attributes(&r->in, 0, "version|id|scenario|decisions|observations|proposals");
	id = read_own_id(r, 0);
	d->id = id ? id : "";
	d->where = where_of(r, 0);
	if (script_need(&r->in, 0, "scenario"))
		d->scenario = root_path(r, "scenario", NULL);
	d->decisions = root_path(r, "decisions", "decisions");
	d->observations = root_path(r, "observations", NULL);
	d->proposals = true;
	read_flag(r, "proposals", &d->proposals);
}

static void read_part(struct drill_reading *r, int32_t element)
{
	const char *name = r->in.doc.elements[element].name;

	if (strcmp(name, "title") == 0) {
		script_attributes(&r->in, element, "lang");
		script_label(&r->in, element, &r->drill->arena, &r->drill->title);
	} else if (strcmp(name, "step") == 0) {
		read_step(r, element);
	} else if (strcmp(name, "team") == 0) {
		read_team(r, element);
	} else if (strcmp(name, "inject") == 0) {
		read_inject(r, element);
	} else if (strcmp(name, "threshold") == 0) {
		read_threshold(r, element);
	} else {
		script_unknown(&r->in, element, "title, step, team, inject, threshold");
	}
}

/* After script_open, which was good or not. */
static bool read_script(struct drill_reading *r, bool opened)
{
	struct drill *d = r->drill;

	if (opened) {
		read_head(r);
		for (int32_t k = r->in.doc.elements[0].first; k >= 0; k = r->in.doc.elements[k].next)
			read_part(r, k);
		if (d->nsteps == 0)
			diag_remedy(r->in.d, DRILL_FAULT(r, 0, 125, _("the drill has no step at which anybody decides")),
				_("add for example <step at=\"T+0\"/>"));
		if (d->nteams == 0)
			diag_remedy(r->in.d, DRILL_FAULT(r, 0, 125, _("the drill has no team")),
				_("add for example <team id=\"a\"/>"));
	}
	memcpy(d->sha256, r->in.doc.sha256, sizeof d->sha256);
	document_release(&r->in.doc);
	return r->in.good;
}

bool drill_read(struct drill *d, const char *path, struct diags *diags)
{
	struct drill_reading r = {.drill = d};

	return read_script(&r, script_open(&r.in, path, "drill", DRILL_NAMESPACE, &d->arena, diags));
}

bool drill_read_text(struct drill *d, const char *text, size_t n, const char *path, struct diags *diags)
{
	struct drill_reading r = {.drill = d};

	return read_script(&r, script_open_text(&r.in, text, n, path, "drill", DRILL_NAMESPACE, &d->arena, diags));
}

/* ---- with its base ---- */

static bool fit_times(const struct drill *d, const struct scenario *s, struct diags *diags)
{
	int64_t end = (int64_t)s->nperiods * s->period;
	bool good = true;

	for (int32_t i = 0; i < d->ninjects; i++) {
		const struct drill_inject *inject = &d->injects[i];

		for (int32_t k = -1; k < inject->ntells; k++) {
			if ((k < 0 ? inject->at : inject->tells[k].at) < end)
				continue;
			diag_add(diags, DIAG_ERROR, 844, k < 0 ? inject->where : inject->tells[k].where,
				_("this lies after the end of the horizon"));
			good = false;
		}
	}
	return good;
}

static bool no_minima(const struct drill *d, const struct scenario *s, struct diags *diags)
{
	if (s->nminima == 0)
		return true;
	diag_remedy(diags, diag_add(diags, DIAG_ERROR, 845, d->where,
		_("the scenario has hard minima, which no decision of a team could break")),
		_("leave <minimum> and <end-stock> out of the scenario of a drill"));
	return false;
}

bool drill_fit(struct drill *d, const struct scenario *s, struct diags *diags)
{
	int64_t end = (int64_t)s->nperiods * s->period, present = s->as_of.seconds - s->start.seconds;
	bool good = fit_times(d, s, diags);

	for (int32_t k = 0; k < d->nsteps; k++) {
		struct drill_step *step = &d->steps[k];
		struct diag *item = NULL;

		step->period = (int32_t)(step->at / s->period);
		if (step->at >= end)
			item = diag_add(diags, DIAG_ERROR, 844, step->where, _("this lies after the end of the horizon"));
		else if (step->at % s->period != 0)
			item = diag_add(diags, DIAG_ERROR, 844, step->where, _("no period of the scenario begins then"));
		else if (step->at < present)
			item = diag_add(diags, DIAG_ERROR, 844, step->where, _("this lies before the as-of time of the scenario"));
		if (!item)
			continue;
		diag_remedy(diags, item, _("teams decide at starts of periods, from the as-of time to the end of the horizon"));
		good = false;
	}
	return no_minima(d, s, diags) && good;
}

bool drill_fits_world(const struct drill *d, const struct scenario *base, const struct scenario *world,
	struct diags *diags)
{
	bool same = world->start.seconds == base->start.seconds && world->period == base->period &&
		world->nperiods == base->nperiods;

	if (!same)
		diag_remedy(diags, diag_add(diags, DIAG_ERROR, 845, d->where, _("an inject changes the horizon")),
			_("the horizon of a drill is that of its scenario"));
	return no_minima(d, world, diags) && same;
}
