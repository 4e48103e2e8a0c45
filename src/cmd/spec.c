// SPDX-License-Identifier: GPL-2.0-or-later
/* winnow spec list | show | diff | check | import | update | fid - the spec
 * database. */
#include "cmd/spec.h"

#include <stdio.h>

#include "cmd/cmd.h"
#include "cmd/option.h"
#include "spec/fid.h"
#include "spec/import.h"
#include "spec/specheck.h"
#include "spec/spechist.h"
#include "spec/specupdate.h"

static const char usage[] =
	"spec list [FAMILY]\n"
	"       winnow spec show FAMILY@VERSION [NAME|NUMBER]...\n"
	"       winnow spec diff FAMILY@VERSION FAMILY@VERSION\n"
	"       winnow spec fid NUMBER...\n"
	"       winnow spec check\n"
	"       winnow spec import HEADER\n"
	"       winnow spec update URL";

struct spec_cmd {
	struct arena *a;
	struct specdb db;
	const char *dir;		/* --spec-db, or NULL */
	const char *format, *version;
	bool no_cache;
	struct err err;
};

static int bad_usage(void)
{
	fprintf(stderr, "usage: winnow %s\n", usage);
	return EXIT_FAILED;
}

static bool version_of(struct spec_cmd *s, const char *name,
		       struct spec_version **v)
{
	*v = specdb_version(&s->db, str_of(name));
	if (!*v)
		return err_set(&s->err, "%s: no such version (see winnow spec list)",
			       name);
	return specdb_need(&s->db, (*v)->family, &s->err);
}

/* ---- list ---- */

static size_t contested(const struct spec_version *v)
{
	size_t n = 0;

	vec_for(const struct spec_command, c, &v->commands)
		n += c->standing == SPEC_CONFLICT;
	return n;
}

/* Which folder it is from, where that is not the one winnow brings. */
static void from_user(const struct spec_cmd *s, const char *dir)
{
	if (dir != s->db.dirs[0])
		printf("  (%s)", dir);
}

static void list_version(const struct spec_cmd *s, const struct spec_version *v)
{
	size_t conflicts = contested(v);

	printf("  %-11.*s %3zu commands", STR_FMT(v->id), v->commands.n);
	if (v->types.n)
		printf(" %4zu types", v->types.n);
	else
		printf("           ");
	printf("  %s", spec_standing_name(v->standing));
	if (conflicts)
		printf(", %zu in conflict", conflicts);
	if (!v->all_commands)
		printf(", partial");
	from_user(s, v->dir);
	puts("");
}

static int list(struct spec_cmd *s, int argc, char **argv)
{
	bool any = false;

	vec_for(struct spec_family, f, &s->db.families) {
		if (argc > 2 && !str_eq_nocase(f->name, str_of(argv[2])))
			continue;
		if (!specdb_need(&s->db, f, &s->err))
			return cmd_fail("%s", s->err.msg);
		printf("%s%-9.*s %.*s", any ? "\n" : "", STR_FMT(f->name),
		       STR_FMT(f->title));
		if (f->document.n)
			printf(" (%.*s)", STR_FMT(f->document));
		from_user(s, f->dir);
		puts("");
		vec_for(const struct spec_version, v, &f->versions)
			list_version(s, v);
		any = true;
	}
	if (!any)
		return cmd_fail("%s: no such family", argv[2]);
	puts("\ntext: read in the document; agreed: by several witnesses; single: by one;\n"
	     "partial: the document has more commands than are known (spec-db/README.md)");
	return EXIT_CLEAN;
}

/* ---- show, diff ---- */

static int show(struct spec_cmd *s, int argc, char **argv)
{
	struct spec_version *v;
	int status = EXIT_CLEAN;

	if (argc < 3)
		return bad_usage();
	if (!version_of(s, argv[2], &v))
		return cmd_fail("%s", s->err.msg);
	if (argc == 3)
		return spec_show_version(s->a, v);
	for (int i = 3; i < argc; i++) {
		int one;

		if (i > 3)
			puts("");
		one = spec_show_name(s->a, v, str_of(argv[i]));
		if (one > status)
			status = one;
	}
	return status;
}

