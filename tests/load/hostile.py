"""Frames that no honest page sends, the same ones for the same seed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

GOLDEN = Path(__file__).parents[1] / "golden"
CLIENT = ("subscribe", "unsubscribe", "stop", "regenerate", "reload", "end", "move")

PLACE = '"@here"'
"""Stands where a text that is no JSON value of Python's is put."""

RAW = [
    *("NaN", "Infinity", "-Infinity", "1e400", "-1e400", "-0", "-0.0", "1E+2", "1e308", "00"),
    *("0x1", "tru", "undefined", "//", "[", "{", "]", "[[[["),
    *("9" * 400, "9" * 4400, "18446744073709551616", "-9223372036854775809", "2147483648"),
    *('"\\ud800"', '"\\udfff\\ud800"', '"\\u0000"', '"\\q"', '"', "'a'", "", "\x00"),
    *("[" * 1200 + "]" * 1200, '{"a":' * 500 + "1" + "}" * 500),
]

VALUES: list[Any] = [
    *(None, True, False, 0, -1, 1.5, 2**31, 2**63, -(2**63) - 1, 2**64, 10**300, 1e308),
    *("", " ", "a" * 257, "a" * 10_000, "\x00", "\ud800", "\udc00\ud83d", "🎉" * 300, "\u202e"),
    *("__proto__", "constructor", "toString", "__class__", "<script>", "%s%n", "../..", "{0}"),
    *([], [[]], [None], {}, {"a": 1}, {"__proto__": {}}, {"length": 1}, ["a"] * 300, [1] * 5000),
    [{"message_id": "m", "length": -1}],
    [{"message_id": "m", "length": 2**31}],
    [{"message_id": "m"}] * 300,
    [{"message_id": "\ud800", "length": 1}],
]

NAMES = [
    *("type", "request_id", "chat_id", "generation_ids", "seen", "prompt_id", "by", "asked_by"),
    *("chat_path", "prompt_ids"),
    *("__proto__", "constructor", "hasOwnProperty", "", "\x00", "\ud800", "x" * 300, "stopped_by"),
]

TYPES = [*CLIENT, "generation", "generations", "reply", "error", "Stop", "stop ", "__proto__", ""]


class Hostile:
    """Makes hostile frames.

    Args:
        seed: Of the pseudo-random numbers.
        chat_ids: Chats that there are.
        generation_ids: Generations that somebody else asked for.
    """

    def __init__(
        self, seed: int, chat_ids: Sequence[str] = (), generation_ids: Sequence[str] = ()
    ) -> None:
        self._random = Random(seed)  # noqa: S311
        self._chat_ids = chat_ids
        self._generation_ids = generation_ids
        self._golden = [json.loads((GOLDEN / f"{name}.json").read_text()) for name in CLIENT]
        self._ways: list[Callable[[], str | bytes]] = [
            self._wrong_value,
            self._wrong_value,
            self._raw_value,
            self._surplus,
            self._lacking,
            self._twice,
            self._cut_or_flipped,
            self._bytes,
            self._foreign,
        ]

    def frames(self, count: int) -> Iterator[str | bytes]:
        """So many frames; a few of them would pass for honest ones."""
        for _ in range(count):
            yield self._random.choice(self._ways)()

    def _frame(self) -> dict[str, Any]:
        frame = dict(self._random.choice(self._golden))
        if self._chat_ids and self._random.random() < 0.7:
            frame["chat_id"] = self._random.choice(self._chat_ids)
        if "request_id" in frame:
            frame["request_id"] = f"hostile-{self._random.randrange(10**6)}"
        return frame

    def _wrong_value(self) -> str:
        frame = self._frame()
        for _ in range(self._random.randint(1, 3)):
            frame[self._random.choice(NAMES[:6])] = self._random.choice([*VALUES, *TYPES])
        return json.dumps(frame)

    def _raw_value(self) -> str:
        frame = self._frame()
        frame[self._random.choice(list(frame))] = "@here"
        if self._random.random() < 0.3 and frame.get("type") == "stop":
            frame["seen"] = [{"message_id": "m", "length": "@here"}]
        return json.dumps(frame).replace(PLACE, self._random.choice(RAW))

    def _surplus(self) -> str:
        return json.dumps(
            {**self._frame(), self._random.choice(NAMES): self._random.choice(VALUES)}
        )

    def _lacking(self) -> str:
        frame = self._frame()
        del frame[self._random.choice(list(frame))]
        return json.dumps(frame)

    def _twice(self) -> str:
        frame = self._frame()
        name = self._random.choice(list(frame))
        value = json.dumps(self._random.choice([*VALUES, *TYPES]))
        return f"{json.dumps(frame)[:-1]}, {json.dumps(name)}: {value}}}"

    def _cut_or_flipped(self) -> str:
        text = json.dumps(self._frame())
        at = self._random.randrange(len(text))
        if self._random.random() < 0.5:
            return text[:at]
        return text[:at] + chr(self._random.randrange(0x3000)) + text[at + 1 :]

    def _bytes(self) -> bytes:
        if self._random.random() < 0.5:
            return self._random.randbytes(self._random.randrange(200))
        text = json.dumps(self._frame())
        return text.encode(self._random.choice(["utf-16", "utf-32", "utf-8-sig", "utf-16-be"]))

    def _foreign(self) -> str:
        frame = {**self._golden[CLIENT.index("stop")], **self._frame(), "type": "stop"}
        frame.pop("prompt_id", None)
        ids = [*self._generation_ids, "nobody", "\ud800", "a" * 256]
        frame["generation_ids"] = self._random.sample(ids, self._random.randint(1, len(ids)))
        return json.dumps(frame)
