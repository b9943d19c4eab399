"""The bot of docs/authors.md, copied as it stands there, in a real server and with a real model."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from jupyter_server.serverapp import ServerApp

from jupyter_stop_stream.handlers.base import REGISTRY_KEY

from ..fakes.documented import code_in
from ..fakes.patience import within
from ..model_server.process import ModelServer, start_model_server
from ..stops_seen import saw_stop

Record = dict[str, Any]

SITUATIONS = [
    ("before the first token", "first_token_s=600", 0),
    ("midway", "rate=100 length=100000", 10),
    ("in a stall", "rate=1000 length=400 stall_at=10", 10),
]


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    with start_model_server() as running:
        yield running


@pytest.fixture
def jp_server_config(
    tmp_path: Path, model: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Any]:
    (tmp_path / "my_bot.py").write_text(code_in("authors.md", "_load_jupyter_server_extension"))
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "my_bot", raising=False)
    monkeypatch.setenv("OPENAI_BASE_URL", model.base_url)
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    monkeypatch.setenv("OPENAI_MODEL", "scripted")
    extensions = dict.fromkeys(("jupyter_stop_stream", "jupyterlab_chat", "my_bot"), True)
    extensions["jupyter_server_terminals"] = False
    return {"ServerApp": {"jpserver_extensions": extensions}}


class Page:
    """A page that shows a chat."""

    def __init__(self, connection: Any, fetch: Any) -> None:
        self._connection = connection
        self._fetch = fetch
        self.chat_id = ""

    async def begin(self) -> None:
        first = json.loads(await within(self._connection.read_message()))
        self.chat_id = first["id"]

    async def ask(self, body: str) -> None:
        frame = {"type": "client", "action": "send", "id": uuid4().hex, "body": body}
        await self._connection.write_message(json.dumps(frame))

    async def stop(self) -> Record:
        """Press Stop; the record of what it stopped."""
        body = json.dumps({"chat_id": self.chat_id})
        path = ("api", "stop-stream", "stop")
        answer = await self._fetch(*path, method="POST", body=body)
        (record,) = json.loads(answer.body)["generations"]
        return dict(record)

    async def messages_until(self, is_so: Callable[[Record], bool]) -> Record:
        """The next message that the server sends of which something is so."""
        while True:
            frame = json.loads(await within(self._connection.read_message()))
            if frame["action"] == "message" and is_so(frame["message"]):
                return dict(frame["message"])

    def close(self) -> None:
        self._connection.close()


@pytest.fixture
def open_page(jp_ws_fetch: Any, jp_fetch: Any, jp_root_dir: Path) -> Callable[[str], Any]:
    async def open_chat(name: str) -> Page:
        (jp_root_dir / name).write_text("{}")
        page = Page(await jp_ws_fetch("api", "chat", "ws", name), jp_fetch)
        await page.begin()
        return page

    return open_chat


async def record_of(model: ModelServer, is_so: Callable[[Record], bool]) -> Record:
    """The model's last request, once something is so of it."""

    async def look() -> Record:
        while True:
            records = await asyncio.to_thread(model.requests)
            if records and is_so(records[-1]):
                return dict(records[-1])

    return await within(look())


def status_of(message: Record) -> str | None:
    mark = (message.get("metadata") or {}).get("stop_stream", {})
    return str(mark.get("status"))


async def test_a_bot_that_was_copied_from_the_documentation_is_stopped(
    jp_serverapp: ServerApp, open_page: Any, model: ModelServer
) -> None:
    page = await open_page("a.chat")
    registry = jp_serverapp.web_app.settings[REGISTRY_KEY]
    for situation, prompt, produced in SITUATIONS:
        model.forget()
        await page.ask(prompt)
        await record_of(model, lambda record, least=produced: record["produced"] >= least)
        told = await page.stop()
        (generation,) = registry.known([told["generation_id"]])
        await within(generation.ended.wait())
        assert (generation.persona_name, generation.receipt) == ("My Bot", "cancelled")
        over = await record_of(model, lambda record: record["ended_at"] is not None)
        assert over["let_go_at"] is not None
        assert over["produced"] < over["length"]
        stopped = await page.messages_until(lambda one: status_of(one) == "interrupted")
        assert stopped["body"] == (over["text"] if produced else prompt)[: len(stopped["body"])]
        let_go_ms = (over["let_go_at"] - generation.stopped_at) * 1000
        assert let_go_ms < 1000
        saw_stop("bot", situation, receipt="cancelled", let_go_ms=let_go_ms)
    page.close()
