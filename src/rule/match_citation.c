// SPDX-License-Identifier: GPL-2.0-or-later
/* SPEC_CITATION: text that cites a version other than the target as if it held,
 * or speaks of a command that the target does not have. */
#include "rule/claim.h"
#include "rule/matcher.h"

static void place(struct study *st, const struct rule *r, const struct claim *c,
		  const struct target *t)
{
	struct finding *f = c->file ?
		study_find_code(st, r, c->file, c->line, c->line) :
		study_find_text(st, r, c->patch, c->line, c->line);

	if (c->file)
		f->where = WHERE_COMMENT;
	if ((t->several || (!c->url && !c->version)) && f->level == LEVEL_ERROR)
		f->level = LEVEL_WARNING;
	f->symbol = c->text;
	f->spec = t->version->name;
	finding_evidence(st->a, f, t->version->file, t->version->id,
			 target_describe(st, t));
	rule_message(st->a, f, r, "cited", str_z(st->a,
		     str_printf(st->a, "%.*s %.*s", STR_FMT(t->family->document.n ?
				t->family->document : t->family->name),
				STR_FMT(c->text))), NULL);
}

/* A sentence that also names the target sets the two apart. */
static bool contrasts(const struct claims *all, const struct claim *c,
		      const struct target *t)
{
	vec_for(const struct claim, o, all)
		if (o->sentence.p == c->sentence.p && claim_fits(o, t->version))
			return true;
	return false;
}

void match_citation(struct study *st, const struct rule *r)
{
	for (size_t i = 0; i < st->ntargets; i++) {
		const struct target *t = &st->targets[i];

		if ((t->how == TARGET_GUESSED && !t->several) ||
		    target_grows(t->family) || t->family->versions.n < 2)
			continue;
		vec_for(const struct claim, c, &t->claims)
			if (c->weight && !c->history && c->patch->kind != PATCH_COVER &&
			    !claim_fits(c, t->version) &&
			    !(t->several && str_eq(c->base, t->unknown)) &&
			    !contrasts(&t->claims, c, t))
				place(st, r, c, t);
	}
}
