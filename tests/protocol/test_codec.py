"""The wire: one schema, one golden file a frame, and nothing from outside is believed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from jupyter_stop_stream.protocol import (
    MARK_SCHEMA,
    PROTOCOL_VERSION,
    Continue,
    End,
    FrameError,
    Move,
    Regenerate,
    Reload,
    Seen,
    Stop,
    Subscribe,
    Unsubscribe,
    codec,
    decode,
    decode_rest_chat_stop,
    decode_rest_end,
    encode,
)

GOLDEN = Path(__file__).parents[1] / "golden"
SCHEMA = json.loads((Path(codec.__file__).parent / "v1.schema.json").read_text(encoding="utf-8"))


SEEN = Seen(42, 3421780262)
"""What the golden stop says of its reply."""

PATH = "work/first.chat"
"""Where the golden frames' chat is."""

STOP = Stop(
    "request-1",
    "chat-1",
    ("generation-1",),
    {"reply-1": SEEN},
    ("prompt-1",),
    PATH,
    True,
    {"kind": "seconds", "amount": 120},
)
"""The golden stop."""


def names_of(union: str) -> list[str]:
    """The frames of `client_frame` or `server_frame`, as the schema lists them."""
    return [option["$ref"].rpartition("/")[2] for option in SCHEMA["$defs"][union]["oneOf"]]


CLIENT = names_of("client_frame")
SERVER = names_of("server_frame")


def golden(name: str) -> Any:
    return json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))


def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator({**SCHEMA["$defs"][name], "$defs": SCHEMA["$defs"]})


def refusal_of(text: str | bytes) -> FrameError:
    with pytest.raises(FrameError) as caught:
        decode(text)
    return caught.value


def stop_frame(**changes: Any) -> dict[str, Any]:
    return {**golden("stop"), **changes}


def test_every_frame_has_a_golden_file_and_every_golden_file_a_frame() -> None:
    assert {path.stem for path in GOLDEN.glob("*.json")} == {*CLIENT, *SERVER, "mark"}


def test_every_object_of_the_schema_is_a_frame_or_part_of_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    parts = {"id", "chat_path", "seen", "generation_record", "resources", "problem", "error_code"}
    parts_of_marks = {"touched"}
    parts |= {"execution", "command", "end_by", "limit"}
    assert set(SCHEMA["$defs"]) == {
        *CLIENT,
        *SERVER,
        *parts,
        *parts_of_marks,
        "mark",
        "rest_stop",
        "rest_chat_stop",
        "rest_end",
        "client_frame",
        "server_frame",
    }


def rules_of(name: str) -> dict[str, Any]:
    """What the schema says of each field of an object, but for the words."""
    fields = SCHEMA["$defs"][name]["properties"].items()
    return {
        field: {key: rule for key, rule in rules.items() if key != "description"}
        for field, rules in fields
    }


def test_a_stop_has_the_same_rules_by_rest_as_by_websocket() -> None:
    by_websocket = rules_of("stop")
    del by_websocket["type"]
    assert rules_of("rest_chat_stop") == by_websocket
    of_one = ("request_id", "leaves_executions", "limit", "seen")
    assert rules_of("rest_stop") == {field: by_websocket[field] for field in of_one}


def test_a_stop_by_rest_is_the_same_as_by_websocket() -> None:
    body = {key: value for key, value in golden("stop").items() if key != "type"}
    assert decode_rest_chat_stop(json.dumps(body)) == STOP
    assert decode_rest_chat_stop('{"chat_id": "chat-1"}') == Stop("", "chat-1", None, None)


def test_an_end_has_the_same_rules_by_rest_as_by_websocket() -> None:
    by_websocket = rules_of("end")
    assert rules_of("rest_end") == {field: by_websocket[field] for field in ("request_id", "by")}
    body = json.dumps({"request_id": "request-4", "by": "interrupt"})
    by_rest = decode_rest_end(body, "chat-1", "execution-1")
    assert by_rest == End("request-4", "chat-1", "execution-1", "interrupt")


def test_a_page_cannot_claim_that_its_limit_is_the_servers() -> None:
    claimed = {"kind": "silence", "amount": 30, "is_servers": True}
    stop = decode(json.dumps(stop_frame(limit=claimed)))
    assert isinstance(stop, Stop)
    assert stop.limit == {"kind": "silence", "amount": 30}


