/* Distances on the globe in integer arithmetic, the same on every machine:
 * fixed point with 60 binary digits, series summed term by term. A sphere of
 * the mean radius 6,371,008.8 m; angles in 1e-6 degrees. */
#ifndef SHECANG_MODELS_SPHERE_H
#define SHECANG_MODELS_SPHERE_H

#include <stdint.h>

/* A unit vector with 30 binary digits. */
struct sphere_vector {
	int64_t x, y, z;
};

/* Great-circle metres between two points, rounded up; 0 only for one point.
 *   a = sin^2(dlat / 2) + cos(lat1) cos(lat2) sin^2(dlon / 2)
 *   metres = 2 R asin(sqrt(a))
 * lon -180,000,000..180,000,000, lat -90,000,000..90,000,000. */
int64_t sphere_metres(int32_t lon1, int32_t lat1, int32_t lon2, int32_t lat2);

/* For leaving out far pairs quickly: when the squared chord of two vectors is
 * above sphere_chord_limit(metres), their distance is above metres. */
struct sphere_vector sphere_vector(int32_t lon, int32_t lat);
int64_t sphere_chord(struct sphere_vector a, struct sphere_vector b); /* squared, 60 digits */
int64_t sphere_chord_limit(int64_t metres); /* metres >= 0 */

#endif
