"""What was stopped in a test, and how far the stop reached: the rows of the README's tables.

Each is a line of JSON in a file of the folder `STOPS_SEEN`, or of the test reports. The browser
tests write the same (`ui-tests/stops-seen.ts`).
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path(os.environ.get("STOPS_SEEN", ROOT / ".cache" / "test-reports" / "stops-seen"))

Situation = Literal["before the first token", "midway", "in a stall"]


def saw_stop(
    row: str,
    situation: Situation,
    *,
    receipt: Literal["cancelled", "detached"],
    let_go_ms: float | None,
) -> None:
    """Note one stop that was seen to hold. Called last in a test, when all of it has been checked.

    Args:
        row: The `id` of the row in `docs/reach.toml`.
        situation: When it was stopped.
        receipt: What the person was told, checked against what the model's server counted.
        let_go_ms: From the stop to the model server's seeing the disconnect, in milliseconds;
            `None` where it is not let go, or where no model is.
    """
    _write({"row": row, "situation": situation, "receipt": receipt, "let_go_ms": let_go_ms})


def saw_cell_end(
    row: str,
    situation: Literal["while it runs", "while it waits"],
    *,
    receipt: Literal["cancelled", "detached"],
    last_beat_ms: float | None = None,
) -> None:
    """Note one stop that has ended a cell of an answer's, and nothing else in its kernel.

    Args:
        row: The `id` of the cell's row in `docs/reach.toml`.
        situation: What the cell did then.
        receipt: What the person was told, checked against what the cell did.
        last_beat_ms: From the stop to when the cell ran last, in milliseconds; `None` where it
            never began, or does not end.
    """
    _write({"row": row, "situation": situation, "receipt": receipt, "last_beat_ms": last_beat_ms})


def _write(line: dict[str, object]) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / f"{os.getpid()}.jsonl").open("a") as file:
        file.write(json.dumps(line) + "\n")
