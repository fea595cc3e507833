#define _GNU_SOURCE /* O_NOFOLLOW */

#include "io/save.h"

#include "base/map.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *join(const char *a, const char *b, const char *extension)
{
	struct text t;

	text_init(&t);
	text_puts(&t, a);
	if (b) {
		text_putc(&t, '/');
		text_puts(&t, b);
	}
	text_puts(&t, extension);
	return t.bytes;
}

static void folder_fail(struct folder *f, const char *path, int error)
{
	char reason[128] = "";

	if (f->failed)
		return;
	f->failed = true;
	/* strerror is not safe with threads; the GNU form may return its own text */
	snprintf(f->why, f->why_size, "%s: %s", path,
		error ? strerror_r(error, reason, sizeof reason) : _("cannot be written"));
}

/* The folder with those above it; 0, or what is in the way. The path is as it was afterwards. */
static int make_path(char *path)
{
	char *slash;
	int error;

	if (mkdir(path, 0777) == 0)
		return 0;
	error = errno;
	slash = strrchr(path, '/');
	if (error != ENOENT || !slash || slash == path)
		return error;
	*slash = '\0';
	error = make_path(path);
	*slash = '/';
	if (error != 0 && error != EEXIST)
		return error;
	return mkdir(path, 0777) == 0 ? 0 : errno;
}

bool folder_make(struct folder *f, const char *name)
{
	char *path = join(f->directory, name, "");
	struct stat status;
	int error = f->failed ? 0 : make_path(path);

	if (error != 0 && (error != EEXIST || stat(path, &status) != 0 || !S_ISDIR(status.st_mode)))
		folder_fail(f, path, error == EEXIST ? ENOTDIR : error);
	mem_free(path);
	return !f->failed;
}

bool save_open(struct save *s, struct folder *f, const char *name)
{
	int descriptor;

	if (f->failed)
		return false;
	s->folder = f;
	s->path = join(f->directory, name, "");
	s->temporary = join(f->directory, name, ".part");
	s->file = NULL;
	/* one left by a run that was killed */
	unlink(s->temporary);
	descriptor = open(s->temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
	if (descriptor >= 0)
		s->file = fdopen(descriptor, "w");
	if (!s->file) {
		folder_fail(f, s->path, errno);
		if (descriptor >= 0) {
			close(descriptor);
			unlink(s->temporary);
		}
		mem_free(s->path);
		mem_free(s->temporary);
		return false;
	}
	return true;
}

bool save_close(struct save *s, bool ok)
{
	int before = errno, error = ok ? 0 : before; /* of the write that failed, if one did */

	errno = 0;
	if (fflush(s->file) != 0 || ferror(s->file)) {
		error = errno ? errno : before;
		ok = false;
	}
	errno = 0;
	if (fclose(s->file) != 0 && ok) {
		error = errno;
		ok = false;
	}
	if (ok && rename(s->temporary, s->path) != 0) {
		error = errno;
		ok = false;
	}
	if (!ok) {
		folder_fail(s->folder, s->path, error);
		unlink(s->temporary);
	}
	mem_free(s->path);
	mem_free(s->temporary);
	s->file = NULL;
	return ok;
}

bool save_text(struct folder *f, const char *name, const struct text *t)
{
	struct save s;

	if (!save_open(&s, f, name))
		return false;
	return save_close(&s, fwrite(text_str(t), 1, t->length, s.file) == t->length);
}

/* --- names --- */

void file_names_init(struct file_names *n)
{
	memset(n, 0, sizeof *n);
	map_init(&n->taken);
	arena_init(&n->arena);
}

void file_names_release(struct file_names *n)
{
	mem_free(n->names);
	map_release(&n->taken);
	arena_release(&n->arena);
}

static void lower(char *s)
{
	for (; *s; s++) {
		if (*s >= 'A' && *s <= 'Z')
			*s = (char)(*s - 'A' + 'a');
	}
}

static void add_safe(struct text *out, const char *id)
{
	for (const char *s = id; *s; s++) {
		unsigned char c = (unsigned char)*s;
		bool plain = c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
			(c >= 'A' && c <= 'Z') || c == '-' || c == '_' || (c == '.' && s > id);

		text_putc(out, plain ? (char)c : '_');
	}
	if (!*id)
		text_putc(out, '_');
}

const char *file_name_add(struct file_names *n, const char *id, const char *extension)
{
	struct text t;
	int32_t i;

	text_init(&t);
	for (int again = 1;; again++) {
		char *key;

		text_clear(&t);
		add_safe(&t, id);
		if (again > 1)
			text_printf(&t, "-%d", again);
		text_puts(&t, extension);
		key = arena_strdup(&n->arena, t.bytes);
		lower(key);
		if (map_add(&n->taken, key, 0) < 0)
			break;
	}
	i = ARRAY_ADD(&n->names, &n->nnames, &n->names_room);
	n->names[i] = arena_strdup(&n->arena, t.bytes);
	text_release(&t);
	return n->names[i];
}

static bool name_known(const struct file_names *n, const char *name)
{
	char *key = mem_strdup(name);
	bool known;

	lower(key);
	known = map_get(&n->taken, key) >= 0;
	mem_free(key);
	return known;
}

/* Only a name that this program could have written is ever removed. */
static bool name_safe(const char *name)
{
	return name[0] && name[0] != '.' && !strchr(name, '/');
}

/* Removes the files of directory/sub that its list names and n does not. */
static void remove_others(struct folder *f, const char *sub, const char *list, const struct file_names *n)
{
	char *path = join(f->directory, list, "");
	char line[512];
	FILE *file = f->failed ? NULL : fopen(path, "r");

	while (file && fgets(line, sizeof line, file)) {
		line[strcspn(line, "\n")] = '\0';
		if (name_safe(line) && !name_known(n, line)) {
			char *folder = join(f->directory, sub, "");
			char *old = join(folder, line, "");

			unlink(old);
			mem_free(old);
			mem_free(folder);
		}
	}
	if (file)
		fclose(file);
	mem_free(path);
}

bool folder_tidy(struct folder *f, const char *sub, const struct file_names *n)
{
	char *list = join(sub, ".written", "");
	struct text t;
	bool ok;

	remove_others(f, sub, list, n);
	text_init(&t);
	for (int32_t i = 0; i < n->nnames; i++)
		text_printf(&t, "%s\n", n->names[i]);
	ok = save_text(f, list, &t);
	text_release(&t);
	mem_free(list);
	return ok;
}

void folder_empty(struct folder *f, const char *sub)
{
	char *list = join(sub, ".written", ""), *folder = join(f->directory, sub, "");
	struct file_names none;

	file_names_init(&none);
	remove_others(f, sub, list, &none);
	folder_drop(f, list);
	if (!f->failed)
		rmdir(folder);
	file_names_release(&none);
	mem_free(list);
	mem_free(folder);
}

void folder_drop(struct folder *f, const char *name)
{
	char *path = join(f->directory, name, "");

	if (!f->failed && unlink(path) != 0 && errno != ENOENT)
		folder_fail(f, path, errno);
	mem_free(path);
}
