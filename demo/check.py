"""Whether the running demo works, without a person."""

from __future__ import annotations

from openai import AsyncOpenAI, OpenAIError
from tornado.httpclient import AsyncHTTPClient, HTTPError

from .endpoint import Endpoint
from .errors import CheckFailed

TIMEOUT_S = 60.0


async def check(endpoint: Endpoint, lab_url: str) -> None:
    """Ask as the browser and, with the environment's variables, as the persona would.

    Returns once the chat's page loads and the model answers; raises `CheckFailed` if one does not.
    """
    try:
        await AsyncHTTPClient().fetch(lab_url, request_timeout=TIMEOUT_S)
    except (HTTPError, OSError) as error:
        raise CheckFailed("JupyterLab", error) from error
    try:
        async with AsyncOpenAI(timeout=TIMEOUT_S) as client:
            await client.chat.completions.create(
                model=endpoint.model,
                max_tokens=8,
                messages=[{"role": "user", "content": "Say hello."}],
            )
    except OpenAIError as error:
        raise CheckFailed(endpoint.model, error) from error
