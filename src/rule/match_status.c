// SPDX-License-Identifier: GPL-2.0-or-later
/* STATUS_CODE beyond values: a status code tested together with data that the
 * target does not give it, and a switch that leaves out a code which the
 * series defines and looks at nowhere. */
#include "rule/matcher.h"
#include "rule/smc.h"
#include "spec/spectype.h"

/* ---- data of a status ---- */

struct probe {
	struct study *st;
	const struct rule *rule;
	const struct target *target;
	struct str macro;	/* RMI_RETURN_INDEX */
};

/* Does the macro take the data out of a result? */
static bool takes_data(const struct probe *p)
{
	struct spec_bits bits[4];
	struct str one;
	bool named = false;

	json_for(it, json_get(p->rule->params, "data"))
		if (json_to_str(it, &one) && str_ends(p->macro, one))
			named = true;
	return named && spec_bits_of_macro(p->target->version, p->macro, bits, 4);
}

static struct str last_ident(struct str s)
{
	size_t end = s.n;

	while (end && chr_blank(s.p[end - 1]))
		end--;
	s.n = end;
	while (end && chr_ident(s.p[end - 1]))
		end--;
	return str_from(s, end);
}

/* The x of "x = MACRO(...)"; empty where the value is used at once. */
static struct str assigned(const struct study_file *f, const struct fact *call)
{
	struct str s = str_sub(f->src->parts[call->part].text, 0, call->start);

	s = str_rtrim(s);
	if (!s.n || s.p[s.n - 1] != '=' ||
	    (s.n > 1 && strchr("=!<>", s.p[s.n - 2])))
		return STR("");
	s.n--;
	return last_ident(s);
}

/* The condition around a byte: out to the bracket that holds it all, or to the
 * ends of the statement. */
static struct str condition_at(struct str text, size_t from, size_t to, size_t at)
{
	size_t a = at, b = at;
	int depth = 0;

	while (a > from && text.p[a - 1] != ';' && text.p[a - 1] != '{' &&
	       text.p[a - 1] != '}')
		a--;
	while (b < to && text.p[b] != ';' && text.p[b] != '{') {
		depth += (text.p[b] == '(') - (text.p[b] == ')');
		if (depth < -1)
			break;
		b++;
	}
	return str_sub(text, a, b - a);
}

static bool compared(struct str text, size_t at)
{
	struct str s = str_rtrim(str_sub(text, 0, at));

	return str_ends(s, STR("==")) ||
	       str_eat(&(struct str){ text.p + at, text.n - at }, STR("=="));
}

static void say_data(const struct probe *p, const struct study_file *file,
		     const struct fact *use, const struct spec_status *s)
{
	struct study *st = p->st;
	struct finding *f = study_find_code(st, p->rule, file, use->line, use->line);
	const struct spec_version *v = p->target->version;

	f->symbol = use->name;
	f->spec = v->name;
	finding_evidence(st->a, f, v->file, s->name,
			 str_printf(st->a, "data of %.*s: none", STR_FMT(s->name)));
	rule_message(st->a, f, p->rule, "macro", str_z(st->a, p->macro), NULL);
}

static void look_at_use(const struct probe *p, const struct study_file *file,
			const struct fact *func, const struct fact *use,
			struct str var)
{
	struct str text = file->src->parts[use->part].text, cond;
	struct spec_constant c;

	if (use->kind != FACT_USE || !study_added(file, use->line, use->line) ||
	    !spec_constant_of_c(p->target->version, use->name, &c) || !c.status ||
	    !spec_firm(c.status->standing) || !str_eq(c.status->data, STR("none")) ||
	    (c.status->known && c.status->value == 0) || !compared(text, use->start))
		return;
	cond = condition_at(text, func->start, func->end, use->start);
	if (str_has(cond, STR("&&")) && !str_has(cond, STR("||")) &&
	    (str_has_ident(cond, p->macro) || (var.n && str_has_ident(cond, var))))
		say_data(p, file, use, c.status);
}

