"""The private server: a Valkey that lives and dies with the bot, in the bot's data directory.

    <data directory>/engine/
        owner.lock      held by the one process that owns the directory
        engine.lock     held by the server itself as long as it lives, whoever started it
        engine.json     which server wrote the files, and where its socket is
        appendonlydir/  the data: plain commands, each on the disk before it is acknowledged
        engine.sock     in the temporary directory instead where the path would reach 100 bytes

A server that outlived its bot is adopted by the next owner; tools look it up in engine.json and never own it.
"""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from bot.errors import StateUnusable
from bot.store.binary import Binary, Version, find_binary, refuse_unreadable
from bot.watch import log

if TYPE_CHECKING:
    from collections.abc import Callable

_log = log("store")

LONGEST_SOCKET_PATH: Final = 99  # bytes; macOS takes 103, Linux 107
_START_WITHIN: Final = 60.0  # seconds; an empty server takes 0.06, reading 1 GB of commands may take 20
_STOP_WITHIN: Final = 10.0
_RESPAWN_PAUSE: Final = 0.5  # seconds between two starts, so that a server that cannot live does not spin
_PR_SET_PDEATHSIG: Final = 1
_LEAST_FREE: Final = 256 * 1024  # bytes, on the disk of the data; below it the server is ended by its next write
_LONGEST_LOG: Final = 1_000_000  # bytes; begun anew at a start beyond it


@dataclass(frozen=True, slots=True)
class Card:
    """engine.json: which server wrote the files, and how to reach it."""

    family: str
    version: Version
    socket: str
    pid: int

    @classmethod
    def read(cls, path: Path) -> Self | None:
        """The card; None if there is none yet. Raises StateUnusable if it is damaged."""
        try:
            held = json.loads(path.read_text(encoding="utf-8"))
            major, minor, patch = held["version"]
            return cls(held["family"], (major, minor, patch), held["socket"], held["pid"])
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError):
            raise StateUnusable(f"{path} is damaged. Remove that one file if no bot runs on this directory.") from None

    def write(self, path: Path) -> None:
        """Replace the card in one step that a power cut leaves whole. Raises OSError."""
        draft = path.with_suffix(".new")
        card = {"family": self.family, "version": self.version, "socket": self.socket, "pid": self.pid}
        with draft.open("w", encoding="utf-8") as file:
            json.dump(card, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)


