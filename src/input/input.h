/* SPDX-License-Identifier: GPL-2.0-or-later */
/* input/input.h - where series come from: one resolver for every command.
 *
 * An argument is, found out by looking and not by its name:
 *	-			standard input, an mbox or one mail, as it streams
 *	FILE			an mbox or one mail; gzip of either
 *	DIR			maildir, MH folder, public-inbox (v1, v2, one epoch),
 *				else every file in it in the order of its names
 *	DIR MESSAGE-ID		of a public-inbox: the thread of that mail
 *	MESSAGE-ID, URL		from a server; see net/lore.h
 * and with options.git: A..B, commits of a repository as patches.
 * What exists as a file is never taken for a Message-ID.
 *
 * Mails come one by one. What cannot be read is a problem (PROBLEM_NOT_READ,
 * text "PATH: why"), and the rest is still read.
 */
#ifndef WINNOW_INPUT_INPUT_H
#define WINNOW_INPUT_INPUT_H

#include "base/err.h"
#include "base/problem.h"
#include "mail/mbox.h"

struct input;

struct input_options {
	const char *git;	/* A..B: the arguments are not looked at */
	const char *git_dir;	/* its repository; NULL: the current folder */
	const char *git_base;	/* write base-commit lines as --base=REV does */
	const char *git_version;	/* of the signature; NULL: FORMAT_VERSION */
	const char *server;	/* NULL: $WINNOW_SERVER, else winnow.server in
				 * the user's git configuration, else LORE_SERVER */
	bool offline;
	bool no_cache;
	size_t max_bytes;	/* of a gzip file or a download, unpacked; 0: 1 GiB */
	unsigned seconds, stall_seconds;	/* see net/fetch.h */
};

/* `args` must live as long as the input. NULL and err when an argument names
 * nothing at all or the server fails: then nothing was read. */
struct input *input_open(const char *const *args, size_t n,
			 const struct input_options *o, struct err *err);
void input_close(struct input *in);	/* takes NULL */

/* The next mail; false at the end. The bytes and `source` live as long as both
 * `a` and the input: of a stream the mail is copied into `a`, so that a scratch
 * arena, reset a mail, keeps memory flat. */
bool input_next(struct input *in, struct arena *a, struct mbox_raw *raw,
		const char **source);

/* What was not read, so far. */
const struct problems *input_problems(const struct input *in);

#endif
