// SPDX-License-Identifier: GPL-2.0-or-later
#include "text/tag.h"

#include "base/arena.h"

#define CODE_MAX 64	/* bytes between brackets of code in a subject */

static const struct {
	const char *name, *before, *after, *cased_after;
} places[TAG_PLACES] = {
	[TAG_BRACKET] = { "bracket", "(?<![\\w-])(?:", ")(?![\\w-])", NULL },
	[TAG_PREFIX] = { "prefix", "^\\W{0,2}(?:", ")(?=\\s*[:!/]|\\])",
			 ")(?=\\s*[:!/]|\\]|\\s+\\S)" },
	[TAG_SEGMENT] = { "segment", "^(?:", ")$", NULL },
	[TAG_WORD] = { "word", "(?<![\\w/.-])(?:", ")(?![\\w-])", NULL },
	[TAG_TITLE] = { "title", "", "", NULL },
};

static void add_place(struct tag *t, enum tag_place at, struct arena *a, struct str pattern,
		      const struct map *words)
{
	const char *after = t->cased && places[at].cased_after ? places[at].cased_after :
								 places[at].after;
	struct patterns *find = &t->find[at];

	find->v = NEW(a, struct pattern);
	find->n = 1;
	find->v->source = str_printf(a, "%s%.*s%s", places[at].before, STR_FMT(pattern), after);
	find->v->flags = t->cased ? 0 : REGEX_NOCASE;
	find->v->words = words;
}

static bool read_places(struct tag *t, struct arena *a, const struct json *j,
			const struct pattern *bare, struct err *err)
{
	json_for(it, json_get(j, "places")) {
		struct str s = STR("");
		enum tag_place at = 0;

		json_to_str(it, &s);
		while (at < TAG_PLACES && !str_eq(s, str_of(places[at].name)))
			at++;
		if (at == TAG_PLACES)
			return err_set(err, "params.tags: places: no place \"%.*s\"",
				       STR_FMT(s));
		add_place(t, at, a, bare->source, bare->words);
	}
	return true;
}

static bool read_tag(struct tag *t, struct pattern *bare, struct arena *a,
		     const struct json *j, const struct map *words, struct err *err)
{
	struct str p;

	if (!json_str(j, "name", &t->name) || !json_str(j, "pattern", &p) ||
	    !json_str(j, "strength", &t->strength))
		return err_set(err, "params.tags: name, pattern and strength are needed");
	json_bool(j, "case", &t->cased);
	*bare = (struct pattern){ .source = p, .words = words };
	phrase_read(&t->unless, a, j, "unless", REGEX_NOCASE, words);
	return read_places(t, a, j, bare, err);
}

bool tags_read(struct tags *out, struct arena *a, const struct json *params,
	       const struct map *words, struct err *err)
{
	const struct json *list = json_get(params, "tags");

	*out = (struct tags){ .bare.a = a };
	out->v = NEW_ARRAY(a, json_len(list), struct tag);
	out->bare.v = NEW_ARRAY(a, json_len(list), struct pattern);
	json_for(it, list) {
		size_t i = out->n++;

		if (!read_tag(&out->v[i], &out->bare.v[i], a, it, words, err))
			return false;
	}
	out->bare.n = out->n;
	return true;
}

bool tags_check(struct tags *ts, struct err *err)
{
	for (size_t i = 0; i < ts->n; i++) {
		for (size_t k = 0; k < TAG_PLACES; k++)
			if (!phrase_check(&ts->v[i].find[k], err))
				return false;
		if (!phrase_check(&ts->v[i].unless, err))
			return false;
	}
	return true;
}

void tags_close(struct tags *ts)
{
	for (size_t i = 0; i < ts->n; i++) {
		for (size_t k = 0; k < TAG_PLACES; k++)
			phrase_close(&ts->v[i].find[k]);
		phrase_close(&ts->v[i].unless);
	}
}

