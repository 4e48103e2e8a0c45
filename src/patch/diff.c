// SPDX-License-Identifier: GPL-2.0-or-later
#include "patch/diff.h"

#include "base/buf.h"
#include "base/line.h"
#include "patch/diffname.h"

#define LINE_USUAL 24		/* bytes; saves growing the array again and again */

struct reader {
	struct arena *a;
	struct diff *d;
	struct str text, rest;
	uint32_t line;		/* of the front of rest */
	VEC(struct diff_file) files;
	VEC(struct diff_hunk) hunks;
	VEC(struct diff_line) lines;
};

struct mark {
	struct str rest;
	uint32_t line;
	size_t nlines;
};

#define DAMAGED(r, at, ...) \
	problem_add((r)->a, &(r)->d->problems, PROBLEM_PATCH, (at), __VA_ARGS__)

static struct mark mark(const struct reader *r)
{
	return (struct mark){ r->rest, r->line, r->lines.n };
}

static void rewind_to(struct reader *r, struct mark m)
{
	r->rest = m.rest;
	r->line = m.line;
	r->lines.n = m.nlines;
}

static size_t offset(const struct reader *r)
{
	return (size_t)(r->rest.p - r->text.p);
}

/* The front line without its LF; its CR stays. */
static struct str front(struct str s)
{
	return str_n(s.p, line_length(s));
}

static inline bool next(struct reader *r, struct str *line)
{
	size_t n;

	*line = front(r->rest);
	if (!r->rest.n)
		return false;
	n = line->n + (line->n < r->rest.n);
	r->rest = str_n(r->rest.p + n, r->rest.n - n);
	r->line++;
	return true;
}

static struct str chomp_cr(struct str s)
{
	if (s.n && s.p[s.n - 1] == '\r')
		s.n--;
	return s;
}

static bool range(struct str *s, uint32_t *start, uint32_t *count)
{
	uint64_t from, n = 1;

	if (!str_num(s, &from, UINT32_MAX))
		return false;
	if (str_eat_chr(s, ',') && !str_num(s, &n, UINT32_MAX))
		return false;
	if (from + n > UINT32_MAX)
		return false;
	*start = (uint32_t)from;
	*count = (uint32_t)n;
	return true;
}

static bool hunk_header(struct str s, struct diff_hunk *h)
{
	h->header = s;
	if (!str_eat(&s, STR("@@ -")) ||
	    !range(&s, &h->old_start, &h->old_count) ||
	    !str_eat(&s, STR(" +")) ||
	    !range(&s, &h->new_start, &h->new_count) || !str_eat(&s, STR(" @@")))
		return false;
	str_eat_chr(&s, ' ');
	h->section = s;
	return true;
}

/* "-- " as a mailer or git puts it under a patch. */
static bool is_signature(struct str line)
{
	if (line.n > 4 || !str_starts(line, STR("--")))
		return false;
	line = chomp_cr(line);
	return str_eq(line, STR("-- ")) || str_eq(line, STR("--"));
}

static bool is_op(char c)
{
	return c == ' ' || c == '+' || c == '-';
}

static bool starts_file(struct str line)
{
	return str_starts(line, STR("diff --git "));
}

/* "--- a", "+++ b", "@@ -1 +1 @@": the header of a plain diff. */
static bool starts_plain(struct str s)
{
	struct diff_hunk h;

	for (int i = 0; i < 2; i++) {
		struct str line = front(s);

		if (line.n < 5 || !str_starts(line, i ? STR("+++ ") : STR("--- ")))
			return false;
		s = str_from(s, line.n + 1);
	}
	return str_starts(s, STR("@@ -")) && hunk_header(chomp_cr(front(s)), &h);
}

bool diff_starts(struct str s)
{
	return s.n && ((s.p[0] == 'd' && starts_file(s)) ||
		       (s.p[0] == '-' && starts_plain(s)));
}

/* ---- hunks ---- */

struct body {
	struct diff_hunk *h;
	uint32_t old_line, new_line;
	uint32_t old_end, new_end;	/* behind what the header promises */
	bool crlf, mixed;
	struct mark sig;	/* a signature that may have been read as "-" */
	bool has_sig;
};

