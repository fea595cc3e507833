#include "base/text.h"

#include "base/memory.h"

#include <assert.h>
#include <string.h>

const char *text_in_context(const char *key, const char *text)
{
	const char *found = gettext(key);

	return found == key ? text : found;
}

void text_init(struct text *t)
{
	t->bytes = NULL;
	t->length = 0;
	t->room = 0;
}

void text_release(struct text *t)
{
	mem_free(t->bytes);
	text_init(t);
}

void text_clear(struct text *t)
{
	t->length = 0;
	if (t->bytes)
		t->bytes[0] = '\0';
}

/* Makes room for n more bytes and the NUL. */
static void text_reserve(struct text *t, size_t n)
{
	size_t need = t->length + n + 1;
	size_t room = t->room ? t->room : 64;

	assert(need > n);
	if (need <= t->room)
		return;
	while (room < need)
		room = room > SIZE_MAX / 2 ? need : room * 2;
	t->bytes = mem_resize(t->bytes, room, 1);
	t->room = room;
}

void text_add(struct text *t, const char *bytes, size_t n)
{
	text_reserve(t, n);
	if (n)
		memcpy(t->bytes + t->length, bytes, n);
	t->length += n;
	t->bytes[t->length] = '\0';
}

void text_puts(struct text *t, const char *s)
{
	text_add(t, s, strlen(s));
}

void text_putc(struct text *t, char c)
{
	text_add(t, &c, 1);
}

void text_printf(struct text *t, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	text_vprintf(t, format, args);
	va_end(args);
}

void text_vprintf(struct text *t, const char *format, va_list args)
{
	va_list again;
	int n;

	text_reserve(t, 63);
	va_copy(again, args);
	n = vsnprintf(t->bytes + t->length, t->room - t->length, format, args);
	assert(n >= 0);
	if ((size_t)n >= t->room - t->length) {
		text_reserve(t, (size_t)n);
		n = vsnprintf(t->bytes + t->length, t->room - t->length, format, again);
		assert(n >= 0 && (size_t)n < t->room - t->length);
	}
	va_end(again);
	t->length += (size_t)n;
}

const char *text_str(const struct text *t)
{
	return t->bytes ? t->bytes : "";
}

