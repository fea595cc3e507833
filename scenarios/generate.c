/* Writes a synthetic city as a scenario with its source files: the shipped
 * Fuxing and Handan cases, or any size for measuring. The same seed gives the
 * same bytes on every machine. Names and codes of communities come from
 * data/handan.csv; everything else is made up and labelled synthetic. Vehicles,
 * helpers, budget and bridges are there, but large enough for the best plan.
 *
 *   generate fuxing|handan|N [--seed S] [--periods T] [--ledgers] FOLDER
 *
 * N: that many communities, in districts of 100. --ledgers: not a scenario to be
 * planned but ledger.xml to be audited, every household of the register a line of
 * its own, with faults here and there (handan: 1,500 holders, 300,000 households). */
#include "base/map.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/text.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct community {
	char id[24], code[16], name[96];
	int32_t street, district;
	bool village;
	int32_t lon, lat; /* 1e-6 degrees */
	int64_t people[5]; /* by group */
	int64_t households;
};
struct region {
	char id[24], code[16], name[64];
	int32_t district; /* of a street, else -1 */
	int32_t lon, lat;
};
struct city {
	const char *id, *title_zh, *title_en, *office;
	struct community *communities;
	int32_t ncommunities, communities_room;
	struct region *streets;
	int32_t nstreets, streets_room;
	struct region *districts;
	int32_t ndistricts, districts_room;
	int64_t seed;
	int32_t nperiods;
	bool whole_city; /* districts below a city */
	bool ledgers; /* to be audited, not to be planned */
};

/* --- numbers that look drawn, but are the same everywhere --- */

static int64_t draw(const struct city *c, const char *what, int64_t a, int64_t b, int64_t low, int64_t high)
{
	uint64_t h = splitmix64((uint64_t)c->seed);

	for (; *what; what++)
		h = splitmix64(h ^ (unsigned char)*what);
	h = splitmix64(h ^ (uint64_t)a);
	h = splitmix64(h ^ (uint64_t)b);
	return low + (int64_t)(h % (uint64_t)(high - low + 1));
}

/* --- the things of the case --- */

static const struct thing_group {
	const char *id, *zh, *en;
	int minutes; /* of a door visit, 0 = not served at the door */
} groups[5] = {
	{"general", "一般居民", "General residents", 0},
	{"alone", "独居老人", "Elderly living alone", 6},
	{"isolated", "居家隔离人员", "Isolated at home", 4},
	{"infants", "婴幼儿", "Infants", 0},
	{"patients", "慢病患者", "Chronic patients", 0},
};

/* Rates: thousandths of a base unit a person and day, by group; 0 = none.
 * cover: days of the whole demand that the reserves hold, in percent. */
static const struct thing_item {
	const char *id, *zh, *en, *unit;
	const char *of_class; /* as norms speak of it, NULL = in none */
	int decimals;
	const char *mass; /* kg per base unit */
	const char *pack, *pack_zh, *pack_en, *contains;
	bool issue_by_pack;
	const char *shelf_life, *value;
	int rate[5];
	int tier;
	int days; /* reserves, in days of demand */
	const char *basis;
} items[12] = {
	{"water", "饮用水", "Drinking water", "LTR", "饮用水", 0, "1", "ctn12", "箱", "carton", "12", true, "P2Y", "2.00",
		{3000, 3000, 3000, 3000, 3000}, 1, 11, "Sphere 2018: 2.5 to 3 L drinking water"},
	{"rice", "大米", "Rice", "KGM", "粮食", 2, "1", "bag10", "袋", "bag", "10", false, "P1Y", "5.20",
		{350, 350, 350, 0, 350}, 1, 12, "泉州 2022-03：粮 350 克"},
	{"oil", "食用油", "Cooking oil", "LTR", "食用油", 2, "0.92", "bottle5", "桶", "can", "5", false, "P18M", "14.00",
		{50, 50, 50, 0, 50}, 2, 16, "泉州 2022-03：油 50 克"},
	{"veg", "蔬菜", "Vegetables", "KGM", "蔬菜", 1, "1", "box10", "箱", "box", "10", false, NULL, "4.00",
		{400, 400, 400, 0, 400}, 2, 8, "泉州 2022-03：蔬菜 400 克"},
	{"meat", "肉", "Meat", "KGM", "肉", 2, "1", "box5", "箱", "box", "5", false, NULL, "36.00",
		{115, 115, 115, 0, 115}, 3, 7, "泉州 2022-03：肉 115 克"},
	{"egg", "鸡蛋", "Eggs", "KGM", NULL, 2, "1", "tray", "板", "tray", "1.8", false, NULL, "9.00",
		{60, 60, 60, 0, 60}, 3, 9, "泉州 2022-03：蛋 60 克"},
	{"milk", "奶粉", "Infant formula", "C62", NULL, 0, "0.9", "box6", "箱", "box", "6", false, "P2Y", "180.00",
		{0, 0, 0, 110, 0}, 1, 10, NULL},
	{"diaper", "尿不湿", "Diapers", "C62", NULL, 0, "0.04", "bag40", "包", "bag", "40", false, NULL, "1.50",
		{0, 0, 0, 6000, 0}, 2, 9, NULL},
	{"mask", "医用口罩", "Medical masks", "C62", "口罩", 0, "0.004", "box50", "盒", "box", "50", true, "P3Y", "0.40",
		{2000, 2000, 2000, 0, 2000}, 2, 13, "口罩每人每日 2 只"},
	{"n95", "防护口罩", "Respirators", "C62", "防护口罩", 0, "0.008", "box20", "盒", "box", "20", false, "P3Y", "2.50",
		{0, 0, 1000, 0, 1000}, 1, 8, NULL},
	{"disinfectant", "消毒液", "Disinfectant", "LTR", NULL, 2, "1", "bottle1", "瓶", "bottle", "1", false, "P1Y",
		"8.00", {20, 20, 100, 20, 50}, 3, 15, NULL},
	{"medicine", "慢病常用药包", "Chronic medicine kit", "C62", NULL, 0, "0.2", "box10", "盒", "box", "10", false,
		"P1Y", "65.00", {0, 40, 0, 0, 143}, 1, 9, NULL},
};
#define NITEMS 12

/* Kilometres of a district from the city hall (shared facts), and a made-up
 * bearing in 1/1000 turns. */
static const struct known_district {
	const char *code;
	int km, bearing;
	int thousands; /* residents */
} known_districts[] = {
	{"130402", 1, 500, 729}, {"130403", 0, 0, 814}, {"130404", 3, 750, 408}, {"130406", 33, 690, 409},
	{"130407", 29, 400, 336}, {"130408", 18, 80, 865}, {"130423", 32, 500, 601}, {"130424", 25, 430, 400},
	{"130425", 70, 370, 753}, {"130426", 73, 720, 417}, {"130427", 29, 560, 406}, {"130430", 64, 130, 214},
	{"130431", 48, 110, 298}, {"130432", 44, 170, 269}, {"130433", 72, 210, 316}, {"130434", 49, 420, 835},
	{"130435", 45, 200, 436}, {"130481", 28, 800, 854},
};

