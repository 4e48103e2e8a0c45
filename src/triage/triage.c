// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/triage.h"

#include "triage/closure.h"
#include "triage/evidence.h"
#include "triage/needed.h"

/* Closures after the first: in each, marks that others lean on are spared. */
#define ROUNDS_MAX 4

static const char *const class_names[] = {
	"current", "volatile", "entangled", "throwaway",
};

static const char *const verdict_names[] = {
	"current", "entangled", "mixed", "throwaway",
};

const char *line_class_name(enum line_class c)
{
	return class_names[c];
}

const char *verdict_name(enum verdict v)
{
	return verdict_names[v];
}

/* ---- lines ---- */

struct triage_line *triage_at(const struct triage *t, const struct weave *w,
			      uint32_t i)
{
	return &t->lines[w->index][i];
}

static void make_lines(struct triage *t)
{
	struct weave_set *ws = &t->st->weaves;

	t->lines = NEW_ARRAY(t->st->a, ws->n + 1, struct triage_line *);
	for (size_t i = 0; i < ws->n; i++) {
		t->lines[i] = NEW_ARRAY(t->st->a, ws->v[i]->nlines + 1,
					struct triage_line);
		for (size_t k = 0; k < ws->v[i]->nlines; k++)
			t->lines[i][k].why = REASON_NONE;
	}
}

uint32_t triage_reason(struct triage *t, struct reason r)
{
	uint32_t at = (uint32_t)t->reasons.n;

	r.root = r.because == REASON_NONE ? at : t->reasons.v[r.because].root;
	vec_add(t->st->a, &t->reasons, r);
	return at;
}

uint32_t triage_because(const struct triage *t, uint32_t i, size_t *links)
{
	const struct reason *r = &t->reasons.v[i];

	return r->because == REASON_NONE || ++*links <= CHAIN_MAX ? r->because : r->root;
}

static uint32_t weave_line_of(const struct triage *t, const struct study_file *f,
			      size_t at)
{
	return t->st->weaves.patches[f->n - 1].line[at];
}

struct triage_line triage_of(const struct triage *t, const struct study_file *f,
			     size_t at)
{
	const struct triage_patch *p = &t->patches[f->n - 1];
	struct triage_line none = { LINE_CURRENT, REASON_NONE };
	uint32_t i;

	if (p->whole)
		return (struct triage_line){ LINE_THROWAWAY, p->why };
	if (p->p->patch->diff.lines[at].op != '+' || !f->weave)
		return none;
	i = weave_line_of(t, f, at);
	return i == WEAVE_NONE ? none : *triage_at(t, f->weave, i);
}

/* ---- evidence to lines ---- */

/* A FID_REMOVED that names what took the place, by patch and line. */
struct successor {
	size_t finding;
	struct successor *next;
};

static struct str place_key(const uint32_t place[2])
{
	return str_n((const char *)place, 2 * sizeof(*place));
}

static void index_successors(struct triage *t)
{
	struct arena *a = t->st->a;

	t->successors = map_new(a);
	for (size_t i = 0; i < t->st->findings.n; i++) {
		const struct finding *x = &t->st->findings.v[i];
		struct successor *s;
		uint32_t *place;
		void **slot;

		if (!x->nreplacement || !str_eq(x->rule, STR("FID_REMOVED")))
			continue;
		place = NEW_ARRAY(a, 2, uint32_t);
		place[0] = x->order;
		place[1] = x->line;
		slot = map_at(t->successors, place_key(place));
		s = NEW(a, struct successor);
		*s = (struct successor){ i, *slot };
		*slot = s;
	}
}

/* What the spec-db names in place of the definitions on a line: the chain that
 * starts there needs it. */
static void add_successors(struct triage *t, const struct study_file *f,
			   uint32_t line, struct reason *r)
{
	const uint32_t key[2] = { f->n, line };
	const struct successor *s = map_get(t->successors, place_key(key));

	for (; s; s = s->next) {
		const struct finding *x = &t->st->findings.v[s->finding];

		if (!str_eq(x->file, f->diff->new_path))
			continue;
		r->replacement = x->replacement;
		r->nreplacement = x->nreplacement;
		r->symbol = x->symbol;
		return;
	}
}

