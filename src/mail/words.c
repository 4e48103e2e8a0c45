// SPDX-License-Identifier: GPL-2.0-or-later
#include "mail/words.h"

#include "base/arena.h"
#include "mail/transfer.h"

struct writer {
	char *p;
	size_t n;
};

static bool control(unsigned char c)
{
	return c < ' ' || c == 0x7f;
}

/* "_" is a blank, "=C3" a byte. */
static bool add_quoted(struct writer *w, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		int c = (unsigned char)s.p[i];

		if (c == '=') {
			int high = i + 2 < s.n ? chr_hex(s.p[i + 1]) : -1;
			int low = high < 0 ? -1 : chr_hex(s.p[i + 2]);

			if (low < 0)
				return false;
			c = high << 4 | low;
			i += 2;
		} else if (c == '_') {
			c = ' ';
		} else if (c >= 0x7f) {
			return false;
		}
		if (control((unsigned char)c))
			return false;
		w->p[w->n++] = (char)c;
	}
	return true;
}

static bool add_base64(struct arena *a, struct writer *w, struct str s)
{
	uint32_t bad;
	struct text t;

	if (s.n % 4 || !transfer_base64(a, s, 1, &t, &bad))
		return false;
	for (size_t i = 0; i < t.s.n; i++)
		if (control((unsigned char)t.s.p[i]))
			return false;
	memcpy(w->p + w->n, t.s.p, t.s.n);
	w->n += t.s.n;
	return true;
}

/* "=?utf-8?q?J=C3=B6rg?=" */
static bool add_word(struct arena *a, struct writer *w, struct str word)
{
	struct str charset, how, text;

	if (!str_until(&word, '?', &charset) || !str_until(&word, '?', &charset) ||
	    !str_until(&word, '?', &how) || !str_until(&word, '?', &text) ||
	    !str_eq(word, STR("=")) || !str_eq_nocase(charset, STR("utf-8")) || !text.n)
		return false;
	if (str_eq_nocase(how, STR("q")))
		return add_quoted(w, text);
	return str_eq_nocase(how, STR("b")) && add_base64(a, w, text);
}

static void add_plain(struct writer *w, struct str s)
{
	memcpy(w->p + w->n, s.p, s.n);
	w->n += s.n;
}

bool words_decode(struct arena *a, struct str value, struct str *out)
{
	struct writer w = { .p = arena_raw(a, value.n) };
	bool behind_word = false;

	for (bool first = true; value.n; first = false) {
		struct str token;
		bool word;

		if (!first && !str_eat_chr(&value, ' '))
			return false;
		token = str_sub(value, 0, str_find_chr(value, ' '));
		value = str_from(value, token.n);
		word = str_starts(token, STR("=?"));
		if (!token.n || (!word && str_has(token, STR("=?"))))
			return false;
		if (!first && !(word && behind_word))
			add_plain(&w, STR(" "));
		if (!word)
			add_plain(&w, token);
		else if (!add_word(a, &w, token))
			return false;
		behind_word = word;
	}
	*out = str_n(w.p, w.n);
	return true;
}
