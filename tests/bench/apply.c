// SPDX-License-Identifier: GPL-2.0-or-later
/* apply MBOX [ROUNDS]: applies the series of an mbox in memory, patch after
 * patch, ROUNDS times; prints the microseconds a patch takes. Reading the mails
 * is not counted, as git am would not be: it is what both begin with. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/file.h"
#include "mail/message.h"
#include "series/weave.h"

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

int main(int argc, char **argv)
{
	int rounds = argc > 2 ? atoi(argv[2]) : 20;
	VEC(struct patch *) patches = { 0 };
	struct arena *a = arena_new();
	struct series_set set = { 0 };
	struct file_map file;
	struct mbox_raw raw;
	struct mbox m;
	struct err err;
	size_t applied = 0;
	double spent = 0;

	if (argc < 2 || !file_map_open(&file, argv[1], &err))
		return 2;
	mbox_open(&m, file.text);
	while (mbox_next(&m, &raw))
		vec_add(a, &patches, patch_parse(a, message_parse(a, &raw, argv[1])));
	series_group(&set, a, patches.v, patches.n);
	for (int i = 0; i < rounds; i++)
		for (size_t k = 0; k < set.n; k++) {
			struct arena *own = arena_new();
			struct weave_set ws = { 0 };
			double from = now();

			weave_build(&ws, own, &set.v[k], NULL, NULL);
			spent += now() - from;
			applied += set.v[k].n;
			arena_free(own);
		}
	if (!applied)
		return 2;
	printf("%.1f\n", spent / (double)applied);
	file_map_close(&file);
	arena_free(a);
	return 0;
}
