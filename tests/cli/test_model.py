"""A stop from the command line, as the model's own server counts it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator

import pytest
from openai import AsyncOpenAI

from ..fakes.desk import Desk
from ..fakes.patience import within
from ..model_server.process import ModelServer
from ..reach.conftest import Records, are_over, has_produced, model, prompt, records, running_model
from .conftest import Run

__all__ = ["model", "records", "running_model"]


@pytest.fixture
def client(model: ModelServer, jp_asyncio_loop: asyncio.AbstractEventLoop) -> Iterator[AsyncOpenAI]:
    opened = AsyncOpenAI(base_url=model.base_url, api_key="none")
    yield opened
    jp_asyncio_loop.run_until_complete(opened.close())


@pytest.mark.parametrize(
    ("script", "produced"),
    [
        pytest.param("first_token_s=60", 0, id="before the first token"),
        pytest.param("rate=100 length=100000", 20, id="midway"),
        pytest.param("rate=1000 stall_at=20", 20, id="in a stall"),
    ],
)
async def test_the_model_is_let_go_when_the_command_says_so(
    desk: Desk,
    run: Run,
    server: list[str],
    client: AsyncOpenAI,
    records: Records,
    script: str,
    produced: int,
) -> None:
    async def work() -> None:
        voice, reply_id = desk.voice(), ""
        async for chunk in await client.chat.completions.create(**prompt(script)):
            said = chunk.choices[0].delta.content or ""
            reply_id = reply_id or voice.begin()
            voice.append(reply_id, said)

    generation = desk.ask(work, asked_by="ada")
    await records(has_produced(produced))
    said = await run("stop", "--all", "--json", *server)
    (told,) = json.loads(said.out)["generations"]
    assert said.code == 0
    assert (told["outcome"], told["receipt"], told["left"]) == ("interrupted", "cancelled", [])
    (record,) = await within(records(are_over))
    assert generation.stopped_at is not None
    assert record["let_go_at"] - generation.stopped_at < 0.5
    assert record["produced"] < 1000
