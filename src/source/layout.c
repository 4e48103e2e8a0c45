// SPDX-License-Identifier: GPL-2.0-or-later
#include "source/layout.h"

#include "source/builtin.h"
#include "source/lex.h"
#include "source/word.h"

#define MAX_DEPTH 16
#define MAX_WORDS 6
#define MAX_BYTES (1ull << 40)
/* Members looked at: structs that hold each other would never end. */
#define MAX_STEPS 20000

struct layouter {
	struct arena *a;
	const struct source *s;
	const struct macro_table *macros;
	struct layout *out;
	int depth;
	uint32_t steps;
};

/* Size and alignment of a type; known is false when they are not. */
struct shape {
	uint64_t size, elem;
	uint32_t align;
	bool known;
};

static const struct shape unknown_shape;

static struct shape shape_of_type(struct layouter *l, const struct fact *type,
				  uint64_t at, struct str path, bool members);

static struct str fact_text(const struct source *s, const struct fact *f)
{
	return str_sub(s->parts[f->part].text, f->start, f->end - f->start);
}

const struct fact *layout_type(const struct source *s, struct str name)
{
	source_for(f, s, FACT_TYPE)
		if (str_eq(f->name, name))
			return f;
	return NULL;
}

static uint64_t round_up(uint64_t n, uint64_t align)
{
	return align ? (n + align - 1) / align * align : n;
}

/* ---- a declaration, read by its words ---- */

struct words {
	struct token *v;
	size_t n, at;
	struct str text;
};

static struct words words_of(struct arena *a, struct str text)
{
	struct words w = { .text = text };
	struct tokens all = { 0 };

	lex_all(&all, a, &lex_style_c, text, 1);
	w.v = all.v;
	for (size_t i = 0; i < all.n; i++)
		if (all.v[i].kind != TOK_COMMENT && !(all.v[i].flags & TOKEN_PP))
			w.v[w.n++] = all.v[i];
	return w;
}

static struct str word(const struct words *w, size_t i)
{
	return i < w->n ? token_str(&w->v[i], w->text) : STR("");
}

static bool is(const struct words *w, size_t i, const char *s)
{
	return str_eq(word(w, i), str_of(s));
}

/* Behind the bracket that closes the one at i. */
static size_t past(const struct words *w, size_t i)
{
	int depth = 0;

	for (; i < w->n; i++) {
		char c = w->v[i].kind == TOK_PUNCT ? w->v[i].c : '\0';

		depth += c == '(' || c == '[' || c == '{';
		depth -= c == ')' || c == ']' || c == '}';
		if (depth == 0)
			return i + 1;
	}
	return w->n;
}

static struct str between(const struct words *w, size_t open, size_t close)
{
	if (close <= open + 1 || close > w->n)
		return STR("");
	return str_n(w->text.p + w->v[open].end, w->v[close - 1].start - w->v[open].end);
}

/* packed and aligned(n) among the words [i, end). */
static bool attributes(struct layouter *l, const struct words *w, size_t i, size_t end,
		       bool *packed, uint32_t *align)
{
	for (; i < end; i++) {
		struct str s = word(w, i);
		uint64_t n;

		*packed |= str_eq(s, STR("__packed")) || str_eq(s, STR("packed")) ||
			   str_eq(s, STR("__packed__"));
		if (!str_eq(s, STR("__aligned")) && !str_eq(s, STR("aligned")) &&
		    !str_eq(s, STR("__aligned__")))
			continue;
		if (!is(w, i + 1, "(") ||
		    !eval_expr(l->macros, between(w, i + 1, past(w, i + 1)), &n, NULL) ||
		    n == 0 || n > 65536 || (n & (n - 1)))
			return false;
		if (n > *align)
			*align = (uint32_t)n;
	}
	return true;
}

/* The field in which a nested type's body stands, or the other way round. */
static const struct fact *body_in(const struct source *s, const struct fact *field)
{
	size_t i = (size_t)(field - s->facts);

	for (size_t j = i + 1; j < s->n && s->facts[j].start < field->end &&
			       s->facts[j].part == field->part; j++)
		if (s->facts[j].kind == FACT_TYPE && s->facts[j].parent == field->parent &&
		    s->facts[j].end <= field->end)
			return &s->facts[j];
	return NULL;
}

