#include "io/papers.h"
#include "io/save.h"
#include "tests/io/support_cmocka.h"
#include "tests/io/support_printing.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void check_has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("not found: %s\nin:\n%s", part, text);
}

static bool exists(const char *folder, const char *name)
{
	char path[512];
	struct stat status;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	return lstat(path, &status) == 0;
}

static void write_orders(struct sample *x, char *folder)
{
	char why[256] = "";
	struct folder f = {folder, why, sizeof why, false};
	struct rollup u;

	rollup_build(&u, &x->report);
	assert_true(orders_save(&x->report, &u, &f));
	assert_true(receiving_save(&x->report, &u, &f));
	assert_string_equal(why, "");
	rollup_release(&u);
}

static void an_order_says_all_that_is_signed_for(void **state)
{
	struct sample x;
	char *folder = sample_folder(), *text;

	(void)state;
	sample_init(&x);
	x.scenario.items[SAMPLE_WATER].mass = 1000;
	write_orders(&x, folder);
	text = sample_file(folder, "orders/depot1.txt");
	check_has(text, "Transfer order\nNumber: depot1-D  Version: 1\n"
		"Issued by: Fuxing emergency office\nBasis: stock owned by the government\n"
		"To: District office\n");
	check_has(text, "Plan as of: 2026-12-01 Tue 08:00\n");
	check_has(text, "Drafted: ______________  Checked: ______________  Issued: ______________\n");
	/* each delivery leaves at its own time: it says itself what must be ready */
	assert_null(strstr(text, "To be made ready"));
	check_has(text, "       1  12-01 Tue 08:00 - 12-02 Wed 05:59  Sanfengyuan      1  84\n");
	check_has(text, "\fTransfer order depot1-D, version 1 (synthetic data, estimates)  Page 2 of 3\n\nDelivery 1 of 2\n"
		"Deliver to: Sanfengyuan (Fuxing)\nReceiver: Duty room, 0310-1234567\n"
		"Load and leave: 12-01 Tue 08:00 - 12-02 Wed 05:59\n"
		"Way: depot>c001, by way of Bridge 3; takes 2 h\n");
	check_has(text, "   1  Drinking water  24 x 550 mL    W-0712  2027-01-31  7 carton        84  L     84\n"
		"In all: lines 1, weight 84 kg.\n");
	check_has(text, "Way: depot>c002, direct; takes 2 h (estimated)\n");
	check_has(text, "Return slip: depot1-D, version 1, delivery 2 of 2, to Baihua\n");
	check_has(text, "   2  Drinking water  W-0712       96  L     __________  ____________________\n");
	check_has(text, "Rests on synthetic data: places.");
	mem_free(text);
	text = sample_file(folder, "orders/mkt1.txt");
	check_has(text, "Notice of call-up under agreement\nNumber: mkt1-X-A-17  Version: 1\n");
	check_has(text, "Basis: agreement 复应协〔2026〕17号 (in force 2026-01-01 to 2026-12-31)\n");
	check_has(text, "Way: handed over where the goods are stored\n");
	assert_null(strstr(text, "\f"));
	/* its water without consent is not ordered */
	assert_null(strstr(text, "Drinking water"));
	mem_free(text);
	sample_folder_remove(folder);
	sample_release(&x);
}

/* What has left is on an earlier paper; the warehouse's table sums what leaves at once. */
static void an_order_loads_what_is_still_to_be_sent(void **state)
{
	struct sample x;
	char *folder = sample_folder(), *text;

	(void)state;
	sample_init(&x);
	x.scenario.items[SAMPLE_WATER].mass = 1000;
	x.plan.shipments[2].depart = x.plan.shipments[2].arrive = 0;
	x.plan.shipments[2].depart_seconds = 0;
	x.plan.shipments[2].arrive_seconds = 7200;
	write_orders(&x, folder);
	text = sample_file(folder, "orders/depot1.txt");
	check_has(text, "To be made ready by 12-01 Tue 08:00\n");
	check_has(text, "  15 carton       180  L     180\n");
	check_has(text, "The whole order: lines 2, weight 180 kg. Weights are rounded up.\n");
	mem_free(text);
	x.plan.shipments[0].state = SHIPMENT_DEPARTED;
	x.plan.shipments[0].fact = true;
	write_orders(&x, folder);
	text = sample_file(folder, "orders/depot1.txt");
	check_has(text, "Of this version, on an earlier paper\n");
	check_has(text, "   1  12-01 08:00  Sanfengyuan  Drinking water  W-0712  7 carton  Departed\n");
	check_has(text, "Delivery 1 of 1\nDeliver to: Baihua");
	mem_free(text);
	x.plan.shipments[2].state = SHIPMENT_CANCELLED;
	x.plan.shipments[2].fact = true;
	write_orders(&x, folder);
	text = sample_file(folder, "orders/depot1.txt");
	check_has(text, "no signature is needed");
	assert_null(strstr(text, "Drafted"));
	mem_free(text);
	sample_folder_remove(folder);
	sample_release(&x);
}

