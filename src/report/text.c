// SPDX-License-Identifier: GPL-2.0-or-later
/* Lines as checkpatch's readers and scripts know them:
 *
 *	ERROR:FID_REMOVED: message
 *	#20: FILE: path:33:
 *	+text
 *
 * and with --terse "mail:20: ERROR:FID_REMOVED: message". The mail's line
 * counts from the first line of the message as it was given. */
#include "report/report.h"

#include "base/visible.h"

#define RED "\033[1;31m"
#define YELLOW "\033[1;33m"
#define GREEN "\033[1;32m"
#define CYAN "\033[36m"
#define BOLD "\033[1m"
#define OFF "\033[0m"

#define EVIDENCE_LINES 3	/* of one finding, without -v */

static const char *paint(const struct report *r, const char *color)
{
	return r->opt.color ? color : "";
}

static const char *level_color(const struct report *r, enum level l)
{
	return paint(r, l == LEVEL_ERROR ? RED : l == LEVEL_WARNING ? YELLOW : GREEN);
}

static void put_level(struct report *r, const struct finding *f)
{
	buf_printf(r->out, "%s%s%s:", level_color(r, f->level), report_level(f->level),
		   paint(r, OFF));
	if (r->opt.show_types)
		buf_printf(r->out, "%.*s:", STR_FMT(f->rule));
	buf_printf(r->out, " %.*s", STR_FMT(f->message));
	if (f->resolved_by)
		buf_printf(r->out, " (undone by patch %u)", f->resolved_by);
	buf_chr(r->out, '\n');
}

static void put_terse(struct report *r, const struct finding *f)
{
	const char *source = f->source ? f->source : "-";

	if ((r->opt.showfile || r->opt.emacs) && f->file.n) {
		visible_name(r->out, f->file);
		buf_printf(r->out, ":%u: ", f->line);
	} else {
		visible_name(r->out, str_of(source));
		buf_printf(r->out, ":%zu: ",
			   f->source_line + (f->mail_line ? f->mail_line - 1 : 0));
	}
	put_level(r, f);
}

static void put_mail(struct report *r, const struct finding *f)
{
	if (str_eq(f->message_id, r->last_mail) && r->nfindings && f->message_id.n)
		return;
	r->last_mail = f->message_id;
	buf_printf(r->out, "%s%.*s%s\n", paint(r, BOLD), STR_FMT(f->subject),
		   paint(r, OFF));
}

/* The inner links of a long chain are for -v. */
static void put_evidence(struct report *r, const struct finding *f)
{
	bool all = r->opt.verbose || f->nevidence <= EVIDENCE_LINES;

	for (size_t i = 0; i < f->nevidence; i++) {
		const struct evidence *e = &f->evidence[i];

		if (!all && i == 1) {
			i = f->nevidence - 2;
			buf_printf(r->out, "   ... %zu more (-v shows them)\n", i);
			continue;
		}
		buf_printf(r->out, "   %.*s%s%.*s: %.*s\n", STR_FMT(e->source),
			   e->ref.n ? ", " : "", STR_FMT(e->ref), STR_FMT(e->text));
	}
}

static void put_long(struct report *r, const struct finding *f)
{
	put_mail(r, f);
	put_level(r, f);
	buf_printf(r->out, "%s#%u:", paint(r, CYAN), f->mail_line);
	if (f->file.n) {
		buf_add(r->out, STR(" FILE: "));
		visible_name(r->out, f->file);
		buf_chr(r->out, ':');
	}
	if (f->file.n && f->line)
		buf_printf(r->out, "%u:", f->line);
	buf_printf(r->out, "%s\n", paint(r, OFF));
	if (f->text.n)
		buf_printf(r->out, "%s%.*s\n", f->file.n ? "+" : "  ", STR_FMT(f->text));
	put_evidence(r, f);
	if (r->opt.verbose && f->why.n)
		buf_printf(r->out, "   why: %.*s\n", STR_FMT(f->why));
	buf_chr(r->out, '\n');
}

static void text_finding(struct report *r, const struct finding *f)
{
	if (f->level == LEVEL_CHECK && !r->opt.strict)
		return;
	if (r->opt.terse || r->opt.emacs)
		put_terse(r, f);
	else
		put_long(r, f);
}

static void text_note(struct report *r, struct str line)
{
	if (!r->opt.terse)
		buf_printf(r->out, "%.*s\n", STR_FMT(line));
}

static void plural(struct buf *b, size_t n, const char *one, const char *many)
{
	buf_printf(b, "%zu %s", n, n == 1 ? one : many);
}

static void put_read(struct report *r)
{
	const struct report_totals *t = &r->totals;

	buf_add(r->out, STR("read: "));
	plural(r->out, t->messages, "message (", "messages (");
	plural(r->out, t->patches, "patch", "patches");
	if (t->covers) {
		buf_add(r->out, STR(", "));
		plural(r->out, t->covers, "cover letter", "cover letters");
	}
	if (t->replies) {
		buf_add(r->out, STR(", "));
		plural(r->out, t->replies, "reply", "replies");
	}
	if (t->others)
		buf_printf(r->out, ", %zu other", t->others);
	buf_add(r->out, STR("), "));
	plural(r->out, t->files, "file change, ", "file changes, ");
	plural(r->out, t->hunks, "hunk, ", "hunks, ");
	buf_printf(r->out, "%zu lines added", t->added);
	if (t->partial)
		buf_printf(r->out, "; %zu of %zu series %s not here as a whole",
			   t->partial, t->series, t->partial == 1 ? "is" : "are");
	if (t->macros_unknown)
		buf_printf(r->out, "; %zu of %zu macros could not be evaluated",
			   t->macros_unknown, t->macros);
	if (t->not_read)
		buf_printf(r->out, "; %s%zu could not be read%s", paint(r, RED),
			   t->not_read, paint(r, OFF));
	buf_chr(r->out, '\n');
}

static void text_end(struct report *r)
{
	const struct report_totals *t = &r->totals;

	if (r->opt.no_summary || r->opt.quiet)
		return;
	put_read(r);
	if (t->baseline) {
		plural(r->out, t->known, "known finding", "known findings");
		buf_printf(r->out, " not shown, %zu of the baseline gone\n", t->gone);
	}
	buf_printf(r->out, "total: ");
	plural(r->out, t->errors, "error, ", "errors, ");
	plural(r->out, t->warnings, "warning, ", "warnings, ");
	plural(r->out, t->checks, "check", "checks");
	if (t->checks && !r->opt.strict)
		buf_add(r->out, STR(" (shown with --strict)"));
	buf_chr(r->out, '\n');
}

const struct report_writer report_text = {
	.name = "text", .summary = "for people, as checkpatch prints (default)",
	.note = text_note, .finding = text_finding, .end = text_end,
};
