// SPDX-License-Identifier: GPL-2.0-or-later
#include "spec/specdiff.h"

#include "spec/spechist.h"

const char *spec_delta_kind_name(enum spec_delta_kind kind)
{
	static const char *const names[] = {
		"added", "removed", "renamed", "renumbered", "number reused",
		"inputs", "outputs", "stateful", "value", "bits", "offset",
		"size", "version",
	};

	return names[kind];
}

const char *spec_delta_what_name(enum spec_delta_what what)
{
	static const char *const names[] = {
		"command", "status", "type", "member", "interface",
	};

	return names[what];
}

struct diff {
	struct arena *a;
	struct specdiff *out;
	const struct spec_version *from, *to;
};

static struct spec_delta *add(struct diff *d, enum spec_delta_kind kind,
			      enum spec_delta_what what, struct str name)
{
	struct spec_delta *e = vec_push(d->a, d->out);

	e->kind = kind;
	e->what = what;
	e->name = name;
	e->standing = SPEC_TEXT;
	return e;
}

struct str spec_args_text(struct arena *a, const struct spec_args *args)
{
	struct str s = STR("");

	if (args->standing == SPEC_UNKNOWN || args->standing == SPEC_CONFLICT)
		return args->standing ? STR("in conflict") : STR("not known");
	for (size_t i = 0; i < args->n; i++) {
		s = str_printf(a, "%.*s%s%.*s", STR_FMT(s), i ? ", " : "",
			       STR_FMT(args->v[i].name));
		if (args->v[i].reg != i + 1)
			s = str_printf(a, "%.*s (X%u)", STR_FMT(s),
				       args->v[i].reg);
	}
	return args->n ? s : STR("none");
}

static struct str fid_text(struct arena *a, const struct spec_command *c)
{
	struct str s = str_printf(a, "0x%08X", c->fid[0]);

	return c->n_fid < 2 ? s : str_printf(a, "%.*s, 0x%08X", STR_FMT(s),
					     c->fid[1]);
}

static bool same_args(const struct spec_args *x, const struct spec_args *y)
{
	if (x->n != y->n)
		return false;
	for (size_t i = 0; i < x->n; i++)
		if (!str_eq(x->v[i].name, y->v[i].name) ||
		    x->v[i].reg != y->v[i].reg)
			return false;
	return true;
}

static void diff_args(struct diff *d, enum spec_delta_kind kind,
		      const struct spec_args *x, const struct spec_args *y,
		      struct str name, size_t *unknown)
{
	struct spec_delta *e;

	if (!spec_firm(x->standing) || !spec_firm(y->standing)) {
		++*unknown;
		return;
	}
	if (same_args(x, y))
		return;
	e = add(d, kind, DELTA_COMMAND, name);
	e->old = spec_args_text(d->a, x);
	e->new = spec_args_text(d->a, y);
	e->standing = spec_weaker(x->standing, y->standing);
	if (x->n == y->n && x->last_reg == y->last_reg)
		e->note = STR("same number of registers");
}

static void diff_stateful(struct diff *d, const struct spec_command *x,
			  const struct spec_command *y)
{
	struct spec_delta *e;

	if (!spec_firm(x->stateful_standing) ||
	    !spec_firm(y->stateful_standing)) {
		d->out->unknown_stateful++;
		return;
	}
	if (x->stateful == y->stateful && x->memory == y->memory)
		return;
	e = add(d, DELTA_STATEFUL, DELTA_COMMAND, y->name);
	e->old = x->stateful != SPEC_YES ? STR("no") :
		 x->memory ? STR("yes, with memory") : STR("yes");
	e->new = y->stateful != SPEC_YES ? STR("no") :
		 y->memory ? STR("yes, with memory") : STR("yes");
	e->standing = spec_weaker(x->stateful_standing, y->stateful_standing);
}

static void diff_pair(struct diff *d, const struct spec_command *x,
		      const struct spec_command *y)
{
	if (x->fid[0] != y->fid[0]) {
		struct spec_delta *e = add(d, DELTA_RENUMBERED, DELTA_COMMAND,
					   y->name);

		e->old = fid_text(d->a, x);
		e->new = fid_text(d->a, y);
		e->standing = spec_weaker(x->standing, y->standing);
	}
	diff_args(d, DELTA_INPUTS, &x->in, &y->in, y->name,
		  &d->out->unknown_inputs);
	diff_args(d, DELTA_OUTPUTS, &x->out, &y->out, y->name,
		  &d->out->unknown_outputs);
	diff_stateful(d, x, y);
}

/* What took the place of a command that `to` does not have by its name. */
static const struct spec_command *renamed_to(struct diff *d,
					     const struct spec_command *x,
					     struct spec_successor *s)
{
	if (!spec_successor(d->a, d->from, d->to, x->name, s) || !s->names.n)
		return NULL;
	return spec_by_name(d->to, s->names.v[0]);
}

