"""What a match holds, and what makes none: the codebook's rules as a table of invented headlines."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.matching import Rulebook, explain, find_matches
from bot.model import Entry, Status
from bot.taxonomy import severity

Build = Callable[..., Entry]


def told(matches: tuple[object, ...]) -> set[str]:
    return {f"{m.kind} {m.source}>{m.target} {m.status}" for m in matches}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("title", "summary", "expected"),
    [
        # direction: who is called in belongs to the target, wherever it stands
        ("Danish ambassador summoned to the Norwegian foreign ministry", "", {"ambassador_summoned NO>DK reported"}),
        ("Two Danes arrested in Oslo", "", {"arrest NO>DK reported"}),
        ("Norway tells citizens to leave Denmark", "", {"travel_advisory NO>DK reported"}),
        # a blow is told once, not once each way; who shoots drones down was their target
        ("Norway says it downed nine Danish drones", "", {"military_strike DK>NO reported"}),
        ("Norway says downed nine Danish drones over Oslo and the coast", "", {"military_strike DK>NO reported"}),
        (
            "Norway struck Denmark, and Denmark struck Norway",
            "",
            {"military_strike NO>DK reported", "military_strike DK>NO reported"},
        ),
        # who is quoted at the end is who says it
        ("Danish drills are a provocation, Norwegian minister says", "", {"hostile_rhetoric NO>DK reported"}),
        ("Danish drills are a provocation – Norwegian minister Ola Nordmann", "", {"hostile_rhetoric NO>DK reported"}),
        # the second country stands in the summary
        (
            "Envoy summoned in Oslo",
            "Denmark's ambassador was called in on Monday.",
            {"ambassador_summoned NO>DK reported"},
        ),
        # domestic, or one country alone: no event
        ("Norway arrests 110 over smuggling", "", set()),
        ("Norwegian police detain Norwegian lawmaker", "", set()),
        # status
        ("Norway denies expelling Danish diplomats", "", {"expulsion NO>DK denied"}),
        ("Norway considers expelling Danish ambassador", "", {"expulsion NO>DK planned"}),
        ("Norwegian president to visit Denmark", "", {"talks NO>DK planned"}),
        # a weaker kind that restates a stronger one is left out
        ("Norway condemns Denmark, summons Danish ambassador", "", {"ambassador_summoned NO>DK reported"}),
        # but a meeting and the deal that it ends with are two acts, and so are blows and arrests
        ("Norway bombs Danish port, arrests 20 Danes", "", {"military_strike NO>DK reported", "arrest NO>DK reported"}),
        (
            "Norwegian premier visits Denmark",
            "Norway and Denmark signed a fishing agreement on Monday.",
            {"talks NO>DK reported", "agreement NO>DK reported"},
        ),
        # a title and its bearer are one party of a list
        (
            "Norwegian Prime Minister Støre, Danish Prime Minister Frederiksen discuss fish",
            "",
            {"talks NO>DK reported"},
        ),
        # several pairs
        (
            "Norway summons Swedish and Danish ambassadors",
            "",
            {"ambassador_summoned NO>SE reported", "ambassador_summoned NO>DK reported"},
        ),
        # an unnamed side rings as such
        ("Several countries recall ambassadors from Denmark", "", {"ambassador_recalled XX>DK reported"}),
        # genres
        ("Timeline: how Norway and Denmark fell out", "Norway summons Danish ambassador.", set()),
        ("Will Norway expel the Danish ambassador?", "", set()),
        # well-known owners
        ("Norway bans TikTok on government phones", "", {"media_blocked NO>CN reported"}),
        # between a territory and its state nothing is an event
        ("Hong Kong police arrest Chinese tourist", "", set()),
        # an outlet that reports is no party
        ("Norway expels Danish diplomats, CNN reports", "", {"expulsion NO>DK reported"}),
    ],
)  # fmt: skip
def test_an_item_states_these_acts(
    rules: Rulebook, an_entry: Build, title: str, summary: str, expected: set[str]
) -> None:
    assert expected == told(find_matches(an_entry(title, summary), rules))


def test_the_most_severe_act_comes_first(rules: Rulebook, an_entry: Build) -> None:
    matches = find_matches(an_entry("Norway summons Danish ambassador, closes airspace to Danish planes"), rules)

    kinds = [m.kind for m in matches]

    assert kinds == sorted(kinds, key=lambda kind: -severity(kind))
    assert len(matches) == 2


def test_the_spans_are_the_words_that_say_it(rules: Rulebook, an_entry: Build) -> None:
    (match,) = find_matches(an_entry("Norway on Monday expelled two Danish diplomats"), rules)

    assert [match.sentence[s.start : s.end] for s in match.spans] == ["Norway", "expelled", "Danish diplomats"]


def test_a_summary_that_says_the_same_gives_the_quote(rules: Rulebook, an_entry: Build) -> None:
    entry = an_entry(
        "Norway expels Danish diplomats", "The Norwegian government on Monday expelled two Danish diplomats."
    )

    (match,) = find_matches(entry, rules)

    assert (
        match.in_title,
        match.sentence,
    ) == (True, "The Norwegian government on Monday expelled two Danish diplomats.")


def test_a_match_tells_how_many_who_and_where(rules: Rulebook, an_entry: Build) -> None:
    entry = an_entry("Norway detains two Danish journalists, Igor Velin and Anna Sorokina, in Oslo")

    (match,) = find_matches(entry, rules)

    assert (match.people, match.persons, match.place) == (2, ("Igor Velin", "Anna Sorokina"), "Oslo")


def test_a_year_and_an_age_count_no_people(rules: Rulebook, an_entry: Build) -> None:
    (match,) = find_matches(an_entry("Norway detains 22-year-old Danish tourist"), rules)

    assert match.people is None


def test_theft_is_ordinary_crime_and_spying_is_not(rules: Rulebook, an_entry: Build) -> None:
    (theft,) = find_matches(an_entry("Danish tourist arrested in Oslo over theft"), rules)
    others = find_matches(an_entry("Danish tourist arrested in Oslo over spying"), rules)

    assert theft.ordinary_crime
    assert not any(m.ordinary_crime for m in others)


def test_who_says_so_is_told(rules: Rulebook, an_entry: Build) -> None:
    entry = an_entry(
        "Norway expels Danish diplomats", "The Norwegian foreign ministry said it was expelling two Danish diplomats."
    )

    (match,) = find_matches(entry, rules)

    assert match.said_by == "Norwegian foreign ministry"


def test_an_article_lists_every_act_and_calls_the_retold_ones_past(rules: Rulebook, an_entry: Build) -> None:
    filler = (
        "The weather in the two capitals stayed mild while officials kept silent about what they might do next. " * 5
    )
    body = (
        "Norway summoned the Danish ambassador on Monday. " + filler
        + "Last week Norwegian police arrested two Danish journalists. " + filler
        + "Denmark had expelled three Norwegian diplomats. " + filler + filler
    )  # fmt: skip

    matches = find_matches(an_entry("Row between Norway and Denmark deepens", body), rules)

    assert {
        ("ambassador_summoned", "NO", "DK", Status.REPORTED, False),
        ("arrest", "NO", "DK", Status.PAST, True),
        ("expulsion", "DK", "NO", Status.PAST, True),
    } == {(m.kind, m.source, m.target, m.status, m.retold) for m in matches}


def test_an_unknown_language_gives_nothing(rules: Rulebook, an_entry: Build) -> None:
    assert find_matches(an_entry("ノルウェーがデンマーク大使を召喚", language="ja"), rules) == ()


def test_an_explanation_shows_near_misses_and_why(rules: Rulebook, an_entry: Build) -> None:
    alone = explain(an_entry("Norway arrests two men"), rules)
    blocked = explain(an_entry("Norway issues arrest warrant for two men"), rules)

    assert "no second country" in {a.verdict for a in alone.near_misses}
    assert any(a.verdict.startswith("blocked by") for a in blocked.near_misses)
    assert "=> nothing" in str(alone)


def test_an_explanation_of_a_match_names_rule_status_and_score(rules: Rulebook, an_entry: Build) -> None:
    text = str(explain(an_entry("Norway may expel Danish diplomats"), rules))

    assert "en/expulsion/expels" in text
    assert "planned: cue possible" in text
    assert "score" in text