/* The type at the front of a declaration; *at moves behind it. */
static struct shape base_type(struct layouter *l, const struct words *w, size_t *at,
			      const struct fact *field)
{
	struct str words[MAX_WORDS] = { 0 };
	size_t n = 0, i = *at;
	bool sign, tagged = false;
	struct shape s = unknown_shape;
	const struct fact *type = NULL;
	uint32_t size;

	for (; i < w->n && w->v[i].kind == TOK_IDENT; i++) {
		struct str x = word(w, i);

		if (word_is_annotation(x) || is(w, i, "const") || is(w, i, "volatile"))
			continue;
		if (is(w, i, "struct") || is(w, i, "union") || is(w, i, "enum")) {
			bool is_enum = is(w, i, "enum");

			tagged = true;
			if (w->v[i + 1 < w->n ? i + 1 : i].kind == TOK_IDENT)
				type = layout_type(l->s, word(w, ++i));
			if (is(w, i + 1, "{")) {
				i = past(w, i + 1) - 1;
				type = body_in(l->s, field);
			}
			if (is_enum)
				s = (struct shape){ 4, 4, 4, true };
			continue;
		}
		/* The declared name ends the words of the type. */
		if (tagged || (n && !builtin_type(x)))
			break;
		if (n == MAX_WORDS)
			return unknown_shape;
		words[n++] = x;
	}
	*at = i;
	if (s.known || (tagged && !type))
		return s;
	if (type)
		return shape_of_type(l, type, 0, STR(""), false);
	size = builtin_words_size(words, n, &sign);
	if (size)
		return (struct shape){ size, size, size == 16 ? 8 : size, true };
	if (n == 1 && (type = layout_type(l->s, words[0])))
		return shape_of_type(l, type, 0, STR(""), false);
	return unknown_shape;
}

/* [n][m]...: multiplies the shape. */
static bool arrays(struct layouter *l, const struct words *w, size_t *at, struct shape *s)
{
	while (is(w, *at, "[")) {
		size_t end = past(w, *at);
		struct str dim = str_trim(between(w, *at, end));
		uint64_t n = 0;

		if (dim.n && !eval_expr(l->macros, dim, &n, NULL))
			return false;
		if (__builtin_mul_overflow(s->size, n, &s->size) || s->size > MAX_BYTES)
			return false;
		*at = end;
	}
	return true;
}

/* One declarator from *at to its comma: does it declare `name`? */
static bool declarator(struct layouter *l, const struct words *w, size_t *at,
		       struct shape base, struct str name, struct shape *out)
{
	bool found = false, pointer = false, bits = false, packed = false;
	const struct shape eight = { 8, 8, 8, true };
	size_t from = *at;

	*out = base;
	for (; *at < w->n && !is(w, *at, ","); ) {
		if (is(w, *at, "*")) {
			pointer = true;
			*out = eight;
		} else if (is(w, *at, "(") && !found) {
			/* A pointer to a function or to an array. */
			size_t end = past(w, *at);

			for (size_t i = *at; i < end; i++)
				found |= str_eq(word(w, i), name) && !is(w, i + 1, "(");
			*out = eight;
			*at = end;
			continue;
		} else if (is(w, *at, "(")) {
			*at = past(w, *at);
			continue;
		} else if (is(w, *at, "[")) {
			if (!arrays(l, w, at, out)) {
				out->known = false;
				*at = past(w, *at);
			}
			continue;
		} else if (is(w, *at, ":")) {
			bits = true;
		} else if (str_eq(word(w, *at), name)) {
			found = true;
		}
		++*at;
	}
	if (bits || (!pointer && !out->known) ||
	    !attributes(l, w, from, *at, &packed, &out->align))
		out->known = false;
	if (packed)
		out->align = 1;
	++*at;
	return found;
}

static struct shape macro_member(struct layouter *l, const struct words *w,
				 const struct fact *field)
{
	size_t close = past(w, 1);
	struct str args = between(w, 1, close), first, second = args;
	uint64_t n;

	if (!str_until(&second, ',', &first))
		return unknown_shape;
	if (is(w, 0, "DECLARE_BITMAP")) {
		if (!eval_expr(l->macros, second, &n, NULL) || n > MAX_BYTES)
			return unknown_shape;
		return (struct shape){ round_up(n, 64) / 8, 8, 8, true };
	}
	if (is(w, 0, "DECLARE_FLEX_ARRAY")) {
		struct words type = words_of(l->a, first);
		size_t at = 0;
		struct shape s = base_type(l, &type, &at, field);

		s.size = 0;
		return s;
	}
	return unknown_shape;
}

static struct shape shape_of_field(struct layouter *l, const struct fact *field)
{
	struct words w = words_of(l->a, field->value);
	struct shape base, s;
	size_t at = 0;

	if (w.n > 2 && is(&w, 1, "(") && !is(&w, 2, "*") && w.v[0].kind == TOK_IDENT)
		return macro_member(l, &w, field);
	base = base_type(l, &w, &at, field);
	while (at < w.n)
		if (declarator(l, &w, &at, base, field->name, &s))
			return s;
	return unknown_shape;
}

/* ---- a type ---- */

static void add_member(struct layouter *l, const struct fact *f, uint64_t at,
		       struct shape s, struct str path)
{
	struct layout_member *m = vec_push(l->a, l->out);

	*m = (struct layout_member){ .name = f->name, .offset = at, .size = s.size,
				     .elem = s.elem, .field = f };
	m->path = path.n ? str_printf(l->a, "%.*s.%.*s", STR_FMT(path), STR_FMT(f->name)) :
			   f->name;
}

