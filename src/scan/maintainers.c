// SPDX-License-Identifier: GPL-2.0-or-later
#include "scan/maintainers.h"

#include "base/vec.h"

struct pattern {
	struct str text;
	uint32_t entry;
	bool except;
};

struct maintainers {
	VEC(struct str) entries;
	VEC(struct pattern) patterns;	/* in the order of entries */
};

static bool is_field(struct str line)
{
	return line.n > 2 && chr_upper(line.p[0]) && line.p[1] == ':' && chr_blank(line.p[2]);
}

struct maintainers *maintainers_read(struct arena *a, struct str text)
{
	struct maintainers *m = NEW(a, struct maintainers);
	struct str line, heading = { 0 };
	bool open = false;

	while (str_line(&text, &line)) {
		if (!is_field(line)) {
			open = false;
			if (line.n && !chr_blank(line.p[0]))
				heading = str_trim(line);
			continue;
		}
		if (!open)
			vec_add(a, &m->entries, heading);
		open = true;
		if (line.p[0] == 'F' || line.p[0] == 'X')
			vec_add(a, &m->patterns, ((struct pattern){
				str_trim(str_from(line, 2)),
				(uint32_t)m->entries.n - 1, line.p[0] == 'X' }));
	}
	return m;
}

/* One name or several: a star stops at slashes. Patterns are the kernel's own,
 * and short; still a star goes back only to the last one. */
static bool wild(struct str pat, struct str s)
{
	size_t p = 0, i = 0, star = SIZE_MAX, from = 0;

	while (i < s.n) {
		if (p < pat.n && pat.p[p] == '*') {
			star = p++;
			from = i;
		} else if (p < pat.n && (pat.p[p] == s.p[i] ||
					 (pat.p[p] == '?' && s.p[i] != '/'))) {
			p++;
			i++;
		} else if (star != SIZE_MAX && s.p[from] != '/') {
			p = star + 1;
			i = ++from;
		} else {
			return false;
		}
	}
	while (p < pat.n && pat.p[p] == '*')
		p++;
	return p == pat.n;
}

static bool takes(struct str pat, struct str path)
{
	size_t slashes = 0, at = 0;

	if (!memchr(pat.p, '*', pat.n) && !memchr(pat.p, '?', pat.n))
		return str_ends(pat, STR("/")) ? str_starts(path, pat) : str_eq(pat, path);
	if (!str_ends(pat, STR("/")))
		return wild(pat, path);
	/* A folder with wildcards: the path's front, as many names deep. */
	for (size_t i = 0; i < pat.n; i++)
		slashes += pat.p[i] == '/';
	while (at < path.n && slashes)
		slashes -= path.p[at++] == '/';
	return !slashes && wild(pat, str_sub(path, 0, at));
}

static bool excepted(const struct maintainers *m, uint32_t entry, struct str path)
{
	vec_for(const struct pattern, p, &m->patterns)
		if (p->except && p->entry == entry && takes(p->text, path))
			return true;
	return false;
}

struct str maintainers_of(const struct maintainers *m, struct str path)
{
	const struct pattern *best = NULL;

	vec_for(const struct pattern, p, &m->patterns)
		if (!p->except && (!best || p->text.n > best->text.n) && p->text.n &&
		    (p->text.p[0] == '*' || p->text.p[0] == path.p[0]) &&
		    takes(p->text, path) && !excepted(m, p->entry, path))
			best = p;
	return best ? m->entries.v[best->entry] : (struct str){ 0 };
}
