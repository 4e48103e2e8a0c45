// SPDX-License-Identifier: GPL-2.0-or-later
#include "mail/header.h"

#include "mail/mime.h"

struct fields {
	struct field *v;
	size_t n, cap;
};

struct str header_unfold(struct arena *a, struct str raw)
{
	struct str line, s = str_trim(raw);
	char *out, *p;

	if (str_find_chr(s, '\n') == SIZE_MAX)
		return s;
	out = p = arena_alloc(a, s.n + 1);
	while (str_line(&s, &line)) {
		if (p > out) {
			line = str_ltrim(line);
			*p++ = ' ';
		}
		line = str_rtrim(line);
		memcpy(p, line.p, line.n);
		p += line.n;
	}
	return str_n(out, (size_t)(p - out));
}

static size_t name_length(struct str line)
{
	size_t i = 0;

	while (i < line.n && line.p[i] > ' ' && line.p[i] < 0x7f &&
	       line.p[i] != ':')
		i++;
	return i < line.n && line.p[i] == ':' ? i : 0;
}

static bool folded(struct str s)
{
	return s.n && (s.p[0] == ' ' || s.p[0] == '\t');
}

static bool from_line(struct str line)
{
	return str_starts(line, STR("From ")) || str_starts(line, STR(">From "));
}

/* The continuation lines of the line at the front, which is `raw`. */
static uint32_t eat_folded(struct str *s, struct str *raw)
{
	struct str line;
	uint32_t n = 0;

	while (folded(*s) && str_line_raw(s, &line)) {
		raw->n += line.n;
		n++;
	}
	return n;
}

static struct str decode(struct arena *a, struct str value)
{
	if (mime_has_words(value) || !str_is_ascii(value))
		return mime_words(a, value);
	return value;
}

struct str header_value(struct arena *a, const struct field *f)
{
	return decode(a, header_unfold(a, str_from(f->raw, f->name.n + 1)));
}

/* Half of the bytes of a mail are head, and most of them are never asked for. */
static bool is_read(struct str name)
{
	static const struct str names[] = {
		STR("Subject"), STR("From"), STR("Date"), STR("Message-ID"),
		STR("In-Reply-To"), STR("References"), STR("Content-Type"),
		STR("Content-Disposition"), STR("Content-Transfer-Encoding"),
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (name.n == names[i].n && str_eq_nocase(name, names[i]))
			return true;
	return false;
}

static void add_field(struct arena *a, struct fields *f, struct str raw,
		      size_t name, uint32_t line)
{
	struct field *out;

	if (!f->cap) {
		f->cap = 64;
		f->v = arena_raw(a, f->cap * sizeof(*f->v));
	}
	out = vec_push(a, f);
	*out = (struct field){
		.name = str_sub(raw, 0, name), .raw = raw, .line = line,
	};
	if (is_read(out->name))
		out->value = header_value(a, out);
}

static void not_a_field(struct arena *a, struct message *m, uint32_t line,
			uint32_t *seen)
{
	if (!(*seen)++)
		problem_add(a, &m->problems, PROBLEM_MAIL, line,
			    "a header line without a colon");
}

void header_parse(struct arena *a, struct message *m, struct str *s,
		  uint32_t *at)
{
	struct fields f = { 0 };
	struct str line, rest = *s;
	uint32_t odd = 0;

	while (str_line_raw(&rest, &line)) {
		uint32_t first = (*at)++;
		size_t name = name_length(line);

		if (line.p[0] == '\n' || str_eq(line, STR("\r\n")))
			break;
		if (!f.n && !name && !from_line(line)) {
			/* No head at all: a bare diff or text. */
			problem_add(a, &m->problems, PROBLEM_MAIL, first,
				    "not a mail: the first line is no header field");
			*at = first;
			return;
		}
		*at += eat_folded(&rest, &line);
		if (name)
			add_field(a, &f, line, name, first);
		else if (!from_line(line))
			not_a_field(a, m, first, &odd);
	}
	m->fields = f.v;
	m->nfields = f.n;
	*s = rest;
}

bool header_next_id(struct str *s, struct str *id)
{
	struct str skipped;

	if (!str_until(s, '<', &skipped) || !str_until(s, '>', id))
		return false;
	*id = str_trim(*id);
	return true;
}

struct str header_id(struct str value)
{
	struct str s = value, id;

	if (header_next_id(&s, &id))
		return id;
	s = value;
	while (str_word(&s, &id))
		if (str_find_chr(id, '@') != SIZE_MAX)
			return id;
	return str_n("", 0);
}

struct str header_ids(struct arena *a, struct str value)
{
	char *out = arena_alloc(a, value.n + 1), *p = out;
	struct str s = value, id;

	while (header_next_id(&s, &id)) {
		if (p > out)
			*p++ = ' ';
		memcpy(p, id.p, id.n);
		p += id.n;
	}
	return p > out ? str_n(out, (size_t)(p - out)) : header_id(value);
}

static struct str param_value(struct str s)
{
	size_t i = 0;

	str_eat_blanks(&s);
	if (str_eat_chr(&s, '"')) {
		i = str_find_chr(s, '"');
		return str_sub(s, 0, i);
	}
	while (i < s.n && !chr_blank(s.p[i]) && s.p[i] != ';' && s.p[i] != '(')
		i++;
	return str_sub(s, 0, i);
}

struct str header_param(struct str value, struct str name)
{
	struct str skipped, s = value;

	while (str_until(&s, ';', &skipped)) {
		struct str at = str_ltrim(s);

		if (!str_starts_nocase(at, name))
			continue;
		at = str_ltrim(str_from(at, name.n));
		if (str_eat_chr(&at, '='))
			return param_value(at);
	}
	return str_n("", 0);
}

bool content_type(struct content *c, struct str value)
{
	struct str type = value;
	size_t i = 0;

	while (i < type.n && type.p[i] != ';' && !chr_blank(type.p[i]))
		i++;
	type = str_sub(type, 0, i);
	c->type = STR("text/plain");
	i = str_find_chr(type, '/');
	if (!i || i == SIZE_MAX || i + 1 == type.n)
		return false;
	c->type = type;
	c->charset = header_param(value, STR("charset"));
	c->name = header_param(value, STR("name"));
	c->flowed = str_eq_nocase(header_param(value, STR("format")),
				  STR("flowed"));
	c->delsp = str_eq_nocase(header_param(value, STR("delsp")), STR("yes"));
	return true;
}
