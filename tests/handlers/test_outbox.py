"""What a connection is told when its far end does not read."""

from __future__ import annotations

import asyncio
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from jupyter_stop_stream.handlers.outbox import FRAMES_A_TURN, Outbox
from jupyter_stop_stream.protocol import ErrorFrame

from ..fakes.patience import turns

pytestmark = pytest.mark.asyncio

GOLDEN = Path(__file__).parents[1] / "golden"


def told(generation_id: str, revision: int) -> Any:
    frame = json.loads((GOLDEN / "generation.json").read_text())
    frame["generation"].update(generation_id=generation_id, revision=revision)
    return frame


def error(text: str) -> ErrorFrame:
    return {"type": "error", "code": "internal", "text": text}


class Socket:
    """Takes each text, and the next only when it was read.

    Args:
        reads_at_once: Whether a text is read as soon as it is written.
    """

    def __init__(self, *, reads_at_once: bool = False) -> None:
        self._reads_at_once = reads_at_once
        self.texts: list[str] = []
        self.futures: list[asyncio.Future[None]] = []
        self.times_full = 0
        self.outbox = Outbox(self._write, max_unsent_bytes=5000, on_full=self._on_full)

    def heard(self) -> list[tuple[str, object]]:
        """A generation's id and revision, or the word error and its text."""
        frames = [json.loads(text) for text in self.texts]
        return [
            (frame["generation"]["generation_id"], frame["generation"]["revision"])
            if frame["type"] == "generation"
            else (frame["type"], frame.get("text", frame.get("chat_id")))
            for frame in frames
        ]

    async def read(self) -> None:
        for future in self.futures:
            if not future.done():
                future.set_result(None)
        await turns(2)

    async def break_off(self) -> None:
        self.futures[-1].set_exception(OSError())
        await turns(2)

    def _write(self, text: str) -> asyncio.Future[None]:
        self.texts.append(text)
        self.futures.append(asyncio.get_running_loop().create_future())
        if self._reads_at_once:
            self.futures[-1].set_result(None)
        return self.futures[-1]

    def _on_full(self) -> None:
        self.times_full += 1


async def test_who_reads_is_told_at_once() -> None:
    socket = Socket()
    socket.outbox.push(told("a", 1))
    assert socket.heard() == [("a", 1)]
    await socket.read()
    socket.outbox.push(told("a", 2))
    assert socket.heard() == [("a", 1), ("a", 2)]


async def test_who_does_not_read_is_told_the_newest_of_each_later() -> None:
    socket = Socket()
    socket.outbox.push(told("a", 1))
    for revision in range(2, 10_000):
        socket.outbox.push(told("a", revision))
        socket.outbox.push(told("b", revision))
    assert socket.heard() == [("a", 1)]
    await socket.read()
    assert socket.heard() == [("a", 1), ("a", 9_999), ("b", 9_999)]
    assert socket.times_full == 0


async def test_what_is_no_change_is_told_whole_and_in_order() -> None:
    socket = Socket()
    socket.outbox.push(error("first"))
    socket.outbox.push(told("a", 1))
    socket.outbox.push(error("second"))
    socket.outbox.push(error("third"))
    socket.outbox.push(told("a", 2))
    await socket.read()
    said = [("error", "first"), ("error", "second"), ("error", "third"), ("a", 2)]
    assert socket.heard() == said


async def test_the_newest_whole_truth_of_a_chat_is_enough() -> None:
    socket = Socket()
    whole = json.loads((GOLDEN / "generations.json").read_text())
    socket.outbox.push(error("first"))
    for _ in range(100):
        socket.outbox.push({**whole, "chat_id": "here"})
        socket.outbox.push({**whole, "chat_id": "there"})
    await socket.read()
    assert socket.heard()[1:] == [("generations", "here"), ("generations", "there")]


async def test_the_whole_truth_of_a_copy_takes_the_place_of_no_other() -> None:
    socket = Socket()
    whole = json.loads((GOLDEN / "generations.json").read_text())
    socket.outbox.push(error("first"))
    for path in ("first.chat", "copy.chat", "first.chat"):
        frame: Any = {**whole, "chat_path": path}
        socket.outbox.push(frame)
    await socket.read()
    paths = [json.loads(text)["chat_path"] for text in socket.texts[1:]]
    assert paths == ["copy.chat", "first.chat"]


async def test_past_the_limit_it_is_given_up_once() -> None:
    socket = Socket()
    socket.outbox.push(error("first"))
    for number in range(1000):
        socket.outbox.push(error(f"{number}"))
    assert socket.times_full == 1
    await socket.read()
    assert socket.heard() == [("error", "first")]


async def test_what_was_read_makes_room() -> None:
    socket = Socket()
    for _ in range(10):
        for number in range(50):
            socket.outbox.push(error(f"{number}"))
        for _ in range(3):
            await socket.read()
    assert socket.times_full == 0
    assert len(socket.heard()) == 500


async def test_many_frames_at_once_are_written_some_in_a_turn_of_the_loop() -> None:
    socket = Socket(reads_at_once=True)
    count = 2 * FRAMES_A_TURN
    for number in range(count):
        socket.outbox.push(error(f"{number}"))
    written = [len(socket.texts)]
    for _ in range(10):
        await turns()
        written.append(len(socket.texts))
    assert max(later - earlier for earlier, later in pairwise(written)) == FRAMES_A_TURN
    assert socket.heard() == [("error", f"{number}") for number in range(count)]


async def test_a_connection_that_broke_off_is_written_to_no_more() -> None:
    socket = Socket()
    socket.outbox.push(error("first"))
    socket.outbox.push(error("second"))
    await socket.break_off()
    socket.outbox.push(error("third"))
    socket.outbox.close()
    socket.outbox.close()
    assert socket.heard() == [("error", "first")]
