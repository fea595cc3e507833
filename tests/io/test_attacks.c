/* Every hostile file of tests/attacks gets its verdict: refused for the right
 * kind of reason, quickly, and in little memory. */
#include "tests/io/support_cmocka.h"

#include "io/reader.h"
#include "models/scenario_check.h"

#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SECONDS_MAX = 2, MEMORY_MAX_KB = 256 * 1024 };

static bool between(int32_t code, int32_t least, int32_t most)
{
	return code >= least && code <= most;
}

/* The class of a diagnostic, by its number (docs/format.md). */
static const char *class_of(int32_t code)
{
	if (code == 106 || between(code, 108, 112))
		return "POLICY";
	if (between(code, 101, 116))
		return "SYNTAX";
	if (between(code, 117, 139))
		return "SCHEMA";
	if (between(code, 303, 305) || between(code, 373, 378))
		return "REF";
	if (between(code, 200, 302) || between(code, 371, 372) || between(code, 500, 599))
		return "VALUE";
	if (between(code, 600, 699))
		return "SOURCE";
	return "OTHER";
}

static bool is_among(const char *word, const char *words)
{
	const char *found = strstr(words, word);
	size_t n = strlen(word);

	return found && (found == words || found[-1] == '|') &&
		(found[n] == '\0' || found[n] == '|');
}

static void fill_verdict(const struct diags *d, char *verdict, size_t room)
{
	int32_t i;

	snprintf(verdict, room, "OK");
	for (i = 0; i < d->nitems; i++) {
		if (d->items[i].severity != DIAG_ERROR)
			continue;
		snprintf(verdict, room, "%s", class_of(d->items[i].code));
		return;
	}
}

static void read_one(const char *path, char *verdict, size_t room)
{
	struct check_options options = {false, false, false};
	struct timespec begin, end;
	struct scenario s;
	struct diags d;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
	diags_init(&d);
	scenario_init(&s);
	if (scenario_read(&s, path, NULL, 0, &d))
		scenario_check(&s, &options, &d);
	fill_verdict(&d, verdict, room);
	scenario_release(&s);
	diags_release(&d);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
	if (end.tv_sec - begin.tv_sec > SECONDS_MAX)
		fail_msg("%s took longer than %d s", path, SECONDS_MAX);
}

static char *make_attacks(void)
{
	const char *build = getenv("BUILD");
	char name[PATH_MAX], command[PATH_MAX + 100];

	snprintf(name, sizeof name, "%s/attacks.XXXXXX", build ? build : "/tmp");
	if (access("tests/attacks/gen.py", R_OK) != 0 || !mkdtemp(name))
		return NULL;
	snprintf(command, sizeof command, "python3 tests/attacks/gen.py '%s' 2>/dev/null", name);
	if (WEXITSTATUS(system(command)) != 0) {
		rmdir(name);
		return NULL;
	}
	return mem_strdup(name);
}

static void remove_folder(char *folder)
{
	DIR *directory = opendir(folder);
	struct dirent *entry;
	char path[PATH_MAX + 300];

	while (directory && (entry = readdir(directory)) != NULL) {
		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		if (entry->d_name[0] != '.')
			unlink(path);
	}
	if (directory)
		closedir(directory);
	rmdir(folder);
	mem_free(folder);
}

static void test_every_attack_gets_its_verdict(void **state)
{
	char line[1000], path[PATH_MAX + 300], verdict[20], *file, *expected, *rest;
	char *folder = make_attacks();
	int count = 0, wrong = 0;
	struct rusage usage;
	FILE *manifest;

	(void)state;
	if (!folder)
		skip(); /* no python3 on this machine */
	snprintf(path, sizeof path, "%s/MANIFEST.tsv", folder);
	manifest = fopen(path, "r");
	assert_non_null(manifest);
	assert_non_null(fgets(line, sizeof line, manifest)); /* headings */
	while (fgets(line, sizeof line, manifest)) {
		file = strtok_r(line, "\t", &rest);
		expected = strtok_r(NULL, "\t", &rest);
		snprintf(path, sizeof path, "%s/%s", folder, file);
		read_one(path, verdict, sizeof verdict);
		if (!is_among(verdict, expected)) {
			print_message("%s: %s instead of %s: %s", file, verdict, expected, rest);
			wrong++;
		}
		count++;
	}
	fclose(manifest);
	remove_folder(folder);
	assert_int_equal(wrong, 0);
	assert_true(count > 100);
	getrusage(RUSAGE_SELF, &usage);
#ifndef __SANITIZE_ADDRESS__
	assert_true(usage.ru_maxrss < MEMORY_MAX_KB);
#endif
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_attack_gets_its_verdict),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