static int diff(struct spec_cmd *s, int argc, char **argv)
{
	struct spec_version *from, *to;
	struct specdiff d;

	if (argc != 4)
		return bad_usage();
	if (!version_of(s, argv[2], &from) || !version_of(s, argv[3], &to))
		return cmd_fail("%s", s->err.msg);
	if (from->family != to->family) {
		err_set(&s->err, "%s and %s are not of one family", argv[2],
			argv[3]);
		return cmd_fail("%s", s->err.msg);
	}
	specdiff(s->a, from, to, &d);
	if (s->format && !strcmp(s->format, "json"))
		spec_diff_json(&d);
	else
		spec_diff_text(s->a, &d);
	return EXIT_CLEAN;
}

/* ---- fid ---- */

static void print_epochs(struct spec_cmd *s, const struct spec_family *f,
			 uint32_t id)
{
	struct spec_epoch *e;
	size_t n = spec_history_of_fid(s->a, f, id, &e);

	for (size_t i = 0; i < n; i++)
		printf("  %-30.*s %.*s%s\n", STR_FMT(e[i].command->name),
		       STR_FMT(spec_epoch_text(s->a, &e[i])),
		       e[i].contested ? " (contested)" : "");
	if (!n)
		puts("  no version gives it a name");
}

static int fid_one(struct spec_cmd *s, const char *arg)
{
	struct spec_family *f;
	struct fid fid;
	uint64_t n;

	if (!str_to_num(str_of(arg), &n) || n > UINT32_MAX) {
		err_set(&s->err, "%s: not a number of 32 bits", arg);
		return cmd_fail("%s", s->err.msg);
	}
	fid = fid_of((uint32_t)n);
	printf("0x%08X  %s call, %s, owner %u (%s), function 0x%04X%s%s\n",
	       (unsigned)n, fid.fast ? "fast" : "yielding",
	       fid.smc64 ? "64 bit" : "32 bit", fid.owner,
	       fid_owner_name(fid.owner), fid.function,
	       fid.hint ? ", SVE hint" : "",
	       fid.fast && fid.reserved ? ", reserved bits set" : "");
	f = specdb_family_of_fid(&s->db, (uint32_t)n);
	if (!f) {
		puts("  in the range of no interface known here");
		return EXIT_CLEAN;
	}
	if (!specdb_need(&s->db, f, &s->err))
		return cmd_fail("%s", s->err.msg);
	printf("%.*s (%.*s)\n", STR_FMT(f->interface), STR_FMT(f->name));
	print_epochs(s, f, (uint32_t)n);
	return EXIT_CLEAN;
}

static int fid(struct spec_cmd *s, int argc, char **argv)
{
	int status = EXIT_CLEAN;

	if (argc < 3)
		return bad_usage();
	for (int i = 2; i < argc && !status; i++) {
		if (i > 2)
			puts("");
		status = fid_one(s, argv[i]);
	}
	return status;
}

/* ---- check, import, update ---- */

static void print_problems(FILE *to, const struct spec_problems *ps)
{
	vec_for(const struct spec_problem, p, ps)
		fprintf(to, "%.*s: %.*s%s%.*s\n", STR_FMT(p->file), STR_FMT(p->at),
			p->at.n ? ": " : "", STR_FMT(p->what));
}

