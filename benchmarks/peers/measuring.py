"""One peer, installed, served, driven in the browser and weighed."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence

from tests.model_server.process import start_model_server

from ..browser import run_in_browser
from ..lab import Lab
from ..raw import Row, not_measured
from .environment import NotInstalledError, prepare
from .peer import Peer
from .rows import Story, rows_of_story, weight_row
from .server import NotServedError, start_server
from .watch import watch


def measure(peer: Peer, stories: Sequence[Story], timeout_s: float) -> list[Row]:
    """All rows of a peer; one that says why where it could not be measured.

    Args:
        peer: Which.
        stories: What it is given to do.
        timeout_s: When to give up its run in the browser.
    """
    try:
        python = prepare(peer)
        with (
            start_model_server() as model,
            start_server(peer, python, model.base_url) as (process, port),
            watch(process) as watched,
        ):
            options = {
                "NAME": peer.name,
                "PAGE": json.dumps(peer.page.to_json()),
                "WORKS": json.dumps([story.to_json() for story in stories]),
            }
            lab = Lab(port, model.port, is_without_us=False)
            seen = run_in_browser(lab, "peers", options, timeout_s)
    except (NotInstalledError, NotServedError) as error:
        return [not_measured(peer.contender, str(error))]
    except subprocess.TimeoutExpired:
        return [not_measured(peer.contender, f"its page was not done after {timeout_s:.0f} s")]
    except subprocess.CalledProcessError:
        return [not_measured(peer.contender, "its page could not be driven")]
    rows = [
        row
        for story, of_story in zip(stories, seen["works"], strict=True)
        for row in rows_of_story(peer.contender, story, of_story, watched)
    ]
    return [*rows, weight_row(peer.contender, seen["scriptKb"])]
