// SPDX-License-Identifier: GPL-2.0-or-later
#include "series/followup.h"

#include "base/map.h"

/* A thread deeper than this has lost its patch. */
#define DEPTH_MAX 64

struct target {
	struct series *series;
	struct patch *patch;	/* NULL: the cover letter, so all */
};

struct follow {
	struct arena *a;
	struct map *targets;	/* Message-ID -> struct target */
	struct map *replies;	/* Message-ID -> the reply */
	size_t added, foreign;
};

static void add_target(struct follow *f, struct str id, struct series *s,
		       struct patch *p)
{
	struct target *t = NEW(f->a, struct target);

	*t = (struct target){ s, p };
	if (id.n)
		map_set(f->targets, id, t);
}

static const struct target *answers(const struct follow *f, const struct patch *reply)
{
	for (int depth = 0; depth < DEPTH_MAX && reply; depth++) {
		struct str id = reply->msg->in_reply_to;
		const struct target *t = map_get(f->targets, id);

		if (t)
			return t;
		reply = map_get(f->replies, id);
	}
	return NULL;
}

static struct str address(struct str from)
{
	struct str name, mail = from;

	if (str_until(&from, '<', &name) && str_until(&from, '>', &mail))
		return mail;
	return str_trim(mail);
}

static bool is_by(struct str name)
{
	for (size_t i = 0; i < name.n; i++)
		if (!chr_alpha(name.p[i]) && name.p[i] != '-')
			return false;
	return name.n > 3 && str_eq_nocase(str_from(name, name.n - 3), STR("-by")) &&
	       !str_eq_nocase(name, STR("Signed-off-by"));
}

static bool has_trailer(const struct patch *p, const struct trailer *t)
{
	vec_for(const struct trailer, o, &p->trailers)
		if (str_eq_nocase(o->name, t->name) &&
		    str_eq_nocase(address(o->value), address(t->value)))
			return true;
	return false;
}

/* Behind the last line of the message, which the trailer block ends. */
static void give(struct follow *f, struct patch *p, const struct trailer *t)
{
	struct trailer mine = *t;

	if (has_trailer(p, t))
		return;
	mine.line = p->message.last;
	mine.given = true;
	vec_add(f->a, &p->trailers, mine);
	p->message.text = str_printf(f->a, "%.*s\n%s%.*s: %.*s\n",
				     STR_FMT(str_rtrim(p->message.text)),
				     p->trailers.n > 1 ? "" : "\n",
				     STR_FMT(t->name), STR_FMT(t->value));
	f->added++;
}

static void give_all(struct follow *f, const struct target *to,
		     const struct trailer *t)
{
	if (to->patch) {
		give(f, to->patch, t);
		return;
	}
	for (size_t i = 0; i < to->series->n; i++)
		give(f, to->series->patches[i], t);
}

static void read_reply(struct follow *f, const struct patch *reply)
{
	const struct target *to = answers(f, reply);
	struct str body = reply->msg->body, line;

	while (to && str_line(&body, &line)) {
		struct trailer t = { 0 };

		if (!str_until(&line, ':', &t.name) || !is_by(t.name))
			continue;
		t.value = str_trim(line);
		if (!str_has(t.value, STR("@")))
			continue;
		if (str_eq_nocase(address(t.value), address(reply->msg->from)))
			give_all(f, to, &t);
		else
			f->foreign++;
	}
}

size_t followup_apply(struct series_set *set, struct arena *a, size_t *foreign)
{
	struct follow f = { .a = a };

	f.targets = map_new(a);
	f.replies = map_new(a);
	for (size_t i = 0; i < set->n; i++) {
		struct series *s = &set->v[i];

		if (s->cover)
			add_target(&f, s->cover->msg->message_id, s, NULL);
		for (size_t k = 0; k < s->n; k++)
			add_target(&f, s->patches[k]->msg->message_id, s, s->patches[k]);
	}
	for (size_t i = 0; i < set->nrest; i++)
		if (set->rest[i]->msg->message_id.n)
			map_set(f.replies, set->rest[i]->msg->message_id, set->rest[i]);
	for (size_t i = 0; i < set->nrest; i++)
		if (set->rest[i]->kind == PATCH_REPLY)
			read_reply(&f, set->rest[i]);
	if (foreign)
		*foreign = f.foreign;
	return f.added;
}
