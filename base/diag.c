#include "base/diag.h"

#include "base/visible.h"

#include <assert.h>
#include <string.h>

enum {
	DIAGS_MAX = 1000, /* errors kept, and others kept; further ones are counted */
	LINE_BEFORE = 60, /* bytes of a long source line kept before the column */
	LINE_MAX_BYTES = 160 /* bytes of a source line kept in all */
};

/* ---- collecting ---- */

void diags_init(struct diags *d)
{
	memset(d, 0, sizeof *d);
	arena_init(&d->arena);
	d->current_source = -1;
}

void diags_init_unseen(struct diags *d)
{
	diags_init(d);
	d->unseen = true;
}

void diags_release(struct diags *d)
{
	int32_t i;

	for (i = 0; i < d->nfiles; i++)
		mem_free(d->files[i].cells);
	arena_release(&d->arena);
	mem_free(d->items);
	mem_free(d->files);
	mem_free(d->spoiled);
	diags_init(d);
}

int32_t diags_file(struct diags *d, const char *name)
{
	int32_t i = ARRAY_ADD(&d->files, &d->nfiles, &d->files_room);

	d->files[i].name = arena_strdup(&d->arena, name);
	return i;
}

const char *diags_file_name(const struct diags *d, int32_t file)
{
	assert(file >= -1 && (d->unseen || file < d->nfiles));
	return file < 0 || d->unseen ? "" : d->files[file].name;
}

static char *format_visible(struct arena *arena, const char *format, va_list args)
{
	struct text raw, visible;
	char *copy;

	text_init(&raw);
	text_init(&visible);
	text_vprintf(&raw, format, args);
	visible_add_all(&visible, text_str(&raw));
	copy = arena_text(arena, text_str(&visible), visible.length);
	text_release(&visible);
	text_release(&raw);
	return copy;
}

/* The scratch diagnostic stands behind the last one kept. */
static bool is_scratch(const struct diags *d, const struct diag *item)
{
	return item == d->items + d->nitems;
}

/* What a dropped error spoils is kept even so. */
static void note_spoiled(struct diags *d)
{
	int32_t i;

	for (i = 0; i < d->nspoiled; i++) {
		if (d->spoiled[i] == d->current_source)
			return;
	}
	i = ARRAY_ADD(&d->spoiled, &d->nspoiled, &d->spoiled_room);
	d->spoiled[i] = d->current_source;
}

struct diag *diag_add(struct diags *d, enum severity severity, int code, struct where where,
	const char *format, ...)
{
	struct diag *item;
	va_list args;
	int32_t i;

	assert(where.file >= -1 && (d->unseen || where.file < d->nfiles));
	if (severity == DIAG_ERROR)
		d->nerrors++;
	else if (severity == DIAG_WARNING)
		d->nwarnings++;
	i = ARRAY_ADD(&d->items, &d->nitems, &d->room);
	item = &d->items[i];
	memset(item, 0, sizeof *item);
	item->severity = severity;
	item->code = code;
	item->where = where;
	item->span = 1;
	item->source = d->current_source;
	item->of_goods = d->current_of_goods;
	/* many warnings must not drive out an error */
	if (d->nkept[severity == DIAG_ERROR]++ >= DIAGS_MAX) {
		d->nitems = i;
		d->dropped++;
		if (severity == DIAG_ERROR)
			note_spoiled(d);
		item->message = "";
		return item;
	}
	va_start(args, format);
	item->message = format_visible(&d->arena, format, args);
	va_end(args);
	return item;
}

void diag_remedy(struct diags *d, struct diag *item, const char *format, ...)
{
	va_list args;

	if (is_scratch(d, item))
		return;
	va_start(args, format);
	item->remedy = format_visible(&d->arena, format, args);
	va_end(args);
}

static bool is_continuation(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

void diag_source_line(struct diags *d, struct diag *item, const char *line, size_t n)
{
	size_t column = item->where.column > 0 ? (size_t)item->where.column - 1 : 0;
	size_t start = 0, end;
	char *copy;
	size_t i;

	if (is_scratch(d, item))
		return;
	while (n > 0 && (line[n - 1] == '\n' || line[n - 1] == '\r'))
		n--;
	if (column > n)
		column = n;
	if (n > LINE_MAX_BYTES && column > LINE_BEFORE)
		start = column - LINE_BEFORE;
	if (start > 0 && start > n - LINE_MAX_BYTES)
		start = n - LINE_MAX_BYTES;
	for (i = 0; i < 3 && start > 0 && is_continuation(line[start]); i++)
		start++;
	end = n - start > LINE_MAX_BYTES ? start + LINE_MAX_BYTES : n;
	while (end < n && end > column && is_continuation(line[end]))
		end--;
	copy = arena_calloc(&d->arena, end - start + sizeof "...", 1);
	memcpy(copy, line + start, end - start);
	for (i = 0; i < end - start; i++) {
		if (copy[i] == '\0') /* would end the text */
			copy[i] = '?';
	}
	if (end < n)
		memcpy(copy + (end - start), "...", sizeof "...");
	item->source_line = copy;
	item->source_start = (int32_t)start;
}
