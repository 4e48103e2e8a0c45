// SPDX-License-Identifier: GPL-2.0-or-later
/* What triage knows, as findings for winnow check. */
#include "rule/matcher.h"
#include "triage/triage.h"

/* ---- signs ---- */

static struct study_file *file_of(struct triage *t, const struct triage_patch *p,
				  size_t index)
{
	return &t->st->patches[p->p->n - 1].files[index];
}

static struct finding *place(struct triage *t, const struct triage_patch *p,
			     const struct patch *patch, const struct sign *s)
{
	struct finding *f;

	if (s->where != WHERE_CODE && s->where != WHERE_COMMENT)
		return study_find_text(t->st, s->rule, patch, s->line, s->end_line);
	f = study_find_code(t->st, s->rule, file_of(t, p, s->file), s->line,
			    s->end_line);
	f->where = s->where;
	return f;
}

/* The sign has a part in the verdict: weak ones and those that speak of a patch
 * that is no throwaway for it are for those who ask. */
static bool tips(const struct triage_patch *p, const struct sign *s)
{
	if (p && p->signs.verdict == EVIDENCE_THROWAWAY)
		return true;
	return s->of_lines && s->strength == STRENGTH_STRONG;
}

/* A turn of phrase that every other message has: only worth a word where the
 * patch fell. */
static bool small_talk(const struct triage_patch *p, const struct sign *s)
{
	return !s->of_lines && s->strength == STRENGTH_WEAK && !tips(p, s) &&
	       str_eq(s->rule->matcher, STR("prose"));
}

static void tell_sign(struct triage *t, const struct triage_patch *p,
		      const struct patch *patch, const struct sign *s)
{
	struct finding *f;

	if (!s->rule->on || s->shadowed || small_talk(p, s))
		return;
	f = place(t, p, patch, s);
	f->message = s->message;
	if (patch->kind == PATCH_COVER || f->resolved_by || !tips(p, s))
		f->level = LEVEL_CHECK;
}

static void tell_signs(struct triage *t)
{
	vec_for(const struct sign, s, &t->cover)
		tell_sign(t, NULL, t->st->series->cover, s);
	for (size_t i = 0; i < t->n; i++)
		vec_for(const struct sign, s, &t->patches[i].signs)
			tell_sign(t, &t->patches[i], t->patches[i].p->patch, s);
}

/* ---- entangled ranges ---- */

static struct str chain(struct triage *t, uint32_t why)
{
	const struct reason *r = &t->reasons.v[why], *root = triage_root(t, why);
	struct buf b = BUF;
	struct str s;

	buf_add(&b, r->message);
	if (root != r) {
		buf_add(&b, STR("; depends on throwaway code of patch "));
		buf_printf(&b, "%u", t->st->patches[root->n - 1].patch->number);
		if (root->symbol.n && !str_eq(root->symbol, r->symbol))
			buf_printf(&b, " (%.*s)", STR_FMT(root->symbol));
	}
	s = str_dup(t->st->a, buf_str(&b));
	buf_free(&b);
	return s;
}

static struct str place_of(struct triage *t, const struct reason *r, uint32_t patch)
{
	if (!r->line)
		return str_printf(t->st->a, "patch %u, %s", patch,
				  r->file.n ? "the file" : "subject");
	return str_printf(t->st->a, "patch %u, line %u", patch, r->line);
}

static void cite_chain(struct triage *t, struct finding *f, uint32_t why)
{
	size_t links = 0;

	for (uint32_t i = triage_because(t, why, &links); i != REASON_NONE;
	     i = triage_because(t, i, &links)) {
		const struct reason *r = &t->reasons.v[i];
		const struct patch *p = t->st->patches[r->n - 1].patch;

		finding_evidence(t->st->a, f, r->file.n ? r->file : p->msg->message_id,
				 place_of(t, r, p->number), r->message);
	}
}

static void tell_range(struct triage *t, const struct rule *rule,
		       const struct triage_range *g)
{
	const struct reason *r = &t->reasons.v[g->why];
	struct finding *f = study_find_code(t->st, rule, g->file, g->start, g->end);

	f->symbol = r->symbol;
	for (size_t i = 0; i < r->nreplacement; i++)
		finding_replacement(t->st->a, f, r->replacement[i]);
	cite_chain(t, f, g->why);
	rule_message(t->st->a, f, rule, "why", str_z(t->st->a, chain(t, g->why)), NULL);
}

static void tell_ranges(struct triage *t)
{
	const struct rule *rule = rules_matcher(t->st->rules, "entangled");

	for (size_t i = 0; rule && i < t->n; i++)
		vec_for(const struct triage_range, g, &t->patches[i].ranges)
			if (g->class == LINE_ENTANGLED && g->why != REASON_NONE)
				tell_range(t, rule, g);
}

/* ---- trailers ---- */

static bool vouches(const struct trailer *r)
{
	return str_eq_nocase(r->name, STR("Tested-by")) ||
	       str_eq_nocase(r->name, STR("Reviewed-by")) ||
	       str_eq_nocase(r->name, STR("Acked-by"));
}

static void tell_trailers(struct triage *t)
{
	const struct rule *rule = rules_matcher(t->st->rules, "trailer_stale");

	for (size_t i = 0; rule && i < t->n; i++) {
		const struct triage_patch *p = &t->patches[i];

		if (p->verdict == VERDICT_CURRENT)
			continue;
		vec_for(const struct trailer, r, &p->p->patch->trailers) {
			struct finding *f;

			if (!vouches(r))
				continue;
			f = study_find_text(t->st, rule, p->p->patch, r->line, r->line);
			f->symbol = r->name;
			rule_message(t->st->a, f, rule, "trailer",
				     str_z(t->st->a, r->name), "what",
				     p->verdict == VERDICT_THROWAWAY ?
				     "a patch that is throwaway" :
				     p->verdict == VERDICT_MIXED ?
				     "a patch that holds throwaway code" :
				     "a patch that depends on throwaway code", NULL);
		}
	}
}

/* ---- what a throwaway patch says of itself ---- */

static void drop_own_citations(struct triage *t)
{
	struct findings *fs = &t->st->findings;
	size_t kept = 0;

	for (size_t i = 0; i < fs->n; i++) {
		const struct finding *f = &fs->v[i];

		if (f->order && t->patches[f->order - 1].whole && !f->file.n &&
		    str_eq(f->rule, STR("SPEC_CITATION")))
			continue;
		fs->v[kept++] = fs->v[i];
	}
	fs->n = kept;
}

void triage_findings(struct triage *t)
{
	drop_own_citations(t);
	tell_signs(t);
	tell_ranges(t);
	tell_trailers(t);
	rules_drop_off(t->st->rules, &t->st->findings);
}
