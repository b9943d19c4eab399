"""Puts proxies before a Jupyter server: nginx, or a stand-in where there is no nginx.

``PROXIED_PORT`` says where the server listens and ``LAB_BASE_URL`` where its paths begin. Four
proxies listen from ``LAB_PORT`` on, in the order of `WAYS`. All end when this process is
terminated.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

HERE = Path(__file__).parent
WAYS = ("passed", "refused", "hanging", "cut")
"""What becomes of our websocket."""


def terminate(number: int, frame: FrameType | None) -> None:
    """Leave by the contexts that are open."""
    sys.exit(0)


def run_nginx(nginx: str, lab: int, prefix: str, ports: dict[str, int], hole: int) -> int:
    """Run nginx until it ends; return its exit code."""
    with TemporaryDirectory(prefix="stop-stream-nginx-") as scratch:
        values = {"SCRATCH": scratch, "LAB": lab, "PREFIX": prefix, "HOLE": hole}
        values |= {way.upper(): port for way, port in ports.items()}
        configuration = (HERE / "nginx.conf").read_text()
        for name, value in values.items():
            configuration = configuration.replace(f"@{name}@", str(value))
        path = Path(scratch, "nginx.conf")
        path.write_text(configuration)
        with subprocess.Popen([nginx, "-p", scratch, "-c", path]) as process:  # noqa: S603
            try:
                return process.wait()
            finally:
                process.terminate()


def main() -> None:
    """Serve until terminated."""
    signal.signal(signal.SIGTERM, terminate)
    lab, first = int(os.environ["PROXIED_PORT"]), int(os.environ["LAB_PORT"])
    prefix = os.environ["LAB_BASE_URL"]
    ports = {way: first + index for index, way in enumerate(WAYS)}
    nginx = os.environ.get("NGINX_PATH") or shutil.which("nginx")
    print(f"The proxy is {nginx or 'a stand-in: there is no nginx'}.", file=sys.stderr)
    # Connections are taken by the system, and read by nobody.
    with socket.create_server(("127.0.0.1", 0)) as hole:
        if nginx:
            sys.exit(run_nginx(nginx, lab, prefix, ports, hole.getsockname()[1]))
        import stand_in

        stand_in.serve(lab, prefix, ports)


if __name__ == "__main__":
    main()
