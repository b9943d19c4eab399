"""One bot in one chat, as the registry sees it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from functools import partial
from typing import Final

from jupyterlab_chat.models import Message
from jupyterlab_chat.websocket_model import WsChatModel

from ..generations import Block, Chat, Continued, Generation, Registry, Request
from ..generations.mark import mark_of
from ..generations.shared import outside
from ..protocol import UnknownPrompt
from .answering import Answering, no_answer
from .bot import Bot, GoOn, Work
from .going_on import request_to_go_on


class BotChat:
    """A bot in a chat, from its first answer there until the chat is closed.

    Args:
        chat: The chat model.
        bot: Who answers.
        registry: Runs the generations.
        on_idle: Called when an answer of it has ended, and it has no other.
    """

    can_reload: Final = False

    def __init__(
        self, chat: Chat, bot: Bot, registry: Registry, on_idle: Callable[[BotChat], None]
    ) -> None:
        self.chat = chat
        self._bot = bot
        self._registry = registry
        self._on_idle = on_idle
        self._asked: set[str] = set()
        self._knows_chat = False
        self._tasks: set[asyncio.Task[None]] = set()

    def answers_for(self, persona_id: str) -> bool:
        """Whether this is the bot."""
        return persona_id == self._bot.id

    def ask_again(self, prompt_id: str, asked_by: str) -> None:
        """Have the bot answer a prompt again.

        Raises:
            UnknownPrompt: The chat has no such message any more, or the bot was not asked it in a
                way that can be repeated.
        """
        message = self.chat.get_message(prompt_id)
        if message is None or message.deleted:
            raise UnknownPrompt("This prompt is not in the chat any more.")
        if self._bot.work is None or not self._was_asked(prompt_id):
            raise UnknownPrompt(f"{self._bot.name} cannot be asked this again.")
        self.ask(message, asked_by)

    def continue_answer(self, answer: Continued, asked_by: str) -> None:
        """Have the bot go on from where its answer ends: by its own function for that, or asked to
        by a message that the chat does not show.

        Raises:
            UnknownPrompt: It was not asked in a way that can be repeated.
        """
        if self._bot.work is None:
            raise UnknownPrompt(f"{self._bot.name} cannot go on from this.")
        message = answer.prompt
        work: Work = self._bot.work
        if self._bot.go_on is None:
            message = request_to_go_on(answer, is_known=self._knows_chat)
        else:
            work = partial(_go_on, self._bot.go_on, answer.text)
        self._answer(message, work, asked_by, answer)

    async def reload(self) -> None:
        """Never called: there is nothing that could be started anew."""

    def ask(self, message: Message, asked_by: str | None = None) -> asyncio.Task[None]:
        """Have the bot answer a message, now or when it is done with those before it.

        Args:
            message: The message.
            asked_by: Username of whoever asks, where that is not its sender.

        Returns:
            See `StoppableAnswer.start`.
        """
        if self._registry.take_stop(self.chat, message):
            return outside(no_answer)
        self._asked.add(message.id)
        return self._answer(message, self._bot.work, asked_by)

    def enter(self, message: Message, block: Block) -> Generation:
        """Have a block of code answer a message, when it is its turn."""
        is_stop = self._registry.take_stop(self.chat, message)
        generation = self._start(message, block, None, None)
        self._watched(generation, [])
        if is_stop:
            # The block cannot be left out; it ends at the first thing that it awaits.
            self.give_up(generation)
        return generation

    def give_up(self, generation: Generation) -> None:
        """Stop an answer that nobody waits for any more."""
        self._registry.give_up(generation)

    def _answer(
        self,
        message: Message,
        work: Work | None,
        asked_by: str | None,
        continues: Continued | None = None,
    ) -> asyncio.Task[None]:
        raised: list[Exception] = []
        generation = self._start(
            message, partial(self._work, work, message, raised), asked_by, continues
        )
        return self._watched(generation, raised)

    def _start(
        self,
        message: Message,
        work: Callable[[], Awaitable[None]] | Block,
        asked_by: str | None,
        continues: Continued | None,
    ) -> Generation:
        prompt_id = message.id if continues is None else continues.prompt.id
        request = Request(
            chat_id=self.chat.get_id(),
            prompt_id=prompt_id,
            persona_id=self._bot.id,
            persona_name=self._bot.name,
            # Without real-time collaboration a server has one person, under as many names as tabs.
            asked_by=None if isinstance(self.chat, WsChatModel) else asked_by or message.sender,
            work=work,
            can_regenerate=not isinstance(work, Block),
            can_continue=not isinstance(work, Block),
            continues=continues,
            given=message if message.id != prompt_id else None,
        )
        return self._registry.start(self, request)

    def _watched(self, generation: Generation, raised: list[Exception]) -> asyncio.Task[None]:
        alive = ExitStack()
        if isinstance(self.chat, WsChatModel):
            # Closing the page is not a stop: jupyterlab-chat would free the chat with it.
            alive.enter_context(self.chat.keep_alive())
        task = outside(partial(self._until_over, generation, raised, alive))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _until_over(
        self, generation: Generation, raised: list[Exception], alive: ExitStack
    ) -> None:
        with alive:
            await Answering(generation, partial(self._registry.give_up, generation))
        self._knows_chat = self._knows_chat or generation.has_read_chat
        if not self._registry.live_of(self):
            self._on_idle(self)
        if raised:
            raise raised.pop()

    async def _work(self, work: Work | None, message: Message, raised: list[Exception]) -> None:
        if work is None:
            return
        try:
            await work(self.chat, message)
        except Exception as error:
            raised.append(error)
            raise

    def _was_asked(self, prompt_id: str) -> bool:
        if prompt_id in self._asked:
            return True
        replies = (
            mark_of(one) or {} for one in self.chat.get_messages() if one.sender == self._bot.id
        )
        return any(
            mark.get("prompt_id") == prompt_id and mark.get("can_regenerate") is not False
            for mark in replies
        )


async def _go_on(go_on: GoOn, text: str, chat: Chat, message: Message) -> None:
    await go_on(chat, message, text)
