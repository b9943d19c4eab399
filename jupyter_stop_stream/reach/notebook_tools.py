"""The tools for notebooks that an answer calls in this process: those of jupyter-ai-tools, and of
the personas that bring the same.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from inspect import iscoroutinefunction, signature
from pathlib import Path
from typing import Any, ClassVar, Final

import wrapt

from ..generations import Generation, one_call
from ..kernels import Refusals
from ..protocol.errors import GenerationStopped
from .document_rooms import DocumentRooms
from .edit import Edit, current_edit, one_edit
from .page_edit import one_page_edit
from .recorder import when_imported
from .starting import working_owner
from .told_result import with_words

PYCRDT: Final = "pycrdt"
NBFORMAT: Final = "nbformat"

MODULES: Final = (
    "jupyter_ai_tools.toolkits.notebook",
    "jupyter_ai_tools.toolkits.jupyterlab",
    "jupyter_ai_jupyternaut.jupyternaut.toolkits.notebook",
    "jupyter_ai_jupyternaut.jupyternaut.toolkits.jupyterlab",
)
"""Where the tools are. Each of these offers them as the list `toolkit`."""

TYPES: Final = "write_to_cell_collaboratively"
"""Types into a cell, word by word. It is in no list, and others call it."""

CREATES: Final = "create_notebook"
CELL: Final = "cell_id"
PATH: Final = "file_path"
"""The names by which these tools are given a cell and a notebook."""

EDITS: Final = "edit_cell"


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
        DocumentRooms.attach()
        when_imported(_record_documents, PYCRDT)
        when_imported(_record_files, NBFORMAT)
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
            with _page_edit(edit.generation, module, tool, args, kwargs):
                return await _run(edit, tool, args, kwargs)
        whose = working_owner()
        if whose is None:
            return await tool(*args, **kwargs)
        generation = whose.generation
        if generation.signal.stopped:
            whose.claim()
            await cls._refuse(generation)
        if asyncio.get_running_loop() is not generation.resources.loop:
            return await tool(*args, **kwargs)
        parts = _page_edit(generation, module, tool, args, kwargs)
        with one_call(generation) as call, one_edit(generation) as edit, parts:
            result = await _run(edit, tool, args, kwargs)
            return with_words(result, await call.words())

    @classmethod
    async def _refuse(cls, generation: Generation) -> None:
        generation.note_refusal("a call of a tool")
        await asyncio.sleep(cls._refusals.next_pause_s(generation))
        raise GenerationStopped("This generation was stopped.")


def _page_edit(
    generation: Generation, module: Any, tool: Any, args: Any, kwargs: Any
) -> AbstractContextManager[None]:
    """What a call is run in: a `PageEdit` where it takes several commands, else nothing."""
    if tool.__name__ != EDITS or _writes_files(module):
        return nullcontext()
    given = signature(tool).bind(*args, **kwargs).arguments
    is_one = given.get("content") is None or given.get("cell_type") is None
    return nullcontext() if is_one else one_page_edit(generation)


def _record_documents(module: Any) -> None:
    def transaction(wrapped: Callable[..., Any], doc: Any, args: Any, kwargs: Any) -> Any:
        edit = current_edit()
        # One that is open already has its origin, and one that has another keeps it.
        if edit is None or args or kwargs or doc._txn is not None:
            return wrapped(*args, **kwargs)
        return wrapped(edit.enter(doc))

    wrapt.wrap_function_wrapper(module, "Doc.transaction", transaction)


def _record_files(module: Any) -> None:
    def read(wrapped: Callable[..., Any], _: Any, args: Any, kwargs: Any) -> Any:
        edit = current_edit()
        if edit is None:
            return wrapped(*args, **kwargs)
        bound = signature(wrapped).bind(*args, **kwargs).arguments
        path = _path_of(bound["fp"])
        notebook = wrapped(*args, **kwargs)
        if path is not None:
            edit.on_read(path, notebook.get("cells", []))
        return notebook

    def write(wrapped: Callable[..., Any], _: Any, args: Any, kwargs: Any) -> Any:
        wrapped(*args, **kwargs)
        edit = current_edit()
        if edit is not None:
            bound = signature(wrapped).bind(*args, **kwargs).arguments
            path = _path_of(bound["fp"])
            if path is not None:
                edit.on_written(path, bound["nb"].get("cells", []))

    wrapt.wrap_function_wrapper(module, "read", read)
    wrapt.wrap_function_wrapper(module, "write", write)


def _path_of(file: Any) -> str | None:
    """Where a file is, which is given by its path or open."""
    name = getattr(file, "name", file)
    return str(Path(name).absolute()) if isinstance(name, str | os.PathLike) else None


async def _run(edit: Edit, tool: Callable[..., Any], args: Any, kwargs: Any) -> Any:
    given = signature(tool).bind(*args, **kwargs).arguments
    edit.whole = given.get(CELL)
    result = await tool(*args, **kwargs)
    if tool.__name__ == CREATES and not str(result).startswith("Error"):
        path = given.get(PATH)
        if isinstance(path, str) and not edit.generation.signal.stopped:
            edit.generation.touches.note_notebook(path, "created")
    return result


def _writes_files(module: Any) -> bool:
    """Whether the tools of a module change notebooks in this process, and not by a page."""
    is_shared = getattr(module, "rtc_available", None)
    return is_shared is None or bool(is_shared())
