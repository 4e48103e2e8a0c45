// SPDX-License-Identifier: GPL-2.0-or-later
/* One screen for a maintainer: the answer first, then a line a patch, then
 * what the throwaway code is and what depends on it. */
#include "report/triage.h"

#include "base/json.h"
#include "base/path.h"
#include "base/visible.h"
#include "rule/target.h"
#include "series/pick.h"

#define OFF "\033[0m"
#define BOLD "\033[1m"

#define SENTENCE_LINES 4	/* of one reason in the list of roots */

static const char *color_of(const struct triage_view *v, enum verdict d)
{
	static const char *const colors[] = {
		"", "\033[33m", "\033[35m", "\033[1;31m",
	};

	return v->color ? colors[d] : "";
}

static const char *off(const struct triage_view *v)
{
	return v->color ? OFF : "";
}

static const char *bold(const struct triage_view *v)
{
	return v->color ? BOLD : "";
}

static unsigned number(const struct triage *t, uint32_t n)
{
	return t->st->patches[n - 1].patch->number;
}

/* ---- pieces ---- */

/* Bytes at the front of s that fill at most n columns; those of one UTF-8
 * character stay together. */
static size_t bytes_of(struct str s, size_t n)
{
	size_t i = 0;

	for (size_t cols = 0; i < s.n && cols < n; cols++) {
		size_t len = utf8_len(str_from(s, i));

		i += len ? len : 1;
	}
	return i;
}

/* At most n columns, 2 at least; what is longer ends in "..". */
static void put_fitted(struct buf *out, struct str s, size_t n)
{
	if (bytes_of(s, n) == s.n) {
		buf_add(out, s);
		return;
	}
	buf_add(out, str_sub(s, 0, bytes_of(s, n - 2)));
	buf_add(out, STR(".."));
}

/* A list on a line in which `indent` columns are taken: what does not fit goes to
 * lines below, broken behind a comma or a semicolon. */
static void put_folded(struct buf *out, struct str s, size_t indent,
		       const struct triage_view *v)
{
	while (indent + s.n > v->width) {
		size_t cut = v->width - indent;

		while (cut && (s.p[cut] != ' ' || !strchr(",;", s.p[cut - 1])))
			cut--;
		if (!cut)
			break;
		buf_add(out, str_sub(s, 0, cut));
		buf_chr(out, '\n');
		buf_fill(out, ' ', indent);
		s = str_from(s, cut + 1);
	}
	buf_add(out, s);
	buf_chr(out, '\n');
}

/* Bytes of s that fill at most n columns, up to the last blank among them. */
static size_t wrap_at(struct str s, size_t n)
{
	size_t i = bytes_of(s, n), blank;

	if (i == s.n)
		return i;
	blank = str_rfind_chr(str_sub(s, 0, i + 1), ' ');
	return blank && blank != SIZE_MAX ? blank : i;
}

/* A sentence on a line in which `taken` columns are; what does not fit goes to
 * lines below, of which there are at most SENTENCE_LINES. */
static void put_wrapped(struct buf *out, struct str s, size_t taken, size_t indent,
			const struct triage_view *v)
{
	for (int line = 1; line < SENTENCE_LINES; line++) {
		size_t cut = wrap_at(s, v->width - taken);

		if (cut == s.n)
			break;
		buf_add(out, str_sub(s, 0, cut));
		buf_chr(out, '\n');
		buf_fill(out, ' ', indent);
		taken = indent;
		s = str_trim(str_from(s, cut));
	}
	put_fitted(out, s, v->width - taken);
	buf_chr(out, '\n');
}

static void put_reason(struct buf *out, const struct triage *t, uint32_t why,
		       size_t width)
{
	const struct reason *r = &t->reasons.v[why], *root = triage_root(t, why);
	struct buf b = BUF;

	buf_add(&b, r->message);
	if (root != r)
		buf_printf(&b, " (from patch %u)", number(t, root->n));
	put_fitted(out, buf_str(&b), width);
	buf_free(&b);
}

static void put_count(struct buf *out, uint32_t n)
{
	if (n)
		buf_printf(out, " %5u", n);
	else
		buf_printf(out, " %5s", ".");
}

