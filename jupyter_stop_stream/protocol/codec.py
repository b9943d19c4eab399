"""Text to frame and back, validated against `v1.schema.json`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from fastjsonschema import JsonSchemaValueException
from fastjsonschema import compile as compiled
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from .errors import FrameError
from .frames import (
    ClientFrame,
    Continue,
    End,
    Limit,
    Move,
    Regenerate,
    Reload,
    Seen,
    ServerFrame,
    Stop,
    Subscribe,
    Unsubscribe,
)

PROTOCOL_VERSION: Final[Literal[1]] = 1

_ENCODER: Final = json.JSONEncoder(separators=(",", ":"))

_SCHEMA: Final[dict[str, Any]] = json.loads(
    files(__package__).joinpath("v1.schema.json").read_text(encoding="utf-8")
)


def _schema_of(name: str) -> dict[str, Any]:
    return {**_SCHEMA["$defs"][name], "$defs": _SCHEMA["$defs"]}


MARK_SCHEMA: Final[dict[str, Any]] = _schema_of("mark")
"""JSON schema of what stands in a message's metadata under `stop_stream`."""


def _stop(data: Mapping[str, Any]) -> Stop:
    ids = data.get("generation_ids")
    seen = data.get("seen")
    return Stop(
        request_id=data["request_id"],
        chat_id=data["chat_id"],
        generation_ids=None if ids is None else tuple(ids),
        seen=None if seen is None else {item["message_id"]: _seen(item) for item in seen},
        prompt_ids=tuple(data.get("prompt_ids", ())),
        chat_path=data.get("chat_path"),
        leaves_executions=data.get("leaves_executions", False),
        limit=_limit(data.get("limit")),
    )


def _limit(data: Mapping[str, Any] | None) -> Limit | None:
    # Whose it is, is not for a page to say.
    return None if data is None else {"kind": data["kind"], "amount": data["amount"]}


def _end(data: Mapping[str, Any]) -> End:
    return End(
        data["request_id"],
        data["chat_id"],
        data["execution_id"],
        data["by"],
        data.get("chat_path"),
    )


def _seen(item: Mapping[str, Any]) -> Seen:
    # JSON's 42.0 is an integer to the schema.
    checksum = item.get("checksum")
    return Seen(int(item["length"]), None if checksum is None else int(checksum))


_PARSERS: Final[dict[str, Callable[[Mapping[str, Any]], ClientFrame]]] = {
    "subscribe": lambda data: Subscribe(data["chat_id"], data.get("chat_path")),
    "unsubscribe": lambda data: Unsubscribe(data["chat_id"], data.get("chat_path")),
    "stop": _stop,
    "regenerate": lambda data: Regenerate(
        data["request_id"], data["chat_id"], data["prompt_id"], data.get("chat_path")
    ),
    "continue": lambda data: Continue(
        data["request_id"], data["chat_id"], data["message_id"], data.get("chat_path")
    ),
    "reload": lambda data: Reload(data["request_id"], data["chat_id"], data.get("chat_path")),
    "end": _end,
    "move": lambda data: Move(
        data["request_id"],
        data["chat_id"],
        data["generation_id"],
        data["to"],
        data.get("chat_path"),
    ),
}


def _without_detours(schema: Any) -> Any:
    """A schema as it is quick to check: what it refers to stands in place of each reference, and
    how long a list may be stands before what its items are.
    """
    if isinstance(schema, list):
        return [_without_detours(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _without_detours(_SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]])
    keys = sorted(schema, key=lambda key: key == "items")
    return {key: _without_detours(schema[key]) for key in keys}


class _Validator:
    """Checks an object against one definition of the schema. What is well-formed, as nearly all is,
    costs a few microseconds; of what is not, the words of jsonschema say why.
    """

    def __init__(self, name: str) -> None:
        schema = _without_detours(_SCHEMA["$defs"][name])
        self._take: Callable[[Any], Any] = compiled(schema)
        self._slow = Draft202012Validator(schema)

    def error_in(self, data: dict[str, Any]) -> ValidationError | None:
        """The first thing that is wrong, if any is.

        To look for all would take a second for each frame that is nothing but wrong, and nobody
        else would be served.
        """
        try:
            self._take(data)
        except JsonSchemaValueException:
            return next(self._slow.iter_errors(data), None)
        return None


