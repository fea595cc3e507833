/* Sections of the after-action report; only io/drill_review*.c include this. */
#ifndef SHECANG_IO_DRILL_REVIEW_PARTS_H
#define SHECANG_IO_DRILL_REVIEW_PARTS_H

#include "io/drill_review.h"
#include "io/section.h"

struct review_page {
	const struct drill_review *r;
	struct report names; /* of the base */
	int32_t team; /* whose section it is; -1: of all */
};
/* As section_builder: an empty section gets a title when it has something to say. */
typedef void review_builder(const struct review_page *p, struct section *s);

review_builder review_grades, review_measures, review_distance, review_tiers; /* of all teams */
review_builder review_steps, review_information, review_worst, review_rows; /* of one */
review_builder review_strengths, review_improve, review_observed;

/* ---- shared ---- */

const char *measure_title(enum drill_measure m); /* "Unmet", translated */
const char *measure_unit(const struct review_page *p, enum drill_measure m); /* "claims", translated */
const char *drill_grade_letter(enum drill_grade g); /* "P" */
const char *drill_grade_title(enum drill_grade g); /* translated */
const char *team_title(const struct review_page *p, int32_t team);
/* "12.34", "-5.00%", "3": rounded to two decimals, halves away from 0, without the unit. */
void show_measure(struct text *out, enum drill_measure m, int64_t value);
void put_measure(struct columns *c, enum drill_measure m, int64_t value);
/* A column a measure; and a row's cells of them. */
void add_measures(struct columns *c);
void put_measures(struct columns *c, const struct drill_measures *m);
void put_time(struct columns *c, int64_t at); /* "T+24" */
/* "1200 L", of an item by its id. */
void show_drill_amount(const struct review_page *p, struct text *out, const char *item, int64_t quantity);
const char *item_named(const struct review_page *p, const char *id);
const char *place_named(const struct review_page *p, const char *id);
const char *holder_named(const struct review_page *p, const char *id); /* NULL: "" */
/* What was done otherwise, a sentence without full stop: "T+24: sent 0 L of water instead of ...". */
void show_deviation(const struct review_page *p, struct text *out, const struct drill_worst *w);

bool review_table_scores(const struct drill_review *r, FILE *file);
bool review_table_bookings(const struct drill_review *r, FILE *file);
bool review_table_worst(const struct drill_review *r, FILE *file);

#endif
