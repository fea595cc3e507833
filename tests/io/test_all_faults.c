/* Every fault of an element is said in one run: each element of a scenario that
 * has them all, with every attribute wrong at once; and each kind of row of the
 * sheets. */
#include "io/reader.h"
#include "io/sheets.h"

#include "base/text.h"
#include "tests/io/support_cmocka.h"
#include "tests/io/support_scenario.h"

#include <string.h>

/* ---- XML ---- */

enum what {
	ALL, /* every attribute is wrong */
	REFERENCES_KEPT, /* every attribute but ids and references */
	ONE_REFERENCE /* the first reference and the quantities */
};

static bool is_one_of(const char *list, const char *name, size_t n)
{
	for (; *list; list += strcspn(list, " "), list += *list == ' ') {
		if (strcspn(list, " ") == n && memcmp(list, name, n) == 0)
			return true;
	}
	return false;
}

static const char *const REFERENCES = "item by group place holder to from via items in";

/* What is written into the attribute; NULL: it stays. *wrong: it must be said. */
static const char *exchanged(
	enum what what, const char *element, const char *name, size_t n, bool *first, bool *wrong)
{
	bool period = !is_one_of("route transit donation", element, strlen(element));
	bool reference = is_one_of(REFERENCES, name, n) &&
		!(period && is_one_of("from to", name, n));
	bool counts_item = !is_one_of("item", element, strlen(element));

	/* texts, and what the section of norms keeps as it is */
	if (is_one_of("xmlns phone lot donor mode clause cover", name, n) ||
		is_one_of("norm", element, strlen(element)) ||
		(is_one_of("scenario", element, strlen(element)) && is_one_of("version", name, n)))
		return NULL;
	*wrong = true;
	if (what == ONE_REFERENCE) {
		if (reference && *first) {
			*first = false;
			return "nobody";
		}
		return is_one_of("quantity take give counted hold-back", name, n) ? "abc" : NULL;
	}
	if (reference)
		return what == ALL ? "nobody" : NULL;
	if (is_one_of("id", name, n))
		return what == ALL ? "?!" : NULL;
	/* without its item or holder nothing can be said of them */
	if (what == ALL && (is_one_of("pack agreement issue-by", name, n) ||
		(counts_item && is_one_of("unit", name, n))))
		*wrong = false;
	return "?!";
}

struct expected {
	int32_t line, column;
	char name[32];
};

/* Copies the element from its '<' to its '>' with faults in it. */
static const char *copy_tag(struct text *out, const char *tag, enum what what,
	struct expected *expected, int *nexpected, int32_t line, size_t line_start)
{
	const char *end = strchr(tag, '>'), *at = tag + 1 + strcspn(tag + 1, " />");
	char element[32] = "";
	bool first = true;

	memcpy(element, tag + 1, (size_t)(at - tag) - 1);
	text_add(out, tag, (size_t)(at - tag));
	while (at < end) {
		const char *name = at + strspn(at, " "), *value;
		size_t n = strcspn(name, "= />"), length;
		const char *new;
		bool wrong = false;

		if (name[n] != '=')
			break;
		value = name + n + 2;
		length = strcspn(value, "\"");
		text_add(out, at, (size_t)(value - at));
		new = exchanged(what, element, name, n, &first, &wrong);
		if (new && wrong) {
			expected[*nexpected].line = line;
			expected[*nexpected].column = (int32_t)(out->length - line_start) + 1;
			memcpy(expected[*nexpected].name, name, n);
			expected[*nexpected].name[n] = '\0';
			++*nexpected;
		}
		if (new)
			text_puts(out, new);
		else
			text_add(out, value, length);
		text_putc(out, '"');
		at = value + length + 1;
	}
	text_add(out, at, (size_t)(end - at) + 1);
	return end + 1;
}

/* The small scenario with faults in its k-th element (-1: in every one); false
 * when it has no such. */
