// SPDX-License-Identifier: GPL-2.0-or-later
/* winnow dump STAGE SERIES - what a stage made of the input, a JSON line each. */
#include <stdio.h>

#include "cmd/cmd.h"
#include "cmd/load.h"
#include "rule/target.h"

struct dump {
	struct load *l;
	struct arena *a;
	struct buf out;
	struct jw w;
};

static void begin(struct dump *d)
{
	d->w = (struct jw)JW(&d->out);
	jw_begin(&d->w, '{');
	jw_knum(&d->w, "v", 1);
}

static void end(struct dump *d)
{
	jw_end(&d->w, '}');
	buf_chr(&d->out, '\n');
	fwrite(d->out.p, 1, d->out.n, stdout);
	buf_clear(&d->out);
}

static void put_problems(struct jw *w, const struct problems *ps)
{
	jw_kbegin(w, "problems", '[');
	vec_for(const struct problem, p, ps) {
		jw_begin(w, '{');
		jw_knum(w, "line", p->line);
		jw_kstr(w, "text", p->text);
		jw_end(w, '}');
	}
	jw_end(w, ']');
}

/* ---- messages ---- */

static void dump_messages(struct dump *d)
{
	vec_for(struct patch *, p, &d->l->patches) {
		const struct message *m = (*p)->msg;
		struct jw *w = &d->w;

		begin(d);
		jw_kstr(w, "source", str_of(m->source));
		jw_knum(w, "source_line", m->source_line);
		jw_kstr(w, "message_id", m->message_id);
		jw_kstr_or_null(w, "in_reply_to", m->in_reply_to);
		jw_kstr(w, "from", m->from);
		jw_kstr(w, "date", m->date);
		jw_kint(w, "time", m->time);
		jw_kstr(w, "subject", m->subject);
		jw_knum(w, "lines", m->nlines);
		jw_kbool(w, "decoded", m->decoded);
		jw_kbool(w, "flowed", m->flowed);
		jw_kstr(w, "body", m->body);
		put_problems(w, &m->problems);
		end(d);
	}
}

/* ---- patches ---- */

static const char *const kinds[] = { "other", "reply", "cover", "patch" };
static const char *const statuses[] = { "modify", "add", "delete", "rename", "copy" };

static void put_section(struct jw *w, const char *key, const struct section *s)
{
	jw_kbegin(w, key, '{');
	jw_knum(w, "first", s->first);
	jw_knum(w, "last", s->last);
	jw_kstr(w, "text", s->text);
	jw_end(w, '}');
}

static void put_hunk(struct jw *w, const struct diff *d, const struct diff_hunk *h)
{
	char op[2] = " ";

	jw_begin(w, '{');
	jw_knum(w, "body_line", h->body_line);
	jw_knum(w, "old_start", h->old_start);
	jw_knum(w, "old_count", h->old_count);
	jw_knum(w, "new_start", h->new_start);
	jw_knum(w, "new_count", h->new_count);
	jw_kstr(w, "section", h->section);
	jw_kbool(w, "damaged", h->damaged);
	jw_kbegin(w, "lines", '[');
	for (size_t i = h->first; i < h->first + h->n; i++) {
		op[0] = d->lines[i].op;
		jw_begin(w, '[');
		jw_str(w, str_of(op));
		jw_num(w, d->lines[i].old_line);
		jw_num(w, d->lines[i].new_line);
		jw_str(w, d->lines[i].text);
		jw_end(w, ']');
	}
	jw_end(w, ']');
	jw_end(w, '}');
}

static void put_file(struct jw *w, const struct diff *d, const struct diff_file *f)
{
	jw_begin(w, '{');
	jw_kstr(w, "status", str_of(statuses[f->status]));
	jw_kstr(w, "old_path", f->old_path);
	jw_kstr(w, "new_path", f->new_path);
	jw_knum(w, "old_mode", f->old_mode);
	jw_knum(w, "new_mode", f->new_mode);
	jw_kstr_or_null(w, "old_id", f->old_id);
	jw_kstr_or_null(w, "new_id", f->new_id);
	jw_kbool(w, "binary", f->binary);
	jw_kbegin(w, "hunks", '[');
	for (size_t i = f->first; i < f->first + f->n; i++)
		put_hunk(w, d, &d->hunks[i]);
	jw_end(w, ']');
	jw_end(w, '}');
}

static void put_subject(struct jw *w, const struct subject *s)
{
	jw_kstr(w, "title", s->title);
	jw_knum(w, "version", s->version);
	jw_knum(w, "k", s->k);
	jw_knum(w, "n", s->n);
	jw_kbool(w, "rfc", s->rfc);
	jw_kbegin(w, "tags", '[');
	for (size_t i = 0; i < s->ntags; i++)
		jw_str(w, s->tags[i]);
	jw_end(w, ']');
}

static void put_trailers(struct jw *w, const char *key, const struct trailers *t)
{
	jw_kbegin(w, key, '[');
	vec_for(const struct trailer, it, t) {
		jw_begin(w, '{');
		jw_kstr(w, "name", it->name);
		jw_kstr(w, "value", it->value);
		jw_knum(w, "line", it->line);
		jw_end(w, '}');
	}
	jw_end(w, ']');
}

