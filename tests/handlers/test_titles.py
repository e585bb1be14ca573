"""Whatever an outlet writes into a title: taken by both platforms, shown as it reads, and nothing in it is live."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings

from tests.handlers.titles import titles, what_is_wrong_with

SLICE, LONG_FORM = 500, 200_000


@settings(max_examples=SLICE, deadline=None)
@given(titles)
@example(":/start")  # found by the long form: a command behind a colon
def test_a_title_is_only_ever_text(title: str) -> None:
    assert what_is_wrong_with(title) == ""


@pytest.mark.chaos
@settings(max_examples=LONG_FORM, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(titles)
def test_two_hundred_thousand_titles_are_only_ever_text(title: str) -> None:
    assert what_is_wrong_with(title) == ""
