"""The two articles that the project began with, read as whole texts; they lie beside the checkout, never in it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.matching import find_matches
from bot.model import Entry, EntryId, FeedId, Language, Match, OutletId

if TYPE_CHECKING:
    from bot.matching import Rulebook

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"
HEADLINE = 7  # words from which a line on a page's top is its headline, not a button
TOLD = {
    "oc-media": {
        "arrest AZ>RU", "custody_death RU>AZ", "raid AZ>RU", "events_cancelled AZ>RU", "espionage_charge AZ>RU",
        "consular_granted AZ>RU", "media_blocked RU>AZ", "criminal_case RU>AZ", "travel_advisory RU>AZ",
    },
    "the-moscow-times": {
        "talks AZ>RU", "custody_death RU>AZ", "criminal_case AZ>RU", "arrest RU>AZ", "arrest AZ>RU",
        "ambassador_summoned RU>AZ",
    },
}  # fmt: skip
APPEALS = ("donat", "become a member", "newsletter", "from just", "support us", "supporting")


def acts_of(name: str, rules: Rulebook) -> tuple[Match, ...]:
    page = SEEDS / f"{name}.txt"
    if not page.exists():
        pytest.skip(f"{page.name} is not beside this checkout: the articles are other people's and are not shipped")
    lines = [line for line in page.read_text().splitlines() if line.strip()]
    title = next(line for line in lines if len(line.split()) >= HEADLINE)
    body = "\n".join(line for line in lines if line != title)
    entry = Entry(
        EntryId("0"),
        FeedId("?/?"),
        OutletId("?"),
        title,
        body,
        Language("en"),
        "",
        None,
        datetime(2026, 1, 1, tzinfo=UTC),
    )
    return find_matches(entry, rules)


def called(match: Match) -> str:
    source, target = sorted((match.source, match.target)) if match.kind == "talks" else (match.source, match.target)
    return f"{match.kind} {source}>{target}"


@pytest.mark.parametrize("name", sorted(TOLD))
def test_an_article_tells_all_its_acts_with_who_did_them_to_whom(name: str, rules: Rulebook) -> None:
    told = {called(match) for match in acts_of(name, rules)}

    assert told >= TOLD[name]


@pytest.mark.parametrize("name", sorted(TOLD))
def test_an_article_that_retells_a_week_rings_for_its_own_news_alone(name: str, rules: Rulebook) -> None:
    rings = {called(match) for match in acts_of(name, rules) if str(match.status) == "reported"}

    assert len(rings) <= 2
    assert rings <= TOLD[name]


@pytest.mark.parametrize("name", sorted(TOLD))
def test_an_appeal_for_money_is_no_news(name: str, rules: Rulebook) -> None:
    sentences = [match.sentence.lower() for match in acts_of(name, rules)]

    assert not [s for s in sentences if any(word in s for word in APPEALS)]
