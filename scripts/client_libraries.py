"""Prepares the environment of tests/clients, unless it is ready.

The libraries there exclude the main environment's version of OpenAI's, so that they have one of
their own. It is made anew when its requirements have changed.
"""

from __future__ import annotations

import subprocess
import sys
import venv
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "tests" / "clients" / "requirements.txt"
ENVIRONMENT = ROOT / ".cache" / "clients"
PYTHON = ENVIRONMENT / "bin" / "python"
STAMP = ENVIRONMENT / "requirements.sha256"


def main() -> None:
    """Raises CalledProcessError where pip fails; what is there then is made anew next time."""
    digest = sha256(REQUIREMENTS.read_bytes()).hexdigest()
    if STAMP.is_file() and STAMP.read_text() == digest:
        return
    print(f"Installing the client libraries into {ENVIRONMENT} (a few minutes)", flush=True)
    venv.create(ENVIRONMENT, clear=True, with_pip=True)
    options = ["--quiet", "--disable-pip-version-check", "--only-binary=:all:"]
    command = [str(PYTHON), "-m", "pip", "install", *options, "-r", str(REQUIREMENTS)]
    subprocess.run(command, check=True)
    STAMP.write_text(digest)


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(str(error))
