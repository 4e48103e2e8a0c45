// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/compare.h"

#include "base/json.h"
#include "base/map.h"
#include "base/visible.h"
#include "report/report.h"
#include "rule/target.h"

#define OF_A_RULE 3	/* findings below error shown, the rest is counted */

/* ---- what became of a throwaway patch ---- */

enum fate_of { FATE_NOTHING, FATE_DROPPED, FATE_KEPT, FATE_NEW, FATE_SETTLED, FATES };

static const char *const fate_names[FATES] = {
	NULL, "dropped", "kept", "new", "settled",
};

static const struct triage_patch *old_patch(const struct compare_report *r,
					    const struct rangediff_pair *p)
{
	return p->old ? &r->old->patches[p->old_at - 1] : NULL;
}

static const struct triage_patch *new_patch(const struct compare_report *r,
					    const struct rangediff_pair *p)
{
	return p->new ? &r->new->patches[p->new_at - 1] : NULL;
}

static bool throwaway(const struct triage_patch *t)
{
	return t && t->verdict == VERDICT_THROWAWAY;
}

static enum fate_of fate(const struct compare_report *r,
			 const struct rangediff_pair *p)
{
	bool old = throwaway(old_patch(r, p)), new = throwaway(new_patch(r, p));

	if (!old)
		return new ? FATE_NEW : FATE_NOTHING;
	return new ? FATE_KEPT : p->new ? FATE_SETTLED : FATE_DROPPED;
}

/* "HACK" where the subject says so, else empty. */
static struct str tag_of(const struct triage_patch *t)
{
	struct str tag = { 0 };

	for (size_t i = 0; t && !tag.n && i < t->signs.n; i++)
		if (str_eq(t->signs.v[i].rule->id, STR("TAG")))
			tag = t->signs.v[i].text;
	return tag;
}

struct tally {
	size_t n[FATES];
};

static void tally_add(struct map *tags, const struct compare_report *r,
		      struct arena *a, const struct rangediff_pair *p)
{
	enum fate_of f = fate(r, p);
	struct str tag = tag_of(new_patch(r, p));
	void **at;

	if (f == FATE_NOTHING)
		return;
	if (!tag.n)
		tag = tag_of(old_patch(r, p));
	at = map_at(tags, tag.n ? tag : STR("without a tag"));
	if (!*at)
		*at = NEW(a, struct tally);
	((struct tally *)*at)->n[f]++;
}

static void put_tally(struct buf *out, struct str name, const struct tally *t)
{
	buf_printf(out, "%.*s dropped: %zu, kept: %zu, new: %zu", STR_FMT(name),
		   t->n[FATE_DROPPED], t->n[FATE_KEPT], t->n[FATE_NEW]);
	if (t->n[FATE_SETTLED])
		buf_printf(out, ", throwaway no more: %zu", t->n[FATE_SETTLED]);
	buf_chr(out, '\n');
}

static size_t throwaway_lines(const struct triage *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->n; i++)
		n += t->patches[i].throwaway;
	return n;
}

static void put_throwaway(struct buf *out, const struct compare_report *r)
{
	struct arena *a = arena_new();
	struct map *tags = map_new(a);
	struct tally all = { 0 };
	struct str tag;
	void *value;

	for (size_t i = 0; i < r->pairs->n; i++) {
		all.n[fate(r, &r->pairs->v[i])]++;
		tally_add(tags, r, a, &r->pairs->v[i]);
	}
	put_tally(out, STR("throwaway patches"), &all);
	for (size_t i = 0; map_next(tags, &i, &tag, &value);) {
		buf_add(out, STR("  "));
		put_tally(out, tag, value);
	}
	buf_printf(out, "throwaway lines: %zu, were %zu\n\n",
		   throwaway_lines(r->new), throwaway_lines(r->old));
	arena_free(a);
}

/* ---- text ---- */

#define OFF "\033[0m"
#define RED "\033[1;31m"
#define GREEN "\033[32m"
#define YELLOW "\033[33m"

static const char *color(const struct triage_view *v, const char *c)
{
	return v->color ? c : "";
}

static void put_version(struct buf *out, const char *name, const struct triage *t)
{
	const struct series *s = t->st->series;

	buf_printf(out, "%s: %.*s", name, STR_FMT(s->title));
	if (s->version > 1)
		buf_printf(out, ", v%u", s->version);
	buf_printf(out, ", %zu patch%s", s->n, s->n == 1 ? "" : "es");
	for (size_t i = 0; i < t->st->ntargets; i++)
		buf_printf(out, ", target %.*s",
			   STR_FMT(t->st->targets[i].version->name));
	buf_chr(out, '\n');
}

