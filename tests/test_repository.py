"""The repository itself: what may and may not stand in its tracked files."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# Spelled in pieces, so that this file does not hold what it looks for.
REGISTRY_HOSTS = re.compile(
    "|".join(["py" + r"pi\.(?:org|io)", "python" + r"hosted\.", r"registry\." + "npm" + "js", "deb" + r"\.debian\."])
)


def tracked_files() -> list[Path]:
    if not (ROOT / ".git").exists():
        pytest.skip("needs a git checkout to know the tracked files")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_tracked_file_names_a_registry_host() -> None:
    naming = [f.name for f in tracked_files() if REGISTRY_HOSTS.search(f.read_text(encoding="utf-8", errors="ignore"))]

    assert naming == []


def test_lock_files_that_name_registries_are_not_tracked() -> None:
    names = {f.name for f in tracked_files()}

    assert not names & {"uv.lock", "pylock.toml", "package-lock.json"}


def test_the_locks_hold_every_dependency_with_a_hash() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = {re.split(r"[<>=;\[ ]", line)[0].lower().replace(".", "-") for line in project["project"]["dependencies"]}
    locked = (ROOT / "requirements.lock").read_text()

    missing = [name for name in wanted if not re.search(rf"(?mi)^{re.escape(name)}==", locked)]

    assert missing == []
    assert len(re.findall(r"(?m)^\S+==", locked)) <= locked.count("--hash=sha256:")


def test_the_version_stands_in_the_changelog_or_is_unreleased() -> None:
    assert "## [Unreleased]" in (ROOT / "CHANGELOG.md").read_text()
