/* SPDX-License-Identifier: GPL-2.0-or-later */
/* text/tag.h - tags in a subject, wherever people put them.
 *
 *	[PATCH v3 6/6 DONOTMERGE] ...	in a bracket, before, in or after [PATCH]
 *	HACK: i2c: aspeed: ...		a prefix of the title
 *	arm64: dts: *do not merge* ...	a segment between delimiters
 *	r8a779a0: WIP disable ...	a word of the title
 * The patterns come from data, each with the places where it counts; in "title"
 * a pattern is searched in the title as it stands.
 */
#ifndef WINNOW_TEXT_TAG_H
#define WINNOW_TEXT_TAG_H

#include "text/phrase.h"

enum tag_place {
	TAG_BRACKET,		/* not part of a longer word */
	TAG_PREFIX,		/* before ":", "!" or "/" (case: or a blank) */
	TAG_SEGMENT,		/* all of what stands between delimiters */
	TAG_WORD,		/* anywhere in the title, not part of a word or path */
	TAG_TITLE,
	TAG_PLACES
};

struct tag {
	struct str name;
	struct str strength;	/* "strong", "medium", "weak" */
	bool cased;
	struct patterns find[TAG_PLACES];	/* ready to match; none where it does
						 * not count */
	struct patterns unless;	/* of the title */
};

struct tags {
	struct tag *v;
	size_t n;
	struct patterns bare;	/* of each, without its places: for phrase_hopes() of a
				 * subject */
};

/* Reads params.tags; false and err on an unknown place. */
bool tags_read(struct tags *out, struct arena *a, const struct json *params,
	       const struct map *words, struct err *err);
bool tags_check(struct tags *ts, struct err *err);
void tags_close(struct tags *ts);

/* Whether the subject carries the tag; *hit gets the words found. */
bool tag_find(struct tag *t, struct str subject, struct str *hit);

#endif
