// SPDX-License-Identifier: GPL-2.0-or-later
/* FID_REMOVED, FID_UNKNOWN, FID_NAME, FID_VALUE: definitions of function
 * identifiers that do not agree with the target version. */
#include "rule/fid.h"
#include "rule/matcher.h"
#include "rule/near.h"
#include "spec/fid.h"

static char *hex(struct arena *a, uint64_t v)
{
	return arena_printf(a, "0x%08llX", (unsigned long long)v);
}

static void say_gone(struct study *st, const struct rule *r, struct finding *f,
		     const struct fid_judgement *j)
{
	struct str with = fid_versions(st, j->had), how = { NULL, 0 };
	const char *instead = "";

	fid_cite(st, f, j->had, "in");
	fid_successors(st, f, j, &how);
	if (f->nreplacement)
		instead = arena_printf(st->a, "; %.*s took its place",
				       STR_FMT(f->replacement[0]));
	else if (how.n)
		instead = arena_printf(st->a, "; %.*s", STR_FMT(how));
	rule_message(st->a, f, r, "name", str_z(st->a, j->name),
		     "had", str_z(st->a, with), "instead", instead,
		     "age", fid_past(j) ? "old" : "newer", NULL);
}

/* A command of the target that has almost the name. */
static const struct spec_command *meant(const struct fid_judgement *j)
{
	const struct spec_command *only = NULL;

	vec_for(const struct spec_command, c, &j->target->version->commands) {
		if (!spec_firm(c->standing) || !near_miss(c->name, j->name))
			continue;
		if (only)
			return NULL;
		only = c;
	}
	return only;
}

/* Who had the number, in the version closest before or after the target. */
static const struct spec_command *number_of(const struct fid_judgement *j)
{
	const struct spec_command *best = NULL;

	vec_for(const struct spec_version, v, &j->target->family->versions) {
		const struct spec_command *c = spec_by_fid(v, (uint32_t)j->fid);

		if (c && spec_firm(c->standing) &&
		    (!best || v->order < j->target->version->order))
			best = c;
	}
	return best;
}

/* What to make of a name and number that nobody knows. */
static const char *hint(struct study *st, struct finding *f,
			const struct fid_judgement *j)
{
	const struct spec_command *c = meant(j);

	if (c) {
		finding_replacement(st->a, f, c->name);
		return arena_printf(st->a, "; %.*s was probably meant", STR_FMT(c->name));
	}
	c = number_of(j);
	if (!c)
		return "";
	fid_cite(st, f, c, "in");
	return arena_printf(st->a, "; the number is %.*s in %.*s", STR_FMT(c->name),
			    STR_FMT(c->version->name));
}

static void say(struct study *st, const struct rule *r, const struct site *s,
		const struct fid_judgement *j)
{
	struct finding *f = study_find_site(st, r, s);

	f->fid = j->fid;
	f->has_fid = j->has_fid;
	f->spec = j->target->version->name;
	if (j->target->how == TARGET_GUESSED && f->level == LEVEL_ERROR)
		f->level = LEVEL_WARNING;
	if (j->has) {
		fid_cite(st, f, j->has, "in");
		if (j->verdict != FID_GONE)
			finding_replacement(st->a, f, j->has->name);
	}
	if (j->verdict == FID_GONE) {
		say_gone(st, r, f, j);
		return;
	}
	rule_message(st->a, f, r, "name", str_z(st->a, j->name),
		     "hint", j->verdict == FID_STRANGE ? hint(st, f, j) : "",
		     "is", j->has ? str_z(st->a, j->has->name) : "",
		     "number", j->has && j->has->n_fid ?
				hex(st->a, j->has->fid[0]) : "", NULL);
}

/* Where the target is a guess, a name nobody knows may be newer than the
 * database: nothing to say. */
static bool wanted_here(const struct fid_judgement *j, enum fid_verdict wanted)
{
	return j->verdict == wanted &&
	       (wanted != FID_STRANGE || j->target->how != TARGET_GUESSED);
}

static void each_definition(struct study *st, const struct rule *r,
			    enum fid_verdict wanted)
{
	const struct symbol *sym;

	for (size_t i = 0; (sym = study_next_symbol(st, &i)); ) {
		if (!sym->family)
			continue;
		vec_for(const struct site, s, &sym->defs) {
			struct fid_judgement j;
			uint64_t fid;

			if (!s->added || s->fact->kind != FACT_MACRO ||
			    !study_value(st, s->fact, &fid))
				continue;
			fid_judge(&j, st, sym->name, true, fid);
			if (wanted_here(&j, wanted))
				say(st, r, s, &j);
		}
	}
}

void match_fid_removed(struct study *st, const struct rule *r)
{
	each_definition(st, r, FID_GONE);
}

void match_fid_unknown(struct study *st, const struct rule *r)
{
	each_definition(st, r, FID_STRANGE);
}

void match_fid_name(struct study *st, const struct rule *r)
{
	each_definition(st, r, FID_MISNAMED);
}

void match_fid_value(struct study *st, const struct rule *r)
{
	each_definition(st, r, FID_MISNUMBERED);
}

/* ---- FID_DUPLICATE ---- */

static bool alive_together(const struct weave_line *a, const struct weave_line *b)
{
	return a->born < b->died && b->born < a->died;
}

