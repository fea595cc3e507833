/* What the office noted of findings: replies.csv of an earlier run, filled in. */
#include "io/audit_replies.h"

#include "io/aliases.h"
#include "io/sheets.h"

#include <string.h>

enum { REPLY_FINDING, REPLY_STATUS, REPLY_REPLY, REPLY_BY, REPLY_DATE, REPLY_FIGURES, REPLY_WHAT };
static const struct sheet_column columns[] = {
	[REPLY_FINDING] = {"finding", "发现编号", SHEET_REQUIRED},
	[REPLY_STATUS] = {"status", "状态", SHEET_REQUIRED},
	[REPLY_REPLY] = {"reply", "反馈意见", 0},
	[REPLY_BY] = {"by", "记录人", 0},
	[REPLY_DATE] = {"date", "日期", 0},
	[REPLY_FIGURES] = {"figures", "数据指纹", 0},
	[REPLY_WHAT] = {"what", "内容", 0},
};
static const struct sheet_form form = {
	"replies", "反馈", columns, sizeof columns / sizeof *columns, true};

static void read_reply(struct sheet *sheet, struct replies *out, struct map *seen)
{
	struct note note = {.status = FINDING_DOUBT, .where = sheet_where(sheet)};
	int status = FINDING_DOUBT;
	day noted = DAY_NONE; /* kept as it was written */
	struct diag *item;
	int32_t i;

	if (!sheet_require(sheet, REPLY_FINDING))
		return;
	cell_text(sheet, REPLY_FINDING, &note.finding);
	cell_word(sheet, REPLY_STATUS, ALIAS_FINDING_STATUS, &status);
	cell_text(sheet, REPLY_REPLY, &note.reply);
	cell_text(sheet, REPLY_BY, &note.by);
	cell_text(sheet, REPLY_DATE, &note.date);
	cell_day(sheet, REPLY_DATE, &noted);
	cell_text(sheet, REPLY_FIGURES, &note.figures);
	note.status = (enum finding_status)status;
	if (sheet->row_ok && note.status == FINDING_EXPLAINED && !note.reply) {
		item = SHEET_FAULT(sheet, REPLY_REPLY, 266, _("a finding is explained by a reply"));
		diag_remedy(sheet->r->diags, item, _("write down what the auditee replied"));
	}
	if (!sheet->row_ok)
		return;
	if (map_add(seen, note.finding, out->nnotes) >= 0) {
		item = SHEET_FAULT(sheet, REPLY_FINDING, 353, _("the finding stands in two rows"));
		diag_remedy(sheet->r->diags, item, _("keep one of them"));
		return;
	}
	i = ARRAY_ADD(&out->notes, &out->nnotes, &out->notes_room);
	out->notes[i] = note;
}

bool replies_read(struct replies *out, struct scenario *s, const char *path, struct diags *diags)
{
	struct reading r;
	struct sheet sheet;
	struct map seen;
	bool good;

	map_init(&seen);
	reading_init(&r, s, diags);
	r.offset = s->start.offset;
	r.offset_stated = true;
	sheet_open_path(&sheet, &r, &form, path, path);
	while (sheet_next(&sheet))
		read_reply(&sheet, out, &seen);
	good = sheet_close(&sheet);
	reading_release(&r);
	map_release(&seen);
	return good;
}
