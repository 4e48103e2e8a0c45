// SPDX-License-Identifier: GPL-2.0-or-later
#include "split/emit.h"

#include "base/file.h"
#include "base/vec.h"
#include "patch/patchid.h"
#include "split/cover.h"
#include "split/mail.h"
#include "split/reorder.h"
#include "split/stat.h"

const struct half_patch *emit_find(const struct emit *e, enum half half, uint32_t n)
{
	for (size_t i = 0; i < e->half[half].n; i++)
		if (e->half[half].v[i].n == n)
			return &e->half[half].v[i];
	return NULL;
}

static bool is_review(struct str name)
{
	static const char *const words[] = { "tested", "reviewed", "acked" };

	if (name.n < 3 || !str_eq_nocase(str_from(name, name.n - 3), STR("-by")))
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_find_nocase(name, str_of(words[i])) != SIZE_MAX)
			return true;
	return false;
}

static void drop_trailers(const struct emit *e, struct half_patch *hp)
{
	const struct patch *p = e->plan->s->patches[hp->n - 1];

	if (!(hp->mixed || reorder_changed(e->plan->reorder, p)) || e->keep_trailers)
		return;
	vec_for(const struct trailer, t, &p->trailers)
		if (is_review(t->name))
			vec_add(e->a, &hp->dropped, *t);
}

static bool dropped_line(const struct half_patch *hp, uint32_t line)
{
	for (size_t i = 0; i < hp->dropped.n; i++)
		if (hp->dropped.v[i].line == line)
			return true;
	return false;
}

static void add_message(struct buf *out, const struct patch *p,
			const struct half_patch *hp)
{
	struct str text = p->message.text, line;
	uint32_t n = p->message.first;
	bool dropping = false;

	for (; str_line(&text, &line); n++) {
		bool folded = line.n && chr_blank(line.p[0]);

		dropping = dropped_line(hp, n) || (dropping && folded);
		if (dropping)
			continue;
		buf_add(out, line);
		buf_chr(out, '\n');
	}
}

static void add_dropped(struct buf *out, const struct half_patch *hp)
{
	for (size_t i = 0; i < hp->dropped.n; i++)
		buf_printf(out, "%s%.*s: %.*s\n",
			   i ? "  " : "Given for the whole, and left out here:\n  ",
			   STR_FMT(hp->dropped.v[i].name), STR_FMT(hp->dropped.v[i].value));
}

/* What the reordering did to the patch. */
static void add_order(struct buf *out, const struct emit *e, const struct half_patch *hp)
{
	const struct reorder *r = e->plan->reorder;
	const struct patch *p = e->plan->s->patches[hp->n - 1], *was = reorder_was(r, p);

	for (size_t i = 0; r && i < r->moves.n; i++) {
		const struct reorder_move *m = &r->moves.v[i];
		size_t spared = 0, here = 0, gone = 0;

		vec_for(const struct reorder_pair, x, &m->spared)
			spared += x->added.patch == was || x->removed.patch == was;
		vec_for(const struct reorder_fold, x, &m->folded) {
			here += x->into == was && x->line.patch != was;
			gone += x->line.patch == was && x->into != was;
		}
		if (!m->moved || (!spared && !here && !gone && m->patch != was))
			continue;
		buf_printf(out, "winnow split: patch %u of the original comes earlier, ",
			   m->patch->number);
		if (m->behind)
			buf_printf(out, "behind patch %u.\n", m->behind->number);
		else
			buf_add(out, STR("as the first.\n"));
		if (spared && m->patch == was)
			buf_printf(out, "It need not take away %zu lines, for they are no longer added.\n",
				   spared);
		else if (spared)
			buf_printf(out, "So %zu lines are not added that it took away again.\n", spared);
		if (here)
			buf_printf(out, "Here now, with the code they change: %zu of its lines.\n",
				   here);
		if (gone)
			buf_printf(out, "Now in later patches, with the code they change: %zu lines.\n",
				   gone);
	}
}

/* What a mixed patch holds, below the --- where git-am(1) does not look. */
static void add_note(struct buf *out, const struct emit *e,
		     const struct half_series *hs, const struct half_patch *hp)
{
	enum half other = half_other(hs->half);
	const struct half_patch *rest = emit_find(e, other, hp->n);
	size_t added, removed, added2, removed2;

	if (!hp->mixed || !rest)
		return;
	plan_count(e->plan, hp->n, hs->half, &added, &removed);
	plan_count(e->plan, hp->n, other, &added2, &removed2);
	buf_printf(out, "winnow split: the %s part of patch %u of the original, %zu of %zu added\n"
		   "and %zu of %zu removed lines; the rest is patch %u of the %s series.\n",
		   half_name(hs->half), e->plan->s->patches[hp->n - 1]->number,
		   added, added + added2, removed, removed + removed2, rest->k,
		   half_name(other));
}

static void add_notes(struct buf *out, const struct emit *e,
		      const struct half_series *hs, const struct half_patch *hp)
{
	size_t n = out->n;

	add_order(out, e, hp);
	add_note(out, e, hs, hp);
	add_dropped(out, hp);
	if (out->n > n)
		buf_chr(out, '\n');
}

