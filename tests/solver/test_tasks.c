/* Every piece of work is done once, however many threads there are. */
#include "solver/tasks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdatomic.h>
#include <stdbool.h>

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

/* --- chains --- */

enum { NCHAINS = 9 };

struct chain {
	atomic_int at_work, done;
};
struct chain_work {
	struct chain chains[NCHAINS];
	int32_t last; /* rank of the step done last; one thread only */
	bool one_thread;
};

/* Chain k has k steps, wanted at 10 * step + k, the last one at 1000. */
static int32_t wanted(void *context, int k)
{
	struct chain_work *work = context;
	int32_t done = atomic_load(&work->chains[k].done);

	return done == k ? -1 : done == k - 1 ? 1000 : 10 * done + k;
}

static void do_step(void *context, int k)
{
	struct chain_work *work = context;

	assert_int_equal(atomic_fetch_add(&work->chains[k].at_work, 1), 0);
	if (work->one_thread) {
		assert_true(wanted(context, k) >= work->last);
		work->last = wanted(context, k);
	}
	atomic_fetch_add(&work->chains[k].done, 1);
	atomic_fetch_sub(&work->chains[k].at_work, 1);
}

static void test_chains_step_by_step(void **state)
{
	static const int jobs[] = {1, 2, 7, NCHAINS + 5};

	(void)state;
	for (size_t j = 0; j < sizeof jobs / sizeof *jobs; j++) {
		for (int again = 0; again < 50; again++) {
			struct chain_work work = {.one_thread = jobs[j] == 1};
			struct tasks_chains chains = {NCHAINS, wanted, do_step, &work};

			tasks_run_chains(jobs[j], &chains);
			for (int k = 0; k < NCHAINS; k++)
				assert_int_equal(atomic_load(&work.chains[k].done), k);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_piece_once),
		cmocka_unit_test(test_one_thread_keeps_the_order),
		cmocka_unit_test(test_chains_step_by_step),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
