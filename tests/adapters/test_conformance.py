"""Our own adapters keep the rules that an author's has to keep."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import pytest
from jupyterlab_chat.models import Message, NewMessage
from openai import AsyncOpenAI

from jupyter_stop_stream import Chat, Registry, StoppableAnswer, stoppable
from jupyter_stop_stream.adapters import BOTS_KEY, Bots
from jupyter_stop_stream.conformance import AdapterConformance, ScriptedModel

from ..fakes.lobby import Lobby
from ..fakes.patience import within


async def chunks(model_url: str, prompt: str) -> AsyncIterator[str]:
    """What the model says to a prompt."""
    async with AsyncOpenAI(base_url=model_url, api_key="none", max_retries=0) as client:
        stream = await client.chat.completions.create(
            model="scripted", stream=True, messages=[{"role": "user", "content": prompt}]
        )
        async for chunk in stream:
            yield chunk.choices[0].delta.content or ""


class ChatsOf:
    """A manager of chats that has one."""

    def __init__(self, chat: Any) -> None:
        self._chat: Any = chat
        self._tell: Any = None

    def observe_chats(self, callback: Any) -> None:
        self._tell = callback

    def get(self, chat_id: str) -> Any:
        return self._chat

    async def close(self) -> None:
        chat, self._chat = self._chat, None
        if chat is not None:
            await self._tell(None, "", {"chat_id": chat.get_id(), "action": "closed"})


class Bot:
    """A bot, as its author writes it."""

    persona_id = "bot"

    def __init__(self, registry: Registry, chat: Any, model_url: str) -> None:
        chats = ChatsOf(chat)
        settings: dict[str, Any] = {"chat_manager": chats}
        settings[BOTS_KEY] = Bots(registry, settings)
        self.chat = chat
        self.model_url = model_url
        self.bot = stoppable(settings, id=self.persona_id, name="Bot")
        self.close = chats.close
        self.answer: StoppableAnswer = self.bot(self.write)

    async def write(self, chat: Any, prompt: Message) -> None:
        reply_id = None
        async for text in chunks(self.model_url, prompt.body):
            if reply_id is None:
                reply_id = chat.add_message(NewMessage(body=text, sender=self.persona_id))
            else:
                more = Message(id=reply_id, body=text, time=0, sender=self.persona_id)
                chat.update_message(more, append=True)

    async def ask(self, message: Message) -> None:
        self.answer.start(self.chat, message)


class BlockOfBot(Bot):
    """A bot that answers in tasks of its own."""

    def __init__(self, registry: Registry, chat: Any, model_url: str) -> None:
        super().__init__(registry, chat, model_url)
        self.tasks: set[asyncio.Task[None]] = set()

    async def ask(self, message: Message) -> None:
        self.tasks.add(asyncio.create_task(self.work(message)))

    async def work(self, message: Message) -> None:
        async with self.bot.answers(self.chat, message):
            await self.write(self.chat, message)

    async def end(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


class Personas:
    """The persona manager of jupyter-ai."""

    def __init__(self, registry: Registry, chat: Any, model_url: str, root: Path) -> None:
        self.lobby = Lobby(chat, root, registry=registry)
        self.persona_id = self.lobby.persona().id
        self.model_url = model_url

    async def ask(self, message: Message) -> None:
        async def answer(message: Message) -> AsyncIterator[str]:
            async for text in chunks(self.model_url, message.body):
                yield text

        self.lobby.persona().answer = answer
        message.metadata = {"to_persona": self.persona_id}
        self.lobby.chat.update_message(message)
        self.lobby.manager.on_chat_message(self.lobby.chat.get_id(), message)

    async def close(self) -> None:
        await within(self.lobby.manager.shutdown_personas())


class TestBots(AdapterConformance):
    """An answer that `start` begins."""

    @asynccontextmanager
    async def backend(self, registry: Registry, chat: Chat, model_url: str) -> AsyncIterator[Bot]:
        yield Bot(registry, chat, model_url)


class TestBlocks(AdapterConformance):
    """An answer in a task that exists already."""

    can_regenerate: ClassVar[bool] = False

    @asynccontextmanager
    async def backend(self, registry: Registry, chat: Chat, model_url: str) -> AsyncIterator[Bot]:
        bot = BlockOfBot(registry, chat, model_url)
        yield bot
        await bot.end()


class TestPersonas(AdapterConformance):
    """The personas of jupyter-ai."""

    can_reload: ClassVar[bool] = True

    @asynccontextmanager
    async def backend(
        self, registry: Registry, chat: Chat, model_url: str
    ) -> AsyncIterator[Personas]:
        path = getattr(chat, "root_dir", Path())
        yield Personas(registry, chat, model_url, path)


class Unclosed(Bot):
    """Is not told that its chat is closed."""

    def __init__(self, registry: Registry, chat: Any, model_url: str) -> None:
        super().__init__(registry, chat, model_url)
        self.close = self.stays_open

    async def stays_open(self) -> None:
        pass


class Elsewhere(Bot):
    """Reads its model in a task that was there before, and that a stop does not reach."""

    def __init__(self, registry: Registry, chat: Any, model_url: str) -> None:
        super().__init__(registry, chat, model_url)
        self.prompts: asyncio.Queue[Message] = asyncio.Queue()
        self.worker = asyncio.create_task(self.work())
        self.answer = self.bot(self.hand_over)

    async def hand_over(self, chat: Any, prompt: Message) -> None:
        self.prompts.put_nowait(prompt)
        await asyncio.Event().wait()

    async def work(self) -> None:
        while True:
            prompt = await self.prompts.get()
            async for _ in chunks(self.model_url, prompt.body):
                pass


@pytest.mark.parametrize(
    ("adapter", "rule"),
    [
        (Unclosed, AdapterConformance.test_the_closing_of_the_chat_ends_and_disconnects),
        (
            Elsewhere,
            partial(AdapterConformance.test_a_stop_lets_the_model_go, situation="in a stall"),
        ),
    ],
)
def test_an_adapter_that_breaks_a_rule_fails(
    adapter: type[Bot], rule: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Suite(AdapterConformance):
        @asynccontextmanager
        async def backend(
            self, registry: Registry, chat: Chat, model_url: str
        ) -> AsyncIterator[Bot]:
            yield adapter(registry, chat, model_url)

    monkeypatch.setattr("jupyter_stop_stream.conformance.stage.PATIENCE_S", 1.0)
    with pytest.raises(AssertionError):
        rule(Suite(), kind="without collaboration", tmp_path=tmp_path)


def test_the_model_sees_who_reads_to_the_end() -> None:
    async def read(url: str) -> str:
        return "".join([text async for text in chunks(url, "tokens=3")])

    with ScriptedModel() as model:
        assert asyncio.run(read(model.url)) == "w1 w2 w3 "
        (completion,) = model.completions
        assert (completion.produced, completion.is_let_go) == (3, False)


def test_an_author_who_overrides_nothing_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotImplementedError, match="backend"):
        AdapterConformance().test_an_answer_that_nobody_stops_is_whole(
            "without collaboration", tmp_path
        )
