"""A chat that has been used for long is opened on the server in little more than it takes alone."""

from __future__ import annotations

import json
import logging
from functools import partial
from pathlib import Path

import pytest
from jupyterlab_chat.websocket_model import WsChatModel

from jupyter_stop_stream.generations import MARK_KEY, Registry

from ..fakes.desk import PATIENT
from ..fakes.recording_backend import RecordingBackend
from .ratio import cpu_s, in_turn, least

pytestmark = pytest.mark.asyncio

MESSAGES = 2000
OPENINGS = 5
"""In each measurement: the processor's time is counted in steps."""
BUDGET = 2.2


def saved(path: Path) -> Path:
    """A chat's file with so many messages, of which every other is a reply that has a mark."""
    messages = [
        {"id": f"{at}", "body": "word " * 100, "time": at, "sender": "persona" if at % 2 else "ada"}
        | ({"metadata": {MARK_KEY: mark(at)}} if at % 2 else {})
        for at in range(MESSAGES)
    ]
    path.write_text(json.dumps({"messages": messages, "users": {}}))
    return path


def mark(at: int) -> dict[str, object]:
    one = {"generation_id": f"generation-{at}", "prompt_id": f"{at - 1}"}
    if at % 10 != 9:
        return {**one, "status": "complete"}
    return {**one, "status": "interrupted", "receipt": "cancelled", "unseen": "word " * 20}


async def test_a_chat_of_two_thousand_messages_opens_in_little_more_than_twice_as_long(
    tmp_path: Path,
) -> None:
    path = saved(tmp_path / "long.chat")

    async def open_all(*, is_with_us: bool) -> None:
        for _ in range(OPENINGS):
            chat = WsChatModel(path.name, tmp_path)
            chat.load_from_file()
            assert len(chat.get_messages()) == MESSAGES
            if is_with_us:
                registry = Registry(PATIENT, flush_interval_s=0.0, log=logging.getLogger("budget"))
                registry.connect(chat, RecordingBackend("persona"))

    ratio = partial(
        in_turn,
        partial(cpu_s, partial(open_all, is_with_us=True)),
        partial(cpu_s, partial(open_all, is_with_us=False)),
        5,
    )
    assert await least(ratio, BUDGET) <= BUDGET