static void mark(struct triage *t, struct study_file *f, size_t at,
		 enum line_class class, uint32_t why)
{
	uint32_t i = f->weave ? weave_line_of(t, f, at) : WEAVE_NONE;
	struct triage_line *l;
	struct reason r;

	if (i == WEAVE_NONE)
		return;
	l = triage_at(t, f->weave, i);
	if (l->class >= class)
		return;
	r = t->reasons.v[why];
	add_successors(t, f, t->st->patches[f->n - 1].patch->diff.lines[at].new_line, &r);
	l->class = (uint8_t)class;
	l->why = r.nreplacement ? triage_reason(t, r) : why;
}

typedef void line_fn(struct triage *t, struct triage_patch *p, struct study_file *f,
		     size_t at);

static void each_added(struct triage *t, struct triage_patch *p, line_fn *fn)
{
	const struct diff *d = &p->p->patch->diff;

	for (size_t i = 0; i < p->p->nfiles; i++) {
		struct study_file *f = &p->p->files[i];

		diff_file_for(k, d, f->diff)
			if (d->lines[k].op == '+')
				fn(t, p, f, k);
	}
}

static void mark_throwaway(struct triage *t, struct triage_patch *p,
			   struct study_file *f, size_t at)
{
	mark(t, f, at, LINE_THROWAWAY, p->why);
}

/* Hunks and lines of a diff lie in order. */
static struct study_file *file_with_line(struct triage_patch *p, size_t at)
{
	const struct diff_hunk *hunks = p->p->patch->diff.hunks;
	size_t lo = 0, hi = p->p->nfiles;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		const struct diff_file *f = p->p->files[mid].diff;

		if (f->first >= p->p->patch->diff.nhunks || at < hunks[f->first].first)
			hi = mid;
		else if (at >= diff_file_end(&p->p->patch->diff, f))
			lo = mid + 1;
		else
			return &p->p->files[mid];
	}
	return NULL;
}

/* ---- patches ---- */

static void add_range(struct triage *t, struct triage_patch *p,
		      struct study_file *f, const struct diff_line *line, struct triage_line l)
{
	struct triage_range *last = p->ranges.n ? vec_last(&p->ranges) : NULL;
	uint32_t at = line->new_line;

	if (!last || last->file != f || last->end + 1 != at ||
	    last->class != (enum line_class)l.class || last->why != l.why) {
		last = vec_push(t->st->a, &p->ranges);
		*last = (struct triage_range){ .file = f, .start = at, .why = l.why,
					       .class = (enum line_class)l.class,
					       .stars = str_eq(str_trim(line->text), STR("*")) };
	}
	last->end = at;
	last->blanks = str_trim(line->text).n ? 0 : last->blanks + 1;
}

static void count_line(struct triage *t, struct triage_patch *p,
		       struct study_file *f, size_t at)
{
	struct triage_line l = triage_of(t, f, at);

	p->added++;
	p->throwaway += l.class == LINE_THROWAWAY;
	p->entangled += l.class == LINE_ENTANGLED;
	p->volatiles += l.class == LINE_VOLATILE;
	if (l.class != LINE_CURRENT)
		add_range(t, p, f, &p->p->patch->diff.lines[at], l);
}

static void leave_blanks(struct triage_patch *p)
{
	if (p->throwaway == p->added)
		return;
	vec_for(struct triage_range, r, &p->ranges) {
		if (r->class != LINE_THROWAWAY || r->stars + r->blanks > r->end - r->start)
			continue;
		r->start += r->stars;
		r->end -= r->blanks;
		p->throwaway -= r->stars + r->blanks;
		r->stars = r->blanks = 0;
	}
}

/* The reason of the longest run of the strongest class. */
static uint32_t strongest(const struct triage_patch *p)
{
	const struct triage_range *best = NULL;

	vec_for(const struct triage_range, r, &p->ranges)
		if (!best || r->class > best->class ||
		    (r->class == best->class &&
		     r->end - r->start > best->end - best->start))
			best = r;
	return best ? best->why : REASON_NONE;
}

