"""`tocsin eval GOLD.jsonl`: precision, recall and F1 by language and kind, with intervals, and the errors."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from bot.cli.begin import rulebook, settings_of
from bot.cli.items import entry_of, read_items
from bot.cli.match import event_fields
from bot.cli.progress import progress
from bot.errors import BadFile
from bot.matching import find_matches
from bot.matching.score import Row, report, rows_of

if TYPE_CHECKING:
    import argparse

    from bot.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("gold", metavar="GOLD.jsonl", help="labelled items: {id, lang, title, summary, events}")
    parser.add_argument("--half", choices=("0", "1"), help="only the items whose id, as a number, is even or odd")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="show N items that were read differently")
    parser.add_argument("--json", action="store_true", help="the figures as one JSON object")
