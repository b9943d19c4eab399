"""`jupyter stop-stream list`."""

from __future__ import annotations

from collections.abc import Sequence

from .client import Client
from .failures import Failure, NotThere
from .report import Report


def collect(clients: Sequence[Client], *, is_named: bool) -> Report:
    """What is being answered on these servers.

    Args:
        is_named: Whether the servers were named. Of those that were found, one without
            jupyter-stop-stream is passed over, if there is one with it.
    """
    report = Report()
    without = []
    for client in clients:
        try:
            report.answers += client.answers()
        except NotThere as failure:
            without.append((client.server, failure))
        except Failure as failure:
            report.fail(client.server, failure)
    if is_named or len(without) == len(clients):
        report.failures += without
    return report
