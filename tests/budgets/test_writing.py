"""A long reply costs the server a part of what it costs it without this extension."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from jupyterlab_chat.models import NewMessage
from jupyterlab_chat.websocket_model import WsChatModel

from jupyter_stop_stream.generations import Registry, Request

from ..fakes.desk import PATIENT
from ..fakes.patience import within
from ..fakes.recording_backend import RecordingBackend
from ..fakes.voice import Voice
from .ratio import cpu_s, in_turn, least

pytestmark = pytest.mark.asyncio

TOKENS = 1000
RATE = 400
FLUSH_INTERVAL_S = 1 / 30
BUDGET = 0.33

Pass = Callable[[float], None]


@pytest.fixture
def pass_s(monkeypatch: pytest.MonkeyPatch) -> Pass:
    """Lets so many seconds pass, for the event loop too, without waiting for them."""
    own_time = time.monotonic
    ahead_s = 0.0

    def pass_s(seconds: float) -> None:
        nonlocal ahead_s
        ahead_s += seconds

    monkeypatch.setattr(time, "monotonic", lambda: own_time() + ahead_s)
    return pass_s


async def write(chat: WsChatModel, pass_s: Pass) -> None:
    """A reply, token by token, as fast as the model has them."""
    voice = Voice(chat, "persona")
    reply_id = voice.begin()
    for number in range(TOKENS):
        voice.append(reply_id, f"w{number} ")
        pass_s(1 / RATE)
        await asyncio.sleep(0)


async def test_a_long_reply_takes_no_third_of_what_the_chat_alone_takes_for_it(
    tmp_path: Path, pass_s: Pass
) -> None:
    paths = (f"{number}.chat" for number in count())

    def open_chat() -> WsChatModel:
        chat = WsChatModel(next(paths), tmp_path)
        chat.load_from_file()
        return chat

    async def alone() -> float:
        return await cpu_s(partial(write, open_chat(), pass_s))

    async def with_us() -> float:
        chat = open_chat()
        registry = Registry(
            PATIENT, flush_interval_s=FLUSH_INTERVAL_S, log=logging.getLogger("budget")
        )
        backend = RecordingBackend("persona")
        registry.connect(chat, backend)
        prompt_id = chat.add_message(NewMessage(body="Why?", sender="ada"))
        work = partial(write, chat, pass_s)
        request = Request(chat.get_id(), prompt_id, "persona", "Persona", None, work)

        async def answer() -> None:
            await within(registry.start(backend, request).ended.wait())

        return await cpu_s(answer)

    assert await least(partial(in_turn, with_us, alone, 3), BUDGET) <= BUDGET
