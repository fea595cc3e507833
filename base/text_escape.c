/* What writers of XML, HTML and CSV need much of. */
#include "base/text.h"

#include <string.h>

void text_int(struct text *out, int64_t value)
{
	char digits[24];
	size_t at = sizeof digits;
	uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;

	do {
		digits[--at] = (char)('0' + left % 10);
		left /= 10;
	} while (left > 0);
	if (value < 0)
		digits[--at] = '-';
	text_add(out, digits + at, sizeof digits - at);
}

void text_escape(struct text *out, const char *s)
{
	while (*s) {
		size_t plain = strcspn(s, "&<>\"'\001\002\003\004\005\006\007\010\013\014\016\017"
			"\020\021\022\023\024\025\026\027\030\031\032\033\034\035\036\037\t\n\r");

		text_add(out, s, plain);
		s += plain;
		switch (*s) {
		case '\0':
			return;
		case '&':
			text_puts(out, "&amp;");
			break;
		case '<':
			text_puts(out, "&lt;");
			break;
		case '>':
			text_puts(out, "&gt;");
			break;
		case '"':
			text_puts(out, "&quot;");
			break;
		case '\'':
			text_puts(out, "&#39;");
			break;
		case '\t':
			text_puts(out, "&#9;");
			break;
		case '\n':
			text_puts(out, "&#10;");
			break;
		case '\r':
			text_puts(out, "&#13;");
			break;
		default:
			text_puts(out, "\xef\xbf\xbd");
			break;
		}
		s++;
	}
}
