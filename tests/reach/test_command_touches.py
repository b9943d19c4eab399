"""What a page says of a command that it has executed tells what the command has touched."""

from __future__ import annotations

from typing import Any

import pytest

from jupyter_stop_stream.generations import Touches
from jupyter_stop_stream.protocol import Touched
from jupyter_stop_stream.reach.command_touches import note_command


def told(name: str, args: Any, answer: Any) -> list[Touched]:
    touches = Touches()
    note_command(touches, {"name": name, "args": args}, answer)
    return touches.told()


def done(**result: Any) -> dict[str, Any]:
    return {"success": True, "result": {"success": True, **result}}


def cell(did: str, cell_id: str | None = "c1") -> list[dict[str, Any]]:
    return [{"did": [did], "notebook": "a.ipynb", "cell_id": cell_id}]


@pytest.mark.parametrize(
    ("name", "args", "answer", "expected"),
    [
        ("set-cell-content", {"notebookPath": "a.ipynb", "cellId": "c1"}, done(), cell("edited")),
        ("set-cell-content", {}, done(notebookPath="a.ipynb", cellId="c1"), cell("edited")),
        ("add-cell", {"notebookPath": "a.ipynb"}, done(cellId="c1"), cell("created")),
        ("add-cell", {"notebookPath": "a.ipynb"}, done(), cell("created", None)),
        ("delete-cell", {"notebookPath": "a.ipynb", "cellId": "c1"}, done(), cell("deleted")),
        (
            "create-notebook",
            {"name": "a"},
            done(notebookPath="a.ipynb"),
            [{"did": ["created"], "notebook": "a.ipynb"}],
        ),
        (
            "set-file-content",
            {"filePath": "src/a.py"},
            done(),
            [{"did": ["edited"], "file": "src/a.py"}],
        ),
        (
            "rename-file",
            {"oldPath": "a.py", "newPath": "b.py"},
            done(),
            [{"did": ["edited"], "file": "b.py"}],
        ),
    ],
)
def test_what_has_been_done_is_told(
    name: str, args: Any, answer: Any, expected: list[dict[str, Any]]
) -> None:
    assert told(f"jupyterlab-ai-commands:{name}", args, answer) == expected


@pytest.mark.parametrize(
    ("name", "args", "answer"),
    [
        (
            "jupyterlab-ai-commands:set-cell-content",
            {"notebookPath": "a.ipynb", "cellId": "c1"},
            {"success": False, "error": "The person stopped this answer."},
        ),
        ("jupyterlab-ai-commands:delete-cell", {"cellId": "c1"}, done()),
        ("jupyterlab-ai-commands:delete-cell", {"cellId": "c1", "notebookPath": 3}, done()),
        ("jupyterlab-ai-commands:get-notebook-info", {"notebookPath": "a.ipynb"}, done()),
        ("notebook:run-all-cells", {}, done()),
        ("add-cell", {"notebookPath": "a.ipynb"}, done()),
        ("jupyterlab-ai-commands:add-cell", None, None),
    ],
)
def test_what_failed_reads_or_names_no_place_is_not(name: str, args: Any, answer: Any) -> None:
    assert told(name, args, answer) == []


def test_what_a_cell_was_and_is_now_is_kept_where_the_command_tells_it() -> None:
    touches = Touches()

    def note(name: str, answer: Any) -> None:
        command = {"name": f"jupyterlab-ai-commands:{name}", "args": {"notebookPath": "a.ipynb"}}
        note_command(touches, command, answer)

    edited = {"previousContent": "1", "newContent": "2", "previousCellType": "code"}
    note("set-cell-content", done(cellId="edited", **edited))
    note("add-cell", done(cellId="added", content="3", cellType="markdown"))
    note("add-cell", done(cellId="gone", content="4", cellType="code"))
    note("delete-cell", done(cellId="gone"))
    note("delete-cell", done(cellId="not known"))
    note("set-cell-content", done(cellId="older", newContent="5"))

    def cell(cell_id: str, cell_type: str, source: str) -> dict[str, Any]:
        return {"id": cell_id, "cell_type": cell_type, "source": source, "metadata": {}}

    assert [(one["before"], one["after"]) for one in touches.edits.told()] == [
        (cell("edited", "code", "1"), cell("edited", "code", "2")),
        (None, cell("added", "markdown", "3")),
    ]
