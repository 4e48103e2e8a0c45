void bar_resume(void)
{
	foo_start(1);
}

void bar_probe(void)
{
	bar_resume();
}

int MY_SMC_FOO_START;
