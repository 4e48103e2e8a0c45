// SPDX-License-Identifier: GPL-2.0-or-later
/* Formats of other tools: SARIF 2.1.0 (OASIS, errata 01), reviewdog's rdjsonl
 * (reviewdog.proto), GitHub workflow commands, and the JSON array b4 expects
 * from a review check command. */
#include "report/report.h"

static const char *sarif_level(enum level l)
{
	return l == LEVEL_ERROR ? "error" : l == LEVEL_WARNING ? "warning" : "note";
}

static void sarif_rule(struct jw *w, const struct rule *r)
{
	jw_begin(w, '{');
	jw_kstr(w, "id", r->id);
	jw_kbegin(w, "shortDescription", '{');
	jw_kstr(w, "text", r->title);
	jw_end(w, '}');
	jw_kbegin(w, "fullDescription", '{');
	jw_kstr(w, "text", r->why);
	jw_end(w, '}');
	jw_kbegin(w, "defaultConfiguration", '{');
	jw_kstr(w, "level", str_of(sarif_level(r->level)));
	jw_end(w, '}');
	jw_end(w, '}');
}

/* One descriptor an id, though several files may share it. */
static void sarif_rules(struct jw *w, const struct rules *rs)
{
	jw_kbegin(w, "rules", '[');
	for (size_t i = 0; i < rs->n; i++)
		if (rules_find(rs, rs->v[i].id) == &rs->v[i])
			sarif_rule(w, &rs->v[i]);
	jw_end(w, ']');
}

static void sarif_begin(struct report *r)
{
	struct jw *w = &r->json;

	*w = (struct jw){ .out = r->out, .indent = 1 };
	jw_begin(w, '{');
	jw_kstr(w, "$schema",
		STR("https://json.schemastore.org/sarif-2.1.0.json"));
	jw_kstr(w, "version", STR("2.1.0"));
	jw_kbegin(w, "runs", '[');
	jw_begin(w, '{');
	jw_kbegin(w, "tool", '{');
	jw_kbegin(w, "driver", '{');
	jw_kstr(w, "name", STR("winnow"));
	sarif_rules(w, r->rules);
	jw_end(w, '}');
	jw_end(w, '}');
	jw_kbegin(w, "results", '[');
}

static void sarif_place(struct jw *w, const struct finding *f)
{
	jw_kbegin(w, "locations", '[');
	jw_begin(w, '{');
	if (f->file.n) {
		jw_kbegin(w, "physicalLocation", '{');
		jw_kbegin(w, "artifactLocation", '{');
		jw_kstr(w, "uri", f->file);
		jw_end(w, '}');
		jw_kbegin(w, "region", '{');
		jw_knum(w, "startLine", f->line ? f->line : 1);
		jw_knum(w, "endLine", f->end_line ? f->end_line : 1);
		jw_end(w, '}');
		jw_end(w, '}');
	} else {
		jw_kbegin(w, "logicalLocations", '[');
		jw_begin(w, '{');
		jw_kstr(w, "name", f->subject);
		jw_kstr(w, "fullyQualifiedName", f->message_id);
		jw_kstr(w, "kind", STR("message"));
		jw_end(w, '}');
		jw_end(w, ']');
	}
	jw_end(w, '}');
	jw_end(w, ']');
}

static void sarif_finding(struct report *r, const struct finding *f)
{
	struct jw *w = &r->json;

	jw_begin(w, '{');
	jw_kstr(w, "ruleId", f->rule);
	jw_kstr(w, "level", str_of(sarif_level(f->level)));
	jw_kbegin(w, "message", '{');
	jw_kstr(w, "text", f->message);
	jw_end(w, '}');
	sarif_place(w, f);
	jw_kbegin(w, "partialFingerprints", '{');
	jw_kstr(w, "winnow/v1", str_of(f->fingerprint));
	jw_end(w, '}');
	jw_kbegin(w, "properties", '{');
	jw_knum(w, "patch", f->patch);
	jw_kstr(w, "message_id", f->message_id);
	jw_knum(w, "mail_line", f->mail_line);
	jw_end(w, '}');
	jw_end(w, '}');
}

