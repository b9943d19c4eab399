"""What an author may rely on."""

from __future__ import annotations

import jupyter_stop_stream


def test_the_public_names_are_these_and_all_are_there() -> None:
    names = jupyter_stop_stream.__all__
    assert names == sorted(names)
    assert set(names) >= {"GenerationStopped", "StopSignal", "StopStreamExtension", "stop_signal"}
    assert set(names) >= {"stoppable", "StoppableBot", "StoppableAnswer"}
    assert set(names) >= {"Adapter", "Chat", "ChatBackend", "Registry", "Request"}
    assert set(names) >= {"Continued", "ContinuingBackend"}
    assert all(hasattr(jupyter_stop_stream, name) for name in names)
