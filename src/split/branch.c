// SPDX-License-Identifier: GPL-2.0-or-later
#include "split/branch.h"

#include "base/buf.h"
#include "base/map.h"
#include "base/vec.h"
#include "mail/date.h"
#include "split/blob.h"
#include "split/mail.h"

struct maker {
	const struct emit *e;
	const struct proof *proof;
	struct repo *r;
	struct branches *out;
	struct arena *a;
	struct blobs *blobs;
	const char *base;	/* the commit */
	char parent[41];
};

char *branch_name(struct arena *a, const char *name, enum half half)
{
	return arena_printf(a, "%s-%s", name, half_name(half));
}

/* Minutes east of UTC at the end of a date: "+0530". */
static int zone_of(struct str date)
{
	for (size_t i = date.n; i-- > 0; ) {
		struct str digits = str_sub(date, i + 1, 4);
		uint64_t v;

		if (date.p[i] != '+' && date.p[i] != '-')
			continue;
		if (digits.n != 4 || !str_num(&digits, &v, 1500) || digits.n)
			return 0;
		return (int)(v / 100 * 60 + v % 100) * (date.p[i] == '-' ? -1 : 1);
	}
	return 0;
}

/* Where no patch tells a mode, the base knows. */
static uint32_t mode_of(struct maker *m, const struct weave *w, uint32_t step)
{
	const struct weave *of;
	uint32_t mode = weave_told_mode(w, step, &of);

	if (!mode)
		mode = repo_mode(m->r, m->base, str_z(m->a, of->first_path));
	return mode ? mode : tree_mode(w, step, m->proof->base_files);
}

struct changes {
	struct repo_change *v;
	size_t n, cap;
};

/* What a step does to a file, as entries of a tree: a file that moved is gone under
 * its old name. */
static bool add_change(struct maker *m, struct changes *list, const struct weave *w,
		       uint32_t step, struct err *err)
{
	struct str was, is;
	bool before = weave_exists(w, step - 1, &was), after = weave_exists(w, step, &is);
	struct buf text = BUF;
	struct str bytes = STR("");
	bool ok = true;

	if (w->binary) {
		if (!blobs_after(m->blobs, w, step, &bytes, err))
			return false;
	} else {
		ok = !after || weave_text(w, step, &text);
		bytes = str_dup(m->a, buf_str(&text));
	}
	if (before && (!after || !str_eq(was, is)))
		vec_add(m->a, list, ((struct repo_change){
			.path = str_z(m->a, was), .gone = true,
		}));
	if (ok && after)
		vec_add(m->a, list, ((struct repo_change){
			.path = str_z(m->a, is), .mode = mode_of(m, w, step),
			.text = bytes,
		}));
	buf_free(&text);
	return ok || err_set(err, "%.*s: cannot be written as a commit: "
			     "the base does not have it", STR_FMT(is));
}

/* A file that moved away and one that took its name: the removal goes first
 * and must not undo the other. */
static void drop_undone(struct changes *list, struct arena *a)
{
	struct map *there = map_new(a);
	size_t kept = 0;

	for (size_t i = 0; i < list->n; i++)
		if (!list->v[i].gone)
			map_set(there, str_of(list->v[i].path), list);
	for (size_t i = 0; i < list->n; i++)
		if (!list->v[i].gone || !map_get(there, str_of(list->v[i].path)))
			list->v[kept++] = list->v[i];
	list->n = kept;
}

static void split_author(struct maker *m, struct str author, struct repo_commit *c)
{
	size_t open = str_rfind_chr(author, '<'), close = str_rfind_chr(author, '>');
	struct str name = author, mail = author;

	if (open != SIZE_MAX && close != SIZE_MAX && close > open) {
		name = str_trim(str_sub(author, 0, open));
		mail = str_trim(str_sub(author, open + 1, close - open - 1));
	}
	name = mail_unquoted(name);
	c->name = str_z(m->a, name.n ? name : mail);
	c->mail = str_z(m->a, mail);
}

static char *message_of(struct maker *m, const struct patch *p)
{
	struct str body = str_trim(p->message.text);

	return arena_printf(m->a, "%.*s\n%s%.*s%s", STR_FMT(p->subject.title),
			    body.n ? "\n" : "", STR_FMT(body), body.n ? "\n" : "");
}

/* A file that the diff names twice is changed once. */
static bool named_before(const struct weave *w, uint32_t step, const struct diff_file *f)
{
	return w->events[weave_event_from(w, step)].file != f;
}

/* Patch k (from 0) of a half, step `step` of the proof's weaves. */
static bool commit_patch(struct maker *m, enum half half, size_t k, uint32_t step,
			 struct err *err)
{
	const struct half_patch *hp = &m->e->half[half].v[k];
	const struct patch *p = m->proof->half[half].patches[k];
	const struct weave_patch *wp = &m->proof->weaves.patches[step - 1];
	struct branch_step *to = vec_push(m->a, m->out);
	struct repo_commit c = { .zone = zone_of(p->date) };
	struct changes list = { 0 };

	for (size_t i = 0; i < p->diff.nfiles; i++)
		if (!named_before(wp->file[i], step, &p->diff.files[i]) &&
		    !add_change(m, &list, wp->file[i], step, err))
			return false;
	drop_undone(&list, m->a);
	c.v = list.v;
	c.n = list.n;
	c.message = message_of(m, p);
	split_author(m, p->author, &c);
	date_parse(p->date, &c.time);
	to->n = hp->n;
	to->half = half;
	if (!repo_commit(m->r, m->parent, &c, to->commit, err))
		return false;
	memcpy(m->parent, to->commit, sizeof(m->parent));
	memcpy(m->out->tip[half], to->commit, sizeof(m->parent));
	return true;
}

bool branch_make(struct branches *out, const struct emit *e, const struct proof *proof,
		 struct tree_base *base, const char *name, bool force, struct err *err)
{
	struct repo *r = base->repo;
	struct maker m = { .e = e, .proof = proof, .r = r, .out = out, .a = e->a };
	uint32_t step = 0;

	*out = (struct branches){ 0 };
	base->a = e->a;
	m.base = base->commit;
	m.blobs = blobs_open(e->a, &proof->weaves, &proof->halves, tree_base_text, base);
	memcpy(m.parent, base->commit, sizeof(m.parent));
	for (int h = 0; h < 2; h++)
		if (!force && e->half[h].n && repo_has_branch(r, branch_name(e->a, name, h)))
			return err_set(err, "branch %s exists (--force sets it anew)",
				       branch_name(e->a, name, h));
	for (int i = 0; i < 2; i++) {
		enum half h = i ? half_other(e->plan->first) : e->plan->first;

		for (size_t k = 0; k < e->half[h].n; k++)
			if (!commit_patch(&m, h, k, ++step, err))
				return false;
	}
	for (int h = 0; h < 2; h++)
		if (out->tip[h][0] && !repo_branch(r, branch_name(e->a, name, h),
						   out->tip[h], force, err))
			return false;
	return true;
}