/* A file of which the patch only changes what fell, or which it only moves. */
static bool undoes_in(const struct triage *t, const struct triage_patch *p, size_t i,
		      uint32_t *why)
{
	const struct diff *d = &p->p->patch->diff;
	const struct weave_patch *wp = &t->st->weaves.patches[p->p->n - 1];
	const struct weave *w = wp->file[i];

	if (!w)
		return false;
	if (!d->files[i].n)
		return closure_takes_file(t, w, why);
	diff_file_for(j, d, &d->files[i]) {
		if (d->lines[j].op != '-' || !str_trim(d->lines[j].text).n)
			continue;
		if (wp->line[j] == WEAVE_NONE ||
		    triage_at(t, w, wp->line[j])->class < LINE_ENTANGLED)
			return false;
		*why = triage_at(t, w, wp->line[j])->why;
	}
	return true;
}

/* It adds nothing, and all that it takes out fell: without that there is nothing
 * to take out. */
static bool only_undoes(struct triage *t, struct triage_patch *p)
{
	const struct diff *d = &p->p->patch->diff;
	uint32_t why = REASON_NONE;

	if (d->added)
		return false;
	for (size_t i = 0; i < d->nfiles; i++)
		if (!undoes_in(t, p, i, &why))
			return false;
	if (why == REASON_NONE)
		return false;
	p->why = triage_reason(t, (struct reason){
		.rule = STR("ENTANGLED"), .n = p->p->n, .because = why,
		.message = STR("takes out or moves what is throwaway"),
	});
	return true;
}

static void judge(struct triage *t, struct triage_patch *p)
{
	/* A hack over all lines, but with no admitted end: still a candidate. */
	bool marked = p->signs.verdict == EVIDENCE_MIXED;

	if (p->whole || (p->added && p->throwaway == p->added && !marked))
		p->verdict = VERDICT_THROWAWAY;
	else if (p->throwaway)
		p->verdict = VERDICT_MIXED;
	else if (p->entangled || only_undoes(t, p))
		p->verdict = VERDICT_ENTANGLED;
	else
		p->verdict = VERDICT_CURRENT;
	if (p->why == REASON_NONE)
		p->why = strongest(p);
}

/* ---- evidence ---- */

static uint32_t reason_of_sign(struct triage *t, const struct triage_patch *p,
			       const struct sign *s)
{
	struct reason r = {
		.rule = s->rule->id, .n = p->p->n, .line = s->line,
		.message = s->message, .because = REASON_NONE,
	};

	json_bool(s->rule->params, "in_place", &r.in_place);
	if (s->where == WHERE_CODE || s->where == WHERE_COMMENT)
		r.file = p->p->patch->diff.files[s->file].new_path;
	return triage_reason(t, r);
}

/* Whether the line goes to make room for throwaway lines alone. */
static bool makes_room(const struct triage_patch *p, const struct weave_line *l)
{
	return l->died_at != WEAVE_NONE && p->makes_room[l->died_at];
}

/* What a later patch of the series, itself to stay, puts right is no longer
 * there to be thrown away: it takes out a line that the sign covers. */
static bool resolved(const struct triage *t, struct triage_patch *p,
		     const struct sign *s)
{
	for (size_t k = 0; k < s->nat; k++) {
		const struct study_file *f = file_with_line(p, s->at[k]);
		uint32_t i = f && f->weave ? weave_line_of(t, f, s->at[k]) : WEAVE_NONE;
		const struct weave_line *l = i == WEAVE_NONE ? NULL : &f->weave->lines[i];

		if (l && l->died != WEAVE_ALIVE &&
		    t->patches[l->died - 1].signs.verdict != EVIDENCE_THROWAWAY &&
		    !makes_room(&t->patches[l->died - 1], l))
			return true;
	}
	return false;
}

