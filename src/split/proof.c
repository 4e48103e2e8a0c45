// SPDX-License-Identifier: GPL-2.0-or-later
#include "split/proof.h"

#include "mail/message.h"
#include "split/paths.h"
#include "split/reorder.h"

/* What a series does, without order: sums of hashes. */
struct sums {
	size_t added, removed;
	uint64_t lines, binaries;
	bool copies;
};

static bool count_seen(struct proof *out, const struct plan *p, struct err *err)
{
	for (uint32_t n = 1; n <= p->s->n; n++) {
		const struct diff *d = &p->s->patches[n - 1]->diff;

		for (size_t j = 0; j < d->nlines; j++) {
			const struct diff_line *l = &d->lines[j];

			if (l->op == ' ')
				continue;
			if (p->patches[n - 1].line[j] == HALF_NEITHER)
				out->cancelled++;
			if (p->patches[n - 1].seen[j] !=
			    (p->patches[n - 1].line[j] != HALF_NEITHER))
				return err_set(err, "patch %u: line %u of the mail is in %u of the halves",
					       n, l->body_line, p->patches[n - 1].seen[j]);
			out->added += l->op == '+';
			out->removed += l->op == '-';
		}
	}
	return true;
}

static uint64_t hash_line(const char *op, struct str text)
{
	return str_hash(str_hash(STR_HASH, str_n(op, 1)), text);
}

/* Lines that the plan has in neither half do not count: `plan` may be NULL. */
static void sum_up(struct sums *s, const struct series *of, const struct plan *plan)
{
	for (size_t i = 0; i < of->n; i++) {
		const struct diff *d = &of->patches[i]->diff;

		for (size_t j = 0; j < d->nlines; j++) {
			const struct diff_line *l = &d->lines[j];

			if (l->op == ' ' ||
			    (plan && plan->patches[i].line[j] == HALF_NEITHER))
				continue;
			s->added += l->op == '+';
			s->removed += l->op == '-';
			s->lines += hash_line(&l->op, l->text);
		}
		for (size_t j = 0; j < d->nfiles; j++) {
			s->copies |= d->files[j].status == DIFF_COPY;
			if (d->files[j].binary)
				s->binaries += str_hash(STR_HASH, d->files[j].binary_text);
		}
	}
}

/* A line that is added once and removed once. */
static void sum_both(struct sums *s, struct str text)
{
	s->added++;
	s->removed++;
	s->lines += hash_line("+", text) + hash_line("-", text);
}

static void sum_stubs(struct sums *s, const struct plan *p)
{
	vec_for(const struct str, text, &p->stubs)
		sum_both(s, *text);
}

/* What the reordering spared is in the original, and in no half. */
static void sum_spared(struct sums *s, const struct reorder *r)
{
	for (size_t i = 0; r && i < r->moves.n; i++)
		vec_for(const struct reorder_pair, x, &r->moves.v[i].spared)
			sum_both(s, x->added.patch->diff.lines[x->added.at].text);
}

/* The reordered series and what it spares are the original. */
static bool check_order(const struct plan *p, struct proof *out, struct err *err)
{
	struct sums was = { 0 }, is = { 0 };

	if (!p->reorder)
		return true;
	sum_up(&was, p->reorder->original, NULL);
	sum_up(&is, p->s, NULL);
	sum_spared(&is, p->reorder);
	out->spared = p->reorder->spared;
	return (was.added == is.added && was.removed == is.removed &&
		was.lines == is.lines && was.binaries == is.binaries) ||
	       err_set(err, "the lines of the reordered series are not those of the original: "
		       "%zu of %zu added, %zu of %zu removed",
		       is.added, was.added, is.removed, was.removed);
}

static bool check_sums(const struct plan *p, const struct proof *out, struct err *err)
{
	struct sums was = { 0 }, is = { 0 };

	sum_up(&was, p->s, p);
	sum_stubs(&was, p);
	sum_up(&is, &out->half[0], NULL);
	sum_up(&is, &out->half[1], NULL);
	if (was.binaries != is.binaries)
		return err_set(err, "the binary patches of the halves are not those of the original");
	/* A copy that is printed as a new file has more lines. */
	if (!was.copies && (was.added != is.added || was.removed != is.removed ||
			    was.lines != is.lines))
		return err_set(err, "the lines of the halves are not those of the original: "
			       "%zu of %zu added, %zu of %zu removed",
			       is.added, was.added, is.removed, was.removed);
	return true;
}

/* ---- the mails, read again ---- */

static bool same_words(struct str a, struct str b)
{
	struct str x, y;

	while (str_word(&a, &x))
		if (!str_word(&b, &y) || !str_eq(x, y))
			return false;
	return !str_word(&b, &y);
}

static bool check_mail(const struct plan *p, const struct half_patch *hp,
		       const struct patch *again, struct err *err)
{
	const struct patch *was = p->s->patches[hp->n - 1];

	if (again->problems.n || again->diff.problems.n || again->msg->problems.n) {
		const struct problems *bad = again->problems.n ? &again->problems :
			again->diff.problems.n ? &again->diff.problems :
			&again->msg->problems;

		if (was->diff.nfiles || again->diff.problems.n)
			return err_set(err, "patch %u: read again: %.*s", hp->n,
				       STR_FMT(bad->v[0].text));
	}
	if (again->number != hp->k || !same_words(again->author, was->author))
		return err_set(err, "patch %u: number or author is lost: %u %.*s", hp->n,
			       again->number, STR_FMT(again->author));
	if (!hp->dropped.n && !same_words(again->message.text, was->message.text))
		return err_set(err, "patch %u: its message reads otherwise", hp->n);
	return true;
}

