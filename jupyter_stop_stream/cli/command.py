"""The command line: what may be written there, and what is written back."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from typing import Final

from . import listing, stopping
from .client import Client
from .failures import ExitCode
from .servers import found, named

EXIT_CODES: Final = """\
exit codes:
  0  done: listed; or all that was meant has ended
  1  nothing to stop, or something has not ended or may still be running
  2  the command line is wrong
  3  not signed in, or not allowed
  4  a server could not be asked, or has no jupyter-stop-stream
Of several that apply, the highest. 130: given up with Ctrl+C, and nothing is
known of the rest.
"""

WAIT_S: Final = 10.0


def parser() -> ArgumentParser:
    """What may be written on the command line."""
    whole = ArgumentParser(
        prog="jupyter stop-stream",
        description="What AI personas are answering on Jupyter servers, and a stop of it.",
        epilog=EXIT_CODES,
        formatter_class=RawDescriptionHelpFormatter,
    )
    commands = whole.add_subparsers(dest="command", required=True, metavar="{list,stop}")
    lister = commands.add_parser("list", help="list the answers that have not ended")
    stopper = commands.add_parser("stop", help="stop answers, and wait for their ends")
    stopper.add_argument(
        "targets",
        nargs="*",
        metavar="WHAT",
        help="an answer's id, or a chat's path or id, of which your answers are meant",
    )
    stopper.add_argument("--all", action="store_true", help="all of your answers")
    stopper.add_argument(
        "--wait",
        type=_seconds,
        default=WAIT_S,
        metavar="SECONDS",
        help=f"how long to wait for the ends; {WAIT_S:.0f} unless said, 0 for not at all",
    )
    for one in (lister, stopper):
        one.add_argument(
            "--url",
            help="the server's address, as it prints it; without it, all servers that you "
            "run on this machine",
        )
        one.add_argument(
            "--token",
            default="",
            help="what lets you in; others on this machine can read it here, and not in the "
            "environment variable JUPYTER_TOKEN",
        )
        one.add_argument("--json", action="store_true", help="one JSON object instead of text")
    return whole


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command. Called by the console script and by `jupyter stop-stream`.

    Returns:
        One of `ExitCode`.

    Raises:
        SystemExit: With `USAGE` where the command line is wrong.
    """
    whole = parser()
    said = whole.parse_args(arguments)
    if said.command == "stop" and bool(said.targets) == said.all:
        whole.error("say what to stop, or --all")
    token = said.token or os.environ.get("JUPYTER_TOKEN", "")
    try:
        servers = [named(said.url, token)] if said.url else found(token)
    except ValueError as error:
        whole.error(str(error))
    if not servers:
        print(
            "No Jupyter server of yours runs on this machine: name one with --url.", file=sys.stderr
        )
        return ExitCode.UNREACHABLE
    clients = [Client(one) for one in servers]
    try:
        return _list(said, clients) if said.command == "list" else _stop(said, clients)
    except KeyboardInterrupt:
        return ExitCode.GIVEN_UP


def _list(said: Namespace, clients: Sequence[Client]) -> ExitCode:
    report = listing.collect(clients, is_named=bool(said.url))
    if said.json:
        report.write_json(sys.stdout)
    elif report.answers:
        report.write_table(sys.stdout)
    elif not report.failures:
        print("Nothing is being answered.")
    report.write_problems(sys.stderr)
    return report.exit_code(is_done=True)


def _stop(said: Namespace, clients: Sequence[Client]) -> ExitCode:
    report = stopping.stop(clients, said.targets, wait_s=said.wait, is_named=bool(said.url))
    if said.json:
        report.write_json(sys.stdout)
    else:
        for one in report.answers:
            print(stopping.sentence(one))
        if said.all and not report.answers and not report.failures:
            print("Nothing of yours is being answered.")
    report.write_problems(sys.stderr)
    is_done = bool(report.answers) and all(one.is_over for one in report.answers)
    return report.exit_code(is_done=is_done)


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds < float("inf"):
        raise ValueError
    return seconds
