/* What is kept of each future: a file of its own, so that a run that was killed goes
 * on where it was, and several may work on one folder. */
#include "io/sweep.h"

#include "io/reader.h"
#include "io/save.h"

#include "base/text.h"

#include <string.h>

#define OUTCOME_BYTES_MAX (INT64_C(1) << 28)
#define HEAD "shecang-future 2"

static void outcome_name(struct text *out, int32_t future)
{
	text_printf(out, "futures/%06d.txt", (int)future + 1);
}

static void put_number(struct text *t, int64_t value)
{
	char digits[48];

	text_puts(t, decimal_format(digits, value, 0));
}

/* Classes first, then the class of every claim. */
static void rates_text(struct text *t, const struct rates *r)
{
	put_number(t, r->nclasses);
	text_putc(t, ' ');
	put_number(t, r->ncells);
	text_putc(t, '\n');
	for (int32_t k = 0; k < r->nclasses; k++) {
		const struct rate_class *class = &r->classes[k];
		const int64_t numbers[] = {class->item, class->tier, class->stage, class->exact, class->rate.num,
			class->rate.den};

		for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
			put_number(t, numbers[i]);
			text_putc(t, i + 1 < sizeof numbers / sizeof *numbers ? ' ' : '\n');
		}
	}
	for (int32_t c = 0; c < r->ncells; c++) {
		put_number(t, r->class_of[c]);
		text_putc(t, '\n');
	}
}

/* Lines of numbers; the last line is the SHA-256 of those before. */
static void outcome_text(struct text *t, const char *key, int32_t future, const struct ensemble *e,
	const struct future_outcome *o)
{
	char sha256[65];

	text_printf(t, "%s %s %d %d ", HEAD, key, (int)future + 1, (int)o->state);
	put_number(t, o->cost);
	text_printf(t, " %d\n", o->rows ? (int)e->nrows : 0);
	for (int32_t r = 0; o->rows && r < e->nrows; r++) {
		put_number(t, o->rows[r].demand);
		text_putc(t, ' ');
		put_number(t, o->rows[r].served);
		text_putc(t, '\n');
	}
	rates_text(t, &o->rates);
	bytes_sha256(text_str(t), t->length, sha256);
	text_printf(t, "%s\n", sha256);
}

bool outcome_save(const char *directory, const char *key, int32_t future, const struct ensemble *e,
	const struct future_outcome *outcome, char *why, size_t why_size)
{
	struct folder folder = {directory, why, why_size, false};
	struct text t, name;

	text_init(&t);
	text_init(&name);
	outcome_name(&name, future);
	outcome_text(&t, key, future, e, outcome);
	save_text(&folder, text_str(&name), &t);
	text_release(&t);
	text_release(&name);
	return !folder.failed;
}

/* The whole file; false when it cannot be read. */
static bool read_whole(const char *directory, int32_t future, struct text *out)
{
	struct text path;
	struct file_reader *f;
	char block[1 << 14];
	int64_t n = 0;

	text_init(&path);
	text_printf(&path, "%s/", directory);
	outcome_name(&path, future);
	f = file_open(text_str(&path), OUTCOME_BYTES_MAX);
	text_release(&path);
	if (!f)
		return false;
	while ((n = file_next(f, block, sizeof block)) > 0)
		text_add(out, block, (size_t)n);
	file_close(f, NULL);
	return n == 0;
}

static bool take_number(const char **at, int64_t *out)
{
	const char *text = *at;
	bool negative = *text == '-';
	size_t n;

	text += negative;
	n = strspn(text, "0123456789");
	if (n == 0 || decimal_parse(text, n, 0, out) != NUMBER_OK)
		return false;
	if (negative)
		*out = -*out;
	*at = text + n + (text[n] == ' ' || text[n] == '\n');
	return true;
}

/* Does it end in the SHA-256 of what stands before? Then that is cut off. */
static bool is_whole(struct text *t)
{
	enum { SUM = 65 }; /* with its line end */
	char sha256[65];

	if (t->length <= SUM)
		return false;
	bytes_sha256(t->bytes, t->length - SUM, sha256);
	if (memcmp(t->bytes + t->length - SUM, sha256, SUM - 1) != 0)
		return false;
	t->length -= SUM;
	t->bytes[t->length] = '\0';
	return true;
}

/* Takes the first line: is it of this sweep and future? */
static bool take_head(const char **at, const char *key, int32_t future, struct future_outcome *o, int64_t *nrows)
{
	struct text head;
	int64_t number = 0, state = 0;
	bool good;

	text_init(&head);
	text_printf(&head, "%s %s ", HEAD, key);
	good = strncmp(*at, text_str(&head), head.length) == 0;
	*at += good ? head.length : 0;
	text_release(&head);
	if (!good || !take_number(at, &number) || number != future + 1 || !take_number(at, &state) ||
		!take_number(at, &o->cost) || !take_number(at, nrows))
		return false;
	o->state = (enum future_state)state;
	return state > FUTURE_MISSING && state <= FUTURE_REFUSED;
}

static bool take_class(const char **at, const struct ensemble *e, struct rate_class *class)
{
	int64_t numbers[6];

	for (int i = 0; i < 6; i++)
		if (!take_number(at, &numbers[i]))
			return false;
	if (numbers[0] < 0 || numbers[0] >= e->nitems || numbers[1] < 1 || numbers[1] > INT32_MAX || numbers[2] < 0 ||
		numbers[2] > 1 || numbers[4] < 0 || numbers[5] < 1 || numbers[4] > numbers[5])
		return false;
	*class = (struct rate_class){(int32_t)numbers[0], (int32_t)numbers[1], (int32_t)numbers[2], numbers[3] != 0, 0,
		{numbers[4], numbers[5]}};
	return true;
}

static bool take_rates(const char **at, const struct ensemble *e, struct rates *r)
{
	int64_t nclasses = 0, ncells = 0, class = 0;

	if (!take_number(at, &nclasses) || !take_number(at, &ncells) || nclasses < 0 || nclasses > OUTCOME_BYTES_MAX ||
		ncells < 0 || ncells > OUTCOME_BYTES_MAX)
		return false;
	r->classes = mem_calloc((size_t)nclasses, sizeof *r->classes);
	r->class_of = mem_calloc((size_t)ncells, sizeof *r->class_of);
	r->nclasses = (int32_t)nclasses;
	for (int32_t k = 0; k < r->nclasses; k++)
		if (!take_class(at, e, &r->classes[k]))
			return false;
	for (; r->ncells < ncells; r->ncells++) {
		if (!take_number(at, &class) || class < 0 || class >= nclasses)
			return false;
		r->class_of[r->ncells] = (int32_t)class;
	}
	rates_count(r);
	return true;
}

bool outcome_load(const char *directory, const char *key, int32_t future, struct ensemble *e)
{
	struct future_outcome *o = &e->futures[future];
	const char *at;
	int64_t nrows = 0;
	struct text t;
	bool good;

	memset(o, 0, sizeof *o);
	text_init(&t);
	good = read_whole(directory, future, &t) && is_whole(&t);
	at = text_str(&t);
	good = good && take_head(&at, key, future, o, &nrows) && (nrows == 0 || nrows == e->nrows);
	if (good && nrows > 0)
		o->rows = mem_calloc((size_t)nrows, sizeof *o->rows);
	for (int64_t r = 0; good && r < nrows; r++)
		good = take_number(&at, &o->rows[r].demand) && take_number(&at, &o->rows[r].served);
	good = good && take_rates(&at, e, &o->rates);
	text_release(&t);
	if (!good)
		outcome_release(o);
	return good;
}