/* "1-3, 7, 9-12" of the patches for which pick() holds. */
static size_t put_numbers(struct buf *out, const struct triage *t,
			  bool (*pick)(const struct triage_patch *))
{
	size_t count = 0;

	for (size_t i = 0; i < t->n; i++) {
		size_t from = i;

		if (!pick(&t->patches[i]))
			continue;
		while (i + 1 < t->n && pick(&t->patches[i + 1]) &&
		       number(t, (uint32_t)i + 2) == number(t, (uint32_t)i + 1) + 1)
			i++;
		buf_printf(out, "%s%u", count ? ", " : "", number(t, (uint32_t)from + 1));
		if (i > from)
			buf_printf(out, "%s%u", i > from + 1 ? "-" : ", ",
				   number(t, (uint32_t)i + 1));
		count += i - from + 1;
	}
	return count;
}

static bool is_throwaway(const struct triage_patch *p)
{
	return p->verdict == VERDICT_THROWAWAY;
}

static bool is_mixed(const struct triage_patch *p)
{
	return p->verdict == VERDICT_MIXED;
}

/* Current lines are left when the throwaway ones are out. */
static bool is_mixed_in_part(const struct triage_patch *p)
{
	return is_mixed(p) && p->throwaway < p->added;
}

static bool is_mixed_throughout(const struct triage_patch *p)
{
	return is_mixed(p) && p->throwaway == p->added;
}

static bool is_entangled(const struct triage_patch *p)
{
	return p->verdict == VERDICT_ENTANGLED;
}

static bool is_current(const struct triage_patch *p)
{
	return p->verdict == VERDICT_CURRENT;
}

static size_t count(const struct triage *t, bool (*pick)(const struct triage_patch *))
{
	size_t n = 0;

	for (size_t i = 0; i < t->n; i++)
		n += pick(&t->patches[i]);
	return n;
}

/* ---- the answer ---- */

static void put_group(struct buf *out, const struct triage *t, const char *what,
		      bool (*pick)(const struct triage_patch *),
		      const struct triage_view *v, enum verdict d)
{
	struct buf list = BUF, share = BUF;
	size_t n = put_numbers(&list, t, pick);

	if (n) {
		buf_printf(&share, "%3zu of %zu: ", n, t->n);
		buf_printf(out, "  %s%-10s%s %s", color_of(v, d), what, off(v), share.p);
		put_folded(out, buf_str(&list), 13 + share.n, v);
	}
	buf_free(&share);
	buf_free(&list);
}

static void put_answer(struct buf *out, const struct triage *t,
		       const struct triage_view *v)
{
	const struct series *s = t->st->series;

	buf_printf(out, "%s", bold(v));
	put_fitted(out, s->title, v->width - 20);
	buf_printf(out, "%s", off(v));
	if (s->version > 1)
		buf_printf(out, ", v%u", s->version);
	buf_printf(out, ", %zu patch%s\n", t->n, t->n == 1 ? "" : "es");
	if (!s->partial && series_missing(s).n)
		buf_printf(out, "  %.*s\n", STR_FMT(series_missing(s)));
	for (size_t i = 0; i < t->st->ntargets; i++) {
		struct str line = target_describe(t->st, &t->st->targets[i]);

		buf_add(out, STR("  "));
		put_wrapped(out, line, 2, 4, v);
	}
	put_group(out, t, "throwaway", is_throwaway, v, VERDICT_THROWAWAY);
	put_group(out, t, "mixed", is_mixed, v, VERDICT_MIXED);
	put_group(out, t, "entangled", is_entangled, v, VERDICT_ENTANGLED);
	put_group(out, t, "current", is_current, v, VERDICT_CURRENT);
	buf_chr(out, '\n');
}

/* ---- the table ---- */

static void put_row(struct buf *out, const struct triage_patch *p,
		    const struct triage_view *v)
{
	buf_printf(out, "%4u  %s%-9s%s %5u", p->p->patch->number,
		   color_of(v, p->verdict), verdict_name(p->verdict), off(v), p->added);
	put_count(out, p->throwaway);
	put_count(out, p->entangled);
	put_count(out, p->volatiles);
	buf_add(out, STR("  "));
	put_fitted(out, p->p->patch->subject.title, v->width - 41);
	buf_chr(out, '\n');
}

