	@ XXX: is this right?
	mov r0, r1	@ HACK: no idea why
#if 0
	nop
#endif
