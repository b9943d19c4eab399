"""The releases that docs/upstream has patches for: as they were released, patched, and built from
that into one folder that can stand before what is installed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from install import install

ROOT = Path(__file__).resolve().parent.parent
PATCHES = ROOT / "docs" / "upstream"
REQUIREMENTS = ROOT / "scripts" / "requirements-upstream.txt"
KEPT = ROOT / ".cache" / "upstream"
TOOLS = KEPT / "tools"
"""What their builds and their tests need that is not installed here."""
BUILT = KEPT / "built"
"""The patched packages, to stand first on the path."""

ENVIRONMENT = {
    "PYTHONPATH": str(TOOLS),
    # Their pages are built in the source packages.
    "HATCH_JUPYTER_BUILDER_SKIP_BUILD": "true",
    # `git apply` leaves out what is not of the repository that it stands in.
    "GIT_CEILING_DIRECTORIES": str(KEPT),
}
"""What is set while they are made."""


@dataclass(frozen=True)
class Release:
    """A source package, and our patch of it."""

    name: str
    version: str
    sha256: str
    patch: Path
    package: str
    """The Python package in it, with its tests."""
    options: tuple[str, ...] = ()
    """What pytest is told beside the package, where the source package lacks it."""

    @property
    def released(self) -> Path:
        """The folder with the source package as it is."""
        return KEPT / "released" / self._folder

    @property
    def patched(self) -> Path:
        """The folder with the patched one."""
        return KEPT / "patched" / self._folder

    @property
    def _folder(self) -> str:
        return f"{self.name.replace('-', '_')}-{self.version}"


RELEASES = (
    Release(
        "jupyter-ai-persona-manager",
        "0.3.0",
        "2ba49cf6034a00b08716d6353d09fd245a22d8b1cef0da3963a563fbc875c056",
        PATCHES / "jupyter-ai-persona-manager-0.3.0.patch",
        "jupyter_ai_persona_manager",
    ),
    Release(
        "jupyterlab-chat",
        "0.25.3",
        "50c2f855348897bbaa8f6992eb3f231eb0fb11826029c454479665d68d8e16aa",
        PATCHES / "jupyterlab-chat-0.25.3-server.patch",
        "jupyterlab_chat",
        ("-p", "pytest_jupyter.jupyter_server"),
    ),
)


def prepare() -> None:
    """Fetch, patch and build, unless that is done.

    Raises:
        CalledProcessError: A package cannot be fetched, is not the one that is meant, does not
            take its patch, or cannot be built. It is tried anew next time.
    """
    stamp = KEPT / "ready.sha256"
    if stamp.is_file() and stamp.read_text() == _digest():
        return
    print(f"Fetching and patching what docs/upstream is for, into {KEPT}", flush=True)
    shutil.rmtree(KEPT, ignore_errors=True)
    KEPT.mkdir(parents=True)
    os.environ.update(ENVIRONMENT)
    install(sys.executable, "--no-deps", "--target", str(TOOLS), "-r", str(REQUIREMENTS))
    _download()
    for release in RELEASES:
        (archive,) = KEPT.glob(f"{release.released.name}.tar.gz")
        shutil.unpack_archive(archive, KEPT / "released")
        shutil.copytree(release.released, release.patched)
        _run(["git", "apply", str(release.patch)], release.patched)
    sources = [str(release.patched) for release in RELEASES]
    options = ["--no-deps", "--no-build-isolation", "--target", str(BUILT)]
    install(sys.executable, *options, *sources)
    stamp.write_text(_digest())


def newer() -> list[str]:
    """A line for each release that is not the newest any more, as far as the registry answers."""
    lines = []
    for release in RELEASES:
        asked = [sys.executable, "-m", "pip", "index", "versions", release.name]
        options = ["--timeout", "5", "--retries", "0", "--disable-pip-version-check"]
        ended = subprocess.run([*asked, *options], capture_output=True, text=True, check=False)
        found = re.match(r"\S+ \((\S+)\)", ended.stdout)
        if found and found[1] != release.version:
            lines.append(
                f"{release.name} {found[1]} is there; docs/upstream is for {release.version}."
            )
    return lines


def _download() -> None:
    meant = KEPT / "releases.txt"
    lines = [f"{one.name}=={one.version} --hash=sha256:{one.sha256}" for one in RELEASES]
    meant.write_text("\n".join(lines))
    # pip builds a source package as far as it needs to know its name.
    options = ["--no-deps", "--no-binary=:all:", "--no-build-isolation", "--require-hashes"]
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    _run([*pip, *options, "--dest", str(KEPT), "-r", str(meant)])


def _digest() -> str:
    """Of all that what is kept is made from."""
    files = [Path(__file__), REQUIREMENTS, *(release.patch for release in RELEASES)]
    contents = b"".join(path.read_bytes() for path in files)
    return sha256(contents + sys.executable.encode()).hexdigest()


def _run(command: list[str], directory: Path = KEPT) -> None:
    subprocess.run(command, cwd=directory, check=True)
