/* The outermost elements: <scenario> with title, office, horizon and extension;
 * <source>. */
#include "io/scenario_xml.h"

#include "models/scenario_words.h"

#include <string.h>

const struct attribute_spec LANGUAGE_ONLY[1] = {{.name = "xml:lang", .kind = VALUE_LANGUAGE}};
const struct attribute_spec CODE_ATTRIBUTES[1] = {
	{.name = "scheme", .kind = VALUE_TEXT, .required = true}};
const struct attribute_spec CONTACT_ATTRIBUTES[3] = {
	{.name = "xml:lang", .kind = VALUE_LANGUAGE},
	{.name = "phone", .kind = VALUE_TEXT},
	{.name = "address", .kind = VALUE_TEXT},
};

void read_code(struct xml_reader *r, const struct element *e, struct code *code, const char *text)
{
	code->scheme = element_text(r, e, CODE_SCHEME);
	code->value = reader_keep(r, text, strlen(text));
}

/* ---- scenario ---- */

static void read_title(
	struct xml_reader *r, const struct element *e, int32_t parent, const char *text)
{
	(void)parent;
	reader_label(r, e, TEXT_LANGUAGE, &r->s->title, text);
}

static void read_office(
	struct xml_reader *r, const struct element *e, int32_t parent, const char *text)
{
	(void)parent;
	reader_label(r, e, TEXT_LANGUAGE, &r->s->office, text);
}

const struct element_spec XML_TITLE = LABEL_ELEMENT("title", read_title);
const struct element_spec XML_OFFICE = LABEL_ELEMENT("office", read_office);

enum { HORIZON_START, HORIZON_PERIOD, HORIZON_COUNT };
static const struct attribute_spec horizon_attributes[] = {
	{.name = "start", .kind = VALUE_INSTANT, .required = true},
	{.name = "period", .kind = VALUE_SECONDS, .required = true},
	{.name = "count", .kind = VALUE_COUNT, .required = true, .least = 1, .most = PERIODS_MAX},
};

static int32_t start_horizon(struct xml_reader *r, const struct element *e, int32_t parent)
{
	int64_t period = e->values[HORIZON_PERIOD].duration.seconds;
	struct diag *item;

	(void)parent;
	r->s->horizon_where = e->tag.where;
	r->s->start = e->values[HORIZON_START].instant;
	r->s->nperiods = (int32_t)element_number(e, HORIZON_COUNT, 1);
	if (period < 60 || period > INT64_C(366) * 24 * 3600) {
		ELEMENT_FAULT(r, e, HORIZON_PERIOD, item, 206,
			_("a period is at least a minute and at most a year long"));
		diag_remedy(r->diags, item, _("write for example P1D or PT12H"));
		return -1;
	}
	r->s->period = period;
	return 0;
}

const struct element_spec XML_HORIZON = {
	.name = "horizon", ATTRIBUTES(horizon_attributes), .start = start_horizon, .once = true};

static void end_extension(struct xml_reader *r, int32_t object)
{
	(void)object;
	r->s->extension = reader_keep(r, text_str(&r->raw), r->raw.length);
}

const struct element_spec XML_EXTENSION = {
	.name = "extension", .end = end_extension, .once = true, .raw = true};

enum {
	SCENARIO_VERSION,
	SCENARIO_ID,
	SCENARIO_CURRENCY,
	SCENARIO_LANGUAGE,
	SCENARIO_QUALITY,
	SCENARIO_AS_OF
};
static const struct attribute_spec scenario_attributes[] = {
	{.name = "version", .kind = VALUE_TEXT, .required = true},
	{.name = "id", .kind = VALUE_ID, .required = true},
	{.name = "currency", .kind = VALUE_TEXT},
	{.name = "xml:lang", .kind = VALUE_LANGUAGE},
	{.name = "quality", .kind = VALUE_WORD, .words = QUALITY_WORDS},
	{.name = "as-of", .kind = VALUE_INSTANT},
};

void check_version(struct xml_reader *r, const struct element *e, int attribute)
{
	const struct xml_attribute *a = &e->attributes[attribute];
	struct diag *item;

	if (!element_has(e, attribute) || (a->length == 3 && memcmp(a->value, "1.0", 3) == 0))
		return;
	ELEMENT_FAULT(r, e, attribute, item, 131, _("version \"%.*s\" of the format is not known"),
		(int)(a->length < 20 ? a->length : 20), a->value);
	diag_remedy(r->diags, item, _("this program reads version 1.0"));
}

