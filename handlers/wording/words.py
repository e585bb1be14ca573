"""The words of one interface language, typed: every text that a person reads in a chat comes from here.

Texts are Fluent messages in `en/`, `ru/` and `az/`; English stands in where a language lacks one (the tests see to it
that none does).
"""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, tzinfo
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale
from babel.dates import format_datetime, format_timedelta
from babel.lists import format_list
from fluent.runtime import FluentBundle, FluentResource

from bot.model import Country, Language, Standing, Status
from bot.taxonomy import KINDS
from handlers.wording.clean import clean
from handlers.wording.countries import BODIES, country_forms

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime, timedelta

    from bot.model import Event, Outlet, Ownership, Reason, Report, Rung
    from bot.taxonomy import Kind

LANGUAGES: Final = (Language("en"), Language("ru"), Language("az"))
_FILES: Final = ("names.ftl", "lines.ftl", "desk.ftl", "chat.ftl", "operators.ftl", "slack.ftl")
_LOUD_AZ: Final = str.maketrans({"i": "İ", "ı": "I"})
_NO_TELLING_CHANGE: Final = 0.05  # of a ladder's level: shown with one decimal, it would read as nothing
_MOST_PERSONS: Final = 4
_COUNTRY: Final = re.compile("[A-Z]{2}|NATO")  # a denial names a country or whoever the text names
# Acts on persons: names behind any other clause would read as if they belonged to it.
_OF_PERSONS: Final = frozenset(
    (
        "custody_death",
        "arrest",
        "conviction",
        "deportation",
        "expulsion",
        "criminal_case",
        "espionage_charge",
        "release",
    )
)
_LONGEST_INFLECTION: Final = 4  # "Екатеринбург" + "е": more letters behind the stem make it another word


