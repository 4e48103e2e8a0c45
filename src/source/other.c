// SPDX-License-Identifier: GPL-2.0-or-later
#include "source/other.h"

struct other {
	struct source *s;
	struct arena *a;
	uint32_t part;
	struct str text;
	struct str owner;
	size_t block;		/* fact of the open config block, SIZE_MAX none */
};

static struct fact *add(struct other *o, enum fact_kind kind, struct str at,
			struct str name, uint32_t line)
{
	struct source *s = o->s;
	struct fact *f;

	if (s->n == s->cap)
		s->facts = vec_grow(o->a, s->facts, s->n, &s->cap, sizeof(*f));
	f = &s->facts[s->n++];
	*f = (struct fact){ .kind = kind, .name = name, .owner = o->owner,
			    .start = (uint32_t)(at.p - o->text.p), .line = line,
			    .end_line = line, .part = o->part, .params = -1,
			    .parent = FACT_NONE, .func = FACT_NONE };
	f->end = f->start + (uint32_t)at.n;
	return f;
}

/* The line up to its comment, which becomes a fact behind the line's own. */
static struct str code_of(const struct lex_style *style, struct str line,
			  struct str *comment)
{
	struct lexer l;
	struct token t;

	*comment = (struct str){ 0 };
	if (!style->line[0])
		return line;
	lex_init(&l, style, line, 1);
	while (lex_next(&l, &t))
		if (t.kind == TOK_COMMENT) {
			*comment = token_str(&t, line);
			return str_sub(line, 0, t.start);
		}
	return line;
}

static struct str config_name(struct other *o, struct str s)
{
	return str_printf(o->a, "CONFIG_%.*s", STR_FMT(s));
}

static bool is_symbol(struct str s)
{
	bool upper = false;

	for (size_t i = 0; i < s.n; i++) {
		upper |= chr_upper(s.p[i]);
		if (!chr_upper(s.p[i]) && !chr_digit(s.p[i]) && s.p[i] != '_')
			return false;
	}
	return upper;
}

static void config_uses(struct other *o, struct str s, uint32_t line)
{
	struct str word;

	while (s.n) {
		if (s.p[0] == '"') {
			s = str_from(s, 1);
			if (!str_until(&s, '"', &word))
				return;
		} else if (chr_ident(s.p[0])) {
			size_t n = 0;

			while (n < s.n && chr_ident(s.p[n]))
				n++;
			word = str_sub(s, 0, n);
			s = str_from(s, n);
			if (is_symbol(word))
				add(o, FACT_USE, word, config_name(o, word), line);
		} else {
			s = str_from(s, 1);
		}
	}
}

static void end_block(struct other *o)
{
	o->block = SIZE_MAX;
	o->owner = (struct str){ 0 };
}

static void kconfig_line(struct other *o, struct str line, uint32_t no)
{
	static const char *const with_uses[] = {
		"depends", "select", "imply", "if", "visible", "default",
		"def_bool", "def_tristate", "range",
	};
	bool top = line.n && !chr_blank(line.p[0]);
	struct str rest = str_trim(line), all = rest, word;

	if (!str_word(&rest, &word))
		return;
	rest = str_trim(rest);
	if (top)
		end_block(o);
	if (str_eq(word, STR("config")) || str_eq(word, STR("menuconfig"))) {
		struct str name = config_name(o, rest);

		o->owner = (struct str){ 0 };
		add(o, FACT_MACRO, all, name, no);
		o->block = o->s->n - 1;
		o->owner = name;
		return;
	}
	for (size_t i = 0; i < sizeof(with_uses) / sizeof(with_uses[0]); i++)
		if (str_eq(word, str_of(with_uses[i])))
			config_uses(o, rest, no);
	if (o->block == SIZE_MAX)
		return;
	if (!o->s->facts[o->block].value.n &&
	    (str_eq(word, STR("bool")) || str_eq(word, STR("tristate")) ||
	     str_eq(word, STR("prompt"))))
		o->s->facts[o->block].value = rest;
	o->s->facts[o->block].end_line = no;
	o->s->facts[o->block].end = (uint32_t)(all.p + all.n - o->text.p);
}

static bool is_object(struct str s)
{
	return s.n > 1 && (str_ends(s, STR(".o")) || str_ends(s, STR("/"))) &&
	       s.p[0] != '-' && !str_has(s, STR("$"));
}

static void make_configs(struct other *o, struct str s, uint32_t line)
{
	size_t at;

	while ((at = str_find(s, STR("CONFIG_"))) != SIZE_MAX) {
		size_t n = at;

		while (n < s.n && chr_ident(s.p[n]))
			n++;
		add(o, FACT_USE, str_sub(s, at, n - at), str_sub(s, at, n - at), line);
		s = str_from(s, n);
	}
}

/* NAME := value, +=, ?=, =; the name may hold $(CONFIG_X). */
static bool make_assignment(struct str line, struct str *name, struct str *value)
{
	size_t at = str_find_chr(line, '=');
	size_t end = at;

	if (at == SIZE_MAX || at == 0)
		return false;
	while (end > 0 && strchr(":+?!", line.p[end - 1]) && line.p[end - 1])
		end--;
	*name = str_trim(str_sub(line, 0, end));
	*value = str_trim(str_from(line, at + 1));
	return name->n && !memchr(name->p, ' ', name->n) && !memchr(name->p, '\t', name->n);
}

static void make_line(struct other *o, struct str line, uint32_t no, bool continued)
{
	struct str name, value = line, word;

	if (line.n && line.p[0] == '\t' && !continued)
		return;		/* a recipe */
	if (!continued)
		o->owner = (struct str){ 0 };
	make_configs(o, line, no);
	if (!continued && make_assignment(line, &name, &value)) {
		add(o, FACT_MACRO, str_trim(line), name, no)->value = value;
		o->owner = name;
	} else if (!continued) {
		return;
	}
	while (str_word(&value, &word))
		if (is_object(word))
			add(o, FACT_USE, word, word, no);
}

static void rst_line(struct other *o, struct str line, uint32_t no)
{
	struct str rest = str_ltrim(line);

	if (str_starts(rest, STR(".. ")) && !str_has(rest, STR("::")) &&
	    !str_starts(rest, STR(".. _")) && !str_starts(rest, STR(".. [")))
		add(o, FACT_COMMENT, str_trim(rest), str_trim(str_from(rest, 3)), no);
}

void other_read(struct source *s, struct arena *a, uint32_t part,
		const struct lex_style *style)
{
	struct other o = { .s = s, .a = a, .part = part, .text = s->parts[part].text,
			   .block = SIZE_MAX };
	struct str rest = o.text, line, comment;
	uint32_t no = s->parts[part].first_line;
	bool continued = false;

	for (; str_line(&rest, &line); no++) {
		struct str code = code_of(style, line, &comment);

		if (s->lang == LANG_KCONFIG)
			kconfig_line(&o, code, no);
		else if (s->lang == LANG_MAKE)
			make_line(&o, code, no, continued);
		else if (s->lang == LANG_RST)
			rst_line(&o, line, no);
		continued = str_ends(str_rtrim(code), STR("\\"));
		if (comment.n)
			add(&o, FACT_COMMENT, comment, comment_inner(comment), no);
	}
}
