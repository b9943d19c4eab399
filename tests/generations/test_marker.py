"""The marks fit their schema, whatever happened."""

from __future__ import annotations

import pytest
import pytest_asyncio
from jsonschema import Draft202012Validator
from jupyterlab_chat.models import NewMessage

from jupyter_stop_stream.generations import Generation, Request
from jupyter_stop_stream.generations.mark import mark_of, marked, with_mark
from jupyter_stop_stream.generations.marker import corrected, final_mark, streaming_mark
from jupyter_stop_stream.generations.touches import MOST
from jupyter_stop_stream.protocol import MARK_SCHEMA, Outcome, Receipt

from ..fakes.desk import Desk
from ..fakes.patience import within

pytestmark = pytest.mark.asyncio

VALIDATOR = Draft202012Validator(MARK_SCHEMA)


async def nothing() -> None:
    """Work that is done at once."""


@pytest_asyncio.fixture
async def generation(desk: Desk) -> Generation:
    return Generation(
        Request(desk.chat_id, "prompt", "persona", "Persona", None, nothing), desk.chat
    )


async def test_the_mark_of_a_beginning_fits_the_schema(generation: Generation) -> None:
    VALIDATOR.validate(streaming_mark(generation))


@pytest.mark.parametrize("receipt", [None, "cancelled", "detached"])
@pytest.mark.parametrize("stopped_by", [None, "ada"])
@pytest.mark.parametrize("stopped_at", [None, 1763712003.25])
@pytest.mark.parametrize("outcome", ["complete", "interrupted", "error"])
async def test_the_mark_of_an_end_fits_the_schema(
    generation: Generation,
    outcome: Outcome,
    stopped_at: float | None,
    stopped_by: str | None,
    receipt: Receipt | None,
) -> None:
    generation.error = OSError()
    generation.stopped_at = stopped_at
    generation.stopped_by = stopped_by
    generation.receipt = receipt
    mark = final_mark(generation, outcome)
    VALIDATOR.validate(mark)
    assert mark["status"] == outcome
    assert ("stopped_at" in mark) == (outcome == "interrupted")
    assert mark.get("reason") == ("OSError" if outcome == "error" else None)


async def test_what_a_stopped_answer_touched_is_told_and_nothing_of_one_that_ended_by_itself(
    generation: Generation,
) -> None:
    generation.touches.note_cell("a.ipynb", "c1", "edited")
    generation.touches.note_cell("a.ipynb", None, "created")
    for index in range(MOST):
        generation.touches.note_file(f"{index}.py", "created")
    mark = final_mark(generation, "interrupted")
    VALIDATOR.validate(mark)
    assert mark["touched"][0] == {"did": ["edited"], "notebook": "a.ipynb", "cell_id": "c1"}
    assert mark["touched_beyond"] == 2
    assert "touched" not in final_mark(generation, "complete")


async def test_what_an_answer_that_failed_has_left_is_told_without_a_receipt(
    generation: Generation,
) -> None:
    generation.error = OSError()
    generation.left = {"process", "agent"}
    mark = final_mark(generation, "error")
    VALIDATOR.validate(mark)
    assert mark.get("left") == ["agent", "process"]
    assert "receipt" not in mark
    assert "left" not in final_mark(generation, "complete")


@pytest.mark.parametrize("outcome", ["error", "interrupted"])
async def test_what_is_over_after_all_is_left_no_longer(desk: Desk, outcome: Outcome) -> None:
    prompt_id = desk.prompt()
    request = Request(desk.chat_id, prompt_id, "persona", "Persona", None, nothing)
    generation = Generation(request, desk.chat)
    generation.left = {"agent"}
    generation.receipt = "detached" if outcome == "interrupted" else None
    reply_id = desk.chat.add_message(NewMessage(body="half", sender="persona"))
    generation.reply_ids.append(reply_id)
    before = with_mark(desk.message(reply_id), final_mark(generation, outcome))
    desk.chat.update_message(before)
    assert (desk.mark(reply_id) or {})["left"] == ["agent"]
    generation.receipt = generation.receipt and "cancelled"
    (after,) = corrected(desk.chat, generation)
    expected = {key: value for key, value in (mark_of(before) or {}).items() if key != "left"}
    if outcome == "interrupted":
        expected["receipt"] = "cancelled"
    assert mark_of(after) == expected
    assert (desk.mark(reply_id) or {})["left"] == ["agent"]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("No model of that name.", "No model of that name."),
        ("\n It broke.\nRequest id: 7", "It broke."),
        ("x" * 200, "x" * 200),
        ("x" * 201, "x" * 199 + "…"),
        ("  ", "OSError"),
    ],
)
async def test_the_reason_fits_into_a_label(generation: Generation, said: str, reason: str) -> None:
    generation.error = OSError(said)
    assert final_mark(generation, "error").get("reason") == reason


async def test_every_mark_that_a_chat_ever_had_fits_the_schema(any_desk: Desk) -> None:
    async def fail() -> None:
        any_desk.voice().say("half")
        raise OSError

    complete, stopped, waiting = any_desk.writer("a"), any_desk.writer("b"), any_desk.writer()
    complete.go_on.set()
    generations = [any_desk.ask(work) for work in (complete, fail, stopped, waiting)]
    await within(stopped.waits.wait())
    any_desk.stop(generations[2], seen={stopped.reply_id: 1})
    for generation in generations:
        await within(generation.ended.wait())
    marks = [
        (write.metadata or {})["stop_stream"]
        for write in any_desk.chat.writes
        if "stop_stream" in (write.metadata or {})
    ]
    assert {mark["status"] for mark in marks} == {"streaming", "complete", "error", "interrupted"}
    for mark in marks:
        VALIDATOR.validate(mark)


async def test_marking_keeps_what_others_wrote_beside_it(generation: Generation) -> None:
    mark = streaming_mark(generation)
    others = {"to_persona": "p"}
    assert marked(others, mark) == {"to_persona": "p", "stop_stream": mark}
    assert marked(marked(others, mark), None) == others == {"to_persona": "p"}
    assert marked(None, None) == {}


async def test_what_is_no_object_is_no_mark(desk: Desk) -> None:
    message = desk.message(desk.prompt())
    for metadata in (None, {}, {"stop_stream": None}, {"stop_stream": "interrupted"}):
        message.metadata = metadata
        assert mark_of(message) is None
