"""Prepares an environment for each version of Python beside this one that is found on this machine,
unless it is ready. Named on the command line, these versions only.

What is found: `python3.X` on the path, and what pyenv and uv have installed.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pinned_environment

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "scripts" / "requirements-python-versions.txt"
PYENV = Path.home() / ".pyenv" / "versions"
MEANT = ("3.10", "3.11", "3.12", "3.13", "3.14")
"""The versions that the server side is for."""
HERE = f"{sys.version_info.major}.{sys.version_info.minor}"
"""The version in which all tests run."""

WITH_UVLOOP = "3.12"
"""The version in which the tests run under uvloop."""


def environment_of(version: str) -> Path:
    """Where the environment of a version is, whether it is there yet or not."""
    return ROOT / ".cache" / f"python-{version}"


def others() -> list[str]:
    """The versions that are meant, but for the one that this runs in."""
    return [version for version in MEANT if version != HERE]


@cache
def find(version: str) -> str | None:
    """An interpreter of a version, or `None` where there is none."""
    named = shutil.which(f"python{version}")
    kept = [str(path) for path in sorted(PYENV.glob(f"{version}.*/bin/python"), key=_newest)]
    candidates = [named, *kept, _found_by_uv(version)]
    return next((one for one in candidates if one and _version_of(one) == version), None)


def _newest(python: Path) -> list[int]:
    return [-int(number) for number in re.findall(r"\d+", python.parent.parent.name)]


def _found_by_uv(version: str) -> str | None:
    if not shutil.which("uv"):
        return None
    return _said_by(["uv", "python", "find", "--no-python-downloads", version])


def _version_of(python: str) -> str | None:
    # One that pyenv only stands in for may not run here.
    return _said_by([python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"])


def _said_by(command: list[str]) -> str | None:
    try:
        ended = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return ended.stdout.strip() if ended.returncode == 0 else None


def prepare(version: str) -> None:
    """Raises CalledProcessError where it cannot be made."""
    python = find(version)
    if python is None:
        return
    environment = environment_of(version)
    announcement = f"Installing for Python {version} into {environment}"
    pinned_environment.make(environment, REQUIREMENTS, announcement, python=python)


if __name__ == "__main__":
    try:
        for named in sys.argv[1:] or others():
            prepare(named)
    except subprocess.CalledProcessError as error:
        sys.exit(str(error))