static void put_table(struct buf *out, const struct triage *t,
		      const struct triage_view *v)
{
	buf_printf(out, "%s   #  verdict   added thrwy entgl volat  title%s\n", bold(v),
		   off(v));
	for (size_t i = 0; i < t->n; i++) {
		const struct triage_patch *p = &t->patches[i];

		put_row(out, p, v);
		if (p->verdict == VERDICT_CURRENT || p->why == REASON_NONE)
			continue;
		buf_fill(out, ' ', 6);
		put_reason(out, t, p->why, v->width - 6);
		buf_chr(out, '\n');
	}
}

/* ---- roots ---- */

struct root {
	const struct reason *r;
	uint32_t lines, patches;	/* of added lines that depend on it */
	uint32_t last;
};

static size_t gather_roots(const struct triage *t, struct root *roots)
{
	/* place of a reason's root in roots, plus 1 */
	size_t *place = NEW_ARRAY(t->st->a, t->reasons.n + 1, size_t);
	size_t n = 0;

	for (size_t i = 0; i < t->n; i++) {
		const struct triage_patch *p = &t->patches[i];

		/* it may only take lines out */
		if (p->whole && p->why != REASON_NONE && !p->ranges.n)
			roots[n++] = (struct root){ .r = &t->reasons.v[p->why] };
		vec_for(const struct triage_range, g, &p->ranges) {
			const struct reason *r;
			size_t k;

			if (g->class < LINE_ENTANGLED || g->why == REASON_NONE)
				continue;
			r = triage_root(t, g->why);
			if (!place[r - t->reasons.v]) {
				roots[n++] = (struct root){ .r = r };
				place[r - t->reasons.v] = n;
			}
			k = place[r - t->reasons.v] - 1;
			if (g->class != LINE_ENTANGLED)
				continue;
			roots[k].lines += g->end - g->start + 1;
			roots[k].patches += roots[k].last != i + 1;
			roots[k].last = (uint32_t)i + 1;
		}
	}
	return n;
}

static void put_root(struct buf *out, const struct triage *t, const struct root *x,
		     const struct triage_view *v)
{
	struct buf b = BUF;

	buf_printf(&b, "  %u", number(t, x->r->n));
	if (x->r->file.n)
		buf_printf(&b, " %.*s:%u", STR_FMT(path_base(x->r->file)), x->r->line);
	if (x->r->symbol.n)
		buf_printf(&b, " %.*s", STR_FMT(x->r->symbol));
	buf_printf(&b, ": %.*s", STR_FMT(x->r->message));
	put_wrapped(out, buf_str(&b), 0, 4, v);
	if (x->lines) {
		buf_clear(&b);
		buf_printf(&b, "%u line%s in %u patch%s depend%s on it",
			   x->lines, x->lines == 1 ? "" : "s", x->patches,
			   x->patches == 1 ? "" : "es", x->lines == 1 ? "s" : "");
		if (x->r->nreplacement)
			buf_printf(&b, "; upstream needs %.*s instead",
				   STR_FMT(x->r->replacement[0]));
		buf_fill(out, ' ', 6);
		put_folded(out, buf_str(&b), 6, v);
	}
	buf_free(&b);
}

static void put_roots(struct buf *out, const struct triage *t,
		      const struct triage_view *v)
{
	struct root *roots = NEW_ARRAY(t->st->a, t->reasons.n + 1, struct root);
	size_t n = gather_roots(t, roots);

	if (!n)
		return;
	buf_printf(out, "\n%sthrowaway code and what depends on it%s\n", bold(v), off(v));
	for (size_t i = 0; i < n; i++)
		put_root(out, t, &roots[i], v);
}

/* ---- what to do ---- */

/* "split off 1, 3" and the like, behind what is there: the numbers of the
 * patches that pick() takes. */
