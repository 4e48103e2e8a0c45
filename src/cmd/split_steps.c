// SPDX-License-Identifier: GPL-2.0-or-later
#include "cmd/split_steps.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* argv of a program, run in `dir` (NULL: here); true when it ends with 0. */
static bool run(const char *dir, char *const *argv)
{
	pid_t pid;
	int status;

	fflush(NULL);
	pid = fork();
	if (pid < 0)
		return false;
	if (!pid) {
		if (dir && chdir(dir))
			_exit(127);
		execvp(argv[0], argv);
		_exit(127);
	}
	while (waitpid(pid, &status, 0) < 0)
		;
	return WIFEXITED(status) && !WEXITSTATUS(status);
}

#define RUN(dir, ...) run(dir, (char *const[]){ __VA_ARGS__, NULL })

static bool step(const struct branch_step *s, const struct emit *e, const char *dir,
		 const char *command, bool quiet, struct err *err)
{
	const struct patch *p = e->plan->s->patches[s->n - 1];

	if (!quiet)
		printf("%s: %u %.*s\n", half_name(s->half), p->number,
		       STR_FMT(p->subject.title));
	if (!RUN(dir, "git", "-c", "core.hooksPath=/dev/null", "checkout", "-q",
		 "--detach", (char *)s->commit))
		return err_set(err, "git checkout %s failed", s->commit);
	return RUN(dir, "sh", "-c", (char *)command) ||
	       err_set(err, "--exec fails at patch %u of the original, in %s",
		       p->number, half_name(s->half));
}

bool steps_exec(const struct branches *b, const struct emit *e, const char *git_dir,
		const char *command, bool quiet, struct err *err)
{
	char dir[] = "/tmp/winnow-split-XXXXXX";
	char *tree;
	bool ok = true;

	if (!b->n)
		return true;
	if (!mkdtemp(dir))
		return err_set(err, "%s: cannot be made", dir);
	tree = arena_printf(e->a, "%s/tree", dir);
	/* No hook of the repository runs. */
	if (!RUN(NULL, "git", "-C", (char *)git_dir, "-c", "core.hooksPath=/dev/null",
		 "worktree", "add", "-q", "--detach", tree, (char *)b->v[0].commit))
		ok = err_set(err, "git worktree add failed");
	for (size_t i = 0; ok && i < b->n; i++)
		ok = step(&b->v[i], e, tree, command, quiet, err);
	RUN(NULL, "git", "-C", (char *)git_dir, "worktree", "remove", "--force", tree);
	rmdir(dir);
	return ok;
}
