// SPDX-License-Identifier: GPL-2.0-or-later
/* winnow - separates merge candidates from throwaway code in patch series. */
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "cmd/cmd.h"

struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *operands, *summary;
};

static const struct command commands[] = {
	{ "check", cmd_check, "SERIES...", "the findings (the default command)" },
	{ "triage", cmd_triage, "SERIES", "per patch: current, throwaway, mixed or entangled" },
	{ "split", cmd_split, "SERIES -o DIR", "two series that apply, and the proof" },
	{ "compare", cmd_compare, "OLD NEW", "two versions: patches and findings new, kept, gone" },
	{ "scan", cmd_scan, "[TREE]", "a whole kernel tree against rules and specifications" },
	{ "spec", cmd_spec, "list|show|diff|...", "the specification database" },
	{ "rules", cmd_rules, "list|show", "what is looked for, and why" },
	{ "dump", cmd_dump, "STAGE SERIES", "any stage as JSON" },
	{ "fetch", cmd_fetch, "MESSAGE-ID|URL|...", "a series from anywhere as an mbox" },
};

#define NCOMMANDS (sizeof(commands) / sizeof(*commands))

static int help(void)
{
	puts("usage: winnow [COMMAND] [OPTIONS] OPERANDS\n\n"
	     "Reads a kernel patch series and says what in it is a merge candidate and\n"
	     "what is not; checks its firmware calls against the specification.\n");
	for (size_t i = 0; i < NCOMMANDS; i++) {
		char left[40];

		snprintf(left, sizeof(left), "%s %s", commands[i].name,
			 commands[i].operands);
		printf("  %-26s %s\n", left, commands[i].summary);
	}
	puts("\nSERIES is an mbox or a mail (gzip, too), a maildir, an MH folder, a directory of\n"
	     "patches, a public-inbox repository [with a MESSAGE-ID], - for standard input, a\n"
	     "MESSAGE-ID or URL of a list archive or patchwork, or commits: --git A..B.\n"
	     "Exit status: 0 nothing at or above --fail-on, 1 findings, 2 failed.\n"
	     "`winnow COMMAND --help` lists the options of a command.");
	return EXIT_CLEAN;
}

/* Arenas go and come: the blocks of one serve the next, where the C library
 * would give them back and have every page zeroed again. */
static void keep_memory(void)
{
#ifdef __GLIBC__
	mallopt(M_MMAP_THRESHOLD, 8 << 20);
	mallopt(M_TRIM_THRESHOLD, 16 << 20);
	mallopt(M_TOP_PAD, 1 << 20);
#endif
}

/* A word that is neither an option nor anything that can be read. */
static bool mistyped(const char *word)
{
	return word[0] != '-' && !strpbrk(word, "@:/.") && file_kind(word) == FILE_NONE;
}

static int run(int argc, char **argv)
{
	if (argc < 2 || !strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") ||
	    !strcmp(argv[1], "help"))
		return help();
	if (!strcmp(argv[1], "--version")) {
		puts("winnow " WINNOW_VERSION);
		return EXIT_CLEAN;
	}
	for (size_t i = 0; i < NCOMMANDS; i++)
		if (!strcmp(argv[1], commands[i].name))
			return commands[i].run(argc - 1, argv + 1);
	if (mistyped(argv[1]))
		return cmd_fail("%s: no such command or file (see winnow --help)",
				argv[1]);
	return cmd_check(argc, argv);
}

int main(int argc, char **argv)
{
	keep_memory();
	signal(SIGXFSZ, SIG_IGN);	/* write() says it, too */
	cmd_guard_output();
	return cmd_end_output(run(argc, argv));
}
