#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Series made at random of hacks and good patches on one small driver.

made_hacks FROM TO: for each seed of the range a series is made of which every
state compiles, then split; current must apply to the base and compile, unless
winnow says itself that it has a hole. What is left of a driver need not make
sense, but a compiler must take it.
"""
import os
import random
import re
import subprocess
import sys
import tempfile

BASE = """\
#include "lamp.h"

#define LAMP_CTRL	0x00
#define LAMP_STAT	0x04
#define LAMP_WAIT	10

struct lamp {
	char *base;
	u32 flags;
	int irq;
};

static void lamp_reset(struct lamp *l)
{
	writel(1, l->base + LAMP_CTRL);
	udelay(LAMP_WAIT);
	writel(0, l->base + LAMP_CTRL);
}

static int lamp_mode(struct lamp *l, int m)
{
	switch (m) {
	case 0:
		return 1;
	case 1:
		l->flags |= 1;
		break;
	default:
		break;
	}
	return 0;
}

int lamp_probe(struct lamp *l)
{
	u32 val;

	if (is_err(l->base))
		return -1;
	val = readl(l->base + LAMP_STAT);
	if (val & 1) {
		lamp_reset(l);
		l->flags = 2;
	} else {
		l->flags = 3;
	}
	lamp_mode(l, 1);
	return 0;
}
"""
HEADER = """\
typedef unsigned int u32;
void writel(u32 v, void *p);
u32 readl(void *p);
void udelay(int n);
int is_err(void *p);
"""


class Driver:
    """Lines of a driver, and what people do to them."""

    def __init__(self, lines, rng):
        self.lines, self.rng = list(lines), rng

    def name(self, word):
        return f"{word}{self.rng.randint(100, 99999)}"

    def number(self):
        return self.rng.randint(2, 99)

    def find(self, pattern, first=0):
        return [i for i, t in enumerate(self.lines) if i >= first and re.match(pattern, t)]

    def statements(self, first=0):
        """Those that may have neighbours: not the only one below an if."""
        return [i for i in self.find(r"\t+(writel|udelay|lamp_\w+|l->\w+)\b.*;$", first)
                if not re.match(r"\t+(if|else)[^{]*$", self.lines[i - 1])]

    def put(self, at, text):
        self.lines.insert(at, re.match(r"\t*", self.lines[at - 1 if at else 0])[0] + text)

    def put_behind(self, text, first=0):
        self.put(self.rng.choice(self.statements(first)) + 1, text)

    # what a patch does

    def add_statement(self):
        self.put_behind(f"udelay({self.number()});")

    def change_number(self):
        i = self.rng.choice([i for i in self.statements() if re.search(r"\b\d+\b", self.lines[i])])
        self.lines[i] = re.sub(r"\b\d+\b", str(self.number()), self.lines[i], count=1)

    def add_function(self):
        name, at = self.name("lamp_f"), self.rng.choice(self.find(r"(static )?(void|int) \w+\("))
        self.lines[at:at] = [f"static int {name}(struct lamp *l)", "{",
                             f"\twritel({self.number()}, l->base);", "\treturn 0;", "}", ""]
        self.put_behind(f"{name}(l);", at + 6)

    def add_field(self):
        name, at = self.name("field"), self.find(r"\tint irq;")[0]
        self.lines.insert(at + self.rng.randint(0, 1), f"\tint {name};")
        self.put_behind(f"l->{name} = {self.number()};")

    def add_macro(self):
        name = self.name("LAMP_M")
        self.lines.insert(self.rng.choice(self.find("#define")) + 1, f"#define {name}	{self.number()}")
        self.put_behind(f"writel({name}, l->base);")

    def add_case(self):
        at = self.rng.choice(self.find(r"\tcase \d+:|\tdefault:"))
        self.lines[at:at] = [f"\tcase {self.rng.randint(100, 99999)}:",
                             f"\t\tl->flags = {self.number()};", "\t\tbreak;"]

    def add_condition(self):
        i = self.rng.choice(self.statements())
        text = self.lines[i]
        self.lines[i:i + 1] = [re.match(r"\t*", text)[0] + f"if (l->irq > {self.number()})", "\t" + text]

    def change_condition(self):
        i = self.rng.choice(self.find(r"\t+if \(.*\)( \{)?$"))
        self.lines[i] = re.sub(r"\)( \{)?$", lambda m: f" && l->irq != {self.number()})" + (m[1] or ""),
                               self.lines[i])

    def add_else(self):
        i = self.rng.choice([i for i in self.find(r"\t+if \(.*\)$")
                             if not re.match(r"\t+(else|\})", self.lines[i + 2])])
        tabs = re.match(r"\t*", self.lines[i])[0]
        self.lines[i + 2:i + 2] = [tabs + "else", f"{tabs}\tl->irq = {self.number()};"]

    def add_braces(self):
        i = self.rng.choice([i for i in self.find(r"\t+if \(.*\)$")
                             if not re.match(r"\t+else", self.lines[i + 2])])
        tabs = re.match(r"\t*", self.lines[i])[0]
        self.lines[i:i + 2] = [self.lines[i] + " {", f"{tabs}\tudelay({self.number()});",
                               self.lines[i + 1], tabs + "}"]

    def add_local(self):
        name, at = self.name("v"), self.rng.choice(self.find(r"\{$"))
        self.lines.insert(at + 1, f"\tint {name} = {self.number()};")
        i = next(i for i in self.statements(at))
        if "}" not in self.lines[at:i]:
            self.put(i + 1, f"udelay({name});")

    def rename(self):
        old = self.rng.choice([re.search(r"(lamp_(?!probe)\w+)\(", self.lines[i])[1]
                               for i in self.find(r"static")])
        new = self.name("lamp_r")
        self.lines = [re.sub(rf"\b{old}\b", new, t) for t in self.lines]

    def add_parameter(self):
        old = self.rng.choice([re.search(r"(lamp_\w+)\(", self.lines[i])[1] for i in self.find(r"static")])
        for i, t in enumerate(self.lines):
            if t.startswith("static") and f" {old}(" in t:
                self.lines[i] = t[:-1] + f", int {self.name('p')})"
            else:
                self.lines[i] = re.sub(rf"(\b{old}\([^()]*)\)", rf"\1, {self.number()})", t)

    def swap(self):
        s = self.statements()
        i = self.rng.choice([i for i in s if i + 1 in s])
        self.lines[i], self.lines[i + 1] = self.lines[i + 1], self.lines[i]


DEEDS = [Driver.add_statement, Driver.change_number, Driver.add_function, Driver.add_field,
         Driver.add_macro, Driver.add_case, Driver.add_condition, Driver.change_condition,
         Driver.add_else, Driver.add_braces, Driver.add_local, Driver.rename,
         Driver.add_parameter, Driver.swap]


def changed(lines, rng):
    """The lines after one to three deeds; None where one does not fit."""
    d = Driver(lines, rng)
    try:
        for _ in range(rng.randint(1, 3)):
            rng.choice(DEEDS)(d)
    except (IndexError, StopIteration):
        return None
    return d.lines


def complaints(folder):
    r = subprocess.run([os.environ.get("CC", "cc").split()[0], "-std=gnu11", "-fsyntax-only",
                        "-Werror=implicit-function-declaration", "lamp.c"],
                       cwd=folder, capture_output=True, text=True)
    return [t for t in r.stderr.splitlines() if "error:" in t]


def make(rng, repo, git):
    """Commits a series; how many patches."""
    lines, n = BASE.split("\n"), 0
    for _ in range(rng.randint(2, 5)):
        for _ in range(20):
            new = changed(lines, rng)
            if not new or new == lines:
                continue
            write(repo, "\n".join(new))
            if not complaints(repo):
                break
        else:
            continue
        lines, n = new, n + 1
        tag = "HACK: " if rng.random() < 0.45 else ""
        git("commit", "-qam", f"{tag}lamp: Step {n}\n\nSigned-off-by: Ada Moor <ada@example.org>")
    git("checkout", "-qf", "HEAD")
    return n


def write(repo, text):
    with open(os.path.join(repo, "lamp.c"), "w") as f:
        f.write(text)


def trial(seed, folder):
    """What is wrong with the current half of the seed's series; None: nothing."""
    repo, out = os.path.join(folder, "repo"), os.path.join(folder, "out")
    mbox = os.path.join(folder, "series.mbox")

    def git(*args):
        return subprocess.run(["git", "-C", repo, "-c", "user.name=Ada Moor", "-c",
                               "user.email=ada@example.org", *args], capture_output=True, text=True)

    os.mkdir(repo)
    git("init", "-q")
    with open(os.path.join(repo, "lamp.h"), "w") as f:
        f.write(HEADER)
    write(repo, BASE)
    git("add", ".")
    git("commit", "-qm", "base")
    n = make(random.Random(seed), repo, git)
    with open(mbox, "w") as f:
        f.write(git("format-patch", "--stdout", f"-{n}").stdout if n else "")
    if not n:
        return None
    r = subprocess.run([os.environ["WINNOW"], "split", "-o", out, mbox], capture_output=True, text=True)
    if r.returncode == 2:
        return r.stderr.strip()
    current = os.path.join(out, "current.mbox")
    if "holes:" in r.stdout or not os.path.exists(current) or not os.path.getsize(current):
        return None
    git("checkout", "-qf", f"HEAD~{n}")
    am = git("am", "-q", current)
    return am.stderr if am.returncode else "\n".join(complaints(repo)) or None


wrong = 0
for seed in range(int(sys.argv[1]), int(sys.argv[2])):
    with tempfile.TemporaryDirectory() as folder:
        what = trial(seed, folder)
    if what:
        wrong += 1
        print(f"seed {seed}: {what}")
sys.exit(wrong > 0)
