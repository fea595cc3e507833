#include "io/plan_element.h"

#include "base/text.h"

#include <string.h>
#include <sys/stat.h>

void plan_file(struct text *out, const char *path)
{
	struct stat status;

	text_puts(out, path);
	if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
		text_puts(out, "/plan.xml");
}

const struct xml_attribute *plan_attribute(const struct plan_element *r, const char *name)
{
	for (int32_t i = 0; i < r->e->nattributes; i++) {
		if (!r->e->attributes[i].uri && strcmp(r->e->attributes[i].name, name) == 0)
			return &r->e->attributes[i];
	}
	return NULL;
}

static void place_of(const struct plan_element *r, const struct xml_attribute *a,
	struct value_place *at)
{
	memset(at, 0, sizeof *at);
	if (a)
		xml_value_place(&r->e->tag, a, at);
	else
		xml_tag_place(&r->e->tag, at);
}

struct diag *plan_fault(struct plan_element *r, enum severity severity, int code,
	const struct xml_attribute *a, const char *message)
{
	struct value_place at;
	struct diag *item;

	place_of(r, a, &at);
	item = diag_add(r->d, severity, code, at.where, "%s", message);
	item->span = at.span;
	if (at.line)
		diag_source_line(r->d, item, at.line, at.line_length);
	if (severity == DIAG_ERROR)
		r->ok = false;
	return item;
}

struct diag *plan_differs(struct plan_element *r, int code, const struct xml_attribute *a, const char *message)
{
	bool readable = r->ok;
	struct diag *item = plan_fault(r, DIAG_ERROR, code, a, message);

	r->ok = readable;
	r->differs = true;
	return item;
}

void plan_not_one(struct plan_element *r, struct xml_parser *parser)
{
	diag_remedy(r->d, plan_fault(r, DIAG_ERROR, 801, NULL, _("this is not a plan of shecang")),
		_("name the folder that plan -o wrote, or its plan.xml"));
	xml_stop(parser);
}

const char *plan_remedy(const struct plan_element *r)
{
	return r->canonical ? _("take the scenario.xml that plan -o wrote beside the plan, or what shecang fmt --as-planned "
				"makes of the scenario; shecang verify reads all others") :
		_("a plan is read as it was written; take the file that plan -o wrote");
}

const struct xml_attribute *plan_need(struct plan_element *r, const char *name)
{
	const struct xml_attribute *a = plan_attribute(r, name);
	struct text message;
	struct diag *item;

	if (a)
		return a;
	text_init(&message);
	text_printf(&message, _("the attribute %s is missing"), name);
	item = plan_fault(r, DIAG_ERROR, r->canonical ? 132 : 803, NULL, text_str(&message));
	if (r->canonical)
		diag_remedy(r->d, item, "%s", plan_remedy(r));
	text_release(&message);
	return NULL;
}

bool plan_word_is(const struct xml_attribute *a, const char *word)
{
	return a->length == strlen(word) && memcmp(a->value, word, a->length) == 0;
}

void plan_bad_value(struct plan_element *r, const struct xml_attribute *a)
{
	struct text message;
	struct diag *item;

	text_init(&message);
	text_printf(&message, _("the value of %s cannot be read"), a->name);
	item = plan_fault(r, DIAG_ERROR, r->canonical ? 132 : 803, a, text_str(&message));
	diag_remedy(r->d, item, "%s", plan_remedy(r));
	text_release(&message);
}

bool plan_integer(struct plan_element *r, const char *name, int64_t least, int64_t *out)
{
	const struct xml_attribute *a = plan_need(r, name);
	const char *text = a ? a->value : NULL;
	size_t n = a ? a->length : 0;
	bool negative = n > 1 && text[0] == '-';
	int64_t value;

	if (!a)
		return false;
	if (decimal_parse(text + negative, n - negative, 0, &value) != NUMBER_OK ||
			value > INT64_MAX / 4 || (negative ? -value : value) < least) {
		plan_bad_value(r, a);
		return false;
	}
	*out = negative ? -value : value;
	return true;
}

bool plan_number(struct plan_element *r, const char *name, int32_t *out)
{
	int64_t value;

	if (!plan_integer(r, name, INT32_MIN / 4, &value))
		return false;
	if (value > INT32_MAX / 4) {
		plan_bad_value(r, plan_attribute(r, name));
		return false;
	}
	*out = (int32_t)value;
	return true;
}

bool plan_amount(struct plan_element *r, const char *name, int32_t item, int64_t *out)
{
	const struct xml_attribute *a = plan_need(r, name);

	if (!a)
		return false;
	if (decimal_parse(a->value, a->length, r->s->items[item].decimals, out) != NUMBER_OK ||
			*out >= QUANTITY_MAX) {
		plan_bad_value(r, a);
		return false;
	}
	return true;
}

bool plan_time(struct plan_element *r, const char *name, struct instant *out)
{
	const struct xml_attribute *a = plan_need(r, name);

	if (!a)
		return false;
	if (!instant_parse(a->value, a->length, out)) {
		plan_bad_value(r, a);
		return false;
	}
	return true;
}

bool plan_duration(struct plan_element *r, const char *name, int64_t *out)
{
	const struct xml_attribute *a = plan_need(r, name);
	struct duration length;

	if (!a)
		return false;
	if (!duration_parse(a->value, a->length, &length) || length.months != 0 || length.seconds <= 0) {
		plan_bad_value(r, a);
		return false;
	}
	*out = length.seconds;
	return true;
}

bool plan_ratio(struct plan_element *r, const char *name, struct ratio *out)
{
	const struct xml_attribute *a = plan_need(r, name);
	const char *slash = a ? memchr(a->value, '/', a->length) : NULL;
	size_t above = a ? (slash ? (size_t)(slash - a->value) : a->length) : 0;
	wide num, den = 1;

	if (!a)
		return false;
	if (!wide_parse(a->value, above, &num) || (slash && !wide_parse(slash + 1, a->length - above - 1, &den))
		|| den < 1 || !ratio_make_wide(num, den, out)) {
		plan_bad_value(r, a);
		return false;
	}
	return true;
}

bool plan_state(struct plan_element *r, enum shipment_state *out)
{
	const struct xml_attribute *a = plan_need(r, "state");
	char word[32];
	int state = -1;

	if (!a)
		return false;
	if (a->length < sizeof word) {
		memcpy(word, a->value, a->length);
		word[a->length] = '\0';
		state = shipment_state_parse(word);
	}
	if (state < 0) {
		plan_bad_value(r, a);
		return false;
	}
	*out = (enum shipment_state)state;
	return true;
}
