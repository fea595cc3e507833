#include "models/check.h"

#include "base/text.h"
#include "models/order.h"
#include "models/scenario_words.h"
#include "models/supply.h"

#include <stdlib.h>
#include <string.h>

/* The same goods from two sources; lines stated twice; counts too old.
 *
 * Two used lines of one holder and item from different sources are the same
 * goods when their lots are the same, or when one of them names no lot. A
 * source that supersedes the other, perhaps through others, or has the smaller
 * stated rank, wins; else neither line is counted: neither the sum nor the
 * larger one would be true. */

/* The scenario's own lines have the source -1. */
static bool supersedes(const struct scenario *s, int32_t newer, int32_t older)
{
	int32_t steps;

	for (steps = 0; check_has(newer, s->nsources) && steps < s->nsources; steps++) {
		newer = s->sources[newer].supersedes;
		if (newer == older && older >= 0)
			return true;
	}
	return false;
}

static bool wins(const struct scenario *s, int32_t a, int32_t b)
{
	int32_t a_rank = a < 0 ? 0 : s->sources[a].rank;
	int32_t b_rank = b < 0 ? 0 : s->sources[b].rank;

	if (supersedes(s, a, b))
		return true;
	if (supersedes(s, b, a))
		return false;
	return a_rank > 0 && b_rank > 0 && a_rank < b_rank;
}

static bool same_lot(const char *a, const char *b)
{
	return !a || !b || strcmp(a, b) == 0;
}

/* One line of each source and lot of one holder and item stands for all. */
struct claim {
	const char *lot; /* NULL */
	int32_t source, line;
	bool beaten, disputed;
	int32_t against; /* claim of the other source, when disputed */
};

static int compare_claims(const void *left, const void *right)
{
	const struct claim *a = left, *b = right;
	int order = text_compare(a->lot, b->lot);

	if (order == 0)
		order = int_compare(a->source, b->source);
	return order ? order : int_compare(a->line, b->line);
}

static void judge(const struct scenario *s, struct claim *claims, int32_t n)
{
	int32_t i, j;

	for (i = 0; i < n; i++) {
		for (j = 0; j < n && !claims[i].beaten; j++) {
			if (claims[i].source != claims[j].source &&
				same_lot(claims[i].lot, claims[j].lot))
				claims[i].beaten = wins(s, claims[j].source, claims[i].source);
		}
	}
	for (i = 0; i < n; i++) {
		for (j = 0; j < n && !claims[i].beaten && !claims[i].disputed; j++) {
			if (claims[j].beaten || claims[i].source == claims[j].source ||
				!same_lot(claims[i].lot, claims[j].lot))
				continue;
			claims[i].disputed = true;
			claims[i].against = j;
		}
	}
}

static const char *source_name(const struct scenario *s, int32_t line)
{
	int32_t source = s->lines[line].source;

	return source < 0 ? s->id : s->sources[source].id;
}

static void report_dispute(struct check *k, int32_t line, int32_t against)
{
	const struct scenario *s = k->s;
	const struct stock_line *a = &s->lines[line], *b = &s->lines[against];
	const struct item *item = &s->items[a->item];
	bool strict = k->options->strict;
	char first[48], second[48], place[160];
	struct diag *d;

	if (strict)
		k->refuse = true;
	d = diag_add(check_warning(k, -1), strict ? DIAG_ERROR : DIAG_WARNING,
		strict ? CHECK_SAME_GOODS : WARN_SAME_GOODS, a->where,
		_("the same goods from two sources: holder %s, item %s: %s %s from %s, and %s %s "
		  "from %s "
		  "at %s; neither is counted"),
		s->holders[a->holder].id, item->id,
		decimal_format(first, line_quantity(s, line), item->decimals),
		unit_title(item->unit), source_name(s, line),
		decimal_format(second, line_quantity(s, against), item->decimals),
		unit_title(item->unit), source_name(s, against),
		check_place_text(k, place, b->where));
	d->about = "item";
	diag_remedy(k->d, d,
		_("say which source supersedes the other, or rank the sources, or remove one "
		  "line"));
}

