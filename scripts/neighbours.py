"""Prepares the environments in which Jupyternaut runs in the page, as JupyterLite AI and as Jupyter
AI Lite, and with what builds a JupyterLite, unless they are ready.

The extension is not installed into them but linked, so that it always is the one of this checkout.
"""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from pathlib import Path

import linked
import pinned_environment

ROOT = Path(__file__).resolve().parent.parent
NAMES = ("neighbours", "jupyter-ai-lite")
"""Of the environments and of their requirements; either excludes what the other has."""


def main() -> None:
    """Raises CalledProcessError where it cannot be made."""
    for name in NAMES:
        environment = ROOT / ".cache" / name
        requirements = ROOT / "ui-tests" / f"requirements-{name}.txt"
        announcement = f"Installing JupyterLite and its AI into {environment}"
        finish = partial(linked.link_into, environment)
        pinned_environment.make(environment, requirements, announcement, finish)


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(str(error))
