from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ParseFailed
from bot.feeds.parse import Oddity, read_feed
from tests.feeds.examples import NOW, a_feed, an_item, atom, oddities, only, read, rss


def test_an_item_of_rss_becomes_an_entry() -> None:
    body = rss(an_item("Envoy summoned", inside="<description>&lt;p&gt;On Monday.&lt;/p&gt;</description>"))

    entry = only(body)

    assert entry.title == "Envoy summoned"
    assert entry.summary == "On Monday."
    assert entry.url == "https://harbour.example/1"
    assert entry.guid == "harbour-1"
    assert entry.published == datetime(2031, 3, 3, 11, 1, tzinfo=UTC)
    assert (entry.feed, entry.outlet, entry.language, entry.seen) == ("harbour/en", "harbour", "en", NOW)


def test_an_entry_of_atom_becomes_an_entry() -> None:
    body = atom(
        "<entry><title type='html'>&lt;b&gt;Envoy&lt;/b&gt; summoned</title><id>tag:1</id>"
        "<link rel='enclosure' href='https://harbour.example/p.jpg'/><link href='https://harbour.example/1'/>"
        "<updated>2031-03-03T11:30:00Z</updated><published>2031-03-03T11:00:00Z</published>"
        "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>One.</p><p>Two.</p></div></content></entry>"
    )

    entry = only(body)

    assert (entry.title, entry.summary, entry.url) == ("Envoy summoned", "One.\nTwo.", "https://harbour.example/1")
    assert (entry.guid, entry.published) == ("tag:1", datetime(2031, 3, 3, 11, 0, tzinfo=UTC))


def test_an_item_of_rdf_becomes_an_entry() -> None:
    body = (
        b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'"
        b" xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>H</title><items/></channel>"
        b"<item><title>Envoy summoned</title><link>https://harbour.example/1</link>"
        b"<dc:date>2031-03-03T11:00:00Z</dc:date></item></rdf:RDF>"
    )

    entry = only(body)

    assert (entry.title, entry.published) == ("Envoy summoned", datetime(2031, 3, 3, 11, 0, tzinfo=UTC))


def test_the_title_of_a_picture_is_not_the_title_of_its_item() -> None:
    media = (
        "<media:content xmlns:media='http://search.yahoo.com/mrss/'><media:title>A photo</media:title></media:content>"
    )
    body = rss(f"<item>{media}<title>Envoy summoned</title></item>")

    assert only(body).title == "Envoy summoned"


def test_entries_come_oldest_first() -> None:
    body = rss(an_item("Third", number=3), an_item("First", number=1), an_item("Second", number=2))

    assert [entry.title for entry in read(body).entries] == ["First", "Second", "Third"]


def test_undated_entries_come_in_the_order_of_the_feed_from_its_end() -> None:
    body = rss("<item><title>Newest</title></item>", "<item><title>Oldest</title></item>")

    assert [entry.title for entry in read(body).entries] == ["Oldest", "Newest"]


def test_one_guid_for_all_articles_names_none_of_them() -> None:
    items = [
        f"<item><title>Article {n}</title><link>https://harbour.example/{n}</link><guid>the site</guid></item>"
        for n in range(3)
    ]

    parsed = read(rss(*items))

    assert len({entry.id for entry in parsed.entries}) == 3
    assert {entry.guid for entry in parsed.entries} == {""}
    assert Oddity.SHARED_GUID in parsed.oddities


def test_an_article_under_several_slugs_is_one_entry() -> None:
    copies = [
        f"<item><title>Envoy {word}</title><link>https://harbour.example/{day}/envoy-{word}-a88123</link></item>"
        for day, word in [("2031/03/03", "out"), ("2031/03/04", "gone"), ("2031/03/04", "left")]
    ]

    parsed = read(rss(*copies))

    assert [entry.title for entry in parsed.entries] == ["Envoy out"]
    assert Oddity.SAME_ARTICLE in parsed.oddities


def test_a_retitled_item_keeps_its_id() -> None:
    before, after = only(rss(an_item("Consul arrested"))), only(rss(an_item("Consul questioned")))

    assert before.id == after.id


