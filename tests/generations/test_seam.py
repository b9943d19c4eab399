"""What an answer says again of the one that it goes on from is left out, and nothing else."""

from __future__ import annotations

import pytest

from jupyter_stop_stream.generations.seam import LEAST, LEAST_WHOLE, Seam

BEFORE = "Once upon a time there was a king, who had three daughters. The first of them"
END = BEFORE[-LEAST:]
NEW = " was clever, the second of them was brave."

CHUNKINGS = [1, 2, 3, 5, 7, 23, 24, 25, 1000]


def appended(before: str, text: str, size: int) -> str:
    """What a reader sees of a reply in the end that comes in chunks of this size."""
    seam = Seam(before)
    chunks = [text[at : at + size] for at in range(0, len(text), size)]
    return "".join(seam.appended(chunk) for chunk in chunks) + seam.released()


def anew(before: str, text: str, size: int) -> str:
    """The same of one whose every write is the whole of it."""
    seam = Seam(before)
    shown = ""
    for end in range(size, len(text) + size, size):
        shown = seam.anew(text[:end])
    return shown + seam.released()


@pytest.mark.parametrize("size", CHUNKINGS)
@pytest.mark.parametrize("write", [appended, anew], ids=["appended", "anew"])
@pytest.mark.parametrize(
    ("before", "text", "shown"),
    [
        pytest.param(BEFORE, END + NEW, NEW, id="the_end"),
        pytest.param(BEFORE, BEFORE[-40:] + NEW, NEW, id="more_of_the_end"),
        pytest.param(BEFORE, BEFORE + NEW, NEW, id="all"),
        pytest.param("The answer is", "The answer is 42.", " 42.", id="all_of_a_short_text"),
        pytest.param(BEFORE, END, "", id="nothing_else"),
        pytest.param(BEFORE, NEW, NEW, id="nothing_is_repeated"),
        pytest.param(BEFORE, BEFORE[-LEAST + 1 :] + NEW, BEFORE[-LEAST + 1 :] + NEW, id="too_few"),
        pytest.param(BEFORE, BEFORE[:40] + NEW, BEFORE[:40] + NEW, id="only_the_beginning"),
        pytest.param(BEFORE, END[:-1] + "?" + NEW, END[:-1] + "?" + NEW, id="not_quite"),
        pytest.param(BEFORE, BEFORE[20:50], BEFORE[20:50], id="a_part_and_no_more"),
        pytest.param(BEFORE, END + END + NEW, END + NEW, id="said_twice"),
        pytest.param("-" * 40, "-" * 40 + "\n", "-" * 40 + "\n", id="a_rule_goes_on"),
        pytest.param("a,b\n" + "0,0,\n" * 9, "0,0,\n" * 9, "0,0,\n" * 9, id="rows_go_on"),
        pytest.param("Yes", "Yes, it is.", "Yes, it is.", id="a_word"),
        pytest.param("", "Anything", "Anything", id="nothing_before"),
    ],
)
def test_an_exact_repetition_of_the_end_is_left_out(
    write: object, before: str, text: str, shown: str, size: int
) -> None:
    assert callable(write)
    assert write(before, text, size) == shown


def test_only_what_may_still_become_a_repetition_is_held_back() -> None:
    seam = Seam(BEFORE)
    assert [seam.appended(chunk) for chunk in ("there", " was", " a duke", " who")] == [
        "",
        "",
        "there was a duke",
        " who",
    ]


def test_what_cannot_become_long_enough_is_not_held_back() -> None:
    assert Seam(BEFORE).appended(BEFORE[-LEAST + 1 :][:3]) != ""


def test_a_body_that_was_read_and_is_written_with_more_loses_nothing() -> None:
    seam = Seam(BEFORE)
    shown = seam.anew(END + " was")
    assert seam.anew(shown + " clever") == " was clever"
    assert seam.anew(END + " was clever") == " was clever"


def test_what_took_the_place_of_another_text_is_looked_at_too() -> None:
    seam = Seam(BEFORE)
    assert seam.anew("Thinking ...") == "Thinking ..."
    assert seam.anew(END + NEW) == NEW


def test_what_is_held_back_is_shown_when_the_reply_ends() -> None:
    seam = Seam(BEFORE)
    assert seam.appended(BEFORE[:LEAST_WHOLE]) == ""
    assert seam.released() == BEFORE[:LEAST_WHOLE]
    assert seam.released() == ""
    assert seam.appended(" and more") == " and more"


def test_reading_a_reply_of_which_nothing_has_come_changes_nothing() -> None:
    seam = Seam(BEFORE)
    assert seam.released() == ""
    assert seam.appended(END + NEW) == NEW
