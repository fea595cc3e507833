/* Inside of the XML reader: the tables of elements and attributes, and what the
 * sections (scenario_xml_*.c) need to turn elements into a scenario.
 *
 * An element is read in two steps. Its form (is it known here, are its
 * attributes known and complete) is checked as it passes. Then its references
 * are looked up and its values read, and it becomes part of the scenario. When
 * something that it refers to has not been read yet, a copy of the element, with
 * what is inside it, waits until the end of the file; only then a missing
 * reference is a fault. So the order of elements does not matter, and a file in
 * the usual order is read in a flat stream. */
#ifndef SHECANG_IO_SCENARIO_XML_H
#define SHECANG_IO_SCENARIO_XML_H

#include "base/text.h"
#include "io/reader.h"
#include "io/xml_parser.h"

#define SCENARIO_NAMESPACE "urn:shecang:scenario:1"

enum {
	ATTRIBUTES_MAX = 40, /* of any element of the format */
	TIER_LEVEL_MAX = 1000,
	PACKS_MAX = 1000 /* of an item: they are searched one by one */
};

enum value_kind {
	VALUE_ID, /* the id of what is defined here */
	VALUE_TEXT, /* any text */
	VALUE_COUNT, /* whole number, least..most */
	VALUE_QUANTITY, /* read by the section, which knows the item */
	VALUE_HOLD_BACK, /* the same, or a percentage */
	VALUE_SHARE, /* 60% */
	VALUE_THOUSANDTHS, /* number with 3 decimals: kg as g, km as m */
	VALUE_MONEY,
	VALUE_RATIO, /* number >= 0, exact */
	VALUE_DAY,
	VALUE_INSTANT,
	VALUE_DURATION,
	VALUE_SECONDS, /* a duration without months */
	VALUE_PERIOD, /* 1.. as 0.. */
	VALUE_RANGES, /* "3..5 8"; read again by the section */
	VALUE_KINDS, /* kinds of places, the same */
	VALUE_UNIT, /* code of Recommendation 20; an unknown one is reported and kept */
	VALUE_LANGUAGE, /* zh, en and their regions */
	VALUE_DEGREES, /* 1e-6 degrees, most = 90 or 180 */
	VALUE_WORD, /* one of a list */
	VALUE_TRUTH, /* true, false */
	/* references, by id */
	VALUE_ITEM,
	VALUE_GROUP,
	VALUE_PLACE,
	VALUE_HOLDER,
	VALUE_SEGMENT,
	VALUE_SOURCE,
	/* the same, several with blanks between; looked up again by the section */
	VALUE_ITEMS,
	VALUE_SEGMENTS
};
enum { REFERENCE_KINDS = VALUE_SOURCE - VALUE_ITEM + 1 };
static inline bool is_reference(enum value_kind kind)
{
	return kind >= VALUE_ITEM;
}

struct attribute_spec {
	const char *name;
	enum value_kind kind;
	bool required;
	int64_t least, most; /* VALUE_COUNT, VALUE_DEGREES */
	const char *const *words; /* VALUE_WORD: the list, NULL at its end; value = position */
};

struct value {
	bool good; /* was given and is right */
	int64_t number; /* counts, quantities, money, words, truth, degrees, periods */
	int32_t index; /* references; -1 */
	struct ratio ratio;
	struct instant instant;
	struct duration duration;
	day day;
};

struct xml_reader;
struct element;

struct element_spec {
	const char *name;
	const char *space; /* its namespace; NULL: that of scenarios */
	const struct attribute_spec *attributes; /* [nattributes] */
	int32_t nattributes;
	const struct element_spec *const *children; /* NULL at its end; NULL: none */
	/* Makes the object and returns its index (any number >= 0), -1 when it cannot
	 * be made. parent: what the element around it returned. NULL: returns 0. */
	int32_t (*start)(struct xml_reader *r, const struct element *e, int32_t parent);
	/* Elements with text: called at their end with blanks collapsed. */
	void (*text)(
		struct xml_reader *r, const struct element *e, int32_t parent, const char *text);
	/* After the children, when there is an object. NULL: nothing. */
	void (*end)(struct xml_reader *r, int32_t object);
	/* What start would find besides faulty values, of an element that nothing can
	 * be made of. NULL: nothing. */
	void (*examine)(struct xml_reader *r, const struct element *e);
	/* Goods: what a fault of the element spoils besides itself; parent as above,
	 * >= 0. Faults of other elements spoil the whole source. NULL: not goods. */
	void (*spoil)(struct xml_reader *r, int32_t parent);
	unsigned char turn; /* order in which waiting elements are read: 0 first */
	bool once; /* at most once in the element around it */
	bool raw; /* anything inside, kept as canonical XML (extension) */
};
enum { TURN_EARLY, TURN_HOLDER, TURN_SOURCE, TURN_LATE };