@pytest.mark.parametrize(
    ("item", "oddity"),
    [
        ("<item><title>A</title><link>https://h.example/1</link></item>", Oddity.NO_GUID),
        ("<item><title>A</title><guid>g</guid></item>", Oddity.NO_LINK),
        ("<item><title>A</title></item>", Oddity.NO_DATE),
        ("<item><title>A</title><pubDate>this morning</pubDate></item>", Oddity.UNREADABLE_DATE),
        ("<item><title>A</title><pubDate>2031-03-04T00:00:00Z</pubDate></item>", Oddity.FUTURE_DATE),
        ("<item><description>Envoy out. More.</description></item>", Oddity.NO_TITLE),
        ("<item><guid>g</guid></item>", Oddity.EMPTY),
        ("<item><title>&lt;b&gt;A&lt;/b&gt;</title></item>", Oddity.MARKUP_IN_TITLE),
        ("<item><title>A & B</title></item>", Oddity.NOT_WELL_FORMED),
        ("<item><title>A</title><!-- <item> --></item>", Oddity.NEEDED_FEEDPARSER),
    ],
)
def test_what_is_odd_about_a_body_is_named(item: str, oddity: Oddity) -> None:
    assert oddity in oddities(rss(item))


def test_an_everyday_feed_is_not_odd() -> None:
    assert oddities(rss(an_item(), an_item("Second", number=2))) == set()


def test_a_date_in_the_future_is_dropped_unless_a_clock_is_a_little_ahead() -> None:
    body = rss(
        "<item><title>Soon</title><pubDate>2031-03-03T12:10:00Z</pubDate></item>",
        "<item><title>Tomorrow</title><pubDate>2031-03-04T12:10:00Z</pubDate></item>",
    )

    dates = {entry.title: entry.published for entry in read(body).entries}

    assert dates == {"Soon": NOW + timedelta(minutes=10), "Tomorrow": None}


def test_dates_without_a_zone_are_read_in_the_zone_of_the_feed() -> None:
    body = rss("<item><title>A</title><pubDate>3 mart 2031, 14:00</pubDate></item>")

    entry = only(body, a_feed(utc_offset=timedelta(hours=4)))

    assert entry.published == datetime(2031, 3, 3, 10, 0, tzinfo=UTC)


def test_an_item_without_title_takes_the_first_line_of_its_text() -> None:
    entry = only(rss("<item><description>&lt;p&gt;Envoy out.&lt;/p&gt;&lt;p&gt;More.&lt;/p&gt;</description></item>"))

    assert (entry.title, entry.summary) == ("Envoy out.", "Envoy out.\nMore.")


def test_the_whole_text_stands_in_for_a_missing_summary() -> None:
    content = "<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'>One.</content:encoded>"

    assert only(rss(an_item(inside=f"<description></description>{content}"))).summary == "One."


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("/news/1", "https://harbour.example/news/1"),  # relative to the page of the feed
        ("https://harbour.example/1?utm_source=rss&amp;id=7", "https://harbour.example/1?id=7"),
        ("https://harbour.example/1?a=1&amp;amp;b=2", "https://harbour.example/1?a=1&b=2"),  # escaped twice
        ("javascript:alert(1)", ""),
        ("tg://resolve?domain=x", ""),
        ("data:text/html,x", ""),
        ("https://harbour.example/" + "x" * 3000, ""),
    ],
)
def test_links_are_absolute_and_lead_to_pages(link: str, url: str) -> None:
    assert only(rss(f"<item><title>A</title><link>{link}</link></item>")).url == url


def test_a_guid_that_is_an_address_stands_in_for_a_missing_link() -> None:
    assert only(rss("<item><title>A</title><guid>https://h.example/1</guid></item>")).url == "https://h.example/1"


def test_windows_1251_is_read_although_the_feed_says_utf_8() -> None:
    body = rss(an_item("Посол вызван")).decode().encode("cp1251")

    parsed = read(body, a_feed(language="ru"))

    assert [entry.title for entry in parsed.entries] == ["Посол вызван"]
    assert Oddity.WRONG_ENCODING in parsed.oddities


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: b"\r\n\r\n<br />\n<b>Warning</b>: something in /feed.php\n" + body,
        lambda body: body.replace(b"</title><link>", b"&nbsp;&laquo;</title><link>"),
        lambda body: body.replace(b"</title><link>", b"\x08\x0b</title><link>"),
        lambda body: body.replace(b"</title><link>", b" R&D</title><link>"),
        lambda body: body[: body.rindex(b"</channel>")],
        lambda body: body.replace(b"<guid>", b"<guid isPermaLink=false>"),
        lambda body: body.replace(b"<channel>", b"<channel><x:y>"),
    ],
    ids=["junk before", "undeclared entity", "control characters", "bare ampersand", "cut off", "no quotes", "prefix"],
)
def test_a_broken_feed_still_gives_its_entries(spoil: object) -> None:
    body = spoil(rss(an_item("Envoy summoned"), an_item("Second", number=2)))  # type: ignore[operator]

    titles = [entry.title for entry in read(body).entries]

    assert [title[:6] for title in titles] == ["Envoy ", "Second"]


