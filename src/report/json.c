// SPDX-License-Identifier: GPL-2.0-or-later
/* The contract of doc/output.md: jsonl, one object a line; json, one array. */
#include "report/report.h"

#include <stdio.h>

static void put_fid(struct jw *w, const struct finding *f)
{
	char hex[24];

	jw_key(w, "fid");
	if (!f->has_fid) {
		jw_null(w);
		return;
	}
	snprintf(hex, sizeof(hex), "0x%08llX", (unsigned long long)f->fid);
	jw_str(w, str_of(hex));
}

static void put_evidence(struct jw *w, const struct finding *f)
{
	jw_kbegin(w, "evidence", '[');
	for (size_t i = 0; i < f->nevidence; i++) {
		jw_begin(w, '{');
		jw_kstr(w, "source", f->evidence[i].source);
		jw_kstr(w, "ref", f->evidence[i].ref);
		jw_kstr(w, "text", f->evidence[i].text);
		jw_end(w, '}');
	}
	jw_end(w, ']');
}

static void put_place(struct jw *w, const struct finding *f)
{
	jw_knum(w, "patch", f->patch);
	jw_kstr(w, "message_id", f->message_id);
	jw_kstr(w, "subject", f->subject);
	jw_kstr_or_null(w, "file", f->file);
	jw_knum(w, "line", f->line);
	jw_knum(w, "end_line", f->end_line);
	jw_knum(w, "mail_line", f->mail_line);
	jw_kstr(w, "source", str_of(f->source ? f->source : ""));
	jw_knum(w, "source_line", f->source_line + (f->mail_line ? f->mail_line - 1 : 0));
	jw_kstr(w, "where", str_of(where_name(f->where)));
}

void report_json_members(struct jw *w, const struct finding *f)
{
	jw_knum(w, "v", 1);
	jw_kstr(w, "rule", f->rule);
	jw_kstr(w, "group", f->group);
	jw_kstr(w, "level", str_of(level_name(f->level)));
	put_place(w, f);
	jw_kstr(w, "text", f->text);
	jw_kstr_or_null(w, "symbol", f->symbol);
	put_fid(w, f);
	jw_kstr_or_null(w, "spec", f->spec);
	jw_kbegin(w, "replacement", '[');
	for (size_t i = 0; i < f->nreplacement; i++)
		jw_str(w, f->replacement[i]);
	jw_end(w, ']');
	jw_kstr(w, "message", f->message);
	put_evidence(w, f);
	jw_knum_or_null(w, "resolved_by", f->resolved_by);
	jw_kstr(w, "fingerprint", str_of(f->fingerprint));
}

static void put_finding(struct jw *w, const struct finding *f)
{
	jw_begin(w, '{');
	report_json_members(w, f);
	jw_end(w, '}');
}

static void jsonl_finding(struct report *r, const struct finding *f)
{
	struct jw w = JW(r->out);

	put_finding(&w, f);
	buf_chr(r->out, '\n');
}

static void json_begin(struct report *r)
{
	r->json = (struct jw){ .out = r->out, .indent = 1 };
	jw_begin(&r->json, '[');
}

static void json_finding(struct report *r, const struct finding *f)
{
	put_finding(&r->json, f);
}

static void json_end(struct report *r)
{
	jw_end(&r->json, ']');
	buf_chr(r->out, '\n');
}

const struct report_writer report_jsonl = {
	.name = "jsonl", .summary = "one JSON object a finding and line",
	.finding = jsonl_finding,
};

const struct report_writer report_json = {
	.name = "json", .summary = "one JSON array",
	.begin = json_begin, .finding = json_finding, .end = json_end,
};
