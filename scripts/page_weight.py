"""Builds a release, and weighs what the page has to load for it."""

from __future__ import annotations

import gzip
import subprocess
import sys
from collections.abc import Mapping
from pathlib import PurePosixPath
from zipfile import ZipFile

from release import ReleaseError, built

STATIC = "share/jupyter/labextensions/jupyter-stop-stream/static"
MAX_BYTES = 34_000
"""What the page may have to load of scripts for the extension, gzipped, also of those that wait for
a first chat."""

MAX_ANSWERS_BYTES = 14_000
"""What it may have to load beside that with the first answer."""

ON_DEMAND = {
    "answers": "when a person first writes, or with the first answer",
    "local": "where a model runs in the page",
    "notebooks": "where answers run commands of JupyterLab, or have touched something",
}
"""What the names of files begin with that are loaded only where they are needed, and where that is;
they are weighed by themselves."""

STYLES = b"styleTagTransform"
"""Stands in the file that puts the stylesheet into the page, which is weighed by itself."""


class TooHeavyError(Exception):
    """The scripts are larger than they may be."""


def main() -> None:
    """Raises TooHeavyError where it weighs too much, else what `built` does."""
    weigh(scripts_of(ZipFile(built().wheel)))


def scripts_of(wheel: ZipFile) -> dict[str, bytes]:
    """The scripts of the page in a wheel, by their names without a folder."""
    paths = [PurePosixPath(name) for name in wheel.namelist()]
    return {
        path.name: wheel.read(str(path))
        for path in paths
        if str(path.parent).endswith(STATIC) and path.suffix == ".js"
    }


def weigh(files: Mapping[str, bytes]) -> None:
    """Say what scripts weigh, each and together, and the stylesheet, gzipped.

    Args:
        files: The text of each, by its name.

    Raises:
        TooHeavyError: The scripts are more than `MAX_BYTES`, or those that come with the first
            answer more than `MAX_ANSWERS_BYTES`.
    """
    sizes = {name: len(gzip.compress(text)) for name, text in files.items()}
    kinds = {name: _kind(name, text) for name, text in files.items()}
    for name, size in sorted(sizes.items()):
        print(f"{size / 1000:8.1f} kB  {name}{kinds[name]}")
    total = sum(size for name, size in sizes.items() if not kinds[name])
    limit = f"{MAX_BYTES / 1000:.0f} kB"
    print(f"{total / 1000:8.1f} kB  the scripts of the page, gzipped, of {limit}")
    print(f"{sum(sizes.values()) / 1000:8.1f} kB  with all else", flush=True)
    if total > MAX_BYTES:
        raise TooHeavyError(f"the scripts of the page are more than {limit}")
    answers = sum(size for name, size in sizes.items() if name.startswith("answers"))
    if answers > MAX_ANSWERS_BYTES:
        limit = f"{MAX_ANSWERS_BYTES / 1000:.0f} kB"
        raise TooHeavyError(f"what is loaded with the first answer is more than {limit}")


def _kind(name: str, text: bytes) -> str:
    if STYLES in text or name == "style.js":
        return " (stylesheet)"
    return next((f" ({why})" for start, why in ON_DEMAND.items() if name.startswith(start)), "")


if __name__ == "__main__":
    try:
        main()
    except (OSError, subprocess.CalledProcessError, ReleaseError, TooHeavyError) as error:
        sys.exit(f"Failed: {error}")