static bool with_faults(struct text *out, int k, enum what what, struct expected *expected,
	int *nexpected)
{
	const char *at = SMALL_SCENARIO, *end = strstr(SMALL_SCENARIO, "<extension>");
	size_t line_start = 0;
	bool every = k < 0;
	int32_t line = 1;

	*nexpected = 0;
	text_clear(out);
	for (; at < end;) {
		if (*at == '<' && at[1] != '/' && at[1] != '?' &&
			(every || k-- == 0)) {
			at = copy_tag(out, at, what, expected, nexpected, line, line_start);
			continue;
		}
		text_putc(out, *at);
		if (*at++ == '\n') {
			line++;
			line_start = out->length;
		}
	}
	text_puts(out, end);
	return k < 0;
}

static void check_said(const struct reading_of *r, const struct expected *expected, int n)
{
	int i;
	int32_t k;

	for (i = 0; i < n; i++) {
		for (k = 0; k < r->d.nitems; k++) {
			const struct diag *item = &r->d.items[k];

			if (item->severity == DIAG_ERROR && item->where.line == expected[i].line &&
				item->where.column == expected[i].column)
				break;
		}
		if (k < r->d.nitems)
			continue;
		diags_print(&r->d, stderr);
		fail_msg("nothing is said of \"%s\" at %d:%d", expected[i].name,
			(int)expected[i].line, (int)expected[i].column);
	}
}

/* Faults of an element do not hide those of what is inside it. */
static void faults_everywhere_are_said(void **state)
{
	struct expected expected[256];
	struct reading_of r;
	struct text text;
	int n;

	(void)state;
	text_init(&text);
	assert_true(with_faults(&text, -1, ALL, expected, &n));
	assert_true(n > 100 && n < 256);
	reading_of(&r, text_str(&text));
	check_said(&r, expected, n);
	reading_of_release(&r);
	text_release(&text);
}

static void every_fault_of_an_element_is_said(void **state)
{
	struct expected expected[32];
	struct text text;
	int k, n, total = 0;
	enum what what;

	(void)state;
	text_init(&text);
	for (what = ALL; what <= ONE_REFERENCE; what++) {
		for (k = 0; with_faults(&text, k, what, expected, &n); k++) {
			struct reading_of r;

			reading_of(&r, text_str(&text));
			check_said(&r, expected, n);
			total += n;
			reading_of_release(&r);
		}
	}
	assert_true(total > 200);
	text_release(&text);
}

/* ---- sheets ---- */

/* A folder in which everything is right. */
static const struct memory_sheet BASE[] = {
#define SHEET(name, text)                                                                          \
	{                                                                                          \
		name, text, sizeof text - 1                                                        \
	}
	SHEET("settings.csv", "key,value\nstart,2026-12-01 08:00\ntime-zone,+08:00\ncount,3\n"
			      "stock-as-of,2026-11-30 20:00\n"),
	SHEET("groups.csv", "id,door\ngeneral,no\nalone,yes\n"),
	SHEET("items.csv", "id,unit,packs\nwater,litre,ctn=12\nrice,kg,\n"),
	SHEET("places.csv", "id,in,kind\nfx,,district\nc1,fx,community\nd,fx,depot\n"),
	SHEET("holders.csv", "id,kind,place\nmkt,supermarket,c1\n"),
};
enum { NBASE = sizeof BASE / sizeof *BASE };

