"""Sentences and words, in four scripts' worth of traps."""

from __future__ import annotations

import pytest

from bot.matching.text import fold, language_of, sentence_of, sentences, split_sentences, words_of

SHORT = frozenset({"gen", "mr"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norway blocks .az sites. Denmark protests.", ["Norway blocks .az sites.", "Denmark protests."]),
        ("The U.S. envoy left. He flew home.", ["The U.S. envoy left.", "He flew home."]),
        ("J. Olsen met Gen. Holm. They agreed.", ["J. Olsen met Gen. Holm.", "They agreed."]),
        ("«Это ложь!» Министр ушел.", ["«Это ложь!»", "Министр ушел."]),
        ("One\nTwo", ["One", "Two"]),
        ("Costs rose 4.5 percent", ["Costs rose 4.5 percent"]),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_sees_it(text: str, expected: list[str]) -> None:
    assert expected == split_sentences(text, SHORT)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("ЁЖ", "еж"),
        ("İRAN", "iran"),
        ("Bakı", "baki"),
        ("US", "u.s."),
        ("us", "us"),
        ("зв'язок", "звязок"),
        ("Mocквa", "москва"),  # some of the letters are Latin
    ],
)
def test_words_are_folded_so_that_spellings_meet(word: str, expected: str) -> None:
    assert expected == fold(word)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Denmark's envoy", ["denmark", "envoy"]),
        ("chargé d'affaires", ["chargé", "d", "affaires"]),
        ("ABŞ'ın ABŞ-ın", ["abş", "in", "abş", "in"]),
        ("п'ять обʼєктів", ["пять", "обєктів"]),
        ("they didn't", ["they", "didnt"]),
    ],
)
def test_apostrophes_part_words_as_each_language_does(text: str, expected: list[str]) -> None:
    assert expected == words_of(text)


def test_offsets_lead_back_into_the_sentence_as_shown() -> None:
    sentence = sentence_of("Norway’s “envoy” to the U.S. left")

    assert [sentence.text[a:b] for a, b in zip(sentence.starts, sentence.ends, strict=True)] == [
        "Norway", "envoy", "to", "the", "U.S.", "left",
    ]  # fmt: skip


def test_invisible_characters_are_gone_before_anything_is_read() -> None:
    found = sentences("Nor\u00adway ex\u200bpels envoy", "", SHORT)

    assert found[0].words == ("norway", "expels", "envoy")


def test_a_summary_that_repeats_the_title_is_dropped() -> None:
    found = sentences("Norway expels envoy", "Norway expels envoy.", SHORT)

    assert [s.text for s in found] == ["Norway expels envoy"]


@pytest.mark.parametrize(
    ("text", "said", "expected"),
    [
        ("Посол вызван", "en", "ru"),
        ("Міністр викликав посла", "ru", "uk"),
        ("Эстония закрыла границу", "uk", "ru"),
        ("Səfir çağırılıb", "en", "az"),
        ("Norway expels envoy", "", "en"),
        ("La Norvège expulse", "fr", "fr"),
        ("", "ru", "en"),
    ],
)
def test_letters_overrule_what_a_feed_says_of_its_language(text: str, said: str, expected: str) -> None:
    assert expected == language_of(text, said)
