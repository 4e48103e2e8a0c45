#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""made-series.py N [FILES]: a made-up series of N patches, an mbox on stdout.

Each patch adds a function to one of N / 25 files; it calls the one before it,
every tenth one from further away. With FILES it adds a short one to each of so
many files, which all patches touch: what a conversion of many drivers, step by
step, looks like. Every 50th patch is a hack that names itself so: what follows
leans on it. A reader that costs what the series costs takes twice as long for
2 N.
"""
import sys

FILE = "drivers/foo/foo%d.c"
HEAD = ["// SPDX-License-Identifier: GPL-2.0", "#include <linux/kernel.h>", ""]
PER_FILE = 25
THREAD = "In-Reply-To: <0.foo@example.org>\nReferences: <0.foo@example.org>\n"


def function(k):
    lines = ["static int foo_%d(struct foo *f, int arg)" % k, "{", "\tint ret;", "",
             "\tret = foo_write(f, FOO_REG_%d, arg);" % k,
             "\tif (ret)", "\t\treturn ret;", ""]
    if k > 1:
        callee = k - 1 if k % 10 else max(1, k - 9)
        lines += ["\tret = foo_%d(f, arg + 1);" % callee,
                  "\tif (ret < 0)", "\t\treturn ret;", ""]
    return lines + ["\treturn 0;", "}", ""]


def step(file, k):
    return ["static int foo%d_%d(struct foo *f, int arg)" % (file, k), "{",
            "\treturn foo_write(f, FOO_REG_%d, arg);" % k, "}", ""]


def append(path, old, added):
    """The diff that puts `added` at the end of `old`."""
    out = ["diff --git a/%s b/%s" % (path, path)]
    if old:
        context = old[-3:]
        at = len(old) - len(context) + 1
        out += ["index 111111111111..222222222222 100644",
                "--- a/" + path, "+++ b/" + path,
                "@@ -%d,%d +%d,%d @@" % (at, len(context), at,
                                         len(context) + len(added))]
        out += [" " + line for line in context]
    else:
        out += ["new file mode 100644", "index 000000000000..111111111111",
                "--- /dev/null", "+++ b/" + path, "@@ -0,0 +1,%d @@" % len(added)]
    return out + ["+" + line for line in added]


def mail(k, n, title, thread, body):
    print("From mboxrd@z Thu Jan  1 00:00:00 1970\n"
          "From: A Developer <dev@example.org>\n"
          "Subject: [PATCH v2 %0*d/%d] foo: %s\n"
          "Date: Mon, 11 May 2026 09:00:00 +0200\n"
          "Message-ID: <%d.foo@example.org>\n%s\n%s\n-- \n2.43.0\n"
          % (len(str(n)), k, n, title, k, thread, body))


def patch(k, n, files, touched):
    diffs, stat = [], []
    for file in range(touched) if touched else [(k - 1) // PER_FILE]:
        path = FILE % file
        old = files.get(path, [])
        added = ([] if old else HEAD) + (step(file, k) if touched else function(k))
        files[path] = old + added
        stat.append(" %s | %d +" % (path, len(added)))
        diffs += append(path, old, added)
    mail(k, n, ("HACK: " if k % 50 == 7 else "") + "Add step %d" % k, THREAD,
         "\n".join(["Step %d does what step %d needs." % (k, k + 1), "",
                    "Signed-off-by: A Developer <dev@example.org>", "---"] + stat +
                   [" %d file%s changed" % (len(stat), "s" if len(stat) > 1 else ""), ""] +
                   diffs))


def main():
    n, files = int(sys.argv[1]), {}
    mail(0, n, "Take many steps", "", "Steps.\n")
    for k in range(1, n + 1):
        patch(k, n, files, int(sys.argv[2]) if len(sys.argv) > 2 else 0)


main()
