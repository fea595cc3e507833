/* The papers of a plan's folder that people sign or read: dispatch orders,
 * receiving lists, the 17:00 page, the change notice, the requisition list,
 * the web page. */
#ifndef SHECANG_IO_PAPERS_H
#define SHECANG_IO_PAPERS_H

#include "io/rollup.h"
#include "io/save.h"
#include "io/section.h"

enum { DAILY_LINES = 66, DAILY_COLUMNS = 96 }; /* one A4 */

/* orders/HOLDER.txt for every holder with an order: 调拨单, 协议调用通知书;
 * orders/PLACE.txt for every place that sends goods on: 转运单. */
bool orders_save(const struct report *r, const struct rollup *u, struct folder *f);
/* receiving/PLACE.txt for every place that gets goods: 接收签收单. */
bool receiving_save(const struct report *r, const struct rollup *u, struct folder *f);
/* The 17:00 page, at most DAILY_LINES lines of DAILY_COLUMNS columns. */
void daily_text(const struct report *r, const struct rollup *u, struct text *out);
/* 变更通知: what to decide first, then every order line that changes. */
void changes_text(const struct report *r, const struct rollup *u, struct text *out);
/* Goods that would need a requisition decision; none of them is ordered. */
void requisition_text(const struct report *r, const struct rollup *u, struct text *out);
/* One self-contained page without scripts, to print on A4. */
void html_text(const struct report *r, const struct rollup *u, struct text *out);

/* Where a place is reached: contact, phone, address, as far as known; else a
 * line to fill in. */
void show_receiver(const struct report *r, struct text *out, int32_t place);
/* Drafted, checked, issued: the lines to sign. */
void show_signatures(struct text *out);
/* The quality line, when something is not recorded data. */
void show_basis(const struct rollup *u, struct text *out);

#endif
