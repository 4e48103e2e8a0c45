// SPDX-License-Identifier: GPL-2.0-or-later
#include "patch/binary.h"

#include "base/gzip.h"

#define BYTES_MAX (64u << 20)

/* ---- base85 ---- */

static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
			     "!#$%&()*+-;<=>?@^_`{|}~";

static bool five(struct str s, uint32_t *out)
{
	uint64_t v = 0;

	for (size_t i = 0; i < 5; i++) {
		const char *at = s.p[i] ? strchr(digits, s.p[i]) : NULL;

		if (!at)
			return false;
		v = v * 85 + (uint64_t)(at - digits);
	}
	*out = (uint32_t)v;
	return v <= UINT32_MAX;
}

/* "A" to "Z" is 1 to 26 bytes, "a" to "z" 27 to 52. */
static bool decode_line(struct str line, struct buf *out)
{
	size_t n;
	uint32_t v;

	if (!line.n || !chr_alpha(line.p[0]))
		return false;
	n = chr_upper(line.p[0]) ? (size_t)(line.p[0] - 'A' + 1) :
				   (size_t)(line.p[0] - 'a' + 27);
	line = str_from(line, 1);
	if (line.n != (n + 3) / 4 * 5)
		return false;
	for (; n; line = str_from(line, 5)) {
		if (!five(line, &v))
			return false;
		for (int shift = 24; shift >= 0 && n; shift -= 8, n--)
			buf_chr(out, (char)(v >> shift));
	}
	return true;
}

static bool decode(struct str text, size_t size, struct buf *out)
{
	struct buf packed = BUF;
	struct str line;
	bool ok = true;

	while (ok && str_line(&text, &line)) {
		line = str_rtrim(line);
		if (!line.n)
			break;
		ok = decode_line(line, &packed);
	}
	ok = ok && gzip_zlib_inflate(buf_str(&packed), size, out);
	buf_free(&packed);
	return ok;
}

/* ---- deltas, as in packs ---- */

static bool varint(struct str *s, uint64_t *out)
{
	*out = 0;
	for (int shift = 0; shift < 63; shift += 7) {
		unsigned char c;

		if (!s->n)
			return false;
		c = (unsigned char)s->p[0];
		*s = str_from(*s, 1);
		*out |= (uint64_t)(c & 0x7f) << shift;
		if (!(c & 0x80))
			return true;
	}
	return false;
}

/* The bytes of a number that the bits of `op` say are there. */
static bool some_bytes(struct str *s, unsigned op, int count, size_t *out)
{
	*out = 0;
	for (int i = 0; i < count; i++) {
		if (!(op >> i & 1))
			continue;
		if (!s->n)
			return false;
		*out |= (size_t)(unsigned char)s->p[0] << (8 * i);
		*s = str_from(*s, 1);
	}
	return true;
}

static bool one_op(struct str *s, struct str old, struct buf *out)
{
	unsigned op = (unsigned char)s->p[0];
	size_t at, n;

	*s = str_from(*s, 1);
	if (!(op & 0x80)) {
		if (!op || op > s->n)
			return false;
		buf_add(out, str_sub(*s, 0, op));
		*s = str_from(*s, op);
		return true;
	}
	if (!some_bytes(s, op & 0x0f, 4, &at) || !some_bytes(s, op >> 4 & 7, 3, &n))
		return false;
	n = n ? n : 0x10000;
	if (at > old.n || n > old.n - at)
		return false;
	buf_add(out, str_sub(old, at, n));
	return true;
}

static bool apply_delta(struct str delta, struct str old, struct buf *out)
{
	uint64_t from, to;
	size_t start = out->n;

	if (!varint(&delta, &from) || !varint(&delta, &to) || from != old.n || to > BYTES_MAX)
		return false;
	while (delta.n)
		if (!one_op(&delta, old, out) || out->n - start > to)
			return false;
	return out->n - start == to;
}

/* What one way of a patch makes; *patch moves on to the line behind its data. */
static bool one_way(struct str *patch, struct str old, struct buf *out)
{
	struct buf bytes = BUF;
	struct str line, data;
	uint64_t size;
	bool literal, ok;

	if (!str_line(patch, &line))
		return false;
	literal = str_eat(&line, STR("literal "));
	if ((!literal && !str_eat(&line, STR("delta "))) || !str_num(&line, &size, BYTES_MAX))
		return false;
	data = *patch;
	while (str_line(patch, &line) && str_rtrim(line).n)
		;
	ok = decode(data, size, &bytes);
	if (ok && literal)
		buf_add(out, buf_str(&bytes));
	else
		ok = ok && apply_delta(buf_str(&bytes), old, out);
	buf_free(&bytes);
	return ok;
}

bool binary_apply(struct str patch, struct str old, struct buf *out)
{
	struct str line;

	return str_line(&patch, &line) && one_way(&patch, old, out);
}

bool binary_before(struct str patch, struct buf *out)
{
	struct buf after = BUF;
	struct str line;
	bool ok;

	if (!str_line(&patch, &line))
		return false;
	one_way(&patch, STR(""), &after);
	ok = one_way(&patch, buf_str(&after), out);
	buf_free(&after);
	return ok;
}
