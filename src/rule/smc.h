/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rule/smc.h - the firmware calls of a series: who issues which command, with
 * how many inputs, and into which variable the outputs go.
 *
 * How a call looks in C is data: params.conventions of rules/spec/ARG_COUNT.json
 * lists the functions and macros that leave to the firmware:
 *
 *	{ "call": "arm_smccc_1_1_invoke", "id": 0, "result": "last" }
 *		the identifier, the inputs, a pointer to the results
 *	{ "call": "arm_smccc_smc", "id": 0, "fixed": 7, "result": "last" }
 *		as many inputs as the call has places, those not used are 0
 *	{ "call": "arm_smccc_1_2_smc", "regs": 0, "result": 1 }
 *		pointers to structs of registers a0, a1, ...
 *
 * Functions and macros of the series that pass their arguments on to one of
 * these are found by themselves, also through several of them.
 */
#ifndef WINNOW_RULE_SMC_H
#define WINNOW_RULE_SMC_H

#include "rule/target.h"

struct smc_call {
	const struct site *site;	/* of the call */
	const struct fact *func;	/* it stands in; NULL: not shown */
	struct str id;			/* SMC_RMI_REC_ENTER */
	const struct target *target;
	const struct spec_command *command;	/* of the target version */
	unsigned given;			/* inputs: the highest register */
	unsigned least;			/* without literal zeros at the end */
	bool exact;	/* false: those that are not given may be meant as 0 */
	bool in_struct;	/* registers in a struct: the others are 0 */
	struct str result;	/* variable of the outputs; empty: not known */
	bool issued;	/* false: only put into registers, for a later call */
	const struct smc_call *next;	/* in the same function */
};

struct smc_calls {
	struct smc_call *v;
	size_t n, cap;
	struct map *first;	/* function -> its first call */
};

/* The first call of the function that c stands in; follow `next`. */
const struct smc_call *smc_first(struct study *st, const struct smc_call *c);

/* All calls whose command the target version has, in the order of names and
 * places. Read once a study. */
const struct smc_calls *smc_calls(struct study *st);

/* Text of a function definition, head and body. */
struct str smc_func_text(const struct study_file *f, const struct fact *func);

#endif
