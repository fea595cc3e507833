/* Sentences of `explain` that few plans lead to, each from an explanation and remedies
 * made by hand on the sample plan: c001 gets 100 of 100 L of water, c002 96 of 150. */
#include "io/explain.h"

#include "base/memory.h"
#include "tests/io/support_cmocka.h"
#include "tests/io/support_printing.h"

#include <stdlib.h>
#include <string.h>

struct told {
	struct sample x;
	struct explanation e;
	struct remedies r;
	struct text t;
};

static void told_init(struct told *t)
{
	const struct explained_about about = {SAMPLE_C002, SAMPLE_WATER, -1, 0, {0, 2}};

	sample_init(&t->x);
	for (int32_t c = 0; c < t->x.cells.ncells; c++)
		t->x.cells.cells[c].rate = t->x.cells.cells[c].need = -1;
	remedies_init(&t->r);
	text_init(&t->t);
	assert_true(explain_build(&t->x.scenario, &t->x.cells, &t->x.supply, &t->x.plan, &about, &t->e));
	t->e.solved_again = true;
	t->r.to = (struct ratio){4, 5};
	t->r.target = 120;
}

static void told_release(struct told *t)
{
	text_release(&t->t);
	remedies_release(&t->r);
	explain_release(&t->e);
	sample_release(&t->x);
}

