// SPDX-License-Identifier: GPL-2.0-or-later
#include "rule/smc.h"

#include "rule/fid.h"

/* Macros and functions that lead on to one another. */
#define MAX_DEPTH 4
#define MAX_ARGS 32

/* ---- conventions ---- */

enum conv_kind { CONV_NONE, CONV_LIST, CONV_FIXED, CONV_REGS };

struct conv {
	enum conv_kind kind;
	size_t id;		/* place of the identifier, or of the registers */
	size_t fixed;		/* CONV_FIXED: places for inputs */
	bool last_result;	/* the last argument takes the outputs */
	size_t result;		/* CONV_REGS: place of the outputs */
	bool issued;
};

struct conv_table {
	struct study *st;
	struct map *known;	/* name -> struct conv */
};

static const struct conv none;

static const struct conv *conv_of(struct conv_table *t, struct str name, int depth);

static void read_convention(struct conv_table *t, const struct json *j)
{
	struct conv *c = NEW(t->st->a, struct conv);
	struct str name, result;
	uint64_t n;

	if (!json_str(j, "call", &name))
		return;
	c->issued = true;
	if (json_num(j, "regs", &n, MAX_ARGS)) {
		c->kind = CONV_REGS;
		c->id = (size_t)n;
		c->result = json_num(j, "result", &n, MAX_ARGS) ? (size_t)n : MAX_ARGS;
	} else if (json_num(j, "id", &n, MAX_ARGS)) {
		c->kind = CONV_LIST;
		c->id = (size_t)n;
		c->last_result = json_str(j, "result", &result);
		if (json_num(j, "fixed", &n, MAX_ARGS)) {
			c->kind = CONV_FIXED;
			c->fixed = (size_t)n;
		}
	}
	map_set(t->known, name, c);
}

/* ---- text of arguments ---- */

struct words {
	struct str v[MAX_ARGS];
	size_t n;
};

/* Cut at commas outside brackets, up to the closing one that is not opened in
 * the text. False when there are too many. */
static bool split_args(struct str s, struct words *out, size_t *end)
{
	size_t from = 0, i;
	int depth = 0;

	out->n = 0;
	for (i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == '(' || c == '[' || c == '{')
			depth++;
		if (c == ')' || c == ']' || c == '}')
			if (--depth < 0)
				break;
		if (c != ',' || depth)
			continue;
		if (out->n == MAX_ARGS)
			return false;
		out->v[out->n++] = str_trim(str_sub(s, from, i - from));
		from = i + 1;
	}
	if (end)
		*end = i;
	if (out->n == MAX_ARGS)
		return false;
	if (out->n || str_trim(str_sub(s, from, i - from)).n)
		out->v[out->n++] = str_trim(str_sub(s, from, i - from));
	if (out->n && !out->v[out->n - 1].n)
		out->n--;
	return true;
}

/* "##args" and "(fid)" and "&res" to the name alone. */
static struct str bare(struct str s)
{
	while (s.n && (s.p[0] == '#' || s.p[0] == '(' || s.p[0] == '&' ||
		       chr_blank(s.p[0])))
		s = str_from(s, 1);
	while (s.n && (s.p[s.n - 1] == ')' || chr_blank(s.p[s.n - 1])))
		s.n--;
	for (size_t i = 0; i < s.n; i++)
		if (!chr_ident(s.p[i]))
			return STR("");
	return s;
}

static bool is_zero(struct str s)
{
	struct str t = s;
	uint64_t n;

	while (t.n && (chr_lower(t.p[t.n - 1]) == 'u' || chr_lower(t.p[t.n - 1]) == 'l'))
		t.n--;
	return str_to_num(t, &n) && n == 0;
}

/* ---- macros that pass on ---- */

static size_t param_index(const struct macro *m, struct str name)
{
	for (size_t i = 0; name.n && i < m->nparams; i++)
		if (str_eq(m->params[i], name))
			return i;
	return SIZE_MAX;
}

/* Named parameters before the variable ones. `args...` is read as args and
 * __VA_ARGS__ both. */
static size_t named_params(const struct macro *m, struct str *rest)
{
	size_t n = m->nparams;

	*rest = STR("");
	if (!n || !str_eq(m->params[n - 1], STR("__VA_ARGS__")))
		return n;
	*rest = m->params[--n];
	if (!str_has_ident(m->body, *rest) && n)
		*rest = m->params[--n];
	return n;
}

