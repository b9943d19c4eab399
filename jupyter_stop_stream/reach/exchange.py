"""One request over HTTP that a generation's code makes, and its response: whose it is."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from functools import cached_property
from typing import ClassVar

from ..generations import Held
from ..protocol import Resource
from ..protocol.errors import GenerationStopped
from .asking import ASKING_METHODS, asks_model, endpoint_of, is_stream
from .owner import Owner
from .starting import owner


class Exchange:
    """A request and its response.

    It is the generation's own if the generation's task makes it or waits for who makes it, or if
    it asks a model. What is begun after the stop, and is not refused, is clean-up; a `DELETE` is
    always that.

    Args:
        owner: Who makes it.
        method: Of the request.
        url: The whole address, by its `str`.
        headers: Looked up by names in lower case.
        body: As far as it is known before it is sent.
    """

    def __init__(
        self,
        owner: Owner,
        method: str,
        url: object,
        *,
        headers: Mapping[str, str],
        body: bytes | None = None,
    ) -> None:
        self.owner = owner
        self.method = method.upper()
        self._url = url
        self._asks_model = False
        self._serves_others = False
        self._is_late = owner.generation.cancel_called
        if self.method in ASKING_METHODS and asks_model(str(url), headers, body):
            self._note_asking()

    @cached_property
    def endpoint(self) -> str:
        """What it asks, without what varies from one request to the next."""
        return endpoint_of(self.method, str(self._url))

    @property
    def is_own(self) -> bool:
        """Whether there is evidence that it is the generation's own."""
        if self._serves_others or not (self._asks_model or self.owner.works_for_it):
            return False
        return not self.owner.is_needed_by_others

    @property
    def is_question_of_its_task(self) -> bool:
        """Whether the generation's own task asks a model by it."""
        return self._asks_model and self.owner.is_its_task

    @property
    def is_clean_up(self) -> bool:
        """Whether it is to get through although the generation was stopped."""
        return self._is_late or self.method == "DELETE"

    def refuse(self) -> None:
        """Keep a stopped generation from going on to ask its model.

        Raises:
            GenerationStopped: That is what this request would do.
        """
        generation = self.owner.generation
        if not (generation.refuses and self._goes_on()):
            return
        if self._serves_others or self.owner.is_service:
            generation.log.debug(
                "Generation %s: let %s pass, which is for whoever waits for it.",
                generation.generation_id,
                self.endpoint,
            )
            return
        generation.note_refusal(self.endpoint)
        self.owner.claim()
        raise GenerationStopped("This generation was stopped.")

    def hold(self, held: Held) -> None:
        """Have the generation hold a part of it. What a service does shows nothing about the task
        that serves: its request is ended, and not the task.
        """
        self.owner.hold(held, with_starters=not self.owner.is_service)

    def note_response(self, content_type: str) -> None:
        """Called with the response's headers. A stream is what a model answers with, where the
        generation is known to wait for it; others stream too.
        """
        is_asking = self.method in ASKING_METHODS and is_stream(content_type)
        if is_asking and not self._asks_model and self.owner.works_for_it:
            self._note_asking()

    @property
    def is_cut_off(self) -> bool:
        """Whether its generation was stopped while it was open."""
        return self.owner.generation.cancel_called and self.is_own and not self.is_clean_up

    def note_stop(self) -> None:
        """Called when the generation is stopped while this is open."""
        if self.is_own and self.owner.is_awaited:
            self.owner.generation.resources.cut_off.add(self.endpoint)

    def _goes_on(self) -> bool:
        """Whether it does again what the answer did."""
        resources = self.owner.generation.resources
        if self._asks_model or self.endpoint in resources.models:
            return True
        return self.owner.is_awaited and self.endpoint in resources.cut_off

    def _note_asking(self) -> None:
        self._asks_model = True
        if not self.owner.is_awaited and self.owner.serves_others():
            self._serves_others = True
            return
        self.owner.generation.resources.models.add(self.endpoint)
        if not self.owner.is_service:
            self.owner.note_asking()


class PartOfExchange(Held):
    """What an exchange has open: its response, its connection, its socket.

    Args:
        exchange: The exchange.
    """

    kind: ClassVar[Resource] = "request"

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self._resources = exchange.owner.generation.resources

    @property
    def is_own(self) -> bool:
        return self.exchange.is_own

    @property
    def is_clean_up(self) -> bool:
        return self.exchange.is_clean_up


current_exchange: ContextVar[Exchange | None] = ContextVar("stop_stream_exchange", default=None)
"""The exchange in which a client opens or reuses a connection."""


def new_exchange(
    method: str, url: object, headers: Mapping[str, str], body: bytes | None = None
) -> Exchange | None:
    """The exchange that the code which runs now begins; `None` for what no generation holds."""
    whose = owner()
    return None if whose is None else Exchange(whose, method, url, headers=headers, body=body)
