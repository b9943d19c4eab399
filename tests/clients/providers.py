"""The libraries of model providers, and those for HTTP."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import httpx
import litellm
import ollama
from anthropic import AsyncAnthropic
from google import genai
from google.genai.types import HttpOptions
from huggingface_hub import AsyncInferenceClient
from openai import AsyncOpenAI

from ..model_server.process import ModelServer
from .library import MODEL, Ask, Library, messages


@asynccontextmanager
async def openai_chat(model: ModelServer) -> AsyncIterator[Ask]:
    async with AsyncOpenAI(base_url=model.base_url, api_key="none") as client:

        async def ask(prompt: str) -> AsyncGenerator[str, None]:
            stream = await client.chat.completions.create(
                model=MODEL, stream=True, messages=messages(prompt)
            )
            async for chunk in stream:
                yield chunk.choices[0].delta.content or ""

        yield ask


@asynccontextmanager
async def anthropic_raw(model: ModelServer) -> AsyncIterator[Ask]:
    async with AsyncAnthropic(base_url=model.url, api_key="none") as client:

        async def ask(prompt: str) -> AsyncGenerator[str, None]:
            stream = await client.messages.create(
                model=MODEL, max_tokens=1000, stream=True, messages=messages(prompt)
            )
            async for event in stream:
                if event.type == "content_block_delta" and event.delta.type == "text_delta":
                    yield event.delta.text

        yield ask


@asynccontextmanager
async def anthropic_helper(model: ModelServer) -> AsyncIterator[Ask]:
    async with AsyncAnthropic(base_url=model.url, api_key="none") as client:

        async def ask(prompt: str) -> AsyncGenerator[str, None]:
            helper = client.messages.stream(model=MODEL, max_tokens=1000, messages=messages(prompt))
            async with helper as stream:
                async for text in stream.text_stream:
                    yield text

        yield ask


@asynccontextmanager
async def ollama_chat(model: ModelServer) -> AsyncIterator[Ask]:
    client = ollama.AsyncClient(host=model.url)

    async def ask(prompt: str) -> AsyncGenerator[str, None]:
        async for part in await client.chat(MODEL, messages(prompt), stream=True):
            yield part.message.content or ""

    yield ask
    await client.close()


@asynccontextmanager
async def litellm_completion(model: ModelServer) -> AsyncIterator[Ask]:
    async def ask(prompt: str) -> AsyncGenerator[str, None]:
        stream = await litellm.acompletion(
            f"openai/{MODEL}",
            messages(prompt),
            stream=True,
            api_base=model.base_url,
            api_key="none",
        )
        async for chunk in stream:
            yield chunk.choices[0].delta.content or ""

    # With its first answer it imports the half of itself, in the event loop, for seconds.
    async for _ in ask("rate=1000 length=1"):
        pass
    yield ask
    # It keeps its clients by the number of the event loop, which a later loop may have again.
    await litellm.close_litellm_async_clients()
    litellm.in_memory_llm_clients_cache.flush_cache()


@asynccontextmanager
async def httpx_stream(model: ModelServer) -> AsyncIterator[Ask]:
    async with httpx.AsyncClient(base_url=model.url, timeout=600) as client:

        async def ask(prompt: str) -> AsyncGenerator[str, None]:
            body = {"messages": messages(prompt)}
            async with client.stream("POST", "/api/chat", json=body) as response:
                async for line in response.aiter_lines():
                    yield json.loads(line)["message"]["content"]

        yield ask


@asynccontextmanager
async def aiohttp_post(model: ModelServer) -> AsyncIterator[Ask]:
    async with aiohttp.ClientSession(model.url) as session:

        async def ask(prompt: str) -> AsyncGenerator[str, None]:
            body = {"messages": messages(prompt)}
            async with session.post("/api/chat", json=body) as response:
                async for line in response.content:
                    yield json.loads(line)["message"]["content"]

        yield ask


@asynccontextmanager
async def huggingface_chat(model: ModelServer) -> AsyncIterator[Ask]:
    async with AsyncInferenceClient(base_url=model.base_url, api_key="none") as client:

        async def ask(prompt: str) -> AsyncGenerator[str, None]:
            stream = await client.chat_completion(messages(prompt), stream=True)
            async for chunk in stream:
                yield chunk.choices[0].delta.content or ""

        yield ask


@asynccontextmanager
async def google_content(model: ModelServer) -> AsyncIterator[Ask]:
    # Without it, it would take aiohttp where that is installed.
    async with httpx.AsyncClient() as http:
        options = HttpOptions(base_url=model.url, httpx_async_client=http)
        client = genai.Client(api_key="none", http_options=options)

        async def ask(prompt: str) -> AsyncGenerator[str, None]:
            stream = await client.aio.models.generate_content_stream(model=MODEL, contents=prompt)
            async for chunk in stream:
                yield chunk.text or ""

        yield ask


PROVIDERS = [
    Library("openai", openai_chat),
    Library("anthropic", anthropic_raw),
    Library("anthropic-helper", anthropic_helper),
    Library("ollama", ollama_chat),
    Library("litellm", litellm_completion),
    Library("huggingface_hub", huggingface_chat),
    Library("google-genai", google_content),
    Library("httpx", httpx_stream),
    Library("aiohttp", aiohttp_post),
]
