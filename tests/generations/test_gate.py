"""What a gate lets through, when, and what it leaves at the end."""

from __future__ import annotations

import asyncio
import logging
import random
import threading
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import pytest
import pytest_asyncio
from jupyterlab_chat.models import MimeModel, NewMessage

from jupyter_stop_stream import GenerationStopped
from jupyter_stop_stream.generations import MARK_KEY, Gate
from jupyter_stop_stream.generations.pace import Pace
from jupyter_stop_stream.generations.saves import AT_ONCE
from jupyter_stop_stream.generations.ungated import Ungated
from jupyter_stop_stream.protocol import Mark, Seen, checksum

from ..conftest import new_chat
from ..fakes.patience import turns, within
from ..fakes.recording_chat import RecordingChat, Write
from ..fakes.voice import Voice

pytestmark = pytest.mark.asyncio

NEVER_S = 3600.0

CALM_S = 0.3
"""Between two writes: longer than a few lines of a test take."""
"""A flush interval that does not pass within a test."""

STREAMING: Mark = {"generation_id": "g", "prompt_id": "p", "status": "streaming"}
COMPLETE: Mark = {"generation_id": "g", "prompt_id": "p", "status": "complete"}
INTERRUPTED: Mark = {
    "generation_id": "g",
    "prompt_id": "p",
    "status": "interrupted",
    "stopped_by": "ada",
    "stopped_at": 1.5,
    "receipt": "cancelled",
}


class Gated:
    """A gate, the chat behind it, and a persona that speaks through it."""

    def __init__(self, chat: RecordingChat, flush_interval_s: float) -> None:
        self.chat = chat
        self.replies: list[str] = []
        self.gate = Gate(
            Ungated(chat, logging.getLogger(__name__), AT_ONCE),
            STREAMING,
            flush_interval_s=flush_interval_s,
            pace=Pace(),
            on_reply=self.replies.append,
        )
        self.voice = Voice(self, "persona")  # type: ignore[arg-type]

    def add_message(self, new_message: NewMessage) -> str:
        return self.gate.add(new_message)

    def update_message(self, *args: object, **kwargs: object) -> None:
        self.gate.update(*args, **kwargs)  # type: ignore[arg-type]

    def finish(self, mark: Mark, seen: Mapping[str, Seen] | None = None) -> bool:
        """Have it finish and write what stays; whether any of that can be seen."""
        left = self.gate.finish(mark, seen)
        for reply in left:
            self.chat.update_message(reply, False, [])
        return any(not reply.deleted for reply in left)

    def bodies(self, reply_id: str) -> list[str]:
        """The bodies that reached the chat, one after the other."""
        return [write.body for write in self.chat.writes_to(reply_id)]

    def body(self, reply_id: str) -> str:
        message = self.chat.get_message(reply_id)
        assert message is not None
        return message.body

    def mark(self, reply_id: str) -> dict[str, object]:
        message = self.chat.get_message(reply_id)
        assert message is not None
        assert message.metadata is not None
        return message.metadata[MARK_KEY]


@pytest_asyncio.fixture
async def slow(tmp_path: Path, chat_kind: str) -> Gated:
    """A gate that writes only when it must."""
    return Gated(await new_chat(chat_kind, tmp_path / "slow.chat"), NEVER_S)


@pytest_asyncio.fixture
async def swift(tmp_path: Path, chat_kind: str) -> Gated:
    """A gate that writes again after a few milliseconds."""
    return Gated(await new_chat(chat_kind, tmp_path / "swift.chat"), 0.005)


@pytest_asyncio.fixture
async def calm(tmp_path: Path, chat_kind: str) -> Gated:
    """A gate that writes again after longer than a few lines of a test take."""
    return Gated(await new_chat(chat_kind, tmp_path / "calm.chat"), CALM_S)