class Engine:
    """The private server of one data directory, owned by this process from `start` to `stop`."""

    def __init__(self, data_dir: Path, binary: Binary | None = None) -> None:
        self._room = data_dir.absolute() / "engine"
        self._binary = binary
        self._owner_lock: int | None = None
        self._last_spawn = 0.0
        self._pid = 0
        self._process: subprocess.Popen[bytes] | None = None
        self.socket = ""

    @property
    def pid(self) -> int:
        """The server's process."""
        return self._pid

    def start(self) -> None:
        """Own the directory and have a server that answers. Blocks for 60 to 80 ms, longer for much data.

        Raises StateUnusable if another process owns the directory, or if no server can be trusted with it.
        """
        try:
            self._start()
        except OSError as error:
            raise StateUnusable(f"{self._room} cannot be written: {error.strerror or error}.") from None

    def _start(self) -> None:
        self._room.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._own()
        try:
            card = Card.read(self._room / "engine.json")
            if card is not None and self._is_alive():
                self.socket, self._pid = card.socket, card.pid
                if self._answers(within=_STOP_WITHIN):
                    _log.info("engine adopted", pid=card.pid)
                    return
            self._begin(card)
        except BaseException:
            if self._process is not None:
                self._process.kill()
                self._process.wait()
            self._disown()
            raise

    def ensure(self) -> None:
        """Start the server again if it died; returns at once. Called before each connection is made."""
        if self._owner_lock is None or time.monotonic() - self._last_spawn < _RESPAWN_PAUSE or self._is_alive():
            return
        _log.warning("engine died; started again", last_words=self._last_words())
        self._spawn()
        try:
            self._write_card()
        except OSError as error:  # the disk is full: the server tries to live without its number in the card
            _log.warning("engine.json not written", error=str(error))

    def trouble(self) -> str:
        """One sentence on why the server cannot live, as far as it can be seen; empty if nothing is to be seen."""
        try:
            free = shutil.disk_usage(self._room).free
        except OSError as error:
            return f"{self._room} cannot be read: {error.strerror}"
        if free >= _LEAST_FREE:
            return ""
        return f"no space is left on the disk of {self._room}; free some, and it goes on by itself: nothing is lost"

    def stop(self) -> None:
        """Stop the server and give the directory free. All that was acknowledged is on the disk."""
        try:
            for ask in (signal.SIGTERM, signal.SIGKILL):
                if self._is_alive():
                    with suppress(ProcessLookupError):
                        os.kill(self._pid, ask)
                if self._is_gone(within=_STOP_WITHIN):
                    break
            if self._process is not None:
                self._process.wait()
            if Path(self.socket).parent != self._room:
                shutil.rmtree(Path(self.socket).parent, ignore_errors=True)
        finally:
            self._disown()

    def _own(self) -> None:
        lock = os.open(self._room / "owner.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            raise StateUnusable(
                f"Another bot is running on {self._room.parent}. Stop it first, or set another TOCSIN_DATA_DIR."
            ) from None
        self._owner_lock = lock

    def _disown(self) -> None:
        if self._owner_lock is not None:
            os.close(self._owner_lock)
            self._owner_lock = None

    def _begin(self, card: Card | None) -> None:
        if not self._is_gone(within=_STOP_WITHIN):
            raise StateUnusable(f"A server that does not answer still holds {self._room}. Wait, or end that process.")
        self._binary = self._binary or find_binary()
        if card is not None:
            refuse_unreadable(self._binary, card.family, card.version)
        self.socket = self._socket_path()
        self._spawn()
        self._write_card()
        if not self._answers(within=_START_WITHIN):
            why = self.trouble() or self._last_words() or "it said nothing"
            raise StateUnusable(f"The server {self._binary} did not start: {why}")

    def _socket_path(self) -> str:
        near = self._room / "engine.sock"
        if len(os.fsencode(near)) <= LONGEST_SOCKET_PATH:
            return str(near)
        return str(Path(tempfile.mkdtemp(prefix="tocsin-")) / "engine.sock")

    def _spawn(self) -> None:
        """Start the process; it inherits the lock that says that it lives."""
        binary = self._binary or self._adopted_binary()
        lock = os.open(self._room / "engine.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with warnings.catch_warnings():
                # 3.12 warns of fork in a process with threads; between fork and exec only prctl is called here.
                warnings.simplefilter("ignore", DeprecationWarning)
                self._process = subprocess.Popen(  # noqa: S603  (a program that we found)
                    [binary.path, *self._options()],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    pass_fds=(lock,),
                    start_new_session=True,  # Ctrl-C reaches the bot, which then stops its server last
                    preexec_fn=_die_with_parent(),  # noqa: PLW1509  (see above)
                )
        finally:
            os.close(lock)
        self._last_spawn = time.monotonic()
        self._pid = self._process.pid

    def _write_card(self) -> None:
        """Raises OSError."""
        binary = self._binary or self._adopted_binary()
        Card(binary.family, binary.version, self.socket, self._pid).write(self._room / "engine.json")

    def _adopted_binary(self) -> Binary:
        """The program for a server that was adopted and then died."""
        self._binary = find_binary()
        card = Card.read(self._room / "engine.json")
        if card is not None:
            refuse_unreadable(self._binary, card.family, card.version)
        return self._binary

    def _options(self) -> list[str]:
        journal = self._room / "engine.log"
        if journal.exists() and journal.stat().st_size > _LONGEST_LOG:
            journal.unlink()
        options = {
            "--port": "0",
            "--unixsocket": self.socket,
            "--unixsocketperm": "700",
            "--dir": str(self._room),
            "--appendonly": "yes",
            "--appendfsync": "always",
            "--aof-use-rdb-preamble": "no",
            "--save": "",
            "--maxmemory-policy": "noeviction",
            "--daemonize": "no",
            "--loglevel": "warning",
            "--logfile": str(journal),
        }
        return [word for pair in options.items() for word in pair]

    def _is_alive(self) -> bool:
        """Whether some server lives on this directory: it holds its lock until the kernel has ended it."""
        if self._process is not None:
            self._process.poll()  # takes a dead child's exit code, so that no zombie stays
        lock = os.open(self._room / "engine.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(lock)
        return False

    def _answers(self, within: float) -> bool:
        return _comes_true(lambda: pings(self.socket), within, give_up=lambda: not self._is_alive())

    def _is_gone(self, within: float) -> bool:
        return _comes_true(lambda: not self._is_alive(), within)

    def _last_words(self) -> str:
        try:
            lines = (self._room / "engine.log").read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return ""
        return lines[-1][:300] if lines else ""


def running_socket(data_dir: Path) -> str:
    """The socket of the server that a running bot owns, for tools. Raises StateUnusable if no bot runs there."""
    card = Card.read(data_dir.absolute() / "engine" / "engine.json")
    if card is None or not pings(card.socket):
        raise StateUnusable(f"No bot is running on {data_dir}. Start one with `tocsin run`, or set TOCSIN_DATA_DIR.")
    return card.socket


def pings(path: str) -> bool:
    """Whether a server answers there, with its data loaded."""
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(1.0)
            line.connect(path)
            line.sendall(b"PING\r\n")
            return line.recv(64).startswith(b"+PONG")
    except OSError:
        return False


def _comes_true(condition: Callable[[], bool], within: float, give_up: Callable[[], bool] = lambda: False) -> bool:
    deadline = time.monotonic() + within
    while not condition():
        if give_up() or time.monotonic() > deadline:
            return condition()
        time.sleep(0.003)
    return True


def _die_with_parent() -> Callable[[], None] | None:
    """What the child does before it becomes the server: ask the kernel to be killed when the bot ends.

    The signal comes when the spawning *thread* ends, so only the main thread may ask; elsewhere, and on macOS, a
    server that outlives its bot is adopted at the next start. SIGKILL is harmless: each write reaches the disk before
    its answer.
    """
    if sys.platform != "linux" or threading.current_thread() is not threading.main_thread():
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def ask() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # the bot died before the kernel was asked
            os._exit(1)

    return ask
