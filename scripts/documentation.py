"""Builds docs/ as a site into docs/_build, in an environment of its own, made where it is not
ready. A warning, as of a link that leads nowhere, is an error.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import pinned_environment

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
REQUIREMENTS = DOCS / "requirements.txt"
ENVIRONMENT = ROOT / ".cache" / "docs"
SITE = DOCS / "_build"


def prepare() -> None:
    """Raises CalledProcessError where it cannot be made."""
    announcement = f"Installing Sphinx into {ENVIRONMENT}"
    pinned_environment.make(ENVIRONMENT, REQUIREMENTS, announcement)


def build() -> None:
    """Build all pages anew, so that each warning is seen each time.

    Raises:
        CalledProcessError: There were warnings, which Sphinx has said.
    """
    python = str(pinned_environment.python_of(ENVIRONMENT))
    strict = ["--fail-on-warning", "--keep-going", "--fresh-env", "--quiet"]
    kept = ["--doctree-dir", str(ROOT / ".cache" / "doctrees")]
    sphinx = [python, "-m", "sphinx", "--builder", "html", *strict, *kept, str(DOCS), str(SITE)]
    subprocess.run(sphinx, check=True)
    print(f"The site is {SITE / 'index.html'}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prepare", action="store_true", help="make the environment, and no more")
    arguments = parser.parse_args()
    prepare()
    if not arguments.prepare:
        build()


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(str(error))
