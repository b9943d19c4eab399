"""Code of bots, personas and configurations."""

from __future__ import annotations

import asyncio
import inspect
import json
import logging
from collections.abc import AsyncIterator
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

from jupyter_events import EventLogger
from traitlets.config import Config

from jupyter_stop_stream.adapters.persona import CONTINUE
from jupyter_stop_stream.telemetry import Telling
from jupyter_stop_stream.telemetry.events import EventSink

from ..fakes.bot_server import shown
from ..fakes.documented import run
from ..fakes.patience import within
from ..fakes.personas import Prefiller
from ..fakes.teller import Teller
from .stage import Stage


async def a_decorator_makes_a_bot(stage: Stage) -> None:
    chat = await stage.server.open()
    message = stage.server.write(chat)
    run(stage.code, settings=stage.server.settings, chat=chat, message=message)
    generation = stage.server.one()
    assert (generation.persona_id, generation.persona_name) == ("my-bot", "My Bot")
    await within(generation.ended.wait())
    assert generation.outcome == "complete"


async def a_worker_goes_on_behind_a_stop(stage: Stage) -> None:
    forgotten: list[Any] = []
    teller = Teller("Once", rest=(" upon",))
    names = run(stage.code, settings=stage.server.settings, answer=teller, forget=forgotten.append)
    chat = await stage.server.open()
    messages = [stage.server.write(chat, body) for body in ("First", "Second")]
    queue: asyncio.Queue[Any] = asyncio.Queue()
    for message in messages:
        queue.put_nowait((chat, message))
    work = asyncio.create_task(names["work"](queue))
    await within(teller.waits.wait())
    teller.waits.clear()
    stage.server.stop(chat)
    await within(teller.waits.wait())
    second = stage.server.one()
    teller.go_on.set()
    await within(second.ended.wait())
    assert (second.persona_name, second.outcome) == ("My Bot", "complete")
    assert (teller.asked, forgotten) == (["First", "Second"], messages[:1])
    assert shown(chat)[2:] == ["Once", "Once upon"]
    work.cancel()
    with suppress(asyncio.CancelledError):
        await work


async def a_persona_goes_on_from_its_text(stage: Stage) -> None:
    asked: list[dict[str, Any]] = []
    streamed: list[str] = []

    async def create(**request: Any) -> AsyncIterator[str]:
        async def stream() -> AsyncIterator[str]:
            for event in ("a", "b"):
                yield event

        asked.append(request)
        return stream()

    async def stream_message(texts: AsyncIterator[str]) -> None:
        streamed.extend([text async for text in texts])

    kind = run(f"class Persona:\n{stage.code}", text_of=str.upper)["Persona"]
    named, known = (inspect.signature(getattr(one, CONTINUE)) for one in (kind, Prefiller))
    assert list(named.parameters) == list(known.parameters)
    persona = kind()
    persona.client = SimpleNamespace(messages=SimpleNamespace(create=create))
    persona.model, persona.stream_message = "model", stream_message
    await persona.continue_message(SimpleNamespace(body="Why?"), "Because ")
    (request,) = asked
    assert [(one["role"], one["content"]) for one in request["messages"]] == [
        ("user", "Why?"),
        ("assistant", "Because"),
    ]
    assert (request["stream"], streamed) == (True, ["A", "B"])


async def events_are_written_to_a_file(stage: Stage) -> None:
    config = Config()
    run(stage.code.replace("/var/log/jupyter", str(stage.folder)), c=config)
    events = EventLogger(config=config)
    stage.server.registry.observe(Telling([EventSink(events)], logging.getLogger("events")))
    _, generation = await stage.asked(teller := Teller("Once"))
    teller.go_on.set()
    await within(generation.ended.wait())
    await within(stage.server.registry.shutdown())
    (handler,) = events.handlers
    handler.close()
    lines = (stage.folder / "events.jsonl").read_text().splitlines()
    assert [json.loads(line)["action"] for line in lines] == ["started", "ended"]