/* The lines of one holder and item; one claim for each source and lot. */
static struct claim *collect(
	const struct scenario *s, const int32_t *lines, int32_t nlines, int32_t *nclaims)
{
	struct claim *claims = mem_calloc((size_t)nlines, sizeof *claims);
	int32_t i, n = 0, kept = 0;

	for (i = 0; i < nlines; i++) {
		const struct stock_line *line = &s->lines[lines[i]];

		if (line->state == LINE_USED)
			claims[n++] =
				(struct claim){line->lot, line->source, lines[i], false, false, -1};
	}
	if (n > 0)
		qsort(claims, (size_t)n, sizeof *claims, compare_claims);
	for (i = 0; i < n; i++) {
		if (kept > 0 && claims[kept - 1].source == claims[i].source &&
			text_compare(claims[kept - 1].lot, claims[i].lot) == 0)
			continue;
		claims[kept++] = claims[i];
	}
	*nclaims = kept;
	return claims;
}

/* Marks every line of the claim's source and lot. */
static void mark(struct scenario *s, const int32_t *lines, int32_t nlines,
	const struct claim *claims, int32_t n)
{
	int32_t i;

	for (i = 0; i < nlines; i++) {
		struct stock_line *line = &s->lines[lines[i]];
		struct claim key = {line->lot, line->source, 0, false, false, -1};
		int32_t low = 0, high = n;

		if (line->state != LINE_USED)
			continue;
		while (low < high) { /* the last claim that is not behind the key */
			int32_t middle = low + (high - low) / 2;

			key.line = claims[middle].line;
			if (compare_claims(&claims[middle], &key) < 0)
				low = middle + 1;
			else
				high = middle;
		}
		if (claims[low].beaten)
			line->state = LINE_SUPERSEDED;
		else if (claims[low].disputed)
			line->state = LINE_CONFLICT;
	}
}

static void resolve(struct check *k, const int32_t *lines, int32_t nlines)
{
	struct scenario *s = k->s;
	int32_t i, n;
	bool several = false;
	struct claim *claims;

	for (i = 1; i < nlines && !several; i++)
		several = s->lines[lines[i]].source != s->lines[lines[0]].source;
	if (!several)
		return;
	claims = collect(s, lines, nlines, &n);
	judge(s, claims, n);
	for (i = 0; i < n; i++) {
		int32_t j = claims[i].against;

		if (j < 0)
			continue;
		if (i < j || claims[j].against != i) /* each pair once */
			report_dispute(k, claims[i].line, claims[j].line);
	}
	mark(s, lines, nlines, claims, n);
	mem_free(claims);
}

/* ---- Stated twice ---- */

/* Two rows of one source that say the same are perhaps one row copied. Of
 * households many keep the same amount of the same thing. */
static void check_twice(struct check *k, const int32_t *lines, int32_t nlines)
{
	const struct scenario *s = k->s;
	const struct stock_line *first;
	char place[160];
	struct diag *item;
	int32_t i;

	if (s->holders[s->lines[lines[0]].holder].kind == HOLDER_HOUSEHOLD)
		return;
	for (i = 1; i < nlines; i++) {
		const struct stock_line *line = &s->lines[lines[i]];

		first = &s->lines[lines[i - 1]];
		if (first->state != LINE_USED || line->state != LINE_USED ||
			line_compare_content(s, lines[i - 1], lines[i]) != 0)
			continue;
		item = diag_add(check_warning(k, line->source), DIAG_WARNING, WARN_LINE_TWICE,
			line->where,
			_("holder %s, item %s: the same stock line is stated twice, also at %s; "
			  "both are "
			  "counted"),
			s->holders[line->holder].id, s->items[line->item].id,
			check_place_text(k, place, first->where));
		item->about = "item";
		diag_remedy(k->d, item, _("remove one, or give each its lot"));
	}
}

