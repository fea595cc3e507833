#include "models/futures.h"

#include "base/map.h"
#include "base/text.h"
#include "models/order.h"

#include <string.h>

void futures_init(struct futures *f)
{
	memset(f, 0, sizeof *f);
	arena_init(&f->arena);
	f->id = "";
}

void futures_release(struct futures *f)
{
	for (int32_t k = 0; k < f->ngiven; k++)
		mem_free(f->given[k].with);
	mem_free(f->uncertain);
	mem_free(f->losses);
	mem_free(f->given);
	arena_release(&f->arena);
	memset(f, 0, sizeof *f);
}

/* ---- sets ---- */

int32_t futures_choices(int32_t n, int32_t k)
{
	int64_t sets = 1;

	if (k < 0 || k > n)
		return 0;
	if (k > n - k)
		k = n - k;
	for (int32_t i = 1; i <= k; i++) {
		sets = sets * (n - k + i) / i;
		if (sets > FUTURES_MAX)
			return FUTURES_MAX + 1;
	}
	return (int32_t)sets;
}

void futures_choose(int32_t n, int32_t k, int32_t number, int32_t *chosen)
{
	int32_t next = 0;

	for (int32_t i = 0; i < k; i++) {
		/* sets that begin with `next` come before those that do not */
		while (next < n) {
			int32_t begun = futures_choices(n - next - 1, k - i - 1);

			if (number < begun)
				break;
			number -= begun;
			next++;
		}
		chosen[i] = next++;
	}
}

/* ---- draws ---- */

/* 32 bits, of the named numbers alone. */
static int64_t bits(const struct futures *f, int32_t uncertainty, int32_t future, int32_t unit, int32_t turn)
{
	uint64_t x = splitmix64(f->seed);

	x = splitmix64(x ^ (uint64_t)(uint32_t)uncertainty);
	x = splitmix64(x ^ (uint64_t)(uint32_t)future);
	x = splitmix64(x ^ (uint64_t)(uint32_t)(unit + 1));
	x = splitmix64(x ^ (uint64_t)(uint32_t)turn);
	return (int64_t)(x >> 32);
}

/* Below the mode the distribution is (x - low)^2 / ((high - low)(mode - low)). */
static int64_t triangular(const struct uncertainty *q, int64_t u)
{
	wide range = q->high - q->low, up = q->mode - q->low, down = q->high - q->mode;

	if (range == 0)
		return q->low;
	if (((wide)u * range) < (up << 32))
		return q->low + wide_root(((wide)u * range * up) >> 32);
	return q->high - wide_root((((wide)((INT64_C(1) << 32) - u)) * range * down) >> 32);
}

/* One draw, without regard to what is common. */
static int64_t draw(const struct futures *f, int32_t uncertainty, int32_t future, int32_t unit)
{
	const struct uncertainty *q = &f->uncertain[uncertainty];
	int64_t u = bits(f, uncertainty, future, unit, 0), sum = u, value;

	switch (q->shape) {
	case DRAW_UNIFORM:
		return q->low + (int64_t)(((wide)(q->high - q->low) * u) >> 32);
	case DRAW_TRIANGULAR:
		return triangular(q, u);
	case DRAW_NORMAL:
		for (int32_t turn = 1; turn < 12; turn++)
			sum += bits(f, uncertainty, future, unit, turn);
		value = q->mode + (int64_t)(((wide)q->high * (sum - (INT64_C(6) << 32))) >> 32);
		return value < 0 ? 0 : value;
	case DRAW_CHANCE:
	case DRAW_SHAPES:
		break;
	}
	return (wide)u * MILLION < ((wide)q->low << 32) ? MILLION : 0;
}

int64_t futures_draw(const struct futures *f, int32_t uncertainty, int32_t future, int32_t unit)
{
	enum { FOR_ALL = -1, WHICH = 12 };
	const struct uncertainty *q = &f->uncertain[uncertainty];

	if (q->common == 0 || q->by == BY_ALL)
		return draw(f, uncertainty, future, unit);
	if (q->shape == DRAW_CHANCE) {
		bool shared = (wide)bits(f, uncertainty, future, unit, WHICH) * MILLION < ((wide)q->common << 32);

		return draw(f, uncertainty, future, shared ? FOR_ALL : unit);
	}
	return (q->common * draw(f, uncertainty, future, FOR_ALL) +
			(MILLION - q->common) * draw(f, uncertainty, future, unit)) / MILLION;
}

/* ---- futures ---- */

int64_t futures_weight(const struct futures *f, int32_t future)
{
	return f->kind == FUTURES_GIVEN ? f->given[future].weight : 1;
}

