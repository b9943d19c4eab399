"""Installs Python packages into a virtual environment.

uv does it in seconds where pip takes minutes. It reads nothing of what pip has been told about the
registry, so that it is handed that; where it fails all the same, pip is asked.

    python scripts/install.py PYTHON ARGUMENT...

installs what the arguments name, in the form that `pip install` and `uv pip install` share.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

from uv import find_uv_bin

OF_PIP = {
    "cert": "SSL_CERT_FILE",
    "extra-index-url": "UV_INDEX",
    "index-url": "UV_DEFAULT_INDEX",
}
"""The settings of pip that uv has as well, and the variables in which it looks for them."""


def install(python: Path | str, *arguments: str, directory: Path | None = None) -> None:
    """Install into an environment.

    Args:
        python: Its interpreter. It need not have pip.
        arguments: As after `pip install`.
        directory: Where to stand meanwhile, if not here.

    Raises:
        CalledProcessError: Neither uv nor pip could.
    """
    # What is compiled at its first import would warn in the middle of a test.
    uv = [find_uv_bin(), "pip", "install", "--quiet", "--compile-bytecode", "--python", str(python)]
    settings = settings_of_pip() | os.environ
    if subprocess.run([*uv, *arguments], env=settings, cwd=directory, check=False).returncode == 0:
        return
    print("uv could not; asking pip", flush=True)
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    subprocess.run([*pip, *arguments], cwd=directory, check=True)


@cache
def settings_of_pip() -> dict[str, str]:
    """What pip has been told about the registry, as the environment variables that uv reads."""
    command = [sys.executable, "-m", "pip", "config", "list"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    settings = {}
    # A later line is of a place that goes before the earlier ones.
    for name, value in re.findall(r"^[\w:]+\.([\w-]+)='(.*)'$", listed, re.MULTILINE):
        if name in OF_PIP:
            settings[OF_PIP[name]] = value.replace("\\n", " ").strip()
    return settings


if __name__ == "__main__":
    try:
        install(*sys.argv[1:])
    except subprocess.CalledProcessError as error:
        sys.exit(str(error))
