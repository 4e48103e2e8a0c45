// SPDX-License-Identifier: GPL-2.0-or-later
#include "test.h"

#include "patch/patchid.h"

#define ONE "diff --git a/f.c b/f.c\nindex 1234567..89abcde 100644\n" \
	"--- a/f.c\n+++ b/f.c\n@@ -1,2 +1,3 @@ int f(void)\n a\n+b\n c\n"
#define MOVED "diff --git a/f.c b/f.c\nindex 7654321..abcde89 100644\n" \
	"--- a/f.c\n+++ b/f.c\n@@ -91,2 +71,3 @@\n a\n+ b\t\n c\n"
#define TWO "diff --git a/g.c b/g.c\nnew file mode 100644\nindex 0000000..89abcde\n" \
	"--- /dev/null\n+++ b/g.c\n@@ -0,0 +1 @@\n+x y\n\\ No newline at end of file\n"
#define MODE "diff --git a/s b/s\nold mode 100644\nnew mode 100755\n"
#define BINARY "diff --git a/b b/b\nindex 1234567..89abcde 100644\n" \
	"GIT binary patch\nliteral 3\nKcmZQzU}OLQ0RRAt\n\n"

static void check(const char *text, const char *want)
{
	struct arena *a = arena_new();
	struct diff d;
	char id[41];

	diff_parse(&d, a, str_of(text), 1);
	patchid(id, &d);
	CHECK_STR(id, want);
	arena_free(a);
}

/* As git patch-id --stable prints them. */
TEST(ids_are_those_of_git)
{
	check(ONE, "676e2ad82e25bc2a3daeaf1ec899108b65c160ac");
	check(MOVED, "676e2ad82e25bc2a3daeaf1ec899108b65c160ac");
	check(TWO, "8d856f6e52b1377f8cef7ad9c54f0eaff3f3bdd9");
	check(ONE TWO, "f4f3994681d6f3a9c99d2af88de91e3a59b51e86");
	check(TWO ONE, "f4f3994681d6f3a9c99d2af88de91e3a59b51e86");
	check(MODE ONE, "11491d1c0f596962099400d0a02e2d035d367102");
	check(BINARY ONE, "9b59536c8319909dcb145381901b2e5b2578e651");
	check("no diff\n", "");
}