def test_a_path_has_the_same_limits_wherever_it_is_said() -> None:
    limits = {
        rules_of(name).get("chat_path", {}).get("maxLength")
        for name in ("generations", "generation_record")
    }
    assert limits == {SCHEMA["$defs"]["chat_path"]["maxLength"]}


@pytest.mark.parametrize("name", [*CLIENT, *SERVER])
def test_a_golden_frame_is_named_after_its_type_and_fits_the_schema(name: str) -> None:
    assert golden(name)["type"] == name
    Draft202012Validator(SCHEMA).validate(golden(name))
    validator(name).validate(golden(name))


@pytest.mark.parametrize("name", [*CLIENT, *SERVER])
def test_a_frame_with_a_field_more_or_less_does_not_fit_the_schema(name: str) -> None:
    assert not validator(name).is_valid({**golden(name), "surplus": 1})
    for field in SCHEMA["$defs"][name]["required"]:
        lacking = {key: value for key, value in golden(name).items() if key != field}
        assert not validator(name).is_valid(lacking), field


def test_the_golden_mark_fits_the_schema_of_marks() -> None:
    Draft202012Validator(MARK_SCHEMA).validate(golden("mark"))


@pytest.mark.parametrize(
    ("name", "frame"),
    [
        ("subscribe", Subscribe("chat-1", PATH)),
        ("unsubscribe", Unsubscribe("chat-1", PATH)),
        ("stop", STOP),
        ("regenerate", Regenerate("request-2", "chat-1", "prompt-1", PATH)),
        ("continue", Continue("request-5", "chat-1", "reply-1", PATH)),
        ("reload", Reload("request-3", "chat-1", PATH)),
        ("end", End("request-4", "chat-1", "execution-1", "interrupt", PATH)),
        ("move", Move("request-5", "chat-1", "generation-1", "front", PATH)),
    ],
)
def test_each_golden_frame_of_a_browser_is_understood(name: str, frame: object) -> None:
    assert decode(json.dumps(golden(name))) == frame
    assert decode(json.dumps(golden(name)).encode()) == frame


@pytest.mark.parametrize(
    ("name", "frame"),
    [
        ("subscribe", Subscribe("chat-1")),
        ("unsubscribe", Unsubscribe("chat-1")),
        ("stop", Stop("request-1", "chat-1", ("generation-1",), {"reply-1": SEEN})),
        ("regenerate", Regenerate("request-2", "chat-1", "prompt-1")),
        ("continue", Continue("request-5", "chat-1", "reply-1")),
        ("reload", Reload("request-3", "chat-1")),
        ("end", End("request-4", "chat-1", "execution-1", "interrupt")),
        ("move", Move("request-5", "chat-1", "generation-1", "front")),
    ],
)
def test_a_frame_of_a_page_that_knows_no_paths_and_prompts_is_understood(
    name: str, frame: object
) -> None:
    newer = ("chat_path", "prompt_ids", "leaves_executions", "limit")
    older = {key: value for key, value in golden(name).items() if key not in newer}
    assert decode(json.dumps(older)) == frame


def test_all_that_a_browser_can_send_is_covered_here() -> None:
    asked = ["stop", "regenerate", "continue", "reload", "end", "move"]
    assert ["subscribe", "unsubscribe", *asked] == CLIENT


@pytest.mark.parametrize("name", SERVER)
def test_each_golden_frame_of_the_server_survives_its_encoding(name: str) -> None:
    assert json.loads(encode(golden(name))) == golden(name)


def test_text_of_any_script_survives_its_encoding() -> None:
    frame = {**golden("error"), "text": 'Grüße, 世界 🎉 \ud83d "\\\u2028</script>'}
    assert json.loads(encode(frame)) == frame


def test_the_version_that_is_told_is_the_one_of_the_schema() -> None:
    assert SCHEMA["$defs"]["generations"]["properties"]["protocol_version"] == {
        "const": PROTOCOL_VERSION
    }


