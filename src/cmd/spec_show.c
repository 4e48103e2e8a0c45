// SPDX-License-Identifier: GPL-2.0-or-later
/* winnow spec show: a version, or one thing of it. */
#include <stdio.h>

#include "cmd/cmd.h"
#include "cmd/spec.h"
#include "spec/spechist.h"
#include "spec/spectype.h"

static const char *stateful_text(const struct spec_command *c)
{
	if (c->stateful == SPEC_YES)
		return c->memory ? "stateful+memory" : "stateful";
	return c->stateful == SPEC_NO ? "" : "?";
}

/* ---- a whole version ---- */

static void show_sources(const struct spec_version *v)
{
	puts("\nsources");
	vec_for(const struct spec_source, s, &v->sources)
		printf("  %-12.*s %-7.*s %.*s\n", STR_FMT(s->id),
		       STR_FMT(s->kind), STR_FMT(s->ref));
}

static void show_commands(struct arena *a, const struct spec_version *v)
{
	printf("\ncommands (%zu%s)\n", v->commands.n,
	       v->all_commands ? "" : ", there may be more");
	vec_for(const struct spec_command, c, &v->commands) {
		struct str in = spec_args_text(a, &c->in);
		struct str out = spec_args_text(a, &c->out);

		printf("  0x%08X %-30.*s %-15s %.*s -> %.*s%s\n", c->fid[0],
		       STR_FMT(c->name), stateful_text(c), STR_FMT(in),
		       STR_FMT(out), c->standing == SPEC_CONFLICT ?
		       "  in conflict" : "");
	}
}

static void show_status(const struct spec_version *v)
{
	if (v->status.n)
		puts("\nstatus codes");
	vec_for(const struct spec_status, s, &v->status) {
		bool with = s->data.n && !str_eq(s->data, STR("none"));

		if (s->known)
			printf("  %4lld ", (long long)s->value);
		else
			printf("     ? ");
		printf("%.*s%s%.*s\n", STR_FMT(s->name),
		       with ? "  with " : "", STR_FMT(with ? s->data : STR("")));
	}
}

static void show_type_list(const struct spec_version *v)
{
	static const char *const kinds[] = {
		[SPEC_ENUM] = "enum", [SPEC_BITS] = "bits",
		[SPEC_STRUCT] = "struct", [SPEC_RECORD] = "record",
	};

	if (v->types.n)
		printf("\ntypes (%zu%s)\n", v->types.n,
		       v->all_types ? "" : ", there may be more");
	vec_for(const struct spec_type, t, &v->types)
		printf("  %-6s %-30.*s %zu members%s\n", kinds[t->kind],
		       STR_FMT(t->name), t->n,
		       t->n && !t->v[0].known && !t->conflict ?
		       ", names only" : "");
}

static void show_conflicts(struct arena *a, const struct spec_version *v)
{
	if (v->conflicts.n)
		puts("\nconflicts");
	vec_for(const struct spec_conflict, c, &v->conflicts) {
		printf("  %.*s\n", STR_FMT(c->about));
		for (size_t i = 0; i < c->n_readings; i++)
			printf("    %.*s: %.*s\n", STR_FMT(c->readings[i].is),
			       STR_FMT(spec_sources_text(a,
							 &c->readings[i].src)));
		printf("    supported: %.*s%s\n", STR_FMT(c->favours),
		       c->high ? ", with high confidence" : "");
	}
}

int spec_show_version(struct arena *a, const struct spec_version *v)
{
	const struct spec_family *f = v->family;

	printf("%.*s  %.*s\n", STR_FMT(v->name), STR_FMT(f->title));
	if (f->document.n)
		printf("  document   %.*s\n", STR_FMT(f->document));
	if (spec_firm(v->abi_standing))
		printf("  interface  %u.%u\n", v->abi_major, v->abi_minor);
	printf("  standing   %s\n", spec_standing_name(v->standing));
	if (v->note.n)
		printf("  note       %.*s\n", STR_FMT(v->note));
	printf("  file       %.*s\n", STR_FMT(v->file));
	show_sources(v);
	show_commands(a, v);
	show_status(v);
	show_type_list(v);
	show_conflicts(a, v);
	return EXIT_CLEAN;
}

/* ---- one command ---- */

