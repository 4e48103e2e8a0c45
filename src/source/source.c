// SPDX-License-Identifier: GPL-2.0-or-later
#include "source/source.h"

#include <stdlib.h>

#include "base/err.h"
#include "source/extract.h"
#include "source/other.h"

/* The memory of pieces read before is dropped when it has grown so far. */
#define CACHE_MAX (24u << 20)

/* A piece of code and its facts, which point into its own copy of the text. */
struct piece {
	struct str text;
	struct source src;
};

/* Where a piece stands in the file being read. */
struct placed {
	const struct piece *piece;
	struct str text;
	uint32_t at, line, part;
	struct str owner;
};

struct source_reader {
	struct parser *parser;
	struct arena *arena;		/* of the pieces */
	struct arena *scratch;		/* of one piece */
	struct arena *tokens;		/* of one part */
	struct arena *places;		/* of one file */
	struct map *pieces[CHUNK_MODES];
	source_worth_fn *worth;
	void *worth_ctx;
	struct { struct placed *v; size_t n, cap; } placed;
};

static void forget(struct source_reader *r)
{
	arena_free(r->arena);
	r->arena = arena_new();
	for (int i = 0; i < CHUNK_MODES; i++)
		r->pieces[i] = map_new(r->arena);
}

struct source_reader *source_reader_open(void)
{
	struct source_reader *r = calloc(1, sizeof(*r));

	if (!r)
		die("out of memory");
	r->parser = parser_open();
	r->scratch = arena_new();
	r->places = arena_new();
	r->tokens = arena_new();
	forget(r);
	return r;
}

void source_reader_close(struct source_reader *r)
{
	if (!r)
		return;
	parser_close(r->parser);
	arena_free(r->arena);
	arena_free(r->scratch);
	arena_free(r->places);
	arena_free(r->tokens);
	free(r);
}

void source_reader_ask(struct source_reader *r, source_worth_fn *worth, void *ctx)
{
	r->worth = worth;
	r->worth_ctx = ctx;
}

/* What is being put together for one file. */
struct build {
	struct source_reader *r;
	struct arena *a;
	struct source *s;
	const struct source_part *part;
	uint32_t part_no;
	struct str text;		/* of the part, or what is left of it */
	uint32_t at, line;		/* where text begins in the part; its first line */
	struct str inside_name;		/* of what the first chunk stands in */
};

/* ---- reading one piece ---- */

static struct piece *read_piece(struct build *b, struct str text,
				const struct token *tok, uint32_t n, enum chunk_mode mode)
{
	struct source_reader *r = b->r;
	struct piece *p = map_get(r->pieces[mode], text);
	struct extract x;
	struct token *own;

	if (p)
		return p;
	p = NEW(r->arena, struct piece);
	p->text = str_dup(r->arena, text);
	map_set(r->pieces[mode], p->text, p);
	own = NEW_ARRAY(r->scratch, (size_t)n + 1, struct token);
	for (uint32_t i = 0; i < n; i++) {
		own[i] = tok[i];
		own[i].start -= tok[0].start;
		own[i].end -= tok[0].start;
	}
	x = (struct extract){ .a = r->arena, .scratch = r->scratch,
			      .parser = r->parser, .text = p->text, .tok = own,
			      .worth = r->worth, .worth_ctx = r->worth_ctx,
			      .n = n, .mode = mode, .out = &p->src };
	extract_chunk(&x);
	return p;
}

/* ---- putting pieces together ---- */

struct move {
	const char *from, *from_end, *to;
};

static inline struct str moved(const struct move *m, struct str s)
{
	if (s.p >= m->from && s.p <= m->from_end)
		s.p = m->to + (s.p - m->from);
	return s;
}

/* A name that a macro makes stands in no text: see made.h. */
static struct str carried(const struct move *m, struct arena *a, struct str name)
{
	struct str to = moved(m, name);

	return name.n && to.p == name.p ? str_dup(a, name) : to;
}

static void add_piece(struct build *b, const struct piece *p, struct str text,
		      uint32_t at, uint32_t line, struct str owner)
{
	struct placed *to = vec_push(b->r->places, &b->r->placed);

	*to = (struct placed){ p, text, at, line, b->part_no, owner };
}

static void copy_piece(struct arena *a, struct source *s, const struct placed *to)
{
	const struct piece *p = to->piece;
	struct move m = { p->text.p, p->text.p + p->text.n, to->text.p };
	uint32_t base = (uint32_t)s->n, args = (uint32_t)s->nargs;

	for (size_t i = 0; i < p->src.n; i++) {
		struct fact *f = &s->facts[s->n++];

		*f = p->src.facts[i];
		f->line += to->line;
		f->end_line += to->line;
		f->start += to->at;
		f->end += to->at;
		f->part = to->part;
		if (f->parent != FACT_NONE)
			f->parent += base;
		if (f->func != FACT_NONE)
			f->func += base;
		f->args += f->nargs ? args : 0;
		f->name = f->kind == FACT_VAR || f->kind == FACT_LOCAL ?
			carried(&m, a, f->name) : moved(&m, f->name);
		f->value = moved(&m, f->value);
		f->owner = f->owner.n ? moved(&m, f->owner) : to->owner;
	}
	for (size_t i = 0; i < p->src.nargs; i++) {
		struct fact_arg *arg = &s->args[s->nargs++];

		arg->text = moved(&m, p->src.args[i].text);
		arg->ident = moved(&m, p->src.args[i].ident);
	}
	s->errors += p->src.errors;
	s->error_bytes += p->src.error_bytes;
}

