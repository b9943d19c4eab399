"""Prepares an environment with JupyterHub, Notebook 7 and two kinds of real-time collaboration, and
the proxy that JupyterHub stands behind, unless both are ready.

The extension is not installed into it but linked, so that it always is the one of this checkout.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import linked
import pinned_environment

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "ui-tests" / "requirements-hosts.txt"
ENVIRONMENT = ROOT / ".cache" / "hosts"
PYTHON = pinned_environment.python_of(ENVIRONMENT)
PROXY = "configurable-http-proxy@5.3.0"


def main() -> None:
    """Raises CalledProcessError where pip or npm fails."""
    announcement = f"Installing JupyterHub and Notebook 7 into {ENVIRONMENT}"
    pinned_environment.make(ENVIRONMENT, REQUIREMENTS, announcement, _finish)


def _finish() -> None:
    linked.link_into(ENVIRONMENT)
    # The hub finds it beside its own program.
    npm = ["npm", "install", "--global", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run([*npm, f"--prefix={ENVIRONMENT}", PROXY], check=True)


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(str(error))
