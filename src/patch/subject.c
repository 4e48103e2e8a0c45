// SPDX-License-Identifier: GPL-2.0-or-later
#include "patch/subject.h"

struct tags {
	struct str *v;
	size_t n, cap;
};

struct parser {
	struct subject *s;
	struct arena *a;
	struct tags tags;
	bool dotted;		/* the version so far is like v9.2 */
};

/* One blank for each run, none at the ends; the slice itself where it is so. */
static struct str fold(struct arena *a, struct str s)
{
	bool odd = false;
	char *to;
	size_t n = 0;

	s = str_trim(s);
	for (size_t i = 0; i < s.n && !odd; i++)
		odd = chr_blank(s.p[i]) &&
		      (s.p[i] != ' ' || (i + 1 < s.n && chr_blank(s.p[i + 1])));
	if (!odd)
		return s;
	to = arena_alloc(a, s.n);
	for (size_t i = 0; i < s.n; i++) {
		if (!chr_blank(s.p[i]))
			to[n++] = s.p[i];
		else if (to[n - 1] != ' ')
			to[n++] = ' ';
	}
	return str_n(to, n);
}

static bool eat_nocase(struct str *s, struct str lit)
{
	if (!str_starts_nocase(*s, lit))
		return false;
	*s = str_from(*s, lit.n);
	return true;
}

struct prefix {
	struct str word;
	bool sure;	/* else it may name a subsystem ("fw: ") */
};

static bool eat_prefix(struct str *s, const struct prefix *p)
{
	struct str rest = *s;
	uint64_t n;

	if (!eat_nocase(&rest, p->word))
		return false;
	if (str_eat_chr(&rest, '[') && str_num(&rest, &n, 9999))
		str_eat_chr(&rest, ']');
	str_eat_blanks(&rest);
	if (!str_eat_chr(&rest, ':') && !str_eat(&rest, STR("\357\274\232")))
		return false;
	*s = str_ltrim(rest);
	return true;
}

/* "Re:", "Re[2]:", "AW:"; what may name a subsystem counts only in front of a
 * bracket or a sure one. */
static bool eat_reply(struct str *s)
{
	static const struct prefix all[] = {
		{ { "re", 2 }, true }, { { "aw", 2 }, true }, { { "fwd", 3 }, true },
		{ { "antw", 4 }, true }, { { "antwort", 7 }, true },
		{ { "\345\233\236\345\244\215", 6 }, true },
		{ { "\347\255\224\345\244\215", 6 }, true },
		{ { "fw", 2 }, false }, { { "sv", 2 }, false }, { { "vs", 2 }, false },
		{ { "tr", 2 }, false }, { { "rv", 2 }, false }, { { "odp", 3 }, false },
	};
	struct str rest = *s;

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (!eat_prefix(&rest, &all[i]))
			continue;
		if (all[i].sure || str_starts(rest, STR("[")) ||
		    eat_prefix(&(struct str){ rest.p, rest.n }, &all[0])) {
			*s = rest;
			return true;
		}
		rest = *s;
	}
	return false;
}

/* k/n; also 2.5/4 and 2a/4 of patches squeezed in later. */
static bool eat_number(struct subject *out, struct str *s)
{
	struct str rest = *s;
	uint64_t k, n;

	if (out->numbered || !str_num(&rest, &k, 99999))
		return false;
	if (str_eat_chr(&rest, '.')) {
		if (!rest.n || !chr_digit(rest.p[0]))
			return false;
		rest = str_from(rest, 1);
	} else if (rest.n && chr_alpha(rest.p[0])) {
		rest = str_from(rest, 1);
	}
	if (!str_eat_chr(&rest, '/') || !str_num(&rest, &n, 99999))
		return false;
	out->numbered = true;
	out->k = (uint32_t)k;
	out->n = (uint32_t)n;
	*s = rest;
	return true;
}

/* v3, V3, v9.2; not v5.10.y */
static bool eat_version(struct parser *p, struct str *s)
{
	struct str rest = *s;
	bool dotted = false;
	uint64_t v, minor;

	if (!eat_nocase(&rest, STR("v")) || !str_num(&rest, &v, 9999))
		return false;
	if (str_eat_chr(&rest, '.')) {
		dotted = true;
		if (!str_num(&rest, &minor, 9999) || str_starts(rest, STR(".")))
			return false;
	}
	if (rest.n && chr_alpha(rest.p[0]))
		return false;
	*s = rest;
	if (p->s->has_version && (dotted || !p->dotted))
		return true;
	p->s->version = (uint32_t)v;
	p->s->has_version = true;
	p->dotted = dotted;
	return true;
}

static bool eat_word(struct str *s, struct str word)
{
	struct str rest = *s;

	if (!eat_nocase(&rest, word))
		return false;
	if (rest.n && chr_alpha(rest.p[0]) &&
	    !(rest.n > 1 && chr_lower(rest.p[0]) == 'v' && chr_digit(rest.p[1])))
		return false;
	*s = rest;
	return true;
}

