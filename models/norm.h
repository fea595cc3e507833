/* Reserve requirements 储备要求: what an audit holds the stock of a scenario against. */
#ifndef SHECANG_MODELS_NORM_H
#define SHECANG_MODELS_NORM_H

#include "models/scenario.h"

/* A reserve requirement 储备要求 (docs/method.md, "Audit"). It is tested at every
 * place of its level below `place`, or at `place` itself, on the stock of its
 * item or classes that holders of these kinds keep in these modes there. One
 * norm may demand several things; what is absent is not demanded. */
enum stock_view { /* what stock is counted against a requirement */
	VIEW_BOOK, /* as the books say, expired and damaged goods too */
	VIEW_STRICT, /* good, and in date to the end of the cover */
	VIEW_USABLE, /* good, and eaten before it expires when first-expired goes first-out */
	STOCK_VIEWS
};
struct norm_exception { /* -1 = any */
	int32_t place; /* and what lies in it */
	int32_t item, holder;
	const char *reason; /* never NULL */
	day until; /* last day, DAY_NONE = open */
	struct where where;
};
struct norm {
	const char *id;
	const char *clause; /* NULL */
	const char *source; /* the document that it is from, NULL */
	struct label text;
	unsigned char severity; /* enum grade (models/audit.h), 0 = by rule */
	/* what it holds for */
	int32_t item; /* -1: its classes */
	const char *classes; /* names of item classes with | between; NULL */
	const char *unit; /* amounts are in this unit; NULL = the item's */
	int32_t place; /* -1 = everywhere */
	int32_t level; /* enum place_kind, -1 = `place` (the root) as a whole */
	const char *group; /* heads are those of the group of this id, NULL = all */
	uint32_t holders; /* bit per enum holder_kind, 0 = all */
	uint32_t modes; /* bit per enum reserve_mode, 0 = all */
	const char *holder; /* id: stock of this one alone, and of those whose host it is; NULL = all */
	uint32_t owners; /* bit 0: the holder's own, bit 1: the government's; 0 = all */
	/* how much; ratios in `unit`, num = -1 when absent. With a cover, the amounts
	 * are for 24 hours; a cover without amounts lasts against the demand. */
	bool has_tests;
	enum stock_view tests; /* default VIEW_USABLE */
	struct duration cover, cover_max; /* 0,0 = absent */
	struct ratio per_person, per_household, quantity, quantity_max;
	/* part of the tested stock */
	uint32_t share_of, share_modes; /* bits as above; all of it when both are 0 */
	struct ratio share_min, share_max; /* num = -1 when absent */
	/* line by line */
	bool has_shelf_life, has_counted_within;
	struct duration shelf_life; /* still to go at `at` */
	day at; /* DAY_NONE = the as-of */
	struct duration counted_within; /* before the as-of */
	struct ratio count_tolerance; /* of what a count may differ by, num = -1 when absent */
	bool agreement; /* one in force is needed */
	/* how fast */
	int64_t arrival; /* seconds after the call-up, -1 = absent */
	int32_t within; /* enum place_kind: only stock of the same such region, -1 = any */
	struct norm_exception *exceptions; /* [nexceptions], in the scenario's arena; norm_add_exception */
	int32_t nexceptions;
	struct where where;
};

/* As the other additions of models/scenario.h. */
int32_t scenario_add_norm(struct scenario *s);
/* Room for one more exception of the norm, at its end: to be filled. */
struct norm_exception *norm_add_exception(struct scenario *s, struct norm *norm);

#endif
