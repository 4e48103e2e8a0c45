// SPDX-License-Identifier: GPL-2.0-or-later
/* What text says of the target: names of commands that it does not have
 * (SPEC_CITATION), and claims to follow it beside code that does not
 * (SPEC_CLAIM). */
#include "rule/claim.h"
#include "rule/fid.h"
#include "rule/matcher.h"

struct reader {
	struct study *st;
	const struct rule *rule;
};

/* ---- names ---- */

/* SMC_RMI_REC_AUX_COUNT or RMI_REC_AUX_COUNT */
static bool gone_command(struct reader *r, struct str word, struct fid_judgement *j)
{
	for (size_t i = 0; i < r->st->ntargets; i++) {
		const struct target *t = &r->st->targets[i];
		struct str name = word;

		if (t->how == TARGET_GUESSED || target_grows(t->family))
			continue;
		if (specdb_family_of_macro(r->st->db, word, NULL) == t->family)
			spec_command_name(r->st->a, t->family, word, &name);
		fid_judge_command(j, t, name);
		if (j->verdict == FID_GONE)
			return true;
	}
	return false;
}

/* rmi_data_create(), where the series has no such function. */
static bool gone_function(struct reader *r, struct str word, struct fid_judgement *j)
{
	const struct symbol *sym = study_symbol(r->st, word);

	return (!sym || (!sym->defs.n && !sym->protos.n)) &&
	       fid_judge_wrapper(r->st, word, j) && !target_grows(j->target->family);
}

static struct finding *place(struct reader *r, const struct prose_place *where,
			     uint32_t line)
{
	struct finding *f;

	if (!where->file)
		return study_find_text(r->st, r->rule, where->patch, line, line);
	f = study_find_code(r->st, r->rule, where->file, line, line);
	f->where = WHERE_COMMENT;
	return f;
}

static void say_name(struct reader *r, const struct prose_place *where,
		     uint32_t line, struct str word, const struct fid_judgement *j)
{
	struct finding *f = place(r, where, line);
	struct str how = { NULL, 0 };

	f->symbol = word;
	f->spec = j->target->version->name;
	fid_cite(r->st, f, j->had, "in");
	fid_successors(r->st, f, j, &how);
	rule_message(r->st->a, f, r->rule, "name", str_z(r->st->a, j->name),
		     "had", str_z(r->st->a, fid_versions(r->st, j->had)), NULL);
}

static bool is_command_like(struct str w)
{
	bool bar = false;

	for (size_t i = 0; i < w.n; i++) {
		if (!chr_upper(w.p[i]) && !chr_digit(w.p[i]) && w.p[i] != '_')
			return false;
		bar |= w.p[i] == '_';
	}
	return bar;
}

static void read_words(struct reader *r, const struct prose_place *where,
		       const struct sentence *s)
{
	struct str rest = s->text, word;

	while (rest.n) {
		struct fid_judgement j;
		size_t at;

		if (!str_ident(&rest, &word)) {
			/* digits and what they begin are no names */
			do
				rest = str_from(rest, 1);
			while (rest.n && chr_digit(rest.p[0]));
			continue;
		}
		at = (size_t)(word.p - s->text.p);
		if (is_command_like(word) ? gone_command(r, word, &j) :
		    rest.n > 1 && rest.p[0] == '(' && gone_function(r, word, &j))
			say_name(r, where, prose_line(s, at), word, &j);
	}
}

static bool says(const struct rule *r, const char *key, struct str text)
{
	struct str one;

	json_for(it, json_get(r->params, key))
		if (json_to_str(it, &one) && str_find_nocase(text, one) != SIZE_MAX)
			return true;
	return false;
}

/* A message may tell what the patch takes away; a comment is about code that
 * is there. */
static void name_sentence(void *ctx, const struct prose_place *where,
			  const struct sentence *s)
{
	struct reader *r = ctx;

	if (s->kind != PROSE_OWN || where->notes || where->patch->kind == PATCH_COVER ||
	    str_find_chr(s->text, '_') == SIZE_MAX || says(r->rule, "gone", s->text) ||
	    (!where->file && says(r->rule, "past", s->text)))
		return;
	read_words(r, where, s);
}

void match_name_in_text(struct study *st, const struct rule *r)
{
	struct reader rd = { st, r };

	if (st->ntargets)
		prose_each(st, name_sentence, &rd);
}

/* ---- SPEC_CLAIM ---- */

static bool has_word(struct str text, struct str want)
{
	struct str rest = text, word;

	while (rest.n) {
		if (!str_ident(&rest, &word))
			rest = str_from(rest, 1);
		else if (str_eq_nocase(word, want))
			return true;
	}
	return false;
}

static bool says_moved(const struct rule *r, struct str text)
{
	struct str one;

	json_for(it, json_get(r->params, "moved"))
		if (json_to_str(it, &one) && has_word(text, one))
			return true;
	return false;
}

/* "Switch to the new 2.0 RMI_RTT_DATA_UNMAP" speaks of that command alone. */
static bool names_command(const struct spec_version *v, struct str text)
{
	struct str rest = text, word;

	while (rest.n) {
		if (!str_ident(&rest, &word))
			rest = str_from(rest, 1);
		else if (spec_by_name(v, word))
			return true;
	}
	return false;
}

/* A place that uses a command which the target does not have. */
struct use {
	const struct site *site;
	const struct patch *patch;
	struct fid_judgement judgement;
};

struct uses {
	struct use *v;
	size_t n, cap;
};

static void add_uses(struct study *st, const struct symbol *sym, struct uses *out)
{
	struct fid_judgement j;

	if (!sym->uses.n ||
	    !(sym->family ?
	      fid_judge_symbol(st, sym, &j) : fid_judge_wrapper(st, sym->name, &j)))
		return;
	vec_for(const struct site, s, &sym->uses)
		if (s->added)
			vec_add(st->a, out, ((struct use){
				s, st->patches[s->file->n - 1].patch, j }));
}

static const struct use *find_use(const struct uses *all, const struct target *t,
				  const struct patch *p)
{
	vec_for(const struct use, u, all)
		if (u->patch == p && u->judgement.target == t)
			return u;
	return NULL;
}

static void check_claim(struct study *st, const struct rule *r, const struct target *t,
			const struct claim *c, const struct uses *all)
{
	const struct use *use;
	struct finding *f;

	if (c->file || !c->line || c->patch->kind == PATCH_COVER ||
	    !claim_fits(c, t->version) || !says_moved(r, c->sentence) ||
	    names_command(t->version, c->sentence))
		return;
	use = find_use(all, t, c->patch);
	if (!use)
		return;
	f = study_find_text(st, r, c->patch, c->line, c->line);
	f->symbol = use->site->fact->name;
	f->spec = t->version->name;
	fid_cite(st, f, use->judgement.had, "in");
	finding_evidence(st->a, f, use->site->file->diff->new_path,
			 str_printf(st->a, "line %u", use->site->fact->line),
			 use->site->line->text);
	rule_message(st->a, f, r, "name", str_z(st->a, use->judgement.name), NULL);
}

void match_spec_claim(struct study *st, const struct rule *r)
{
	struct uses all = { 0 };
	struct symbol *sym;

	for (size_t i = 0; (sym = study_next_symbol(st, &i)); )
		add_uses(st, sym, &all);
	for (size_t i = 0; i < st->ntargets; i++) {
		const struct target *t = &st->targets[i];

		if (t->how == TARGET_GUESSED || target_grows(t->family))
			continue;
		vec_for(const struct claim, c, &t->claims)
			check_claim(st, r, t, c, &all);
	}
}
