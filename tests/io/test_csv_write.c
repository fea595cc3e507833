#include "io/csv_write.h"
#include "tests/io/support_cmocka.h"

#include <stdlib.h>
#include <string.h>

static void escapes_for_spreadsheets(void **state)
{
	struct csv_writer w;
	char *bytes = NULL;
	size_t n = 0;
	FILE *file = open_memstream(&bytes, &n);

	(void)state;
	csv_open(&w, file, "a,b");
	csv_text(&w, "plain");
	csv_text(&w, "a,b \"c\"");
	csv_end(&w);
	csv_text(&w, "=1+1");
	csv_text(&w, "+1");
	csv_text(&w, "-1");
	csv_text(&w, "@x");
	csv_text(&w, "\tx");
	csv_text(&w, "=\"a\",1");
	csv_end(&w);
	csv_int(&w, -5);
	csv_decimal(&w, -1250, 2);
	csv_percent(&w, 2, 3);
	csv_percent(&w, 0, 0);
	csv_text(&w, NULL);
	csv_empty(&w);
	csv_text(&w, "多行\n文字");
	csv_end(&w);
	assert_true(csv_close(&w));
	fclose(file);
	assert_string_equal(bytes,
		"\xef\xbb\xbf" "a,b\n"
		"plain,\"a,b \"\"c\"\"\"\n"
		"'=1+1,'+1,'-1,'@x,'\tx,\"'=\"\"a\"\",1\"\n"
		"-5,-12.5,66.66%,,,,\"多行\n文字\"\n");
	free(bytes);
}

static void a_full_disk_is_noticed(void **state)
{
	struct csv_writer w;
	FILE *file = fopen("/dev/full", "w");

	(void)state;
	assert_non_null(file);
	csv_open(&w, file, "a");
	csv_int(&w, 1);
	csv_end(&w);
	assert_false(csv_close(&w));
	fclose(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(escapes_for_spreadsheets),
		cmocka_unit_test(a_full_disk_is_noticed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
