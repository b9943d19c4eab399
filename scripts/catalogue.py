"""Writes the catalogue of what the page says, `jupyter_stop_stream/locale/jupyter_stop_stream.pot`.

JupyterLab's language packs are made by jupyterlab-translate; so is this. It reads every file below
the directory that it is given, so that it is given a copy of the sources alone.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pinned_environment

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "jupyter_stop_stream"
CATALOGUE = Path(PACKAGE) / "locale" / f"{PACKAGE}.pot"
REQUIREMENTS = ROOT / "scripts" / "requirements-translations.txt"
ENVIRONMENT = ROOT / ".cache" / "translations"
SOURCES = ("package.json", "schema", "src")


def main() -> None:
    """Raises OSError or CalledProcessError where the catalogue could not be made."""
    announcement = f"Installing jupyterlab-translate into {ENVIRONMENT}"
    pinned_environment.make(ENVIRONMENT, REQUIREMENTS, announcement)
    with TemporaryDirectory(prefix="stop-stream-catalogue-") as directory:
        scratch = Path(directory).resolve()
        _copy(scratch)
        extracted = _extract(scratch)
    target = ROOT / CATALOGUE
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(extracted, encoding="utf-8")
    print(f"{CATALOGUE}: {extracted.count('msgid ') - 1} strings")


def _copy(target: Path) -> None:
    """Copy what a person may read of, without tests."""
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__tests__", ".*"))
        else:
            shutil.copy(source, target / name)


def _extract(sources: Path) -> str:
    """The catalogue, with the files in which a string stands, without their lines: these move with
    every change.
    """
    (sources / CATALOGUE.parent).mkdir(parents=True)
    programs = pinned_environment.python_of(ENVIRONMENT).parent
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(
        [str(programs / "jupyterlab-translate"), "extract", str(sources), PACKAGE],
        check=True,
        cwd=sources,
        env=os.environ | {"PATH": path},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    extracted = (sources / CATALOGUE).read_text(encoding="utf-8")
    return re.sub(r"^#: .*$", _without_lines, extracted, flags=re.MULTILINE)


def _without_lines(places: re.Match[str]) -> str:
    files = (re.sub(r":\d+$", "", place) for place in places[0].split()[1:])
    return " ".join(["#:", *sorted(set(files))])


if __name__ == "__main__":
    try:
        main()
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"Failed: {error}")
