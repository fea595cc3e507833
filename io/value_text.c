/* What a text may hold, and where a faulty value stands. */
#include "io/reader.h"

#include "base/visible.h"

struct diag *value_mark(struct diags *d, const struct value_place *at, struct diag *item)
{
	item->span = at->span > 1 ? at->span : 1;
	if (at->heading && d->nitems > 0 && item < d->items + d->nitems)
		item->heading = arena_strdup(&d->arena, at->heading);
	if (at->line) {
		/* The line may have lost its beginning: columns count from the whole line. */
		item->where.column -= at->line_cut;
		diag_source_line(d, item, at->line, at->line_length);
		item->where.column += at->line_cut;
		item->source_start += at->line_cut;
	}
	return item;
}

/* Controls, separators of lines, and marks that turn the direction of text or
 * cannot be seen ("Trojan Source", CVE-2021-42574). */
static bool is_hidden(int32_t point)
{
	return point < 0x20 || (point >= 0x7f && point <= 0x9f) || point == 0x61c ||
		(point >= 0x200b && point <= 0x200f) || (point >= 0x2028 && point <= 0x202e) ||
		(point >= 0x2060 && point <= 0x206f) || point == 0xfeff ||
		(point >= 0xfff9 && point <= 0xfffb) || (point >= 0xe0000 && point <= 0xe007f);
}

enum text_fault text_check(const char *text, size_t n, size_t *at, int32_t *point)
{
	size_t i = 0;

	while (i < n) {
		size_t length;
		int32_t found;

		if (text[i] >= 0x20 && text[i] < 0x7f) {
			i++;
			continue;
		}
		found = utf8_decode(text + i, n - i, &length);
		*at = i;
		*point = found;
		if (found < 0)
			return TEXT_NOT_UTF8;
		if (is_hidden(found))
			return TEXT_HIDDEN;
		i += length;
	}
	return TEXT_OK;
}

bool read_text(struct diags *d, const struct value_place *at, const char *text, size_t n)
{
	struct diag *item;
	int32_t point = 0;
	size_t byte = 0;

	switch (text_check(text, n, &byte, &point)) {
	case TEXT_OK:
		return true;
	case TEXT_NOT_UTF8:
		item = VALUE_FAULT(d, at, 212, _("the text is not valid UTF-8 at byte %d of it"),
			(int)byte + 1);
		diag_remedy(
			d, item, _("save the file as UTF-8, or name its encoding at the source"));
		return false;
	case TEXT_HIDDEN:
		break;
	}
	item = VALUE_FAULT(d, at, 213,
		_("the text contains the hidden character U+%04X, which can make it look "
		  "different"),
		(unsigned)point);
	diag_remedy(d, item, _("delete the character (retype the text instead of pasting it)"));
	return false;
}

/* Unified ideographs and the two signs written among them. None of them has
 * another normal form: compatibility ideographs and radicals that look the same
 * are left out, so that every id is in NFC and NFKC as it stands. */
static bool is_ideograph(int32_t point)
{
	if (point >= 0x2f800 && point <= 0x2fa1f)
		return false;
	return (point >= 0x4e00 && point <= 0x9fff) || (point >= 0x3400 && point <= 0x4dbf) ||
		(point >= 0x20000 && point <= 0x3fffd) || point == 0x3005 || point == 0x3007;
}

static bool is_letter_or_digit(int32_t point)
{
	return (point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z') ||
		(point >= '0' && point <= '9') || is_ideograph(point);
}

bool id_valid(const char *text, size_t n)
{
	size_t i = 0;

	if (n == 0 || n > ID_MAX)
		return false;
	while (i < n) {
		size_t length;
		int32_t point = utf8_decode(text + i, n - i, &length);

		if (point < 0)
			return false;
		if (!is_letter_or_digit(point) &&
			(i == 0 || (point != '.' && point != '_' && point != '-')))
			return false;
		i += length;
	}
	return true;
}