/* Of a macro whose body hands its own arguments to a call of convention `in`: the
 * identifier must be one of its parameters (or the first of the variable ones)
 * and the inputs those behind it, in their order, or nothing is known. */
static bool from_inner(struct conv *out, const struct conv *in, struct words *w,
		       const struct macro *m)
{
	struct str rest;
	size_t named = named_params(m, &rest), id;
	bool last_rest = w->n && rest.n && str_eq(bare(w->v[w->n - 1]), rest);
	bool any_rest = false;

	if (in->kind != CONV_LIST || in->id >= w->n)
		return false;
	for (size_t i = 0; i < w->n; i++)
		any_rest |= rest.n && str_eq(bare(w->v[i]), rest);
	*out = (struct conv){ .kind = CONV_LIST, .issued = in->issued };
	out->last_result = in->last_result && last_rest;
	if (rest.n && str_eq(bare(w->v[in->id]), rest)) {
		out->id = named;
		return w->n == in->id + 1;
	}
	id = param_index(m, bare(w->v[in->id]));
	if (id == SIZE_MAX)
		return false;
	out->id = id;
	for (size_t i = in->id + 1; i < w->n; i++) {
		struct str name = bare(w->v[i]);
		bool result = in->last_result && i + 1 == w->n;

		if (rest.n && str_eq(name, rest))
			continue;
		if (param_index(m, name) != id + i - in->id && !result)
			return false;
	}
	if (!any_rest) {
		out->kind = CONV_FIXED;
		out->fixed = w->n - in->id - 1 - in->last_result;
	}
	return true;
}

/* "{ __VA_ARGS__ }", "{ fid, ##__VA_ARGS__ }": the arguments become the
 * registers of a later call. */
static bool fills_struct(const struct macro *m, struct conv *out)
{
	struct str rest;
	size_t named = named_params(m, &rest);
	struct words w;

	for (size_t i = 0; rest.n && i < m->body.n; i++) {
		if (m->body.p[i] != '{' ||
		    !split_args(str_from(m->body, i + 1), &w, NULL) || !w.n ||
		    w.n > 2 || !str_eq(bare(w.v[w.n - 1]), rest))
			continue;
		*out = (struct conv){ .kind = CONV_LIST, .id = named };
		if (w.n == 1)
			return true;
		out->id = param_index(m, bare(w.v[0]));
		if (named && out->id == named - 1)
			return true;
	}
	return false;
}

static bool conv_of_macro(struct conv_table *t, struct str name, int depth,
			  struct conv *out)
{
	const struct macro *m = macro_get(t->st->macros, name);
	struct str s, word;
	struct words w;

	if (!m || !m->function_like)
		return false;
	for (s = m->body; s.n; ) {
		struct str after;

		if (!chr_ident(s.p[0]) || chr_digit(s.p[0])) {
			s = str_from(s, 1);
			continue;
		}
		if (!str_ident(&s, &word))
			break;
		after = str_ltrim(s);
		if (!str_eat_chr(&after, '(') || str_eq(word, name) ||
		    !split_args(after, &w, NULL))
			continue;
		if (from_inner(out, conv_of(t, word, depth + 1), &w, m))
			return true;
	}
	return fills_struct(m, out);
}

/* ---- functions that pass on ---- */

static size_t params_of(const struct source *s, size_t func, struct str *names)
{
	size_t n = 0;

	for (size_t i = func + 1; i < s->n && s->facts[i].kind == FACT_PARAM; i++)
		if (n < MAX_ARGS)
			names[n++] = s->facts[i].name;
	return n;
}

/* The same of a function that hands its parameters on. */
static bool passes_on(const struct source *s, const struct fact *call,
		      const struct conv *in, const struct str *params, size_t n,
		      struct conv *out)
{
	const struct fact_arg *args = s->args + call->args;
	size_t last = call->nargs - in->last_result, id;

	if (in->id >= call->nargs || !args[in->id].ident.n)
		return false;
	for (id = 0; id < n; id++)
		if (str_eq(params[id], args[in->id].ident))
			break;
	if (id == n)
		return false;
	for (size_t i = in->id + 1; i < last; i++)
		if (id + i - in->id >= n ||
		    !str_eq(args[i].ident, params[id + i - in->id]))
			return false;
	*out = (struct conv){
		.kind = CONV_FIXED, .id = id, .fixed = last - in->id - 1,
		.issued = true,
	};
	return true;
}

