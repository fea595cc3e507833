#include "cli/drill_prompt.h"

#include "models/scenario_words.h"

#include <string.h>

#define HEADINGS "period,item,from,to,quantity,unit,holder,route,lot,expires,order"

static void say_told(const struct drill *d, int32_t team, int32_t step, const char *language)
{
	int64_t since = step > 0 ? d->steps[step - 1].at : -1, now = d->steps[step].at;
	char time[32];

	for (int32_t i = 0; i < d->ninjects; i++) {
		for (int32_t k = 0; k < d->injects[i].ntells; k++) {
			const struct drill_tell *tell = &d->injects[i].tells[k];

			if (tell->at <= since || tell->at > now || (tell->team >= 0 && tell->team != team))
				continue;
			fprintf(stderr, "  %s  %s\n", drill_time_format(time, tell->at), label_text(tell->text, language, ""));
		}
	}
}

/* One line without its end; false at the end of the input. */
static bool read_line(FILE *in, struct text *line)
{
	int c;

	text_clear(line);
	while ((c = getc(in)) != EOF && c != '\n') {
		char byte = (char)c;

		if (byte != '\r')
			text_add(line, &byte, 1);
	}
	return c != EOF || line->length > 0;
}

enum drill_answer drill_ask(const struct drill *d, int32_t team, int32_t step, const char *language, FILE *in,
	struct text *rows)
{
	enum drill_answer answer = ANSWER_NONE;
	struct text line;
	bool accept;
	char time[32];

	fprintf(stderr, _("EXERCISE: %s decides at %s\n"),
		label_text(d->teams[team].name, language, d->teams[team].id), drill_time_format(time, d->steps[step].at));
	say_told(d, team, step, language);
	fprintf(stderr, _("Rows to send, then an empty line; or accept (as the program proposes), or none:\n%s\n"), HEADINGS);
	text_init(&line);
	text_clear(rows);
	text_puts(rows, HEADINGS "\n");
	while (read_line(in, &line) && (line.length > 0 || answer == ANSWER_NONE)) {
		if (line.length == 0) {
			fprintf(stderr, "%s\n", _("Nothing is decided yet: rows, or accept, or none if nothing is to be sent."));
			continue;
		}
		accept = strcmp(text_str(&line), "accept") == 0;
		if (accept || strcmp(text_str(&line), "none") == 0) {
			if (answer == ANSWER_ROWS) {
				fprintf(stderr, _("Rows have been written, and an empty line sends them: \"%s\" is passed over.\n"),
					text_str(&line));
				continue;
			}
			answer = accept ? ANSWER_ACCEPT : ANSWER_NONE;
			break;
		}
		text_printf(rows, "%s\n", text_str(&line));
		answer = ANSWER_ROWS;
	}
	text_release(&line);
	return answer;
}
