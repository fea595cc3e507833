#include "io/scenario_write.h"

#include "io/overlay.h"

#include "io/reader.h"
#include "models/norm.h"
#include "models/scenario_words.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { FLUSH_AT = 1 << 16, NUMBER_ROOM = 48 };

/* ---- attributes ---- */

static const size_t NOWHERE = SIZE_MAX;

static void flush(struct writer *w)
{
	if (w->text.length > 0)
		fwrite(w->text.bytes, 1, w->text.length, w->out);
	text_clear(&w->text);
	w->childless = NOWHERE;
}

static void indent(struct writer *w, int depth)
{
	for (; depth > 0; depth--)
		text_puts(&w->text, "  ");
}

void write_open(struct writer *w, int depth, const char *name)
{
	if (w->text.length > FLUSH_AT && w->piece == NOWHERE)
		flush(w);
	indent(w, depth);
	text_putc(&w->text, '<');
	text_puts(&w->text, name);
}

static void begin_attribute(struct writer *w, const char *name)
{
	text_putc(&w->text, ' ');
	text_puts(&w->text, name);
	text_puts(&w->text, "=\"");
}

/* A value that needs no escaping. */
static void write_plain(struct writer *w, const char *name, const char *value)
{
	begin_attribute(w, name);
	text_puts(&w->text, value);
	text_putc(&w->text, '"');
}

void write_text_attribute(struct writer *w, const char *name, const char *value)
{
	if (!value)
		return;
	begin_attribute(w, name);
	xml_escape(&w->text, value, strlen(value), true);
	text_putc(&w->text, '"');
}

void write_decimal(struct writer *w, const char *name, int64_t value, int decimals)
{
	char buf[NUMBER_ROOM];

	write_plain(w, name, decimal_format(buf, value, decimals));
}

void write_optional(struct writer *w, const char *name, int64_t value, int decimals)
{
	if (value >= 0)
		write_decimal(w, name, value, decimals);
}

void write_count(struct writer *w, const char *name, int64_t value)
{
	write_decimal(w, name, value, 0);
}

/* num/den as a decimal of at most `most` places; false when it has none or does
 * not fit. */
static bool as_decimal(wide num, wide den, int most, char buf[NUMBER_ROOM])
{
	int places;

	for (places = 0; places <= most; places++) {
		if (num % den == 0) {
			if (num / den > INT64_MAX)
				return false;
			decimal_format(buf, (int64_t)(num / den), places);
			return true;
		}
		if (num > ((wide)1 << 120))
			return false;
		num *= 10;
	}
	return false;
}

void write_share(struct writer *w, const char *name, struct ratio share)
{
	char buf[NUMBER_ROOM];
	size_t n;

	/* Shares are read as percentages, so that they have a decimal. */
	if (!as_decimal((wide)share.num * 100, share.den, 15, buf))
		percent_format(buf, share.num, share.den, 6);
	n = strlen(buf);
	buf[n] = '%';
	buf[n + 1] = '\0';
	write_plain(w, name, buf);
}

void write_ratio(struct writer *w, const char *name, struct ratio value, int64_t divisor)
{
	wide den = (wide)value.den * divisor;
	wide gcd = wide_gcd(value.num, den);
	char buf[NUMBER_ROOM];

	if (value.num < 0)
		return;
	if (as_decimal(value.num, den, 15, buf)) {
		write_plain(w, name, buf);
		return;
	}
	begin_attribute(w, name);
	decimal_format(buf, (int64_t)(value.num / gcd), 0);
	text_puts(&w->text, buf);
	text_putc(&w->text, '/');
	assert(den / gcd <= INT64_MAX);
	decimal_format(buf, (int64_t)(den / gcd), 0);
	text_puts(&w->text, buf);
	text_putc(&w->text, '"');
}

void write_day(struct writer *w, const char *name, day d)
{
	char buf[40];

	if (d != DAY_NONE)
		write_plain(w, name, day_format(buf, d));
}

void write_instant(struct writer *w, const char *name, struct instant at)
{
	char buf[40];

	if (at.seconds != INSTANT_NONE)
		write_plain(w, name, instant_format(buf, at.seconds, at.offset));
}

void write_duration(struct writer *w, const char *name, struct duration length)
{
	char buf[40];

	write_plain(w, name, duration_format(buf, length));
}

void write_seconds(struct writer *w, const char *name, int64_t seconds)
{
	if (seconds >= 0)
		write_duration(w, name, (struct duration){0, seconds});
}

