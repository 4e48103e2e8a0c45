// SPDX-License-Identifier: GPL-2.0-or-later
/* Judging one macro definition: number and name against the target version,
 * and where the target has neither, against all versions of the family. */
#include "rule/matcher.h"

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

/* The target knows the number. */
static enum fid_verdict judge_number(struct fid_judgement *j,
				     struct spec_answer by_fid,
				     struct spec_answer by_name)
{
	j->has = by_fid.command;
	if (str_eq(by_fid.command->name, j->name) ||
	    also_named(by_fid.command, j->name))
		return FID_GOOD;
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
		return FID_STRANGE;
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
	    out->target->family && (!only || fid > UINT32_MAX || fid < 0x80000000u))
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
