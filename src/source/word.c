// SPDX-License-Identifier: GPL-2.0-or-later
#include "source/word.h"

/* Each sorted bytewise: found by halving. */
static const char *const keywords[] = {
	"_Alignas", "_Alignof", "_Atomic", "_Bool", "_Generic", "_Noreturn",
	"_Static_assert", "_Thread_local", "__asm__", "__attribute__",
	"__extension__", "__inline", "__inline__", "__restrict", "__signed__",
	"__typeof", "__typeof__", "__volatile__", "asm", "auto", "bool",
	"break", "case", "char", "const", "continue", "default", "do",
	"double", "else", "enum", "extern", "float", "for", "goto", "if",
	"inline", "int", "long", "register", "return", "short", "signed",
	"sizeof", "static", "struct", "switch", "typedef", "typeof", "union",
	"unsigned", "void", "volatile", "while",
};

static const char *const plain[] = {
	"____cacheline_aligned", "____cacheline_aligned_in_smp",
	"____cacheline_internodealigned_in_smp", "__always_inline",
	"__always_unused", "__attribute_const__", "__bitwise", "__bpf_kfunc",
	"__cacheline_aligned", "__cacheline_aligned_in_smp", "__cfi_generic",
	"__cold", "__compat_return", "__cpuidle", "__deprecated",
	"__designated_init", "__exit", "__exitdata", "__flatten", "__force",
	"__head", "__hot", "__hyp_text", "__init", "__init_memblock",
	"__init_or_module", "__init_refok", "__initconst", "__initdata",
	"__initdata_or_meminfo", "__iomem", "__irq_entry", "__kprobes",
	"__latent_entropy", "__lsm_ro_after_init", "__malloc",
	"__maybe_unused", "__meminit", "__meminitdata", "__must_check",
	"__naked", "__net_exit", "__net_init", "__net_initdata",
	"__no_context_analysis", "__no_kasan_or_inline", "__no_kcsan",
	"__no_kmsan_checks", "__no_profile", "__no_randomize_layout",
	"__no_sanitize_address", "__no_sanitize_memory",
	"__no_sanitize_or_inline", "__no_sanitize_thread",
	"__no_sanitize_undefined", "__no_stack_protector", "__nocfi",
	"__nocfi_generic", "__noclone", "__noendbr", "__noinitretpoline",
	"__noinline", "__nonstring", "__noreturn", "__nosavedata", "__noscs",
	"__packed", "__page_aligned_bss", "__page_aligned_data", "__percpu",
	"__private", "__pure", "__randomize_layout", "__rcu", "__read_mostly",
	"__ref", "__refconst", "__refdata", "__ro_after_init", "__sched",
	"__softirq_entry", "__stackleak_poison", "__tracepoint_string",
	"__unused", "__used", "__user", "__visible", "__weak",
	"__xdp_rx_metadata_source", "asmlinkage", "noinline",
	"noinline_for_stack", "noinstr", "nokprobe_inline", "noreturn",
	"notrace", "randomized_struct_fields_end",
	"randomized_struct_fields_start",
};

static const char *const with_args[] = {
	"__acquires", "__acquires_shared", "__alias", "__aligned",
	"__alloc_size", "__assume_aligned", "__cleanup", "__cond_acquires",
	"__cond_releases", "__context_unsafe", "__counted_by",
	"__counted_by_be", "__counted_by_le", "__counted_by_ptr",
	"__diagnose_as", "__error", "__free", "__gnu_printf", "__guarded_by",
	"__must_hold", "__must_hold_shared", "__must_not_hold",
	"__no_sanitize", "__nonnull", "__pass_object_size", "__printf",
	"__rcu_guarded", "__realloc_size", "__releases", "__releases_shared",
	"__retain", "__scanf", "__section", "__signed_wrap", "__sized_by",
	"__warning",
};

static bool found(struct str s, const char *const *v, size_t n)
{
	size_t low = 0;

	while (low < n) {
		size_t mid = low + (n - low) / 2;
		int cmp = str_cmp(s, str_of(v[mid]));

		if (cmp == 0)
			return true;
		if (cmp < 0)
			n = mid;
		else
			low = mid + 1;
	}
	return false;
}

#define FOUND(s, table) found((s), (table), sizeof(table) / sizeof((table)[0]))

bool word_is_keyword(struct str s)
{
	/* None holds an upper case letter but behind one underscore. */
	if (s.n < 2 || s.n > 14 || chr_upper(s.p[0]) || chr_upper(s.p[s.n - 1]))
		return false;
	return FOUND(s, keywords);
}

bool word_takes_args(struct str s)
{
	return s.n > 5 && s.p[0] == '_' && FOUND(s, with_args);
}

bool word_is_annotation(struct str s)
{
	if (s.n < 5 || (s.p[0] != '_' && s.p[0] != 'a' && s.p[0] != 'n' && s.p[0] != 'r'))
		return false;
	return FOUND(s, plain) || word_takes_args(s);
}
