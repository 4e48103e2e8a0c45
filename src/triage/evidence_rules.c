// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/evidence_rules.h"

static const char *const strength_names[] = { "", "weak", "medium", "strong" };
static const char *const takes_names[] = { "none", "line", "definition", "statement" };
static const char *const on_names[] = {
	"", "constant", "constant_below", "return_below", "call_below", "statement_below",
};

/* Index of the member's string among `names`; `absent` when there is none. */
static bool read_enum(const struct rule *r, const char *key,
		      const char *const *names, size_t n, unsigned absent,
		      unsigned *out, struct err *err)
{
	struct str s;

	*out = absent;
	if (!json_get(r->params, key))
		return true;
	for (unsigned i = 0; json_str(r->params, key, &s) && i < n; i++) {
		if (!str_eq(s, str_of(names[i])) || !s.n)
			continue;
		*out = i;
		return true;
	}
	return err_set(err, "%s: params.%s: not a known word", r->path, key);
}

static bool read_strength(const struct rule *r, enum strength *out, struct err *err)
{
	unsigned i;

	if (!read_enum(r, "strength", strength_names, 4, STRENGTH_WEAK, &i, err))
		return false;
	*out = (enum strength)i;
	return true;
}

static bool read_on(const struct rule *r, const char *key, enum marker_on *out,
		    struct err *err)
{
	unsigned i;

	if (!read_enum(r, key, on_names, sizeof(on_names) / sizeof(*on_names), ON_ANY,
		       &i, err))
		return false;
	*out = (enum marker_on)i;
	return true;
}

static void read_needles(struct needles *n, const struct rule *r, size_t bit)
{
	struct str s;

	json_for(it, json_get(r->params, "needles"))
		if (json_to_str(it, &s))
			needles_add(n, s, (unsigned)bit);
}

static bool read_prose(struct evidence_rules *er, const struct rule *r,
		       struct err *err)
{
	struct prose_rule p = { .rule = r };
	struct str about = STR("");

	if (er->prose.n == NEEDLE_MAX)
		return err_set(err, "%s: more than %d prose rules", r->path, NEEDLE_MAX);
	if (!read_strength(r, &p.strength, err))
		return false;
	json_str(r->params, "about", &about);
	p.of_lines = str_eq(about, STR("lines"));
	json_num(r->params, "up_to", &p.up_to, UINT32_MAX);
	p.message = rule_param_has(r, "sections", STR("message"));
	p.notes = rule_param_has(r, "sections", STR("notes"));
	p.cover = rule_param_has(r, "sections", STR("cover"));
	p.changelog = rule_param_has(r, "sections", STR("changelog"));
	phrase_read(&p.find, er->a, r->params, "patterns", REGEX_NOCASE, er->words);
	phrase_read(&p.unless, er->a, r->params, "unless", REGEX_NOCASE, er->words);
	read_needles(er->prose_needles, r, er->prose.n);
	vec_add(er->a, &er->prose, p);
	return true;
}

static bool read_tags(struct evidence_rules *er, const struct rule *r,
		      struct err *err)
{
	struct tag_rule t = { .rule = r };
	struct err why;

	if (er->tags.n == NEEDLE_MAX)
		return err_set(err, "%s: more than %d tag rules", r->path, NEEDLE_MAX);
	if (!tags_read(&t.tags, er->a, r->params, er->words, &why))
		return err_set(err, "%s: %s", r->path, why.msg);
	read_needles(er->tag_needles, r, er->tags.n);
	vec_add(er->a, &er->tags, t);
	return true;
}

static bool read_lines_rule(struct evidence_rules *er, const struct rule *r,
			    struct marker_rule *m, struct err *err)
{
	unsigned takes, cased = 0;
	bool c = false;

	*m = (struct marker_rule){ .rule = r };
	if (!read_strength(r, &m->strength, err) || !read_on(r, "on", &m->on, err) ||
	    !read_on(r, "plain_on", &m->plain_on, err) ||
	    !read_on(r, "asks_on", &m->asks_on, err) ||
	    !read_enum(r, "takes", takes_names, 4, TAKES_LINE, &takes, err))
		return false;
	m->takes = (enum marker_takes)takes;
	json_bool(r->params, "ends", &m->ends);
	json_bool(r->params, "in_place", &m->in_place);
	json_bool(r->params, "stub", &m->stub);
	if (json_bool(r->params, "case", &c) && c)
		cased = 1;
	m->languages = json_get(r->params, "languages");
	phrase_read(&m->skip, er->a, r->params, "skip", 0, er->words);
	phrase_read(&m->find, er->a, r->params, "pattern",
		    cased ? 0 : REGEX_NOCASE, er->words);
	phrase_read(&m->needs, er->a, r->params, "needs", REGEX_NOCASE, er->words);
	phrase_read(&m->unless, er->a, r->params, "unless", REGEX_NOCASE, er->words);
	phrase_read(&m->asks, er->a, r->params, "asks", REGEX_NOCASE, er->words);
	phrase_read(&m->behind, er->a, r->params, "behind", REGEX_NOCASE, er->words);
	return true;
}

