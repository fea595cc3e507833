/* shecang-verify: the check of a plan as a program of its own. It is linked
 * with base, models, io and solver/verify alone: nothing in it has solved
 * anything. */
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
	cli_start();
	if (argc > 1 && strcmp(argv[1], "--version") == 0) {
		printf("shecang-verify %s\n", SHECANG_VERSION);
		return cli_finish(STATUS_PROVEN);
	}
	return cli_finish(command_checker.run(argc, argv));
}
