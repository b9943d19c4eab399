"""The environments that peers are installed into, each when it is asked for."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from scripts import pinned_environment

from ..lab import ROOT
from .peer import Peer

BENCH = ROOT / ".cache" / "bench"

UV = "uv==0.13.9"
"""Installs them: it can leave out what a package names and a chat does not use."""

INSTALL_TIMEOUT_S = 300


class NotInstalledError(Exception):
    """A peer could not be installed; its text says why."""


def prepare(peer: Peer) -> Path:
    """Install a peer, unless it is.

    Returns:
        The interpreter of its environment.

    Raises:
        NotInstalledError: It did not install, or not within `INSTALL_TIMEOUT_S`.
    """
    environment = BENCH / peer.name
    python = pinned_environment.python_of(environment)
    try:
        command = [_uv(), "pip", "install", "--quiet", "--python", str(python)]
        if peer.left_out:
            command += ["--override", str(_write("left-out", peer, _never(peer.left_out)))]
        # Named in comments too: what is left out is made anew when that has changed.
        without = [f"# without {package}" for package in peer.left_out]
        pinned_environment.make(
            environment,
            _write("requirements", peer, [*peer.requirements, *without]),
            f"Installing {peer.contender} into {environment}",
            install=command,
            timeout_s=INSTALL_TIMEOUT_S,
        )
    except subprocess.TimeoutExpired as error:
        raise NotInstalledError(f"it was not installed after {INSTALL_TIMEOUT_S} s") from error
    except subprocess.CalledProcessError as error:
        why = f"it could not be installed (exit code {error.returncode})"
        raise NotInstalledError(why) from error
    return python


def _uv() -> str:
    BENCH.mkdir(parents=True, exist_ok=True)
    requirements = BENCH / "uv-requirements.txt"
    requirements.write_text(f"{UV}\n")
    pinned_environment.make(BENCH / "uv", requirements, f"Installing {UV}, which installs the rest")
    return str(BENCH / "uv" / "bin" / "uv")


def _never(packages: Sequence[str]) -> list[str]:
    """Requirements that no system meets."""
    return [f"{package}; sys_platform == 'never'" for package in packages]


def _write(kind: str, peer: Peer, lines: Sequence[str]) -> Path:
    path = BENCH / f"{peer.name}-{kind}.txt"
    path.write_text("".join(f"{line}\n" for line in lines))
    return path
