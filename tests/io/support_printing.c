#include "tests/io/support_printing.h"

#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void make_items(struct scenario *s)
{
	int32_t i = scenario_add_item(s);
	struct item *item = &s->items[i];
	int32_t p;

	item->id = "rice";
	item->name = (struct label){"大米", "Rice"};
	item->unit = "KGM";
	item->decimals = 1;
	item->issue_unit = 1;
	i = scenario_add_item(s);
	item = &s->items[i];
	item->id = "water";
	item->name = (struct label){"饮用水", "Drinking water"};
	item->spec = (struct label){"550毫升×24", "24 x 550 mL"};
	item->unit = "LTR";
	item->issue_unit = 12;
	p = ARRAY_ADD(&item->packs, &item->npacks, &item->packs_room);
	item->packs[p] = (struct pack){"ctn12", {"箱", "carton"}, 12, WHERE_NONE};
	p = ARRAY_ADD(&item->packs, &item->npacks, &item->packs_room);
	item->packs[p] = (struct pack){"pallet", {"托盘", "pallet"}, 720, WHERE_NONE};
	item->issue_pack = 0;
}

static void make_place(struct scenario *s, const char *id, enum place_kind kind, int32_t in,
	const char *zh, const char *en)
{
	int32_t i = scenario_add_place(s);
	struct place *p = &s->places[i];

	p->id = id;
	p->kind = kind;
	p->in = in;
	p->name = (struct label){zh, en};
	p->quality = QUALITY_SYNTHETIC;
}

static void make_people(struct scenario *s, int32_t place, int32_t group, int64_t count,
	int64_t households)
{
	int32_t i = ARRAY_ADD(&s->people, &s->npeople, &s->people_room);

	s->people[i] = (struct people){place, group, count, households, {0, 2}, QUALITY_RECORDED,
		WHERE_NONE};
}

static void make_places(struct scenario *s)
{
	static const char *const ids[] = {"alone", "general"};
	static const struct label names[] = {{"独居老人", "Living alone"}, {"一般居民", "General"}};

	for (int i = 0; i < 2; i++) {
		int32_t g = ARRAY_ADD(&s->groups, &s->ngroups, &s->groups_room);

		s->groups[g] = (struct group){ids[i], names[i], i == 0, 6, WHERE_NONE};
	}
	make_place(s, "fx", PLACE_DISTRICT, -1, "复兴区", "Fuxing");
	make_place(s, "c001", PLACE_COMMUNITY, SAMPLE_FX, "三丰园社区", "Sanfengyuan");
	make_place(s, "c002", PLACE_COMMUNITY, SAMPLE_FX, "百花社区", "Baihua");
	make_place(s, "b1", PLACE_BUILDING, SAMPLE_C001, "1号楼", "Building 1");
	make_place(s, "b2", PLACE_BUILDING, SAMPLE_C001, "2号楼", "Building 2");
	make_place(s, "depot", PLACE_DEPOT, SAMPLE_FX, "区应急库", "District depot");
	s->places[SAMPLE_C001].contact = (struct label){"社区值班室", "Duty room"};
	s->places[SAMPLE_C001].phone = "0310-1234567";
	make_people(s, SAMPLE_C002, SAMPLE_GENERAL, 100, -1);
	make_people(s, SAMPLE_B1, SAMPLE_GENERAL, 60, 20);
	make_people(s, SAMPLE_B2, SAMPLE_GENERAL, 30, 11);
	make_people(s, SAMPLE_C001, SAMPLE_ALONE, 10, 10);
}

static void make_line(struct scenario *s, int32_t holder, int32_t item, int64_t quantity,
	const char *lot, day expires)
{
	int32_t i = scenario_add_line(s);
	struct stock_line *l = &s->lines[i];

	l->holder = holder;
	l->item = item;
	l->counted = quantity;
	l->counted_at = s->start;
	l->lot = lot;
	l->expires = expires;
	l->state = LINE_USED;
}

