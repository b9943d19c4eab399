"""What is kept of an answer's edits, to be taken back."""

from __future__ import annotations

import pytest

from jupyter_stop_stream.generations import cell_edits
from jupyter_stop_stream.generations.cell_edits import CellEdits, EditedCell
from jupyter_stop_stream.protocol import Cell


def cell(source: str, cell_type: str = "code") -> Cell:
    return {"id": "one", "cell_type": cell_type, "source": source, "metadata": {}}


def note(
    edits: CellEdits, before: Cell | None, after: Cell | None, *, is_mixed: bool = False
) -> None:
    edits.note("a.ipynb", EditedCell("one", before, after, is_mixed=is_mixed))


def test_several_edits_of_a_cell_are_one_from_the_first_before_to_the_last_after() -> None:
    edits = CellEdits()
    note(edits, cell("1"), cell("2"))
    note(edits, cell("2"), cell("3", "markdown"))
    [edit] = edits.told()
    assert (edit["before"], edit["after"]) == (cell("1"), cell("3", "markdown"))


def test_a_cell_that_is_as_it_was_or_is_gone_again_is_no_edit() -> None:
    edits = CellEdits()
    note(edits, cell("1"), cell("2"))
    note(edits, cell("2"), cell("1"))
    note(edits, None, cell("3"))
    note(edits, cell("3"), None)
    assert edits.told() == []


@pytest.mark.parametrize("is_between", [True, False])
def test_a_cell_that_others_have_changed_between_or_during_edits_is_kept_no_more(
    is_between: bool,
) -> None:
    edits = CellEdits()
    note(edits, cell("1"), cell("2"))
    note(edits, cell("2, mine" if is_between else "2"), cell("3"), is_mixed=not is_between)
    note(edits, cell("3"), cell("4"))
    assert edits.told() == []


def test_what_is_more_than_is_kept_is_left_out_and_the_rest_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cell_edits, "MAX_CHARACTERS", 1000)
    edits = CellEdits()
    edits.note("a.ipynb", EditedCell("long", None, cell("1" * 1000)))
    for number in range(50):
        # A cell that is edited again and again takes the room of one.
        note(edits, None if number == 0 else cell(str(number - 1)), cell(str(number)))
    assert [one["cell_id"] for one in edits.told()] == ["one"]
    edits.clear()
    assert edits.told() == []


def test_outputs_are_kept_of_a_cell_that_is_gone_where_there_is_room_for_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cell_edits, "MAX_CHARACTERS", 1000)
    edits = CellEdits()
    for cell_id, length in (("edited", 5000), ("short", 100), ("long", 1000)):
        whole = {**cell("1"), "outputs": ["x" * length]}
        after = {**whole, "source": "2"} if cell_id == "edited" else None
        edits.note("a.ipynb", EditedCell(cell_id, whole, after))
    befores = {one["cell_id"]: one["before"] for one in edits.told()}
    assert befores == {
        "edited": cell("1"),
        "short": {**cell("1"), "outputs": ["x" * 100]},
        "long": cell("1"),
    }
