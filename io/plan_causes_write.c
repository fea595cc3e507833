/* The causes of shortfall as plan.xml has them. */
#include "io/plan_causes.h"

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
