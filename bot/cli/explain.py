"""`tocsin explain TEXT`: what Tocsin reads in a text, why, and what was nearly an event."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from bot.cli.begin import rulebook, settings_of
from bot.cli.items import entry_of
from bot.matching import explain

if TYPE_CHECKING:
    import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("text", help="a headline, a text, or - to read one from standard input")
    parser.add_argument("--summary", default="", help="the summary under the headline")
    parser.add_argument("--lang", default="", help="en, ru, az, uk; default: found out from the text")


def run(options: argparse.Namespace) -> int:
    """Show the reading; 0 whether it matched or not."""
    text = sys.stdin.read() if options.text == "-" else options.text
    title, _, rest = text.strip().partition("\n\n")
    fields = {"id": "explain", "title": title, "summary": options.summary or rest, "lang": options.lang}
    print(explain(entry_of(fields, None), rulebook(settings_of(options))))
    return 0
