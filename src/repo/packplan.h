/* SPDX-License-Identifier: GPL-2.0-or-later */
/* repo/packplan.h - in which order many objects are read, and by which thread.
 *
 *	packplan_make(&plan, packs, v, n, threads);
 *	in each thread:
 *		while (packplan_take(&plan, &part)) {
 *			packs_expect(reader, v, n, part.from, part.to);
 *			for (i = part.from; i < part.to; i++)
 *				packs_blob(reader, &v[i], ...);
 *			packplan_done(&plan, &part);
 *		}
 *
 * Small objects go by offset, so that the pack is read from its begin to its
 * end. Large ones are taken together with what is made of them, wherever that
 * lies, so that each is inflated once. Giants come first, and one thread at a
 * time reads them, so that they cost their memory once, and early.
 */
#ifndef WINNOW_REPO_PACKPLAN_H
#define WINNOW_REPO_PACKPLAN_H

#include "repo/packs.h"

struct packplan {
	const struct packidx_item *v;
	size_t n;
	size_t ngiants;		/* they stand first */
	pthread_mutex_t lock;
	size_t giant, next;	/* to be read */
	bool busy;		/* with giants */
};

struct packplan_part {
	size_t from, to;
	bool giant;
};

/* Finds the items and sorts them, with the help of so many threads. */
void packplan_make(struct packplan *plan, struct packs *p, struct packidx_item *v, size_t n,
		   unsigned threads);
void packplan_close(struct packplan *plan);

/* False when nothing is left for this thread. */
bool packplan_take(struct packplan *plan, struct packplan_part *part);
void packplan_done(struct packplan *plan, const struct packplan_part *part);

#endif
