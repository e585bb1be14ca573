"""Arguments in, exit code out."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line; what `tocsin` and `python -m bot` call."""
    from bot.cli import main as command_line  # noqa: PLC0415  (imported late, so that --version answers at once)

    return command_line(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
