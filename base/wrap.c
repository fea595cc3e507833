#include "base/wrap.h"

#include <limits.h>
#include <stdbool.h>
#include <string.h>

static bool stands_in(const char *character, size_t n, const char *list, wrap_character *next)
{
	for (size_t length; *list; list += length) {
		int width;

		length = next(list, &width);
		if (length == n && memcmp(list, character, n) == 0)
			return true;
	}
	return false;
}

/* May a line end behind the character x and the next begin with y? */
static bool may_break(const char *x, size_t nx, int wx, const char *y, size_t ny, int wy, wrap_character *next)
{
	return (wx == 2 || wy == 2) && !stands_in(x, nx, "（《【“‘(<", next) &&
		!stands_in(y, ny, "，。；：、！？）》】”’,.;:)>%", next);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Bytes of the first line of s, which ends at a newline. A date and its time stay together. */
static size_t wrap_length(const char *s, size_t together, int width, wrap_character *next)
{
	size_t first = strspn(s, " ") + 1, at = 0, last = 0, good = 0;
	int used = 0, before = 0, one;

	if (together > first)
		first = together;
	while (s[at] && s[at] != '\n') {
		size_t n = next(s + at, &one);

		if (at >= first && (s[at] == ' ' ? !(is_digit(s[last]) && is_digit(s[at + 1])) :
				may_break(s + last, at - last, before, s + at, n, one, next)))
			good = at;
		if (used + one > width && at >= together)
			return good > 0 ? good : at > 0 ? at : n;
		last = at;
		at += n;
		used += one;
		before = one;
	}
	return at;
}

void wrap_lines(struct text *out, const char *lines, size_t together, int width, int indent,
	wrap_character *next)
{
	while (*lines) {
		int blanks = (int)strspn(lines, " ") + indent;
		int room = width > 0 ? width : INT_MAX;

		for (;;) {
			size_t n = wrap_length(lines, together, room, next);

			together = 0;
			text_add(out, lines, n);
			text_putc(out, '\n');
			lines += n;
			if (!*lines || *lines == '\n')
				break;
			lines += strspn(lines, " ");
			for (int i = 0; i < blanks; i++)
				text_putc(out, ' ');
			room = width > blanks ? width - blanks : 1;
		}
		lines += *lines == '\n';
	}
}
