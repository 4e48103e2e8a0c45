// SPDX-License-Identifier: GPL-2.0-or-later
#define PCRE2_CODE_UNIT_WIDTH 8
#include "base/regex.h"

#include <pcre2.h>
#include <stdlib.h>

#define MATCH_LIMIT 200000
#define DEPTH_LIMIT 2000

/* Compiling to machine code pays after so many matches, or for a pattern that
 * takes so many steps on one text. */
#define JIT_AFTER 200
#define JIT_STEPS 1000

struct regex {
	pcre2_code *code;
	pcre2_match_data *data;
	pcre2_match_context *ctx;
	unsigned uses;
	bool compiled;		/* to machine code, or tried */
	bool machine;
};

static uint32_t options(unsigned flags)
{
	return (flags & REGEX_NOCASE ? PCRE2_CASELESS : 0) |
	       (flags & REGEX_EXTENDED ? PCRE2_EXTENDED : 0) |
	       (flags & REGEX_MULTILINE ? PCRE2_MULTILINE : 0);
}

static void compile(struct regex *re)
{
	re->compiled = true;
	re->machine = !pcre2_jit_compile(re->code, PCRE2_JIT_COMPLETE);
	pcre2_set_match_limit(re->ctx, MATCH_LIMIT);
}

struct regex *regex_open(struct str pattern, unsigned flags, struct err *err)
{
	struct regex *re;
	PCRE2_SIZE at;
	int code;
	pcre2_code *c = pcre2_compile((PCRE2_SPTR)(pattern.n ? pattern.p : ""),
				      pattern.n, options(flags), &code, &at, NULL);

	if (!c) {
		char msg[256];

		pcre2_get_error_message(code, (PCRE2_UCHAR *)msg, sizeof(msg));
		err_set(err, "bad pattern at offset %zu: %s", (size_t)at, msg);
		return NULL;
	}
	re = calloc(1, sizeof(*re));
	if (!re)
		die("out of memory");
	re->code = c;
	re->data = pcre2_match_data_create_from_pattern(c, NULL);
	re->ctx = pcre2_match_context_create(NULL);
	if (!re->data || !re->ctx)
		die("out of memory");
	pcre2_set_match_limit(re->ctx, JIT_STEPS);
	pcre2_set_depth_limit(re->ctx, DEPTH_LIMIT);
	if (flags & REGEX_OFTEN)
		compile(re);
	return re;
}

void regex_close(struct regex *re)
{
	if (!re)
		return;
	pcre2_match_context_free(re->ctx);
	pcre2_match_data_free(re->data);
	pcre2_code_free(re->code);
	free(re);
}

static int match(struct regex *re, struct str s, size_t from)
{
	if (re->machine)
		return pcre2_jit_match(re->code, (PCRE2_SPTR)(s.n ? s.p : ""), s.n, from, 0,
				       re->data, re->ctx);
	return pcre2_match(re->code, (PCRE2_SPTR)(s.n ? s.p : ""), s.n, from, 0,
			   re->data, re->ctx);
}

bool regex_find(struct regex *re, struct str s, size_t from,
		size_t *start, size_t *end)
{
	PCRE2_SIZE *o;
	int found;

	if (from > s.n)
		return false;
	if (++re->uses == JIT_AFTER && !re->compiled)
		compile(re);
	found = match(re, s, from);
	if (found == PCRE2_ERROR_MATCHLIMIT && !re->compiled) {
		compile(re);
		found = match(re, s, from);
	}
	if (found < 0)
		return false;
	o = pcre2_get_ovector_pointer(re->data);
	*start = o[0];
	*end = o[1];
	return true;
}
