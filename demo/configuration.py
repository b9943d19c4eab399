"""What a JupyterLab has to be told to be the demo's, wherever it listens."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .working_folder import CHAT_FILE, PERSONA_ID

EXTENSIONS = Path(__file__).resolve().parent / "extensions"
BOT_EXTENSION = "storyteller_bot"

# It asks whether to fetch news, in a notification that lies over the Send button.
NEWS_PLUGIN = "@jupyterlab/apputils-extension:announcements"


def write_configuration(
    config_folder: Path,
    folder: Path,
    *,
    mcp_port: int,
    server: Mapping[str, Any] | None = None,
    others: Mapping[str, Any] | None = None,
) -> None:
    """Write the server's configuration, which its extensions share, and the page's.

    `mcp_port` is a free one. `server` is what else `ServerApp` is told, such as where it listens;
    `others` are sections beside it.
    """
    sections = {
        "ServerApp": {
            "root_dir": str(folder),
            "jpserver_extensions": {BOT_EXTENSION: True},
            **(server or {}),
        },
        "LabApp": {"default_url": f"/lab/tree/{CHAT_FILE}"},
        "PersonaManager": {"default_persona_id": PERSONA_ID},
        # Its usual port is a fixed one, and taken where another JupyterLab runs.
        "MCPExtensionApp": {"mcp_port": mcp_port},
        **(others or {}),
    }
    page = {"disabledExtensions": {NEWS_PLUGIN: True}}
    for name, content in [
        ("jupyter_server_config.json", sections),
        ("labconfig/page_config.json", page),
    ]:
        path = config_folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=2), encoding="utf-8")


def python_path(environ: Mapping[str, str]) -> str:
    """The variable PYTHONPATH with which the server finds the bot."""
    return os.pathsep.join(filter(None, (str(EXTENSIONS), environ.get("PYTHONPATH"))))
