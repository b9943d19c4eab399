"""What shows that a request asks a model, and what does not."""

from __future__ import annotations

import json

import pytest

from jupyter_stop_stream.reach.asking import asks_model, endpoint_of, is_stream

HOST = "https://host.test"


@pytest.mark.parametrize(
    "path",
    [
        "/v1/chat/completions",
        "/openai/deployments/mine/chat/completions?api-version=1",
        "/v1/completions",
        "/v1/responses",
        "/openai/responses",
        "/v1/messages",
        "/api/chat",
        "/api/generate",
        "/v2/chat",
        "/model/anthropic.claude%3A0/converse-stream",
        "/model/mine/invoke-with-response-stream",
        "/v1beta/models/gemini:streamGenerateContent?alt=sse",
        "/v1/projects/p/models/claude:streamRawPredict",
        "/generate_stream",
    ],
)
def test_an_address_of_a_provider_shows_it(path: str) -> None:
    assert asks_model(f"{HOST}{path}", {}, None)


@pytest.mark.parametrize(
    "body",
    [
        {"messages": [{"role": "user", "content": "Why?"}]},
        {"prompt": "Why?"},
        {"contents": [{"parts": [{"text": "Why?"}]}]},
        {"input": "Why?", "stream": True},
    ],
)
def test_what_stands_in_a_body_shows_it(body: object) -> None:
    assert asks_model(f"{HOST}/mine", {}, json.dumps(body).encode())
    assert asks_model(f"{HOST}/mine", {}, json.dumps(body, separators=(",", ":")).encode())


def test_whoever_takes_nothing_but_events_asks_a_model() -> None:
    assert asks_model(f"{HOST}/mine", {"accept": "text/event-stream"}, b"")
    assert not asks_model(f"{HOST}/mine", {"accept": "application/json, text/event-stream"}, b"")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/oauth/token", b"grant_type=refresh_token"),
        ("/token", b""),
        ("/v1/embeddings", b'{"model": "m", "input": ["Why?"]}'),
        ("/v1/traces", b'{"resourceSpans": []}'),
        ("/runs/batch", b'{"post": [], "patch": []}'),
        ("/messages/", b'{"jsonrpc": "2.0", "method": "tools/call"}'),
        ("/channels/1/messages", b'{"content": "Done."}'),
        ("/v1/messages", b'{"jsonrpc": "2.0", "id": 1, "method": "prompt", "params": {}}'),
        ("/sessions/1/end", b'{"reason": "stopped"}'),
        ("/functions/mine/invoke", b"{}"),
    ],
)
def test_what_others_send_does_not_show_it(path: str, body: bytes) -> None:
    assert not asks_model(f"{HOST}{path}", {}, body)


def test_an_endpoint_is_a_request_without_what_varies() -> None:
    one = endpoint_of("post", "https://user:secret@host.test:8443/v1/chat?key=1#top")
    assert one == "POST https://host.test:8443/v1/chat"


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        ("text/event-stream; charset=utf-8", True),
        ("application/x-ndjson", True),
        ("application/vnd.amazon.eventstream", True),
        ("application/json", False),
        ("", False),
    ],
)
def test_a_stream_of_events_is_told_by_its_type(content_type: str, expected: bool) -> None:
    assert is_stream(content_type) is expected
