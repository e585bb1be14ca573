"""feeds.yaml -> Catalog: the outlets, their feeds and the house's topics, read strictly.

    outlets:
      oc-media:
        name: OC Media
        country: GE
        ownership: independent
        basis: Georgian non-profit, funded by readers and grants
        domains: [oc-media.org]
        aliases: [OC Media]
        feeds:
          - {id: oc-media/en, url: "https://oc-media.org/feed/", language: en, checked: never}
    topics:
      az-ru:
        names: {en: Azerbaijan and Russia}
        pairs: [[AZ, RU]]

A mistake raises BadFile with file, line and what was expected there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from bot.errors import BadFile
from bot.feeds.countries import COUNTRIES, OUTLET_COUNTRIES
from bot.feeds.marked import Spot, read_marked
from bot.model import Country, Feed, FeedId, Language, Outlet, OutletId, Ownership, Topic, TopicId
from bot.taxonomy import KINDS, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE_NAME: Final = "feeds.yaml"
_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?")  # the part of BCP 47 that feeds use
_DOMAIN: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}")
_OFFSET: Final = re.compile(r"([+-])(0\d|1[0-4]):([0-5]\d)")
_LISTS: Final = ("words", "must", "must_not")


@dataclass(frozen=True, slots=True)
class Catalog:
    """All that feeds.yaml says, in its order."""

    outlets: Mapping[OutletId, Outlet]
    feeds: Mapping[FeedId, Feed]
    topics: Mapping[TopicId, Topic]

    def publisher(self, feed: FeedId) -> Outlet:
        """The outlet of a feed."""
        return self.outlets[self.feeds[feed].outlet]

    def outlet_of(self, source: str) -> OutletId | None:
        """The outlet that a source names: by its id, a feed's id, its name, an alias, a host or an address of it."""
        wanted = source.strip().casefold()
        host = (urlsplit(wanted).hostname or "") if "://" in wanted else wanted
        for outlet in self.outlets.values():
            names = (outlet.id, outlet.name.casefold(), *(alias.casefold() for alias in outlet.aliases))
            if wanted in names or any(host == domain or host.endswith(f".{domain}") for domain in outlet.domains):
                return outlet.id
        feed = self.feeds.get(FeedId(wanted))
        return feed.outlet if feed else None


def find_catalog(explicit: Path | None = None, working_folder: Path | None = None) -> Path:
    """The file to read: the one asked for, else feeds.yaml in the working folder, else the copy that was installed."""
    if explicit is not None:
        if not explicit.is_file():
            raise BadFile(str(explicit), 0, "expected a file with feeds, but there is none")
        return explicit
    here = Path(__file__)
    # The wheel carries a copy beside this module; an editable install has the checkout two folders up instead.
    candidates = ((working_folder or Path()) / FILE_NAME, here.with_name(FILE_NAME), here.parents[2] / FILE_NAME)
    for candidate in candidates:
        if candidate.is_file():
            return candidate
    raise BadFile(FILE_NAME, 0, "expected this file in the working folder, but there is none and no copy is installed")


def read_catalog(path: Path) -> Catalog:
    """The catalogue in that file; raises BadFile at the first mistake."""
    fields = read_marked(path).fields("the file", required=("outlets", "topics"))
    outlets: dict[OutletId, Outlet] = {}
    feeds: dict[FeedId, Feed] = {}
    claimed: dict[str, str] = {}  # what must be unique across outlets (addresses, aliases) -> who has it
    for slug, (key, spot) in fields["outlets"].members("outlets").items():
        outlet = _outlet(OutletId(_slug(key, slug)), spot, claimed)
        outlets[outlet.id] = outlet
        for feed in _feeds(outlet.id, spot.members("outlets")["feeds"][1], claimed):
            feeds[feed.id] = feed
    if not feeds:
        raise fields["outlets"].wrong("expected at least one outlet with a feed")
    topics = {
        (topic := _topic(TopicId(_slug(key, slug)), spot, outlets)).id: topic
        for slug, (key, spot) in fields["topics"].members("topics").items()
    }
    return Catalog(MappingProxyType(outlets), MappingProxyType(feeds), MappingProxyType(topics))


def _outlet(outlet: OutletId, spot: Spot, claimed: dict[str, str]) -> Outlet:
    required = ("name", "country", "ownership", "basis", "domains", "feeds")
    fields = spot.fields(f"outlet {outlet}", required, optional=("aliases",))
    domains = fields["domains"].texts("domains")
    if not domains:
        raise fields["domains"].wrong("expected at least one host name that its links lead to")
    for domain in domains:
        if not _DOMAIN.fullmatch(domain):
            raise fields["domains"].wrong(f"expected a host name such as oc-media.org, got {domain!r}")
    aliases = fields["aliases"].texts("aliases") if "aliases" in fields else ()
    for alias in aliases:
        _claim(fields["aliases"], f"alias {alias!r}", outlet, claimed)
    return Outlet(
        id=outlet,
        name=fields["name"].text("a name"),
        country=_country(fields["country"], OUTLET_COUNTRIES),
        ownership=_ownership(fields["ownership"]),
        basis=fields["basis"].text("the basis of the ownership label"),
        domains=domains,
        aliases=aliases,
    )


