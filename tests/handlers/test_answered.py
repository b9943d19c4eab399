"""What was done and answered is remembered, for each person, for a while."""

from __future__ import annotations

from jupyter_stop_stream.handlers.answered import REMEMBERED, Answered


def test_a_request_that_comes_again_is_the_same_one() -> None:
    answered = Answered()
    answered.find("ada", "r").generation_ids.append("one")
    answered.find("ada", "r").generation_ids.append("two")
    assert answered.find("ada", "r").generation_ids == ["one", "two"]
    assert answered.find("ada", "r").reply is None


def test_another_id_and_another_person_are_another_request() -> None:
    answered = Answered()
    answered.find("ada", "r").generation_ids.append("one")
    assert answered.find("ada", "s").generation_ids == []
    assert answered.find("grace", "r").generation_ids == []


def test_requests_without_an_id_are_never_the_same() -> None:
    answered = Answered()
    answered.find("ada", "").generation_ids.append("one")
    assert answered.find("ada", "").generation_ids == []


def test_the_oldest_makes_room() -> None:
    answered = Answered()
    for number in range(REMEMBERED + 1):
        answered.find("ada", str(number)).generation_ids.append("one")
    assert answered.find("ada", "1").generation_ids == ["one"]
    assert answered.find("ada", str(REMEMBERED)).generation_ids == ["one"]
    assert answered.find("ada", "0").generation_ids == []
