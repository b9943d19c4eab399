"""One peer, installed, served, driven in the browser and weighed."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from typing import cast

from tests.model_server.process import start_model_server

from ..browser import run_in_browser
from ..lab import Lab
from ..raw import Row, Work, not_measured, rows_of
from .environment import NotInstalledError, prepare
from .peer import Peer
from .rows import Seen, Story, rows_of_story
from .server import NotServedError, start_server
from .watch import watch


def measure(peer: Peer, stories: Sequence[Story], timeout_s: float) -> list[Row]:
    """All rows of a peer; one that says why where it could not be measured.

    Args:
        peer: Which.
        stories: What it is given to do.
        timeout_s: When to give up its run in the browser, for each of them.
    """
    contender = peer.contender
    rows: list[Row] = []
    script_kb: list[float | None] = []
    try:
        python = prepare(peer)
        with (
            start_model_server() as model,
            start_server(peer, python, model.base_url) as (process, port),
            watch(process) as watched,
        ):
            lab = Lab(port, model.port, is_without_us=False)
            for story in stories:
                seen = _see(peer, lab, story, timeout_s)
                if isinstance(seen, str):
                    rows.append(Row(contender, story.work, "", [], note=seen))
                    continue
                rows += rows_of_story(contender, story, seen, watched)
                if story.answers:
                    script_kb.append(seen["scriptKb"])
    except (NotInstalledError, NotServedError) as error:
        return [not_measured(contender, str(error))]
    return [*rows, *rows_of(contender, Work(), {"script_kb": script_kb} if script_kb else {})]


def _see(peer: Peer, lab: Lab, story: Story, timeout_s: float) -> Seen | str:
    """What the browser's half saw, or why it did not."""
    options = {
        "NAME": peer.name,
        "PAGE": json.dumps(peer.page.to_json()),
        "WORK": json.dumps(story.to_json()),
    }
    try:
        return cast("Seen", run_in_browser(lab, "peers", options, timeout_s))
    except subprocess.TimeoutExpired:
        return f"its page was not done after {timeout_s:.0f} s"
    except subprocess.CalledProcessError:
        return "its page could not be driven"