static void show_args(const char *head, const struct spec_args *args,
		      const struct spec_args *presumed)
{
	bool guess = args->standing == SPEC_UNKNOWN && presumed->standing;

	if (guess)
		args = presumed;
	if (args->standing == SPEC_UNKNOWN) {
		printf("  %-10s not known\n", head);
		return;
	}
	if (args->standing == SPEC_CONFLICT && !args->v) {
		printf("  %-10s in conflict\n", head);
		return;
	}
	if (!args->n)
		printf("  %-10s none  (%s)\n", head,
		       spec_standing_name(args->standing));
	for (size_t i = 0; i < args->n; i++) {
		const struct spec_arg *g = &args->v[i];

		printf("  %-10s X%-2u %.*s", i ? "" : head, g->reg,
		       STR_FMT(g->name));
		if (g->type.n)
			printf(" (%.*s)", STR_FMT(g->type));
		if (!i)
			printf("  (%s)", spec_standing_name(args->standing));
		puts("");
	}
}

static void show_history(struct arena *a, const struct spec_command *c)
{
	const struct spec_family *f = c->version->family;
	struct spec_epoch *e;
	size_t n = spec_history_of_name(a, f, c->name, &e);

	for (size_t i = 0; i < n; i++)
		printf("  %-10s %.*s as 0x%08X%s\n", i ? "" : "in",
		       STR_FMT(spec_epoch_text(a, &e[i])),
		       e[i].command->fid[0],
		       e[i].contested ? " (contested)" : "");
	n = spec_history_of_fid(a, f, c->fid[0], &e);
	for (size_t i = 0; i < n; i++)
		if (!str_eq(e[i].command->name, c->name))
			printf("  %-10s %.*s in %.*s\n", "number was",
			       STR_FMT(e[i].command->name),
			       STR_FMT(spec_epoch_text(a, &e[i])));
}

static void show_conflict(struct arena *a, const struct spec_conflict *c)
{
	printf("  conflict   %.*s\n", STR_FMT(c->about));
	for (size_t i = 0; i < c->n_readings; i++)
		printf("             %.*s: %.*s\n", STR_FMT(c->readings[i].is),
		       STR_FMT(spec_sources_text(a, &c->readings[i].src)));
	printf("             supported: %.*s%s\n", STR_FMT(c->favours),
	       c->high ? ", with high confidence" : "");
}

static void show_stateful(const struct spec_command *c)
{
	enum spec_tri is = c->stateful;

	if (is == SPEC_DONT_KNOW)
		is = c->presumed_stateful;
	printf("  stateful   %s", is == SPEC_YES ? "yes" : is == SPEC_NO ?
	       "no" : "not known");
	if (c->memory)
		printf(", may ask for memory");
	if (c->stateful != SPEC_DONT_KNOW)
		printf("  (%s)", spec_standing_name(c->stateful_standing));
	else if (is != SPEC_DONT_KNOW)
		printf("  (presumed)");
	puts("");
}

/* Nothing when it is the same as `but`. */
static void show_source(struct arena *a, const char *head,
			const struct spec_sources *s,
			const struct spec_sources *but)
{
	if (!but || s->v != but->v)
		printf("  %-10s %.*s\n", head, STR_FMT(spec_sources_text(a, s)));
}

static int show_command(struct arena *a, const struct spec_command *c)
{
	printf("%.*s  0x%08X", STR_FMT(c->name), c->fid[0]);
	if (c->n_fid > 1)
		printf(", 0x%08X", c->fid[1]);
	printf("  %.*s  (%s)\n", STR_FMT(c->version->name),
	       spec_standing_name(c->standing));
	if (c->section.n)
		printf("  section    %.*s\n", STR_FMT(c->section));
	if (c->since.n)
		printf("  since      %.*s\n", STR_FMT(c->since));
	show_args("inputs", &c->in, &c->presumed_in);
	show_args("outputs", &c->out, &c->presumed_out);
	if (c->version->family->incomplete.n)
		show_stateful(c);
	if (c->basis.n)
		printf("  presumed   %.*s\n", STR_FMT(c->basis));
	show_history(a, c);
	if (c->note.n)
		printf("  note       %.*s\n", STR_FMT(c->note));
	if (c->conflict)
		show_conflict(a, c->conflict);
	show_source(a, "source", &c->src, NULL);
	if (c->in.standing)
		show_source(a, "  inputs", &c->in.src, &c->src);
	if (c->out.standing)
		show_source(a, "  outputs", &c->out.src, &c->src);
	if (c->stateful != SPEC_DONT_KNOW)
		show_source(a, "  stateful", &c->stateful_src, &c->src);
	return EXIT_CLEAN;
}

/* ---- one type ---- */