static char pair_sign(const struct rangediff_pair *p)
{
	return !p->new ? '<' : !p->old ? '>' : p->same ? '=' : '!';
}

static void put_number(struct buf *out, const struct patch *p)
{
	if (p)
		buf_printf(out, "%4u", p->number);
	else
		buf_add(out, STR("   -"));
}

static void put_fate(struct buf *out, const struct compare_report *r,
		     const struct rangediff_pair *p, const struct triage_view *v)
{
	const struct triage_patch *old = old_patch(r, p), *new = new_patch(r, p);
	enum verdict was = old ? old->verdict : VERDICT_CURRENT;
	enum verdict is = new ? new->verdict : was;
	const char *c = is == VERDICT_CURRENT ? GREEN : YELLOW;

	if (was == VERDICT_CURRENT && is == VERDICT_CURRENT)
		return;
	buf_printf(out, "\n             %s", color(v, c));
	if (!new)
		buf_printf(out, "%s, dropped", verdict_name(was));
	else if (!old)
		buf_printf(out, "%s, new", verdict_name(is));
	else if (was == is)
		buf_printf(out, "%s, as before", verdict_name(is));
	else
		buf_printf(out, "%s, was %s", verdict_name(is), verdict_name(was));
	buf_add(out, str_of(color(v, OFF)));
}

static void put_pair(struct buf *out, const struct compare_report *r,
		     const struct rangediff_pair *p, const struct triage_view *v)
{
	const struct patch *shown = p->new ? p->new : p->old;

	put_number(out, p->old);
	buf_printf(out, " %c", pair_sign(p));
	put_number(out, p->new);
	buf_printf(out, "  %.*s", STR_FMT(shown->subject.title));
	if (p->old && p->new && !p->same_title)
		buf_printf(out, "\n             was: %.*s",
			   STR_FMT(p->old->subject.title));
	put_fate(out, r, p, v);
	buf_chr(out, '\n');
}

static void put_finding(struct buf *out, const struct delta_item *it,
			const struct triage_view *v)
{
	const struct finding *f = it->new ? it->new : it->old;
	const char *c = it->state == DELTA_RESOLVED ? GREEN :
			f->level == LEVEL_ERROR ? RED : YELLOW;

	buf_printf(out, "  %s%s:%.*s%s: %.*s\n    patch %u", color(v, c),
		   report_level(f->level), STR_FMT(f->rule), color(v, OFF),
		   STR_FMT(f->message), f->patch);
	if (f->file.n) {
		buf_add(out, STR(", "));
		visible_name(out, f->file);
		buf_printf(out, ":%u", f->line);
	} else if (f->line) {
		buf_printf(out, ", line %u of the message", f->line);
	} else {
		buf_printf(out, ", %s", f->where == WHERE_COVER || !f->patch ?
			   "cover letter" : "subject");
	}
	buf_chr(out, '\n');
}

/* Findings of one rule and state, below error. */
struct shown {
	enum level level;
	size_t n;
};

static bool is_shown(const struct compare_report *r, const struct finding *f)
{
	return r->all || f->level != LEVEL_CHECK;
}

static bool is_folded(const struct compare_report *r, struct map *rules,
		      struct arena *a, const struct finding *f)
{
	void **at;

	if (r->all || f->level == LEVEL_ERROR)
		return false;
	at = map_at(rules, f->rule);
	if (!*at)
		*at = NEW(a, struct shown);
	((struct shown *)*at)->level = f->level;
	return ++((struct shown *)*at)->n > OF_A_RULE;
}

static void put_folded(struct buf *out, const struct map *rules)
{
	struct str rule;
	void *value;

	for (size_t i = 0; map_next(rules, &i, &rule, &value);) {
		const struct shown *s = value;

		if (s->n > OF_A_RULE)
			buf_printf(out, "  and %zu more %s:%.*s\n",
				   s->n - OF_A_RULE, report_level(s->level),
				   STR_FMT(rule));
	}
}

static void put_list(struct buf *out, const struct compare_report *r,
		     enum delta_state state, const struct triage_view *v)
{
	struct arena *a = arena_new();
	struct map *rules = map_new(a);