void along_value(const struct along *a, int32_t point, struct text *out)
{
	int64_t value = a->from + a->step * point;
	char buf[48];

	if (a->kind == ALONG_DURATION)
		text_puts(out, duration_format(buf, (struct duration){0, value}));
	else
		text_puts(out, decimal_format(buf, value, a->decimals));
	if (a->kind == ALONG_PERCENT)
		text_putc(out, '%');
}

static const char *loss_id(const struct scenario *s, const struct loss *loss)
{
	switch (loss->what) {
	case LOST_HOLDER:
		return s->holders[loss->index].id;
	case LOST_SEGMENT:
		return s->segments[loss->index].id;
	case LOST_VEHICLES:
		break;
	}
	return s->places[s->limits[loss->index].place].id;
}

void futures_name(const struct futures *f, const struct scenario *s, int32_t future, struct text *out)
{
	int32_t *chosen;

	if (f->kind == FUTURES_GIVEN) {
		text_puts(out, f->given[future].name ? f->given[future].name : _("as it stands"));
		return;
	}
	if (f->kind == FUTURES_ALONG) {
		along_value(&f->along, future, out);
		return;
	}
	if (f->kind == FUTURES_SAMPLED) {
		text_printf(out, _("future %d"), (int)future + 1);
		return;
	}
	chosen = mem_calloc((size_t)f->any, sizeof *chosen);
	futures_choose(f->nlosses, f->any, future, chosen);
	for (int32_t k = 0; k < f->any; k++) {
		const struct loss *loss = &f->losses[chosen[k]];

		if (k > 0)
			text_puts(out, ", ");
		text_printf(out, loss->what == LOST_VEHICLES ? _("without vehicles of %s") : _("without %s"),
			loss_id(s, loss));
	}
	mem_free(chosen);
}

void futures_key(const struct futures *f, const struct scenario *s, int32_t future, struct text *out)
{
	static const char *const words[] = {"holder", "segment", "vehicles"};
	int32_t *chosen;

	if (f->kind == FUTURES_GIVEN && f->given[future].name)
		text_puts(out, f->given[future].name);
	if (f->kind == FUTURES_ALONG)
		along_value(&f->along, future, out);
	if (f->kind != FUTURES_ENUMERATED)
		return;
	chosen = mem_calloc((size_t)f->any, sizeof *chosen);
	futures_choose(f->nlosses, f->any, future, chosen);
	for (int32_t k = 0; k < f->any; k++) {
		const struct loss *loss = &f->losses[chosen[k]];

		text_printf(out, k > 0 ? " %s:%s" : "%s:%s", words[loss->what], loss_id(s, loss));
	}
	mem_free(chosen);
}

struct making {
	struct scenario *s;
	int32_t *host; /* [nholders] whose fate each one shares, its own but for those with a host */
	int64_t matched; /* elements */
	bool good;
};

static void make(struct making *m, const struct alteration *c)
{
	struct alteration_outcome done = alteration_apply(m->s, c, NULL);

	if (done.result == ALTER_BEYOND)
		m->good = false;
	m->matched += done.matched;
}

static void scale(struct making *m, const struct alteration *which, enum altered what, int64_t factor)
{
	struct alteration c = *which;

	c.verb = ALTER_SCALE;
	c.what = what;
	c.field = &altered_fields(what, &(int){0})[0];
	c.number = ratio_make(factor, MILLION);
	make(m, &c);
}

/* Nothing of what it owns may be called up; goods of the government there need no consent. */
static void refuse(struct making *m, const struct alteration *which)
{
	for (int32_t h = 0; h < m->s->nholders; h++) {
		struct holder *holder = &m->s->holders[h];

		if ((which->holder >= 0 && which->holder != h) ||
			(which->holder_kind >= 0 && (int)holder->kind != which->holder_kind) ||
			(which->place >= 0 && !place_within(m->s, holder->place, which->place)))
			continue;
		holder->refuses = true;
		m->matched++;
	}
}

static void make_unit(struct making *m, const struct uncertainty *q, const struct alteration *which, int64_t factor)
{
	switch (q->what) {
	case UNCERTAIN_DEMAND:
		scale(m, which, ALTERED_RATE, factor);
		scale(m, which, ALTERED_NEED, factor);
		break;
	case UNCERTAIN_STOCK:
		scale(m, which, ALTERED_STOCK, factor);
		break;
	case UNCERTAIN_LEAD:
		scale(m, which, ALTERED_ROUTE, factor);
		break;
	case UNCERTAIN_CONSENT:
	case UNCERTAINS:
		if (factor == 0)
			refuse(m, which);
		break;
	}
}

static void making_init(struct making *m, struct scenario *s)
{
	*m = (struct making){s, mem_calloc((size_t)s->nholders, sizeof *m->host), 0, true};
	for (int32_t h = 0; h < s->nholders; h++)
		m->host[h] = holder_of_fate(s, h);
}

