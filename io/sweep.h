/* Sweeps: the file that says which futures, what is kept of each, and the pages. */
#ifndef SHECANG_IO_SWEEP_H
#define SHECANG_IO_SWEEP_H

#include "io/printer.h"
#include "models/ensemble.h"
#include "models/futures.h"
#include "models/turning.h"

#define SWEEP_NAMESPACE "urn:shecang:sweep:1"

/* Reads a sweep file (XML, root <sweep>) against a scenario as read. Paths of
 * overlays are those of the file's folder. False with diagnostics when something is
 * faulty; f comes from futures_init. s is only looked up in. */
bool futures_read(struct futures *f, struct scenario *s, const char *path, struct diags *d);

/* What is kept of futures: DIRECTORY/futures/N.txt, one a future, whole or not there,
 * each with the key of what it belongs to and its own SHA-256. A file of another key
 * or one that was tampered with does not count. */
bool outcome_save(const char *directory, const char *key, int32_t future, const struct ensemble *e,
	const struct future_outcome *outcome, char *why, size_t why_size);
/* False when it is not there, or not whole: e is unchanged then. */
bool outcome_load(const char *directory, const char *key, int32_t future, struct ensemble *e);

struct sweep_page {
	const struct report *report;
	const struct futures *futures;
	const struct ensemble *ensemble;
	const struct ensemble_summary *summary;
};
/* How many there are and where they come from, a line; weight: of all of them. */
void sweep_kind(const struct futures *f, int64_t weight, struct text *out);
void sweep_print(const struct sweep_page *p, FILE *out, int width, bool colour);
/* sweep.txt, cells.csv, futures.csv, convergence.csv; as report_write. */
bool sweep_write(const struct sweep_page *p, const char *directory, char *why, size_t why_size);

const char *future_state_word(enum future_state state); /* "proven", in tables */

/* Along a quantity. */
struct along_page {
	const struct report *report;
	const struct futures *futures;
	const struct ensemble *ensemble; /* outcomes of the points that were planned */
	const struct run *runs; /* [nruns] */
	int32_t nruns;
	bool followed; /* points between were proven, else all were planned */
};
void along_print(const struct along_page *p, FILE *out, int width, bool colour);
/* along.txt, along.csv, along-places.csv, points.csv; as report_write. */
bool along_write(const struct along_page *p, const char *directory, char *why, size_t why_size);

#endif
