"""Prints the path of a Chromium that runs; gets one where there is none.

Looked for in this order: CHROMIUM_PATH, the PATH, Debian's package (where we are root and
there is apt-get), the one that Playwright downloads.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

UI_TESTS = Path(__file__).resolve().parent.parent / "ui-tests"
NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
)


class NoChromiumError(OSError):
    """There is none, and none could be got."""


def find() -> Path:
    """The path of a Chromium that answers to --version.

    Raises NoChromiumError, with what to do, where CHROMIUM_PATH names none or all fails.
    """
    if named := os.environ.get("CHROMIUM_PATH"):
        if _runs(named):
            return Path(named)
        message = f"CHROMIUM_PATH is {named!r}, which does not run."
        raise NoChromiumError(message)
    found = _on_path() or _from_debian() or _from_playwright()
    if found is None:
        message = (
            "There is no Chromium, and none could be installed. Install one "
            "(on Debian: apt-get install chromium) or set CHROMIUM_PATH to one."
        )
        raise NoChromiumError(message)
    return found


def _on_path() -> Path | None:
    for name in NAMES:
        path = shutil.which(name)
        # Ubuntu's chromium-browser is a note that says to install a snap.
        if path and _runs(path):
            return Path(path)
    return None


def _from_debian() -> Path | None:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return None
    _say("==> There is no Chromium; installing Debian's")
    if _run(["apt-get", "update"]) and _run(["apt-get", "install", "-y", "chromium"]):
        return _on_path()
    return None


def _from_playwright() -> Path | None:
    path = _playwright_path()
    if path is None or not _runs(path):
        _say("==> There is no Chromium; asking Playwright for one")
        if not _run(["jlpm", "playwright", "install", "chromium"], UI_TESTS):
            return None
        path = _playwright_path()
    return Path(path) if path and _runs(path) else None


def _playwright_path() -> str | None:
    script = "console.log(require('@playwright/test').chromium.executablePath())"
    try:
        asked = subprocess.run(
            ["node", "-e", script], cwd=UI_TESTS, check=True, capture_output=True, text=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return asked.stdout.strip() or None


def _runs(path: str) -> bool:
    try:
        asked = subprocess.run([path, "--version"], check=False, capture_output=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0


def _run(command: list[str], directory: Path | None = None) -> bool:
    # Standard output is for the path alone.
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        ran = subprocess.run(
            command, cwd=directory, env=environment, check=False, stdout=sys.stderr
        )
    except OSError as error:
        _say(f"{command[0]}: {error}")
        return False
    return ran.returncode == 0


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        print(find())
    except NoChromiumError as error:
        sys.exit(str(error))
