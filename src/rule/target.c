// SPDX-License-Identifier: GPL-2.0-or-later
#include "rule/target.h"

#include <time.h>

#include "rule/claim.h"

/* Below this the mentions are asides ("the RMM reports PSCI v1.0"), no claim of
 * what the series is written for. */
#define CLAIM_MIN 4
/* But a version named in full, and not in passing, is one. */
#define NAMED_MIN 2
#define ABI_WEIGHT 3

bool claim_fits(const struct claim *c, const struct spec_version *v)
{
	return c->unknown ? false : c->version ? c->version == v :
	       str_eq(c->base, spec_version_base(v->id));
}

const struct target *target_of(const struct study *st,
			       const struct spec_family *f)
{
	for (size_t i = 0; i < st->ntargets; i++)
		if (st->targets[i].family == f)
			return &st->targets[i];
	return NULL;
}

bool target_grows(const struct spec_family *f)
{
	vec_for(const struct spec_version, v, &f->versions)
		if (v->derived.n)
			return true;
	return false;
}

/* ---- claims ---- */

/* What the tree defines and the series does not. */
static bool outside_value(const struct study *st, struct str name, uint64_t *out)
{
	struct str missing;

	vec_for(const struct str, s, &st->outside)
		if (str_eq(*s, name))
			return eval_expr(st->macros, name, out, &missing);
	return false;
}

static bool abi_value(const struct study *st, const struct strs *names, uint64_t *out)
{
	for (size_t i = 0; i < names->n; i++) {
		const struct symbol *s = study_symbol(st, names->v[i]);

		if (s && s->has_value) {
			*out = s->value;
			return true;
		}
		if (outside_value(st, names->v[i], out))
			return true;
	}
	return false;
}

static unsigned abi_weight(const struct study *st, const struct spec_version *v)
{
	uint64_t major, minor;

	if (v->abi_standing == SPEC_UNKNOWN ||
	    !abi_value(st, &v->family->abi_major, &major) ||
	    !abi_value(st, &v->family->abi_minor, &minor))
		return 0;
	return major == v->abi_major && minor == v->abi_minor ? ABI_WEIGHT : 0;
}

static unsigned weigh(const struct study *st, const struct target *t,
		      const struct spec_version *v)
{
	unsigned w = abi_weight(st, v);

	vec_for(const struct claim, c, &t->claims)
		if (!c->history && claim_fits(c, v))
			w += c->weight;
	return w;
}

/* Among equals the one that a claim names in full, then a released one, then
 * the newest. */
static bool named_in_full(const struct target *t, const struct spec_version *v)
{
	vec_for(const struct claim, c, &t->claims)
		if (c->version == v)
			return true;
	return false;
}

static int rank(const struct target *t, const struct spec_version *v)
{
	return (named_in_full(t, v) ? 2 : 0) + (str_has(v->id, STR("rel")) ? 1 : 0);
}

/* A series for a version that is newer than the database: nothing known holds
 * for sure, what explains it best is a guess. */
static void doubt_unknown(struct target *t)
{
	unsigned unknown = 0, known = 0;

	vec_for(const struct claim, c, &t->claims) {
		if (c->history)
			continue;
		if (c->unknown) {
			unknown += c->weight;
			t->unknown = c->text;
		} else if (t->version && c->version == t->version) {
			known += c->weight;
		}
	}
	/* a bare "2.0" speaks for both */
	if (unknown >= CLAIM_MIN && unknown > known)
		t->version = NULL;
	else
		t->unknown = STR("");
}

/* "2.0" alone, where there are only betas of it, all of them different. */
static void doubt_betas(struct target *t)
{
	struct str base;
	size_t n = 0;

	if (!t->version || target_grows(t->family) || named_in_full(t, t->version))
		return;
	base = spec_version_base(t->version->id);
	vec_for(const struct spec_version, v, &t->family->versions) {
		if (!str_eq(spec_version_base(v->id), base))
			continue;
		if (str_eq(v->id, base) || str_has(v->id, STR("rel")))
			return;
		n++;
	}
	if (n < 2)
		return;
	t->unknown = base;
	t->several = true;
	t->version = NULL;
}

