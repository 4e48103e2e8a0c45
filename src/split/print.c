// SPDX-License-Identifier: GPL-2.0-or-later
#include "split/print.h"

#include "base/sha1.h"
#include "base/vec.h"
#include "split/copy.h"
#include "split/hunk.h"

/* How often a file may be made, renamed or removed: what it is called in a half is
 * looked up among these for each of its changes. */
#define ODD_MAX 2000

/* What is printed now: event `e` of weave `w` in step n. */
struct job {
	const struct view *v;
	const struct weave *w;
	const struct weave_event *ev;
	const struct diff *d;
	struct view_file before, after;
	struct view_file from;	/* what a copy is of */
	struct hunk_list lines;
	bool copy;		/* printed as a copy */
	bool fresh;		/* a copy printed as a new file */
	bool mine;		/* the event itself is of this half */
	bool joined;		/* what two diffs of the patch do, as one */
};

static void add_name(struct buf *out, const char *prefix, struct str name)
{
	bool odd = false;

	for (size_t i = 0; i < name.n; i++)
		odd |= (unsigned char)name.p[i] < ' ' || name.p[i] == '"' ||
		       name.p[i] == '\\' || name.p[i] == 0x7f;
	if (!odd) {
		buf_printf(out, "%s%.*s", prefix, STR_FMT(name));
		return;
	}
	buf_printf(out, "\"%s", prefix);
	for (size_t i = 0; i < name.n; i++) {
		unsigned char c = (unsigned char)name.p[i];

		if (c == '"' || c == '\\')
			buf_printf(out, "\\%c", c);
		else if (c < ' ' || c == 0x7f)
			buf_printf(out, "\\%03o", c);
		else
			buf_chr(out, (char)c);
	}
	buf_chr(out, '"');
}

/* ---- blob ids ---- */

static bool text_of(const struct job *j, bool old, struct buf *text)
{
	const struct walk_span *spans = view_lines(j->v, j->w);
	uint32_t n = j->ev->patch;

	buf_clear(text);
	weave_for(i, j->w) {
		const struct weave_line *l = &j->w->lines[i];
		bool there = old && j->copy ? hunk_copied(l, spans[i], n) :
			     view_has(spans[i], old ? n - 1 : n);

		if (!there)
			continue;
		if (l->gap)
			return false;
		buf_add(text, l->text);
		if (!l->no_eol)
			buf_chr(text, '\n');
	}
	return true;
}

/* A file that every patch of a long series changes would be hashed again and
 * again: behind this many bytes ids are left out. */
#define HASH_MAX (64u << 20)

/* False when not all of the text is known. */
static bool hash_text(const struct job *j, bool old, char id[41])
{
	struct view_ids *ids = j->v->ids;
	struct view_id *last = &ids->last[j->w->index];
	struct buf text = BUF;
	bool ok;

	/* What this event begins with is what the one before it left. */
	if (old && !j->copy && last->after && last->after + 1 == j->ev) {
		memcpy(id, last->id, sizeof(last->id));
		return true;
	}
	ok = (j->ev->file->binary || ids->bytes < HASH_MAX) && text_of(j, old, &text);
	if (ok) {
		sha1_blob(id, buf_str(&text));
		ids->bytes += text.n;
	}
	if (ok && !old) {
		last->after = j->ev;
		memcpy(last->id, id, sizeof(last->id));
	}
	buf_free(&text);
	return ok;
}

static bool make_id(const struct job *j, bool old, size_t width, struct buf *out)
{
	bool absent = old ? !j->before.exists && !j->copy : !j->after.exists;
	char id[41];

	if (absent)
		memset(id, '0', 40);
	else if (!hash_text(j, old, id))
		return false;
	buf_add(out, str_n(id, width > 40 ? 40 : width));
	return true;
}

/* The id of the original says what it said there. */
static bool keeps_id(const struct job *j, bool same_text, bool exists, struct str id)
{
	bool zero = true;

	for (size_t i = 0; i < id.n; i++)
		zero &= id.p[i] == '0';
	return same_text && !j->ev->other && !j->joined && id.n && exists != zero;
}

