#include "base/text.h"
#include "io/plan_files.h"
#include "io/plan_read.h"
#include "io/printer.h"
#include "io/xml_parser.h"
#include "io/receipts.h"
#include "tests/io/support_cmocka.h"
#include "tests/io/support_printing.h"
#include "models/previous.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static void write_plan(const struct sample *x, const char *folder)
{
	char path[512];
	FILE *file;

	snprintf(path, sizeof path, "%s/plan.xml", folder);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_true(plan_write(&x->report, file));
	assert_int_equal(fclose(file), 0);
}

static void write_text(const char *folder, const char *name, const char *text)
{
	char path[512];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

/* Everything that a plan may hold is in it. */
static void fill_plan(struct sample *x)
{
	int32_t i = ARRAY_ADD(&x->plan.changes, &x->plan.nchanges, &x->plan.changes_room);

	x->plan.changes[i] = (struct change){CHANGE_ALTER, "depot1-D", 1, 2, 1, SAMPLE_WATER,
		SAMPLE_DEPOT, SAMPLE_C002, SAMPLE_DEPOT1, 84, 96, "a & b < c \"d\""};
	i = ARRAY_ADD(&x->plan.leftovers, &x->plan.nleftovers, &x->plan.leftovers_room);
	x->plan.leftovers[i] = (struct leftover){1, SAMPLE_C001, 2, 1, true};
	i = scenario_add_source(&x->scenario);
	x->scenario.sources[i].id = "mkt1";
	x->scenario.sources[i].state = SOURCE_SET_ASIDE;
	x->scenario.sources[i].why = "3 faults";
	i = ARRAY_ADD(&x->scenario.inputs, &x->scenario.ninputs, &x->scenario.inputs_room);
	x->scenario.inputs[i].name = "stock/超市.csv";
	memset(x->scenario.inputs[i].sha256, 'a', 64);
	x->plan.status = PLAN_UNPROVEN;
	x->plan.stopped = true;
	x->plan.shipments[0].state = SHIPMENT_RECEIVED;
	x->plan.shipments[0].fact = true;
	x->plan.shipments[0].ordered = 96;
	x->plan.handouts[2].substitute = 0;
	for (int kind = 0; kind < DECISION_LIMIT; kind++) {
		struct gain *g = sample_gain(x, kind, kind == 1 ? 0 : -1, kind < 2 ? -1 : SAMPLE_MKT1,
			SAMPLE_WATER, 12, kind);

		g->losers = 2;
		g->lost = 24;
		if (kind == 4)
			g->parts[0] = (struct gain_part){.item = SAMPLE_RICE, .tier = 3, .gain = -5, .losers = 1,
				.lost = 5};
	}
}

static void add_price(struct sample *x, struct proof_component *c, struct proof_node node, wide first,
	wide second)
{
	int32_t k = ARRAY_ADD(&c->prices, &c->nwritten, &c->prices_room);

	c->prices[k].node = node;
	c->prices[k].price = arena_calloc(&x->plan.arena, 2, sizeof(wide));
	c->prices[k].price[0] = first;
	c->prices[k].price[1] = second;
}

/* Every kind of node, of bound, of anything. */
static void fill_proof(struct sample *x)
{
	static const enum level_kind kinds[] = {LEVEL_COST, LEVEL_ARRIVAL};
	struct proof *proof = &x->plan.proof;
	struct proof_component *c;
	int32_t k;

	for (k = 0; k < x->cells.ncells; k++)
		x->cells.cells[k].need = x->cells.cells[k].rate = -1; /* the sample's come from nowhere */
	for (int i = 0; i < 2; i++) {
		k = ARRAY_ADD(&x->plan.levels, &x->plan.nlevels, &x->plan.levels_room);
		x->plan.levels[k] = (struct level){.kind = kinds[i], .item = -1, .proven = true,
			.value = {-7, 3}, .bound = {-7, 3}, .gap = {i, 3}, .step = {0, 1}, .scale = 30};
	}
	proof->strata = mem_calloc((size_t)x->cells.ncells, sizeof *proof->strata);
	proof->strata[0] = 2;
	proof->strata[2] = 1;
	proof->components = mem_calloc((size_t)x->plan.ncomponents, sizeof *proof->components);
	c = &proof->components[0];
	c->substitutes = c->relaxed = c->shared_minima = true;
	k = ARRAY_ADD(&c->bounds, &c->nbounds, &c->bounds_room);
	c->bounds[k] = (struct proof_bound){-1, 1, -1};
	k = ARRAY_ADD(&c->least, &c->nleast, &c->least_room);
	c->least[k] = (struct proof_least){1, 5};
	c->nprices = 2;
	add_price(x, c, (struct proof_node){PROOF_SOURCE, SAMPLE_WATER, SAMPLE_DEPOT, 0, DAY_NONE, SAMPLE_FX,
		7200, true, -1, -1, -1}, 0, -3);
	add_price(x, c, (struct proof_node){PROOF_STOCK, SAMPLE_WATER, SAMPLE_C001, 1,
		x->supply.lots[1].last_day, -1, 0, false, -1, -1, -1}, (wide)1 << 100, 0);
	add_price(x, c, (struct proof_node){PROOF_MEETING, SAMPLE_WATER, SAMPLE_C001, 1, DAY_NONE, SAMPLE_FX,
		0, false, 0, 0, -1}, 1, 2);
	add_price(x, c, (struct proof_node){PROOF_COUNTER, SAMPLE_RICE, SAMPLE_C001, 1, DAY_NONE, -1, 0,
		false, -1, -1, -1}, -1, 2);
	add_price(x, c, (struct proof_node){PROOF_CLAIM, -1, -1, -1, DAY_NONE, -1, 0, false, -1, -1, 2}, 5, 5);
	k = ARRAY_ADD(&c->rounds, &c->nrounds, &c->rounds_room);
	c->rounds[k] = (struct proof_round){0, 1, 44, false, 0, NULL};
	k = ARRAY_ADD(&c->rounds, &c->nrounds, &c->rounds_room);
	c->rounds[k] = (struct proof_round){2, 0, 30, true, 1, c->prices[4].price};
	k = ARRAY_ADD(&c->balances, &c->nbalances, &c->balances_room);
	c->balances[k] = c->prices[0];
	k = ARRAY_ADD(&c->rows, &c->nrows, &c->rows_room);
	c->rows[k] = (struct proof_row){0, -1, c->prices[2].price};
	k = ARRAY_ADD(&c->visits, &c->nvisits, &c->visits_room);
	c->visits[k] = (struct proof_visit){2, 1, c->prices[2].price};
	k = ARRAY_ADD(&c->weights, &c->nweights, &c->weights_room);
	c->weights[k] = (struct proof_weight){2, c->prices[4].price};
	k = ARRAY_ADD(&c->cut.sides, &c->cut.nsides, &c->cut.sides_room);
	c->cut.sides[k] = (struct proof_side){c->prices[3].node, true};
}

static void validates_against_its_schema(void **state)
{
	struct sample x;
	char *folder = sample_folder(), command[512];

	(void)state;
	if (system("command -v xmllint >/dev/null 2>&1") != 0)
		skip();
	for (int round = 0; round < 2; round++) {
		sample_init(&x);
		if (round == 1) {
			fill_plan(&x);
			fill_proof(&x);
		}
		write_plan(&x, folder);
		snprintf(command, sizeof command,
			"xmllint --noout --schema io/schema/plan.xsd %s/plan.xml 2>%s/log", folder, folder);
		if (system(command) != 0) {
			char *log = sample_file(folder, "log");

			fail_msg("%s", log);
		}
		if (round == 1) {
			char *plan = sample_file(folder, "plan.xml");

			assert_non_null(strstr(plan, "<gain kind=\"source\" item=\"water\" stock=\"24\" freed=\"12\" "
				"proven=\"false\" gain=\"12\" losers=\"2\" lost=\"24\"/>"));
			assert_non_null(strstr(plan, "<gain kind=\"conflict\" source=\"mkt1\" item=\"water\""));
			assert_non_null(strstr(plan, "<gain kind=\"release\" holder=\"mkt1\" item=\"water\""));
			assert_non_null(strstr(plan, "<part item=\"rice\" tier=\"3\" gain=\"-0.5\" losers=\"1\" "
				"lost=\"0.5\"/>"));
			mem_free(plan);
		}
		sample_release(&x);
	}
	sample_folder_remove(folder);
}

static void comes_back_as_it_was_written(void **state)
{
	struct sample x;
	struct previous p;
	struct diags d;
	char *folder = sample_folder();

	(void)state;
	sample_init(&x);
	sample_forward(&x);
	x.plan.shipments[0].state = SHIPMENT_DEPARTED;
	x.plan.shipments[0].ordered = 96;
	write_plan(&x, folder);
	previous_init(&p);
	diags_init(&d);
	assert_true(previous_read(&p, &x.scenario, folder, xml_parse_file, &d));
	assert_int_equal(d.nitems, 0);
	assert_int_equal(p.nlines, 3);
	for (int i = 0; i < 3; i++) {
		const struct shipment *s = &x.plan.shipments[i];
		const struct announced *a = &p.lines[i];

		assert_string_equal(a->order, x.plan.orders[s->order].number);
		assert_int_equal(a->line, s->line);
		assert_int_equal(a->version, 1);
		assert_int_equal(a->depart, s->depart);
		assert_int_equal(a->arrive, s->arrive);
		assert_int_equal(a->depart_seconds, s->depart_seconds);
		assert_int_equal(a->arrive_seconds, s->arrive_seconds);
		assert_int_equal(a->item, s->item);
		assert_int_equal(a->from, s->from);
		assert_int_equal(a->to, s->to);
		assert_int_equal(a->route, s->route);
		assert_int_equal(a->holder, s->holder);
		assert_int_equal(a->quantity, s->quantity);
		assert_int_equal(a->state, s->state);
	}
	assert_string_equal(p.lines[0].lot, "W-0712");
	assert_null(p.lines[1].lot);
	assert_int_equal(p.lines[0].expires, x.scenario.lines[0].expires);
	assert_int_equal(p.lines[1].expires, DAY_NONE);
	assert_int_equal(p.norders, 3);
	assert_int_equal(p.orders[0].holder, SAMPLE_DEPOT1);
	assert_int_equal(p.orders[0].place, -1);
	assert_string_equal(p.orders[2].number, "depot-Z");
	assert_int_equal(p.orders[2].holder, -1);
	assert_int_equal(p.orders[2].place, SAMPLE_DEPOT);
	assert_int_equal(p.nlots, 2);
	assert_int_equal(p.lines[0].of, 1);
	assert_int_equal(p.lines[1].of, 0);
	assert_true(p.lines[0].first_leg);
	assert_int_equal(p.lines[0].ordered, 96);
	assert_int_equal(p.lines[1].ordered, 0);
	for (int i = 0; i < 2; i++) {
		const struct supply_lot *was = &x.supply.lots[i];

		assert_int_equal(p.lots[i].item, was->item);
		assert_int_equal(p.lots[i].holder, was->holder);
		assert_int_equal(p.lots[i].place, was->place);
		assert_int_equal(p.lots[i].region, was->region);
		assert_int_equal(p.lots[i].own, was->own);
		assert_int_equal(p.lots[i].form, was->form);
		assert_int_equal(p.lots[i].release, was->release);
		assert_int_equal(p.lots[i].expires, was->expires);
	}
	assert_string_equal(p.lots[1].lot, "W-0712");
	assert_null(p.lots[0].transit);
	/* handouts stand with their cells: rice at c001, water there, water at c002 */
	assert_int_equal(p.nhanded, 3);
	assert_int_equal(p.handed[0].item, SAMPLE_RICE);
	assert_int_equal(p.handed[0].quantity, 250);
	assert_int_equal(p.handed[0].group, SAMPLE_ALONE);
	assert_int_equal(p.handed[0].first, 0);
	assert_int_equal(p.handed[0].last, 1);
	assert_int_equal(p.handed[2].place, SAMPLE_C002);
	assert_int_equal(p.handed[2].period, 1);
	assert_int_equal(p.handed[2].quantity, 96);
	assert_int_equal(p.handed[2].goods, 96);
	assert_int_equal(p.handed[2].of, 1);
	assert_false(p.handed[2].substitute);
	diags_release(&d);
	previous_release(&p);
	sample_folder_remove(folder);
	sample_release(&x);
}

/* The next day's scenario begins a day later: the same instants. */
static void a_later_horizon_sees_the_same_instants(void **state)
{
	struct sample x;
	struct previous p;
	struct diags d;
	char *folder = sample_folder();

	(void)state;
	sample_init(&x);
	write_plan(&x, folder);
	x.scenario.start.seconds += 86400;
	previous_init(&p);
	diags_init(&d);
	assert_true(previous_read(&p, &x.scenario, folder, xml_parse_file, &d));
	assert_int_equal(d.nitems, 0);
	assert_int_equal(p.lines[0].depart, -1);
	assert_int_equal(p.lines[0].depart_seconds, -86400);
	assert_int_equal(p.lines[2].depart, 0);
	assert_int_equal(p.handed[2].period, 0);
	previous_release(&p);
	/* half a day later the grid differs, which is said */
	x.scenario.start.seconds += 43200;
	previous_init(&p);
	assert_true(previous_read(&p, &x.scenario, folder, xml_parse_file, &d));
	assert_int_equal(d.nwarnings, 1);
	assert_int_equal(d.items[0].code, 805);
	previous_release(&p);
	diags_release(&d);
	sample_folder_remove(folder);
	sample_release(&x);
}

/* --- the proof --- */

static void load_plan(const struct sample *x, const char *folder, struct plan *p, enum plan_loading expected)
{
	struct plan_places places;
	struct diags d;
	enum plan_loading loading;

	plan_init(p);
	plan_places_init(&places);
	diags_init(&d);
	loading = plan_load_by_files(p, &places, &x->scenario, &x->cells, &x->supply, folder, &d, false, &d);
	if (loading != expected) {
		diags_print(&d, stderr);
		fail_msg("loading %d", (int)loading);
	}
	diags_release(&d);
	plan_places_release(&places);
}

/* A part of plan.xml, from a tag through the end of another. */
static char *cut_out(const char *folder, const char *from, const char *to)
{
	char *all = sample_file(folder, "plan.xml"), *begin = strstr(all, from), *end, *part;

	assert_non_null(begin);
	end = strstr(begin, to);
	assert_non_null(end);
	end[strlen(to)] = '\0';
	part = mem_strdup(begin);
	mem_free(all);
	return part;
}

static void levels_and_their_proof_come_back(void **state)
{
	struct sample x, copy;
	struct plan loaded;
	char *folder = sample_folder(), *written, *again;

	(void)state;
	sample_init(&x);
	fill_proof(&x);
	write_plan(&x, folder);
	written = cut_out(folder, "<levels>", "</proof>");
	assert_non_null(strstr(written, "value=\"-7/3\" bound=\"-7/3\" scale=\"30\""));
	assert_non_null(strstr(written, "<part component=\"1\" substitutes=\"true\" relaxed=\"true\" shared-minima=\"true\" "
		"prices=\"2\">"));
	assert_non_null(strstr(written, "arrives=\"true\" y=\"0 -3\"/>"));
	assert_non_null(strstr(written, "<round level=\"1\" stratum=\"1\" shift=\"44\"/>\n"
		"      <round level=\"3\" shift=\"30\" derived=\"true\" mu=\"5\"/>\n      <balance kind=\"source\""));
	assert_non_null(strstr(written, "<row bound=\"1\" pi=\"1 2\"/>\n"
		"      <visit claim=\"3\" period=\"2\" rho=\"1 2\"/>\n      <weight claim=\"3\" w=\"5 5\"/>"));
	assert_non_null(strstr(written, "y=\"1267650600228229401496703205376 0\"/>"));
	load_plan(&x, folder, &loaded, PLAN_LOADED);
	assert_int_equal(loaded.proof.strata[0], 2);
	assert_int_equal(loaded.proof.strata[1], 0);
	assert_int_equal(loaded.proof.strata[2], 1);
	copy = x;
	copy.plan = loaded;
	copy.report.plan = &copy.plan;
	write_plan(&copy, folder);
	again = cut_out(folder, "<levels>", "</proof>");
	assert_string_equal(again, written);
	mem_free(again);
	mem_free(written);
	plan_release(&loaded);
	sample_release(&x);
	sample_folder_remove(folder);
}

static void faults_of_a_proof_are_found(void **state)
{
	static const struct {
		const char *before, *after;
		enum plan_loading loading; /* readable but naming what there is not, or as many as do not fit */
	} cases[] = {
		{"<part component=\"1\"", "<part component=\"2\"", PLAN_DIFFERS},
		{"prices=\"2\"", "prices=\"3\"", PLAN_DIFFERS},
		{"y=\"0 -3\"", "y=\"0 -3 \"", PLAN_DIFFERS},
		{"y=\"0 -3\"", "y=\"0 -3.5\"", PLAN_UNREADABLE},
		{"kind=\"meeting\"", "kind=\"market\"", PLAN_UNREADABLE},
		{" arrives=\"true\" y", " arrives=\"yes\" y", PLAN_UNREADABLE},
		{"<side kind=\"counter\" item=\"rice\"", "<side kind=\"counter\" item=\"ice\"", PLAN_DIFFERS},
		{"claim=\"2\" units=\"5\"", "claim=\"2\" units=\"0\"", PLAN_UNREADABLE},
		{"claim=\"2\" units=\"5\"", "claim=\"9\" units=\"5\"", PLAN_DIFFERS},
		{"mu=\"5\"", "mu=\"5 0\"", PLAN_DIFFERS},
		{"shift=\"30\"", "shift=\"-1\"", PLAN_UNREADABLE},
		{"<round level=\"3\"", "<round level=\"4\"", PLAN_DIFFERS},
		{"<row bound=\"1\"", "<row bound=\"2\"", PLAN_DIFFERS},
		{"rho=\"1 2\"", "rho=\"1 \"", PLAN_UNREADABLE},
		{"scale=\"30\"", "scale=\"0\"", PLAN_UNREADABLE},
		{"stratum=\"2\"", "stratum=\"0\"", PLAN_UNREADABLE},
		{"bound=\"-7/3\"", "bound=\"-7/-3\"", PLAN_UNREADABLE},
	};
	struct sample x;
	struct plan loaded;
	char *folder = sample_folder();

	(void)state;
	sample_init(&x);
	fill_proof(&x);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *text, *at;
		struct text edited;

		write_plan(&x, folder);
		text = sample_file(folder, "plan.xml");
		at = strstr(text, cases[i].before);
		if (!at)
			fail_msg("%s", cases[i].before);
		text_init(&edited);
		text_add(&edited, text, (size_t)(at - text));
		text_puts(&edited, cases[i].after);
		text_puts(&edited, at + strlen(cases[i].before));
		write_text(folder, "plan.xml", text_str(&edited));
		load_plan(&x, folder, &loaded, cases[i].loading);
		plan_release(&loaded);
		text_release(&edited);
		mem_free(text);
	}
	sample_release(&x);
	sample_folder_remove(folder);
}

