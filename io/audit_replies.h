/* Reading back what was noted of findings. */
#ifndef SHECANG_IO_AUDIT_REPLIES_H
#define SHECANG_IO_AUDIT_REPLIES_H

#include "models/audit.h"

/* Reads replies.csv (columns finding, status, reply, by, date, figures; English
 * or Chinese headings) into out, fresh from replies_init. Texts go to the
 * scenario's arena. False when anything is faulty; all faults are located. */
bool replies_read(struct replies *out, struct scenario *s, const char *path, struct diags *diags);

#endif
