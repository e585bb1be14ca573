"""A full disk: the error says so, nothing that was acknowledged is lost, and the bot goes on once there is room."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

_WAYS = (("unshare", "--mount"), ("unshare", "--user", "--map-root-user", "--mount"))
_MOUNT = 'mount -t tmpfs -o size=24m tocsin "$0"'


@cache
def _own_mounts() -> tuple[str, ...]:
    """The words before a command that may mount a disk of its own; none where nobody may."""
    if sys.platform != "linux" or shutil.which("unshare") is None:
        return ()
    probe = ("sh", "-c", "mount -t tmpfs tocsin /tmp")
    return next((way for way in _WAYS if subprocess.run([*way, *probe], capture_output=True).returncode == 0), ())  # noqa: PLW1510


@pytest.mark.timeout(120)
def test_a_full_disk_loses_nothing_and_the_bot_goes_on_when_there_is_room(tmp_path: Path) -> None:
    way = _own_mounts()
    if not way:
        pytest.skip("this user may not mount a small disk")
    run = f'{_MOUNT} && exec "$1" -m tests.store.full_disk "$0"'

    done = subprocess.run(
        [*way, "sh", "-c", run, tmp_path, sys.executable], capture_output=True, text=True, check=False, timeout=100
    )

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert "no space is left on the disk of" in told["away"]
    assert told["acknowledged"] >= 50
    assert told["missing"] == []
    assert told["missing later"] == []
    assert "No space left on device" in told["first start"] or "no space is left" in told["first start"]
