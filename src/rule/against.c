// SPDX-License-Identifier: GPL-2.0-or-later
#include "rule/against.h"

#include "rule/matcher.h"
#include "rule/target.h"

static const struct target *swap_target(struct study *st, const struct spec_version *v)
{
	struct target *all = NEW_ARRAY(st->a, st->ntargets + 1, struct target);
	const struct target *old = NULL;
	struct target *t = NULL;

	for (size_t i = 0; i < st->ntargets; i++) {
		all[i] = st->targets[i];
		if (all[i].family != v->family)
			continue;
		old = &st->targets[i];
		t = &all[i];
	}
	if (!t) {
		t = &all[st->ntargets++];
		t->family = v->family;
	}
	t->version = v;
	t->how = TARGET_GIVEN;
	st->targets = all;
	return old;
}

static struct str replaced(struct arena *a, struct str s, struct str from, struct str to)
{
	struct buf b = BUF;
	struct str out;
	size_t at;

	while ((at = str_find(s, from)) != SIZE_MAX) {
		buf_add(&b, str_sub(s, 0, at));
		buf_add(&b, to);
		s = str_from(s, at + from.n);
	}
	buf_add(&b, s);
	out = str_dup(a, buf_str(&b));
	buf_free(&b);
	return out;
}

static struct str key_of(struct arena *a, const struct finding *f, struct str message)
{
	return str_printf(a, "%.*s\n%u\n%.*s\n%u\n%.*s\n%.*s", STR_FMT(f->rule), f->order,
			  STR_FMT(f->file), f->line, STR_FMT(f->symbol),
			  STR_FMT(message));
}

static struct map *known(struct study *st, const struct findings *fs,
			 const struct target *old, const struct spec_version *v)
{
	struct map *m = map_new(st->a);

	vec_for(const struct finding, f, fs)
		map_set(m, key_of(st->a, f, old ? replaced(st->a, f->message,
			old->version->name, v->name) : f->message), st);
	return m;
}

/* What a rule says of the version is said of the series some day. */
static void keep(struct study *st, struct findings *out, struct finding *f,
		 const struct spec_version *v)
{
	struct finding *k = vec_push(st->a, out);

	*k = *f;
	k->level = LEVEL_CHECK;
	k->message = str_printf(st->a, "to follow %.*s: %.*s", STR_FMT(v->name),
				STR_FMT(f->message));
}

void against_run(struct study *st, const struct spec_version *v)
{
	struct findings now = st->findings, then;
	struct target *targets = st->targets;
	size_t ntargets = st->ntargets;
	struct smc_calls *smc = st->smc;
	const struct target *old = swap_target(st, v);
	struct map *seen = known(st, &now, old, v);

	st->findings = (struct findings){ 0 };
	st->smc = NULL;
	rules_run_group(st, STR("spec"));
	then = st->findings;
	st->findings = now;
	st->targets = targets;
	st->ntargets = ntargets;
	st->smc = smc;
	vec_for(struct finding, f, &then)
		if (str_eq(f->spec, v->name) && f->where != WHERE_SUBJECT &&
		    !map_get(seen, key_of(st->a, f, f->message)))
			keep(st, &st->findings, f, v);
}
