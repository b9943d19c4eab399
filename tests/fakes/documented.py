"""The code that documents show, for tests to run."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent
from typing import Any

DOCS = Path(__file__).parents[2] / "docs"

_BLOCK = re.compile(r"^( *)```python\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)


def code_in(document: str, saying: str) -> str:
    """The only block of Python in a document in which this is said."""
    text = (DOCS / document).read_text(encoding="utf-8")
    (code,) = (dedent(one[2]) for one in _BLOCK.finditer(text) if saying in one[2])
    return code


def run(code: str, **names: Any) -> dict[str, Any]:
    """The names that some code defines, given others."""
    exec(compile(code, "<documented>", "exec"), names)  # noqa: S102
    return names
