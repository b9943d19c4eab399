"""The pages say what the code says."""

from __future__ import annotations

import runpy
from types import SimpleNamespace
from typing import Any

import pytest
from jupyter_server.auth import Authorizer, User

from .fakes.documented import DOCS, ROOT, code_in, run


@pytest.mark.parametrize("name", ["administrators.md", "protocol.md"])
def test_a_page_is_in_step_with_the_code(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.syspath_prepend(ROOT / "scripts")
    reference = runpy.run_path(str(ROOT / "scripts" / "reference.py"))
    page = (DOCS / name).read_text(encoding="utf-8")
    assert reference["written"](name, page) == page, "run `make reference`"


@pytest.mark.parametrize(
    ("username", "action", "resource", "is_allowed"),
    [
        ("ada", "write", "stop_stream", True),
        ("bob", "write", "stop_stream", False),
        ("bob", "execute", "stop_stream", True),
        ("bob", "write", "contents", True),
    ],
)
def test_the_owner_of_a_server_alone_stops_what_others_asked_for_as_the_page_has_it(
    monkeypatch: pytest.MonkeyPatch, username: str, action: str, resource: str, is_allowed: bool
) -> None:
    monkeypatch.setenv("JUPYTERHUB_USER", "ada")
    c = SimpleNamespace(ServerApp=SimpleNamespace(), StopStreamExtension=SimpleNamespace())
    run(code_in("jupyterhub.md", "class OwnerStops"), c=c)
    authorizer: Any = c.ServerApp.authorizer_class()
    assert isinstance(authorizer, Authorizer)
    assert authorizer.is_authorized(None, User(username), action, resource) is is_allowed
    assert c.StopStreamExtension.may_stop_others is True
