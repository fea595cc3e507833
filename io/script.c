#include "io/script.h"

#include "base/text.h"

#include <string.h>

struct diag *script_fault(struct script *r, int32_t element, struct diag *item)
{
	item->span = r->doc.elements[element].span;
	r->good = false;
	return item;
}

static bool is_listed(const char *name, const char *list)
{
	size_t n = strlen(name);

	while (*list) {
		size_t length = strcspn(list, "|");

		if (length == n && memcmp(list, name, n) == 0)
			return true;
		list += length + (list[length] == '|');
	}
	return false;
}

void script_attributes(struct script *r, int32_t element, const char *names)
{
	const struct document_element *e = &r->doc.elements[element];

	for (int32_t k = 0; k < e->nattributes; k++) {
		const char *name = r->doc.attributes[e->attributes + k].name;

		if (!is_listed(name, names))
			SCRIPT_FAULT(r, element, 124, _("<%s> has no attribute \"%.60s\""), e->name, name);
	}
}

void script_unknown(struct script *r, int32_t element, const char *allowed)
{
	struct diag *item = SCRIPT_FAULT(r, element, 123, _("<%.60s> is not known here"), r->doc.elements[element].name);

	diag_remedy(r->d, item, _("known here: %s"), allowed);
}

const char *script_need(struct script *r, int32_t element, const char *name)
{
	const char *value = document_attribute(&r->doc, element, name);

	if (!value)
		SCRIPT_FAULT(r, element, 125, _("<%s> needs the attribute %s"), r->doc.elements[element].name, name);
	return value;
}

struct value_place script_place(const struct script *r, int32_t element)
{
	const struct document_element *e = &r->doc.elements[element];
	struct value_place at = {.where = e->where, .span = e->span};

	return at;
}

bool script_whole(struct script *r, int32_t element, const char *name, int64_t least, int64_t most, int64_t *out)
{
	const char *value = script_need(r, element, name);
	struct value_place at = script_place(r, element);

	if (!value)
		return false;
	if (read_count(r->d, &at, value, strlen(value), least, most, out))
		return true;
	r->good = false;
	return false;
}

void script_label(struct script *r, int32_t element, struct arena *arena, struct label *label)
{
	const char *language = document_attribute(&r->doc, element, "lang");
	const char *text = arena_strdup(arena, r->doc.elements[element].text);

	if (language && strncmp(language, "en", 2) == 0)
		label->en = text;
	else
		label->zh = text;
}

const char *script_path(const struct script *r, struct arena *arena, const char *name, size_t n)
{
	struct text path;
	const char *kept;

	text_init(&path);
	text_printf(&path, "%s%.*s", n > 0 && name[0] == '/' ? "" : r->folder, (int)n, name);
	kept = arena_text(arena, text_str(&path), path.length);
	text_release(&path);
	return kept;
}

void script_paths(const struct script *r, struct arena *arena, const char *with, const char ***paths, int32_t *n,
	int32_t *room)
{
	while (with && *with) {
		size_t length = strcspn(with, " ");

		if (length > 0) {
			int32_t added = ARRAY_ADD(paths, n, room);

			(*paths)[added] = script_path(r, arena, with, length);
		}
		with += length + (with[length] == ' ');
	}
}

static void script_init(struct script *r, const char *path, struct arena *arena, struct diags *d)
{
	const char *slash = strrchr(path, '/');

	r->d = d;
	r->folder = slash ? arena_text(arena, path, (size_t)(slash + 1 - path)) : "";
}

static bool is_script(struct script *r, const char *root, const char *space)
{
	const char *version;

	if (strcmp(r->doc.elements[0].name, root) != 0 || strcmp(r->doc.elements[0].uri, space) != 0) {
		struct diag *item = SCRIPT_FAULT(r, 0, 121, _("<%.60s> is not the root of a %s"), r->doc.elements[0].name, root);

		diag_remedy(r->d, item, "<%s xmlns=\"%s\" version=\"1.0\" id=\"...\">", root, space);
		return false;
	}
	version = script_need(r, 0, "version");
	if (version && strcmp(version, "1.0") != 0)
		SCRIPT_FAULT(r, 0, 131, _("version \"%.20s\" is not known"), version);
	return true;
}

bool script_open(struct script *r, const char *path, const char *root, const char *space, struct arena *arena,
	struct diags *d)
{
	script_init(r, path, arena, d);
	r->good = document_read(&r->doc, path, d);
	return r->good && is_script(r, root, space);
}

bool script_open_text(struct script *r, const char *text, size_t n, const char *path, const char *root,
	const char *space, struct arena *arena, struct diags *d)
{
	script_init(r, path, arena, d);
	r->good = document_read_memory(&r->doc, text, n, path, d);
	return r->good && is_script(r, root, space);
}
