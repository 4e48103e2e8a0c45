// SPDX-License-Identifier: GPL-2.0-or-later
/* What people write, and whether it admits that code is not to stay: '+' it
 * does, '~' it is a hint, '-' it does not. */
#include "test.h"

#include "world.h"

struct row {
	char want;
	const char *text;
};

static const struct row subjects[] = {
	{ '+', "[PATCH 5/5] net: foo: not for merge: bar" },
	{ '+', "[PATCH] arm64: dts: foo: enable uart (not for merge)" },
	{ '+', "[PATCH RFC] DONT MERGE: foo" },
	{ '+', "[NOMERGE PATCH 3/3] foo" },
	{ '+', "[PATCH] DO NOT SUBMIT foo" },
	{ '+', "[PATCH] do-not-merge: foo" },
	{ '+', "[PATCH,HACK] foo" },
	{ '+', "[PATCH] TMP: foo" },
	{ '+', "[TEST ONLY] [PATCH] foo" },
	{ '+', "[PATCH 4/4 - for testing only] foo" },
	{ '+', "[PATCH] *** HACK *** foo" },
	{ '+', "[PATCH] (HACK) foo" },
	{ '+', "[PATCH] Squash me: foo" },
	{ '+', "[PATCH] FIXUP: foo" },
	{ '+', "[PATCH] hack: foo" },
	{ '+', "[PATCH] DEBUG foo: bar" },
	{ '+', "[PATCH] Not for upstream: foo" },
	{ '+', "[PATCH] Dirty hack for foo" },
	{ '+', "[PATCH] DRAFT: foo" },
	{ '+', "[PATCH] EXAMPLE: foo" },
	{ '+', "[PATCH] RFC: WIP: foo" },
	{ '+', "[PATCH] for testing only: foo" },
	{ '+', "[PATCH v2 3/3] (do not apply) foo" },
	{ '+', "[PATCH] foo: quick hack" },
	{ '+', "[PATCH] [DO NOT MERGE][RFC] foo" },
	{ '+', "[PATCH] EXPERIMENTAL: foo" },
	{ '+', "[PATCH] KVM: arm64: Hack around missing foo" },
	{ '+', "[PATCH/WIP 2/3] foo" },
	{ '+', "[RFC][WIP][PATCH] foo" },
	{ '+', "[PATCH NOT FOR UPSTREAM] foo" },
	{ '+', "[DNM] foo: bar" },
	{ '+', "[PATCH 9/9] foo: bar [DO NOT MERGE]" },
	{ '+', "[PATCH 9/9] foo: bar -- DO NOT MERGE" },
	{ '+', "[PATCH] foo: bar, do not merge" },
	{ '+', "[PATCH] NOT-FOR-MERGE: foo" },
	{ '+', "[PATCH 7/6] DO NOT APPLY: foo" },
	{ '+', "[PATCH] amend! foo: bar" },
	{ '+', "[PATCH] (fixup!) foo: bar" },
	{ '+', "[PATCH] foo: PoC of bar" },
	{ '+', "[PATCH] POC: foo" },
	{ '+', "[POC PATCH 1/2] foo" },
	{ '+', "[PATCH] Proof of concept: foo" },
	{ '+', "[PATCH 3/3] Debug only: print foo" },
	{ '+', "[TESTING PATCH] foo" },
	{ '+', "[PATCH] TESTING: foo" },
	{ '+', "[PATCH] temporary hack for foo" },
	{ '+', "[PATCH LOCAL 1/2] foo" },
	{ '+', "[PATCH] LOCAL: foo" },
	{ '+', "[PATCH] Hack: foo" },
	{ '+', "[PATCH] please ignore" },
	{ '+', "[PATCH] throwaway: foo" },
	{ '+', "[PATCH] [RFC] [demo] foo" },
	{ '-', "[PATCH] tools/testing/selftests: fix TEST_PROGS" },
	{ '-', "[PATCH] hwmon: (tmp421) Fix reading" },
	{ '-', "[PATCH] iio: temp: fix foo" },
	{ '-', "[PATCH net] net: local: fix" },
	{ '-', "[PATCH] docs: kernel-hacking: fix typo" },
	{ '-', "[PATCH] ext4: remove ugly hack" },
	{ '-', "[PATCH] foo: Replace hack with proper solution" },
	{ '-', "[PATCH] crypto: testmgr - test: fix" },
	{ '-', "[PATCH] KVM: selftests: Test: bar" },
	{ '-', "[PATCH] drm/debug: fix" },
	{ '-', "[PATCH] debug: fix kgdb" },
	{ '-', "[PATCH] mm: don't merge vmas across" },
	{ '-', "[PATCH] mtd: do not apply quirk twice" },
	{ '-', "[PATCH] btrfs: don't commit empty transactions" },
	{ '-', "[PATCH] Revert \"foo: bar\"" },
	{ '-', "[PATCH] foo: squash two helpers into one" },
	{ '-', "[PATCH] arm64: mm: clean to PoC instead of PoU" },
	{ '-', "[PATCH] media: i2c: max96712: poc-supply" },
	{ '-', "[PATCH] ACPI: temporarily disabled GPEs survive resume" },
	{ '-', "[PATCH] sched: example of the API in docs" },
	{ '-', "[PATCH] rust: add example driver" },
	{ '-', "[PATCH] samples: demo of foo" },
	{ '-', "[RFC PATCH] foo: experimental support for bar" },
	{ '-', "[PATCH] x86: prototype fixes" },
	{ '-', "[PATCH] irqchip: draft spec compliance" },
	{ '-', "[PATCH] net: drop TODO from header" },
	{ '-', "[PATCH] staging: foo: TODO: update" },
	{ '-', "[PATCH] foo: add local variable" },
	{ '-', "[PATCH] foo: private: add" },
	{ '-', "[PATCH] foo: fix test" },
	{ '-', "[PATCH] MAINTAINERS: foo" },
	{ '-', "[PATCH i-g-t 1/2] tests: foo" },
	{ '-', "[test-tools PATCH] foo" },
	{ '-', "[PATCH] x86/hacks: not yet" },
	{ '-', "[PATCH] PCI: ignore" },
	{ '-', "[PATCH] foo: do not commit on error" },
	{ '+', "[PATCH 3/9] foo: temporarily export foo_get()" },
	{ '-', "[PATCH 3/9] foo: temporarily export the page during the switch" },
	{ '+', "[RFC 2/5] foo: Initial prototype of the balancer" },
	{ '-', "[PATCH] foo: fix missing prototype for foo_get()" },
	{ '-', "[PATCH foo-next/testing] foo: add bar" },
	{ '+', "[PATCH/TESTING] foo: add bar" },
	{ '+', "[TEST PATCH 2/2] foo: print bar" },
};

