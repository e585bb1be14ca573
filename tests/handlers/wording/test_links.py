"""Where a link leads is shown, unless it leads to the outlet itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model import Headline
from handlers.slack import answers as slack
from handlers.telegram import answers as telegram
from handlers.wording import Wording
from handlers.wording.clean import units
from handlers.wording.links import earlier_titles, foreign_host, headline_of
from tests.handlers.builders import AT, OUTLETS, TIMES, a_chat, a_report, an_event

OWN = replace(TIMES, domains=("harbour-times.example", "harbour.example"))


@pytest.mark.parametrize(
    ("url", "host", "why"),
    [
        ("https://harbour-times.example/1", "", "its own"),
        ("https://WWW.Harbour.example/1", "", "a host below its own"),
        ("https://harbour.example./1", "", "the same with the root's dot"),
        ("https://evil.example/1", "evil.example", "somebody else"),
        ("https://harbour.example.evil.example/", "harbour.example.evil.example", "only looks like it at the front"),
        ("https://notharbour.example/", "notharbour.example", "only looks like it at the end"),
        ("https://harbour.example@evil.example/", "evil.example", "the name before the @ is a user's"),
        ("https://hаrbour.example/", "xn--hrbour-5nf.example", "its first a is Cyrillic"),
        ("javascript:alert(1)", "", "no link at all"),
        ("tg://resolve?domain=x", "", "no link at all"),
        ("https://" + "a." * 60 + "example/", "…" + ("a." * 60 + "example")[-80:], "the end of a long name counts"),
    ],
)  # fmt: skip
def test_a_host_that_is_not_the_outlets_own_is_named(url: str, host: str, why: str) -> None:
    found = foreign_host(url, OWN)

    assert found == host or (host.startswith("xn--") and found.startswith("xn--")), why


def test_of_an_outlet_that_is_not_in_the_catalogue_every_host_is_named() -> None:
    assert foreign_host("https://harbour.example/", None) == "harbour.example"


def test_the_headline_stays_alone_when_it_leads_home() -> None:
    assert headline_of(a_report(1, "Envoy called in"), OWN, 100) == "Envoy called in"


def test_the_headline_bears_the_host_where_it_leads_elsewhere() -> None:
    report = replace(a_report(1, "Envoy called in"), url="https://evil.example/1")

    assert headline_of(report, OWN, 100) == "Envoy called in [evil.example]"


def test_the_host_is_kept_when_the_headline_is_cut() -> None:
    report = replace(a_report(1, "long " * 200), url="https://evil.example/1")
    shown = headline_of(report, OWN, 100)

    assert shown.endswith("… [evil.example]")
    assert units(shown) <= 100


RETITLED = replace(
    a_report(),
    headlines=(
        Headline("Envoy arrested", AT),
        Headline("Envoy <b>held</b>", AT + timedelta(hours=1)),
        Headline("Envoy questioned", AT + timedelta(hours=2)),
    ),
)


def test_what_a_headline_was_before_is_told_with_the_time_of_the_change() -> None:
    told = earlier_titles(RETITLED, "UTC", AT, Wording("en"), 80)

    assert told == ["before 16:02: Envoy <b>held</b>", "before 15:02: Envoy arrested"]


def test_sources_show_the_trail_on_both_platforms() -> None:
    event, chat, words = an_event(reports=(RETITLED,)), a_chat(1), Wording("en")

    in_telegram = telegram.sources(event, chat, OUTLETS, AT, words).html
    in_slack = str(slack.sources(event, chat, OUTLETS, AT, words).blocks)

    assert "before 16:02: Envoy &lt;b&gt;held&lt;/b&gt;\nbefore 15:02: Envoy arrested" in in_telegram
    assert "before 16:02: Envoy &lt;b&gt;held&lt;/b&gt;; before 15:02: Envoy arrested" in in_slack
