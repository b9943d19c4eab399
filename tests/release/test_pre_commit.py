"""The hooks for commits are the linters of `make check`."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from .conftest import ROOT, read_yaml


@pytest.mark.usefixtures("scripts")
def test_the_hooks_are_the_linters_of_make_check() -> None:
    (check,) = [part for part in importlib.import_module("parts").PARTS if part.name == "check"]
    commands = [" ".join([Path(name).name, *rest]) for name, *rest in check.commands]
    (repo,) = read_yaml(ROOT / ".pre-commit-config.yaml")["repos"]
    entries = [hook["entry"].removeprefix(".venv/bin/") for hook in repo["hooks"]]
    assert sorted(entries) == sorted(commands)


def test_each_hook_is_of_the_environment_that_the_project_makes() -> None:
    (repo,) = read_yaml(ROOT / ".pre-commit-config.yaml")["repos"]
    assert repo["repo"] == "local"
    for hook in repo["hooks"]:
        assert hook["entry"].startswith(".venv/bin/"), hook["id"]
        assert hook["pass_filenames"] is False, hook["id"]
