#include "io/plan_causes.h"

#include <string.h>

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