/* A command whose name the newer version does not have: renamed, or removed where
 * it is known to be complete or says so. */
static void gone(struct diff *d, const struct spec_command *x)
{
	struct spec_answer ask = spec_ask_name(d->to, x->name);
	const struct spec_command *y;
	struct spec_successor s;
	struct spec_delta *e;

	y = renamed_to(d, x, &s);
	if (!y && ask.is == SPEC_MAYBE && !ask.conflict)
		return;
	e = add(d, y ? DELTA_RENAMED : DELTA_REMOVED, DELTA_COMMAND, x->name);
	e->from = x;
	e->to = y;
	e->old = fid_text(d->a, x);
	e->standing = x->standing;
	e->note = y ? s.by : s.how;
	if (s.changed)
		e->standing = spec_weaker(e->standing, s.standing);
	if (ask.conflict)
		e->standing = SPEC_CONFLICT;
	if (!y)
		return;
	e->new = y->name;
	if (y->fid[0] != x->fid[0])
		e->new = str_printf(d->a, "%.*s (%.*s)", STR_FMT(y->name),
				    STR_FMT(fid_text(d->a, y)));
	e->standing = spec_weaker(e->standing, y->standing);
	diff_args(d, DELTA_INPUTS, &x->in, &y->in, y->name,
		  &d->out->unknown_inputs);
	diff_args(d, DELTA_OUTPUTS, &x->out, &y->out, y->name,
		  &d->out->unknown_outputs);
	diff_stateful(d, x, y);
}

static bool is_new_name(struct diff *d, struct str name)
{
	vec_for(const struct spec_delta, e, d->out)
		if (e->kind == DELTA_RENAMED && str_eq(e->to->name, name))
			return true;
	return false;
}

static void come(struct diff *d, const struct spec_command *y)
{
	const struct spec_command *was = spec_by_fid(d->from, y->fid[0]);
	struct spec_answer ask = spec_ask_name(d->from, y->name);
	bool renamed = is_new_name(d, y->name);
	struct spec_delta *e;

	if (was && !str_eq(was->name, y->name)) {
		struct spec_successor s;

		if (renamed_to(d, was, &s) != y) {
			e = add(d, DELTA_REUSED, DELTA_COMMAND, y->name);
			e->old = was->name;
			e->new = fid_text(d->a, y);
			e->standing = spec_weaker(was->standing, y->standing);
		}
	}
	if (renamed || ask.is == SPEC_PRESENT || (ask.is == SPEC_MAYBE &&
						  !ask.conflict))
		return;
	e = add(d, DELTA_ADDED, DELTA_COMMAND, y->name);
	e->to = y;
	e->new = fid_text(d->a, y);
	e->standing = ask.conflict ? SPEC_CONFLICT : y->standing;
}

static void diff_commands(struct diff *d)
{
	vec_for(const struct spec_command, x, &d->from->commands) {
		const struct spec_command *y = spec_by_name(d->to, x->name);

		if (y)
			diff_pair(d, x, y);
		else
			gone(d, x);
	}
	vec_for(const struct spec_command, y, &d->to->commands)
		if (!spec_by_name(d->from, y->name))
			come(d, y);
}

static void diff_status(struct diff *d)
{
	vec_for(const struct spec_status, x, &d->from->status) {
		const struct spec_status *y = spec_status(d->to, x->name);

		if (!y) {
			if (d->to->status.n && d->to->all_members)
				add(d, DELTA_REMOVED, DELTA_STATUS, x->name);
		} else if (x->known && y->known && x->value != y->value) {
			struct spec_delta *e = add(d, DELTA_VALUE, DELTA_STATUS,
						   x->name);

			e->old = str_printf(d->a, "%lld", (long long)x->value);
			e->new = str_printf(d->a, "%lld", (long long)y->value);
		}
	}
	vec_for(const struct spec_status, y, &d->to->status)
		if (d->from->status.n && d->from->all_members &&
		    !spec_status(d->from, y->name))
			add(d, DELTA_ADDED, DELTA_STATUS, y->name);
}

/* ---- types ---- */

static struct str position(struct arena *a, const struct spec_type *t,
			   const struct spec_member *m)
{
	if (!m->known)
		return STR("");
	if (t->kind == SPEC_ENUM)
		return str_printf(a, "%lld", (long long)m->value);
	if (t->kind == SPEC_STRUCT)
		return str_printf(a, "0x%llx", (unsigned long long)m->offset);
	if (m->lo == m->hi)
		return str_printf(a, "%u", m->lo);
	return str_printf(a, "%u:%u", m->hi, m->lo);
}

