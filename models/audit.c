#define _GNU_SOURCE /* qsort_r */

#include "models/audit.h"

#include "base/text.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

bool norm_names_class(const struct norm *norm, const char *class_id)
{
	const char *at = norm->classes;
	size_t n = class_id ? strlen(class_id) : 0;

	while (at && n > 0) {
		size_t length = strcspn(at, "|");

		if (length == n && memcmp(at, class_id, n) == 0)
			return true;
		at = at[length] ? at + length + 1 : NULL;
	}
	return false;
}

bool norm_names_holder(const struct scenario *s, const struct norm *norm, int32_t holder)
{
	const struct holder *h = &s->holders[holder];

	return !norm->holder || strcmp(norm->holder, h->id) == 0 || (h->host && strcmp(norm->holder, h->host) == 0);
}

bool norm_speaks_of(const struct scenario *s, const struct norm *norm, int32_t item)
{
	if (norm->item >= 0)
		return norm->item == item;
	if (!norm->classes)
		return true;
	return norm_names_class(norm, s->items[item].class_id) &&
		(!norm->unit || strcmp(norm->unit, s->items[item].unit) == 0);
}

void audit_init(struct audit *a)
{
	memset(a, 0, sizeof *a);
	a->fail_share.den = 1;
	arena_init(&a->arena);
}

void audit_release(struct audit *a)
{
	mem_free(a->findings);
	mem_free(a->evidence);
	mem_free(a->coverage);
	mem_free(a->expiring);
	mem_free(a->weighed);
	mem_free(a->kept);
	mem_free(a->untested);
	arena_release(&a->arena);
	memset(a, 0, sizeof *a);
}

struct finding *audit_add_finding(struct audit *a, enum finding_kind kind)
{
	int32_t i = ARRAY_ADD(&a->findings, &a->nfindings, &a->findings_room);

	a->findings[i] = (struct finding){.id = "", .kind = kind, .norm = -1, .place = -1, .item = -1,
		.holder = -1, .agreement = -1, .required = -1, .book = -1, .strict = -1, .usable = -1,
		.gap = -1, .days = -1, .limit = -1, .actual = -1, .share = {-1, 1}, .money = -1,
		.at = INSTANT_NONE, .grade = GRADE_MEDIUM, .evidence = a->nevidence};
	return &a->findings[i];
}

struct evidence evidence_at(struct where where, int64_t quantity)
{
	return (struct evidence){.where = where, .line = -1, .route = -1, .agreement = -1, .quantity = quantity};
}

void audit_add_evidence(struct audit *a, struct evidence evidence)
{
	struct finding *f = &a->findings[a->nfindings - 1];

	assert(a->nfindings > 0 && f->evidence + f->nevidence == a->nevidence);
	int32_t added = ARRAY_ADD(&a->evidence, &a->nevidence, &a->evidence_room);
	a->evidence[added] = evidence;
	f->nevidence++;
}

/* Kind, norm, then what else it is about. */
static const char *make_id(struct audit *a, const struct scenario *s, const struct finding *f)
{
	struct text t;
	const char *id;

	text_init(&t);
	text_printf(&t, "%s:", finding_kind_word(f->kind));
	if (f->kind == FINDING_PLAN_NORM)
		text_printf(&t, "%s:", finding_kind_word((enum finding_kind)f->broken));
	text_printf(&t, "%s", f->norm < 0 ? "-" : s->norms[f->norm].id);
	if (f->holder >= 0 && f->kind != FINDING_ARRIVAL)
		text_printf(&t, ":%s", s->holders[f->holder].id);
	else if (f->place >= 0)
		text_printf(&t, ":%s", s->places[f->place].id);
	if (f->item >= 0)
		text_printf(&t, ":%s", s->items[f->item].id);
	if (f->kind == FINDING_FLOOR && f->agreement >= 0)
		text_printf(&t, ":%s", s->holders[f->holder].agreements[f->agreement].id);
	if (f->tier > 0)
		text_printf(&t, ":%d", (int)f->tier);
	if (f->apart)
		text_puts(&t, ":no-movements");
	id = arena_strdup(&a->arena, text_str(&t));
	text_release(&t);
	return id;
}

static int compare_findings(const void *left, const void *right)
{
	const struct finding *a = left, *b = right;

	if (a->grade != b->grade)
		return b->grade - a->grade;
	if (a->kind != b->kind)
		return (int)a->kind - (int)b->kind;
	return strcmp(a->id, b->id);
}

