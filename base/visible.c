#include "base/visible.h"

#include <string.h>

int32_t utf8_decode(const char *text, size_t n, size_t *length)
{
	const unsigned char *s = (const unsigned char *)text;
	static const int32_t smallest[5] = {0, 0, 0x80, 0x800, 0x10000};
	int32_t point;
	size_t i, need;

	*length = 1;
	if (s[0] < 0x80)
		return s[0];
	need = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
	if (s[0] < 0xc2 || s[0] > 0xf4 || need > n)
		return -1;
	point = s[0] & (0xff >> (need + 1));
	for (i = 1; i < need; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return -1;
		point = point << 6 | (s[i] & 0x3f);
	}
	if (point < smallest[need] || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))
		return -1;
	*length = need;
	return point;
}

struct range {
	int32_t first, last;
};

static bool in_ranges(int32_t point, const struct range *ranges, size_t nranges)
{
	size_t i;

	for (i = 0; i < nranges; i++) {
		if (point >= ranges[i].first && point <= ranges[i].last)
			return true;
	}
	return false;
}

/* Control characters, line separators, bidi marks and what has no width: a
 * terminal would obey them, show text in another order than it was read, or
 * nothing at all. */
static bool is_hidden(int32_t point)
{
	static const struct range hidden[] = {
		{0x00, 0x1f}, {0x7f, 0x9f}, {0xad, 0xad}, {0x61c, 0x61c}, {0x180e, 0x180e},
		{0x200b, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f}, {0xfeff, 0xfeff},
		{0xfff9, 0xfffb}, {0xe0000, 0xe007f},
	};

	return in_ranges(point, hidden, sizeof hidden / sizeof *hidden);
}

int display_width(int32_t point)
{
	static const struct range wide_blocks[] = {
		{0x1100, 0x115f}, {0x2e80, 0x303e}, {0x3041, 0x4dbf}, {0x4e00, 0xa4cf},
		{0xa960, 0xa97f}, {0xac00, 0xd7a3}, {0xf900, 0xfaff}, {0xfe30, 0xfe6f},
		{0xff00, 0xff60}, {0xffe0, 0xffe6}, {0x1f300, 0x1f64f}, {0x1f900, 0x1f9ff},
		{0x20000, 0x3fffd},
	};
	static const struct range zero_blocks[] = {
		{0x300, 0x36f}, {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff},
		{0x20d0, 0x20ff}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f},
	};

	if (in_ranges(point, zero_blocks, sizeof zero_blocks / sizeof *zero_blocks))
		return 0;
	return in_ranges(point, wide_blocks, sizeof wide_blocks / sizeof *wide_blocks) ? 2 : 1;
}

int visible_add(struct text *out, const char *text, size_t n, bool keep_tabs, size_t *length)
{
	int32_t point = utf8_decode(text, n, length);
	size_t before = out->length;

	if (point < 0) {
		text_printf(out, "\\x%02X", (unsigned)(unsigned char)*text);
		return (int)(out->length - before);
	}
	if (point == '\t' && keep_tabs) {
		text_putc(out, '\t');
		return 1;
	}
	if (is_hidden(point)) {
		text_printf(out, "\\u%04X", (unsigned)point);
		return (int)(out->length - before);
	}
	text_add(out, text, *length);
	return display_width(point);
}

void visible_add_all(struct text *out, const char *text)
{
	size_t n = strlen(text);
	size_t length;

	for (; n > 0; n -= length, text += length)
		visible_add(out, text, n, false, &length);
}