static void write_patch(const struct emit *e, const struct half_series *hs,
			struct half_patch *hp)
{
	const struct patch *p = e->plan->s->patches[hp->n - 1];
	struct buf head = BUF, body = BUF;

	hp->subject = mail_subject(e->a, &p->subject, hp->k, hs->n, STR(""));
	hp->file_name = mail_file_name(e->a, &p->subject, hp->k);
	mail_head(&head, p->msg, hp->subject, p->date, hp->id, hs->cover_id);
	if (p->author.n && !str_eq(p->author, p->msg->from))
		buf_printf(&body, "From: %.*s\n\n", STR_FMT(p->author));
	add_message(&body, p, hp);
	buf_add(&body, STR("---\n"));
	add_notes(&body, e, hs, hp);
	if (p->notes.text.n) {
		buf_add(&body, p->notes.text);
		buf_add(&body, STR("\n\n"));
	}
	stat_print(&body, &hp->stat);
	buf_chr(&body, '\n');
	buf_add(&body, hp->diff);
	hp->text = mail_finish(e->a, &head, &body);
	buf_free(&head);
	buf_free(&body);
}

static bool print_half(struct emit *e, enum half half, struct err *err)
{
	struct half_series *hs = &e->half[half];
	struct view v;
	struct buf diff = BUF;
	bool ok = true;

	hs->half = half;
	view_open(&v, e->plan, half);
	for (uint32_t n = 1; ok && n <= e->plan->s->n; n++) {
		const struct patch *p = e->plan->s->patches[n - 1];
		struct half_patch hp = { .n = n };

		buf_clear(&diff);
		ok = print_step(&diff, &hp.stat, &v, n, err);
		/* A patch without a diff says something: it stays in one half. */
		if (!diff.n && (p->diff.nfiles || e->plan->patches[n - 1].whole != half))
			continue;
		hp.diff = str_dup(e->a, buf_str(&diff));
		hp.k = (uint32_t)hs->n + 1;
		hp.id = mail_id(e->a, half_name(half), p->msg);
		if (half == e->plan->first) {
			struct diff again;

			diff_parse(&again, e->a, hp.diff, 1);
			patchid(hp.patch_id, &again);
		}
		vec_add(e->a, hs, hp);
	}
	buf_free(&diff);
	return ok;
}

bool emit_make(struct emit *e, struct arena *a, const struct plan *plan,
	       bool keep_trailers, struct err *err)
{
	*e = (struct emit){ .a = a, .plan = plan, .keep_trailers = keep_trailers };
	for (int h = 0; h < 2; h++)
		if (!print_half(e, h, err))
			return false;
	for (int h = 0; h < 2; h++) {
		struct half_series *hs = &e->half[h];

		cover_name(e, hs);
		for (size_t i = 0; i < hs->n; i++) {
			hs->v[i].mixed = emit_find(e, half_other(h), hs->v[i].n) != NULL;
			drop_trailers(e, &hs->v[i]);
		}
	}
	for (int i = 0; i < 2; i++) {
		/* The cover of the second half names patch-ids of the first. */
		struct half_series *hs = &e->half[i ? half_other(plan->first) : plan->first];

		for (size_t k = 0; k < hs->n; k++)
			write_patch(e, hs, &hs->v[k]);
		if (hs->n)
			cover_write(e, hs);
	}
	return true;
}

struct str emit_mbox(const struct emit *e, enum half half, bool cover)
{
	const struct half_series *hs = &e->half[half];
	struct buf out = BUF;
	struct str text;

	if (hs->n && cover)
		mail_to_mbox(&out, hs->cover_text);
	for (size_t i = 0; i < hs->n; i++)
		mail_to_mbox(&out, hs->v[i].text);
	text = str_dup(e->a, buf_str(&out));
	buf_free(&out);
	return text;
}

static bool write_mail(const struct emit *e, const char *dir, struct str name,
		       struct str text, struct err *err)
{
	struct buf whole = BUF;
	bool ok;

	buf_add(&whole, STR(MAIL_FROM_LINE));
	buf_add(&whole, text);
	ok = file_write(path_join(e->a, dir, str_z(e->a, name)), buf_str(&whole), err);
	buf_free(&whole);
	return ok;
}

bool emit_write(const struct emit *e, const char *dir, struct err *err)
{
	for (int h = 0; h < 2; h++) {
		const struct half_series *hs = &e->half[h];
		char *sub = path_join(e->a, dir, half_name(h));
		char *mbox = arena_printf(e->a, "%s.mbox", sub);

		if (!file_mkdirs(sub, err) ||
		    !file_write(mbox, emit_mbox(e, h, false), err))
			return false;
		if (hs->n && !write_mail(e, sub, hs->cover_file, hs->cover_text, err))
			return false;
		for (size_t i = 0; i < hs->n; i++)
			if (!write_mail(e, sub, hs->v[i].file_name, hs->v[i].text, err))
				return false;
	}
	return true;
}