static int32_t codes(const struct diags *d, int code)
{
	int32_t n = 0;

	for (int32_t i = 0; i < d->nitems; i++)
		n += d->items[i].code == code;
	return n;
}

static bool read_edited(struct sample *x, const char *folder, const char *before,
	const char *after, struct diags *d)
{
	char *text = sample_file(folder, "plan.xml"), *at = strstr(text, before);
	struct text edited;
	struct previous p;
	bool ok;

	assert_non_null(at);
	text_init(&edited);
	text_add(&edited, text, (size_t)(at - text));
	text_puts(&edited, after);
	text_puts(&edited, at + strlen(before));
	write_text(folder, "plan.xml", text_str(&edited));
	diags_init(d);
	previous_init(&p);
	ok = previous_read(&p, &x->scenario, folder, xml_parse_file, d);
	previous_release(&p);
	write_text(folder, "plan.xml", text);
	text_release(&edited);
	mem_free(text);
	return ok;
}

static void faults_of_a_plan_are_located(void **state)
{
	static const struct {
		const char *before, *after;
		int code;
		bool ok; /* only a warning */
	} cases[] = {
		{"urn:shecang:plan:1", "urn:shecang:plan:9", 801, false},
		{"from=\"depot\"", "from=\"depo\"", 802, false},
		{"place=\"c002\" group", "place=\"c009\" group", 802, false},
		{"route=\"depot&gt;c001\"", "route=\"gone\"", 804, true},
		{"units=\"7\" quantity=\"84\" first", "units=\"7\" quantity=\"8 4\" first", 803, false},
		{"state=\"planned\"", "state=\"flying\"", 803, false},
		{"departs=\"2026-12-01T08", "departs=\"2026-13-01T08", 803, false},
		{"form=\"agreement\" units", "form=\"theft\" units", 803, false},
		{"reach=\"fx\"", "reach=\"fy\"", 804, true},
		{"lot=\"2\" depart", "lot=\"7\" depart", 803, false},
		{" to=\"c001\"", "", 803, false},
		{"period=\"P1D\"", "period=\"P1M\"", 803, false},
	};
	struct sample x;
	char *folder = sample_folder();

	(void)state;
	sample_init(&x);
	write_plan(&x, folder);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct diags d;
		bool ok = read_edited(&x, folder, cases[i].before, cases[i].after, &d);

		if (ok != cases[i].ok || codes(&d, cases[i].code) == 0)
			fail_msg("%s: ok %d, %d diagnostics", cases[i].after, ok, d.nitems);
		assert_true(d.items[0].where.line > 0);
		diags_release(&d);
	}
	sample_folder_remove(folder);
	sample_release(&x);
}