@pytest.mark.parametrize(
    "body",
    [
        b"", b"   ", b"news", b"<!DOCTYPE html><html><body>Are you human?</body></html>", b"<html><body/></html>",
        b'{"version": "https://jsonfeed.org/version/1"}', b"\x00\x01\x02", b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b'<?xml version="1.0" encoding="\xa1"?>', b"%PDF-1.4",
    ],
)  # fmt: skip
def test_what_is_no_feed_is_refused_in_a_sentence(body: bytes) -> None:
    with pytest.raises(ParseFailed, match=r"^this "):
        read(body)


def test_a_feed_without_items_is_a_feed() -> None:
    assert read(rss()).entries == ()


def test_entities_are_not_expanded() -> None:
    laughs = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10 if n else 'ha'}'>" for n in range(10))
    body = rss(an_item("&l9;"), prolog=f"<?xml version='1.0'?><!DOCTYPE rss [{laughs}]>")

    assert all(len(entry.title) <= 500 for entry in read(body).entries)


def test_no_file_is_read_for_an_external_entity() -> None:
    body = rss(an_item("A &secret; B"), prolog="<!DOCTYPE rss [<!ENTITY secret SYSTEM 'file:///etc/passwd'>]>")

    assert "root:" not in "".join(entry.title for entry in read(body).entries)


def test_a_feed_of_countless_items_is_read_in_part() -> None:
    parsed = read(rss("<item><title>A</title><guid>{}</guid></item>" * 3, *(an_item(number=n) for n in range(2_000))))

    assert len(parsed.entries) <= 1_000
    assert Oddity.TOO_MANY in parsed.oddities


def test_elements_nested_without_end_are_refused() -> None:
    with pytest.raises(ParseFailed):
        read(b"<rss>" + b"<a>" * 5_000_000)


def test_the_feed_says_how_long_it_may_be_kept_and_who_pushes_it() -> None:
    links = (
        "<a:link xmlns:a='http://www.w3.org/2005/Atom' rel='hub' href='https://hub.example/'/>"
        "<a:link xmlns:a='http://www.w3.org/2005/Atom' rel='self' href='https://harbour.example/rss'/>"
    )

    parsed = read(rss(head=f"<ttl>5</ttl>{links}"))

    assert (parsed.ttl, parsed.hub, parsed.topic) == (
        timedelta(minutes=5), "https://hub.example/", "https://harbour.example/rss",
    )  # fmt: skip


@pytest.mark.parametrize("ttl", ["0", "-1", "soon", "9" * 30, ""])
def test_a_time_to_live_that_is_none_is_left_out(ttl: str) -> None:
    assert read(rss(head=f"<ttl>{ttl}</ttl>")).ttl is None


def test_feedparser_reads_the_same_as_the_fast_way() -> None:
    plain = rss(an_item("Envoy summoned", inside="<description>On Monday.</description>"), head="<ttl>5</ttl>")
    slow = plain.replace(b"<channel>", b"<channel><!-- <item> -->")

    fast_read, slow_read = read(plain), read(slow)

    assert (slow_read.entries, slow_read.ttl) == (fast_read.entries, fast_read.ttl)
    assert Oddity.NEEDED_FEEDPARSER in slow_read.oddities


@given(st.binary(max_size=400))
def test_no_bytes_bring_anything_but_a_feed_or_a_refusal(noise: bytes) -> None:
    body = rss(an_item()).replace(b"Envoy", noise)

    try:
        entries = read_feed(body, "", a_feed(), NOW).entries
    except ParseFailed:
        return

    assert all(entry.title.strip() for entry in entries)
