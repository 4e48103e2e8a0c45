// SPDX-License-Identifier: GPL-2.0-or-later
/* ARG_COUNT, OUTPUT_COUNT: calls that pass too few or too many inputs, or read
 * outputs that the command does not have. */
#include "rule/fid.h"
#include "rule/matcher.h"
#include "rule/smc.h"
#include "spec/specdiff.h"

static bool knows(const struct smc_call *c, const struct spec_args *args)
{
	return c->target->how != TARGET_GUESSED && spec_firm(args->standing);
}

static struct finding *begin(struct study *st, const struct rule *r,
			     const struct smc_call *c, uint32_t line)
{
	const struct fact *call = c->site->fact;
	struct finding *f = line ?
		study_find_code(st, r, c->site->file, line, line) :
		study_find_code(st, r, c->site->file, call->line, call->end_line);

	f->symbol = c->id;
	f->spec = c->target->version->name;
	f->has_fid = c->command->n_fid > 0;
	f->fid = f->has_fid ? c->command->fid[0] : 0;
	fid_cite(st, f, c->command, "in");
	return f;
}

/* ---- inputs ---- */

/* Inputs named in a reading of a conflict: "rd, pdev_ptr, vdev_ptr". */
static unsigned count_names(struct str s)
{
	unsigned n = s.n > 0;

	for (size_t i = 0; i < s.n && s.p[i] != '('; i++)
		n += s.p[i] == ',';
	return n;
}

static const char *inputs(struct arena *a, unsigned n)
{
	return n ? arena_printf(a, "%u input%s", n, n == 1 ? "" : "s") : "no inputs";
}

static void quote(struct study *st, struct finding *f,
		  const struct spec_command *cmd)
{
	const struct spec_conflict *c = cmd->conflict;

	for (size_t i = 0; i < c->n_readings; i++)
		finding_evidence(st->a, f, cmd->version->file, c->id,
			str_printf(st->a, "%.*s: %.*s (%.*s)", STR_FMT(c->about),
				   STR_FMT(c->readings[i].is),
				   STR_FMT(spec_sources_text(st->a,
						&c->readings[i].src))));
}

/* The sources disagree, but the one reading is well founded: say so, softly. */
static void conflict(struct study *st, const struct rule *r,
		     const struct smc_call *c)
{
	const struct spec_conflict *k = c->command->conflict;
	struct finding *f;
	unsigned want;

	if (c->target->how == TARGET_GUESSED || !k || !k->high || !c->exact ||
	    c->command->in.standing != SPEC_CONFLICT)
		return;
	want = count_names(k->favours);
	if (!want || (c->given >= want && c->least <= want))
		return;
	f = begin(st, r, c, 0);
	f->level = LEVEL_CHECK;
	quote(st, f, c->command);
	rule_message(st->a, f, r, "name", str_z(st->a, c->command->name),
		     "given", inputs(st->a, c->given),
		     "wanted", arena_printf(st->a, "probably %u", want),
		     "names", arena_printf(st->a, " (%.*s; sources disagree)",
					   STR_FMT(k->favours)), NULL);
}

static void say_inputs(struct study *st, const struct rule *r,
		       const struct smc_call *c)
{
	const struct spec_args *in = &c->command->in;
	struct finding *f = begin(st, r, c, 0);

	if (c->in_struct && c->given < in->last_reg && f->level == LEVEL_ERROR)
		f->level = LEVEL_WARNING;
	rule_message(st->a, f, r, "name", str_z(st->a, c->command->name),
		     "given", inputs(st->a, c->given),
		     "wanted", arena_printf(st->a, "%u", in->last_reg),
		     "names", in->n ? arena_printf(st->a, " (%.*s)",
				STR_FMT(spec_args_text(st->a, in))) : "", NULL);
}

void match_arg_count(struct study *st, const struct rule *r)
{
	vec_for(const struct smc_call, c, smc_calls(st)) {
		const struct spec_args *in = &c->command->in;

		if (!c->site->added)
			continue;
		if (!knows(c, in))
			conflict(st, r, c);
		else if (c->least > in->last_reg ||
			 (c->given < in->last_reg && (c->exact || c->in_struct)))
			say_inputs(st, r, c);
	}
}

