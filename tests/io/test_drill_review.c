/* The after-action report of a drill of two teams whose every figure is made up here;
 * and observations as evaluators write them. */
#include "io/drill_review.h"

#include "tests/io/support_cmocka.h"
#include "tests/io/support_printing.h"

#include <string.h>

struct fixture {
	struct sample sample;
	struct drill drill;
	struct drill_score score;
	struct drill_state states[2];
	struct drill_observations observations;
	struct drill_review review;
};

static void make_script(struct drill *d)
{
	static const char *const ids[] = {"seal", "rumour"};
	static const struct label titles[] = {{NULL, "Street sealed <all of it>"}, {NULL, "Bridge closed (false)"}};

	drill_init(d);
	d->id = "d";
	d->title.en = "A drill";
	for (int k = 0; k < 2; k++) {
		int32_t step = ARRAY_ADD(&d->steps, &d->nsteps, &d->steps_room);
		int32_t team = ARRAY_ADD(&d->teams, &d->nteams, &d->teams_room);
		int32_t inject = ARRAY_ADD(&d->injects, &d->ninjects, &d->injects_room);

		d->steps[step].at = k * 24 * 3600;
		d->teams[team].id = k == 0 ? "a" : "b";
		d->injects[inject] = (struct drill_inject){.id = ids[k], .title = titles[k], .truth = k == 0 ? 0 : -1};
	}
	d->thresholds[MEASURE_UNMET] = (struct drill_threshold){true, {1000000, 2000000, 3000000}};
}

static void make_step(struct drill_step_score *s, int64_t before, int64_t rolling, int64_t after)
{
	s->before.of[MEASURE_UNMET] = before;
	s->rolling.of[MEASURE_UNMET] = rolling;
	s->after.of[MEASURE_UNMET] = after;
	for (int m = 0; m < DRILL_MEASURES; m++)
		s->worst[m].step = -1;
	for (int32_t i = 0; i < 2; i++) {
		int32_t k = ARRAY_ADD(&s->bookings, &s->nbookings, &s->bookings_room);

		s->bookings[k].inject = i == 0 ? 0 : -1;
		s->bookings[k].lost.of[MEASURE_UNMET] = i == 0 ? 500000 : rolling - before - 500000;
	}
}

/* Team a decides as proposed, b loses 2.5 claims by not sending water and gains 0.25 by luck. */
static void make_score(struct fixture *x)
{
	static const int64_t figures[2][2][3] = {
		{{10000000, 11000000, 11000000}, {11000000, 11500000, 11500000}},
		{{10000000, 11000000, 13500000}, {13500000, 14000000, 13750000}}};

	drill_score_init(&x->score);
	x->score.teams = mem_calloc(2, sizeof *x->score.teams);
	x->score.nteams = 2;
	for (int j = 0; j < 2; j++) {
		struct drill_team_score *t = &x->score.teams[j];

		*t = (struct drill_team_score){.steps = mem_calloc(2, sizeof *t->steps), .nsteps = 2, .proven = true};
		for (int k = 0; k < 2; k++)
			make_step(&t->steps[k], figures[j][k][0], figures[j][k][1], figures[j][k][2]);
		if (j == 1) {
			t->steps[0].worst[MEASURE_UNMET] = (struct drill_worst){0,
				{0, "water", "depot", "c001", "depot1", 0, 84, 0, true}, 2400000};
			t->steps[0].ndeviations = t->steps[0].ntried = 1;
		}
		t->hindsight = t->steps[0].before;
		t->outcome = t->steps[1].after;
		drill_team_score_sum(t, &x->drill);
	}
}

static void setup(struct fixture *x)
{
	int32_t k;

	memset(x, 0, sizeof *x);
	sample_init(&x->sample);
	make_script(&x->drill);
	make_score(x);
	drill_state_init(&x->states[0]);
	drill_state_init(&x->states[1]);
	k = ARRAY_ADD(&x->states[1].rows, &x->states[1].nrows, &x->states[1].rows_room);
	x->states[1].rows[k] = (struct drill_row){.line = {.item = "water", .from = "depot", .to = "c002", .quantity = 96},
		.number = 7, .sent = 60, .cut = {[CUT_NO_ROAD] = 36}, .breach = {[BREACH_HOLD_BACK] = 24}};
	k = ARRAY_ADD(&x->observations.items, &x->observations.nitems, &x->observations.room);
	x->observations.items[k] = (struct drill_observation){30 * 3600, 1, 1, MEASURE_UNMET, false,
		"Nobody read the stock sheet", "Li", WHERE_NONE};
	x->review = (struct drill_review){&x->drill, &x->sample.scenario, &x->score, x->states, &x->observations,
		"en", "shecang 0", NULL};
}

static void teardown(struct fixture *x)
{
	drill_observations_release(&x->observations);
	drill_state_release(&x->states[0]);
	drill_state_release(&x->states[1]);
	drill_score_release(&x->score);
	drill_release(&x->drill);
	sample_release(&x->sample);
}

static void grades_at_their_edges(void **state)
{
	const struct drill_threshold t = {true, {0, 2000000, 2000001}};

	(void)state;
	assert_int_equal(drill_grade_of(&t, -1), GRADE_PERFORMED);
	assert_int_equal(drill_grade_of(&t, 0), GRADE_PERFORMED);
	assert_int_equal(drill_grade_of(&t, 1), GRADE_SOME);
	assert_int_equal(drill_grade_of(&t, 2000000), GRADE_SOME);
	assert_int_equal(drill_grade_of(&t, 2000001), GRADE_MAJOR);
	assert_int_equal(drill_grade_of(&t, 2000002), GRADE_UNABLE);
}