static const struct row sentences[] = {
	{ '+', "This patch is only needed until the firmware is fixed." },
	{ '+', "We can revert this once the driver has been fixed." },
	{ '+', "Revert this once the DT is updated." },
	{ '+', "Drop this patch when the series is merged." },
	{ '+', "This will go away once the header lands upstream." },
	{ '+', "This is no longer needed once the QEMU patches are merged." },
	{ '+', "Until that lands, disable the check." },
	{ '+', "This is a workaround until the driver is fixed." },
	{ '+', "Temporary fix for the broken build." },
	{ '+', "Just a quick hack to get the board going." },
	{ '+', "This isn't meant to be merged." },
	{ '+', "These aren't intended for upstream." },
	{ '+', "This should not go upstream." },
	{ '+', "No intention to upstream this." },
	{ '+', "I don't intend to upstream this." },
	{ '+', "Not planning to submit this." },
	{ '+', "This patch is here just to make testing easier." },
	{ '+', "This is still WIP." },
	{ '+', "The code is still very much work in progress." },
	{ '+', "Debug patch, please try." },
	{ '+', "Squash into patch 3." },
	{ '+', "To be folded into the previous patch." },
	{ '+', "Fixup for the previous patch." },
	{ '+', "Included here only for convenience." },
	{ '~', "As a proof of concept, convert one driver." },
	{ '+', "Not for upstreaming." },
	{ '+', "NOT FOR MERGE" },
	{ '+', "Please don't merge this yet." },
	{ '+', "Not yet ready for upstream." },
	{ '+', "This is not suitable for mainline." },
	{ '+', "Hack to get around the missing clock. This hack will be removed in v2." },
	{ '+', "As a stop-gap measure, disable the port." },
	{ '+', "For debugging purposes only." },
	{ '+', "This is for illustration purposes only." },
	{ '+', "Only posted as an example, not for inclusion." },
	{ '+', "This commit will be dropped once the dependency is in mainline." },
	{ '+', "I expect this to be dropped before merging." },
	{ '+', "It will be replaced by a proper implementation later." },
	{ '+', "It's just a proof-of-concept." },
	{ '+', "This is purely for testing and can be ignored." },
	{ '-', "The page can be dropped once all users are gone." },
	{ '-', "Use a temporary variable instead." },
	{ '-', "Temporarily disable the interrupts while the page is copied." },
	{ '-', "The link is not ready until the PHY is reset." },
	{ '-', "This removes the hack from the driver." },
	{ '-', "Remove the temporary workaround that was added in v5.3." },
	{ '-', "This reverts commit 1234567890ab, the driver is broken." },
	{ '-', "The options do not apply to this device." },
	{ '-', "These frames should not be merged." },
	{ '-', "This should be applied after patch 1." },
	{ '-', "The debug code is only compiled with CONFIG_DEBUG." },
	{ '-', "This fixes the issue until the next reset." },
	{ '-', "Compile tested only." },
	{ '-', "This is used for testing the fast path." },
	{ '-', "The buffer is only used for testing." },
	{ '-', "The old API will be removed once all drivers are converted." },
	{ '-', "For now only one channel is supported." },
	{ '-', "Add a stub for !CONFIG_FOO." },
	{ '-', "The proper fix is to take the lock first, so do that." },
	{ '-', "This quirk is needed until the firmware has started." },
	{ '-', "Not all pages are upstream of the bridge." },
	{ '-', "This is not included in the array." },
	{ '-', "The patch merges both functions into one." },
	{ '-', "No longer needed, remove it." },
	{ '-', "It is not intended to be used by drivers." },
	{ '-', "The driver is not meant to be loaded on these boards." },
	{ '-', "This is a prototype of the function declared in foo.h." },
	{ '-', "Folded into one function." },
	{ '-', "Squash the two helpers into one." },
	{ '-', "This is the example from the documentation." },
	{ '-', "This allows the field to be removed later." },
	{ '-', "Fix the patch that was applied to the wrong tree." },
	{ '-', "This code can be removed because nobody calls it." },
	{ '-', "This function can be dropped as it has no users." },
	{ '-', "This check can be removed since the core does it already." },
	{ '-', "Since this driver can be built as a module, do it." },
	{ '-', "The quick fix in commit 1234567 was wrong." },
	{ '-', "This will be used once the next patch is applied." },
	{ '-', "The work in progress counter is never reset." },
	{ '-', "This change is needed until we have support for hotplug in user space." },
	{ '-', "It is just for debugging, so drop the printk." },
	{ '-', "This patch will be followed by others that remove the symbol." },
	{ '-', "This commit should be backported to stable." },
	{ '-', "This hack is not needed any more." },
	{ '-', "We can drop this now that all users are gone." },
	{ '-', "Document that the flag must not be applied yet." },
	/* an end, in other words */
	{ '+', "Both quirks are added as temporary workarounds." },
	{ '+', "This buys us some time for the rework of the core." },
	{ '+', "It stays so as a transitional solution until the core knows both." },
	{ '+', "Keep the old order (perhaps only temporarily until the race is found)." },
	{ '+', "This patch temporarily drops the second format." },
	{ '-', "This patch temporarily drops the lock." },
	{ '+', "Two files need it, so temporarily export it and move them one by one." },
	{ '+', "If need be take it as a workaround in the meantime." },
	{ '+', "Refuse such mounts, prevent their use until we have converted the lookup." },
	{ '-', "Prevent the queue from being used until it is reset." },
	{ '+', "Until the cache is fixed, let's just use the old table." },
	{ '+', "Revert it till the clock is described properly." },
	/* shown, not proposed */
	{ '+', "It's just for illustration." },
	{ '+', "This is an experimental patch that shows the imbalance." },
	{ '+', "The smallest change we could think of to show the effect." },
	{ '+', "This patch adds a prototype for sharing the counters." },
	{ '-', "This patch adds a prototype for foo_sharing()." },
	{ '-', "This adds a prototype for the moved function." },
	{ '+', "These are in a very early WIP state." },
	{ '+', "This is shared as a basis for discussion." },
	{ '-', "It was shared for discussion last year." },
	{ '+', "This is clearly not production ready." },
	{ '+', "The draft does not say, so this is for discussion." },
	{ '+', "This patch introduces some temporary scaffolding for the new prototype." },
	{ '+', "It is only a downstream hack for one board." },
	{ '-', "It is a vendor change of the layout that the driver has to know." },
	{ '+', "Crude, but it does the job." },
	{ '-', "The existing hack will be removed later, when the tool is fixed." },
	{ '-', "Two colours need the new class (which is not yet in mainline)." },
};

