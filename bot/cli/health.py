"""`tocsin health`: asks the running bot on this machine whether it is well; 0 if it is."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

from bot.cli.begin import settings_of

if TYPE_CHECKING:
    import argparse


def arguments(_parser: argparse.ArgumentParser) -> None:
    """No options."""


def run(options: argparse.Namespace) -> int:
    """Say what the health page says."""
    address = f"http://127.0.0.1:{settings_of(options).health_port}/health"
    try:
        with urllib.request.urlopen(address, timeout=4) as answer:
            print(answer.read().decode())
            return 0
    except urllib.error.HTTPError as unwell:
        print("unwell; late:", ", ".join(json.loads(unwell.read()).get("late", [])))
    except OSError as error:
        print(f"no bot answers at {address}: {error}")
    return 1