	vec_for(const struct delta_item, it, r->findings) {
		const struct finding *f = it->new ? it->new : it->old;

		if (it->state == state && is_shown(r, f) &&
		    !is_folded(r, rules, a, f))
			put_finding(out, it, v);
	}
	put_folded(out, rules);
	arena_free(a);
}

static void put_state(struct buf *out, const struct compare_report *r,
		      enum delta_state state, const struct triage_view *v)
{
	size_t n[3] = { 0 };

	vec_for(const struct delta_item, it, r->findings)
		if (it->state == state)
			n[(it->new ? it->new : it->old)->level]++;
	buf_printf(out, "%s: %zu error%s, %zu warning%s, %zu check%s\n",
		   delta_state_name(state), n[LEVEL_ERROR],
		   n[LEVEL_ERROR] == 1 ? "" : "s", n[LEVEL_WARNING],
		   n[LEVEL_WARNING] == 1 ? "" : "s", n[LEVEL_CHECK],
		   n[LEVEL_CHECK] == 1 ? "" : "s");
	if (state != DELTA_KEPT || r->all)
		put_list(out, r, state, v);
}

void compare_print(struct buf *out, const struct compare_report *r,
		   const struct triage_view *v)
{
	put_version(out, "old", r->old);
	put_version(out, "new", r->new);
	buf_add(out, STR("\n old   new  = same, ! changed, < dropped, > new\n"));
	for (size_t i = 0; i < r->pairs->n; i++)
		put_pair(out, r, &r->pairs->v[i], v);
	buf_chr(out, '\n');
	put_throwaway(out, r);
	buf_printf(out, "findings%s\n", r->all ? "" :
		   " (--all shows each, and those that were kept)");
	put_state(out, r, DELTA_NEW, v);
	put_state(out, r, DELTA_KEPT, v);
	put_state(out, r, DELTA_RESOLVED, v);
}

/* ---- JSON ---- */

static void json_side(struct jw *w, const char *key, const struct triage_patch *t)
{
	const struct patch *p;

	jw_key(w, key);
	if (!t) {
		jw_null(w);
		return;
	}
	p = t->p->patch;
	jw_begin(w, '{');
	jw_knum(w, "patch", p->number);
	jw_kstr(w, "message_id", p->msg->message_id);
	jw_kstr(w, "subject", p->msg->subject);
	jw_kstr(w, "verdict", str_of(verdict_name(t->verdict)));
	jw_knum(w, "added", t->added);
	jw_knum(w, "throwaway", t->throwaway);
	jw_end(w, '}');
}

static void json_pair(struct buf *out, const struct compare_report *r,
		      const struct rangediff_pair *p)
{
	struct jw w = JW(out);
	enum fate_of f = fate(r, p);

	jw_begin(&w, '{');
	jw_knum(&w, "v", 1);
	jw_kstr(&w, "pair", str_of(!p->new ? "dropped" : !p->old ? "new" :
				   p->same ? "same" : "changed"));
	jw_knum(&w, "edits", p->edits);
	jw_kstr_or_null(&w, "throwaway", str_of(fate_names[f]));
	json_side(&w, "old", old_patch(r, p));
	json_side(&w, "new", new_patch(r, p));
	jw_end(&w, '}');
	buf_chr(out, '\n');
}

static void json_was(struct jw *w, const struct finding *f)
{
	jw_kbegin(w, "was", '{');
	jw_knum(w, "patch", f->patch);
	jw_kstr(w, "message_id", f->message_id);
	jw_kstr_or_null(w, "file", f->file);
	jw_knum(w, "line", f->line);
	jw_kstr(w, "fingerprint", str_of(f->fingerprint));
	jw_end(w, '}');
}

static void json_finding(struct buf *out, const struct delta_item *it)
{
	struct jw w = JW(out);

	jw_begin(&w, '{');
	report_json_members(&w, it->new ? it->new : it->old);
	jw_kstr(&w, "state", str_of(delta_state_name(it->state)));
	if (it->state == DELTA_KEPT)
		json_was(&w, it->old);
	jw_end(&w, '}');
	buf_chr(out, '\n');
}

void compare_print_jsonl(struct buf *out, const struct compare_report *r)
{
	for (size_t i = 0; i < r->pairs->n; i++)
		json_pair(out, r, &r->pairs->v[i]);
	for (size_t i = 0; i < r->findings->n; i++)
		json_finding(out, &r->findings->v[i]);
}