async def test_the_first_chunk_is_shown_at_once_and_later_ones_wait(slow: Gated) -> None:
    reply_id = slow.voice.begin()
    slow.voice.append(reply_id, "first")
    assert slow.bodies(reply_id) == ["", "first"]
    for number in range(1000):
        slow.voice.append(reply_id, f" {number}")
    assert slow.bodies(reply_id) == ["", "first"]
    slow.gate.flush()
    assert slow.bodies(reply_id)[2:] == ["first" + "".join(f" {n}" for n in range(1000))]


async def test_a_reply_that_begins_with_a_text_is_shown_at_once(slow: Gated) -> None:
    reply_id = slow.voice.begin("Here it is.")
    assert slow.body(reply_id) == "Here it is."
    assert slow.mark(reply_id) == STREAMING


async def test_what_waits_is_written_when_the_interval_has_passed(calm: Gated) -> None:
    reply_id = calm.voice.say("one", " two", " three")
    written = asyncio.Event()
    calm.chat.on_write = lambda write: write.body == "one two three" and written.set()
    await within(written.wait())
    assert calm.bodies(reply_id) == ["", "one", "one two three"]


async def test_a_flush_with_nothing_to_write_writes_nothing(slow: Gated) -> None:
    slow.voice.say("one", " two")
    slow.gate.flush()
    count = len(slow.chat.writes)
    slow.gate.flush()
    assert len(slow.chat.writes) == count


