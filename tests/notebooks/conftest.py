"""Notebooks as the tools of an answer find them."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from jupyter_ai_tools.toolkits import notebook as tools

from .shared_notebook import OLD, OpenNotebook


@pytest.fixture
def closed_notebook(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A file that nobody has open, with the cells `one` and `two`."""
    path = tmp_path / "closed.ipynb"
    cells = [nbformat.v4.new_code_cell(OLD, id=name) for name in ("one", "two")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    OpenNotebook(monkeypatch)

    async def none_is_open(file_id: str) -> None:
        return None

    monkeypatch.setattr(tools, "get_jupyter_ydoc", none_is_open)
    return path
