"""`tocsin export`: the archive as JSONL, CSV or Atom, with CAMEO and PLOVER codes.

One row an event, or one a report.
"""

from __future__ import annotations

import asyncio
import csv
import json
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TextIO
from xml.etree import ElementTree as ET

from bot.cli.begin import day, now, settings_of, state_to_read
from bot.taxonomy import KINDS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence

    from bot.model import Event, Report

_ATOM = "http://www.w3.org/2005/Atom"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--format", choices=("jsonl", "csv", "atom"), default="jsonl")
    parser.add_argument(
        "--rows", choices=("events", "reports"), default="events", help="one row an event, or one a report"
    )
    parser.add_argument("--since", metavar="DATE", help="ISO date; default: a year ago")
    parser.add_argument("--until", metavar="DATE", help="ISO date; default: now")


def run(options: argparse.Namespace) -> int:
    """Write what the archive holds to stdout."""
    until = day(options.until) if options.until else now()
    since = day(options.since) if options.since else until - timedelta(days=366)
    events = asyncio.run(_read(options, since, until))
    write(events, options.format, options.rows, sys.stdout)
    return 0


async def _read(options: argparse.Namespace, since: datetime, until: datetime) -> list[Event]:
    async with state_to_read(settings_of(options)) as state:
        return [event async for event in state.events.between(since, until)]


def write(events: Sequence[Event], form: str, rows: str, out: TextIO) -> None:
    """Write the events in that form (`jsonl`, `csv`, `atom`); `rows` is `events` or `reports`."""
    if form == "atom":
        out.write(atom(events))
        return
    table = (
        [event_row(e) for e in events] if rows == "events" else [report_row(e, r) for e in events for r in e.reports]
    )
    if form == "jsonl":
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in table)
        return
    if table:
        writer = csv.DictWriter(out, fieldnames=list(table[0]))
        writer.writeheader()
        writer.writerows([{k: _cell(v) for k, v in row.items()} for row in table])


def _cell(value: Any) -> Any:
    """A CSV cell; text that a spreadsheet would run as a formula is quoted."""
    text = "; ".join(value) if isinstance(value, list) else value
    return f"'{text}" if isinstance(text, str) and text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def event_row(event: Event) -> dict[str, Any]:
    """An event with the codes of the two standards."""
    facts = KINDS[event.kind]
    return {
        "event": event.id,
        "kind": event.kind,
        "cameo": facts.cameo,
        "goldstein": facts.goldstein,
        "plover": facts.plover,
        "plover_score": facts.plover_score,
        "code_is_extension": facts.extension,
        "source": event.source,
        "target": event.target,
        "status": event.status,
        "standing": event.standing,
        "severity": facts.severity,
        "opened": event.opened.isoformat(),
        "happened": event.happened.isoformat(),
        "changed": event.changed.isoformat(),
        "rang": event.rung.isoformat() if event.rung else "",
        "people": event.people,
        "persons": list(event.persons),
        "place": event.place or "",
        "other_kinds": list(event.other_kinds),
        "reports": len(event.reports),
        "origins": len({r.origin for r in event.reports}),
        "false_alarm": event.false_alarm,
        "merged_into": event.merged_into or "",
    }


def report_row(event: Event, report: Report) -> dict[str, Any]:
    """One report of an event."""
    return {
        "event": event.id,
        "entry": report.entry,
        "outlet": report.outlet,
        "origin": report.origin,
        "language": report.language,
        "headline": report.headline,
        "earlier_headlines": [h.text for h in report.headlines[:-1]],
        "url": report.url,
        "published": report.published.isoformat() if report.published else "",
        "seen": report.seen.isoformat(),
        "kind": report.match.kind,
        "source": report.match.source,
        "target": report.match.target,
        "status": report.match.status,
        "sentence": report.match.sentence,
        "rule": report.match.rule,
        "said_by": report.match.said_by or "",
    }


def atom(events: Iterable[Event]) -> str:
    """An Atom feed (RFC 4287) of the events that rang, newest first."""
    rang = sorted((e for e in events if e.rung), key=lambda e: e.changed, reverse=True)
    ET.register_namespace("", _ATOM)
    feed = ET.Element(f"{{{_ATOM}}}feed")
    _child(feed, "id", "tag:tocsin.invalid,2026:alerts")
    _child(feed, "title", "Tocsin alerts")
    _child(feed, "updated", (rang[0].changed if rang else datetime.fromtimestamp(0, UTC)).isoformat())
    for event in rang:
        entry = ET.SubElement(feed, f"{{{_ATOM}}}entry")
        lead = event.reports[0]
        _child(entry, "id", f"tag:tocsin.invalid,2026:{event.id}")
        _child(entry, "title", f"{event.kind.replace('_', ' ')} {event.source} -> {event.target}: {lead.headline}")
        _child(entry, "updated", event.changed.isoformat())
        _child(entry, "published", event.opened.isoformat())
        author = ET.SubElement(entry, f"{{{_ATOM}}}author")
        _child(author, "name", lead.outlet)
        if lead.url:
            ET.SubElement(entry, f"{{{_ATOM}}}link", href=lead.url)
        _child(entry, "summary", lead.match.sentence)
    return ET.tostring(feed, encoding="unicode", xml_declaration=True) + "\n"


def _child(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, f"{{{_ATOM}}}{name}").text = "".join(c for c in text if c >= " " or c in "\t\n")
