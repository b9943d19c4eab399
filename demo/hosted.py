"""The demo in a JupyterLab that somebody else starts, as Binder does.

    python -m demo.hosted COMMAND...

starts the model, then the server by its command, which is told where it listens by whoever made it.
It is given the demo's folder, persona and bot beside its own configuration. All ends with it.
"""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import AsyncExitStack

from .app import cancel_on_signals, in_words, say
from .configuration import python_path, write_configuration
from .embedded_model import embedded_model, model_file
from .endpoint import max_tokens_from
from .errors import DemoError
from .packages import require_packages
from .ports import free_ports
from .working_folder import LOOK_ON_BINDER, empty_folders, write_working_folder


async def run(command: list[str]) -> int:
    """Run the server; return its exit code. `DemoError` where the model does not start."""
    require_packages(embedded_model=True)
    cancel_on_signals()
    max_tokens = max_tokens_from(os.environ)
    async with AsyncExitStack() as stack:
        model = await stack.enter_async_context(
            embedded_model(model_file(), max_tokens, lambda over: say(in_words(over, max_tokens)))
        )
        folder, config_folder = stack.enter_context(empty_folders())
        write_working_folder(folder, LOOK_ON_BINDER)
        (mcp_port,) = free_ports(1)
        write_configuration(config_folder, folder, mcp_port=mcp_port)
        earlier = os.environ.get("JUPYTER_CONFIG_PATH")
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=folder,
            env={
                **os.environ,
                **model.endpoint.environment(os.environ),
                # Before the host's own, whose configuration it does not replace.
                "JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, [str(config_folder), earlier])),
                "PYTHONPATH": python_path(os.environ),
            },
        )
        try:
            return await process.wait()
        except asyncio.CancelledError:
            process.terminate()
            await process.wait()
            raise


def main() -> int:
    """Run until the server ends, or until this is ended."""
    try:
        return asyncio.run(run(sys.argv[1:]))
    except DemoError as error:
        print(f"The demo cannot go on. {error}", file=sys.stderr)
        return 1
    except (asyncio.CancelledError, KeyboardInterrupt):
        return 0


if __name__ == "__main__":
    sys.exit(main())
