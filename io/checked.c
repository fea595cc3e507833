#include "io/checked.h"

#include "models/futures.h"

#include "base/text.h"

#include <string.h>

bool checked_open(struct checked *c, struct scenario *s, const char *path, const char *root, const char *space,
	struct arena *arena, struct diags *d)
{
	reading_init(&c->reading, s, d);
	return script_open(&c->in, path, root, space, arena, d);
}

void checked_release(struct checked *c)
{
	document_release(&c->in.doc);
	reading_release(&c->reading);
}

/* "0.85", "85%" in millionths. */
bool checked_millionths(struct checked *c, int32_t element, const char *name, const char *value,
	int64_t most, int64_t *out)
{
	struct value_place at = script_place(&c->in, element);
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
	diag_remedy(c->in.d, item, _("write for example 0.85 or 85%%"));
	return false;
}

/* The index of what the attribute names; -1 after a fault. */
int32_t checked_find(struct checked *c, int32_t element, enum thing thing, const char *id)
{
	struct value_place at = script_place(&c->in, element);
	int32_t i = -1;

	if (!value_thing(&c->reading, &at, id, strlen(id), thing, &i))
		c->in.good = false;
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
	diag_remedy(c->in.d, item, _("write one of: %s"), text_str(&words));
	text_release(&words);
	return -1;
}
