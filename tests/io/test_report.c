#include "io/papers.h"
#include "io/printer.h"
#include "io/section.h"
#include "io/show.h"
#include "tests/io/support_cmocka.h"
#include "tests/io/support_printing.h"
#include "models/contradiction.h"

#include <stdlib.h>
#include <string.h>

static char *printed(const struct report *r, int width)
{
	char *bytes = NULL;
	size_t n = 0;
	FILE *file = open_memstream(&bytes, &n);

	report_print(r, file, width, false);
	fclose(file);
	return bytes;
}

static void check_has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("not found: %s\nin:\n%s", part, text);
}

static void check_has_not(const char *text, const char *part)
{
	if (strstr(text, part))
		fail_msg("found: %s\nin:\n%s", part, text);
}

static void the_whole_head(void **state)
{
	struct sample x;
	char *text;

	(void)state;
	sample_init(&x);
	text = printed(&x.report, 100);
	assert_memory_equal(text,
		"Fuxing drill\n"
		"Office: Fuxing emergency office\n"
		"As of 2026-12-01 08:00; horizon 3 x 24 h from 2026-12-01 08:00.\n"
		"Verified: under the data and rules listed there is no better plan.\n"
		"Rests on synthetic data: places. Rests on estimates: routes.\n"
		"\n"
		"Served and short, by tier and item\n"
		"Tier  Item                Demand  Served   Fill  W/o own  Baseline  Short\n"
		"----  ------------------  ------  ------  -----  -------  --------  -----\n"
		"   1  Rice (kg)               30      25  83.3%        -     66.6%      5\n"
		"   2  Drinking water (L)     250     196  78.4%    68.8%     78.4%     54\n", 500);
	check_has(text,
		"Worst-off communities\n"
		"Community    In      Tier  Item                 Fill  Short  People  Since\n"
		"-----------  ------  ----  ------------------  -----  -----  ------  ---------\n"
		"Sanfengyuan  Fuxing     1  Rice (kg)           83.3%      5      10  1 (12-01)\n"
		"Baihua       Fuxing     2  Drinking water (L)  64.0%     54     100  2 (12-02)\n");
	check_has(text, "Rest is in less all that it became: zero for every item.");
	free(text);
	sample_release(&x);
}

static void chinese_aligns(void **state)
{
	struct sample x;
	char *text;

	(void)state;
	sample_init(&x);
	x.report.language = "zh";
	text = printed(&x.report, 100);
	check_has(text,
		"三丰园社区  复兴区     1  大米 (kg)   83.3%      5      10  1 (12-01)\n"
		"百花社区    复兴区     2  饮用水 (L)  64.0%     54     100  2 (12-02)\n");
	check_has(text, "7 箱");
	free(text);
	sample_release(&x);
}

/* 60 L of water asked, 12 L there, vehicles of the district in the way. */
static void add_contradiction(struct sample *x)
{
	static struct clash_rule rule = {0, 1, 60, 12};
	static struct clash_goods goods = {1, 0, 12};
	static struct clash_limit limit = {0, -1, -1, 1, 12000};
	struct scenario *s = &x->scenario;
	struct plan *p = &x->plan;
	int32_t k = ARRAY_ADD(&p->clashes, &p->nclashes, &p->clashes_room);

	p->clashes[k] = (struct clash){true, &rule, 1, &goods, 1, NULL, 0, &limit, 1};
	k = ARRAY_ADD(&s->minima, &s->nminima, &s->minima_room);
	s->minima[k] = (struct minimum){.place = SAMPLE_C001, .item = SAMPLE_WATER, .group = -1,
		.quantity = 60, .when = {0, 1}};
	k = ARRAY_ADD(&s->limits, &s->nlimits, &s->limits_room);
	s->limits[k].kind = LIMIT_VEHICLES;
	s->limits[k].place = SAMPLE_FX;
	rule.minimum = s->nminima - 1;
	limit.limit = s->nlimits - 1;
	p->status = PLAN_CONTRADICTION;
}

