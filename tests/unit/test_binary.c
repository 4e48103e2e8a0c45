// SPDX-License-Identifier: GPL-2.0-or-later
#include "test.h"

#include "patch/binary.h"

static struct buf out;

static bool apply(const char *patch, struct str old)
{
	buf_clear(&out);
	return binary_apply(str_of(patch), old, &out);
}

#define HEAD "GIT binary patch\n"

TEST(a_literal_is_what_it_holds)
{
	CHECK(apply(HEAD "literal 4\nLcmZQbOiBg-0!{%Z\n\nliteral 0\nHcmV?d00001\n\n", STR("x")));
	CHECK_STR(buf_str(&out), str_n("\0abc", 4));
	CHECK(apply(HEAD "literal 0\nHcmV?d00001\n\n", STR("x")));
	CHECK_NUM(out.n, 0);
}

/* What git makes of "ns" that becomes "QQ" in the middle. */
#define DELTA HEAD "delta 10\nRcmb=dnqb2e7&y_^1^^U*18x8S\n\ndelta 9\nQcmb=boM6M4H_^@p01=x5IsgCw\n\n"
#define FRONT "uwigolegnpeayrbxbmzgykyyrcylqegviueuhydqftcujocxonnqifdiopr"
#define BACK "rlpijffofqfongntmduwhcglvrbygryhuqriqwqekhuifppqdidxomodxap"

TEST(a_delta_is_made_of_the_old_bytes)
{
	static const char old[] = "\0" FRONT "ns" BACK, new[] = "\0" FRONT "QQs" BACK;

	CHECK(apply(DELTA, str_n(old, sizeof(old) - 1)));
	CHECK_STR(buf_str(&out), str_n(new, sizeof(new) - 1));
	CHECK(!apply(DELTA, STR("other")));
}

TEST(a_patch_that_says_nonsense_makes_nothing)
{
	static const char *const patches[] = {
		"", "GIT binary patch\n", "GIT binary patch\nliteral\n",
		"GIT binary patch\nliteral 99999999999\nLcmZQbOiBg-0!{%Z\n",
		"GIT binary patch\nliteral 5\nLcmZQbOiBg-0!{%Z\n\n",
		"GIT binary patch\nliteral 4\nLcmZQz\n\n",
		"GIT binary patch\nliteral 4\nL\"mZQbOiBg-0!{%Z\n\n",
		"GIT binary patch\ndelta 4\nLcmZQbOiBg-0!{%Z\n\n",
		"Binary files a/x and b/x differ\n",
	};

	for (size_t i = 0; i < sizeof(patches) / sizeof(patches[0]); i++)
		CHECK_AT(!apply(patches[i], STR("abcd")), i);
}
