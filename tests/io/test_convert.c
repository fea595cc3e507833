/* Documents of others: what a document says, line by line; records that an export
 * repeats for each bin; what becomes of it by a mapping; hostile files. */
#include "base/text.h"
#include "io/convert.h"
#include "tests/io/support_cmocka.h"

#include <string.h>

#define UBL(root, body) \
	"<" root " xmlns='urn:oasis:names:specification:ubl:schema:xsd:" root "-2'" \
	" xmlns:a='urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2'" \
	" xmlns:b='urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2'>" body "</" root ">"

static bool read_document(struct content *c, struct diags *d, const char *text)
{
	return content_read_memory(c, text, strlen(text), "document.xml", d);
}

static void test_tree_has_texts_and_places(void **state)
{
	static const char text[] = "<a x='1'>\n <b> one\n  two </b><c/>\n <b>three</b>tail</a>";
	struct document doc;
	struct diags d;
	int32_t b;

	(void)state;
	diags_init(&d);
	assert_true(document_read_memory(&doc, text, sizeof text - 1, "x.xml", &d));
	assert_int_equal(doc.nelements, 4);
	assert_string_equal(document_attribute(&doc, 0, "x"), "1");
	assert_null(document_attribute(&doc, 0, "y"));
	b = document_child(&doc, 0, "b", -1);
	assert_string_equal(doc.elements[b].text, "one\n  two");
	assert_int_equal(doc.elements[b].where.line, 2);
	assert_int_equal(doc.elements[b].where.column, 2);
	b = document_child(&doc, 0, "b", b);
	assert_string_equal(doc.elements[b].text, "three");
	assert_int_equal(document_child(&doc, 0, "b", b), -1);
	assert_int_equal(document_find(&doc, 0, "b/none"), -1);
	assert_string_equal(doc.elements[0].text, "tail");
	assert_int_equal(strlen(doc.sha256), 64);
	document_release(&doc);
	diags_release(&d);
}

static void test_hostile_documents_are_refused(void **state)
{
	static const struct {
		const char *text;
		int code;
	} cases[] = {
		{"<!DOCTYPE s3xml [<!ENTITY a 'b'>]><s3xml>&a;</s3xml>", 106},
		{"<s3xml><resource name='inv_inv_item'>", 103},
		{"", 115},
		{"<s3xml/>", 831},
		{UBL("Invoice", ""), 831},
		{"<InventoryReport xmlns='urn:example'/>", 831},
		{"<a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a/></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a>",
			110},
	};

	(void)state;
	for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
		struct content c;
		struct diags d;

		diags_init(&d);
		assert_false(read_document(&c, &d, cases[k].text));
		assert_int_equal(d.nerrors, 1);
		assert_int_equal(d.items[0].code, cases[k].code);
		content_release(&c);
		diags_release(&d);
	}
}

