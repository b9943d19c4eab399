"""Executions that wait in a queue of another extension's, whose worker sends them to the kernel:
those of jupyter-server-documents and of jupyter_server_nbmodel. The worker works for everybody;
whose one is, is known where it is put into the queue.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, ClassVar, Final
from weakref import WeakValueDictionary

import wrapt

from ..generations import Call, Generation
from .execution_owner import Asker, execution_call, execution_owner, sending_for

DOCUMENTS: Final = "jupyter_server_documents.rooms.ynotebook_room"
NBMODEL_QUEUE: Final = "jupyter_server_nbmodel.execution_stack"
NBMODEL_WORKER: Final = "jupyter_server_nbmodel.actions"

ASKED_BY: Final = "stop_stream_generation"
"""Names what is noted with an item of a queue."""


class QueuedExecutions:
    """Has what these workers send be of whoever put it into the queue. Wrapped once for the
    process.
    """

    _is_recording: ClassVar[bool] = False
    _by_request: ClassVar[WeakValueDictionary[str, Generation]] = WeakValueDictionary()
    _calls: ClassVar[WeakValueDictionary[str, Call]] = WeakValueDictionary()

    @classmethod
    def attach(cls) -> None:
        """See what is put into the queues of those that are there. Calling it twice is fine."""
        if not cls._is_recording:
            cls._is_recording = True
            wrapt.register_post_import_hook(cls._record_documents, DOCUMENTS)
            wrapt.register_post_import_hook(cls._record_nbmodel_queue, NBMODEL_QUEUE)
            wrapt.register_post_import_hook(cls._record_nbmodel_worker, NBMODEL_WORKER)

    @staticmethod
    def _record_documents(module: Any) -> None:
        def make(wrapped: Callable[..., None], item: Any, args: Any, kwargs: Any) -> None:
            wrapped(*args, **kwargs)
            setattr(item, ASKED_BY, _asks())

        async def run(
            wrapped: Callable[[Any], Awaitable[None]], room: Any, args: Any, kwargs: Any
        ) -> None:
            (item,) = args
            with sending_for(getattr(item, ASKED_BY, None)):
                await wrapped(item)

        wrapt.wrap_function_wrapper(module, "_ExecutionItem.__init__", make)
        wrapt.wrap_function_wrapper(module, "YNotebookRoom._run_item", run)

    @classmethod
    def _record_nbmodel_queue(cls, module: Any) -> None:
        def put(wrapped: Callable[..., str], stack: Any, args: Any, kwargs: Any) -> str:
            request_id = wrapped(*args, **kwargs)
            asker = _asks()
            if asker is not None:
                cls._by_request[request_id] = asker.generation
            if asker is not None and asker.call is not None:
                cls._calls[request_id] = asker.call
            return request_id

        wrapt.wrap_function_wrapper(module, "ExecutionStack.put", put)

    @classmethod
    def _record_nbmodel_worker(cls, module: Any) -> None:
        async def execute(
            wrapped: Callable[..., Awaitable[dict[str, Any]]], _: Any, args: Any, kwargs: Any
        ) -> dict[str, Any]:
            metadata = args[3] if len(args) > 3 else kwargs.get("metadata")
            request_id = (metadata or {}).get("request_id", "")
            generation = cls._by_request.pop(request_id, None)
            call = cls._calls.pop(request_id, None)
            with sending_for(None if generation is None else Asker(generation, call)):
                result = await wrapped(*args, **kwargs)
            if generation is not None and generation.is_interrupted:
                # After a failure the worker drops what waits behind, whosever it is.
                return {**result, "status": "aborted"} if result["status"] == "error" else result
            return result

        wrapt.wrap_function_wrapper(module, "_execute_snippet", execute)


def _asks() -> Asker | None:
    whose = execution_owner()
    if whose is None:
        return None
    return Asker(whose.generation, execution_call(whose.generation))