def _feeds(outlet: OutletId, spot: Spot, claimed: dict[str, str]) -> list[Feed]:
    feeds: list[Feed] = []
    for item in spot.items("feeds"):
        fields = item.fields(f"a feed of {outlet}", ("id", "url", "language", "checked"), optional=("utc_offset",))
        feed = fields["id"].text("an id")
        if feed.count("/") != 1 or not feed.startswith(f"{outlet}/"):
            raise fields["id"].wrong(f"expected an id that begins with {outlet}/, got {feed!r}")
        _slug(fields["id"], feed.removeprefix(f"{outlet}/"))
        url = _url(fields["url"])
        _claim(fields["id"], f"id {feed}", outlet, claimed)
        _claim(fields["url"], f"address {url}", feed, claimed)
        offset = _utc_offset(fields["utc_offset"]) if "utc_offset" in fields else timedelta(0)
        language, checked = _language(fields["language"]), _checked(fields["checked"])
        feeds.append(Feed(FeedId(feed), url, outlet, language, checked, offset))
    return feeds


def _topic(topic: TopicId, spot: Spot, outlets: Mapping[OutletId, Outlet]) -> Topic:
    optional = ("pairs", "countries", "sources", "targets", "kinds", *_LISTS, "outlets", "min_severity")
    fields = spot.fields(f"topic {topic}", ("names",), optional)
    names = tuple(
        (_language(key), value.text("a name")) for key, value in fields["names"].members("names by language").values()
    )
    if not names:
        raise fields["names"].wrong("expected at least one name")
    lists = {key: fields[key].texts(key) if key in fields else () for key in _LISTS}
    return Topic(
        id=topic,
        names=names,
        pairs=tuple(_pair(item) for item in fields["pairs"].items("pairs")) if "pairs" in fields else (),
        countries=_countries(fields.get("countries")),
        sources=_countries(fields.get("sources")),
        targets=_countries(fields.get("targets")),
        kinds=tuple(_kind(item) for item in fields["kinds"].items("kinds")) if "kinds" in fields else (),
        outlets=_known_outlets(fields["outlets"], outlets) if "outlets" in fields else (),
        min_severity=fields["min_severity"].number("a severity", 1, 5) if "min_severity" in fields else 1,
        words=lists["words"],
        must=lists["must"],
        must_not=lists["must_not"],
    )


def _claim(spot: Spot, thing: str, owner: str, claimed: dict[str, str]) -> None:
    """An id, address or alias that two outlets claim would make the origin of a report a matter of luck."""
    if thing in claimed:
        raise spot.wrong(f"expected each id, address and alias once, but {thing} belongs to {claimed[thing]} already")
    claimed[thing] = owner


def _slug(spot: Spot, slug: str) -> str:
    if not _SLUG.fullmatch(slug):
        raise spot.wrong(f"expected an id of small letters, digits and hyphens, got {slug!r}")
    return slug


def _ownership(spot: Spot) -> Ownership:
    written = spot.text("an ownership")
    if written not in set(Ownership):
        raise spot.wrong(f"expected an ownership, one of {', '.join(Ownership)}; got {written!r}")
    return Ownership(written)


def _country(spot: Spot, known: frozenset[str] = COUNTRIES) -> Country:
    written = spot.text("a country")
    if written not in known:
        raise spot.wrong(f"expected a country as ISO 3166-1 alpha-2 in capitals, such as AZ; got {written!r}")
    return Country(written)


def _countries(spot: Spot | None) -> tuple[Country, ...]:
    return tuple(_country(item) for item in spot.items("countries")) if spot else ()


def _pair(spot: Spot) -> tuple[Country, Country]:
    sides = tuple(_country(item) for item in spot.items("two countries"))
    if len(sides) != 2 or sides[0] == sides[1]:  # noqa: PLR2004  (a pair)
        raise spot.wrong("expected two different countries, such as [AZ, RU]")
    return sides


def _kind(spot: Spot) -> Kind:
    written = spot.text("a kind")
    if written not in KINDS:
        raise spot.wrong(f"expected a kind, one of {', '.join(KINDS)}; got {written!r}")
    return Kind(written)


def _known_outlets(spot: Spot, outlets: Mapping[OutletId, Outlet]) -> tuple[OutletId, ...]:
    found = tuple(OutletId(text) for text in spot.texts("outlets"))
    for outlet in found:
        if outlet not in outlets:
            raise spot.wrong(f"expected the id of an outlet of this file, got {outlet!r}")
    return found


def _language(spot: Spot) -> Language:
    written = spot.text("a language")
    if not _LANGUAGE.fullmatch(written):
        raise spot.wrong(f"expected a language tag such as en, az or pt-BR, got {written!r}")
    return Language(written)


def _checked(spot: Spot) -> str:
    written = spot.text("a date or never")
    if written != "never":
        try:
            date.fromisoformat(written)
        except ValueError:
            raise spot.wrong(f"expected a date such as 2025-07-01, or never; got {written!r}") from None
    return written


def _utc_offset(spot: Spot) -> timedelta:
    """For feeds that write local times without a zone."""
    written = spot.text("an offset")
    found = _OFFSET.fullmatch(written)
    if not found:
        raise spot.wrong(f"expected an offset from UTC such as +04:00, got {written!r}")
    return (1 if found[1] == "+" else -1) * timedelta(hours=int(found[2]), minutes=int(found[3]))


def _url(spot: Spot) -> str:
    written = spot.text("an address")
    try:
        parts = urlsplit(written)
        host = parts.hostname
        _ = parts.port  # raises for a port that is no number
    except ValueError:
        raise spot.wrong(f"expected an address, got {written!r}") from None
    if parts.scheme not in {"http", "https"} or not host or any(c.isspace() for c in written):
        raise spot.wrong(f"expected an address that begins with https:// or http://, got {written!r}")
    if parts.username is not None:
        raise spot.wrong("expected an address without user name and password")
    return written
