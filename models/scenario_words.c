/* The words of a scenario's things, in the file format and for people. */
#include "models/scenario.h"
#include "models/scenario_words.h"

#include "base/text.h"

#include <assert.h>
#include <string.h>

static const char *const place_words[PLACE_KINDS] = {
	[PLACE_PROVINCE] = "province",
	[PLACE_CITY] = "city",
	[PLACE_DISTRICT] = "district",
	[PLACE_STREET] = "street",
	[PLACE_COMMUNITY] = "community",
	[PLACE_VILLAGE] = "village",
	[PLACE_ESTATE] = "estate",
	[PLACE_GRID] = "grid",
	[PLACE_BUILDING] = "building",
	[PLACE_UNIT] = "unit",
	[PLACE_DEPOT] = "depot",
	[PLACE_SHELTER] = "shelter",
	[PLACE_CHECKPOINT] = "checkpoint",
	[PLACE_PICKUP] = "pickup",
	[PLACE_SITE] = "site",
};
static const char *const place_titles[PLACE_KINDS] = {
	[PLACE_PROVINCE] = N_("Province"),
	[PLACE_CITY] = N_("City"),
	[PLACE_DISTRICT] = N_("District"),
	[PLACE_STREET] = N_("Street or town"),
	[PLACE_COMMUNITY] = N_("Community"),
	[PLACE_VILLAGE] = N_("Village"),
	[PLACE_ESTATE] = N_("Housing estate"),
	[PLACE_GRID] = N_("Grid"),
	[PLACE_BUILDING] = N_("Building"),
	[PLACE_UNIT] = N_("Building unit"),
	[PLACE_DEPOT] = N_("Depot"),
	[PLACE_SHELTER] = N_("Shelter"),
	[PLACE_CHECKPOINT] = N_("Checkpoint"),
	[PLACE_PICKUP] = N_("Pick-up point"),
	[PLACE_SITE] = N_("Site"),
};

const char *place_kind_word(enum place_kind kind)
{
	assert((unsigned)kind < PLACE_KINDS);
	return place_words[kind];
}

const char *place_kind_title(enum place_kind kind)
{
	assert((unsigned)kind < PLACE_KINDS);
	return _(place_titles[kind]);
}

static const char *const holder_words[HOLDER_KINDS] = {
	[HOLDER_GOVERNMENT] = "government",
	[HOLDER_ENTERPRISE] = "enterprise",
	[HOLDER_INSTITUTION] = "institution",
	[HOLDER_SUPERMARKET] = "supermarket",
	[HOLDER_HOUSEHOLD] = "household",
	[HOLDER_CHARITY] = "charity",
};

const char *holder_kind_word(enum holder_kind kind)
{
	assert((unsigned)kind < HOLDER_KINDS);
	return holder_words[kind];
}

enum { MODES = 3, QUALITIES = 3, STATUSES = 3 };

static const char *const mode_words[MODES] = {
	[MODE_PHYSICAL] = "physical",
	[MODE_AGREEMENT] = "agreement",
	[MODE_CAPACITY] = "capacity",
};

const char *reserve_mode_word(enum reserve_mode mode)
{
	assert((unsigned)mode < MODES);
	return mode_words[mode];
}

static const char *const quality_titles[QUALITIES] = {
	[QUALITY_RECORDED] = N_("Recorded"),
	[QUALITY_ESTIMATED] = N_("Estimated"),
	[QUALITY_SYNTHETIC] = N_("Synthetic"),
};

const char *quality_title(enum quality q)
{
	assert((unsigned)q < QUALITIES);
	return _(quality_titles[q]);
}

static const char *const status_words[STATUSES] = {
	[STATUS_GOOD] = "good",
	[STATUS_DAMAGED] = "damaged",
	[STATUS_RESERVED] = "reserved",
};

const char *line_status_word(enum line_status s)
{
	assert((unsigned)s < STATUSES);
	return status_words[s];
}

/* ---- Labels ---- */

static bool has_text(const char *text)
{
	return text && *text;
}

bool currency_is_code(const char *text, size_t n)
{
	size_t i;

	for (i = 0; i < n && text[i] >= 'A' && text[i] <= 'Z'; i++)
		;
	return n == 3 && i == 3 && memcmp(text, "RMB", 3) != 0;
}

const char *label_text(struct label l, const char *language, const char *id)
{
	bool chinese = strncmp(language, "zh", 2) == 0;
	const char *first = chinese ? l.zh : l.en;
	const char *second = chinese ? l.en : l.zh;

	if (has_text(first))
		return first;
	return has_text(second) ? second : id;
}
