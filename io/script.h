/* Scripts: small files of our own that are read whole (sweeps, drills), element by
 * element. Faults are collected: each makes the script faulty, reading goes on. */
#ifndef SHECANG_IO_SCRIPT_H
#define SHECANG_IO_SCRIPT_H

#include "io/document.h"

struct script {
	struct document doc;
	struct diags *d;
	const char *folder; /* of the file, with its slash, or "" */
	bool good;
};

/* Reads the file; its root must be <root> of the namespace, version 1.0. folder goes to
 * the arena. False, with diagnostics, when there is nothing to go on with.
 * document_release of script.doc is due either way. */
bool script_open(struct script *r, const char *path, const char *root, const char *space, struct arena *arena,
	struct diags *d);
/* The same from n bytes of memory; path is what diagnostics call it, and its folder is that of the files it names. */
bool script_open_text(struct script *r, const char *text, size_t n, const char *path, const char *root,
	const char *space, struct arena *arena, struct diags *d);

/* Marks a diagnostic as one of the element; use SCRIPT_FAULT. */
struct diag *script_fault(struct script *r, int32_t element, struct diag *item);
#define SCRIPT_FAULT(r, element, code, ...) \
	script_fault(r, element, diag_add((r)->d, DIAG_ERROR, code, (r)->doc.elements[element].where, __VA_ARGS__))

/* Attributes that are not of the list ("id|at") are faults, and elements that nobody
 * knows (allowed: "title, step"): slips of the pen would change the result. */
void script_attributes(struct script *r, int32_t element, const char *names);
void script_unknown(struct script *r, int32_t element, const char *allowed);
/* NULL after a fault when it is needed and absent. */
const char *script_need(struct script *r, int32_t element, const char *name);
struct value_place script_place(const struct script *r, int32_t element);
/* A whole number of the attribute, which is needed. */
bool script_whole(struct script *r, int32_t element, const char *name, int64_t least, int64_t most, int64_t *out);
/* A text of the element in its language; zh unless lang says en. */
void script_label(struct script *r, int32_t element, struct arena *arena, struct label *label);
/* The path of a file named in the script, of its folder; n bytes of name. */
const char *script_path(const struct script *r, struct arena *arena, const char *name, size_t n);
/* Paths of the files that `with` names, blanks between; with may be NULL. */
void script_paths(const struct script *r, struct arena *arena, const char *with, const char ***paths, int32_t *n,
	int32_t *room);

#endif
