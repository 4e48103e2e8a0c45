// SPDX-License-Identifier: GPL-2.0-or-later
/* The examples that a rule brings, tried as if they stood in a patch. */
#include "triage/evidence_rules.h"

static bool example_prose(const struct evidence_rules *er, struct arena *a,
			  const struct rule *r, struct str text)
{
	vec_for(struct prose_rule, p, &er->prose) {
		struct prose prose = { 0 };

		if (p->rule != r)
			continue;
		prose_read(&prose, a, text, 1);
		vec_for(const struct sentence, x, &prose) {
			struct str said = evidence_said(x->text);

			if (needles_find(er->prose_needles, said) >> (p - er->prose.v) & 1 &&
			    evidence_says(p, said))
				return true;
		}
	}
	return false;
}

static bool example_tag(const struct evidence_rules *er, const struct rule *r,
			struct str text)
{
	struct str hit;

	vec_for(struct tag_rule, t, &er->tags)
		for (size_t i = 0; t->rule == r && i < t->tags.n; i++)
			if (str_eq(t->tags.v[i].strength, STR("strong")) &&
			    needles_find(er->tag_needles, text) >> (t - er->tags.v) & 1 &&
			    tag_find(&t->tags.v[i], text, &hit))
				return true;
	return false;
}

/* What the code is that a rule wants a comment to stand on. */
static const struct {
	const char *on, *before, *below;
} example_codes[] = {
	{ "constant", "size = 12;", "" },
	{ "constant_below", "", "size = 12;" },
	{ "return_below", "", "return -EINVAL;" },
	{ "call_below", "", "f(b);" },
};

/* As if the text were a comment (or a line of code) that a patch adds. */
static bool example_code(struct evidence_rules *er, struct arena *a,
			 const struct rule *r, const struct json *example, struct str text)
{
	bool comment = str_eq(r->matcher, STR("marker"));
	struct str line = comment ? str_printf(a, "/* %.*s */", STR_FMT(text)) : text;
	struct str on = STR(""), before = STR(""), below = STR("");
	struct evidence_set set = { 0 };
	struct patch p = { .kind = PATCH_PATCH };
	struct str diff;

	json_str(r->params, "on", &on);
	for (size_t i = 0; i < sizeof(example_codes) / sizeof(*example_codes); i++) {
		if (!str_eq(on, str_of(example_codes[i].on)))
			continue;
		before = str_of(example_codes[i].before);
		below = str_of(example_codes[i].below);
	}
	json_str(example, "before", &before);
	json_str(example, "below", &below);
	diff = str_printf(a,
		"diff --git a/x/y.c b/x/y.c\n--- a/x/y.c\n+++ b/x/y.c\n"
		"@@ -1,2 +1,%d @@\n a = f(b);\n+%.*s%.*s\n%s%.*s%s c = f(d);\n",
		below.n ? 4 : 3, STR_FMT(before), STR_FMT(line),
		below.n ? "+\t" : "", STR_FMT(below), below.n ? "\n" : "");
	diff_parse(&p.diff, a, diff, 1);
	evidence_of_patch(&set, a, &p, NULL, er);
	vec_for(const struct sign, s, &set)
		if (s->rule == r)
			return true;
	return false;
}

bool evidence_example(struct evidence_rules *er, struct arena *a,
		      const struct rule *r, const struct json *example, struct str text)
{
	if (str_eq(r->matcher, STR("prose")))
		return example_prose(er, a, r, text);
	if (str_eq(r->matcher, STR("tag")))
		return example_tag(er, r, text);
	if (str_eq(r->matcher, STR("trailer"))) {
		struct str name;

		return str_until(&text, ':', &name) &&
		       phrase_any(&er->trailer.find, name);
	}
	return example_code(er, a, r, example, text);
}
