// SPDX-License-Identifier: GPL-2.0-or-later
#include "patch/patch.h"

#include "base/line.h"
#include "mail/mime.h"

/* Bytes of a line, and lines in front of a diff: saves growing the array again
 * and again. */
#define LINE_USUAL 40
#define LINES_USUAL 128

/* The text in front of the diff, by lines. */
struct head {
	struct patch *p;
	struct arena *a;
	VEC(struct str) lines;		/* [i] is body line i + 1 */
};

static struct str line_at(const struct head *h, size_t i)
{
	return i < h->lines.n ? str_rtrim(h->lines.v[i]) : str_n("", 0);
}

/* Lines from..to (not included) as a section. */
static struct section section(const struct head *h, size_t from, size_t to)
{
	struct section s = { 0 };
	struct str first, last;

	while (from < to && !line_at(h, from).n)
		from++;
	while (from < to && !line_at(h, to - 1).n)
		to--;
	if (from >= to)
		return s;
	first = h->lines.v[from];
	last = h->lines.v[to - 1];
	s.text = str_n(first.p, (size_t)(last.p + last.n - first.p));
	s.first = (uint32_t)from + 1;
	s.last = (uint32_t)to;
	return s;
}

/* ---- in-body headers ---- */

struct inbody {
	struct str from, date, subject;
};

static struct str *inbody_field(struct inbody *in, struct str *line)
{
	if (str_eat(line, STR("From:")))
		return &in->from;
	if (str_eat(line, STR("Date:")))
		return &in->date;
	if (str_eat(line, STR("Subject:")))
		return &in->subject;
	return NULL;
}

/* Reads headers from line i on; returns the line behind them, or i. */
static size_t inbody(const struct head *h, size_t i, struct inbody *in)
{
	struct inbody found = { 0 };
	size_t at = i;

	while (at < h->lines.n && !line_at(h, at).n)
		at++;
	for (size_t n = at; n < h->lines.n; at = n) {
		struct str line = line_at(h, n++), value = line;
		struct str *to = inbody_field(&found, &value);

		if (!to || to->n)
			break;
		while (n < h->lines.n && line_at(h, n).n &&
		       strchr(" \t", h->lines.v[n].p[0])) {
			line = line_at(h, n++);
			value.n = (size_t)(line.p + line.n - value.p);
		}
		*to = mime_words(h->a, header_unfold(h->a, value));
	}
	/* "From: the start of prose" has no empty line below */
	if (line_at(h, at).n || (found.from.n && !str_has(found.from, STR("@"))))
		return i;
	if (!found.from.n && !found.date.n && !found.subject.n)
		return i;
	*in = found;
	return at;
}

/* ---- landmarks ---- */

/* Dashes and scissors make up most of it: -- >8 --, ---8<--- cut here --- */
static bool is_scissors(struct str line)
{
	size_t marks = 0, dashes = 0, blanks = 0;

	if (line.n < 4 || line.n > 100 || !strchr("-8>%", line.p[0]))
		return false;
	for (size_t i = 0; i < line.n; i++) {
		struct str two = str_sub(line, i, 2);

		if (str_eq(two, STR(">8")) || str_eq(two, STR("8<")) ||
		    str_eq(two, STR(">%")) || str_eq(two, STR("%<"))) {
			marks++;
			i++;
		} else {
			dashes += line.p[i] == '-';
			blanks += line.p[i] == ' ';
		}
	}
	return marks && dashes >= 2 && (2 * marks + dashes) * 3 >= line.n - blanks;
}

static bool is_break(struct str line)
{
	return str_eq(line, STR("---"));
}

/* " drivers/a.c | 12 +++--" or " 2 files changed, 3 insertions(+)" */
static bool is_stat(struct str line)
{
	size_t bar = str_rfind_chr(line, '|');
	struct str rest;
	uint64_t n;

	if (!line.n || (!chr_blank(line.p[0]) && bar == SIZE_MAX))
		return false;
	rest = str_ltrim(line);
	if (str_num(&rest, &n, UINT32_MAX) &&
	    (str_starts(rest, STR(" file changed")) ||
	     str_starts(rest, STR(" files changed"))))
		return true;
	if (bar == SIZE_MAX || bar == 0)
		return false;
	rest = str_ltrim(str_from(line, bar + 1));
	return str_starts(rest, STR("Bin")) || (str_num(&rest, &n, UINT32_MAX) &&
		(!rest.n || rest.p[0] == ' '));
}

/* Also the lines under a diffstat: " create mode 100644 x". */
static bool is_summary(struct str line)
{
	static const char *const words[] = {
		" create mode ", " delete mode ", " rename ", " copy ", " mode change ",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_starts(line, str_of(words[i])))
			return true;
	return false;
}

