#include "cli/cli.h"

#include "base/text.h"

#include <getopt.h>
#include <string.h>

/* The schemas are part of the program, so that an editor or a colleague
 * without the source tree can have them. */
#define EMBED(name, file)                                                                        \
	__asm__(".section .rodata\n.global " #name "\n" #name ":\n.incbin \"" file "\"\n.global " #name \
		"_end\n" #name "_end:\n.byte 0\n.previous\n");                                    \
	extern const char name[], name##_end[]

EMBED(schema_scenario, "io/schema/scenario.xsd");
EMBED(schema_plan, "io/schema/plan.xsd");
EMBED(schema_audit, "io/schema/audit.xsd");
EMBED(schema_overlay, "io/schema/overlay.xsd");
EMBED(schema_sweep, "io/schema/sweep.xsd");
EMBED(schema_drill, "io/schema/drill.xsd");
EMBED(schema_stage, "io/schema/stage.xsd");

static enum status run(int argc, char **argv)
{
	static const struct option options[] = {LANGUAGE_OPTIONS, {NULL, 0, NULL, 0}};
	int ended = cli_options(&command_schema, argc, argv, "h", options, NULL, NULL);
	const char *which;

	if (ended != 0)
		return cli_result(ended, NULL);
	which = optind < argc ? argv[optind] : "scenario";
	if (strcmp(which, "scenario") == 0)
		fwrite(schema_scenario, 1, (size_t)(schema_scenario_end - schema_scenario), stdout);
	else if (strcmp(which, "plan") == 0)
		fwrite(schema_plan, 1, (size_t)(schema_plan_end - schema_plan), stdout);
	else if (strcmp(which, "audit") == 0)
		fwrite(schema_audit, 1, (size_t)(schema_audit_end - schema_audit), stdout);
	else if (strcmp(which, "overlay") == 0)
		fwrite(schema_overlay, 1, (size_t)(schema_overlay_end - schema_overlay), stdout);
	else if (strcmp(which, "sweep") == 0)
		fwrite(schema_sweep, 1, (size_t)(schema_sweep_end - schema_sweep), stdout);
	else if (strcmp(which, "drill") == 0)
		fwrite(schema_drill, 1, (size_t)(schema_drill_end - schema_drill), stdout);
	else if (strcmp(which, "stage") == 0)
		fwrite(schema_stage, 1, (size_t)(schema_stage_end - schema_stage), stdout);
	else
		return cli_usage(&command_schema,
			_("there is a schema of scenario, overlay, sweep, stage, drill, plan and audit, not of \"%s\""), which);
	return STATUS_PROVEN;
}

const struct command command_schema = {
	"schema",
	N_("Print the XML Schema of scenarios (or of overlays, sweeps, stagings, drills, plans, audits)"),
	N_("schema [scenario|overlay|sweep|stage|drill|plan|audit]"),
	NULL,
	run,
	false,
};
