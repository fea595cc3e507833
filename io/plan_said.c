#define _GNU_SOURCE /* open_memstream */

#include "io/plan_said.h"

#include <stdlib.h>
#include <string.h>

/* The tag that a line begins with, less its end. */
static void add_tag(struct text *said, const char *line, size_t n)
{
	while (n > 0 && (line[n - 1] == '/' || line[n - 1] == '>'))
		n--;
	text_add(said, line, n);
	text_putc(said, '\n');
}

bool plan_said_write(const struct report *r, struct text *said)
{
	char *bytes = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&bytes, &size);
	bool written = file && plan_write(r, file), gains = false;

	if (file && fclose(file) != 0)
		written = false;
	for (const char *line = bytes; written && line && *line; line = strchr(line, '\n') + 1) {
		const char *tag = line + strspn(line, " ");
		gains |= strncmp(tag, "<gains>", 7) == 0;
		if (strncmp(tag, "<alone ", 7) == 0
			|| (gains && (strncmp(tag, "<gain ", 6) == 0 || strncmp(tag, "<about ", 7) == 0
				|| strncmp(tag, "<part ", 6) == 0)))
			add_tag(said, tag, strcspn(tag, "\n"));
	}
	free(bytes);
	return written;
}