/* All pieces, in arrays of just their size: facts are most of the memory that
 * a series takes. */
static void copy_pieces(struct build *b)
{
	struct source *s = b->s;
	size_t facts = 0, args = 0;

	vec_for(const struct placed, p, &b->r->placed) {
		facts += p->piece->src.n;
		args += p->piece->src.nargs;
	}
	if (facts) {
		s->facts = NEW_ARRAY(b->a, facts, struct fact);
		s->args = NEW_ARRAY(b->a, args, struct fact_arg);
		s->cap = facts;
		s->args_cap = args;
	}
	vec_for(const struct placed, p, &b->r->placed)
		copy_piece(b->a, s, p);
}

static void add_tokens(struct build *b, enum chunk_mode mode, const struct tokens *t,
		       uint32_t from, uint32_t to, struct str owner)
{
	const struct token *first = &t->v[from], *last = &t->v[to - 1];
	struct str text = str_n(b->text.p + first->start, last->end - first->start);

	arena_reset(b->r->scratch);
	add_piece(b, read_piece(b, text, first, to - from, mode), text,
		  b->at + first->start, first->line, owner);
}

static void add_chunk(struct build *b, const struct chunk *c, const struct tokens *t)
{
	bool inside = c->mode != CHUNK_TOP && c->mode != CHUNK_WORDS;

	add_tokens(b, c->mode, t, c->from, c->to,
		   inside ? b->inside_name : (struct str){ 0 });
}

/* A text that begins in a comment or a #define: its tail is a piece. */
static void add_tail(struct build *b)
{
	enum chunk_mode mode;
	size_t n = chunk_tail(b->text, &mode);
	struct str tail = str_sub(b->text, 0, n);
	struct tokens tok = { 0 };

	if (n == 0)
		return;
	lex_all(&tok, b->r->tokens, &lex_style_c, tail, b->line);
	if (mode == CHUNK_COMMENT)
		add_piece(b, read_piece(b, tail, NULL, 0, mode), tail, b->at, b->line,
			  (struct str){ 0 });
	else if (tok.n)
		add_tokens(b, mode, &tok, 0, (uint32_t)tok.n, (struct str){ 0 });
	b->line += lex_lines(tail);
	b->at += (uint32_t)n;
	b->text = str_from(b->text, n);
}

static void read_c(struct build *b)
{
	struct tokens tok = { 0 };
	struct chunker chunker;
	struct chunk c;
	bool inside = b->part->first_line > 1;

	if (inside)
		add_tail(b);
	lex_all(&tok, b->r->tokens, &lex_style_c, b->text, b->line);
	chunk_init(&chunker, b->text, &tok, inside && b->at == 0, b->part->section);
	b->inside_name = section_name(b->part->section);
	while (chunk_next(&chunker, &c))
		add_chunk(b, &c, &tok);
}

/* Assembly, devicetree and Rust: directives, comments, labels, words. */
static void read_words(struct build *b, const struct lex_style *style)
{
	struct tokens tok = { 0 };
	struct chunk c = { .mode = CHUNK_WORDS };

	lex_all(&tok, b->r->tokens, style, b->text, b->line);
	c.to = (uint32_t)tok.n;
	if (tok.n)
		add_chunk(b, &c, &tok);
}

static void read_part(struct build *b)
{
	struct lex_style style = lex_style_of(b->s->lang, b->s->path);

	arena_reset(b->r->tokens);
	switch (b->s->lang) {
	case LANG_C:
		read_c(b);
		break;
	case LANG_ASM:
	case LANG_DTS:
	case LANG_RUST:
		read_words(b, &style);
		break;
	default:
		other_read(b->s, b->a, b->part_no, &style);
	}
}

struct source *source_read(struct source_reader *r, struct arena *a,
			   struct str path, const struct source_part *parts,
			   size_t nparts)
{
	struct source *s = NEW(a, struct source);
	struct build b = { 0 };

	if (arena_used(r->arena) > CACHE_MAX)
		forget(r);
	s->path = path;
	s->lang = source_lang_of(path);
	s->nparts = nparts;
	s->parts = NEW_ARRAY(a, nparts, struct source_part);
	if (nparts)
		memcpy(s->parts, parts, nparts * sizeof(*parts));
	arena_reset(r->places);
	memset(&r->placed, 0, sizeof(r->placed));
	for (size_t i = 0; i < nparts; i++) {
		b = (struct build){ .r = r, .a = a, .s = s, .part = &s->parts[i],
				    .part_no = (uint32_t)i, .text = parts[i].text,
				    .line = parts[i].first_line };
		read_part(&b);
	}
	if (r->placed.n)
		copy_pieces(&b);
	return s;
}

/* ---- questions ---- */

static bool only_blanks(const char *p, const char *end)
{
	while (p < end)
		if (!chr_blank(*p++))
			return false;
	return true;
}

const struct fact *source_doc_of(const struct source *s, const struct fact *f)
{
	const char *text = s->parts[f->part].text.p;

	for (const struct fact *c = f; c-- > s->facts && c->part == f->part; ) {
		if (c->end > f->start)
			continue;	/* holds it */
		if (c->kind != FACT_COMMENT ||
		    !only_blanks(text + c->end, text + f->start))
			return NULL;
		return c;
	}
	return NULL;
}

const struct fact *source_condition_of(const struct source *s, const struct fact *f)
{
	for (const struct fact *c = f; c-- > s->facts && c->part == f->part; )
		if (c->kind != FACT_USE && c->kind != FACT_CALL)
			return c->kind == FACT_CONDITION && c->end >= f->end ? c : NULL;
	return NULL;
}
