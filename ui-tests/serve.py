"""Serves what the browser tests need: a model, personas that ask it, and JupyterLab.

``LAB_PORT`` and ``MODEL_PORT`` say where, on the loopback interface. With
``WITHOUT_STOP_STREAM`` set, both halves of the extension are switched off. With
``MODEL_BASE_URL`` set, the model is the one that another process serves there. ``LAB_BASE_URL``
says where its paths begin. All ends, and all that was written is removed, when this process is
terminated. A JupyterLab that is killed is started again on the same directory.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from tests.model_server.process import start_model_server  # noqa: E402


def lay_out(scratch: Path, is_without_us: bool) -> dict[str, str]:
    """Write the served directory and the configuration; return the environment that uses them."""
    root = scratch / "root"
    shutil.copytree(HERE / "fixtures" / "personas", root / ".jupyter" / "personas")
    config = scratch / "config"
    disabled = {
        "@jupyterlab/apputils-extension:announcements": True,
        # It covers the page for a moment after all is there.
        "@jupyterlab/apputils-extension:splash": True,
    }
    if not os.environ.get("WITH_SERVER_DOCUMENTS"):
        # It takes the place of jupyter-collaboration where both are installed.
        disabled["@jupyter-ai-contrib/server-documents"] = True
    if is_without_us:
        disabled["jupyter-stop-stream"] = True
    extensions = scratch / "data" / "labextensions"
    shutil.copytree(HERE / "fixtures" / "page-bot", extensions / "page-bot")
    page_config = config / "labconfig" / "page_config.json"
    page_config.parent.mkdir(parents=True)
    page_config.write_text(json.dumps({"disabledExtensions": disabled}))
    # Whoever has chosen is not asked: the question may stand before what a test presses.
    settings = config / "lab" / "user-settings" / "jupyter-stop-stream"
    settings.mkdir(parents=True)
    chosen = settings / "settings.jupyterlab-settings"
    chosen.write_text(json.dumps({"notifyWhenLeft": False}))
    return {
        "JUPYTERLAB_GALATA_ROOT_DIR": str(root),
        "JUPYTER_CONFIG_DIR": str(config),
        "JUPYTER_DATA_DIR": str(scratch / "data"),
        "JUPYTER_RUNTIME_DIR": str(scratch / "runtime"),
    }


def terminate(number: int, frame: FrameType | None) -> None:
    """Leave by the contexts that are open."""
    sys.exit(0)


def serve_once(command: list[str], scratch: Path, environment: dict[str, str]) -> int:
    """Run JupyterLab until it ends; return its exit code."""
    with subprocess.Popen(command, cwd=scratch, env=os.environ | environment) as lab:  # noqa: S603
        try:
            return lab.wait()
        finally:
            lab.terminate()


def main() -> None:
    """Serve until terminated."""
    signal.signal(signal.SIGTERM, terminate)
    port = os.environ.setdefault("LAB_PORT", "8899")
    model_port = int(os.environ.get("MODEL_PORT", "8898"))
    is_without_us = bool(os.environ.get("WITHOUT_STOP_STREAM"))
    command = [sys.executable, "-m", "jupyterlab"]
    command.append(f"--config={HERE / 'jupyter_server_test_config.py'}")
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(TemporaryDirectory(prefix="stop-stream-")))
        environment = lay_out(scratch, is_without_us)
        if "MODEL_BASE_URL" not in os.environ:
            model = stack.enter_context(start_model_server(model_port))
            environment["MODEL_BASE_URL"] = model.base_url
        print(json.dumps({"lab": int(port), "model": model_port}), flush=True)
        while serve_once(command, scratch, environment) == -signal.SIGKILL:
            print("JupyterLab was killed; it is started again.", flush=True)


if __name__ == "__main__":
    main()
