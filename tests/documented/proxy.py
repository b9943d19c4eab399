"""Configurations of nginx that pages show: each directive is one that the browser tests pass by."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from ..fakes.documented import ROOT

TRIED = ROOT / "ui-tests" / "hosts" / "nginx.conf"

FILLED_IN = ("location", "proxy_pass")
"""Directives with names that depend on the server; the first word of each is compared alone."""


def check(code: str) -> None:
    """Raises AssertionError where a directive is not among those that were tried; ValueError where
    the configuration is none.
    """
    missing = Counter(_statements(code)) - Counter(_statements(TRIED.read_text(encoding="utf-8")))
    assert not missing, f"this was not tried: {'; '.join(missing)}"


def _statements(text: str) -> Iterator[str]:
    """Each directive with its arguments, in one line, whatever stands around it."""
    depth = 0
    text = re.sub(r"#.*", "", text)
    for statement, end in re.findall(r"([^;{}]*)([;{}])", text + ";"):
        words = statement.split()
        depth += {"{": 1, "}": -1}.get(end, 0)
        if depth < 0 or (end == "}" and words):
            raise ValueError(f"There is a }} too many, or a ; is missing behind {statement!r}.")
        if words:
            yield words[0] if words[0] in FILLED_IN else " ".join(words)
    if depth:
        raise ValueError("A { is never closed.")
