// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/remark.h"

#define TRIES 32		/* marks of one kind looked at in a comment */
#define QUOTE_MAX 160		/* bytes of a comment that are quoted */
#define QUOTE_SHORT 12		/* bytes that say too little */
#define PARAGRAPH_MAX 4096	/* bytes of it before a mark, and behind */

void remark_read(struct remark *t, struct arena *a, const struct side_comment *c)
{
	uint32_t n = c->last - c->first + 1;
	size_t room = n, len = 0;
	char *text;

	for (uint32_t i = 0; i < n; i++)
		room += c->inner[i].n;
	text = arena_alloc(a, room);
	*t = (struct remark){ .lines = arena_alloc(a, n * sizeof(*t->lines)) };
	for (uint32_t i = 0; i < n; i++) {
		struct str s = side_inner(c, i);
		bool open = len && text[len - 1] != '\n';

		if (open)
			text[len++] = s.n ? ' ' : '\n';
		if (!s.n)
			continue;
		t->lines[t->nlines++] = (struct remark_line){ len, c->first + i };
		memcpy(text + len, s.p, s.n);
		len += s.n;
	}
	t->text = str_n(text, len);
}

uint32_t remark_line_of(const struct remark *t, size_t offset)
{
	size_t lo = 0, hi = t->nlines;

	while (lo + 1 < hi) {
		size_t mid = (lo + hi) / 2;

		if (t->lines[mid].offset <= offset)
			lo = mid;
		else
			hi = mid;
	}
	return t->lines[lo].line;
}

struct str remark_part(const struct remark *t, size_t from, size_t to)
{
	return str_sub(t->text, from, to - from);
}

bool remark_is_bare(const struct remark *t)
{
	struct str s = t->text, word;

	while (s.n && !chr_ident(s.p[0]))
		s = str_from(s, 1);
	if (!str_ident(&s, &word))
		return false;
	while (s.n && !chr_ident(s.p[0]))
		s = str_from(s, 1);
	return !s.n;
}

static struct str sentence(const struct remark *t, const struct mark *m)
{
	return remark_part(t, m->sentence, m->sentence_end);
}

struct str remark_words(const struct remark *t, const struct mark *m)
{
	struct str mark = remark_part(t, m->start, m->end);
	bool shouted = mark.n > 2 && chr_upper(mark.p[0]) && chr_upper(mark.p[1]);
	size_t to = m->sentence_end;
	size_t from = m->sentence;

	if (shouted || m->start - m->sentence > QUOTE_MAX / 2)
		from = m->start;
	if (to - from > QUOTE_MAX)
		to = from + QUOTE_MAX;
	/* "FIXME: this" is short; its paragraph says more. */
	if (to - from < QUOTE_SHORT && m->paragraph_end - from <= QUOTE_MAX)
		to = m->paragraph_end;
	return remark_part(t, from, to);
}

/* ---- marks ---- */

static bool ends_here(struct str s, size_t i)
{
	return (s.p[i] == '.' || s.p[i] == '!' || s.p[i] == '?') &&
	       (i + 1 == s.n || chr_blank(s.p[i + 1]));
}

static void bound(struct mark *m, const struct remark *t)
{
	struct str s = t->text;

	m->paragraph = m->start;
	while (m->paragraph > 0 && m->start - m->paragraph < PARAGRAPH_MAX &&
	       s.p[m->paragraph - 1] != '\n')
		m->paragraph--;
	m->paragraph_end = m->end;
	while (m->paragraph_end < s.n && m->paragraph_end - m->end < PARAGRAPH_MAX &&
	       s.p[m->paragraph_end] != '\n')
		m->paragraph_end++;
	m->sentence = m->start;
	while (m->sentence > m->paragraph &&
	       !(m->sentence > m->paragraph + 1 && chr_blank(s.p[m->sentence - 1]) &&
		 ends_here(s, m->sentence - 2)))
		m->sentence--;
	m->sentence_end = m->end;
	while (m->sentence_end < m->paragraph_end && !ends_here(s, m->sentence_end))
		m->sentence_end++;
	if (m->sentence_end < m->paragraph_end)
		m->sentence_end++;
	m->line = remark_line_of(t, m->start);
}

/* What is said is said in one paragraph. */
static uint64_t hopes_of(struct patterns *ps, struct str text)
{
	struct str paragraph;
	uint64_t out = 0;

	while (str_line(&text, &paragraph))
		out |= phrase_hopes(ps, paragraph);
	return out;
}

/* A needle of the rule stands in the text: that is the hope of a lone pattern. */
struct search search_begin(struct marker_rule *r, const struct remark *t)
{
	return (struct search){
		.rule = r, .text = t, .left = TRIES,
		.hopes = r->find.n > 1 ? hopes_of(&r->find, t->text) : 1,
	};
}

static bool says_any(struct patterns *ps, const struct remark *t, const struct mark *m)
{
	struct str both = remark_part(t, m->sentence, m->paragraph_end);
	uint64_t hopes = ps->n ? phrase_hopes(ps, both) : 0;

	return phrase_any_of(ps, hopes, remark_part(t, m->start, m->paragraph_end)) ||
	       phrase_any_of(ps, hopes, sentence(t, m));
}

static bool excused(const struct search *search, const struct mark *m)
{
	const struct remark *t = search->text;
	struct marker_rule *r = search->rule;

	if (search->stub)
		return false;
	if (says_any(&r->unless, t, m) || (!search->asks && says_any(&r->asks, t, m)))
		return true;
	return r->needs.n && !search->plain &&
	       !phrase_any(&r->needs, remark_part(t, m->paragraph, m->paragraph_end));
}

bool search_next(struct search *search, struct mark *m)
{
	size_t from = m->end + (m->end == m->start && search->left < TRIES);

	while (search->left-- > 0) {
		if (!phrase_first(&search->rule->find, search->hopes,
				  search->text->text, from, &m->start, &m->end))
			return false;
		from = m->end > m->start ? m->end : m->end + 1;
		bound(m, search->text);
		if (!excused(search, m))
			return true;
	}
	return false;
}