static void proof_is_said_only_when_there_is_one(void **state)
{
	struct sample x;
	char *text;

	(void)state;
	sample_init(&x);
	x.plan.status = PLAN_UNPROVEN;
	x.plan.stopped = true;
	x.plan.levels[0].proven = false;
	x.plan.levels[0].gap = (struct ratio){1, 6};
	text = printed(&x.report, 0);
	check_has_not(text, "there is no better plan");
	check_has(text, "The plan is valid, but that none is better is not proven. It was stopped by the "
		"time limit or a signal. Not proven: lowest fill rate first, tier 1: Rice (within 16.7 "
		"percentage points of the best possible).");
	free(text);
	x.plan.status = PLAN_CONTRADICTION;
	add_contradiction(&x);
	text = printed(&x.report, 100);
	check_has(text, "There is no plan: the hard rules contradict each other.\n"
		"  These rules cannot all be kept:\n");
	check_has(text, "    at least 60 L ");
	check_has(text, "No more than 12 L ");
	check_has(text, "  Limits that stand in the way:\n    vehicles of ");
	check_has(text, "It takes 48 L ");
	check_has_not(text, "Allocation");
	free(text);
	sample_release(&x);
}

/* From period 2 on the first claims for water have lapsed: nobody can send for
 * them any more. What can still be met is asked for from now, not from then. */
static void support_is_asked_for_in_time(void **state)
{
	struct sample x;
	struct rollup u;
	struct support *all;
	int32_t n;

	(void)state;
	sample_init(&x);
	rollup_build(&u, &x.report);
	all = support_list(&u, &x.report, &n);
	assert_int_equal(n, 2);
	assert_int_equal(u.kinds[all[0].kind].item, SAMPLE_RICE);
	assert_int_equal(all[0].by, 1); /* waits until then */
	assert_int_equal(all[0].quantity, 50);
	assert_int_equal(all[1].by, 1);
	mem_free(all);
	x.scenario.as_of.seconds += x.scenario.period + 3600;
	all = support_list(&u, &x.report, &n);
	assert_int_equal(n, 2);
	assert_int_equal(all[0].by, 1); /* its claim runs to period 2 */
	assert_int_equal(all[0].quantity, 50);
	/* its period began before the present: from now on */
	assert_int_equal(support_seconds(&x.scenario, &all[0]), x.scenario.period + 3600);
	x.scenario.as_of.seconds += x.scenario.period;
	mem_free(all);
	all = support_list(&u, &x.report, &n);
	assert_int_equal(n, 0);
	mem_free(all);
	rollup_release(&u);
	sample_release(&x);
}

/* An item of which nothing at all is asked stands in the table, with a dash. */
static void no_demand_shows_a_dash(void **state)
{
	struct sample x;
	char *text;
	int32_t k;

	(void)state;
	sample_init(&x);
	k = scenario_add_need(&x.scenario);
	x.scenario.needs[k].place = SAMPLE_C001;
	x.scenario.needs[k].tier = 3;
	x.scenario.needs[k].item = scenario_add_item(&x.scenario);
	x.scenario.items[x.scenario.needs[k].item].id = "oil";
	x.scenario.items[x.scenario.needs[k].item].unit = "LTR";
	x.scenario.items[x.scenario.needs[k].item].issue_unit = 1;
	text = printed(&x.report, 100);
	check_has(text, "\n   3  oil (L)                  0       0      -");
	free(text);
	sample_release(&x);
}

static void sources_that_are_out_are_named(void **state)
{
	struct sample x;
	char *text;

	(void)state;
	sample_init(&x);
	for (int i = 0; i < 2; i++) {
		int32_t k = scenario_add_source(&x.scenario);

		x.scenario.sources[k].id = i ? "mkt2" : "mkt1";
		x.scenario.sources[k].state = i ? SOURCE_SET_ASIDE : SOURCE_USED;
		x.scenario.sources[k].why = i ? "3 faults" : NULL;
	}
	text = printed(&x.report, 100);
	check_has(text, "Sources: 1 of 2 in.\n  Not in: mkt2 (set aside): 3 faults\n");
	free(text);
	sample_release(&x);
}

