// SPDX-License-Identifier: GPL-2.0-or-later
/* winnow compare OLD NEW - two versions of a series: which patch became which,
 * what became of the throwaway ones, which findings are new, kept, resolved. */
#include <stdio.h>

#include "base/map.h"
#include "cmd/cmd.h"
#include "cmd/load.h"
#include "report/compare.h"

/* One version, judged. */
struct version {
	struct load *l;
	const struct series *series;
	struct triage triage;
	struct study study;
};

struct compare_cmd {
	struct load_options in;
	const char *format, *fail_on, *color, *versions;
	uint64_t factor;
	bool all;
	enum level fail_level;
	uint64_t from, to;	/* --versions; 0: the newest */

	struct arena *a;
	struct load first, second;
	bool two;		/* second is open */
	struct version old, new;
};

static const char usage[] = "compare [OPTIONS] OLD NEW\n"
	"       winnow compare [OPTIONS] OLD --git=A..B\n"
	"       winnow compare [OPTIONS] SERIES-IN-SEVERAL-VERSIONS";

/* ---- which series ---- */

/* The two newest of one title. */
struct topic {
	const struct series *top, *before;
};

static bool newer(const struct series *s, const struct series *than)
{
	if (!than || s->version != than->version)
		return !than || s->version > than->version;
	return s->n >= than->n;
}

static void topic_add(struct topic *t, const struct series *s)
{
	if (newer(s, t->top)) {
		t->before = t->top;
		t->top = s;
	} else if (newer(s, t->before)) {
		t->before = s;
	}
}

static struct str title_key(struct compare_cmd *c, const struct series *s)
{
	const struct patch *p = s->cover ? s->cover : s->patches[0];

	return subject_key(c->a, &p->subject);
}

static struct map *topics(struct compare_cmd *c, const struct load *l,
			  uint64_t version)
{
	struct map *m = map_new(c->a);

	for (size_t i = 0; i < l->series.n; i++) {
		const struct series *s = &l->series.v[i];
		void **at;

		if (!s->n || (version && s->version != version))
			continue;
		at = map_at(m, title_key(c, s));
		if (!*at)
			*at = NEW(c->a, struct topic);
		topic_add(*at, s);
	}
	return m;
}

static void keep_larger(const struct series **best, const struct series *s)
{
	if (s && (!*best || s->n >= (*best)->n))
		*best = s;
}

static const struct series *largest(const struct map *m)
{
	const struct series *best = NULL;
	struct str key;
	void *value;

	for (size_t i = 0; map_next(m, &i, &key, &value);)
		keep_larger(&best, ((struct topic *)value)->top);
	return best;
}

/* Of the titles that both have the one with most patches; without any, titles
 * have changed, and the largest series are meant. */
static void choose_two(struct compare_cmd *c, const struct map *old,
		       const struct map *new)
{
	struct str key;
	void *value;

	for (size_t i = 0; map_next(new, &i, &key, &value);) {
		struct topic *was = map_get(old, key), *is = value;

		if (!was || (c->new.series && is->top->n < c->new.series->n))
			continue;
		c->old.series = was->top;
		c->new.series = is->top;
	}
	if (!c->new.series) {
		c->old.series = largest(old);
		c->new.series = largest(new);
	}
}

static void choose_last(struct compare_cmd *c, const struct map *m)
{
	struct str key;
	void *value;

	for (size_t i = 0; map_next(m, &i, &key, &value);) {
		struct topic *t = value;

		if (!t->before || (c->new.series && t->top->n < c->new.series->n))
			continue;
		c->old.series = t->before;
		c->new.series = t->top;
	}
}

/* Only titles that differ: the largest, and the largest of its sender's. */
static void choose_sender(struct compare_cmd *c, const struct map *m)
{
	const struct series *one = largest(m), *other = NULL;
	struct str key;
	void *value;

	for (size_t i = 0; one && map_next(m, &i, &key, &value);) {
		const struct series *s = ((struct topic *)value)->top;

		if (s != one && str_eq_nocase(s->patches[0]->msg->from,
					      one->patches[0]->msg->from))
			keep_larger(&other, s);
	}
	if (!other)
		return;
	c->new.series = newer(one, other) ? one : other;
	c->old.series = c->new.series == one ? other : one;
}

static const char no_versions[] = "the input does not hold two versions of a series";

static bool choose(struct compare_cmd *c, struct err *err)
{
	struct map *m;

	if (c->two || c->from) {
		choose_two(c, topics(c, c->old.l, c->from),
			   topics(c, c->new.l, c->to));
	} else {
		m = topics(c, c->new.l, 0);
		choose_last(c, m);
		if (!c->new.series)
			choose_sender(c, m);
	}
	if (c->new.series && c->old.series && c->new.series != c->old.series)
		return true;
	if (c->from)
		return err_set(err, "no series of version %u, or none of %u",
			       (unsigned)c->from, (unsigned)c->to);
	return err_set(err, c->two ? "no patch series in one of the inputs" : no_versions);
}

/* Two series of one sender, of other titles and without a patch in common, are
 * no versions of each other; who names both of them may compare them. */
static bool are_versions(struct compare_cmd *c, const struct rangediff *rd)
{
	return c->two || c->from || rd->same || rd->changed ||
	       str_eq(title_key(c, c->old.series), title_key(c, c->new.series));
}