/* An element whose form is right. */
struct element {
	const struct element_spec *spec;
	struct xml_tag tag;
	uint64_t given; /* bit per attribute of the spec */
	struct xml_attribute *attributes; /* [ATTRIBUTES_MAX] by position in the spec */
	struct value *values; /* [ATTRIBUTES_MAX] the same */
};

/* What the lines of a <stock> take over from it. */
struct stock_defaults {
	int32_t holder, source;
	bool has_as_of;
	struct instant as_of;
	struct where where;
};

struct frame { /* an open element */
	const struct element_spec *spec; /* NULL: unknown, everything inside is passed over */
	int32_t object; /* -1: not made */
	int32_t waiting; /* index among the waiting elements, -1 */
	uint64_t seen; /* bit per child of the spec that has been seen (once) */
	bool text_reported; /* text where none is allowed: said once */
};

struct waiting { /* a copied element */
	const struct element_spec *spec;
	int32_t around; /* waiting element around it, -1 */
	int32_t parent; /* object of the element around it, when that does not wait */
	int32_t object; /* once it is made; -1 */
	int32_t inside; /* waiting elements inside it, which follow it */
	struct xml_tag tag; /* text copied */
	const char *content; /* text elements: what was in it; NULL */
	int32_t nattributes;
	struct waiting_attribute {
		int32_t position; /* in the spec */
		const char *value;
		size_t length;
	} attributes[]; /* [nattributes] */
};

enum { PATCH_PLACE_IN, PATCH_SOURCE_SUPERSEDES };
struct patch { /* a reference that is set at the end */
	int kind; /* PATCH_ */
	int32_t object;
	const char *id;
	struct value_place at; /* line copied */
};

struct xml_reader {
	struct scenario *s;
	struct diags *diags;
	int32_t source; /* index of the source being read, -1 = the scenario itself */
	const struct element_spec *root; /* what the outermost element must be */
	struct arena arena; /* what waits, until the end of the file */

	struct frame stack[XML_DEPTH_MAX];
	int32_t depth;
	struct text text; /* of the element whose text is being read */
	struct waiting *text_element; /* its copy, of text_room bytes */
	size_t text_room;
	struct text raw; /* canonical XML being kept */
	int32_t raw_depth; /* open elements inside it */
	const char *raw_spaces[XML_DEPTH_MAX]; /* their namespaces */
	const char *raw_names[XML_DEPTH_MAX]; /* and names */
	struct xml_attribute attributes[ATTRIBUTES_MAX];
	struct value values[ATTRIBUTES_MAX];

	struct waiting **waiting;
	int32_t nwaiting, waiting_room;
	bool last_call; /* the whole file has been seen: nothing can wait any more */
	struct patch *patches;
	int32_t npatches, patches_room;
	struct stock_defaults *stocks;
	int32_t nstocks, stocks_room;
	struct map broken[REFERENCE_KINDS]; /* ids whose element was faulty: no further word */
	struct map transit_ids, norm_ids;
	void *overlay; /* what the elements of an overlay are applied to (overlay_xml.c); NULL */
	int32_t suggestions; /* searches for the nearest id made so far */
	const char *issue_by; /* of the item being read, NULL */
	struct value_place issue_at;
};

/* ---- for the sections ---- */

extern const struct element_spec XML_SCENARIO, XML_SOURCE_ROOT;
extern const struct element_spec XML_TITLE, XML_OFFICE, XML_HORIZON, XML_EXTENSION;
extern const struct element_spec XML_ITEMS, XML_GROUPS, XML_TIERS;
extern const struct element_spec XML_PLACES, XML_HOLDERS;
extern const struct element_spec XML_SOURCES, XML_STOCK, XML_TRANSIT, XML_DONATION;
extern const struct element_spec XML_ROUTES, XML_LIMITS;
extern const struct element_spec XML_DEMAND, XML_POLICY, XML_NORMS;
/* Parts of them that overlays add by themselves. */
extern const struct element_spec XML_PEOPLE, XML_AGREEMENT, XML_TERMS, XML_COVERS;
extern const struct element_spec XML_MINIMUM, XML_END_STOCK;

