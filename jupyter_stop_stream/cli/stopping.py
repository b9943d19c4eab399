"""`jupyter stop-stream stop`."""

from __future__ import annotations

import time
from collections.abc import Sequence

from .answer import Answer
from .client import Client
from .failures import Failure, NotKnown, NotThere
from .listing import collect
from .report import Report, plain


def is_meant(answer: Answer, target: str) -> bool:
    """Whether an answer is named by its own id or, where it is one's own, by its chat's id or
    path.
    """
    if answer.generation_id == target:
        return True
    is_there = answer.chat_id == target or bool(
        answer.chat_path and answer.chat_path.strip("/") == target.strip("/")
    )
    return is_there and answer.is_mine


def stop(
    clients: Sequence[Client], targets: Sequence[str], *, wait_s: float, is_named: bool
) -> Report:
    """Stop what is meant, all of it before any end is waited for.

    Args:
        targets: See `is_meant`; without any, all of one's own are meant.
        wait_s: How long to wait for the ends of all, in seconds.
        is_named: See `collect`.

    Returns:
        What was meant, as it is then.
    """
    found = collect(clients, is_named=is_named)
    report = Report(failures=found.failures)
    if not found.failures:
        # Else it may be answered where nobody could ask.
        report.missed += [
            target for target in targets if not any(is_meant(one, target) for one in found.answers)
        ]
    asked: list[tuple[Client, Answer]] = []
    of = {client.server.url: client for client in clients}
    for one in found.answers:
        if not any(is_meant(one, target) for target in targets) and (targets or not one.is_mine):
            continue
        client = of[one.server]
        try:
            asked.append((client, one.as_it_is(client.stop(one.generation_id))))
        except NotKnown:
            # It has ended since, so long ago that it is forgotten.
            continue
        except Failure as failure:
            report.fail(client.server, failure)
    until = time.monotonic() + wait_s
    report.answers += [_followed(client, one, until, report) for client, one in asked]
    return report


def _followed(client: Client, answer: Answer, until: float, report: Report) -> Answer:
    while not answer.is_ended and (left_s := until - time.monotonic()) > 0:
        try:
            answer = answer.as_it_is(client.wait_for(answer.generation_id, left_s))
        except (NotThere, NotKnown):
            # A server of a version that can only be asked to stop, or one that was started anew.
            break
        except Failure as failure:
            report.fail(client.server, failure)
            break
    return answer


def sentence(answer: Answer) -> str:
    """What became of one, for a person. No more than is known."""
    left = ", ".join(answer.left)
    if not answer.is_ended:
        said = "was asked to stop, and its end has not been seen yet"
    elif answer.outcome == "interrupted" and answer.is_over:
        said = "was stopped: all that is known to be its own has ended"
    elif answer.outcome == "interrupted":
        said = f"could not be cancelled and may still be running ({left}); none of it is shown"
    elif answer.outcome == "complete":
        said = "had ended by itself"
    elif left:
        said = f"had failed by itself, and left what may still be running ({left})"
    else:
        said = "had failed by itself"
    return plain(f"{answer.persona_name} in {answer.place} {said}.")
