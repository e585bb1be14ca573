from __future__ import annotations

import pytest

from bot.feeds.encodings import decode

RUSSIAN = "Посол вызван в министерство"
XML = '<?xml version="1.0" encoding="{}"?><t>{}</t>'


@pytest.mark.parametrize(
    "encoding", ["utf-8", "windows-1251", "koi8-r", "cp866", "utf-16", "utf-8-sig", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_a_body_is_read_in_the_encoding_it_declares(encoding: str) -> None:
    decoded = decode(XML.format(encoding, RUSSIAN).encode(encoding))

    assert RUSSIAN in decoded.text


def test_utf_8_is_recognised_whatever_is_declared() -> None:
    decoded = decode(XML.format("windows-1251", RUSSIAN).encode())

    assert (RUSSIAN in decoded.text, decoded.as_said) == (True, False)


def test_the_header_counts_where_the_document_says_nothing() -> None:
    decoded = decode(f"<t>{RUSSIAN}</t>".encode("koi8-r"), "text/xml; charset=KOI8-R")

    assert (f"<t>{RUSSIAN}</t>", True) == (decoded.text, decoded.as_said)


@pytest.mark.parametrize(
    ("language", "encoding", "text"),
    [
        ("ru", "cp1251", RUSSIAN),
        ("uk", "cp1251", "Посла викликали до міністерства"),
        ("az", "cp1254", "Büyükelçi çağrıldı"),
        ("pl", "cp1250", "Ambasador wezwany na rozmowę, żąda wyjaśnień"),
        ("fr", "cp1252", "L'ambassadeur convoqué à l'Élysée"),
    ],
)
def test_bytes_that_are_not_the_declared_utf_8_are_read_as_the_language_usually_is(
    language: str, encoding: str, text: str
) -> None:
    decoded = decode(XML.format("utf-8", text).encode(encoding), language=language)

    assert (text in decoded.text, decoded.as_said) == (True, False)


def test_a_character_that_was_cut_in_two_spoils_only_itself() -> None:
    body = XML.format("utf-8", RUSSIAN * 100).encode()

    decoded = decode(body + RUSSIAN.encode()[:-1], language="ru")

    assert decoded.text.startswith(XML.format("utf-8", RUSSIAN * 100))


@pytest.mark.parametrize("nonsense", ["\\xa1", "base64", "rot13", "undefined", "utf-7", "no-such-thing", "zip", ""])
def test_an_encoding_that_is_none_is_not_believed(nonsense: str) -> None:
    assert "<t>plain</t>" in decode(XML.format(nonsense, "plain").encode()).text


def test_bytes_that_fit_nowhere_still_give_text() -> None:
    assert "<t>" in decode(b"<t>\xff\xfe\x81\x8d\x00" + bytes(range(256)) + b"</t>").text
