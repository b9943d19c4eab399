"""Prepares an environment with JupyterLab 4.5 and real-time collaboration, unless it is ready.

It is made anew when its requirements have changed. The extension is not installed into it but
linked, so that it always is the one of this checkout.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "ui-tests" / "requirements-lab-4.5.txt"
ENVIRONMENT = ROOT / ".cache" / "lab-4.5"
PYTHON = ENVIRONMENT / "bin" / "python"
STAMP = ENVIRONMENT / "requirements.sha256"
ENABLED = Path("jupyter-config", "server-config", "jupyter_stop_stream.json")


def main() -> None:
    """Raises CalledProcessError where pip fails; what is there then is made anew next time."""
    digest = sha256(REQUIREMENTS.read_bytes()).hexdigest()
    if STAMP.is_file() and STAMP.read_text() == digest:
        return
    print(f"Installing JupyterLab 4.5 into {ENVIRONMENT} (a minute or two)", flush=True)
    venv.create(ENVIRONMENT, clear=True, with_pip=True)
    options = ["--quiet", "--disable-pip-version-check", "--only-binary=:all:"]
    command = [str(PYTHON), "-m", "pip", "install", *options, "-r", str(REQUIREMENTS)]
    subprocess.run(command, check=True)
    _link()
    STAMP.write_text(digest)


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
