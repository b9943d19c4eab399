"""Prepares the environment of tests/clients, unless it is ready.

The libraries there exclude the main environment's version of OpenAI's, so that they have one of
their own.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pinned_environment

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "tests" / "clients" / "requirements.txt"
ENVIRONMENT = ROOT / ".cache" / "clients"
PYTHON = pinned_environment.python_of(ENVIRONMENT)


def main() -> None:
    """Raises CalledProcessError where it cannot be made."""
    announcement = f"Installing the client libraries into {ENVIRONMENT}"
    pinned_environment.make(ENVIRONMENT, REQUIREMENTS, announcement)


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(str(error))
