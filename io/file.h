/* Files are read once, from start to end, and fingerprinted on the way. Only
 * regular files are opened: a pipe or a device never. */
#ifndef SHECANG_IO_FILE_H
#define SHECANG_IO_FILE_H

#include "base/diag.h"

enum { SOURCE_BYTES_MAX = 1 << 30, SCENARIO_BYTES_MAX = INT32_MAX };
struct file_reader;
/* NULL and errno when it cannot be opened (EFBIG: larger than limit bytes,
 * EISDIR, EINVAL: not a regular file). */
struct file_reader *file_open(const char *path, int64_t limit);
/* The next bytes, 0 at the end, -1 and errno on failure. */
int64_t file_next(struct file_reader *f, char *buffer, size_t room);
int64_t file_size(const struct file_reader *f); /* bytes read so far */
/* Closes; sha256 of what was read as hex (65 bytes), or NULL. */
void file_close(struct file_reader *f, char *sha256);
/* SHA-256 of n bytes as hex (65 bytes). */
void bytes_sha256(const char *bytes, size_t n, char *sha256);
/* Says why a file could not be read (E901), from errno. */
void file_report(struct diags *d, struct where where, const char *path, int error);

#endif