/* The subject behind its leading brackets. */
static struct str title_of(struct str s)
{
	s = str_ltrim(s);
	while (s.n && s.p[0] == '[') {
		size_t end = str_find_chr(s, ']');

		if (end == SIZE_MAX)
			break;
		s = str_ltrim(str_from(s, end + 1));
	}
	return s;
}

static bool look(struct tag *t, enum tag_place place, struct str s, struct str *hit)
{
	size_t start, end;

	if (!phrase_find(&t->find[place], s, &start, &end))
		return false;
	while (start < end && !chr_ident(s.p[start]))
		start++;
	while (end > start && !chr_ident(s.p[end - 1]))
		end--;
	*hit = str_sub(s, start, end - start);
	return true;
}

/* A word with a small letter ends here; one of capitals may be a tag: "TEST(foo)". */
static bool names_code(struct str s, size_t end)
{
	size_t least = end > CODE_MAX ? end - CODE_MAX : 0;

	while (end > least && chr_ident(s.p[end - 1]))
		if (chr_alpha(s.p[--end]) && !chr_upper(s.p[end]))
			return true;
	return false;
}

/* "enable()", "table[test]", "#[test]": brackets of code divide nothing. */
static bool of_code(struct str s, size_t i)
{
	char open = s.p[i] == ')' ? '(' : s.p[i] == ']' ? '[' : s.p[i];
	size_t back = s.p[i] == open ? 0 : CODE_MAX;

	if (open != '(' && open != '[')
		return false;
	for (; back && i > 0 && s.p[i] != open; back--)
		i--;
	return s.p[i] == open && i > 0 && (s.p[i - 1] == '#' || names_code(s, i));
}

static bool in_brackets(struct tag *t, struct str s, struct str *hit)
{
	size_t open, close;

	while ((open = str_find_chr(s, '[')) != SIZE_MAX) {
		bool code = of_code(s, open);

		s = str_from(s, open + 1);
		close = str_find_chr(s, ']');
		if (close == SIZE_MAX)
			return false;
		if (!code && look(t, TAG_BRACKET, str_sub(s, 0, close), hit))
			return true;
		s = str_from(s, close + 1);
	}
	return false;
}

/* Length of a delimiter at `i`: one of these, or a dash with blanks round it. */
static size_t delimiter(struct str s, size_t i)
{
	if (of_code(s, i))
		return 0;
	if (strchr("[](){}*:!;,|", s.p[i]) && s.p[i])
		return 1;
	if (s.p[i] == '-' && (i == 0 || s.p[i - 1] == ' ') &&
	    (i + 1 == s.n || s.p[i + 1] == ' '))
		return 1;
	return 0;
}

static bool in_segments(struct tag *t, struct str s, struct str *hit)
{
	size_t from = 0;

	for (size_t i = 0; i <= s.n; i++) {
		if (i < s.n && !delimiter(s, i))
			continue;
		if (look(t, TAG_SEGMENT, str_trim(str_sub(s, from, i - from)), hit))
			return true;
		from = i + 1;
	}
	return false;
}

/* A revert names another patch, with its tags: what stands before the name. */
static struct str without_reverted(struct str s)
{
	static const struct str opens[] = {
		STR("Revert \""), STR("Reapply \""), STR("revert: \""),
	};

	for (size_t i = 0; i < sizeof(opens) / sizeof(*opens); i++) {
		size_t at = str_find(s, opens[i]);

		if (at != SIZE_MAX)
			return str_sub(s, 0, at);
	}
	return s;
}

bool tag_find(struct tag *t, struct str subject, struct str *hit)
{
	struct str own = without_reverted(subject), title = title_of(own);
	bool found = in_brackets(t, own, hit) || look(t, TAG_PREFIX, title, hit) ||
		     in_segments(t, title, hit) || look(t, TAG_WORD, title, hit) ||
		     look(t, TAG_TITLE, title, hit);

	return found && !phrase_any(&t->unless, title);
}
