/* Any bytes as a scenario: what is refused has a diagnostic; what is accepted
 * has cells and supply, and its canonical form reads and writes as itself. */
#define _GNU_SOURCE /* mkdtemp */
#include "io/printer.h"
#include "io/reader.h"
#include "models/scenario_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char folder[] = "/tmp/shecang-fuzz-XXXXXX";
static char path[sizeof folder + 20];
static FILE *nowhere;

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void clean(void)
{
	unlink(path);
	rmdir(folder);
}

static void start(void)
{
	must(mkdtemp(folder) != NULL);
	snprintf(path, sizeof path, "%s/scenario.xml", folder);
	nowhere = fopen("/dev/null", "w");
	must(nowhere != NULL);
	atexit(clean);
}

static void save(const void *bytes, size_t n)
{
	FILE *file = fopen(path, "w");

	must(file != NULL && fwrite(bytes, 1, n, file) == n && fclose(file) == 0);
}

/* The canonical form of what stands in the file, NULL when it is refused. */
static char *canonical(size_t *n)
{
	const struct check_options options = {false, false, false};
	struct scenario s;
	struct diags d;
	char *text = NULL;
	bool good;

	scenario_init(&s);
	diags_init(&d);
	good = scenario_read(&s, path, NULL, 0, &d) && scenario_check(&s, &options, &d);
	must(good || d.nerrors > 0);
	diags_print(&d, nowhere);
	/* so many periods or places are slow, not wrong */
	if (good && (int64_t)s.nplaces * s.nperiods < 2000) {
		struct cells cells;
		struct supply supply;
		FILE *out = open_memstream(&text, n);

		must(out != NULL);
		cells_build(&s, &cells);
		supply_build(&s, &cells, &supply);
		must(scenario_write(&s, out));
		fclose(out);
		supply_release(&supply);
		cells_release(&cells);
	}
	diags_release(&d);
	scenario_release(&s);
	return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *first, *again;
	size_t nfirst = 0, nagain = 0;

	if (!nowhere)
		start();
	save(data, size);
	first = canonical(&nfirst);
	if (!first)
		return 0;
	save(first, nfirst);
	again = canonical(&nagain);
	must(again != NULL && nagain == nfirst && memcmp(first, again, nfirst) == 0);
	free(first);
	free(again);
	return 0;
}
