// SPDX-License-Identifier: GPL-2.0-or-later
#include "rule/redefine.h"

#define NEAR 200		/* lines of the hunk to either side */

/* Parameters behind the name: commas outside inner brackets, and one; none of (void).
 * -1: the line does not show them all. */
static int params_of(struct str line, struct str name)
{
	size_t at = str_find(line, name);
	int depth = 0, n = 1;
	size_t open = 0;

	if (at == SIZE_MAX)
		return -1;
	for (size_t i = at + name.n; i < line.n; i++) {
		char c = line.p[i];

		depth += (c == '(') - (c == ')');
		if (c == '(' && depth == 1)
			open = i + 1;
		n += c == ',' && depth == 1;
		if (c == ')' && !depth)
			return str_eq(str_trim(str_sub(line, open, i - open)), STR("void")) ? 0 : n;
		if (!depth && !chr_blank(c))
			return -1;
	}
	return -1;
}

static bool is_define(struct str line)
{
	return str_starts(line, STR("#")) && str_has(line, STR("define"));
}

/* Does `was`, which the patch takes out, define the name as `is` does? */
static bool defines_it(const struct fact *f, struct str was, struct str is, int *params)
{
	int n;

	if (params)
		*params = -1;
	if (!str_has_ident(was, f->name) || is_define(was) != is_define(is))
		return false;
	if (f->params < 0)
		return f->kind != FACT_TYPE;
	n = params_of(was, f->name);
	if (params)
		*params = n;
	return !chr_blank(was.p[0]) && n >= 0;
}

bool redefines_base(const struct study *st, const struct site *d, int *params)
{
	const struct diff *diff = &st->patches[d->file->n - 1].patch->diff;
	const uint32_t *lines = st->weaves.patches[d->file->n - 1].line;
	size_t at = d->line->born_at, first, end;

	if (!d->added || at == WEAVE_NONE || !diff->removed)
		return false;
	first = diff_file_begin(diff, d->file->diff);
	end = diff_file_end(diff, d->file->diff);
	if (at - first > NEAR)
		first = at - NEAR;
	if (end - at > NEAR)
		end = at + NEAR;
	for (size_t j = first; j < end; j++)
		if (diff->lines[j].op == '-' && lines[j] != WEAVE_NONE &&
		    !d->file->weave->lines[lines[j]].born &&
		    defines_it(d->fact, diff->lines[j].text, d->line->text, params))
			return true;
	return false;
}