/* ISO 4217: three capital letters. */
static void read_currency(struct xml_reader *r, const struct element *e)
{
	const struct xml_attribute *a = &e->attributes[SCENARIO_CURRENCY];
	struct diag *item;

	if (!element_has(e, SCENARIO_CURRENCY))
		return;
	if (currency_is_code(a->value, a->length)) {
		r->s->currency = element_text(r, e, SCENARIO_CURRENCY);
		return;
	}
	ELEMENT_FAULT(r, e, SCENARIO_CURRENCY, item, 225, _("this is not the code of a currency"));
	diag_remedy(r->diags, item, _("use the three letters of ISO 4217, for example CNY"));
}

static int32_t start_scenario(struct xml_reader *r, const struct element *e, int32_t parent)
{
	const char *id = element_text(r, e, SCENARIO_ID);

	(void)parent;
	check_version(r, e, SCENARIO_VERSION);
	if (id)
		r->s->id = id;
	read_currency(r, e);
	if (element_has(e, SCENARIO_LANGUAGE))
		r->s->language = element_text(r, e, SCENARIO_LANGUAGE);
	r->s->quality = (enum quality)element_number(e, SCENARIO_QUALITY, QUALITY_RECORDED);
	r->s->where = e->tag.where;
	if (element_has(e, SCENARIO_AS_OF)) {
		r->s->as_of = e->values[SCENARIO_AS_OF].instant;
		r->s->as_of_where = e->tag.where;
	}
	return 0;
}

static const struct element_spec *const scenario_children[] = {&XML_TITLE, &XML_OFFICE,
	&XML_HORIZON, &XML_ITEMS, &XML_GROUPS, &XML_TIERS, &XML_PLACES, &XML_HOLDERS, &XML_SOURCES,
	&XML_STOCK, &XML_TRANSIT, &XML_DONATION, &XML_ROUTES, &XML_LIMITS, &XML_DEMAND, &XML_POLICY,
	&XML_NORMS, &XML_EXTENSION, NULL};

const struct element_spec XML_SCENARIO = {.name = "scenario",
	ATTRIBUTES(scenario_attributes),
	.children = scenario_children,
	.start = start_scenario};

/* Was there one, right or wrong? */
static bool horizon_seen(const struct xml_reader *r)
{
	int i;

	for (i = 0; scenario_children[i] != &XML_HORIZON; i++)
		;
	return r->stack[0].seen >> i & 1;
}

void check_scenario_form(struct xml_reader *r)
{
	const struct scenario *s = r->s;
	struct diag *item;
	int32_t i;

	if (!horizon_seen(r) && s->as_of.seconds != INSTANT_NONE) {
		r->s->ledger = true;
		r->s->start = s->as_of;
	} else if (!horizon_seen(r)) {
		item = diag_add(r->diags, DIAG_ERROR, 128,
			(struct where){r->diags->nfiles - 1, 0, 0}, _("<horizon> is missing"));
		diag_remedy(r->diags, item,
			_("say when the plan begins and how many periods it has: <horizon "
			  "start=\"...\" "
			  "period=\"P1D\" count=\"14\"/>; ledgers to be audited alone need as-of=\"...\" "
			  "instead"));
	}
	for (i = 0; i < s->nsubstitutes; i++) {
		if (s->substitutes[i].nparts > 0)
			continue;
		item = diag_add(r->diags, DIAG_ERROR, 128, s->substitutes[i].where,
			_("the kit has no parts"));
		diag_remedy(
			r->diags, item, _("add <part item=\"...\" take=\"...\"/> for each part"));
	}
}

/* ---- source ---- */

enum { SOURCE_VERSION };
static const struct attribute_spec source_root_attributes[] = {
	{.name = "version", .kind = VALUE_TEXT, .required = true},
};

static int32_t start_source_root(struct xml_reader *r, const struct element *e, int32_t parent)
{
	(void)parent;
	check_version(r, e, SOURCE_VERSION);
	return 0;
}

static const struct element_spec *const source_children[] = {&XML_ITEMS, &XML_GROUPS, &XML_PLACES,
	&XML_HOLDERS, &XML_STOCK, &XML_TRANSIT, &XML_DONATION, &XML_ROUTES, &XML_DEMAND, NULL};

const struct element_spec XML_SOURCE_ROOT = {.name = "source",
	ATTRIBUTES(source_root_attributes),
	.children = source_children,
	.start = start_source_root};
