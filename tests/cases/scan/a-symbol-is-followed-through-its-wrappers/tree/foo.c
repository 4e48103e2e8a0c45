#include "smc.h"

/* SMC_FOO_START stands in a comment, too. */
int foo_start(int cpu)
{
	return invoke(SMC_FOO_START, cpu, "SMC_FOO_START");
}

static int foo_begin(void)
{
	return invoke(FOO_BEGIN, 0);
}