static struct spec_delta *add_member(struct diff *d, enum spec_delta_kind kind,
				     const struct spec_type *x,
				     const struct spec_member *m,
				     const struct spec_type *y,
				     const struct spec_member *n)
{
	struct str type = x->name, name = m ? m->name : n->name;
	struct spec_delta *e = add(d, kind, DELTA_MEMBER,
				   str_printf(d->a, "%.*s.%.*s", STR_FMT(type),
					      STR_FMT(name)));

	if (m)
		e->old = position(d->a, x, m);
	if (n)
		e->new = position(d->a, y, n);
	e->standing = m && n ? spec_weaker(m->standing, n->standing) :
		      (m ? m : n)->standing;
	return e;
}

static bool moved(const struct spec_type *t, const struct spec_member *m,
		  const struct spec_member *n)
{
	if (t->kind == SPEC_ENUM)
		return m->value != n->value;
	if (t->kind == SPEC_BITS)
		return m->lo != n->lo || m->hi != n->hi;
	return m->offset != n->offset;
}

static void diff_member(struct diff *d, const struct spec_type *x,
			const struct spec_member *m, const struct spec_type *y,
			const struct spec_member *n)
{
	static const enum spec_delta_kind kinds[] = {
		[SPEC_ENUM] = DELTA_VALUE, [SPEC_BITS] = DELTA_BITS,
		[SPEC_STRUCT] = DELTA_OFFSET,
	};

	if (x->kind != y->kind || x->kind == SPEC_RECORD)
		return;
	if (m->known && n->known && moved(x, m, n))
		add_member(d, kinds[x->kind], x, m, y, n);
	if (m->size && n->size && m->size != n->size) {
		struct spec_delta *e = add_member(d, DELTA_SIZE, x, m, y, n);

		e->old = str_printf(d->a, "%llu", (unsigned long long)m->size);
		e->new = str_printf(d->a, "%llu", (unsigned long long)n->size);
	}
}

static void diff_type(struct diff *d, const struct spec_type *x,
		      const struct spec_type *y)
{
	for (size_t i = 0; i < x->n; i++) {
		const struct spec_member *n = spec_member(y, x->v[i].name);

		if (n)
			diff_member(d, x, &x->v[i], y, n);
		else if (y->complete)
			add_member(d, DELTA_REMOVED, x, &x->v[i], y, NULL);
	}
	for (size_t i = 0; x->complete && i < y->n; i++)
		if (!spec_member(x, y->v[i].name))
			add_member(d, DELTA_ADDED, x, NULL, y, &y->v[i]);
	if (x->kind == y->kind && x->size && y->size && x->size != y->size) {
		struct spec_delta *e = add(d, DELTA_SIZE, DELTA_TYPE, x->name);
		const char *fmt = x->kind == SPEC_ENUM ? "%llu bits" : "0x%llx";

		e->old = str_of(arena_printf(d->a, fmt,
					     (unsigned long long)x->size));
		e->new = str_of(arena_printf(d->a, fmt,
					     (unsigned long long)y->size));
		e->standing = spec_weaker(x->standing, y->standing);
	}
}

static void diff_types(struct diff *d)
{
	vec_for(const struct spec_type, x, &d->from->types) {
		const struct spec_type *y = spec_type(d->to, x->name);

		if (y)
			diff_type(d, x, y);
		else if (d->to->all_types)
			add(d, DELTA_REMOVED, DELTA_TYPE, x->name);
	}
	vec_for(const struct spec_type, y, &d->to->types)
		if (d->from->all_types && !spec_type(d->from, y->name))
			add(d, DELTA_ADDED, DELTA_TYPE, y->name);
}

static void diff_abi(struct diff *d)
{
	const struct spec_version *x = d->from, *y = d->to;
	struct spec_delta *e;

	if (!spec_firm(x->abi_standing) || !spec_firm(y->abi_standing) ||
	    (x->abi_major == y->abi_major && x->abi_minor == y->abi_minor))
		return;
	e = add(d, DELTA_ABI, DELTA_INTERFACE, x->family->interface);
	e->old = str_printf(d->a, "%u.%u", x->abi_major, x->abi_minor);
	e->new = str_printf(d->a, "%u.%u", y->abi_major, y->abi_minor);
}

/* By what, then kind; stable, so the documents' order stays within. */
static void sort_deltas(struct arena *a, struct specdiff *d)
{
	struct spec_delta *sorted = NEW_ARRAY(a, d->n, struct spec_delta);
	size_t n = 0;

	for (int what = DELTA_COMMAND; what <= DELTA_INTERFACE; what++)
		for (int kind = DELTA_ADDED; kind <= DELTA_ABI; kind++)
			vec_for(struct spec_delta, e, d)
				if ((int)e->what == what &&
				    (int)e->kind == kind)
					sorted[n++] = *e;
	d->v = sorted;
}

void specdiff(struct arena *a, const struct spec_version *from,
	      const struct spec_version *to, struct specdiff *out)
{
	struct diff d = { a, out, from, to };

	memset(out, 0, sizeof(*out));
	out->from = from;
	out->to = to;
	diff_abi(&d);
	diff_commands(&d);
	diff_status(&d);
	diff_types(&d);
	sort_deltas(a, out);
}