static int compare_coverage(const void *left, const void *right, void *context)
{
	const struct coverage *a = left, *b = right;
	const struct scenario *s = context;
	int order = strcmp(s->norms[a->norm].id, s->norms[b->norm].id);

	return order ? order : strcmp(s->places[a->place].id, s->places[b->place].id);
}

void audit_finish(struct audit *a, const struct scenario *s)
{
	if (a->ncoverage > 0)
		qsort_r(a->coverage, (size_t)a->ncoverage, sizeof *a->coverage, compare_coverage,
			(void *)(uintptr_t)s);
	for (int32_t i = 0; i < a->nfindings; i++)
		a->findings[i].id = make_id(a, s, &a->findings[i]);
	if (a->nfindings > 0)
		qsort(a->findings, (size_t)a->nfindings, sizeof *a->findings, compare_findings);
}

char *finding_figures(const struct finding *f, char buf[17])
{
	const int64_t figures[] = {f->required, f->book, f->strict, f->usable, f->gap, f->limit, f->actual,
		f->share.num, f->share.den};
	uint64_t word = 0;

	for (size_t k = 0; k < sizeof figures / sizeof *figures; k++)
		word = splitmix64(word ^ (uint64_t)figures[k]);
	snprintf(buf, 17, "%016llx", (unsigned long long)word);
	return buf;
}

bool finding_open(const struct finding *f)
{
	return f->status != FINDING_EXPLAINED;
}

const char *finding_kind_word(enum finding_kind kind)
{
	static const char *const words[FINDING_KINDS] = {"cover", "surplus", "share", "arrival", "expired",
		"shelf-life", "rotation", "stale", "agreement", "floor", "promised-twice", "reported-twice",
		"difference", "plan-unknown", "plan-consent", "plan-expired", "plan-hold-back", "plan-drawn", "plan-floor",
		"plan-tier", "plan-norm", "plan-refused"};

	assert((unsigned)kind < FINDING_KINDS);
	return words[kind];
}

const char *finding_status_word(enum finding_status status)
{
	static const char *const words[] = {"doubt", "verifying", "problem", "explained"};

	assert((unsigned)status <= FINDING_EXPLAINED);
	return words[status];
}

const char *grade_word(enum grade grade)
{
	static const char *const words[] = {"", "low", "medium", "high"};

	assert((unsigned)grade <= GRADE_HIGH);
	return words[grade];
}

int64_t coverage_tested(const struct coverage *c, enum stock_view tests)
{
	return tests == VIEW_BOOK ? c->book : tests == VIEW_STRICT ? c->strict : c->usable;
}

void cure_init(struct cure *c)
{
	memset(c, 0, sizeof *c);
}

void cure_release(struct cure *c)
{
	mem_free(c->steps);
	mem_free(c->prices);
	mem_free(c->incurable);
	mem_free(c->unkept);
	cure_init(c);
}

void inspections_init(struct sample *s)
{
	memset(s, 0, sizeof *s);
}

void inspections_release(struct sample *s)
{
	mem_free(s->inspections);
	inspections_init(s);
}

/* ---- notes ---- */

void replies_init(struct replies *r)
{
	memset(r, 0, sizeof *r);
}

void replies_release(struct replies *r)
{
	mem_free(r->notes);
	replies_init(r);
}

static bool carry(struct finding *f, struct note *note, struct diags *diags)
{
	char figures[17];
	struct diag *d;

	note->used = true;
	f->reply = note->reply;
	f->by = note->by;
	f->date = note->date;
	finding_figures(f, figures);
	f->changed = note->figures && strcmp(note->figures, figures) != 0 && note->status != FINDING_DOUBT;
	f->status = (unsigned char)(f->changed ? FINDING_DOUBT : note->status);
	if (f->kind != FINDING_DIFFERENCE || !f->no_movements || note->status != FINDING_PROBLEM)
		return true;
	d = diag_add(diags, DIAG_ERROR, 829, note->where,
		_("%s: without movements between declaration and count this is a doubt, no problem"), f->id);
	diag_remedy(diags, d, _("put the movements into the ledger first, or note it as doubt or verifying"));
	return false;
}

bool audit_carry(struct audit *a, struct replies *r, struct diags *diags)
{
	struct map ids;
	bool good = true;

	map_init(&ids);
	for (int32_t k = 0; k < a->nfindings; k++)
		map_add(&ids, a->findings[k].id, k);
	for (int32_t k = 0; k < r->nnotes; k++) {
		int32_t finding = map_get(&ids, r->notes[k].finding);

		if (finding >= 0)
			good &= carry(&a->findings[finding], &r->notes[k], diags);
	}
	map_release(&ids);
	return good;
}