/* --- reading the list of communities --- */

static int32_t find_region(struct region **list, int32_t *n, int32_t *room, const char *prefix,
	const char *code, const char *name, int32_t district)
{
	int32_t k;

	for (k = 0; k < *n; k++)
		if (strcmp((*list)[k].code, code) == 0)
			return k;
	k = ARRAY_ADD(list, n, room);
	snprintf((*list)[k].id, sizeof (*list)[k].id, "%s%s", prefix, code);
	snprintf((*list)[k].code, sizeof (*list)[k].code, "%s", code);
	snprintf((*list)[k].name, sizeof (*list)[k].name, "%s", name);
	(*list)[k].district = district;
	return k;
}

static void add_community(struct city *c, char *fields[6])
{
	int32_t k = ARRAY_ADD(&c->communities, &c->ncommunities, &c->communities_room);
	struct community *p = &c->communities[k];

	p->district = find_region(&c->districts, &c->ndistricts, &c->districts_room, "d", fields[4], fields[5], -1);
	p->street = find_region(&c->streets, &c->nstreets, &c->streets_room, "s", fields[2], fields[3], p->district);
	snprintf(p->id, sizeof p->id, "c%s", fields[0]);
	snprintf(p->code, sizeof p->code, "%s", fields[0]);
	snprintf(p->name, sizeof p->name, "%s", fields[1]);
	p->village = strlen(fields[1]) > 3 && strcmp(fields[1] + strlen(fields[1]) - 3, "村") == 0;
}

/* Only these, all, or (district NULL) all of them. */
static void read_communities(struct city *c, const char *district)
{
	FILE *in = fopen("scenarios/data/handan.csv", "r");
	char line[512];

	if (!in) {
		fprintf(stderr, "generate: scenarios/data/handan.csv: %s\n", strerror(errno));
		exit(1);
	}
	while (fgets(line, sizeof line, in)) {
		char *fields[6], *at = line;
		line[strcspn(line, "\r\n")] = '\0';
		for (int k = 0; k < 6; k++) {
			fields[k] = at;
			at += strcspn(at, ",");
			if (*at)
				*at++ = '\0';
		}
		if (strcmp(fields[0], "code") != 0 && (!district || strcmp(fields[4], district) == 0))
			add_community(c, fields);
	}
	fclose(in);
}

static void invent_communities(struct city *c, int32_t n)
{
	for (int32_t k = 0; k < n; k++) {
		char text[6][64];
		char *fields[6];
		for (int i = 0; i < 6; i++)
			fields[i] = text[i];
		snprintf(text[0], 64, "%09d", k + 1);
		snprintf(text[1], 64, "示例%d社区", k + 1);
		snprintf(text[2], 64, "%05d", k / 12 + 1);
		snprintf(text[3], 64, "示例%d街道", k / 12 + 1);
		snprintf(text[4], 64, "%03d", k / 100 + 1);
		snprintf(text[5], 64, "示例%d区", k / 100 + 1);
		add_community(c, fields);
	}
}

/* --- people and points --- */

#define CENTRE_LON 114490000
#define CENTRE_LAT 36610000

/* A direction as metres east and north on a circle of 1,000 m, in integers:
 * eight points, and straight lines between them. */
static void direction(int64_t bearing, int64_t *east, int64_t *north)
{
	static const int64_t points[9][2] = {{0, 1000}, {707, 707}, {1000, 0}, {707, -707}, {0, -1000},
		{-707, -707}, {-1000, 0}, {-707, 707}, {0, 1000}};
	int64_t part = bearing % 1000 * 8, k = part / 1000, rest = part % 1000;

	*east = points[k][0] + (points[k + 1][0] - points[k][0]) * rest / 1000;
	*north = points[k][1] + (points[k + 1][1] - points[k][1]) * rest / 1000;
}

/* Metres to 1e-6 degrees: 9 per metre north, 11.2 east at this latitude. */
static void move_point(int32_t *lon, int32_t *lat, int64_t bearing, int64_t metres)
{
	int64_t east, north;

	direction(bearing, &east, &north);
	*lon += (int32_t)(east * metres / 1000 * 112 / 10);
	*lat += (int32_t)(north * metres / 1000 * 9);
}

static void place_people(struct city *c)
{
	for (int32_t d = 0; d < c->ndistricts; d++) {
		struct region *r = &c->districts[d];
		int64_t bearing = draw(c, "bearing", d, 0, 0, 999), metres = draw(c, "away", d, 0, 3000, 40000);
		for (size_t k = 0; k < sizeof known_districts / sizeof *known_districts; k++) {
			if (strcmp(r->code, known_districts[k].code) == 0) {
				bearing = known_districts[k].bearing;
				metres = known_districts[k].km * 1000;
			}
		}
		r->lon = CENTRE_LON;
		r->lat = CENTRE_LAT;
		move_point(&r->lon, &r->lat, bearing, metres);
	}
	for (int32_t s = 0; s < c->nstreets; s++) {
		struct region *r = &c->streets[s];
		r->lon = c->districts[r->district].lon;
		r->lat = c->districts[r->district].lat;
		move_point(&r->lon, &r->lat, draw(c, "street", s, 0, 0, 999), draw(c, "street", s, 1, 500, 4000));
	}
	for (int32_t k = 0; k < c->ncommunities; k++) {
		struct community *p = &c->communities[k];
		int64_t all = p->village ? draw(c, "people", k, 0, 900, 2600) : draw(c, "people", k, 0, 1800, 6400);
		p->lon = c->streets[p->street].lon;
		p->lat = c->streets[p->street].lat;
		move_point(&p->lon, &p->lat, draw(c, "point", k, 0, 0, 999), draw(c, "point", k, 1, 100, 1600));
		p->people[1] = all * draw(c, "alone", k, 0, 15, 35) / 1000;
		p->people[2] = all * draw(c, "isolated", k, 0, 5, 30) / 1000;
		p->people[3] = all * draw(c, "infants", k, 0, 12, 28) / 1000;
		p->people[4] = all * draw(c, "patients", k, 0, 20, 60) / 1000;
		p->people[0] = all - p->people[1] - p->people[2] - p->people[3] - p->people[4];
		p->households = all * 100 / 315; /* 3.15 persons a household: census 2020 */
	}
}

/* --- writing --- */

static FILE *open_file(const char *folder, const char *name)
{
	char path[1024];
	FILE *out;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	out = fopen(path, "w");
	if (!out) {
		fprintf(stderr, "generate: %s: %s\n", path, strerror(errno));
		exit(1);
	}
	return out;
}

