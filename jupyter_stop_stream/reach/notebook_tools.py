"""The tools for notebooks that an answer calls in this process: those of jupyter-ai-tools, and of
the personas that bring the same.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from inspect import iscoroutinefunction, signature
from typing import Any, ClassVar, Final

import wrapt

from ..generations import Generation, one_call
from ..kernels import Refusals
from ..protocol import Did
from ..protocol.errors import GenerationStopped
from .edit import Edit, current_edit, one_edit
from .recorder import when_imported
from .starting import working_owner
from .told_result import with_words

PYCRDT: Final = "pycrdt"

MODULES: Final = (
    "jupyter_ai_tools.toolkits.notebook",
    "jupyter_ai_tools.toolkits.jupyterlab",
    "jupyter_ai_jupyternaut.jupyternaut.toolkits.notebook",
    "jupyter_ai_jupyternaut.jupyternaut.toolkits.jupyterlab",
)
"""Where the tools are. Each of these offers them as the list `toolkit`."""

TYPES: Final = "write_to_cell_collaboratively"
"""Types into a cell, word by word. It is in no list, and others call it."""

DID: Final[Mapping[str, Did]] = {
    "add_cell": "created",
    "insert_cell": "created",
    "edit_cell": "edited",
    "delete_cell": "deleted",
}
"""What these tools do to a cell."""

CREATES: Final = "create_notebook"


class NotebookTools:
    """Wraps the tools, and the documents that they change. Wrapped once."""

    _is_recording: ClassVar[bool] = False
    _refusals: ClassVar[Refusals] = Refusals()

    @classmethod
    def attach(cls) -> None:
        """Have each call of an answer's be whole or undone, and none begin after its stop. Calling
        it twice is fine. What nobody imports is left alone.
        """
        if cls._is_recording:
            return
        cls._is_recording = True
        when_imported(_record_documents, PYCRDT)
        for name in MODULES:
            when_imported(cls._record_tools, name)

    @classmethod
    def _record_tools(cls, module: Any) -> None:
        toolkit = getattr(module, "toolkit", [])
        names = [one.__name__ for one in toolkit if iscoroutinefunction(one)]
        for name in (*names, TYPES):
            function: Any = getattr(module, name, None)
            if iscoroutinefunction(function):
                wrapped = wrapt.FunctionWrapper(function, partial(cls._call, module))
                setattr(module, name, wrapped)
                toolkit[:] = [wrapped if one is function else one for one in toolkit]

    @classmethod
    async def _call(
        cls, module: Any, tool: Callable[..., Any], _: Any, args: Any, kwargs: Any
    ) -> Any:
        edit = current_edit()
        if edit is not None:
            result = await tool(*args, **kwargs)
            _note(edit, module, tool, args, kwargs, result)
            return result
        whose = working_owner()
        if whose is None:
            return await tool(*args, **kwargs)
        generation = whose.generation
        if generation.signal.stopped:
            whose.claim()
            await cls._refuse(generation)
        if asyncio.get_running_loop() is not generation.resources.loop:
            return await tool(*args, **kwargs)
        with one_call(generation) as call, one_edit(generation) as edit:
            result = await tool(*args, **kwargs)
            _note(edit, module, tool, args, kwargs, result)
            return with_words(result, await call.words())

    @classmethod
    async def _refuse(cls, generation: Generation) -> None:
        generation.note_refusal("a call of a tool")
        await asyncio.sleep(cls._refusals.next_pause_s(generation))
        raise GenerationStopped("This generation was stopped.")


def _record_documents(module: Any) -> None:
    def transaction(wrapped: Callable[..., Any], doc: Any, args: Any, kwargs: Any) -> Any:
        edit = current_edit()
        # One that is open already has its origin, and one that has another keeps it.
        if edit is None or args or kwargs or doc._txn is not None:
            return wrapped(*args, **kwargs)
        return wrapped(edit.enter(doc))

    wrapt.wrap_function_wrapper(module, "Doc.transaction", transaction)


def _note(edit: Edit, module: Any, tool: Any, args: Any, kwargs: Any, result: Any) -> None:
    """Note what a tool has changed in a notebook that is not open, so that it wrote the file."""
    name = tool.__name__
    did = DID.get(name)
    if (did is None and name != CREATES) or edit.generation.signal.stopped:
        return
    given = signature(tool).bind(*args, **kwargs).arguments
    path = given.get("file_path")
    if not isinstance(path, str):
        return
    if did is None:
        if not str(result).startswith("Error"):
            edit.generation.touches.note_notebook(path, "created")
    elif not edit.has_notebook and _writes_files(module):
        cell_id = None if did == "created" else given.get("cell_id")
        edit.generation.touches.note_cell(path, cell_id, did)


def _writes_files(module: Any) -> bool:
    """Whether the tools of a module change notebooks in this process, and not by a page."""
    is_shared = getattr(module, "rtc_available", None)
    return is_shared is None or bool(is_shared())
