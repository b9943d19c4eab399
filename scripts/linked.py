"""Links this checkout into an environment, which then always runs what is here."""

from __future__ import annotations

import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENABLED = Path("jupyter-config", "server-config", "jupyter_stop_stream.json")


def link_into(environment: Path) -> None:
    """Put what the wheel would install where pip would, from where `make build` puts it.

    Called once, when the environment has just been made.
    """
    paths = sysconfig.get_paths("venv", {"base": str(environment), "platbase": str(environment)})
    Path(paths["purelib"], "jupyter_stop_stream.pth").write_text(f"{ROOT}\n")
    _point(
        environment / "share" / "jupyter" / "labextensions" / "jupyter-stop-stream",
        ROOT / "jupyter_stop_stream" / "labextension",
    )
    _point(
        environment / "etc" / "jupyter" / "jupyter_server_config.d" / ENABLED.name,
        ROOT / ENABLED,
    )


def _point(link: Path, target: Path) -> None:
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(target)