/* ---- outputs ---- */

static bool same_result(const struct smc_call *a, const struct smc_call *b)
{
	return str_eq(a->result, b->result);
}

/* The most outputs that any call before `at` can have left in the variable;
 * false when one of them is not known. */
static bool outputs_at(const struct smc_call *all, const struct smc_call *c,
		       const struct fact *at, unsigned *last)
{
	*last = 0;
	for (const struct smc_call *o = all; o; o = o->next) {
		if (!same_result(o, c) || o->site->fact->start > at->start)
			continue;
		if (!knows(o, &o->command->out))
			return false;
		if (o->command->out.last_reg > *last)
			*last = o->command->out.last_reg;
	}
	return true;
}

static bool is_read_call(const struct smc_call *all, const struct fact *call)
{
	for (const struct smc_call *o = all; o; o = o->next)
		if (o->site->fact == call)
			return true;
	return false;
}

/* Somebody else may write to the variable, too. */
static bool shared(const struct smc_call *all, const struct smc_call *c)
{
	const struct source *s = c->site->file->src;

	for (const struct fact *f = c->func + 1; f < s->facts + s->n &&
	     f->start < c->func->end && f->part == c->func->part; f++) {
		if (f->kind != FACT_CALL || is_read_call(all, f))
			continue;
		for (size_t i = 0; i < f->nargs; i++) {
			struct str text = str_trim(s->args[f->args + i].text);

			if (str_eat_chr(&text, '&') && str_eq(str_trim(text), c->result))
				return true;
			if (str_eq(text, c->result))
				return true;
		}
	}
	return false;
}

static bool register_of(const struct fact *f, const struct smc_call *c, unsigned *reg)
{
	struct str name = f->name;
	uint64_t n;

	if (f->kind != FACT_ACCESS || f->write || !str_eq(f->value, c->result) ||
	    !str_eat_chr(&name, 'a') || !str_num(&name, &n, 17) || name.n || !n)
		return false;
	*reg = (unsigned)n;
	return true;
}

/* The last call before the read that fills the variable. */
static bool is_nearest(const struct smc_call *all, const struct smc_call *c,
		       const struct fact *at)
{
	for (const struct smc_call *o = all; o; o = o->next)
		if (same_result(o, c) && o->site->fact->start < at->start &&
		    o->site->fact->start > c->site->fact->start)
			return false;
	return true;
}

static void look_at_reads(struct study *st, const struct rule *r,
			  const struct smc_call *all, const struct smc_call *c)
{
	const struct spec_args *out = &c->command->out;
	const struct source *s = c->site->file->src;

	for (const struct fact *f = c->site->fact + 1; f < s->facts + s->n &&
	     f->start < c->func->end && f->part == c->func->part; f++) {
		struct finding *found;
		unsigned reg, last;

		if (!register_of(f, c, &reg) || reg <= out->last_reg ||
		    !study_added(c->site->file, f->line, f->line) ||
		    !is_nearest(all, c, f) || !outputs_at(all, c, f, &last) ||
		    reg <= last)
			continue;
		found = begin(st, r, c, f->line);
		rule_message(st->a, found, r, "name", str_z(st->a, c->command->name),
			     "register", arena_printf(st->a, "X%u", reg),
			     "names", out->n ? arena_printf(st->a, "only %.*s",
				STR_FMT(spec_args_text(st->a, out))) : "no outputs",
			     NULL);
	}
}

void match_output_count(struct study *st, const struct rule *r)
{
	vec_for(const struct smc_call, c, smc_calls(st)) {
		const struct smc_call *all;

		if (!c->func || !c->result.n || !c->issued ||
		    !knows(c, &c->command->out))
			continue;
		all = smc_first(st, c);
		if (!shared(all, c))
			look_at_reads(st, r, all, c);
	}
}
