"""Names meet across scripts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.events.folding import key, keys, latin, person_keys, plain_words, skeleton


@pytest.mark.parametrize(
    "spellings",
    [
        pytest.param(("Mardanov", "Марданов", "Mərdanov", "Марданова", "Mardanow"), id="a Slavic ending"),
        pytest.param(("Shchukin", "Щукин", "Şukin", "Щукину"), id="shch, one letter or four"),
        pytest.param(("Hajizada", "Hacızadə", "Гаджизаде"), id="Azerbaijani c is j is дж; h is г"),
        pytest.param(("Yefremov", "Ефремов", "Єфремова", "Jefremow"), id="an initial e that is spoken ye"),
        pytest.param(("Zakharova", "Захарова", "Zaxarova"), id="kh, x"),
        pytest.param(("Abaşidze", "Abashidze", "აბაშიძე", "Абашидзе"), id="Georgian letters"),
        pytest.param(("Giannopoulos", "Γιαννόπουλος"), id="Greek letters with accents"),
        pytest.param(("Aliyev", "Əliyev", "Алиева"), id="two consonants after a vowel"),
        pytest.param(("Yekaterinburg", "Екатеринбурге", "Yekaterinburqda", "Jekaterynburg"), id="a place"),
    ],
)
def test_spellings_of_a_name_share_a_key(spellings: tuple[str, ...]) -> None:
    found = {key(spelling) for spelling in spellings}

    assert len(found) == 1, {s: skeleton(s) for s in spellings}
    assert "" not in found


@pytest.mark.parametrize(
    ("one", "other"),
    [("Mardanov", "Madatov"), ("Ivanov", "Petrov"), ("Gence", "Ganja Port"), ("embassy", "consulate")],
)
def test_different_names_have_different_keys(one: str, other: str) -> None:
    assert key(one) != key(other)


def test_a_word_too_short_to_mean_anything_has_no_key() -> None:
    assert [key(w) for w in ("in", "Bu", "на", "von", "a")] == [""] * 5


def test_a_number_is_its_own_key_and_a_long_one_is_none() -> None:
    assert (key("15"), key("015"), key("270562")) == ("#15", "#15", "")


def test_what_only_names_the_two_sides_is_left_out_of_the_keys_of_a_text() -> None:
    assert keys("Россия и Азербайджан, Russia and Azerbaijan, Rusiya və Azərbaycan") == ()


def test_links_and_channel_names_are_no_words() -> None:
    assert keys("Mardanov [here](https://t.example/subscribe) https://x.example/advert @channelname") == (
        key("Mardanov"),
    )


def test_a_text_gives_each_key_once_in_order_and_a_bounded_number() -> None:
    found = keys(" ".join(["Mardanov", "Shchukin", "Mardanov", *(f"{n}" for n in range(2000))]))

    assert found[:2] == (key("Mardanov"), key("Shchukin"))
    assert len(found) == 64


def test_a_person_is_known_by_the_surname() -> None:
    assert person_keys(["Anar Mardanov", "Марданов"]) == person_keys(["A. Mərdanov"])
    assert person_keys([]) == person_keys(["", "—"]) == frozenset()


def test_words_in_small_letters_name_nobody() -> None:
    assert person_keys(["whom the court", "за якобы шпионскую"]) == frozenset()


def test_all_words_are_kept_where_texts_are_compared_word_by_word() -> None:
    assert plain_words("МИД РФ вызвал посла.") == ("mid", "rf", "vyzval", "posla")


@given(st.text())
def test_any_text_folds_without_an_error(text: str) -> None:
    assert all(keys(text))
    assert all(c.isalnum() for c in latin(text))
