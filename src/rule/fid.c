// SPDX-License-Identifier: GPL-2.0-or-later
#include "rule/fid.h"

#include "spec/fid.h"
#include "spec/spechist.h"

/* The closest other version that has the command: the newest of those before
 * the target, else the oldest after it. */
static const struct spec_command *elsewhere(const struct target *t,
					    struct str name, bool has_fid,
					    uint64_t fid)
{
	const struct spec_command *best = NULL;

	vec_for(const struct spec_version, v, &t->family->versions) {
		const struct spec_command *c = spec_by_name(v, name);

		if (!c || v == t->version || !spec_firm(c->standing))
			continue;
		if (has_fid && c->n_fid && c->fid[0] != fid &&
		    (c->n_fid < 2 || c->fid[1] != fid))
			continue;
		if (!best || v->order < t->version->order)
			best = c;
	}
	return best;
}

static bool same_number(const struct spec_command *c, uint64_t fid)
{
	for (size_t i = 0; i < c->n_fid; i++)
		if (c->fid[i] == fid)
			return true;
	return false;
}

static bool also_named(const struct spec_command *c, struct str name)
{
	for (size_t i = 0; i < c->also.n; i++)
		if (str_eq(c->also.v[i], name))
			return true;
	return false;
}

/* The name without the width of its calls, of which `bits` are told: 0, 32, 64. */
static struct str without_width(struct str name, unsigned *bits)
{
	*bits = str_ends(name, STR("32")) ? 32 : str_ends(name, STR("64")) ? 64 : 0;
	name.n -= *bits ? 2 : 0;
	if (*bits && str_ends(name, STR("_")))
		name.n--;
	return name;
}

/* A database that tells the calls of 32 and of 64 bits apart by name, and a
 * header that does not, or the other way round. */
static bool same_but_width(struct str a, struct str b)
{
	unsigned bits_a, bits_b;

	a = without_width(a, &bits_a);
	b = without_width(b, &bits_b);
	return str_eq(a, b) && (!bits_a || !bits_b || bits_a == bits_b);
}

/* The first or last number of a range, named by its kind and no command. */
static bool is_bound(struct str name)
{
	static const char *const words[] = { "BASE", "FIRST", "LAST", "MIN", "MAX", "LIMIT" };
	size_t at = str_rfind_chr(name, '_');
	struct str last = at == SIZE_MAX ? name : str_from(name, at + 1);

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (str_eq(last, str_of(words[i])))
			return true;
	return false;
}

/* The target knows the number. */
static enum fid_verdict judge_number(struct fid_judgement *j,
				     struct spec_answer by_fid,
				     struct spec_answer by_name)
{
	j->has = by_fid.command;
	if (same_but_width(by_fid.command->name, j->name) ||
	    also_named(by_fid.command, j->name))
		return FID_GOOD;
	if (is_bound(j->name) && by_name.is == SPEC_ABSENT)
		return FID_QUIET;
	if (by_name.is == SPEC_PRESENT && by_name.command->n_fid &&
	    !same_number(by_name.command, j->fid)) {
		j->has = by_name.command;
		return FID_MISNUMBERED;
	}
	j->had = elsewhere(j->target, j->name, true, j->fid);
	return FID_MISNAMED;
}

/* Nobody said that the series stops at the version it speaks of. */
static bool added_later(const struct fid_judgement *j)
{
	const struct target *t = j->target;

	return t->how != TARGET_GIVEN && target_grows(t->family) &&
	       j->had->version->order > t->version->order;
}

static enum fid_verdict judge_name(struct fid_judgement *j,
				   struct spec_answer by_name)
{
	if (by_name.is == SPEC_MAYBE)
		return FID_QUIET;
	if (by_name.is == SPEC_PRESENT) {
		j->has = by_name.command;
		if (!j->has_fid || !j->has->n_fid || same_number(j->has, j->fid))
			return FID_GOOD;
		return FID_MISNUMBERED;
	}
	j->had = elsewhere(j->target, j->name, j->has_fid, j->fid);
	if (!j->had && j->has_fid)
		j->had = elsewhere(j->target, j->name, false, 0);
	if (!j->had)
		return is_bound(j->name) ? FID_QUIET : FID_STRANGE;
	return added_later(j) ? FID_QUIET : FID_GONE;
}

void fid_judge(struct fid_judgement *out, const struct study *st,
	       struct str macro, bool has_fid, uint64_t fid)
{
	struct spec_answer by_fid, by_name;
	struct spec_family *family;
	bool only = false;

