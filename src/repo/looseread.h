/* SPDX-License-Identifier: GPL-2.0-or-later */
/* repo/looseread.h - objects that lie each in a file of its own.
 *
 * Source: gitrepository-layout(5), "objects/[0-9a-f][0-9a-f]". The file is one
 * zlib stream: "blob SIZE", a NUL, the bytes. It is read and inflated once, into
 * room that is used again. libgit2 does it twice, copies more than that, and
 * comes to no end where the file is cut off.
 */
#ifndef WINNOW_REPO_LOOSEREAD_H
#define WINNOW_REPO_LOOSEREAD_H

#include "repo/packread.h"

struct looseread;	/* serves one thread */

struct looseread *looseread_open(struct packread_huge *h);
void looseread_close(struct looseread *r);	/* takes NULL */

enum object_found { OBJECT_NONE, OBJECT_READ, OBJECT_DAMAGED };

/* The object, in a folder of objects. The text, with PACKREAD_SLACK bytes readable
 * behind it, is good until the next call; a huge one keeps other threads from
 * theirs until then. OBJECT_DAMAGED: `why` is what is wrong, in words. */
enum object_found looseread_object(struct looseread *r, const char *objects,
				   const unsigned char id[PACK_ID], enum pack_type *type,
				   struct str *text, const char **why);
/* The last text is not needed any more; takes NULL. */
void looseread_rest(struct looseread *r);

#endif
