"""How fast the matching is, on ordinary items: `python -m benchmarks.matching` (the streams beside the labelled set).

Prints CPU time, not wall time, since other work may run beside it: items a second through language, gate and rules, the
share that passes the gate, the time to load the rules with and without their compiled copy, and the memory they take.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.eval_matching import SHARED, entry_of, rows_in
from bot.matching import find_matches, load_rules
from bot.matching.match import lexicon_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.matching import Rulebook
    from bot.model import Entry

STREAMS = ("az", "en-2023", "ru-telegram", "uk", "crisis-2025")


def took(work: Callable[[], object], rounds: int = 1) -> float:
    """The best CPU time of some rounds, in seconds."""
    best = float("inf")
    for _ in range(rounds):
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
    return best


def megabytes() -> float:
    """The most memory that this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def passes(entry: Entry, rules: Rulebook) -> bool:
    """Whether the gate lets an entry through."""
    lexicon = lexicon_for(entry, rules)
    return bool(lexicon and lexicon.gate and lexicon.gate.lets_pass(entry.title, entry.summary))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=6000, help="items of each stream")
    options = parser.parse_args()
    before = megabytes()
    with tempfile.TemporaryDirectory() as folder:
        cold = took(lambda: load_rules(cache=Path(folder)))
        warm = took(lambda: load_rules(cache=Path(folder)), 3)
        rules = load_rules(cache=Path(folder))
    print(f"rules: {rules}")
    print(
        f"load {cold:.2f} s cold, {warm:.3f} s from the compiled copy; at most {megabytes() - before:.0f} MB to compile"
    )
    count, seconds = 0, 0.0
    for name in STREAMS:
        entries = [entry_of(row) for row in rows_in(SHARED / "streams" / f"{name}.jsonl.gz")[: options.most]]
        spent = took(lambda e=entries: [find_matches(entry, rules) for entry in e], 2)
        through = sum(passes(entry, rules) for entry in entries)
        fired = sum(bool(find_matches(entry, rules)) for entry in entries)
        size = sum(len(e.title) + len(e.summary) for e in entries) / len(entries)
        print(
            f"{name:12} {len(entries):5} items of {size:4.0f} characters: {len(entries) / spent:6.0f} a second, "
            f"{through / len(entries):4.0%} pass the gate, {fired / len(entries):5.1%} match"
        )
        count, seconds = count + len(entries), seconds + spent
    print(f"{'all':12} {count:5} items: {count / seconds:6.0f} a second on one core")


if __name__ == "__main__":
    main()