static void print_index(const struct job *j, struct buf *out)
{
	const struct view_file *was = j->copy ? &j->from : &j->before;
	const struct diff_file *f = j->ev->file;
	struct buf line = BUF;
	size_t width = f->old_id.n;
	bool ok = width > 0;

	if (keeps_id(j, j->lines.same_before && !j->fresh, j->before.exists || j->copy,
		     f->old_id))
		buf_add(&line, f->old_id);
	else
		ok = ok && make_id(j, true, width, &line);
	buf_add(&line, STR(".."));
	if (keeps_id(j, j->lines.same_after, j->after.exists, f->new_id))
		buf_add(&line, f->new_id);
	else
		ok = ok && make_id(j, false, width, &line);
	if (ok) {
		buf_printf(out, "index %.*s", STR_FMT(buf_str(&line)));
		if (was->exists && j->after.exists && was->mode == j->after.mode)
			buf_printf(out, " %06o", j->after.mode);
		buf_chr(out, '\n');
	}
	buf_free(&line);
}

/* ---- the header ---- */

static void print_moves(const struct job *j, struct buf *out, struct str old,
			struct str new)
{
	const char *how = j->copy ? "copy" : "rename";
	uint32_t alike = j->ev->file->similarity;

	if (!alike)
		alike = j->lines.changes ? 50 : 100;
	if (!j->lines.changes)
		alike = 100;
	else if (alike > 99)
		alike = 99;
	buf_printf(out, "similarity index %u%%\n%s from ", alike, how);
	add_name(out, "", old);
	buf_printf(out, "\n%s to ", how);
	add_name(out, "", new);
	buf_chr(out, '\n');
}

/* A name with blanks ends at a tab. */
static void add_side(struct buf *out, const char *prefix, struct str name)
{
	if (name.n)
		add_name(out, prefix, name);
	else
		buf_add(out, STR("/dev/null"));
	buf_add(out, str_find_chr(name, ' ') == SIZE_MAX ? STR("\n") : STR("\t\n"));
}

static void print_head(const struct job *j, struct buf *out)
{
	bool made = !j->before.exists && !j->copy, gone = !j->after.exists;
	struct str new = gone ? j->before.path : j->after.path;
	struct str old = j->copy ? j->from.path : made ? new : j->before.path;
	const struct view_file *was = j->copy ? &j->from : &j->before;
	bool moved = !str_eq(old, new);
	/* An empty file that comes or goes has no hunks, but still its id. */
	bool id = j->lines.changes || made || gone || j->ev->file->binary;

	buf_add(out, STR("diff --git "));
	add_name(out, "a/", old);
	buf_chr(out, ' ');
	add_name(out, "b/", new);
	buf_chr(out, '\n');
	if (made)
		buf_printf(out, "new file mode %06o\n", j->after.mode);
	else if (gone)
		buf_printf(out, "deleted file mode %06o\n", j->before.mode);
	else if (was->mode != j->after.mode)
		buf_printf(out, "old mode %06o\nnew mode %06o\n", was->mode, j->after.mode);
	if (moved)
		print_moves(j, out, old, new);
	if (id)
		print_index(j, out);
	if (!j->lines.changes || j->ev->file->binary)
		return;
	buf_add(out, STR("--- "));
	add_side(out, "a/", made ? STR("") : old);
	buf_add(out, STR("+++ "));
	add_side(out, "b/", gone ? STR("") : new);
}

/* ---- one file ---- */

static void note_stat(const struct job *j, struct stat_list *stat)
{
	struct arena *a = j->v->plan->a;
	struct stat_file *s = vec_push(a, stat);
	bool made = !j->before.exists && !j->copy, gone = !j->after.exists;

	s->path = gone ? j->before.path : j->after.path;
	s->made = made;
	s->gone = gone;
	s->mode = gone ? j->before.mode : j->after.mode;
	s->binary = j->ev->file->binary;
	if (!made && !gone && !str_eq(j->before.path, j->after.path))
		s->path = str_printf(a, "%.*s => %.*s",
				     STR_FMT(j->copy ? j->from.path : j->before.path),
				     STR_FMT(j->after.path));
	for (size_t i = 0; i < j->lines.n; i++) {
		s->added += j->lines.v[i].op == '+';
		s->removed += j->lines.v[i].op == '-';
	}
}

