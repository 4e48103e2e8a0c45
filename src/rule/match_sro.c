// SPDX-License-Identifier: GPL-2.0-or-later
/* SRO_UNHANDLED: a command that may stay unfinished, issued by a function that
 * takes the answer for final.
 *
 * Handled is: the command that goes on with an unfinished one is used, or the
 * status "unfinished" is tested and there is a loop, or a helper of the series
 * does one of the two, or a caller does. To test the status only to give up
 * is not handling it. Unknown helpers get the benefit of the doubt. */
#include "rule/claim.h"
#include "rule/fid.h"
#include "rule/matcher.h"
#include "rule/smc.h"

#define MAX_DEPTH 3

struct sro {
	struct study *st;
	const struct rule *rule;
	const struct spec_family *family;
};

static bool in_func(const struct source *s, const struct fact *f,
		    const struct fact *func)
{
	return f < s->facts + s->n && f->start < func->end && f->part == func->part;
}

static bool listed(const struct rule *r, const char *key, struct str name)
{
	struct str one;

	json_for(it, json_get(r->params, key))
		if (json_to_str(it, &one) && one.n <= name.n && str_ends(name, one))
			return true;
	return false;
}

/* SMC_RMI_OP_CONTINUE, rmi_op_continue() */
static bool continues(const struct sro *o, const struct fact *f)
{
	struct str name;

	return (f->kind == FACT_USE || f->kind == FACT_CALL) &&
	       (spec_command_name(o->st->a, o->family, f->name, &name) ||
		spec_wrapper_name(o->st->a, o->family, f->name, &name)) &&
	       listed(o->rule, "continues", name);
}

static bool names_status(const struct sro *o, struct str word)
{
	vec_for(const struct spec_prefix, p, &o->family->status_macros)
		if (str_starts(word, p->prefix) &&
		    str_starts(o->family->incomplete, p->name) &&
		    str_eq(str_from(word, p->prefix.n),
			   str_from(o->family->incomplete, p->name.n)))
			return true;
	return str_eq(word, o->family->incomplete);
}

/* Says something or gives up: no handling. */
static bool is_report(const struct sro *o, struct str name)
{
	struct str one;

	if (!name.n || chr_upper(name.p[0]))
		return true;
	json_for(it, json_get(o->rule->params, "reports"))
		if (json_to_str(it, &one) && str_starts(name, one))
			return true;
	return false;
}

static bool handles(const struct sro *o, const struct study_file *file,
		    const struct fact *func, int depth);

static bool helper_handles(const struct sro *o, struct str name, int depth,
			   bool *known)
{
	const struct symbol *sym = study_symbol(o->st, name);
	const struct macro *m;

	*known = false;
	for (size_t i = 0; sym && i < sym->defs.n; i++) {
		const struct site *d = &sym->defs.v[i];

		if (d->fact->kind != FACT_FUNC)
			continue;
		*known = true;
		if (depth < MAX_DEPTH && handles(o, d->file, d->fact, depth + 1))
			return true;
	}
	m = *known ? NULL : macro_get(o->st->macros, name);
	*known |= m != NULL;
	return m && (str_has_ident(m->body, STR("while")) ||
		     str_has_ident(m->body, STR("for"))) &&
	       str_has(m->body, o->family->incomplete);
}

struct traits {
	bool tested, loop, unknown;
};

/* True when the fact alone shows that an unfinished command is carried on; else
 * what it tells goes to *t. */
static bool carries_on(const struct sro *o, const struct fact *f, int depth,
		       struct traits *t)
{
	bool known;

	if (f->kind == FACT_STMT)
		t->loop |= str_eq(f->value, STR("while")) ||
			   str_eq(f->value, STR("for")) || str_eq(f->value, STR("do"));
	if (f->kind == FACT_GOTO)
		t->loop = true;
	if (f->kind == FACT_USE)
		t->tested |= names_status(o, f->name);
	if (continues(o, f))
		return true;
	if (f->kind != FACT_CALL)
		return false;
	if (helper_handles(o, f->name, depth, &known))
		return true;
	t->unknown |= t->tested && !known && !is_report(o, f->name);
	return false;
}

static bool handles(const struct sro *o, const struct study_file *file,
		    const struct fact *func, int depth)
{
	const struct source *s = file->src;
	struct traits t = { 0 };

	for (const struct fact *f = func + 1; in_func(s, f, func); f++)
		if (carries_on(o, f, depth, &t))
			return true;
	return t.tested && (t.loop || t.unknown);
}

static const struct fact *func_at(const struct site *s)
{
	return s->fact->func == FACT_NONE ? NULL :
	       &s->file->src->facts[s->fact->func];
}

static bool caller_handles(const struct sro *o, struct str name)
{
	const struct symbol *sym = study_symbol(o->st, name);

	for (size_t i = 0; sym && i < sym->uses.n; i++) {
		const struct site *s = &sym->uses.v[i];
		const struct fact *func = func_at(s);

		if (s->fact->kind == FACT_CALL && func && !str_eq(func->name, name) &&
		    handles(o, s->file, func, 1))
			return true;
	}
	return false;
}

