"""Cutting a text where a browser saw it end."""

from __future__ import annotations

import random

import pytest

from jupyter_stop_stream.generations.freeze import cut


def units(text: str) -> int:
    """A browser's `string.length`."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@pytest.mark.parametrize(
    ("text", "length", "head"),
    [
        ("Hello", 2, "He"),
        ("Hello", 0, ""),
        ("Hello", 5, "Hello"),
        ("Hello", 99, "Hello"),
        ("", 0, ""),
        ("", 7, ""),
        ("Grüße", 3, "Grü"),
        ("a🎉b", 1, "a"),
        ("a🎉b", 3, "a🎉"),
        ("a🎉b", 4, "a🎉b"),
        ("a🎉b", 99, "a🎉b"),
        ("👩‍💻 codes", 5, "👩‍💻"),
    ],
)
def test_a_text_is_cut_where_a_browser_counts(text: str, length: int, head: str) -> None:
    assert cut(text, length) == (head, text[len(head) :])


@pytest.mark.parametrize("length", [2, 6])
def test_a_pair_is_not_cut_in_two(length: int) -> None:
    text = "a🎉bc🎉d"
    head, tail = cut(text, length)
    assert head + tail == text
    assert units(head) == length - 1


@pytest.mark.parametrize("half", [pytest.param(chr(0xD83C)), pytest.param(chr(0xDF89))])
def test_half_a_pair_that_a_model_sent_is_kept(half: str) -> None:
    text = f"ab{half}cd"
    assert cut(text, 4) == (f"ab{half}c", "d")
    assert cut(text, 3) == (f"ab{half}", "cd")
    assert cut(text, 2) == ("ab", f"{half}cd")


def test_a_pair_that_came_in_two_chunks_is_not_cut_in_two() -> None:
    text = "a" + "\ud83c" + "\udf89" + "b"
    assert cut(text, 2) == ("a", text[1:])
    assert cut(text, 3) == (text[:3], "b")


def test_head_and_tail_are_the_text_for_any_text_and_length() -> None:
    chance = random.Random(20)  # noqa: S311
    alphabet = "ab ü世\u200d\n🎉👩💻\ud83d\udc69"
    for _ in range(3000):
        text = "".join(chance.choices(alphabet, k=chance.randrange(20)))
        length = chance.randrange(45)
        head, tail = cut(text, length)
        assert head + tail == text
        assert units(head) <= length
        assert units(head) >= min(length, units(text)) - 1