def test_a_stop_without_ids_means_all_and_one_with_no_ids_means_none() -> None:
    bare = {key: stop_frame()[key] for key in ("type", "request_id", "chat_id")}
    assert decode(json.dumps(bare)) == Stop("request-1", "chat-1", None, None)
    nothing = decode(json.dumps({**bare, "generation_ids": [], "seen": []}))
    assert nothing == Stop("request-1", "chat-1", (), {})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "stop",
        "{",
        "{'type': 'subscribe'}",
        b"\xff\xfe\xfd",
        b"\xc3\x28",
        '{"type": "subscribe", "chat_id": "chat-1"} trailing',
        "[" * 100_000,
        '{"type":' * 100_000,
        f'{{"type": "subscribe", "chat_id": {"9" * 5000}}}',
    ],
)
def test_what_is_not_json_is_refused(text: str | bytes) -> None:
    assert str(refusal_of(text)) == "The frame is not JSON."


@pytest.mark.parametrize("text", ["null", "true", "7", "NaN", '"stop"', "[]", "[{}]"])
def test_what_is_not_an_object_is_refused(text: str) -> None:
    assert str(refusal_of(text)) == "The frame is not a JSON object."


@pytest.mark.parametrize("kind", [None, 7, "", "Stop", "generation", ["stop"], {}, "x" * 1_000_000])
def test_a_type_that_no_browser_sends_is_refused(kind: object) -> None:
    refusal = refusal_of(json.dumps(stop_frame(type=kind)))
    assert str(refusal) == f"type: must be one of {', '.join(CLIENT)}."
    assert refusal.request_id == "request-1"


@pytest.mark.parametrize("name", CLIENT)
def test_a_refusal_names_the_field_that_is_missing_or_surplus(name: str) -> None:
    for field in golden(name):
        if field in SCHEMA["$defs"][name]["required"] and field != "type":
            lacking = {key: value for key, value in golden(name).items() if key != field}
            assert f"'{field}' is a required property" in str(refusal_of(json.dumps(lacking)))
    surplus = {**golden(name), "asked_by": "somebody else"}
    assert "asked_by" in str(refusal_of(json.dumps(surplus)))


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"chat_id": 7}, "chat_id"),
        ({"chat_id": ""}, "chat_id"),
        ({"chat_id": "c" * 257}, "chat_id"),
        ({"chat_id": None}, "chat_id"),
        ({"generation_ids": "generation-1"}, "generation_ids"),
        ({"generation_ids": None}, "generation_ids"),
        ({"generation_ids": ["g"] * 257}, "generation_ids"),
        ({"generation_ids": ["generation-1", 2]}, "generation_ids.1"),
        ({"chat_path": 7}, "chat_path"),
        ({"chat_path": None}, "chat_path"),
        ({"chat_path": "p" * 4097}, "chat_path"),
        ({"prompt_ids": "prompt-1"}, "prompt_ids"),
        ({"prompt_ids": ["p"] * 65}, "prompt_ids"),
        ({"prompt_ids": ["prompt-1", ""]}, "prompt_ids.1"),
        ({"leaves_executions": 1}, "leaves_executions"),
        ({"seen": {"reply-1": 42}}, "seen"),
        ({"seen": [["reply-1", 42]]}, "seen.0"),
        ({"seen": [{"message_id": "reply-1"}]}, "seen.0"),
        ({"seen": [{"message_id": "reply-1", "length": -1}]}, "seen.0.length"),
        ({"seen": [{"message_id": "reply-1", "length": 1.5}]}, "seen.0.length"),
        ({"seen": [{"message_id": "reply-1", "length": True}]}, "seen.0.length"),
        ({"seen": [{"message_id": "reply-1", "length": "42"}]}, "seen.0.length"),
        ({"seen": [{"message_id": "reply-1", "length": 2**31}]}, "seen.0.length"),
        ({"seen": [{"message_id": "reply-1", "length": float("nan")}]}, "seen.0.length"),
        ({"seen": [{"message_id": "reply-1", "length": float("inf")}]}, "seen.0.length"),
        ({"seen": [{"message_id": "reply-1", "length": 1, "body": ""}]}, "seen.0"),
    ],
)
def test_a_refusal_names_the_place_and_the_request(changes: dict[str, Any], place: str) -> None:
    refusal = refusal_of(json.dumps(stop_frame(**changes)))
    assert str(refusal).startswith(f"{place}: ")
    assert (refusal.code, refusal.request_id) == ("bad_frame", "request-1")


ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 1.0, 1.5, 2**31, 2**53, float("nan"), float("inf")),
    *("", "x", "x" * 257, "x" * 5000, "\ud800", "seconds", "front", "stop"),
    *([], [1], ["x"], ["x", "x"], ["x"] * 300, [None], [[]]),
    *({}, {"x": 1}, {"kind": "seconds", "amount": 1}, {"kind": "seconds", "amount": 0}),
    *([{}], [{"message_id": "x", "length": 1}], [{"message_id": "x", "length": 1.0}]),
    *([{"message_id": "x", "length": -1}], [{"message_id": "x", "length": 1, "checksum": None}]),
)
"""Values that fit some field, and most of which fit none."""


