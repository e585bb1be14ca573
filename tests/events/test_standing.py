"""Where a text comes from, and how well an event is supported."""

from __future__ import annotations

import pytest

from bot.events.standing import is_official, origins, standing_of, wire_of
from bot.model import Country, Outlet, OutletId, Ownership, Report, Standing
from tests.events.examples import DENIED, OUTLETS, Desk, a_match, an_entry

RU, AZ = Country("RU"), Country("AZ")


@pytest.mark.parametrize(
    ("text", "wire"),
    [
        ("Two Russians were held in Baku, according to TASS.", "tass"),
        ("The envoy was called in, TASS reports.", "tass"),
        ("Об этом сообщает ТАСС.", "tass"),
        ("Посла вызвали в министерство, передает корреспондент РИА Новости.", "ria"),
        ("Как пишет Интерфакс, посол прибыл.", "interfax"),
        ("Про це повідомляє Укрінформ з посиланням на джерела.", "ukrinform"),
        ("Report-a istinadən xəbər verir ki, səfir çağırılıb.", "report"),
        ("Bu barədə APA məlumat verir.", "apa"),
        ("As Report informs, the court extended the arrest.", "report"),
        ("Об этом сообщает Нордвайр.", "northwire"),  # an agency of the catalogue, by its alias
    ],
)
def test_a_text_that_leans_on_a_wire_has_it_for_origin(text: str, wire: str) -> None:
    assert wire_of(text, None, tuple(OUTLETS.values())) == wire


@pytest.mark.parametrize(
    "text",
    [
        "Report on the trial of two Russians published",  # an ordinary word
        "The trend reports no sign of calm",
        "TASS correspondent detained in Baku",  # the wire is what the news is about
        "Russia summons the envoy",
    ],
)
def test_a_wire_that_is_only_mentioned_is_no_origin(text: str) -> None:
    assert wire_of(text, None, tuple(OUTLETS.values())) is None


def test_who_says_so_settles_the_wire() -> None:
    assert wire_of("Two Russians held", "ТАСС") == "tass"


@pytest.mark.parametrize(
    ("said_by", "official"),
    [
        ("МИД РФ", True),
        ("Foreign Ministry", True),
        ("Azərbaycan XİN", True),
        ("Генпрокуратура", True),
        ("ФСБ", True),
        ("Daxili İşlər Nazirliyi", True),
        ("Reuters", False),
        ("a neighbour", False),
        (None, False),
    ],
)
def test_an_authority_is_known_in_each_language(said_by: str | None, official: bool) -> None:
    assert is_official(a_match(said_by=said_by), None) is official


@pytest.mark.parametrize(
    ("text", "official"),
    [
        ("Two sailors were held in Baku, the Interior Ministry said on Tuesday", True),
        ("Moscow's Foreign Ministry confirmed the expulsion", True),
        ("МИД России сообщил о высылке дипломата", True),
        ("О задержании сообщили в прокуратуре", True),
        ("Повідомляє пресслужба Міністерства закордонних справ", True),
        ("Daxili İşlər Nazirliyi bildirib ki, iki nəfər saxlanılıb", True),
        ("The Foreign Ministry summoned the envoy", False),  # it acts; nobody quotes it
        ("Two sailors were held, neighbours said, and the police kept silent for hours and days", False),
        ("Посла вызвали в МИД", False),
    ],
)
def test_where_nobody_is_named_as_source_the_words_tell_whether_an_authority_speaks(text: str, official: bool) -> None:
    assert is_official(a_match(), None, text) is official


def test_a_government_outlet_is_official_by_itself() -> None:
    assert is_official(a_match(), OUTLETS[an_entry(outlet="advice-list").outlet])


def reports(*outlets: str, **fields: object) -> tuple[Report, ...]:
    """Reports of these outlets, each with an origin of its own."""
    return tuple(_report(outlet, **fields) for outlet in outlets)


def _report(outlet: str, **fields: object) -> Report:
    event, _ = Desk().one(an_entry(outlet=outlet), a_match(**fields))
    return event.reports[0]


@pytest.mark.parametrize(
    ("outlets", "expected"),
    [
        pytest.param(["herald"], Standing.ONE_OUTLET, id="one independent outlet"),
        pytest.param(["ru-state"], Standing.ONE_SIDE_STATE_MEDIA, id="state media of one side"),
        pytest.param(["ru-state", "ru-state-two"], Standing.ONE_SIDE_STATE_MEDIA, id="however many of them"),
        pytest.param(["herald", "gazette"], Standing.INDEPENDENT_OUTLETS, id="two outlets"),
        pytest.param(["ru-state", "az-state"], Standing.BOTH_SIDES, id="state media of both sides"),
        pytest.param(["ru-state", "az-independent"], Standing.BOTH_SIDES, id="an outlet of the other side"),
        pytest.param(["ru-exile", "az-state"], Standing.INDEPENDENT_OUTLETS, id="an exile outlet speaks for no side"),
        pytest.param(["nowhere-known"], Standing.ONE_OUTLET, id="an outlet that the catalogue lacks"),
    ],
)
def test_standing_follows_from_who_reports(outlets: list[str], expected: Standing) -> None:
    assert standing_of(reports(*outlets), (RU, AZ), OUTLETS) == expected


def test_an_authority_outweighs_the_number_of_outlets() -> None:
    assert standing_of(reports("herald", said_by="Foreign Ministry"), (RU, AZ), OUTLETS) == Standing.OFFICIAL


def test_a_denial_outweighs_an_authority() -> None:
    told = reports("herald", said_by="Foreign Ministry")

    assert standing_of(told, (RU, AZ), OUTLETS, denied_by=("Baku",)) == Standing.DENIED


def test_an_event_that_is_only_denied_stands_as_denied() -> None:
    assert standing_of(reports("herald", status=DENIED), (RU, AZ), OUTLETS) == Standing.DENIED


def test_twelve_copies_of_one_wire_are_one_origin() -> None:
    desk = Desk()
    for n in range(12):
        title = f"Baku holds two Russians over drugs, edition {n}"
        entry = an_entry(title, outlet=f"paper-{n}", summary="Two men were held at the port, TASS reports.")
        event = desk.take(entry, a_match(people=2))[0][0]

    assert len(event.reports) == 12
    assert origins(event.reports) == 1
    assert event.standing == Standing.ONE_OUTLET


def test_a_text_copied_without_naming_the_wire_shares_the_origin() -> None:
    title = "Two Russian sailors were detained in the port of Baku on Monday evening"
    desk = Desk()
    desk.take(an_entry(title, outlet="herald"), a_match(sentence=title))

    event, verdict = desk.one(an_entry(title + " - report", outlet="gazette"), a_match(sentence=title))

    assert origins(event.reports) == 1
    assert verdict.reason == "COPY"


def test_own_words_are_an_own_origin() -> None:
    desk = Desk()
    desk.take(an_entry("Two Russian sailors detained in the port of Baku on Monday", outlet="herald"), a_match())

    event, _ = desk.one(
        an_entry("Azerbaijan holds a pair of seamen from Russia at Baku port", outlet="gazette"), a_match()
    )

    assert origins(event.reports) == 2


def test_an_outlet_that_others_cite_is_an_origin_whoever_owns_it() -> None:
    """Many a wire is run by a state: ownership does not decide who is cited."""
    volga = Outlet(OutletId("volga"), "Агентство «Волга»", Country("RU"), Ownership.STATE, aliases=("Волга",))

    found = wire_of("Двое задержаны, передаёт агентство «Волга» со ссылкой на полицию.", None, (volga,))

    assert found == "volga"