static void make_holders(struct scenario *s)
{
	static const char *const ids[] = {"depot1", "mkt1", "hh1"};
	static const struct label names[] = {{"区应急管理局", "District office"},
		{"示例超市", "Sample market"}, {"三丰园居民", "Sanfengyuan households"}};
	static const enum holder_kind kinds[] = {HOLDER_GOVERNMENT, HOLDER_SUPERMARKET,
		HOLDER_HOUSEHOLD};
	static const int32_t places[] = {SAMPLE_DEPOT, SAMPLE_C001, SAMPLE_C001};
	struct agreement *a;
	day last;

	for (int i = 0; i < 3; i++) {
		int32_t k = scenario_add_holder(s);
		struct holder *h = &s->holders[k];

		h->id = ids[i];
		h->name = names[i];
		h->kind = kinds[i];
		h->place = places[i];
	}
	s->holders[SAMPLE_MKT1].phone = "0310-7654321";
	scenario_add_agreement(&s->holders[SAMPLE_MKT1]);
	a = &s->holders[SAMPLE_MKT1].agreements[0];
	a->id = "A-17";
	a->number = "复应协〔2026〕17号";
	day_parse("2026-01-01", 10, &a->from);
	day_parse("2026-12-31", 10, &a->to);
	day_parse("2027-01-31", 10, &last);
	make_line(s, SAMPLE_DEPOT1, SAMPLE_WATER, 180, "W-0712", last);
	s->lines[0].government_owned = 1;
	make_line(s, SAMPLE_MKT1, SAMPLE_RICE, 500, NULL, DAY_NONE);
	s->lines[1].agreement = 0;
	make_line(s, SAMPLE_MKT1, SAMPLE_WATER, 240, NULL, DAY_NONE);
	make_line(s, SAMPLE_HH1, SAMPLE_WATER, 24, NULL, DAY_NONE);
}

struct gain *sample_gain(struct sample *x, enum decision_kind kind, int32_t source, int32_t holder,
	int32_t item, int64_t gain, int32_t tier)
{
	int32_t k = ARRAY_ADD(&x->plan.gains, &x->plan.ngains, &x->plan.gains_room);
	struct gain *g = &x->plan.gains[k];

	g->decision = (struct decision){.kind = kind, .source = source, .holder = holder,
		.limit = -1, .route = -1, .segment = -1, .item = item, .stock = 2 * gain, .freed = gain};
	g->gain = gain;
	g->proven = tier > 0;
	g->parts = arena_calloc(&x->plan.arena, 1, sizeof *g->parts);
	g->parts[0] = (struct gain_part){.item = item, .tier = tier, .gain = gain, .claims = 3, .people = 40};
	g->nparts = tier > 0;
	return g;
}

static void make_routes(struct scenario *s)
{
	static const char *const ids[] = {"depot>c001", "depot>c002"};
	int32_t segment = ARRAY_ADD(&s->segments, &s->nsegments, &s->segments_room);

	s->segments[segment].id = "bridge3";
	s->segments[segment].name = (struct label){"三号桥", "Bridge 3"};
	s->segments[segment].capacity = -1;
	for (int i = 0; i < 2; i++) {
		int32_t k = scenario_add_route(s);
		struct route *r = &s->routes[k];

		r->id = ids[i];
		r->from = SAMPLE_DEPOT;
		r->to = SAMPLE_C001 + i;
		r->lead = 7200;
		r->estimated = i == 1;
	}
	{
		int32_t v = ARRAY_ADD(&s->routes[0].via, &s->routes[0].nvia, &s->routes[0].via_room);

		s->routes[0].via[v] = segment;
	}
}

static void make_cells(struct cells *c)
{
	const struct cell cells[] = {
		{SAMPLE_C001, SAMPLE_RICE, SAMPLE_ALONE, {0, 1}, 0, 1, 0, 0, 0, -1, 300, 300, 0, 0},
		{SAMPLE_C001, SAMPLE_WATER, SAMPLE_GENERAL, {0, 0}, 0, 2, 0, 0, 0, -1, 100, 9, 24, 2},
		{SAMPLE_C002, SAMPLE_WATER, SAMPLE_GENERAL, {1, 1}, 1, 2, 0, 0, 0, -1, 150, 13, 0, 0},
	};

	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
		int32_t k = ARRAY_ADD(&c->cells, &c->ncells, &c->cells_room);

		c->cells[k] = cells[i];
	}
	c->uses = mem_calloc(1, sizeof *c->uses);
	c->nuses = c->uses_room = 1;
	c->uses[0] = (struct household_use){1, 3, 24, 0};
}

