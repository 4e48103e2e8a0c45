/* SPDX-License-Identifier: GPL-2.0-or-later */
/* repo/libgit2.h - what this room calls of libgit2, loaded when a repository is
 * first opened (see base/library.h). For the files of repo/ only.
 */
#ifndef WINNOW_REPO_LIBGIT2_H
#define WINNOW_REPO_LIBGIT2_H

#include <git2.h>
#if __has_include(<git2/sys/errors.h>)
#include <git2/sys/errors.h>	/* from 1.8 on what <git2/errors.h> had */
#endif
#include <git2/sys/odb_backend.h>
#include <git2/sys/repository.h>

#include "base/err.h"

#define LIBGIT2_CALLS(X)						\
	X(blob_create_from_buffer) X(blob_free) X(blob_lookup)		\
	X(blob_rawcontent) X(blob_rawsize) X(branch_lookup)		\
	X(buf_dispose) X(commit_author) X(commit_create_v)		\
	X(commit_free) X(commit_id) X(commit_lookup)			\
	X(commit_message_encoding) X(commit_message_raw)		\
	X(commit_parent) X(commit_parent_id) X(commit_parentcount)	\
	X(commit_tree) X(config_free)			\
	X(config_get_string_buf) X(config_new) X(config_open_ondisk)	\
	X(diff_blobs) X(diff_buffers) X(diff_options_init)		\
	X(error_last) X(error_set_str) X(graph_descendant_of)		\
	X(libgit2_init) X(libgit2_opts) X(object_free) X(object_id)	\
	X(object_lookup)						\
	X(object_peel) X(odb_add_backend) X(odb_backend_data_alloc)	\
	X(odb_exists_prefix) X(odb_free) X(odb_get_backend)		\
	X(odb_init_backend)						\
	X(oid_equal) X(oid_fromraw) X(oid_fromstr) X(oid_is_zero)	\
	X(oid_tostr) X(reference_create) X(reference_free)		\
	X(reference_name_to_id)						\
	X(repository_commondir) X(repository_free) X(repository_odb)	\
	X(repository_open_ext) X(repository_set_config)			\
	X(repository_workdir)						\
	X(revparse_single) X(revwalk_free) X(revwalk_hide)		\
	X(revwalk_new) X(revwalk_next) X(revwalk_push)			\
	X(signature_free) X(signature_new) X(tree_create_updated)	\
	X(tree_dup) X(tree_entry_byindex) X(tree_entry_byname)		\
	X(tree_entry_bypath) X(tree_entry_filemode_raw)			\
	X(tree_entry_free) X(tree_entry_id) X(tree_entry_name)		\
	X(tree_entry_type) X(tree_entrycount) X(tree_free)		\
	X(tree_lookup)

#define LIBGIT2_CALL(f) __typeof__(git_##f) *f;
struct libgit2 { LIBGIT2_CALLS(LIBGIT2_CALL) };

extern struct libgit2 git2;

/* Loads and sets up, once; any thread. False and err when it cannot be had. */
bool libgit2_open(struct err *err);

#endif