static const char *said(struct told *t, const struct remedies *r)
{
	text_clear(&t->t);
	explain_text(&t->x.report, &t->e, r, &t->t, 400);
	return text_str(&t->t);
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

static struct remedy_result *add_goods(struct told *t, int32_t place, enum remedy_answer answer)
{
	int32_t k = ARRAY_ADD(&t->r.results, &t->r.nresults, &t->r.room);

	t->r.results[k] = (struct remedy_result){.remedy = {.kind = REMEDY_GOODS, .holder = -1, .place = place,
		.limit = -1, .route = -1, .segment = -1, .most = 10}, .answer = answer, .amount = 2, .proven = true,
		.served = 96, .served_half = -1, .served_double = -1};
	return &t->r.results[k];
}

/* Each reason has its own sentence with all that it is true of, in the order of reasons. */
static void why_a_remedy_was_not_solved(void **state)
{
	struct told t;

	(void)state;
	told_init(&t);
	add_goods(&t, SAMPLE_C001, REMEDY_UNSOLVED)->unsolved = UNSOLVED_STOPPED;
	add_goods(&t, SAMPLE_DEPOT, REMEDY_UNSOLVED)->unsolved = UNSOLVED_LARGE;
	add_goods(&t, SAMPLE_C002, REMEDY_UNSOLVED)->unsolved = UNSOLVED_STOPPED;
	add_goods(&t, SAMPLE_B1, REMEDY_UNSOLVED)->unsolved = UNSOLVED_NOT_WHOLE;
	add_goods(&t, SAMPLE_B2, REMEDY_UNSOLVED)->unsolved = UNSOLVED_CONTRADICTION;
	check_has(said(&t, &t.r),
		"\nNot solved, since limits would join large parts of the plan: goods to District depot.\n"
		"Not solved, since the hard rules contradict each other with it: goods to Building 2.\n"
		"Not solved, since no plan in whole units that keeps the hard rules was found with it: goods to Building 1.\n"
		"Not solved, since it was interrupted: goods to Sanfengyuan; goods to Baihua.\n");
	told_release(&t);
}

/* The file says it with a word, and no amount that means nothing. */
static void the_reason_in_the_table(void **state)
{
	struct told t;
	char *folder = sample_folder(), *rows, why[200];

	(void)state;
	told_init(&t);
	add_goods(&t, SAMPLE_C001, REMEDY_UNSOLVED)->unsolved = UNSOLVED_NOT_WHOLE;
	t.r.results[0].served = -3;
	add_goods(&t, SAMPLE_C002, REMEDY_NO_GAIN);
	assert_true(explain_write(&t.x.report, &t.e, &t.r, folder, why, sizeof why));
	rows = sample_file(folder, "remedies.csv");
	check_has(rows, "\n1,not-solved,true,goods,goods to Sanfengyuan,,1,1,150,,,,,LTR,,0,not-whole\n");
	check_has(rows, "\n2,no-gain,true,goods,goods to Baihua,24 L,1,1,150,96,64.00%,,,LTR,,0,\n");
	free(rows);
	sample_folder_remove(folder);
	told_release(&t);
}

static void what_was_not_tried(void **state)
{
	struct told t;

	(void)state;
	told_init(&t);
	add_goods(&t, SAMPLE_C001, REMEDY_NO_GAIN);
	t.r.untried[REMEDY_HOLD_BACK] = 3;
	t.r.untried[REMEDY_ROUTE] = 4;
	t.r.set_solved = true;
	t.r.missing = 54;
	check_has(said(&t, &t.r),
		"\nNo decision known here gives more without goods from outside.\n"
		"In the whole area 54 L of it are missing, whatever is lifted.\n"
		"Of no use here: goods to Sanfengyuan.\n"
		"Not tried, since they could bring less than others of their kind: 7 more; --full tries all.\n");
	told_release(&t);
}

static void a_target_that_is_reached(void **state)
{
	struct told t;

	(void)state;
	told_init(&t);
	t.r.to = (struct ratio){1, 2};
	t.r.target = 75;
	check_has(said(&t, &t.r), "\nWhat would lift it to 50.0%: 75 L of 150 L\nIt is reached already.\n");
	told_release(&t);
}

static void put_set(struct told *t, bool reaches)
{
	t->r.set_solved = true;
	t->r.set = (struct remedy_set){.n = 1, .served = 120, .reaches = reaches};
	t->r.set.results = mem_calloc(1, sizeof *t->r.set.results);
	t->r.set.amounts = mem_calloc(1, sizeof *t->r.set.amounts);
	t->r.set.amounts[0] = 2;
}

/* What is not proven is marked where it stands, and below. */
static void remedies_that_are_not_proven(void **state)
{
	struct told t;
	const char *text;

	(void)state;
	told_init(&t);
	add_goods(&t, SAMPLE_C001, REMEDY_TOO_LITTLE);
	put_set(&t, true);
	text = said(&t, &t.r);
	check_has(text, "Fill with them: 80.0%. Would lose: nobody.\n"
		"Solved again with all of them. They were taken one after the other, the one that gives most\n"
		"first, and what proved not to be needed left out: not proven to be the fewest.\n"
		"The plan with them is valid, but not proven best.\n");
	check_has_not(text, "by valid plans");
	t.r.set.proven = true;
	t.r.results[0].proven = false;
	text = said(&t, &t.r);
	check_has_not(text, "The plan with them is valid");
	check_has(text, "  64.0%*  nobody\n"
		"*: by valid plans that are not all proven best, for limits that several goods share.\n");
	told_release(&t);
}

/* Names of what is decided that depend on what the holder has. */
static void names_of_remedies(void **state)
{
	struct told t;
	struct remedy *r;

	(void)state;
	told_init(&t);
	r = &add_goods(&t, SAMPLE_C001, REMEDY_NO_GAIN)->remedy;
	r->kind = REMEDY_DECISION;
	r->decision = (struct decision){.kind = DECISION_CONSENT, .source = -1, .holder = SAMPLE_MKT1};
	check_has(said(&t, &t.r), "Of no use here: renew the agreement, or requisition: Sample market (mkt1).\n");
	r->kind = REMEDY_RELEASE;
	r->holder = SAMPLE_MKT1;
	check_has(said(&t, &t.r), "Of no use here: release more: Sample market (mkt1).\n");
	r->kind = REMEDY_NOTICE;
	check_has(said(&t, &t.r), "Of no use here: shorter notice: Sample market (mkt1).\n");
	r->kind = REMEDY_SEGMENT;
	r->segment = 0;
	check_has(said(&t, &t.r), "Of no use here: open segment Bridge 3.\n");
	r->kind = REMEDY_GOODS;
	check_has(said(&t, &t.r), "Of no use here: goods to the store of Sample market (mkt1).\n");
	told_release(&t);
}

/* Who loses: claims of other groups there, other items, other tiers, and more than are named. */
static void who_would_lose(void **state)
{
	struct told t;
	struct losers *l;

	(void)state;
	told_init(&t);
	l = &add_goods(&t, SAMPLE_C001, REMEDY_TOO_LITTLE)->losers;
	l->losers = mem_calloc(4, sizeof *l->losers);
	l->n = l->room = 4;
	l->losers[0] = (struct loser){SAMPLE_C002, SAMPLE_WATER, 2, 12, 60};
	l->losers[1] = (struct loser){SAMPLE_C001, SAMPLE_RICE, 1, 25, 300};
	l->losers[2] = (struct loser){SAMPLE_C001, SAMPLE_WATER, 3, 1, 24};
	l->losers[3] = l->losers[2];
	check_has(said(&t, &t.r), "  Baihua 12 L (other claims), Sanfengyuan 2.5 kg (Rice) (tier 1), Sanfengyuan 1 L (tier 3) "
		"and 1 more\n");
	t.x.plan.why = true;
	t.e.booked[CAUSE_TERMS] = 54;
	t.e.fixes[CAUSE_TERMS] = (struct explained_fix){.solved = true, .gain = 12, .nlosers = 5,
		.losers = {{SAMPLE_C002, SAMPLE_WATER, 12, 60}, {SAMPLE_C001, SAMPLE_RICE, 25, 300},
			{SAMPLE_C001, SAMPLE_WATER, 1, 24}}};
	check_has(said(&t, NULL), "  Baihua 12 L (other groups), Sanfengyuan 2.5 kg (Rice), Sanfengyuan 1 L and 2 more\n");
	told_release(&t);
}

/* The plan could not be solved again: neither causes alone nor remedies are told, and it says so. */
static void not_solved_again(void **state)
{
	struct told t;
	const char *text;

	(void)state;
	told_init(&t);
	t.e.solved_again = false;
	t.e.booked[CAUSE_NOT_ENOUGH] = 54;
	t.x.plan.why = true;
	t.x.plan.causes_skipped = true;
	t.x.plan.causes_unproven = true;
	text = said(&t, &t.r);
	check_has(text,
		"Short: causes lifted one after the other; the parts sum to the shortfall.\n"
		"What one cause alone would change is not told: solved again, the plan does not serve these items as it "
		"says, or is not proven.\n"
		"Some causes were not told apart; the lines after them hold their share.\n"
		"Not proven for limits that several goods share: a cause may stand for more.\n");
	check_has(text, "\nWhat would lift it is not told, for the same reason.\n");
	check_has_not(said(&t, NULL), "What would lift it");
	told_release(&t);
}

/* A cause that nothing is booked for, and would help all the same. */
static void a_cause_besides(void **state)
{
	struct told t;

	(void)state;
	told_init(&t);
	t.x.plan.why = true;
	t.e.booked[CAUSE_NOT_ENOUGH] = 54;
	t.e.fixes[CAUSE_TERMS] = (struct explained_fix){.solved = true, .gain = 12};
	check_has(said(&t, NULL), "0 short: nothing is booked for it, but it alone would raise the fill here too.\n");
	told_release(&t);
}

/* All parts of the arithmetic by which nothing of a holder may be called up. */
static void why_nothing_may_be_called_up(void **state)
{
	struct told t;
	struct callable *c;

	(void)state;
	told_init(&t);
	c = &t.x.supply.callable[3]; /* the market's water */
	*c = (struct callable){.holder = SAMPLE_MKT1, .item = SAMPLE_WATER, .in_stock = 240, .set_aside = 10,
		.expired = 20, .too_late = 25, .not_good = 30, .no_agreement = 40, .good = 140, .hold_back = 140, .has_release = true,
		.release = {0, 1}, .notice = -1, .terms = -1};
	check_has(said(&t, NULL), "10 L set aside, reported twice or counted too long ago, 20 L expired, "
		"25 L not callable in time, 30 L damaged or reserved, 40 L without agreement or consent, nothing of 140 L is released, "
		"140 L is held back");
	c->has_release = false;
	c->default_used = true;
	c->government = 100;
	c->hold_back = 0;
	check_has(said(&t, NULL), "40 L without agreement or consent, no release share stated for 40 L");
	told_release(&t);
}

static struct explained_holder *holder_named(struct explanation *e, int32_t holder)
{
	for (int32_t k = 0; k < e->nholders; k++)
		if (e->holders[k].holder == holder)
			return &e->holders[k];
	return NULL;
}

/* What may be called up and does not come, by each reason. */
static void why_it_does_not_come(void **state)
{
	static const struct {
		enum arriving arrival;
		const char *words;
	} cases[] = {
		{ARRIVAL_REACH, "may not go there by its terms"},
		{ARRIVAL_NO_ROAD, "no road leads there"},
		{ARRIVAL_EXPIRED, "expires before it could be there"},
		{ARRIVAL_CLOSED, "the roads are closed when it could go"},
		{ARRIVAL_LOST, "its place or that one is lost by then"},
		{ARRIVAL_LATE, "would come too late: notice or lead time"},
	};
	struct told t;
	struct explained_holder *h;

	(void)state;
	told_init(&t);
	h = holder_named(&t.e, SAMPLE_MKT1);
	assert_non_null(h);
	for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
		h->may = 24;
		h->reaching = 0;
		h->arrival = cases[k].arrival;
		check_has(said(&t, NULL), cases[k].words);
	}
	told_release(&t);
}