static void a_missing_plan_is_said(void **state)
{
	struct sample x;
	struct previous p;
	struct diags d;

	(void)state;
	sample_init(&x);
	previous_init(&p);
	diags_init(&d);
	assert_false(previous_read(&p, &x.scenario, "/nowhere", xml_parse_file, &d));
	assert_true(d.nerrors > 0);
	previous_release(&p);
	diags_release(&d);
	sample_release(&x);
}

static bool read_receipts_in(struct sample *x, const char *folder, const char *receipts,
	enum csv_encoding encoding, struct previous *p, struct diags *d)
{
	char path[512];

	x->scenario.as_of.seconds = x->scenario.start.seconds + 10 * 3600;
	write_plan(x, folder);
	write_text(folder, "done.csv", receipts);
	snprintf(path, sizeof path, "%s/done.csv", folder);
	previous_init(p);
	diags_init(d);
	return previous_read(p, &x->scenario, folder, xml_parse_file, d) && receipts_read(p, &x->scenario, path, encoding, d);
}

static bool read_receipts(struct sample *x, const char *folder, const char *receipts,
	struct previous *p, struct diags *d)
{
	return read_receipts_in(x, folder, receipts, CSV_UTF8, p, d);
}

static void receipts_come_back(void **state)
{
	struct sample x;
	struct previous p;
	struct diags d;
	char *folder = sample_folder();

	(void)state;
	sample_init(&x);
	assert_true(read_receipts(&x, folder,
		"\xef\xbb\xbforder,version,line,status,quantity,unit,time\n"
		"depot1-D,1,1,received,80,LTR,2026-12-01T10:15:00+08:00\n"
		"depot1-D,1,2,,,LTR,\n"
		"mkt1-X-A-17,1,1,已发出,,KGM,2026-12-01 09:30\n", &p, &d));
	assert_int_equal(d.nitems, 0);
	assert_int_equal(p.ndone, 2);
	assert_string_equal(p.done[0].order, "depot1-D");
	assert_int_equal(p.done[0].line, 1);
	assert_int_equal(p.done[0].state, SHIPMENT_RECEIVED);
	assert_int_equal(p.done[0].quantity, 80);
	assert_int_equal(p.done[0].at.seconds - x.scenario.start.seconds, 8100);
	assert_int_equal(p.done[1].state, SHIPMENT_DEPARTED);
	assert_int_equal(p.done[1].quantity, -1);
	assert_int_equal(p.done[1].at.seconds - x.scenario.start.seconds, 5400);
	assert_int_equal(p.done[1].where.line, 4);
	previous_release(&p);
	diags_release(&d);
	sample_folder_remove(folder);
	sample_release(&x);
}

