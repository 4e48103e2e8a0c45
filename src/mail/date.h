/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mail/date.h - the Date: field.
 *
 * Source: RFC 5322 3.3 and the obsolete forms of 4.3: the weekday and the
 * seconds may be missing, years may have two digits, zones may be names (those
 * that are not known count as UTC).
 */
#ifndef WINNOW_MAIL_DATE_H
#define WINNOW_MAIL_DATE_H

#include "base/str.h"

/* Seconds since 1970, UTC; false when it is no date. */
bool date_parse(struct str s, int64_t *out);

#endif
