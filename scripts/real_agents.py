"""Installs the agents of tests/real_agents, unless they are ready, each in its own environment.

One that cannot be installed is said, and its tests are skipped with the reason.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Any

import tomllib

ROOT = Path(__file__).resolve().parent.parent
AGENTS = ROOT / "tests" / "real_agents" / "agents.toml"
ENVIRONMENTS = ROOT / ".cache" / "real-agents"
PYTHONS = ("python3.14", "python3.13", "python3.12")
"""In which those that are written in Python run, the first that is there; `AGENTS_PYTHON` names
another one."""

TIME_S = 600


class InstallError(Exception):
    """An agent cannot be installed; says why."""


def main() -> None:
    """Install all of them, and say which are ready."""
    for name, agent in tomllib.loads(AGENTS.read_text()).items():
        environment = ENVIRONMENTS / name
        try:
            _make_ready(environment, agent)
        except InstallError as error:
            (environment / "failure.txt").write_text(f"could not be installed: {error}")
            print(f"{name}: could not be installed: {error}", flush=True)
        else:
            print(f"{name}: ready", flush=True)


def _make_ready(environment: Path, agent: dict[str, Any]) -> None:
    packages: list[str] = agent.get("npm") or agent["pip"]
    stamp = environment / "packages.sha256"
    digest = sha256("\n".join(packages).encode()).hexdigest()
    if stamp.is_file() and stamp.read_text() == digest:
        return
    print(f"Installing {' '.join(packages)} into {environment}", flush=True)
    shutil.rmtree(environment, ignore_errors=True)
    environment.mkdir(parents=True)
    if "npm" in agent:
        quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
        _run(["npm", "install", "--prefix", str(environment), *quiet, *packages])
    else:
        _run([_python(), "-m", "venv", str(environment)])
        quiet = ["--quiet", "--disable-pip-version-check", "--only-binary=:all:"]
        _run([str(environment / "bin" / "pip"), "install", *quiet, *packages])
    stamp.write_text(digest)


def _python() -> str:
    candidates = filter(None, [os.environ.get("AGENTS_PYTHON"), *PYTHONS])
    for candidate in candidates:
        # A shim may be there without the version that it stands for.
        try:
            _run([candidate, "-c", ""])
        except InstallError:
            continue
        return candidate
    raise InstallError("it needs Python 3.12 or newer; AGENTS_PYTHON may name one")


def _run(command: list[str]) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=TIME_S)
    except subprocess.CalledProcessError as error:
        said = (error.stderr or error.stdout).strip().splitlines() or [str(error)]
        raise InstallError(said[-1]) from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InstallError(str(error)) from error


if __name__ == "__main__":
    main()
