"""What shows that an HTTP request asks a model for text.

A request says so by its path, where it is one of those that providers have, or by what stands in
its body or its headers; a response by being a stream of events. What is JSON-RPC is not: the Model
Context Protocol streams its answers too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

ASKING_METHODS: Final = frozenset({"POST", "PUT", "PATCH"})

PATHS: Final = re.compile(
    r"/chat/completions/?$"
    r"|/(v\d+[a-z\d]*|openai)/(completions|responses|messages|chat)/?$"
    r"|/(api/chat|api/generate|chat_stream|generate_stream)/?$"
    r"|/model/[^/]+/(converse|converse-stream|invoke|invoke-with-response-stream)/?$"
    r"|:(generateContent|streamGenerateContent|rawPredict|streamRawPredict)$"
)
"""Of OpenAI's, Anthropic's, Ollama's, Cohere's, Bedrock's, Google's and Hugging Face's interfaces,
and of all that speak one of these. What others have too, such as `/messages`, counts with a version
before it alone."""

BODY: Final = re.compile(rb'"(messages|prompt|contents)"\s*:|"stream"\s*:\s*true')

NOT_ASKING: Final = re.compile(rb'"jsonrpc"\s*:')

STREAMS: Final = frozenset(
    {
        "application/jsonl",
        "application/json-lines",
        "application/ndjson",
        "application/stream+json",
        "application/vnd.amazon.eventstream",
        "application/x-ndjson",
        "text/event-stream",
    }
)
"""Types of contents in which models stream."""


def endpoint_of(method: str, url: str) -> str:
    """What a request asks: its method, and its address without what varies from one to the next."""
    parts = urlsplit(url)
    return f"{method.upper()} {parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def asks_model(url: str, headers: Mapping[str, str], body: bytes | None) -> bool:
    """Whether a request, by one of `ASKING_METHODS`, shows that it asks a model.

    Args:
        url: The whole address.
        headers: Looked up by names in lower case.
        body: As far as it is known before it is sent.
    """
    if body and NOT_ASKING.search(body):
        return False
    if PATHS.search(urlsplit(url).path) or (body and BODY.search(body)):
        return True
    return headers.get("accept", "").partition(",")[0].strip().lower() in STREAMS


def is_stream(content_type: str) -> bool:
    """Whether a response with this type of contents is a stream of events."""
    return content_type.partition(";")[0].strip().lower() in STREAMS