/* ---- both judged, and compared ---- */

static bool judge(struct compare_cmd *c, struct version *v, struct err *err)
{
	if (!load_triage(v->l, &v->triage, &v->study, c->a, v->series, err))
		return false;
	triage_findings(&v->triage);
	findings_seal(&v->study.findings);
	return true;
}

static uint32_t *places(struct compare_cmd *c, const struct rangediff *rd)
{
	uint32_t *to = NEW_ARRAY(c->a, c->old.series->n + 1, uint32_t);

	vec_for(const struct rangediff_pair, p, rd)
		if (p->old)
			to[p->old_at] = (uint32_t)p->new_at;
	return to;
}

static void print(struct compare_cmd *c, const struct rangediff *rd,
		  const struct delta *d)
{
	struct triage_view v = { 80, cmd_color(c->color) };
	struct compare_report r = {
		.old = &c->old.triage, .new = &c->new.triage, .pairs = rd,
		.findings = d, .all = c->all,
	};
	struct buf out = BUF;

	if (!strcmp(c->format, "jsonl"))
		compare_print_jsonl(&out, &r);
	else
		compare_print(&out, &r, &v);
	fwrite(out.p, 1, out.n, stdout);
	buf_free(&out);
}

static bool compare(struct compare_cmd *c, bool *failing, struct err *err)
{
	struct rangediff rd;
	struct delta d;

	if (!choose(c, err))
		return false;
	rangediff(&rd, c->a, c->old.series, c->new.series,
		  c->factor < 1000 ? (unsigned)c->factor : 1000);
	if (!are_versions(c, &rd))
		return err_set(err, "%s", no_versions);
	if (!judge(c, &c->old, err) || !judge(c, &c->new, err))
		return false;
	delta_findings(&d, c->a, &c->old.study.findings, &c->new.study.findings,
		       places(c, &rd), c->old.series->n + 1);
	print(c, &rd, &d);
	vec_for(const struct delta_item, it, &d)
		*failing |= it->state == DELTA_NEW &&
			    it->new->level >= c->fail_level;
	return true;
}

/* With --git the range is NEW. */
static bool open_both(struct compare_cmd *c, int argc, char **argv,
		      struct err *err)
{
	const char *range = c->in.in.git;

	c->old.l = c->new.l = &c->first;
	c->in.in.git = NULL;
	c->in.all_versions = argc == 2 && !range;
	if (!load_open(&c->first, &c->in, 2, argv, err))
		return false;
	if (argc < 3 && !range)
		return true;
	c->two = true;
	c->new.l = &c->second;
	c->in.in.git = range;
	return load_open(&c->second, &c->in, range ? 1 : 2, argv + 1, err);
}

static int run(struct compare_cmd *c, int argc, char **argv)
{
	struct err err;
	bool failing = false, ok;

	c->a = arena_new();
	ok = open_both(c, argc, argv, &err) && compare(c, &failing, &err);
	if (!ok)
		cmd_fail("compare: %s", err.msg);
	arena_free(c->a);
	load_close(&c->first);
	if (c->two)
		load_close(&c->second);
	return !ok ? EXIT_FAILED : failing ? EXIT_FOUND : EXIT_CLEAN;
}

/* "1..3", also "v1..v3" */
static bool read_versions(struct compare_cmd *c)
{
	struct str s = str_of(c->versions);

	if (!c->versions)
		return true;
	str_eat_chr(&s, 'v');
	if (!str_num(&s, &c->from, UINT32_MAX) || !str_eat(&s, STR("..")))
		return false;
	str_eat_chr(&s, 'v');
	return str_num(&s, &c->to, UINT32_MAX) && !s.n && c->from && c->to;
}

static const char *bad_usage(struct compare_cmd *c, int argc)
{
	if (argc != 2 && (argc != 3 || c->in.in.git))
		return "OLD and NEW are needed, or one input with both (--help)";
	if (!read_versions(c))
		return "--versions: not A..B";
	return NULL;
}

int cmd_compare(int argc, char **argv)
{
	struct compare_cmd c = {
		.format = "text", .fail_on = "error", .factor = RANGEDIFF_FACTOR,
	};
	struct option opts[] = {
		OPT_CHOICE(0, "format", &c.format, "FORMAT", "text|jsonl", "text or jsonl"),
		OPT_CHOICE(0, "fail-on", &c.fail_on, "LEVEL", "error|warning|check",
			   "exit 1 on new findings from this level on (error)"),
		OPT_STR(0, "versions", &c.versions, "A..B",
			"these versions, not the newest two"),
		OPT_NUM(0, "creation-factor", &c.factor, "PERCENT",
			"how alike patches must be to be one, as git range-diff (60)"),
		OPT_FLAG(0, "all", &c.all,
			 "list every finding, those that were kept and checks, too"),
		OPT_COLOR(&c.color),
		OPT_ALSO(load_rows(&c.in)),
		OPT_END,
	};
	const char *why;

	argc = option_parse(argc, argv, opts, usage);
	if (argc < 0)
		return cmd_usage_status(argc);
	level_of(str_of(c.fail_on), &c.fail_level);
	why = bad_usage(&c, argc);
	return why ? cmd_fail("compare: %s", why) : run(&c, argc, argv);
}