static bool conv_of_func(struct conv_table *t, struct str name, int depth,
			 struct conv *out)
{
	const struct symbol *sym = study_symbol(t->st, name);
	const struct site *def = NULL;
	const struct source *s;
	struct str params[MAX_ARGS];
	size_t n, index;

	for (size_t i = 0; sym && i < sym->defs.n; i++)
		if (sym->defs.v[i].fact->kind == FACT_FUNC)
			def = &sym->defs.v[i];
	if (!def)
		return false;
	s = def->file->src;
	index = (size_t)(def->fact - s->facts);
	n = params_of(s, index, params);
	for (size_t i = index + 1; i < s->n && s->facts[i].start < def->fact->end &&
	     s->facts[i].part == def->fact->part; i++) {
		const struct fact *f = &s->facts[i];
		const struct conv *in;

		if (f->kind != FACT_CALL || !f->nargs)
			continue;
		in = conv_of(t, f->name, depth + 1);
		if ((in->kind == CONV_LIST || in->kind == CONV_FIXED) &&
		    passes_on(s, f, in, params, n, out))
			return true;
	}
	return false;
}

static const struct conv *conv_of(struct conv_table *t, struct str name, int depth)
{
	struct conv *c = map_get(t->known, name);

	if (c || depth > MAX_DEPTH)
		return c ? c : &none;
	c = NEW(t->st->a, struct conv);
	map_set(t->known, name, c);
	if (!conv_of_macro(t, name, depth, c) && !conv_of_func(t, name, depth, c))
		c->kind = CONV_NONE;
	return c;
}

/* ---- one call ---- */

/* Whether `id` is a command that the target has; fills target and command. */
static bool know_command(struct study *st, struct smc_call *c, struct str id)
{
	const struct symbol *sym = study_symbol(st, id);
	struct fid_judgement j;

	if (!id.n)
		return false;
	fid_judge(&j, st, id, sym && sym->has_value, sym ? sym->value : 0);
	if (j.verdict != FID_GOOD)
		return false;
	c->id = id;
	c->target = j.target;
	c->command = spec_by_name(j.target->version, j.name);
	return c->command != NULL;
}

static struct str arg_ident(const struct source *s, const struct fact *call, size_t i)
{
	struct str text = s->args[call->args + i].text;

	return bare(text);
}

static void read_list(const struct source *s, const struct fact *call,
		      const struct conv *conv, struct smc_call *c)
{
	size_t end = call->nargs - conv->last_result;

	c->given = (unsigned)(end - conv->id - 1);
	c->exact = true;
	c->in_struct = !conv->issued;
	while (end > conv->id + 1 && is_zero(s->args[call->args + end - 1].text))
		end--;
	c->least = (unsigned)(end - conv->id - 1);
	if (conv->last_result)
		c->result = arg_ident(s, call, call->nargs - 1);
}

static void read_fixed(const struct source *s, const struct fact *call,
		       const struct conv *conv, struct smc_call *c)
{
	size_t end = conv->id + 1 + conv->fixed;

	if (end > call->nargs)
		end = call->nargs;
	if (conv->last_result)
		c->result = arg_ident(s, call, call->nargs - 1);
	while (end > conv->id + 1 && is_zero(s->args[call->args + end - 1].text))
		end--;
	c->given = c->least = (unsigned)(end - conv->id - 1);
}

/* ".a1 = x" or "x": the register and its value. */
static bool reg_init(struct str s, unsigned *reg, struct str *value)
{
	uint64_t n;

	*value = s;
	if (!str_eat_chr(&s, '.'))
		return true;
	if (!str_eat_chr(&s, 'a') || !str_num(&s, &n, 17))
		return false;
	s = str_ltrim(s);
	if (!str_eat_chr(&s, '='))
		return false;
	*reg = (unsigned)n;
	*value = str_trim(s);
	return true;
}

static bool read_init(struct study *st, struct str decl, struct smc_call *c)
{
	size_t open = str_find_chr(decl, '{');
	unsigned reg = 0;
	struct words w;
	bool known = false;

	if (open == SIZE_MAX || !split_args(str_from(decl, open + 1), &w, NULL))
		return false;
	for (size_t i = 0; i < w.n; i++, reg++) {
		struct str value;

		if (!reg_init(w.v[i], &reg, &value))
			return false;
		if (reg == 0)
			known = know_command(st, c, bare(value));
		else if (!is_zero(value) && reg > c->given)
			c->given = reg;
	}
	return known;
}

