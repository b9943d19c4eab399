"""Serves what the browser tests of proxies need: JupyterLab below a prefix, and proxies before it.

Four proxies listen from ``LAB_PORT`` on, on the loopback interface, in the order of `WAYS`; the
port after them is JupyterLab's. They are nginx, at ``NGINX_PATH`` or on the path, or else a
stand-in; it is said which. The model is as `serve.py` has it. All ends, and all that was written is
removed, when this process is terminated.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import proxy_stand_in
from serve import HERE, terminate

PREFIX = "/user/ada/"
WAYS = ("passed", "refused", "hanging", "cut")
"""What becomes of our websocket."""


def configure_nginx(scratch: Path, lab: int, ways: dict[str, int], hole: int) -> Path:
    """Write nginx's configuration into a directory of its own; return its path."""
    values = {"SCRATCH": scratch, "PREFIX": PREFIX, "LAB": lab, "HOLE": hole}
    values |= {way.upper(): port for way, port in ways.items()}
    configuration = (HERE / "hosts" / "nginx.conf").read_text()
    for name, value in values.items():
        configuration = configuration.replace(f"@{name}@", str(value))
    path = scratch / "nginx.conf"
    path.write_text(configuration)
    return path


def main() -> None:
    """Serve until terminated."""
    signal.signal(signal.SIGTERM, terminate)
    first = int(os.environ["LAB_PORT"])
    ways = {way: first + index for index, way in enumerate(WAYS)}
    lab = first + len(WAYS)
    nginx = os.environ.get("NGINX_PATH") or shutil.which("nginx")
    print(f"The proxies are {nginx or 'a stand-in: there is no nginx'}.", file=sys.stderr)
    with ExitStack() as stack:
        environment = os.environ | {"LAB_PORT": str(lab), "LAB_BASE_URL": PREFIX}
        server = stack.enter_context(
            subprocess.Popen([sys.executable, HERE / "serve.py"], env=environment)  # noqa: S603
        )
        stack.callback(server.terminate)
        if nginx is None:
            proxy_stand_in.serve(lab, PREFIX, ways)
            return
        # Its connections are taken by the system, and read by nobody.
        hole = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        scratch = Path(stack.enter_context(TemporaryDirectory(prefix="stop-stream-nginx-")))
        configuration = configure_nginx(scratch, lab, ways, hole.getsockname()[1])
        proxy = stack.enter_context(
            subprocess.Popen([nginx, "-p", scratch, "-c", configuration])  # noqa: S603
        )
        stack.callback(proxy.terminate)
        sys.exit(proxy.wait())


if __name__ == "__main__":
    main()
