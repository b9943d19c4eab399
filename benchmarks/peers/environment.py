"""The environments that peers are installed into, each when it is asked for."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from ..lab import ROOT
from .peer import Peer

BENCH = ROOT / ".cache" / "bench"

PINNED = ROOT / "scripts" / "pinned_environment.py"

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
    BENCH.mkdir(parents=True, exist_ok=True)
    environment = BENCH / peer.name
    options = []
    if peer.left_out:
        # Only uv can leave out what a package names and a chat does not use.
        options = ["--override", str(_write("left-out", peer, _never(peer.left_out)))]
    # Named in comments too: what is left out is made anew when that has changed.
    without = [f"# without {package}" for package in peer.left_out]
    requirements = _write("requirements", peer, [*peer.requirements, *without])
    command = [sys.executable, PINNED, environment, requirements, *options]
    try:
        subprocess.run(command, check=True, timeout=INSTALL_TIMEOUT_S)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise NotInstalledError(f"it was not installed after {INSTALL_TIMEOUT_S} s") from error
    except subprocess.CalledProcessError as error:
        why = f"it could not be installed (exit code {error.returncode})"
        raise NotInstalledError(why) from error
    return environment / "bin" / "python"


def _never(packages: Sequence[str]) -> list[str]:
    """Requirements that no system meets."""
    return [f"{package}; sys_platform == 'never'" for package in packages]


def _write(kind: str, peer: Peer, lines: Sequence[str]) -> Path:
    path = BENCH / f"{peer.name}-{kind}.txt"
    path.write_text("".join(f"{line}\n" for line in lines))
    return path