static void choose_claimed(struct study *st, struct target *t)
{
	bool grows = target_grows(t->family);
	unsigned total = 0;

	vec_for(const struct claim, c, &t->claims)
		total += c->history ? 0 : c->weight;
	vec_for(const struct spec_version, v, &t->family->versions) {
		unsigned w = weigh(st, t, v);
		unsigned least = named_in_full(t, v) ? NAMED_MIN : CLAIM_MIN;

		if (grows ? !w || total < CLAIM_MIN : w < t->weight || w < least)
			continue;
		if (!grows && w == t->weight && t->version &&
		    rank(t, v) < rank(t, t->version))
			continue;
		t->version = v;
		t->weight = w;
		t->how = TARGET_CLAIMED;
	}
	t->against = total > t->weight ? total - t->weight : 0;
	doubt_unknown(t);
	doubt_betas(t);
}

/* ---- guesses ---- */

/* Whether a version has the command that a macro of its family is named for, by
 * its value where both are known. */
static bool agrees(struct study *st, const struct spec_version *v, struct str name,
		   bool has_value, uint64_t value)
{
	const struct spec_command *c;
	struct str cmd;

	if (!spec_command_name(st->a, v->family, name, &cmd))
		return false;
	c = spec_by_name(v, cmd);
	if (!c || !has_value || !c->n_fid)
		return c;
	for (size_t k = 0; k < c->n_fid; k++)
		if (c->fid[k] == value)
			return true;
	return false;
}

/* Definitions of the series, or of the tree it is for, that a version agrees
 * with. */
static size_t explained(struct study *st, const struct spec_version *v)
{
	const struct symbol *sym;
	size_t good = 0;

	for (size_t i = 0; (sym = study_next_symbol(st, &i)); )
		if (sym->family == v->family)
			good += agrees(st, v, sym->name, sym->has_value, sym->value);
	vec_for(const struct str, s, &st->outside) {
		const struct symbol *own = study_symbol(st, *s);
		uint64_t number;

		if (!(own && own->has_value) && outside_value(st, *s, &number) &&
		    specdb_family_of_macro(st->db, *s, NULL) == v->family)
			good += agrees(st, v, *s, true, number);
	}
	return good ? good + abi_weight(st, v) : 0;
}

/* Whether the youngest mail is older than the version. */
static bool not_yet_there(const struct study *st, const struct spec_version *v)
{
	time_t newest = 0;
	char day[16];
	struct tm tm;

	for (size_t i = 0; v->date.n && i < st->n; i++)
		if (st->patches[i].patch->msg->time > newest)
			newest = st->patches[i].patch->msg->time;
	return newest && gmtime_r(&newest, &tm) &&
	       strftime(day, sizeof(day), "%F", &tm) && str_cmp(v->date, str_of(day)) > 0;
}

static void choose_guess(struct study *st, struct target *t)
{
	size_t best = 0;

	t->how = TARGET_GUESSED;
	vec_for(const struct spec_version, v, &t->family->versions) {
		size_t good;

		if (not_yet_there(st, v))
			continue;
		if (t->several && !str_eq(spec_version_base(v->id), t->unknown))
			continue;
		good = explained(st, v);
		if (good < best || (!good && !t->several))
			continue;
		best = good;
		t->version = v;
	}
}

/* ---- families ---- */

/* Families that some name of the series is for, by index in the database. */
static bool *families_used(struct study *st)
{
	bool *used = NEW_ARRAY(st->a, st->db->families.n + 1, bool);
	struct symbol *sym;

	for (size_t i = 0; (sym = study_next_symbol(st, &i)); ) {
		const struct spec_family *f = sym->family;

		if (f)
			used[f - st->db->families.v] = true;
	}
	return used;
}