class Wording:
    """One language's words. A language that the house does not speak is answered in English.

    `strict` raises KeyError or ValueError where a text is missing or has a hole; without it English or the hole is
    shown, for an alert with a flaw is better than none.
    """

    def __init__(self, language: Language, *, strict: bool = False) -> None:
        self.language = language if language in LANGUAGES else LANGUAGES[0]
        self._strict = strict
        self._locale = Locale.parse(self.language)

    def text(self, key: str, **slots: str | float) -> str:
        """The message `key` ("help" or, for an attribute, "line-arrest.planned") with its slots filled."""
        return self._format(key, {name.replace("_", "-"): value for name, value in slots.items()})

    def _format(self, key: str, slots: Mapping[str, str | float]) -> str:
        identifier, _, attribute = key.partition(".")
        for language in (self.language,) if self._strict else (self.language, LANGUAGES[0]):
            bundle = _bundle(language)
            if not bundle.has_message(identifier):
                continue
            message = bundle.get_message(identifier)
            pattern = message.attributes.get(attribute) if attribute else message.value
            if pattern is None:
                continue
            value, errors = bundle.format_pattern(pattern, dict(slots))
            if errors and self._strict:
                raise ValueError(f"{self.language} {key}: {errors}")
            return str(value)
        raise KeyError(f"{self.language}: {key}")

    # names

    def kind_name(self, kind: Kind) -> str:
        """The kind as a heading, "Ambassador summoned"; an unknown kind by its id."""
        return self.text(f"kind-{kind}") if kind in KINDS else kind.replace("_", " ")

    def kind_meant(self, text: str) -> Kind | None:
        """The kind that a person names by its id or by its name in this language."""
        wanted = text.strip().casefold()
        return next((k for k in KINDS if wanted in {k, k.replace("_", " "), self.kind_name(k).casefold()}), None)

    def status_name(self, status: Status) -> str:
        """What the texts say of the act, "reported"."""
        return self.text(f"status-{status}")

    def reason(self, reason: Reason) -> str:
        """Why it rings, edits or rests, as a short sentence without full stop."""
        return self.text(f"reason-{reason}")

    def standing(self, standing: Standing, denied_by: Iterable[str] = ()) -> str:
        """How well an event is supported, "both sides report"; a denial names who denies, where that is known."""
        who = [self.country(Country(name)) if _COUNTRY.fullmatch(name) else clean(name) for name in denied_by]
        if standing is Standing.DENIED and who:
            return self.text("standing-denied-by", by=self.listed(who))
        return self.text(f"standing-{standing.name}")

    def ownership(self, ownership: Ownership) -> str:
        """Whose voice an outlet is, "state"."""
        return self.text(f"ownership-{ownership.name}")

    def country(self, country: Country) -> str:
        """A country's name, as in a list."""
        return country_forms(self.language, country)["name"]

    def country_meant(self, text: str) -> Country | None:
        """The country that a person names by its code, or by its short or full name in this language."""
        wanted = text.strip().casefold()
        territories = {Country(str(c)): str(name) for c, name in self._locale.territories.items()}
        known = {c: name for c, name in territories.items() if len(c) == 2 and c.isalpha()}  # noqa: PLR2004
        known |= {Country(body): body for body in BODIES}
        for country, full in known.items():
            if wanted in {country.casefold(), full.casefold(), self.country(country).casefold()}:
                return country
        return None

    def outlet(self, outlet: Outlet) -> str:
        """Name and ownership, "Report (state)"."""
        return self.text("outlet", name=clean(outlet.name), ownership=self.ownership(outlet.ownership))

    def loud(self, text: str) -> str:
        """In capitals, as the language has them (Azerbaijani: i becomes İ)."""
        return text.translate(_LOUD_AZ).upper() if self.language == "az" else text.upper()

    def listed(self, items: Iterable[str]) -> str:
        """The items as one list in words, `a, b and c`."""
        return format_list(list(items), locale=self._locale)

    # sentences

    def direction(self, event: Event) -> str:
        """Who to whom, "Russia → Azerbaijan"; two sides of an agreement have no arrow."""
        mutual = event.kind in KINDS and KINDS[event.kind].mutual
        key = "direction-mutual" if mutual else "direction"
        text = self.text(key, source=self.country(event.source), target=self.country(event.target))
        if event.other_parties:
            others = self.listed(self.country(c) for c in event.other_parties)
            text = self.text("direction-others", direction=text, others=others)
        return text

    def line(self, event: Event, report: Report, outlet: Outlet | None = None) -> str:
        """What happened, one sentence from the event's slots: who did what to whom, where, and which outlet says so."""
        clause = self._clause(event)
        named = event.persons[:_MOST_PERSONS] if event.kind in _OF_PERSONS else ()
        persons = [clean(person) for person in named]
        said = self._said_by(outlet) if outlet else clean(report.outlet)
        slots = {"clause": clause, "persons": f": {', '.join(persons)}" if persons else "", "outlet": said}
        sentence = self._format(f"status-line-{event.status}", slots)
        return self.loud(sentence[:1]) + sentence[1:] + "."

    def _clause(self, event: Event) -> str:
        attribute = ".planned" if event.status is Status.PLANNED else ""
        source = country_forms(self.language, event.source)
        slots: dict[str, str | float] = {_slot("source", form): text for form, text in source.items()}
        slots |= {_slot("target", form): text for form, text in country_forms(self.language, event.target).items()}
        slots |= {
            "target-type": "body" if event.target in BODIES else "state",
            "people": event.people or len(event.persons),
            "l": source.get("l", ""),
            "can": source.get("can", ""),
            "place": self._place(clean(event.place or "")),
        }
        return self._format(f"line-{event.kind}{attribute}", slots)

    def _said_by(self, outlet: Outlet) -> str:
        return self.text("outlet-in-line", name=clean(outlet.name), ownership=self.ownership(outlet.ownership))

    def _place(self, place: str) -> str:
        """With a space before it, `in Baku`; a place that the house does not know stands in brackets as it is."""
        if not place:
            return ""
        folded = place.replace("İ", "i").casefold()
        for known in _places().values():
            if any(folded.startswith(s) and len(folded) - len(s) < _LONGEST_INFLECTION for s in known["stems"]):
                return f" {known[self.language]}"
        if self.language == "en" and place.isascii():
            return " " + self.text("place-in", place=place)
        return f" ({place})"

    def support(self, event: Event) -> str:
        """How many origins, and the standing: "4 independent origins, both sides report"."""
        origins = len({report.origin for report in event.reports})
        return f"{self.text('origins', count=origins)}, {self.standing(event.standing, event.denied_by)}"

    def ladder(self, rung: Rung) -> str:
        """The level of tension and what a day changed, "ladder 6/10, up 1"."""
        level, change = self.number(rung.level), self.number(abs(rung.change))
        if abs(rung.change) < _NO_TELLING_CHANGE:
            return self.text("ladder", level=level)
        return self.text("ladder-up" if rung.change > 0 else "ladder-down", level=level, change=change)

    def number(self, value: float) -> str:
        """With one decimal at most, and the language's sign for it."""
        text = f"{value:.1f}".removesuffix(".0")
        return text if self.language == "en" else text.replace(".", ",")

    # times

    def clock(self, at: datetime, zone: str, now: datetime, *, seconds: bool = False) -> str:
        """The time of day in the reader's zone, with the day if it is not that of `now`: "14:02", "23 Jul, 14:02"."""
        here, today = at.astimezone(_zone(zone)), now.astimezone(_zone(zone)).date()
        pattern = "HH:mm:ss" if seconds else "HH:mm"
        if here.date() != today:
            pattern = ("d MMM, " if here.year == today.year else "d MMM y, ") + pattern
        return str(format_datetime(here, pattern, tzinfo=here.tzinfo, locale=self._locale))

    def day(self, at: datetime, zone: str) -> str:
        """The day in the reader's zone, "23 Jul"."""
        here = at.astimezone(_zone(zone))
        return str(format_datetime(here, "d MMM", tzinfo=here.tzinfo, locale=self._locale))

    def duration(self, span: timedelta) -> str:
        """A length of time in words, "3 hours"."""
        return str(format_timedelta(span, threshold=1.5, locale=self._locale))

    def late(self, by: timedelta) -> str:
        """That something came late, and by how much."""
        return self.text("late", delay=self.duration(by))


def _slot(side: str, form: str) -> str:
    return f"{side}-{form}" if form else side


@cache
def _bundle(language: Language) -> FluentBundle:
    bundle = FluentBundle([language], use_isolating=False)
    folder = resources.files("handlers.wording").joinpath(language)
    for name in _FILES:
        bundle.add_resource(FluentResource(folder.joinpath(name).read_text(encoding="utf-8")))
    return bundle


@cache
def _places() -> dict[str, dict[str, str]]:
    text = resources.files("handlers.wording").joinpath("places.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _zone(name: str) -> tzinfo:
    """The zone, or UTC if this machine does not know it: a time is shown in any case."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
