/* The templates, one file each. */
#ifndef SHECANG_IO_INIT_TEMPLATES_H
#define SHECANG_IO_INIT_TEMPLATES_H

#include "io/init.h"

extern const struct template_file TEMPLATE_SEALED_ZH[], TEMPLATE_SEALED_EN[];
extern const struct template_file TEMPLATE_FLOOD_ZH[], TEMPLATE_FLOOD_EN[];
extern const struct template_file TEMPLATE_AUDIT_ZH[], TEMPLATE_AUDIT_EN[];

#endif
