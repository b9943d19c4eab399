"""``python -m benchmarks.peers`` stops answers in other programs' chats, and prints what it saw.

Each is installed into an environment of its own under ``.cache/bench``. What was measured is
written there too, in the form of `benchmarks.raw`.
"""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path

from .. import raw
from . import chainlit, gradio, notebook_intelligence, open_webui, panel
from .environment import BENCH
from .measuring import measure
from .peer import Peer
from .rows import Story, to_lines

PEERS: list[Peer] = [
    gradio.PEER,
    panel.PEER,
    chainlit.PEER,
    notebook_intelligence.PEER,
    open_webui.PEER,
]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    names = [peer.name for peer in PEERS]
    parser.add_argument("--only", choices=names, nargs="+", default=names, help="some of them")
    parser.add_argument("--count", type=int, default=5, help="stops at 50 tokens/s")
    parser.add_argument("--long-count", type=int, default=3, help="stops at 400 tokens/s")
    parser.add_argument("--answers", type=int, default=2, help="answers that nobody stops, at each")
    parser.add_argument("--timeout-s", type=float, default=900, help="for each rate of each")
    parser.add_argument("--output", type=Path, default=BENCH / "peers.json")
    options = parser.parse_args()
    # What it started ends with it, also where it is told to end.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    stories = [
        Story(50, 300, stop_after=100, stops=options.count, answers=options.answers),
        Story(400, 6000, stop_after=13 * 400, stops=options.long_count, answers=options.answers),
    ]
    rows: list[raw.Row] = []
    for peer in PEERS:
        if peer.name in options.only:
            measured = measure(peer, stories, options.timeout_s)
            print(to_lines(measured), flush=True)
            rows += measured
            # What was measured is kept, whatever becomes of the next one.
            options.output.parent.mkdir(parents=True, exist_ok=True)
            options.output.write_text(raw.dump(rows))


if __name__ == "__main__":
    main()