static void close_file(FILE *out)
{
	if (fclose(out) != 0) {
		fprintf(stderr, "generate: %s\n", strerror(errno));
		exit(1);
	}
}

static void write_point(FILE *out, int32_t lon, int32_t lat)
{
	fprintf(out, "<point lon=\"%d.%06d\" lat=\"%d.%06d\" datum=\"WGS84\"/>", lon / 1000000, lon % 1000000,
		lat / 1000000, lat % 1000000);
}

static void write_items(FILE *out)
{
	fprintf(out, "  <items>\n");
	for (int i = 0; i < NITEMS; i++) {
		const struct thing_item *t = &items[i];
		fprintf(out, "    <item id=\"%s\" unit=\"%s\"", t->id, t->unit);
		if (t->of_class)
			fprintf(out, " class=\"%s\"", t->of_class);
		if (t->decimals)
			fprintf(out, " decimals=\"%d\"", t->decimals);
		fprintf(out, " mass-kg=\"%s\"", t->mass);
		if (t->shelf_life)
			fprintf(out, " shelf-life=\"%s\"", t->shelf_life);
		if (t->issue_by_pack)
			fprintf(out, " issue-by=\"%s\"", t->pack);
		fprintf(out, " value=\"%s\">\n      <name>%s</name><name xml:lang=\"en\">%s</name>\n", t->value, t->zh, t->en);
		fprintf(out, "      <pack id=\"%s\" contains=\"%s\"><name>%s</name><name xml:lang=\"en\">%s</name></pack>\n"
			"    </item>\n", t->pack, t->contains, t->pack_zh, t->pack_en);
	}
	fprintf(out, "  </items>\n");
}

static void write_groups(FILE *out)
{
	fprintf(out, "  <groups>\n");
	for (int g = 0; g < 5; g++) {
		fprintf(out, "    <group id=\"%s\"", groups[g].id);
		if (groups[g].minutes)
			fprintf(out, " door=\"true\" visit-minutes=\"%d\"", groups[g].minutes);
		fprintf(out, "><name>%s</name><name xml:lang=\"en\">%s</name></group>\n", groups[g].zh, groups[g].en);
	}
	fprintf(out, "  </groups>\n  <tiers default=\"2\">\n");
	for (int i = 0; i < NITEMS; i++)
		if (items[i].tier != 2)
			fprintf(out, "    <tier item=\"%s\" level=\"%d\"/>\n", items[i].id, items[i].tier);
	fprintf(out, "    <tier item=\"veg\" group=\"alone\" level=\"1\"/>\n  </tiers>\n");
}

/* Every tenth community is known down to its buildings, and has helpers of its own. */
static bool is_known_closely(int32_t k)
{
	return k % 10 == 0;
}

#define ESTATES 2
#define BUILDINGS 3 /* of an estate */

/* Persons and households of a group in the n-th of nplaces alike places. */
static int64_t persons_in(const struct community *p, int g, int n, int nplaces)
{
	return p->people[g] * (n + 1) / nplaces - p->people[g] * n / nplaces;
}

static int64_t households_in(const struct community *p, int g, int n, int nplaces)
{
	if (g == 0)
		return p->households * (n + 1) / nplaces - p->households * n / nplaces;
	return g == 1 ? persons_in(p, g, n, nplaces) : (persons_in(p, g, n, nplaces) + 1) / 2;
}

static void write_people(FILE *out, const struct community *p, int n, int nplaces)
{
	for (int g = 0; g < 5; g++)
		fprintf(out, "      <people group=\"%s\" count=\"%lld\" households=\"%lld\"/>\n", groups[g].id,
			(long long)persons_in(p, g, n, nplaces), (long long)households_in(p, g, n, nplaces));
}

static void write_buildings(FILE *out, const struct community *p)
{
	for (int e = 1; e <= ESTATES; e++) {
		fprintf(out, "    <place id=\"%s-e%d\" in=\"%s\" kind=\"estate\" quality=\"synthetic\">"
			"<name>示例小区%d</name><name xml:lang=\"en\">Example estate %d</name></place>\n", p->id, e, p->id, e, e);
		for (int b = 1; b <= BUILDINGS; b++) {
			fprintf(out, "    <place id=\"%s-e%d-b%d\" in=\"%s-e%d\" kind=\"building\" quality=\"synthetic\">"
				"<name>示例小区%d%d号楼</name><name xml:lang=\"en\">Example estate %d, building %d</name>\n", p->id,
				e, b, p->id, e, e, b, e, b);
			write_people(out, p, (e - 1) * BUILDINGS + b - 1, ESTATES * BUILDINGS);
			fprintf(out, "    </place>\n");
		}
	}
}

static void write_community(FILE *out, const struct city *c, int32_t k)
{
	const struct community *p = &c->communities[k];

	fprintf(out, "    <place id=\"%s\" in=\"%s\" kind=\"%s\" quality=\"synthetic\"><name>%s</name>", p->id,
		c->streets[p->street].id, p->village ? "village" : "community", p->name);
	fprintf(out, "<code scheme=\"NBS statistical\">%s</code>\n      ", p->code);
	write_point(out, p->lon, p->lat);
	fprintf(out, "\n");
	if (!is_known_closely(k))
		write_people(out, p, 0, 1);
	fprintf(out, "    </place>\n");
	if (is_known_closely(k))
		write_buildings(out, p);
}

/* Of one of a district's four works. */
static void works_point(const struct city *c, int32_t d, int k, int32_t *lon, int32_t *lat)
{
	*lon = c->districts[d].lon;
	*lat = c->districts[d].lat;
	move_point(lon, lat, draw(c, "works", d, k, 0, 999), draw(c, "works", d, k + 10, 1000, 5000));
}

static void write_places(FILE *out, const struct city *c)
{
	const char *root = c->whole_city ? "city" : c->districts[0].id;

	fprintf(out, "  <places>\n");
	if (c->whole_city)
		fprintf(out, "    <place id=\"city\" kind=\"city\"><name>%s</name></place>\n", c->title_zh);
	for (int32_t d = 0; d < c->ndistricts; d++) {
		const struct region *r = &c->districts[d];
		fprintf(out, "    <place id=\"%s\"", r->id);
		if (c->whole_city)
			fprintf(out, " in=\"%s\"", root);
		fprintf(out, " kind=\"district\"><name>%s</name><code scheme=\"GB/T 2260\">%s</code></place>\n", r->name, r->code);
		fprintf(out, "    <place id=\"depot-%s\" in=\"%s\" kind=\"depot\" quality=\"synthetic\"><name>%s储备库</name>"
			"<name xml:lang=\"en\">Depot %s</name>", r->code, r->id, r->name, r->code);
		write_point(out, r->lon, r->lat);
		fprintf(out, "</place>\n");
		for (int k = 0; k < 4; k++) {
			int32_t lon, lat;
			works_point(c, d, k, &lon, &lat);
			fprintf(out, "    <place id=\"works-%s-%d\" in=\"%s\" kind=\"site\" quality=\"synthetic\">"
				"<name>%s示例企业%d</name><name xml:lang=\"en\">Works %s-%d</name>", r->code, k + 1, r->id,
				r->name, k + 1, r->code, k + 1);
			write_point(out, lon, lat);
			fprintf(out, "</place>\n");
		}
	}
	for (int32_t s = 0; s < c->nstreets; s++)
		fprintf(out, "    <place id=\"%s\" in=\"%s\" kind=\"street\"><name>%s</name>"
			"<code scheme=\"NBS statistical\">%s</code></place>\n", c->streets[s].id,
			c->districts[c->streets[s].district].id, c->streets[s].name, c->streets[s].code);
	for (int32_t k = 0; k < c->ncommunities; k++)
		write_community(out, c, k);
	fprintf(out, "  </places>\n");
}

