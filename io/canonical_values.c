#include "io/canonical_values.h"

#include "base/text.h"
#include "io/value_text.h"

#include <string.h>

const char *const CANONICAL_KINDS[PLACE_KINDS + 1] = {"province", "city", "district", "street", "community",
	"village", "estate", "grid", "building", "unit", "depot", "shelter", "checkpoint", "pickup", "site", NULL};

void canonical_fault(struct canonical *r, const struct xml_attribute *a, const char *message)
{
	struct diag *item = plan_fault(&r->in, DIAG_ERROR, 132, a, message);

	diag_remedy(r->in.d, item, "%s", plan_remedy(&r->in));
}

/* NULL when it is absent, which is a fault when it is needed. */
static const struct xml_attribute *attribute(struct canonical *r, const char *name, bool needed)
{
	return needed ? plan_need(&r->in, name) : plan_attribute(&r->in, name);
}

bool canonical_has(const struct canonical *r, const char *name)
{
	return plan_attribute(&r->in, name) != NULL;
}

/* ---- texts and words ---- */

static const char *text_of(struct canonical *r, const struct xml_attribute *a)
{
	int32_t point;
	size_t at;

	if (text_check(a->value, a->length, &at, &point) != TEXT_OK)
		plan_bad_value(&r->in, a);
	return arena_text(&r->s->arena, a->value, a->length);
}

const char *canonical_text(struct canonical *r, const char *name)
{
	const struct xml_attribute *a = plan_attribute(&r->in, name);

	return a ? text_of(r, a) : NULL;
}

const char *canonical_id(struct canonical *r, const char *name)
{
	const struct xml_attribute *a = plan_need(&r->in, name);

	if (!a)
		return "";
	if (!id_valid(a->value, a->length))
		plan_bad_value(&r->in, a);
	return arena_text(&r->s->arena, a->value, a->length);
}

void canonical_once(struct canonical *r, struct map *ids, const char *id, int32_t index)
{
	if (map_add(ids, id, index) >= 0)
		canonical_fault(r, NULL, _("this id stands twice"));
}

static void unknown_id(struct canonical *r, const struct xml_attribute *a, const char *id)
{
	struct text message;

	text_init(&message);
	text_printf(&message, _("\"%s\" is not stated before"), id);
	canonical_fault(r, a, text_str(&message));
	text_release(&message);
}

int32_t canonical_index(struct canonical *r, const char *name, const struct map *ids, bool needed)
{
	const struct xml_attribute *a = attribute(r, name, needed);
	const char *id = a ? text_of(r, a) : NULL;
	int32_t index = id ? map_get(ids, id) : -1;

	if (id && index < 0)
		unknown_id(r, a, id);
	return index;
}

void canonical_late(struct canonical *r, const char *name, enum late_kind kind, int32_t object)
{
	const char *id = canonical_text(r, name);

	if (id)
		*ADD(r->late, r->nlate, r->late_room) = (struct late){kind, object, id, r->in.e->tag.where};
}

static int find_word(const char *const *words, const char *word, size_t n)
{
	for (int k = 0; words[k]; k++)
		if (strlen(words[k]) == n && memcmp(words[k], word, n) == 0)
			return k;
	return -1;
}

int canonical_word(struct canonical *r, const char *name, const char *const *words, int64_t otherwise)
{
	const struct xml_attribute *a = attribute(r, name, otherwise == NEEDED);
	int found = a ? find_word(words, a->value, a->length) : -1;

	if (found >= 0)
		return found;
	if (a)
		plan_bad_value(&r->in, a);
	return otherwise == NEEDED ? 0 : (int)otherwise;
}

bool canonical_truth(struct canonical *r, const char *name)
{
	static const char *const words[] = {"false", "true", NULL};

	return canonical_word(r, name, words, 0) == 1;
}

enum quality canonical_quality(struct canonical *r, enum quality otherwise)
{
	static const char *const words[] = {"recorded", "estimated", "synthetic", NULL};

	return (enum quality)canonical_word(r, "quality", words, (int64_t)otherwise);
}

enum reach_kind canonical_reach(struct canonical *r, enum place_kind *region)
{
	const struct xml_attribute *a = plan_attribute(&r->in, "reach");

	*region = PLACE_PROVINCE;
	if (!a)
		return REACH_ABSENT;
	if (plan_word_is(a, "own"))
		return REACH_OWN;
	if (plan_word_is(a, "anywhere"))
		return REACH_ANYWHERE;
	*region = (enum place_kind)canonical_word(r, "reach", CANONICAL_KINDS, PLACE_PROVINCE);
	return REACH_REGION;
}

