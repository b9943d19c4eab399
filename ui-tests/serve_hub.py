"""Serves what the browser tests of JupyterHub need: a model, and JupyterHub with its proxy.

``LAB_PORT`` says where its proxy listens, on the loopback interface; the two ports after it are its
own. The model is the one at ``MODEL_BASE_URL``, or a new one at ``MODEL_PORT``. All ends, and all
that was written is removed, when this process is terminated.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from serve import HERE, lay_out, start_model_server, terminate

PEOPLE = ("ada", "grace")


def main() -> None:
    """Serve until terminated."""
    signal.signal(signal.SIGTERM, terminate)
    programs = str(Path(sys.executable).parent)
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(TemporaryDirectory(prefix="stop-stream-")))
        config = lay_out(scratch, is_without_us=False)["JUPYTER_CONFIG_DIR"]
        for person in PEOPLE:
            shutil.copytree(scratch / "root" / ".jupyter", scratch / person / ".jupyter")
        environment = {
            # The hub finds its proxy there.
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "HUB_SCRATCH": str(scratch),
            "JUPYTER_CONFIG_DIR": config,
        }
        if "MODEL_BASE_URL" not in os.environ:
            model = stack.enter_context(start_model_server(int(os.environ["MODEL_PORT"])))
            environment["MODEL_BASE_URL"] = model.base_url
        command = [sys.executable, "-m", "jupyterhub"]
        command.append(f"--config={HERE / 'hosts' / 'jupyterhub_config.py'}")
        hub = stack.enter_context(
            subprocess.Popen(command, cwd=scratch, env=os.environ | environment)  # noqa: S603
        )
        stack.callback(hub.terminate)
        sys.exit(hub.wait())


if __name__ == "__main__":
    main()