static int check(struct spec_cmd *s)
{
	struct spec_problems problems = { 0 };
	struct specheck_count n;
	const char *dirs[2];
	size_t ndirs;

	if (!specdb_dirs(s->a, s->dir, dirs, &ndirs, &s->err) ||
	    !specheck(s->a, dirs, ndirs, &problems, &n, &s->err))
		return cmd_fail("%s", s->err.msg);
	print_problems(stdout, &problems);
	printf("%zu files, %zu families, %zu versions, %zu commands, %zu types: ",
	       n.files, n.families, n.versions, n.commands, n.types);
	if (!problems.n)
		puts("consistent");
	else
		printf("%zu problem%s\n", problems.n,
		       problems.n == 1 ? "" : "s");
	return problems.n ? EXIT_FOUND : EXIT_CLEAN;
}

static int import(struct spec_cmd *s, int argc, char **argv)
{
	struct buf out = BUF;
	int status = EXIT_CLEAN;

	if (argc != 3)
		return bad_usage();
	if (spec_import(s->a, &s->db, argv[2], s->version, &out, &s->err))
		fwrite(out.p, 1, out.n, stdout);
	else
		status = cmd_fail("%s", s->err.msg);
	buf_free(&out);
	return status;
}

static void print_update(const struct specupdate *u)
{
	static const char *const words[] = {
		[SPECUPDATE_NEW] = "new      ", [SPECUPDATE_CHANGED] = "replaced ",
	};
	size_t changed = 0;

	vec_for(const struct specupdate_file, f, &u->files) {
		if (f->kind == SPECUPDATE_SAME)
			continue;
		printf("%s%.*s\n", words[f->kind], STR_FMT(f->path));
		changed++;
	}
	printf("%s: %zu of %zu files %s\n", u->user, changed, u->files.n,
	       changed ? "written" : "differ, nothing to do");
}

static int update(struct spec_cmd *s, int argc, char **argv)
{
	struct specupdate u = { .fetch.no_cache = s->no_cache };
	const char *dirs[2];
	size_t n;

	if (argc != 3)
		return bad_usage();
	if (!specdb_dirs(s->a, s->dir, dirs, &n, &s->err))
		return cmd_fail("%s", s->err.msg);
	u.base = dirs[0];
	u.user = specdb_user_dir(s->a);
	if (!u.user)
		err_set(&s->err, "spec update: neither XDG_DATA_HOME nor HOME is set");
	if (u.user && specupdate(&u, s->a, argv[2], &s->err)) {
		print_update(&u);
		return EXIT_CLEAN;
	}
	print_problems(stderr, &u.problems);
	return cmd_fail("%s", s->err.msg);
}

static int run(struct spec_cmd *s, int argc, char **argv)
{
	const char *verb = argc > 1 ? argv[1] : "list";

	if (!strcmp(verb, "check"))
		return argc == 2 ? check(s) : bad_usage();
	if (!strcmp(verb, "update"))
		return update(s, argc, argv);
	if (!specdb_open(&s->db, s->a, s->dir, &s->err))
		return cmd_fail("%s", s->err.msg);
	if (!strcmp(verb, "list"))
		return list(s, argc, argv);
	if (!strcmp(verb, "show"))
		return show(s, argc, argv);
	if (!strcmp(verb, "diff"))
		return diff(s, argc, argv);
	if (!strcmp(verb, "fid"))
		return fid(s, argc, argv);
	if (!strcmp(verb, "import"))
		return import(s, argc, argv);
	return bad_usage();
}

int cmd_spec(int argc, char **argv)
{
	struct spec_cmd s = { .a = arena_new() };
	struct option opts[] = {
		OPT_CHOICE(0, "format", &s.format, "text|json", "text|json", "of diff"),
		OPT_STR(0, "spec-db", &s.dir, "DIR",
			"specifications instead of the ones winnow brings"),
		OPT_STR(0, "as", &s.version, "FAMILY@VERSION",
			"what import makes of the header"),
		OPT_FLAG(0, "no-cache", &s.no_cache, "update: leave the cache alone"),
		OPT_END,
	};
	int status;

	argc = option_parse(argc, argv, opts, usage);
	if (argc < 0)
		status = cmd_usage_status(argc);
	else
		status = run(&s, argc, argv);
	arena_free(s.a);
	return status;
}