static bool promised(const struct body *b)
{
	return b->old_line < b->old_end || b->new_line < b->new_end;
}

static void hunk_damaged(struct reader *r, struct diff_hunk *h, uint32_t line,
			 const char *what)
{
	if (!h->damaged)
		DAMAGED(r, line, "%s", what);
	h->damaged = true;
}

static inline void hunk_line(struct reader *r, struct body *b, char op,
			     struct str text)
{
	struct diff_line *l = vec_push(r->a, &r->lines);

	if (b->crlf && text.n && text.p[text.n - 1] == '\r')
		text.n--;
	else if (b->crlf)
		b->mixed = true;
	*l = (struct diff_line){ .op = op, .body_line = r->line - 1, .text = text };
	if (op != '+')
		l->old_line = b->old_line++;
	if (op != '-')
		l->new_line = b->new_line++;
	r->d->added += op == '+';
	r->d->removed += op == '-';
}

/* "\ No newline at end of file", in whatever language. */
static bool no_eol(struct reader *r, struct body *b, struct str line)
{
	if (!str_starts(line, STR("\\ ")) || r->lines.n == b->h->first)
		return false;
	vec_last(&r->lines)->no_eol = true;
	return true;
}

/* One line of the body; false when it cannot be one. */
static inline bool take(struct reader *r, struct body *b, struct str line)
{
	if (!chomp_cr(line).n) {
		hunk_line(r, b, ' ', line);
		vec_last(&r->lines)->bare = true;
		return true;
	}
	if (!is_op(line.p[0]))
		return no_eol(r, b, line);
	hunk_line(r, b, line.p[0], str_from(line, 1));
	return true;
}

static void untake(struct reader *r, struct mark to)
{
	while (r->lines.n > to.nlines) {
		struct diff_line *l = vec_last(&r->lines);

		r->d->added -= l->op == '+';
		r->d->removed -= l->op == '-';
		r->lines.n--;
	}
	rewind_to(r, to);
}

/* The counts promised more. What was read last may be no part of the hunk: a
 * signature, or the names of the next plain diff. */
static void cut_short(struct reader *r, struct body *b)
{
	struct diff_line *l = r->lines.v;
	size_t n = r->lines.n;
	struct str pair;

	if (b->has_sig) {
		untake(r, b->sig);
	} else if (n >= b->h->first + 2 && l[n - 2].op == '-' && l[n - 1].op == '+') {
		struct mark m = { .line = r->line - 2, .nlines = n - 2 };

		pair.p = l[n - 2].text.p - 1;
		pair.n = (size_t)(r->text.p + r->text.n - pair.p);
		m.rest = pair;
		if (starts_plain(pair))
			untake(r, m);
	}
	hunk_damaged(r, b->h, b->h->body_line, "hunk is shorter than its header says");
}

/* After a foreign line: do hunk lines follow? */
static bool goes_on(struct reader *r)
{
	struct str line = front(r->rest);

	return line.n && is_op(line.p[0]) && !is_signature(line) &&
	       !starts_plain(r->rest);
}

/* A line that is none of a hunk; true when the hunk goes on behind it. */
static bool foreign(struct reader *r, struct body *b, struct mark at, struct str line)
{
	if (b->has_sig || str_starts(line, STR("@@ -")) || starts_file(line) ||
	    !goes_on(r)) {
		rewind_to(r, at);
		cut_short(r, b);
		return false;
	}
	hunk_damaged(r, b->h, at.line, "line in a hunk is no part of it, wrapped by a mailer?");
	return true;
}

/* Lines behind the counts: "+" or "-" right there means a wrong header. */
static void overlong(struct reader *r, struct body *b)
{
	struct str line = front(r->rest);

	if (!line.n || (line.p[0] != '+' && line.p[0] != '-') ||
	    str_starts(line, STR("---")) || str_starts(line, STR("+++ ")) ||
	    is_signature(line))
		return;
	hunk_damaged(r, b->h, r->line, "hunk is longer than its header says");
	while (goes_on(r) && next(r, &line))
		take(r, b, line);
}

