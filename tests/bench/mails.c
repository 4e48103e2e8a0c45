// SPDX-License-Identifier: GPL-2.0-or-later
/* mails MBOX: every mail of it through the message and the diff stage: split,
 * heads, transfer encodings, charsets, messages, diffs to the line. Prints how
 * many mails, and lines of diffs. What winnow does before it groups series. */
#include <stdio.h>

#include "base/err.h"
#include "base/file.h"
#include "patch/patch.h"

int main(int argc, char **argv)
{
	struct arena *a = arena_new();
	struct file_map map;
	struct mbox_raw raw;
	struct mbox mbox;
	size_t mails = 0, lines = 0;
	struct err err;

	if (argc != 2 || !file_map_open(&map, argv[1], &err))
		die("usage: mails MBOX");
	mbox_open(&mbox, map.text);
	while (mbox_next(&mbox, &raw)) {
		struct message *m = message_parse(a, &raw, argv[1]);

		lines += patch_parse(a, m)->diff.nlines;
		mails++;
		arena_reset(a);
	}
	printf("%zu %zu\n", mails, lines);
	file_map_close(&map);
	arena_free(a);
	return 0;
}
