from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import BadFile
from bot.feeds.catalog import Catalog, find_catalog, read_catalog
from bot.model import UNNAMED, Ownership

GOOD = """\
outlets:
  harbour:
    name: The Harbour Times
    country: NO
    ownership: independent
    basis: owned by its readers
    domains: [harbour.example]
    aliases: [Harbour Times, Гавань]
    feeds:
      - {id: harbour/en, url: "https://harbour.example/rss", language: en, checked: 2031-03-03}
      - {id: harbour/pt, url: "https://harbour.example/pt", language: pt-BR, checked: never, utc_offset: "-03:00"}
topics:
  az-ru:
    names: {en: Azerbaijan and Russia, ru: Азербайджан и Россия}
    pairs: [[AZ, RU]]
  arrests:
    names: {en: Arrests}
    kinds: [arrest, release]
    countries: [AZ]
    sources: [XX]
    targets: [EU]
    words: [journalist]
    must: [court]
    must_not: [football]
    outlets: [harbour]
    min_severity: 3
"""


def read(folder: Path, text: str) -> Catalog:
    file = folder / "feeds.yaml"
    file.write_text(text, encoding="utf-8")
    return read_catalog(file)


def test_a_catalogue_is_read_as_it_is_written(tmp_path: Path) -> None:
    catalog = read(tmp_path, GOOD)

    outlet, topic = catalog.outlets["harbour"], catalog.topics["arrests"]  # type: ignore[index]
    english, portuguese = catalog.feeds.values()
    assert (outlet.name, outlet.country, outlet.ownership) == ("The Harbour Times", "NO", Ownership.INDEPENDENT)
    assert (outlet.basis, outlet.domains, outlet.aliases) == (
        "owned by its readers", ("harbour.example",), ("Harbour Times", "Гавань"),
    )  # fmt: skip
    assert (english.id, english.outlet, english.language, english.checked) == (
        "harbour/en",
        "harbour",
        "en",
        "2031-03-03",
    )
    assert (portuguese.language, portuguese.checked, portuguese.utc_offset) == ("pt-BR", "never", timedelta(hours=-3))
    assert catalog.topics["az-ru"].pairs == (("AZ", "RU"),)  # type: ignore[index]
    assert catalog.topics["az-ru"].name("ru") == "Азербайджан и Россия"  # type: ignore[index, arg-type]
    assert (topic.kinds, topic.countries, topic.sources, topic.targets) == (
        ("arrest", "release"), ("AZ",), (UNNAMED,), ("EU",),
    )  # fmt: skip
    assert (topic.words, topic.must, topic.must_not) == (("journalist",), ("court",), ("football",))
    assert (topic.outlets, topic.min_severity) == (("harbour",), 3)


