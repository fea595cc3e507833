/* Every piece of work is done once, however many threads there are. */
#include "solver/tasks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdatomic.h>

enum { NTASKS = 50 };

struct work {
	atomic_int times[NTASKS]; /* how often each piece was done */
	atomic_int begun;
};

static void count(void *context, int k)
{
	struct work *work = context;

	atomic_fetch_add(&work->begun, 1);
	atomic_fetch_add(&work->times[k], 1);
}

static void test_every_piece_once(void **state)
{
	static const int jobs[] = {1, 2, 7, NTASKS + 9};

	(void)state;
	for (size_t j = 0; j < sizeof jobs / sizeof *jobs; j++) {
		for (int n = 0; n <= NTASKS; n++) {
			struct work work = {0};

			tasks_run(jobs[j], n, count, &work);
			assert_int_equal(atomic_load(&work.begun), n);
			for (int k = 0; k < NTASKS; k++)
				assert_int_equal(atomic_load(&work.times[k]), k < n);
		}
	}
}

static void note_order(void *context, int k)
{
	struct work *work = context;

	assert_int_equal(atomic_fetch_add(&work->begun, 1), k);
}

static void test_one_thread_keeps_the_order(void **state)
{
	struct work work = {0};

	(void)state;
	tasks_run(1, NTASKS, note_order, &work);
	assert_int_equal(atomic_load(&work.begun), NTASKS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_piece_once),
		cmocka_unit_test(test_one_thread_keeps_the_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
