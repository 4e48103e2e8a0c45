// SPDX-License-Identifier: GPL-2.0-or-later
#include "patch/trailer.h"

#include "base/arena.h"
#include "mail/text.h"

/* The last line of *s, taken off its end, without LF; false at the front. */
static bool last_line(struct str *s, struct str *line)
{
	size_t nl;

	if (!s->n)
		return false;
	if (s->p[s->n - 1] == '\n')
		s->n--;
	nl = str_rfind_chr(*s, '\n');
	*line = str_from(*s, nl == SIZE_MAX ? 0 : nl + 1);
	s->n -= line->n;
	return true;
}

/* The last paragraph of `text`. */
static struct str last_paragraph(struct str text)
{
	struct str rest, line, end;

	text = str_rtrim(text);
	end = rest = text;
	while (last_line(&rest, &line) && str_trim(line).n)
		end = rest;
	return str_from(text, end.n);
}

/* Name and value of "Some-name: value"; false when it is none. */
static bool read_trailer(struct str line, struct str *name, struct str *value)
{
	size_t i = 0;

	while (i < line.n && (chr_alpha(line.p[i]) || chr_digit(line.p[i]) ||
			      line.p[i] == '-'))
		i++;
	*name = str_sub(line, 0, i);
	while (i < line.n && (line.p[i] == ' ' || line.p[i] == '\t'))
		i++;
	if (!name->n || i == line.n || line.p[i] != ':')
		return false;
	*value = str_from(line, i + 1);
	if (value->n && value->p[0] == '/')	/* a URL */
		return false;
	*value = str_trim(*value);
	return true;
}

/* Lines that git itself writes: one of them vouches for the block. */
static bool is_known(struct str line)
{
	static const struct str known[] = {
		{ "Signed-off-by:", 14 }, { "(cherry picked from commit ", 27 },
	};

	return str_starts_nocase(line, known[0]) || str_starts(line, known[1]);
}

/* "[rebased, fixed a typo]" between sign-offs. */
static bool is_remark(struct str line)
{
	line = str_trim(line);
	return line.n > 1 && line.p[0] == '[';
}

static bool is_block(struct str block)
{
	size_t good = 0, bad = 0;
	bool known = false, remark = false, goes_on = false;
	struct str line, name, value;

	while (str_line(&block, &line)) {
		if (remark || is_remark(line)) {
			remark = str_find_chr(line, ']') == SIZE_MAX;
		} else if (is_known(line) || read_trailer(line, &name, &value)) {
			known |= is_known(line);
			goes_on = true;
			good++;
		} else if (!goes_on || (line.p[0] != ' ' && line.p[0] != '\t')) {
			goes_on = false;
			bad++;
		}
	}
	return good && (!bad || (known && good * 3 >= bad));
}

static void add(struct trailers *out, struct arena *a, struct str name,
		struct str value, uint32_t line)
{
	struct trailer *t = vec_push(a, out);

	t->name = name;
	t->value = value;
	t->line = line;
}

void trailers_parse(struct trailers *out, struct arena *a, struct str text,
		    uint32_t first_line, uint32_t *start)
{
	struct str block = last_paragraph(text), line, name, value;
	struct trailer *last = NULL;

	*start = 0;
	if (!is_block(block))
		return;
	first_line += (uint32_t)text_nlines(str_sub(text, 0, (size_t)(block.p - text.p)));
	*start = first_line;
	for (; str_line(&block, &line); first_line++) {
		if (line.n && chr_blank(line.p[0]) && last) {
			last->value = str_n(last->value.p, (size_t)
				(line.p + str_rtrim(line).n - last->value.p));
		} else if (!is_remark(line) && read_trailer(line, &name, &value)) {
			add(out, a, name, value, first_line);
			last = vec_last(out);
		} else {
			last = NULL;
		}
	}
}

static bool is_base(struct str name)
{
	static const char *const names[] = {
		"base-commit", "base-branch", "change-id", "prerequisite-patch-id",
		"prerequisite-message-id", "prerequisite-change-id", "depends-on",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_eq_nocase(name, str_of(names[i])))
			return true;
	return false;
}

void trailers_base(struct trailers *out, struct arena *a, struct str text,
		   uint32_t first_line)
{
	struct str line, name, value;

	for (; str_line(&text, &line); first_line++)
		if (line.n && strchr("bcpdBCPD", line.p[0]) && line.p[0] &&
		    read_trailer(line, &name, &value) && is_base(name))
			add(out, a, name, value, first_line);
}
