// SPDX-License-Identifier: GPL-2.0-or-later
#define PCRE2_CODE_UNIT_WIDTH 8
#include "base/regex.h"

#include <pcre2.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#define MATCH_LIMIT 200000
#define DEPTH_LIMIT 2000

/* Compiling to machine code pays after so many matches, or for a pattern that
 * takes so many steps on one text. */
#define JIT_AFTER 200
#define JIT_STEPS 1000

/* Code is only read; what becomes machine code is a copy, for others may be
 * matching. */
struct regex {
	pcre2_code *code;
	_Atomic(pcre2_code *) machine;
	atomic_uint uses;
	atomic_bool compiled;	/* to machine code, or tried */
};

/* ---- what a thread matches with ---- */

struct matcher {
	pcre2_match_data *data;
	pcre2_match_context *quick, *patient;	/* JIT_STEPS, MATCH_LIMIT */
};

static _Thread_local struct matcher *matcher;
static pthread_key_t matchers;		/* to free them with their threads */

static void matcher_close(void *arg)
{
	struct matcher *m = arg;

	pcre2_match_context_free(m->quick);
	pcre2_match_context_free(m->patient);
	pcre2_match_data_free(m->data);
	free(m);
}

static void matchers_open(void)
{
	if (pthread_key_create(&matchers, matcher_close))
		die("out of memory");
}

static pcre2_match_context *limited(uint32_t steps)
{
	pcre2_match_context *ctx = pcre2_match_context_create(NULL);

	if (!ctx)
		die("out of memory");
	pcre2_set_match_limit(ctx, steps);
	pcre2_set_depth_limit(ctx, DEPTH_LIMIT);
	return ctx;
}

static struct matcher *matcher_open(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct matcher *m = calloc(1, sizeof(*m));

	pthread_once(&once, matchers_open);
	/* One pair is enough: groups are not asked for. */
	if (!m || !(m->data = pcre2_match_data_create(1, NULL)))
		die("out of memory");
	m->quick = limited(JIT_STEPS);
	m->patient = limited(MATCH_LIMIT);
	pthread_setspecific(matchers, m);
	return m;
}

/* ---- patterns ---- */

static uint32_t options(unsigned flags)
{
	return (flags & REGEX_NOCASE ? PCRE2_CASELESS : 0) |
	       (flags & REGEX_EXTENDED ? PCRE2_EXTENDED : 0) |
	       (flags & REGEX_MULTILINE ? PCRE2_MULTILINE : 0);
}

static void compile(struct regex *re)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	pcre2_code *copy;

	pthread_mutex_lock(&lock);
	if (!re->compiled) {
		copy = pcre2_code_copy(re->code);
		if (copy && !pcre2_jit_compile(copy, PCRE2_JIT_COMPLETE))
			re->machine = copy;
		else
			pcre2_code_free(copy);
		re->compiled = true;
	}
	pthread_mutex_unlock(&lock);
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
	if (flags & REGEX_OFTEN)
		compile(re);
	return re;
}

void regex_close(struct regex *re)
{
	if (!re)
		return;
	pcre2_code_free(re->machine);
	pcre2_code_free(re->code);
	free(re);
}

static int match(struct regex *re, struct matcher *m, struct str s, size_t from,
		 bool patient)
{
	PCRE2_SPTR p = (PCRE2_SPTR)(s.n ? s.p : "");
	pcre2_code *machine = re->machine;

	if (machine)
		return pcre2_jit_match(machine, p, s.n, from, 0, m->data, m->patient);
	return pcre2_match(re->code, p, s.n, from, 0, m->data,
			   patient ? m->patient : m->quick);
}

bool regex_find(struct regex *re, struct str s, size_t from,
		size_t *start, size_t *end)
{
	PCRE2_SIZE *o;
	bool patient;
	int found;

	if (from > s.n)
		return false;
	if (!matcher)
		matcher = matcher_open();
	if (!re->compiled && ++re->uses == JIT_AFTER)
		compile(re);
	patient = re->compiled;
	found = match(re, matcher, s, from, patient);
	if (found == PCRE2_ERROR_MATCHLIMIT && !patient) {
		compile(re);
		found = match(re, matcher, s, from, true);
	}
	if (found < 0)
		return false;
	o = pcre2_get_ovector_pointer(matcher->data);
	*start = o[0];
	*end = o[1];
	return true;
}
