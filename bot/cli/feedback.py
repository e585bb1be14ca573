"""`tocsin feedback`: what editors put right and what they missed, as labelled data, with the rule each speaks about.

    false-alarm   speaks against the rules that made the event
    missed        speaks for the rules that read it, though nothing rang; with none, for a rule that is not there
    merged        speaks for the rules of both, and against the clustering, which kept apart what is one
    split         speaks against the clustering, which put together what is two

The audit trail stands in each: who, when, in which chat, and in whose words.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from bot.cli.begin import day, settings_of, state_to_read
from bot.cli.match import compact
from bot.model import NoteKind

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from bot.model import Event, EventId, Note

KEPT_APART: Final = "events/kept-apart"  # the two ways in which the clustering can be wrong
PUT_TOGETHER: Final = "events/put-together"
NO_RULE: Final = "no rule"
LABELS: Final = (NoteKind.FALSE_ALARM, NoteKind.MISSED, NoteKind.MERGED, NoteKind.SPLIT)
_ALL: Final = 1_000_000  # people are few; the daybook is never trimmed

Row = dict[str, Any]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--json", action="store_true", help="one JSON object a line, oldest first, nothing else")
    parser.add_argument("--kind", choices=LABELS, help="only these")
    parser.add_argument("--rule", metavar="RULE", help="only what speaks for or against this rule, or rules under it")
    parser.add_argument("--since", metavar="DATE", help="ISO date; default: from the beginning")


def run(options: argparse.Namespace) -> int:
    """Print it."""
    since = day(options.since) if options.since else None
    rows = [r for r in asyncio.run(_read(options, since)) if options.rule is None or is_about(r, options.rule)]
    if options.json:
        for row in rows:
            print(compact(row))
    else:
        print(table(rows))
    return 0


async def _read(options: argparse.Namespace, since: datetime | None) -> list[Row]:
    async with state_to_read(settings_of(options)) as state:
        notes = await state.daybook.newest(_ALL)
        chosen = [note for note in reversed(notes) if _is_wanted(note, options.kind, since)]
        named = {id_ for note in chosen for id_ in (note.event, note.other) if id_ is not None}
        found = {id_: await state.events.get(id_) for id_ in named}
    events = {id_: event for id_, event in found.items() if event is not None}
    return [label(note, events) for note in chosen]


def _is_wanted(note: Note, kind: str | None, since: datetime | None) -> bool:
    return note.kind in LABELS and kind in {None, note.kind} and (since is None or note.at >= since)


def label(note: Note, events: Mapping[EventId, Event]) -> Row:
    """A note as labelled data; `events` are those that the archive still has."""
    for_, against = spoken(note, events.get(note.other) if note.other else None)
    return {
        "id": note.id,
        "label": note.kind,
        "at": note.at.isoformat(),
        "by": note.by,
        "chat": str(note.chat),
        "for": for_,
        "against": against,
        "event": note.event,
        "about": _about(events.get(note.event) if note.event else None),
        "other": note.other,
        "about_other": _about(events.get(note.other) if note.other else None),
        "entries": list(note.entries),
        "text": note.text,
        "url": note.url,
    }


def spoken(note: Note, other: Event | None) -> tuple[list[str], list[str]]:
    """The rules that it speaks for, and those that it speaks against."""
    rules = [str(rule) for rule in note.rules]
    match note.kind:
        case NoteKind.FALSE_ALARM:
            return [], rules or [NO_RULE]
        case NoteKind.MISSED:
            return rules or [NO_RULE], []
        case NoteKind.MERGED:
            theirs = [str(report.match.rule) for report in other.reports] if other else []
            return list(dict.fromkeys(rules + theirs)), [KEPT_APART]
        case _:
            return [], [PUT_TOGETHER]


def is_about(row: Row, rule: str) -> bool:
    """Whether it speaks for or against the rule, or one under it (`en/arrest` holds `en/arrest/passive`)."""
    return any(name == rule or name.startswith(f"{rule}/") for name in (*row["for"], *row["against"]))


def _about(event: Event | None) -> str:
    if event is None:
        return ""
    return f"{event.kind} {event.source} -> {event.target}: {event.reports[0].headline}"


def table(rows: Sequence[Row]) -> str:
    """A paragraph a label, oldest first, then how often each rule is spoken for and against."""
    if not rows:
        return "nobody has put anything right yet"
    for_, against = _counted(rows, "for"), _counted(rows, "against")
    rules = sorted({*for_, *against}, key=lambda r: (-against[r], -for_[r], r))
    tally = [f"{'rule':<48} {'for':>5} {'against':>8}"]
    tally += [f"{rule:<48} {for_[rule]:>5} {against[rule]:>8}" for rule in rules]
    return "\n".join((*(_paragraph(row) for row in rows), "", *tally))


def _counted(rows: Iterable[Row], side: str) -> Counter[str]:
    return Counter(rule for row in rows for rule in row[side])


def _paragraph(row: Row) -> str:
    lines = [f"{row['at'][:16].replace('T', ' ')}  {row['label']:<11}  by {row['by']} in {row['chat']}"]
    lines += [f"    {name:<8} {value}" for name in ("for", "against") if (value := ", ".join(row[name]))]
    lines += [f"    event    {row['event']}  {row['about']}"] if row["event"] else []
    lines += [f"    with     {row['other']}  {row['about_other']}"] if row["other"] else []
    lines += [f"    without  {', '.join(row['entries'])}"] if row["entries"] else []
    lines += [f"    says     {row['text']}"] if row["text"] else []
    lines += [f"    url      {row['url']}"] if row["url"] else []
    return "\n".join(_in_one_line(line) for line in lines)


def _in_one_line(text: str) -> str:
    """Visible characters alone: what a person typed must not write to the terminal as it likes."""
    return "".join(c if c.isprintable() else " " for c in text).rstrip()
