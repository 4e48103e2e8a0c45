// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/report.h"

static const struct report_writer *const writers[] = {
	&report_text, &report_jsonl, &report_json, &report_sarif,
	&report_rdjsonl, &report_github, &report_b4,
};

const char *report_level(enum level l)
{
	return l == LEVEL_ERROR ? "ERROR" : l == LEVEL_WARNING ? "WARNING" : "CHECK";
}

const struct report_writer *report_writer_of(const char *name)
{
	for (size_t i = 0; i < sizeof(writers) / sizeof(*writers); i++)
		if (!strcmp(writers[i]->name, name))
			return writers[i];
	return NULL;
}

void report_begin(struct report *r, const struct report_writer *w, struct buf *out,
		  const struct rules *rules)
{
	r->writer = w;
	r->out = out;
	r->rules = rules;
	if (w->begin)
		w->begin(r);
}

void report_note(struct report *r, struct str line)
{
	if (r->writer->note && !r->opt.quiet)
		r->writer->note(r, line);
}

static void count(struct report_totals *t, const struct finding *f)
{
	t->errors += f->level == LEVEL_ERROR;
	t->warnings += f->level == LEVEL_WARNING;
	t->checks += f->level == LEVEL_CHECK;
}

void report_findings(struct report *r, const struct findings *fs)
{
	for (size_t i = 0; i < fs->n; i++) {
		count(&r->totals, &fs->v[i]);
		r->writer->finding(r, &fs->v[i]);
		r->nfindings++;
	}
}

void report_end(struct report *r)
{
	if (r->writer->end)
		r->writer->end(r);
}

size_t report_at_least(const struct report_totals *t, enum level from)
{
	return t->errors + (from <= LEVEL_WARNING ? t->warnings : 0) +
	       (from <= LEVEL_CHECK ? t->checks : 0);
}
