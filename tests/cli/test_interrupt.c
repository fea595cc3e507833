/* Ctrl-C and the time limit. While the scenario is read there is no plan to get;
 * while it is solved there is one, valid and not proven; a second one ends at
 * once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { OUTPUT = 7, UNPROVEN = 6 };

static char folder[] = "/tmp/interrupt-XXXXXX";
static char said[1 << 16]; /* on stderr */

static void nap(int milliseconds)
{
	struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000L};

	nanosleep(&time, NULL);
}

/* Starts the program with stderr in a pipe, stdout thrown away. */
static pid_t start(const char *const *arguments, int *errors)
{
	int ends[2];
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		signal(SIGINT, SIG_DFL);
		if (!freopen("/dev/null", "w", stdout) || dup2(ends[1], STDERR_FILENO) < 0)
			_exit(99);
		close(ends[0]);
		close(ends[1]);
		execv(getenv("SHECANG"), (char *const *)arguments);
		_exit(98);
	}
	close(ends[1]);
	*errors = ends[0];
	said[0] = '\0';
	return child;
}

/* Reads on until the text has been said; false at the end. */
static bool hear(int errors, const char *text)
{
	while (!strstr(said, text)) {
		size_t n = strlen(said);
		ssize_t more = read(errors, said + n, sizeof said - 1 - n);

		if (more <= 0)
			return false;
		said[n + (size_t)more] = '\0';
	}
	return true;
}

static int finish(pid_t child, int errors)
{
	int status;

	hear(errors, "\001 never said");
	close(errors);
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static char *inside(const char *name)
{
	static char paths[4][256];
	static int next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof paths[0], "%s/%s", folder, name);
	return path;
}

static bool exists(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0;
}

/* Waits until the program catches SIGINT: it has begun to read. */
static void wait_until_caught(pid_t child)
{
	char name[64], line[256];
	unsigned long long caught = 0;

	snprintf(name, sizeof name, "/proc/%d/status", (int)child);
	while (!(caught & 1ULL << (SIGINT - 1))) {
		FILE *in = fopen(name, "r");
		bool ended = false;

		assert_non_null(in);
		while (fgets(line, sizeof line, in)) {
			if (strncmp(line, "SigCgt:", 7) == 0)
				caught = strtoull(line + 7, NULL, 16);
			ended = ended || strncmp(line, "State:\tZ", 8) == 0;
		}
		fclose(in);
		if (ended)
			fail_msg("the program ended before it could be interrupted");
		nap(1);
	}
}

static void test_while_reading(void **state)
{
	const char *out = inside("never");
	const char *arguments[] = {"shecang", "plan", "-o", out, "scenarios/handan/scenario.xml", NULL};
	int errors, status;
	pid_t child = start(arguments, &errors);

	(void)state;
	wait_until_caught(child);
	kill(child, SIGINT);
	status = finish(child, errors);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), OUTPUT);
	assert_string_equal(said, "\nshecang: interrupted before there was a plan; nothing was written\n");
	assert_false(exists(out));
}

/* --timings tells when reading is over. */
static void test_while_solving(void **state)
{
	const char *out = inside("solving");
	const char *arguments[] = {"shecang", "plan", "--timings", "-o", out, "scenarios/fuxing/scenario.xml",
		NULL};
	const char *check[] = {"shecang", "verify", "scenarios/fuxing/scenario.xml", out, NULL};
	int errors, status;
	pid_t child = start(arguments, &errors);

	(void)state;
	assert_true(hear(errors, "time read"));
	kill(child, SIGINT);
	status = finish(child, errors);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), UNPROVEN);
	assert_true(exists(inside("solving/plan.xml")));
	child = start(check, &errors);
	status = finish(child, errors);
	assert_true(WIFEXITED(status));
	assert_true(WEXITSTATUS(status) == UNPROVEN || WEXITSTATUS(status) == 1 || WEXITSTATUS(status) == 0);
}

static void test_twice(void **state)
{
	const char *out = inside("twice");
	const char *arguments[] = {"shecang", "plan", "--timings", "-o", out, "scenarios/handan/scenario.xml",
		NULL};
	int errors, status;
	pid_t child = start(arguments, &errors);

	(void)state;
	assert_true(hear(errors, "time read"));
	kill(child, SIGINT);
	nap(20);
	kill(child, SIGINT);
	status = finish(child, errors);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGINT);
	assert_false(exists(inside("twice/plan.xml")));
}

/* However little time there is, nobody of the first tiers is left with nothing
 * that others have: in steps of a tenth the claims are as even as they can be. */
static void test_no_time(void **state)
{
	const char *out = inside("limit");
	const char *arguments[] = {"shecang", "plan", "--time-limit", "0.001", "-o", out,
		"scenarios/fuxing/scenario.xml", NULL};
	int errors, status;
	pid_t child = start(arguments, &errors);
	char line[512];
	bool tier = false;
	FILE *in;

	(void)state;
	status = finish(child, errors);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), UNPROVEN);
	in = fopen(inside("limit/plan.txt"), "r");
	assert_non_null(in);
	while (fgets(line, sizeof line, in))
		tier = tier || strstr(line, "  Tier 1: not proven.");
	fclose(in);
	assert_true(tier);
}

static int make_folder(void **state)
{
	const char *program = getenv("SHECANG");

	(void)state;
	if (!program || access(program, X_OK) != 0) {
		print_error("SHECANG must name the program to be tested\n");
		return -1;
	}
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	char command[300];

	(void)state;
	snprintf(command, sizeof command, "rm -rf '%s'", folder);
	return system(command);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_while_reading),
		cmocka_unit_test(test_while_solving),
		cmocka_unit_test(test_twice),
		cmocka_unit_test(test_no_time),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