/* The number a site defines, when it is a function identifier. */
static bool fid_of_site(struct study *st, const struct site *s, uint64_t *fid)
{
	struct spec_family *fam;
	bool only = false;

	if (s->fact->kind != FACT_MACRO)
		return false;
	fam = specdb_family_of_macro(st->db, s->fact->name, &only);
	return fam && study_value(st, s->fact, fid) && fid_can_be(*fid) &&
	       (only || specdb_family_of_fid(st->db, (uint32_t)*fid) == fam);
}

static void say_duplicate(struct study *st, const struct rule *r,
			  const struct site *s, const struct site *other,
			  uint64_t fid)
{
	struct finding *f = study_find_site(st, r, s);

	f->fid = fid;
	f->has_fid = true;
	finding_evidence(st->a, f, other->file->diff->new_path,
			 str_printf(st->a, "line %u", other->fact->line),
			 other->line->text);
	rule_message(st->a, f, r, "other", str_z(st->a, other->fact->name), NULL);
}

static void duplicate_of(struct study *st, const struct rule *r,
			 struct map *first, struct site *s)
{
	struct site *other;
	uint64_t fid;
	void **slot;

	if (!fid_of_site(st, s, &fid))
		return;
	slot = map_at(first, str_printf(st->a, "%.*s %llx",
					STR_FMT(s->file->weave->path),
					(unsigned long long)fid));
	other = *slot;
	if (!other)
		*slot = s;
	else if (s->added && !str_eq(other->fact->name, s->fact->name) &&
		 alive_together(s->line, other->line))
		say_duplicate(st, r, s, other, fid);
}

void match_fid_duplicate(struct study *st, const struct rule *r)
{
	struct map *first = map_new(st->a);	/* "file number" -> its first site */
	struct symbol *sym;

	for (size_t i = 0; (sym = study_next_symbol(st, &i)); )
		if (sym->family)
			vec_for(struct site, s, &sym->defs)
				duplicate_of(st, r, first, s);
}

/* ---- FID_USE ---- */

void match_fid_use(struct study *st, const struct rule *r)
{
	const struct symbol *sym;

	for (size_t i = 0; (sym = study_next_symbol(st, &i)); ) {
		struct fid_judgement j;

		if (!sym->uses.n || !fid_judge_symbol(st, sym, &j))
			continue;
		vec_for(const struct site, s, &sym->uses) {
			struct finding *f;
			struct str how = { NULL, 0 };

			if (!s->added)
				continue;
			f = study_find_site(st, r, s);
			f->fid = j.fid;
			f->has_fid = j.has_fid;
			f->spec = j.target->version->name;
			if (j.target->how == TARGET_GUESSED)
				f->level = LEVEL_WARNING;
			fid_cite(st, f, j.had, "in");
			fid_successors(st, f, &j, &how);
			rule_message(st->a, f, r, "name", str_z(st->a, j.name),
				     "function", s->fact->owner.n ?
				     arena_printf(st->a, "%.*s() ",
						  STR_FMT(s->fact->owner)) : "",
				     "had", str_z(st->a, fid_versions(st, j.had)),
				     NULL);
		}
	}
}

/* ---- FID_USE, one step further: calls of the wrapper ---- */

static bool body_uses_gone(struct study *st, const struct site *def)
{
	const struct source *s = def->file->src;
	const struct fact *func = def->fact;

	for (const struct fact *f = func + 1; f < s->facts + s->n &&
	     f->part == func->part && f->start < func->end; f++) {
		const struct symbol *sym;
		struct fid_judgement j;

		sym = f->kind == FACT_USE ? study_symbol(st, f->name) : NULL;
		if (sym && fid_judge_symbol(st, sym, &j))
			return true;
	}
	return false;
}

/* A wrapper of the series may have the old name and issue something else. */
static bool still_wraps(struct study *st, const struct symbol *sym, bool *shown)
{
	*shown = false;
	vec_for(const struct site, d, &sym->defs) {
		if (d->fact->kind != FACT_FUNC)
			continue;
		*shown = true;
		if (body_uses_gone(st, d))
			return true;
	}
	return !*shown;
}

static void say_wrapper(struct study *st, const struct rule *r, const struct site *s,
			const struct fid_judgement *j, bool shown)
{
	struct finding *f = study_find_site(st, r, s);
	struct str how = { NULL, 0 };

	if (!shown && f->level == LEVEL_ERROR)
		f->level = LEVEL_WARNING;
	f->spec = j->target->version->name;
	fid_cite(st, f, j->had, "in");
	fid_successors(st, f, j, &how);
	rule_message(st->a, f, r, "name", str_z(st->a, j->name),
		     "function", s->fact->owner.n ?
		     arena_printf(st->a, "%.*s() ", STR_FMT(s->fact->owner)) : "",
		     "had", str_z(st->a, fid_versions(st, j->had)), NULL);
}

void match_fid_wrapper(struct study *st, const struct rule *r)
{
	const struct symbol *sym;

	for (size_t i = 0; (sym = study_next_symbol(st, &i)); ) {
		struct fid_judgement j;
		bool shown;

		if (!sym->uses.n || !fid_judge_wrapper(st, sym->name, &j) ||
		    !still_wraps(st, sym, &shown))
			continue;
		vec_for(const struct site, s, &sym->uses)
			if (s->added && s->fact->kind == FACT_CALL)
				say_wrapper(st, r, s, &j, shown);
	}
}