/* As a spreadsheet saves them that asks nobody. */
static void receipts_in_another_encoding(void **state)
{
	static const char gb[] =
		"\xb5\xf7\xb2\xa6\xb5\xa5\xba\xc5,\xb0\xe6\xb1\xbe,\xd0\xd0\xba\xc5,\xd7\xb4\xcc\xac,\xca\xfd\xc1\xbf,\xb5\xa5\xce\xbb,\xca\xb1\xbc\xe4\n"
		"depot1-D,1,1,\xd2\xd1\xc7\xa9\xca\xd5,80,LTR,2026-12-01 10:15\n";
	static const struct {
		const char *rows;
		enum csv_encoding encoding;
		int code, line;
		const char *remedy;
	} cases[] = {
		{gb, CSV_UTF8, 152, 1, "--done-encoding GB18030"},
		{"order,version,line,status\ndepot1-D,1,1,\xff\n", CSV_GBK, 152, 2, "CSV UTF-8"},
		{"order;version;line;status\ndepot1-D;1;1;received\n", CSV_UTF8, 155, 1, "comma"},
	};
	struct sample x;
	struct previous p;
	struct diags d;
	char *folder = sample_folder();

	(void)state;
	sample_init(&x);
	assert_true(read_receipts_in(&x, folder, gb, CSV_GB18030, &p, &d));
	assert_int_equal(p.ndone, 1);
	assert_int_equal(p.done[0].state, SHIPMENT_RECEIVED);
	assert_int_equal(p.done[0].quantity, 80);
	previous_release(&p);
	diags_release(&d);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_false(read_receipts_in(&x, folder, cases[i].rows, cases[i].encoding, &p, &d));
		assert_int_equal(d.nitems, 1);
		assert_int_equal(d.items[0].code, cases[i].code);
		assert_int_equal(d.items[0].where.line, cases[i].line);
		assert_non_null(strstr(d.items[0].remedy, cases[i].remedy));
		previous_release(&p);
		diags_release(&d);
	}
	sample_folder_remove(folder);
	sample_release(&x);
}

