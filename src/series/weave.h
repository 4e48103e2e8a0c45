/* SPDX-License-Identifier: GPL-2.0-or-later */
/* series/weave.h - every line a series ever shows of a file, in one sequence.
 *
 * A weave (the idea is SCCS's) holds the lines of all versions of a file in
 * order; each knows which patch added it (born) and which removed it (died).
 * The snapshot after patch n is the lines with born <= n < died; blame, churn,
 * and the text after any patch all read off it, and a split is another choice
 * of births and deaths.
 *
 * Patches are numbered 1.. by their place in series.patches (index + 1), 0 is
 * the base. Without a tree the base is made up from the hunks: lines that no
 * hunk shows are one entry with `gap` > 0 that stands for that many unknown
 * lines (UINT32_MAX: unknown how many, up to the end of the file; always the
 * last entry). A hunk without context behind its changes ends the file, as in
 * git-apply(1).
 *
 * A file lives under different paths when it is renamed; a weave follows it.
 * A binary patch leaves bytes that nobody has read: if text patches follow, all
 * lines die with it, and one gap is born.
 * A copy begins a weave of its own, its lines (known ones and gaps) born in
 * the copying patch with born_at UINT32_MAX. A file that is deleted and made
 * again goes on in its weave.
 *
 * Cost: a hunk is placed through an index of blocks, so that a patch costs
 * what its own lines cost and not what the file holds. Only a hunk that does
 * not fit where it says is searched for in the whole file.
 */
#ifndef WINNOW_SERIES_WEAVE_H
#define WINNOW_SERIES_WEAVE_H

#include "base/buf.h"
#include "base/map.h"
#include "series/series.h"

#define WEAVE_ALIVE UINT32_MAX
#define WEAVE_NONE UINT32_MAX

struct weave_line {
	struct str text;	/* without line end */
	bool no_eol;		/* last line, no newline (at birth) */
	uint32_t gap;		/* > 0: stands for unknown lines, text is empty */
	uint32_t born;		/* 0 base */
	uint32_t died;		/* patch that removed it, WEAVE_ALIVE */
	/* where: index in diff.lines of patch born / died; WEAVE_NONE none */
	uint32_t born_at, died_at;
	uint32_t next;		/* index of the next line, WEAVE_NONE end */
	uint32_t section;	/* w->sections[section - 1] is the heading of the
				 * hunk that first showed it; 0 none */
};

/* What patch n did to the file as a whole. */
struct weave_event {
	uint32_t patch;			/* 1.. */
	const struct diff_file *file;
	bool applied;			/* hunks placed; false: see problems */
	int32_t offset;			/* lines a hunk had to be moved, largest */
	bool other;			/* the texts are not those of the mail: its ids
					 * say nothing; set by split/reorder.c */
	/* blob id of the text after this patch; filled by weave_ids() where
	 * the text is fully known and the patch names an id */
	char id[41];
	bool id_known;			/* id was computed */
	bool id_ok;			/* and begins with file->new_id */
};

struct weave {
	uint32_t index;			/* in weave_set.v */
	struct str path;		/* the last name of the file */
	struct str first_path;
	struct weave_line *lines;	/* storage; order is by next from head */
	size_t nlines, cap;
	uint32_t head;			/* WEAVE_NONE empty */
	struct weave_event *events;	/* in order; several of one patch only when
					 * its diff names the file twice */
	size_t nevents, events_cap;
	uint32_t *odd;			/* events that do more than change lines: made,
					 * deleted, renamed, copied, mode; in order */
	size_t nodd;
	uint32_t mode_at;		/* the first event that tells the mode before
					 * it; WEAVE_NONE none */
	bool created;			/* new in the series: text fully known */
	bool base_known;		/* base text came from a tree */
	bool binary;			/* some event is binary: lines mean nothing but
					 * where text patches go before and after it */
	bool opaque;			/* and the last one was */
	const struct weave *from;	/* copied from (events[0]); NULL none */
	struct str *sections;
	size_t nsections, sections_cap;
	struct weave_block *blocks;	/* the index; weave.c's own */
	size_t nblocks, blocks_cap;
};

/* Where patch n went: file[i] is the weave of its diff.files[i], line[j] the
 * index in that weave's lines of its diff.lines[j] (context too). */
struct weave_patch {
	struct weave **file;
	uint32_t *line;
};

