// SPDX-License-Identifier: GPL-2.0-or-later
#include "scan/excerpt.h"

#include "source/lex.h"

void excerpt_begin(struct excerpt *e)
{
	buf_clear(&e->mail);
	buf_add(&e->mail, STR("From: winnow\nSubject: [PATCH] scan\n\nscan\n---\n"));
}

static bool plain(struct str path)
{
	for (size_t i = 0; i < path.n; i++)
		if ((unsigned char)path.p[i] <= ' ' || path.p[i] == '"' ||
		    path.p[i] == '\\' || path.p[i] == 0x7f)
			return false;
	return path.n > 0;
}

bool excerpt_file(struct excerpt *e, struct str path, bool whole)
{
	if (!plain(path))
		return false;
	buf_printf(&e->mail, "diff --git a/%.*s b/%.*s\n", STR_FMT(path), STR_FMT(path));
	if (whole)
		buf_printf(&e->mail, "new file mode 100644\n--- /dev/null\n");
	else
		buf_printf(&e->mail, "--- a/%.*s\n", STR_FMT(path));
	buf_printf(&e->mail, "+++ b/%.*s\n", STR_FMT(path));
	return true;
}

void excerpt_lines(struct excerpt *e, struct str lines, uint32_t line)
{
	uint32_t n = lex_lines(lines);
	bool cut = lines.n && !str_ends(lines, STR("\n"));
	struct str one;

	buf_printf(&e->mail, "@@ -%u,0 +%u,%u @@\n", line - 1, line, n + cut);
	while (str_line_raw(&lines, &one)) {
		char *p = buf_room(&e->mail, one.n + 1);

		p[0] = '+';
		memcpy(p + 1, one.p, one.n);
		e->mail.n += one.n + 1;
	}
	if (cut)
		buf_add(&e->mail, STR("\n\\ No newline at end of file\n"));
}

struct patch *excerpt_patch(struct excerpt *e, struct arena *a)
{
	struct mbox_raw raw = { .text = buf_str(&e->mail), .line = 1 };

	return patch_parse(a, message_parse(a, &raw, "scan"));
}

void excerpt_free(struct excerpt *e)
{
	buf_free(&e->mail);
}
