#include "models/causes.h"

#include "base/text.h"

#include <assert.h>

const char *cause_title(enum cause cause)
{
	switch (cause) {
	case CAUSE_PAST:
		return _("its time is over");
	case CAUSE_SHARING:
		return _("rule of sharing");
	case CAUSE_PACKS:
		return _("whole packs");
	case CAUSE_BUDGET:
		return _("budget");
	case CAUSE_VEHICLES:
		return _("vehicles");
	case CAUSE_HELPERS:
		return _("helpers");
	case CAUSE_CAPACITY:
		return _("road capacity");
	case CAUSE_LATE:
		return _("too late (lead time, notice)");
	case CAUSE_ROADS:
		return _("no open road");
	case CAUSE_REACH:
		return _("outside the reach");
	case CAUSE_AUTONOMY:
		return _("kept for the own place");
	case CAUSE_TERMS:
		return _("hold-back, release share");
	case CAUSE_CONSENT:
		return _("no agreement or consent");
	case CAUSE_SOURCES:
		return _("set aside, count too old");
	case CAUSE_EXPIRED:
		return _("expired");
	case CAUSE_LATER:
		return _("kept for later periods");
	case CAUSE_TIER:
		return _("given to a higher tier");
	case CAUSE_NOT_ENOUGH:
		return _("not enough in the whole area");
	case CAUSES:
		break;
	}
	assert(!"no such cause");
	return "";
}