/* Where the diffstat at the end of lines from..to begins, `to` if none. */
static size_t find_stat(const struct head *h, size_t from, size_t to)
{
	size_t i = to, start = to;

	while (i > from) {
		struct str line = h->lines.v[--i];

		line = str_rtrim(line);
		if (is_stat(line))
			start = i;
		else if (line.n && !is_summary(line))
			break;
	}
	return start;
}

/* "A U Thor (3):" above indented titles. */
static bool is_shortlog(const struct head *h, size_t i)
{
	struct str line = line_at(h, i), count;
	size_t open = str_rfind_chr(line, '(');
	uint64_t n;

	if (!line.n || chr_blank(line.p[0]) || open == SIZE_MAX || !open)
		return false;
	count = str_from(line, open + 1);
	return str_num(&count, &n, 99999) && str_eq(count, STR("):")) &&
	       str_starts(line_at(h, i + 1), STR("  "));
}

static bool is_signature_line(struct str line)
{
	if (line.n && line.p[line.n - 1] == '\r')
		line.n--;
	return str_eq(line, STR("-- "));
}

static size_t find_line(const struct head *h, size_t from, bool (*is)(struct str))
{
	while (from < h->lines.n && !is(line_at(h, from)))
		from++;
	return from;
}

/* The line where the commit message begins: behind scissors, if they count. */
static size_t behind_scissors(const struct head *h)
{
	size_t end = find_line(h, 0, is_break);
	size_t at = find_line(h, 0, is_scissors);
	struct inbody in;

	if (at >= end)
		return 0;
	if (find_line(h, at + 1, is_scissors) < end &&
	    inbody(h, at + 1, &in) == at + 1)
		return 0;
	return at + 1;
}

/* ---- the sections ---- */

/* The lines of the text, up to a diff in it if that is asked for. What is left
 * of the text. */
static struct str read_lines(struct head *h, struct str text, bool until_diff)
{
	if (!h->lines.cap) {
		h->lines.cap = text.n / LINE_USUAL < LINES_USUAL ?
			       text.n / LINE_USUAL + 1 : LINES_USUAL;
		h->lines.v = arena_raw(h->a, h->lines.cap * sizeof(*h->lines.v));
	}
	while (text.n && !(until_diff && diff_starts(text))) {
		struct str line = str_sub(text, 0, line_length(text));

		vec_add(h->a, &h->lines, line);
		text = str_from(text, line.n + 1);
	}
	return text;
}

/* In-body Subject over the one of the mail; numbers stay known. */
static void read_subject(struct patch *p, struct arena *a, struct str within)
{
	struct subject outer;

	subject_parse(&p->subject, a, p->msg->subject);
	if (!within.n)
		return;
	outer = p->subject;
	subject_parse(&p->subject, a, within);
	p->subject.reply = outer.reply;
	p->subject.has_patch |= outer.has_patch;
	p->subject.rfc |= outer.rfc;
	if (!p->subject.numbered && outer.numbered) {
		p->subject.numbered = true;
		p->subject.k = outer.k;
		p->subject.n = outer.n;
	}
	if (!p->subject.has_version && outer.has_version) {
		p->subject.has_version = true;
		p->subject.version = outer.version;
	}
	if (!p->subject.ntags) {
		p->subject.tags = outer.tags;
		p->subject.ntags = outer.ntags;
	}
}

/* A mail with a diff: message, ---, notes, diffstat. `cut` is behind scissors. */
static void split_patch(struct head *h, size_t cut, size_t from)
{
	struct patch *p = h->p;
	size_t end = h->lines.n, at = from, stat;

	while (at < end && !is_break(line_at(h, at)))
		at++;
	stat = find_stat(h, at < end ? at + 1 : from, end);
	p->message = section(h, from, at < end ? at : stat);
	if (at < end)
		p->notes = section(h, at + 1, stat);
	if (!p->notes.first && cut)
		p->notes = section(h, 0, cut - 1);
}

/* A mail without one: message, notes below ---, and the signature. */
static void split_letter(struct head *h, size_t from)
{
	struct patch *p = h->p;
	size_t end = from, at = from;

	while (end < h->lines.n && !is_signature_line(h->lines.v[end]))
		end++;
	p->tail = section(h, end, h->lines.n);
	if (p->kind != PATCH_COVER && p->kind != PATCH_PATCH) {
		p->message = section(h, from, end);
		return;
	}
	while (at < end && !is_break(line_at(h, at)) && !is_shortlog(h, at))
		at++;
	if (at == end)
		at = find_stat(h, from, end);
	p->message = section(h, from, at);
	p->notes = section(h, at + (at < end && is_break(line_at(h, at))), end);
}

