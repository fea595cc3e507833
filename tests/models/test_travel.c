/* Routes that close, arrive, cost; distances on the globe; estimated routes. */
#include "models/estimates.h"
#include "models/scenario_check.h"
#include "models/sphere.h"
#include "models/travel.h"
#include "tests/models/support_scenario.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define HOUR 3600

static void close_periods(
	struct periods **closed, int32_t *n, int32_t *room, int32_t first, int32_t last)
{
	int32_t i = ARRAY_ADD(closed, n, room);

	(*closed)[i] = (struct periods){first, last};
}

static void seconds_fall_into_periods(void **state)
{
	struct scenario s;

	(void)state;
	small_scenario(&s);
	assert_int_equal(period_of(&s, 0), 0);
	assert_int_equal(period_of(&s, 24 * HOUR - 1), 0);
	assert_int_equal(period_of(&s, 24 * HOUR), 1);
	assert_int_equal(period_of(&s, INT64_MAX), INT32_MAX);
	scenario_release(&s);
}

static void goods_arrive_in_the_period_of_their_time(void **state)
{
	struct scenario s;

	(void)state;
	small_scenario(&s);
	add_route(&s, "dep>c1", DEP, C1, 2 * HOUR);
	assert_int_equal(route_arrival(&s, 0, 0), 0);
	assert_int_equal(route_arrival(&s, 0, 22 * HOUR), 1);
	assert_int_equal(route_arrival(&s, 0, 22 * HOUR - 1), 0);
	assert_int_equal(route_arrival(&s, 0, 94 * HOUR - 1), 3);
	assert_int_equal(route_arrival(&s, 0, 94 * HOUR), -1);
	assert_int_equal(route_arrival(&s, 0, INT64_MAX), -1);
	scenario_release(&s);
}

static void a_closed_segment_closes_its_routes(void **state)
{
	struct scenario s;
	struct route *r;
	int32_t bridge;

	(void)state;
	small_scenario(&s);
	r = add_route(&s, "dep>c1", DEP, C1, 30 * HOUR);
	bridge = ARRAY_ADD(&s.segments, &s.nsegments, &s.segments_room);
	r->via = NULL;
	r->via = mem_resize(r->via, 1, sizeof *r->via);
	r->via[0] = bridge;
	r->nvia = 1;
	close_periods(&s.segments[bridge].closed, &s.segments[bridge].nclosed,
		&s.segments[bridge].closed_room, 2, 2);
	assert_true(route_open(&s, 0, 0, 1));
	assert_false(route_open(&s, 0, 0, 2));
	assert_false(route_open(&s, 0, 2, 2));
	assert_true(route_open(&s, 0, 3, 3));
	/* leaves in 0, arrives in 1 or, later, in 2, when the bridge is closed */
	assert_int_equal(route_arrival(&s, 0, 0), 1);
	assert_int_equal(route_arrival(&s, 0, 18 * HOUR), -1);
	assert_int_equal(route_arrival(&s, 0, 24 * HOUR), -1);
	/* its own closure counts as well */
	close_periods(&r->closed, &r->nclosed, &r->closed_room, 0, 0);
	assert_int_equal(route_arrival(&s, 0, 0), -1);
	scenario_release(&s);
}

static void masses_round_up_and_costs_are_exact(void **state)
{
	struct scenario s;
	struct ratio cost;

	(void)state;
	small_scenario(&s);
	s.items[WATER].decimals = 3; /* millilitres */
	s.items[WATER].issue_unit = 550;
	assert_int_equal(issue_mass(&s, WATER), 550);
	s.items[WATER].mass = 999;
	assert_int_equal(issue_mass(&s, WATER), 550); /* 549.45 g */
	add_route(&s, "dep>c1", DEP, C1, 0);
	assert_int_equal(route_unit_cost(&s, 0, WATER).num, -1);
	s.routes[0].cost_per_kg = ratio_make(2, 3);
	cost = route_unit_cost(&s, 0, WATER); /* 0.54945 kg x 2/3 */
	assert_int_equal(ratio_compare(cost, ratio_make(54945 * 2, 300000)), 0);
	s.items[WATER].mass = -1;
	assert_int_equal(issue_mass(&s, WATER), 0);
	assert_int_equal(route_unit_cost(&s, 0, WATER).num, -1);
	s.routes[0].cost_per_kg = ratio_make(0, 1);
	assert_int_equal(route_unit_cost(&s, 0, WATER).num, 0);
	scenario_release(&s);
}

