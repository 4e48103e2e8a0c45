// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * gmime MBOX: parses each mail with GMime and decodes the content of each of
 * its parts, into nothing. Prints the number of mails. The peer of what winnow
 * does before it looks for a diff.
 */
#include <fcntl.h>
#include <gmime/gmime.h>
#include <stdio.h>

static GMimeStream *nowhere;

static void decode(GMimeObject *parent, GMimeObject *part, gpointer unused)
{
	GMimeDataWrapper *content = NULL;

	(void)parent;
	(void)unused;
	if (GMIME_IS_PART(part))
		content = g_mime_part_get_content(GMIME_PART(part));
	if (content)
		g_mime_data_wrapper_write_to_stream(content, nowhere);
}

int main(int argc, char **argv)
{
	int fd = argc > 1 ? open(argv[1], O_RDONLY) : -1;
	GMimeParser *parser;
	size_t n = 0;

	if (fd < 0) {
		fputs("usage: gmime MBOX\n", stderr);
		return 2;
	}
	g_mime_init();
	nowhere = g_mime_stream_null_new();
	parser = g_mime_parser_new_with_stream(g_mime_stream_fs_new(fd));
	g_mime_parser_set_format(parser, GMIME_FORMAT_MBOX);
	while (!g_mime_parser_eos(parser)) {
		GMimeMessage *m = g_mime_parser_construct_message(parser, NULL);

		if (!m)
			continue;
		n++;
		g_mime_message_foreach(m, decode, NULL);
		g_object_unref(m);
	}
	printf("%zu\n", n);
	return 0;
}
