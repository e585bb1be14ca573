"""The command line: one module a command.

Exit codes: 0 done, 1 the work failed, 2 something that a person wrote is wrong.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from importlib import metadata
from typing import TYPE_CHECKING, Final

from bot import watch
from bot.errors import StateUnusable, UserMistake

if TYPE_CHECKING:
    from collections.abc import Sequence

# command -> its one-line help; the module of the same name holds `arguments(parser)` and `run(options) -> int`.
COMMANDS: Final = {
    "run": "poll the feeds and send the alerts",
    "demo": "watch the main job on a bundled story: no account, no server",
    "check": "check feeds.yaml, rules, settings and state, and say what is wrong",
    "explain": "say what Tocsin reads in a text, and why",
    "match": "match items of a JSONL file, one answer a line",
    "replay": "run captured feeds or items through the whole way",
    "eval": "measure the matching against labelled items",
    "export": "write the archive as JSONL, CSV or Atom",
    "feedback": "list what editors put right or missed, with the rules that it speaks for or against",
    "feeds": "show what the running bot remembers of each feed: last poll, next poll, trouble",
    "deadletters": "list the messages that were given up, or try them again",
    "health": "ask the running bot whether it is well (for Docker)",
}


def main(argv: Sequence[str]) -> int:
    """Run one command; gives the exit code."""
    parser = _parser(argv)
    options = parser.parse_args(argv)
    if options.command is None:
        parser.print_help()
        return 2
    command = importlib.import_module(f"bot.cli.{options.command}")
    watch.setup("warning")  # log lines go to stderr: what a command answers on stdout is for programs, too
    try:
        return int(command.run(options))
    except UserMistake as mistake:
        print(f"tocsin: {mistake}", file=sys.stderr)
        return 2
    except StateUnusable as trouble:
        print(f"tocsin: {trouble}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # The reader of our output has left (`tocsin match ... | head`): nothing more to say to it.
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        return 130


def _parser(argv: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tocsin", description="Alerts for newsrooms that follow a diplomatic crisis.")
    parser.add_argument("--version", action="version", version=f"tocsin {metadata.version('tocsin')}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name, summary in COMMANDS.items():
        its_own = commands.add_parser(name, help=summary, description=summary)
        if name in argv:  # the others' modules are not imported: some cost a second
            importlib.import_module(f"bot.cli.{name}").arguments(its_own)
    return parser
