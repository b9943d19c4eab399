"""Libraries that compute in the process, as far as docs/authors.md uses them.

What is called has the shapes of llama-cpp-python 0.3.36 and of transformers 5.24; what it computes
is scripted.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from itertools import chain, islice
from types import SimpleNamespace
from typing import Any

TOKENS = 10_000
"""So many come if nobody stops it."""

MIDWAY = 5

END = "</s>"
"""The special token with which a model of transformers ends its text."""

GIVES_UP_S = 30.0
"""How long what is to be let on waits, in seconds, so that a test that failed ends too."""


class Computation:
    """Tokens, each of which takes a while to compute, in whichever thread asks for them.

    Args:
        reads_prompt: Whether it reads the prompt until `has_read` is set, before its first token.
    """

    def __init__(self, *, reads_prompt: bool = False) -> None:
        self.computed = 0
        self.begun = threading.Event()
        self.midway = threading.Event()
        self.has_read = threading.Event()
        if not reads_prompt:
            self.has_read.set()
        self.over = threading.Event()

    def __iter__(self) -> Iterator[str]:
        try:
            self.begun.set()
            assert self.has_read.wait(GIVES_UP_S)
            for self.computed in range(1, TOKENS + 1):
                threading.Event().wait(0.001)
                yield f"w{self.computed} "
                if self.computed == MIDWAY:
                    self.midway.set()
        finally:
            self.over.set()


class Llama:
    """`llama_cpp.Llama`."""

    def __init__(self, computation: Computation) -> None:
        self._computation = computation

    def create_chat_completion(
        self, messages: list[dict[str, str]], *, stream: bool = False
    ) -> Iterator[dict[str, Any]]:
        assert stream
        assert messages[-1]["role"] == "user"
        for number, text in enumerate(self._computation):
            if number == 0:
                yield _chunk({"role": "assistant"})
            yield _chunk({"content": text})
        yield _chunk({}, finish_reason="length")


class StoppingCriteria:
    """`transformers.StoppingCriteria`."""

    def __call__(self, input_ids: Any, scores: Any, **kwargs: Any) -> Any:
        raise NotImplementedError


class StoppingCriteriaList(list[StoppingCriteria]):
    """`transformers.StoppingCriteriaList`."""

    def __call__(self, input_ids: Any, scores: Any, **kwargs: Any) -> list[bool]:
        rows = [one(input_ids, scores, **kwargs) for one in self]
        return [any(row) for row in zip(*rows, strict=True)]


class AsyncTextIteratorStreamer:
    """`transformers.AsyncTextIteratorStreamer`: filled in a thread, read on the event loop."""

    def __init__(
        self, tokenizer: Tokenizer, skip_prompt: bool = False, *, skip_special_tokens: bool = False
    ) -> None:
        assert tokenizer is not None
        self._skip_next = skip_prompt
        self._skip_special_tokens = skip_special_tokens
        self._texts: asyncio.Queue[str | None] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()

    def put(self, text: str) -> None:
        is_skipped = self._skip_next or (text == END and self._skip_special_tokens)
        self._skip_next = False
        if not is_skipped:
            self._loop.call_soon_threadsafe(self._texts.put_nowait, text)

    def end(self) -> None:
        self._loop.call_soon_threadsafe(self._texts.put_nowait, None)

    def __aiter__(self) -> AsyncTextIteratorStreamer:
        return self

    async def __anext__(self) -> str:
        text = await self._texts.get()
        if text is None:
            raise StopAsyncIteration
        return text


class Tokenizer:
    """A tokenizer of transformers."""

    def __call__(self, text: str, *, return_tensors: str) -> dict[str, Any]:
        assert return_tensors == "pt"
        ids = SimpleNamespace(shape=(1, len(text)), device="cpu", text=text)
        return {"input_ids": ids, "attention_mask": ids}


class Model:
    """A model of transformers."""

    def __init__(self, computation: Computation) -> None:
        self._computation = computation

    def generate(
        self,
        input_ids: Any,
        *,
        attention_mask: Any,
        streamer: AsyncTextIteratorStreamer,
        stopping_criteria: StoppingCriteriaList,
        max_new_tokens: int = 20,
    ) -> None:
        assert attention_mask is not None
        streamer.put(input_ids.text)
        tokens = iter(self._computation)
        try:
            for text in chain(islice(tokens, max_new_tokens - 1), [END]):
                is_stopped = all(stopping_criteria(input_ids, None))
                streamer.put(text)
                if is_stopped:
                    break
        finally:
            tokens.close()  # type: ignore[attr-defined]
        streamer.end()


def full(rows: tuple[int], value: bool, *, dtype: type, device: str) -> list[bool]:
    """`torch.full`."""
    assert device == "cpu"
    return [dtype(value)] * rows[0]


MODULES = {
    "torch": SimpleNamespace(full=full, bool=bool),
    "transformers": SimpleNamespace(
        AsyncTextIteratorStreamer=AsyncTextIteratorStreamer,
        StoppingCriteria=StoppingCriteria,
        StoppingCriteriaList=StoppingCriteriaList,
    ),
}
"""What a recipe imports, by name."""


def _chunk(delta: dict[str, str], *, finish_reason: str | None = None) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": finish_reason}]}
