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
