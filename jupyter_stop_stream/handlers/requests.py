"""What a page asks for: a stop, a prompt asked again or moved, more of an answer, personas started
anew, the end of a cell.
"""

from __future__ import annotations

from ..generations import Generation, Registry
from ..protocol import (
    Continue,
    End,
    Move,
    NotAllowed,
    Regenerate,
    Reload,
    ReplyFrame,
    Stop,
    StopStreamError,
    UnknownExecution,
    UnknownGeneration,
)
from .access import Rights
from .answered import Answered

RequestFrame = Stop | Regenerate | Continue | Reload | End | Move


class Requests:
    """Acts on the requests of one person, on each of them once.

    Args:
        registry: Where it is acted.
        answered: What this server has answered.
        username: Who asks, by the server's own identity.
        display_name: What they are called.
    """

    def __init__(
        self, registry: Registry, answered: Answered, username: str, display_name: str | None
    ) -> None:
        self._registry = registry
        self._answered = answered
        self._username = username
        self._display_name = display_name

    def means_others(self, frame: RequestFrame) -> bool:
        """Whether it names, or a reload would stop, what somebody else asked for."""
        if isinstance(frame, End):
            return self._is_execution_of_others(frame.execution_id)
        if isinstance(frame, Reload):
            live = self._registry.live(frame.chat_id, frame.chat_path)
            return not all(one.is_asked_by(self._username) for one in live)
        if isinstance(frame, Move):
            return self._is_of_others(frame.generation_id)
        named = (frame.generation_ids or ()) if isinstance(frame, Stop) else ()
        return any(self._is_of_others(generation_id) for generation_id in named)

    def act(self, frame: RequestFrame, rights: Rights) -> tuple[ReplyFrame, list[Generation]]:
        """Do what is asked for, unless that was answered before.

        Args:
            frame: What is asked for.
            rights: What the person may do beyond what they asked for themselves.

        Returns:
            The answer, and the generations that were meant if anything was done.
        """
        handled = self._answered.find(self._username, frame.request_id)
        if handled.reply is not None:
            return handled.reply, []
        reply: ReplyFrame = {
            "type": "reply",
            "request_id": frame.request_id,
            "status": "accepted",
            "generation_ids": [],
        }
        meant: list[Generation] = []
        try:
            meant = self._do(frame, handled.generation_ids, rights)
            handled.add(meant)
            reply["generation_ids"] = list(handled.generation_ids)
        except StopStreamError as error:
            reply["status"] = "refused"
            reply["error"] = {"code": error.code, "text": str(error)}
        handled.reply = reply
        return reply, meant

    def _do(self, frame: RequestFrame, stopped: list[str], rights: Rights) -> list[Generation]:
        if isinstance(frame, Regenerate):
            return self._registry.regenerate(
                frame.chat_id, frame.prompt_id, chat_path=frame.chat_path, by=self._username
            )
        if isinstance(frame, Continue):
            return self._registry.continue_answer(
                frame.chat_id, frame.message_id, chat_path=frame.chat_path, by=self._username
            )
        if isinstance(frame, Reload):
            return self._registry.reload(
                frame.chat_id,
                chat_path=frame.chat_path,
                by=self._username,
                by_name=self._display_name,
                may_stop_others=rights.may_stop_others,
            )
        if isinstance(frame, End):
            if frame.by == "restart" and not rights.may_restart_kernels:
                raise NotAllowed("You may not restart kernels here.")
            ended = self._registry.end_execution(
                frame.chat_id,
                frame.execution_id,
                frame.by,
                chat_path=frame.chat_path,
                by=self._username,
                may_stop_others=rights.may_stop_others,
            )
            return [ended]
        if isinstance(frame, Move):
            return self._registry.move(
                frame.chat_id,
                frame.generation_id,
                frame.to,
                chat_path=frame.chat_path,
                by=self._username,
                by_name=self._display_name,
                may_stop_others=rights.may_stop_others,
            )
        return self._registry.stop(
            frame.chat_id,
            frame.generation_ids,
            chat_path=frame.chat_path,
            prompt_ids=frame.prompt_ids,
            by=self._username,
            by_name=self._display_name,
            may_stop_others=rights.may_stop_others,
            seen=frame.seen,
            leaves_executions=frame.leaves_executions,
            # A page that had no connection may have gone by REST: stopping twice would be forcing.
            but_not=stopped,
            limit=frame.limit,
        )

    def _is_execution_of_others(self, execution_id: str) -> bool:
        try:
            return not self._registry.whose_execution(execution_id).is_asked_by(self._username)
        except UnknownExecution:
            return False

    def _is_of_others(self, generation_id: str) -> bool:
        try:
            return not self._registry.find(generation_id).is_asked_by(self._username)
        except UnknownGeneration:
            # The registry refuses it.
            return False
