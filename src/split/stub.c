// SPDX-License-Identifier: GPL-2.0-or-later
#include "split/stub.h"

#include "base/vec.h"

static struct str stub_text(struct plan *p, const struct plan_hole *h)
{
	unsigned number = p->s->patches[h->patch - 1]->number;
	const char *use = h->hint.n ? "; use " : "";

	if (str_ends(h->file, STR(".c")) || str_ends(h->file, STR(".h")) ||
	    str_ends(h->file, STR(".S")))
		return str_printf(p->a, "#error \"hole (patch %u): %.*s%s%.*s\"", number,
				  STR_FMT(h->what), use, STR_FMT(h->hint));
	if (str_ends(h->file, STR("Makefile")) || str_ends(h->file, STR("Kbuild")))
		return str_printf(p->a, "$(error hole: patch %u)", number);
	return STR("");
}

/* In front of line `before`; the blocks of the weave are not kept, for it is
 * never applied to again. */
static void put_stub(struct plan *p, struct weave *w, uint32_t before, uint32_t n,
		     struct str text)
{
	uint32_t prev = WEAVE_NONE;

	for (uint32_t i = w->head; i != before && i != WEAVE_NONE; i = w->lines[i].next)
		prev = i;
	weave_insert(w, p->a, prev, (struct weave_line){
		.text = text, .born = n, .died = n,
		.born_at = WEAVE_NONE, .died_at = WEAVE_NONE,
	});
}

size_t stub_holes(struct plan *p)
{
	if (p->first != HALF_CURRENT)
		return 0;
	for (size_t i = 0; i < p->holes.n; i++) {
		struct plan_hole *h = &p->holes.v[i];
		struct str text = stub_text(p, h);

		if (!text.n || !h->weave || (i && plan_same_hole(h, h - 1)))
			continue;
		put_stub(p, h->weave, h->at, h->patch, text);
		vec_add(p->a, &p->stubs, text);
	}
	return p->stubs.n;
}
