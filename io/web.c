#include "io/web.h"

#include "base/memory.h"

#include <string.h>

static const char style[] =
	"body{font:15px/1.5 \"Noto Sans CJK SC\",\"Source Han Sans SC\",\"Microsoft YaHei\",sans-serif;"
	"color:#1a1a1a;background:#fff;max-width:64em;margin:1em auto;padding:0 1em}\n"
	"header,nav,section{margin:0 0 1.6em}\n"
	"h1{font-size:1.6em;line-height:1.25;margin:.2em 0}\n"
	"h2{font-size:1.15em;margin:0 0 .4em;border-bottom:2px solid #333;scroll-margin-top:.5em}\n"
	"p{margin:.2em 0}.kind{font-size:1.1em;color:#444}.part{border-top:4px solid #333;padding-top:.3em}\n"
	".exercise{display:inline-block;color:#a40000;border:2px solid #a40000;font-weight:bold;"
	"letter-spacing:.2em;padding:0 .6em}\n"
	".mark{background:#fff3c4;border-left:4px solid #b07d00;padding:.3em .6em;margin:.5em 0}\n"
	"nav ol{columns:2 20em;column-gap:3em;margin:0;padding-left:2em;font-size:.93em}a{color:#0b4a7f}\n"
	"table{border-collapse:collapse;font-size:.87em;margin:.3em 0}\n"
	"th,td{padding:.15em .55em;border-bottom:1px solid #ccc;text-align:left;vertical-align:top}\n"
	"th{border-bottom:1px solid #333;position:sticky;top:0;background:#f1f3f5}\n"
	"tbody tr:nth-child(even){background:#fafafa}\n"
	".n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}.w{white-space:nowrap}\n"
	"svg{vertical-align:middle;border:1px solid #777}\n"
	".sign{display:flex;flex-wrap:wrap;gap:1.2em 3em;margin:2em 0}.sign span{display:inline-block;"
	"min-width:9em;border-bottom:1px solid #333}\n"
	"footer{color:#444;font-size:.87em;border-top:1px solid #999;padding-top:.4em}\n"
	"@media screen and (max-width:60em){.wide{overflow-x:auto}th{position:static}}\n"
	"@page{size:A4;margin:14mm 12mm 16mm;@bottom-center{content:counter(page) \" / \" counter(pages)}}\n"
	"@media print{body{font-size:9.5pt;max-width:none;margin:0;padding:0}nav a{color:inherit;"
	"text-decoration:none}\n"
	"table{font-size:8pt}th,td{padding:.1em .4em}th{position:static;border-top:1px solid #333}"
	".exercise{position:fixed;top:0;right:0;background:#fff;margin:0}.part{break-before:page}"
	"h2{break-after:avoid}tr,.sign{break-inside:avoid}thead{display:table-header-group}}\n";

void web_open(struct text *out, const char *language, const char *title)
{
	text_printf(out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n",
		strcmp(language, "zh") == 0 ? "zh-CN" : "en");
	web_line(out, "title", NULL, title);
	text_printf(out, "<style>\n%s</style>\n</head>\n<body>\n", style);
}

void web_close(struct text *out, const char *foot)
{
	text_puts(out, "<footer>\n");
	web_line(out, "p", NULL, foot);
	text_puts(out, "</footer>\n</body>\n</html>\n");
}

void web_line(struct text *out, const char *tag, const char *class, const char *s)
{
	text_printf(out, "<%s", tag);
	if (class)
		text_printf(out, " class=\"%s\"", class);
	text_putc(out, '>');
	text_escape(out, s);
	text_printf(out, "</%s>\n", tag);
}

void web_paragraphs(struct text *out, const struct text *lines, const char *class)
{
	const char *s = text_str(lines);

	while (*s) {
		size_t n = strcspn(s, "\n");
		char *line = mem_calloc(n + 1, 1);

		memcpy(line, s, n);
		if (n > 0)
			web_line(out, "p", class, line);
		mem_free(line);
		s += n + (s[n] == '\n');
	}
}

void web_section(struct text *out, const struct section *s, const char *name, const struct html_column *extra,
	const char *note)
{
	text_printf(out, "<section>\n<h2 id=\"%s\">", name);
	text_escape(out, s->title);
	text_puts(out, "</h2>\n");
	web_paragraphs(out, &s->before, NULL);
	if (columns_rows(&s->table) > 0) {
		text_puts(out, "<div class=\"wide\">\n");
		columns_html(&s->table, out, name, extra);
		text_puts(out, "</div>\n");
	}
	if (note)
		web_line(out, "p", NULL, note);
	web_paragraphs(out, &s->after, NULL);
	text_puts(out, "</section>\n");
}