static void parts_add_up(void **state)
{
	struct fixture x;

	(void)state;
	setup(&x);
	for (int j = 0; j < 2; j++) {
		const struct drill_team_score *t = &x.score.teams[j];

		assert_int_equal(t->outcome.of[MEASURE_UNMET] - t->hindsight.of[MEASURE_UNMET],
			t->information.of[MEASURE_UNMET] + t->decision.of[MEASURE_UNMET]);
	}
	assert_int_equal(x.score.teams[1].decision.of[MEASURE_UNMET], 2250000);
	assert_int_equal(x.score.teams[0].grades[MEASURE_UNMET], GRADE_PERFORMED);
	assert_int_equal(x.score.teams[1].grades[MEASURE_UNMET], GRADE_MAJOR);
	assert_int_equal(x.score.teams[1].worst[MEASURE_UNMET].gain, 2400000);
	assert_int_equal(x.score.teams[0].worst[MEASURE_UNMET].step, -1);
	teardown(&x);
}

static int count(const char *text, const char *what)
{
	int n = 0;

	for (const char *s = text; (s = strstr(s, what)) != NULL; s += strlen(what))
		n++;
	return n;
}

static void report_says_it(void **state)
{
	char why[512], *folder = sample_folder(), *text, *html, *scores, *bookings, *worst;
	struct folder f = {folder, why, sizeof why, false};
	struct fixture x;

	(void)state;
	setup(&x);
	assert_true(drill_review_save(&x.review, &f));
	text = sample_file(folder, "review.txt");
	html = sample_file(folder, "review.html");
	scores = sample_file(folder, "scores.csv");
	bookings = sample_file(folder, "bookings.csv");
	worst = sample_file(folder, "worst.csv");
	/* luck has its sign, in the page as in the table */
	assert_non_null(strstr(text, "-0.25"));
	assert_non_null(strstr(scores, "b,T+24,decision,-0.25,0,0,0,0,0,0,演练 EXERCISE\n"));
	assert_non_null(strstr(scores, "b,,outcome,13.75,"));
	assert_non_null(strstr(bookings, "a,T+0,seal,0.5,"));
	assert_non_null(strstr(bookings, "a,T+0,,0.5,"));
	assert_non_null(strstr(worst, "b,T+0,unmet,1,water,depot,c001,depot1,0,84,0,true,2.4,1,1,演练 EXERCISE\n"));
	assert_non_null(strstr(html, "Nobody read the stock sheet"));
	assert_non_null(strstr(html, "Street sealed &lt;all of it&gt;"));
	assert_null(strstr(html, "<all of it>"));
	/* cut and breach of the row; owner and date stay blank */
	assert_non_null(strstr(html, "the road is closed, or there is none: 36"));
	assert_non_null(strstr(html, "__________</td>"));
	/* every page is marked, and every row but the heading */
	assert_int_equal(count(text, "演练 EXERCISE"), 1 + count(text, "\f"));
	assert_int_equal(count(html, "class=\"exercise\">演练 EXERCISE<"), 1);
	assert_int_equal(count(scores, ",演练 EXERCISE\n"), count(scores, "\n") - 1);
	assert_int_equal(count(bookings, ",演练 EXERCISE\n"), count(bookings, "\n") - 1);
	assert_int_equal(count(worst, ",演练 EXERCISE\n"), count(worst, "\n") - 1);
	mem_free(text);
	mem_free(html);
	mem_free(scores);
	mem_free(bookings);
	mem_free(worst);
	teardown(&x);
	sample_folder_remove(folder);
}

/* ---- Observations ---- */

static void read_observations(struct fixture *x, const char *csv, struct diags *d, bool good)
{
	char *folder = sample_folder(), path[256];
	FILE *file;

	snprintf(path, sizeof path, "%s/o.csv", folder);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(csv, file);
	fclose(file);
	drill_observations_release(&x->observations);
	diags_init(d);
	assert_int_equal(drill_observations_read(&x->observations, &x->drill, &x->sample.scenario, path, d), good);
	sample_folder_remove(folder);
}

static void observations_are_read(void **state)
{
	const struct drill_observation *o;
	struct fixture x;
	struct diags d;

	(void)state;
	setup(&x);
	read_observations(&x, "时间,队伍,类别,指标,观察内容,评估员\n"
		"T+26:30,b,待改进,breaches,没有核对自留底线,王\n"
		"T+2,,优点,,分工清楚,\n", &d, true);
	assert_int_equal(x.observations.nitems, 2);
	o = &x.observations.items[0];
	assert_int_equal(o->at, 2 * 3600);
	assert_int_equal(o->team, -1);
	assert_true(o->strength);
	assert_int_equal(o->measure, -1);
	assert_null(o->by);
	o = &x.observations.items[1];
	assert_int_equal(o->step, 1);
	assert_int_equal(o->team, 1);
	assert_int_equal(o->measure, MEASURE_BREACHES);
	assert_string_equal(o->text, "没有核对自留底线");
	diags_release(&d);
	read_observations(&x, "time,team,kind,text\nnoon,a,strength,x\nT+1,z,strength,x\nT+1,a,maybe,x\nT+1,a,improve,\n",
		&d, false);
	assert_int_equal(d.nerrors, 4);
	assert_int_equal(d.items[0].code, 841);
	assert_int_equal(d.items[1].code, 303);
	diags_release(&d);
	teardown(&x);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(grades_at_their_edges), cmocka_unit_test(parts_add_up),
		cmocka_unit_test(report_says_it), cmocka_unit_test(observations_are_read)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
