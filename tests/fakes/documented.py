"""The code that documents show, for tests to run."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import Any

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
ROOMS = ("benchmarks", "demo", "tests", "ui-tests")
"""Folders that have pages of their own, in them or one below."""

_FENCE = re.compile(r"^(?P<indent> *)(?P<fence>`{3,}|~{3,})(?P<info>.*)$")


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    page: str
    """Its path, relative to the repository."""
    line: int
    """Where its code begins, from 1."""
    language: str
    """The first word behind the fence, empty where there is none."""
    code: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


@cache
def blocks() -> tuple[Block, ...]:
    """All blocks of all pages, in their order."""
    return tuple(block for path in pages() for block in blocks_in(path))


def pages() -> list[Path]:
    """All pages of the repository that a person is meant to read, and no copy of one."""
    kept = (path for path in DOCS.rglob("*.md") if "_build" not in path.parts)
    rooms = (ROOT / room for room in ROOMS)
    readmes = (path for room in rooms for path in (room, *room.glob("*/")))
    beside = (path / "README.md" for path in readmes)
    return [*sorted(ROOT.glob("*.md")), *sorted(filter(Path.is_file, beside)), *sorted(kept)]


def blocks_in(path: Path) -> Iterator[Block]:
    """Raises ValueError where a fence is never closed."""
    page = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
    opened: re.Match[str] | None = None
    begun = 0
    code: list[str] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        fence = _FENCE.match(line)
        if opened is None:
            if fence:
                opened, begun, code = fence, number + 1, []
        elif fence and not fence["info"].strip() and fence["fence"].startswith(opened["fence"]):
            text = "".join(f"{one.removeprefix(opened['indent'])}\n" for one in code)
            language, *_ = opened["info"].split() or [""]
            yield Block(page, begun, language, text)
            opened = None
        else:
            code.append(line)
    if opened:
        raise ValueError(f"{page}:{begun - 1}: this block is never closed.")


def code_in(document: str, saying: str) -> str:
    """The only block of Python in a document of docs/ in which this is said."""
    (code,) = (
        dedent(block.code)
        for block in blocks_in(DOCS / document)
        if block.language == "python" and saying in block.code
    )
    return code


def run(code: str, **names: Any) -> dict[str, Any]:
    """The names that some code defines, given others."""
    exec(compile(code, "<documented>", "exec"), names)  # noqa: S102
    return names


async def run_awaiting(code: str, **names: Any) -> dict[str, Any]:
    """As `run`, of code that awaits outside of functions."""
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    awaited = eval(compile(code, "<documented>", "exec", flags), names)  # noqa: S307
    if inspect.isawaitable(awaited):
        await awaited
    return names