static const struct spec_version *given_for(const struct spec_version *const *given,
					    size_t n, const struct spec_family *f)
{
	for (size_t i = 0; i < n; i++)
		if (given[i]->family == f)
			return given[i];
	return NULL;
}

/* A family that follows another is claimed with it: RSI with the RMM. */
static void follow(struct study *st, struct target *t)
{
	const struct spec_family *lead = specdb_family(st->db, t->family->follows);
	const struct target *l = lead ? target_of(st, lead) : NULL;
	struct spec_version *v;

	if (!l || l->how == TARGET_GUESSED)
		return;
	v = spec_version_find(t->family, l->version->id);
	if (!v || !str_eq(v->id, l->version->id))
		return;
	t->version = v;
	t->how = l->how;
	t->weight = l->weight;
}

static void add_target(struct study *st, struct spec_family *f,
		       const struct claims *all, const struct spec_version *given)
{
	struct target t = { .family = f, .version = given, .how = TARGET_GIVEN };
	struct { struct target *v; size_t n, cap; } list = {
		st->targets, st->ntargets, st->ntargets,
	};

	vec_for(const struct claim, c, all)
		if (c->family == f)
			vec_add(st->a, &t.claims, *c);
	if (!given) {
		choose_claimed(st, &t);
		if (!t.version && f->follows.n && !t.unknown.n)
			follow(st, &t);
		if (!t.version)
			choose_guess(st, &t);
	}
	if (!t.version)
		return;
	vec_add(st->a, &list, t);
	st->targets = list.v;
	st->ntargets = list.n;
}

bool target_find(struct study *st, const struct spec_version *const *given,
		 size_t ngiven, struct err *err)
{
	bool *used = families_used(st);
	struct claims claims = { 0 };

	claims_read(&claims, st);
	vec_for(struct spec_family, f, &st->db->families) {
		const struct spec_version *g = given_for(given, ngiven, f);
		bool spoken = g || used[f - st->db->families.v];

		vec_for(const struct claim, c, &claims)
			spoken |= c->family == f;
		if (!spoken)
			continue;
		if (!specdb_need(st->db, f, err))
			return false;
		add_target(st, f, &claims, g);
	}
	return true;
}

/* ---- words ---- */

static size_t claims_for(const struct target *t, const struct claim **first)
{
	size_t n = 0;

	*first = NULL;
	vec_for(const struct claim, c, &t->claims) {
		if (c->history || !c->weight || !claim_fits(c, t->version))
			continue;
		if (!*first)
			*first = c;
		n++;
	}
	return n;
}

struct str target_describe(const struct study *st, const struct target *t)
{
	const struct claim *first;
	size_t n = claims_for(t, &first);

	if (t->how == TARGET_GIVEN)
		return str_printf(st->a, "target %.*s (given)",
				  STR_FMT(t->version->name));
	if (t->how == TARGET_GUESSED && t->unknown.n)
		return str_printf(st->a, "target %.*s (a guess: %.*s is claimed, %s)",
				  STR_FMT(t->version->name), STR_FMT(t->unknown),
				  t->several ? "which there are several of" :
				  "which the database does not have");
	if (t->how == TARGET_GUESSED)
		return str_printf(st->a, "target %.*s (a guess: no claim found, this "
				  "version explains the definitions best)",
				  STR_FMT(t->version->name));
	if (!first)
		return str_printf(st->a, "target %.*s (claimed by its ABI version)",
				  STR_FMT(t->version->name));
	return str_printf(st->a, "target %.*s (claimed %zu time%s, first in %.*s, line %u)",
			  STR_FMT(t->version->name), n, n == 1 ? "" : "s",
			  STR_FMT(first->file ? first->file->diff->new_path :
				  first->patch->kind == PATCH_COVER ?
				  STR("the cover letter") :
				  str_printf(st->a, "the message of patch %u",
					     first->patch->number)), first->line);
}