@pytest.mark.parametrize("name", CLIENT)
def test_what_is_taken_is_what_the_schema_allows(name: str) -> None:
    verdicts = set()
    for field in golden(name).keys() - {"type"}:
        for value in ODD:
            frame = {**golden(name), field: value}
            is_allowed = validator(name).is_valid(frame)
            try:
                decode(json.dumps(frame))
            except FrameError:
                assert not is_allowed, frame
            else:
                assert is_allowed, frame
            verdicts.add(is_allowed)
    assert verdicts == {True, False}


@pytest.mark.parametrize("request_id", [None, 7, "", "r" * 257, ["request-1"], {"a": 1}])
def test_a_request_id_that_cannot_be_one_is_not_repeated(request_id: object) -> None:
    refusal = refusal_of(json.dumps(stop_frame(request_id=request_id)))
    assert refusal.request_id is None
    assert str(refusal).startswith("request_id: ")


def test_a_length_is_a_whole_number_however_it_is_written() -> None:
    text = json.dumps(stop_frame(seen=[{"message_id": "reply-1", "length": 42.0}]))
    frame = decode(text)
    assert isinstance(frame, Stop)
    assert frame.seen is not None
    assert repr(frame.seen["reply-1"].length) == "42"


def test_a_refusal_does_not_repeat_a_megabyte() -> None:
    for changes in ({"chat_id": "c" * 1_000_000}, {"x" * 1_000_000: 1}):
        assert len(str(refusal_of(json.dumps(stop_frame(**changes))))) < 300


@pytest.mark.parametrize("depth", [10, 300, 600, 800, 850, 900, 950, 990])
def test_deep_nesting_is_refused_at_any_depth(depth: int) -> None:
    nested = "[" * depth + "]" * depth
    for field in ("chat_id", "seen", "surplus"):
        text = json.dumps(stop_frame(**{field: "HERE"})).replace('"HERE"', nested)
        assert refusal_of(text).code == "bad_frame"


def test_of_a_field_given_twice_the_last_counts() -> None:
    assert decode('{"type":"subscribe","chat_id":7,"chat_id":"b"}') == Subscribe("b")


def test_a_stop_without_checksums_is_one_of_a_page_that_knows_none() -> None:
    frame = decode(json.dumps(stop_frame(seen=[{"message_id": "reply-1", "length": 42}])))
    assert isinstance(frame, Stop)
    assert frame.seen == {"reply-1": Seen(42)}


@pytest.mark.parametrize("value", [-1, 4294967296, 1.5, "3421780262", None])
def test_a_checksum_that_is_none_is_refused(value: object) -> None:
    seen = [{"message_id": "reply-1", "length": 42, "checksum": value}]
    assert "checksum" in str(refusal_of(json.dumps(stop_frame(seen=seen))))


@pytest.mark.parametrize(
    "field",
    [
        "is_saved",
        "is_rewritten",
        "cause",
        "is_connected",
        "prompt_ids",
        "executions",
        "commands",
        "leaves_executions",
        "ended",
    ],
)
def test_what_another_version_does_not_say_is_not_required(field: str) -> None:
    knowing = [one for one in SCHEMA["$defs"].values() if field in one.get("properties", {})]
    assert knowing
    assert all(field not in one["required"] for one in knowing if "required" in one)
