#include "models/basis.h"

static void worsen(enum quality *worst, enum quality q)
{
	if (q > *worst)
		*worst = q;
}

enum quality data_quality(const struct scenario *s, enum quality basis[BASIS_PARTS])
{
	enum quality worst = QUALITY_RECORDED;

	for (int part = 0; part < BASIS_PARTS; part++)
		basis[part] = QUALITY_RECORDED;
	for (int32_t i = 0; i < s->npeople; i++)
		worsen(&basis[BASIS_PEOPLE], s->people[i].quality);
	for (int32_t i = 0; i < s->nplaces; i++)
		worsen(&basis[BASIS_PLACES], s->places[i].quality);
	for (int32_t i = 0; i < s->nholders; i++)
		worsen(&basis[BASIS_STOCK], s->holders[i].quality);
	for (int32_t i = 0; i < s->nlines; i++) {
		if (s->lines[i].state == LINE_USED)
			worsen(&basis[BASIS_STOCK], (enum quality)s->lines[i].quality);
	}
	for (int32_t i = 0; i < s->ntransits; i++) {
		if (s->transits[i].state == LINE_USED)
			worsen(&basis[BASIS_STOCK], s->transits[i].quality);
	}
	for (int32_t i = 0; i < s->nroutes; i++) {
		worsen(&basis[BASIS_ROUTES], s->routes[i].quality);
		if (s->routes[i].estimated)
			worsen(&basis[BASIS_ROUTES], QUALITY_ESTIMATED);
	}
	for (int32_t i = 0; i < s->nrates; i++)
		worsen(&basis[BASIS_DEMAND], s->rates[i].quality);
	for (int32_t i = 0; i < s->nneeds; i++)
		worsen(&basis[BASIS_DEMAND], s->needs[i].quality);
	for (int32_t i = 0; i < s->nsources; i++) {
		if (s->sources[i].state != SOURCE_USED)
			continue;
		if (s->sources[i].kind == SOURCE_SUPPLY)
			worsen(&basis[BASIS_STOCK], s->sources[i].quality);
		else if (s->sources[i].kind == SOURCE_DEMAND)
			worsen(&basis[BASIS_DEMAND], s->sources[i].quality);
	}
	for (int part = 0; part < BASIS_PARTS; part++)
		worsen(&worst, basis[part]);
	return worst;
}

bool data_set_aside(const struct scenario *s)
{
	for (int32_t k = 0; k < s->nsources; k++)
		if (s->sources[k].state != SOURCE_USED || s->sources[k].lines_lost)
			return true;
	for (int32_t k = 0; k < s->ntransits; k++)
		if (s->transits[k].state == LINE_SET_ASIDE)
			return true;
	for (int32_t k = 0; k < s->nlines; k++)
		if (s->lines[k].state == LINE_SET_ASIDE || s->lines[k].state == LINE_CONFLICT)
			return true;
	return s->lines_lost;
}
