#include "base/diag_mark.h"

#include <assert.h>

struct diags_mark diags_mark(const struct diags *d)
{
	return (struct diags_mark){d->nitems, d->nerrors, d->nwarnings, d->nspoiled,
		{d->nkept[0], d->nkept[1]}, d->dropped};
}

void diags_rewind(struct diags *d, const struct diags_mark *mark)
{
	assert(mark->nitems <= d->nitems);
	d->nitems = mark->nitems;
	d->nerrors = mark->nerrors;
	d->nwarnings = mark->nwarnings;
	d->nspoiled = mark->nspoiled;
	d->nkept[0] = mark->nkept[0];
	d->nkept[1] = mark->nkept[1];
	d->dropped = mark->dropped;
	if (d->nprinted > d->nitems)
		d->nprinted = d->nitems;
}

void diags_cell(struct diags *d, int32_t file, const char *name, size_t n, const char *heading,
	int32_t field, int32_t row)
{
	struct diag_file *f = &d->files[file];
	int32_t i = ARRAY_ADD(&f->cells, &f->ncells, &f->cells_room);

	f->cells[i].name = arena_text(&d->arena, name, n);
	f->cells[i].heading = arena_strdup(&d->arena, heading);
	f->cells[i].field = field;
	f->cells[i].row = row;
}
