/* Inside of the cheapest cure: its linear program before it is one. */
#ifndef SHECANG_SOLVER_AUDIT_CURE_PARTS_H
#define SHECANG_SOLVER_AUDIT_CURE_PARTS_H

#include "solver/audit_parts.h"
#include "solver/lp.h"

#define COST_SCALE INT64_C(1000000) /* objective: millionths of the smallest currency unit */

enum row_kind { ROW_LEAST, ROW_MOST, ROW_SHARE_LEAST, ROW_SHARE_MOST, ROW_PROMISE };
struct cure_row {
	enum row_kind kind;
	int32_t coverage; /* its norm and place; of a promise -1 */
	int32_t kept; /* of a promise: in audit.kept, else -1 */
	wide bound; /* sum of coefficients x amounts >= bound (least), <= bound (most) */
	int32_t ncolumns; /* that help */
	bool dropped; /* cannot be kept by any purchase or move */
};
struct cure_column {
	struct cure_step step;
	int64_t cost; /* per smallest unit, in COST_SCALE */
	int64_t upper; /* smallest units */
	int64_t upto; /* of a rotation: this part of its lot ends here, smallest units */
};
struct curing {
	const struct scenario *s;
	struct audit *a;
	const struct auditing *lines; /* quantities and dates of the lines */
	int32_t *sold; int32_t nsold, sold_room; /* lines of holders who sell their item (rotation_columns) */
	int32_t *items, *routes; /* by id, so that the file's order does not matter */
	struct cure_row *rows; int32_t nrows, rows_room;
	struct cure_column *columns; int32_t ncolumns, columns_room;
	struct lp lp;
};

/* NULL of a promise. */
const struct norm *row_norm(const struct curing *c, const struct cure_row *r);
bool row_broken(const struct cure_row *r);
/* A purchase that is there already is not added again. */
void cure_add_column(struct curing *c, struct cure_step step, int64_t cost, int64_t upper);
/* Does more of the column bring the row nearer to its bound? */
bool cure_helps(const struct curing *c, const struct cure_row *r, const struct cure_column *column);

/* --- audit_rotation.c --- */

void rotation_columns(struct curing *c);
/* 1 where the row's norm does not count this part of the lot as it is, else 0. */
int64_t rotation_counts(const struct curing *c, const struct cure_row *r, const struct cure_column *column);
/* What a lot has to give, part by part; what each seller sells in time. */
void rotation_rows(const struct curing *c, struct lp_builder *b);

#endif
