/* Files that are either whole or not there: written under a temporary name,
 * every write, flush and close checked, then renamed. */
#ifndef SHECANG_IO_SAVE_H
#define SHECANG_IO_SAVE_H

#include "base/map.h"
#include "base/memory.h"
#include "base/text.h"

#include <stdbool.h>

/* The folder that is being written, and the first thing that went wrong. */
struct folder {
	const char *directory;
	char *why; /* [why_size] */
	size_t why_size;
	bool failed;
};

struct save {
	struct folder *folder;
	FILE *file; /* NULL when it could not be opened */
	char *path, *temporary;
};
/* Makes the directory directory/name (name NULL: the folder itself), and those above
 * it, when absent; false and folder.failed when it cannot. */
bool folder_make(struct folder *f, const char *name);
/* Opens directory/name for writing. False when the folder has failed before
 * or the file cannot be opened; then save_close must not be called. */
bool save_open(struct save *s, struct folder *f, const char *name);
/* Ends it; with ok = false, or after a fault, the temporary file is removed
 * and what stood there before stays. */
bool save_close(struct save *s, bool ok);
/* A whole file at once. */
bool save_text(struct folder *f, const char *name, const struct text *t);

/* Names of files made from ids: letters, digits, dot, hyphen, underscore and
 * everything beyond ASCII stay, the rest becomes _, a leading dot too; a name
 * that differs from an earlier one in nothing but case gets -2, -3 ... */
struct file_names {
	struct arena arena;
	const char **names; /* [nnames] as given out */
	int32_t nnames, names_room;
	struct map taken; /* lower case */
};
void file_names_init(struct file_names *n);
void file_names_release(struct file_names *n);
const char *file_name_add(struct file_names *n, const char *id, const char *extension);

/* Removes from directory/sub the files of an earlier run that this one did not
 * write: those of its list .written that are not in names. Then writes the new
 * list. An outdated order must not lie beside the valid ones; files of others
 * are not touched. */
bool folder_tidy(struct folder *f, const char *sub, const struct file_names *n);
/* Removes such files of directory/sub without writing any; sub goes, too, when
 * nothing else is in it. */
void folder_empty(struct folder *f, const char *sub);
/* Removes directory/name, which an earlier run may have written. */
void folder_drop(struct folder *f, const char *name);

#endif