/* Many more communities than a table shows. */
static void add_communities(struct sample *x, int n)
{
	struct plan *p = &x->plan;
	static char ids[300][16], names[300][24];

	assert_true(n <= 300);
	p->served = mem_resize(p->served, (size_t)(3 + n), sizeof *p->served);
	for (int i = 0; i < n; i++) {
		int32_t place = scenario_add_place(&x->scenario);
		int32_t c = ARRAY_ADD(&x->cells.cells, &x->cells.ncells, &x->cells.cells_room);

		snprintf(ids[i], sizeof ids[i], "d%03d", i);
		snprintf(names[i], sizeof names[i], "第%d社区", i);
		x->scenario.places[place].id = ids[i];
		x->scenario.places[place].kind = PLACE_COMMUNITY;
		x->scenario.places[place].in = SAMPLE_FX;
		x->scenario.places[place].name = (struct label){names[i], NULL};
		x->cells.cells[c] = (struct cell){place, SAMPLE_WATER, SAMPLE_GENERAL, {0, 2}, 2, 2, 0, 0, 0,
			-1, 1200, 100, 0, 0};
		p->served[c] = (struct served){i % 100, 12 * (i % 100), 0, 600};
	}
}

static void long_tables_are_cut_with_a_word(void **state)
{
	struct sample x;
	char *text;

	(void)state;
	sample_init(&x);
	add_communities(&x, 200);
	text = printed(&x.report, 100);
	check_has(text, "More rows: 192; all of them with --full, or in shortfall.csv with -o DIR");
	free(text);
	x.report.directory = "out";
	text = printed(&x.report, 100);
	check_has(text, "More rows: 192; all of them are in out/shortfall.csv");
	free(text);
	x.report.full = true;
	text = printed(&x.report, 100);
	check_has_not(text, "More rows");
	check_has(text, "第198社区");
	free(text);
	sample_release(&x);
}

static void check_page(const struct sample *x)
{
	struct rollup u;
	struct text t;
	const char *line, *end;
	int lines = 0;

	rollup_build(&u, &x->report);
	text_init(&t);
	daily_text(&x->report, &u, &t);
	for (line = text_str(&t); *line; line = end + 1) {
		char *copy;

		end = strchr(line, '\n');
		assert_non_null(end);
		copy = mem_calloc((size_t)(end - line) + 1, 1);
		memcpy(copy, line, (size_t)(end - line));
		assert_true(text_width(copy) <= DAILY_COLUMNS);
		mem_free(copy);
		lines++;
	}
	assert_true(lines <= DAILY_LINES);
	text_release(&t);
	rollup_release(&u);
}

static void the_daily_page_fits_one_sheet(void **state)
{
	struct sample x;
	struct rollup u;
	struct text t;

	(void)state;
	sample_init(&x);
	check_page(&x);
	x.report.language = "zh";
	add_communities(&x, 250);
	x.scenario.office.zh = "一个名称非常非常非常非常非常非常非常非常非常非常非常非常非常非常非常长的应急管理办公室";
	for (int i = 0; i < 40; i++) {
		int32_t k = ARRAY_ADD(&x.plan.changes, &x.plan.nchanges, &x.plan.changes_room);

		x.plan.changes[k] = (struct change){CHANGE_DECIDE, "depot1-D", 1, 2, 0, SAMPLE_WATER,
			SAMPLE_DEPOT, SAMPLE_C001, SAMPLE_DEPOT1, 84, 0,
			"the truck is on a road that is closed now; turn it back or send it another way"};
	}
	check_page(&x);
	rollup_build(&u, &x.report);
	text_init(&t);
	daily_text(&x.report, &u, &t);
	check_has(text_str(&t), "Decisions needed today");
	check_has(text_str(&t), "Support to request from above");
	text_release(&t);
	rollup_release(&u);
	sample_release(&x);
}