static void faults_of_receipts_are_located(void **state)
{
	static const struct {
		const char *rows;
		int code;
		int line;
	} cases[] = {
		{"order,version,status\n", 811, 1},
		{"order,version,line,status,quantity,unit,time\ndepot1-D,2,1,received,,,\n", 812, 2},
		{"order,version,line,status,quantity,unit,time\ndepot1-D,1,x,received,,,\n", 812, 2},
		{"order,version,line,status,quantity,unit,time\n,1,1,received,,,\n", 812, 2},
		{"order,version,line,status,quantity,unit,time\n\ndepot1-D,1,1,eaten,,,\n", 813, 3},
		{"order,version,line,status,quantity,unit,time\ndepot1-D,1,1,,5,LTR,\n", 813, 2},
		{"order,version,line,status,quantity,unit,time\ndepot1-D,1,1,received,,,soon\n", 814, 2},
		{"order,version,line,status,quantity,unit,time\ndepot1-D,1,1,received,,,2026-12-01 18:01\n", 816, 2},
		{"order,version,line,status,quantity,unit,time\ndepot1-D,1,1,loaded,,,\n"
			"depot1-D,1,1,received,12,LTR,\ndepot1-D,1,1,received,24,LTR,\n", 817, 4},
		{"order,version,line,status,quantity,unit,time\ndepot1-D,1,1,cancelled,5,LTR,\n", 818, 2},
		{"order,version,line,status,quantity,unit,time\ndepot1-D,1,1,planned,5,LTR,\n", 818, 2},
	};
	struct sample x;
	char *folder = sample_folder();

	(void)state;
	sample_init(&x);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct previous p;
		struct diags d;

		assert_false(read_receipts(&x, folder, cases[i].rows, &p, &d));
		if (codes(&d, cases[i].code) == 0 || d.items[0].where.line != cases[i].line)
			fail_msg("%s: code %d line %d", cases[i].rows, d.items[0].code, d.items[0].where.line);
		previous_release(&p);
		diags_release(&d);
	}
	{
		struct previous p;
		struct diags d;

		/* another unit of the same item is a fault, not a guess */
		assert_false(read_receipts(&x, folder, "order,version,line,status,quantity,unit,time\n"
			"depot1-D,1,1,received,80,KGM,\n", &p, &d));
		assert_true(d.nerrors > 0);
		previous_release(&p);
		diags_release(&d);
	}
	sample_folder_remove(folder);
	sample_release(&x);
}

