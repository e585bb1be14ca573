from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.cleaning import clean_line, clean_text, has_markup


@pytest.mark.parametrize(
    ("markup", "plain"),
    [
        ("Envoy  summoned\n again", "Envoy summoned again"),
        ("<b>Envoy</b> summoned", "Envoy summoned"),
        ("Envoy &amp; consul", "Envoy & consul"),
        ("Baku&amp;#039;s &amp;quot;answer&amp;quot;", 'Baku\'s "answer"'),  # escaped twice
        ("&amp;amp;quot;Answer&amp;amp;quot;", '"Answer"'),  # and three times
        ("&lt;i&gt;Envoy&lt;/i&gt; summoned", "Envoy summoned"),
        ("5 < 6 and 7 > 6", "5 < 6 and 7 > 6"),  # no tag begins with a digit or a space
        ("Envoy<!-- note --> summoned", "Envoy summoned"),
        ("Envoy<script>alert(1)</script> summoned", "Envoy summoned"),
        ("<img alt='a > b' src='x'>Envoy", "Envoy"),
        ("Envoy <b summoned", "Envoy <b summoned"),  # a tag that never ends is text
        ("Env\u200boy su\u00adm\u2060mo\ufeffned", "Envoy summoned"),  # zero width
        ("\u202eEnvoy\u202c summoned\u200f", "Envoy summoned"),  # direction
        ("Envoy&#8238; summoned&#x200b;", "Envoy summoned"),  # the same as entities
        ("Env\x00oy\x07 summoned", "Envoy summoned"),
        ("e\u0301lan", "élan"),  # one form for one letter
        ("می\u200cشود", "می شود"),  # Persian's half space becomes one that can be seen
        ("Envoy\ud800 summoned", "Envoy summoned"),  # half a character cannot be sent
    ],
)
def test_a_title_becomes_one_line_of_plain_text(markup: str, plain: str) -> None:
    assert plain == clean_line(markup, 200)


@pytest.mark.parametrize(
    ("markup", "plain"),
    [
        ("<p>One ended.</p><p>Two began</p>", "One ended.\nTwo began"),
        ("One<br/>two<BR>three", "One\ntwo\nthree"),
        ("<ul><li>One</li><li>Two</li></ul>", "One\nTwo"),
        ("One&nbsp;&nbsp;two", "One two"),
        ("<div><a href='https://x.example'>One</a>, <em>two</em></div>", "One, two"),
        ("One.\r\n\r\n\r\nTwo.", "One.\nTwo."),
        ("<p>News.</p><p>The post Envoy out appeared first on <a href='x'>The Harbour</a>.</p>", "News."),
        ("Новость.\nСообщение Посол выслан появились сначала на Гавань.", "Новость."),
        ("News. <a href='x'>Read more…</a>", "News."),
    ],
)
def test_a_summary_keeps_apart_what_stood_in_different_blocks(markup: str, plain: str) -> None:
    assert plain == clean_text(markup, 500)


def test_what_is_too_long_is_cut_at_a_word() -> None:
    assert clean_line("Envoy summoned again", 18) == "Envoy summoned…"


def test_no_format_character_survives_except_those_that_show() -> None:
    shown = {0x600, 0x601, 0x602, 0x603, 0x604, 0x605, 0x6DD, 0x70F, 0x890, 0x891, 0x8E2}  # signs around numbers
    everything = (chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) in {"Cf", "Cs"})

    left = {ord(c) for c in clean_line("".join(f"a{c}" for c in everything), 10_000) if c != "a"}

    assert left <= shown


@given(st.text(max_size=300))
def test_cleaning_twice_changes_nothing_that_a_reader_sees_as_plain(text: str) -> None:
    once = clean_line(text.replace("&", "").replace("<", ""), 500)

    assert once == clean_line(once, 500)


@given(st.text(max_size=2_000))
def test_any_text_gives_text_that_can_be_sent(text: str) -> None:
    assert clean_text(text, 500).encode("utf-8") is not None


@pytest.mark.parametrize(
    "evil", ["<a ", "<!--", '<a b="', "<a b='\"", "&", "<script", "&lt;", "The post ", "<![", "</", "\n \n"]
)
@pytest.mark.timeout(10)
def test_no_text_makes_the_cleaning_slow(evil: str) -> None:
    assert clean_text(evil * 30_000, 500) is not None


@pytest.mark.parametrize(("text", "answer"), [("<b>x</b>", True), ("&lt;i&gt;x", True), ("x & y < z", False)])
def test_markup_is_noticed(text: str, answer: bool) -> None:
    assert answer == has_markup(text)
