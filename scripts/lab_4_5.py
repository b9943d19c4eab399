"""Prepares an environment with JupyterLab 4.5 and real-time collaboration, unless it is ready.

The extension is not installed into it but linked, so that it always is the one of this checkout.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path

import pinned_environment

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "ui-tests" / "requirements-lab-4.5.txt"
ENVIRONMENT = ROOT / ".cache" / "lab-4.5"
PYTHON = pinned_environment.python_of(ENVIRONMENT)
ENABLED = Path("jupyter-config", "server-config", "jupyter_stop_stream.json")


def main() -> None:
    """Raises CalledProcessError where pip fails."""
    announcement = f"Installing JupyterLab 4.5 into {ENVIRONMENT} (a minute or two)"
    pinned_environment.make(ENVIRONMENT, REQUIREMENTS, announcement, finish=_link)


def _link() -> None:
    """What the wheel would install, from where `make build` puts it."""
    paths = sysconfig.get_paths("venv", {"base": str(ENVIRONMENT), "platbase": str(ENVIRONMENT)})
    Path(paths["purelib"], "jupyter_stop_stream.pth").write_text(f"{ROOT}\n")
    _point(
        ENVIRONMENT / "share" / "jupyter" / "labextensions" / "jupyter-stop-stream",
        ROOT / "jupyter_stop_stream" / "labextension",
    )
    _point(
        ENVIRONMENT / "etc" / "jupyter" / "jupyter_server_config.d" / ENABLED.name,
        ROOT / ENABLED,
    )


def _point(link: Path, target: Path) -> None:
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(target)


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(str(error))