/* ---- what becomes of it ---- */

static const struct fact *find_func(const struct source *s, struct str name)
{
	if (s)
		source_for(f, s, FACT_FUNC)
			if (str_eq(f->name, name))
				return f;
	return NULL;
}

/* Does the function still issue the command? */
static bool still_issues(const struct study_file *f, const struct fact *func,
			 struct str id)
{
	return str_has_ident(smc_func_text(f, func), id);
}

/* A state shown in part leaves out what did not change. */
static bool is_left_out(const struct study_file *f, const struct smc_call *c)
{
	const struct weave_line *head = study_line(c->site->file, c->func->line);

	return f->snap.part && head && head->died > f->n;
}

/* The later patch that handles the command there or takes it away. */
static uint32_t resolved_by(const struct sro *o, const struct smc_call *c)
{
	const struct study_file *from = c->site->file;

	for (uint32_t n = from->n; n < o->st->n; n++) {
		const struct study_patch *p = &o->st->patches[n];

		for (size_t i = 0; i < p->nfiles; i++) {
			const struct study_file *f = &p->files[i];
			const struct fact *func;

			if (f->weave != from->weave || !f->src)
				continue;
			func = find_func(f->src, c->func->name);
			if (!func && is_left_out(f, c))
				continue;
			if (!func || !still_issues(f, func, c->id) ||
			    handles(o, f, func, 0))
				return p->patch->number;
		}
	}
	return 0;
}

static void say(const struct sro *o, const struct smc_call *c)
{
	struct study *st = o->st;
	struct finding *f = study_find_code(st, o->rule, c->site->file,
					    c->func->line, c->func->end_line);
	const struct spec_command *cmd = c->command;

	f->symbol = c->id;
	f->spec = c->target->version->name;
	f->has_fid = cmd->n_fid > 0;
	f->fid = f->has_fid ? cmd->fid[0] : 0;
	f->resolved_by = resolved_by(o, c);
	if (f->resolved_by)
		f->level = LEVEL_CHECK;
	fid_cite(st, f, cmd, cmd->memory ?
		 "is stateful and may ask for memory in" : "is stateful in");
	rule_message(st->a, f, o->rule, "name", str_z(st->a, cmd->name),
		     "function", str_z(st->a, c->func->name),
		     "status", str_z(st->a, o->family->incomplete), NULL);
}

static bool wanted(const struct smc_call *c)
{
	return c->func && c->site->added && c->issued &&
	       c->target->how != TARGET_GUESSED &&
	       c->target->family->incomplete.n &&
	       c->command->stateful == SPEC_YES &&
	       spec_firm(c->command->stateful_standing);
}

static bool said_before(struct study *st, const struct smc_call *c)
{
	for (const struct smc_call *o = smc_first(st, c); o != c; o = o->next)
		if (wanted(o))
			return true;
	return false;
}

/* ---- what messages admit ---- */

static bool has_any(const struct json *list, struct str text, bool whole)
{
	struct str one;

	json_for(it, list)
		if (json_to_str(it, &one) &&
		    (whole ? str_has_ident(text, one) :
			     str_find_nocase(text, one) != SIZE_MAX))
			return true;
	return false;
}

struct admit {
	struct study *st;
	const struct rule *rule;
	const struct target *target;
};

static void admitted(void *ctx, const struct prose_place *where,
		     const struct sentence *s)
{
	struct admit *ad = ctx;
	const struct json *p = ad->rule->params;
	struct finding *f;

	if (where->file || where->notes || s->kind != PROSE_OWN || !s->line ||
	    where->patch->kind == PATCH_COVER ||
	    !has_any(json_get(p, "names"), s->text, true) ||
	    !has_any(json_get(p, "missing"), s->text, false))
		return;
	f = study_find_text(ad->st, ad->rule, where->patch, s->line, s->end_line);
	f->level = LEVEL_CHECK;
	f->spec = ad->target->version->name;
	f->message = str_printf(ad->st->a, "the message says that stateful operations "
				"are not handled yet; %.*s has them",
				STR_FMT(f->spec));
}

static const struct target *stateful_target(const struct study *st)
{
	for (size_t i = 0; i < st->ntargets; i++) {
		const struct target *t = &st->targets[i];

		if (t->how == TARGET_GUESSED || !t->family->incomplete.n)
			continue;
		vec_for(const struct spec_command, c, &t->version->commands)
			if (c->stateful == SPEC_YES)
				return t;
	}
	return NULL;
}

void match_sro(struct study *st, const struct rule *r)
{
	struct admit ad = { st, r, stateful_target(st) };

	if (!ad.target)
		return;
	vec_for(const struct smc_call, c, smc_calls(st)) {
		struct sro o = { st, r, c->target->family };

		if (wanted(c) && !said_before(st, c) &&
		    !handles(&o, c->site->file, c->func, 0) &&
		    !caller_handles(&o, c->func->name))
			say(&o, c);
	}
	prose_each(st, admitted, &ad);
}