static const struct row comments[] = {
	{ '+', "HACK: the clock is not there yet" },
	{ '+', "XXX hardcode for now" },
	{ '+', "FIXME: use the real value" },
	{ '+', "This is a hack, it should be done in the core." },
	{ '+', "TODO: remove this once the firmware is fixed" },
	{ '+', "TODO: hardcoded for testing" },
	{ '+', "FIXME: this only works for one device, must be reworked" },
	{ '+', "Temporary workaround until the clk driver is merged" },
	{ '+', "Temporary define, remove when the header lands" },
	{ '+', "This should be removed once the binding is merged." },
	{ '+', "quick hack to make it boot" },
	{ '+', "Ugly hack alert" },
	{ '+', "KLUDGE: skip the first entry" },
	{ '+', "For now, just ignore the error; should be fixed later." },
	{ '+', "Remove this when the series is merged" },
	{ '+', "XXX: this is wrong but works" },
	{ '+', "TODO: this is a placeholder, replace with the real thing" },
	{ '+', "FIXME" },
	{ '+', "FIXME - this is a workaround for the broken DT, remove" },
	{ '+', "REVISIT: for now use a fixed rate" },
	{ '+', "XXX - do we need a lock here" },
	{ '+', "will be removed in the next patch, this is only needed until then" },
	{ '-', "TODO: add support for DMA" },
	{ '-', "TODO: use the new API" },
	{ '+', "FIXME: is this really needed?" },
	{ '-', "XXX: 5 x 3" },
	{ '-', "the buffer is temporary" },
	{ '-', "temporarily hold the lock" },
	{ '-', "wait until the device is ready" },
	{ '-', "workaround for erratum 12345" },
	{ '-', "For now only 64-bit is supported." },
	{ '-', "not supported for now" },
	{ '-', "the frame will be dropped once the queue is full" },
	{ '-', "this entry can be removed when the peer leaves" },
	{ '-', "A hack for firmware older than 1.2 is in place in core." },
	{ '-', "Temporary storage for the key" },
	{ '-', "temporary register" },
	{ '-', "will be replaced by the compiler" },
	{ '-', "TODO: optimise" },
	{ '-', "TODO: handle errors" },
	{ '-', "this can be removed from the list after the grace period" },
	{ '-', "replace this with NULL when done" },
	{ '-', "Must be removed after use with foo_put()." },
	{ '-', "it will be freed later" },
	{ '-', "set until we get the interrupt" },
	{ '-', "dummy entry" },
	{ '-', "Return the fake value" },
	{ '-', "Once the link is up, this can be dropped to low power." },
	{ '-', "FIXME: maybe we could share this code" },
	/* a mark on code that is known to be wrong, whatever it says */
	{ '+', "FIXME: the timeout of the second port is unknown here" },
	{ '+', "FIXME: the two tables disagree about the third entry" },
	{ '-', "FIXME: only the first lane is handled" },
	{ '-', "compare the FIXME in foo_probe()" },
	{ '-', "XXX: this can never happen" },
	{ '+', "XXX: a better lock is wanted here" },
	/* what is to be put right when something else is there */
	{ '+', "TODO: replace by the generic helper once it is merged" },
	{ '+', "TODO: the right fix is to give each port a table" },
	{ '+', "For now 4, should be replaced by 8 once supported." },
	{ '+', "Replace with the mnemonic as soon as the assembler implements it" },
	{ '-', "The rate should be changed once per frame." },
	{ '-', "Replace the entry with the newer one once both are known." },
	/* nothing, in place of something */
	{ '+', "no-op for the time being" },
	{ '+', "scaffolding for now" },
	{ '+', "a dummy for the moment" },
	/* scope, not a stand-in */
	{ '-', "For now, at most two ports are expected, ignore the third." },
	{ '-', "Only lane 0 counts for now; all other lanes are ignored." },
	{ '-', "for now it is applicable to the reset alone, skip the rest" },
	/* hacks */
	{ '+', "Hack to learn the address that the loader picked" },
	{ '+', "A hack to keep both names" },
	{ '+', "The hacky solution is an empty driver." },
	{ '+', "For now all are strong, until we are certain that the weak one will do." },
	{ '+', "TODO: use foo.h once the generator is fixed" },
};