/* Rows of one lot that differ in their figures only: an old row left standing, or two stacks. */
struct lot_row {
	const char *lot;
	int32_t source, agreement, line;
	unsigned char mode, status, government_owned;
};

static int compare_lots(const struct lot_row *a, const struct lot_row *b)
{
	int order = text_compare(a->lot, b->lot);
	const int64_t left[] = {a->source, a->agreement, a->mode, a->status, a->government_owned};
	const int64_t right[] = {b->source, b->agreement, b->mode, b->status, b->government_owned};

	return order ? order : keys_compare(left, right, sizeof left / sizeof *left);
}

static int compare_lot_rows(const void *left, const void *right)
{
	const struct lot_row *a = left, *b = right;
	int order = compare_lots(a, b);

	return order ? order : int_compare(a->line, b->line);
}

static void check_lots(struct check *k, const int32_t *lines, int32_t nlines)
{
	const struct scenario *s = k->s;
	struct lot_row *rows;
	int32_t n = 0;

	if (nlines < 2 || s->holders[s->lines[lines[0]].holder].kind == HOLDER_HOUSEHOLD)
		return;
	rows = mem_calloc((size_t)nlines, sizeof *rows);
	for (int32_t i = 0; i < nlines; i++) {
		const struct stock_line *l = &s->lines[lines[i]];

		if (l->lot && l->state == LINE_USED && l->mode != MODE_CAPACITY)
			rows[n++] = (struct lot_row){
				l->lot, l->source, l->agreement, lines[i], l->mode, l->status, l->government_owned};
	}
	if (n > 1)
		qsort(rows, (size_t)n, sizeof *rows, compare_lot_rows);
	for (int32_t i = 1; i < n; i++) {
		const struct stock_line *line = &s->lines[rows[i].line];
		char place[160];
		struct diag *item;

		if (compare_lots(&rows[i - 1], &rows[i]) != 0 ||
			line_compare_content(s, rows[i - 1].line, rows[i].line) == 0) /* said already */
			continue;
		item = diag_add(check_warning(k, line->source), DIAG_WARNING, WARN_LOT_TWICE, line->where,
			_("holder %s, item %s: lot %s has another row that says otherwise, at %s; both are counted"),
			s->holders[line->holder].id, s->items[line->item].id, line->lot,
			check_place_text(k, place, s->lines[rows[i - 1].line].where));
		item->about = "lot";
		diag_remedy(k->d, item, _("remove the row that no longer holds; two stacks of one lot may stand"));
	}
	mem_free(rows);
}

void check_same_goods(struct check *k)
{
	const struct scenario *s = k->s;
	int32_t nlines, from, to;
	int32_t *lines;

	/* a refused scenario may hold numbers that are no elements */
	if (k->refuse)
		return;
	lines = lines_ordered(s, &nlines);
	for (from = 0; from < nlines; from = to) {
		to = lines_run_end(s, lines, nlines, from);
		resolve(k, lines + from, to - from);
		check_twice(k, lines + from, to - from);
		check_lots(k, lines + from, to - from);
	}
	mem_free(lines);
}

/* ---- Too old ---- */

/* First second at which something of that date is too old. */
static int64_t stale_from(const struct scenario *s, int64_t confirmed)
{
	int32_t offset = s->start.offset;
	struct duration after = s->policy.stale_after;
	day d = day_of(confirmed, offset);
	int64_t second = confirmed - day_start(d, offset);
	int64_t age = after.seconds;

	after.seconds = 0;
	return day_start(day_add(d, after), offset) + second + age + 1;
}

/* The figure that is used must be fresh: a later declaration does not confirm an old count. */
static bool is_stale(const struct scenario *s, int32_t line)
{
	int64_t dated = line_dated(s, line);

	return dated == INSTANT_NONE || s->as_of.seconds >= stale_from(s, dated);
}