/* Delivered, in transit and planned by what has happened. */
static void the_daily_page_follows_the_goods(void **state)
{
	struct sample x;
	struct rollup u;
	struct text t;

	(void)state;
	sample_init(&x);
	x.scenario.as_of.seconds += 86400 + 3600;
	x.plan.handouts[1].fact = true;
	x.plan.shipments[2].fact = true;
	x.plan.shipments[2].state = SHIPMENT_DEPARTED;
	rollup_build(&u, &x.report);
	text_init(&t);
	daily_text(&x.report, &u, &t);
	check_has(text_str(&t),
		"Tier  Item                Demand  Own  Delivered  Under way  Today  Short   Fill  Beyond\n");
	check_has(text_str(&t),
		"   2  Drinking water (L)     250   24         76         96      0     54  78.4%       8\n");
	text_release(&t);
	rollup_release(&u);
	sample_release(&x);
}

/* Where much is asked for figures are whole, and still add up: of 1000.5 kg 24.7
 * come today, 975.8 are short. */
static void whole_figures_add_up(void **state)
{
	struct sample x;
	struct rollup u;
	struct text t;

	(void)state;
	sample_init(&x);
	x.cells.cells[0].demand = 10005;
	x.plan.served[0].quantity = 247;
	x.plan.served[0].over = 3;
	rollup_build(&u, &x.report);
	text_init(&t);
	daily_text(&x.report, &u, &t);
	check_has(text_str(&t), "   1  Rice (kg)             1001    0     24      0    977   2.4%     0.3\n");
	text_release(&t);
	rollup_release(&u);
	sample_release(&x);
}

/* How far the plan is proven is said whole, over several lines. */
static void the_daily_page_cuts_no_sentence(void **state)
{
	struct sample x;
	struct rollup u;
	struct text t;

	(void)state;
	sample_init(&x);
	x.plan.status = PLAN_UNPROVEN;
	x.plan.stopped = true;
	x.plan.levels[0].proven = false;
	x.scenario.items[SAMPLE_RICE].name.en = "大米大米大米大米大米大米大米大米大米大米大米大米大米大米大米"
		"大米大米大米大米大米大米大米大米大米大米大米大米大米大米大米大米大米大米大米大米大米";
	check_page(&x);
	rollup_build(&u, &x.report);
	text_init(&t);
	daily_text(&x.report, &u, &t);
	check_has(text_str(&t), "The plan is valid, but that none is better is not proven. It was stopped "
		"by the time limit or a\nsignal. Not proven: lowest fill rate first, tier 1: 大米大米");
	check_has(text_str(&t), "米\n大");
	check_has(text_str(&t), "大米");
	text_release(&t);
	rollup_release(&u);
	sample_release(&x);
}

/* Each level in its own unit, rounded up; at most four by name, which of equal
 * plans is taken not among them. */
static void gaps_are_figures(void **state)
{
	static const struct level levels[] = {
		{.kind = LEVEL_COST, .item = -1, .gap = {12345, 2}},
		{.kind = LEVEL_WASTE, .item = SAMPLE_RICE, .gap = {25, 1}},
		{.kind = LEVEL_CHANGE, .item = -1, .gap = {199, 1}},
		{.kind = LEVEL_DEPARTURE, .item = -1, .gap = {7, 2}},
		{.kind = LEVEL_SUBSTITUTION, .item = -1, .gap = {3, 1}},
		{.kind = LEVEL_CANONICAL, .item = -1, .gap = {0, 1}},
	};
	struct sample x;
	struct text t;

	(void)state;
	sample_init(&x);
	text_init(&t);
	x.plan.status = PLAN_UNPROVEN;
	for (size_t k = 0; k < sizeof levels / sizeof *levels; k++) {
		int32_t at = ARRAY_ADD(&x.plan.levels, &x.plan.nlevels, &x.plan.levels_room);

		x.plan.levels[at] = levels[k];
	}
	proof_text(&x.report, &t);
	check_has(text_str(&t), "Not proven: least change from the announced plan (within 1.99 CNY of the best possible); least "
		"substitution (within 3 points of penalty of the best possible); least expiring unused: Rice "
		"(within 2.5 kg of the best possible); least cost (within 61.73 CNY of the best possible); "
		"and 1 more.");
	text_clear(&t);
	gap_text(&x.report, &levels[3], &t);
	check_has(text_str(&t), "4 units x periods");
	text_release(&t);
	sample_release(&x);
}

