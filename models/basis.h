/* What the data of a scenario rest on: how sure they are, by what they are about. */
#ifndef SHECANG_MODELS_BASIS_H
#define SHECANG_MODELS_BASIS_H

#include "models/scenario.h"

enum {
	BASIS_PEOPLE, BASIS_STOCK, BASIS_PLACES, BASIS_ROUTES, BASIS_DEMAND, BASIS_PARTS
};
/* The worst of all that is used of a checked scenario, and in basis the worst of each part. */
enum quality data_quality(const struct scenario *s, enum quality basis[BASIS_PARTS]);
/* Are sources or lines of it set aside? That is no fault, but heads every result. */
bool data_set_aside(const struct scenario *s);

#endif
