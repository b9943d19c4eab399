"""JupyterLab with a chat, a persona and a language model, to try Stop on."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from contextlib import AsyncExitStack, suppress

from .child import Child
from .embedded_model import embedded_model, model_file
from .endpoint import Endpoint, max_tokens_from
from .errors import DemoError
from .lab import lab
from .model_log import Answer
from .packages import require_packages
from .working_folder import LOOK_HERE, LOOK_THERE, empty_folders, write_working_folder


def main() -> int:
    """Run until Ctrl-C, or until the check is over. The exit code is 1 where something failed."""
    parser = argparse.ArgumentParser(prog="python demo", description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="start everything without a browser, try it and end"
    )
    is_check = parser.parse_args().check
    try:
        asyncio.run(run(is_check=is_check))
    except DemoError as error:
        print(f"The demo cannot go on. {error}", file=sys.stderr)
        return 1
    except (asyncio.CancelledError, KeyboardInterrupt):
        say("Ended.")
        return 1 if is_check else 0
    return 0


async def run(*, is_check: bool) -> None:
    """Start the model and JupyterLab, and end them, by process id, however this is left."""
    endpoint = Endpoint.from_environment(os.environ)
    require_packages(embedded_model=endpoint is None)
    cancel_on_signals()
    children: list[Child] = []
    async with AsyncExitStack() as stack:
        if endpoint is None:
            max_tokens = max_tokens_from(os.environ)
            path = model_file()
            say(f"Loading the model {path.stem} into a process of its own ...")
            model = await stack.enter_async_context(
                embedded_model(path, max_tokens, lambda over: say(in_words(over, max_tokens)))
            )
            children.append(model.child)
            endpoint, where_to_look = model.endpoint, LOOK_HERE
        else:
            say(
                f"The model is {endpoint.model} at {endpoint.host}. Its log cannot be seen from "
                "here: whether it was let go, it says there."
            )
            where_to_look = LOOK_THERE.format(model=endpoint.model, host=endpoint.host)
        os.environ.update(endpoint.environment(os.environ))
        say("Starting JupyterLab ...")
        folder, config_folder = stack.enter_context(empty_folders())
        write_working_folder(folder, where_to_look)
        open_browser = not is_check and os.environ.get("DEMO_NO_BROWSER") != "1"
        jupyterlab = await stack.enter_async_context(
            lab(folder, config_folder, open_browser=open_browser)
        )
        children.append(jupyterlab.child)
        if not jupyterlab.can_stop:
            say("jupyter_stop_stream is not installed here: the chat's Stop will stop nothing.")

        if is_check:
            # The packages it imports may be missing until they have been asked for above.
            from .check import check

            await check(endpoint, jupyterlab.url)
            say("ok")
        else:
            say(f"The chat is at {jupyterlab.url}\nCtrl-C ends everything.")
            await first_exit(children)


def in_words(over: Answer, max_tokens: int) -> str:
    """What the terminal says of an answer."""
    if over.let_go_s is None:
        return f"The model wrote to its end: {over.tokens} tokens."
    return (
        f"The model was let go after {over.tokens} tokens, {over.let_go_s:.3f} s after it noticed "
        f"that nobody listens: up to {max_tokens - over.tokens} of {max_tokens} tokens spared."
    )


def cancel_on_signals() -> None:
    """Let Ctrl-C, a polite kill and a closed terminal cancel this task, once.

    A second Ctrl-C would otherwise cut off the clean-up that the first one began.
    """
    task = asyncio.current_task()
    is_cancelled = False

    def cancel() -> None:
        nonlocal is_cancelled
        if task and not is_cancelled:
            is_cancelled = True
            task.cancel()

    loop = asyncio.get_running_loop()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        # Windows has neither the method nor all the signals; Ctrl-C is a KeyboardInterrupt there.
        with suppress(NotImplementedError, AttributeError):
            loop.add_signal_handler(getattr(signal, name), cancel)


async def first_exit(children: list[Child]) -> None:
    """Return when JupyterLab or the model ends by itself; `DemoError` if that was a failure."""
    exits = {asyncio.create_task(child.exit()) for child in children}
    try:
        ended, _ = await asyncio.wait(exits, return_when=asyncio.FIRST_COMPLETED)
        for each in ended:
            each.result()
    finally:
        for each in exits:
            each.cancel()


def say(line: str) -> None:
    """Print a line at once, also where the output is a pipe."""
    print(line, flush=True)