extern const char *const QUALITY_WORDS[];
extern const char *const TRUTH_WORDS[];
extern const char *const PLACE_KIND_WORDS[];
extern const char *const HOLDER_KIND_WORDS[], *const MODE_WORDS[];
extern const char *const REACH_WORDS[]; /* own, anywhere, then the kinds of places */
void reach_from_word(int64_t word, enum reach_kind *reach, enum place_kind *kind);
extern const char *const STATE_WORDS[]; /* of lines: enum line_state */

/* A text attribute in the scenario's arena; NULL when it was not given. */
const char *element_text(struct xml_reader *r, const struct element *e, int attribute);
static inline bool element_has(const struct element *e, int attribute)
{
	return e->values[attribute].good;
}
/* The value, or `otherwise` when it was not given (or is faulty). */
static inline int64_t element_number(const struct element *e, int attribute, int64_t otherwise)
{
	return e->values[attribute].good ? e->values[attribute].number : otherwise;
}
static inline int32_t element_index(const struct element *e, int attribute)
{
	return e->values[attribute].good ? e->values[attribute].index : -1;
}
/* Was it written, right or wrong? */
static inline bool element_given(const struct element *e, int attribute)
{
	return e->given >> attribute & 1;
}
/* Where the value stands, or the element when it was not given. */
void element_place(const struct element *e, int attribute, struct value_place *at);
/* A quantity of the item in the base unit, or in what attribute `unit` names
 * (-1: no such attribute). Sets the value; false when not given or faulty. */
bool element_quantity(struct xml_reader *r, const struct element *e, int attribute, int unit,
	int32_t item, int64_t *out);
/* Says what is wrong with a quantity whose item or unit is not known: it must at
 * least be a number. */
void quantity_alone(struct xml_reader *r, const struct element *e, int attribute);
/* A quantity in base units when it is right; nothing is said when it is not. */
bool quantity_at_once(const struct item *of, const struct xml_attribute *a, int64_t *out);
/* from..to, each of which may be absent: {0, INT32_MAX}. */
struct periods element_periods(struct xml_reader *r, const struct element *e, int from, int to);
enum quality element_quality(const struct xml_reader *r, const struct element *e, int attribute);
/* The source of what is being read: the one named, or the file's own. */
int32_t element_source(const struct xml_reader *r, const struct element *e, int attribute);
/* May a source of this kind (bit per enum source_kind) bring the element? The
 * scenario may bring anything. */
bool reader_may_bring(struct xml_reader *r, const struct element *e, unsigned kinds);
/* Copies into the scenario's arena. */
const char *reader_keep(struct xml_reader *r, const char *text, size_t n);
/* Sets the label's text in the language of attribute xml:lang, else of the file. */
void reader_label(struct xml_reader *r, const struct element *e, int language, struct label *label,
	const char *text);
/* Bit per enum place_kind of the kinds in an attribute; 0 when it is absent. */
uint32_t element_kinds(struct xml_reader *r, const struct element *e, int attribute);
/* The ratio times `factor`; false when not given, or with a fault when too large. */
bool element_scaled(struct xml_reader *r, const struct element *e, int attribute, int64_t factor,
	struct ratio *out);
int64_t power_of_ten(int32_t decimals);
/* Adds the ranges of periods in an attribute ("3..5 8") to an array. */
void element_ranges(struct xml_reader *r, const struct element *e, int attribute,
	struct periods **ranges, int32_t *nranges, int32_t *room);
/* Calls `each` for the blank-separated words of an attribute. */
void element_words(struct xml_reader *r, const struct element *e, int attribute,
	void (*each)(struct xml_reader *r, const struct value_place *at, const char *word, size_t n,
		void *data),
	void *data);
/* The index of a thing by id, or -1; with a diagnostic when nothing can be
 * waited for any more (false: it waits or is faulty). */
int32_t reader_find(const struct xml_reader *r, enum value_kind kind, const char *id, size_t n);
void reader_dangling(struct xml_reader *r, enum value_kind kind, const struct value_place *at,
	const char *id, size_t n);