/* What hardly can be is asked about, and taken as it is stated. */
static void doubts_of_receipts_are_located(void **state)
{
	static const struct {
		const char *row;
		int code; /* 0 = none */
	} cases[] = {
		{"depot1-D,1,1,received,84,LTR,2026-12-01 10:00", 0},
		{"depot1-D,1,1,received,85,LTR,", 819},
		{"depot1-D,1,1,departed,60000,LTR,", 819},
		{"depot1-D,1,1,departed,,,2026-12-01 08:00", 0},
		{"depot1-D,1,1,departed,,,2026-12-01 07:59", 820},
		{"depot1-D,1,1,received,,,2026-12-01 09:59", 820},
		{"depot1-D,1,1,loaded,,,2026-12-01 07:00", 0},
	};
	struct sample x;
	char *folder = sample_folder();

	(void)state;
	sample_init(&x);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct previous p;
		struct diags d;
		struct text receipts;

		text_init(&receipts);
		text_printf(&receipts, "order,version,line,status,quantity,unit,time\n%s\n", cases[i].row);
		assert_true(read_receipts(&x, folder, text_str(&receipts), &p, &d));
		assert_int_equal(p.ndone, 1);
		if (d.nitems != (cases[i].code > 0) || (d.nitems > 0 && d.items[0].code != cases[i].code))
			fail_msg("%s: %d doubts, %d", cases[i].row, d.nitems, d.nitems > 0 ? d.items[0].code : 0);
		text_release(&receipts);
		previous_release(&p);
		diags_release(&d);
	}
	sample_folder_remove(folder);
	sample_release(&x);
}

