"""A stop takes back what an answer has half written into a shared notebook, and nothing else."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jupyter_ai_tools.toolkits import notebook as tools

from jupyter_stop_stream import GenerationStopped
from jupyter_stop_stream.generations import Generation
from jupyter_stop_stream.protocol.errors import CallRefused
from jupyter_stop_stream.reach import NotebookTools, ToolCalls
from jupyter_stop_stream.reach.edit import as_one_edit
from jupyter_stop_stream.reach.tool_calls import CHAT, PERSONA

from ..fakes.desk import Desk
from ..fakes.patience import turns, within
from .shared_notebook import NEW, OLD, OpenNotebook, SharedNotebook

pytestmark = pytest.mark.asyncio

NotebookTools.attach()

CHANGES = 29
"""How many it takes to type the new text in place of the old."""

SPEED_S = 0.001

Edit = Callable[[], Awaitable[Any]]


class Typing:
    """An answer that types into a cell, until it has made some of its changes.

    Args:
        notebook: Where.
        edit: What it does.
    """

    def __init__(self, notebook: SharedNotebook, edit: Edit) -> None:
        self._notebook = notebook
        self._edit = edit
        self.results: list[Any] = []

    async def __call__(self) -> None:
        self.results.append(await self._edit())

    async def at_change(self, number: int) -> None:
        """Return when so many changes have been made."""
        changes = 0

        def count(_: dict[str, str]) -> bool:
            nonlocal changes
            changes += 1
            return changes == number

        await within(self._notebook.until(count))


async def stopped(desk: Desk, generation: Generation) -> None:
    desk.stop(generation)
    await within(generation.ended.wait())


@pytest.mark.parametrize("person", ["", "# mine"])
async def test_a_cell_that_is_half_typed_has_its_text_again_and_what_a_person_typed_stays(
    desk: Desk, person: str
) -> None:
    stops = 0
    for number in range(1, CHANGES):
        notebook = SharedNotebook()
        cell = notebook.cell("one")

        async def edit(notebook: SharedNotebook = notebook, cell: Any = cell) -> bool:
            return await tools.write_to_cell_collaboratively(
                notebook.document, cell, NEW, typing_speed=SPEED_S
            )

        typing = Typing(notebook, edit)
        generation = desk.ask(typing)
        await typing.at_change(number)
        if person:
            notebook.type_as_person(person)
            await turns(3)
        if typing.results:
            # On a busy machine the last changes come together, and the edit is whole before a stop.
            continue
        stops += 1
        assert notebook.sources()["one"] != OLD + person
        await stopped(desk, generation)
        assert notebook.sources() == {"one": OLD + person, "two": "plot(df)"}
        assert generation.touches.told() == []
        assert generation.receipt == "cancelled"
    assert stops > CHANGES / 2


async def test_it_is_gone_in_the_tick_of_the_stop_also_where_a_backends_own_cancel_comes_first(
    desk: Desk,
) -> None:
    notebook = SharedNotebook()
    is_refused, never = asyncio.Event(), asyncio.Event()

    async def edit() -> None:
        try:
            await tools.write_to_cell_collaboratively(
                notebook.document, notebook.cell("one"), NEW, typing_speed=SPEED_S
            )
        except GenerationStopped:
            is_refused.set()
            raise

    typing = Typing(notebook, edit)
    generation = desk.ask(typing, cancel=never.wait)
    await typing.at_change(2)
    desk.stop(generation)
    assert notebook.sources()["one"] == OLD
    # Nothing has cancelled its task.
    await within(is_refused.wait())
    assert notebook.sources()["one"] == OLD
    desk.stop(generation)
    await within(generation.ended.wait())


async def test_an_answer_that_does_not_heed_types_no_further(desk: Desk) -> None:
    notebook = SharedNotebook()
    tries = 0

    async def types_on() -> None:
        nonlocal tries
        while tries < 3:
            tries += 1
            try:
                await tools.write_to_cell_collaboratively(
                    notebook.document, notebook.cell("one"), NEW, typing_speed=SPEED_S
                )
            except asyncio.CancelledError:
                continue

    typing = Typing(notebook, types_on)
    generation = desk.ask(typing)
    await typing.at_change(3)
    await stopped(desk, generation)
    assert tries == 3
    assert notebook.sources()["one"] == OLD


async def test_an_edit_that_was_whole_stays_and_is_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook = OpenNotebook(monkeypatch)
    is_whole = asyncio.Event()

    async def edits() -> None:
        await tools.edit_cell("analysis.ipynb", "one", NEW)
        await tools.add_cell("analysis.ipynb", "last")
        await tools.delete_cell("analysis.ipynb", "two")
        is_whole.set()
        await asyncio.Event().wait()

    generation = desk.ask(edits)
    await within(is_whole.wait())
    await stopped(desk, generation)
    sources = notebook.sources()
    assert list(sources.values()) == [NEW, "last"]
    created = list(sources)[1]
    assert generation.touches.told() == [
        {"did": ["edited"], "notebook": "analysis.ipynb", "cell_id": "one"},
        {"did": ["created"], "notebook": "analysis.ipynb", "cell_id": created},
        {"did": ["deleted"], "notebook": "analysis.ipynb", "cell_id": "two"},
    ]


async def test_a_cell_that_was_added_for_half_a_text_goes_unless_a_person_writes_in_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for person in ("", "# mine"):
        notebook = OpenNotebook(monkeypatch)
        typing = Typing(notebook, lambda: tools.add_cell("analysis.ipynb", NEW, animate=True))
        generation = desk.ask(typing)
        await typing.at_change(3)
        if person:
            notebook.type_as_person(person, 2)
        await stopped(desk, generation)
        expected = [OLD, "plot(df)", *([person] if person else [])]
        assert list(notebook.sources().values()) == expected


async def test_a_cell_that_was_being_replaced_by_one_of_another_type_is_the_old_one_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook = OpenNotebook(monkeypatch)
    typing = Typing(
        notebook,
        lambda: tools.edit_cell(
            "analysis.ipynb", "one", "# Some new title", cell_type="markdown", animate=True
        ),
    )
    generation = desk.ask(typing)
    await typing.at_change(3)
    assert notebook.cell("one")["cell_type"] == "markdown"
    await stopped(desk, generation)
    assert notebook.cell("one")["cell_type"] == "code"
    assert notebook.sources() == {"one": OLD, "two": "plot(df)"}


async def test_what_a_person_or_another_answer_writes_meanwhile_is_neither_undone_nor_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook = OpenNotebook(monkeypatch)
    typing = Typing(notebook, lambda: tools.edit_cell("analysis.ipynb", "one", NEW, animate=True))
    generation = desk.ask(typing)
    await typing.at_change(2)
    other = desk.ask(lambda: tools.edit_cell("analysis.ipynb", "two", "1"), persona_id="other")
    notebook.type_as_person("# mine", 1)
    await within(other.ended.wait())
    notebook.type_as_person("# mine", 1)
    await stopped(desk, generation)
    assert notebook.sources() == {"one": OLD, "two": "1# mine"}
    assert generation.touches.told() == []
    assert [one["cell_id"] for one in other.touches.told()] == ["two"]


async def test_what_any_tool_that_an_agent_calls_has_half_done_is_undone_as_one(desk: Desk) -> None:
    notebook = SharedNotebook()
    is_half_done = asyncio.Event()

    async def moves_text_of_two_cells() -> None:
        for cell_id in ("one", "two"):
            notebook.cell(cell_id)["source"].clear()
        is_half_done.set()
        await asyncio.Event().wait()

    generation = desk.ask(asyncio.Event().wait)
    headers = {CHAT: desk.chat_id, PERSONA: "persona"}
    calls = ToolCalls(desk.registry)
    calling = asyncio.ensure_future(calls.run(headers, moves_text_of_two_cells()))
    await within(is_half_done.wait())
    notebook.type_as_person("# mine")
    assert notebook.sources() == {"one": "# mine", "two": ""}
    await stopped(desk, generation)
    with pytest.raises(CallRefused):
        await within(calling)
    assert notebook.sources() == {"one": f"{OLD}# mine", "two": "plot(df)"}


async def test_a_save_that_waits_for_the_notebook_to_rest_is_nobodys_edit(desk: Desk) -> None:
    notebook = SharedNotebook()
    saves: list[asyncio.Task[None]] = []

    async def save() -> None:
        await turns(20)
        notebook.document.dirty = False

    def on_change(_: Any) -> None:
        # A room makes it where it is told of a change, which is in whoever makes that.
        if not saves:
            saves.append(asyncio.ensure_future(save()))

    notebook.document.ycells.observe_deep(on_change)
    typing = Typing(
        notebook,
        lambda: tools.write_to_cell_collaboratively(
            notebook.document, notebook.cell("one"), NEW, typing_speed=SPEED_S
        ),
    )
    generation = desk.ask(typing)
    await typing.at_change(1)
    await stopped(desk, generation)
    await within(saves[0])
    assert notebook.document.dirty is False
    assert notebook.sources()["one"] == OLD


async def test_what_a_tool_changes_under_an_origin_of_its_own_is_left_to_it(desk: Desk) -> None:
    notebook = SharedNotebook()
    has_written = asyncio.Event()

    async def writes() -> None:
        source = notebook.cell("one")["source"]
        with notebook.document.ydoc.transaction(origin="its own"):
            source += "# more"
        has_written.set()
        await asyncio.Event().wait()

    async def answers() -> None:
        await as_one_edit(generation, writes())

    generation = desk.ask(answers)
    await within(has_written.wait())
    await stopped(desk, generation)
    assert notebook.sources()["one"] == f"{OLD}# more"


async def test_an_edit_that_its_answer_gives_up_by_itself_stays_as_it_is(desk: Desk) -> None:
    notebook = SharedNotebook()
    cell = notebook.cell("one")
    gave_up = asyncio.Event()
    typing: list[asyncio.Future[bool]] = []

    async def gives_up() -> None:
        writing = asyncio.ensure_future(
            tools.write_to_cell_collaboratively(notebook.document, cell, NEW, typing_speed=SPEED_S)
        )
        typing.append(writing)
        await asyncio.wait({writing})
        gave_up.set()
        await asyncio.Event().wait()

    generation = desk.ask(gives_up)
    await within(notebook.until(lambda sources: sources["one"] != OLD))
    typing[0].cancel()
    await within(gave_up.wait())
    half = notebook.sources()["one"]
    await stopped(desk, generation)
    assert half not in (OLD, NEW)
    assert notebook.sources()["one"] == half
    assert [one["did"] for one in generation.touches.told()] == [["edited"]]


async def test_outside_of_all_answers_the_tools_do_what_they_did(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    notebook = OpenNotebook(monkeypatch)
    await tools.edit_cell("analysis.ipynb", "one", NEW)
    assert notebook.sources()["one"] == NEW
    assert notebook.document.undo_manager.can_undo()


async def test_a_tool_that_is_called_after_the_stop_does_nothing(
    desk: Desk, closed_notebook: Path
) -> None:
    calls = 0

    async def does_not_heed() -> None:
        nonlocal calls
        while calls < 3:
            try:
                await asyncio.sleep(0 if calls else 60)
                await tools.edit_cell(str(closed_notebook), "one", NEW)
            except asyncio.CancelledError:
                calls += 1

    generation = desk.ask(does_not_heed)
    await turns(3)
    await stopped(desk, generation)
    assert calls == 3
    [one, _] = nbformat.read(str(closed_notebook), 4).cells
    assert one.source == OLD
    assert generation.touches.told() == []


async def test_of_a_notebook_that_is_not_open_is_told_what_was_written_into_its_file(
    desk: Desk, closed_notebook: Path
) -> None:
    path = str(closed_notebook)

    async def edits() -> None:
        await tools.edit_cell(path, "one", NEW)
        await tools.add_cell(path, "3")
        await tools.delete_cell(path, cell_id="two")
        with contextlib.suppress(ValueError):
            await tools.edit_cell(path, "three", NEW)

    generation = desk.ask(edits)
    await within(generation.ended.wait())
    [_, created] = [one.id for one in nbformat.read(path, 4).cells]
    assert generation.touches.told() == [
        {"did": ["edited"], "notebook": path, "cell_id": "one"},
        {"did": ["created"], "notebook": path, "cell_id": created},
        {"did": ["deleted"], "notebook": path, "cell_id": "two"},
    ]


@pytest.mark.parametrize("name", ["edit_cell", "add_cell", "delete_cell"])
async def test_the_tools_are_described_to_models_as_they_were(name: str) -> None:
    from fastmcp.tools import Tool

    function = getattr(tools, name)
    described = Tool.from_function(function)
    assert described.name == name
    assert described.description
    assert "file_path" in described.parameters["properties"]
    assert any(one is function for one in tools.toolkit)
