// SPDX-License-Identifier: GPL-2.0-or-later
#include "mail/header.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/line.h"
#include "base/look.h"
#include "mail/mime.h"

#define FIELDS_USUAL 64

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
	out = p = arena_raw(a, s.n + 1);
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

static bool in_name(char c)
{
	return c > ' ' && c < 0x7f && c != ':';
}

#ifdef __SSE2__
/* How many of the sixteen bytes belong to a name before the first that does
 * not. High bytes are negative. */
static size_t name_front(const char *p)
{
	__m128i v = _mm_loadu_si128((const __m128i *)p);
	__m128i out = _mm_or_si128(_mm_cmplt_epi8(v, _mm_set1_epi8('!')),
		_mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8(0x7f)),
			     _mm_cmpeq_epi8(v, _mm_set1_epi8(':'))));
	int bits = _mm_movemask_epi8(out);

	return bits ? (size_t)__builtin_ctz((unsigned)bits) : 16;
}
#else
static size_t name_front(const char *p)
{
	size_t i = 0;

	while (i < 16 && in_name(p[i]))
		i++;
	return i;
}
#endif

static size_t name_length(struct str line)
{
	size_t i = line.n < 16 ? 0 : name_front(line.p);

	while (i < line.n && in_name(line.p[i]))
		i++;
	return i < line.n && line.p[i] == ':' ? i : 0;
}

static bool from_line(struct str line)
{
	return str_starts(line, STR("From ")) || str_starts(line, STR(">From "));
}

/* The front line of `s` with the continuation lines behind it; how many. */
static uint32_t folded(struct str s, struct str *front)
{
	struct str rest = line_behind(s, *front);
	uint32_t lines = 1;

	for (; rest.n && (rest.p[0] == ' ' || rest.p[0] == '\t'); lines++) {
		struct str line = line_front(rest);

		front->n += line.n;
		rest = line_behind(rest, line);
	}
	return lines;
}

static struct str decode(struct arena *a, struct str value)
{
	if (mime_has_words(value) || !str_is_ascii(value))
		return mime_words(a, value);
	return value;
}

struct str header_value(struct arena *a, const struct field *f)
{
	struct str value = str_trim(str_from(f->raw, f->name.n + 1));

	/* One line of ASCII without a "?" is its own value. */
	if (look_is_plain(value, '\n', '?'))
		return value;
	return decode(a, header_unfold(a, value));
}

#define OF_LENGTH(name) (1u << (sizeof(name) - 1))

/* Half of the bytes of a mail are head, and most of them are never asked for:
 * the length of its name tells most fields from the known ones. */
static enum message_known known(struct str name)
{
	static const struct str names[] = {
		[MESSAGE_SUBJECT] = STR("Subject"), [MESSAGE_FROM] = STR("From"),
		[MESSAGE_DATE] = STR("Date"), [MESSAGE_ID] = STR("Message-ID"),
		[MESSAGE_IN_REPLY_TO] = STR("In-Reply-To"),
		[MESSAGE_REFERENCES] = STR("References"),
		[MESSAGE_TYPE] = STR("Content-Type"),
		[MESSAGE_DISPOSITION] = STR("Content-Disposition"),
		[MESSAGE_ENCODING] = STR("Content-Transfer-Encoding"),
	};
	const uint32_t lengths = OF_LENGTH("Subject") | OF_LENGTH("From") |
		OF_LENGTH("Message-ID") | OF_LENGTH("In-Reply-To") |
		OF_LENGTH("Content-Type") | OF_LENGTH("Content-Disposition") |
		OF_LENGTH("Content-Transfer-Encoding");

	if (name.n >= 32 || !(lengths >> name.n & 1))
		return MESSAGE_FIELDS;
	for (unsigned i = 0; i < MESSAGE_FIELDS; i++)
		if (name.n == names[i].n && str_eq_nocase(name, names[i]))
			return i;
	return MESSAGE_FIELDS;
}

static void add_field(struct arena *a, struct message *m, struct fields *f,
		      struct field field)
{
	enum message_known name = known(field.name);

	if (!f->cap) {
		f->cap = FIELDS_USUAL;
		f->v = arena_raw(a, f->cap * sizeof(*f->v));
	}
	vec_add(a, f, field);
	if (name < MESSAGE_FIELDS && !m->known[name])
		m->known[name] = (uint32_t)f->n;
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
	struct str raw, rest = *s;
	uint32_t lines, odd = 0;

	for (; rest.n; rest = line_behind(rest, raw), *at += lines) {
		size_t name = name_length(rest);

		raw = line_front(rest);
		if (raw.p[0] == '\n' || str_eq(raw, STR("\r\n"))) {
			rest = line_behind(rest, raw);
			++*at;
			break;
		}
		if (!f.n && !name && !from_line(raw)) {
			/* No head at all: a bare diff or text. */
			problem_add(a, &m->problems, PROBLEM_MAIL, *at,
				    "not a mail: the first line is no header field");
			return;
		}
		lines = folded(rest, &raw);
		if (name)
			add_field(a, m, &f, (struct field){
				.name = str_sub(raw, 0, name), .raw = raw, .line = *at,
			});
		else if (!from_line(raw))
			not_a_field(a, m, *at, &odd);
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
	char *out = arena_raw(a, value.n + 1), *p = out;
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
