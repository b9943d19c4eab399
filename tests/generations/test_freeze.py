"""Cutting a text where a browser saw it end."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from jupyter_stop_stream.generations.bodies import MAX_BODIES, MAX_CHARACTERS, Bodies
from jupyter_stop_stream.generations.freeze import Frozen, cut, freeze
from jupyter_stop_stream.protocol import Seen, checksum


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


def shown(text: str) -> Seen:
    """What a page says that shows this."""
    return Seen(units(text), checksum(text))


def bodies(*texts: str) -> Bodies:
    """Those of a reply that said one after the other."""
    earlier = Bodies()
    for before, after in pairwise(texts):
        earlier.replace(before, after)
    return earlier


def test_only_what_something_else_took_the_place_of_is_kept() -> None:
    assert list(bodies("", "a", "ab", "ab", "c", "cd", "e")) == ["cd", "ab"]


@pytest.mark.parametrize(
    ("seen", "frozen"),
    [
        (shown("ab"), Frozen("ab", "xyz", is_rewritten=True)),
        (shown("a"), Frozen("a", "xyz", is_rewritten=True)),
        (shown("xy"), Frozen("xy", "z")),
        (shown("xyz"), Frozen("xyz", "")),
        (shown(""), Frozen("", "xyz")),
        (Seen(1), Frozen("x", "yz")),
        (shown("ba"), Frozen("xyz", "")),
        (shown("abcdef"), Frozen("xyz", "")),
    ],
)
def test_what_was_seen_is_found_among_all_that_a_reply_has_said(seen: Seen, frozen: Frozen) -> None:
    assert freeze("xyz", bodies("ab", "cd", "xyz"), seen) == frozen


def test_of_bodies_that_begin_alike_the_newest_was_seen() -> None:
    assert freeze("abz", bodies("abc", "x", "abz"), shown("ab")) == Frozen("ab", "z")


def test_the_oldest_of_too_many_bodies_are_forgotten() -> None:
    texts = [f"{number}." for number in range(MAX_BODIES + 3)]
    assert list(bodies(*texts)) == texts[2:-1][::-1]
    half = MAX_CHARACTERS // 2
    assert [one[0] for one in bodies("a" * half, "b" * half, "c" * half, "d")] == ["c", "b"]
