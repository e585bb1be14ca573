"""The fast way from XML to RawFeed: expat, straight to the fields that are needed.

RSS 0.9 to 2.0, RDF and Atom. It reads what is well formed; whether to trust it is decided in `parse`, which compares
the number of items here with the number of item tags in the text.
"""

from __future__ import annotations

from typing import Final
from xml.parsers import expat

from bot.feeds.raw import RawFeed, RawItem

_ATOM: Final = frozenset({"http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#"})
_CORE: Final = frozenset(
    {
        "",
        "http://purl.org/rss/1.0/",
        "http://my.netscape.com/rdf/simple/0.9/",
        "http://channel.netscape.com/rdf/simple/0.9/",
        "http://backend.userland.com/rss2",
        "http://blogs.law.harvard.edu/tech/rss",
    }
)
_DUBLIN: Final = frozenset({"http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/"})
_CONTENT: Final = "http://purl.org/rss/1.0/modules/content/"
_FEEDBURNER: Final = "http://rssnamespace.org/feedburner/ext/1.0"
_YANDEX: Final = "http://news.yandex.ru"
_XML_BASE: Final = "http://www.w3.org/XML/1998/namespace base"
_ITEMS: Final = frozenset({"item", "entry"})
_ROOTS: Final = frozenset({"rss", "rdf", "feed", "channel"})
# (family, element) -> field; families: core (RSS), atom, dc, content, feedburner, yandex.
_FIELDS: Final = {
    ("core", "title"): "title", ("atom", "title"): "title",
    ("core", "link"): "link", ("feedburner", "origlink"): "origin",
    ("core", "guid"): "guid", ("atom", "id"): "guid",
    ("core", "pubdate"): "published", ("core", "date"): "published", ("dc", "date"): "published",
    ("dc", "created"): "published", ("dc", "issued"): "published",
    ("atom", "published"): "published", ("atom", "issued"): "published",
    ("atom", "updated"): "updated", ("atom", "modified"): "updated", ("dc", "modified"): "updated",
    ("core", "description"): "summary", ("atom", "summary"): "summary",
    ("atom", "content"): "content", ("content", "encoded"): "content", ("yandex", "full-text"): "content",
}  # fmt: skip
_FEED_FIELDS: Final = frozenset({"title", "link", "ttl"})
_FEED_DEPTH: Final = 3  # rss/channel/title
_DEEPEST: Final = 100  # elements in elements; a feed has about six


MOST_ITEMS: Final = 1_000  # a body of 10 MB could hold 200,000 empty ones; reading stops after one more


class NotPlain(Exception):
    """The document is broken, or declares entities, which the fast way does not expand."""


def read_quickly(text: str) -> RawFeed:
    """The feed in a well-formed document, its items up to one more than MOST_ITEMS; raises NotPlain otherwise."""
    reader = _Reader()
    try:
        reader.parser.Parse(text, True)
    except _Enough:
        pass
    except (expat.ExpatError, ValueError) as error:
        raise NotPlain(str(error)) from error
    return reader.feed


class _Enough(Exception):
    """More items than anybody wants."""


class _Reader:
    """Expat's callbacks. One field is open at a time; elements within it are kept as markup, for the cleaning."""

    def __init__(self) -> None:
        self.feed = RawFeed()
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.EntityDeclHandler = self._refuse
        self._depth = 0
        self._item: RawItem | None = None
        self._item_depth = 0
        self._updated: list[str] = []
        self._origin: list[str] = []
        self._field = ""
        self._field_depth = 0
        self._pieces: list[str] = []
        self._base = ""

    @staticmethod
    def _refuse(*_: object) -> None:
        raise NotPlain("it declares entities")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise NotPlain("elements too deep")
        if self._field:
            self._pieces.append(f"<{name.rpartition(' ')[2]}>")
            return
        family, element = _family_and_element(name)
        if self._depth == 1:
            self.feed.is_feed = element in _ROOTS
            self._base = attributes.get(_XML_BASE, "")
        elif self._item is None and element in _ITEMS and family in {"core", "atom"}:
            self._item = RawItem(base=attributes.get(_XML_BASE, self._base))
            self._item_depth = self._depth
            self._updated, self._origin = [], []
        elif element == "link" and (family == "atom" or "href" in attributes):
            self._take_link(attributes)
        else:
            self._open(family, element)

    def _open(self, family: str, element: str) -> None:
        """Begin to collect a field, if this element is one."""
        if self._item is None:
            is_field = element in _FEED_FIELDS and family in {"core", "atom"} and self._depth <= _FEED_DEPTH
            field = element if is_field else ""
        else:
            field = _FIELDS.get((family, element), "") if self._depth == self._item_depth + 1 else ""
        if field:
            self._field, self._field_depth, self._pieces = field, self._depth, []

    def _text(self, text: str) -> None:
        if self._field:
            self._pieces.append(text)

    def _end(self, name: str) -> None:
        if self._field and self._depth > self._field_depth:
            self._pieces.append(f"</{name.rpartition(' ')[2]}>")
        elif self._field:
            self._close("".join(self._pieces).strip())
            self._field = ""
        elif self._item is not None and self._depth == self._item_depth:
            self._item.links[:0] = self._origin
            self._item.dates += self._updated
            self.feed.items.append(self._item)
            self._item = None
            if len(self.feed.items) > MOST_ITEMS:
                raise _Enough
        self._depth -= 1

    def _close(self, value: str) -> None:
        if not value:
            return
        if self._item is None:
            if not getattr(self.feed, self._field):
                setattr(self.feed, self._field, value)
            return
        listed = {"link": self._item.links, "published": self._item.dates, "updated": self._updated}
        listed["origin"] = self._origin
        if self._field in listed:
            listed[self._field].append(value)
        elif not getattr(self._item, self._field):
            setattr(self._item, self._field, value)

    def _take_link(self, attributes: dict[str, str]) -> None:
        href, rel = attributes.get("href", "").strip(), attributes.get("rel", "alternate")
        if not href:
            return
        if self._item is not None:
            if rel == "alternate":
                self._item.links.append(href)
        elif rel == "hub":
            self.feed.hub = self.feed.hub or href
        elif rel == "self":
            self.feed.topic = self.feed.topic or href
        elif rel == "alternate":
            self.feed.link = self.feed.link or href


def _family_and_element(name: str) -> tuple[str, str]:
    space, _, element = name.rpartition(" ")
    element = element.lower()
    if space in _CORE:
        return "core", element
    if space in _ATOM:
        return "atom", element
    if space in _DUBLIN:
        return "dc", element
    return {_CONTENT: "content", _FEEDBURNER: "feedburner", _YANDEX: "yandex"}.get(space, ""), element