/* Rows in which everything is wrong that can be. */
static const struct wrong_row {
	const char *sheet;
	const char *head, *row;
	const char *said; /* the columns, with blanks between */
} ROWS[] = {
	{"groups.csv", "id,door,visit-minutes", "?!,perhaps,-1", "id door visit-minutes"},
	{"groups.csv", "id,door,visit-minutes", "general,perhaps,6000", "id door visit-minutes"},
	{"items.csv",
		"id,unit,decimals,mass-kg,shelf-life,value,packs,issue-by,code,code-scheme",
		"?!,bushel,x,1kg,long,dear,\"a:0x1;!=y\",a,A1,",
		"id unit decimals mass-kg shelf-life value packs code-scheme"},
	{"items.csv", "id,unit,packs,issue-by", "tea,kg,box=10,barrel", "issue-by"},
	{"items.csv", "id,unit,decimals,packs", "water,bushel,9,ctn=", "id unit decimals packs"},
	{"substitutes.csv", "item,by,take,give,penalty,kit", "tea,,x,1e3,-1,k",
		"item by take give penalty"},
	{"tiers.csv", "item,group,tier,weight", "tea,cats,0,x", "item group tier weight"},
	{"places.csv", "id,in,kind,lon,lat,datum,quality,general,general households",
		"?!,nowhere,hole,E36,91,GCJ02,so-so,12人左右,-3",
		"id in kind lon lat datum quality general general_households"},
	{"places.csv", "id,in,kind,lon,lat", "c1,nowhere,hole,500,", "id in kind lon lat"},
	{"people.csv", "place,group,people,households,periods,quality", "nowhere,cats,x,-1,5..3,so-so",
		"place group people households periods quality"},
	{"people.csv", "place,group,people,households", ",,,x", "place group people households"},
	{"holders.csv",
		"id,kind,place,quality,item,hold-back,release,notice,reach,agreement-from,"
		"agreement-to,promised,price,covers-people",
		"?!,shop,nowhere,so-so,tea,x箱,60,soon,far,spring,autumn,much,dear,few",
		"id kind place quality item hold-back release notice reach agreement-from "
		"agreement-to promised price covers-people"},
	{"holders.csv", "id,kind,place,release,notice", "new,,,x,y", "kind place release notice"},
	{"stock.csv",
		"holder,item,quantity,counted,made,expires,status,owner,mode,periods,declared-at,"
		"counted-at,received-since,issued-since,price,quality",
		"nobody,tea,x,1e3,spring,2026-13-01,nice,mine,quick,0,then,now,-1,y,dear,so-so",
		"holder item quantity counted made expires status owner mode periods declared-at "
		"counted-at received-since issued-since price quality"},
	{"stock.csv", "holder,item,quantity,unit,pack,agreement,moved-at,issued-since",
		"mkt,water,x,bushel,barrel,B9,,3", "quantity unit pack agreement"},
	{"stock.csv", "place,group,people,households,household,item,quantity",
		"nowhere,cats,x,-1,?!,tea,y", "place group people households household item quantity"},
	{"transit.csv", "id,item,quantity,to,arrives,holder,expires,reach,quality",
		"?!,tea,x,nowhere,soon,nobody,spring,far,so-so",
		"id item quantity to arrives holder expires reach quality"},
	{"transit.csv", "id,item,quantity,unit,to,arrives", ",water,2,bushel,,2026-12-02",
		"id unit to arrives"},
	{"sources.csv", "file,id,kind,format,encoding,holder,as-of,supersedes,rank,quality",
		",?!,gift,doc,EBCDIC,nobody,then,other,0,so-so",
		"file id kind format encoding holder as-of supersedes rank quality"},
	{"roads.csv", "kind,from,to,via,lead,cost-per-kg,capacity-kg,closed,two-way,km,quality,minutes",
		"route,nowhere,,b9,soon,dear,x,9..8,perhaps,far,so-so,3",
		"from to via lead cost-per-kg capacity-kg closed two-way km quality minutes"},
	{"roads.csv", "kind,id,capacity-kg,closed,from,to", "segment,?!,x,0,c1,d",
		"id capacity-kg closed from to"},
	{"roads.csv", "kind,place,capacity-kg,periods,items,from", "vehicles,nowhere,x,4..1,tea,c1",
		"place capacity-kg periods items from"},
	{"roads.csv", "kind,place,minutes,periods", "helpers,,x,0", "place minutes periods"},
	{"roads.csv", "kind,place,money,items", "budget,nowhere,much,tea", "place money items"},
	{"roads.csv", "kind,from,to,lead", "path,nowhere,d,soon", "kind from lead"},
	{"needs.csv", "place,item,group,quantity,periods,each,unmet,waits,tier,rank,quality",
		"nowhere,tea,cats,x,0,perhaps,lost,-1,0,0,so-so",
		"place item group quantity periods each unmet waits tier rank quality"},
	{"needs.csv", "place,item,group,quantity,unit,from,to", "c1,water,,x,bushel,3,1",
		"group quantity unit to"},
	{"needs.csv", "place,item,per-person,from,to", "nowhere,,x,0,y",
		"place item per-person from to"},
	{"needs.csv", "kind,place,item,group,quantity", "end-stock,,tea,alone,x",
		"place item group quantity"},
	{"norms.csv", "id,item,level,place,cover,household-share-max", "?!,tea,heap,nowhere,long,50",
		"id item level place cover household-share-max"},
	{"settings.csv", "key,value",
		"start,soon\ncount,many\nperiod,1个月\nautonomy,x\nfairness,nice\nspread,2\n"
		"stale-after,old\nquality,so-so\nlanguage,fr\ncurrency,gold\ntime-zone,here",
		"value"},
};