async def test_a_stream_takes_far_fewer_writes_than_it_has_chunks(swift: Gated) -> None:
    reply_id = swift.voice.begin()
    for number in range(1000):
        swift.voice.append(reply_id, f"{number} ")
        await turns()
    swift.gate.flush()
    assert swift.body(reply_id) == "".join(f"{number} " for number in range(1000))
    assert len(swift.bodies(reply_id)) < 300


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_nothing_is_lost_or_moved_over_5000_chunks(swift: Gated, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    replies = [swift.voice.begin() for _ in range(3)]
    expected = dict.fromkeys(replies, "")

    def write(reply_id: str, number: int) -> None:
        if chance.random() < 0.01:
            expected[reply_id] = f"anew{number} "
            swift.voice.put(reply_id, expected[reply_id])
        else:
            expected[reply_id] += f"{number} "
            swift.voice.append(reply_id, f"{number} ")

    for number in range(5000):
        write(chance.choice(replies), number)
        if chance.random() < 0.02:
            swift.gate.flush()
        if chance.random() < 0.02:
            await turns()
    swift.gate.flush()
    assert {reply_id: swift.body(reply_id) for reply_id in replies} == expected
    assert swift.replies == replies


async def test_a_text_only_ever_grows_on_the_screen(swift: Gated) -> None:
    reply_id = swift.voice.begin()
    for number in range(500):
        swift.voice.append(reply_id, f"{number} ")
        await turns()
    bodies = swift.bodies(reply_id)
    assert all(later.startswith(earlier) for earlier, later in pairwise(bodies))


async def test_an_empty_chunk_wipes_nothing(slow: Gated) -> None:
    reply_id = slow.voice.say("kept")
    slow.voice.append(reply_id, "")
    slow.gate.flush()
    slow.voice.append(reply_id, "")
    slow.voice.append(reply_id, " and grown")
    slow.voice.append(reply_id, "")
    slow.gate.flush()
    assert slow.body(reply_id) == "kept and grown"


async def test_a_whole_new_body_takes_the_place_of_all_before_it(slow: Gated) -> None:
    reply_id = slow.voice.say("one", " two")
    slow.voice.put(reply_id, "anew")
    slow.voice.append(reply_id, " and on")
    slow.gate.flush()
    assert slow.body(reply_id) == "anew and on"


async def test_an_update_with_more_than_a_body_is_written_at_once_and_in_order(
    slow: Gated,
) -> None:
    reply_id = slow.voice.say("one", " two")
    slow.voice.put(reply_id, "one two three", mentions=["ada"])
    assert slow.bodies(reply_id)[-2:] == ["one two", "one two three"]
    message = slow.chat.get_message(reply_id)
    assert message is not None
    assert message.mentions == ["ada"]
    assert slow.mark(reply_id) == STREAMING


async def test_triggers_run_on_the_text_as_it_is_then(slow: Gated) -> None:
    reply_id = slow.voice.say("one", " two")
    message = slow.chat.get_message(reply_id)
    assert message is not None
    seen_bodies: list[str] = []
    slow.gate.update(
        slow.voice._update(reply_id, " three"),
        append=True,
        trigger_actions=[lambda update, chat: seen_bodies.append(update.body)],
    )
    assert seen_bodies == ["one two three"]
    assert slow.body(reply_id) == "one two three"


async def test_a_reply_is_marked_from_its_first_text_on(slow: Gated) -> None:
    reply_id = slow.voice.say("one", " two")
    slow.gate.flush()
    with_text = [write for write in slow.chat.writes_to(reply_id) if write.body]
    assert [write.metadata for write in with_text] == [{MARK_KEY: STREAMING}] * 2


async def test_what_others_say_of_a_message_stays(slow: Gated) -> None:
    reply_id = slow.voice.say("one")
    slow.voice.put(reply_id, "one two", metadata={"model": "m-1", "tool_calls": [{"id": "t"}]})
    slow.voice.append(reply_id, " three")
    slow.gate.flush()
    slow.voice.put(reply_id, "all", mentions=["ada"])
    slow.finish(INTERRUPTED, {reply_id: Seen(2)})
    message = slow.chat.get_message(reply_id)
    assert message is not None
    assert message.metadata == {
        "model": "m-1",
        "tool_calls": [{"id": "t"}],
        MARK_KEY: {**INTERRUPTED, "unseen": "l"},
    }
    assert message.mentions == ["ada"]


async def test_a_thread_writes_through_the_same_gate(swift: Gated) -> None:
    loop_thread = threading.get_ident()
    reply_id = swift.voice.begin()

    def write() -> None:
        assert threading.get_ident() != loop_thread
        for number in range(200):
            swift.voice.append(reply_id, f"{number} ")

    await within(asyncio.to_thread(write))
    swift.gate.flush()
    assert swift.body(reply_id) == "".join(f"{number} " for number in range(200))


async def test_what_a_thread_left_waiting_is_written_by_the_loop(swift: Gated) -> None:
    written = asyncio.Event()
    loop = asyncio.get_running_loop()

    def note(write: Write) -> None:
        if write.body == "one two":
            loop.call_soon_threadsafe(written.set)

    swift.chat.on_write = note
    reply_id = swift.voice.say("one")
    await within(asyncio.to_thread(swift.voice.append, reply_id, " two"))
    await within(written.wait())


async def test_a_reply_that_a_thread_begins_is_told_on_the_loop(tmp_path: Path) -> None:
    gated = Gated(await new_chat("ws", tmp_path / "thread.chat"), NEVER_S)
    told = asyncio.Event()
    gated.gate._on_reply = lambda reply_id: (gated.replies.append(reply_id), told.set())
    reply_id = await within(asyncio.to_thread(gated.voice.begin, "from a thread"))
    await within(told.wait())
    assert gated.replies == [reply_id]
    assert gated.mark(reply_id) == STREAMING


async def test_shut_it_refuses_task_and_thread(slow: Gated) -> None:
    reply_id = slow.voice.say("seen", " waiting")
    slow.gate.shut()
    slow.gate.shut()
    assert slow.gate.is_shut
    count = len(slow.chat.writes)
    for attempt in (
        slow.voice.begin,
        lambda: slow.voice.begin("ghost"),
        lambda: slow.voice.append(reply_id, " late"),
        lambda: slow.voice.put(reply_id, "late"),
        lambda: slow.voice.put(reply_id, "late", metadata={"a": 1}),
    ):
        with pytest.raises(GenerationStopped):
            attempt()
    # On Python 3.10 whoever awaits a task is not told which cancellation it was.
    with pytest.raises(asyncio.CancelledError):
        await within(asyncio.to_thread(slow.voice.append, reply_id, " late"))
    slow.gate.flush()
    assert len(slow.chat.writes) == count
    assert slow.body(reply_id) == "seen"


async def test_nothing_is_left_to_the_clock_once_it_is_shut(calm: Gated) -> None:
    reply_id = calm.voice.say("seen", " waiting")
    calm.gate.shut()
    passed = asyncio.Event()
    asyncio.get_running_loop().call_later(2 * CALM_S, passed.set)
    await within(passed.wait())
    assert calm.body(reply_id) == "seen"


async def test_a_finished_reply_has_all_of_its_text_and_its_mark(slow: Gated) -> None:
    reply_id = slow.voice.say("one", " two", " three")
    assert slow.finish(COMPLETE)
    assert slow.body(reply_id) == "one two three"
    assert slow.mark(reply_id) == COMPLETE


async def test_the_time_of_a_reply_changes_once_when_its_text_is_final(slow: Gated) -> None:
    def time_of(reply_id: str) -> float:
        message = slow.chat.get_message(reply_id)
        assert message is not None
        return message.time

    reply_id = slow.voice.begin()
    begun_at = time_of(reply_id)
    slow.voice.append(reply_id, "one")
    slow.voice.append(reply_id, " two")
    slow.gate.flush()
    assert time_of(reply_id) == begun_at
    slow.finish(COMPLETE)
    assert time_of(reply_id) > begun_at


async def test_a_stopped_reply_ends_where_it_was_seen_to_end(slow: Gated) -> None:
    reply_id = slow.voice.say("one 🎉", " two")
    assert slow.finish(INTERRUPTED, {reply_id: Seen(6)})
    assert slow.body(reply_id) == "one 🎉"
    assert slow.mark(reply_id) == {**INTERRUPTED, "unseen": " two"}


async def test_where_nobody_looked_all_that_was_written_stays(slow: Gated) -> None:
    reply_id = slow.voice.say("one", " two")
    assert slow.finish(INTERRUPTED, None)
    assert slow.body(reply_id) == "one two"
    assert slow.mark(reply_id) == INTERRUPTED


async def test_a_complete_reply_is_not_cut(slow: Gated) -> None:
    reply_id = slow.voice.say("one", " two")
    slow.finish(COMPLETE, {reply_id: Seen(1)})
    assert slow.body(reply_id) == "one two"


async def test_a_reply_of_which_nothing_was_seen_is_deleted(slow: Gated) -> None:
    unseen, seen = slow.voice.say("unseen"), slow.voice.say("seen")
    assert slow.finish(INTERRUPTED, {seen: Seen(4)})
    message = slow.chat.get_message(unseen)
    assert message is not None
    assert message.deleted
    assert message.body == ""
    assert slow.mark(unseen)["unseen"] == "unseen"
    assert slow.body(seen) == "seen"


async def test_with_no_reply_left_it_says_so(slow: Gated) -> None:
    slow.voice.say("unseen")
    slow.voice.begin()
    assert not slow.finish(INTERRUPTED, {})


async def test_a_reply_without_text_that_shows_something_else_stays(slow: Gated) -> None:
    rich = slow.gate.add(
        NewMessage(body="", sender="persona", mime_model=MimeModel(data={"text/html": "<b>hi</b>"}))
    )
    tools, attached = slow.voice.begin(), slow.voice.begin()
    slow.voice.put(tools, "", metadata={"tool_calls": [{"id": "t", "status": "completed"}]})
    slow.voice.put(attached, "", attachments=["a-1"])
    assert slow.finish(COMPLETE)
    for reply_id in (rich, tools, attached):
        message = slow.chat.get_message(reply_id)
        assert message is not None
        assert not message.deleted, reply_id
        assert slow.mark(reply_id) == COMPLETE


async def test_finishing_twice_gives_the_same(slow: Gated) -> None:
    kept, gone = slow.voice.say("one", " two"), slow.voice.say("unseen")
    first = slow.gate.finish(INTERRUPTED, {kept: Seen(3)})
    assert [(one.id, one.deleted) for one in first] == [(kept, None), (gone, True)]
    assert slow.gate.finish(INTERRUPTED, {kept: Seen(3)}) == first
    assert slow.gate.finish(COMPLETE) == first


async def test_a_reply_that_a_person_deleted_stays_deleted(slow: Gated) -> None:
    reply_id = slow.voice.say("one")
    slow.voice.put(reply_id, "", deleted=True)
    slow.voice.append(reply_id, " two")
    slow.gate.flush()
    slow.finish(INTERRUPTED, None)
    message = slow.chat.get_message(reply_id)
    assert message is not None
    assert message.deleted


async def test_it_knows_its_own_replies_only(slow: Gated) -> None:
    mine = slow.voice.begin()
    other = slow.chat.add_message(NewMessage(body="", sender="persona"))
    assert slow.gate.owns(mine)
    assert not slow.gate.owns(other)


def seen_of(reply_id: str, shown: str) -> dict[str, Seen]:
    """What a page says that shows this."""
    return {reply_id: Seen(len(shown.encode("utf-16-le")) // 2, checksum(shown))}


def rewritten(slow: Gated) -> str:
    """A reply that said that it was thinking, until its text came."""
    reply_id = slow.voice.say("Thinking 🤔 ...")
    slow.voice.put(reply_id, "The answer")
    slow.voice.append(reply_id, " is 42")
    return reply_id


@pytest.mark.parametrize("is_flushed", [True, False])
async def test_what_was_seen_stays_of_a_reply_that_is_written_anew(
    slow: Gated, is_flushed: bool
) -> None:
    reply_id = rewritten(slow)
    if is_flushed:
        slow.gate.flush()
    assert slow.finish(INTERRUPTED, seen_of(reply_id, "Thinking 🤔 ..."))
    assert slow.body(reply_id) == "Thinking 🤔 ..."
    assert slow.mark(reply_id) == {
        **INTERRUPTED,
        "unseen": "The answer is 42",
        "is_rewritten": True,
    }


async def test_a_reply_that_is_written_anew_is_cut_where_its_new_text_was_seen_to_end(
    slow: Gated,
) -> None:
    reply_id = rewritten(slow)
    slow.finish(INTERRUPTED, seen_of(reply_id, "The ans"))
    assert slow.body(reply_id) == "The ans"
    assert slow.mark(reply_id) == {**INTERRUPTED, "unseen": "wer is 42"}


async def test_of_many_lines_of_progress_the_one_that_was_seen_stays(slow: Gated) -> None:
    reply_id = slow.voice.begin()
    for percent in range(100):
        slow.voice.put(reply_id, f"{percent} % done", metadata={"percent": percent})
    slow.finish(INTERRUPTED, seen_of(reply_id, "97 % done"))
    assert slow.body(reply_id) == "97 % done"
    assert slow.mark(reply_id)["unseen"] == "99 % done"


async def test_nothing_is_cut_from_what_nobody_is_known_to_have_seen(slow: Gated) -> None:
    reply_id = slow.voice.say("one two")
    slow.chat.update_message(slow.voice._update(reply_id, "A person's words", edited=True))
    slow.finish(INTERRUPTED, seen_of(reply_id, "one two"))
    assert slow.body(reply_id) == "A person's words"
    assert slow.mark(reply_id) == INTERRUPTED


async def test_a_page_that_sends_no_checksum_is_taken_to_show_the_newest_text(slow: Gated) -> None:
    reply_id = rewritten(slow)
    slow.finish(INTERRUPTED, {reply_id: Seen(3)})
    assert slow.body(reply_id) == "The"
    assert slow.mark(reply_id) == {**INTERRUPTED, "unseen": " answer is 42"}