static void a_full_disk_is_noticed(void **state)
{
	struct sample x;
	FILE *file = fopen("/dev/full", "w");

	(void)state;
	sample_init(&x);
	assert_non_null(file);
	assert_false(plan_write(&x.report, file));
	fclose(file);
	sample_release(&x);
}

/* With files limited to a few bytes nothing is written, what stood there stays
 * whole, and no temporary file is left. */
static void a_write_that_fails_leaves_the_old_file(void **state)
{
	struct sample x;
	char *folder = sample_folder(), *before, *after, command[256];
	struct rlimit limit, none;
	char why[256] = "";
	bool ok;

	(void)state;
	sample_init(&x);
	assert_true(report_write(&x.report, folder, why, sizeof why));
	before = sample_file(folder, "plan.txt");
	assert_true(strlen(before) > 1000);
	x.plan.status = PLAN_UNPROVEN;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &none), 0);
	limit = none;
	limit.rlim_cur = 100;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	ok = report_write(&x.report, folder, why, sizeof why);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
	assert_false(ok);
	assert_non_null(strstr(why, "plan.txt: File too large"));
	after = sample_file(folder, "plan.txt");
	assert_string_equal(before, after);
	snprintf(command, sizeof command, "test -z \"$(find '%s' -name '*.part')\"", folder);
	assert_int_equal(system(command), 0);
	mem_free(before);
	mem_free(after);
	sample_folder_remove(folder);
	sample_release(&x);
}

