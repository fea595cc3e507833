/* shecang-verify: the check of a plan as a program of its own. It is linked
 * with base, models, io and solver/verify alone: nothing in it has solved
 * anything. */
#include "cli/cli.h"
#include "cli/verify_causes.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

const bool causes_solvable = false;

const char *solver_library(char *buffer)
{
	buffer[0] = '\0';
	return buffer;
}

bool causes_solved_again(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	const struct plan *plan, const struct previous *previous, struct text *findings)
{
	(void)s;
	(void)cells;
	(void)supply;
	(void)plan;
	(void)previous;
	(void)findings;
	assert(!"there is no solver in this program");
	return false;
}

bool rest_solved_again(const struct report *r, const struct previous *previous, const struct text *said,
	struct text *findings)
{
	(void)r;
	(void)previous;
	(void)said;
	(void)findings;
	assert(!"there is no solver in this program");
	return false;
}

int main(int argc, char **argv)
{
	cli_start();
	if (argc > 1 && strcmp(argv[1], "--version") == 0) {
		printf("shecang-verify %s\n", SHECANG_VERSION);
		return cli_finish(STATUS_PROVEN);
	}
	return cli_finish(command_checker.run(argc, argv));
}