void write_periods(struct writer *w, struct periods when)
{
	if (when.first > 0)
		write_count(w, "from", (int64_t)when.first + 1);
	if (when.last < w->s->nperiods - 1 && when.last >= when.first)
		write_count(w, "to", (int64_t)when.last + 1);
}

static int compare_periods(const void *left, const void *right)
{
	const struct periods *a = left, *b = right;

	if (a->first != b->first)
		return a->first < b->first ? -1 : 1;
	return (a->last > b->last) - (a->last < b->last);
}

void write_ranges(struct writer *w, const char *name, const struct periods *ranges, int32_t n)
{
	struct periods *sorted = mem_calloc((size_t)n, sizeof *sorted);
	const char *blank = "";
	int32_t i;

	for (i = 0; i < n; i++)
		sorted[i] = ranges[i];
	if (n > 0)
		qsort(sorted, (size_t)n, sizeof *sorted, compare_periods);
	for (i = 0; i < n; i++) {
		if (sorted[i].first > sorted[i].last) /* lies behind the horizon */
			continue;
		if (!*blank)
			begin_attribute(w, name);
		text_printf(&w->text, "%s%d", blank, (int)sorted[i].first + 1);
		if (sorted[i].last > sorted[i].first)
			text_printf(&w->text, "..%d", (int)sorted[i].last + 1);
		blank = " ";
	}
	if (*blank)
		text_putc(&w->text, '"');
	mem_free(sorted);
}

void write_quality(struct writer *w, enum quality quality, enum quality otherwise)
{
	if (quality != otherwise)
		write_plain(w, "quality", quality_word(quality));
}

void write_source(struct writer *w, int32_t source)
{
	if (source >= 0)
		write_text_attribute(w, "source", w->s->sources[source].id);
}

void write_reach(struct writer *w, enum reach_kind reach, enum place_kind kind)
{
	if (reach == REACH_OWN)
		write_plain(w, "reach", "own");
	else if (reach == REACH_ANYWHERE)
		write_plain(w, "reach", "anywhere");
	else if (reach == REACH_REGION)
		write_plain(w, "reach", place_kind_word(kind));
}

/* ---- elements ---- */

void write_empty(struct writer *w)
{
	text_puts(&w->text, "/>\n");
}

void write_children(struct writer *w)
{
	text_puts(&w->text, ">\n");
	w->childless = w->text.length;
}

void write_close(struct writer *w, int depth, const char *name)
{
	if (w->childless == w->text.length) { /* there came nothing */
		w->text.length -= 2;
		text_puts(&w->text, "/>\n");
		w->childless = NOWHERE;
		return;
	}
	indent(w, depth);
	text_printf(&w->text, "</%s>\n", name);
}

static void write_text(struct writer *w, const char *name, const char *text)
{
	text_putc(&w->text, '>');
	xml_escape(&w->text, text, strlen(text), false);
	text_printf(&w->text, "</%s>\n", name);
}

static bool is_english(const struct scenario *s)
{
	return strncmp(s->language, "en", 2) == 0;
}

void write_label(struct writer *w, int depth, const char *name, struct label label)
{
	bool english = is_english(w->s);

	if (label.zh) {
		write_open(w, depth, name);
		write_text_attribute(w, "xml:lang", english ? "zh-CN" : NULL);
		write_text(w, name, label.zh);
	}
	if (label.en) {
		write_open(w, depth, name);
		write_text_attribute(w, "xml:lang", english ? NULL : "en");
		write_text(w, name, label.en);
	}
}

void write_code(struct writer *w, int depth, const struct code *code)
{
	write_open(w, depth, "code");
	write_text_attribute(w, "scheme", code->scheme);
	write_text(w, "code", code->value);
}

/* ---- sorted elements ---- */

void pieces_begin(struct writer *w)
{
	assert(w->npieces == 0 && w->piece == NOWHERE);
	w->piece = w->text.length;
	text_clear(&w->pieces);
}

void piece_end(struct writer *w)
{
	int32_t i = ARRAY_ADD(&w->starts, &w->npieces, &w->pieces_room);

	w->starts[i] = w->pieces.length;
	text_add(&w->pieces, w->text.bytes + w->piece, w->text.length - w->piece);
	text_putc(&w->pieces, '\0');
	w->text.length = w->piece;
}