/* A proven plan whose later levels miss their bounds by whole units does not claim that none is
 * better. */
static void whole_units_are_said(void **state)
{
	struct sample x;
	struct text t;
	int32_t at;

	(void)state;
	sample_init(&x);
	text_init(&t);
	x.plan.status = PLAN_PROVEN;
	at = ARRAY_ADD(&x.plan.levels, &x.plan.nlevels, &x.plan.levels_room);
	x.plan.levels[at] = (struct level){.kind = LEVEL_FAIR, .tier = 1, .item = -1, .proven = true,
		.value = {1, 2}, .bound = {1, 2}, .gap = {0, 1}};
	proof_text(&x.report, &t);
	check_has(text_str(&t), "there is no better plan.");
	assert_null(strstr(text_str(&t), "Whole units"));
	text_clear(&t);
	x.plan.levels[at].gap = (struct ratio){1, 200};
	proof_text(&x.report, &t);
	check_has(text_str(&t), "there is no better plan. Whole units cost at most: ");
	check_has(text_str(&t), "0.5 percentage points.");
	text_clear(&t);
	x.plan.status = PLAN_UNPROVEN;
	x.plan.levels[at].proven = false;
	proof_text(&x.report, &t);
	check_has(text_str(&t), "(within 0.5 percentage points of the best possible).");
	text_clear(&t);
	x.plan.levels[at].gap.num = 0; /* a gap that nobody knows */
	proof_text(&x.report, &t);
	assert_null(strstr(text_str(&t), "within"));
	text_release(&t);
	sample_release(&x);
}

/* More than a tenth of an item's demand heads the report. */
static void whole_packs_beyond_the_demand(void **state)
{
	struct sample x;
	char *text;

	(void)state;
	sample_init(&x);
	x.plan.served[1].over = 0;
	x.plan.served[2].over = 25; /* of 250 L */
	text = printed(&x.report, 100);
	check_has_not(text, "Warning:");
	free(text);
	x.plan.served[1].over = 1;
	text = printed(&x.report, 100);
	check_has(text, "\nWarning: whole packs hand out 26 L of Drinking water beyond the demand, "
		"10.4% of it.\n");
	free(text);
	sample_release(&x);
}

/* A source that was set aside heads the report with what it would change; a
 * cut table has one row for all of one source or holder. */
