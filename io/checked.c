#include "io/checked.h"

#include "models/futures.h"

#include "base/text.h"

#include <string.h>

void checked_read(struct checked *c, struct scenario *s, const char *path, struct diags *d)
{
	memset(c, 0, sizeof *c);
	c->d = d;
	reading_init(&c->reading, s, d);
	c->good = document_read(&c->doc, path, d);
}

void checked_release(struct checked *c)
{
	document_release(&c->doc);
	reading_release(&c->reading);
}

bool checked_is_root(const struct checked *c, const char *name, const char *uri)
{
	const struct document_element *root = &c->doc.elements[0];

	return strcmp(root->name, name) == 0 && strcmp(root->uri, uri) == 0;
}

/* ---- faults ---- */

struct diag *checked_fault(struct checked *c, int32_t element, struct diag *item)
{
	item->span = c->doc.elements[element].span;
	c->good = false;
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

/* Unknown elements and attributes are slips of the pen that would change the result. */
void checked_attributes(struct checked *c, int32_t element, const char *names)
{
	const struct document_element *e = &c->doc.elements[element];

	for (int32_t k = 0; k < e->nattributes; k++) {
		const char *name = c->doc.attributes[e->attributes + k].name;

		if (!is_listed(name, names))
			CHECKED_FAULT(c, element, 124, _("<%s> has no attribute \"%.60s\""), e->name, name);
	}
}

void checked_unknown(struct checked *c, int32_t element, const char *allowed)
{
	struct diag *item = CHECKED_FAULT(c, element, 123, _("<%.60s> is not known here"), c->doc.elements[element].name);

	diag_remedy(c->d, item, _("known here: %s"), allowed);
}

/* NULL after a fault when it is needed and absent. */
const char *checked_need(struct checked *c, int32_t element, const char *name)
{
	const char *value = document_attribute(&c->doc, element, name);

	if (!value)
		CHECKED_FAULT(c, element, 125, _("<%s> needs the attribute %s"), c->doc.elements[element].name, name);
	return value;
}

struct value_place checked_place(const struct checked *c, int32_t element)
{
	const struct document_element *e = &c->doc.elements[element];
	struct value_place at = {.where = e->where, .span = e->span};

	return at;
}

/* ---- values ---- */

/* "0.85", "85%" in millionths. */
bool checked_millionths(struct checked *c, int32_t element, const char *name, const char *value,
	int64_t most, int64_t *out)
{
	struct value_place at = checked_place(c, element);
	size_t n = strlen(value);
	int decimals = 6;
	int64_t number;
	struct diag *item;

	if (n > 1 && value[n - 1] == '%') {
		n--;
		decimals = 4;
	}
	if (decimal_parse(value, n, decimals, &number) == NUMBER_OK && number <= most) {
		*out = number;
		return true;
	}
	item = CHECKED_FAULT(c, element, 202, _("%s=\"%.40s\" is not a number from 0 to %d with at most %d decimals"), name,
		value, (int)(most / MILLION), decimals);
	item->span = at.span;
	diag_remedy(c->d, item, _("write for example 0.85 or 85%%"));
	return false;
}

bool checked_whole(struct checked *c, int32_t element, const char *name, int64_t least, int64_t most,
	int64_t *out)
{
	const char *value = checked_need(c, element, name);
	struct value_place at = checked_place(c, element);

	if (!value)
		return false;
	if (read_count(c->d, &at, value, strlen(value), least, most, out))
		return true;
	c->good = false;
	return false;
}

/* The index of what the attribute names; -1 after a fault. */
int32_t checked_find(struct checked *c, int32_t element, enum thing thing, const char *id)
{
	struct value_place at = checked_place(c, element);
	int32_t i = -1;

	if (!value_thing(&c->reading, &at, id, strlen(id), thing, &i))
		c->good = false;
	return i;
}

int checked_word(struct checked *c, int32_t element, const char *value, enum alias_kind kind)
{
	int word = alias_parse(kind, value, strlen(value));
	struct text words;
	struct diag *item;

	if (word >= 0)
		return word;
	item = CHECKED_FAULT(c, element, 216, _("\"%.40s\" is not one of the words of this attribute"), value);
	text_init(&words);
	alias_list(kind, &words);
	diag_remedy(c->d, item, _("write one of: %s"), text_str(&words));
	text_release(&words);
	return -1;
}

void checked_version(struct checked *c, const char *version)
{
	if (version && strcmp(version, "1.0") != 0)
		CHECKED_FAULT(c, 0, 131, _("version \"%.20s\" is not known"), version);
}

void checked_title(struct checked *c, int32_t element, struct arena *arena, struct label *title)
{
	const char *language = document_attribute(&c->doc, element, "lang");
	const char *text = arena_strdup(arena, c->doc.elements[element].text);

	checked_attributes(c, element, "lang");
	if (language && strncmp(language, "en", 2) == 0)
		title->en = text;
	else
		title->zh = text;
}