/* Demand of an item in a district over all periods, thousandths of its unit. */
static int64_t district_demand(const struct city *c, int32_t district, int item)
{
	int64_t sum = 0;

	for (int32_t k = 0; k < c->ncommunities; k++)
		for (int g = 0; g < 5; g++)
			if (c->communities[k].district == district)
				sum += c->communities[k].people[g] * items[item].rate[g];
	return sum;
}

/* Whole packs of about this many thousandths of the base unit. */
static int64_t packs_of(int64_t thousandths, int item)
{
	int64_t tenths = (int64_t)(strcmp(items[item].contains, "1.8") == 0 ? 18 : 10 * strtoll(items[item].contains, NULL, 10));

	return thousandths / (tenths * 100);
}

static int64_t depot_packs(const struct city *c, int32_t d, int item)
{
	return packs_of(district_demand(c, d, item) * items[item].days * draw(c, "depot", d, item, 30, 50) / 100
		* c->nperiods / 14, item);
}

/* Each of the four works makes every other item. */
static int64_t works_packs(const struct city *c, int32_t d, int k, int item)
{
	return item < k || (item - k) % 2 != 0 ? 0 : packs_of(district_demand(c, d, item) * items[item].days
		* draw(c, "works", d * 4 + k, item, 18, 32) / 100 * c->nperiods / 14, item);
}

/* Whole kilograms, rounded up, as limits count them: whole grams of each smallest unit. */
static int64_t packs_kg(int64_t packs, int item)
{
	const struct thing_item *t = &items[item];
	int64_t contains = 0, mass = 0, parts = 1; /* smallest units, grams of the base unit */

	for (int k = 0; k < t->decimals; k++)
		parts *= 10;
	decimal_parse(t->contains, strlen(t->contains), t->decimals, &contains);
	decimal_parse(t->mass, strlen(t->mass), 3, &mass);
	return int_ceil_div(packs * contains * int_ceil_div(mass, parts), 1000);
}

static int64_t depot_kg(const struct city *c, int32_t d)
{
	int64_t sum = 0;

	for (int i = 0; i < NITEMS; i++)
		sum += packs_kg(depot_packs(c, d, i), i);
	return sum;
}

static int64_t works_kg(const struct city *c, int32_t d)
{
	int64_t sum = 0;

	for (int k = 0; k < 4; k++)
		for (int i = 0; i < NITEMS; i++)
			sum += packs_kg(works_packs(c, d, k, i), i);
	return sum;
}

/* Holds it one in how many supermarkets (by community). */
static bool has_supermarket(int32_t k)
{
	return k % 3 == 0;
}

static void write_agreement(FILE *out, int32_t number)
{
	fprintf(out, "      <agreement id=\"A1\" number=\"示应协〔2026〕%d号\" from=\"2026-01-01\" to=\"2026-12-31\"/>\n",
		number);
}

static void write_holders(FILE *out, const struct city *c)
{
	fprintf(out, "  <holders>\n");
	for (int32_t d = 0; d < c->ndistricts; d++) {
		const struct region *r = &c->districts[d];
		fprintf(out, "    <holder id=\"gov-%s\" kind=\"government\" place=\"depot-%s\" quality=\"synthetic\">"
			"<name>%s应急储备库</name><name xml:lang=\"en\">Government depot %s</name>\n"
			"      <terms notice=\"PT2H\" reach=\"%s\"/></holder>\n", r->code, r->code, r->name, r->code,
			c->whole_city && d == 0 ? "anywhere" : "district");
		for (int k = 0; k < 4; k++) {
			char id[32];
			snprintf(id, sizeof id, "ent-%s-%d", r->code, k + 1);
			fprintf(out, "    <holder id=\"%s\" kind=\"enterprise\" place=\"works-%s-%d\" quality=\"synthetic\">"
				"<name>%s示例企业%d</name><name xml:lang=\"en\">Enterprise %s-%d</name>\n", id, r->code, k + 1,
				r->name, k + 1, r->code, k + 1);
			write_agreement(out, d * 10 + k + 1);
			fprintf(out, "      <terms hold-back=\"10%%\" release=\"80%%\" notice=\"PT6H\" reach=\"district\"/></holder>\n");
		}
	}
	for (int32_t k = 0; k < c->ncommunities; k++) {
		char id[32];
		if (!has_supermarket(k))
			continue;
		snprintf(id, sizeof id, "mkt-%s", c->communities[k].code);
		fprintf(out, "    <holder id=\"%s\" kind=\"supermarket\" place=\"%s\" quality=\"synthetic\">"
			"<name>%s示例超市</name><name xml:lang=\"en\">Supermarket %s</name>\n", id, c->communities[k].id,
			c->communities[k].name, c->communities[k].code);
		write_agreement(out, 1000 + k);
		fprintf(out, "      <terms hold-back=\"20%%\" release=\"60%%\" notice=\"PT3H\" reach=\"own\"/></holder>\n");
	}
	fprintf(out, "  </holders>\n");
}

static void write_demand(FILE *out)
{
	fprintf(out, "  <demand>\n");
	for (int i = 0; i < NITEMS; i++) {
		for (int g = 0; g < 5; g++) {
			if (items[i].rate[g] == 0)
				continue;
			fprintf(out, "    <rate item=\"%s\" group=\"%s\" per-person=\"%d.%03d\" unmet=\"lapses\"", items[i].id,
				groups[g].id, items[i].rate[g] / 1000, items[i].rate[g] % 1000);
			if (items[i].basis)
				fprintf(out, " basis=\"%s\"", items[i].basis);
			else
				fprintf(out, " quality=\"synthetic\"");
			fprintf(out, "/>\n");
		}
	}
	fprintf(out, "  </demand>\n");
}

/* --- roads and what limits them --- */

#define DETOUR 13 /* tenths: road metres for straight ones */

static int max_km(const struct city *c)
{
	return c->whole_city ? 14 : 16;
}

