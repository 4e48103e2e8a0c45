// SPDX-License-Identifier: GPL-2.0-or-later
#include "split/cover.h"

#include <stdlib.h>

#include "split/mail.h"
#include "split/reorder.h"
#include "split/stat.h"

static const struct patch *original(const struct emit *e)
{
	return e->plan->s->cover ? e->plan->s->cover : e->plan->s->patches[0];
}

static const struct half_series *other(const struct emit *e, const struct half_series *hs)
{
	return &e->half[half_other(hs->half)];
}

void cover_name(struct emit *e, struct half_series *hs)
{
	const struct patch *p = original(e);

	hs->cover_id = mail_id(e->a, half_name(hs->half), p->msg);
	/* The first patch has an id of its own. */
	if (!e->plan->s->cover)
		hs->cover_id = str_printf(e->a, "%s.cover%.*s", half_name(hs->half),
			STR_FMT(str_from(hs->cover_id, strlen(half_name(hs->half)))));
	hs->cover_file = mail_file_name(e->a, &p->subject, 0);
}

/* ---- what moved ---- */

static void add_share(struct buf *out, const struct emit *e, enum half half, uint32_t n)
{
	size_t added, removed, rest_added, rest_removed;

	plan_count(e->plan, n, half, &added, &removed);
	plan_count(e->plan, n, half_other(half), &rest_added, &rest_removed);
	if (added)
		buf_printf(out, "%zu of %zu added", added, added + rest_added);
	if (removed)
		buf_printf(out, "%s%zu of %zu removed", added ? ", " : "", removed,
			   removed + rest_removed);
	buf_printf(out, " line%s", added + rest_added + removed + rest_removed == 1 ? "" : "s");
}

static void add_list(struct buf *out, const struct emit *e, const struct half_series *of,
		     bool here)
{
	for (size_t i = 0; i < of->n; i++) {
		const struct half_patch *hp = &of->v[i];
		const struct patch *p = e->plan->s->patches[hp->n - 1];

		buf_printf(out, "  %u/%u %.*s\n      ", p->number, e->plan->s->total,
			   STR_FMT(p->subject.title));
		if (!hp->mixed)
			buf_add(out, STR("the whole patch"));
		else
			add_share(out, e, of->half, hp->n);
		buf_printf(out, ", %s %u/%zu\n", here ? "here" : "there", hp->k, of->n);
	}
	buf_chr(out, '\n');
}

static void add_moved(struct buf *out, const struct emit *e, const struct half_series *hs)
{
	const struct half_series *rest = other(e, hs);
	bool first = hs->half == e->plan->first;

	if (!rest->n)
		return;
	buf_printf(out, "winnow split: this is the %s half of the series. The %s half\n"
		   "  %.*s\n"
		   "is to be applied %s it; after both the tree is that of the original.\n",
		   half_name(hs->half), half_name(rest->half), STR_FMT(rest->cover_id),
		   first ? "on top of" : "before");
	if (hs->half == HALF_THROWAWAY) {
		buf_add(out, STR("None of this is meant to be merged. Here are, of the original:\n\n"));
		add_list(out, e, hs, true);
		return;
	}
	buf_add(out, STR("Moved there, of the original:\n\n"));
	add_list(out, e, rest, false);
}

/* Which patch comes earlier than in the original, in the half that has it. */
static void add_order(struct buf *out, const struct emit *e, const struct half_series *hs)
{
	const struct reorder *r = e->plan->reorder;

	for (size_t i = 0; r && i < r->moves.n; i++) {
		const struct reorder_move *m = &r->moves.v[i];
		bool here = false;

		for (size_t k = 0; k < hs->n; k++)
			here |= reorder_was(r, e->plan->s->patches[hs->v[k].n - 1]) == m->patch;
		if (!m->moved || !here)
			continue;
		buf_printf(out, "Patch %u/%u of the original comes earlier here, ",
			   m->patch->number, r->original->total);
		if (m->behind)
			buf_printf(out, "behind %u/%u:\n  %.*s\n", m->behind->number,
				   r->original->total, STR_FMT(m->patch->subject.title));
		else
			buf_printf(out, "as the first:\n  %.*s\n",
				   STR_FMT(m->patch->subject.title));
		buf_printf(out, "So %zu lines are no longer added and taken away again", m->spared.n);
		if (m->folded.n)
			buf_printf(out, ",\nand %zu of its lines stand with the code they change",
				   m->folded.n);
		buf_add(out, STR(".\n\n"));
	}
}

