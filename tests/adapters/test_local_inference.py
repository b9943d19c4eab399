"""The recipes of docs/authors.md for models that compute in a thread, as they stand there."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from jupyterlab_chat.models import Message

from jupyter_stop_stream import stoppable
from jupyter_stop_stream.generations import Generation

from ..fakes.bot_server import BotServer, shown
from ..fakes.desk import QUICK
from ..fakes.documented import code_in, run
from ..fakes.local_models import MODULES, TOKENS, Computation, Llama, Model, Tokenizer
from ..fakes.patience import PATIENCE_S, within
from .conftest import MakeServer

pytestmark = pytest.mark.asyncio

Answer = Callable[[Any, Message], Awaitable[object]]


def with_llama(computation: Computation) -> Answer:
    recipe = run(code_in("authors.md", "def answer_with_llama"))["answer_with_llama"]
    return lambda chat, prompt: recipe(chat, prompt, Llama(computation), "bot")  # type: ignore[no-any-return]


def with_transformers(computation: Computation) -> Answer:
    code = code_in("authors.md", "def answer_with_transformers")
    recipe = run(code)["answer_with_transformers"]
    model, tokenizer = Model(computation), Tokenizer()
    return lambda chat, prompt: recipe(chat, prompt, model, tokenizer, "bot")  # type: ignore[no-any-return]


@pytest.fixture(params=[with_llama, with_transformers], ids=["llama", "transformers"])
def recipe(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Computation], Answer]:
    for name, module in MODULES.items():
        monkeypatch.setitem(sys.modules, name, module)  # type: ignore[arg-type]
    return request.param  # type: ignore[no-any-return]


async def started(server: BotServer, answer: Answer) -> tuple[Any, Generation]:
    """A chat, and the generation that answers in it."""
    chat = await server.open()
    bot = stoppable(server.settings, id="bot", name="Bot")(answer)  # type: ignore[arg-type]
    bot.start(chat, server.write(chat))
    return chat, server.one()


async def test_a_stop_ends_what_computes_in_the_thread(
    server: BotServer, recipe: Callable[[Computation], Answer]
) -> None:
    computation = Computation()
    chat, generation = await started(server, recipe(computation))
    assert await asyncio.to_thread(computation.midway.wait, PATIENCE_S)
    server.stop(chat)
    await within(generation.ended.wait())
    assert computation.over.is_set()
    assert computation.computed < TOKENS
    assert (generation.outcome, generation.receipt) == ("interrupted", "cancelled")


async def test_a_stop_while_the_prompt_is_read_claims_nothing_that_it_does_not_know(
    make_server: MakeServer, recipe: Callable[[Computation], Answer]
) -> None:
    server = make_server(times=QUICK)
    computation = Computation(reads_prompt=True)
    chat, generation = await started(server, recipe(computation))
    ended_after_all = asyncio.Event()
    server.registry.observe(
        lambda one: ended_after_all.set() if one.receipt == "cancelled" else None
    )
    assert await asyncio.to_thread(computation.begun.wait, PATIENCE_S)
    server.stop(chat)
    await within(generation.ended.wait())
    assert (generation.receipt, generation.left) == ("detached", {"thread"})
    computation.has_read.set()
    await within(ended_after_all.wait())
    assert computation.computed == 1
    assert shown(chat) == ["Why?"]


async def test_an_answer_that_nobody_stops_is_whole(
    server: BotServer, recipe: Callable[[Computation], Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.fakes.local_models.TOKENS", 30)
    chat, generation = await started(server, recipe(Computation()))
    await within(generation.ended.wait())
    whole = "".join(f"w{number} " for number in range(1, 31))
    assert (generation.outcome, shown(chat)) == ("complete", ["Why?", whole])
