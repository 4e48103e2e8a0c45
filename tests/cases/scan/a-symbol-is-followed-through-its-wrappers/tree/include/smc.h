#define SMC_FOO_START	0xC5000100
#define FOO_BEGIN	SMC_FOO_START

int foo_start(int cpu);
