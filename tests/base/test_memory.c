#include "base/memory.h"
#include "tests/base/support_check.h"

#include <stdalign.h>
#include <stdbool.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void calloc_gives_zeroed_memory(void **state)
{
	unsigned char *p = mem_calloc(1000, 7);
	size_t i;

	(void)state;
	for (i = 0; i < 7000; i++)
		assert_int_equal(p[i], 0);
	mem_free(p);
}

static void no_elements_still_give_a_pointer(void **state)
{
	void *p = mem_calloc(0, 8);
	void *q = mem_calloc(8, 0);
	void *r = mem_resize(NULL, 0, 4);

	(void)state;
	assert_non_null(p);
	assert_non_null(q);
	assert_non_null(r);
	r = mem_resize(r, 0, 4);
	assert_non_null(r);
	mem_free(p);
	mem_free(q);
	mem_free(r);
	mem_free(NULL);
}

static void resize_keeps_what_was_there(void **state)
{
	int32_t *numbers = NULL;
	int32_t i;

	(void)state;
	numbers = mem_resize(numbers, 10, sizeof *numbers);
	for (i = 0; i < 10; i++)
		numbers[i] = i * i;
	numbers = mem_resize(numbers, 100000, sizeof *numbers);
	for (i = 0; i < 10; i++)
		assert_int_equal(numbers[i], i * i);
	mem_free(numbers);
}

static void strdup_copies(void **state)
{
	char text[] = "社仓";
	char *copy = mem_strdup(text);

	(void)state;
	text[0] = 'x';
	assert_string_equal(copy, "社仓");
	mem_free(copy);
}

struct pair {
	int64_t number;
	const char *name;
};

static void array_grows_one_by_one_and_zeroed(void **state)
{
	struct pair *pairs = NULL;
	int32_t npairs = 0, room = 0;
	int32_t i;

	(void)state;
	for (i = 0; i < 5000; i++) {
		int32_t at = ARRAY_ADD(&pairs, &npairs, &room);

		assert_int_equal(at, i);
		assert_int_equal(npairs, i + 1);
		assert_true(room >= npairs);
		assert_int_equal(pairs[at].number, 0);
		assert_null(pairs[at].name);
		pairs[at].number = i;
		pairs[at].name = "x";
	}
	for (i = 0; i < 5000; i++)
		assert_int_equal(pairs[i].number, i);
	/* an element given back and added again is zeroed again */
	npairs = 10;
	assert_int_equal(ARRAY_ADD(&pairs, &npairs, &room), 10);
	assert_int_equal(pairs[10].number, 0);
	mem_free(pairs);
}

/* Pieces of random size, each filled with its own mark: none may touch
 * another, and all are aligned and zeroed. */
static void arena_pieces_do_not_overlap(void **state)
{
	enum { NPIECES = 3000 };
	static unsigned char *pieces[NPIECES];
	static size_t sizes[NPIECES];
	struct random random = {7};
	struct arena arena;
	size_t i, k;

	(void)state;
	arena_init(&arena);
	for (i = 0; i < NPIECES; i++) {
		bool large = random_next(&random) % 100 == 0;

		sizes[i] = (size_t)random_between(&random, 0, large ? 300000 : 200);
		pieces[i] = arena_calloc(&arena, sizes[i], 1);
		assert_int_equal((uintptr_t)pieces[i] % alignof(max_align_t), 0);
		for (k = 0; k < sizes[i]; k++) {
			if (pieces[i][k] != 0)
				fail_msg("byte %zu of piece %zu is not zero", k, i);
		}
		if (sizes[i])
			memset(pieces[i], (int)(i % 251) + 1, sizes[i]);
	}
	for (i = 0; i < NPIECES; i++) {
		for (k = 0; k < sizes[i]; k++) {
			if (pieces[i][k] != i % 251 + 1)
				fail_msg("byte %zu of piece %zu was overwritten", k, i);
		}
	}
	arena_release(&arena);
	assert_null(arena.newest);
	arena_release(&arena);
}

static void arena_text_ends_with_nul(void **state)
{
	struct arena arena;
	char *text;

	(void)state;
	arena_init(&arena);
	text = arena_text(&arena, "ctn12 and more", 5);
	assert_string_equal(text, "ctn12");
	assert_string_equal(arena_text(&arena, "", 0), "");
	assert_string_equal(arena_strdup(&arena, "三丰园社区"), "三丰园社区");
	assert_string_equal(text, "ctn12");
	arena_release(&arena);
}

static void ask_resize(void)
{
	mem_resize(NULL, SIZE_MAX, 2);
}

static void ask_arena(void)
{
	struct arena arena;

	arena_init(&arena);
	arena_calloc(&arena, SIZE_MAX / 2, 3);
}

static void ask_full_array(void)
{
	char *items = NULL;
	int32_t count = INT32_MAX, room = INT32_MAX;

	ARRAY_ADD(&items, &count, &room);
}

/* Runs what asks for too much in a process of its own. */
static void check_ends_with_70(void (*ask)(void))
{
	char line[200] = "";
	size_t n = 0;
	ssize_t got;
	int pipes[2], status;
	pid_t child;

	assert_int_equal(pipe(pipes), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		dup2(pipes[1], 2);
		ask();
		_exit(0);
	}
	close(pipes[1]);
	while (n < sizeof line - 1 && (got = read(pipes[0], line + n, sizeof line - 1 - n)) > 0)
		n += (size_t)got;
	close(pipes[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 70);
	assert_string_equal(line, "shecang: out of memory\n");
}

static void too_much_ends_the_process(void **state)
{
	(void)state;
	check_ends_with_70(ask_resize);
	check_ends_with_70(ask_arena);
	check_ends_with_70(ask_full_array);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(calloc_gives_zeroed_memory),
		cmocka_unit_test(no_elements_still_give_a_pointer),
		cmocka_unit_test(resize_keeps_what_was_there),
		cmocka_unit_test(strdup_copies),
		cmocka_unit_test(array_grows_one_by_one_and_zeroed),
		cmocka_unit_test(arena_pieces_do_not_overlap),
		cmocka_unit_test(arena_text_ends_with_nul),
		cmocka_unit_test(too_much_ends_the_process),
	};

	return cmocka_run_group_tests_name("base/memory", tests, NULL, NULL);
}
