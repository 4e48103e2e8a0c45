/* SPDX-License-Identifier: GPL-2.0-or-later */
/* repo/packs.h - all packs of a repository, and objects in them.
 *
 * Packs of the repository and of those it borrows from (objects/info/alternates)
 * are read by winnow itself, twice as fast as libgit2 does it. What is in none of
 * them is a loose object (looseread.h) or not there. What is damaged in a pack is
 * an error and not looked for elsewhere.
 */
#ifndef WINNOW_REPO_PACKS_H
#define WINNOW_REPO_PACKS_H

#include "base/arena.h"
#include "repo/looseread.h"

struct packs;

/* `repo`: as repo_open() has it. Packs that come later are not seen. */
struct packs *packs_open(const char *repo, struct err *err);
/* The same for a folder of objects. */
struct packs *packs_open_objects(const char *dir);
void packs_close(struct packs *p);	/* takes NULL */
/* Have packs come or gone since? */
bool packs_changed(const struct packs *p);

/* Sorts the items by id and fills in where they lie. */
void packs_find(struct packs *p, struct packidx_item *v, size_t n);
const struct pack *packs_pack(const struct packs *p, uint16_t number);

/* One a thread. `bases`: bytes of objects remembered for those made of them. */
struct packs_reader;
struct packs_reader *packs_reader_open(struct packs *p, size_t bases);
void packs_reader_close(struct packs_reader *r);	/* takes NULL */

/* Fills in where one lies; false when it is in no pack. */
bool packs_find_one(struct packs_reader *r, struct packidx_item *it);
/* As packidx_find_prefix(), over all packs; `id` may be `whole`. */
enum packidx_found packs_find_prefix(struct packs_reader *r, const unsigned char *id,
				     size_t digits, unsigned char *whole);

/* A part of the list (packplan.h) is going to be read: faster than one by one. */
void packs_expect(struct packs_reader *r, const struct packidx_item *v, size_t n,
		  size_t from, size_t to);

/* The text, with PACKREAD_SLACK bytes readable behind it, is good until the next
 * call. `err` is set where there is none, or it cannot be read. */
enum object_found packs_object(struct packs_reader *r, const struct packidx_item *it,
			       enum pack_type *type, struct str *text, struct err *err);
bool packs_blob(struct packs_reader *r, const struct packidx_item *it, struct str *text,
		struct err *err);

#endif
