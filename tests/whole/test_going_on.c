/* Plans of plans of plans: random small stories are planned and, while receipts come
 * in, roads close, needs change and stock is counted, planned again three times, each
 * time from the plan.xml of the plan before as it is read back. Every plan passes its
 * check as it was made and as it was read. STORIES stories from number STORY on. */
#include "io/plan_read.h"
#include "io/xml_parser.h"
#include "io/printer.h"
#include "models/previous.h"
#include "solver/verify/verify.h"
#include "tests/solver/support_events.h"
#include "tests/solver/support_stories.h"
#include "tests/whole/support_written.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { AGAIN = 3 }; /* times that a story is planned again */

static char folder[] = "/tmp/shecang-going-on-XXXXXX";

static struct tally {
	long plans, facts, planned; /* legs */
} tally;

static int make_folder(void **state)
{
	(void)state;
	return written_folder(folder) ? 0 : -1;
}

static int drop_folder(void **state)
{
	(void)state;
	return written_clear(folder) ? 0 : -1;
}

static void complain(const struct story *y, uint64_t seed, int again, const char *what)
{
	struct text dump;

	text_init(&dump);
	story_dump(y, &dump);
	fprintf(stderr, "story %llu, planned again %d times: %s\n%s\n", (unsigned long long)seed, again, what,
		text_str(&dump));
	text_release(&dump);
	fail();
}

/* The plan as a file: read back it is the same to the checker. */
static void write_and_check(struct story *y, struct previous *p, uint64_t seed, int again)
{
	struct text findings;

	text_init(&findings);
	if (!written_read_back(y, folder))
		complain(y, seed, again, "not read back");
	if (y->plan.status != PLAN_CONTRADICTION
		&& !(story_holds(y, &findings) && plan_judge(&y->s, &y->cells, &y->supply, &y->plan, p, &findings)))
		complain(y, seed, again, text_str(&findings));
	text_release(&findings);
	tally.plans++;
	for (int32_t k = 0; k < y->plan.nshipments; k++)
		*(y->plan.shipments[k].fact ? &tally.facts : &tally.planned) += 1;
}

static void read_previous(struct previous *p, const struct story *y, uint64_t seed, int again)
{
	struct diags diags;

	diags_init(&diags);
	previous_init(p);
	if (!previous_read(p, &y->s, folder, xml_parse_file, &diags)) {
		diags_print(&diags, stderr);
		complain(y, seed, again, "not read as an earlier plan");
	}
	diags_release(&diags);
}

static void tell(uint64_t seed)
{
	static const struct story_shape shape = {.items_most = 2, .periods_most = 5, .claims_most = 6,
		.quantity_most = 9, .odd_notice = true, .capacities = true, .substitutes = true, .tiers = true,
		.packs = true, .transits = true, .households = true, .autonomy = true, .losses = true};
	struct support_random r = {seed};
	struct story_shape s = shape;
	struct text findings;
	struct story y;
	int64_t now = 0;

	s.limits = seed % 4 == 0;
	s.plain = seed % 3 == 0;
	s.minima = seed % 5 == 0;
	s.rules = seed % 7 == 0;
	story_random(&y, &r, &s);
	written_names(&y.s);
	story_solve(&y, 1);
	write_and_check(&y, NULL, seed, 0);
	text_init(&findings);
	for (int again = 1; again <= AGAIN && y.plan.status != PLAN_CONTRADICTION; again++) {
		struct previous p;

		now += HOURS(6 * support_between(&r, 0, 8));
		read_previous(&p, &y, seed, again);
		y.s.as_of.seconds = y.s.start.seconds + now;
		events_random_receipts(&p, &y, &r);
		events_random(&y, &r);
		if (!events_try(&y, &p, now, &findings))
			complain(&y, seed, again, text_str(&findings));
		write_and_check(&y, &p, seed, again);
		previous_release(&p);
	}
	text_release(&findings);
	story_release(&y);
}

static void test_random_chains(void **state)
{
	uint64_t n = stories(300), first = story_first(12000);

	(void)state;
	for (uint64_t k = 0; k < n; k++)
		tell(first + k);
	printf("%ld plans, %ld legs that are facts, %ld planned\n", tally.plans, tally.facts, tally.planned);
	assert_true(n < 300 || (tally.facts > 300 && tally.planned > 200));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_chains),
	};

	return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