/* Sets a reference at the end of the file, when everything is known. object -1:
 * only says when there is no such thing. */
void reader_patch(
	struct xml_reader *r, const struct element *e, int attribute, int kind, int32_t object);
/* A new id: true when it is right and new; else a diagnostic that names both. */
bool reader_new_id(struct xml_reader *r, const struct element *e, int attribute, struct map *ids,
	int32_t index, const char **id, struct where (*where)(const struct scenario *, int32_t));
/* A fault of an element as a whole. */
#define ELEMENT_FAULT(r, e, attribute, item, code, ...)                                            \
	do {                                                                                       \
		struct value_place fault_place;                                                    \
		element_place(e, attribute, &fault_place);                                         \
		(item) = VALUE_FAULT((r)->diags, &fault_place, code, __VA_ARGS__);                 \
	} while (0)

/* ---- between the files of the reader ---- */

/* Reads all given values of the element; ELEMENT_WAITS when a reference is not
 * known yet (nothing was reported), ELEMENT_FAULTY when a required value or any
 * reference is faulty. */
enum element_state { ELEMENT_GOOD, ELEMENT_FAULTY, ELEMENT_WAITS };
enum element_state element_read(struct xml_reader *r, struct element *e);
/* An element that nothing can be made of: says what else is wrong with it, as
 * far as that can be said without what it refers to. */
void element_examine(struct xml_reader *r, const struct element *e);
/* Notes that the id of this element, if it has one, stands for nothing. */
void reader_broken(struct xml_reader *r, const struct element *e);
/* Reads a file with another root; overlay as in the reader. As scenario_read_xml. */
bool reader_run(struct scenario *s, const char *path, const struct element_spec *root, void *overlay,
	struct diags *diags);
/* The same from memory. */
bool reader_run_text(struct scenario *s, const char *text, size_t n, const char *name,
	const struct element_spec *root, void *overlay, struct diags *diags);
/* Reads what waits, now that all it may refer to is there; reading goes on. */
void reader_flush(struct xml_reader *r);
/* Reads an element without children as if it stood in `around`, whose object is
 * `parent`. */
void reader_feed(struct xml_reader *r, const struct element_spec *around, int32_t parent,
	const struct xml_element *element);
/* The list of stock that lines stand in which are fed. */
int32_t reader_stock(struct xml_reader *r);
/* A reader that is fed. */
void reader_open(struct xml_reader *r, struct scenario *s, struct diags *diags);
void reader_close(struct xml_reader *r);
/* Says when the version of the format is not that of this program. */
void check_version(struct xml_reader *r, const struct element *e, int attribute);
/* What a scenario must have: kits with parts, and a horizon. */
void check_scenario_form(struct xml_reader *r);
/* Canonical XML of what passes (extension). */
void raw_start(struct xml_reader *r, const struct xml_element *element);
void raw_text(struct xml_reader *r, const char *bytes, size_t n);
void raw_end(struct xml_reader *r);
/* Adds text as it is written in XML: quoted for an attribute or between tags. */
void xml_escape(struct text *out, const char *bytes, size_t n, bool attribute);

/* Tables of text elements that several sections have. */
extern const struct attribute_spec LANGUAGE_ONLY[1];
enum { TEXT_LANGUAGE };
#define LABEL_ELEMENT(element, function)                                                           \
	{                                                                                          \
		.name = element, .attributes = LANGUAGE_ONLY, .nattributes = 1, .text = function   \
	}
extern const struct attribute_spec CODE_ATTRIBUTES[1];
enum { CODE_SCHEME };
#define CODE_ELEMENT(function)                                                                     \
	{                                                                                          \
		.name = "code", .attributes = CODE_ATTRIBUTES, .nattributes = 1, .text = function  \
	}
extern const struct attribute_spec CONTACT_ATTRIBUTES[3];
enum { CONTACT_LANGUAGE, CONTACT_PHONE, CONTACT_ADDRESS };
#define CONTACT_ELEMENT(function)                                                                  \
	{                                                                                          \
		.name = "contact", .attributes = CONTACT_ATTRIBUTES, .nattributes = 3,             \
		.text = function                                                                   \
	}
void read_code(struct xml_reader *r, const struct element *e, struct code *code, const char *text);
#define ATTRIBUTES(table) .attributes = table, .nattributes = sizeof table / sizeof *table

#endif