/* Nearly every line: an op, text and an LF, and no signature. */
static inline bool ordinary(struct str s, size_t n)
{
	return n && n < s.n && is_op(s.p[0]) &&
	       (n > 4 || s.p[0] != '-' || s.p[1] != '-');
}

/* The ordinary lines at the front: what take() does, without asking again and
 * again. A function of its own, so that its numbers stay in registers. */
__attribute__((noinline))
static void take_ordinary(struct reader *r, struct body *b)
{
	uint32_t line = r->line, old = b->old_line, new = b->new_line;
	uint32_t taken, added, removed;
	struct str s = r->rest;
	size_t n;

	while ((old < b->old_end || new < b->new_end) &&
	       ordinary(s, n = line_length(s))) {
		struct diff_line *l = vec_push(r->a, &r->lines);
		uint32_t in_old = s.p[0] != '+', in_new = s.p[0] != '-';

		*l = (struct diff_line){
			.op = s.p[0], .body_line = line++, .text = str_n(s.p + 1, n - 1),
			.old_line = old & -in_old, .new_line = new & -in_new,
		};
		old += in_old;
		new += in_new;
		s = str_n(s.p + n + 1, s.n - n - 1);
	}
	taken = line - r->line;
	added = taken - (old - b->old_line);
	removed = taken - (new - b->new_line);
	r->d->added += added;
	r->d->removed += removed;
	b->has_sig &= !added && !removed;
	b->old_line = old;
	b->new_line = new;
	r->line = line;
	r->rest = s;
}

static void hunk_lines(struct reader *r, struct body *b)
{
	while (promised(b)) {
		struct mark at;
		struct str line;

		if (!b->crlf)
			take_ordinary(r, b);
		if (!promised(b))
			break;
		at = mark(r);
		if (!next(r, &line)) {
			cut_short(r, b);
			return;
		}
		if (!take(r, b, line)) {
			if (!foreign(r, b, at, line))
				return;
		} else if (line.n && line.p[0] != ' ') {
			b->has_sig = is_signature(line);
			b->sig = at;
		}
	}
	if (r->rest.n && r->rest.p[0] == '\\' && no_eol(r, b, front(r->rest)))
		next(r, &(struct str){ 0 });
	overlong(r, b);
}

static bool fits(const struct diff_file *f, const struct body *b)
{
	const struct diff_hunk *h = b->h;

	if ((!h->old_start && h->old_count) || (!h->new_start && h->new_count))
		return false;
	if ((f->status == DIFF_ADD && h->old_count) ||
	    (f->status == DIFF_DELETE && h->new_count))
		return false;
	return b->old_line == b->old_end && b->new_line == b->new_end;
}

/* Reads the @@ line at the front, if there is one. */
static bool at_hunk(const struct reader *r, bool crlf, struct diff_hunk *h)
{
	struct str line;

	if (!str_starts(r->rest, STR("@@ -")))
		return false;
	line = front(r->rest);
	*h = (struct diff_hunk){ .body_line = r->line };
	return hunk_header(crlf ? chomp_cr(line) : line, h);
}

/* Behind the @@ line that `h` holds. */
static void hunk_read(struct reader *r, struct diff_file *f, struct diff_hunk *h)
{
	struct body b = {
		.h = h, .crlf = f->crlf, .old_line = h->old_start,
		.new_line = h->new_start, .old_end = h->old_start + h->old_count,
		.new_end = h->new_start + h->new_count,
	};

	h->first = r->lines.n;
	hunk_lines(r, &b);
	h->n = r->lines.n - h->first;
	if (b.mixed)
		hunk_damaged(r, h, h->body_line, "line ends are mixed in a hunk");
	if (!h->damaged && !fits(f, &b))
		hunk_damaged(r, h, h->body_line, "lines of a hunk do not fit its header");
	vec_add(r->a, &r->hunks, *h);
	f->n++;
}

static void file_hunks(struct reader *r, struct diff_file *f)
{
	struct diff_hunk h;
	struct str line;

	while (at_hunk(r, f->crlf, &h)) {
		next(r, &line);
		hunk_read(r, f, &h);
	}
	f->text.n = (size_t)(r->rest.p - f->text.p);
	r->d->end = offset(r);
	r->d->end_line = r->line;
}