void canonical_words(struct canonical *r, const char *name,
	void (*each)(struct canonical *r, const struct xml_attribute *a, const char *word, void *data), void *data)
{
	const struct xml_attribute *a = plan_attribute(&r->in, name);
	char *words = a ? arena_text(&r->s->arena, a->value, a->length) : NULL;

	while (words && *words) {
		size_t n = strcspn(words, " ");
		bool last = words[n] == '\0';

		words[n] = '\0';
		each(r, a, words, data);
		words += last ? n : n + 1;
	}
}

/* ---- numbers ---- */

int64_t canonical_decimal(struct canonical *r, const char *name, int decimals, int64_t otherwise)
{
	const struct xml_attribute *a = attribute(r, name, otherwise == NEEDED);
	int64_t value;

	if (a && decimal_parse(a->value, a->length, decimals, &value) == NUMBER_OK && value < QUANTITY_MAX)
		return value;
	if (a)
		plan_bad_value(&r->in, a);
	return otherwise == NEEDED ? 0 : otherwise;
}

int32_t canonical_count(struct canonical *r, const char *name, int32_t least, int32_t most, int64_t otherwise)
{
	int64_t value = canonical_decimal(r, name, 0, otherwise);

	if (!canonical_has(r, name) || (value >= least && value <= most))
		return (int32_t)value;
	plan_bad_value(&r->in, plan_attribute(&r->in, name));
	return least;
}

static bool parse_ratio(const struct xml_attribute *a, struct ratio *out)
{
	const char *slash = memchr(a->value, '/', a->length);
	size_t above = slash ? (size_t)(slash - a->value) : a->length;
	int64_t num, den;

	if (!slash)
		return ratio_parse(a->value, a->length, out) == NUMBER_OK;
	if (decimal_parse(a->value, above, 0, &num) != NUMBER_OK
		|| decimal_parse(slash + 1, a->length - above - 1, 0, &den) != NUMBER_OK || den == 0)
		return false;
	*out = ratio_make(num, den);
	return true;
}

struct ratio canonical_ratio(struct canonical *r, const char *name, int64_t factor)
{
	const struct xml_attribute *a = plan_attribute(&r->in, name);
	struct ratio value = {-1, 1};

	if (a && (!parse_ratio(a, &value) || !ratio_make_wide((wide)value.num * factor, value.den, &value)))
		plan_bad_value(&r->in, a);
	return value;
}

bool canonical_share(struct canonical *r, const char *name, struct ratio *out)
{
	const struct xml_attribute *a = plan_attribute(&r->in, name);

	if (a && percent_parse(a->value, a->length, out) != NUMBER_OK)
		plan_bad_value(&r->in, a);
	return a != NULL;
}

int64_t canonical_scale(const struct item *item)
{
	int64_t scale = 1;

	for (int32_t k = 0; k < item->decimals; k++)
		scale *= 10;
	return scale;
}

/* ---- time ---- */

bool canonical_day(struct canonical *r, const char *name, day *out)
{
	const struct xml_attribute *a = plan_attribute(&r->in, name);

	if (a && !day_parse(a->value, a->length, out))
		plan_bad_value(&r->in, a);
	return a != NULL;
}

bool canonical_instant(struct canonical *r, const char *name, struct instant *out)
{
	const struct xml_attribute *a = plan_attribute(&r->in, name);

	if (a && !instant_parse(a->value, a->length, out))
		plan_bad_value(&r->in, a);
	return a != NULL;
}

bool canonical_duration(struct canonical *r, const char *name, struct duration *out)
{
	const struct xml_attribute *a = plan_attribute(&r->in, name);

	if (a && !duration_parse(a->value, a->length, out))
		plan_bad_value(&r->in, a);
	return a != NULL;
}

int64_t canonical_seconds(struct canonical *r, const char *name, int64_t otherwise)
{
	struct duration length = {0, 0};

	if (!attribute(r, name, otherwise == NEEDED) || !canonical_duration(r, name, &length))
		return otherwise == NEEDED ? 0 : otherwise;
	if (length.months != 0)
		plan_bad_value(&r->in, plan_attribute(&r->in, name));
	return length.seconds;
}

struct periods canonical_periods(struct canonical *r)
{
	int32_t first = canonical_count(r, "from", 1, PERIODS_MAX, 1);
	int32_t last = canonical_count(r, "to", 1, PERIODS_MAX, INT32_MAX);

	return (struct periods){first - 1, last == INT32_MAX ? last : last - 1};
}
