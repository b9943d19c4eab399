"""One Jupyter server's REST routes, as `protocol/openapi.yaml` has them."""

from __future__ import annotations

import json
import secrets
from email.message import Message
from http.client import HTTPException
from ipaddress import ip_address
from typing import IO, Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode, urljoin, urlsplit
from urllib.request import BaseHandler, HTTPRedirectHandler, ProxyHandler, Request, build_opener

from .answer import Answer, parse
from .failures import NotKnown, NotThere, Refused, Unreachable
from .servers import Server

TIMEOUT_S: Final = 10.0
"""How long an answer may take beyond what it was asked to wait, in seconds."""

MAX_WAIT_S: Final = 20.0
"""How long the server is asked to wait in one request, in seconds; proxies give up at some time."""


NO_SERVER: Final = "What answers there is no Jupyter server, or one of a version that is not known."


class _StayHere(HTTPRedirectHandler):
    """Goes nowhere else: the token would go with it."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        return None


class Client:
    """Asks one server. All methods raise `Refused` and `Unreachable`.

    Args:
        server: Which.
    """

    def __init__(self, server: Server) -> None:
        self.server = server
        handlers: list[BaseHandler] = [_StayHere()]
        if _is_this_machine(server.url):
            # A proxy could not reach it, and is not to see the token.
            handlers.append(ProxyHandler({}))
        self._opener = build_opener(*handlers)

    def answers(self) -> list[Answer]:
        """The generations that have not ended."""
        return [self._parsed(one) for one in self._ask("GET", "generations", "generations")]

    def stop(self, generation_id: str) -> Answer:
        """Stop one.

        Raises:
            NotKnown: There is none of that id.
        """
        path = f"generations/{quote(generation_id, safe='')}/stop"
        return self._parsed(self._ask("POST", path, "generation"))

    def wait_for(self, generation_id: str, wait_s: float) -> Answer:
        """One, when it has ended or after so many seconds, at most `MAX_WAIT_S`.

        Raises:
            NotKnown: There is none of that id.
        """
        query = urlencode({"wait_s": round(min(wait_s, MAX_WAIT_S), 3)})
        path = f"generations/{quote(generation_id, safe='')}?{query}"
        return self._parsed(self._ask("GET", path, "generation", MAX_WAIT_S + TIMEOUT_S))

    def _parsed(self, record: object) -> Answer:
        try:
            return parse(self.server.url, record)
        except ValueError as error:
            raise Unreachable(NO_SERVER) from error

    def _ask(self, method: str, path: str, key: str, timeout_s: float = TIMEOUT_S) -> Any:
        """What stands under `key` of the answer."""
        # The scheme is looked at where the address comes from.
        request = Request(  # noqa: S310
            f"{self.server.url}api/stop-stream/{path}",
            method=method,
            data=b"" if method == "POST" else None,
            headers={"Accept": "application/json"},
        )
        if self.server.token:
            request.add_header("Authorization", f"token {self.server.token}")
        elif method == "POST":
            # Tornado takes it that no foreign page is behind a request that says the same twice.
            word = secrets.token_hex(16)
            request.add_header("Cookie", f"_xsrf={word}")
            request.add_header("X-XSRFToken", word)
        try:
            with self._opener.open(request, timeout=timeout_s) as response:
                return json.load(response)[key]
        except HTTPError as error:
            with error:
                raise _failure(error) from error
        except URLError as error:
            raise Unreachable(f"No answer: {error.reason}") from error
        except (OSError, HTTPException) as error:
            raise Unreachable(f"No answer: {error!r}") from error
        except (ValueError, KeyError, TypeError) as error:
            raise Unreachable(NO_SERVER) from error


def _failure(error: HTTPError) -> Exception:
    message, reason = _said(error)
    if 300 <= error.code < 400:
        place = urlsplit(urljoin(error.url, error.headers.get("Location", "")))
        if place.path.rstrip("/").endswith("/login"):
            return Refused("Not signed in: a token is needed, and has to be the right one.")
        where = f"{place.scheme}://{place.netloc}{place.path}"
        return Unreachable(f"It is not there, or is not running: one is sent on to {where}")
    if error.code in (401, 403):
        return Refused(f"Refused: {message or error.code}")
    if error.code == 404 and reason == "unknown_generation":
        return NotKnown(message)
    if error.code == 404:
        return NotThere("There is no jupyter-stop-stream.")
    return Unreachable(f"It answered {error.code}: {message or error.reason}")


def _said(error: HTTPError) -> tuple[str, str]:
    """What a refusal says for a person, and its code."""
    try:
        said = json.load(error)
        return str(said.get("message") or ""), str(said.get("reason") or "")
    except (OSError, ValueError, AttributeError, HTTPException):
        return "", ""


def _is_this_machine(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
