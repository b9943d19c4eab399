"""What was answered is remembered, for each person, for a while."""

from __future__ import annotations

from jupyter_stop_stream.handlers.answered import REMEMBERED, Answered
from jupyter_stop_stream.protocol import ReplyFrame


def reply(request_id: str) -> ReplyFrame:
    return {
        "type": "reply",
        "request_id": request_id,
        "status": "accepted",
        "generation_ids": [],
    }


def test_a_reply_is_found_by_who_asked_and_what() -> None:
    answered = Answered()
    answered.remember("ada", reply("r"))
    assert answered.find("ada", "r") == reply("r")
    assert answered.find("ada", "s") is None
    assert answered.find("grace", "r") is None


def test_the_oldest_makes_room() -> None:
    answered = Answered()
    for number in range(REMEMBERED + 1):
        answered.remember("ada", reply(str(number)))
    assert answered.find("ada", "0") is None
    assert answered.find("ada", "1") is not None
    assert answered.find("ada", str(REMEMBERED)) is not None


def test_what_was_stopped_by_rest_is_known_by_who_asked_and_what() -> None:
    answered = Answered()
    answered.remember_by_rest("ada", "r", "one")
    answered.remember_by_rest("ada", "r", "two")
    assert answered.stopped_by_rest("ada", "r") == {"one", "two"}
    assert answered.stopped_by_rest("grace", "r") == set()
    assert answered.has_stopped("ada", "r", "one")
    assert not answered.has_stopped("ada", "r", "three")


def test_what_a_websocket_has_stopped_is_not_stopped_again_by_rest() -> None:
    answered = Answered()
    answered.remember("ada", {**reply("r"), "generation_ids": ["one"]})
    assert answered.has_stopped("ada", "r", "one")
    assert not answered.has_stopped("ada", "r", "two")


def test_the_oldest_that_was_stopped_by_rest_makes_room() -> None:
    answered = Answered()
    for number in range(REMEMBERED + 1):
        answered.remember_by_rest("ada", str(number), "one")
    assert answered.stopped_by_rest("ada", "0") == set()
    assert answered.stopped_by_rest("ada", "1") == {"one"}