static void add_holes(struct buf *out, const struct emit *e, const struct half_series *hs)
{
	const struct plan *p = e->plan;

	if (!p->holes.n || hs->half != HALF_CURRENT || !other(e, hs)->n)
		return;
	buf_add(out, STR("Still to be written, in place of what moved:\n\n"));
	for (size_t i = 0; i < p->holes.n; i++) {
		const struct plan_hole *h = &p->holes.v[i];
		const struct half_patch *hp = emit_find(e, HALF_CURRENT, h->patch);

		if (i && plan_same_hole(h, h - 1))
			continue;
		buf_printf(out, "  %u/%zu %.*s:\n      %.*s\n", hp ? hp->k : 0, hs->n,
			   STR_FMT(h->file), STR_FMT(h->what));
		if (h->hint.n)
			buf_printf(out, "      use %.*s\n", STR_FMT(h->hint));
	}
	buf_chr(out, '\n');
}

/* ---- shortlog ---- */

struct author {
	struct str name;
	size_t *titles, n;	/* indexes of patches in the half */
};

static struct str name_of(const struct patch *p)
{
	struct str name = str_sub(p->author, 0, str_find_chr(p->author, '<'));

	name = mail_unquoted(str_trim(name));
	return name.n ? name : p->author;
}

static int by_name(const void *x, const void *y)
{
	return str_cmp(((const struct author *)x)->name, ((const struct author *)y)->name);
}

static void add_shortlog(struct buf *out, const struct emit *e, const struct half_series *hs)
{
	struct author *v = NEW_ARRAY(e->a, hs->n, struct author);
	struct map *seen = map_new(e->a);
	size_t n = 0;

	for (size_t i = 0; i < hs->n; i++) {
		struct str name = name_of(e->plan->s->patches[hs->v[i].n - 1]);
		void **at = map_at(seen, name);
		struct author *who = *at;

		if (!who) {
			who = &v[n++];
			who->name = name;
			who->titles = NEW_ARRAY(e->a, hs->n, size_t);
			*at = who;
		}
		who->titles[who->n++] = i;
	}
	qsort(v, n, sizeof(*v), by_name);
	for (size_t i = 0; i < n; i++) {
		buf_printf(out, "%.*s (%zu):\n", STR_FMT(v[i].name), v[i].n);
		for (size_t k = 0; k < v[i].n; k++) {
			uint32_t at = hs->v[v[i].titles[k]].n;

			buf_printf(out, "  %.*s\n",
				   STR_FMT(e->plan->s->patches[at - 1]->subject.title));
		}
		buf_chr(out, '\n');
	}
}

/* ---- the original's notes, without what is made anew ---- */

static bool is_made(struct str line, bool *log)
{
	size_t bar = str_rfind_chr(line, '|'), open = str_rfind_chr(line, '(');
	struct str rest = str_ltrim(line), count;
	uint64_t n;

	if (str_ends(line, STR("):")) && open != SIZE_MAX) {
		count = str_from(line, open + 1);
		*log = str_num(&count, &n, UINT32_MAX) && str_eq(count, STR("):"));
		return *log;
	}
	if (*log && str_starts(line, STR("  ")))
		return true;
	*log = false;
	if (str_eq(line, STR("---")) || str_eq(line, STR("-- ")))
		return true;
	if (str_starts(line, STR(" create mode ")) || str_starts(line, STR(" delete mode ")) ||
	    str_starts(line, STR(" rename ")) || str_starts(line, STR(" mode change ")))
		return true;
	if (str_num(&rest, &n, UINT32_MAX) && str_starts(rest, STR(" file")) &&
	    str_has(rest, STR(" changed")))
		return true;
	rest = bar == SIZE_MAX ? STR("") : str_ltrim(str_from(line, bar + 1));
	return line.n && line.p[0] == ' ' && (str_starts(rest, STR("Bin")) ||
	       (str_num(&rest, &n, UINT32_MAX) && (!rest.n || rest.p[0] == ' ')));
}

