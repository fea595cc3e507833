/* How large the things of a scenario may be, beside those of models/scenario.h. */
#ifndef SHECANG_MODELS_RANGES_H
#define SHECANG_MODELS_RANGES_H

#include <stdint.h>

#define PEOPLE_MAX (INT64_C(1) << 36) /* persons, households, minutes of one entry */
#define TIER_MAX 1000
#define WEIGHT_MAX 1000000
#define SECONDS_MAX (INT64_C(400) * 366 * 86400) /* of notices, leads and the like */
#define PERIOD_MAX (INT64_C(366) * 86400) /* seconds of one period; at least 60 */
#define ROUTES_MAX 500000 /* with those that are made */
#define SUBSTITUTES_MAX 2000
#define PLACES_DEEP 32 /* places above a place */

#endif
