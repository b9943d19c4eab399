"""A chat, a model in another process, and stops that are timed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from jupyter_stop_stream.generations import Generation

from ..fakes.desk import Desk, Work
from ..fakes.patience import within
from ..model_server.process import ModelServer
from .timings import Timings

Record = dict[str, Any]
IsSo = Callable[[list[Record]], bool]

PHASES = pytest.mark.parametrize(
    ("prompt", "tokens"),
    [
        pytest.param("first_token_s=600 headers_late=1", 0, id="before-the-headers"),
        pytest.param("first_token_s=600", 0, id="before-the-first-token"),
        pytest.param("rate=100 length=1000", 5, id="in-the-middle"),
        pytest.param("rate=1000 stall_at=5", 5, id="in-a-stall"),
    ],
)
"""What the model is asked, and how many tokens it has produced when it is stopped."""


def has_produced(tokens: int, requests: int = 1) -> IsSo:
    """Whether so many requests have come, each so far."""
    return lambda found: (
        len(found) == requests and all(record["produced"] >= tokens for record in found)
    )


def are_over(found: list[Record]) -> bool:
    """Whether all requests have ended."""
    return all(record["ended_at"] is not None for record in found)


class Stage:
    """Stops generations at a fact about their model, and looks at what that saw.

    Args:
        desk: Where they are asked.
        model: The model, which is used by nobody else meanwhile.
        timings: Takes how long each request was kept.
    """

    def __init__(self, desk: Desk, model: ModelServer, timings: Timings) -> None:
        self.desk = desk
        self.model = model
        self.timings = timings
        self._stopped: list[tuple[Generation, dict[str, str]]] = []

    async def records(self, is_so: IsSo) -> list[Record]:
        """The model's records, once something is so of them."""

        async def look() -> list[Record]:
            while True:
                found = await asyncio.to_thread(self.model.requests)
                if is_so(found):
                    return found

        return await within(look())

    async def stop_at(
        self, is_so: IsSo, work: Work, *, and_when: asyncio.Event | None = None
    ) -> Generation:
        """Start a generation, stop it when something is so, and return when it has ended.

        All requests have been let go, and nothing was added to the chat after the stop.
        """
        self.model.forget()
        generation = self.desk.ask(work)
        await self.records(is_so)
        if and_when is not None:
            await within(and_when.wait())
        await self.stop(generation)
        for record in await self.records(are_over):
            self.time(generation, record)
        return generation

    async def stop(self, generation: Generation) -> None:
        """Stop a generation as a page does, and return when it has ended.

        Nothing that was not on the page then has come to the chat.
        """
        shown = self._shown(generation)
        self.desk.stop(generation, seen={one: len(body) for one, body in shown.items()})
        self._stopped.append((generation, shown))
        before = len(self.desk.chat.writes)
        await within(generation.ended.wait())
        assert (generation.outcome, generation.receipt) == ("interrupted", "cancelled")
        assert self._shown(generation) == shown
        written = [write for write in self.desk.chat.writes[before:] if write.message_id in shown]
        assert {write.body for write in written} <= set(shown.values())

    def time(self, generation: Generation, record: Record) -> None:
        """Note how long a request was kept after the stop."""
        assert record["let_go_at"] is not None, record
        assert generation.stopped_at is not None
        self.timings.add(record["let_go_at"] - generation.stopped_at)

    def check(self, slow_s: float = 1.0) -> None:
        """The model was let go soon after each stop, and the replies are what they were then."""
        self.timings.check(slow_s)
        for generation, shown in self._stopped:
            assert self._shown(generation) == shown

    def _shown(self, generation: Generation) -> dict[str, str]:
        """The replies of which anything is to be seen."""
        bodies = {reply_id: self.desk.body(reply_id) for reply_id in generation.reply_ids}
        return {reply_id: body for reply_id, body in bodies.items() if body}