/* Places and holders without a host are numbered by their ids: [n], mem_free by the caller. */
static int32_t *units_by_id(const struct making *m, const struct uncertainty *q)
{
	int32_t n = q->by == BY_HOLDER ? m->s->nholders : m->s->nplaces, number = 0;
	int32_t *order = q->by == BY_HOLDER ? id_order(m->s->holders, n, sizeof *m->s->holders)
		: id_order(m->s->places, n, sizeof *m->s->places);
	int32_t *units = mem_calloc((size_t)n, sizeof *units);

	for (int32_t k = 0; k < n; k++)
		if (q->by != BY_HOLDER || m->host[order[k]] == order[k])
			units[order[k]] = number++;
	mem_free(order);
	return units;
}

/* holder: whose fate it is. */
static bool holder_fits(const struct scenario *s, const struct uncertainty *q, int32_t holder)
{
	const struct holder *h = &s->holders[holder];

	return (q->holder < 0 || q->holder == holder) && (q->holder_kind < 0 || (int)h->kind == q->holder_kind) &&
		(q->place < 0 || place_within(s, h->place, q->place));
}

/* A draw for the selected elements; of a holder named, also those who share its fate. */
static void make_drawn(const struct futures *f, int32_t uncertainty, int32_t future, int32_t unit,
	const struct alteration *which, struct making *m)
{
	const struct uncertainty *q = &f->uncertain[uncertainty];
	int64_t factor = future < 0 ? 0 : futures_draw(f, uncertainty, future, unit);
	struct alteration c = *which;

	make_unit(m, q, &c, factor);
	for (int32_t h = 0; q->holder >= 0 && q->by != BY_HOLDER && h < m->s->nholders; h++)
		if (h != q->holder && m->host[h] == q->holder) {
			c.holder = h;
			make_unit(m, q, &c, factor);
		}
}

/* future -1: a trial, with nothing of everything. */
static void make_uncertainty(const struct futures *f, int32_t uncertainty, int32_t future, struct making *m)
{
	const struct uncertainty *q = &f->uncertain[uncertainty];
	int32_t n = q->by == BY_ALL ? 1 : q->by == BY_PLACE ? m->s->nplaces : m->s->nholders;
	int32_t *units = q->by == BY_ALL ? NULL : units_by_id(m, q);

	for (int32_t unit = 0; unit < n; unit++) {
		struct alteration c;

		alteration_init(&c);
		c.item = q->item;
		c.place = q->place;
		c.holder = q->holder;
		c.holder_kind = q->holder_kind;
		if (q->by == BY_PLACE) {
			if (m->s->places[unit].kind != q->kind || (q->place >= 0 && !place_within(m->s, unit, q->place)))
				continue;
			c.place = unit;
		} else if (q->by == BY_HOLDER) {
			if (!holder_fits(m->s, q, m->host[unit]))
				continue;
			c.holder = unit;
		}
		make_drawn(f, uncertainty, future, !units ? 0 : units[q->by == BY_HOLDER ? m->host[unit] : unit], &c, m);
	}
	mem_free(units);
}

static void make_loss(struct making *m, const struct loss *loss)
{
	struct alteration c;

	alteration_init(&c);
	switch (loss->what) {
	case LOST_HOLDER:
		for (int32_t h = 0; h < m->s->nholders; h++) {
			c.holder = h;
			if (m->host[h] == loss->index)
				scale(m, &c, ALTERED_STOCK, 0);
		}
		break;
	case LOST_SEGMENT:
		c.verb = ALTER_CLOSE;
		c.segment = loss->index;
		make(m, &c);
		break;
	case LOST_VEHICLES:
		m->s->limits[loss->index].amount = 0;
		break;
	}
}

bool futures_fits(const struct futures *f, int32_t uncertainty, const struct scenario *s)
{
	struct scenario copy;
	struct making m;

	scenario_copy(s, &copy);
	making_init(&m, &copy);
	make_uncertainty(f, uncertainty, -1, &m);
	mem_free(m.host);
	scenario_release(&copy);
	return m.matched > 0;
}

bool futures_apply(const struct futures *f, int32_t future, struct scenario *s)
{
	struct making m;
	int32_t *chosen;

	making_init(&m, s);
	switch (f->kind) {
	case FUTURES_SAMPLED:
		for (int32_t k = 0; k < f->nuncertain; k++)
			make_uncertainty(f, k, future, &m);
		break;
	case FUTURES_ENUMERATED:
		chosen = mem_calloc((size_t)f->any, sizeof *chosen);
		futures_choose(f->nlosses, f->any, future, chosen);
		for (int32_t k = 0; k < f->any; k++)
			make_loss(&m, &f->losses[chosen[k]]);
		mem_free(chosen);
		break;
	case FUTURES_GIVEN:
	case FUTURES_ALONG:
		break;
	}
	mem_free(m.host);
	return m.good;
}