static bool read_marker(struct evidence_rules *er, const struct rule *r,
			struct err *err)
{
	struct marker_rule m;

	if (er->markers.n == NEEDLE_MAX)
		return err_set(err, "%s: more than %d marker rules", r->path, NEEDLE_MAX);
	if (!read_lines_rule(er, r, &m, err))
		return false;
	read_needles(er->marker_needles, r, er->markers.n);
	vec_add(er->a, &er->markers, m);
	return true;
}

static bool read_if_zero(struct evidence_rules *er, const struct rule *r,
			 struct err *err)
{
	phrase_read(&er->never, er->a, r->params, "never", REGEX_NOCASE, er->words);
	return read_lines_rule(er, r, &er->if_zero, err);
}

static bool read_commented_out(struct evidence_rules *er, const struct rule *r,
			       struct err *err)
{
	phrase_read(&er->code, er->a, r->params, "code", 0, er->words);
	phrase_read(&er->code_weak, er->a, r->params, "code_beside", 0, er->words);
	phrase_read(&er->code_not, er->a, r->params, "prose", 0, er->words);
	phrase_read(&er->code_declares, er->a, r->params, "declares", 0, er->words);
	phrase_read(&er->code_calls, er->a, r->params, "calls", 0, er->words);
	phrase_read(&er->code_kconfig, er->a, r->params, "kconfig", 0, er->words);
	if (!read_lines_rule(er, r, &er->commented_out, err))
		return false;
	er->switched_off = er->commented_out;
	er->switched_off.languages = json_get(r->params, "switched_off");
	if (!er->switched_off.languages)
		er->switched_off.rule = NULL;
	return true;
}

static bool read_debug(struct evidence_rules *er, const struct rule *r,
		       struct err *err)
{
	read_needles(er->code_needles, r, 0);
	phrase_read(&er->debug_call, er->a, r->params, "calls", 0, er->words);
	phrase_read(&er->debug_print, er->a, r->params, "prints", 0, er->words);
	phrase_read(&er->debug_shout, er->a, r->params, "shouts", 0, er->words);
	phrase_read(&er->debug_noise, er->a, r->params, "noise", REGEX_NOCASE, er->words);
	phrase_read(&er->debug_tells, er->a, r->params, "tells", REGEX_NOCASE, er->words);
	return read_lines_rule(er, r, &er->debug, err);
}

static bool read_bare(struct evidence_rules *er, const struct rule *r,
		      struct err *err)
{
	return read_lines_rule(er, r, &er->bare, err);
}

static bool read_trailer(struct evidence_rules *er, const struct rule *r,
			 struct err *err)
{
	return read_lines_rule(er, r, &er->trailer, err);
}

static bool read_no_signoff(struct evidence_rules *er, const struct rule *r,
			    struct err *err)
{
	return read_lines_rule(er, r, &er->no_signoff, err);
}

static bool read_beyond_end(struct evidence_rules *er, const struct rule *r,
			    struct err *err)
{
	return read_lines_rule(er, r, &er->beyond_end, err);
}

typedef bool read_fn(struct evidence_rules *er, const struct rule *r, struct err *err);

static const struct {
	const char *matcher;
	read_fn *read;
} readers[] = {
	{ "bare_comment", read_bare },
	{ "beyond_end", read_beyond_end },
	{ "commented_out", read_commented_out },
	{ "debug_leftover", read_debug },
	{ "if_zero", read_if_zero },
	{ "marker", read_marker },
	{ "no_signoff", read_no_signoff },
	{ "prose", read_prose },
	{ "tag", read_tags },
	{ "trailer", read_trailer },
};

/* NULL: no rule about evidence, or one to be ignored. */
static read_fn *reader_of(const struct rule *r)
{
	for (size_t i = 0; !r->ignored && i < sizeof(readers) / sizeof(*readers); i++)
		if (str_eq(r->matcher, str_of(readers[i].matcher)))
			return readers[i].read;
	return NULL;
}

/* A set of words that C asks about. */
static void of_words(struct evidence_rules *er, struct patterns *out, struct str name)
{
	out->v = NEW(er->a, struct pattern);
	out->n = 1;
	out->a = er->a;
	*out->v = (struct pattern){ .source = name, .flags = REGEX_NOCASE,
				    .words = er->words };
}