static void warn_no_policy(struct check *k)
{
	struct diag *item;

	item = diag_add(check_warning(k, -1), DIAG_WARNING, WARN_NO_STALE_AFTER,
		k->s->policy.where.file >= 0 ? k->s->policy.where : k->s->where,
		_("no policy says when stock counts are too old: all are taken as they are"));
	item->about = "stale-after";
	diag_remedy(k->d, item, _("state it: in sheets in the setting stale-after 过期未盘点期限, as in 7天; in XML in the "
		"policy, as in stale-after=\"P7D\""));
}

/* Marks the date that is too old, of the first of such lines, and says what to do. */
static void advise_stale(struct check *k, int32_t line, struct diag *item)
{
	const struct stock_line *l = &k->s->lines[line];
	bool counted = l->counted >= 0;

	item->about = counted ? "counted-at" : "declared-at";
	if (counted && l->declared >= 0 && l->declared_at.seconds > l->counted_at.seconds)
		diag_remedy(k->d, item, _("count the stock again, or remove the old count: the later declaration does "
			"not confirm it"));
	else
		diag_remedy(k->d, item, _("have the stock confirmed, and state its date"));
}

enum { STALE_NAMED = 10 }; /* holders named one by one; the rest in one sentence */

static void warn_stale(struct check *k, int32_t holder, int32_t first, int32_t count)
{
	const struct scenario *s = k->s;
	struct diag *item;

	item = diag_add(check_warning(k, s->lines[first].source), DIAG_WARNING, WARN_STALE,
		s->lines[first].where,
		ngettext("holder %s: %d stock line was last counted or declared too long ago; it is "
			 "not counted",
			"holder %s: %d stock lines were last counted or declared too long ago; they "
			"are not counted",
			(unsigned long)count),
		s->holders[holder].id, (int)count);
	advise_stale(k, first, item);
}

static void warn_stale_rest(struct check *k, int32_t nholders, int32_t first, int32_t count)
{
	const struct scenario *s = k->s;
	struct diag *item;

	item = diag_add(check_warning(k, s->lines[first].source), DIAG_WARNING, WARN_STALE,
		s->lines[first].where,
		ngettext("%d stock line of %d more holders was last counted or declared too long "
			 "ago; it is not counted",
			"%d stock lines of %d more holders were last counted or declared too long "
			"ago; they are not counted",
			(unsigned long)count),
		(int)count, (int)nholders);
	advise_stale(k, first, item);
}

/* A warning for each of the first holders, at its first line that is too old,
 * and one for all others. */
void check_stale(struct check *k)
{
	struct scenario *s = k->s;
	int32_t *first = mem_calloc((size_t)s->nholders, sizeof *first);
	int32_t *count = mem_calloc((size_t)s->nholders, sizeof *count);
	int32_t i, h, used = 0, named = 0, rest = 0, rest_first = -1, rest_lines = 0;

	for (i = 0; i < s->nlines; i++) {
		struct stock_line *line = &s->lines[i];

		used += line->state == LINE_USED;
		if (!s->policy.has_stale_after || line->state != LINE_USED || !is_stale(s, i))
			continue;
		line->state = LINE_STALE;
		if (count[line->holder]++ == 0)
			first[line->holder] = i;
	}
	if (!s->policy.has_stale_after && used > 0)
		warn_no_policy(k);
	for (h = 0; h < s->nholders; h++) {
		if (count[h] == 0)
			continue;
		if (named++ < STALE_NAMED) {
			warn_stale(k, h, first[h], count[h]);
			continue;
		}
		rest++;
		rest_lines += count[h];
		if (rest_first < 0)
			rest_first = first[h];
	}
	if (rest > 0)
		warn_stale_rest(k, rest, rest_first, rest_lines);
	mem_free(count);
	mem_free(first);
}
