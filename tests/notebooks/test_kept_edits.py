"""What is known of an answer's whole edits, by which they can be taken back."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jupyter_ai_tools.toolkits import notebook as tools

from jupyter_stop_stream.generations import Generation
from jupyter_stop_stream.reach import NotebookTools
from jupyter_stop_stream.reach.edit import as_one_edit

from ..fakes.desk import Desk
from ..fakes.patience import turns, within
from .shared_notebook import NEW, OLD, OpenNotebook, SharedNotebook

pytestmark = pytest.mark.asyncio

NotebookTools.attach()

PATH = "analysis.ipynb"


def kept(generation: Generation) -> dict[str, tuple[str | None, str | None]]:
    """The sources before and after, by cell."""

    def source(cell: dict[str, Any] | None) -> str | None:
        return None if cell is None else str(cell["source"])

    told = generation.touches.edits.told()
    return {one["cell_id"]: (source(one["before"]), source(one["after"])) for one in told}


class Edits:
    """An answer that makes edits, and then waits to be stopped."""

    def __init__(self, *edits: Any) -> None:
        self._edits = edits
        self.are_done = asyncio.Event()

    async def __call__(self) -> None:
        for edit in self._edits:
            await edit()
        self.are_done.set()
        await asyncio.Event().wait()


async def stopped_after(desk: Desk, *edits: Any) -> Generation:
    answer = Edits(*edits)
    generation = desk.ask(answer)
    await within(answer.are_done.wait())
    desk.stop(generation)
    await within(generation.ended.wait())
    return generation


async def test_each_cell_of_an_open_notebook_is_known_as_it_was_and_as_it_was_left(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook = OpenNotebook(monkeypatch)
    notebook.cell("two")["outputs"].append({"output_type": "stream", "name": "stdout", "text": "2"})
    generation = await stopped_after(
        desk,
        lambda: tools.edit_cell(PATH, "one", NEW, animate=True),
        lambda: tools.add_cell(PATH, "last"),
        lambda: tools.delete_cell(PATH, "two"),
    )
    [_, last] = notebook.sources()
    assert kept(generation) == {"one": (OLD, NEW), last: (None, "last"), "two": ("plot(df)", None)}
    deleted = generation.touches.edits.told()[2]
    assert deleted["above"] == "one"
    assert deleted["before"] is not None
    assert [one["text"] for one in deleted["before"]["outputs"]] == ["2"]


async def test_a_cell_in_which_a_person_wrote_while_it_was_edited_or_in_between_is_not_known(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook = OpenNotebook(monkeypatch)

    async def person_writes() -> None:
        notebook.type_as_person("# mine", 1)
        await turns(1)

    async def both_write() -> None:
        has_begun = asyncio.ensure_future(notebook.until(lambda sources: sources["one"] != OLD))
        has_begun.add_done_callback(lambda _: notebook.type_as_person("# mine"))
        await tools.write_to_cell_collaboratively(
            notebook.document, notebook.cell("one"), NEW, typing_speed=0.001
        )

    generation = await stopped_after(
        desk,
        lambda: tools.edit_cell(PATH, "two", "1"),
        person_writes,
        lambda: tools.edit_cell(PATH, "two", "2"),
        both_write,
        lambda: tools.add_cell(PATH, "3"),
    )
    assert list(kept(generation).values()) == [(None, "3")]


async def test_what_a_person_wrote_before_a_call_came_to_a_cell_is_what_was_there(
    desk: Desk,
) -> None:
    notebook = SharedNotebook()
    has_edited = asyncio.Event()

    async def edit() -> None:
        one, two = (notebook.cell(name)["source"] for name in ("one", "two"))
        one += "#"
        asyncio.get_running_loop().call_soon(notebook.type_as_person, "# mine", 1)
        await turns(1)
        two += "2"
        has_edited.set()

    async def answers() -> None:
        await as_one_edit(generation, edit())
        await asyncio.Event().wait()

    generation = desk.ask(answers)
    await within(has_edited.wait())
    desk.stop(generation)
    await within(generation.ended.wait())
    assert kept(generation) == {
        "one": (OLD, f"{OLD}#"),
        "two": ("plot(df)# mine", "plot(df)# mine2"),
    }


async def test_half_an_edit_that_the_stop_took_back_is_none(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook = OpenNotebook(monkeypatch)
    generation = desk.ask(lambda: tools.edit_cell(PATH, "one", NEW, animate=True))
    await within(notebook.until(lambda sources: sources["one"] != OLD))
    desk.stop(generation)
    await within(generation.ended.wait())
    assert notebook.sources()["one"] == OLD
    assert kept(generation) == {}


async def test_the_cells_of_a_notebook_that_nobody_has_open_are_known_as_they_were_read_and_written(
    desk: Desk, closed_notebook: Path
) -> None:
    path = closed_notebook
    generation = await stopped_after(
        desk,
        lambda: tools.edit_cell(str(path), "one", NEW),
        lambda: tools.add_cell(str(path), "3"),
        lambda: tools.delete_cell(str(path), cell_id="two"),
        lambda: tools.edit_cell(str(path), "one", f"{NEW}#"),
    )
    [_, last] = [one.id for one in nbformat.read(path, 4).cells]
    assert kept(generation) == {"one": (OLD, f"{NEW}#"), last: (None, "3"), "two": (OLD, None)}
    assert {one["notebook"] for one in generation.touches.edits.told()} == {str(path)}


async def test_nothing_is_kept_of_an_answer_that_came_to_its_own_end(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    OpenNotebook(monkeypatch)
    generation = desk.ask(lambda: tools.edit_cell(PATH, "one", NEW))
    await within(generation.ended.wait())
    assert generation.touches.told()
    assert kept(generation) == {}