/* ---- file headers ---- */

static uint32_t read_mode(struct str s)
{
	uint32_t v = 0;

	s = str_trim(s);
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '7' || i == 6)
			return 0;
		v = v * 8 + (uint32_t)(s.p[i] - '0');
	}
	return v;
}

/* index 7b6f1cdca067..343e70e58da5 100644 */
static void index_line(struct diff_file *f, struct str s)
{
	size_t dots = str_find(s, STR(".."));
	struct str tail, word;

	if (dots == SIZE_MAX)
		return;
	f->old_id = str_sub(s, 0, dots);
	tail = str_from(s, dots + 2);
	if (!str_word(&tail, &f->new_id))
		return;
	if (str_word(&tail, &word))
		f->old_mode = f->new_mode = read_mode(word);
}

/* One extended header line of git; false when it is none. */
static bool extended(struct reader *r, struct diff_file *f, struct str s)
{
	uint64_t n;

	if (str_eat(&s, STR("index "))) {
		index_line(f, s);
	} else if (str_eat(&s, STR("old mode "))) {
		f->old_mode = read_mode(s);
	} else if (str_eat(&s, STR("new mode "))) {
		f->new_mode = read_mode(s);
	} else if (str_eat(&s, STR("new file mode "))) {
		f->new_mode = read_mode(s);
		f->status = DIFF_ADD;
	} else if (str_eat(&s, STR("deleted file mode "))) {
		f->old_mode = read_mode(s);
		f->status = DIFF_DELETE;
	} else if (str_eat(&s, STR("similarity index "))) {
		f->similarity = str_num(&s, &n, 100) ? (uint32_t)n : 0;
	} else if (str_eat(&s, STR("rename from "))) {
		f->old_path = diffname_read(r->a, s);
		f->status = DIFF_RENAME;
	} else if (str_eat(&s, STR("copy from "))) {
		f->old_path = diffname_read(r->a, s);
		f->status = DIFF_COPY;
	} else if (str_eat(&s, STR("rename to ")) || str_eat(&s, STR("copy to "))) {
		f->new_path = diffname_read(r->a, s);
	} else if (str_starts(s, STR("Binary files ")) && str_ends(s, STR(" differ"))) {
		f->binary = true;
	} else if (!str_starts(s, STR("dissimilarity index "))) {
		return false;
	}
	return true;
}

/* --- and +++ in git's diff. */
static void name_lines(struct reader *r, struct diff_file *f, bool prefixed)
{
	struct str line, name, *path[2] = { &f->old_path, &f->new_path };

	for (int i = 0; i < 2; i++) {
		next(r, &line);
		name = diffname_read(r->a, str_from(chomp_cr(line), 4));
		if (str_eq(name, STR("/dev/null")))
			f->status = i ? DIFF_DELETE : DIFF_ADD;
		else if (!path[i]->n)
			*path[i] = prefixed ? diffname_strip(name) : name;
	}
}

static bool base85_line(struct str s)
{
	size_t want;

	s = chomp_cr(s);
	if (!s.n || !chr_alpha(s.p[0]))
		return false;
	want = chr_upper(s.p[0]) ? (size_t)(s.p[0] - 'A') + 1
				 : (size_t)(s.p[0] - 'a') + 27;
	return s.n == 1 + (want + 3) / 4 * 5 && str_find_chr(s, ' ') == SIZE_MAX;
}

/* "literal 1234", base85 lines, an empty line: once or twice. */
static void binary_blocks(struct reader *r, struct diff_file *f)
{
	uint32_t at = r->line;
	struct str start = r->rest, line;

	f->binary = true;
	next(r, &line);
	for (int i = 0; i < 2; i++) {
		if (!str_starts(r->rest, STR("literal ")) &&
		    !str_starts(r->rest, STR("delta ")))
			break;
		next(r, &line);
		while (r->rest.n && base85_line(front(r->rest)))
			next(r, &line);
		if (!r->rest.n || chomp_cr(front(r->rest)).n)
			DAMAGED(r, r->line, "binary patch is cut off or has a foreign line");
		else
			next(r, &line);
	}
	f->binary_text = str_sub(start, 0, (size_t)(r->rest.p - start.p));
	if (!str_has(f->binary_text, STR("\nliteral ")) &&
	    !str_has(f->binary_text, STR("\ndelta ")))
		DAMAGED(r, at, "binary patch is empty");
}