static void put_task(struct buf *out, const struct triage *t,
		     bool (*pick)(const struct triage_patch *), const char *what,
		     const char *behind)
{
	struct buf list = BUF;

	if (put_numbers(&list, t, pick))
		buf_printf(out, "%s%s %s%s", out->n ? "; " : "", what, list.p, behind);
	buf_free(&list);
}

static void put_state(struct buf *out, const struct triage *t,
		      bool (*pick)(const struct triage_patch *), const char *what)
{
	size_t n = count(t, pick);

	if (n)
		buf_printf(out, "%s%zu patch%s %s", out->n ? "; " : "", n,
			   n == 1 ? " is" : "es are", what);
}

static void put_tasks(struct buf *out, const struct triage *t)
{
	put_task(out, t, is_throwaway, "split off", "");
	put_task(out, t, is_mixed_in_part, "take the throwaway lines out of", "");
	put_task(out, t, is_mixed_throughout, "decide on", " (all lines marked)");
	put_state(out, t, is_entangled, "entangled");
	put_state(out, t, is_current, "untouched");
}

static void put_advice(struct buf *out, const struct triage *t,
		       const struct triage_view *v)
{
	size_t current = count(t, is_current), throwaway = count(t, is_throwaway);
	struct buf advice = BUF;

	if (current == t->n && t->n == 1)
		buf_add(&advice, STR("nothing: it is a merge candidate"));
	else if (current == t->n)
		buf_printf(&advice, "nothing: all %zu patches are merge candidates", t->n);
	else if (throwaway == t->n && t->n == 1)
		buf_add(&advice, STR("nothing to split: it is throwaway as a whole"));
	else if (throwaway == t->n)
		buf_printf(&advice, "nothing to split: all %zu patches are throwaway", t->n);
	else
		put_tasks(&advice, t);
	buf_printf(out, "\n%swhat to do%s\n  ", bold(v), off(v));
	put_folded(out, buf_str(&advice), 2, v);
	if (current != t->n && throwaway != t->n)
		buf_add(out, STR("  winnow split -o DIR makes the two series and proves that nothing is lost\n"));
	buf_free(&advice);
}

void triage_print(struct buf *out, const struct triage *t,
		  const struct triage_view *v)
{
	put_answer(out, t, v);
	if (!t->n)
		return;
	put_table(out, t, v);
	put_roots(out, t, v);
	put_advice(out, t, v);
}

/* ---- one patch ---- */

static void put_chain(struct buf *out, const struct triage *t, uint32_t why)
{
	size_t links = 0;

	for (uint32_t i = why; i != REASON_NONE; i = triage_because(t, i, &links)) {
		const struct reason *r = &t->reasons.v[i];

		buf_printf(out, "      %s: %.*s", i == why ? "because" : "   from",
			   STR_FMT(r->message));
		buf_printf(out, " [%.*s, patch %u", STR_FMT(r->rule), number(t, r->n));
		if (r->file.n) {
			buf_add(out, STR(", "));
			visible_name(out, r->file);
			buf_printf(out, ":%u", r->line);
		}
		buf_add(out, STR("]\n"));
	}
}

static void put_range_lines(struct buf *out, const struct triage_range *g)
{
	for (uint32_t i = g->start; i <= g->end; i++) {
		const struct weave_line *w = study_line(g->file, i);

		buf_printf(out, "  %5u +%.*s\n", i, STR_FMT(w ? w->text : STR("")));
	}
}

void triage_print_patch(struct buf *out, const struct triage *t, size_t i,
			const struct triage_view *v)
{
	const struct triage_patch *p = &t->patches[i];

	buf_printf(out, "%s%.*s%s\n%s%s%s: %u line%s added", bold(v),
		   STR_FMT(p->p->patch->msg->subject), off(v),
		   color_of(v, p->verdict), verdict_name(p->verdict), off(v), p->added,
		   p->added == 1 ? "" : "s");
	buf_printf(out, ", %u throwaway, %u entangled, %u volatile\n", p->throwaway,
		   p->entangled, p->volatiles);
	if (p->whole && p->why != REASON_NONE)
		put_chain(out, t, p->why);
	vec_for(const struct triage_range, g, &p->ranges) {
		buf_printf(out, "\n  %.*s:%u", STR_FMT(g->file->diff->new_path),
			   g->start);
		if (g->end > g->start)
			buf_printf(out, "-%u", g->end);
		buf_printf(out, " %s\n", line_class_name(g->class));
		if (g->why != REASON_NONE && !(p->whole && g->why == p->why))
			put_chain(out, t, g->why);
		put_range_lines(out, g);
	}
}

