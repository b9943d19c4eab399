"""The real model, in its real process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from openai import AsyncOpenAI, AsyncStream
from openai.types.chat import ChatCompletionChunk

from ..embedded_model import embedded_model, model_file
from ..endpoint import Endpoint
from ..errors import ChildFailed
from ..model_log import Answer

MAX_TOKENS = 400
READ_CHUNKS = 20
PATIENCE_S = 60.0


@asynccontextmanager
async def asked(endpoint: Endpoint) -> AsyncIterator[AsyncStream[ChatCompletionChunk]]:
    """A long answer that has begun; its connection closes when the block is left."""
    async with AsyncOpenAI(base_url=endpoint.base_url, api_key=endpoint.api_key) as client:
        yield await client.chat.completions.create(
            model=endpoint.model,
            max_tokens=endpoint.max_tokens,
            messages=[{"role": "user", "content": "Write a very long story about a lighthouse."}],
            stream=True,
        )


def test_the_model_is_let_go_when_its_caller_hangs_up() -> None:
    async def hang_up() -> Answer:
        over: asyncio.Queue[Answer] = asyncio.Queue()
        async with embedded_model(model_file(), MAX_TOKENS, over.put_nowait) as model:
            async with asked(model.endpoint) as stream:
                chunks = aiter(stream)
                for _ in range(READ_CHUNKS):
                    await anext(chunks)
            return await asyncio.wait_for(over.get(), PATIENCE_S)

    answer = asyncio.run(hang_up())
    assert answer.let_go_s is not None
    assert READ_CHUNKS - 2 <= answer.tokens < MAX_TOKENS / 2


def test_the_process_ends_with_the_block_in_the_middle_of_an_answer_too() -> None:
    async def leave() -> int | None:
        async with embedded_model(model_file(), MAX_TOKENS, lambda _over: None) as model:
            async with asked(model.endpoint) as stream:
                await anext(aiter(stream))
                await model.child.end()
            await model.child.end()
        return model.child.exit_code

    assert asyncio.run(leave()) is not None


def test_a_model_that_cannot_be_loaded_is_reported_with_what_its_process_said(
    tmp_path: Path,
) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"this is no model")

    async def load() -> None:
        async with embedded_model(broken, MAX_TOKENS, lambda _over: None):
            pytest.fail("it says that it is ready")

    with pytest.raises(ChildFailed, match=broken.name):
        asyncio.run(load())