static void what_each_decision_changes(void **state)
{
	struct sample x;
	struct gain *g;
	struct rollup u;
	struct text t;
	char *text;
	int32_t source;

	(void)state;
	sample_init(&x);
	source = scenario_add_source(&x.scenario);
	x.scenario.sources[source].id = "market";
	x.scenario.sources[source].state = SOURCE_SET_ASIDE;
	x.scenario.sources[source].why = "\"8x\" is not a plain number";
	x.scenario.lines[2].source = source;
	x.scenario.lines[2].state = LINE_SET_ASIDE;
	sample_gain(&x, DECISION_SOURCE, source, -1, SAMPLE_WATER, 50, 2);
	g = sample_gain(&x, DECISION_SOURCE, source, -1, SAMPLE_RICE, 40, 1);
	g->parts[0].losers = g->losers = 1;
	g->parts[0].lost = g->lost = 30; /* tenths */
	sample_gain(&x, DECISION_CONSENT, -1, SAMPLE_MKT1, SAMPLE_WATER, 40, 0);
	sample_gain(&x, DECISION_STALE, -1, SAMPLE_DEPOT1, SAMPLE_WATER, 0, 2)->nparts = 0;
	text = printed(&x.report, 120);
	check_has(text,
		"  Not in: market (set aside): \"8x\" is not a plain number\n"
		"    Not counted: 240 L Drinking water\n"
		"    With it more would be served: 50 L Drinking water, 4 kg Rice\n"
		"    Some communities would get less: 3 kg Rice\n");
	check_has(text,
		"Decisions needed today\n"
		"Decision                   About          Amount  Item                Tier        Gain  Claims  People"
		"  Other items\n"
		"-------------------------  -------------  ------  ------------------  ----  ----------  ------  ------"
		"  -----------\n"
		"have the source corrected  market         50 L    Drinking water (L)     2          50       3      40"
		"           +1\n"
		"requisition or agree       Sample market  40 L    Drinking water (L)     -  at most 40       -       -"
		"            -\n");
	free(text);
	x.report.full = true;
	text = printed(&x.report, 120);
	check_has(text,
		"have the source corrected  market         4 kg    Rice (kg)              1           4       3      40"
		"     1 (3)\n");
	free(text);
	rollup_build(&u, &x.report);
	text_init(&t);
	requisition_text(&x.report, &u, &t);
	check_has(text_str(&t), "Sample market  Sanfengyuan  Drinking water (L)              240              "
		"40  at most 40\n");
	text_release(&t);
	rollup_release(&u);
	sample_release(&x);
}

static void the_web_page_stands_alone(void **state)
{
	struct sample x;
	struct rollup u;
	struct text t;

	(void)state;
	sample_init(&x);
	x.scenario.title.en = "<script>alert(1)</script> & \"x\"";
	rollup_build(&u, &x.report);
	text_init(&t);
	html_text(&x.report, &u, &t);
	check_has_not(text_str(&t), "<script");
	check_has_not(text_str(&t), "http");
	check_has(text_str(&t), "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;x&quot;");
	check_has(text_str(&t), "@page{size:A4");
	/* the title and what the data rest on stand there once */
	check_has(text_str(&t), "<html lang=\"en\">");
	assert_null(strstr(strstr(text_str(&t), "</h1>"), "alert(1)"));
	check_has(text_str(&t), "<p class=\"mark\">Rests on synthetic data: places.");
	assert_null(strstr(strstr(text_str(&t), "Rests on synthetic") + 1, "Rests on synthetic"));
	check_has(text_str(&t), "<li><a href=\"#s1\">Served and short, by tier and item</a></li>");
	check_has(text_str(&t), "<h2 id=\"s1\">Served and short, by tier and item</h2>");
	check_has(text_str(&t), "<td class=\"n\">83.3%</td>");
	check_has(text_str(&t), "<td><svg width=\"160\" height=\"12\" aria-hidden=\"true\">");
	check_has(text_str(&t), "<div>Issued: <span>&nbsp;</span></div>");
	assert_true(t.length < 20000);
	text_release(&t);
	rollup_release(&u);
	sample_release(&x);
}

static void check_packs(const struct report *r, int32_t item, int32_t lot, int64_t quantity,
	const char *expected)
{
	struct text t;

	text_init(&t);
	show_packs(r, &t, item, lot, quantity);
	assert_string_equal(text_str(&t), expected);
	text_release(&t);
}

