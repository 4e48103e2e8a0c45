/* SPDX-License-Identifier: GPL-2.0-or-later */
/* input/jobs.h - what an argument names: files, streams, repositories. */
#ifndef WINNOW_INPUT_JOBS_H
#define WINNOW_INPUT_JOBS_H

#include "base/arena.h"
#include "base/err.h"
#include "base/problem.h"

enum job_kind { JOB_STDIN, JOB_FILE, JOB_TEXT, JOB_INBOX };

struct job {
	enum job_kind kind;
	const char *path;
	struct str id;		/* JOB_INBOX: of the thread, or empty */
	struct str text;	/* JOB_TEXT */
};

struct jobs {
	struct job *v;
	size_t n, cap;
};

enum jobs_added {
	JOBS_FAILED,		/* err says why */
	JOBS_ONE,
	JOBS_TWO,		/* `next` belonged to it and is eaten */
	JOBS_NET,		/* is to be fetched; nothing was added */
};

/* Looks at `arg`; folders become their files, of which those that are no mails
 * are problems. `next` is the argument behind it, or NULL. */
enum jobs_added jobs_add(struct jobs *jobs, struct arena *a, const char *arg,
			 const char *next, struct problems *problems,
			 struct err *err);

#endif
