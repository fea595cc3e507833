#include "tests/base/support_check.h"

/* xorshift64* (Vigna 2016), unlike the generator that base/ itself has. */
uint64_t random_next(struct random *r)
{
	r->state ^= r->state >> 12;
	r->state ^= r->state << 25;
	r->state ^= r->state >> 27;
	return r->state * 0x2545f4914f6cdd1du;
}

int64_t random_between(struct random *r, int64_t lowest, int64_t highest)
{
	uint64_t width = (uint64_t)highest - (uint64_t)lowest + 1;
	uint64_t x = random_next(r);

	return (int64_t)((uint64_t)lowest + (width ? x % width : x));
}

int64_t random_awkward(struct random *r)
{
	int64_t power;

	switch (random_next(r) % 6) {
	case 0:
		return random_between(r, -12, 12);
	case 1:
		power = (int64_t)1 << random_between(r, 0, 62);
		return power + random_between(r, -1, 0);
	case 2:
		power = (int64_t)1 << random_between(r, 0, 62);
		return -power + random_between(r, 0, 1);
	case 3:
		return random_next(r) % 2 ? INT64_MAX - random_between(r, 0, 3)
					  : INT64_MIN + random_between(r, 0, 3);
	case 4:
		return random_between(r, -1000000, 1000000);
	default:
		return (int64_t)random_next(r);
	}
}
