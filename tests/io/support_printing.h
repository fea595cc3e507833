/* A small plan made by hand, for the printers: three items' worth of trouble in
 * two communities, with every number known.
 *
 * Water (issued in cartons of 12): the depot gives its 15 cartons, 7 to c001
 * (demand 100, of which households have 24) and 8 to c002 (demand 150): short
 * 54. Rice (0.1 kg): the market hands 25 kg to the elderly of c001 on the spot
 * (demand 30 kg) and holds back 25 kg. 240 L of water at the market lie there
 * without consent. */
#ifndef SHECANG_TESTS_IO_SUPPORT_PRINTING_H
#define SHECANG_TESTS_IO_SUPPORT_PRINTING_H

#include "io/printer.h"
#include "models/decisions.h"

struct sample {
	struct scenario scenario;
	struct cells cells;
	struct supply supply;
	struct plan plan;
	struct report report;
};
enum { SAMPLE_RICE, SAMPLE_WATER }; /* items */
enum { SAMPLE_FX, SAMPLE_C001, SAMPLE_C002, SAMPLE_B1, SAMPLE_B2, SAMPLE_DEPOT };
enum { SAMPLE_ALONE, SAMPLE_GENERAL };
enum { SAMPLE_DEPOT1, SAMPLE_MKT1, SAMPLE_HH1 };

void sample_init(struct sample *x);
void sample_release(struct sample *x);

/* Makes the last shipment an onward leg, line 1 of the depot's forwarding order. */
void sample_forward(struct sample *x);

/* A new folder below /tmp; the caller frees the name. */
char *sample_folder(void);
/* Removes it and all that is in it. */
void sample_folder_remove(char *folder);
/* A whole file as a string, "" when it is not there; the caller frees it. */
char *sample_file(const char *folder, const char *name);

/* Adds what a decision about `source` (-1) or `holder` (-1) and an item would
 * change; solved again when tier > 0. */
struct gain *sample_gain(struct sample *x, enum decision_kind kind, int32_t source, int32_t holder,
	int32_t item, int64_t gain, int32_t tier);

#endif
