"""What an answer has touched is told place by place, and each place once."""

from __future__ import annotations

from pathlib import Path

import pytest

from jupyter_stop_stream.generations.touches import MAX_COMMAND, MOST, Touches
from jupyter_stop_stream.protocol import Did


@pytest.mark.parametrize(
    ("did", "told"),
    [
        (["edited", "edited"], ["edited"]),
        (["created", "edited", "ran"], ["created", "ran"]),
        (["edited", "ran", "edited", "ran"], ["edited", "ran"]),
        (["ran", "edited"], ["edited", "ran"]),
        (["edited", "ran", "deleted"], ["deleted", "ran"]),
        (["deleted", "created"], ["edited"]),
    ],
)
def test_a_cell_is_told_once_with_all_that_was_done_to_it(did: list[Did], told: list[Did]) -> None:
    touches = Touches()
    for one in did:
        touches.note_cell("a.ipynb", "c1", one)
    assert touches.told() == [{"did": told, "notebook": "a.ipynb", "cell_id": "c1"}]


def test_a_cell_that_was_created_and_deleted_again_is_not_told() -> None:
    touches = Touches()
    for one in ("created", "ran", "deleted"):
        touches.note_cell("a.ipynb", "c1", one)
    assert touches.told() == []


def test_cells_whose_ids_are_not_known_are_each_told() -> None:
    touches = Touches()
    for _ in range(2):
        touches.note_cell("a.ipynb", None, "created")
    assert touches.told() == [{"did": ["created"], "notebook": "a.ipynb", "cell_id": None}] * 2


def test_a_notebook_a_file_and_a_command_are_told_in_the_order_in_which_they_were_touched() -> None:
    touches = Touches()
    touches.note_command("  make data\n")
    touches.note_file("model.py", "edited")
    touches.note_notebook("new.ipynb", "created")
    assert touches.told() == [
        {"did": ["ran"], "command": "make data"},
        {"did": ["edited"], "file": "model.py"},
        {"did": ["created"], "notebook": "new.ipynb"},
    ]


def test_a_path_is_told_as_the_contents_have_it(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    link = tmp_path / "link"
    link.symlink_to(root)
    touches = Touches(str(link))
    for path in (link / "a.py", root / "sub" / ".." / "a.py", Path("./a.py")):
        touches.note_file(str(path), "edited")
    outside = str(tmp_path / "rooted" / "b.py")
    touches.note_file(outside, "edited")
    assert [one["file"] for one in touches.told()] == ["a.py", outside]


def test_of_thousands_of_things_so_many_are_told_and_the_others_counted() -> None:
    touches = Touches()
    for index in range(MOST + 30):
        touches.note_cell("a.ipynb", f"c{index}", "edited")
    for _ in range(5):
        touches.note_cell("a.ipynb", "c0", "ran")
        touches.note_cell("a.ipynb", f"c{MOST}", "ran")
    assert len(touches.told()) == MOST
    assert touches.beyond == 30


def test_a_long_command_is_told_by_its_beginning_and_an_empty_one_not_at_all() -> None:
    touches = Touches()
    touches.note_command("x" * 10_000)
    touches.note_command(" \n")
    [told] = touches.told()
    assert len(told["command"]) == MAX_COMMAND


def test_cells_that_a_kernel_ran_are_told_once_its_notebook_is_known() -> None:
    touches = Touches()
    touches.note_run("kernel-1", "c1")
    touches.note_run("kernel-2", "c2")
    assert touches.unnamed_kernels == ("kernel-1", "kernel-2")
    assert touches.told() == []
    touches.name_kernel("kernel-1", "a.ipynb")
    touches.name_kernel("kernel-2", None)
    touches.note_run("kernel-1", "c3")
    assert touches.unnamed_kernels == ()
    assert touches.told() == [
        {"did": ["ran"], "notebook": "a.ipynb", "cell_id": cell_id} for cell_id in ("c1", "c3")
    ]
