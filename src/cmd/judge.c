// SPDX-License-Identifier: GPL-2.0-or-later
#include "cmd/judge.h"

#include <pthread.h>
#include <stdlib.h>

#include "cmd/cmd.h"

#define THREADS_MAX 16
#define SERIES_MIN 8		/* a thread is not started for fewer */
#define AHEAD 64		/* series judged and not yet told, at most: one that takes long
				 * is not to hold up the other threads */

struct slot {
	struct arena *a;
	struct triage t;
	struct study st;
	struct err err;
	bool ok, done;
};

struct judge {
	struct load *l;
	pthread_mutex_t lock;
	pthread_cond_t done, room;
	size_t next, told, n;	/* series */
	bool stop;
	struct slot slots[AHEAD];
};

struct worker {
	struct judge *j;
	pthread_t thread;
	struct source_reader *reader;
};

static void judge_one(struct judge *j, size_t i, struct source_reader *reader)
{
	struct slot *s = &j->slots[i % AHEAD];

	s->a = arena_new();
	s->ok = load_judge(j->l, reader, &s->t, &s->st, s->a, &j->l->series.v[i], &s->err);
	pthread_mutex_lock(&j->lock);
	s->done = true;
	pthread_cond_signal(&j->done);
	pthread_mutex_unlock(&j->lock);
}

static bool to_do(const struct judge *j)
{
	return !j->stop && j->next < j->n && j->next - j->told < AHEAD;
}

static void *work(void *arg)
{
	struct worker *w = arg;
	struct judge *j = w->j;

	for (;;) {
		size_t i;

		pthread_mutex_lock(&j->lock);
		while (!to_do(j) && !j->stop && j->next < j->n)
			pthread_cond_wait(&j->room, &j->lock);
		if (!to_do(j)) {
			pthread_mutex_unlock(&j->lock);
			return NULL;
		}
		i = j->next++;
		pthread_mutex_unlock(&j->lock);
		judge_one(j, i, w->reader);
	}
}

/* Judges others while series i is not there. */
static void await(struct judge *j, size_t i)
{
	pthread_mutex_lock(&j->lock);
	while (!j->slots[i % AHEAD].done) {
		if (to_do(j)) {
			size_t k = j->next++;

			pthread_mutex_unlock(&j->lock);
			judge_one(j, k, j->l->reader);
			pthread_mutex_lock(&j->lock);
		} else {
			pthread_cond_wait(&j->done, &j->lock);
		}
	}
	pthread_mutex_unlock(&j->lock);
}

static void forget(struct judge *j, struct slot *s)
{
	arena_free(s->a);
	pthread_mutex_lock(&j->lock);
	*s = (struct slot){ 0 };
	j->told++;
	pthread_cond_broadcast(&j->room);
	pthread_mutex_unlock(&j->lock);
}

static bool tell_all(struct judge *j, judge_fn *tell, void *ctx, struct err *err)
{
	bool ok = true;

	for (size_t i = 0; ok && i < j->n; i++) {
		struct slot *s = &j->slots[i % AHEAD];

		await(j, i);
		if (!s->ok)
			*err = s->err;
		ok = s->ok && tell(ctx, &s->t, err);
		forget(j, s);
	}
	return ok;
}

static size_t threads_for(const struct load *l)
{
	size_t n = l->series.n / SERIES_MIN, cores = cmd_cores();

	if (l->has_base)
		return 0;
	if (n > cores - 1)
		n = cores - 1;
	return n < THREADS_MAX ? n : THREADS_MAX;
}

static size_t start(struct worker *w, size_t want, struct judge *j)
{
	size_t n = 0;

	for (; n < want; n++) {
		w[n] = (struct worker){ .j = j, .reader = source_reader_open() };
		if (pthread_create(&w[n].thread, NULL, work, &w[n])) {
			source_reader_close(w[n].reader);
			break;
		}
	}
	return n;
}

static void stop(struct worker *w, size_t n, struct judge *j)
{
	pthread_mutex_lock(&j->lock);
	j->stop = true;
	pthread_cond_broadcast(&j->room);
	pthread_mutex_unlock(&j->lock);
	for (size_t i = 0; i < n; i++) {
		pthread_join(w[i].thread, NULL);
		source_reader_close(w[i].reader);
	}
	for (size_t i = 0; i < AHEAD; i++)
		arena_free(j->slots[i].a);
}

bool judge_each(struct load *l, judge_fn *tell, void *ctx, struct err *err)
{
	struct judge *j = calloc(1, sizeof(*j));
	struct worker w[THREADS_MAX];
	size_t n;
	bool ok;

	if (!j)
		die("out of memory");
	j->l = l;
	j->n = l->series.n;
	pthread_mutex_init(&j->lock, NULL);
	pthread_cond_init(&j->done, NULL);
	pthread_cond_init(&j->room, NULL);
	n = start(w, threads_for(l), j);
	ok = tell_all(j, tell, ctx, err);
	stop(w, n, j);
	pthread_cond_destroy(&j->room);
	pthread_cond_destroy(&j->done);
	pthread_mutex_destroy(&j->lock);
	free(j);
	return ok;
}
