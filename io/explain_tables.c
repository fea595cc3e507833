#include "io/explain_parts.h"

#include "io/csv_write.h"
#include "io/save.h"
#include "io/show.h"

/* Columns of the pages in a file. */
#define FILE_WIDTH 160

static const char *answer_word(enum remedy_answer answer)
{
	static const char *const words[] = {"reaches", "too-little", "no-gain", "not-solved"};

	return words[answer];
}

static void put_words(struct csv_writer *w, struct text *t)
{
	csv_text(w, text_str(t));
	text_clear(t);
}

static const char *unsolved_word(enum unsolved why)
{
	static const char *const words[] = {"large", "contradiction", "not-whole", "interrupted"};

	return words[why];
}

static void put_periods(struct csv_writer *w, const struct remedy *r, struct periods when)
{
	bool has = r->kind == REMEDY_GOODS || r->kind == REMEDY_SEGMENT || r->kind == REMEDY_ROUTE
		|| (r->kind == REMEDY_LIMIT && r->limit >= 0);

	if (has) {
		csv_int(w, when.first + 1);
		csv_int(w, when.last + 1);
	} else {
		csv_empty(w);
		csv_empty(w);
	}
}

static void put_served(const struct explaining *x, struct csv_writer *w, int64_t served)
{
	if (served < 0)
		csv_empty(w);
	else
		csv_decimal(w, served, x->r->scenario->items[x->e->item].decimals);
}

static void put_remedy(const struct explaining *x, struct csv_writer *w, int32_t k)
{
	const struct remedy_result *result = &x->remedies->results[k];
	const struct remedy *r = &result->remedy;
	int64_t cost = remedy_cost(x->r->scenario, x->e->item, result);
	struct text t;

	text_init(&t);
	csv_int(w, k + 1);
	csv_text(w, answer_word(result->answer));
	csv_text(w, result->proven ? "true" : "false");
	csv_text(w, r->kind == REMEDY_DECISION ? decision_kind_word(r->decision.kind) : remedy_kind_word(r->kind));
	put_remedy_name(x, r, &t);
	put_words(w, &t);
	if (result->answer != REMEDY_UNSOLVED)
		put_remedy_amount(x, r, result->amount, &t);
	put_words(w, &t);
	put_periods(w, r, result->when);
	put_served(x, w, x->e->demand);
	put_served(x, w, result->served);
	csv_percent(w, result->served < 0 ? 0 : result->served, result->served < 0 ? 0 : x->e->demand);
	put_served(x, w, result->served_half);
	put_served(x, w, result->served_double);
	csv_text(w, x->r->scenario->items[x->e->item].unit);
	if (cost < 0)
		csv_empty(w);
	else
		csv_decimal(w, cost, 2);
	csv_int(w, result->losers.n);
	csv_text(w, result->answer == REMEDY_UNSOLVED ? unsolved_word(result->unsolved) : "");
	csv_end(w);
	text_release(&t);
}

static bool save_remedies(const struct explaining *x, FILE *file)
{
	struct csv_writer w;

	csv_open(&w, file, "remedy,answer,proven,kind,what,amount,first,last,demand,served,fill,served_half,served_double,unit,"
		"cost,losers,unsolved");
	for (int32_t k = 0; k < x->remedies->nresults; k++)
		put_remedy(x, &w, k);
	return csv_close(&w);
}

static void put_losers_rows(const struct explaining *x, struct csv_writer *w, int32_t number,
	const struct losers *losers)
{
	const struct scenario *s = x->r->scenario;

	for (int32_t k = 0; k < losers->n; k++) {
		const struct loser *l = &losers->losers[k];
		csv_int(w, number);
		csv_text(w, s->places[l->place].id);
		csv_text(w, s->items[l->item].id);
		csv_int(w, l->tier);
		csv_decimal(w, l->lost, s->items[l->item].decimals);
		csv_decimal(w, l->demand, s->items[l->item].decimals);
		csv_text(w, s->items[l->item].unit);
		csv_end(w);
	}
}

static bool save_losers(const struct explaining *x, FILE *file)
{
	struct csv_writer w;

	csv_open(&w, file, "remedy,place,item,tier,lost,demand,unit");
	for (int32_t k = 0; k < x->remedies->nresults; k++)
		put_losers_rows(x, &w, k + 1, &x->remedies->results[k].losers);
	return csv_close(&w);
}

static void save_table(const struct explaining *x, struct folder *folder, const char *name,
	bool (*write)(const struct explaining *x, FILE *file))
{
	struct save save;

	if (!x->remedies)
		folder_drop(folder, name);
	else if (save_open(&save, folder, name))
		save_close(&save, write(x, save.file));
}

bool explain_write(const struct report *r, const struct explanation *e, const struct remedies *remedies,
	const char *directory, char *why, size_t why_size)
{
	struct explaining x = {.r = r, .e = e, .remedies = remedies};
	struct folder folder = {directory, why, why_size, false};
	struct text t;

	if (!folder_make(&folder, NULL))
		return false;
	text_init(&t);
	explain_text(r, e, remedies, &t, FILE_WIDTH);
	save_text(&folder, "explanation.txt", &t);
	text_release(&t);
	save_table(&x, &folder, "remedies.csv", save_remedies);
	save_table(&x, &folder, "losers.csv", save_losers);
	return !folder.failed;
}