/* Road metres between two points, by the scale of move_point. */
static int64_t road_metres(int32_t lon1, int32_t lat1, int32_t lon2, int32_t lat2)
{
	int64_t east = (int64_t)(lon2 - lon1) * 10 / 112, north = (int64_t)(lat2 - lat1) / 9;
	int64_t square = east * east + north * north, low = 0, high = 1000000;

	while (low < high) { /* the largest whole root */
		int64_t middle = (low + high + 1) / 2;
		if (middle * middle <= square)
			low = middle;
		else
			high = middle - 1;
	}
	return low * DETOUR / 10;
}

/* Roads from the depot (-1) or one of the works to the communities of a street, all
 * by one segment. What is farther than an estimated road may be has none here either. */
static void write_street_roads(FILE *out, const struct city *c, int32_t street, int works, const char *segment)
{
	int32_t d = c->streets[street].district, lon = c->districts[d].lon, lat = c->districts[d].lat;
	char from[32];

	snprintf(from, sizeof from, "depot-%s", c->districts[d].code);
	if (works >= 0) {
		works_point(c, d, works, &lon, &lat);
		snprintf(from, sizeof from, "works-%s-%d", c->districts[d].code, works + 1);
	}
	for (int32_t k = 0; k < c->ncommunities; k++) {
		const struct community *p = &c->communities[k];
		int64_t metres = road_metres(lon, lat, p->lon, p->lat);
		if (p->street != street || metres > max_km(c) * 1000)
			continue;
		/* 25 km/h; 3.20 for a kilometre and tonne */
		fprintf(out, "    <route from=\"%s\" to=\"%s\" via=\"%s-%s\" lead=\"PT%lldM\" cost-per-kg=\"0.%05lld\" "
			"quality=\"synthetic\"/>\n", from, p->id, segment, c->districts[d].code,
			(long long)int_ceil_div(metres * 60, 25000), (long long)(metres * 32 / 100));
	}
}

/* A district's bridge leads to its second street, its underpass to the third. */
static void write_segments(FILE *out, const struct city *c)
{
	for (int32_t d = 0; d < c->ndistricts; d++) {
		const struct region *r = &c->districts[d];
		/* All that leaves depot and works may pass at once. */
		fprintf(out, "    <segment id=\"bridge-%s\" capacity-kg=\"%lld\"><name>%s示例河桥</name>"
			"<name xml:lang=\"en\">Example river bridge %s</name></segment>\n", r->code,
			(long long)(depot_kg(c, d) + works_kg(c, d)), r->name, r->code);
		fprintf(out, "    <segment id=\"underpass-%s\"><name>%s示例铁路地道桥</name>"
			"<name xml:lang=\"en\">Example railway underpass %s</name></segment>\n", r->code, r->name, r->code);
	}
}

static int32_t nth_street(const struct city *c, int32_t district, int n)
{
	for (int32_t s = 0; s < c->nstreets; s++)
		if (c->streets[s].district == district && n-- == 0)
			return s;
	return -1;
}

static void write_routes(FILE *out, const struct city *c)
{
	fprintf(out, "  <routes>\n");
	if (c->whole_city)
		fprintf(out, "    <segment id=\"bridge\"><name>沁河桥</name><name xml:lang=\"en\">Qin river bridge</name>"
			"</segment>\n");
	write_segments(out, c);
	fprintf(out, "    <estimate max-km=\"%d\" speed-kmh=\"25\" cost-per-km-tonne=\"3.20\" detour=\"1.3\" "
		"from=\"depot site\" to=\"community village\"/>\n", max_km(c));
	for (int32_t d = 1; d < c->ndistricts; d++) {
		/* The first district's depot is also the city's: it can supply all others. */
		int64_t metres = draw(c, "road", d, 0, 8000, 60000);
		fprintf(out, "    <route id=\"main-%s\" from=\"depot-%s\" to=\"depot-%s\" lead=\"PT%lldM\" "
			"cost-per-kg=\"%lld.%02lld\"%s quality=\"synthetic\"/>\n", c->districts[d].code, c->districts[0].code,
			c->districts[d].code, (long long)(metres / 700), (long long)(metres / 300000),
			(long long)(metres / 3000 % 100), d % 4 == 1 ? " via=\"bridge\"" : "");
	}
	for (int32_t d = 0; d < c->ndistricts; d++) {
		int32_t beyond_river = nth_street(c, d, 1), beyond_railway = nth_street(c, d, 2);
		for (int k = -1; k < 4; k++) {
			if (beyond_river >= 0)
				write_street_roads(out, c, beyond_river, k, "bridge");
			if (beyond_railway >= 0)
				write_street_roads(out, c, beyond_railway, k, "underpass");
		}
	}
	fprintf(out, "  </routes>\n");
}

/* Amounts that the plan need not heed, but comes near: a depot's vehicles carry all
 * that it has in a day, a district's all of depot and works; helpers see everybody
 * at the door every day; the budget pays the longest road for all. */
static void write_limits(FILE *out, const struct city *c)
{
	int64_t all = 0;

	fprintf(out, "  <limits>\n");
	for (int32_t d = 0; d < c->ndistricts; d++) {
		int64_t depot = depot_kg(c, d), works = works_kg(c, d);
		int64_t passing = d > 0 ? depot_kg(c, 0) : 0; /* from the city's depot */
		fprintf(out, "    <vehicles place=\"%s\" kg=\"%lld\"/>\n", c->districts[d].id,
			(long long)(depot + works + passing));
		fprintf(out, "    <vehicles place=\"depot-%s\" kg=\"%lld\"/>\n", c->districts[d].code,
			(long long)(depot + passing));
		all += depot + works;
	}
	for (int32_t k = 0; k < c->ncommunities; k++) {
		const struct community *p = &c->communities[k];
		int64_t minutes = 0;
		for (int g = 0; g < 5; g++)
			for (int n = 0; n < ESTATES * BUILDINGS; n++)
				minutes += households_in(p, g, n, ESTATES * BUILDINGS) * groups[g].minutes;
		if (is_known_closely(k))
			fprintf(out, "    <helpers place=\"%s\" minutes=\"%lld\"/>\n", p->id,
				(long long)int_ceil_div(minutes * 100, draw(c, "helpers", k, 0, 80, 99)));
	}
	fprintf(out, "    <budget amount=\"%lld\"/>\n  </limits>\n",
		(long long)(int_ceil_div(all * (c->whole_city ? 250 : 52), 10000000) * 10000));
}