static void packs_break_down_largest_first(void **state)
{
	struct sample x;

	(void)state;
	sample_init(&x);
	x.report.language = "zh";
	check_packs(&x.report, SAMPLE_WATER, -1, 222, "18 箱 + 6 L");
	check_packs(&x.report, SAMPLE_WATER, -1, 1464, "2 托盘 + 2 箱");
	check_packs(&x.report, SAMPLE_WATER, -1, 5, "5 L");
	check_packs(&x.report, SAMPLE_WATER, -1, 0, "0 L");
	check_packs(&x.report, SAMPLE_RICE, 0, 255, "25.5 kg");
	/* held in cartons: a pallet is not broken open for it, nor made up */
	x.scenario.lines[0].pack = 0;
	check_packs(&x.report, SAMPLE_WATER, 1, 1464, "122 箱");
	x.scenario.lines[0].pack = 1;
	check_packs(&x.report, SAMPLE_WATER, 1, 1464, "2 托盘 + 2 箱");
	sample_release(&x);
}

static void changes_put_decisions_on_top(void **state)
{
	struct sample x;
	struct rollup u;
	struct text t;
	const struct change changes[] = {
		{CHANGE_KEEP, "depot1-D", 1, 1, 0, SAMPLE_WATER, SAMPLE_DEPOT, SAMPLE_C001, SAMPLE_DEPOT1, 84,
			84, NULL},
		{CHANGE_ALTER, "depot1-D", 1, 2, 1, SAMPLE_WATER, SAMPLE_DEPOT, SAMPLE_C002, SAMPLE_DEPOT1,
			84, 96, NULL},
		{CHANGE_DECIDE, "depot1-D", 1, 2, 0, SAMPLE_WATER, SAMPLE_DEPOT, SAMPLE_C001, SAMPLE_DEPOT1,
			12, 0, "bridge closed"},
	};

	(void)state;
	sample_init(&x);
	for (size_t i = 0; i < 3; i++) {
		int32_t k = ARRAY_ADD(&x.plan.changes, &x.plan.nchanges, &x.plan.changes_room);

		x.plan.changes[k] = changes[i];
	}
	rollup_build(&u, &x.report);
	text_init(&t);
	changes_text(&x.report, &u, &t);
	check_has(text_str(&t), "Kept 1, cancelled 0, altered 1, new 0, to be decided 1.");
	/* by kind and reason; what is kept is a row an order */
	check_has(text_str(&t), "\nneeds a decision: bridge closed\nOrder ");
	check_has(text_str(&t), "\nalter\nOrder ");
	check_has(text_str(&t), "depot1-D  1 > 2    2 (12-02)  Baihua  Drinking water (L)      84   96\n");
	check_has(text_str(&t), "\nkeep\nOrder     Version  Lines kept\n--------  -------  ----------\n"
		"depot1-D  1                 1\n");
	assert_true(strstr(text_str(&t), "bridge closed") < strstr(text_str(&t), "\nalter\n"));
	assert_true(strstr(text_str(&t), "\nalter\n") < strstr(text_str(&t), "\nkeep\n"));
	text_release(&t);
	rollup_release(&u);
	sample_release(&x);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_whole_head),
		cmocka_unit_test(chinese_aligns),
		cmocka_unit_test(proof_is_said_only_when_there_is_one),
		cmocka_unit_test(support_is_asked_for_in_time),
		cmocka_unit_test(no_demand_shows_a_dash),
		cmocka_unit_test(sources_that_are_out_are_named),
		cmocka_unit_test(long_tables_are_cut_with_a_word),
		cmocka_unit_test(the_daily_page_fits_one_sheet),
		cmocka_unit_test(the_daily_page_follows_the_goods),
		cmocka_unit_test(whole_figures_add_up),
		cmocka_unit_test(the_daily_page_cuts_no_sentence),
		cmocka_unit_test(whole_packs_beyond_the_demand),
		cmocka_unit_test(what_each_decision_changes),
		cmocka_unit_test(the_web_page_stands_alone),
		cmocka_unit_test(packs_break_down_largest_first),
		cmocka_unit_test(gaps_are_figures),
		cmocka_unit_test(whole_units_are_said),
		cmocka_unit_test(changes_put_decisions_on_top),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
