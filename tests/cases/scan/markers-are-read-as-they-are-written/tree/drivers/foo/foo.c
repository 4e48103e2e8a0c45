// SPDX-License-Identifier: GPL-2.0
#include <linux/foo.h>
#include <foo//bar.h>

/*
 * The timeout is hardcoded for
 * now, it should come from the firmware.
 */
int foo_timeout(void)
{
	return 100;
}

/* TODO(jane): support more than one port */
int foo_ports = 1;

int foo_drop_todo(struct foo *f)
{
	const char *s = "/* HACK: in a text */ // TODO";
	char c = '"'; /* HACK: poke it twice */

	/* calls foo_todo() and xxx_hack */
	foo_remove(f); //
	return f->max = 12 /* TODO: read it */;
}

#ifdef FOO
#if 0/* not on this board */
#ifdef BAR
int bar;
#endif
int foo;
#endif
#endif

/* #if 0 in a comment */
// HACK: this goes
// over two lines
int last;
#if 0
never closed