/* Some of the norms of an example of local rules, as they stand there. */
static void write_norms(FILE *out)
{
	static const char *const kept[] = {"L05", "L06", "L07", "L08", "L12"};
	FILE *in = fopen("scenarios/norms/local.xml", "r");
	char line[1024];
	bool inside = false;

	if (!in) {
		fprintf(stderr, "generate: scenarios/norms/local.xml: %s\n", strerror(errno));
		exit(1);
	}
	fprintf(out, "  <norms>\n");
	while (fgets(line, sizeof line, in)) {
		for (size_t k = 0; k < sizeof kept / sizeof *kept; k++) {
			char start[32];
			snprintf(start, sizeof start, "<norm id=\"%s\"", kept[k]);
			inside |= strstr(line, start) != NULL;
		}
		if (inside)
			fprintf(out, "  %s", line);
		if (strstr(line, "</norm>"))
			inside = false;
	}
	fclose(in);
	fprintf(out, "  </norms>\n");
}

static void write_scenario(const struct city *c, const char *folder)
{
	FILE *out = open_file(folder, "scenario.xml");

	fprintf(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<!-- Synthetic: names and codes of places are real, all stocks, people, points, roads\n"
		"     and agreements are made up by scenarios/generate.c (seed %lld). -->\n"
		"<scenario xmlns=\"urn:shecang:scenario:1\" version=\"1.0\" id=\"%s\" currency=\"CNY\" xml:lang=\"zh-CN\" "
		"as-of=\"2026-12-01T08:00:00+08:00\" quality=\"synthetic\">\n", (long long)c->seed, c->id);
	fprintf(out, "  <title>%s封控%d天（演示数据）</title><title xml:lang=\"en\">%s sealed for %d days (synthetic data)</title>\n",
		c->title_zh, c->nperiods, c->title_en, c->nperiods);
	fprintf(out, "  <office>%s</office>\n", c->office);
	/* Days from midnight, as dates of expiry and needs of a day are; planned at eight in the morning. */
	fprintf(out, "  <horizon start=\"2026-12-01T00:00:00+08:00\" period=\"P1D\" count=\"%d\"/>\n", c->nperiods);
	write_items(out);
	write_groups(out);
	write_places(out, c);
	write_holders(out, c);
	fprintf(out, "  <sources>\n"
		"    <source id=\"depots\" href=\"stock/depots.xml\" format=\"xml\" quality=\"synthetic\"/>\n"
		"    <source id=\"enterprises\" href=\"stock/enterprises.xml\" format=\"xml\" quality=\"synthetic\"/>\n"
		"    <source id=\"supermarkets\" href=\"stock/supermarkets.csv\" format=\"csv\" quality=\"synthetic\"/>\n"
		"    <source id=\"households\" href=\"stock/households.xml\" format=\"xml\" quality=\"synthetic\"/>\n"
		"  </sources>\n");
	write_routes(out, c);
	write_limits(out, c);
	write_demand(out);
	fprintf(out, "  <policy fairness=\"leximin\" autonomy=\"30%%\" stale-after=\"P14D\"/>\n");
	write_norms(out);
	fprintf(out, "</scenario>\n");
	close_file(out);
}

#define SOURCE_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" \
	"<!-- Synthetic data made by scenarios/generate.c. -->\n<source xmlns=\"urn:shecang:scenario:1\" version=\"1.0\">\n"

/* Some lots expire inside the horizon, so that waste is a question. */
static void write_lines(FILE *out, const struct city *c, const char *kind, int64_t who, int item, int64_t packs)
{
	int64_t early = packs * draw(c, kind, who, item + 100, 0, 30) / 100;
	int64_t day = draw(c, kind, who, item + 200, 3, 12);

	if (packs <= 0)
		return;
	if (early > 0)
		fprintf(out, "    <line item=\"%s\" quantity=\"%lld\" pack=\"%s\" lot=\"%s-%lld-1\" expires=\"2026-12-%02lld\"/>\n",
			items[item].id, (long long)early, items[item].pack, items[item].id, (long long)who, (long long)day);
	fprintf(out, "    <line item=\"%s\" quantity=\"%lld\" pack=\"%s\" lot=\"%s-%lld-2\" expires=\"2027-0%lld-15\"/>\n",
		items[item].id, (long long)(packs - early), items[item].pack, items[item].id, (long long)who,
		(long long)(day % 6 + 1));
}

static void write_depots(const struct city *c, const char *folder)
{
	FILE *out = open_file(folder, "stock/depots.xml");

	fputs(SOURCE_HEAD, out);
	for (int32_t d = 0; d < c->ndistricts; d++) {
		fprintf(out, "  <stock holder=\"gov-%s\" as-of=\"2026-11-30T18:00:00+08:00\">\n", c->districts[d].code);
		for (int i = 0; i < NITEMS; i++)
			write_lines(out, c, "depot", d, i, depot_packs(c, d, i));
		fprintf(out, "  </stock>\n");
	}
	fprintf(out, "</source>\n");
	close_file(out);
}

static void write_enterprises(const struct city *c, const char *folder)
{
	FILE *out = open_file(folder, "stock/enterprises.xml");

	fputs(SOURCE_HEAD, out);
	for (int32_t d = 0; d < c->ndistricts; d++) {
		for (int k = 0; k < 4; k++) {
			fprintf(out, "  <stock holder=\"ent-%s-%d\" as-of=\"2026-11-30T18:00:00+08:00\">\n",
				c->districts[d].code, k + 1);
			for (int i = 0; i < NITEMS; i++)
				write_lines(out, c, "works", d * 4 + k, i, works_packs(c, d, k, i));
			fprintf(out, "  </stock>\n");
		}
	}
	fprintf(out, "</source>\n");
	close_file(out);
}

static void write_supermarkets(const struct city *c, const char *folder)
{
	FILE *out = open_file(folder, "stock/supermarkets.csv");

	fprintf(out, "\xef\xbb\xbf储备主体,物资,数量,包装,批号,到期日,申报时间\n");
	for (int32_t k = 0; k < c->ncommunities; k++) {
		const struct community *p = &c->communities[k];
		if (!has_supermarket(k))
			continue;
		for (int i = 0; i < NITEMS; i++) {
			int64_t demand = 0, packs;
			for (int g = 0; g < 5; g++)
				demand += p->people[g] * items[i].rate[g];
			packs = packs_of(demand * draw(c, "market", k, i, 10, 60) / 10, i);
			if (packs > 0)
				fprintf(out, "mkt-%s,%s,%lld,%s,%s-%s,2027-0%lld-20,2026-11-30\n", p->code, items[i].id,
					(long long)packs, items[i].pack, items[i].id, p->code,
					(long long)draw(c, "market", k, i + 50, 1, 6));
		}
	}
	close_file(out);
}

