// SPDX-License-Identifier: GPL-2.0-or-later
/* FID_MISSING: a header that lists the commands of the target, but not all;
 * and commands that were defined for what the code still does the old way. */
#include "rule/fid.h"
#include "rule/matcher.h"
#include "spec/spechist.h"

/* ---- commands that a header leaves out ---- */

struct list {
	const struct target *target;
	const struct weave *weave;
	const struct site *last;	/* of the patch with the first */
	bool *have;			/* by index in version->commands */
	size_t n;
};

static struct list *list_of(struct study *st, struct map *all,
			    const struct target *t, const struct site *s)
{
	void **slot = map_at(all, str_printf(st->a, "%u %p", s->file->weave->index,
					     (const void *)t));

	if (!*slot) {
		struct list *l = NEW(st->a, struct list);

		l->target = t;
		l->weave = s->file->weave;
		l->last = s;
		l->have = NEW_ARRAY(st->a, t->version->commands.n + 1, bool);
		*slot = l;
	}
	return *slot;
}

static void note(struct study *st, struct map *all, const struct site *s)
{
	const struct spec_command *cmd;
	struct fid_judgement j;
	struct list *l;
	uint64_t fid;

	if (!s->added || s->fact->kind != FACT_MACRO ||
	    !study_value(st, s->fact, &fid))
		return;
	fid_judge(&j, st, s->fact->name, true, fid);
	if (j.verdict == FID_NONE || j.target->how == TARGET_GUESSED)
		return;
	cmd = spec_by_fid(j.target->version, (uint32_t)fid);
	if (!cmd)
		cmd = spec_by_name(j.target->version, j.name);
	if (!cmd)
		return;
	l = list_of(st, all, j.target, s);
	l->n += !l->have[cmd - j.target->version->commands.v];
	l->have[cmd - j.target->version->commands.v] = true;
	if (s->file == l->last->file && s->fact->line > l->last->fact->line)
		l->last = s;
}

static void say_holes(struct study *st, const struct rule *r, const struct list *l,
		      uint64_t least)
{
	const struct spec_version *v = l->target->version;
	struct buf lacks = BUF;
	struct finding *f;
	size_t n = 0;

	for (size_t i = 0; i < v->commands.n; i++)
		if (!l->have[i] && spec_firm(v->commands.v[i].standing))
			buf_printf(&lacks, "%s%.*s", n++ ? ", " : "",
				   STR_FMT(v->commands.v[i].name));
	if (n && l->n * 100 >= v->commands.n * least &&
	    (l->weave->created || l->weave->base_known)) {
		f = study_find_code(st, r, l->last->file, l->last->fact->line,
				    l->last->fact->line);
		f->spec = v->name;
		for (size_t i = 0; i < v->commands.n; i++)
			if (!l->have[i] && spec_firm(v->commands.v[i].standing))
				fid_cite(st, f, &v->commands.v[i], "in");
		rule_message(st->a, f, r, "have", arena_printf(st->a, "%zu", l->n),
			     "of", arena_printf(st->a, "%zu", v->commands.n),
			     "lacks", lacks.p, NULL);
	}
	buf_free(&lacks);
}

void match_fid_missing(struct study *st, const struct rule *r)
{
	struct map *all = map_new(st->a);
	uint64_t least = 80;
	const struct symbol *sym;
	struct str name;
	void *value;

	json_num(r->params, "percent", &least, 100);
	for (size_t i = 0; (sym = study_next_symbol(st, &i)); )
		if (sym->family)
			vec_for(const struct site, s, &sym->defs)
				note(st, all, s);
	for (size_t i = 0; map_next(all, &i, &name, &value); )
		say_holes(st, r, value, least);
}

/* ---- successors that nobody uses ---- */

/* The symbol that defines the command, if the series never uses it. */
static const struct site *unused_definition(struct study *st, const struct target *t,
					    struct str command)
{
	const struct spec_command *cmd = spec_by_name(t->version, command);
	const struct symbol *sym;

	for (size_t i = 0; cmd && (sym = study_next_symbol(st, &i)); ) {
		struct str of;

		if (sym->family != t->family ||
		    !spec_command_name(st->a, t->family, sym->name, &of) ||
		    !str_eq(of, command))
			continue;
		if (sym->uses.n)
			return NULL;
		vec_for(const struct site, s, &sym->defs)
			if (s->added && s->fact->kind == FACT_MACRO)
				return s;
	}
	return NULL;
}

static const struct site *added_use(const struct symbol *sym)
{
	vec_for(const struct site, s, &sym->uses)
		if (s->added && s->line->died == WEAVE_ALIVE)
			return s;
	return NULL;
}

static void say_unused(struct study *st, const struct rule *r,
		       const struct fid_judgement *j, const struct site *use,
		       struct str next)
{
	const struct site *def = unused_definition(st, j->target, next);
	struct finding *f;

	if (!def)
		return;
	f = study_find_site(st, r, def);
	f->spec = j->target->version->name;
	fid_cite(st, f, j->had, "in");
	finding_evidence(st->a, f, use->file->diff->new_path,
			 str_printf(st->a, "line %u", use->fact->line), use->line->text);
	rule_message(st->a, f, r, "old", str_z(st->a, j->name), NULL);
}

void match_successor(struct study *st, const struct rule *r)
{
	const struct symbol *sym;

	for (size_t i = 0; (sym = study_next_symbol(st, &i)); ) {
		struct spec_successor next;
		struct fid_judgement j;
		const struct site *use;

		if (!fid_judge_symbol(st, sym, &j) || j.target->how == TARGET_GUESSED ||
		    !(use = added_use(sym)) ||
		    !spec_replacement(st->a, j.target->version, j.name, &next, NULL) ||
		    !spec_firm(next.standing))
			continue;
		for (size_t k = 0; k < next.names.n; k++)
			say_unused(st, r, &j, use, next.names.v[k]);
	}
}