/* Where a patch does not fit what those before it, or the base, say of a file. */
struct weave_problem {
	uint32_t patch;			/* 1.. */
	uint32_t body_line;		/* of the header of the hunk or file */
	struct str text;		/* names the file */
};

struct weave_set {
	struct weave **v;		/* in the order the series first names them */
	size_t n, cap;
	struct weave_patch *patches;	/* by index in series.patches */
	size_t npatches;
	VEC(struct weave_problem) problems;
};

/* Base text of a path, from a tree; false when there is none (new file, or no
 * tree). `ctx` is the caller's. Text lives as long as the weave. */
typedef bool weave_base_fn(void *ctx, struct str path, struct str *text);

/* Applies the series patch by patch in memory. A hunk that does not fit
 * exactly is searched for at the nearest offset; one that fits nowhere is a
 * problem, its lines are kept as an island so that nothing is
 * lost. base may be NULL. */
void weave_build(struct weave_set *out, struct arena *a, const struct series *s,
		 weave_base_fn *base, void *ctx);

/* Fills odd and mode_at, where events were put together by hand. */
void weave_seal(struct weave *w, struct arena *a);

/* The weave that file `index` of patch n (1..) went to; NULL for none. */
struct weave *weave_of(const struct weave_set *ws, const struct series *s,
		       uint32_t n, size_t file_index);

/* Fills id, id_known and id_ok of all events whose text is fully known: reads
 * each such text once, so it costs more than weave_build(). */
void weave_ids(struct weave_set *ws);

/* Adds the text after patch n (0: base) to `out`; false when a line of it is
 * not known. */
bool weave_text(const struct weave *w, uint32_t n, struct buf *out);

/* The first event of patch n or later; nevents: none. */
size_t weave_event_from(const struct weave *w, uint32_t n);

/* Does the file exist after patch n (0: base)? *path gets its name then
 * (path may be NULL). */
bool weave_exists(const struct weave *w, uint32_t n, struct str *path);

/* Its mode after patch n (0: base), as far as patches tell; 0100644 where none
 * does. */
uint32_t weave_mode(const struct weave *w, uint32_t n);

/* The same, 0 where nothing tells; a copy that is left as it is says none, then
 * *of is the file whose mode it has, else `w`. */
uint32_t weave_told_mode(const struct weave *w, uint32_t n, const struct weave **of);

static inline bool weave_alive(const struct weave_line *l, uint32_t n)
{
	return l->born <= n && n < l->died;
}

static inline uint32_t weave_index(const struct weave *w, const struct weave_line *l)
{
	return (uint32_t)(l - w->lines);
}

/* The line came with the copy that the weave begins with. */
static inline bool weave_from_copy(const struct weave *w, const struct weave_line *l)
{
	return l->born == w->events[0].patch && l->born_at == WEAVE_NONE;
}

/* Lines that an entry stands for; of a gap up to the end of the file more than any
 * file has. */
static inline uint64_t weave_span(const struct weave_line *l)
{
	return l->gap == UINT32_MAX ? UINT64_C(1) << 40 : l->gap ? l->gap : 1;
}

/* Puts a line behind entry `prev` (WEAVE_NONE: first) and gives its index. Pointers
 * to lines go stale; places of loom.h are that file's to keep. */
uint32_t weave_insert(struct weave *w, struct arena *a, uint32_t prev,
		      struct weave_line line);

/* for (uint32_t i = w->head; i != WEAVE_NONE; i = w->lines[i].next) */
#define weave_for(i, w) \
	for (uint32_t i = (w)->head; i != WEAVE_NONE; i = (w)->lines[i].next)

/* One run of known lines of a snapshot: what the source readers take. */
struct snapshot_part {
	struct str text;	/* lines with LF */
	uint32_t first_line;	/* line number in the file (exact when all gaps
				 * before it are of known length) */
	struct str section;	/* of the hunk it begins with, if in a gap file */
};

struct snapshot {
	struct str path;	/* at that time */
	struct snapshot_part *parts;
	size_t n, cap;
	bool whole;		/* no gaps: one part, the file */
	bool part;		/* only around the changes of its patch: walk.h */
	/* line_of[i]: index in weave.lines of the i-th known line, parts in order */
	uint32_t *line_of;
	size_t nknown;
};

/* The file after patch n (0: base). False when it does not exist then. */
bool weave_snapshot(struct snapshot *out, struct arena *a, const struct weave *w,
		    uint32_t n);

#endif