/* Against 50 decimals; metres rounded up. */
static void distances_agree_with_many_digits(void **state)
{
	static const int32_t cases[][5] = {
		{154417800, -21429501, 12487287, 85028425, 12821728},
		{114967127, 36555787, 114697541, 36744027, 31884},
		{114813651, 36989181, 114813606, 36988934, 28},
		{-95791087, -59611505, 19605039, 35914762, 14786347},
		{114910631, 36258550, 115009884, 36528724, 31329},
		{114106927, 36601820, 114106882, 36601533, 33},
		{-63644076, 19562214, -29954045, -41124437, 7590318},
		{114960857, 36909596, 115069211, 36776953, 17622},
		{114798936, 36835869, 114798709, 36835711, 27},
		{151746595, 75746148, 58819343, -55989434, 16027632},
		{114138664, 36001861, 113844235, 35921491, 27966},
		{114811171, 36225948, 114811040, 36225818, 19},
		{-24680469, -5804853, -73222107, 54746697, 8082427},
		{114918677, 36710756, 114833403, 36601249, 14358},
		{114986684, 36724190, 114986585, 36724282, 14},
		{-19588930, -84209791, 13912369, 21375673, 11844051},
		{114174017, 36981249, 114026796, 36957875, 13335},
		{114068303, 36347974, 114068311, 36348274, 34},
		{-178183703, 69981881, 1406999, -72277234, 19759460},
		{114325014, 36372612, 114345945, 36576709, 22772},
		{114730249, 36331133, 114730138, 36331325, 24},
		{73692094, -42723125, -149397858, -21231713, 11646244},
		{114984625, 36023976, 115059641, 36147909, 15342},
		{114018945, 36575737, 114019073, 36575811, 15},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		const int32_t *p = cases[i];

		assert_int_equal(sphere_metres(p[0], p[1], p[2], p[3]), p[4]);
		assert_int_equal(sphere_metres(p[2], p[3], p[0], p[1]), p[4]);
	}
}

static void far_pairs_are_left_out_safely(void **state)
{
	uint64_t seed = 7;
	int i;

	(void)state;
	for (i = 0; i < 5000; i++) {
		int32_t reach = i % 2 ? 180000000 : 300000; /* the globe; a city */
		int32_t p[4];
		int64_t metres;
		int k;

		for (k = 0; k < 4; k++)
			p[k] = ((int32_t)random_below(&seed, 2 * (uint64_t)reach) - reach) /
				(1 + k % 2);
		metres = sphere_metres(p[0], p[1], p[2], p[3]);
		assert_true(sphere_chord(sphere_vector(p[0], p[1]), sphere_vector(p[2], p[3])) <=
			sphere_chord_limit(metres));
	}
}

static void known_distances(void **state)
{
	(void)state;
	assert_int_equal(sphere_metres(114450000, 36620000, 114450000, 36620000), 0);
	/* a millionth of a degree on the meridian is 0.111 m */
	assert_int_equal(sphere_metres(0, 0, 0, 1), 1);
	/* half the circumference of the sphere, 20,015,114.35 m */
	assert_int_equal(sphere_metres(0, 0, 180000000, 0), 20015115);
	assert_int_equal(sphere_metres(5, -90000000, 77, 90000000), 20015115);
	/* across the date line */
	assert_int_equal(sphere_metres(179999999, 0, -179999999, 0), sphere_metres(0, 0, 2, 0));
}

/* ---- Estimated routes ---- */

static void set_point(struct scenario *s, int32_t place, int32_t lon, int32_t lat)
{
	s->places[place].has_point = true;
	s->places[place].lon = lon;
	s->places[place].lat = lat;
}

static struct estimate *add_estimate(struct scenario *s, int64_t max_metres)
{
	int32_t i = ARRAY_ADD(&s->estimates, &s->nestimates, &s->estimates_room);
	struct estimate *e = &s->estimates[i];

	e->max_metres = max_metres;
	e->speed = 25000;
	e->detour = ratio_make(13, 10);
	e->cost_per_km_tonne = ratio_make(320, 1);
	e->where = WHERE_NONE;
	return e;
}

static bool check(struct scenario *s)
{
	static const struct check_options options;
	struct diags d;
	bool good;

	diags_init(&d);
	good = scenario_check(s, &options, &d);
	diags_release(&d);
	return good;
}

