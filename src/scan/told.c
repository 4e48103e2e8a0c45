// SPDX-License-Identifier: GPL-2.0-or-later
#include "scan/told.h"

#define SHOWN_MAX 6144		/* bytes */

struct str told_line(struct str text, size_t start)
{
	struct str rest = str_sub(text, start, SHOWN_MAX), line = { 0 };

	str_line(&rest, &line);
	return line;
}

struct finding *told_add(struct told *t, const struct rule *rule, struct str path,
			 struct str text, size_t start)
{
	struct finding *f = rule_finding(t->a, t->out, rule);

	if (t->path != path.p)
		t->file = str_dup(t->a, path);
	if (t->at != text.p + start)
		t->line = str_dup(t->a, told_line(text, start));
	t->path = path.p;
	t->at = text.p + start;
	f->file = t->file;
	f->text = t->line;
	return f;
}