@cache
def _validators() -> Mapping[str, _Validator]:
    """By the names of their definitions. They are made with the first frame, which a page sends as
    it opens a chat: who decodes none does without.
    """
    names = (*_PARSERS, "rest_stop", "rest_chat_stop", "rest_end")
    return {name: _Validator(name) for name in names}


def decode(text: str | bytes, max_length: int | None = None) -> ClientFrame:
    """Parse what a browser sent.

    Args:
        text: One websocket message.
        max_length: Longest text that is looked at, in characters or bytes.

    Raises:
        FrameError: It is too long, not JSON, or not one of the schema's client frames. The text
            of the error names the place and what is wrong there.
    """
    data = _object(text, max_length)
    request_id = _request_id(data)
    kind = data.get("type")
    if not isinstance(kind, str) or kind not in _PARSERS:
        known = ", ".join(_PARSERS)
        raise FrameError(f"type: must be one of {known}.", request_id=request_id)
    return _PARSERS[kind](_valid(data, kind, request_id))


def decode_rest_chat_stop(text: str | bytes, max_length: int | None = None) -> Stop:
    """Parse the body of a stop in a chat by REST.

    Args:
        text: The request's body.
        max_length: Longest text that is looked at, in characters or bytes.

    Returns:
        The same as a frame. Its `request_id` is empty where the body has none.

    Raises:
        FrameError: As for `decode`.
    """
    return _stop({"request_id": "", **_valid(_object(text, max_length), "rest_chat_stop")})


def decode_rest_stop(
    text: str | bytes, chat_id: str, generation_id: str, max_length: int | None = None
) -> Stop:
    """Parse the body of a stop of one generation by REST, which may be empty.

    Args:
        text: The request's body.
        chat_id: The chat of the generation that its address names.
        generation_id: That generation.
        max_length: Longest text that is looked at, in characters or bytes.

    Returns:
        The same as a frame. Its `request_id` is empty where the body has none.

    Raises:
        FrameError: As for `decode`.
    """
    data = _valid(_object(text, max_length) if text else {}, "rest_stop")
    return _stop({"request_id": "", **data, "chat_id": chat_id, "generation_ids": [generation_id]})


def decode_rest_end(
    text: str | bytes, chat_id: str, execution_id: str, max_length: int | None = None
) -> End:
    """Parse the body of the end of one execution by REST.

    Args:
        text: The request's body.
        chat_id: The chat of the generation of the execution that its address names.
        execution_id: That execution.
        max_length: Longest text that is looked at, in characters or bytes.

    Returns:
        The same as a frame. Its `request_id` is empty where the body has none.

    Raises:
        FrameError: As for `decode`.
    """
    data = _valid(_object(text, max_length), "rest_end")
    return _end({"request_id": "", **data, "chat_id": chat_id, "execution_id": execution_id})


def encode(frame: ServerFrame) -> str:
    """The JSON text of a frame to a browser."""
    return _ENCODER.encode(frame)


def _object(text: str | bytes, max_length: int | None) -> dict[str, Any]:
    if max_length is not None and len(text) > max_length:
        raise FrameError("The frame is too large.", code="too_large")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise FrameError("The frame is not JSON.") from None
    if not isinstance(data, dict):
        raise FrameError("The frame is not a JSON object.")
    return data


def _valid(data: dict[str, Any], name: str, request_id: str | None = None) -> dict[str, Any]:
    error = _validators()[name].error_in(data)
    if error is not None:
        raise FrameError(_explain(error), request_id=request_id)
    return data


def _request_id(data: Mapping[str, Any]) -> str | None:
    value = data.get("request_id")
    return value if isinstance(value, str) and 0 < len(value) <= 256 else None


def _explain(error: ValidationError) -> str:
    place = ".".join(str(part) for part in error.absolute_path) or "frame"
    # The message quotes the offending value, which may be as long as the frame.
    message = error.message if len(error.message) <= 200 else f"{error.message[:200]}…"
    return f"{place}: {message}"
