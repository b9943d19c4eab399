"""A virtual environment with what a requirements file names, made anew when that has changed.

    python scripts/pinned_environment.py ENVIRONMENT REQUIREMENTS OPTION...

makes one, with more of the options that `pip install` and `uv pip install` share.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

from install import install


def python_of(environment: Path) -> Path:
    """The interpreter of an environment, whether it is there yet or not."""
    return environment / "bin" / "python"


def make_empty(environment: Path, python: str = sys.executable) -> None:
    """Make an environment with nothing in it, in the place of what is there.

    Raises:
        CalledProcessError: The interpreter cannot make one.
    """
    subprocess.run([python, "-m", "venv", "--clear", "--without-pip", str(environment)], check=True)


def make(
    environment: Path,
    requirements: Path,
    announcement: str,
    finish: Callable[[], None] = lambda: None,
    python: str = sys.executable,
    options: Sequence[str] = ("--only-binary=:all:",),
) -> None:
    """Make an environment, unless it is ready.

    Args:
        environment: Where it is.
        requirements: A pinned requirements file.
        announcement: Said before it is made.
        finish: What is left to do in it then.
        python: Its interpreter.
        options: Of the installation.

    Raises:
        CalledProcessError: It could not be made; what is there then is made anew next time.
    """
    stamp = environment / "requirements.sha256"
    digest = sha256(requirements.read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == digest:
        return
    print(announcement, flush=True)
    make_empty(environment, python)
    install(python_of(environment), *options, "-r", str(requirements))
    finish()
    stamp.write_text(digest)


if __name__ == "__main__":
    _environment, _requirements, *_options = sys.argv[1:]
    try:
        make(
            Path(_environment),
            Path(_requirements),
            f"Installing {Path(_requirements).name} into {_environment}",
            options=_options,
        )
    except subprocess.CalledProcessError as error:
        sys.exit(str(error))