	*out = (struct fid_judgement){ .fid = fid, .has_fid = has_fid };
	family = specdb_family_of_macro(st->db, macro, &only);
	out->target = family ? target_of(st, family) : NULL;
	if (!out->target ||
	    !spec_command_name(st->a, out->target->family, macro, &out->name))
		return;
	if (has_fid && specdb_family_of_fid(st->db, (uint32_t)fid) !=
	    out->target->family && (!only || !fid_can_be(fid)))
		return;
	by_name = spec_ask_name(out->target->version, out->name);
	if (!has_fid) {
		out->verdict = judge_name(out, by_name);
		return;
	}
	by_fid = spec_ask_fid(out->target->version, (uint32_t)fid);
	if (by_fid.is == SPEC_MAYBE)
		out->verdict = by_fid.command &&
			       str_eq(by_fid.command->name, out->name) ?
			       FID_GOOD : FID_QUIET;
	else if (by_fid.is == SPEC_PRESENT)
		out->verdict = judge_number(out, by_fid, by_name);
	else
		out->verdict = judge_name(out, by_name);
}

void fid_judge_command(struct fid_judgement *out, const struct target *t,
		       struct str name)
{
	*out = (struct fid_judgement){ .target = t, .name = name };
	out->verdict = judge_name(out, spec_ask_name(t->version, name));
}

bool fid_judge_symbol(struct study *st, const struct symbol *sym,
		      struct fid_judgement *j)
{
	bool defined = false;

	if (!sym->family)
		return false;
	vec_for(const struct site, s, &sym->defs) {
		uint64_t fid;

		if (s->fact->kind != FACT_MACRO || !study_value(st, s->fact, &fid))
			continue;
		defined = true;
		fid_judge(j, st, sym->name, true, fid);
		if (j->verdict == FID_GONE)
			return true;
	}
	if (defined || sym->defs.n)
		return false;
	fid_judge(j, st, sym->name, false, 0);
	return j->verdict == FID_GONE && j->target->how != TARGET_GUESSED;
}

bool fid_judge_wrapper(struct study *st, struct str function,
		       struct fid_judgement *j)
{
	for (size_t i = 0; i < st->ntargets; i++) {
		const struct target *t = &st->targets[i];
		struct str name;

		if (t->how == TARGET_GUESSED ||
		    !spec_wrapper_name(st->a, t->family, function, &name))
			continue;
		fid_judge_command(j, t, name);
		if (j->verdict == FID_GONE)
			return true;
	}
	return false;
}

/* ---- telling ---- */

void fid_cite(struct study *st, struct finding *f, const struct spec_command *c,
	      const char *what)
{
	struct buf b = BUF;

	buf_printf(&b, "%.*s", STR_FMT(c->name));
	for (size_t i = 0; i < c->n_fid; i++)
		buf_printf(&b, "%s0x%08X", i ? " or " : " = ", c->fid[i]);
	buf_printf(&b, " %s %.*s", what, STR_FMT(c->version->name));
	if (c->section.n)
		buf_printf(&b, ", section %.*s", STR_FMT(c->section));
	finding_evidence(st->a, f, c->version->file, c->name,
			 str_dup(st->a, buf_str(&b)));
	buf_free(&b);
}

struct str fid_versions(struct study *st, const struct spec_command *had)
{
	const struct spec_family *f = had->version->family;
	struct spec_epoch *e;
	size_t n = spec_history_of_name(st->a, f, had->name, &e);
	struct buf b = BUF;
	struct str out;

	buf_printf(&b, "%.*s@", STR_FMT(f->name));
	for (size_t i = 0; i < n; i++)
		buf_printf(&b, "%s%.*s", !i ? "" : i + 1 < n ? ", " : " and ",
			   STR_FMT(spec_epoch_text(st->a, &e[i])));
	out = n ? str_dup(st->a, buf_str(&b)) : had->version->name;
	buf_free(&b);
	return out;
}

/* What took the place of `had` on the way to the target. */
void fid_successors(struct study *st, struct finding *f,
		    const struct fid_judgement *j, struct str *how)
{
	const struct spec_family *fam = j->target->family;
	struct str name = j->had->name;

	if (!fid_past(j))
		return;
	vec_for(const struct spec_version, v, &fam->versions) {
		if (v->order <= j->had->version->order ||
		    v->order > j->target->version->order)
			continue;
		for (size_t i = 0; i < v->changes.n; i++) {
			const struct spec_change *c = &v->changes.v[i];

			if (!str_eq(c->old, name))
				continue;
			if (c->how.n)
				*how = c->how;
			if (c->new.n)
				name = c->new;
			finding_evidence(st->a, f, v->file, c->old,
				c->new.n ? str_printf(st->a, "replaced by %.*s",
						      STR_FMT(c->new)) : c->how);
		}
	}
	if (!str_eq(name, j->had->name) &&
	    spec_ask_name(j->target->version, name).is == SPEC_PRESENT)
		finding_replacement(st->a, f, name);
}
