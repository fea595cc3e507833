#include "io/init.h"

#include "base/text.h"
#include "io/init_templates.h"
#include "io/printer.h"
#include "io/save.h"
#include "io/sheets.h"
#include "models/check.h"
#include "models/scenario_check.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

const struct template_file *init_template(const char *kind, const char *language)
{
	bool english = strncmp(language, "en", 2) == 0;

	if (strcmp(kind, "sealed") == 0 || strcmp(kind, "封控") == 0)
		return english ? TEMPLATE_SEALED_EN : TEMPLATE_SEALED_ZH;
	if (strcmp(kind, "flood") == 0 || strcmp(kind, "洪涝") == 0)
		return english ? TEMPLATE_FLOOD_EN : TEMPLATE_FLOOD_ZH;
	if (strcmp(kind, "audit") == 0 || strcmp(kind, "审计") == 0)
		return english ? TEMPLATE_AUDIT_EN : TEMPLATE_AUDIT_ZH;
	return NULL;
}

static bool fail(char *why, size_t room, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
static bool fail(char *why, size_t room, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(why, room, format, args);
	va_end(args);
	return false;
}

/* The folder itself, not the ones above it: sheets to fill in shall not lie where nobody looks for them. */
static bool make_folder(const char *folder, char *why, size_t room)
{
	struct stat status;

	if (mkdir(folder, 0777) == 0)
		return true;
	if (errno != EEXIST)
		return fail(
			why, room, _("the folder %s cannot be made: %s"), folder, strerror(errno));
	if (stat(folder, &status) != 0 || !S_ISDIR(status.st_mode))
		return fail(why, room, _("%s is not a folder"), folder);
	return true;
}

static bool is_free(const char *folder, const char *name, char *why, size_t room)
{
	struct stat status;
	struct text path;
	bool good;

	text_init(&path);
	text_printf(&path, "%s/%s", folder, name);
	good = lstat(text_str(&path), &status) != 0 ||
		fail(why, room, _("%s exists and is not overwritten; name a new folder"), text_str(&path));
	text_release(&path);
	return good;
}

/* None of the files, under its other name neither: two of them would be the
 * same sheet twice. */
static bool nothing_there(const char *kind, const char *folder, char *why, size_t room)
{
	static const char *const languages[] = {"zh", "en"};

	for (int i = 0; i < 2; i++)
		for (const struct template_file *file = init_template(kind, languages[i]); file->name; file++)
			if (!is_free(folder, file->name, why, room))
				return false;
	return true;
}

static bool no_template(const char *kind, char *why, size_t room)
{
	return fail(why, room, _("there is no template \"%s\"; there are sealed 封控, flood 洪涝 and audit 审计"),
		kind);
}

bool init_write(const char *kind, const char *language, const char *folder, char *why, size_t room)
{
	const struct template_file *file = init_template(kind, language);
	struct folder f = {folder, why, room, false};
	struct text sheet;

	if (!file)
		return no_template(kind, why, room);
	if (!make_folder(folder, why, room) || !nothing_there(kind, folder, why, room))
		return false;
	text_init(&sheet);
	for (; file->name && !f.failed; file++) {
		text_clear(&sheet);
		text_printf(&sheet, "\xef\xbb\xbf%s", file->text);
		save_text(&f, file->name, &sheet);
	}
	text_release(&sheet);
	return !f.failed;
}

/* The template as a scenario. Sheets of ours are without fault. */
static void read_template(const struct template_file *file, struct scenario *s)
{
	struct check_options options = {.ledger = true};
	struct memory_sheet *sheets = NULL;
	int32_t n = 0, sheets_room = 0;
	struct diags d;

	diags_init(&d);
	for (; file->name; file++) {
		int32_t k = ARRAY_ADD(&sheets, &n, &sheets_room);

		sheets[k] = (struct memory_sheet){file->name, file->text, strlen(file->text)};
	}
	if (!scenario_read_memory(s, sheets, n, &d) || !scenario_check(s, &options, &d))
		assert(!"a template of ours is faulty");
	mem_free(sheets);
	diags_release(&d);
}

bool init_write_xml(const char *kind, const char *language, const char *folder, char *why, size_t room)
{
	const struct template_file *files = init_template(kind, language);
	struct folder f = {folder, why, room, false};
	struct scenario s;
	struct save save;

	if (!files)
		return no_template(kind, why, room);
	if (!make_folder(folder, why, room) || !is_free(folder, "scenario.xml", why, room))
		return false;
	scenario_init(&s);
	read_template(files, &s);
	if (save_open(&save, &f, "scenario.xml"))
		save_close(&save, scenario_write(&s, save.file));
	scenario_release(&s);
	return !f.failed;
}
