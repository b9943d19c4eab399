"""What a stopped turn becomes, message by message."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from jupyter_stop_stream.adapters.history import ANSWER, TOOL_RESULT, mended

Call = dict[str, str]


@dataclass(frozen=True)
class Said:
    """A message of LangChain's shape."""

    type: str
    content: Any = ""
    id: str = "id"
    tool_calls: list[Call] = field(default_factory=list)
    tool_call_id: str = ""

    def model_copy(self, update: dict[str, Any]) -> Said:
        return replace(self, **update)


PROMPT = Said("human", "Why?")
CALL: Call = {"id": "a", "name": "look"}
OTHER: Call = {"id": "b", "name": "walk"}
STOPPED = {"role": "tool", "content": TOOL_RESULT, "tool_call_id": "a", "name": "look"}


def answer(text: str) -> dict[str, str]:
    return {"role": "assistant", "content": text}


def removed(message_id: str) -> dict[str, str]:
    return {"role": "remove", "content": "", "id": message_id}


def test_a_prompt_is_answered_with_what_was_seen() -> None:
    assert mended([PROMPT], "Becau") == [answer("Becau")]


@pytest.mark.parametrize("seen", ["", "\n", None])
def test_a_prompt_of_which_nothing_was_seen_is_answered_with_a_sentence(seen: str | None) -> None:
    assert mended([PROMPT], seen) == [answer(ANSWER)]


def test_an_answer_that_was_seen_whole_is_left_alone() -> None:
    assert mended([PROMPT, Said("ai", "Because.")], "Because.") == []


def test_an_answer_that_was_seen_in_part_is_cut() -> None:
    whole = Said("ai", "Because.", id="1")
    assert mended([PROMPT, whole], "Bec") == [replace(whole, content="Bec")]


def test_an_answer_that_was_not_seen_is_taken_out() -> None:
    whole = Said("ai", "Because.", id="1")
    assert mended([PROMPT, whole], "") == [removed("1"), answer(ANSWER)]


def test_where_nobody_knows_what_was_seen_texts_are_left_alone() -> None:
    assert mended([PROMPT, Said("ai", "Because.")], None) == []
    assert mended([PROMPT, Said("ai", "I look.", tool_calls=[CALL])], None) == [
        STOPPED,
        answer(ANSWER),
    ]


def test_an_empty_answer_is_taken_out() -> None:
    assert mended([PROMPT, Said("ai", "", id="1")], None) == [removed("1"), answer(ANSWER)]


def test_only_the_calls_without_a_result_are_given_one() -> None:
    turn = [PROMPT, Said("ai", tool_calls=[OTHER, CALL]), Said("tool", "far", tool_call_id="b")]
    assert mended(turn, "") == [STOPPED, answer(ANSWER)]


def test_a_call_that_was_not_seen_is_kept_without_its_text() -> None:
    call = Said("ai", "I look.", id="1", tool_calls=[CALL])
    turn = [PROMPT, call, Said("tool", "green", tool_call_id="a")]
    assert mended(turn, "") == [replace(call, content=""), answer(ANSWER)]


def test_what_was_seen_after_a_tool_comes_after_it() -> None:
    turn = [PROMPT, Said("ai", "I look. ", tool_calls=[CALL]), Said("tool", "", tool_call_id="a")]
    assert mended(turn, "I look. It is") == [answer("It is")]


def test_reasoning_that_a_chat_shows_before_the_text_is_no_part_of_it() -> None:
    whole = Said("ai", "It is a chestnut.", id="1")
    assert mended([PROMPT, whole], "Hm, it is brown.It is a chest") == [
        replace(whole, content="It is a chest")
    ]
    assert mended([PROMPT, whole], "Hm. It is a chair. It is a chest") == [
        replace(whole, content="It is a chest")
    ]


def test_what_was_shown_in_other_words_is_there_once() -> None:
    whole = Said("ai", "a chestnut", id="1")
    assert mended([PROMPT, whole], "A CHEST") == [removed("1"), answer("A CHEST")]


@pytest.mark.parametrize(
    ("seen", "kept"),
    [
        ("Becau", [{"type": "text", "text": "Becau", "index": 0}, {"type": "tool_call"}]),
        ("Because", [{"type": "text", "text": "Because", "index": 0}, {"type": "tool_call"}]),
        ("", [{"type": "tool_call"}]),
    ],
)
def test_of_an_answer_in_parts_the_text_is_cut(seen: str, kept: list[Call]) -> None:
    parts = [
        {"type": "text", "text": "Because", "index": 0},
        {"type": "tool_call"},
        {"type": "text", "text": " so."},
    ]
    call = Said("ai", parts, tool_calls=[CALL])
    changes = mended([PROMPT, call], seen)
    assert changes == [replace(call, content=kept), STOPPED, answer(ANSWER)]


def test_of_an_answer_in_strings_the_text_is_cut() -> None:
    whole = Said("ai", ["Be", "cause"], id="1")
    assert mended([PROMPT, whole], "Becau") == [replace(whole, content=["Becau"])]