static void note_seen(const struct job *j, uint32_t n, uint32_t at)
{
	uint8_t *seen = &j->v->plan->patches[n - 1].seen[at];

	*seen += *seen < 255;
}

/* What the copying patch takes out of the copy is not in a file made anew. */
static void account_fresh(const struct job *j)
{
	const struct walk_span *spans = view_lines(j->v, j->w);

	weave_for (i, j->w) {
		const struct weave_line *l = &j->w->lines[i];

		if (hunk_copied(l, spans[i], j->ev->patch) && l->died == l->born &&
		    spans[i].died == l->died && l->died_at != WEAVE_NONE)
			note_seen(j, l->died, l->died_at);
	}
}

static void account(const struct job *j)
{
	for (size_t i = 0; i < j->lines.n; i++) {
		const struct weave_line *l;
		bool born = j->lines.v[i].op == '+';
		uint32_t n, at;

		if (j->lines.v[i].op == ' ')
			continue;
		l = &j->w->lines[j->lines.v[i].line];
		n = born ? l->born : l->died;
		at = born ? l->born_at : l->died_at;
		if (at == WEAVE_NONE)
			continue;
		note_seen(j, n, at);
	}
	if (j->fresh)
		account_fresh(j);
}

/* Have the binary patches of the source been done in this half that had been? */
static bool same_bytes(const struct job *j, const struct weave *from, uint32_t before)
{
	const struct view *v = j->v;

	for (size_t e = 0; from->binary && e < from->nevents; e++) {
		const struct weave_event *ev = &from->events[e];
		bool mine = plan_event(v->plan, from, e) == v->half;
		bool was = ev->patch <= before;

		if (ev->file->binary &&
		    (mine ? was : v->half != v->plan->first) != was)
			return false;
	}
	return true;
}

/* Can the file be a copy in this half? Its source must be what it was in the
 * original, but for what copy.h deals out. */
static bool has_source(struct job *j)
{
	const struct weave *from = j->w->from;
	const struct walk_span *spans;
	uint32_t before = j->ev->patch - 1;

	if (!from)
		return false;
	j->from = view_file(j->v, from, before);
	if (!same_bytes(j, from, before))
		return false;
	if (!j->from.exists)
		return false;
	if (j->v->half == j->v->plan->first && j->v->plan->copies[j->w->index].whole)
		return true;
	spans = view_lines(j->v, from);
	weave_for (i, from)
		if (view_has(spans[i], before) !=
		    weave_alive(&from->lines[i], before))
			return false;
	return true;
}

static bool unsayable(const struct job *j, struct err *err, const char *what)
{
	return err_set(err, "patch %u: %.*s: %s", j->ev->patch,
		       STR_FMT(j->ev->file->new_path), what);
}

/* ---- two file diffs of one patch, on one file ---- */

static bool near_event(const struct job *j, int by)
{
	ptrdiff_t at = j->ev - j->w->events + by;

	return at >= 0 && (size_t)at < j->w->nevents &&
	       j->ev[by].patch == j->ev->patch;
}

static bool plain(const struct weave_event *ev)
{
	return ev->file->status == DIFF_MODIFY && !ev->file->binary;
}

enum twice {
	TWICE_NOT,
	TWICE_TYPE,		/* deleted and made again: a file that becomes a link */
	TWICE_TEXT,		/* changed, and changed again */
	TWICE_OTHER,
};

static enum twice twice(const struct job *j)
{
	const struct weave_event *first = near_event(j, -1) ? j->ev - 1 : j->ev;
	bool more = near_event(j, -2) || near_event(j, 2) ||
		    (near_event(j, -1) && near_event(j, 1));