static void show_member(const struct spec_type *t, const struct spec_member *m,
			const struct spec_member *mark)
{
	char pos[48] = "?";

	if (m->known && t->kind == SPEC_ENUM)
		snprintf(pos, sizeof(pos), "%lld", (long long)m->value);
	else if (m->known && t->kind == SPEC_STRUCT)
		snprintf(pos, sizeof(pos), "0x%llx",
			 (unsigned long long)m->offset);
	else if (m->known && m->lo == m->hi)
		snprintf(pos, sizeof(pos), "%u", m->lo + t->from);
	else if (m->known)
		snprintf(pos, sizeof(pos), "%u:%u", m->hi + t->from,
			 m->lo + t->from);
	printf("%c %-8s ", m == mark ? '>' : ' ', pos);
	if (!m->type.n && !m->size)
		printf("%.*s", STR_FMT(m->name));
	else if (!m->size)
		printf("%-24.*s %.*s", STR_FMT(m->name), STR_FMT(m->type));
	else
		printf("%-24.*s %-20.*s %llu byte%s", STR_FMT(m->name),
		       STR_FMT(m->type), (unsigned long long)m->size,
		       m->size == 1 ? "" : "s");
	if (m->standing != t->standing)
		printf("  (%s)", spec_standing_name(m->standing));
	if (m->favours.n)
		printf(" supported: %.*s", STR_FMT(m->favours));
	puts("");
}

static int show_type(struct arena *a, const struct spec_type *t,
		     const struct spec_member *mark)
{
	printf("%.*s  %.*s", STR_FMT(t->name), STR_FMT(t->version->name));
	if (t->section.n)
		printf(", %.*s", STR_FMT(t->section));
	if (t->size)
		printf(t->kind == SPEC_ENUM ? ", %llu bits" : ", 0x%llx bytes",
		       (unsigned long long)t->size);
	printf("  (%s)\n", spec_standing_name(t->standing));
	for (size_t i = 0; i < t->n; i++)
		show_member(t, &t->v[i], mark);
	if (!t->complete)
		puts("  there may be more members");
	if (t->conflict)
		show_conflict(a, t->conflict);
	show_source(a, "source", &t->src, NULL);
	return EXIT_CLEAN;
}

/* ---- a name that is not there ---- */

static int show_absent(struct arena *a, const struct spec_version *v,
		       struct str name)
{
	const struct spec_version *from = NULL;
	struct spec_successor s;
	struct spec_epoch *e;
	size_t n = spec_history_of_name(a, v->family, name, &e);

	if (!n) {
		fprintf(stderr, "winnow: %.*s: not in %.*s, nor in another version\n",
			STR_FMT(name), STR_FMT(v->name));
		return EXIT_FOUND;
	}
	printf("%.*s  not in %.*s%s\n", STR_FMT(name), STR_FMT(v->name),
	       v->all_commands ? "" : ", as far as that is known");
	for (size_t i = 0; i < n; i++)
		printf("  %-10s %.*s as 0x%08X\n", i ? "" : "in",
		       STR_FMT(spec_epoch_text(a, &e[i])),
		       e[i].command->fid[0]);
	if (!spec_replacement(a, v, name, &s, &from))
		return EXIT_FOUND;
	for (size_t i = 0; i < s.names.n; i++)
		printf("  %-10s %.*s\n", i ? "" : "now", STR_FMT(s.names.v[i]));
	if (s.how.n)
		printf("  instead    %.*s\n", STR_FMT(s.how));
	if (s.by.n)
		printf("  source     %.*s (%s)\n", STR_FMT(s.by),
		       spec_standing_name(s.standing));
	return EXIT_FOUND;
}

int spec_show_name(struct arena *a, const struct spec_version *v,
		   struct str name)
{
	const struct spec_command *c = spec_by_name(v, name);
	const struct spec_type *t = spec_type(v, name);
	struct str command = name;
	struct spec_constant k;
	struct spec_bits b;
	uint64_t n;

	if (!c && str_to_num(name, &n) && n <= UINT32_MAX)
		c = spec_by_fid(v, (uint32_t)n);
	if (!c && (spec_command_name(a, v->family, name, &command) ||
		   spec_wrapper_name(a, v->family, name, &command)))
		c = spec_by_name(v, command);
	if (c)
		return show_command(a, c);
	if (!t)
		t = spec_type_of_tag(v, name);
	if (t)
		return show_type(a, t, NULL);
	if (spec_constant_of_c(v, name, &k) && k.type)
		return show_type(a, k.type, k.member);
	if (spec_bits_of_macro(v, name, &b, 1) && b.member)
		return show_type(a, b.type, b.member);
	return show_absent(a, v, command);
}
