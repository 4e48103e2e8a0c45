// SPDX-License-Identifier: GPL-2.0-or-later
/* The groups `input` and `series`: what the readers recorded as odd becomes
 * findings here. */
#include "rule/matcher.h"
#include "series/pick.h"

static struct finding *say(struct study *st, const struct rule *r,
			   const struct patch *p, uint32_t body_line,
			   uint32_t mail_line, struct str what)
{
	struct finding *f = study_find_text(st, r, p, body_line, body_line);

	if (mail_line)
		f->mail_line = mail_line;
	rule_message(st->a, f, r, "what", str_z(st->a, what), NULL);
	return f;
}

/* Lines of `all` count in the mail, or in its body. */
static void say_all(struct study *st, const struct rule *r, const struct patch *p,
		    const struct problems *all, bool in_body, enum problem_kind kind)
{
	vec_for(const struct problem, b, all) {
		struct finding *f;

		if (b->kind != kind)
			continue;
		f = say(st, r, p, in_body ? b->line : 0, in_body ? 0 : b->line, b->text);
		/* nobody applies the diff of a reply */
		if (kind == PROBLEM_PATCH && p->kind == PATCH_REPLY)
			f->level = LEVEL_CHECK;
	}
}

static void say_problems(struct study *st, const struct rule *r,
			 const struct patch *p, enum problem_kind kind)
{
	say_all(st, r, p, &p->msg->problems, false, kind);
	say_all(st, r, p, &p->problems, true, kind);
	say_all(st, r, p, &p->diff.problems, true, kind);
}

static void each_patch(struct study *st, const struct rule *r,
		       enum problem_kind kind)
{
	if (st->series->cover)
		say_problems(st, r, st->series->cover, kind);
	for (size_t i = 0; i < st->n; i++)
		say_problems(st, r, st->patches[i].patch, kind);
}

void match_damaged_mail(struct study *st, const struct rule *r)
{
	each_patch(st, r, PROBLEM_MAIL);
}

static const struct patch *first_mail(const struct study *st)
{
	return st->series->cover ? st->series->cover : st->series->patches[0];
}

/* Whole mails, but their diffs do not follow on each other, or on the tree: the
 * first place of each patch. Behind a missing patch nothing needs to fit. */
static void say_misfits(struct study *st, const struct rule *r)
{
	const struct weave_problem *v = st->weaves.problems.v;
	size_t n = series_missing(st->series).n ? 0 : st->weaves.problems.n, next;

	for (size_t i = 0; i < n; i = next) {
		const struct patch *p = st->series->patches[v[i].patch - 1];
		struct finding *f = say(st, r, p, v[i].body_line, 0, v[i].text);

		for (next = i + 1; next < n && v[next].patch == v[i].patch; next++)
			;
		f->message = str_printf(st->a, "does not apply: %.*s", STR_FMT(v[i].text));
		if (next > i + 1)
			f->message = str_printf(st->a, "%.*s; %zu more of this patch",
						STR_FMT(f->message), next - i - 1);
	}
}

/* No damage, but git am stops at it as well. */
static void say_empty(struct study *st, const struct rule *r)
{
	for (size_t i = 0; i < st->n; i++) {
		const struct patch *p = st->patches[i].patch;

		if (p->empty && (p->kind == PATCH_PATCH || p->kind == PATCH_OTHER))
			study_find_text(st, r, p, 0, 0)->message =
				STR("changes nothing: git am stops at it, unless told --empty=keep");
	}
}

void match_damaged_patch(struct study *st, const struct rule *r)
{
	each_patch(st, r, PROBLEM_PATCH);
	say_empty(st, r);
	say_misfits(st, r);
}

void match_not_read(struct study *st, const struct rule *r)
{
	each_patch(st, r, PROBLEM_NOT_READ);
}

static void each_trouble(struct study *st, const struct rule *r,
			 enum series_trouble kind)
{
	for (size_t i = 0; i < st->series->nproblems; i++) {
		const struct series_problem *p = &st->series->problems[i];

		if (p->kind == kind)
			say(st, r, p->patch ? p->patch : first_mail(st), 0, 0,
			    p->text);
	}
}

void match_numbering(struct study *st, const struct rule *r)
{
	each_trouble(st, r, SERIES_NUMBERING);
	each_trouble(st, r, SERIES_TWICE);
}

/* One patch out of a series is what a reader of single mails has; the summary
 * counts those. */
void match_patch_missing(struct study *st, const struct rule *r)
{
	if (st->series->partial)
		return;
	each_trouble(st, r, SERIES_MISSING);
}

void match_cover_missing(struct study *st, const struct rule *r)
{
	each_trouble(st, r, SERIES_NO_COVER);
}

void match_base_missing(struct study *st, const struct rule *r)
{
	each_trouble(st, r, SERIES_NO_BASE);
}

void match_version_mixed(struct study *st, const struct rule *r)
{
	each_trouble(st, r, SERIES_MIXED);
}
