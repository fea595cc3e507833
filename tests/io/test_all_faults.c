/* Every fault of an element is said in one run: each element of a scenario that
 * has them all, with every attribute wrong at once; and each kind of row of the
 * sheets. */
#include "io/reader.h"

#include "base/text.h"
#include "tests/io/support_cmocka.h"
#include "tests/io/support_scenario.h"

#include <string.h>

/* ---- XML ---- */

enum what {
	ALL, /* every attribute is wrong */
	REFERENCES_KEPT, /* every attribute but ids and references */
	ONE_REFERENCE /* the first reference and the quantities */
};

static bool is_one_of(const char *list, const char *name, size_t n)
{
	for (; *list; list += strcspn(list, " "), list += *list == ' ') {
		if (strcspn(list, " ") == n && memcmp(list, name, n) == 0)
			return true;
	}
	return false;
}

static const char *const REFERENCES = "item by group place holder to from via items in";

/* What is written into the attribute; NULL: it stays. *wrong: it must be said. */
static const char *exchanged(
	enum what what, const char *element, const char *name, size_t n, bool *first, bool *wrong)
{
	bool period = !is_one_of("route transit donation", element, strlen(element));
	bool reference = is_one_of(REFERENCES, name, n) &&
		!(period && is_one_of("from to", name, n));
	bool counts_item = !is_one_of("item", element, strlen(element));

	/* texts, and what the section of norms keeps as it is */
	if (is_one_of("xmlns phone lot donor mode clause cover", name, n) ||
		is_one_of("norm", element, strlen(element)) ||
		(is_one_of("scenario", element, strlen(element)) && is_one_of("version", name, n)))
		return NULL;
	*wrong = true;
	if (what == ONE_REFERENCE) {
		if (reference && *first) {
			*first = false;
			return "nobody";
		}
		return is_one_of("quantity take give counted hold-back", name, n) ? "abc" : NULL;
	}
	if (reference)
		return what == ALL ? "nobody" : NULL;
	if (is_one_of("id", name, n))
		return what == ALL ? "?!" : NULL;
	/* without its item or holder nothing can be said of them */
	if (what == ALL && (is_one_of("pack agreement issue-by", name, n) ||
		(counts_item && is_one_of("unit", name, n))))
		*wrong = false;
	return "?!";
}

struct expected {
	int32_t line, column;
	char name[32];
};

/* Copies the element from its '<' to its '>' with faults in it. */
static const char *copy_tag(struct text *out, const char *tag, enum what what,
	struct expected *expected, int *nexpected, int32_t line, size_t line_start)
{
	const char *end = strchr(tag, '>'), *at = tag + 1 + strcspn(tag + 1, " />");
	char element[32] = "";
	bool first = true;

	memcpy(element, tag + 1, (size_t)(at - tag) - 1);
	text_add(out, tag, (size_t)(at - tag));
	while (at < end) {
		const char *name = at + strspn(at, " "), *value;
		size_t n = strcspn(name, "= />"), length;
		const char *new;
		bool wrong = false;

		if (name[n] != '=')
			break;
		value = name + n + 2;
		length = strcspn(value, "\"");
		text_add(out, at, (size_t)(value - at));
		new = exchanged(what, element, name, n, &first, &wrong);
		if (new && wrong) {
			expected[*nexpected].line = line;
			expected[*nexpected].column = (int32_t)(out->length - line_start) + 1;
			memcpy(expected[*nexpected].name, name, n);
			expected[*nexpected].name[n] = '\0';
			++*nexpected;
		}
		if (new)
			text_puts(out, new);
		else
			text_add(out, value, length);
		text_putc(out, '"');
		at = value + length + 1;
	}
	text_add(out, at, (size_t)(end - at) + 1);
	return end + 1;
}

/* The small scenario with faults in its k-th element (-1: in every one); false
 * when it has no such. */
static bool with_faults(struct text *out, int k, enum what what, struct expected *expected,
	int *nexpected)
{
	const char *at = SMALL_SCENARIO, *end = strstr(SMALL_SCENARIO, "<extension>");
	size_t line_start = 0;
	bool every = k < 0;
	int32_t line = 1;

	*nexpected = 0;
	text_clear(out);
	for (; at < end;) {
		if (*at == '<' && at[1] != '/' && at[1] != '?' &&
			(every || k-- == 0)) {
			at = copy_tag(out, at, what, expected, nexpected, line, line_start);
			continue;
		}
		text_putc(out, *at);
		if (*at++ == '\n') {
			line++;
			line_start = out->length;
		}
	}
	text_puts(out, end);
	return k < 0;
}

static void check_said(const struct reading_of *r, const struct expected *expected, int n)
{
	int i;
	int32_t k;

	for (i = 0; i < n; i++) {
		for (k = 0; k < r->d.nitems; k++) {
			const struct diag *item = &r->d.items[k];

			if (item->severity == DIAG_ERROR && item->where.line == expected[i].line &&
				item->where.column == expected[i].column)
				break;
		}
		if (k < r->d.nitems)
			continue;
		diags_print(&r->d, stderr);
		fail_msg("nothing is said of \"%s\" at %d:%d", expected[i].name,
			(int)expected[i].line, (int)expected[i].column);
	}
}

/* Faults of an element do not hide those of what is inside it. */
static void faults_everywhere_are_said(void **state)
{
	struct expected expected[256];
	struct reading_of r;
	struct text text;
	int n;

	(void)state;
	text_init(&text);
	assert_true(with_faults(&text, -1, ALL, expected, &n));
	assert_true(n > 100 && n < 256);
	reading_of(&r, text_str(&text));
	check_said(&r, expected, n);
	reading_of_release(&r);
	text_release(&text);
}

static void every_fault_of_an_element_is_said(void **state)
{
	struct expected expected[32];
	struct text text;
	int k, n, total = 0;
	enum what what;

	(void)state;
	text_init(&text);
	for (what = ALL; what <= ONE_REFERENCE; what++) {
		for (k = 0; with_faults(&text, k, what, expected, &n); k++) {
			struct reading_of r;

			reading_of(&r, text_str(&text));
			check_said(&r, expected, n);
			total += n;
			reading_of_release(&r);
		}
	}
	assert_true(total > 200);
	text_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_fault_of_an_element_is_said),
		cmocka_unit_test(faults_everywhere_are_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
