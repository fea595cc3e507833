#include "models/sphere.h"

#include "base/number.h"

#include <assert.h>

/* Numbers are x * 2^60, 0 <= x < 8. */
#define ONE ((int64_t)1 << 60)
#define PI INT64_C(3622009729038561421)
#define HALF_TURN 180000000 /* 1e-6 degrees */
#define RADIUS 63710088 /* decimetres */

static int64_t multiply(int64_t a, int64_t b)
{
	return (int64_t)((uwide)((wide)a * b) >> 60);
}

/* The angle of 0..HALF_TURN in radians. */
static int64_t radians(int64_t microdegrees)
{
	return (int64_t)((wide)microdegrees * PI / HALF_TURN);
}

/* x - x^3/3! + x^5/5! - ..., 0 <= x <= pi / 2. */
static int64_t sine(int64_t x)
{
	int64_t square = multiply(x, x);
	int64_t term = x, sum = x;
	int n;

	for (n = 1; term > 0; n += 2) {
		term = multiply(term, square) / ((n + 1) * (n + 2));
		sum = n % 4 == 1 ? sum - term : sum + term;
	}
	if (sum < 0)
		return 0;
	return sum > ONE ? ONE : sum;
}

static int64_t cosine(int64_t x)
{
	return sine(x > PI / 2 ? 0 : PI / 2 - x);
}

/* Largest r with r * r <= x. */
static int64_t root(wide x)
{
	uwide rest = (uwide)x, result = 0, bit = (uwide)1 << 120;

	while (bit > rest)
		bit >>= 2;
	for (; bit; bit >>= 2) {
		if (rest >= result + bit) {
			rest -= result + bit;
			result = (result >> 1) + bit;
		} else {
			result >>= 1;
		}
	}
	return (int64_t)result;
}

/* x + 1/2 x^3/3 + (1 3)/(2 4) x^5/5 + ...; above 1/2 by the half angle. */
static int64_t arc_sine(int64_t x)
{
	int64_t square, power, sum;
	int n;

	if (x > ONE / 2)
		return PI / 2 - 2 * arc_sine(root((wide)((ONE - x) / 2) * ONE));
	square = multiply(x, x);
	power = x;
	sum = x;
	for (n = 1; power > 0; n += 2) {
		power = (int64_t)((wide)multiply(power, square) * n / (n + 1));
		sum += power / (n + 2);
	}
	return sum;
}

int64_t sphere_metres(int32_t lon1, int32_t lat1, int32_t lon2, int32_t lat2)
{
	int64_t dlon = lon1 > lon2 ? (int64_t)lon1 - lon2 : (int64_t)lon2 - lon1;
	int64_t dlat = lat1 > lat2 ? (int64_t)lat1 - lat2 : (int64_t)lat2 - lat1;
	int64_t up, across, angle;
	wide a;

	assert(dlat <= HALF_TURN && dlon <= 2 * HALF_TURN);
	if (dlon > HALF_TURN)
		dlon = 2 * HALF_TURN - dlon;
	if (dlon == 0 && dlat == 0)
		return 0;
	up = sine(radians(dlat) / 2);
	across = multiply(root((wide)cosine(radians(lat1 < 0 ? -(int64_t)lat1 : lat1)) *
				  cosine(radians(lat2 < 0 ? -(int64_t)lat2 : lat2))),
		sine(radians(dlon) / 2));
	a = (wide)up * up + (wide)across * across;
	angle = 2 * arc_sine(a > (wide)ONE * ONE ? ONE : root(a));
	return (int64_t)wide_ceil_div((wide)angle * RADIUS, (wide)ONE * 10);
}

/* ---- Leaving out far pairs ---- */

struct sphere_vector sphere_vector(int32_t lon, int32_t lat)
{
	int64_t east = lon < 0 ? -(int64_t)lon : lon;
	int64_t north = lat < 0 ? -(int64_t)lat : lat;
	bool back = east > HALF_TURN / 2;
	int64_t turn = radians(back ? HALF_TURN - east : east);
	int64_t flat = cosine(radians(north));
	int64_t x = multiply(flat, cosine(turn)) >> 30;
	int64_t y = multiply(flat, sine(turn)) >> 30;
	int64_t z = sine(radians(north)) >> 30;

	return (struct sphere_vector){back ? -x : x, lon < 0 ? -y : y, lat < 0 ? -z : z};
}

int64_t sphere_chord(struct sphere_vector a, struct sphere_vector b)
{
	int64_t x = a.x - b.x, y = a.y - b.y, z = a.z - b.z;

	return x * x + y * y + z * z;
}

int64_t sphere_chord_limit(int64_t metres)
{
	/* The chord is not longer than the arc; each coordinate is off by less
	 * than 2, the distance by less than 8. */
	wide angle = wide_ceil_div((wide)metres * 10 << 30, RADIUS) + 8;

	return angle >= (wide)1 << 31 ? INT64_MAX : (int64_t)(angle * angle);
}