@pytest.mark.parametrize(
    ("good", "bad", "line", "expected"),
    [
        ("    name: The", "    nmae: The", 3, "unknown key 'nmae' in outlet harbour"),
        ("    basis: owned by its readers\n", "", 3, "expected 'basis' in outlet harbour"),
        ("basis: owned by its readers", "basis: ''", 6, "expected the basis of the ownership label, got nothing"),
        ("country: NO", "country: Norway", 4, "ISO 3166-1"),
        ("country: NO", "country: UK", 4, "ISO 3166-1"),
        ("country: NO", "country: EU", 4, "ISO 3166-1"),  # no outlet is at home there
        ("ownership: independent", "ownership: free", 5, "expected an ownership, one of state, pro-government"),
        ("[harbour.example]", "[https://harbour.example/]", 7, "expected a host name"),
        ("[harbour.example]", "harbour.example", 7, "expected a list of domains"),
        ("[harbour.example]", "[]", 7, "expected at least one"),
        ("Harbour Times, Гавань", "Гавань, Гавань", 8, "'Гавань' again"),
        ("harbour/en,", "port/en,", 10, "begins with harbour/"),
        ("harbour/en,", "harbour/EN,", 10, "small letters"),
        ("harbour/pt,", "harbour/en,", 11, "id harbour/en belongs to harbour already"),
        ("https://harbour.example/pt", "https://harbour.example/rss", 11, "belongs to harbour/en already"),
        ("https://harbour.example/pt", "ftp://harbour.example/pt", 11, "begins with https://"),
        ("https://harbour.example/pt", "https://u:p@harbour.example/pt", 11, "without user name"),
        ("https://harbour.example/pt", "https://harbour.example:x/", 11, "expected an address"),
        ("https://harbour.example/pt", "harbour.example", 11, "begins with https://"),
        ("language: pt-BR", "language: Portuguese", 11, "expected a language tag"),
        ("checked: never", "checked: yesterday", 11, "expected a date such as 2025-07-01, or never"),
        ('"-03:00"', "3", 11, "expected an offset"),
        (", checked: never", "", 11, "expected 'checked'"),
        ("[[AZ, RU]]", "[[AZ]]", 15, "two different countries"),
        ("[[AZ, RU]]", "[[AZ, AZ]]", 15, "two different countries"),
        ("[[AZ, RU]]", "[AZ, RU]", 15, "expected a list of two countries"),
        ("{en: Arrests}", "{}", 17, "at least one name"),
        ("{en: Arrests}", "{english: Arrests}", 17, "expected a language tag"),
        ("[arrest, release]", "[arest]", 18, "expected a kind, one of"),
        ("outlets: [harbour]", "outlets: [port]", 25, "the id of an outlet of this file"),
        ("min_severity: 3", "min_severity: 6", 26, "from 1 to 5"),
        ("min_severity: 3", "min_severity: high", 26, "from 1 to 5"),
        ("  arrests:", "  az-ru:", 16, "expected 'az-ru' once"),
        ("  arrests:", "  Arrests!:", 16, "small letters"),
        ("topics:", "topcis:", 12, "unknown key 'topcis'"),
        ("words: [journalist]", "words: [[journalist]]", 22, "expected words, got a list"),
        ("words: [journalist]", "words: [journalist", 22, "expected YAML"),
    ],
)
def test_a_mistake_names_file_line_and_what_was_expected(
    tmp_path: Path, good: str, bad: str, line: int, expected: str
) -> None:
    assert good in GOOD

    with pytest.raises(BadFile) as caught:
        read(tmp_path, GOOD.replace(good, bad, 1))

    assert str(tmp_path / "feeds.yaml") == caught.value.file
    assert expected in str(caught.value)
    # A flow that is never closed is noticed on the next line.
    assert caught.value.line - line in ({0, 1} if "YAML" in expected else {0})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "empty"),
        ("[]", "a mapping of the file"),
        ("outlets: {}\ntopics: {}\n", "at least one outlet"),
        ("outlets: &a {x: *a}\n", "expected"),
        ("\t", "expected YAML"),
    ],
)
def test_a_file_that_holds_no_catalogue_is_refused(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(BadFile, match=expected):
        read(tmp_path, text)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "feeds.yaml").write_bytes(b"outlets: \xff\xfe")

    with pytest.raises(BadFile, match="UTF-8"):
        read_catalog(tmp_path / "feeds.yaml")


@pytest.mark.parametrize(
    "source",
    ["harbour", "harbour/en", "The Harbour Times", "гавань", "harbour.example", "https://www.harbour.example/1"],
)
def test_an_outlet_is_known_by_any_of_its_names(tmp_path: Path, source: str) -> None:
    assert read(tmp_path, GOOD).outlet_of(source) == "harbour"


@pytest.mark.parametrize("source", ["", "port", "nonharbour.example", "https://elsewhere.example/harbour.example"])
def test_a_stranger_is_no_outlet(tmp_path: Path, source: str) -> None:
    assert read(tmp_path, GOOD).outlet_of(source) is None


def test_the_file_asked_for_comes_first_then_the_working_folder_then_the_installed_copy(tmp_path: Path) -> None:
    here, asked = tmp_path / "feeds.yaml", tmp_path / "mine.yaml"
    asked.write_text(GOOD, encoding="utf-8")
    installed = find_catalog(working_folder=tmp_path)
    here.write_text(GOOD, encoding="utf-8")

    found = [find_catalog(asked, tmp_path), find_catalog(working_folder=tmp_path)]

    assert found == [asked, here]
    assert installed.name == "feeds.yaml"
    assert tmp_path not in installed.parents


def test_a_file_asked_for_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="there is none"):
        find_catalog(tmp_path / "nowhere.yaml")
