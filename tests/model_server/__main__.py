"""``python -m tests.model_server --port 0`` serves until it is terminated.

It listens on the loopback interface only and prints one line, ``{"port": N}``, when it does.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import signal

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from .app import make_app


async def serve(port: int) -> None:
    """Serve until SIGTERM or SIGINT; port 0 takes a free one."""
    terminated = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, terminated.set)
    sockets = bind_sockets(port, "127.0.0.1")
    server = HTTPServer(make_app())
    server.add_sockets(sockets)
    print(json.dumps({"port": sockets[0].getsockname()[1]}), flush=True)
    await terminated.wait()
    server.stop()
    await server.close_all_connections()


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.model_server", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port to listen on, 0 for a free one")
    asyncio.run(serve(parser.parse_args().port))


if __name__ == "__main__":
    main()