/* Less than a pack may be called up; goods under way that came already. */
static void what_is_left_of_a_holder(void **state)
{
	struct told t;
	struct explained_holder *h;

	(void)state;
	told_init(&t);
	t.x.supply.callable[3] = (struct callable){.holder = SAMPLE_MKT1, .item = SAMPLE_WATER, .in_stock = 11, .good = 11,
		.consented = 11, .notice = -1, .release = {0, 1}, .terms = -1};
	check_has(said(&t, NULL), "less than one issue unit is left");
	h = holder_named(&t.e, SAMPLE_MKT1);
	h->callable = -1;
	h->transit = ARRAY_ADD(&t.x.scenario.transits, &t.x.scenario.ntransits, &t.x.scenario.transits_room);
	t.x.scenario.transits[h->transit] = (struct transit){.id = "truck", .item = SAMPLE_WATER, .to = SAMPLE_C002,
		.holder = SAMPLE_MKT1, .quantity = 24};
	check_has(said(&t, NULL), "not counted, or already handed out");
	told_release(&t);
}

/* Made to order; more places than are named; more holders than are shown. */
static void what_is_said_of_a_holder(void **state)
{
	struct told t;
	struct explained_holder *h;
	int32_t k, n;

	(void)state;
	told_init(&t);
	h = holder_named(&t.e, SAMPLE_DEPOT1);
	assert_true(h->reaching > 0);
	t.x.supply.callable[h->callable].by_period = true;
	h->elsewhere = 84;
	h->nothers = 5;
	for (k = 0; k < EXPLAINED_MOST; k++)
		h->others[k] = (struct explained_share){SAMPLE_C001, SAMPLE_WATER, 36 - 12 * k, 0};
	check_has(said(&t, NULL), "    (made to order: so for each period alone, these are sums over all)\n");
	check_has(said(&t, NULL), "  Elsewhere: 84 L to 5 places, most to Sanfengyuan 36 L, Sanfengyuan 24 L, Sanfengyuan 12 L\n");
	h->nothers = 1;
	check_has(said(&t, NULL), "  Elsewhere: 84 L, to Sanfengyuan 36 L\n");
	for (n = t.e.nholders; t.e.nholders < n + 11;) {
		k = ARRAY_ADD(&t.e.holders, &t.e.nholders, &t.e.room);
		t.e.holders[k] = t.e.holders[k - 1];
	}
	check_has(said(&t, NULL), "more holders: --full prints them.\n");
	t.x.report.full = true;
	check_has_not(said(&t, NULL), "more holders");
	told_release(&t);
}

static void which_claims(void **state)
{
	struct told t;

	(void)state;
	told_init(&t);
	t.e.about.tier = 2;
	t.e.about.when = (struct periods){1, 1};
	check_has(said(&t, NULL), "Only claims of tier 2.\nOnly claims that begin in period 2 (12-02).\n");
	t.e.about.when = (struct periods){1, 2};
	check_has(said(&t, NULL), "Only claims that begin in periods 2 (12-02) to 3 (12-03).\n");
	told_release(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(why_a_remedy_was_not_solved),
		cmocka_unit_test(the_reason_in_the_table),
		cmocka_unit_test(what_was_not_tried),
		cmocka_unit_test(a_target_that_is_reached),
		cmocka_unit_test(remedies_that_are_not_proven),
		cmocka_unit_test(names_of_remedies),
		cmocka_unit_test(who_would_lose),
		cmocka_unit_test(what_is_left_of_a_holder),
		cmocka_unit_test(what_is_said_of_a_holder),
		cmocka_unit_test(not_solved_again),
		cmocka_unit_test(a_cause_besides),
		cmocka_unit_test(why_nothing_may_be_called_up),
		cmocka_unit_test(why_it_does_not_come),
		cmocka_unit_test(which_claims),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
