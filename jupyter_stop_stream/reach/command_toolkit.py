"""The wires to jupyterlab-commands-toolkit, which sends commands to the pages as events."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, ClassVar, Final

import wrapt

from ..generations import one_call
from .command_touches import note_command, take_deleted
from .lab_commands import LAB_COMMAND, REQUEST_ID, LabCommands, refusal, sending
from .page_edit import current_page_edit
from .told_result import with_words

TOOLKIT: Final = "jupyterlab_commands_toolkit.tools"
EVENTS: Final = "jupyter_events.logger"

Waits = Callable[..., Awaitable[Any]]


class CommandToolkit:
    """Has the commands of answers be known, and those of stopped ones be refused. Wrapped once for
    the process.
    """

    _commands: ClassVar[LabCommands | None] = None
    _is_recording: ClassVar[bool] = False

    @classmethod
    def attach(cls, commands: LabCommands) -> None:
        """Called when the extension loads. Where that is done again, the last counts."""
        cls._commands = commands
        if not cls._is_recording:
            cls._is_recording = True
            wrapt.register_post_import_hook(cls._record, TOOLKIT)

    @classmethod
    def _record(cls, toolkit: Any) -> None:
        wrapt.wrap_function_wrapper(toolkit, "emit", cls._emit)
        wrapt.wrap_function_wrapper(toolkit, "emit_and_wait_for_result", cls._wait_with(toolkit))
        wrapt.wrap_function_wrapper(EVENTS, "EventLogger.emit", cls._emit_event)

    @classmethod
    def _emit(cls, wrapped: Callable[..., Any], _: Any, args: Any, kwargs: Any) -> Any:
        # It writes the request id into what it is given, and emits that some time later.
        request_id = wrapped(*args, **kwargs)
        generation = sending()
        if cls._commands is not None and generation is not None:
            data = _data(args, kwargs)
            cls._commands.note(generation, data)
            edit = current_page_edit()
            if edit is not None:
                edit.sends(data[REQUEST_ID])
        return request_id

    @classmethod
    def _wait_with(cls, toolkit: Any) -> Waits:
        async def wait(
            wrapped: Callable[..., Awaitable[Any]], _: Any, args: Any, kwargs: Any
        ) -> Any:
            generation = sending()
            if cls._commands is None or generation is None:
                return await wrapped(*args, **kwargs)
            data = _data(args, kwargs)
            if generation.is_interrupted:
                return await cls._commands.refuse(generation, data)
            # Who waits through a shield is not reached by a cancel.
            take_back = generation.signal.on_stop(
                lambda: toolkit.handle_command_result(refusal(data))
            )
            try:
                with one_call(generation) as call:
                    answer = await wrapped(*args, **kwargs)
                    edit = current_page_edit()
                    deleted = take_deleted(answer)
                    note = partial(note_command, generation.touches, data, answer, deleted)
                    if edit is None:
                        note()
                    else:
                        edit.note(note)
                    return with_words(answer, await call.words())
            finally:
                take_back()

        return wait

    @classmethod
    def _emit_event(cls, wrapped: Callable[..., Any], _: Any, args: Any, kwargs: Any) -> Any:
        commands = cls._commands if kwargs.get("schema_id") == LAB_COMMAND else None
        may_go = commands is None or commands.may_go(kwargs["data"])
        return wrapped(*args, **kwargs) if may_go else None


def _data(args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = args[0] if args else kwargs["data"]
    return data
