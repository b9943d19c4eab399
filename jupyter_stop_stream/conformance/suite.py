"""The rules that an adapter keeps, as tests."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, ClassVar, Final, get_args

import pytest

from ..generations import Chat, Registry, Request
from ..protocol import UnknownPrompt
from .backend import BackendUnderTest
from .model import text_of
from .stage import PERSON, Kind, Stage, stage

ENDLESS: Final = "tokens=100000"

SITUATIONS: Final = {
    "before the first token": ("stall_at=0", 0),
    "midway": (ENDLESS, 5),
    "in a stall": (f"{ENDLESS} stall_at=5", 5),
}
"""When it is stopped: what the prompt has the model do, and after how many tokens."""


@pytest.mark.parametrize("kind", get_args(Kind))
class AdapterConformance:
    """Subclass it in a module of tests, under a name that pytest collects, and override `backend`.

    Each test has a chat model, a registry and a model of its own.

    Attributes:
        can_regenerate: Whether the adapter's answers can be asked again.
        can_reload: Whether what answers can be started anew.
    """

    can_regenerate: ClassVar[bool] = True
    can_reload: ClassVar[bool] = False

    def backend(
        self, registry: Registry, chat: Chat, model_url: str
    ) -> AbstractAsyncContextManager[BackendUnderTest]:
        """Attach the adapter to `registry`, open `chat` in it, and have what answers there ask the
        model at `model_url`, with the prompt as the last message.

        Entered on an event loop of the test's own. What was opened is let go of at its exit.

        Args:
            registry: Runs the generations.
            chat: A real chat model of jupyterlab-chat, with an id and a path.
            model_url: The `base_url` of an OpenAI client.
        """
        raise NotImplementedError("Override `backend`.")

    def run(self, test: Coroutine[Any, Any, None]) -> None:
        """Run one test. Override it for another event loop."""
        asyncio.run(test)

    def test_an_answer_that_nobody_stops_is_whole(self, kind: Kind, tmp_path: Path) -> None:
        async def play(on: Stage) -> None:
            generation = await on.end_of(await on.ask("tokens=20"))
            assert generation.outcome == "complete"
            assert generation.persona_id == on.tested.persona_id
            assert generation.persona_name
            assert "".join(one.body for one in on.replies()).strip() == text_of(20).strip()
            assert [on.mark(one)["status"] for one in generation.reply_ids] == ["complete"]

        self._play(play, kind, tmp_path)

    @pytest.mark.parametrize("situation", SITUATIONS)
    def test_a_stop_lets_the_model_go(self, situation: str, kind: Kind, tmp_path: Path) -> None:
        prompt, produced = SITUATIONS[situation]

        async def play(on: Stage) -> None:
            generation = await on.ask(prompt)
            await on.asked_model(produced=produced)
            on.stop()
            await on.end_of(generation)
            assert (generation.outcome, generation.receipt) == ("interrupted", "cancelled")
            seen = await on.asked_model(is_let_go=True)
            assert len(on.model.completions) == 1
            body = "".join(one.body for one in on.replies())
            assert text_of(seen.produced).startswith(body)
            marked = generation.reply_ids[-1:] or [generation.prompt_id]
            assert [on.mark(one)["status"] for one in marked] == ["interrupted"]

        self._play(play, kind, tmp_path)

    def test_after_a_stop_the_next_prompt_is_answered(self, kind: Kind, tmp_path: Path) -> None:
        async def play(on: Stage) -> None:
            first = await on.ask(ENDLESS)
            await on.asked_model(produced=2)
            on.stop()
            await on.end_of(first)
            second = await on.end_of(await on.ask("tokens=3"))
            assert second.outcome == "complete"
            assert on.replies()[-1].body.strip() == text_of(3).strip()

        self._play(play, kind, tmp_path)

    def test_a_prompt_that_waits_is_stopped_before_the_model_is_asked(
        self, kind: Kind, tmp_path: Path
    ) -> None:
        async def play(on: Stage) -> None:
            first, second = await on.ask(ENDLESS), await on.ask("tokens=3")
            await on.asked_model(produced=2)
            assert (first.state, second.state) == ("running", "queued")
            on.stop(second)
            await on.end_of(second)
            assert (second.outcome, first.state) == ("interrupted", "running")
            assert len(on.model.completions) == 1

        self._play(play, kind, tmp_path)

    def test_a_second_stop_changes_nothing(self, kind: Kind, tmp_path: Path) -> None:
        async def play(on: Stage) -> None:
            generation = await on.ask(ENDLESS)
            await on.asked_model(produced=2)
            on.stop(generation)
            on.stop(generation)
            await on.end_of(generation)
            replies, mark = on.replies(), on.mark(generation.reply_ids[-1])
            on.stop(generation)
            assert (on.replies(), on.mark(generation.reply_ids[-1])) == (replies, mark)

        self._play(play, kind, tmp_path)

    def test_a_stop_of_others_in_the_chat_leaves_it_alone(self, kind: Kind, tmp_path: Path) -> None:
        async def play(on: Stage) -> None:
            other = _Other()
            on.registry.connect(on.chat, other)
            generation = await on.ask(ENDLESS)
            await on.asked_model(produced=2)
            theirs = on.registry.start(other, other.request(on.chat_id))
            on.stop(theirs)
            await on.end_of(theirs)
            assert generation.state == "running"
            assert not on.backend.answers_for(theirs.persona_id)

        self._play(play, kind, tmp_path)

    def test_a_model_that_fails_is_an_error_and_no_stop(self, kind: Kind, tmp_path: Path) -> None:
        async def play(on: Stage) -> None:
            generation = await on.end_of(await on.ask("fail=1"))
            assert generation.outcome == "error"

        self._play(play, kind, tmp_path)

    def test_a_prompt_is_asked_again_where_that_is_claimed(
        self, kind: Kind, tmp_path: Path
    ) -> None:
        async def play(on: Stage) -> None:
            first = await on.ask(ENDLESS)
            await on.asked_model(produced=2)
            record = first.record(PERSON)
            assert record.get("can_regenerate", True) == self.can_regenerate
            on.stop()
            await on.end_of(first)
            if not self.can_regenerate:
                with pytest.raises(UnknownPrompt):
                    on.registry.regenerate(on.chat_id, first.prompt_id, by=PERSON)
                return
            (again,) = on.registry.regenerate(on.chat_id, first.prompt_id, by=PERSON)
            assert (again.persona_id, again.prompt_id) == (first.persona_id, first.prompt_id)
            on.stop()
            await on.end_of(again)

        self._play(play, kind, tmp_path)

    def test_what_was_never_in_the_chat_is_not_asked_again(
        self, kind: Kind, tmp_path: Path
    ) -> None:
        async def play(on: Stage) -> None:
            await on.end_of(await on.ask("tokens=1"))
            with pytest.raises(UnknownPrompt):
                on.backend.ask_again("nowhere", PERSON)

        self._play(play, kind, tmp_path)

    def test_it_is_started_anew_where_that_is_claimed(self, kind: Kind, tmp_path: Path) -> None:
        async def play(on: Stage) -> None:
            generation = await on.ask(ENDLESS)
            await on.asked_model(produced=2)
            assert on.backend.can_reload == self.can_reload
            stopped = on.registry.reload(on.chat_id, by=PERSON)
            assert stopped == ([generation] if self.can_reload else [])
            if self.can_reload:
                await on.end_of(generation)
                after = await on.end_of(await on.ask("tokens=3"))
                assert after.outcome == "complete"

        self._play(play, kind, tmp_path)

    def test_the_closing_of_the_chat_ends_and_disconnects(self, kind: Kind, tmp_path: Path) -> None:
        async def play(on: Stage) -> None:
            generation = await on.ask(ENDLESS)
            await on.asked_model(produced=2)
            on.stop()
            await on.end_of(generation)
            await on.tested.close()
            assert not on.registry.is_answered_in(on.chat_id)
            await on.tested.close()

        self._play(play, kind, tmp_path)

    def _play(self, play: Callable[[Stage], Awaitable[None]], kind: Kind, folder: Path) -> None:
        async def on_stage() -> None:
            async with stage(self.backend, kind, folder) as on:
                await play(on)

        self.run(on_stage())


class _Other:
    """Another backend in the same chat, whose answer waits for ever."""

    can_reload: Final = False

    def answers_for(self, persona_id: str) -> bool:
        return persona_id == "another"

    def ask_again(self, prompt_id: str, asked_by: str) -> None:
        raise UnknownPrompt("It is asked once.")

    async def reload(self) -> None:
        """Never called."""

    def request(self, chat_id: str) -> Request:
        async def work() -> None:
            await asyncio.Event().wait()

        return Request(chat_id, "their-prompt", "another", "Another", None, work)