static bool is_base(const struct emit *e, struct str line)
{
	for (size_t i = 0; i < e->plan->s->base.n; i++) {
		struct str name = e->plan->s->base.v[i].name;

		if (str_starts_nocase(line, name) && str_from(line, name.n).n &&
		    line.p[name.n] == ':')
			return true;
	}
	return false;
}

static void add_notes(struct buf *out, const struct emit *e, struct str text)
{
	struct buf kept = BUF;
	bool log = false;
	struct str line;

	while (str_line(&text, &line)) {
		bool blank = !str_trim(line).n;

		if (is_made(line, &log) || is_base(e, line))
			continue;
		/* One empty line where several were left. */
		if (blank && (!kept.n || (kept.n > 1 && kept.p[kept.n - 2] == '\n')))
			continue;
		buf_add(&kept, line);
		buf_chr(&kept, '\n');
	}
	buf_add(out, buf_str(&kept));
	if (kept.n && !(kept.n > 1 && kept.p[kept.n - 2] == '\n'))
		buf_chr(out, '\n');
	buf_free(&kept);
}

/* ---- base lines ---- */

static void add_base(struct buf *out, const struct emit *e, const struct half_series *hs)
{
	const struct series *s = e->plan->s;
	const struct half_series *rest = other(e, hs);
	bool on_top = hs->half != e->plan->first && rest->n;
	struct str change = STR("");

	for (size_t i = 0; i < s->base.n; i++) {
		const struct trailer *t = &s->base.v[i];
		bool moved = hs->half == HALF_THROWAWAY && rest->n;

		if (str_eq_nocase(t->name, STR("change-id"))) {
			change = t->value;
			buf_printf(out, "%.*s: %.*s%s\n", STR_FMT(t->name), STR_FMT(t->value),
				   moved && !str_ends(change, STR("-throwaway")) ?
				   "-throwaway" : "");
			continue;
		}
		buf_printf(out, "%.*s: %.*s\n", STR_FMT(t->name), STR_FMT(t->value));
	}
	if (!on_top)
		return;
	if (change.n)
		buf_printf(out, "prerequisite-change-id: %.*s%s:v%u\n", STR_FMT(change),
			   rest->half == HALF_THROWAWAY ? "-throwaway" : "", s->version);
	buf_printf(out, "prerequisite-message-id: <%.*s>\n", STR_FMT(rest->cover_id));
	for (size_t i = 0; i < rest->n; i++)
		if (rest->v[i].patch_id[0])
			buf_printf(out, "prerequisite-patch-id: %s\n", rest->v[i].patch_id);
}

static struct str cover_title(const struct emit *e, const struct half_series *hs)
{
	struct str title = e->plan->s->title;

	if (hs->half == HALF_CURRENT || !other(e, hs)->n ||
	    str_starts(title, STR("throwaway: ")))
		return title;
	return str_printf(e->a, "throwaway: %.*s", STR_FMT(title));
}

void cover_write(struct emit *e, struct half_series *hs)
{
	const struct patch *p = original(e);
	struct buf head = BUF, body = BUF;
	struct stat_list stat = { 0 };
	struct view v;
	struct str subject = mail_subject(e->a, &p->subject, 0, hs->n, cover_title(e, hs));

	view_open(&v, e->plan, hs->half);
	mail_head(&head, p->msg, subject, p->date, hs->cover_id, STR(""));
	if (e->plan->s->cover) {
		buf_add(&body, p->message.text);
		buf_add(&body, STR("\n\n"));
	}
	add_moved(&body, e, hs);
	add_order(&body, e, hs);
	add_holes(&body, e, hs);
	if (e->plan->s->cover)
		add_notes(&body, e, p->notes.text);
	add_shortlog(&body, e, hs);
	stat_of_view(&stat, &v);
	stat_print(&body, &stat);
	buf_chr(&body, '\n');
	add_base(&body, e, hs);
	hs->cover_text = mail_finish(e->a, &head, &body);
	buf_free(&head);
	buf_free(&body);
}
