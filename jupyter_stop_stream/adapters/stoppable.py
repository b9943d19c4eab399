"""What makes a bot stoppable that answers in a chat without jupyter-ai."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, MutableMapping
from dataclasses import replace
from functools import partial
from typing import Any

from jupyterlab_chat.models import Message

from ..generations.shared import outside
from .bot import Bot, GoOn, Work
from .bot_block import BotBlock
from .bots import BOTS_KEY, STOPPABLE_KEY, Bots

Settings = MutableMapping[str, Any]


def stoppable(settings: Settings, *, id: str, name: str) -> StoppableBot:
    """Make the answers of a bot stoppable.

    Called by a server extension, as a rule once, when it is loaded: before or after this one.

    Args:
        settings: The web application's: `serverapp.web_app.settings`.
        id: The username that the bot writes under.
        name: What a person calls it.

    Returns:
        A decorator for the function that answers. For an answer in a task that exists already, it
        has `answers`.
    """
    return StoppableBot(settings, id, name)


class StoppableBot:
    """One bot. Made by `stoppable`."""

    def __init__(self, settings: Settings, id: str, name: str) -> None:
        self._settings = settings
        self.id = id
        self.name = name

    def __call__(self, work: Work) -> StoppableAnswer:
        """Decorate the function that answers, `async def answer(chat, prompt)`.

        The chat that it is given is the chat model, the prompt a `Message` of it. It writes with
        `add_message` and `update_message`, under the bot's id.
        """
        bot = Bot(self.id, self.name, work)
        self._settings.setdefault(STOPPABLE_KEY, {})[self.id] = bot
        return StoppableAnswer(self._settings, bot, work)

    def answers(self, chat: Any, message: Message) -> BotBlock:
        """`async with bot.answers(chat, message) as signal:` around the code that answers a
        message, in a task that exists already. Such an answer cannot be asked again.

        Entered, it waits for its turn where this bot is still answering in this chat. `signal` is
        the `StopSignal` of the answer. A stop cancels what the task awaits in the block, and goes
        no further: behind the block the task goes on, and `signal.stopped` says that there was one.
        A stop that came before the turn does the same at the first thing that is awaited.

        Args:
            chat: The chat model.
            message: The message that is answered.

        Raises:
            CancelledError: The task is cancelled, and not by a stop.
            RuntimeError: It is entered outside of a task, or twice.
        """
        return BotBlock(_bots(self._settings), Bot(self.id, self.name), chat, message)


class StoppableAnswer:
    """A function that answers. Made by decorating it with what `stoppable` returns.

    Called, it is the function as it was written: nothing of it can be stopped.
    """

    def __init__(self, settings: Settings, bot: Bot, work: Work) -> None:
        self._settings = settings
        self._bot = bot
        self._work = work
        self._tasks: set[asyncio.Task[None]] = set()

    def __call__(self, chat: Any, prompt: Message) -> Coroutine[Any, Any, object]:
        """The function itself."""
        return self._work(chat, prompt)

    def continues(self, go_on: GoOn) -> GoOn:
        """Decorate the function that goes on from where an answer ends, for a model that takes the
        beginning of its own answer: `async def go_on(chat, prompt, text)`.

        `prompt` is the message that was answered, and `text` what was seen of the answer. It writes
        what follows, in a reply of its own. Without one, the function that answers is given a
        message that asks for it.
        """
        self._bot = replace(self._bot, go_on=go_on)
        self._settings[STOPPABLE_KEY][self._bot.id] = self._bot
        return go_on

    def start(self, chat: Any, message: Message) -> asyncio.Task[None]:
        """Have a message answered, in the place of `asyncio.create_task(answer(chat, message))`.

        Called on the event loop. From the first call on, the bot is known in this chat, until that
        is closed. One answer of a bot runs at a time in a chat; further ones wait for it. On a
        server that does not have this extension enabled, the answer runs all the same, and nothing
        stops it.

        Args:
            chat: The chat model.
            message: The message that is to be answered.

        Returns:
            A task that ends when the answer has ended, in whichever way, a stop too, and that
            raises what the function raised. Nobody has to await it or keep it. Cancelling it stops
            the answer.
        """
        bots = _bots(self._settings)
        backend = None if bots is None else bots.backend_of(chat, self._bot)
        if backend is not None:
            return backend.ask(message)
        task = outside(partial(self._plainly, chat, message))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _plainly(self, chat: Any, message: Message) -> None:
        await self._work(chat, message)


def _bots(settings: Settings) -> Bots | None:
    bots = settings.get(BOTS_KEY)
    return bots if isinstance(bots, Bots) else None
