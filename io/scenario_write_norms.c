/* Canonical form of norms. */
#include "io/scenario_write.h"

#include "models/norm.h"
#include "models/order.h"
#include "models/scenario_words.h"

/* "household supermarket": the words of the bits. */
static void write_bits(struct writer *w, const char *name, uint32_t bits, int n,
	const char *(*word)(int value))
{
	struct text words;

	if (bits == 0)
		return;
	text_init(&words);
	for (int i = 0; i < n; i++)
		if (bits >> i & 1)
			text_printf(&words, words.length > 0 ? " %s" : "%s", word(i));
	write_text_attribute(w, name, text_str(&words));
	text_release(&words);
}

static const char *holder_word(int kind)
{
	return holder_kind_word((enum holder_kind)kind);
}

static const char *mode_word(int mode)
{
	return reserve_mode_word((enum reserve_mode)mode);
}

static const char *owner_word(int government)
{
	return government ? "government" : "holder";
}

static void write_length(struct writer *w, const char *name, struct duration length)
{
	if (length.months != 0 || length.seconds != 0)
		write_duration(w, name, length);
}

static void write_share_or_not(struct writer *w, const char *name, struct ratio share)
{
	if (share.num >= 0)
		write_share(w, name, share);
}

static void write_scope(struct writer *w, const struct norm *norm)
{
	const struct scenario *s = w->s;

	write_text_attribute(w, "item", norm->item < 0 ? NULL : s->items[norm->item].id);
	write_text_attribute(w, "class", norm->classes);
	write_text_attribute(w, "unit", norm->unit);
	write_text_attribute(w, "place", norm->place < 0 ? NULL : s->places[norm->place].id);
	write_text_attribute(w, "level",
		norm->level < 0 ? NULL : place_kind_word((enum place_kind)norm->level));
	write_text_attribute(w, "group", norm->group);
	write_bits(w, "holders", norm->holders, HOLDER_KINDS, holder_word);
	write_bits(w, "modes", norm->modes, MODE_CAPACITY + 1, mode_word);
	write_text_attribute(w, "holder", norm->holder);
	write_bits(w, "owners", norm->owners, 2, owner_word);
}

static void write_demands(struct writer *w, const struct norm *norm)
{
	static const char *const views[] = {"book", "strict", "usable"};

	write_text_attribute(w, "tests", norm->has_tests ? views[norm->tests] : NULL);
	write_length(w, "cover", norm->cover);
	write_length(w, "cover-max", norm->cover_max);
	write_ratio(w, "per-person", norm->per_person, 1);
	write_ratio(w, "per-household", norm->per_household, 1);
	write_ratio(w, "quantity", norm->quantity, 1);
	write_ratio(w, "quantity-max", norm->quantity_max, 1);
	write_bits(w, "share-of", norm->share_of, HOLDER_KINDS, holder_word);
	write_bits(w, "share-modes", norm->share_modes, MODE_CAPACITY + 1, mode_word);
	write_share_or_not(w, "share-min", norm->share_min);
	write_share_or_not(w, "share-max", norm->share_max);
	if (norm->has_shelf_life)
		write_duration(w, "shelf-life-min", norm->shelf_life);
	write_day(w, "at", norm->at);
	if (norm->has_counted_within)
		write_duration(w, "counted-within", norm->counted_within);
	write_share_or_not(w, "count-tolerance", norm->count_tolerance);
	write_text_attribute(w, "agreement", norm->agreement ? "true" : NULL);
	write_seconds(w, "arrival", norm->arrival);
	write_text_attribute(w, "within",
		norm->within < 0 ? NULL : place_kind_word((enum place_kind)norm->within));
}

static void write_exception(struct writer *w, const struct norm_exception *x)
{
	const struct scenario *s = w->s;

	write_open(w, 3, "except");
	write_text_attribute(w, "place", x->place < 0 ? NULL : s->places[x->place].id);
	write_text_attribute(w, "item", x->item < 0 ? NULL : s->items[x->item].id);
	write_text_attribute(w, "holder", x->holder < 0 ? NULL : s->holders[x->holder].id);
	write_day(w, "until", x->until);
	write_text_attribute(w, "reason", x->reason);
	write_empty(w);
}

static void write_norm(struct writer *w, const struct norm *norm)
{
	static const char *const grades[] = {NULL, "low", "medium", "high"};

	write_open(w, 2, "norm");
	write_text_attribute(w, "id", norm->id);
	write_text_attribute(w, "clause", norm->clause);
	write_text_attribute(w, "source", norm->source);
	write_text_attribute(w, "severity", grades[norm->severity]);
	write_scope(w, norm);
	write_demands(w, norm);
	write_children(w);
	write_label(w, 3, "text", norm->text);
	if (norm->nexceptions > 0) {
		pieces_begin(w);
		for (int32_t k = 0; k < norm->nexceptions; k++) {
			write_exception(w, &norm->exceptions[k]);
			piece_end(w);
		}
		pieces_sorted(w);
	}
	write_close(w, 2, "norm");
}

void write_norms(struct writer *w)
{
	const struct scenario *s = w->s;
	int32_t *order;

	if (s->nnorms == 0)
		return;
	order = id_order(s->norms, s->nnorms, sizeof *s->norms);
	write_open(w, 1, "norms");
	write_children(w);
	for (int32_t k = 0; k < s->nnorms; k++)
		write_norm(w, &s->norms[order[k]]);
	write_close(w, 1, "norms");
	mem_free(order);
}
