"""JupyterLab, on the demo's working folder."""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from .child import Child, running
from .configuration import python_path, write_configuration
from .ports import LOOPBACK, free_ports
from .working_folder import CHAT_FILE

START_TIMEOUT_S = 120.0
STOP_LOADED = "jupyter_stop_stream | extension was successfully loaded"


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab.

    `url` is the address of the chat, token included; `can_stop` is whether the server extension
    that the demo is about was loaded.
    """

    child: Child
    url: str
    can_stop: bool


@asynccontextmanager
async def lab(folder: Path, config_folder: Path, *, open_browser: bool) -> AsyncIterator[Lab]:
    """JupyterLab from the moment it listens on; ended when the block is left.

    It reads the empty `config_folder` instead of the person's own configuration, and keeps its
    settings, its workspaces and its runtime files there.
    """
    port, mcp_port = free_ports(2)
    token = secrets.token_urlsafe()
    stop_loaded = asyncio.Event()
    server = {
        "ip": LOOPBACK,
        "port": port,
        "port_retries": 0,
        "allow_root": hasattr(os, "geteuid") and os.geteuid() == 0,
        # A browser from a sandboxed package cannot read the file that would hide the token.
        "use_redirect_file": False,
    }
    others = {"IdentityProvider": {"token": token}}
    write_configuration(config_folder, folder, mcp_port=mcp_port, server=server, others=others)
    async with running(
        "JupyterLab",
        *(sys.executable, "-m", "jupyterlab", f"--ServerApp.open_browser={open_browser}"),
        ready="Jupyter Server .* is running at",
        timeout_s=START_TIMEOUT_S,
        env={
            **os.environ,
            "PYTHONPATH": python_path(os.environ),
            "JUPYTER_CONFIG_DIR": str(config_folder),
            "JUPYTER_RUNTIME_DIR": str(config_folder / "runtime"),
        },
        cwd=folder,
        on_line=lambda line: stop_loaded.set() if STOP_LOADED in line else None,
    ) as (child, _):
        url = f"http://{LOOPBACK}:{port}/lab/tree/{CHAT_FILE}?token={token}"
        yield Lab(child, url, can_stop=stop_loaded.is_set())