static void dump_patches(struct dump *d)
{
	vec_for(struct patch *, it, &d->l->patches) {
		const struct patch *p = *it;
		struct jw *w = &d->w;

		begin(d);
		jw_kstr(w, "kind", str_of(kinds[p->kind]));
		jw_kstr(w, "message_id", p->msg->message_id);
		jw_kstr(w, "subject", p->msg->subject);
		put_subject(w, &p->subject);
		jw_kstr(w, "author", p->author);
		put_section(w, "message", &p->message);
		put_section(w, "notes", &p->notes);
		put_trailers(w, "trailers", &p->trailers);
		put_trailers(w, "base", &p->base);
		jw_knum(w, "added", p->diff.added);
		jw_knum(w, "removed", p->diff.removed);
		jw_kbegin(w, "files", '[');
		for (size_t i = 0; i < p->diff.nfiles; i++)
			put_file(w, &p->diff, &p->diff.files[i]);
		jw_end(w, ']');
		put_problems(w, &p->diff.problems);
		end(d);
	}
}

/* ---- series ---- */

static void dump_series(struct dump *d)
{
	for (size_t i = 0; i < d->l->series.n; i++) {
		const struct series *s = &d->l->series.v[i];
		struct jw *w = &d->w;

		begin(d);
		jw_kstr(w, "title", s->title);
		jw_knum(w, "version", s->version);
		jw_knum(w, "total", s->total);
		jw_key(w, "cover");
		if (s->cover)
			jw_str(w, s->cover->msg->message_id);
		else
			jw_null(w);
		jw_kstr_or_null(w, "base_commit", s->base_commit);
		jw_kbegin(w, "patches", '[');
		for (size_t k = 0; k < s->n; k++) {
			jw_begin(w, '{');
			jw_knum(w, "patch", s->patches[k]->number);
			jw_kstr(w, "message_id", s->patches[k]->msg->message_id);
			jw_kstr(w, "title", s->patches[k]->subject.title);
			jw_end(w, '}');
		}
		jw_end(w, ']');
		jw_kbegin(w, "problems", '[');
		for (size_t k = 0; k < s->nproblems; k++)
			jw_str(w, s->problems[k].text);
		jw_end(w, ']');
		end(d);
	}
}

/* ---- snapshots, facts, target: a study each series ---- */

static void put_event(struct jw *w, const struct study *st, const struct weave *wv,
		      const struct weave_event *e)
{
	jw_knum(w, "patch", st->patches[e->patch - 1].patch->number);
	jw_kstr(w, "file", e->file->new_path);
	jw_kbool(w, "created", wv->created);
	jw_kbool(w, "applied", e->applied);
	jw_kint(w, "offset", e->offset);
	jw_kstr_or_null(w, "blob", e->id_known ? str_of(e->id) : STR(""));
	jw_kstr_or_null(w, "index", e->file->new_id);
	jw_key(w, "blob_ok");
	if (e->id_known && e->file->new_id.n)
		jw_bool(w, e->id_ok);
	else
		jw_null(w);
}

static void put_parts(struct dump *d, const struct weave *wv, uint32_t n)
{
	struct snapshot snap = { 0 };

	jw_kbegin(&d->w, "parts", '[');
	if (!wv->binary && weave_snapshot(&snap, d->a, wv, n))
		for (size_t i = 0; i < snap.n; i++) {
			jw_begin(&d->w, '{');
			jw_knum(&d->w, "first_line", snap.parts[i].first_line);
			jw_kstr(&d->w, "text", snap.parts[i].text);
			jw_end(&d->w, '}');
		}
	jw_end(&d->w, ']');
}

static void dump_snapshots(struct dump *d, struct study *st)
{
	weave_ids(&st->weaves);
	for (size_t i = 0; i < st->weaves.n; i++) {
		const struct weave *wv = st->weaves.v[i];

		for (size_t k = 0; k < wv->nevents; k++) {
			begin(d);
			put_event(&d->w, st, wv, &wv->events[k]);
			put_parts(d, wv, wv->events[k].patch);
			end(d);
		}
	}
}

static const char *const fact_names[FACT_KINDS] = {
	[FACT_COMMENT] = "comment", [FACT_MACRO] = "macro", [FACT_UNDEF] = "undef",
	[FACT_INCLUDE] = "include", [FACT_FUNC] = "func", [FACT_PROTO] = "proto",
	[FACT_TYPE] = "type", [FACT_FIELD] = "field",
	[FACT_ENUMERATOR] = "enumerator", [FACT_VAR] = "var",
	[FACT_LOCAL] = "local", [FACT_PARAM] = "param", [FACT_LABEL] = "label",
	[FACT_GOTO] = "goto", [FACT_CALL] = "call", [FACT_ACCESS] = "access",
	[FACT_USE] = "use", [FACT_CONDITION] = "condition",
	[FACT_STRING] = "string", [FACT_CASE] = "case", [FACT_STMT] = "stmt",
};

