"""The words: complete in every language, and grammatically right where a rule could go wrong."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from importlib import resources
from itertools import product
from pathlib import Path

import pytest

from bot import desk
from bot.model import UNNAMED, Country, Language, Ownership, Reason, Rung, Standing, Status
from bot.taxonomy import KINDS, Kind
from handlers.wording import LANGUAGES, Wording
from tests.handlers.builders import AT, AZ, RU, STATE_WIRE, TIMES, a_report, an_event

EN, RUSSIAN, AZERI = LANGUAGES
PARTIES = [Country(c) for c in ("RU", "US", "EU", "NATO", "XX")]  # each gender and number, a body, the unnamed side


def _keys(language: str) -> set[str]:
    folder = resources.files("handlers.wording").joinpath(language)
    texts = (file.read_text(encoding="utf-8") for file in folder.iterdir() if file.name.endswith(".ftl"))
    return {key for text in texts for key in re.findall(r"^([\w-]+) =", text, re.MULTILINE)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_of_the_english_files_is_missing(language: str) -> None:
    assert _keys("en") - _keys(language) == set()


@pytest.mark.parametrize(("language", "kind"), list(product(LANGUAGES, KINDS)))
def test_every_line_of_a_kind_is_a_whole_sentence(language: Language, kind: Kind) -> None:
    words = Wording(language, strict=True)
    for status, source, target, people in product(Status, PARTIES, PARTIES, (None, 1, 2, 5, 21)):
        event = an_event(kind, status, source=source, target=target, people=people, place="Баку", persons=("A. Alias",))

        line = words.line(event, event.reports[0], STATE_WIRE)

        assert not re.search(r"[{}]|  |None|\(\(| \.|\?\?", line), line
        assert line[0].isupper() or line[0].isdigit(), line
        assert line.endswith(")."), line


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_is_there(language: Language) -> None:
    words = Wording(language, strict=True)
    names = [
        *(words.kind_name(kind) for kind in KINDS),
        *(words.status_name(status) for status in Status),
        *(words.reason(reason) for reason in Reason),
        *(words.standing(standing) for standing in Standing),
        *(words.ownership(ownership) for ownership in Ownership),
    ]

    assert all(names)
    assert len({words.kind_name(kind) for kind in KINDS}) == len(KINDS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_of_the_desk_has_its_text(language: Language) -> None:
    modules = Path(desk.__file__).parent.glob("*.py")
    raised = [k for m in modules for k in re.findall(r'BadRequest\(\s*"([\w-]+)"', m.read_text(encoding="utf-8"))]

    assert len(set(raised)) > 10
    assert set(raised) <= _keys(language)


LINES = [
    # language; kind, status, source, target, people, place; the sentence without its outlet
    (EN, "arrest REPORTED AZ RU 7 Baku", "Azerbaijan detained 7 Russian nationals in Baku"),
    (EN, "arrest REPORTED AZ RU 1 Bakı", "Azerbaijan detained one Russian national in Baku"),
    (EN, "arrest REPORTED RU AZ 0 -", "Russia detained one or more Azerbaijani nationals"),
    (
        EN,
        "ambassador_summoned DENIED US NL 0 -",
        "It is denied that the US summoned the ambassador or another envoy of the Netherlands",
    ),
    (EN, "military_strike REPORTED RU GB 0 -", "A strike or another attack on the UK is attributed to Russia"),
    (
        EN,
        "travel_advisory PLANNED XX PH 0 -",
        "An unnamed party may warn its citizens about travel to the Philippines",
    ),
    (EN, "arrest PAST RU UN 2 -", "Background: Russia detained 2 staff of the UN"),
    (RUSSIAN, "arrest REPORTED AZ RU 7 Баку", "Азербайджан задержал 7 граждан России в Баку"),
    (RUSSIAN, "arrest REPORTED RU AZ 1 Екатеринбурге", "Россия задержала 1 гражданина Азербайджана в Екатеринбурге"),
    (RUSSIAN, "arrest REPORTED US CN 22 -", "США задержали 22 граждан Китая"),
    (
        RUSSIAN,
        "custody_death REPORTED RU AZ 2 -",
        "В руках властей России погибли или пострадали 2 гражданина Азербайджана",
    ),
    (
        RUSSIAN,
        "custody_death REPORTED RU AZ 5 -",
        "В руках властей России погибли или пострадали 5 граждан Азербайджана",
    ),
    (RUSSIAN, "custody_death PLANNED RU AZ 1 -", "В руках властей России может пострадать 1 гражданин Азербайджана"),
    (RUSSIAN, "travel_advisory REPORTED RU CU 0 -", "Россия предупредила своих граждан о риске поездок на Кубу"),
    (RUSSIAN, "travel_advisory PLANNED US FR 0 -", "США могут предупредить своих граждан о риске поездок во Францию"),
    (RUSSIAN, "ambassador_recalled REPORTED DE CY 0 -", "Германия отозвала своего посла с Кипра"),
    (
        RUSSIAN,
        "relations_cut DENIED NATO CH 0 -",
        "Отрицается, что НАТО разорвало отношения со Швейцарией или понизило их уровень",
    ),
    (RUSSIAN, "hostile_rhetoric PAST XX BY 0 -", "Ранее неназванная сторона осудила или обвинила Беларусь"),
    (AZERI, "arrest REPORTED AZ RU 7 Баку", "Azərbaycan Bakıda Rusiyanın 7 vətəndaşını saxlayıb"),
    (
        AZERI,
        "criminal_case REPORTED TR US 0 -",
        "Türkiyə ABŞ-ın bir və ya bir neçə vətəndaşına qarşı cinayət işi açıb və ya onu davam etdirib",
    ),
    (AZERI, "ambassador_recalled PLANNED RU GB 0 -", "Rusiya Böyük Britaniyadan öz səfirini geri çağıra bilər"),
    (
        AZERI,
        "protest_note DENIED AM EU 0 -",
        "Ermənistan Avropa İttifaqına rəsmi etiraz bildirib – bu məlumat təkzib olunur",
    ),
]


@pytest.mark.parametrize(("language", "act", "sentence"), LINES)
def test_a_line_is_grammatically_right(language: Language, act: str, sentence: str) -> None:
    kind, status, source, target, people, place = act.split()
    event = an_event(
        kind, Status[status], source=source, target=target, people=int(people) or None, place=place.strip("-") or None
    )

    line = Wording(language, strict=True).line(event, event.reports[0], STATE_WIRE)

    assert line.rpartition(" (")[0] == sentence


def test_a_line_says_which_outlet_says_so_and_whose_voice_it_is() -> None:
    event = an_event("arrest", persons=("Ivan Petrov",), place="Qusar")

    line = Wording(EN).line(event, event.reports[0], STATE_WIRE)

    assert line == "Russia detained one Azerbaijani national in Qusar: Ivan Petrov (State Wire, state)."


def test_names_claim_no_more_than_every_act_of_the_kind() -> None:
    words = Wording(EN)

    assert "strike" not in words.kind_name(Kind("military_strike")).lower()  # it may be a poisoning
    assert "death" not in words.kind_name(Kind("custody_death")).lower()  # it may be a beating


def test_capitals_are_those_of_the_language() -> None:
    assert Wording(AZERI).loud("Səfir çağırılıb") == "SƏFİR ÇAĞIRILIB"


def test_a_side_that_is_not_named_is_not_guessed() -> None:
    assert Wording(EN).direction(an_event(source=UNNAMED)) == "unnamed → Azerbaijan"


def test_an_agreement_has_no_arrow_and_further_parties_are_told() -> None:
    words = Wording(EN)

    assert words.direction(an_event("agreement")) == "Russia – Azerbaijan"
    assert words.direction(an_event(other_parties=(Country("GE"), Country("TR")))) == (
        "Russia → Azerbaijan, also Georgia and Turkey"
    )


def test_support_counts_origins_and_not_copies() -> None:
    reports = (a_report(1), a_report(2, origin="origin-1"), a_report(3))

    assert Wording(EN).support(an_event(reports=reports, standing=Standing.BOTH_SIDES)) == (
        "2 independent origins, both sides report"
    )


def test_a_denial_names_who_denies() -> None:
    assert Wording(EN).standing(Standing.DENIED, ("Foreign Ministry",)) == "denied by Foreign Ministry"


LADDERS = [(6.0, 1.0, "ladder 6/10, up 1"), (6.04, -0.25, "ladder 6/10, down 0.2"), (0.5, 0.01, "ladder 0.5/10")]


@pytest.mark.parametrize(("level", "change", "text"), LADDERS)
def test_the_ladder_says_its_level_and_what_changed(level: float, change: float, text: str) -> None:
    assert Wording(EN).ladder(Rung(RU, AZ, level, change)) == text


TIMES_TOLD = [
    (EN, "UTC", AT, "14:02"),
    (EN, "Asia/Baku", AT, "18:02"),
    (EN, "no such zone", AT, "14:02"),
    (EN, "UTC", AT - timedelta(days=1), "30 Jun, 14:02"),
    (EN, "UTC", datetime(2024, 12, 31, 23, 0, tzinfo=UTC), "31 Dec 2024, 23:00"),
    (RUSSIAN, "UTC", AT - timedelta(days=1), "30 июн., 14:02"),
    (AZERI, "UTC", AT - timedelta(days=1), "30 iyn, 14:02"),
]


@pytest.mark.parametrize(("language", "zone", "at", "text"), TIMES_TOLD)
def test_a_time_is_told_in_the_readers_zone(language: Language, zone: str, at: datetime, text: str) -> None:
    assert Wording(language).clock(at, zone, AT) == text


@pytest.mark.parametrize(
    ("language", "text"), [(EN, "3 hours late"), (RUSSIAN, "с опозданием 3 часа"), (AZERI, "3 saat gecikmə ilə")]
)
def test_what_is_late_says_by_how_much(language: Language, text: str) -> None:
    assert Wording(language).late(timedelta(hours=3)) == text


def test_a_language_that_the_house_does_not_speak_is_answered_in_english() -> None:
    assert Wording(Language("fi")).kind_name(Kind("talks")) == "Talks"


def test_a_missing_text_is_noticed() -> None:
    with pytest.raises(KeyError):
        Wording(EN).text("no-such-text")


def test_an_outlet_is_shown_with_its_ownership() -> None:
    assert Wording(EN).outlet(TIMES) == "The Harbour Times (independent)"


@pytest.mark.parametrize("meant", ["RU", "russia", " Russia "])
def test_a_country_is_understood_by_code_and_name(meant: str) -> None:
    assert Wording(EN).country_meant(meant) == RU


def test_a_word_that_is_no_country_is_none() -> None:
    assert Wording(EN).country_meant("Atlantis") is None