static void make_supply(struct supply *v, day expires)
{
	const struct callable callable[] = {
		{.holder = SAMPLE_DEPOT1, .item = SAMPLE_WATER, .in_stock = 180, .good = 180,
			.government = 180, .consented = 180, .units = 15, .notice = 0, .release = {0, 1},
			.reach = REACH_REGION, .region = SAMPLE_FX, .terms = -1},
		{.holder = SAMPLE_HH1, .item = SAMPLE_WATER, .in_stock = 24, .good = 24,
			.no_agreement = 24, .notice = -1, .release = {0, 1}, .terms = -1},
		{.holder = SAMPLE_MKT1, .item = SAMPLE_RICE, .in_stock = 500, .good = 500,
			.consented = 500, .hold_back = 250, .has_release = true, .release = {1, 1},
			.units = 250, .notice = 3600, .reach = REACH_OWN, .region = SAMPLE_C001},
		{.holder = SAMPLE_MKT1, .item = SAMPLE_WATER, .in_stock = 240, .good = 240,
			.no_agreement = 240, .notice = -1, .release = {0, 1}, .terms = -1},
	};
	const struct supply_lot lots[] = {
		{.holder = SAMPLE_MKT1, .item = SAMPLE_RICE, .line = 1, .transit = -1,
			.expires = DAY_NONE, .place = SAMPLE_C001, .units = 250, .last_day = DAY_NONE, .release = 3600,
			.region = SAMPLE_C001, .own = true, .form = LEGAL_AGREEMENT},
		{.holder = SAMPLE_DEPOT1, .item = SAMPLE_WATER, .line = 0, .transit = -1,
			.lot = "W-0712", .expires = expires, .place = SAMPLE_DEPOT, .units = 15, .last_day = DAY_NONE, .region = SAMPLE_FX,
			.form = LEGAL_TRANSFER},
	};

	v->callable = mem_calloc(4, sizeof *v->callable);
	memcpy(v->callable, callable, sizeof callable);
	v->ncallable = v->callable_room = 4;
	v->lots = mem_calloc(2, sizeof *v->lots);
	memcpy(v->lots, lots, sizeof lots);
	v->nlots = v->lots_room = 2;
}

static void make_plan(struct plan *p)
{
	const struct shipment shipments[] = {
		{.depart = 0, .arrive = 0, .depart_seconds = 0, .arrive_seconds = 7200,
			.item = SAMPLE_WATER, .from = SAMPLE_DEPOT, .to = SAMPLE_C001, .route = 0,
			.holder = SAMPLE_DEPOT1, .lot = 1, .units = 7, .quantity = 84, .first_leg = true,
			.order = 0, .line = 1},
		{.depart = 0, .arrive = 0, .depart_seconds = 3600, .arrive_seconds = 3600,
			.item = SAMPLE_RICE, .from = SAMPLE_C001, .to = SAMPLE_C001, .route = -1,
			.holder = SAMPLE_MKT1, .lot = 0, .units = 250, .quantity = 250, .first_leg = true,
			.order = 1, .line = 1},
		{.depart = 1, .arrive = 1, .depart_seconds = 86400, .arrive_seconds = 93600,
			.item = SAMPLE_WATER, .from = SAMPLE_DEPOT, .to = SAMPLE_C002, .route = 1,
			.holder = SAMPLE_DEPOT1, .lot = 1, .units = 8, .quantity = 96, .first_leg = true,
			.order = 0, .line = 2},
	};
	const struct handout handouts[] = {
		{0, 0, 0, 250, 250, 1, -1, false},
		{0, 1, 1, 7, 84, 0, -1, false},
		{1, 2, 1, 8, 96, 2, -1, false},
	};
	const struct served served[] = {{250, 250, 0, 200}, {9, 100, 8, 90}, {8, 96, 0, 106}};
	const struct order orders[] = {
		{"depot1-D", 1, SAMPLE_DEPOT1, -1, LEGAL_TRANSFER, -1, 2},
		{"mkt1-X-A-17", 1, SAMPLE_MKT1, -1, LEGAL_AGREEMENT, 0, 1},
	};

	p->status = PLAN_PROVEN;
	p->served = mem_calloc(3, sizeof *p->served);
	memcpy(p->served, served, sizeof served);
	p->drawn = mem_calloc(2, sizeof *p->drawn);
	p->drawn[0].units = 250;
	p->drawn[1].units = 15;
	p->shipments = mem_calloc(3, sizeof *p->shipments);
	memcpy(p->shipments, shipments, sizeof shipments);
	p->nshipments = p->shipments_room = 3;
	p->handouts = mem_calloc(3, sizeof *p->handouts);
	memcpy(p->handouts, handouts, sizeof handouts);
	p->nhandouts = p->handouts_room = 3;
	p->orders = mem_calloc(2, sizeof *p->orders);
	memcpy(p->orders, orders, sizeof orders);
	p->norders = p->orders_room = 2;
	{
		int32_t i = ARRAY_ADD(&p->levels, &p->nlevels, &p->levels_room);
		struct ratio *rates = arena_calloc(&p->arena, 1, sizeof *rates);

		rates[0] = (struct ratio){5, 6};
		p->levels[i] = (struct level){LEVEL_FAIR, 1, 0, SAMPLE_RICE, 0, true, {5, 6}, {5, 6}, {0, 1}, 1,
			rates, {0, 1}, 1};
		i = ARRAY_ADD(&p->uses, &p->nuses, &p->uses_room);
		p->uses[i] = (struct limit_use){-1, 0, -1, 0, 84000, 84500};
		i = ARRAY_ADD(&p->components, &p->ncomponents, &p->components_room);
		p->components[i].items = arena_calloc(&p->arena, 1, sizeof(int32_t));
		p->components[i].items[0] = SAMPLE_RICE;
		p->components[i].nitems = 1;
	}
}

