#include "io/plan_files.h"

#include "io/aside.h"
#include "io/printer.h"
#include "io/xml_parser.h"

#include "base/text.h"

#include <string.h>

static const char *last_part(const char *name)
{
	const char *slash = strrchr(name, '/');

	return slash ? slash + 1 : name;
}

static bool same_bytes(const struct plan_input *then, const struct input_file *now)
{
	return then->bytes == now->bytes && strcmp(then->sha256, now->sha256) == 0;
}

bool plan_head_canonical(const struct plan_head *h, const struct scenario *s)
{
	return h->canonical.sha256 && s->ninputs == 1 && same_bytes(&h->canonical, &s->inputs[0]);
}

/* One file that may have been meant to be the canonical scenario and is neither
 * that nor what was read; false when it need not be. */
static bool not_canonical(const struct plan_head *h, const struct scenario *s, struct diags *d)
{
	const struct input_file *now = &s->inputs[0];

	if (!h->canonical.sha256 || h->ninputs == 0 || s->ninputs != 1 || same_bytes(&h->inputs[0], now))
		return false;
	diag_remedy(d, diag_add(d, DIAG_ERROR, 825, h->canonical.where,
		_("%s is not the file that the plan was made from (SHA-256 %s, by the plan %s), nor its canonical "
		"scenario (by the plan %s)"), now->name, now->sha256, h->inputs[0].sha256, h->canonical.sha256),
		_("check with the files as they were, or plan again"));
	return true;
}

/* Files are compared in the order of reading, so that the scenario may lie in
 * another folder than when the plan was made. */
bool plan_head_compare(const struct plan_head *h, const struct scenario *s, struct diags *d)
{
	int32_t n = h->ninputs > s->ninputs ? h->ninputs : s->ninputs;
	bool same = true;

	if (plan_head_canonical(h, s))
		return true;
	if (not_canonical(h, s, d))
		return false;
	for (int32_t i = 0; i < n; i++) {
		const struct plan_input *then = i < h->ninputs ? &h->inputs[i] : NULL;
		const struct input_file *now = i < s->ninputs ? &s->inputs[i] : NULL;
		struct where where = then ? then->where : h->ninputs > 0 ? h->inputs[0].where : WHERE_NONE;
		struct diag *item;

		if (then && now && strcmp(last_part(then->name), last_part(now->name)) == 0
			&& same_bytes(then, now))
			continue;
		same = false;
		if (!now)
			item = diag_add(d, DIAG_ERROR, 825, where,
				_("the plan was made from %s, too, which the scenario does not read"), then->name);
		else if (!then)
			item = diag_add(d, DIAG_ERROR, 825, where,
				_("the plan does not list %s, which the scenario reads"), now->name);
		else
			item = diag_add(d, DIAG_ERROR, 825, where,
				_("%s is not the file that the plan was made from (SHA-256 %s, by the plan %s)"), now->name,
				now->sha256, then->sha256);
		diag_remedy(d, item, _("check with the files as they were, or plan again"));
	}
	return same;
}

/* As it is written (plan_said.h). */
static void keep_said(struct text *said, const struct xml_element *e)
{
	struct text value;

	text_init(&value);
	text_printf(said, "<%s", e->name);
	for (int32_t i = 0; i < e->nattributes; i++) {
		text_clear(&value);
		text_add(&value, e->attributes[i].value, e->attributes[i].length);
		text_printf(said, " %s=\"", e->attributes[i].name);
		text_escape(said, text_str(&value));
		text_putc(said, '"');
	}
	text_putc(said, '\n');
	text_release(&value);
}

enum plan_loading plan_load_by_files(struct plan *p, struct plan_places *w, const struct scenario *s,
	const struct cells *cells, const struct supply *supply, const char *path,
	const struct diags *names, bool canonical, struct diags *d)
{
	struct plan_expected expected = {.lines_aside = !canonical, .said = keep_said};
	struct aside *asides = aside_list(s, names, &expected.nasides);
	enum plan_loading loading;

	expected.asides = asides;
	scenario_fingerprint(s, &expected.bytes, expected.sha256);
	loading = plan_load(p, w, s, cells, supply, path, names, &expected, xml_parse_file, d);
	mem_free(asides);
	return loading;
}
