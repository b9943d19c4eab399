"""Prepares an environment with JupyterLab 4.5 and real-time collaboration, unless it is ready.

The extension is not installed into it but linked, so that it always is the one of this checkout.
"""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from pathlib import Path

import linked
import pinned_environment

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "ui-tests" / "requirements-lab-4.5.txt"
ENVIRONMENT = ROOT / ".cache" / "lab-4.5"
PYTHON = pinned_environment.python_of(ENVIRONMENT)


def main() -> None:
    """Raises CalledProcessError where it cannot be made."""
    announcement = f"Installing JupyterLab 4.5 into {ENVIRONMENT}"
    finish = partial(linked.link_into, ENVIRONMENT)
    pinned_environment.make(ENVIRONMENT, REQUIREMENTS, announcement, finish)


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(str(error))
