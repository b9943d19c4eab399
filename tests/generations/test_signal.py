"""The signal that a persona's author can ask."""

from __future__ import annotations

import asyncio
import logging

import pytest

from jupyter_stop_stream import GenerationStopped, stop_signal
from jupyter_stop_stream.generations import StopSignal
from jupyter_stop_stream.generations.signal import StopSource

from ..fakes.desk import Desk
from ..fakes.patience import turns, within

pytestmark = pytest.mark.asyncio


async def test_outside_of_a_generation_nothing_is_ever_stopped() -> None:
    signal = stop_signal()
    assert not signal.stopped
    signal.raise_if_stopped()
    waiting = asyncio.ensure_future(signal.wait())
    await turns(3)
    assert not waiting.done()
    waiting.cancel()


async def test_who_may_only_read_a_signal_cannot_set_it() -> None:
    assert not hasattr(StopSignal(), "set")


async def test_once_stopped_it_stays_stopped_and_raises_what_ends_the_work() -> None:
    source = StopSource()
    source.set()
    source.set()
    assert source.stopped
    with pytest.raises(GenerationStopped):
        source.raise_if_stopped()
    with pytest.raises(asyncio.CancelledError):
        source.raise_if_stopped()
    await within(source.wait())


async def test_a_callback_is_called_once_and_in_order() -> None:
    source, called = StopSource(), []
    source.on_stop(lambda: called.append("first"))
    source.on_stop(lambda: called.append("second"))
    assert called == []
    source.set()
    source.set()
    assert called == ["first", "second"]


async def test_a_callback_that_comes_after_the_stop_is_called_at_once() -> None:
    source, called = StopSource(), []
    source.set()
    take_back = source.on_stop(lambda: called.append("late"))
    assert called == ["late"]
    take_back()


async def test_a_callback_that_was_taken_back_is_not_called() -> None:
    source, called = StopSource(), []
    take_back = source.on_stop(lambda: called.append("gone"))
    source.on_stop(lambda: called.append("kept"))
    take_back()
    take_back()
    source.set()
    take_back()
    assert called == ["kept"]


async def test_a_callback_that_fails_is_logged_and_hinders_nobody(
    caplog: pytest.LogCaptureFixture,
) -> None:
    source, called = StopSource(), []

    def fail() -> None:
        raise OSError

    source.on_stop(fail)
    source.on_stop(lambda: called.append("next"))
    with caplog.at_level(logging.ERROR):
        source.set()
        source.on_stop(fail)
    assert called == ["next"]
    assert [record.exc_info[0] for record in caplog.records if record.exc_info] == [OSError] * 2


async def test_work_reads_the_signal_of_its_own_generation(desk: Desk) -> None:
    signals: list[StopSignal] = []
    read = asyncio.Event()

    async def in_child() -> None:
        signals.append(stop_signal())

    async def work() -> None:
        signals.append(stop_signal())
        await asyncio.create_task(in_child())
        signals.append(await asyncio.to_thread(stop_signal))
        read.set()
        await asyncio.Event().wait()

    generation = desk.ask(work)
    other = desk.ask(desk.writer("Hi"), persona_id="other")
    await within(read.wait())
    assert signals == [generation.signal] * 3
    assert not signals[0].stopped

    called: list[bool] = []
    signals[0].on_stop(lambda: called.append(generation.is_live))
    desk.stop(generation)
    assert called == [True]
    assert not other.signal.stopped


async def test_callbacks_of_an_answer_that_ended_by_itself_are_let_go(desk: Desk) -> None:
    called: list[str] = []

    async def work() -> None:
        stop_signal().on_stop(lambda: called.append("stopped"))

    generation = desk.ask(work)
    await within(generation.ended.wait())
    desk.stop(generation)
    assert called == []
    assert generation.signal._callbacks == []
    assert not generation.signal.stopped
