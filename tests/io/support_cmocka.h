/* cmocka with what it needs before it. */
#ifndef SHECANG_TESTS_IO_SUPPORT_CMOCKA_H
#define SHECANG_TESTS_IO_SUPPORT_CMOCKA_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
