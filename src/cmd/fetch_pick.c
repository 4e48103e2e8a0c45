// SPDX-License-Identifier: GPL-2.0-or-later
#include "cmd/fetch_pick.h"

#include <stdio.h>

#include "mail/mbox.h"
#include "series/followup.h"
#include "series/pick.h"

/* ---- what is wanted ---- */

static void tell_missing(const struct series_set *set)
{
	for (size_t i = 0; i < set->n; i++) {
		const struct series *s = &set->v[i];
		struct str what = series_missing(s);

		if (what.n)
			fprintf(stderr, "winnow: v%u of \"%.*s\": %.*s\n", s->version,
				STR_FMT(s->title), STR_FMT(what));
	}
}

static void add_tags(struct series_set *set, struct arena *a)
{
	size_t foreign, n = followup_apply(set, a, &foreign);

	fprintf(stderr, "winnow: %zu tag%s added\n", n, n == 1 ? "" : "s");
	if (foreign)
		fprintf(stderr, "winnow: %zu not: given in a mail of somebody else\n",
			foreign);
}

bool pick_series(struct series_set *set, struct arena *a,
		 const struct pick_options *o, struct err *err)
{
	if (o->version && !series_keep_version(set, o->version))
		return err_set(err, "--version %llu: the input has %.*s",
			       (unsigned long long)o->version,
			       STR_FMT(series_versions(a, set)));
	if (o->newest && !o->version)
		series_keep_newest(set);
	tell_missing(set);
	if (o->trailers)
		add_tags(set, a);
	return true;
}

/* ---- a mail with its tags ---- */

static void put_tags(struct buf *out, const struct patch *p, struct str end)
{
	if (!p->trailer_line)
		buf_add(out, end);
	vec_for(const struct trailer, t, &p->trailers)
		if (t->given)
			buf_printf(out, "%.*s: %.*s%.*s", STR_FMT(t->name),
				   STR_FMT(t->value), STR_FMT(end));
}

static struct str end_of(struct str line)
{
	return str_ends(line, STR("\r\n")) ? STR("\r\n") : STR("\n");
}

/* Behind line `last` of the text. */
static void put_text(struct buf *out, const struct patch *p, struct str text,
		     uint32_t last)
{
	struct str line;

	for (uint32_t n = 1; str_line_raw(&text, &line); n++) {
		buf_add(out, line);
		if (n != last)
			continue;
		if (!str_ends(line, STR("\n")))
			buf_chr(out, '\n');
		put_tags(out, p, end_of(line));
	}
}

static bool is_mime(struct str name)
{
	return str_starts_nocase(name, STR("Content-")) ||
	       str_eq_nocase(name, STR("MIME-Version"));
}

static void put_plain(struct buf *out, const struct patch *p)
{
	const struct message *m = p->msg;

	for (size_t i = 0; i < m->nfields; i++) {
		const struct field *f = &m->fields[i];

		if (is_mime(f->name))
			continue;
		buf_add(out, f->raw);
		if (!str_ends(f->raw, STR("\n")))
			buf_chr(out, '\n');
	}
	buf_add(out, STR("MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
			 "Content-Transfer-Encoding: 8bit\n\n"));
	put_text(out, p, m->body, p->message.last);
}

static bool has_given(const struct patch *p)
{
	vec_for(const struct trailer, t, &p->trailers)
		if (t->given)
			return true;
	return false;
}

/* A tag that is not ASCII would make plain ASCII mail wrong. */
static bool is_plain(const struct patch *p)
{
	if (p->msg->decoded)
		return false;
	vec_for(const struct trailer, t, &p->trailers)
		if (t->given && !str_is_ascii(t->value))
			return false;
	return true;
}

struct str pick_mail(struct arena *a, const struct patch *p, bool *from_line)
{
	const struct message *m = p->msg;
	struct str all = m->raw, first, out;
	struct buf b = BUF;

	*from_line = str_line(&all, &first) && mbox_separator(first);
	if (!has_given(p) || !p->message.last)
		return m->raw;
	if (is_plain(p)) {
		put_text(&b, p, m->raw, message_raw_line(m, p->message.last));
	} else {
		*from_line = false;
		put_plain(&b, p);
	}
	out = str_dup(a, buf_str(&b));
	buf_free(&b);
	return out;
}
