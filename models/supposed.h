/* How the goods of a scenario are read when something is supposed of it. s->supposed is NULL
 * where the scenario is read as it stands, as every plan and every check reads it;
 * models/what_if.c supposes that decisions were taken or terms were otherwise. */
#ifndef SHECANG_MODELS_SUPPOSED_H
#define SHECANG_MODELS_SUPPOSED_H

#include "models/scenario.h"

/* Terms of one holder for one item, field by field from those that it states. */
struct effective_terms {
	int64_t hold_back; /* smallest units, when not a share */
	struct ratio share;
	bool is_share;
	bool has_release;
	struct ratio release;
	int64_t notice; /* seconds, -1 absent */
	enum reach_kind reach;
	enum place_kind reach_place;
	int32_t deciding; /* the holder's terms that state the release, -1 */
};

struct supposition {
	bool (*counts_line)(const struct scenario *s, int32_t line); /* that is not used as it stands */
	bool (*counts_transit)(const struct scenario *s, int32_t transit); /* any, used or not */
	bool (*leaves_out)(const struct scenario *s, int32_t line);
	bool (*consents)(const struct scenario *s, int32_t holder, int32_t item); /* whatever is agreed */
	void (*change_terms)(const struct scenario *s, int32_t holder, int32_t item, struct effective_terms *e);
	bool never_expires; /* goods that are called up are good for ever; lots keep their dates */
};

#endif