/* regs.a2 = x; between the declaration and the call. */
static void read_stores(const struct fact *from, const struct fact *call,
			struct str name, struct smc_call *c)
{
	for (const struct fact *f = from + 1; f < call; f++) {
		struct str reg = f->name;
		uint64_t n;

		if (f->kind == FACT_ACCESS && f->write && str_eq(f->value, name) &&
		    str_eat_chr(&reg, 'a') && str_num(&reg, &n, 17) && !reg.n &&
		    n > c->given)
			c->given = (unsigned)n;
	}
}

static bool read_regs(struct study *st, const struct source *s,
		      const struct fact *call, const struct conv *conv,
		      struct smc_call *c)
{
	struct str name = arg_ident(s, call, conv->id);

	if (!name.n || !c->func)
		return false;
	for (const struct fact *f = call - 1; f > c->func; f--) {
		if (f->kind != FACT_LOCAL || !str_eq(f->name, name))
			continue;
		if (!read_init(st, f->value, c))
			return false;
		read_stores(f, call, name, c);
		c->in_struct = true;
		if (conv->result < call->nargs)
			c->result = arg_ident(s, call, conv->result);
		c->least = c->given;
		return true;
	}
	return false;
}

static bool read_call(struct conv_table *t, const struct site *site,
		      const struct conv *conv, struct smc_call *c)
{
	const struct source *s = site->file->src;
	const struct fact *call = site->fact;

	*c = (struct smc_call){ .site = site, .issued = conv->issued };
	if (call->func != FACT_NONE)
		c->func = &s->facts[call->func];
	if (call->in_macro || conv->id >= call->nargs)
		return false;
	for (size_t i = 0; i < call->nargs; i++)
		if (str_has(s->args[call->args + i].text, STR("__VA_ARGS__")))
			return false;
	if (conv->kind == CONV_REGS)
		return read_regs(t->st, s, call, conv, c);
	if (!know_command(t->st, c, s->args[call->args + conv->id].ident) ||
	    call->nargs < conv->id + 1 + conv->last_result)
		return false;
	if (conv->kind == CONV_LIST)
		read_list(s, call, conv, c);
	else
		read_fixed(s, call, conv, c);
	return true;
}

static void read_symbol(struct conv_table *t, const struct symbol *sym,
			struct smc_calls *out)
{
	const struct conv *conv = NULL;

	vec_for(const struct site, s, &sym->uses) {
		struct smc_call c;

		if (s->fact->kind != FACT_CALL)
			continue;
		if (!conv)
			conv = conv_of(t, sym->name, 0);
		if (conv->kind == CONV_NONE)
			return;
		if (read_call(t, s, conv, &c))
			vec_add(t->st->a, out, c);
	}
}

static struct str func_key(const struct fact *const *func)
{
	return str_n((const char *)func, sizeof(*func));
}

static void chain(struct study *st, struct smc_calls *all)
{
	all->first = map_new(st->a);
	for (size_t i = all->n; i-- > 0; ) {
		struct smc_call *c = &all->v[i];
		void **slot;

		if (!c->func)
			continue;
		slot = map_at(all->first, func_key(&c->func));
		c->next = *slot;
		*slot = c;
	}
}

const struct smc_call *smc_first(struct study *st, const struct smc_call *c)
{
	return map_get(smc_calls(st)->first, func_key(&c->func));
}

const struct smc_calls *smc_calls(struct study *st)
{
	const struct rule *r = rules_find(st->rules, STR("ARG_COUNT"));
	struct conv_table t = { st, map_new(st->a) };
	struct symbol *sym;

	if (st->smc)
		return st->smc;
	st->smc = NEW(st->a, struct smc_calls);
	json_for(j, r ? json_get(r->params, "conventions") : NULL)
		read_convention(&t, j);
	for (size_t i = 0; (sym = study_next_symbol(st, &i)); )
		read_symbol(&t, sym, st->smc);
	chain(st, st->smc);
	return st->smc;
}

struct str smc_func_text(const struct study_file *f, const struct fact *func)
{
	return str_sub(f->src->parts[func->part].text, func->start,
		       func->end - func->start);
}
