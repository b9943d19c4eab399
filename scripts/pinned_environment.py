"""A virtual environment with what a requirements file names, made anew when that has changed."""

from __future__ import annotations

import subprocess
import venv
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path


def python_of(environment: Path) -> Path:
    """The interpreter of an environment, whether it is there yet or not."""
    return environment / "bin" / "python"


def make(
    environment: Path,
    requirements: Path,
    announcement: str,
    finish: Callable[[], None] = lambda: None,
    python: str | None = None,
    install: Sequence[str] = (),
    timeout_s: float | None = None,
) -> None:
    """Make an environment, unless it is ready.

    Args:
        environment: Where it is.
        requirements: A pinned requirements file.
        announcement: Said before it is made.
        finish: What is left to do in it then.
        python: An interpreter, where it is not to be this one.
        install: A command that takes pip's ``-r``, where it is not to be pip.
        timeout_s: When to give up the installation.

    Raises:
        CalledProcessError: pip failed; what is there then is made anew next time.
        TimeoutExpired: It took longer than that; so is this.
    """
    stamp = environment / "requirements.sha256"
    digest = sha256(requirements.read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == digest:
        return
    print(announcement, flush=True)
    if python is None:
        venv.create(environment, clear=True, with_pip=True)
    else:
        subprocess.run([python, "-m", "venv", "--clear", str(environment)], check=True)
    options = ["--quiet", "--disable-pip-version-check", "--only-binary=:all:"]
    pip = [str(python_of(environment)), "-m", "pip", "install", *options]
    command = [*(install or pip), "-r", str(requirements)]
    subprocess.run(command, check=True, timeout=timeout_s)
    finish()
    stamp.write_text(digest)