static void a_folder_that_cannot_be_made_is_said(void **state)
{
	struct sample x;
	char why[256] = "";

	(void)state;
	sample_init(&x);
	assert_false(report_write(&x.report, "/dev/null/at/all", why, sizeof why));
	assert_string_equal(why, "/dev/null/at/all: Not a directory");
	assert_false(report_write(&x.report, "/dev/null", why, sizeof why));
	assert_string_equal(why, "/dev/null: Not a directory");
	sample_release(&x);
}

static void the_same_plan_is_the_same_bytes(void **state)
{
	static const char *const names[] = {"plan.xml", "plan.txt", "daily.txt", "report.html",
		"served.csv", "allocation.csv", "shortfall.csv", "stock.csv", "receiving/c001.txt",
		"orders/depot1.txt"};
	struct sample x;
	char *folders[2], why[256];

	(void)state;
	for (int i = 0; i < 2; i++) {
		folders[i] = sample_folder();
		sample_init(&x);
		assert_true(report_write(&x.report, folders[i], why, sizeof why));
		sample_release(&x);
	}
	for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
		char *a = sample_file(folders[0], names[k]), *b = sample_file(folders[1], names[k]);

		assert_true(strlen(a) > 0);
		assert_string_equal(a, b);
		mem_free(a);
		mem_free(b);
	}
	sample_folder_remove(folders[0]);
	sample_folder_remove(folders[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(validates_against_its_schema),
		cmocka_unit_test(comes_back_as_it_was_written),
		cmocka_unit_test(levels_and_their_proof_come_back),
		cmocka_unit_test(faults_of_a_proof_are_found),
		cmocka_unit_test(a_later_horizon_sees_the_same_instants),
		cmocka_unit_test(faults_of_a_plan_are_located),
		cmocka_unit_test(a_missing_plan_is_said),
		cmocka_unit_test(receipts_come_back),
		cmocka_unit_test(receipts_in_another_encoding),
		cmocka_unit_test(faults_of_receipts_are_located),
		cmocka_unit_test(doubts_of_receipts_are_located),
		cmocka_unit_test(a_full_disk_is_noticed),
		cmocka_unit_test(a_write_that_fails_leaves_the_old_file),
		cmocka_unit_test(a_folder_that_cannot_be_made_is_said),
		cmocka_unit_test(the_same_plan_is_the_same_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