static struct section tail_of(const struct patch *p, struct str text)
{
	struct str rest = str_from(text, p->diff.end), body = str_trim(rest);
	struct section s = { .first = p->diff.end_line, .text = body };

	if (!body.n)
		return (struct section){ 0 };
	s.first += (uint32_t)str_count(str_n(rest.p, (size_t)(body.p - rest.p)), '\n');
	s.last = s.first + (uint32_t)str_count(body, '\n');
	return s;
}

/* ---- what it is ---- */

/* An answer without "Re:" shows by what it quotes. */
static bool quotes(const struct head *h)
{
	size_t n = 0;

	for (size_t i = 0; i < h->lines.n; i++) {
		struct str line = h->lines.v[i];

		n += line.n > 1 && line.p[0] == '>' && line.p[1] != '8' &&
		     !str_starts(line, STR(">From "));
	}
	return n >= 2;
}

static enum patch_kind kind_of(const struct head *h, bool diff)
{
	const struct patch *p = h->p;
	const struct subject *s = &p->subject;
	bool answers = p->msg->in_reply_to.n || p->msg->references.n;

	if (s->reply)
		return PATCH_REPLY;
	if (s->numbered && s->k == 0 && s->n > 0)
		return PATCH_COVER;
	if (answers && !(diff && s->has_patch) && quotes(h))
		return PATCH_REPLY;
	if (diff)
		return PATCH_PATCH;
	if (s->has_patch && s->numbered)
		return PATCH_PATCH;
	if (s->has_patch && !answers)
		return PATCH_COVER;
	return answers ? PATCH_REPLY : PATCH_OTHER;
}

/* Neither --- nor diffstat, and git's own signature behind the message. */
static bool is_empty(const struct patch *p)
{
	struct str s = p->tail.text, line;

	return p->subject.has_patch && !p->subject.reply && !p->notes.first &&
	       str_line(&s, &line) && is_signature_line(line) && str_line(&s, &line) &&
	       line.n && chr_digit(line.p[0]);
}

static void read_diff(struct patch *p, struct arena *a, struct str text,
		      uint32_t first_line)
{
	if (p->kind == PATCH_PATCH && text.n) {
		diff_parse(&p->diff, a, text, first_line);
		p->tail = tail_of(p, text);
	} else if (p->kind == PATCH_PATCH && !p->empty) {
		problem_add(a, &p->problems, PROBLEM_PATCH, 0, "patch holds no diff");
	}
}

static void read_base(struct patch *p, struct arena *a)
{
	const struct section *all[] = { &p->message, &p->notes, &p->tail };

	for (int i = p->kind != PATCH_COVER; i < 3; i++)
		trailers_base(&p->base, a, all[i]->text, all[i]->first);
}

/* In-body headers above scissors hold where there are none below. */
static size_t read_headers(struct head *h, size_t cut)
{
	struct patch *p = h->p;
	struct inbody in = { 0 };
	size_t from;

	if (cut)
		inbody(h, 0, &in);
	from = inbody(h, cut, &in);
	if (in.subject.n)
		read_subject(p, h->a, in.subject);
	p->author = in.from.n ? in.from : p->msg->from;
	p->date = in.date.n ? in.date : p->msg->date;
	return from;
}

struct patch *patch_parse(struct arena *a, const struct message *m)
{
	struct patch *p = NEW(a, struct patch);
	struct head h = { .p = p, .a = a };
	size_t cut = 0, from = 0;
	struct str diff;

	p->msg = m;
	p->author = m->from;
	p->date = m->date;
	read_subject(p, a, str_n("", 0));
	diff = read_lines(&h, m->body, !p->subject.reply);
	p->kind = kind_of(&h, diff.n > 0);
	if (p->kind == PATCH_PATCH)
		cut = behind_scissors(&h);
	if (p->kind == PATCH_PATCH || p->kind == PATCH_COVER)
		from = read_headers(&h, cut);
	if (p->kind == PATCH_PATCH)
		p->number = p->subject.numbered ? p->subject.k : 1;
	if (p->kind == PATCH_PATCH && diff.n) {
		split_patch(&h, cut, from);
	} else {
		read_lines(&h, diff, false);
		split_letter(&h, from);
		p->empty = is_empty(p);
	}
	read_diff(p, a, diff, (uint32_t)h.lines.n + 1);
	if (p->kind == PATCH_PATCH)
		trailers_parse(&p->trailers, a, p->message.text,
			       p->message.first, &p->trailer_line);
	if (p->kind == PATCH_PATCH || p->kind == PATCH_COVER)
		read_base(p, a);
	return p;
}