/* Paths that the header did not give are taken from the other side. */
static void name_file(struct reader *r, struct diff_file *f, struct str first)
{
	if (f->status == DIFF_DELETE && f->old_path.n)
		f->new_path = f->old_path;
	if (f->status == DIFF_ADD && f->new_path.n)
		f->old_path = f->new_path;
	if (!f->new_path.n)
		f->new_path = f->old_path;
	if (!f->old_path.n)
		f->old_path = f->new_path;
	if (!f->new_path.n) {
		f->old_path = f->new_path = first.n ? first : STR("?");
		DAMAGED(r, f->body_line, "file name cannot be read");
	} else if (diffname_unsafe(f->old_path) || diffname_unsafe(f->new_path)) {
		DAMAGED(r, f->body_line, "file name leads out of the tree");
	}
	if (f->status == DIFF_MODIFY && !str_eq(f->old_path, f->new_path))
		f->status = DIFF_RENAME;
}

/* New or changed text announced, and none there. */
static bool lacks_hunks(const struct diff_file *f, bool named)
{
	struct str empty = STR("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");

	if (f->n || f->binary)
		return false;
	if (named)
		return true;
	return f->new_id.n && !str_eq(f->old_id, f->new_id) &&
	       !str_starts(empty, f->new_id) && !str_starts(empty, f->old_id);
}

static struct diff_file *file_open(struct reader *r)
{
	struct diff_file *f = vec_push(r->a, &r->files);

	f->body_line = r->line;
	f->head.p = f->text.p = r->rest.p;
	f->crlf = str_ends(front(r->rest), STR("\r"));
	f->first = r->hunks.n;
	return f;
}

/* The second name of "diff --git" on a line of its own. */
static void wrapped_names(struct reader *r, struct diff_file *f)
{
	struct str line = front(r->rest);
	struct diff_file scratch = *f;

	if (!line.n || starts_file(line) || extended(r, &scratch, line) ||
	    !extended(r, &scratch, chomp_cr(front(str_from(r->rest, line.n + 1)))))
		return;
	DAMAGED(r, r->line, "header line of a diff is wrapped");
	next(r, &line);
}

static void file_git(struct reader *r)
{
	struct diff_file *f = file_open(r);
	bool prefixed, named = false;
	struct str first, old, new, line;

	next(r, &first);
	first = str_trim(str_from(first, strlen("diff --git ")));
	if (!diffname_git(r->a, first, &old, &new, &prefixed))
		wrapped_names(r, f);
	while (r->rest.n && extended(r, f, chomp_cr(front(r->rest))))
		next(r, &line);
	line = front(r->rest);
	if (!f->binary && str_starts(line, STR("--- ")) &&
	    str_starts(str_from(r->rest, line.n + 1), STR("+++ "))) {
		name_lines(r, f, prefixed);
		named = true;
	}
	f->head.n = (size_t)(r->rest.p - f->head.p);
	if (!f->old_path.n)
		f->old_path = old;
	if (!f->new_path.n)
		f->new_path = new;
	name_file(r, f, first);
	if (str_eq(str_rtrim(line), STR("GIT binary patch")))
		binary_blocks(r, f);
	file_hunks(r, f);
	if (lacks_hunks(f, named))
		DAMAGED(r, f->body_line, "%s", f->status == DIFF_DELETE ?
			"a deletion without the text (git format-patch -D), which "
			"git am cannot apply" : "file diff has no hunks");
}

static void file_plain(struct reader *r)
{
	struct diff_file *f = file_open(r);
	struct diff_hunk h;
	struct str old, new;

	next(r, &old);
	next(r, &new);
	f->head.n = (size_t)(r->rest.p - f->head.p);
	old = str_from(chomp_cr(old), 4);
	new = str_from(chomp_cr(new), 4);
	diffname_plain(r->a, &old, &new);
	if (hunk_header(chomp_cr(front(r->rest)), &h) && !h.old_start && !h.old_count)
		f->status = DIFF_ADD;
	if (str_eq(old, STR("/dev/null"))) {
		f->status = DIFF_ADD;
	} else if (str_eq(new, STR("/dev/null"))) {
		f->status = DIFF_DELETE;
		new = old;
	}
	/* diff -u has no renames: foo.c.orig and foo.c are one file */
	f->old_path = f->new_path = new;
	name_file(r, f, new);
	file_hunks(r, f);
}

