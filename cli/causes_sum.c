#include "cli/verify_causes.h"

#include "base/text.h"

enum { FINDINGS_MOST = 100 };

static const char *amount(char *buffer, const struct scenario *s, const struct cells *cells, int32_t cell,
	int64_t quantity)
{
	return decimal_format(buffer, quantity, s->items[cells->cells[cell].item].decimals);
}

bool causes_sum(const struct scenario *s, const struct cells *cells, const struct plan *plan,
	struct text *findings)
{
	int32_t next = 0, n = 0;

	for (int32_t c = 0; c < cells->ncells && n < FINDINGS_MOST; c++) {
		int64_t lacks = cells->cells[c].demand - plan->served[c].quantity, sum = 0;
		bool ordered = true;
		char number[2][48];

		for (int32_t first = next; next < plan->nbookings && plan->bookings[next].cell == c; next++) {
			const struct booking *b = &plan->bookings[next];

			ordered = ordered && b->quantity > 0 && (next == first || b[-1].cause < b->cause)
				&& int_add(sum, b->quantity, &sum);
		}
		if (!ordered) {
			text_printf(findings, _("claim %d: its causes are not in order, twice the same, or 0\n"), (int)c + 1);
			n++;
		} else if (sum != lacks) {
			text_printf(findings, _("claim %d: its causes sum to %s, it is short of %s\n"), (int)c + 1,
				amount(number[0], s, cells, c, sum), amount(number[1], s, cells, c, lacks));
			n++;
		}
	}
	return n == 0;
}
