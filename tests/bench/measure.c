// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * measure COMMAND [ARG...]: runs it with its output thrown away and prints
 * wall time and processor time in microseconds, the greatest resident set of
 * it and its children in KiB, and the exit status. Of a process this small
 * the child inherits no memory that would count.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000LL + t.tv_nsec / 1000;
}

static long long usec(struct timeval t)
{
	return t.tv_sec * 1000000LL + t.tv_usec;
}

static void run(char **argv)
{
	int null = open("/dev/null", O_RDWR);

	dup2(null, 0);
	dup2(null, 1);
	dup2(null, 2);
	execvp(argv[0], argv);
	_exit(127);
}

int main(int argc, char **argv)
{
	struct rusage used;
	long long start = now();
	int status;
	pid_t pid;

	if (argc < 2)
		return 2;
	pid = fork();
	if (pid == 0)
		run(argv + 1);
	if (pid < 0 || wait4(pid, &status, 0, &used) < 0)
		return 2;
	printf("%lld %lld %ld %d\n", now() - start,
	       usec(used.ru_utime) + usec(used.ru_stime), used.ru_maxrss,
	       WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
	return 0;
}