static bool head_and_tail(struct layouter *l, const struct fact *type, bool *packed,
			  uint32_t *align)
{
	struct words w = words_of(l->a, fact_text(l->s, type));
	size_t open = 0, close;

	while (open < w.n && !is(&w, open, "{"))
		open++;
	close = past(&w, open);
	return attributes(l, &w, 0, open, packed, align) &&
	       attributes(l, &w, close, w.n, packed, align);
}

static void stop_at(struct layouter *l, bool members, struct str name)
{
	if (members && !l->out->stopped.n)
		l->out->stopped = name.n ? name : STR("(unnamed)");
}

struct laying {
	uint64_t end, size;	/* of the last member; of the largest */
	uint32_t align;
	bool is_union, packed;
};

/* The next member of that shape: its offset from the type's start. */
static uint64_t place(struct laying *y, struct shape s)
{
	uint32_t align = y->packed ? 1 : s.align;
	uint64_t at = y->is_union ? 0 : round_up(y->end, align);

	if (align > y->align)
		y->align = align;
	y->end = at + s.size;
	if (y->end > y->size)
		y->size = y->end;
	return at;
}

/* A field, or an anonymous struct or union, of the type. */
static bool lay_member(struct layouter *l, struct laying *y, const struct fact *f,
		       uint64_t base, struct str path, bool members)
{
	bool anonymous = f->kind == FACT_TYPE;
	struct shape s = anonymous ? shape_of_type(l, f, 0, path, false) :
				     shape_of_field(l, f);
	const struct fact *body;
	uint64_t at;

	/* Members in front of the unknown one of an anonymous struct count. */
	if (!s.known && anonymous && members)
		shape_of_type(l, f, base + round_up(y->end, 8), path, true);
	if (!s.known || s.size > MAX_BYTES || y->end > MAX_BYTES) {
		stop_at(l, members, f->name);
		return false;
	}
	at = base + place(y, s);
	if (!members)
		return true;
	if (anonymous) {
		shape_of_type(l, f, at, path, true);
		return true;
	}
	add_member(l, f, at, s, path);
	body = body_in(l->s, f);
	if (body && s.size == s.elem)
		shape_of_type(l, body, at, vec_last(l->out)->path, true);
	return true;
}

static bool is_body_of_field(const struct source *s, const struct fact *type)
{
	size_t i = (size_t)(type - s->facts);

	while (i-- > 0 && s->facts[i].kind == FACT_FIELD && s->facts[i].start == type->start)
		if (s->facts[i].parent == type->parent && s->facts[i].end >= type->end)
			return true;
	return false;
}

static struct shape shape_of_type(struct layouter *l, const struct fact *type,
				  uint64_t base, struct str path, bool members)
{
	struct laying y = { .align = 1, .is_union = str_eq(type->value, STR("union")) };
	const struct source *s = l->s;
	uint32_t me = (uint32_t)(type - s->facts), wanted = 1;

	if (str_eq(type->value, STR("enum")))
		return (struct shape){ 4, 4, 4, true };
	if (l->depth == MAX_DEPTH || ++l->steps > MAX_STEPS ||
	    !head_and_tail(l, type, &y.packed, &wanted))
		return unknown_shape;
	l->depth++;
	for (size_t i = me + 1; i < s->n && s->facts[i].part == type->part &&
				s->facts[i].start < type->end; i++) {
		const struct fact *f = &s->facts[i];

		if (f->parent != me || (f->kind != FACT_FIELD && f->kind != FACT_TYPE) ||
		    (f->kind == FACT_TYPE && (f->name.n || is_body_of_field(s, f))))
			continue;
		if (!lay_member(l, &y, f, base, path, members)) {
			l->depth--;
			return unknown_shape;
		}
	}
	l->depth--;
	if (wanted > y.align)
		y.align = wanted;
	y.size = round_up(y.size, y.align);
	return (struct shape){ y.size, y.size, y.align, true };
}

bool layout_of(struct layout *out, struct arena *a, const struct source *s,
	       const struct fact *type, const struct macro_table *macros)
{
	struct layouter l = { .a = a, .s = s, .macros = macros, .out = out };
	struct shape shape;

	*out = (struct layout){ 0 };
	if (type->kind != FACT_TYPE)
		return false;
	if (str_eq(type->value, STR("typedef")))
		for (const struct fact *f = type + 1; f < s->facts + s->n; f++)
			if (f->kind == FACT_TYPE &&
			    f->parent == (uint32_t)(type - s->facts)) {
				type = f;
				break;
			}
	if (!str_eq(type->value, STR("struct")) && !str_eq(type->value, STR("union")))
		return false;
	shape = shape_of_type(&l, type, 0, STR(""), true);
	out->complete = shape.known;
	out->size = shape.size;
	out->align = shape.align;
	return true;
}
