"""A bot is stoppable on event loops of other kinds too, where these are to be had."""

from __future__ import annotations

import asyncio
import importlib.util
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest

from jupyter_stop_stream import Chat, Registry
from jupyter_stop_stream.conformance import AdapterConformance

from .test_conformance import BlockOfBot, Bot

eager_task_factory: Any = getattr(asyncio, "eager_task_factory", None)


@pytest.mark.skipif(eager_task_factory is None, reason="Python 3.11 has no eager tasks.")
class TestBotsWithEagerTasks(AdapterConformance):
    """An answer that `start` begins, on a loop whose tasks take their first step at once."""

    @asynccontextmanager
    async def backend(self, registry: Registry, chat: Chat, model_url: str) -> AsyncIterator[Bot]:
        asyncio.get_running_loop().set_task_factory(eager_task_factory)
        yield Bot(registry, chat, model_url)


@pytest.mark.skipif(eager_task_factory is None, reason="Python 3.11 has no eager tasks.")
class TestBlocksWithEagerTasks(AdapterConformance):
    """An answer in a task that exists already, on such a loop."""

    can_regenerate = False

    @asynccontextmanager
    async def backend(self, registry: Registry, chat: Chat, model_url: str) -> AsyncIterator[Bot]:
        asyncio.get_running_loop().set_task_factory(eager_task_factory)
        bot = BlockOfBot(registry, chat, model_url)
        yield bot
        await bot.end()


@pytest.mark.skipif(importlib.util.find_spec("uvloop") is None, reason="There is no uvloop.")
class TestBotsOnUvloop(AdapterConformance):
    """An answer that `start` begins, on uvloop."""

    def run(self, test: Coroutine[Any, Any, None]) -> None:
        import uvloop

        uvloop.run(test)

    @asynccontextmanager
    async def backend(self, registry: Registry, chat: Chat, model_url: str) -> AsyncIterator[Bot]:
        assert type(asyncio.get_running_loop()).__module__.startswith("uvloop")
        yield Bot(registry, chat, model_url)
