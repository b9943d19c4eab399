"""A page and the server count the same; `checksum.spec.ts` has the same texts."""

from __future__ import annotations

import pytest

from jupyter_stop_stream.protocol import checksum


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", 0),
        ("Thinking ...", 2110726334),
        ("Grüße 世界", 936559545),
        ("a🎉b", 4061204123),
        ("half a pair: \ud83c", 1212256272),
    ],
)
def test_a_text_has_the_checksum_that_a_page_gives_it(text: str, value: int) -> None:
    assert checksum(text) == value


def test_the_beginning_of_a_text_is_counted_in_utf_16_code_units() -> None:
    assert checksum("a🎉b", 3) == checksum("a🎉")
    assert checksum("a🎉b", 2) == checksum("a\ud83c")
    assert checksum("a🎉b", 0) == checksum("") == 0
    assert checksum("a🎉b", 5) is None
