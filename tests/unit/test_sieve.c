// SPDX-License-Identifier: GPL-2.0-or-later
#include "scan/sieve.h"

#include "test.h"

static const char *const words[SIEVE_BUCKETS] = {
	"todo", "HACK", "for ", "#if0", "ab", "\xc3\xa4zz", "A_B_", "0123",
};

static void fill(struct sieve *s, bool nocase)
{
	sieve_init(s);
	for (unsigned b = 0; b < SIEVE_BUCKETS; b++)
		for (unsigned k = 0; k < SIEVE_WIDTH; k++)
			sieve_allow(s, b, k, k < strlen(words[b]) ?
				    sieve_byte(words[b][k], nocase) : SIEVE_ANY);
}

static struct str slack(const char *text)
{
	static char buf[400 + SIEVE_SLACK];

	memset(buf, 0, sizeof(buf));
	memcpy(buf, text, strlen(text));
	return str_of(buf);
}

/* Of the places of the text whether `at` passes. */
static bool passes(const struct sieve *s, struct str text, size_t place)
{
	uint64_t bits;

	for (size_t at = 0; (bits = sieve_next(s, text, &at)); at += SIEVE_STEP)
		if (place >= at && place - at < SIEVE_STEP)
			return bits >> (place - at) & 1;
	return false;
}

TEST_EACH_MACHINE(every_word_passes_at_every_place)
{
	struct sieve s;

	fill(&s, false);
	for (size_t b = 0; b < SIEVE_BUCKETS; b++)
		for (size_t n = strlen(words[b]), before = 0; before < 150; before++)
			for (size_t behind = 0; behind < 150; behind += 7) {
				static char text[400 + SIEVE_SLACK];

				memset(text, '~', sizeof(text));
				memcpy(text + before, words[b], n);
				CHECK_AT(passes(&s, str_n(text, before + n + behind), before),
					 before);
			}
}

TEST_EACH_MACHINE(letters_pass_in_either_case)
{
	struct sieve s;

	fill(&s, true);
	CHECK(passes(&s, slack("ToDO"), 0));
	CHECK(passes(&s, slack("..hack"), 2));
	CHECK(passes(&s, slack("a_b_"), 0));
	CHECK(passes(&s, slack("0123"), 0));
}

/* Else it would be no sieve. */
TEST_EACH_MACHINE(most_other_places_do_not_pass)
{
	static const char text[] = "static const struct of_device_id table[] = { { .name = q } };";
	struct sieve s;
	size_t passed = 0;

	fill(&s, false);
	for (size_t i = 0; i < sizeof(text) - 1; i++)
		passed += passes(&s, slack(text), i);
	CHECK(machine_limit == MACHINE_PLAIN || passed < 6);
}

TEST_EACH_MACHINE(nothing_passes_where_nothing_is_looked_for)
{
	struct sieve s;
	size_t at = 0;

	sieve_init(&s);
	CHECK(machine_limit == MACHINE_PLAIN ||
	      sieve_next(&s, slack("a text that is longer than one step of the sieve, which has 64"), &at) == 0);
	at = 0;
	CHECK(sieve_next(&s, slack(""), &at) == 0);
}