/* ---- one line ---- */

/* The file as the last patch that touches it leaves it. */
static const struct study_file *last_state(const struct triage *t, struct str file)
{
	for (size_t i = t->n; i-- > 0; ) {
		const struct study_patch *p = t->patches[i].p;

		for (size_t k = 0; k < p->nfiles; k++) {
			if (p->files[k].part_at &&
			    path_ends(p->files[k].diff->new_path, file))
				return &p->files[k];
		}
	}
	return NULL;
}

void triage_print_why(struct buf *out, const struct triage *t, struct str file,
		      uint32_t line)
{
	const struct study_file *f = last_state(t, file);
	const struct weave_line *w = f ? study_line(f, line) : NULL;
	const struct triage_line *l;

	if (!w || !w->born)
		return;
	l = triage_at_line(t, f, w);
	buf_printf(out, "%.*s:%u: %s, added by patch %u\n  +%.*s\n",
		   STR_FMT(f->diff->new_path), line, line_class_name(l->class),
		   number(t, w->born), STR_FMT(w->text));
	if (l->why != REASON_NONE)
		put_chain(out, t, l->why);
}

/* ---- JSON lines ---- */

static void json_chain(struct jw *w, const struct triage *t, uint32_t why)
{
	size_t links = 0;

	jw_kbegin(w, "why", '[');
	for (uint32_t i = why; i != REASON_NONE; i = triage_because(t, i, &links)) {
		const struct reason *r = &t->reasons.v[i];

		jw_begin(w, '{');
		jw_kstr(w, "rule", r->rule);
		jw_knum(w, "patch", number(t, r->n));
		jw_kstr_or_null(w, "file", r->file);
		jw_knum(w, "line", r->line);
		jw_kstr(w, "message", r->message);
		jw_kstr_or_null(w, "symbol", r->symbol);
		jw_end(w, '}');
	}
	jw_end(w, ']');
}

static void json_range(struct jw *w, const struct triage *t,
		       const struct triage_range *g)
{
	const struct reason *r = g->why == REASON_NONE ? NULL : &t->reasons.v[g->why];

	jw_begin(w, '{');
	jw_kstr(w, "file", g->file->diff->new_path);
	jw_knum(w, "start", g->start);
	jw_knum(w, "end", g->end);
	jw_kstr(w, "class", str_of(line_class_name(g->class)));
	if (r && r->fate != FATE_NONE)
		jw_kstr(w, "fate", r->fate == FATE_REPLACE ? STR("replace") : STR("delete"));
	json_chain(w, t, g->why);
	jw_end(w, '}');
}

static void json_patch(struct jw *w, const struct triage *t,
		       const struct triage_patch *p)
{
	jw_begin(w, '{');
	jw_knum(w, "v", 1);
	jw_knum(w, "patch", p->p->patch->number);
	jw_kstr(w, "message_id", p->p->patch->msg->message_id);
	jw_kstr(w, "subject", p->p->patch->msg->subject);
	jw_kstr(w, "verdict", str_of(verdict_name(p->verdict)));
	jw_knum(w, "added", p->added);
	jw_knum(w, "throwaway", p->throwaway);
	jw_knum(w, "entangled", p->entangled);
	jw_knum(w, "volatile", p->volatiles);
	json_chain(w, t, p->why);
	jw_kbegin(w, "ranges", '[');
	vec_for(const struct triage_range, g, &p->ranges)
		json_range(w, t, g);
	jw_end(w, ']');
	jw_end(w, '}');
}

void triage_print_json(struct buf *out, const struct triage *t, size_t i)
{
	struct jw w = JW(out);

	json_patch(&w, t, &t->patches[i]);
	buf_chr(out, '\n');
}
