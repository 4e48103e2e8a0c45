// SPDX-License-Identifier: GPL-2.0-or-later
#include "mail/date.h"

/* Days since 1970-01-01 of a date in the Gregorian calendar, month 1..12. */
static int64_t days_of(int64_t y, int64_t m, int64_t d)
{
	int64_t era, yoe, doy;

	/* Years begin in March: the leap day is the last of one. */
	y -= m <= 2;
	era = (y >= 0 ? y : y - 399) / 400;
	yoe = y - era * 400;
	doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

static bool month(struct str *s, uint64_t *out)
{
	static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";

	for (uint64_t i = 0; i < 12; i++) {
		if (!str_starts_nocase(*s, str_n(names + 3 * i, 3)))
			continue;
		*out = i + 1;
		while (s->n && chr_alpha(s->p[0]))
			*s = str_from(*s, 1);
		return true;
	}
	return false;
}

static void separator(struct str *s)
{
	str_eat_blanks(s);
	str_eat_chr(s, '-');
	str_eat_blanks(s);
}

static bool day(struct str *s, int64_t *out)
{
	uint64_t d, m, y;

	if (!str_num(s, &d, 31) || !d)
		return false;
	separator(s);
	if (!month(s, &m))
		return false;
	separator(s);
	if (!str_num(s, &y, 9999))
		return false;
	if (y < 50)
		y += 2000;
	else if (y < 1000)
		y += 1900;
	*out = days_of((int64_t)y, (int64_t)m, (int64_t)d);
	return true;
}

static bool clock_time(struct str *s, int64_t *out)
{
	uint64_t h, m, sec = 0;

	if (!str_num(s, &h, 23) || !str_eat_chr(s, ':') || !str_num(s, &m, 59))
		return false;
	if (str_eat_chr(s, ':') && !str_num(s, &sec, 60))
		return false;
	*out = (int64_t)(h * 3600 + m * 60 + sec);
	return true;
}

static int64_t zone(struct str s)
{
	static const struct { struct str name; int hours; } names[] = {
		{ STR("EST"), -5 }, { STR("EDT"), -4 }, { STR("CST"), -6 },
		{ STR("CDT"), -5 }, { STR("MST"), -7 }, { STR("MDT"), -6 },
		{ STR("PST"), -8 }, { STR("PDT"), -7 }, { STR("CET"), 1 },
		{ STR("CEST"), 2 },
	};
	bool minus = str_starts(s, STR("-"));
	struct str word;
	uint64_t n;

	if (minus || str_starts(s, STR("+"))) {
		s = str_from(s, 1);
		if (!str_num(&s, &n, 9999))
			return 0;
		n = n / 100 * 3600 + n % 100 * 60;
		return minus ? -(int64_t)n : (int64_t)n;
	}
	if (!str_word(&s, &word))
		return 0;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (str_eq_nocase(word, names[i].name))
			return names[i].hours * 3600;
	return 0;
}

bool date_parse(struct str s, int64_t *out)
{
	int64_t days, secs;
	struct str weekday;

	s = str_ltrim(s);
	if (s.n && chr_alpha(s.p[0]) && !str_until(&s, ',', &weekday) &&
	    !str_word(&s, &weekday))
		return false;
	s = str_ltrim(s);
	if (!day(&s, &days))
		return false;
	s = str_ltrim(s);
	if (!clock_time(&s, &secs))
		return false;
	*out = days * 86400 + secs - zone(str_ltrim(s));
	return true;
}