static void write_households(const struct city *c, const char *folder)
{
	FILE *out = open_file(folder, "stock/households.xml");

	fputs(SOURCE_HEAD, out);
	fprintf(out, "  <holders>\n");
	for (int32_t k = 0; k < c->ncommunities; k++)
		fprintf(out, "    <holder id=\"hh-%s\" kind=\"household\" place=\"%s\" quality=\"synthetic\">"
			"<name>%s居民家庭储备</name><name xml:lang=\"en\">Households of %s</name>"
			"<covers group=\"general\" people=\"%lld\"/></holder>\n", c->communities[k].code,
			c->communities[k].id, c->communities[k].name, c->communities[k].code,
			(long long)(c->communities[k].people[0] * draw(c, "covers", k, 0, 20, 55) / 100));
	fprintf(out, "  </holders>\n");
	for (int32_t k = 0; k < c->ncommunities; k++) {
		const struct community *p = &c->communities[k];
		fprintf(out, "  <stock holder=\"hh-%s\" as-of=\"2026-11-29T20:00:00+08:00\">\n", p->code);
		/* Water and rice for about three days: the national household list of 2020. */
		fprintf(out, "    <line item=\"water\" quantity=\"%lld\" expires=\"2027-05-31\"/>\n",
			(long long)(p->people[0] * 9 * draw(c, "kit", k, 0, 15, 40) / 100));
		fprintf(out, "    <line item=\"rice\" quantity=\"%lld\" expires=\"2027-03-31\"/>\n",
			(long long)(p->people[0] * draw(c, "kit", k, 1, 20, 60) / 100));
		fprintf(out, "  </stock>\n");
	}
	fprintf(out, "</source>\n");
	close_file(out);
}

/* --- ledgers to be audited --- */

enum { REGISTERED = 300000, REGISTER_COMMUNITIES = 528, INSTITUTIONS = 379 /* of 528 */ };

/* Spread evenly: the k-th of so many among the communities. */
static bool has_institution(int32_t k)
{
	return (int64_t)(k + 1) * INSTITUTIONS / REGISTER_COMMUNITIES > (int64_t)k * INSTITUTIONS / REGISTER_COMMUNITIES;
}

static int64_t community_demand(const struct community *p, int item)
{
	int64_t sum = 0;

	for (int g = 0; g < 5; g++)
		sum += p->people[g] * items[item].rate[g];
	return sum;
}

static const int promised[2] = {0, 1}; /* water and rice */

/* One in seventy agreements ran out. Packs of water and rice are promised. */
static void write_promises(FILE *out, const struct city *c, int32_t number, const struct community *p, int percent)
{
	bool over = draw(c, "agreement", number, 0, 0, 69) == 0;

	fprintf(out, "      <agreement id=\"A1\" number=\"示应协〔2026〕%d号\" from=\"2025-12-01\" to=\"%s\">", number,
		over ? "2026-10-31" : "2027-11-30");
	for (int k = 0; k < 2; k++)
		fprintf(out, "<promise item=\"%s\" quantity=\"%lld\" unit=\"%s\"/>", items[promised[k]].id,
			(long long)(packs_of(community_demand(p, promised[k]), promised[k]) * percent / 100),
			items[promised[k]].pack);
	fprintf(out, "</agreement>\n");
}

static void write_ledger_holder(FILE *out, const struct city *c, const char *prefix, const char *kind, const char *zh,
	const char *en, int32_t k)
{
	const struct community *p = &c->communities[k];

	fprintf(out, "    <holder id=\"%s-%s\" kind=\"%s\" place=\"%s\"><name>%s%s</name><name xml:lang=\"en\">%s %s</name>\n",
		prefix, p->code, kind, p->id, p->name, zh, en, p->code);
	write_promises(out, c, 1000 + 2 * k + (strcmp(prefix, "ins") == 0), p, 40);
	fprintf(out, "      <terms release=\"80%%\" notice=\"PT3H\" reach=\"street\"/>");
	if (strcmp(prefix, "mkt") == 0)
		fprintf(out, "<terms item=\"water\" sales=\"%lld\"/>", (long long)(community_demand(p, 0) / 20000));
	fprintf(out, "</holder>\n");
}

static void write_ledger_holders(FILE *out, const struct city *c)
{
	fprintf(out, "  <holders>\n");
	for (int32_t d = 0; d < c->ndistricts; d++) {
		const struct region *r = &c->districts[d];

		fprintf(out, "    <holder id=\"gov-%s\" kind=\"government\" place=\"depot-%s\"><name>%s应急储备库</name>"
			"<name xml:lang=\"en\">Government depot %s</name><terms notice=\"PT2H\" reach=\"district\"/></holder>\n",
			r->code, r->code, r->name, r->code);
		for (int k = 0; k < 4; k++)
			fprintf(out, "    <holder id=\"ent-%s-%d\" kind=\"enterprise\" place=\"works-%s-%d\"><name>%s示例企业%d</name>"
				"<name xml:lang=\"en\">Enterprise %s-%d</name><agreement id=\"A1\" number=\"示应协〔2026〕%d号\" "
				"from=\"2025-12-01\" to=\"2027-11-30\"/><terms hold-back=\"10%%\" release=\"80%%\" notice=\"PT6H\" "
				"reach=\"district\"/></holder>\n", r->code, k + 1, r->code, k + 1, r->name, k + 1, r->code, k + 1,
				d * 10 + k + 1);
	}
	for (int32_t k = 0; k < c->ncommunities; k++) {
		const struct community *p = &c->communities[k];

		write_ledger_holder(out, c, "mkt", "supermarket", "示例超市", "Supermarket", k);
		if (has_institution(k))
			write_ledger_holder(out, c, "ins", "institution", "示例学校", "School", k);
		fprintf(out, "    <holder id=\"hh-%s\" kind=\"household\" place=\"%s\"><name>%s居民家庭储备</name>"
			"<name xml:lang=\"en\">Households of %s</name></holder>\n", p->code, p->id, p->name, p->code);
	}
	fprintf(out, "  </holders>\n");
}

static void write_ledger(const struct city *c, const char *folder)
{
	FILE *out = open_file(folder, "ledger.xml");

	fprintf(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<!-- Synthetic: names and codes of places are real, everything else is made up by\n"
		"     scenarios/generate.c (seed %lld). -->\n"
		"<scenario xmlns=\"urn:shecang:scenario:1\" version=\"1.0\" id=\"%s\" currency=\"CNY\" xml:lang=\"zh-CN\" "
		"as-of=\"2026-12-01T00:00:00+08:00\" quality=\"synthetic\">\n", (long long)c->seed, c->id);
	fprintf(out, "  <title>%s应急储备审计（演示数据）</title><title xml:lang=\"en\">Audit of the reserves of %s (synthetic data)"
		"</title>\n  <office>审计组（演示）</office>\n", c->title_zh, c->title_en);
	write_items(out);
	write_groups(out);
	write_places(out, c);
	write_ledger_holders(out, c);
	fprintf(out, "  <sources>\n    <source id=\"reserves\" href=\"stock/reserves.csv\" format=\"csv\"/>\n"
		"    <source id=\"households\" href=\"stock/households.csv\" format=\"csv\"/>\n  </sources>\n");
	write_routes(out, c);
	fprintf(out, "  <policy stale-after=\"P1Y\"/>\n</scenario>\n");
	close_file(out);
}

