// SPDX-License-Identifier: GPL-2.0-or-later
#include "source/lang.h"

#include "base/path.h"

static const struct {
	struct str end;
	enum source_lang lang;
} by_end[] = {
	{ STR(".lds.S"), LANG_C },
	{ STR(".c"), LANG_C }, { STR(".h"), LANG_C },
	{ STR(".S"), LANG_ASM }, { STR(".s"), LANG_ASM },
	{ STR(".dts"), LANG_DTS }, { STR(".dtsi"), LANG_DTS }, { STR(".dtso"), LANG_DTS },
	{ STR(".rst"), LANG_RST }, { STR(".txt"), LANG_RST },
	{ STR(".rs"), LANG_RUST },
	{ STR(".sh"), LANG_SHELL }, { STR(".py"), LANG_PYTHON },
	{ STR(".yaml"), LANG_YAML }, { STR(".yml"), LANG_YAML },
	{ STR(".mk"), LANG_MAKE }, { STR(".cc"), LANG_C }, { STR(".cpp"), LANG_C },
	{ STR(".lds"), LANG_C }, { STR(".y"), LANG_C }, { STR(".l"), LANG_C },
};

static const struct {
	struct str start;
	enum source_lang lang;
} by_name[] = {
	{ STR("Kconfig"), LANG_KCONFIG }, { STR("Makefile"), LANG_MAKE },
	{ STR("Kbuild"), LANG_MAKE }, { STR("GNUmakefile"), LANG_MAKE },
};

/* Asked for every file of a tree: the byte that tells most comes first. */
static bool begins(struct str name, struct str start)
{
	return name.n && name.p[0] == start.p[0] && str_starts(name, start);
}

static bool ends(struct str name, struct str end)
{
	return name.n && name.p[name.n - 1] == end.p[end.n - 1] && str_ends(name, end);
}

enum source_lang source_lang_of(struct str path)
{
	struct str name = path_base(path);

	for (size_t i = 0; i < sizeof(by_name) / sizeof(by_name[0]); i++)
		if (begins(name, by_name[i].start))
			return by_name[i].lang;
	for (size_t i = 0; i < sizeof(by_end) / sizeof(by_end[0]); i++)
		if (ends(name, by_end[i].end))
			return by_end[i].lang;
	return LANG_OTHER;
}