static void goods_without_consent_are_never_ordered(void **state)
{
	struct sample x;
	struct rollup u;
	struct text t;
	char *folder = sample_folder();

	(void)state;
	sample_init(&x);
	x.plan.orders[1].form = LEGAL_REQUISITION;
	write_orders(&x, folder);
	assert_true(exists(folder, "orders/depot1.txt"));
	assert_false(exists(folder, "orders/mkt1.txt"));
	rollup_build(&u, &x.report);
	text_init(&t);
	requisition_text(&x.report, &u, &t);
	check_has(text_str(&t), "None of them is ordered.");
	check_has(text_str(&t),
		"Sample market  Sanfengyuan  Drinking water (L)              240             240  at most 54\n");
	/* households' own stock is theirs */
	assert_null(strstr(text_str(&t), "households"));
	text_release(&t);
	rollup_release(&u);
	sample_folder_remove(folder);
	sample_release(&x);
}

static void receiving_goes_down_to_the_building(void **state)
{
	struct sample x;
	char *folder = sample_folder(), *text;

	(void)state;
	sample_init(&x);
	write_orders(&x, folder);
	text = sample_file(folder, "receiving/c001.txt");
	/* 7 cartons to 60 and 30 people: 4.67 and 2.33 */
	check_has(text, "[Building 1]\nGeneral, 60 people, 20 homes: Drinking water 5 carton   Signed: ______\n");
	check_has(text, "[Building 2]\nGeneral, 30 people, 11 homes: Drinking water 2 carton   Signed: ______\n");
	check_has(text, "[Sanfengyuan]\nLiving alone, 10 people, 10 homes, at the door: Rice 25 kg   Signed: ______\n");
	check_has(text, "Hand out in period 1, 12-01 Tue 08:00 to 12-02 Wed 08:00\n");
	check_has(text, "From District depot, 12-01 Tue 10:00; order depot1-D, version 1\n");
	check_has(text, "   1  Drinking water  24 x 550 mL    W-0712  2027-01-31  7 carton  ____________\n");
	mem_free(text);
	assert_false(exists(folder, "receiving/depot.txt"));
	sample_folder_remove(folder);
	sample_release(&x);
}

/* Random splits: nothing is lost, nobody is more than one unit from the share. */
static void splits_keep_the_sum(void **state)
{
	struct sample x;
	uint64_t seed = 11;

	(void)state;
	for (int round = 0; round < 20; round++) {
		char *folder = sample_folder(), *text;
		const char *at;
		int64_t cartons = 0, people[2];

		sample_init(&x);
		for (int i = 0; i < 2; i++) {
			seed = splitmix64(seed);
			people[i] = x.scenario.people[1 + i].count = (int64_t)(seed % 500) + 1;
		}
		seed = splitmix64(seed);
		x.plan.handouts[1].quantity = 12 * ((int64_t)(seed % 59) + 1); /* below a pallet */
		write_orders(&x, folder);
		text = sample_file(folder, "receiving/c001.txt");
		for (at = text; (at = strstr(at, "Building ")) != NULL; at++) {
			int64_t count, households, n;

			assert_int_equal(sscanf(at + 10, "] General, %ld people, %ld homes: Drinking water %ld",
				&count, &households, &n), 3);
			cartons += n;
			assert_true(labs(n * (people[0] + people[1]) -
				x.plan.handouts[1].quantity / 12 * count) < people[0] + people[1]);
		}
		assert_int_equal(cartons * 12, x.plan.handouts[1].quantity);
		mem_free(text);
		sample_folder_remove(folder);
		sample_release(&x);
	}
}