/* A line outside of any file diff. */
static void between(struct reader *r)
{
	struct diff_file *last = r->files.n ? vec_last(&r->files) : NULL;
	struct str line = { 0 };
	struct diff_hunk h;

	if (at_hunk(r, false, &h)) {
		DAMAGED(r, r->line, "hunk without a file header in front");
		if (last && last->n && vec_last(&r->hunks)->damaged) {
			file_hunks(r, last);
			return;
		}
	}
	next(r, &line);
	if (str_starts(line, STR("diff --cc ")) ||
	    str_starts(line, STR("diff --combined ")))
		DAMAGED(r, r->line - 1, "combined diff is not read");
}

bool diff_parse(struct diff *out, struct arena *a, struct str text,
		uint32_t first_line)
{
	struct reader r = { .a = a, .d = out, .text = text, .line = first_line };

	*out = (struct diff){ 0 };
	r.rest = text;
	r.lines.cap = text.n / LINE_USUAL + 1;
	r.lines.v = arena_raw(a, r.lines.cap * sizeof(*r.lines.v));
	while (r.rest.n) {
		if (r.rest.p[0] == 'd' && starts_file(r.rest))
			file_git(&r);
		else if (r.rest.p[0] == '-' && starts_plain(r.rest))
			file_plain(&r);
		else
			between(&r);
	}
	out->files = r.files.v;
	out->nfiles = r.files.n;
	out->hunks = r.hunks.v;
	out->nhunks = r.hunks.n;
	out->lines = r.lines.v;
	out->nlines = r.lines.n;
	return out->nfiles > 0;
}

/* ---- printing ---- */

static void print_range(struct buf *out, char sign, uint32_t start, uint32_t count)
{
	buf_chr(out, ' ');
	buf_chr(out, sign);
	buf_num(out, start);
	if (count != 1) {
		buf_chr(out, ',');
		buf_num(out, count);
	}
}

/* The header as it stood, unless the counts were changed since. */
static void print_header(struct buf *out, const struct diff_hunk *h)
{
	struct diff_hunk was;

	if (h->header.n && hunk_header(h->header, &was) &&
	    was.old_start == h->old_start && was.old_count == h->old_count &&
	    was.new_start == h->new_start && was.new_count == h->new_count &&
	    str_eq(was.section, h->section)) {
		buf_add(out, h->header);
		return;
	}
	buf_add(out, STR("@@"));
	print_range(out, '-', h->old_start, h->old_count);
	print_range(out, '+', h->new_start, h->new_count);
	buf_add(out, STR(" @@"));
	if (h->section.n) {
		buf_chr(out, ' ');
		buf_add(out, h->section);
	}
}

static void print_line(struct buf *out, const struct diff_line *l, struct str eol)
{
	if (!l->bare)
		buf_chr(out, l->op);
	buf_add(out, l->text);
	buf_add(out, eol);
	if (l->no_eol) {
		buf_add(out, STR("\\ No newline at end of file"));
		buf_add(out, eol);
	}
}

static void print_text(struct buf *out, struct str text)
{
	buf_add(out, text);
	if (text.n && text.p[text.n - 1] != '\n')
		buf_chr(out, '\n');
}

void diff_print_file(struct buf *out, const struct diff *d,
		     const struct diff_file *f)
{
	struct str eol = f->crlf ? STR("\r\n") : STR("\n");

	print_text(out, f->head);
	print_text(out, f->binary_text);
	for (size_t i = f->first; i < f->first + f->n; i++) {
		const struct diff_hunk *h = &d->hunks[i];

		print_header(out, h);
		buf_add(out, eol);
		for (size_t j = h->first; j < h->first + h->n; j++)
			print_line(out, &d->lines[j], eol);
	}
}
