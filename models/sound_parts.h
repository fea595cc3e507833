/* Inside of scenario_sound, split by concern; only models/sound*.c include this. */
#ifndef SHECANG_MODELS_SOUND_PARTS_H
#define SHECANG_MODELS_SOUND_PARTS_H

#include "models/scenario.h"

struct sound {
	struct scenario *s;
	struct diags *d;
	bool sound; /* no rule is broken so far */
};

/* Adds an error there unless the rule holds; whether it does. */
bool rule(struct sound *k, bool holds, struct where where, const char *broken);
bool within(int64_t value, int64_t least, int64_t most); /* both included */
bool quantity_fits(int64_t value, int64_t least); /* below QUANTITY_MAX */
/* Cuts to the horizon; false when it is in no order or, of a claim, behind the horizon. */
bool cut_periods(const struct scenario *s, struct periods *when, bool claim);

void sound_people(struct sound *k); /* sound_demand.c */
void sound_demand(struct sound *k); /* sound_demand.c: rates, needs, minima */
void sound_totals(struct sound *k); /* sound_demand.c: sums stay below QUANTITY_MAX */
void sound_holders(struct sound *k); /* sound_stock.c */
void sound_stock(struct sound *k); /* sound_stock.c: lines, movements, goods under way */
void sound_travel(struct sound *k); /* sound_travel.c: segments, routes, limits */
void sound_costs(struct sound *k); /* sound_travel.c: masses and costs of all routes */

#endif
