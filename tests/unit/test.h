/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/unit/test.h - the whole unit test frame.
 *
 * A program is one file: it includes this header and holds TEST() functions,
 * which run in the order of the file; main() is here.
 *
 *	TEST(numbers_stop_at_the_limit)
 *	{
 *		CHECK(str_num(&s, &n, 99));
 *		CHECK_NUM(n, 42);
 *		CHECK_STR(s, " rest");
 *	}
 *
 * A failed check prints file:line, what was got and what was wanted, and the
 * test goes on. `got` and `want` of CHECK_STR are each a struct str or a C
 * string (NULL counts as empty). CHECK_AT(cond, i) also prints a table row.
 * TEST_EACH_MACHINE() is for what base/machine.h decides.
 *
 * Exit status: 0 passed, 1 failed, 77 nothing but skipped tests. With names
 * of tests as arguments only those run.
 */
#ifndef WINNOW_TESTS_UNIT_TEST_H
#define WINNOW_TESTS_UNIT_TEST_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/machine.h"
#include "base/str.h"

#define TEST_MAX 200

struct test {
	const char *name;
	void (*run)(void);
};

static struct test test_all[TEST_MAX];
static int test_count, test_passed, test_failed, test_skipped;

static inline void test_add(const char *name, void (*run)(void))
{
	if (test_count == TEST_MAX)
		abort();
	test_all[test_count++] = (struct test){ name, run };
}

#define TEST(NAME)							\
	static void NAME(void);						\
	__attribute__((constructor)) static void test_add_##NAME(void)	\
	{								\
		test_add(#NAME, NAME);					\
	}								\
	static void NAME(void)

/* Runs once for each form of the passes that this machine has. */
#define TEST_EACH_MACHINE(NAME)						\
	static void NAME##_on_one(void);				\
	TEST(NAME)							\
	{								\
		for (int m = 0; m <= MACHINE_MOST; m++) {		\
			machine_limit = (enum machine)m;		\
			if (machine_can((enum machine)m))		\
				test_on(m, NAME##_on_one);		\
		}							\
		machine_limit = MACHINE_MOST;				\
	}								\
	static void NAME##_on_one(void)

static inline void test_on(int machine, void (*run)(void))
{
	int failed = test_failed;

	run();
	if (test_failed > failed)
		printf("\tas machine %d\n", machine);
}

static inline bool test_note(bool ok, const char *file, int line)
{
	if (ok)
		test_passed++;
	else
		test_failed++;
	if (!ok)
		printf("%s:%d: ", file, line);
	return ok;
}

static inline bool test_cond(bool ok, const char *what, const char *file,
			     int line)
{
	if (!test_note(ok, file, line))
		printf("not true: %s\n", what);
	return ok;
}

static inline bool test_at(bool ok, const char *what, long long row,
			   const char *file, int line)
{
	if (!test_note(ok, file, line))
		printf("row %lld: not true: %s\n", row, what);
	return ok;
}

static inline bool test_num(long long got, long long want, const char *what,
			    const char *file, int line)
{
	if (!test_note(got == want, file, line))
		printf("%s: got %lld (0x%llx), wanted %lld (0x%llx)\n", what,
		       got, got, want, want);
	return got == want;
}

static inline struct str test_of_str(struct str s)
{
	return s;
}

static inline struct str test_of_z(const char *z)
{
	return str_of(z);
}

static inline void test_show(const char *label, struct str s)
{
	if (!s.p) {
		printf("\t%s (null)\n", label);
		return;
	}
	printf("\t%s \"", label);
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c == '\n')
			printf("\\n");
		else if (c == '\t')
			printf("\\t");
		else if (c == '"' || c == '\\')
			printf("\\%c", c);
		else if (c < 0x20 || c >= 0x7f)
			printf("\\%03o", c);
		else
			putchar(c);
	}
	printf("\"\n");
}

static inline bool test_str(struct str got, struct str want, const char *what,
			    const char *file, int line)
{
	bool ok = str_eq(got, want);

	if (!test_note(ok, file, line)) {
		printf("%s:\n", what);
		test_show("got   ", got);
		test_show("wanted", want);
	}
	return ok;
}

#define TEST_STR(s) _Generic((s), struct str: test_of_str,		\
			     char *: test_of_z, const char *: test_of_z)(s)

/* Each is an expression, true when the check passed. */
#define CHECK(cond) test_cond(!!(cond), #cond, __FILE__, __LINE__)
#define CHECK_AT(cond, i) test_at(!!(cond), #cond, (long long)(i),	\
				  __FILE__, __LINE__)
#define CHECK_NUM(got, want) test_num((long long)(got),			\
				      (long long)(want), #got,		\
				      __FILE__, __LINE__)
#define CHECK_STR(got, want) test_str(TEST_STR(got), TEST_STR(want),	\
				      #got, __FILE__, __LINE__)

/* Leaves the test: it cannot run here. */
#define SKIP(why)							\
	do {								\
		printf("skipped: %s: %s\n", __func__, why);		\
		test_skipped++;						\
		return;							\
	} while (0)

/* Path of a file of the shared data ($WINNOW_SHARED, else ../shared), in a
 * buffer that the next call overwrites; NULL when it is not there. */
static inline const char *test_shared(const char *name)
{
	static char path[4096];
	const char *dir = getenv("WINNOW_SHARED");

	if (!dir || !*dir)
		dir = "../shared";
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return access(path, R_OK) == 0 ? path : NULL;
}

static inline bool test_wanted(const char *name, int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], name) == 0)
			return true;
	return argc < 2;
}

int main(int argc, char **argv)
{
	for (int i = 0; i < test_count; i++) {
		int failed = test_failed;

		if (!test_wanted(test_all[i].name, argc, argv))
			continue;
		test_all[i].run();
		if (test_failed > failed)
			printf("FAILED: %s\n", test_all[i].name);
		fflush(stdout);
	}
	printf("%d checks passed", test_passed);
	if (test_failed)
		printf(", %d failed", test_failed);
	if (test_skipped)
		printf(", %d tests skipped", test_skipped);
	putchar('\n');
	if (test_failed)
		return 1;
	return test_skipped && !test_passed ? 77 : 0;
}

#endif