static void look_at_call(const struct probe *p, const struct site *s)
{
	const struct source *src = s->file->src;
	const struct fact *func;
	struct str var;

	if (s->fact->kind != FACT_CALL || s->fact->func == FACT_NONE)
		return;
	func = &src->facts[s->fact->func];
	var = assigned(s->file, s->fact);
	for (const struct fact *f = func + 1; f < src->facts + src->n &&
	     f->part == func->part && f->start < func->end; f++)
		look_at_use(p, s->file, func, f, var);
}

void match_status_data(struct study *st, const struct rule *r)
{
	const struct symbol *sym;

	for (size_t i = 0; (sym = study_next_symbol(st, &i)); ) {
		for (size_t t = 0; t < st->ntargets; t++) {
			struct probe p = { st, r, &st->targets[t], sym->name };

			if (p.target->how == TARGET_GUESSED || !takes_data(&p))
				continue;
			vec_for(const struct site, s, &sym->uses)
				look_at_call(&p, s);
		}
	}
}

/* ---- a switch that leaves a code out ---- */

struct cases {
	const struct spec_type *type;
	const struct target *target;
	size_t n;
	bool all;	/* there is a default, or a label of another kind */
};

static bool type_of_label(const struct study *st, struct str label, struct cases *c)
{
	for (size_t t = 0; t < st->ntargets; t++) {
		const struct target *target = &st->targets[t];
		struct spec_constant k;

		if (target->how == TARGET_GUESSED ||
		    !spec_constant_of_c(target->version, label, &k) || !k.type ||
		    !spec_firm(k.type->standing))
			continue;
		c->all |= c->type && c->type != k.type;
		c->type = k.type;
		c->target = target;
		c->n++;
		return true;
	}
	return false;
}

static void read_cases(const struct study *st, const struct source *s,
		       const struct fact *sw, struct cases *c)
{
	struct str text = s->parts[sw->part].text;

	for (const struct fact *f = sw + 1; f < s->facts + s->n &&
	     f->part == sw->part && f->start < sw->end; f++) {
		if (f->kind == FACT_CASE && !type_of_label(st, str_trim(f->value), c))
			c->all = true;
		if (f->kind == FACT_STMT && str_eq(f->value, STR("case")) &&
		    str_starts(str_from(text, f->start), STR("default")))
			c->all = true;
		if (f->kind == FACT_STMT && str_eq(f->value, STR("switch")))
			c->all = true;
	}
}

/* Defined in the series and looked at nowhere. */
static const struct site *forgotten(const struct study *st, const struct cases *c,
				    const struct spec_member *m)
{
	const struct site *s = study_constant(st, c->type, m);
	const struct symbol *sym = s ? study_symbol(st, s->fact->name) : NULL;

	return sym && !sym->uses.n ? s : NULL;
}

static void look_at_switch(struct study *st, const struct rule *r,
			   const struct study_file *file, const struct fact *sw)
{
	struct cases c = { 0 };

	read_cases(st, file->src, sw, &c);
	if (c.all || c.n < 3)
		return;
	for (size_t i = 0; i < c.type->n; i++) {
		const struct site *s = forgotten(st, &c, &c.type->v[i]);
		struct finding *f;

		if (!s)
			continue;
		f = study_find_code(st, r, file, sw->line, sw->end_line);
		f->symbol = s->fact->name;
		f->spec = c.target->version->name;
		finding_evidence(st->a, f, c.target->version->file, c.type->name,
				 c.type->v[i].name);
		finding_evidence(st->a, f, s->file->diff->new_path,
				 str_printf(st->a, "line %u", s->fact->line),
				 s->line->text);
		rule_message(st->a, f, r, "type", str_z(st->a, c.type->name), NULL);
	}
}

void match_case_missing(struct study *st, const struct rule *r)
{
	for (size_t i = 0; i < st->n; i++)
		for (size_t j = 0; j < st->patches[i].nfiles; j++) {
			const struct study_file *f = &st->patches[i].files[j];

			if (!f->src)
				continue;
			source_for(sw, f->src, FACT_STMT)
				if (str_eq(sw->value, STR("switch")) &&
				    study_added(f, sw->line, sw->line))
					look_at_switch(st, r, f, sw);
		}
}
