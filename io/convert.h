/* Documents of other systems as ledgers: UBL 2 InventoryReport (stock) and
 * TradeItemLocationProfile (least stock), Sahana S3XML inv_inv_item (stock) and
 * inv_minimum (least stock).
 *
 * Three steps. A reader of its kind takes from a document what it says, line by
 * line, in the document's words (convert_ubl.c, convert_sahana.c). A mapping, a
 * sheet, says what those words are in the ledger (convert_map.c). Only what the
 * mapping names becomes stock or a norm of the ledger; everything else is listed
 * and not counted (convert.c). What the mapping has to say because no document
 * of the kind does (holder of a UBL document, expiry, place of a new holder) is an
 * error when it is missing. */
#ifndef SHECANG_IO_CONVERT_H
#define SHECANG_IO_CONVERT_H

#include "io/document.h"
#include "io/printer.h"
#include "models/scenario.h"

/* A word of a document; text NULL: the document says nothing. */
struct said {
	const char *text;
	int32_t element; /* where it says so */
};

enum { SAID_NAMES_MAX = 6 };
struct said_names { /* what one thing is called, the most exact first */
	struct said names[SAID_NAMES_MAX];
	int32_t n;
};

enum document_use { DOCUMENT_STOCK, DOCUMENT_MINIMUM };
/* What becomes of a line of a document. */
enum converted {
	CONVERTED_COUNTED,
	CONVERTED_SAME, /* the same record as an earlier line */
	CONVERTED_NO_ITEM, /* names nothing */
	CONVERTED_ITEM, CONVERTED_HOLDER, CONVERTED_OWNER, CONVERTED_UNIT, /* which the mapping does not name */
	CONVERTED_ABSENT, /* not available by the document, or not yet */
	CONVERTED_PLACES, /* what lies in its bins is not its quantity */
	CONVERTED_TARGET, /* a wanted amount, not a least one */
	CONVERTED_OUTSIDE, /* not in effect at the as-of */
	CONVERTED_FAULTY,
	CONVERTED_ASIDE, CONVERTED_TWICE, /* with its document set aside; reported twice */
	CONVERTED_STATES
};
struct document_line {
	enum document_use use;
	enum converted state; /* what the document itself already says, else COUNTED */
	int32_t element; /* of the line */
	struct said_names item;
	struct said_names holder; /* where it is kept, and by whom; by the document as a whole when empty */
	struct said quantity, unit, owner, lot, made, expires, note;
	struct said value, currency; /* of one unit, or of the line */
	bool value_of_line;
	struct said from, to; /* days: in effect (least stock), available (stock) */
	struct said at; /* when it was so; else the document's */
	bool at_is_day_end; /* at is a day, and its end is meant */
	int32_t same; /* CONVERTED_SAME: the earlier line */
	/* what it became */
	int32_t to_item, to_holder, to_line, to_norm; /* in the scenario, -1 */
	bool price_lost; /* another currency, or not whole */
};

/* A document as read. */
struct content {
	struct document xml;
	const char *path; /* as named by the user */
	const char *kind; /* "UBL InventoryReport" */
	const char *id; /* its own number, "" when it has none */
	struct said_names holder; /* of lines that do not say */
	bool holder_needed; /* the kind has no lines without holder: the mapping must name it */
	struct said at;
	bool at_is_day_end;
	struct document_line *lines; /* [nlines] */
	int32_t nlines, lines_room;
	int32_t source; /* in the scenario, -1 */
	int32_t merged; /* lines that are the same record as another */
	bool holder_missed; /* the mapping has none for it, which has been said */
};

/* Looks at the root and reads the lines. False with a diagnostic when it cannot be
 * read or is of no known kind. content_release is due either way. */
bool content_read(struct content *c, const char *path, struct diags *d);
bool content_read_memory(struct content *c, const char *text, size_t n, const char *name, struct diags *d);
const char *content_name(const struct content *c); /* of the file, without folders */
void content_release(struct content *c);

/* The readers of the kinds, for content_read: NULL-terminated paths are walked
 * in io/document.h's way. They have nothing to refuse but an unknown root. */
bool ubl_read(struct content *c); /* false: another kind */
bool sahana_read(struct content *c);
/* What readers share. */
struct document_line *content_add(struct content *c, enum document_use use, int32_t element);
struct said said_at(const struct document *doc, int32_t element); /* -1 or empty: nothing */
void said_add(struct said_names *names, struct said name); /* those that say nothing are left out */

/* ---- the mapping ---- */

enum mapping_what { MAP_ITEM, MAP_UNIT, MAP_HOLDER, MAP_OWNER, MAP_TIME };
struct mapping_row {
	enum mapping_what what;
	const char *document; /* as documents write it; "" = whatever they say (time) */
	struct where where;
	int32_t item, holder; /* in the scenario, -1 */
	const char *unit; /* MAP_UNIT: of the ledger; MAP_ITEM: where the document states none; NULL */
	bool government; /* MAP_OWNER */
	struct instant at; /* MAP_TIME */
	bool has_expiry; /* MAP_ITEM: where the document states none */
	day expires; /* DAY_NONE: does not expire */
	bool has_mode;
	enum reserve_mode mode; /* MAP_HOLDER */
	int32_t agreement; /* MAP_HOLDER: index into the holder's, -1 */
	bool used; /* some document has it */
	bool expiry_missed; /* MAP_ITEM: which has been said */
};
struct mapping {
	struct mapping_row *rows; /* [nrows] */
	int32_t nrows, rows_room;
	struct map words; /* kind and word -> row */
	struct arena arena;
};
/* Reads the sheet; new holders that it states are added to the scenario. False with
 * diagnostics when something in it is faulty. */
bool mapping_read(struct mapping *m, struct scenario *s, const char *path, struct diags *d);
void mapping_release(struct mapping *m);
/* The row for one of the names, the first that there is; NULL when none. */
struct mapping_row *mapping_find(struct mapping *m, enum mapping_what what, const struct said_names *names);

/* ---- both together ---- */

struct conversion {
	const struct scenario *s;
	struct content *contents; /* [ncontents] */
	int32_t ncontents;
};
/* Adds to the scenario what the mapping names: a source for each document, its
 * lines and norms. Faults are located in documents and mapping. False when the
 * documents must be refused. */
bool convert_apply(struct conversion *c, struct scenario *s, struct mapping *m, struct diags *d);

/* After scenario_check: lines that it does not count are not counted here. */
void convert_settle(struct conversion *c);

/* What became of every document and line. */
void convert_print(const struct conversion *c, const struct report *r, FILE *out, int width, bool colour);
/* ledger.xml, converted.txt, converted.csv; as report_write. */
bool convert_write(const struct conversion *c, const struct report *r, const char *directory, char *why,
	size_t why_size);

#endif