/* One carton a period for 60 and 30 people: every third is the small building's. */
static void a_small_building_has_its_turn(void **state)
{
	struct sample x;
	char *folder = sample_folder(), *text;
	int large = 0, small = 0;

	(void)state;
	sample_init(&x);
	x.plan.handouts[1].quantity = 12;
	for (int32_t t = 1; t < 3; t++) {
		int32_t k = ARRAY_ADD(&x.plan.handouts, &x.plan.nhandouts, &x.plan.handouts_room);

		x.plan.handouts[k] = x.plan.handouts[1];
		x.plan.handouts[k].period = t;
	}
	write_orders(&x, folder);
	text = sample_file(folder, "receiving/c001.txt");
	for (const char *at = text; (at = strstr(at, "Building 1]\nGeneral, 60 people, 20 homes: Drinking water 1 carton")) != NULL; at++)
		large++;
	for (const char *at = text; (at = strstr(at, "Building 2]\nGeneral, 30 people, 11 homes: Drinking water 1 carton")) != NULL; at++)
		small++;
	assert_int_equal(large, 2);
	assert_int_equal(small, 1);
	mem_free(text);
	sample_folder_remove(folder);
	sample_release(&x);
}

static void onward_legs_are_on_the_hub_s_list(void **state)
{
	struct sample x;
	char *folder = sample_folder(), *text;

	(void)state;
	sample_init(&x);
	sample_forward(&x);
	write_orders(&x, folder);
	text = sample_file(folder, "receiving/depot.txt");
	check_has(text, "To be sent on");
	check_has(text, "Baihua");
	check_has(text, "To Baihua, 12-02 Wed 08:00; order depot-Z, version 1\n");
	mem_free(text);
	text = sample_file(folder, "orders/depot.txt");
	check_has(text, "Forwarding order\nNumber: depot-Z  Version: 1\n");
	check_has(text, "Return slip");
	mem_free(text);
	sample_folder_remove(folder);
	sample_release(&x);
}

static void names_of_files_are_safe_and_unique(void **state)
{
	struct file_names n;

	(void)state;
	file_names_init(&n);
	assert_string_equal(file_name_add(&n, "mkt1", ".txt"), "mkt1.txt");
	assert_string_equal(file_name_add(&n, "MKT1", ".txt"), "MKT1-2.txt");
	assert_string_equal(file_name_add(&n, "a/b", ".txt"), "a_b.txt");
	assert_string_equal(file_name_add(&n, "../x", ".txt"), "_._x.txt");
	assert_string_equal(file_name_add(&n, ".x", ".txt"), "_x.txt");
	assert_string_equal(file_name_add(&n, "", ".txt"), "_.txt");
	assert_string_equal(file_name_add(&n, "超市-1", ".txt"), "超市-1.txt");
	assert_string_equal(file_name_add(&n, "a:b*c?", ".txt"), "a_b_c_.txt");
	file_names_release(&n);
}

/* An order that no longer holds goes; what others put there stays. */
static void outdated_orders_go(void **state)
{
	struct sample x;
	char *folder = sample_folder();
	char path[512];
	FILE *file;

	(void)state;
	sample_init(&x);
	write_orders(&x, folder);
	snprintf(path, sizeof path, "%s/orders/notes.txt", folder);
	file = fopen(path, "w");
	fclose(file);
	assert_true(exists(folder, "orders/mkt1.txt"));
	x.plan.norders = 1;
	x.plan.shipments[1].order = 0;
	write_orders(&x, folder);
	assert_true(exists(folder, "orders/depot1.txt"));
	assert_false(exists(folder, "orders/mkt1.txt"));
	assert_true(exists(folder, "orders/notes.txt"));
	sample_folder_remove(folder);
	sample_release(&x);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_order_says_all_that_is_signed_for),
		cmocka_unit_test(an_order_loads_what_is_still_to_be_sent),
		cmocka_unit_test(goods_without_consent_are_never_ordered),
		cmocka_unit_test(receiving_goes_down_to_the_building),
		cmocka_unit_test(splits_keep_the_sum),
		cmocka_unit_test(a_small_building_has_its_turn),
		cmocka_unit_test(onward_legs_are_on_the_hub_s_list),
		cmocka_unit_test(names_of_files_are_safe_and_unique),
		cmocka_unit_test(outdated_orders_go),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
