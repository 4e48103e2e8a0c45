#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Triage of the labelled mail in ../shared stays within its bounds.
exec "$TOP/tests/score-corpus"