static int compare_pieces(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

void pieces_sorted(struct writer *w)
{
	const char **sorted = mem_calloc((size_t)w->npieces, sizeof *sorted);
	int32_t i;

	for (i = 0; i < w->npieces; i++)
		sorted[i] = w->pieces.bytes + w->starts[i];
	if (w->npieces > 1)
		qsort(sorted, (size_t)w->npieces, sizeof *sorted, compare_pieces);
	for (i = 0; i < w->npieces; i++)
		text_puts(&w->text, sorted[i]);
	w->npieces = 0;
	w->piece = NOWHERE;
	mem_free(sorted);
}

/* ---- the scenario ---- */

static void write_head(struct writer *w)
{
	const struct scenario *s = w->s;

	text_puts(&w->text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	write_open(w, 0, "scenario");
	write_text_attribute(w, "xmlns", SCENARIO_NAMESPACE);
	write_text_attribute(w, "version", s->version);
	write_text_attribute(w, "id", s->id);
	write_text_attribute(w, "currency", s->currency);
	write_text_attribute(w, "xml:lang", s->language);
	write_quality(w, s->quality, QUALITY_RECORDED);
	if (s->ledger || s->as_of.seconds != s->start.seconds)
		write_instant(w, "as-of", s->as_of);
	write_children(w);
	write_label(w, 1, "title", s->title);
	write_label(w, 1, "office", s->office);
	if (s->ledger)
		return;
	write_open(w, 1, "horizon");
	write_instant(w, "start", s->start);
	write_seconds(w, "period", s->period);
	write_count(w, "count", s->nperiods);
	write_empty(w);
}

static bool write_whole(const struct scenario *s, bool made_routes, FILE *out)
{
	struct writer w = {.s = s, .out = out, .made_routes = made_routes, .childless = NOWHERE, .piece = NOWHERE};

	text_init(&w.text);
	text_init(&w.pieces);
	write_head(&w);
	write_items(&w);
	write_groups(&w);
	write_tiers(&w);
	write_places(&w);
	write_holders(&w);
	write_sources(&w);
	write_stock(&w);
	write_transits(&w);
	write_routes(&w);
	write_limits(&w);
	write_demand(&w);
	write_policy(&w);
	write_norms(&w);
	if (s->extension)
		text_printf(&w.text, "  <extension>%s</extension>\n", s->extension);
	write_close(&w, 0, "scenario");
	flush(&w);
	mem_free(w.starts);
	text_release(&w.pieces);
	text_release(&w.text);
	return fflush(out) == 0 && !ferror(out);
}

bool scenario_write(const struct scenario *s, FILE *out)
{
	return write_whole(s, false, out);
}

bool scenario_write_planned(const struct scenario *s, FILE *out)
{
	return write_whole(s, true, out);
}

/* A scenario that has nothing but what was added; arrays but the lines are borrowed. */
static void only_added(const struct scenario *s, const struct added_from *from, struct scenario *part)
{
	*part = *s;
	part->holders += from->holders;
	part->nholders -= from->holders;
	part->norms += from->norms;
	part->nnorms -= from->norms;
	part->nlines -= from->lines;
	part->nmovements = 0;
	part->lines = mem_calloc((size_t)part->nlines, sizeof *part->lines);
	for (int32_t l = 0; l < part->nlines; l++) {
		part->lines[l] = s->lines[from->lines + l];
		part->lines[l].holder -= from->holders;
		assert(part->lines[l].holder >= 0);
	}
}

bool overlay_write(const struct scenario *s, const struct added_from *from, const char *id, struct label title,
	FILE *out)
{
	struct scenario part;
	struct writer w = {.s = &part, .out = out, .childless = NOWHERE, .piece = NOWHERE};

	only_added(s, from, &part);
	text_init(&w.text);
	text_init(&w.pieces);
	text_printf(&w.text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<o:overlay xmlns:o=\"%s\" xmlns=\"%s\"",
		OVERLAY_NAMESPACE, SCENARIO_NAMESPACE);
	write_text_attribute(&w, "version", "1.0");
	write_text_attribute(&w, "id", id);
	write_children(&w);
	write_label(&w, 1, "o:title", title);
	write_open(&w, 1, "o:add");
	write_children(&w);
	write_holders(&w);
	write_stock(&w);
	write_norms(&w);
	write_close(&w, 1, "o:add");
	write_close(&w, 0, "o:overlay");
	flush(&w);
	mem_free(w.starts);
	mem_free(part.lines);
	text_release(&w.pieces);
	text_release(&w.text);
	return fflush(out) == 0 && !ferror(out);
}

bool scenario_fingerprint(const struct scenario *s, int64_t *bytes, char *sha256)
{
	char *text = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);
	bool written = out && scenario_write_planned(s, out);

	if (out && fclose(out) != 0)
		written = false;
	if (written && !text) { /* the last growing failed unsaid */
		errno = ENOMEM;
		written = false;
	}
	if (written) {
		*bytes = (int64_t)n;
		bytes_sha256(text, n, sha256);
	}
	free(text);
	return written;
}
