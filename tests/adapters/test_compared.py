"""What was stopped stays when its prompt is asked again, to be compared with what comes then."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from jupyterlab_chat.models import Message

from jupyter_stop_stream.generations import MARK_KEY, Generation
from jupyter_stop_stream.protocol import Seen

from ..fakes.lobby import Lobby
from ..fakes.patience import within
from .conftest import MakeLobby

pytestmark = pytest.mark.asyncio


class Counting:
    """Answers "Answer 1." and so on, and hangs when it has said so."""

    def __init__(self, lobby: Lobby) -> None:
        self.answers = 0
        lobby.persona().answer = self._answer

    async def _answer(self, message: Message) -> AsyncIterator[str]:
        self.answers += 1
        yield f"Answer {self.answers}."
        yield " Unseen."
        await asyncio.Event().wait()


async def stopped(lobby: Lobby, generation: Generation, number: int) -> str:
    """The reply of an answer that is stopped when a person has seen the half of it."""
    seen = f"Answer {number}."
    await within(lobby.until_shown(f"{seen} Unseen."))
    (reply_id,) = generation.reply_ids
    lobby.registry.stop(
        lobby.chat.get_id(), [generation.generation_id], by="ada", seen={reply_id: Seen(len(seen))}
    )
    await within(generation.ended.wait())
    return reply_id


@pytest.mark.parametrize("kind", ["ws", "ychat"])
async def test_each_answer_to_a_prompt_stays_with_its_tail_however_often_it_is_asked_again(
    make_lobby: MakeLobby, kind: str
) -> None:
    lobby = await make_lobby(kind)
    Counting(lobby)
    generation = lobby.ask("Tell me.")
    left = [lobby.message(await stopped(lobby, generation, 1))]
    for number in (2, 3):
        (generation,) = lobby.registry.regenerate(
            lobby.chat.get_id(), generation.prompt_id, by="ada"
        )
        left.append(lobby.message(await stopped(lobby, generation, number)))
        assert [lobby.message(one.id) for one in left] == left
    assert lobby.shown() == ["Tell me.", "Answer 1.", "Answer 2.", "Answer 3."]
    assert {(one.metadata or {})[MARK_KEY]["unseen"] for one in left} == {" Unseen."}


async def test_one_that_waits_behind_another_answer_leaves_both_as_they_are(lobby: Lobby) -> None:
    Counting(lobby)
    first = lobby.ask("Tell me.")
    left = lobby.message(await stopped(lobby, first, 1))
    other = lobby.ask("And you?")
    (again,) = lobby.registry.regenerate(lobby.chat.get_id(), first.prompt_id, by="ada")
    assert again.state == "queued"
    again.asked_by, other.asked_by = "grace", "ada"
    second = lobby.message(await stopped(lobby, other, 2))
    await within(lobby.until_shown("Answer 3. Unseen."))
    assert [lobby.message(one.id) for one in (left, second)] == [left, second]


async def test_an_answer_that_goes_on_keeps_no_other_from_being_given(lobby: Lobby) -> None:
    Counting(lobby)
    first = lobby.ask("Tell me.")
    reply_id = await stopped(lobby, first, 1)
    (more,) = lobby.registry.continue_answer(lobby.chat.get_id(), reply_id, by="ada")
    (again,) = lobby.registry.regenerate(lobby.chat.get_id(), first.prompt_id, by="ada")
    assert again is not more
    assert again.state == "queued"
