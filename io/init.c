#include "io/init.h"

#include "base/text.h"
#include "io/init_templates.h"
#include "io/printer.h"
#include "io/sheets.h"
#include "models/check.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

static void make_path(struct text *path, const char *folder, const char *name)
{
	text_clear(path);
	text_printf(path, "%s/%s", folder, name);
}

/* The folder itself, not the ones above it. */
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

/* None of the files, under its other name neither: two of them would be the
 * same sheet twice. */
static bool nothing_there(const char *kind, const char *folder, char *why, size_t room)
{
	static const char *const languages[] = {"zh", "en"};
	struct stat status;
	struct text path;
	bool free_to_write = true;
	int i;

	text_init(&path);
	for (i = 0; i < 2 && free_to_write; i++) {
		const struct template_file *file = init_template(kind, languages[i]);

		for (; file->name && free_to_write; file++) {
			make_path(&path, folder, file->name);
			if (lstat(text_str(&path), &status) == 0)
				free_to_write = fail(why, room,
					_("%s exists and is not overwritten; name a new folder"),
					text_str(&path));
		}
	}
	text_release(&path);
	return free_to_write;
}

static bool write_all(int descriptor, const char *bytes, size_t n)
{
	while (n > 0) {
		ssize_t written = write(descriptor, bytes, n);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return false;
		bytes += written;
		n -= (size_t)written;
	}
	return true;
}

static bool write_file(const char *path, const char *text, char *why, size_t room)
{
	int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	bool good;

	if (descriptor < 0)
		return fail(why, room, _("%s cannot be written: %s"), path, strerror(errno));
	good = write_all(descriptor, "\xef\xbb\xbf", 3) &&
		write_all(descriptor, text, strlen(text));
	if (!good)
		fail(why, room, _("%s cannot be written: %s"), path, strerror(errno));
	if (close(descriptor) != 0 && good)
		good = fail(why, room, _("%s cannot be written: %s"), path, strerror(errno));
	return good;
}

static bool no_template(const char *kind, char *why, size_t room)
{
	return fail(why, room, _("there is no template \"%s\"; there are sealed 封控, flood 洪涝 and audit 审计"),
		kind);
}

bool init_write(const char *kind, const char *language, const char *folder, char *why, size_t room)
{
	const struct template_file *file = init_template(kind, language);
	struct text path;
	bool good = true;

	if (!file)
		return no_template(kind, why, room);
	if (!make_folder(folder, why, room) || !nothing_there(kind, folder, why, room))
		return false;
	text_init(&path);
	for (; file->name && good; file++) {
		make_path(&path, folder, file->name);
		good = write_file(text_str(&path), file->text, why, room);
	}
	text_release(&path);
	return good;
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

static bool write_scenario(const struct scenario *s, const char *path, char *why, size_t room)
{
	FILE *out = fopen(path, "wx");
	bool good = out && scenario_write(s, out);

	if (!out && errno == EEXIST)
		return fail(why, room, _("%s exists and is not overwritten; name a new folder"), path);
	if (out && fclose(out) != 0)
		good = false;
	return good || fail(why, room, _("%s cannot be written: %s"), path, strerror(errno));
}

bool init_write_xml(const char *kind, const char *language, const char *folder, char *why, size_t room)
{
	const struct template_file *files = init_template(kind, language);
	struct scenario s;
	struct text path;
	bool good;

	if (!files)
		return no_template(kind, why, room);
	if (!make_folder(folder, why, room))
		return false;
	scenario_init(&s);
	read_template(files, &s);
	text_init(&path);
	make_path(&path, folder, "scenario.xml");
	good = write_scenario(&s, text_str(&path), why, room);
	text_release(&path);
	scenario_release(&s);
	return good;
}
