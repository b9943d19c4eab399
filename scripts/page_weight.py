"""Builds the browser side as a release does, and weighs what the page has to load for it.

The build stands in a temporary directory, so that what is installed and linked stays as it is.
"""

from __future__ import annotations

import gzip
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("package.json", "tsconfig.json", "schema", "src", "style")
STATIC = Path("jupyter_stop_stream") / "labextension" / "static"
MAX_BYTES = 34_000
"""What the page may have to load of scripts for the extension, gzipped, also of those that wait for
a first chat."""

MAX_ANSWERS_BYTES = 14_000
"""What it may have to load beside that with the first answer."""

ON_DEMAND = {
    "answers": "with the first answer",
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
    """Raises CalledProcessError where the build fails, TooHeavyError where it weighs too much."""
    with TemporaryDirectory(prefix="stop-stream-weight-") as directory:
        scratch = Path(directory).resolve()
        _build(scratch)
        weigh({path.name: path.read_bytes() for path in (scratch / STATIC).glob("*.js")})


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


def _build(target: Path) -> None:
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__tests__"))
        else:
            shutil.copy(source, target / name)
    (target / "node_modules").symlink_to(ROOT / "node_modules")
    for command in (["node_modules/.bin/tsc"], ["jupyter-builder", "build", "."]):
        subprocess.run(command, check=True, cwd=target, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    try:
        main()
    except (OSError, subprocess.CalledProcessError, TooHeavyError) as error:
        sys.exit(f"Failed: {error}")
