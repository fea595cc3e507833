/* Inside of the canonical writer: a fixed order of elements (by their ids, or
 * by what is written of them, bytewise) and of attributes, minimal decimals,
 * defaults left out. Reading what was written and writing it again gives the
 * same bytes. */
#ifndef SHECANG_IO_SCENARIO_WRITE_H
#define SHECANG_IO_SCENARIO_WRITE_H

#include "base/text.h"
#include "io/printer.h"

struct writer {
	const struct scenario *s;
	FILE *out;
	bool made_routes; /* routes that rules of estimates made are stated, too */
	struct text text; /* not written yet */
	size_t childless; /* text's length when an element had just been opened for children */
	size_t piece; /* text's length when the current sorted element began */
	/* Elements to be sorted before they are written: one behind the other, each
	 * ended by a NUL. */
	struct text pieces;
	size_t *starts; /* [npieces] */
	int32_t npieces, pieces_room;
};

/* Elements: "<name", attributes, then the end of the tag. */
void write_open(struct writer *w, int depth, const char *name); /* indented by 2 * depth */
void write_text_attribute(
	struct writer *w, const char *name, const char *value); /* NULL: nothing */
void write_decimal(struct writer *w, const char *name, int64_t value, int decimals);
void write_optional(
	struct writer *w, const char *name, int64_t value, int decimals); /* -1: nothing */
void write_count(struct writer *w, const char *name, int64_t value);
void write_share(struct writer *w, const char *name, struct ratio share);
/* value / divisor; as a decimal when it has one of at most 15 places, else as a
 * fraction. num = -1: nothing. */
void write_ratio(struct writer *w, const char *name, struct ratio value, int64_t divisor);
void write_day(struct writer *w, const char *name, day d); /* DAY_NONE: nothing */
void write_instant(
	struct writer *w, const char *name, struct instant at); /* INSTANT_NONE: nothing */
void write_duration(struct writer *w, const char *name, struct duration length);
void write_seconds(struct writer *w, const char *name, int64_t seconds); /* -1: nothing */
void write_periods(struct writer *w, struct periods when); /* from, to; whole horizon: nothing */
void write_ranges(struct writer *w, const char *name, const struct periods *ranges, int32_t n);
void write_quality(struct writer *w, enum quality quality, enum quality otherwise);
void write_source(struct writer *w, int32_t source); /* -1: nothing */
void write_reach(struct writer *w, enum reach_kind reach, enum place_kind kind);
void write_empty(struct writer *w); /* "/>" */
void write_children(struct writer *w); /* ">" */
void write_close(struct writer *w, int depth, const char *name); /* "/>" when nothing came */
void write_label(struct writer *w, int depth, const char *name, struct label label);
void write_code(struct writer *w, int depth, const struct code *code);

/* Sorted elements: begin, then end after each element, then sorted. */
void pieces_begin(struct writer *w);
void piece_end(struct writer *w); /* what was written since is one element */
void pieces_sorted(struct writer *w); /* writes them in bytewise order */

/* The sections. */
void write_items(struct writer *w);
void write_groups(struct writer *w);
void write_tiers(struct writer *w);
void write_places(struct writer *w);
void write_holders(struct writer *w);
void write_sources(struct writer *w);
void write_stock(struct writer *w);
void write_transits(struct writer *w);
void write_routes(struct writer *w);
void write_limits(struct writer *w);
void write_demand(struct writer *w);
void write_policy(struct writer *w);
void write_norms(struct writer *w);

/* What both the reader and the writer know of the format. */
#define SCENARIO_NAMESPACE "urn:shecang:scenario:1"
void xml_escape(struct text *out, const char *bytes, size_t n, bool attribute);

#endif