static void test_report_says_what_it_says(void **state)
{
	static const char text[] = UBL("InventoryReport",
		"<b:ID>R1</b:ID><b:IssueDate>2026-01-02</b:IssueDate>"
		"<a:InventoryPeriod><b:EndDate>2026-01-01</b:EndDate><b:EndTime>18:00:00+08:00</b:EndTime></a:InventoryPeriod>"
		"<a:InventoryReportingParty><a:PartyIdentification><b:ID>690</b:ID></a:PartyIdentification>"
		"<a:PartyName><b:Name>Shop</b:Name></a:PartyName></a:InventoryReportingParty>"
		"<a:InventoryReportLine><b:Quantity unitCode='BX'>3</b:Quantity><a:Item><b:Name>Masks</b:Name>"
		"<a:SellersItemIdentification><b:ID>S1</b:ID></a:SellersItemIdentification>"
		"<a:StandardItemIdentification><b:ID>G1</b:ID></a:StandardItemIdentification>"
		"<a:ItemInstance><b:BestBeforeDate>2027-01-01</b:BestBeforeDate><a:LotIdentification>"
		"<b:LotNumberID>L7</b:LotNumberID></a:LotIdentification></a:ItemInstance></a:Item>"
		"<a:InventoryLocation><b:ID>W2</b:ID></a:InventoryLocation></a:InventoryReportLine>"
		"<a:InventoryReportLine><b:Quantity>1</b:Quantity>"
		"<b:AvailabilityStatusCode>8</b:AvailabilityStatusCode></a:InventoryReportLine>");
	struct content c;
	struct diags d;

	(void)state;
	diags_init(&d);
	assert_true(read_document(&c, &d, text));
	assert_string_equal(c.id, "R1");
	assert_string_equal(c.at.text, "2026-01-01T18:00:00+08:00");
	assert_false(c.at_is_day_end);
	assert_string_equal(c.holder.names[0].text, "690");
	assert_string_equal(c.holder.names[1].text, "Shop");
	assert_int_equal(c.nlines, 2);
	assert_string_equal(c.lines[0].item.names[0].text, "G1");
	assert_string_equal(c.lines[0].item.names[1].text, "S1");
	assert_string_equal(c.lines[0].item.names[2].text, "Masks");
	assert_string_equal(c.lines[0].holder.names[0].text, "W2");
	assert_string_equal(c.lines[0].unit.text, "BX");
	assert_string_equal(c.lines[0].lot.text, "L7");
	assert_string_equal(c.lines[0].expires.text, "2027-01-01");
	assert_int_equal(c.lines[0].state, CONVERTED_COUNTED);
	assert_int_equal(c.lines[1].state, CONVERTED_ABSENT);
	assert_null(c.lines[1].unit.text);
	content_release(&c);
	diags_release(&d);
}

#define FIELD(name, value) "<data field='" name "'>" value "</data>"
#define RECORD(item, quantity, bins) \
	"<resource name='inv_inv_item'><reference field='item_id' resource='supply_item' tuid='" item "'/>" \
	FIELD("quantity", quantity) bins "</resource>"
#define BIN(quantity) "<resource name='inv_inv_item_bin'>" FIELD("quantity", quantity) "</resource>"

static void test_a_record_once_for_each_bin_is_one(void **state)
{
	static const char text[] = "<s3xml>"
		"<resource name='supply_item' tuid='a'>" FIELD("code", "A") FIELD("um", "piece") "</resource>"
		RECORD("a", "2500", BIN("1000")) /* two bins: the same 2500 */
		RECORD("a", "2500", BIN("1500"))
		RECORD("b", "10", BIN("4")) /* 6 are nowhere */
		RECORD("c", "10", BIN("10")) /* two records that are each right */
		RECORD("c", "10", BIN("10"))
		RECORD("d", "10", "") /* without bins */
		RECORD("e", "10", BIN("7")) /* 14, not 10 */
		RECORD("e", "10", BIN("7"))
		RECORD("f", "10", BIN("x"))
		RECORD("g", "2.5", BIN("1") BIN("1.5")) "</s3xml>";
	static const enum converted expected[] = {CONVERTED_COUNTED, CONVERTED_SAME, CONVERTED_PLACES,
		CONVERTED_COUNTED, CONVERTED_COUNTED, CONVERTED_COUNTED, CONVERTED_PLACES, CONVERTED_PLACES,
		CONVERTED_PLACES, CONVERTED_COUNTED};
	struct content c;
	struct diags d;

	(void)state;
	diags_init(&d);
	assert_true(read_document(&c, &d, text));
	assert_int_equal(c.nlines, sizeof expected / sizeof *expected);
	for (int32_t k = 0; k < c.nlines; k++)
		assert_int_equal(c.lines[k].state, expected[k]);
	assert_int_equal(c.merged, 1);
	assert_int_equal(c.lines[1].same, 0);
	assert_string_equal(c.lines[0].item.names[0].text, "A");
	assert_string_equal(c.lines[0].unit.text, "piece");
	assert_string_equal(c.lines[2].item.names[0].text, "b"); /* only referred to */
	content_release(&c);
	diags_release(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tree_has_texts_and_places),
		cmocka_unit_test(test_hostile_documents_are_refused),
		cmocka_unit_test(test_report_says_what_it_says),
		cmocka_unit_test(test_a_record_once_for_each_bin_is_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
