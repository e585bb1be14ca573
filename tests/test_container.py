"""The container files, checked without an engine: what they promise must be written in them, and must run.

No Docker engine is needed; `make chaos` also runs the build stage's commands in an empty folder.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile as (INSTRUCTION, rest), continued lines joined, comments left out."""
    text = re.sub(r"\\\n\s*", " ", (ROOT / "Dockerfile").read_text())
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(line.split(None, 1)[0].upper(), line.split(None, 1)[1]) for line in lines]


def of_last_stage() -> list[tuple[str, str]]:
    told = instructions()
    begin = max(n for n, (name, _) in enumerate(told) if name == "FROM")
    return told[begin:]


def test_it_is_built_in_stages_on_glibc() -> None:
    bases = [rest for name, rest in instructions() if name == "FROM"]

    assert len(bases) >= 2
    assert all("slim" in base for base in bases)


def test_the_bot_does_not_run_as_root_and_is_asked_for_its_health() -> None:
    last = dict(of_last_stage())

    assert last["USER"] == "tocsin"
    assert '"tocsin", "health"' in last["HEALTHCHECK"]


def test_pip_installs_only_what_the_lock_holds() -> None:
    installs = [rest for name, rest in instructions() if name == "RUN" and "pip install" in rest]

    assert all("--require-hashes" in rest or "--no-deps" in rest for rest in installs)


def test_everything_that_is_copied_is_there_and_not_ignored() -> None:
    ignored = {line for line in (ROOT / ".dockerignore").read_text().split() if not line.startswith("#")}
    copied = [rest.split()[:-1] for name, rest in instructions() if name == "COPY" and "--from" not in rest]

    names = [name for names in copied for name in names]

    assert [name for name in names if not (ROOT / name).exists() or name in ignored] == []


def test_no_secret_is_built_in() -> None:
    told = (ROOT / "Dockerfile").read_text() + (ROOT / "compose.yaml").read_text()

    assert not re.search(r"xox[bap]-\w|\d{6,}:[\w-]{20}|PASSWORD\s*[:=]\s*[a-z0-9]{4,}", told)
    assert ".env" in (ROOT / ".dockerignore").read_text().split()


def test_compose_gives_the_bot_a_volume_and_publishes_no_port() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]

    assert services["tocsin"]["volumes"]
    assert all("ports" not in service for service in services.values())


def test_the_external_valkey_is_a_profile_with_a_password_that_keeps_every_write() -> None:
    valkey = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]["valkey"]
    command = " ".join(valkey["command"])

    assert valkey["profiles"] == ["valkey"]
    assert "--requirepass" in command
    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command


def test_the_python_of_the_image_is_one_that_the_project_supports() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    [version] = set(re.findall(r"python:3\.(\d+)-slim", (ROOT / "Dockerfile").read_text()))

    assert int(version) >= int(wanted.removeprefix(">=3."))


@pytest.mark.chaos
@pytest.mark.timeout(900)
def test_the_build_s_commands_work_in_an_empty_folder(tmp_path: Path) -> None:
    """COPY and RUN of the build stage, done by hand; the paths of the image become paths in an empty folder."""
    source, target = tmp_path / "src", tmp_path / "opt-tocsin"
    source.mkdir()
    last_stage = len(instructions()) - len(of_last_stage())
    for name, rest in instructions()[:last_stage]:
        if name == "COPY":
            *names, _ = rest.split()
            for each in names:
                place = source / each
                (shutil.copytree if (ROOT / each).is_dir() else shutil.copy)(ROOT / each, place)
        if name == "RUN":
            command = rest.replace("/opt/tocsin", str(target)).replace("python -m venv", f"{sys.executable} -m venv")
            subprocess.run(command, shell=True, cwd=source, check=True)
    done = subprocess.run(
        [target / "bin" / "tocsin", "check"], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert "rules     ok" in done.stdout
    assert "feeds     ok" in done.stdout