static void put_fact(struct dump *d, const struct study *st,
		     const struct study_file *f, const struct fact *fact)
{
	struct jw *w = &d->w;
	uint64_t value;

	jw_knum(w, "patch", st->patches[f->n - 1].patch->number);
	jw_kstr(w, "file", f->diff->new_path);
	jw_kstr(w, "kind", str_of(fact_names[fact->kind]));
	jw_knum(w, "line", fact->line);
	jw_knum(w, "end_line", fact->end_line);
	jw_kstr(w, "name", fact->name);
	jw_kstr_or_null(w, "value", fact->value);
	jw_kstr_or_null(w, "owner", fact->owner);
	jw_kbool(w, "added", study_added(f, fact->line, fact->end_line));
	if (fact->kind == FACT_CALL)
		jw_knum(w, "args", fact->nargs);
	if (study_value(st, fact, &value)) {
		jw_kstr(w, "number", str_printf(d->a, "0x%llX",
						(unsigned long long)value));
	}
}

static void dump_facts(struct dump *d, struct study *st)
{
	for (size_t i = 0; i < st->n; i++) {
		for (size_t k = 0; k < st->patches[i].nfiles; k++) {
			const struct study_file *f = &st->patches[i].files[k];

			for (size_t j = 0; f->src && j < f->src->n; j++) {
				if (f->src->facts[j].kind == FACT_STMT)
					continue;
				begin(d);
				put_fact(d, st, f, &f->src->facts[j]);
				end(d);
			}
		}
	}
}

static void dump_target(struct dump *d, struct study *st)
{
	static const char *const how[] = { "given", "claimed", "guessed" };

	for (size_t i = 0; i < st->ntargets; i++) {
		const struct target *t = &st->targets[i];
		struct jw *w = &d->w;

		begin(d);
		jw_kstr(w, "spec", t->version->name);
		jw_kstr(w, "how", str_of(how[t->how]));
		jw_knum(w, "weight", t->weight);
		jw_knum(w, "against", t->against);
		jw_kbegin(w, "claims", '[');
		vec_for(const struct claim, c, &t->claims) {
			jw_begin(w, '{');
			jw_knum(w, "patch", c->patch->number);
			jw_kstr_or_null(w, "file", c->file ? c->file->diff->new_path :
					str_n(NULL, 0));
			jw_knum(w, "line", c->line);
			jw_kstr(w, "text", c->text);
			jw_knum(w, "weight", c->history ? 0 : c->weight);
			jw_kstr(w, "sentence", c->sentence);
			jw_end(w, '}');
		}
		jw_end(w, ']');
		end(d);
	}
}

/* ---- the command ---- */

struct stage {
	const char *name;
	void (*all)(struct dump *d);
	void (*each)(struct dump *d, struct study *st);
};

static const struct stage stages[] = {
	{ "messages", dump_messages, NULL },
	{ "patches", dump_patches, NULL },
	{ "series", dump_series, NULL },
	{ "snapshots", NULL, dump_snapshots },
	{ "facts", NULL, dump_facts },
	{ "target", NULL, dump_target },
};

static const struct stage *stage_of(const char *name)
{
	for (size_t i = 0; i < sizeof(stages) / sizeof(*stages); i++)
		if (!strcmp(stages[i].name, name))
			return &stages[i];
	return NULL;
}

static bool dump_stage(struct dump *d, const struct stage *s, struct err *err)
{
	if (s->all) {
		s->all(d);
		return true;
	}
	for (size_t i = 0; i < d->l->series.n; i++) {
		struct study st;

		d->a = arena_new();
		if (!load_study(d->l, &st, d->a, &d->l->series.v[i], err)) {
			arena_free(d->a);
			return false;
		}
		s->each(d, &st);
		arena_free(d->a);
	}
	return true;
}

int cmd_dump(int argc, char **argv)
{
	struct load_options in = { 0 };
	struct option opts[] = { OPT_ALSO(load_rows(&in)), OPT_END };
	struct dump d = { .out = BUF };
	const struct stage *s;
	struct load l;
	struct err err;
	bool ok;

	argc = option_parse(argc, argv, opts, "dump messages|patches|series|"
			    "snapshots|facts|target SERIES...");
	if (argc == -2)
		return EXIT_CLEAN;
	s = argc > 1 ? stage_of(argv[1]) : NULL;
	if (!s) {
		if (argc == 1)
			cmd_fail("dump: a stage is missing (see winnow dump --help)");
		else if (argc > 1)
			cmd_fail("dump: %s: no such stage (see winnow dump --help)",
				 argv[1]);
		return EXIT_FAILED;
	}
	d.l = &l;
	ok = load_begin(&l, &in, argc - 1, argv + 1, &err);
	while (ok && load_next(&l))
		ok = dump_stage(&d, s, &err);
	if (ok && load_not_read(&l)->n)
		ok = err_set(&err, "not read: %.*s",
			     STR_FMT(load_not_read(&l)->v[0].text));
	if (!ok)
		cmd_fail("%s", err.msg);
	buf_free(&d.out);
	load_close(&l);
	return ok ? EXIT_CLEAN : EXIT_FAILED;
}
