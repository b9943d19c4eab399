"""Builds a JupyterLite with the chat and the extension, and serves it as files.

``LAB_PORT`` says where, on the loopback interface. With ``WITH_JUPYTERNAUT`` set, it has all
extensions of this environment, and Jupyternaut asks the model at ``MODEL_BASE_URL`` from the page.
All that was built is removed when this process is terminated.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from serve import terminate

INSTALLED = Path(sys.prefix, "share", "jupyter", "labextensions")
EXTENSIONS = ("jupyterlab-chat-extension", "jupyter-stop-stream")
JUPYTERNAUTS = (
    "@jupyternaut/persona:settings-model",
    "@jupyter-ai/jupyternaut-lite:settings-model",
)
"""What has the settings of Jupyternaut: of jupyterlite-ai 0.20, and of jupyter-ai-lite 0.21."""

PAGE = {
    "jupyter-lite-schema-version": 0,
    "jupyter-config-data": {
        "disabledExtensions": ["@jupyterlab/apputils-extension:announcements"],
        "exposeAppInBrowser": True,
    },
}
"""What JupyterLite takes for the configuration of its pages."""


class Files(SimpleHTTPRequestHandler):
    """Gives what is in a directory, and does not say so."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def build(scratch: Path) -> Path:
    """Build the site, of this environment's extensions; return where it is.

    Raises:
        CalledProcessError: It could not be built; the builder said why on standard error.
    """
    site = scratch / "site"
    extensions = [INSTALLED / name for name in EXTENSIONS]
    if os.environ.get("WITH_JUPYTERNAUT"):
        extensions = [*INSTALLED.glob("[!@]*"), *INSTALLED.glob("@*/*")]
        overrides = dict.fromkeys(JUPYTERNAUTS, settings())
        (scratch / "overrides.json").write_text(json.dumps(overrides))
    config = {
        "apps": ["lab"],
        "federated_extensions": [str(path) for path in extensions],
        "ignore_sys_prefix": ["federated_extensions"],
        "no_sourcemaps": True,
        "output_dir": str(site),
    }
    (scratch / "jupyter_lite_config.json").write_text(json.dumps({"LiteBuildConfig": config}))
    (scratch / "jupyter-lite.json").write_text(json.dumps(PAGE))
    command = [sys.executable, "-m", "jupyterlite_core", "build"]
    subprocess.run(command, cwd=scratch, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    return site


def settings() -> dict[str, Any]:
    """What a person would set for Jupyternaut to ask the scripted model."""
    provider = {
        "id": "scripted",
        "name": "Scripted",
        "provider": "generic",
        "model": "scripted",
        "apiKey": "none",
        "baseURL": os.environ["MODEL_BASE_URL"],
    }
    return {
        "useSecretsManager": False,
        "toolsEnabled": False,
        "defaultProvider": "scripted",
        "providers": [provider],
    }


def main() -> None:
    """Serve until terminated."""
    signal.signal(signal.SIGTERM, terminate)
    with TemporaryDirectory(prefix="stop-stream-lite-") as scratch:
        files = partial(Files, directory=build(Path(scratch)))
        with ThreadingHTTPServer(("127.0.0.1", int(os.environ["LAB_PORT"])), files) as server:
            server.serve_forever()


if __name__ == "__main__":
    main()
