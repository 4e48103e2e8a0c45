/* SPDX-License-Identifier: GPL-2.0-or-later */
/* spec/specupdate.h - newer files for the user's own spec-db, from a server.
 *
 * An index names files below its own folder and what they must hash to:
 *	{"v":1,"files":[{"path":"rmm/2.0-bet4.json","sha1":"..."}]}
 * Only FAMILY/VERSION.json and FAMILY/family.json are taken, no other path.
 * What differs from the file in use comes into a temporary folder beside the
 * user's; there it must hash as told, and the database with it must be
 * consistent (see spec/specheck.h) before any file is moved. Then each is
 * renamed to its place. Files that the index does not name stay as they are.
 */
#ifndef WINNOW_SPEC_SPECUPDATE_H
#define WINNOW_SPEC_SPECUPDATE_H

#include "net/fetch.h"
#include "spec/specschema.h"

#define SPECUPDATE_FILES 2000		/* in an index */
#define SPECUPDATE_BYTES (4u << 20)	/* of a file */

enum specupdate_kind { SPECUPDATE_SAME, SPECUPDATE_NEW, SPECUPDATE_CHANGED };

struct specupdate_file {
	struct str path;		/* rmm/2.0-bet4.json */
	struct str sha1;
	enum specupdate_kind kind;
};

struct specupdate {
	const char *base;		/* the database that lies below; for the caller to set */
	const char *user;		/* folder to fill, made if need be; as well */
	struct fetch_options fetch;	/* as well; max_bytes is SPECUPDATE_BYTES */
	VEC(struct specupdate_file) files;	/* in the order of the index */
	struct spec_problems problems;	/* why nothing was moved */
};

/* False and err when something was not there, not as told or not consistent
 * (then `problems` says where): the user's folder is as it was. Should only the
 * moving fail, err says so; doing it again mends it. */
bool specupdate(struct specupdate *u, struct arena *a, const char *index_url,
		struct err *err);

#endif