bool evidence_rules_open(struct evidence_rules **out, struct arena *a,
			 const struct rules *rs, struct err *err)
{
	struct evidence_rules *er = NEW(a, struct evidence_rules);

	*out = er;
	er->rules = rs;
	er->a = a;
	er->words = map_new(a);
	er->prose_needles = needles_new(a);
	er->tag_needles = needles_new(a);
	er->marker_needles = needles_new(a);
	er->code_needles = needles_new(a);
	/* The others may stand on these. */
	vec_for(const struct rule, r, rs)
		if (str_eq(r->matcher, STR("prose_words")))
			phrase_words(er->words, a, json_get(r->params, "words"));
	vec_for(const struct rule, r, rs) {
		read_fn *read = reader_of(r);

		if (read && !read(er, r, err))
			return false;
	}
	of_words(er, &er->provisional, STR("{PROVISIONAL}"));
	of_words(er, &er->pronoun, STR("{PRONOUN}"));
	of_words(er, &er->itself, STR("{ITSELF}"));
	of_words(er, &er->other, STR("{OTHER}"));
	return true;
}

typedef bool patterns_fn(struct patterns *ps, struct err *err);

/* Until one fails; so the others below. */
static bool each_of_marker(struct marker_rule *m, patterns_fn *fn, struct err *err)
{
	return fn(&m->skip, err) && fn(&m->find, err) && fn(&m->needs, err) &&
	       fn(&m->unless, err) && fn(&m->asks, err) && fn(&m->behind, err);
}

static bool each_marker(struct evidence_rules *er, patterns_fn *fn, struct err *err)
{
	struct marker_rule *one[] = {
		&er->if_zero, &er->commented_out, &er->debug, &er->bare,
		&er->trailer, &er->no_signoff, &er->beyond_end,
	};

	vec_for(struct marker_rule, m, &er->markers)
		if (!each_of_marker(m, fn, err))
			return false;
	for (size_t i = 0; i < sizeof(one) / sizeof(*one); i++)
		if (!each_of_marker(one[i], fn, err))
			return false;
	return true;
}

static bool each_of_code(struct evidence_rules *er, patterns_fn *fn, struct err *err)
{
	struct patterns *all[] = {
		&er->never, &er->code, &er->code_weak, &er->code_not, &er->code_declares,
		&er->code_calls, &er->code_kconfig, &er->debug_call, &er->debug_print,
		&er->debug_shout, &er->debug_noise, &er->debug_tells,
		&er->provisional, &er->pronoun, &er->other, &er->itself,
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (!fn(all[i], err))
			return false;
	return true;
}

static bool often(struct patterns *ps, struct err *err)
{
	(void)err;
	phrase_often(ps);
	return true;
}

static bool close_one(struct patterns *ps, struct err *err)
{
	(void)err;
	phrase_close(ps);
	return true;
}

void evidence_rules_often(struct evidence_rules *er)
{
	each_marker(er, often, NULL);
}

void evidence_rules_close(struct evidence_rules *er)
{
	if (!er)
		return;
	vec_for(struct prose_rule, p, &er->prose) {
		phrase_close(&p->find);
		phrase_close(&p->unless);
	}
	vec_for(struct tag_rule, t, &er->tags)
		tags_close(&t->tags);
	each_marker(er, close_one, NULL);
	each_of_code(er, close_one, NULL);
}

static bool check_rule(struct evidence_rules *er, struct arena *a,
		       const struct rule *r, struct err *err)
{
	json_for(it, json_get(r->json, "examples")) {
		bool fires = false;
		struct str text;

		if (!json_str(it, "text", &text) || !json_bool(it, "fires", &fires))
			return err_set(err, "%s: examples: fires and text are needed",
				       r->path);
		if (evidence_example(er, a, r, it, text) != fires)
			return err_set(err, "%s: example %s: %.*s", r->path,
				       fires ? "does not fire" : "fires", STR_FMT(text));
	}
	return true;
}

static bool check_patterns(struct evidence_rules *er, struct err *err)
{
	vec_for(struct prose_rule, p, &er->prose)
		if (!phrase_check(&p->find, err) || !phrase_check(&p->unless, err))
			return false;
	vec_for(struct tag_rule, t, &er->tags)
		if (!tags_check(&t->tags, err))
			return false;
	return each_marker(er, phrase_check, err) && each_of_code(er, phrase_check, err);
}

bool evidence_rules_check(struct evidence_rules *er, struct arena *a,
			  struct err *err)
{
	if (!check_patterns(er, err))
		return false;
	vec_for(const struct rule, r, er->rules)
		if (reader_of(r) && !check_rule(er, a, r, err))
			return false;
	return true;
}

bool marker_reads(const struct marker_rule *m, const char *lang)
{
	struct str one;

	json_for(it, m->languages)
		if (json_to_str(it, &one) && str_eq(one, str_of(lang)))
			return true;
	return !m->languages;
}

bool marker_applies(struct marker_rule *m, const char *lang, struct str path)
{
	return m->rule && marker_reads(m, lang) && !phrase_any(&m->skip, path);
}
