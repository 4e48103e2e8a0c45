// SPDX-License-Identifier: GPL-2.0-or-later
#include "repo/packdelta.h"

static bool eat_byte(struct str *s, unsigned char *c)
{
	if (!s->n)
		return false;
	*c = (unsigned char)*s->p;
	*s = str_n(s->p + 1, s->n - 1);
	return true;
}

static bool eat_size(struct str *s, uint64_t *out)
{
	unsigned char c;

	*out = 0;
	for (unsigned shift = 0; shift < 63; shift += 7) {
		if (!eat_byte(s, &c))
			return false;
		*out |= (uint64_t)(c & 0x7f) << shift;
		if (!(c & 0x80))
			return true;
	}
	return false;
}

bool packdelta_open(struct packdelta *d, struct str delta)
{
	d->ops = delta;
	return eat_size(&d->ops, &d->base) && eat_size(&d->ops, &d->result);
}

/* The bytes of a number of which only those with a bit set are there. */
static bool eat_bits(struct str *s, unsigned bits, uint32_t *out)
{
	unsigned char c;

	*out = 0;
	for (unsigned shift = 0; bits; bits >>= 1, shift += 8) {
		if (!(bits & 1))
			continue;
		if (!eat_byte(s, &c))
			return false;
		*out |= (uint32_t)c << shift;
	}
	return true;
}

static bool next_piece(struct str *ops, unsigned char op, struct str base, struct str *piece)
{
	uint32_t at, n;

	if (op & 0x80) {
		if (!eat_bits(ops, op & 0xf, &at) || !eat_bits(ops, op >> 4 & 7, &n))
			return false;
		if (!n)
			n = 0x10000;
		if (at > base.n || n > base.n - at)
			return false;
		*piece = str_n(base.p + at, n);
		return true;
	}
	if (!op || op > ops->n)
		return false;
	*piece = str_n(ops->p, op);
	*ops = str_n(ops->p + op, ops->n - op);
	return true;
}

bool packdelta_apply(const struct packdelta *d, struct str base, char *out)
{
	struct str ops = d->ops, piece;
	uint64_t room = d->result;
	unsigned char op;

	if (base.n != d->base)
		return false;
	while (eat_byte(&ops, &op)) {
		if (!next_piece(&ops, op, base, &piece) || piece.n > room)
			return false;
		memcpy(out, piece.p, piece.n);
		out += piece.n;
		room -= piece.n;
	}
	return !room;
}