	if (!near_event(j, -1) && !near_event(j, 1))
		return TWICE_NOT;
	if (more)
		return TWICE_OTHER;
	if (first->file->status == DIFF_DELETE && first[1].file->status == DIFF_ADD)
		return TWICE_TYPE;
	return plain(first) && plain(first + 1) ? TWICE_TEXT : TWICE_OTHER;
}

static void keep_only(struct hunk_list *l, char op)
{
	size_t n = 0;

	for (size_t i = 0; i < l->n; i++)
		if (l->v[i].op == op)
			l->v[n++] = l->v[i];
	l->n = l->changes = n;
}

/* Of a change of type each diff shows its side. */
static void take_side(struct job *j)
{
	bool gone = j->ev->file->status == DIFF_DELETE;

	keep_only(&j->lines, gone ? '-' : '+');
	if (gone)
		j->after.exists = false;
	else
		j->before.exists = false;
}

/* ---- a file diff ---- */

static bool says_nothing(const struct job *j)
{
	return !j->lines.changes && !(j->ev->file->binary && j->mine) &&
	       j->before.exists == j->after.exists &&
	       str_eq(j->before.path, j->after.path) && j->before.mode == j->after.mode;
}

/* What this half does to the file in this step, if anything: first what no diff can
 * say is refused, then both states are looked at, then the lines between them. */
static bool print_file(struct job *j, struct buf *out, struct stat_list *stat,
		       struct err *err)
{
	uint32_t n = j->ev->patch;
	const struct diff_file *f = j->ev->file;
	enum twice two = twice(j);

	if (j->w->nodd > ODD_MAX)
		return unsayable(j, err, arena_printf(j->v->plan->a,
			"made, renamed or removed %zu times; not split beyond %d",
			j->w->nodd, ODD_MAX));
	if (two == TWICE_OTHER)
		return unsayable(j, err, "two diffs of one file in one patch are not split");
	/* Both are printed with the first. */
	if (two == TWICE_TEXT && near_event(j, -1))
		return true;
	if (two == TWICE_TYPE && !j->mine)
		return true;
	j->joined = two == TWICE_TEXT;
	j->before = view_file(j->v, j->w, n - 1);
	j->after = view_file(j->v, j->w, n);
	if (!j->before.exists && !j->after.exists)
		return true;
	j->copy = f->status == DIFF_COPY && j->mine && !j->before.exists && has_source(j);
	j->fresh = f->status == DIFF_COPY && j->mine && !j->copy;
	hunk_collect(&j->lines, j->v, j->w, j->ev, j->d, j->copy);
	if (two == TWICE_TYPE)
		take_side(j);
	if (j->fresh && (j->lines.gaps || j->w->opaque))
		return unsayable(j, err, "its source is another file in this half, and not all of it is known without a tree");
	if (j->lines.cut_eol)
		return unsayable(j, err, "a line without newline at the end would get lines behind it");
	if (says_nothing(j) || (f->binary && !j->mine))
		return true;
	print_head(j, out);
	if (f->binary)
		buf_add(out, f->binary_text);
	else
		hunk_print(out, &j->lines, j->v, j->w, j->ev, j->d);
	note_stat(j, stat);
	account(j);
	return true;
}

bool print_step(struct buf *out, struct stat_list *stat, const struct view *v,
		uint32_t n, struct err *err)
{
	const struct plan *p = v->plan;
	const struct diff *d = &p->s->patches[n - 1]->diff;

	for (size_t i = 0; i < d->nfiles; i++) {
		const struct weave *w = p->ws->patches[n - 1].file[i];
		struct job j = {
			.v = v, .w = w, .d = d,
			.mine = p->patches[n - 1].file[i] == (uint8_t)v->half,
			.ev = w->events + weave_event_from(w, n),
		};

		while (j.ev < w->events + w->nevents && j.ev->file != &d->files[i])
			j.ev++;
		/* reordered, and nothing of it was left here */
		if (j.ev == w->events + w->nevents)
			continue;
		if (!print_file(&j, out, stat, err)) {
			hunk_free(&j.lines);
			return false;
		}
		hunk_free(&j.lines);
	}
	return true;
}