static void coordinates_make_routes(void **state)
{
	struct scenario s;
	const struct route *r;
	int32_t i;

	(void)state;
	small_scenario(&s);
	add_need(&s, C1, WATER, GENERAL, 10, 0, 0);
	set_point(&s, DEP, 114450000, 36600000);
	set_point(&s, C1, 114450000, 36618000); /* 2,002 m north */
	set_point(&s, C2, 114450000, 36700000); /* 11 km */
	add_estimate(&s, 8000);
	assert_true(check(&s));
	assert_int_equal(s.nroutes, 1); /* c1 sends nothing: no holder, no site */
	r = &s.routes[0];
	assert_string_equal(r->id, "dep~c1");
	assert_int_equal(map_get(&s.route_ids, "dep~c1"), 0);
	assert_int_equal(sphere_metres(114450000, 36600000, 114450000, 36618000), 2002);
	assert_int_equal(r->metres, 2603); /* 2002 x 1.3 = 2602.6 */
	assert_int_equal(r->lead, 375); /* 2603 x 3600 / 25000 = 374.8 */
	assert_int_equal(ratio_compare(r->cost_per_kg, ratio_make(320 * 2603, 1000000)), 0);
	assert_true(r->estimated);
	assert_int_equal(r->quality, QUALITY_ESTIMATED);
	/* once more: the pair has its route now */
	assert_true(check(&s));
	assert_int_equal(s.nroutes, 1);
	/* a holder at c1 sends, too; the stated route is kept */
	add_holder(&s, "h", HOLDER_CHARITY, C1);
	add_route(&s, "own", C1, DEP, HOUR);
	s.estimates[0].max_metres = 12000;
	assert_true(check(&s));
	for (i = 0; i < s.nroutes; i++)
		assert_false(
			s.routes[i].from == C1 && s.routes[i].to == DEP && s.routes[i].estimated);
	assert_int_equal(map_get(&s.route_ids, "c1~dep"), -1);
	assert_int_equal(map_get(&s.route_ids, "dep~c2"), -1); /* 11,119.5 x 1.3 m */
	s.estimates[0].max_metres = 15000;
	assert_true(check(&s));
	assert_true(map_get(&s.route_ids, "dep~c2") >= 0);
	assert_true(map_get(&s.route_ids, "c1~c2") >= 0);
	scenario_release(&s);
}

static void kinds_choose_the_ends(void **state)
{
	struct scenario s;
	struct estimate *e;

	(void)state;
	small_scenario(&s);
	add_need(&s, C1, WATER, GENERAL, 10, 0, 0);
	set_point(&s, DEP, 114450000, 36600000);
	set_point(&s, C1, 114450000, 36618000);
	set_point(&s, C2, 114460000, 36618000);
	e = add_estimate(&s, 100000);
	e->from_kinds = 1u << PLACE_COMMUNITY;
	e->to_kinds = 1u << PLACE_DEPOT | 1u << PLACE_COMMUNITY;
	assert_true(check(&s));
	assert_int_equal(s.nroutes, 4);
	assert_string_equal(s.routes[0].id, "c1~c2");
	assert_string_equal(s.routes[1].id, "c1~dep");
	assert_string_equal(s.routes[2].id, "c2~c1");
	assert_string_equal(s.routes[3].id, "c2~dep");
	scenario_release(&s);
}

/* Every pair within reach and no other, against all pairs; and at once. */
static void many_places_are_connected_at_once(void **state)
{
	static char ids[300][16];
	struct scenario s;
	uint64_t seed = 3;
	int32_t i, j, expected = 0;

	(void)state;
	small_scenario(&s);
	add_need(&s, C1, WATER, GENERAL, 10, 0, 0);
	for (i = 0; i < 300; i++) {
		int32_t place;

		snprintf(ids[i], sizeof ids[i], "x%d", (int)i);
		place = add_place(&s, ids[i], D, i % 3 ? PLACE_COMMUNITY : PLACE_DEPOT);
		set_point(&s, place, 114000000 + (int32_t)random_below(&seed, 400000),
			36000000 + (int32_t)random_below(&seed, 400000));
	}
	add_estimate(&s, 8000);
	for (i = 0; i < s.nplaces; i++) {
		for (j = 0; j < s.nplaces; j++) {
			if (i == j || s.places[i].kind != PLACE_DEPOT || !s.places[i].has_point ||
				!s.places[j].has_point)
				continue;
			expected += (place_metres(&s, i, j) * 13 + 9) / 10 <= 8000;
		}
	}
	assert_true(check(&s));
	assert_true(expected > 100);
	assert_int_equal(s.nroutes, expected);
	scenario_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(seconds_fall_into_periods),
		cmocka_unit_test(goods_arrive_in_the_period_of_their_time),
		cmocka_unit_test(a_closed_segment_closes_its_routes),
		cmocka_unit_test(masses_round_up_and_costs_are_exact),
		cmocka_unit_test(distances_agree_with_many_digits),
		cmocka_unit_test(far_pairs_are_left_out_safely),
		cmocka_unit_test(known_distances),
		cmocka_unit_test(coordinates_make_routes),
		cmocka_unit_test(kinds_choose_the_ends),
		cmocka_unit_test(many_places_are_connected_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
