"""A notebook as real-time collaboration has it, and people who write in it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pycrdt
import pytest
from jupyter_ai_tools.toolkits import notebook as tools
from jupyter_ydoc import YNotebook

OLD = "import pandas as pd\ndf = pd.read_csv('a.csv')\ndf.groupby('x').mean()\n"
NEW = (
    "import numpy as np\nimport pandas as pd\nframe = pd.read_parquet('b.parquet')\n"
    "result = frame.groupby('y').agg(['mean', 'std'])\nresult.plot()\n"
)


class SharedNotebook:
    """The server's document of `analysis.ipynb`, which has the cells `one` and `two`."""

    def __init__(self) -> None:
        self.document = YNotebook()
        self.document.set(
            {
                "cells": [_cell("one", OLD), _cell("two", "plot(df)")],
                "metadata": {},
                "nbformat": 4,
                "nbformat_minor": 5,
            }
        )
        self.document.path = "analysis.ipynb"
        self._changed = asyncio.Condition()
        self._count = 0

    def cell(self, cell_id: str) -> Any:
        """A cell that must be there."""
        return next(one for one in self.document.ycells if one["id"] == cell_id)

    def sources(self) -> dict[str, str]:
        """The text of each cell, in their order."""
        return {str(one["id"]): str(one["source"]) for one in self.document.ycells}

    def type_as_person(self, text: str, cell_index: int = 0) -> None:
        """Have a person's browser put this at the end of a cell: it has a document of its own,
        which is kept in step.
        """
        theirs: Any = pycrdt.Doc()
        theirs.apply_update(self.document.ydoc.get_update())
        source = theirs.get("cells", type=pycrdt.Array)[cell_index]["source"]
        source.insert(len(str(source)), text)
        self.document.ydoc.apply_update(theirs.get_update())

    async def until(self, is_so: Callable[[dict[str, str]], bool]) -> None:
        """Return in the step in which something is so of its text."""
        found = asyncio.get_running_loop().create_future()

        def look(_: Any) -> None:
            texts = {str(one["id"]): str(one["source"]) for one in cells}
            if not found.done() and is_so(texts):
                found.set_result(None)

        cells = self.document.ycells
        subscription = cells.observe_deep(look)
        try:
            await found
        finally:
            cells.unobserve(subscription)


class OpenNotebook(SharedNotebook):
    """One that the tools find open on the server.

    Args:
        monkeypatch: Puts it where they look.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__()

        async def file_id(path: str) -> str:
            return "file"

        async def document(file_id: str) -> YNotebook:
            return self.document

        monkeypatch.setattr(tools, "rtc_available", lambda: True)
        monkeypatch.setattr(tools, "get_file_id", file_id)
        monkeypatch.setattr(tools, "get_jupyter_ydoc", document)


def _cell(cell_id: str, source: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "id": cell_id,
        "source": source,
        "metadata": {},
        "outputs": [],
        "execution_count": None,
    }
