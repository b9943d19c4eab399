"""A bot's answer in a task that exists already."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextvars import ContextVar, Token
from types import TracebackType
from typing import Any

from jupyterlab_chat.models import Message

from ..generations import Block, Generation, StopSignal, current_generation
from ..generations.signal import current_signal
from .bot import Bot
from .bot_chat import BotChat
from .bots import Bots


class BotBlock:
    """The context manager of `StoppableBot.answers`. It is entered once.

    As `asyncio.timeout` does, it takes back the cancels that it has caused; those of others pass.

    Args:
        bots: Knows the bot's chats; `None` where nothing can be stopped.
        bot: Who answers.
        chat: The chat model.
        message: The message that is answered.
    """

    def __init__(self, bots: Bots | None, bot: Bot, chat: Any, message: Message) -> None:
        self._bots = bots
        self._bot = bot
        self._chat = chat
        self._message = message
        self._is_entered = False
        self._block: Block | None = None
        self._signal = StopSignal()
        self._cancelled_before = 0
        self._reset: list[Callable[[], None]] = []

    async def __aenter__(self) -> StopSignal:
        task = asyncio.current_task()
        if task is None or self._is_entered:
            raise RuntimeError("It is entered once, and in a task.")
        self._is_entered = True
        backend = self._bots.backend_of(self._chat, self._bot) if self._bots else None
        if backend is None:
            return self._signal
        self._cancelled_before = _cancelling(task)
        self._block = block = Block(task)
        generation = backend.enter(self._message, block)
        self._signal = generation.signal
        await self._turn(backend, generation, block)
        self._enter(current_generation, generation)
        self._enter(current_signal, self._signal)
        if self._signal.stopped:
            # It is called in the task itself, and so takes effect at the first thing awaited.
            block.cancel()
        return self._signal

    async def __aexit__(
        self, kind: object, error: BaseException | None, traceback: TracebackType | None
    ) -> bool:
        for reset in self._reset:
            reset()
        block = self._block
        if block is None:
            return False
        is_stop = (
            isinstance(error, asyncio.CancelledError)
            and self._signal.stopped
            and not self._is_cancelled_by_others(block)
        )
        block.leave(None if is_stop else error)
        if block.cancels:
            await self._take_back(block)
        _uncancel(block.task, block.cancels)
        return is_stop

    async def _turn(self, backend: BotChat, generation: Generation, block: Block) -> None:
        forget = self._signal.on_stop(block.turn.set)
        try:
            await block.turn.wait()
        except asyncio.CancelledError as error:
            if not block.cancels or self._is_cancelled_by_others(block):
                backend.give_up(generation)
                block.leave(error)
                raise
        finally:
            forget()

    async def _take_back(self, block: Block) -> None:
        """Take back a cancel that has not reached the code: it may have met the gate before."""
        try:
            await asyncio.sleep(0)
        except asyncio.CancelledError:
            if self._is_cancelled_by_others(block):
                raise

    def _is_cancelled_by_others(self, block: Block) -> bool:
        return _cancelling(block.task) - block.cancels > self._cancelled_before

    def _enter(self, variable: ContextVar[Any], value: object) -> None:
        token: Token[Any] = variable.set(value)
        self._reset.append(lambda: variable.reset(token))


def _cancelling(task: asyncio.Task[Any]) -> int:
    # Python 3.10 does not count.
    counted: Callable[[], int] | None = getattr(task, "cancelling", None)
    return 0 if counted is None else counted()


def _uncancel(task: asyncio.Task[Any], times: int) -> None:
    uncancel: Callable[[], int] | None = getattr(task, "uncancel", None)
    for _ in range(times):
        if uncancel is not None:
            uncancel()
