"""A stop of one answer harms no other that the same client is asked for."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from ..fakes.patience import turns, within
from ..model_server.script import text
from .answer import Answer
from .frameworks import FRAMEWORKS
from .library import Library, messages
from .providers import PROVIDERS
from .stage import Stage, has_produced

pytestmark = [
    pytest.mark.asyncio,
    # Of pydantic, about a class of litellm's.
    pytest.mark.filterwarnings("ignore:Items? '.*' on TypedDict class:UserWarning"),
]

REPETITIONS = 3


@pytest.mark.parametrize("library", PROVIDERS + FRAMEWORKS, ids=lambda library: library.name)
@pytest.mark.parametrize(
    ("prompt", "tokens"),
    [
        pytest.param("first_token_s=600 headers_late=1", 0, id="before-the-headers"),
        pytest.param("rate=100 length=100000", 5, id="in-the-middle"),
    ],
)
async def test_an_answer_that_the_same_client_gives_at_that_time_is_whole(
    stage: Stage, library: Library, prompt: str, tokens: int
) -> None:
    desk = stage.desk
    async with library.open(stage.model) as ask:
        for _ in range(REPETITIONS):
            stage.model.forget()
            stopped = desk.ask(Answer(desk, ask(prompt)))
            other_answer = Answer(desk, ask("rate=200 length=60"), persona_id="other")
            other = desk.ask(other_answer, persona_id="other")
            await stage.records(has_produced(tokens, 2 * library.requests))
            await stage.stop(stopped)
            await within(other.ended.wait())
            (reply_id,) = other.reply_ids
            assert (other.outcome, desk.body(reply_id)) == ("complete", text(60))
            later = desk.ask(Answer(desk, ask("rate=2000 length=10")))
            await within(later.ended.wait())
            assert desk.body(later.reply_ids[0]) == text(10)


class SlowResolver(AbstractResolver):
    """Finds every host at 127.0.0.1, when it is let go on."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.go_on = asyncio.Event()

    async def resolve(self, host: str, port: int = 0, family: Any = 0) -> list[ResolveResult]:
        self.asked.set()
        await self.go_on.wait()
        found = {"hostname": host, "host": "127.0.0.1", "port": port, "family": family}
        return [ResolveResult(**found, proto=0, flags=0)]

    async def close(self) -> None:
        pass


async def test_an_answer_that_waits_for_the_same_name_to_be_resolved_is_whole(
    stage: Stage,
) -> None:
    desk, resolver = stage.desk, SlowResolver()
    connector = aiohttp.TCPConnector(resolver=resolver)
    stage.model.forget()
    async with aiohttp.ClientSession(connector=connector) as session:

        async def ask() -> None:
            url = f"http://model.test:{stage.model.port}/api/chat"
            body = {"stream": False, "messages": messages("rate=2000 length=10")}
            async with session.post(url, json=body) as response:
                answer = await response.json()
            desk.voice("other").say(answer["message"]["content"])

        stopped = desk.ask(ask)
        await within(resolver.asked.wait())
        other = desk.ask(ask, persona_id="other")
        await turns(20)
        await stage.stop(stopped)
        resolver.go_on.set()
        await within(other.ended.wait())
    assert other.outcome == "complete"
    assert desk.body(other.reply_ids[0]) == text(10)
