/* UBL 2.x: InventoryReport and TradeItemLocationProfile. Elements are looked up by
 * their local names; the root's namespace says which document it is. */
#include "io/convert.h"

#include "base/text.h"

#include <string.h>

#define UBL_URI "urn:oasis:names:specification:ubl:schema:xsd:"

static struct said said_path(const struct content *c, int32_t element, const char *path)
{
	return said_at(&c->xml, document_find(&c->xml, element, path));
}

/* A party by its identifiers, then its name. */
static void add_party(struct content *c, struct said_names *names, int32_t party)
{
	int32_t id = -1;

	while ((id = document_child(&c->xml, party, "PartyIdentification", id)) >= 0)
		said_add(names, said_path(c, id, "ID"));
	said_add(names, said_path(c, party, "PartyName/Name"));
	said_add(names, said_path(c, party, "PartyLegalEntity/CompanyID"));
}

/* An item by the trade's number, the buyer's, the seller's, the maker's, then in words. */
static void add_item(struct content *c, struct said_names *names, int32_t item)
{
	static const char *const paths[] = {"StandardItemIdentification/ID", "BuyersItemIdentification/ID",
		"SellersItemIdentification/ID", "ManufacturersItemIdentification/ID", "Name", "Description"};

	for (size_t k = 0; k < sizeof paths / sizeof *paths; k++)
		said_add(names, said_path(c, item, paths[k]));
}

static struct said said_unit(const struct content *c, int32_t quantity)
{
	struct said unit = {document_attribute(&c->xml, quantity, "unitCode"), quantity};

	if (unit.text && !*unit.text)
		unit.text = NULL;
	return unit;
}

static void read_lot(struct content *c, struct document_line *line, int32_t item)
{
	line->lot = said_path(c, item, "ItemInstance/LotIdentification/LotNumberID");
	line->made = said_path(c, item, "ItemInstance/ManufactureDate");
	line->expires = said_path(c, item, "ItemInstance/LotIdentification/ExpiryDate");
	if (!line->expires.text)
		line->expires = said_path(c, item, "ItemInstance/BestBeforeDate");
}

/* UN/EDIFACT 7011, "1" is available; what can only be ordered is no stock. */
static bool is_available(const struct content *c, int32_t element)
{
	struct said status = said_path(c, element, "AvailabilityStatusCode");

	return !status.text || strcmp(status.text, "1") == 0;
}

static void read_stock(struct content *c)
{
	int32_t element = -1;

	while ((element = document_child(&c->xml, 0, "InventoryReportLine", element)) >= 0) {
		struct document_line *line = content_add(c, DOCUMENT_STOCK, element);
		int32_t item = document_find(&c->xml, element, "Item");
		int32_t quantity = document_find(&c->xml, element, "Quantity");
		int32_t value = document_find(&c->xml, element, "InventoryValueAmount");

		add_item(c, &line->item, item);
		said_add(&line->holder, said_path(c, element, "InventoryLocation/ID"));
		said_add(&line->holder, said_path(c, element, "InventoryLocation/Name"));
		line->quantity = said_at(&c->xml, quantity);
		line->unit = said_unit(c, quantity);
		line->value = said_at(&c->xml, value);
		line->currency = (struct said){document_attribute(&c->xml, value, "currencyID"), value};
		line->value_of_line = true;
		line->note = said_path(c, element, "Note");
		line->from = said_path(c, element, "AvailabilityDate");
		read_lot(c, line, item);
		if (!is_available(c, element))
			line->state = CONVERTED_ABSENT;
	}
}

/* The end of the period that is reported on, else the day of issue. */
static void read_time(struct content *c)
{
	static const char *const days[] = {"InventoryPeriod/EndDate", "IssueDate"};
	static const char *const times[] = {"InventoryPeriod/EndTime", "IssueTime"};

	for (size_t k = 0; k < 2 && !c->at.text; k++) {
		struct said time = said_path(c, 0, times[k]);
		struct text both;

		c->at = said_path(c, 0, days[k]);
		c->at_is_day_end = !time.text;
		if (!c->at.text || !time.text)
			continue;
		text_init(&both);
		text_printf(&both, "%sT%s", c->at.text, time.text);
		c->at.text = arena_strdup(&c->xml.arena, text_str(&both));
		text_release(&both);
	}
}

static void add_amount(struct content *c, int32_t profile, const char *name, enum converted state)
{
	int32_t quantity = document_find(&c->xml, profile, name);
	int32_t period = document_find(&c->xml, profile, "EffectivePeriod");
	struct document_line *line;

	if (quantity < 0)
		return;
	if (period < 0)
		period = document_find(&c->xml, 0, "Period");
	line = content_add(c, DOCUMENT_MINIMUM, quantity);
	line->state = state;
	add_item(c, &line->item, document_find(&c->xml, profile, "Item"));
	said_add(&line->holder, said_path(c, profile, "ItemLocationQuantity/InventoryLocation/ID"));
	line->quantity = said_at(&c->xml, quantity);
	line->unit = said_unit(c, quantity);
	line->from = said_path(c, period, "StartDate");
	line->to = said_path(c, period, "EndDate");
}

static void read_minima(struct content *c)
{
	int32_t profile = -1;

	while ((profile = document_child(&c->xml, 0, "ItemManagementProfile", profile)) >= 0) {
		add_amount(c, profile, "MinimumInventoryQuantity", CONVERTED_COUNTED);
		add_amount(c, profile, "TargetInventoryQuantity", CONVERTED_TARGET);
	}
}

bool ubl_read(struct content *c)
{
	const struct document_element *root = &c->xml.elements[0];
	bool stock = strcmp(root->name, "InventoryReport") == 0;

	if (strncmp(root->uri, UBL_URI, strlen(UBL_URI)) != 0 ||
		(!stock && strcmp(root->name, "TradeItemLocationProfile") != 0))
		return false;
	c->kind = stock ? "UBL InventoryReport" : "UBL TradeItemLocationProfile";
	c->id = said_path(c, 0, "ID").text;
	c->holder_needed = true;
	if (stock) {
		add_party(c, &c->holder, document_find(&c->xml, 0, "InventoryReportingParty"));
		read_time(c);
		read_stock(c);
	} else {
		/* the buyer's shelves are what the profile is about */
		add_party(c, &c->holder, document_find(&c->xml, 0, "BuyerCustomerParty/Party"));
		read_minima(c);
	}
	return true;
}
