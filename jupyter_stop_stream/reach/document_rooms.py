"""Where the shared notebooks are that jupyter-server-documents has open: its documents do not say
so themselves, as those of jupyter-collaboration do.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Final
from weakref import WeakKeyDictionary, ref

import wrapt

from .recorder import when_imported

ROOMS: Final = "jupyter_server_documents.rooms.yroom"


class DocumentRooms:
    """Knows which room has made a document. Wrapped once for the process."""

    _is_recording: ClassVar[bool] = False
    _rooms: ClassVar[WeakKeyDictionary[Any, Callable[[], Any]]] = WeakKeyDictionary()

    @classmethod
    def attach(cls) -> None:
        """Know the documents that are made from now on. Calling it twice is fine."""
        if not cls._is_recording:
            cls._is_recording = True
            when_imported(cls._record, ROOMS)

    @classmethod
    def path_of(cls, doc: Any) -> str | None:
        """Where the file of a `pycrdt.Doc` is now, relative to the root of the contents; `None`
        where no room is known to have made it.
        """
        made_by = cls._rooms.get(doc)
        room = None if made_by is None else made_by()
        file = None if room is None else room.file_api
        path = None if file is None else file.get_path()
        return path if isinstance(path, str) else None

    @classmethod
    def _record(cls, module: Any) -> None:
        def make(wrapped: Callable[..., Any], room: Any, args: Any, kwargs: Any) -> Any:
            doc = wrapped(*args, **kwargs)
            cls._rooms[doc] = ref(room)
            return doc

        wrapt.wrap_function_wrapper(module, "YRoom._init_ydoc", make)
