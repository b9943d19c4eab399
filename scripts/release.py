"""Builds the sdist and the wheel as a release is built: from what git knows, in an empty directory.

    python scripts/release.py DIRECTORY

puts both there. What the checkout has built and installed stays as it is.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from install import settings_of_pip

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".cache" / "release"
NOT_IN_A_WHEEL = {
    ".ci", ".github", "benchmarks", "binder", "conda-recipe", "demo", "docs", "scripts", "tests",
    "ui-tests",
}  # fmt: skip
"""Folders of which nothing gets into a wheel: what is kept holds where only they have changed."""


class ReleaseError(Exception):
    """It was built, but not as it should be."""


@dataclass(frozen=True)
class Release:
    """Where the files of one are."""

    folder: Path

    @property
    def sdist(self) -> Path:
        """What is uploaded first."""
        (path,) = self.folder.glob("*.tar.gz")
        return path

    @property
    def wheel(self) -> Path:
        """The one that was built from the sdist."""
        (path,) = self.folder.glob("*.whl")
        return path

    @property
    def wheel_of_tree(self) -> Path:
        """The one that was built from the files beside the sdist."""
        (path,) = (self.folder / "of-tree").glob("*.whl")
        return path


def built() -> Release:
    """A release to look into: one is kept for as long as what makes its wheel is the same.

    Raises: as `build` does.
    """
    folder = KEPT / _digest(_files())
    if not folder.is_dir():
        shutil.rmtree(KEPT, ignore_errors=True)
        KEPT.mkdir(parents=True)
        with TemporaryDirectory(prefix="stop-stream-release-") as scratch:
            shutil.move(build(Path(scratch, "dist")).folder, folder)
    return Release(folder)


def build(target: Path) -> Release:
    """Build what is here into a directory that is not there yet.

    Raises:
        CalledProcessError: git is not there, this is no clone, or the build failed.
        ReleaseError: The build changed the lock.
    """
    with TemporaryDirectory(prefix="stop-stream-tree-") as directory:
        tree = Path(directory).resolve()
        for path in _files():
            (tree / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, tree / path)
        (tree / "node_modules").symlink_to(ROOT / "node_modules")
        # The first of them builds the browser side, and the second takes it as it is.
        _call_build(tree, "--outdir", target)
        _call_build(tree, "--wheel", "--outdir", target / "of-tree")
        if (tree / "yarn.lock").read_bytes() != (ROOT / "yarn.lock").read_bytes():
            message = "the build changed yarn.lock"
            raise ReleaseError(message)
    return Release(target)


def _files() -> list[Path]:
    """What a commit of all that is here would hold, relative to the root."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True).stdout
    paths = sorted({Path(name) for name in listed.split("\0") if name})
    # Removed files are listed up to the commit; links are to what is installed.
    return [path for path in paths if (ROOT / path).is_file() and not (ROOT / path).is_symlink()]


def _digest(files: list[Path]) -> str:
    digest = sha256()
    for path in files:
        if path.parts[0] not in NOT_IN_A_WHEEL:
            digest.update(f"{path}\0".encode() + (ROOT / path).read_bytes())
    return digest.hexdigest()[:16]


def _call_build(tree: Path, *arguments: str | Path) -> None:
    command = [sys.executable, "-m", "build", "--installer", "uv", *map(str, arguments), str(tree)]
    ended = subprocess.run(
        command,
        check=False,
        env=settings_of_pip() | os.environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if ended.returncode != 0:
        print(ended.stdout, flush=True)
        ended.check_returncode()


def main(target: Path) -> None:
    """Put the sdist and the wheel into a directory, which is emptied before."""
    shutil.rmtree(target, ignore_errors=True)
    release = build(target)
    shutil.rmtree(release.wheel_of_tree.parent)
    print(release.sdist, release.wheel, sep="\n")


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]).resolve())
    except (OSError, subprocess.CalledProcessError, ReleaseError) as error:
        sys.exit(f"Failed: {error}")
