/* What `price` says of other local shares, from figures made by hand on the sample plan:
 * rice is tier 1, water tier 2. */
#include "io/price.h"

#include "base/memory.h"
#include "tests/io/support_cmocka.h"
#include "tests/io/support_printing.h"

#include <stdlib.h>
#include <string.h>

struct priced {
	struct sample x;
	struct price_frame f;
	struct price_autonomy a;
	char *text; /* as last printed */
};

/* Shares of 0, 50 (stated) and 100%; nobody loses anything. */
static void priced_init(struct priced *p)
{
	memset(p, 0, sizeof *p);
	sample_init(&p->x);
	p->x.scenario.policy.autonomy = (struct ratio){1, 2};
	price_frame_init(&p->f, &p->x.scenario, &p->x.cells);
	price_autonomy_init(&p->a);
	p->a.drop = (struct ratio){1, 10};
	p->a.touched = mem_calloc(2, sizeof *p->a.touched);
	p->a.touched[SAMPLE_WATER] = true;
	p->a.lowest = mem_calloc(2, sizeof *p->a.lowest);
	p->a.drops = mem_calloc(2, sizeof *p->a.drops);
	p->a.nshares = 3;
	p->a.nalone = 4;
	for (int k = 0; k < 3; k++) {
		int32_t i = ARRAY_ADD(&p->a.points, &p->a.npoints, &p->a.points_room);
		struct price_point *point = &p->a.points[i];
		*point = (struct price_point){.share = {k, 2}, .possible = true, .proven = true};
		point->at = mem_calloc(2, sizeof *point->at);
		point->nworse = mem_calloc(2, sizeof *point->nworse);
		for (int j = 0; j < 2; j++)
			point->at[j] = (struct price_at){.served = 196, .worst = {64, 100}, .worst_row = {64, 100},
				.worst_place = SAMPLE_C002, .lost_place = -1};
	}
	for (int j = 0; j < 2; j++)
		p->a.lowest[j] = p->a.drops[j] = (struct price_turn){{1, 1}, {0, 1}};
	p->a.drop_all = (struct price_turn){{1, 1}, {0, 1}};
}

static void priced_release(struct priced *p)
{
	free(p->text);
	price_autonomy_release(&p->a);
	price_frame_release(&p->f);
	sample_release(&p->x);
}

static const char *printed(struct priced *p)
{
	const struct prices prices = {&p->f, NULL, &p->a};
	size_t n = 0;
	FILE *file;

	free(p->text);
	file = open_memstream(&p->text, &n);
	price_print(&p->x.report, &prices, file, 200);
	fclose(file);
	return p->text;
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

static void nobody_loses(void **state)
{
	struct priced p;
	const char *text;

	(void)state;
	priced_init(&p);
	p.a.proven = p.a.alone_proven = true;
	text = printed(&p);
	check_has(text, "Tier  Item                   0%   50%*   100%\n"
		"----  ------------------  -----  -----  -----\n"
		"   2  Drinking water (L)  64.0%  64.0%  64.0%\n"
		"*: the share as stated. All of a community's claims of the item and tier together.\n"
		"No holder in a community may give these beyond it, so the share changes nothing: Rice.\n");
	check_has(text, "Nobody loses more than 10% of anything at a share of 100%.\n");
	check_has(text, "The amounts at all of them are proven.\n");
	check_has(text, "Nobody is worse off: proved, in exact numbers.\n");
	check_has_not(text, "the hard rules contradict");
	priced_release(&p);
}

static void not_proven(void **state)
{
	struct priced p;
	const char *text;
	int32_t k;

	(void)state;
	priced_init(&p);
	p.a.drop_all = (struct price_turn){{1, 2}, {3, 5}};
	text = printed(&p);
	check_has(text, "The largest share found at which nobody loses more than 10% of anything: 50% (at 60% somebody does).\n");
	check_has(text, "The amounts are not proven at all of them.\n");
	check_has(text, "Nobody is worse off; not proven.\n");
	k = ARRAY_ADD(&p.a.worse, &p.a.nworse, &p.a.worse_room);
	p.a.worse[k] = (struct price_worse){SAMPLE_C002, SAMPLE_WATER, 150, 120, 96};
	text = printed(&p);
	check_has(text, "Baihua     Drinking water (L)     150    120    96    24  20.0%\n"
		"Worse off, not proven: 1 of 4 communities and items with stock of their own.\n");
	p.a.alone_proven = true;
	check_has(printed(&p), "\nWorse off, proved in exact numbers: 1 of 4 communities and items with stock of their own.\n");
	/* What the plan gives must be proven too. */
	p.x.plan.status = PLAN_UNPROVEN;
	check_has(printed(&p), "\nWorse off, not proven: 1 of 4 communities and items with stock of their own.\n");
	priced_release(&p);
}

static void contradictions(void **state)
{
	struct priced p;
	const char *text;

	(void)state;
	priced_init(&p);
	p.a.points[2].possible = false;
	text = printed(&p);
	check_has(text, "   2  Drinking water (L)  64.0%  64.0%     -\n"
		"*: the share as stated. All of a community's claims of the item and tier together.\n"
		"-: at this share the hard rules contradict.\n");
	check_has(text, " 100%         -     -             -  -          -         -     -                 -\n");
	p.a.points[0].possible = false;
	mem_free(p.a.lowest);
	mem_free(p.a.drops);
	p.a.lowest = p.a.drops = NULL;
	text = printed(&p);
	check_has(text, "\nThe hard rules contradict when no share is kept: there is nothing to compare with.\n");
	check_has_not(text, "Up to which share");
	priced_release(&p);
}

static void no_share_changes_anything(void **state)
{
	struct priced p;
	const char *text;

	(void)state;
	priced_init(&p);
	p.a.touched[SAMPLE_WATER] = false;
	text = printed(&p);
	check_has(text, "\nThe price of autonomy: no holder in a community may give anything beyond it, so no local share changes "
		"anything.\n");
	check_has_not(text, "Up to which share");
	priced_release(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_loses),
		cmocka_unit_test(not_proven),
		cmocka_unit_test(contradictions),
		cmocka_unit_test(no_share_changes_anything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
