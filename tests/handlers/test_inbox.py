"""The frames of one connection that wait until it is known what its person may do."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterable

import pytest

from jupyter_stop_stream.handlers.access import Rights
from jupyter_stop_stream.handlers.inbox import MOST_WAITING, Inbox
from jupyter_stop_stream.protocol import ClientFrame, Stop, Subscribe, Unsubscribe

from ..fakes.patience import turns, within

pytestmark = pytest.mark.asyncio

READ = Rights(may_use=True, may_read=True)


class Person:
    """Whose rights are asked for; notes what was done for them, and with what rights."""

    def __init__(self) -> None:
        self.rights = READ
        self.asked = 0
        self.knows = asyncio.Event()
        self.done: list[tuple[str, Rights | None]] = []
        self._inbox = Inbox(
            lambda one: isinstance(one, Subscribe), self._overtakes, self._ask, self._act
        )

    def follow(self, chat_id: str) -> Awaitable[None] | None:
        return self._inbox.put(Subscribe(chat_id))

    def leave(self, chat_id: str) -> Awaitable[None] | None:
        return self._inbox.put(Unsubscribe(chat_id))

    def stop(self, chat_id: str) -> Awaitable[None] | None:
        return self._inbox.put(Stop("r", chat_id, generation_ids=None, seen=None))

    def _overtakes(self, frame: ClientFrame, waiting: Iterable[ClientFrame]) -> bool:
        return isinstance(frame, Stop) and all(one.chat_id != "a stop's" for one in waiting)

    async def _ask(self) -> Rights:
        self.asked += 1
        now = self.rights
        await self.knows.wait()
        return now

    def _act(self, frame: ClientFrame, rights: Rights | None) -> None:
        self.done.append((f"{type(frame).__name__} {frame.chat_id}", rights))


async def until_done(person: Person, count: int) -> None:
    async def look() -> None:
        while len(person.done) < count:
            await turns()

    await within(look())


async def test_frames_that_came_together_are_asked_about_together() -> None:
    person = Person()
    person.knows.set()
    for number in range(20):
        person.follow(str(number))
    await until_done(person, 20)
    assert person.asked == 1
    assert person.done == [(f"Subscribe {number}", READ) for number in range(20)]


async def test_what_comes_while_somebody_is_asked_is_asked_about_anew() -> None:
    person = Person()
    person.follow("a")
    await turns(2)
    assert person.asked == 1
    person.rights = Rights()
    person.follow("b")
    person.follow("c")
    person.knows.set()
    await until_done(person, 3)
    assert person.done == [
        ("Subscribe a", READ),
        ("Subscribe b", Rights()),
        ("Subscribe c", Rights()),
    ]
    assert person.asked == 2


async def test_frames_are_acted_on_in_their_order_whoever_waits() -> None:
    person = Person()
    person.leave("at once")
    assert person.done == [("Unsubscribe at once", None)]
    person.follow("a")
    person.leave("a")
    assert len(person.done) == 1
    person.knows.set()
    await until_done(person, 3)
    assert [what for what, _ in person.done[1:]] == ["Subscribe a", "Unsubscribe a"]


async def test_what_may_overtake_others_does_so() -> None:
    person = Person()
    person.follow("a")
    person.stop("a")
    assert person.done == [("Stop a", None)]
    person.follow("a stop's")
    person.stop("a")
    assert len(person.done) == 1
    person.knows.set()
    await until_done(person, 4)
    assert [what for what, _ in person.done[2:]] == ["Subscribe a stop's", "Stop a"]


async def test_what_waits_for_nobody_costs_no_further_question() -> None:
    person = Person()
    person.follow("a")
    await turns(2)
    person.leave("a")
    person.knows.set()
    await until_done(person, 2)
    assert person.done == [("Subscribe a", READ), ("Unsubscribe a", None)]
    assert person.asked == 1


async def test_no_more_is_read_while_many_frames_wait() -> None:
    person = Person()
    assert [person.follow(str(number)) for number in range(MOST_WAITING - 1)] == [None] * (
        MOST_WAITING - 1
    )
    before_next = person.follow("one more")
    assert before_next is not None
    await turns(2)
    person.knows.set()
    await within(before_next)
    assert len(person.done) == MOST_WAITING