#define LEDGER_HEAD "\xef\xbb\xbf储备主体,物资,数量,单位,批号,到期日,模式,申报时间,清点数量,清点时间,其后出库,出入库时间\n"

/* Counted in November as declared less what was sold. One line in fifty was
 * counted in June, one in sixty has expired, one in forty lacks 3%. Under an
 * agreement are all goods of enterprises, of others those that it promises. */
static void write_counted(FILE *out, const struct city *c, const char *prefix, const char *code, int64_t number,
	int item, int64_t packs)
{
	bool stale = draw(c, "stale", number, item, 0, 49) == 0;
	bool expired = draw(c, "expired", number, item, 0, 59) == 0;
	int64_t sold = packs / 10, counted = packs - sold;

	if (packs <= 0)
		return;
	if (draw(c, "lacking", number, item, 0, 39) == 0)
		counted -= counted * 3 / 100;
	fprintf(out, "%s-%s,%s,%lld,%s,%s-%s,%s,%s,%s,%lld,%s,%lld,%s\n", prefix, code, items[item].id, (long long)packs,
		items[item].pack, items[item].id, code, expired ? "2026-11-15" : "2027-09-30",
		strcmp(prefix, "gov") == 0 || (item > 1 && strcmp(prefix, "ent") != 0) ? "实物" : "协议", stale ? "2026-06-01" : "2026-11-01", (long long)counted,
		stale ? "2026-06-20 10:00" : "2026-11-20 10:00", (long long)sold, stale ? "2026-06-10 08:00" : "2026-11-10 08:00");
}

static void write_reserves(const struct city *c, const char *folder)
{
	FILE *out = open_file(folder, "stock/reserves.csv");
	char code[32];

	fputs(LEDGER_HEAD, out);
	for (int32_t d = 0; d < c->ndistricts; d++) {
		for (int i = 0; i < NITEMS; i++) {
			int64_t demand = district_demand(c, d, i);

			write_counted(out, c, "gov", c->districts[d].code, d, i,
				packs_of(demand * items[i].days * draw(c, "depot", d, i, 30, 80) / 100, i));
			for (int k = 0; k < 4; k++) {
				snprintf(code, sizeof code, "%s-%d", c->districts[d].code, k + 1);
				write_counted(out, c, "ent", code, 100 + d * 4 + k, i,
					packs_of(demand * items[i].days * draw(c, "works", d * 4 + k, i, 5, 20) / 100, i));
			}
		}
	}
	for (int32_t k = 0; k < c->ncommunities; k++) {
		for (int i = 0; i < NITEMS; i++) {
			int64_t demand = community_demand(&c->communities[k], i);

			write_counted(out, c, "mkt", c->communities[k].code, 10000 + k, i,
				packs_of(demand * draw(c, "market", k, i, 50, 140) / 100, i));
			if (has_institution(k) && i < 2)
				write_counted(out, c, "ins", c->communities[k].code, 20000 + k, i,
					packs_of(demand * draw(c, "school", k, i, 50, 140) / 100, i));
		}
	}
	close_file(out);
}

/* A line for each household of the register, as many in every community as its
 * share of all households. */
static void write_register(const struct city *c, const char *folder)
{
	FILE *out = open_file(folder, "stock/households.csv");
	int64_t lines = (int64_t)REGISTERED * c->ncommunities / REGISTER_COMMUNITIES, all = 0, before = 0, written = 0;

	for (int32_t k = 0; k < c->ncommunities; k++)
		all += c->communities[k].households;
	fprintf(out, "\xef\xbb\xbf储备主体,物资,数量(升),批号,申报时间\n");
	for (int32_t k = 0; k < c->ncommunities; k++) {
		before += c->communities[k].households;
		for (int64_t j = 1; written < lines * before / all; j++, written++)
			fprintf(out, "hh-%s,water,%lld,H%lld,2026-11-15\n", c->communities[k].code,
				(long long)draw(c, "household", k, j, 3, 24), (long long)j);
	}
	close_file(out);
}

static void make_folder(const char *path)
{
	if (mkdir(path, 0777) != 0 && errno != EEXIST) {
		fprintf(stderr, "generate: %s: %s\n", path, strerror(errno));
		exit(1);
	}
}

static int64_t number_of(const char *text, int64_t least, int64_t most)
{
	int64_t n;

	if (decimal_parse(text, strlen(text), 0, &n) != NUMBER_OK || n < least || n > most) {
		fprintf(stderr, "generate: \"%s\" is not a number from %lld to %lld\n", text, (long long)least, (long long)most);
		exit(2);
	}
	return n;
}

int main(int argc, char **argv)
{
	struct city c = {.seed = 1, .nperiods = 14};
	const char *which = NULL, *folder = NULL;
	char stock[1024];

	for (int k = 1; k < argc; k++) {
		if (strcmp(argv[k], "--seed") == 0 && k + 1 < argc)
			c.seed = number_of(argv[++k], 0, INT32_MAX);
		else if (strcmp(argv[k], "--periods") == 0 && k + 1 < argc)
			c.nperiods = (int32_t)number_of(argv[++k], 1, 28);
		else if (strcmp(argv[k], "--ledgers") == 0)
			c.ledgers = true;
		else if (!which)
			which = argv[k];
		else
			folder = argv[k];
	}
	if (!which || !folder) {
		fprintf(stderr, "Usage: generate fuxing|handan|N [--seed S] [--periods T] [--ledgers] FOLDER\n");
		return 2;
	}
	if (strcmp(which, "fuxing") == 0) {
		c.id = "fuxing-sealed";
		c.title_zh = "复兴区";
		c.title_en = "Fuxing district";
		c.office = "复兴区应急物资保障组（演示）";
		read_communities(&c, "130404");
	} else {
		c.whole_city = true;
		c.id = strcmp(which, "handan") == 0 ? "handan-sealed" : "city";
		c.title_zh = strcmp(which, "handan") == 0 ? "邯郸市" : "示例市";
		c.title_en = strcmp(which, "handan") == 0 ? "Handan" : "Example city";
		c.office = "应急物资保障组（演示）";
		if (strcmp(which, "handan") == 0)
			read_communities(&c, NULL);
		else
			invent_communities(&c, (int32_t)number_of(which, 1, 5000));
	}
	make_folder(folder);
	snprintf(stock, sizeof stock, "%s/stock", folder);
	make_folder(stock);
	place_people(&c);
	if (c.ledgers) {
		write_ledger(&c, folder);
		write_reserves(&c, folder);
		write_register(&c, folder);
	} else {
		write_scenario(&c, folder);
		write_depots(&c, folder);
		write_enterprises(&c, folder);
		write_supermarkets(&c, folder);
		write_households(&c, folder);
	}
	mem_free(c.communities);
	mem_free(c.streets);
	mem_free(c.districts);
	return 0;
}
