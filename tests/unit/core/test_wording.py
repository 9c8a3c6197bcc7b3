"""Sentences agree with their numbers, and no date of a stranger's file stops a page."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from gesture_app.core.wording import local_time


def test_a_moment_is_told_in_the_users_time_zone():
    assert local_time("2025-01-02T03:04:05+00:00") == datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "yesterday", "9999-99-99", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "\ud800"]
)
def test_a_moment_that_no_calendar_has_is_none(text):
    assert local_time(text) is None
