"""What agents are built with."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import httpx
from agents import Agent, OpenAIChatCompletionsModel, Runner
from langchain.agents import create_agent
from langchain_core.output_parsers import StrOutputParser
from langchain_core.runnables import RunnableParallel
from langchain_openai import ChatOpenAI
from openai import AsyncOpenAI

from ..model_server.process import ModelServer
from .library import MODEL, Ask, Library, messages


@asynccontextmanager
async def chat_model(model: ModelServer) -> AsyncIterator[ChatOpenAI]:
    """LangChain's model, for the functions below."""
    async with httpx.AsyncClient(timeout=600) as client:
        yield ChatOpenAI(
            model=MODEL, base_url=model.base_url, api_key="none", http_async_client=client
        )


@asynccontextmanager
async def chat_openai(model: ModelServer) -> AsyncIterator[Ask]:
    async with chat_model(model) as chat:

        async def ask(prompt: str) -> AsyncGenerator[str, None]:
            async for chunk in chat.astream(messages(prompt)):
                yield str(chunk.content)

        yield ask


@asynccontextmanager
async def runnable_parallel(model: ModelServer) -> AsyncIterator[Ask]:
    async with chat_model(model) as chat:
        chain = chat | StrOutputParser()
        parallel = RunnableParallel(one=chain, other=chain)

        async def ask(prompt: str) -> AsyncGenerator[str, None]:
            async for chunks in parallel.astream(messages(prompt)):
                # Of the two answers, which say the same, one is shown.
                yield chunks.get("one", "")

        yield ask


@asynccontextmanager
async def langgraph_agent(model: ModelServer, tools: Sequence[Any] = ()) -> AsyncIterator[Ask]:
    async with chat_model(model) as chat:
        agent = create_agent(chat, tools)

        async def ask(prompt: str) -> AsyncGenerator[str, None]:
            history = {"messages": messages(prompt)}
            async for message, _ in agent.astream(history, stream_mode="messages"):
                yield str(message.content)

        yield ask


@asynccontextmanager
async def openai_agents(model: ModelServer) -> AsyncIterator[Ask]:
    async with AsyncOpenAI(base_url=model.base_url, api_key="none") as client:
        agent = Agent("persona", model=OpenAIChatCompletionsModel(MODEL, client))

        async def ask(prompt: str) -> AsyncGenerator[str, None]:
            async for event in Runner.run_streamed(agent, prompt).stream_events():
                is_raw = event.type == "raw_response_event"
                if is_raw and event.data.type == "response.output_text.delta":
                    yield event.data.delta

        yield ask


FRAMEWORKS = [
    Library("langchain-openai", chat_openai),
    Library("lcel-parallel", runnable_parallel, requests=2),
    Library("langgraph-agent", langgraph_agent),
    Library("openai-agents", openai_agents),
]