static void take_lines(struct triage *t, struct triage_patch *p)
{
	const struct evidence_set *set = &p->signs;
	uint32_t *whys = NEW_ARRAY(t->st->a, set->n + 1, uint32_t);
	bool *done = NEW_ARRAY(t->st->a, set->n + 1, bool);

	for (size_t i = 0; i < set->n; i++)
		done[i + 1] = resolved(t, p, &set->v[i]);
	for (size_t k = 0; set->classes && k < p->p->patch->diff.nlines; k++) {
		struct study_file *f;
		enum line_class class;
		uint32_t sign = set->why[k];

		if (set->classes[k] == EVIDENCE_NONE || !sign)
			continue;
		f = file_with_line(p, k);
		if (!f)
			continue;
		if (!whys[sign])
			whys[sign] = reason_of_sign(t, p, &set->v[sign - 1]) + 1;
		class = set->classes[k] == EVIDENCE_GONE && !done[sign] ?
			LINE_THROWAWAY : LINE_VOLATILE;
		mark(t, f, k, class, whys[sign] - 1);
	}
}

static void take_evidence(struct triage *t, struct triage_patch *p)
{
	const struct sign *best = evidence_strongest(&p->signs);

	if (p->signs.verdict != EVIDENCE_THROWAWAY || !best ||
	    (best->of_lines && resolved(t, p, best))) {
		take_lines(t, p);
		return;
	}
	p->whole = true;
	p->why = reason_of_sign(t, p, best);
	each_added(t, p, mark_throwaway);
}

static bool all_throwaway(const struct triage *t, struct study_file *f, size_t from,
			  size_t to)
{
	const struct diff_line *l = t->st->patches[f->n - 1].patch->diff.lines;
	bool any = false;

	for (size_t j = from; j < to; j++) {
		if (l[j].op == '+' && triage_of(t, f, j).class != LINE_THROWAWAY)
			return false;
		any |= l[j].op == '+';
	}
	return any;
}

static void note_room(struct triage *t, struct triage_patch *p, struct study_file *f,
		      const struct diff_hunk *h)
{
	size_t end = h->first + h->n;

	for (size_t from = h->first, to; from < end; from = to + 1) {
		to = diff_run(&p->p->patch->diff, from, end);
		if (to > from && all_throwaway(t, f, from, to))
			memset(p->makes_room + from, true, to - from);
	}
}

/* From the last patch to the first: of what takes a line's place it must be known
 * whether it is to stay. */
static void take_all_evidence(struct triage *t)
{
	for (size_t i = t->n; i-- > 0; ) {
		struct triage_patch *p = &t->patches[i];
		const struct diff *d = &p->p->patch->diff;

		take_evidence(t, p);
		p->makes_room = NEW_ARRAY(t->st->a, d->nlines + 1, bool);
		for (size_t k = 0; k < p->p->nfiles; k++) {
			struct study_file *f = &p->p->files[k];

			for (size_t h = 0; h < f->diff->n; h++)
				note_room(t, p, f, &d->hunks[f->diff->first + h]);
		}
	}
}

/* ---- what the target does not have ---- */

/* The author admits it: a sign about the patch, or one on the line. */
static const struct sign *admission(const struct triage_patch *p, uint32_t line)
{
	vec_for(const struct sign, s, &p->signs)
		if (!s->of_lines || (s->line <= line && line <= s->end_line))
			return s;
	return NULL;
}

/* The added line that a finding stands on; false if the patch adds none. */
static bool line_of_finding(const struct triage_patch *p, const struct finding *x,
			    struct study_file **file, size_t *at)
{
	for (size_t i = 0; i < p->p->nfiles; i++) {
		const struct weave_line *w;

		*file = &p->p->files[i];
		/* the path is a slice of the same diff */
		if ((*file)->diff->new_path.p != x->file.p || !(*file)->src)
			continue;
		w = study_line(*file, x->line);
		if (w && w->born == p->p->n && w->born_at != WEAVE_NONE) {
			*at = w->born_at;
			return true;
		}
	}
	return false;
}

