"""The extension as a Jupyter server loads it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from importlib.metadata import version
from typing import Any

import pytest
from jupyter_ai_persona_manager.extension import PersonaManagerExtension
from jupyter_ai_persona_manager.persona_manager import PersonaManager
from jupyter_server.extension.manager import ExtensionManager
from jupyter_server.extension.utils import get_loader, get_metadata
from jupyter_server.serverapp import ServerApp
from pytest_jupyter.jupyter_server import *  # noqa: F403

import jupyter_stop_stream
from jupyter_stop_stream import StopStreamExtension
from jupyter_stop_stream.generations import AnswerLimits
from jupyter_stop_stream.handlers.base import (
    ANSWERED_KEY,
    LIMITS_KEY,
    MAY_STOP_OTHERS_KEY,
    REGISTRY_KEY,
)
from jupyter_stop_stream.handlers.limits import Limits

PERSONAS = "jupyter_ai_persona_manager"

Serve = Callable[..., ServerApp]


class OwnManager(PersonaManager):
    """A persona manager of somebody's own."""


@pytest.fixture
def serve(
    jp_configurable_serverapp: Any,
    jp_asyncio_loop: asyncio.AbstractEventLoop,
) -> Iterator[Serve]:
    """Starts a server with our extension and those that are named."""

    def start(*extensions: str, **config: Any) -> ServerApp:
        enabled = dict.fromkeys(("jupyter_stop_stream", *extensions), True)
        enabled["jupyter_server_terminals"] = False
        return jp_configurable_serverapp(  # type: ignore[no-any-return]
            config={"ServerApp": {"jpserver_extensions": enabled}, **config}
        )

    yield start

    async def end_tasks() -> None:
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    jp_asyncio_loop.run_until_complete(end_tasks())


def app_of(server: ServerApp, name: str) -> Any:
    (app,) = server.extension_manager.extension_apps[name]
    return app


def test_it_is_found_as_a_server_extension() -> None:
    _, points = get_metadata("jupyter_stop_stream")
    assert points == [{"module": "jupyter_stop_stream", "app": StopStreamExtension}]
    assert get_loader(StopStreamExtension())
    (static,) = jupyter_stop_stream._jupyter_labextension_paths()
    assert static == {"src": "labextension", "dest": "jupyter-stop-stream"}


def test_without_personas_it_says_so_and_works(
    serve: Serve, capsys: pytest.CaptureFixture[str]
) -> None:
    server = serve()
    said = capsys.readouterr().err
    assert f"StopStreamExtension] Found no {PERSONAS}" in said
    assert "[W " not in said
    assert "[E " not in said
    assert {REGISTRY_KEY, ANSWERED_KEY} <= set(server.web_app.settings)


@pytest.mark.parametrize("is_ours_first", [False, True])
def test_personas_are_adapted_whichever_extension_loads_first(
    serve: Serve,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    is_ours_first: bool,
) -> None:
    def in_order(manager: ExtensionManager) -> dict[str, Any]:
        return dict(sorted(manager.extensions.items(), reverse=is_ours_first))

    monkeypatch.setattr(ExtensionManager, "sorted_extensions", property(in_order))
    server = serve(PERSONAS)
    names = [*server.extension_manager.sorted_extensions]
    assert (names.index("jupyter_stop_stream") < names.index(PERSONAS)) == is_ours_first
    extension = app_of(server, PERSONAS)
    assert isinstance(extension, PersonaManagerExtension)
    assert extension.persona_manager_class is not PersonaManager
    assert issubclass(extension.persona_manager_class, PersonaManager)
    assert extension.persona_manager_class.__name__ == "PersonaManager"
    assert f"StopStreamExtension] Found {PERSONAS}: its" in capsys.readouterr().err
    page_config = server.web_app.settings["page_config_data"]
    default = PersonaManager.default_persona_id.default_value
    assert page_config["jupyter_ai_default_persona"] == default


def test_a_configured_default_persona_and_manager_class_are_kept(serve: Serve) -> None:
    server = serve(
        PERSONAS,
        PersonaManagerExtension={"persona_manager_class": OwnManager},
        OwnManager={"default_persona_id": "mine"},
    )
    extension = app_of(server, PERSONAS)
    assert issubclass(extension.persona_manager_class, OwnManager)
    assert extension.persona_manager_class.__name__ == "OwnManager"
    assert server.web_app.settings["page_config_data"]["jupyter_ai_default_persona"] == "mine"


def test_a_version_that_is_not_known_is_warned_of(
    serve: Serve, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(PersonaManager, "_init_personas")
    server = serve(PERSONAS)
    assert app_of(server, PERSONAS).persona_manager_class is PersonaManager
    said = capsys.readouterr().err
    (warning,) = (line for line in said.splitlines() if "StopStreamExtension] Found" in line)
    assert warning.startswith("[W ")
    assert f"{PERSONAS} {version(PERSONAS)}, but not of a version that is known here" in warning
    assert "the Stop that it brings stays" in warning


def test_jupyter_ai_2_is_said_to_be_too_old(
    serve: Serve, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with_old = property(lambda manager: {"jupyter_ai": {object()}})
    monkeypatch.setattr(ExtensionManager, "extension_apps", with_old)
    serve()
    said = capsys.readouterr().err
    (line,) = (line for line in said.splitlines() if "StopStreamExtension] Found" in line)
    assert line.startswith("[I ")
    assert "jupyter_ai" in line
    assert "too old" in line


def test_its_traits_are_configurable(serve: Serve) -> None:
    server = serve(
        StopStreamExtension={
            "grace_period_s": 7.0,
            "patience_s": 8.0,
            "flush_interval_s": 0.5,
            "may_stop_others": True,
            "max_frame_bytes": 2048,
            "max_frames_per_s": 7.5,
            "max_subscriptions": 70,
            "max_unsent_bytes": 70_000,
            "max_answer_s": 120.0,
            "max_answer_characters": 20_000,
            "max_silence_s": 30.0,
            "max_unwatched_s": 600.0,
        }
    )
    settings = server.web_app.settings
    registry = settings[REGISTRY_KEY]
    times = registry._lifecycle._times
    assert (times.grace_period_s, times.patience_s) == (7.0, 8.0)
    assert registry._flush_interval_s == 0.5
    assert settings[MAY_STOP_OTHERS_KEY] is True
    assert settings[LIMITS_KEY] == Limits(
        max_frame_bytes=2048,
        max_frames_per_s=7.5,
        max_subscriptions=70,
        max_unsent_bytes=70_000,
    )
    assert registry._limiter._limits == AnswerLimits(120.0, 20_000, 30.0, 600.0)


def test_by_default_nothing_limits_an_answer(serve: Serve) -> None:
    registry = serve().web_app.settings[REGISTRY_KEY]
    assert (registry._limiter, registry._unwatched) == (None, None)


def test_by_default_nobody_stops_somebody_else(serve: Serve) -> None:
    assert serve().web_app.settings[MAY_STOP_OTHERS_KEY] is False


@pytest.mark.parametrize(
    ("trait", "value"),
    [
        ("grace_period_s", -1.0),
        ("patience_s", -1.0),
        ("max_frame_bytes", 10),
        ("max_frames_per_s", 0.0),
        ("max_subscriptions", 0),
        ("max_unsent_bytes", 10),
        ("max_answer_s", -1.0),
        ("max_answer_characters", -1),
        ("max_silence_s", -1.0),
        ("max_unwatched_s", -1.0),
    ],
)
def test_what_makes_no_sense_cannot_be_configured(trait: str, value: float) -> None:
    with pytest.raises(Exception, match=trait):
        StopStreamExtension(**{trait: value})
