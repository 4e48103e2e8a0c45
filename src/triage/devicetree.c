// SPDX-License-Identifier: GPL-2.0-or-later
/* Labels of device trees: without the node a reference to it does not compile. */
#include "base/path.h"
#include "triage/fall.h"

#define REFERENCE_MAX 16384	/* bytes of a statement before the label, and behind */
#define NODES_MAX 64		/* nodes of one label: more is no tree of people */

static bool is_label(const struct site *d)
{
	return d->fact->kind == FACT_LABEL && d->file->src->lang == LANG_DTS;
}

static struct str folder(const struct site *s)
{
	return path_folder(s->file->diff->new_path);
}

static bool is_reference(const struct site *s)
{
	const struct fact *f = s->fact;

	return f->kind == FACT_USE && s->added && s->file->src->lang == LANG_DTS &&
	       f->start && s->file->src->parts[f->part].text.p[f->start - 1] == '&';
}

/* Each board has nodes of its own: those of the same file count, and where it has
 * none those of the folder that a board may include. */
static bool meant(const struct site *d, const struct site *s, bool of_file)
{
	if (!is_label(d))
		return false;
	if (of_file)
		return d->file->weave == s->file->weave;
	return str_ends(d->file->diff->new_path, STR(".dtsi")) && str_eq(folder(d), folder(s));
}

/* All nodes that the reference may mean fell, and there is one; else NULL. */
static const struct site *fallen_node(const struct closure *c, const struct symbol *sym,
				      const struct site *s, bool of_file)
{
	const struct site *node = NULL;

	vec_for(const struct site, d, &sym->defs) {
		if (!meant(d, s, of_file))
			continue;
		if (!fall_has_taken(c, d))
			return NULL;
		node = d;
	}
	return node;
}

static bool has_node(const struct symbol *sym, const struct site *s)
{
	vec_for(const struct site, d, &sym->defs)
		if (meant(d, s, true))
			return true;
	return false;
}

static bool ends_statement(char c)
{
	return c == ';' || c == '{' || c == '}';
}

/* A line that says nothing: of a comment, a directive, or empty. */
static bool is_silent(struct str line)
{
	line = str_trim(line);
	return !line.n || line.p[0] == '#' || line.p[0] == '*' ||
	       str_starts(line, STR("/*")) || str_starts(line, STR("//"));
}

/* Behind what ends the statement before, and the rest of its line. */
static size_t statement_start(struct str text, size_t at)
{
	size_t from = at, line;

	while (from && at - from < REFERENCE_MAX && !ends_statement(text.p[from - 1]))
		from--;
	line = from;
	while (line < at && text.p[line] != '\n')
		line++;
	if (line == at)
		return from;
	for (from = line + 1; from < at; from = line + 1) {
		for (line = from; line < at && text.p[line] != '\n'; )
			line++;
		if (line == at || !is_silent(str_sub(text, from, line - from)))
			break;
	}
	return from;
}

/* Behind the comment or string that begins at i; i itself where none does. */
static size_t behind_quote(struct str text, size_t i)
{
	struct str rest = str_from(text, i), end = STR("");
	size_t at;

	if (str_starts(rest, STR("/*")))
		end = STR("*/");
	else if (str_starts(rest, STR("//")))
		end = STR("\n");
	else if (rest.n && rest.p[0] == '"')
		end = STR("\"");
	if (!end.n)
		return i;
	at = str_find(str_from(rest, end.n), end);
	return at == SIZE_MAX ? text.n : i + end.n + at + end.n;
}

/* Its ";", behind the block if it has one; the end of the text where none is near. */
static size_t statement_end(struct str text, size_t at)
{
	int depth = 0;

	for (size_t i = at; i < text.n && i - at < REFERENCE_MAX; i++) {
		size_t behind = behind_quote(text, i);

		if (behind > i) {
			i = behind - 1;
			continue;
		}
		depth += (text.p[i] == '{') - (text.p[i] == '}');
		if (depth < 0)
			break;
		if (text.p[i] == ';' && !depth)
			return i;
	}
	return text.n;
}

static uint32_t lines_between(struct str text, size_t from, size_t to)
{
	return (uint32_t)str_count(str_sub(text, from, to - from), '\n');
}

static void fall_reference(struct closure *c, const struct site *s, uint32_t because)
{
	const struct fact *f = s->fact;
	struct str text = s->file->src->parts[f->part].text;
	size_t from = statement_start(text, f->start - 1);
	size_t to = statement_end(text, f->end);

	if (to == text.n)
		return;
	fall_lines(c, s->file, f->line - lines_between(text, from, f->start),
		   f->line + lines_between(text, f->start, to),
		   fall_reason(c, s->file, f->line, because, f->name,
			       str_printf(c->a, "refers to &%.*s", STR_FMT(f->name))));
}

/* One fell, and there are as many as people write. */
static bool any_fell(const struct closure *c, const struct symbol *sym)
{
	size_t n = 0, fell = 0;

	vec_for(const struct site, d, &sym->defs) {
		n += is_label(d);
		fell += is_label(d) && fall_has_taken(c, d);
	}
	return fell && n <= NODES_MAX;
}

void fall_labels(struct closure *c, const struct symbol *sym)
{
	if (!any_fell(c, sym))
		return;
	vec_for(const struct site, s, &sym->uses) {
		const struct site *node;

		if (!is_reference(s) || fall_has_taken(c, s))
			continue;
		node = fallen_node(c, sym, s, has_node(sym, s));
		if (node)
			fall_reference(c, s, fall_why(c, node));
	}
}