static bool take_definition(struct triage *t, struct triage_patch *p,
			    const struct finding *x)
{
	const struct sign *s = admission(p, x->line);
	struct study_file *f;
	size_t k;
	struct reason r = {
		.rule = x->rule, .n = p->p->n, .file = x->file,
		.line = x->line, .symbol = x->symbol, .because = REASON_NONE,
	};

	if (!s || !line_of_finding(p, x, &f, &k))
		return false;
	r.message = str_printf(t->st->a, "%.*s does not have %.*s, and %.*s",
			       STR_FMT(x->spec), STR_FMT(x->symbol),
			       STR_FMT(s->message));
	mark(t, f, k, LINE_THROWAWAY, triage_reason(t, r));
	return true;
}

/* Definitions that the claimed version does not have, with an admission, are
 * throwaway; a patch of nothing else is, as a whole. */
static void take_spec(struct triage *t)
{
	uint32_t *taken = NEW_ARRAY(t->st->a, t->n + 1, uint32_t);

	for (size_t i = 0; i < t->st->findings.n; i++) {
		const struct finding *x = &t->st->findings.v[i];
		struct triage_patch *p = &t->patches[x->order ? x->order - 1 : 0];

		if (!x->order || p->whole || x->level != LEVEL_ERROR ||
		    !str_eq(x->rule, STR("FID_REMOVED")) || !take_definition(t, p, x))
			continue;
		if (++taken[x->order - 1] == p->p->patch->diff.added) {
			p->whole = true;
			p->why = (uint32_t)t->reasons.n - 1;
		}
	}
}

static void forget_closure(struct triage *t)
{
	for (size_t w = 0; w < t->st->weaves.n; w++)
		for (size_t i = 0; i < t->st->weaves.v[w]->nlines; i++)
			if (t->lines[w][i].class == LINE_ENTANGLED)
				t->lines[w][i] = (struct triage_line){
					LINE_CURRENT, REASON_NONE,
				};
}

void triage_close(struct triage *t)
{
	forget_closure(t);
	closure_run(t);
	for (size_t i = 0; i < t->n; i++) {
		struct triage_patch *p = &t->patches[i];

		p->added = p->throwaway = p->entangled = p->volatiles = 0;
		p->ranges.n = 0;
		if (!p->whole)
			p->why = REASON_NONE;
		each_added(t, p, count_line);
		leave_blanks(p);
		judge(t, p);
	}
}

/* By diff line: patch n takes it out, and the series put it in. NULL: none. */
static bool *own_removals(const struct study *st, uint32_t n)
{
	const struct diff *d = &st->series->patches[n - 1]->diff;
	const struct weave_patch *wp = &st->weaves.patches[n - 1];
	bool *own;

	if (!d->removed || n == 1)
		return NULL;
	own = NEW_ARRAY(st->a, d->nlines, bool);
	for (size_t i = 0; i < d->nfiles; i++) {
		const struct weave *w = wp->file[i];

		if (!w)
			continue;
		diff_file_for(j, d, &d->files[i])
			own[j] = d->lines[j].op == '-' && wp->line[j] != WEAVE_NONE &&
				 w->lines[wp->line[j]].born;
	}
	return own;
}

void triage_run(struct triage *t, struct study *st, struct evidence_rules *er)
{
	*t = (struct triage){ .st = st, .n = st->n };
	make_lines(t);
	index_successors(t);
	t->patches = NEW_ARRAY(st->a, st->n + 1, struct triage_patch);
	for (size_t i = 0; i < st->n; i++) {
		t->patches[i].p = &st->patches[i];
		t->patches[i].why = REASON_NONE;
		evidence_of_patch(&t->patches[i].signs, st->a, st->patches[i].patch,
				  own_removals(st, (uint32_t)i + 1), er);
	}
	if (st->series->cover)
		evidence_of_patch(&t->cover, st->a, st->series->cover, NULL, er);
	take_all_evidence(t);
	take_spec(t);
	needed_spare(t);
	triage_close(t);
	for (int i = 0; i < ROUNDS_MAX && needed_reached(t); i++)
		triage_close(t);
}
