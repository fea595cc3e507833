/* Any bytes as a canonical scenario: what is refused has a diagnostic; what is accepted can be
 * checked against. */
#define _GNU_SOURCE /* mkdtemp */
#include "io/canonical.h"
#include "models/sound.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char path[] = "/tmp/shecang-fuzz-XXXXXX";

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void clean(void)
{
	unlink(path);
}

static void save(const void *bytes, size_t n)
{
	static bool started;
	FILE *file;

	if (!started) {
		must(close(mkstemp(path)) == 0);
		atexit(clean);
		started = true;
	}
	file = fopen(path, "w");
	must(file != NULL && fwrite(bytes, 1, n, file) == n && fclose(file) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct scenario s;
	struct cells cells;
	struct supply supply;
	struct diags d;

	save(data, size);
	scenario_init(&s);
	diags_init(&d);
	/* so many periods or places are slow, not wrong */
	if (canonical_read(&s, path, &d) && (int64_t)s.nplaces * s.nperiods < 2000
		&& scenario_sound(&s, &cells, &supply, &d)) {
		must(d.nerrors == 0);
		supply_release(&supply);
		cells_release(&cells);
	} else {
		must(d.nerrors > 0 || s.nplaces > 0);
	}
	diags_release(&d);
	scenario_release(&s);
	return 0;
}
