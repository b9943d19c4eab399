"""The synchronous clients of libraries, as a thread uses them."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, closing, contextmanager

import boto3
import requests
from google import genai
from google.genai.types import HttpOptions
from huggingface_hub import InferenceClient

from ..model_server.process import ModelServer
from .library import MODEL, messages

Read = Callable[[str], Generator[str, None, None]]
"""What the model says to a prompt, as the library gives it, chunk by chunk."""


@contextmanager
def by_requests(model: ModelServer) -> Iterator[Read]:
    with requests.Session() as session:

        def read(prompt: str) -> Generator[str, None, None]:
            body = {"messages": messages(prompt)}
            url = f"{model.url}/api/chat"
            with session.post(url, json=body, stream=True, timeout=10) as response:
                for line in response.iter_lines(chunk_size=None):
                    yield json.loads(line)["message"]["content"]

        yield read


@contextmanager
def by_boto3(model: ModelServer) -> Iterator[Read]:
    """With the retries that are its default."""
    client = boto3.client(
        "bedrock-runtime",
        endpoint_url=model.url,
        region_name="us-east-1",
        aws_access_key_id="none",
        aws_secret_access_key="none",  # noqa: S106
    )

    def read(prompt: str) -> Generator[str, None, None]:
        asked = [{"role": "user", "content": [{"text": prompt}]}]
        answer = client.converse_stream(modelId=MODEL, messages=asked)
        with closing(answer["stream"]) as events:
            for event in events:
                if "contentBlockDelta" in event:
                    yield event["contentBlockDelta"]["delta"]["text"]

    yield read
    client.close()


@contextmanager
def by_huggingface_hub(model: ModelServer) -> Iterator[Read]:
    with InferenceClient(base_url=model.base_url, api_key="none") as client:

        def read(prompt: str) -> Generator[str, None, None]:
            with closing(client.chat_completion(messages(prompt), stream=True)) as stream:
                for chunk in stream:
                    yield chunk.choices[0].delta.content or ""

        yield read


@contextmanager
def by_google_genai(model: ModelServer) -> Iterator[Read]:
    with genai.Client(api_key="none", http_options=HttpOptions(base_url=model.url)) as client:

        def read(prompt: str) -> Generator[str, None, None]:
            for chunk in client.models.generate_content_stream(model=MODEL, contents=prompt):
                yield chunk.text or ""

        yield read


THREADED: dict[str, Callable[[ModelServer], AbstractContextManager[Read]]] = {
    "requests": by_requests,
    "boto3": by_boto3,
    "huggingface_hub": by_huggingface_hub,
    "google-genai": by_google_genai,
}