static bool is_said(const struct diags *d, int32_t row, const char *heading)
{
	int32_t k;

	for (k = 0; k < d->nitems; k++) {
		const struct diag *item = &d->items[k];

		if (item->severity == DIAG_ERROR && item->where.line == row && item->heading &&
			strcmp(item->heading, heading) == 0)
			return true;
	}
	return false;
}

static void check_row(const struct wrong_row *wrong)
{
	struct memory_sheet sheets[NBASE + 1];
	int32_t n = 0, i, rows = 1, first = 2;
	const char *said = wrong->said, *at;
	struct scenario s;
	struct diags d;
	struct text text;

	text_init(&text);
	text_printf(&text, "%s\n%s\n", wrong->head, wrong->row);
	for (i = 0; i < NBASE; i++) {
		if (strcmp(BASE[i].name, wrong->sheet) != 0)
			sheets[n++] = BASE[i];
	}
	sheets[n++] = (struct memory_sheet){wrong->sheet, text.bytes, text.length};
	/* what is there already comes first, under the same headings */
	for (i = 0; i < NBASE; i++) {
		struct text both;
		const char *id;

		if (strcmp(BASE[i].name, wrong->sheet) != 0 || strcmp(wrong->sheet, "settings.csv") == 0)
			continue;
		text_init(&both);
		text_printf(&both, "%s\n", wrong->head);
		for (id = strchr(BASE[i].bytes, '\n') + 1; *id; id = strchr(id, '\n') + 1) {
			text_printf(&both, "%.*s,%s\n", (int)strcspn(id, ","), id,
				strcmp(wrong->sheet, "items.csv") == 0	  ? "kg"
				: strcmp(wrong->sheet, "groups.csv") == 0 ? "no"
									  : "");
			first++;
		}
		text_printf(&both, "%s\n", wrong->row);
		text_release(&text);
		text = both;
		sheets[n - 1].bytes = text.bytes;
		sheets[n - 1].n = text.length;
	}
	for (at = strchr(wrong->row, '\n'); at; at = strchr(at + 1, '\n'))
		rows++;
	diags_init(&d);
	scenario_init(&s);
	scenario_read_memory(&s, sheets, n, &d);
	for (; *said; said += strcspn(said, " "), said += *said == ' ') {
		char heading[40];
		size_t length = strcspn(said, " ");

		memcpy(heading, said, length);
		heading[length] = '\0';
		if (strchr(heading, '_'))
			*strchr(heading, '_') = ' ';
		for (i = 0; i < rows; i++) {
			if (is_said(&d, first + i, heading))
				continue;
			diags_print(&d, stderr);
			fail_msg("%s: nothing is said of \"%s\" in row %d: %s", wrong->sheet,
				heading, (int)(first + i), wrong->row);
		}
	}
	scenario_release(&s);
	diags_release(&d);
	text_release(&text);
}

static void every_fault_of_a_row_is_said(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
		check_row(&ROWS[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_fault_of_an_element_is_said),
		cmocka_unit_test(faults_everywhere_are_said),
		cmocka_unit_test(every_fault_of_a_row_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