static bool read_half(struct series *out, const struct emit *e, enum half half,
		      struct err *err)
{
	const struct half_series *hs = &e->half[half];
	struct { struct patch **v; size_t n, cap; } patches = { 0 };
	struct series_set set;
	struct mbox_raw raw;
	struct mbox m;

	*out = (struct series){ 0 };
	if (!hs->n)
		return true;
	mbox_open(&m, emit_mbox(e, half, true));
	while (mbox_next(&m, &raw))
		vec_add(e->a, &patches,
			patch_parse(e->a, message_parse(e->a, &raw, half_name(half))));
	series_group(&set, e->a, patches.v, patches.n);
	if (set.n != 1 || set.nrest || set.v[0].n != hs->n || !set.v[0].cover)
		return err_set(err, "the %s half is not read again as one series of %zu",
			       half_name(half), hs->n);
	*out = set.v[0];
	for (size_t i = 0; i < out->n; i++)
		if (!check_mail(e->plan, &hs->v[i], out->patches[i], err))
			return false;
	return true;
}

/* ---- the trees ---- */

static bool check_applied(const struct weave_set *ws, const char *what, struct err *err)
{
	if (ws->problems.n)
		return err_set(err, "%s does not apply: %.*s", what,
			       STR_FMT(ws->problems.v[0].text));
	for (size_t i = 0; i < ws->n; i++)
		if (!ws->v[i]->base_known && !ws->v[i]->binary && weave_exists(ws->v[i], 0, NULL))
			return err_set(err, "%s does not apply: there is no %.*s", what,
				       STR_FMT(ws->v[i]->first_path));
	return true;
}

static bool check_exact(const struct weave_set *ws, struct err *err)
{
	for (size_t i = 0; i < ws->n; i++)
		for (size_t e = 0; e < ws->v[i]->nevents; e++)
			if (ws->v[i]->events[e].offset)
				return err_set(err, "%.*s: a hunk stands at a wrong line",
					       STR_FMT(ws->v[i]->path));
	return check_applied(ws, "a half", err);
}

static bool id_after(char out[41], struct arena *a, const struct weave_set *ws,
		     uint32_t n, const struct tree *base, struct err *err)
{
	struct tree t;

	if (!tree_after(&t, a, ws, n, base, err))
		return false;
	tree_id(out, a, &t);
	return true;
}

static const struct tree_file *file_at(const struct tree *t, size_t i)
{
	return i < t->n ? &t->v[i] : NULL;
}

/* The first file in which two trees differ, and how. */
static bool not_same(const struct tree *is, const struct tree *was, struct err *err)
{
	size_t i = 0, k = 0;

	for (;;) {
		const struct tree_file *a = file_at(is, i), *b = file_at(was, k);
		int d = a && b ? str_cmp(a->path, b->path) : a ? -1 : 1;

		if (!a && !b)
			return err_set(err, "after both halves the tree is not that of the original");
		if (d)
			return err_set(err, "%.*s: after both halves it is %s, after the original %s",
				       STR_FMT((d < 0 ? a : b)->path),
				       d < 0 ? "there" : "gone", d < 0 ? "gone" : "there");
		if (a->mode != b->mode)
			return err_set(err, "%.*s: its mode is %o after both halves, %o after the original",
				       STR_FMT(a->path), a->mode, b->mode);
		if (strcmp(a->id, b->id))
			return err_set(err, "%.*s: after both halves it is %s, after the original %s",
				       STR_FMT(a->path), a->id, b->id);
		i++;
		k++;
	}
}

static bool check_trees(struct proof *out, const struct emit *e, struct tree *base,
			struct err *err)
{
	const struct series *first = &out->half[e->plan->first];
	const struct series *second = &out->half[half_other(e->plan->first)];
	struct series *both = &out->halves;
	const struct reorder *r = e->plan->reorder;
	const struct series *original = r ? r->original : e->plan->s;
	struct weave_set was, *is = &out->weaves;
	struct tree t[2];

	both->n = first->n + second->n;
	both->patches = NEW_ARRAY(e->a, both->n, struct patch *);
	for (size_t i = 0; i < first->n; i++)
		both->patches[i] = first->patches[i];
	for (size_t i = 0; i < second->n; i++)
		both->patches[first->n + i] = second->patches[i];
	tree_id(out->base, e->a, base);
	weave_build(&was, e->a, original, tree_text, base);
	weave_build(is, e->a, both, tree_text, base);
	if (!check_applied(&was, "the original", err) || !check_exact(is, err) ||
	    !paths_check(is, both, err) ||
	    !id_after(out->original, e->a, &was, (uint32_t)original->n, base, err) ||
	    !id_after(out->first, e->a, is, (uint32_t)first->n, base, err) ||
	    !id_after(out->both, e->a, is, (uint32_t)both->n, base, err))
		return false;
	if (!strcmp(out->original, out->both))
		return true;
	return tree_after(&t[0], e->a, is, (uint32_t)both->n, base, err) &&
	       tree_after(&t[1], e->a, &was, (uint32_t)original->n, base, err) &&
	       not_same(&t[0], &t[1], err);
}

bool proof_make(struct proof *out, const struct emit *e, struct tree *base,
		struct err *err)
{
	*out = (struct proof){ .base_files = base };
	return count_seen(out, e->plan, err) && check_order(e->plan, out, err) &&
	       read_half(&out->half[0], e, HALF_CURRENT, err) &&
	       read_half(&out->half[1], e, HALF_THROWAWAY, err) &&
	       check_sums(e->plan, out, err) && check_trees(out, e, base, err);
}
