// SPDX-License-Identifier: GPL-2.0-or-later
#include "source/lang.h"

#include "base/path.h"

static const struct {
	const char *end;
	enum source_lang lang;
} by_end[] = {
	{ ".c", LANG_C }, { ".h", LANG_C },
	{ ".S", LANG_ASM }, { ".s", LANG_ASM },
	{ ".dts", LANG_DTS }, { ".dtsi", LANG_DTS }, { ".dtso", LANG_DTS },
	{ ".rst", LANG_RST }, { ".txt", LANG_RST },
	{ ".rs", LANG_RUST },
	{ ".sh", LANG_SHELL }, { ".py", LANG_PYTHON },
	{ ".yaml", LANG_YAML }, { ".yml", LANG_YAML },
	{ ".mk", LANG_MAKE }, { ".cc", LANG_C }, { ".cpp", LANG_C },
	{ ".lds", LANG_C }, { ".y", LANG_C }, { ".l", LANG_C },
};

static const struct {
	const char *start;
	enum source_lang lang;
} by_name[] = {
	{ "Kconfig", LANG_KCONFIG }, { "Makefile", LANG_MAKE },
	{ "Kbuild", LANG_MAKE }, { "GNUmakefile", LANG_MAKE },
};

enum source_lang source_lang_of(struct str path)
{
	struct str name = path_base(path);

	if (str_ends(name, STR(".lds.S")))
		return LANG_C;
	for (size_t i = 0; i < sizeof(by_name) / sizeof(by_name[0]); i++)
		if (str_starts(name, str_of(by_name[i].start)))
			return by_name[i].lang;
	for (size_t i = 0; i < sizeof(by_end) / sizeof(by_end[0]); i++)
		if (str_ends(name, str_of(by_end[i].end)))
			return by_end[i].lang;
	return LANG_OTHER;
}
