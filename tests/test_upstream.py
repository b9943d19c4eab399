"""What docs/upstream says of this repository is so."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from .stops_seen import ROOT

FOLDER = ROOT / "docs" / "upstream"
PAGES = [path for path in sorted(FOLDER.glob("*.md")) if path.name != "README.md"]
OURS = ("benchmarks", "docs", "jupyter_stop_stream", "scripts", "src", "tests")

A_PATH = re.compile(rf"`((?:{'|'.join(OURS)})/[\w./-]+)`")
DROPPED = re.compile(r"^## What we drop once it is merged$(.*?)^## ", re.MULTILINE | re.DOTALL)
OF_PATCH = re.compile(r"^\+\+\+ b/(.+)$", re.MULTILINE)


@pytest.mark.parametrize("page", [*PAGES, FOLDER / "README.md"], ids=lambda path: path.stem)
def test_each_file_that_is_named_is_there(page: Path) -> None:
    named = A_PATH.findall(page.read_text(encoding="utf-8"))
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_each_page_says_which_files_lose_something_once_it_is_merged(page: Path) -> None:
    (dropped,) = DROPPED.findall(page.read_text(encoding="utf-8"))
    assert A_PATH.findall(dropped)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("jupyter_stop_stream/adapters/persona.py", ("_ensure_prepared", "_cancel_response")),
        ("jupyter_stop_stream/app.py", ("flush_interval_s",)),
        ("jupyter_stop_stream/generations/gate.py", ("Pending", "_timer")),
        ("src/plugins/page-personas.ts", ("replaceToo",)),
        ("src/plugins/toolbar.tsx", ("factory.create", "toolbarOf")),
    ],
)
def test_what_is_to_go_from_a_file_is_in_it(path: str, words: tuple[str, ...]) -> None:
    code = (ROOT / path).read_text(encoding="utf-8")
    assert [word for word in words if word not in code] == []


def test_each_patch_adds_tests_to_what_it_changes() -> None:
    patches = sorted(FOLDER.glob("*.patch"))
    assert len(patches) == 2
    for patch in patches:
        changed = OF_PATCH.findall(patch.read_text(encoding="utf-8"))
        assert {"/tests/" in path for path in changed} == {True, False}


def test_each_patch_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOT / "scripts")
    releases = importlib.import_module("upstream_sources").RELEASES
    assert {release.patch for release in releases} == set(FOLDER.glob("*.patch"))
