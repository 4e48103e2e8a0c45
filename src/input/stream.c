// SPDX-License-Identifier: GPL-2.0-or-later
#include "input/stream.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/gzip.h"

#define PIECE 262144

struct stream {
	int fd;
	struct gzip *gzip;
	struct buf in;		/* packed bytes, of a gzip stream */
	struct buf text;
	size_t used;		/* bytes of text already given */
	size_t line;		/* of the first byte not yet given */
	size_t max, total;	/* bytes unpacked */
	bool looked, started, eof;
	struct err failed;	/* told when what came before has been given */
};

struct stream *stream_open(int fd, size_t max)
{
	struct stream *s = calloc(1, sizeof(*s));

	if (!s)
		die("out of memory");
	*s = (struct stream){ .fd = fd, .max = max, .line = 1 };
	return s;
}

void stream_close(struct stream *s)
{
	if (!s)
		return;
	gzip_close(s->gzip);
	buf_free(&s->in);
	buf_free(&s->text);
	if (s->fd > STDERR_FILENO)
		close(s->fd);
	free(s);
}

static bool read_piece(struct stream *s, struct buf *b, size_t want,
		       struct err *err)
{
	char *to = buf_room(b, want);
	ssize_t n;

	do {
		n = read(s->fd, to, want);
	} while (n < 0 && errno == EINTR);
	if (n < 0) {
		s->eof = true;
		return err_set(err, "%s", strerror(errno));
	}
	s->eof = !n;
	b->n += (size_t)n;
	b->p[b->n] = '\0';
	return true;
}

/* The first bytes say whether it is gzip; a pipe may bring them one by one. */
static bool look(struct stream *s, struct err *err)
{
	while (!s->eof && s->text.n < 3)
		if (!read_piece(s, &s->text, PIECE, err))
			return false;
	s->looked = true;
	if (!gzip_is(buf_str(&s->text)))
		return true;
	s->gzip = gzip_open();
	s->in = s->text;
	s->text = (struct buf)BUF;
	return true;
}

static bool unpack(struct stream *s, struct err *err)
{
	size_t had = s->text.n, room = s->max - s->total;
	bool ok;

	ok = gzip_feed(s->gzip, buf_str(&s->in), &s->text, had + room, err);
	buf_clear(&s->in);
	s->total += s->text.n - had;
	s->eof |= !ok;
	return ok;
}

/* Twice as much each time, so that a long mail is not looked at too often. */
static bool fill(struct stream *s, struct err *err)
{
	size_t want;

	if (s->used) {
		s->text.n -= s->used;
		memmove(s->text.p, s->text.p + s->used, s->text.n);
		s->used = 0;
	}
	want = s->text.n > PIECE ? s->text.n : PIECE;
	if (!s->looked)
		return look(s, err);
	if (!s->gzip)
		return read_piece(s, &s->text, want, err);
	if (s->in.n)
		return unpack(s, err);
	if (!read_piece(s, &s->in, want / 4, err))
		return false;
	if (!s->eof)
		return unpack(s, err);
	return gzip_ended(s->gzip) || err_set(err, "gzip data is cut off");
}

/* Is the separator at the front all there, with the line behind it? */
static bool settled(struct str rest)
{
	struct str line;

	return str_until(&rest, '\n', &line) && str_until(&rest, '\n', &line);
}

static bool take(struct stream *s, struct arena *a, struct mbox_raw *raw)
{
	struct str rest = str_from(buf_str(&s->text), s->used);
	struct mbox m = { .rest = rest, .line = s->line, .started = s->started };

	if (!mbox_next(&m, raw) || !(s->eof || settled(m.rest)))
		return false;
	s->used = s->text.n - m.rest.n;
	s->line = m.line;
	s->started = m.started;
	raw->text = str_dup(a, raw->text);
	return true;
}

bool stream_next(struct stream *s, struct arena *a, struct mbox_raw *raw,
		 struct err *err)
{
	while (!take(s, a, raw)) {
		if (s->eof) {
			*err = s->failed;
			s->failed.msg[0] = '\0';
			return false;
		}
		if (s->text.n - s->used > STREAM_MAIL_MAX) {
			err_set(&s->failed, "a mail of more than %u bytes",
				STREAM_MAIL_MAX);
			s->used = s->text.n;
			s->eof = true;
		} else if (!fill(s, &s->failed)) {
			s->eof = true;
		}
	}
	return true;
}