static void judge_all(const struct row *rows, size_t n, const char *mail)
{
	struct world w;

	world_open(&w);
	for (size_t i = 0; i < n; i++) {
		struct str head = str_of(mail), tail = head;
		struct mbox_raw raw = { .line = 1 };
		struct evidence_set set;
		bool hint;

		str_until(&tail, '$', &head);
		raw.text = str_printf(w.a, "%.*s%s%.*s", STR_FMT(head), rows[i].text,
				      STR_FMT(tail));
		evidence_of_patch(&set, w.a,
				  patch_parse(w.a, message_parse(w.a, &raw, "test")), NULL, w.er);
		hint = set.verdict == EVIDENCE_CURRENT && set.points >= STRENGTH_MEDIUM;
		if (!test_note((rows[i].want == '+') == (set.verdict != EVIDENCE_CURRENT) &&
			       (rows[i].want == '~') == hint, __FILE__, __LINE__))
			printf("%c wanted: %s\n", rows[i].want, rows[i].text);
	}
	world_close(&w);
}

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
#define SIGNED "Signed-off-by: A <a@example.org>\n---\n\n"
#define DIFF "diff --git a/x.c b/x.c\n--- a/x.c\n+++ b/x.c\n"

TEST(tags_are_known_wherever_they_stand)
{
	judge_all(subjects, COUNT(subjects), "Subject: $\n\nText.\n\n" SIGNED DIFF
		  "@@ -0,0 +1,1 @@\n+int a;\n");
}

TEST(sentences_count_when_they_speak_of_the_patch)
{
	judge_all(sentences, COUNT(sentences), "Subject: [PATCH] x: y\n\n$\n\n" SIGNED
		  DIFF "@@ -0,0 +1,1 @@\n+int a;\n");
}

TEST(comments_count_when_they_admit_a_stand_in)
{
	judge_all(comments, COUNT(comments), "Subject: [PATCH] x: y\n\nText.\n\n" SIGNED
		  DIFF "@@ -0,0 +1,5 @@\n+int a;\n+int b;\n+\n+\t/* $ */\n+\tfoo(a);\n");
}
