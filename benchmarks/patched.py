"""The packages that a chat with personas stands on, with the patches that are proposed to them."""

from __future__ import annotations

import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from .lab import ROOT

PATCHES = ROOT / "docs" / "upstream"
PACKAGES = ROOT / ".cache" / "bench" / "patched"
NAMES = ("jupyter_ai_persona_manager", "jupyterlab_chat")


def prepare() -> None:
    """Copy what is installed, and apply what of the patches is about the packages themselves.

    Raises:
        FileNotFoundError: There are no patches, or a package is not installed.
        subprocess.CalledProcessError: One does not apply; it said why on standard error.
    """
    patches = sorted(PATCHES.glob("*.patch"))
    if not patches:
        raise FileNotFoundError(f"there is no patch in {PATCHES.relative_to(ROOT)}")
    shutil.rmtree(PACKAGES, ignore_errors=True)
    for name in NAMES:
        spec = find_spec(name)
        if spec is None or spec.origin is None:
            raise FileNotFoundError(f"{name} is not installed")
        shutil.copytree(Path(spec.origin).parent, PACKAGES / name)
    for patch in patches:
        command = ["git", "apply", *(f"--include={name}/*.py" for name in NAMES), str(patch)]
        # Below the repository of this checkout git would take its files for those that are meant.
        environment = os.environ | {"GIT_CEILING_DIRECTORIES": str(PACKAGES.parent)}
        subprocess.run(command, cwd=PACKAGES, env=environment, check=True)  # noqa: S603
