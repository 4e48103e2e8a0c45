// SPDX-License-Identifier: GPL-2.0-or-later
#include "patch/diffname.h"

static char escaped(char c)
{
	static const char from[] = "abtnvfr", to[] = "\a\b\t\n\v\f\r";
	const char *at = memchr(from, c, sizeof(from) - 1);

	return at ? to[at - from] : c;
}

static bool octal(struct str s, char *out)
{
	unsigned v = 0;

	if (s.n < 3)
		return false;
	for (int i = 0; i < 3; i++) {
		if (s.p[i] < '0' || s.p[i] > '7')
			return false;
		v = v * 8 + (unsigned)(s.p[i] - '0');
	}
	*out = (char)v;
	return true;
}

/* Eats a quoted name, the closing quote included (or the end). */
static struct str unquote(struct arena *a, struct str *s)
{
	char *to = arena_alloc(a, s->n + 1);
	size_t n = 0;

	str_eat_chr(s, '"');
	while (s->n && s->p[0] != '"') {
		if (s->p[0] != '\\' || s->n < 2) {
			to[n++] = s->p[0];
			*s = str_from(*s, 1);
		} else if (octal(str_from(*s, 1), &to[n])) {
			n++;
			*s = str_from(*s, 4);
		} else {
			to[n++] = escaped(s->p[1]);
			*s = str_from(*s, 2);
		}
	}
	str_eat_chr(s, '"');
	return str_n(to, n);
}

struct str diffname_read(struct arena *a, struct str rest)
{
	size_t tab;

	rest = str_rtrim(rest);
	if (rest.n && rest.p[0] == '"')
		return unquote(a, &rest);
	tab = str_find_chr(rest, '\t');
	return str_sub(rest, 0, tab);
}

struct str diffname_strip(struct str name)
{
	size_t slash = str_find_chr(name, '/');

	return slash == SIZE_MAX ? name : str_from(name, slash + 1);
}

static bool has_letter(struct str s)
{
	return s.n > 2 && s.p[1] == '/' && (chr_alpha(s.p[0]) || chr_digit(s.p[0]));
}

/* a/x b/y, i/x w/y ...: single letters that differ. */
static bool is_prefixed(struct str old, struct str new)
{
	return has_letter(old) && has_letter(new) && old.p[0] != new.p[0];
}

static bool settle(struct str *old, struct str *new, bool *prefixed)
{
	*prefixed = is_prefixed(*old, *new);
	if (*prefixed) {
		*old = diffname_strip(*old);
		*new = diffname_strip(*new);
	}
	return old->n && new->n;
}

/* At least one of the two is quoted, so the border is certain. */
static bool quoted_pair(struct arena *a, struct str s, struct str *old,
			struct str *new)
{
	if (s.p[0] == '"') {
		*old = unquote(a, &s);
		str_eat_blanks(&s);
	} else if (!str_until(&s, ' ', old)) {
		return false;
	}
	*new = diffname_read(a, s);
	return true;
}

/* Does a second name with another one-letter prefix begin somewhere? */
static bool looks_prefixed(struct str s)
{
	if (!has_letter(s))
		return false;
	for (size_t i = 2; i + 3 < s.n; i++)
		if (s.p[i] == ' ' && is_prefixed(s, str_from(s, i + 1)))
			return true;
	return false;
}

bool diffname_git(struct arena *a, struct str rest, struct str *old,
		  struct str *new, bool *prefixed)
{
	size_t mid;

	*old = *new = str_n("", 0);
	*prefixed = true;
	rest = str_rtrim(rest);
	if (rest.n < 3)
		return false;
	if (rest.p[0] == '"' || rest.p[rest.n - 1] == '"')
		return quoted_pair(a, rest, old, new) && settle(old, new, prefixed);
	mid = rest.n / 2;
	if (rest.n % 2 && rest.p[mid] == ' ') {
		*old = str_sub(rest, 0, mid);
		*new = str_from(rest, mid + 1);
		if (settle(old, new, prefixed) && str_eq(*old, *new))
			return true;
	}
	*old = *new = str_n("", 0);
	*prefixed = looks_prefixed(rest);
	return false;
}

void diffname_plain(struct arena *a, struct str *old, struct str *new)
{
	struct str null = STR("/dev/null");
	bool no_old, no_new;

	*old = diffname_read(a, *old);
	*new = diffname_read(a, *new);
	no_old = str_eq(*old, null);
	no_new = str_eq(*new, null);
	if (!no_old && !no_new) {
		size_t o = str_find_chr(*old, '/'), n = str_find_chr(*new, '/');

		if (o == SIZE_MAX || n == SIZE_MAX || o == 0 || n == 0 ||
		    str_eq(str_sub(*old, 0, o), str_sub(*new, 0, n)))
			return;
	}
	if (!no_old && (!no_new || str_starts(*old, STR("a/"))))
		*old = diffname_strip(*old);
	if (!no_new && (!no_old || str_starts(*new, STR("b/"))))
		*new = diffname_strip(*new);
}

bool diffname_unsafe(struct str name)
{
	struct str part;

	if (!name.n || name.p[0] == '/' || str_find_chr(name, '\0') != SIZE_MAX)
		return true;
	while (str_until(&name, '/', &part))
		if (str_eq(part, STR("..")))
			return true;
	return str_eq(name, STR(".."));
}
