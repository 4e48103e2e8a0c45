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

void excerpt_file(struct excerpt *e, struct str path, struct str text)
{
	uint32_t n = lex_lines(text);
	bool cut = text.n && !str_ends(text, STR("\n"));
	struct str one;

	if (!plain(path))
		return;
	buf_printf(&e->mail, "diff --git a/%.*s b/%.*s\nnew file mode 100644\n"
		   "--- /dev/null\n+++ b/%.*s\n@@ -0,0 +1,%u @@\n", STR_FMT(path),
		   STR_FMT(path), STR_FMT(path), n + cut);
	while (str_line_raw(&text, &one)) {
		char *p = buf_room(&e->mail, one.n + 1);

		p[0] = '+';
		memcpy(p + 1, one.p, one.n);
		e->mail.n += one.n + 1;
	}
	if (cut)
		buf_add(&e->mail, STR("\n\\ No newline at end of file\n"));
}

struct patch *excerpt_patch(const struct excerpt *e, struct arena *a)
{
	struct mbox_raw raw = { .text = str_dup(a, buf_str(&e->mail)), .line = 1 };

	return patch_parse(a, message_parse(a, &raw, "scan"));
}

void excerpt_free(struct excerpt *e)
{
	buf_free(&e->mail);
}
