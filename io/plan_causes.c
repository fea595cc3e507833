#include "io/plan_causes.h"

#include <string.h>

/* --- writing --- */

int32_t why_write(struct text *out, const struct scenario *s, const struct cell *cell,
	const struct plan *p, int32_t c, int32_t next)
{
	bool any = false;

	for (; next < p->nbookings && p->bookings[next].cell == c; next++) {
		const struct booking *b = &p->bookings[next];
		char quantity[48];

		text_printf(out, "%s%s:%s", any ? " " : " why=\"", cause_word(b->cause),
			decimal_format(quantity, b->quantity, s->items[cell->item].decimals));
		any = true;
	}
	if (any)
		text_putc(out, '"');
	return next;
}

static void write_set(struct text *out, const char *name, uint32_t set)
{
	bool any = false;

	for (int k = 0; k < CAUSES; k++)
		if (set & (uint32_t)1 << k) {
			text_printf(out, any ? " " : " %s=\"", name);
			text_puts(out, cause_word((enum cause)k));
			any = true;
		}
	if (any)
		text_putc(out, '"');
}

static void write_alone(struct text *out, const struct scenario *s, const struct alone *a)
{
	int32_t decimals = s->items[a->item].decimals;
	char number[48];

	text_printf(out, "    <alone cause=\"%s\" item=\"", cause_word(a->cause));
	text_escape(out, s->items[a->item].id);
	text_printf(out, "\" tier=\"%d\" gain=\"%s\"", (int)a->tier, decimal_format(number, a->gain, decimals));
	if (a->losers > 0) {
		text_printf(out, " losers=\"%d\"", (int)a->losers);
		text_printf(out, " lost=\"%s\"", decimal_format(number, a->lost, decimals));
	}
	text_puts(out, "/>\n");
}

void causes_write(struct text *out, const struct scenario *s, const struct plan *p)
{
	if (!p->why)
		return;
	text_puts(out, "  <causes");
	write_set(out, "skipped", p->causes_skipped);
	write_set(out, "unproven", p->causes_unproven);
	text_puts(out, p->nalones > 0 ? ">\n" : "/>\n");
	for (int32_t k = 0; k < p->nalones; k++)
		write_alone(out, s, &p->alones[k]);
	if (p->nalones > 0)
		text_puts(out, "  </causes>\n");
}

/* --- reading --- */

/* The words of a list parted by blanks; end is behind the word at `at`. */
static size_t word_end(const struct xml_attribute *a, size_t at)
{
	while (at < a->length && a->value[at] != ' ')
		at++;
	return at;
}

static int word_cause(const char *word, size_t length)
{
	for (int k = 0; k < CAUSES; k++) {
		const char *known = cause_word((enum cause)k);

		if (strlen(known) == length && memcmp(known, word, length) == 0)
			return k;
	}
	return -1;
}

static bool load_booking(struct plan *p, int32_t c, int32_t decimals, const char *word, size_t length)
{
	const char *colon = memchr(word, ':', length);
	size_t before = colon ? (size_t)(colon - word) : length;
	int cause = word_cause(word, before);
	int64_t quantity;
	int32_t k;

	if (!colon || cause < 0
		|| decimal_parse(colon + 1, length - before - 1, decimals, &quantity) != NUMBER_OK
		|| quantity >= QUANTITY_MAX)
		return false;
	k = ARRAY_ADD(&p->bookings, &p->nbookings, &p->bookings_room);
	p->bookings[k] = (struct booking){c, (enum cause)cause, quantity};
	return true;
}

void load_why(struct plan_element *in, struct plan *p, int32_t c, int32_t item)
{
	const struct xml_attribute *a = plan_attribute(in, "why");

	for (size_t at = 0, end; a && at < a->length; at = end + 1) {
		end = word_end(a, at);
		if (!load_booking(p, c, in->s->items[item].decimals, a->value + at, end - at)) {
			plan_bad_value(in, a);
			return;
		}
	}
}

static uint32_t load_set(struct plan_element *in, const char *name)
{
	const struct xml_attribute *a = plan_attribute(in, name);
	uint32_t set = 0;

	for (size_t at = 0, end; a && at < a->length; at = end + 1) {
		int cause;

		end = word_end(a, at);
		cause = word_cause(a->value + at, end - at);
		if (cause < 0) {
			plan_bad_value(in, a);
			break;
		}
		set |= (uint32_t)1 << cause;
	}
	return set;
}

void load_causes(struct plan_element *in, struct plan *p)
{
	p->why = true;
	p->causes_skipped = load_set(in, "skipped");
	p->causes_unproven = load_set(in, "unproven");
}