static void fill_maps(struct scenario *s)
{
	for (int32_t i = 0; i < s->nitems; i++)
		map_add(&s->item_ids, s->items[i].id, i);
	for (int32_t i = 0; i < s->ngroups; i++)
		map_add(&s->group_ids, s->groups[i].id, i);
	for (int32_t i = 0; i < s->nplaces; i++)
		map_add(&s->place_ids, s->places[i].id, i);
	for (int32_t i = 0; i < s->nholders; i++)
		map_add(&s->holder_ids, s->holders[i].id, i);
	for (int32_t i = 0; i < s->nroutes; i++)
		map_add(&s->route_ids, s->routes[i].id, i);
}

void sample_init(struct sample *x)
{
	struct scenario *s = &x->scenario;

	memset(x, 0, sizeof *x);
	scenario_init(s);
	s->id = "sample";
	s->version = "1.0";
	s->language = "zh-CN";
	s->currency = "CNY";
	s->title = (struct label){"复兴区演练", "Fuxing drill"};
	s->office = (struct label){"复兴区应急管理局", "Fuxing emergency office"};
	instant_parse("2026-12-01T08:00:00+08:00", 25, &s->start);
	s->as_of = s->start;
	s->period = 86400;
	s->nperiods = 3;
	make_items(s);
	make_places(s);
	make_holders(s);
	make_routes(s);
	fill_maps(s);
	make_cells(&x->cells);
	arena_init(&x->supply.arena);
	make_supply(&x->supply, s->lines[0].expires);
	plan_init(&x->plan);
	make_plan(&x->plan);
	x->report = (struct report){s, &x->cells, &x->supply, &x->plan, "en", "shecang 0.0", false,
		NULL, NULL};
}

void sample_forward(struct sample *x)
{
	struct plan *p = &x->plan;
	int32_t o = ARRAY_ADD(&p->orders, &p->norders, &p->orders_room);

	p->orders[o] = (struct order){"depot-Z", 1, -1, SAMPLE_DEPOT, LEGAL_TRANSFER, -1, 1};
	p->orders[0].nlines = 1;
	p->shipments[2].first_leg = false;
	p->shipments[2].order = o;
	p->shipments[2].line = 1;
}

void sample_release(struct sample *x)
{
	plan_release(&x->plan);
	supply_release(&x->supply);
	cells_release(&x->cells);
	scenario_release(&x->scenario);
}

char *sample_folder(void)
{
	char *folder = mem_strdup("/tmp/shecang-test-XXXXXX");

	if (!mkdtemp(folder))
		abort();
	return folder;
}

void sample_folder_remove(char *folder)
{
	char command[128];

	snprintf(command, sizeof command, "rm -rf '%s'", folder);
	if (system(command) != 0)
		abort();
	mem_free(folder);
}

char *sample_file(const char *folder, const char *name)
{
	struct text t;
	char path[512], block[4096];
	size_t n;
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	text_init(&t);
	text_puts(&t, "");
	file = fopen(path, "rb");
	while (file && (n = fread(block, 1, sizeof block, file)) > 0)
		text_add(&t, block, n);
	if (file)
		fclose(file);
	return t.bytes;
}
