/* What texts and ids may hold. */
#include "io/value_text.h"

#include "base/visible.h"
#include "models/scenario.h"

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
