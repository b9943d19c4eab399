"""One `execute_request` of a kernel client in the server's own process: whose it is, and when it is
sent.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextvars import Context
from functools import partial
from typing import Any

import zmq
from jupyter_client.channels import AsyncZMQSocketChannel

from ..generations import Generation
from ..generations.call import sentence
from ..kernels import AnswersExecution, Execution, Sender
from ..protocol.errors import GenerationStopped
from .cell_id import cell_of
from .execution_owner import execution_call, execution_owner, sent_for
from .kernel_senders import BusySender, LoopSender, ThreadSender
from .kernels import ServerKernels
from .owner import Owner
from .reply_in_place import ReplyInPlace


class ClientRequest:
    """A request that the code which runs now sends.

    Args:
        kernels: The server's.
        kernel_id: To which of them it goes.
        message: The request.
        channel: The client's channel.
        send: Sends a message there.
    """

    def __init__(
        self,
        kernels: ServerKernels,
        kernel_id: str,
        message: dict[str, Any],
        channel: Any,
        send: Callable[[dict[str, Any]], None],
    ) -> None:
        self._kernels = kernels
        self._kernel_id = kernel_id
        self._lane = kernels.lanes.of(kernel_id)
        self._message = message
        self._channel = channel
        self._send = send
        self._stops_on_error = bool(message["content"].get("stop_on_error", True))
        self._owner = execution_owner()
        self._is_of_worker = sent_for.get() is not None
        self._call = None if self._owner is None else execution_call(self._owner.generation)
        self._own: AnswersExecution | None = None
        """What it is, once it has been handed to the lane, where it is an answer's."""
        if self._owner is not None:
            # An interrupt of it must not abort what others have in the kernel.
            content = {**message["content"], "stop_on_error": False}
            self._message = {**message, "content": content}

    def go(self) -> None:
        """Send it when it is its turn, or refuse it.

        Raises:
            GenerationStopped: It is of an answer that was stopped.
            RuntimeError: The kernel was started anew, or would have aborted what waits for it in
                a thread.
        """
        loop = _running_loop() if isinstance(self._channel, AsyncZMQSocketChannel) else None
        if self._owner is not None and self._is_refused(self._owner.generation):
            self._refuse(self._owner, loop)
        elif (self._owner is None and self._lane.is_open) or self._blocks(loop):
            self._kernels.on_loop(self._lane.admit, self._execution(BusySender()))
            self._send(self._message)
        elif loop is not None:
            self._go_on(loop)
        else:
            self._wait_and_go()

    def _blocks(self, loop: asyncio.AbstractEventLoop | None) -> bool:
        """Whether the server's event loop itself waits for the reply, and cannot be kept waiting
        for anything before.
        """
        return loop is None and self._kernels.is_on_loop

    def _go_on(self, loop: asyncio.AbstractEventLoop) -> None:
        reply = ReplyInPlace.on(self._channel)
        replied = partial(self._kernels.on_loop, self._lane.replied)
        reply.expect(self._message, replied, self._why)
        abort = partial(reply.abort, self._message)
        if loop is self._kernels.loop:
            self._lane.enter(self._execution(LoopSender(self._send_late, abort)))
        else:
            sender = LoopSender(
                partial(loop.call_soon_threadsafe, self._send_late),
                partial(loop.call_soon_threadsafe, abort),
            )
            self._kernels.on_loop(self._lane.enter, self._execution(sender))

    def _wait_and_go(self) -> None:
        sender = ThreadSender()
        self._kernels.on_loop(self._lane.enter, self._execution(sender))
        if sender.may_send():
            self._send(self._message)
        elif self._owner is not None and self._owner.generation.signal.stopped:
            raise GenerationStopped("This generation was stopped.")
        else:
            why = self._why() or "The kernel aborted this execution before it began."
            raise RuntimeError(why)

    def _send_late(self) -> None:
        socket = self._channel.socket
        if socket is None or socket.closed:
            self._kernels.on_loop(self._kernels.kernel(self._kernel_id).pass_on, self._message)
        else:
            self._send(self._message)
            # To send takes note of what has come, of which whoever waits for that is not told.
            socket.get(zmq.EVENTS)

    def _is_refused(self, generation: Generation) -> bool:
        # What waits in a queue may do so for hours.
        return generation.is_interrupted if self._is_of_worker else generation.refuses

    def _refuse(self, owner: Owner, loop: asyncio.AbstractEventLoop | None) -> None:
        generation = owner.generation
        generation.note_refusal("an execution in a kernel")
        if loop is not None and self._is_of_worker:
            # It works for others too, who must not wait, and would end with what is raised.
            loop.call_soon(ReplyInPlace.on(self._channel).abort, self._message, context=Context())
            return
        owner.claim()
        pause_s = self._kernels.refusals.next_pause_s(generation)
        if loop is not None and pause_s:
            # On an event loop nothing else slows down code that tries again whatever is raised.
            reply = ReplyInPlace.on(self._channel)
            loop.call_later(pause_s, reply.abort, self._message, context=Context())
            return
        if not self._kernels.is_on_loop:
            time.sleep(pause_s)
        raise GenerationStopped("This generation was stopped.")

    def _execution(self, sender: Sender) -> Execution:
        msg_id = self._message["header"]["msg_id"]
        if self._owner is None:
            return Execution(msg_id, sender, lambda: self._stops_on_error)
        execution = AnswersExecution(
            msg_id,
            sender,
            lambda: self._stops_on_error,
            self._owner.generation,
            self._lane,
            cell_of(self._message.get("metadata")),
            self._call,
        )
        self._own = execution
        self._owner.hold(execution)
        return execution

    def _why(self) -> str | None:
        """What is to be said of a failure of it, where the person has it ended alone."""
        how = None if self._own is None else self._own.how_alone(has_failed=True)
        return None if how is None else sentence(how)


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
