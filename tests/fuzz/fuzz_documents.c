/* Any bytes as a document of others: read or refused with a diagnostic; what is
 * read refers to elements that are there. */
#include "io/convert.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *bytes = malloc(size ? size : 1);
	struct content c;
	struct diags d;

	must(bytes != NULL);
	if (size)
		memcpy(bytes, data, size);
	diags_init(&d);
	if (!content_read_memory(&c, bytes, size, "x.xml", &d))
		must(d.nerrors > 0);
	for (int32_t k = 0; k < c.nlines; k++) {
		const struct document_line *line = &c.lines[k];

		must(line->element >= 0 && line->element < c.xml.nelements);
		must((line->state == CONVERTED_SAME) == (line->same >= 0) && line->same < k);
		must(!line->quantity.text || line->quantity.element < c.xml.nelements);
	}
	content_release(&c);
	diags_release(&d);
	free(bytes);
	return 0;
}