/* Takes the known parts off the front of one word; what is left is a tag. */
static struct str known_parts(struct parser *p, struct str w)
{
	for (;;) {
		while (w.n && strchr("-_/:;,.()", w.p[0]) && w.p[0])
			w = str_from(w, 1);
		if (eat_word(&w, STR("PATCH")) || eat_word(&w, STR("PATCHES")) ||
		    eat_word(&w, STR("PATCHSET")))
			p->s->has_patch = true;
		else if (eat_word(&w, STR("RFC")))
			p->s->rfc = true;
		else if (!eat_number(p->s, &w) && !eat_version(p, &w))
			return w;
	}
}

/* "-next" keeps its dash, "LOCAL," loses its comma. */
static struct str tag_of(struct parser *p, struct str word)
{
	struct str left = known_parts(p, word);

	if (!left.n)
		return left;
	if (left.n + 1 == word.n && word.p[0] == '-')
		left = word;
	while (left.n && strchr(",:;", left.p[left.n - 1]) && left.p[left.n - 1])
		left.n--;
	return left;
}

/* [PATCH 1 of 3], as Mercurial writes it. */
static bool eat_of(struct subject *s, struct str *words)
{
	struct str rest = *words, of;
	uint64_t k, n;

	if (s->numbered || !str_num(&rest, &k, 99999) || !str_word(&rest, &of) ||
	    !str_eq_nocase(of, STR("of")) || !str_eat_blanks(&rest) ||
	    !str_num(&rest, &n, 99999))
		return false;
	s->numbered = true;
	s->k = (uint32_t)k;
	s->n = (uint32_t)n;
	*words = rest;
	return true;
}

static void add_run(struct parser *p, size_t from)
{
	struct str *first = &p->tags.v[from], *last = vec_last(&p->tags);
	struct str run = { first->p, (size_t)(last->p + last->n - first->p) };

	if (last > first)
		vec_add(p->a, &p->tags, run);
}

static void bracket(struct parser *p, struct str words)
{
	size_t run = p->tags.n;
	struct str word;

	for (;;) {
		words = str_ltrim(words);
		if (eat_of(p->s, &words))
			continue;
		if (!str_word(&words, &word))
			break;
		word = tag_of(p, word);
		if (word.n) {
			vec_add(p->a, &p->tags, word);
		} else {
			if (p->tags.n > run)
				add_run(p, run);
			run = p->tags.n;
		}
	}
	if (p->tags.n > run)
		add_run(p, run);
}

/* "PATCH v2 1/3: title", without brackets. */
static void bare_words(struct parser *p, struct str *rest)
{
	struct str s = *rest, word;

	if (!str_starts(s, STR("PATCH ")) && !str_starts(s, STR("PATCH:")) &&
	    !str_starts(s, STR("RFC PATCH")))
		return;
	while (str_word(&s, &word) && !known_parts(p, word).n)
		*rest = str_ltrim(s);
}

void subject_parse(struct subject *out, struct arena *a, struct str text)
{
	struct parser p = { .s = out, .a = a };
	struct str rest, inside;

	*out = (struct subject){ .version = 1 };
	out->text = fold(a, text);
	rest = out->text;
	for (;;) {
		rest = str_ltrim(rest);
		if (!out->has_patch && eat_reply(&rest)) {
			out->reply = true;
			continue;
		}
		inside = rest;
		if (!str_eat_chr(&inside, '[') || !str_until(&inside, ']', &rest))
			break;
		bracket(&p, rest);
		rest = inside;
	}
	if (!out->has_patch)
		bare_words(&p, &rest);
	out->title = rest;
	out->tags = p.tags.v;
	out->ntags = p.tags.n;
}

/* A word in front of the title that says what becomes of the patch. */
static bool eat_title_tag(struct str *s)
{
	static const char *const words[] = {
		"fixup", "squash", "amend", "hack", "wip", "temp", "tmp", "dni",
		"dnm", "do not merge", "not for merge", "not for upstream", "drop",
		"debug", "rfc", "resend", "todo", "poc",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		struct str rest = *s;

		if (!str_eat(&rest, str_of(words[i])))
			continue;
		if (!str_eat_chr(&rest, ':') && !str_eat(&rest, STR("! ")) &&
		    !str_eat(&rest, STR("!:")))
			continue;
		*s = str_ltrim(rest);
		return s->n > 0;
	}
	return false;
}

struct str subject_key(struct arena *a, const struct subject *s)
{
	char *lower = arena_strndup(a, s->title.p, s->title.n);
	struct str key = { lower, s->title.n };

	for (size_t i = 0; i < key.n; i++)
		lower[i] = chr_lower(lower[i]);
	while (eat_title_tag(&key))
		;
	while (key.n && key.p[key.n - 1] == '.')
		key.n--;
	return key;
}
