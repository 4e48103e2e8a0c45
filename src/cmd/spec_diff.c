// SPDX-License-Identifier: GPL-2.0-or-later
/* winnow spec diff: as text for people, as JSON for programs. */
#include <stdio.h>

#include "base/json.h"
#include "cmd/spec.h"

static const char *plural(enum spec_delta_what what)
{
	static const char *const names[] = {
		"commands", "status codes", "types", "members", "interface",
	};

	return names[what];
}

static const char *title(const struct spec_delta *e)
{
	switch (e->kind) {
	case DELTA_INPUTS:
		return "with other inputs";
	case DELTA_OUTPUTS:
		return "with other outputs";
	case DELTA_STATEFUL:
		return "stateful or not";
	case DELTA_VALUE:
		return "with another value";
	case DELTA_BITS:
		return "at other bits";
	case DELTA_OFFSET:
		return "at another offset";
	case DELTA_SIZE:
		return "of another size";
	case DELTA_REUSED:
		return "at a number that was another's";
	default:
		return spec_delta_kind_name(e->kind);
	}
}

static size_t group(const struct specdiff *d, size_t from)
{
	size_t i = from;

	while (i < d->n && d->v[i].kind == d->v[from].kind &&
	       d->v[i].what == d->v[from].what)
		i++;
	return i - from;
}

static void print_delta(struct arena *a, const struct spec_delta *e, int width)
{
	struct str s = e->old;

	if (e->kind == DELTA_REUSED)
		s = str_printf(a, "%.*s, was %.*s", STR_FMT(e->new),
			       STR_FMT(e->old));
	else if (e->old.n && e->new.n && e->kind == DELTA_RENAMED)
		s = str_printf(a, "-> %.*s", STR_FMT(e->new));
	else if (e->old.n && e->new.n)
		s = str_printf(a, "%.*s -> %.*s", STR_FMT(e->old),
			       STR_FMT(e->new));
	else if (e->new.n)
		s = e->new;
	if (s.n || e->note.n)
		printf("  %-*.*s  %.*s", width, STR_FMT(e->name), STR_FMT(s));
	else
		printf("  %.*s", STR_FMT(e->name));
	if (e->note.n)
		printf("%s[%.*s]", s.n ? "  " : "", STR_FMT(e->note));
	if (e->standing == SPEC_CONFLICT || e->standing == SPEC_PRESUMED)
		printf("  (%s)", spec_standing_name(e->standing));
	puts("");
}

static int widest(const struct specdiff *d, size_t from, size_t n)
{
	size_t w = 0;

	for (size_t i = from; i < from + n; i++)
		if (d->v[i].name.n > w)
			w = d->v[i].name.n;
	return w > 44 ? 44 : (int)w;
}

static void print_unknown(const struct specdiff *d)
{
	if (!d->unknown_inputs && !d->unknown_outputs && !d->unknown_stateful)
		return;
	printf("\nnot compared, because a version does not know them: "
	       "inputs of %zu commands, outputs of %zu, stateful of %zu\n",
	       d->unknown_inputs, d->unknown_outputs, d->unknown_stateful);
}

void spec_diff_text(struct arena *a, const struct specdiff *d)
{
	printf("%.*s -> %.*s\n", STR_FMT(d->from->name), STR_FMT(d->to->name));
	for (size_t i = 0; i < d->n;) {
		size_t n = group(d, i);
		int width = widest(d, i, n);

		printf("\n%s %s (%zu)\n", plural(d->v[i].what), title(&d->v[i]),
		       n);
		for (size_t end = i + n; i < end; i++)
			print_delta(a, &d->v[i], width);
	}
	if (!d->n)
		puts("  no difference that is known");
	print_unknown(d);
	printf("\nsources\n  %.*s\n  %.*s\n", STR_FMT(d->from->file),
	       STR_FMT(d->to->file));
}

static void json_delta(struct jw *w, const struct spec_delta *e)
{
	jw_begin(w, '{');
	jw_kstr(w, "change", str_of(spec_delta_kind_name(e->kind)));
	jw_kstr(w, "what", str_of(spec_delta_what_name(e->what)));
	jw_kstr(w, "name", e->name);
	jw_kstr_or_null(w, "old", e->old);
	jw_kstr_or_null(w, "new", e->new);
	jw_kstr_or_null(w, "note", e->note);
	jw_kstr(w, "standing", str_of(spec_standing_name(e->standing)));
	jw_end(w, '}');
}

void spec_diff_json(const struct specdiff *d)
{
	struct buf out = BUF;
	struct jw w = { .out = &out, .indent = 1 };

	jw_begin(&w, '{');
	jw_knum(&w, "v", 1);
	jw_kstr(&w, "from", d->from->name);
	jw_kstr(&w, "to", d->to->name);
	jw_kbegin(&w, "changes", '[');
	vec_for(const struct spec_delta, e, d)
		json_delta(&w, e);
	jw_end(&w, ']');
	jw_kbegin(&w, "not_compared", '{');
	jw_knum(&w, "inputs", d->unknown_inputs);
	jw_knum(&w, "outputs", d->unknown_outputs);
	jw_knum(&w, "stateful", d->unknown_stateful);
	jw_end(&w, '}');
	jw_end(&w, '}');
	printf("%.*s\n", STR_FMT(buf_str(&out)));
	buf_free(&out);
}