static void sarif_end(struct report *r)
{
	struct jw *w = &r->json;

	jw_end(w, ']');
	jw_kbegin(w, "invocations", '[');
	jw_begin(w, '{');
	jw_kbool(w, "executionSuccessful", r->totals.not_read == 0);
	jw_end(w, '}');
	jw_end(w, ']');
	jw_end(w, '}');
	jw_end(w, ']');
	jw_end(w, '}');
	buf_chr(r->out, '\n');
}

const struct report_writer report_sarif = {
	.name = "sarif", .summary = "SARIF 2.1.0",
	.begin = sarif_begin, .finding = sarif_finding, .end = sarif_end,
};

/* ---- reviewdog ---- */

static const char *rd_level(enum level l)
{
	return l == LEVEL_ERROR ? "ERROR" : l == LEVEL_WARNING ? "WARNING" : "INFO";
}

static void rd_place(struct jw *w, const struct finding *f)
{
	jw_kbegin(w, "location", '{');
	jw_kstr(w, "path", f->file);
	if (f->line) {
		jw_kbegin(w, "range", '{');
		jw_kbegin(w, "start", '{');
		jw_knum(w, "line", f->line);
		jw_end(w, '}');
		jw_kbegin(w, "end", '{');
		jw_knum(w, "line", f->end_line);
		jw_end(w, '}');
		jw_end(w, '}');
	}
	jw_end(w, '}');
}

/* A finding in a message has no path, which reviewdog cannot place. */
static void rd_finding(struct report *r, const struct finding *f)
{
	struct jw w = JW(r->out);

	if (!f->file.n)
		return;
	jw_begin(&w, '{');
	jw_kstr(&w, "message", f->message);
	rd_place(&w, f);
	jw_kstr(&w, "severity", str_of(rd_level(f->level)));
	jw_kbegin(&w, "source", '{');
	jw_kstr(&w, "name", STR("winnow"));
	jw_end(&w, '}');
	jw_kbegin(&w, "code", '{');
	jw_kstr(&w, "value", f->rule);
	jw_end(&w, '}');
	jw_end(&w, '}');
	buf_chr(r->out, '\n');
}

const struct report_writer report_rdjsonl = {
	.name = "rdjsonl", .summary = "reviewdog diagnostics, findings in files only",
	.finding = rd_finding,
};

/* ---- GitHub workflow commands ---- */

static void put_escaped(struct buf *b, struct str s, bool property)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == '%' || c == '\r' || c == '\n' ||
		    (property && (c == ':' || c == ',')))
			buf_printf(b, "%%%02X", (unsigned char)c);
		else
			buf_chr(b, c);
	}
}

static void github_finding(struct report *r, const struct finding *f)
{
	static const char *const word[] = { "notice", "warning", "error" };

	buf_printf(r->out, "::%s ", word[f->level]);
	if (f->file.n) {
		buf_add(r->out, STR("file="));
		put_escaped(r->out, f->file, true);
		buf_printf(r->out, ",line=%u,endLine=%u,", f->line, f->end_line);
	}
	buf_add(r->out, STR("title="));
	put_escaped(r->out, f->rule, true);
	buf_add(r->out, STR("::"));
	put_escaped(r->out, f->message, false);
	buf_chr(r->out, '\n');
}

const struct report_writer report_github = {
	.name = "github", .summary = "GitHub workflow commands",
	.finding = github_finding,
};

/* ---- b4 review checks ---- */

static void b4_begin(struct report *r)
{
	r->json = (struct jw){ .out = r->out };
	jw_begin(&r->json, '[');
}

static void b4_finding(struct report *r, const struct finding *f)
{
	struct jw *w = &r->json;

	jw_begin(w, '{');
	jw_kstr(w, "tool", STR("winnow"));
	jw_kstr(w, "status", f->level == LEVEL_ERROR ? STR("fail") : STR("warn"));
	jw_kstr(w, "summary", f->message);
	jw_kstr(w, "details", f->text);
	jw_end(w, '}');
}

static void b4_end(struct report *r)
{
	jw_end(&r->json, ']');
	buf_chr(r->out, '\n');
}

const struct report_writer report_b4 = {
	.name = "b4", .summary = "JSON for b4 review-*-check-cmd",
	.begin = b4_begin, .finding = b4_finding, .end = b4_end,
};
